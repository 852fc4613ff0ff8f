package diff

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"obmen/convert/regroup"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// Numbers hold whole numbers by their place.
type numbers interface {
	Get(i int64) int64
	Set(i, v int64)
}

// kept is what longest leaves of those that are in the right order.
const kept = -1

// longest finds the longest increasing run, gaps allowed, among n numbers that all differ, and sets mark to kept for those in it. What is left is
// what has moved: no fewer could have. It takes n × log n steps and no memory of its own; ends and mark have room for n numbers.
func longest(n int64, order, ends, mark numbers) {
	length := int64(0) // of the longest so far; ends holds where the best run of each length ends
	for i := range n {
		v := order.Get(i)
		at := length
		if length > 0 && order.Get(ends.Get(length-1)) > v {
			at = search(length, func(k int64) bool { return order.Get(ends.Get(k)) > v })
		}
		before := int64(0) // one more than the place of the one before
		if at > 0 {
			before = ends.Get(at-1) + 1
		}
		mark.Set(i, before)
		ends.Set(at, i)
		length = max(length, at+1)
	}
	if length == 0 {
		return
	}
	for i := ends.Get(length - 1); i >= 0; {
		before := mark.Get(i) - 1
		mark.Set(i, kept)
		i = before
	}
}

// search returns the first of n for which is holds; it holds for all behind that.
func search(n int64, is func(int64) bool) int64 {
	low, high := int64(0), n
	for low < high {
		if mid := (low + high) / 2; is(mid) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// An orderer knows of each pair where it stands on both sides, and finds out in the end which have moved.
type orderer struct {
	temp  record.Temp
	sides [2]*spool.Sorter // by the number of the record on that side; the value: its number on the other, its key, then its places
	buf   []byte
	key   [2][8]byte
}

func newOrderer(temp record.Temp) *orderer {
	return &orderer{temp: temp, sides: [2]*spool.Sorter{spool.NewSorter(temp, 0), spool.NewSorter(temp, 0)}}
}

func (o *orderer) close() error {
	if o == nil {
		return nil
	}
	return errors.Join(o.sides[0].Close(), o.sides[1].Close())
}

func (o *orderer) add(key []byte, a, b *entry) error {
	binary.BigEndian.PutUint64(o.key[0][:], uint64(a.seq))
	binary.BigEndian.PutUint64(o.key[1][:], uint64(b.seq))
	o.buf = append(o.buf[:0], o.key[1][:]...)
	o.buf = binary.AppendUvarint(o.buf, uint64(len(key)))
	o.buf = append(o.buf, key...)
	o.buf = appendPos(appendPos(o.buf, a.pos()), b.pos())
	err := o.sides[0].Add(o.key[0][:], o.buf)
	copy(o.buf, o.key[0][:])
	return errors.Join(err, o.sides[1].Add(o.key[1][:], o.buf))
}

// moved visits the pairs that have moved, in no order that means anything.
func (o *orderer) moved(visit func(key []byte, a, b record.Pos) error) error {
	logs := [2]*spool.Log{spool.NewLog(o.temp, 0), spool.NewLog(o.temp, 0)}
	defer logs[0].Close()
	defer logs[1].Close()
	array := [3]*regroup.Array{}
	for i := range array {
		array[i] = regroup.NewArray(o.temp, 0)
		defer array[i].Close()
	}
	turned, same, err := o.lay(logs)
	if err != nil || same {
		return err
	}
	log := logs[0]
	if turned {
		log = logs[1]
	}
	n, err := eachEntry(log, func(i int64, e []byte) error {
		array[0].Set(i, int64(binary.BigEndian.Uint64(e)))
		return nil
	})
	if err != nil {
		return err
	}
	longest(n, array[0], array[1], array[2])
	_, err = eachEntry(log, func(i int64, e []byte) error {
		if array[2].Get(i) == kept {
			return nil
		}
		_, key, a, b, err := cutMove(e)
		if err != nil {
			return err
		}
		return visit(key, a, b)
	})
	return errors.Join(err, array[0].Err(), array[1].Err(), array[2].Err())
}

// lay lays both orders down, and says whether they are the same; if not, that of the side is looked at that has the lesser key where they first differ: so it does not matter
// which side is called A.
func (o *orderer) lay(logs [2]*spool.Log) (turned, same bool, err error) {
	if err := errors.Join(o.sides[0].Sort(), o.sides[1].Sort()); err != nil {
		return false, false, err
	}
	same = true
	for {
		_, a, errA := o.sides[0].Next()
		_, b, errB := o.sides[1].Next()
		if errors.Is(errA, io.EOF) && errors.Is(errB, io.EOF) {
			return turned, same, nil
		}
		if err := errors.Join(errA, errB); err != nil {
			return false, false, err
		}
		if err := errors.Join(logs[0].Append(a), logs[1].Append(b)); err != nil {
			return false, false, err
		}
		if !same {
			continue
		}
		_, keyA, atA, _, err1 := cutMove(a)
		_, keyB, otherA, _, err2 := cutMove(b)
		if err := errors.Join(err1, err2); err != nil {
			return false, false, err
		}
		if c := bytes.Compare(keyA, keyB); c != 0 {
			same, turned = false, c > 0
		} else if atA != otherA {
			same = false
		}
	}
}

func eachEntry(log *spool.Log, visit func(i int64, e []byte) error) (n int64, err error) {
	if err := log.Rewind(); err != nil {
		return 0, err
	}
	for {
		e, err := log.Next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err == nil {
			err = visit(n, e)
		}
		if err != nil {
			return n, err
		}
		n++
	}
}

// cutMove takes apart what add made.
func cutMove(e []byte) (other int64, key []byte, a, b record.Pos, err error) {
	c := cutter{rest: e}
	other = int64(binary.BigEndian.Uint64(c.take(8)))
	key = c.take(int(c.uvarint()))
	a, b = c.pos(), c.pos()
	return other, key, a, b, c.err()
}
