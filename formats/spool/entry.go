package spool

import (
	"encoding/binary"
	"errors"
)

// errDamaged says that a temporary file does not hold what was written to it.
var errDamaged = errors.New("temporary file: its content is not what was written")

// An entry is a key and a value, or, of long ones, where the rest of them lies in an [aside].
//
// It is kept, in memory as on disk, as
//
//	uvarint  length of the part of the key that is kept here, ×4, + keyAside + valueAside
//	uvarint  length of the whole key, then uvarint its offset     only with keyAside
//	uvarint  length of the value
//	uvarint  its offset                                           only with valueAside
//	bytes    the part of the key that is kept here
//	bytes    the value                                            only without valueAside
//
// so that small entries cost two bytes more than their content.
type entry struct {
	key, value []byte // as far as they are kept here
	keyLen     int64  // of the whole key
	keyAt      int64  // offset in the aside; -1: key is whole
	valueLen   int64
	valueAt    int64  // offset in the aside; -1: value is whole
	raw        []byte // how it is kept; set by parseEntry
}

// The flags of an entry.
const (
	keyAside   = 1
	valueAside = 2
)

func newEntry(key, value []byte) entry {
	return entry{
		key: key, keyLen: int64(len(key)), keyAt: -1,
		value: value, valueLen: int64(len(value)), valueAt: -1,
	}
}

// size is how long the entry is at most when it is kept; close enough for deciding where.
func (e *entry) size() int { return len(e.key) + len(e.value) + 5*binary.MaxVarintLen32 }

func (e *entry) appendTo(dst []byte) []byte {
	head := uint64(len(e.key)) << 2
	if e.keyAt >= 0 {
		head |= keyAside
	}
	if e.valueAt >= 0 {
		head |= valueAside
	}
	dst = binary.AppendUvarint(dst, head)
	if e.keyAt >= 0 {
		dst = binary.AppendUvarint(dst, uint64(e.keyLen))
		dst = binary.AppendUvarint(dst, uint64(e.keyAt))
	}
	dst = binary.AppendUvarint(dst, uint64(e.valueLen))
	if e.valueAt >= 0 {
		dst = binary.AppendUvarint(dst, uint64(e.valueAt))
		return append(dst, e.key...)
	}
	return append(append(dst, e.key...), e.value...)
}

// Nearly all entries are short: their head is two bytes, and nothing of them lies aside.
const (
	shortHead      = 2
	mostShortKey   = 1<<5 - 1
	mostShortValue = 1<<7 - 1
)

// putShort writes a short entry to dst, which has its length.
func putShort(dst, key, value []byte) {
	dst[0], dst[1] = byte(len(key)<<2), byte(len(value))
	copy(dst[shortHead+copy(dst[shortHead:], key):], value)
}

// parseShort reads the entry that b begins with, if it is short.
func parseShort(b []byte) (key, value, raw []byte, ok bool) {
	if len(b) < shortHead || b[0]&0x83 != 0 || b[1] > mostShortValue {
		return nil, nil, nil, false
	}
	k := shortHead + int(b[0]>>2)
	n := k + int(b[1])
	if len(b) < n {
		return nil, nil, nil, false
	}
	return b[shortHead:k:k], b[k:n:n], b[:n:n], true
}

// rawEntry returns the entry that b begins with as it is kept.
func rawEntry(b []byte) (raw []byte, ok bool) {
	if _, _, raw, ok := parseShort(b); ok {
		return raw, true
	}
	e, ok := parseEntry(b)
	return e.raw, ok
}

// parseEntry reads the entry that b begins with. ok is false where there is none.
func parseEntry(b []byte) (e entry, ok bool) {
	if key, value, raw, ok := parseShort(b); ok {
		e = newEntry(key, value)
		e.raw = raw
		return e, true
	}
	return parseLong(b)
}

func parseLong(b []byte) (e entry, ok bool) {
	u := uvarints{rest: b}
	head := u.next()
	e.keyLen, e.keyAt, e.valueAt = int64(head>>2), -1, -1
	if head&keyAside != 0 {
		e.keyLen, e.keyAt = int64(u.next()), int64(u.next())
	}
	e.valueLen = int64(u.next())
	here := uint64(e.valueLen)
	if head&valueAside != 0 {
		e.valueAt, here = int64(u.next()), 0
	}
	k := head >> 2
	if u.bad || e.keyLen < 0 || e.valueLen < 0 || k > uint64(len(u.rest)) || here > uint64(len(u.rest))-k {
		return entry{}, false
	}
	e.key, e.value = u.rest[:k:k], u.rest[k:k+here:k+here]
	n := len(b) - len(u.rest) + int(k+here)
	e.raw = b[:n:n]
	return e, true
}

// uvarints reads one number after the other.
type uvarints struct {
	rest []byte
	bad  bool
}

func (u *uvarints) next() uint64 {
	v, n := binary.Uvarint(u.rest)
	if n <= 0 {
		u.bad = true
		return 0
	}
	u.rest = u.rest[n:]
	return v
}

// prefix returns the first eight bytes of key as a number that orders as they do.
func prefix(key []byte) uint64 {
	if len(key) >= 8 {
		return binary.BigEndian.Uint64(key)
	}
	var b [8]byte
	copy(b[:], key)
	return binary.BigEndian.Uint64(b[:])
}
