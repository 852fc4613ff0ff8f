package mapping

import (
	"bytes"
	"hash/maphash"

	"obmen/formats/spool"
)

// recentRows keeps answers of an Index: a shop sells the same few hundred products all day. The zero recentRows are ready.
type recentRows struct {
	seed  maphash.Seed // which answers drive each other out shows in nothing but the time
	slots []recentRow
}

// A recentRow is an answer: the value of a code, or that there is none.
type recentRow struct {
	code, value []byte
	known, ok   bool
}

const (
	recentSlots = 1 << 11
	recentLimit = 1 << 10 // of a code and its value that are kept
)

// get is index.Get. The value is valid until the next call.
func (r *recentRows) get(index *spool.Index, code []byte) (value []byte, ok bool, err error) {
	if r.slots == nil {
		r.seed, r.slots = maphash.MakeSeed(), make([]recentRow, recentSlots)
	}
	s := &r.slots[maphash.Bytes(r.seed, code)%recentSlots]
	if s.known && bytes.Equal(s.code, code) {
		return s.value, s.ok, nil
	}
	value, ok, err = index.Get(code)
	if err != nil || len(code)+len(value) > recentLimit {
		return value, ok, err
	}
	s.code, s.value = append(s.code[:0], code...), append(s.value[:0], value...)
	s.known, s.ok = true, ok
	return s.value, ok, nil
}
