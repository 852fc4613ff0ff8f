package onec

import (
	"bytes"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
)

// keepInTail keeps an unknown element for the group's tail. The tail is the only record that grows while others are read, so it has its
// limit here.
func (r *Reader) keepInTail(place record.Place, path string) error {
	r.src.About(record.KindGroupTail, r.tails+1)
	defer r.src.About(0, 0)
	if len(r.tail.Unknown) == 0 {
		r.tail.Fixed = r.src.Locate(r.src.Offset())
	}
	var err error
	r.tail.Unknown, err = r.src.KeepElement(&r.tailArena, r.tail.Unknown, place, path)
	if err != nil {
		return err
	}
	return r.limitTail()
}

// strayInTail refuses the group's tail, once it is read, for text between or behind products.
func (r *Reader) strayInTail(path string) error {
	if r.src.IsBlank() {
		return nil
	}
	r.src.About(record.KindGroupTail, r.tails+1)
	defer r.src.About(0, 0)
	r.tailRefusal = xmlrecord.First(r.tailRefusal, r.src.Stray(path))
	r.tailStray = append(append(r.tailStray, bytes.TrimSpace(r.src.Text())...), '\n')
	return r.limitTail()
}

func (r *Reader) limitTail() error {
	held := r.tailArena.Len() + len(r.tailStray) + xmlrecord.ElementShare*len(r.tail.Unknown)
	if limit := r.src.Limits().Record; held > limit {
		return r.src.Fatal(TailTooLarge.Fault(limit))
	}
	return nil
}

// tailRead ends the reading of a group.
func (r *Reader) tailRead() (record.Record, error) {
	if r.tailRefusal == nil && len(r.tail.Unknown) == 0 {
		return nil, nil
	}
	r.tails++
	refusal := r.tailRefusal
	if refusal == nil && r.verdict != nil {
		r.src.About(record.KindGroupTail, r.tails)
		refusal = r.src.Refuse("ProductGroup", nil, r.verdict)
		r.src.About(0, 0)
	}
	if refusal == nil {
		return &r.tail, nil
	}
	r.rejects.setTail(r.groups, &r.tail, r.tailStray)
	return nil, refusal
}

// strayInRoot refuses the document for text between its groups, where no record is.
func (r *Reader) strayInRoot() error {
	e := r.src.Stray("ProductsGroups")
	if e == nil {
		return nil
	}
	e.Fatal = true
	return e
}

// misplaced refuses the document for the current element, which is ours but stands where no record is that could be refused for it.
func (r *Reader) misplaced() error {
	name := string(r.src.Name())
	return r.src.Fatal(xmlrecord.ElementMisplaced.Fault(name))
}
