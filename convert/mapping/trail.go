package mapping

import (
	"encoding/binary"
	"errors"
	"io"

	"obmen/convert/regroup"
	"obmen/formats/spool"
)

// A trail finds out which receipt of a group went into which invoice: those that it has a line in. That is known
// only when the group is: a return may take an item away again, and --max-items may part the invoice. A nil trail does nothing.
type trail struct {
	say      func(organization, docnum []byte, invoice string) error
	most     int64          // items an invoice may have; 0: any number
	receipts *spool.Log     // of the group: number, organization, DocNum
	lines    *spool.Sorter  // number of a receipt, place of the item that a line of it went into
	items    *regroup.Array // by place: the number of the item among those that were written, from 1; 0: it was not
	key, buf []byte

	next struct{ receipt, place int64 } // of lines
}

func newTrail(o *Options) *trail {
	return &trail{
		say: o.Trail, most: int64(max(o.MaxItems, 0)), receipts: spool.NewLog(o.Temp, o.Memory), lines: o.newSorter(), items: regroup.NewArray(o.Temp, o.Memory),
	}
}

// receipt takes the next receipt of the group.
func (t *trail) receipt(s *slip) error {
	if t == nil {
		return nil
	}
	t.buf = appendBytes(appendBytes(binary.AppendVarint(t.buf[:0], s.number), s.OrganizationCode), s.DocNum)
	return t.receipts.Append(t.buf)
}

// line says that a line of a receipt went into the item at a place.
func (t *trail) line(receipt, place int64) error {
	if t == nil {
		return nil
	}
	t.key = appendKey(appendKey(t.key[:0], receipt), place)
	return t.lines.Add(t.key, nil)
}

// written says that the item at a place was written, as which.
func (t *trail) written(place, item int64) {
	if t != nil {
		t.items.Set(place, item)
	}
}

// tell tells of the group, whose invoice has that number and so many items.
func (t *trail) tell(number []byte, items int64) error {
	if t == nil {
		return nil
	}
	if err := errors.Join(t.lines.Sort(), t.receipts.Rewind(), t.nextLine()); err != nil {
		return err
	}
	split := t.most > 0 && items > t.most
	err := eachEntry(t.receipts, func(entry []byte) error {
		u := unpacker{rest: entry}
		receipt, organization, docnum := u.varint(), u.bytes(), u.bytes()
		return t.parts(receipt, func(part int64) error {
			if split {
				return t.say(organization, docnum, string(partNumber(number, part)))
			}
			return t.say(organization, docnum, string(number))
		})
	})
	return errors.Join(err, t.items.Err())
}

// parts calls visit for each part that a line of the receipt went into; the whole invoice is part 1.
func (t *trail) parts(receipt int64, visit func(part int64) error) error {
	for last := int64(0); t.next.receipt == receipt; {
		if item := t.items.Get(t.next.place); item > 0 {
			part := int64(1)
			if t.most > 0 {
				part += (item - 1) / t.most
			}
			if part != last {
				if err := visit(part); err != nil {
					return err
				}
			}
			last = part
		}
		if err := t.nextLine(); err != nil {
			return err
		}
	}
	return nil
}

func (t *trail) nextLine() error {
	t.next.receipt = 0 // no receipt has the number 0
	key, _, err := t.lines.Next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err == nil {
		t.next.receipt, t.next.place = keyNumber(key), keyNumber(key[8:])
	}
	return err
}

// reset empties t for the next group.
func (t *trail) reset() {
	if t == nil {
		return
	}
	t.receipts.Reset()
	t.lines.Reset()
	t.items.Reset()
}

// free removes what is on disk.
func (t *trail) free() error {
	if t == nil {
		return nil
	}
	return errors.Join(t.receipts.Close(), t.lines.Close(), t.items.Close())
}
