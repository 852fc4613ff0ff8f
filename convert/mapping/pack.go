package mapping

import (
	"encoding/binary"

	"obmen/formats/record"
)

// appendBytes appends what unpacker.bytes reads.
func appendBytes(dst, b []byte) []byte {
	return append(appendUvarint(dst, uint64(len(b))), b...)
}

// appendText appends what unpacker.text reads: a text that may be missing.
func appendText(dst, text []byte) []byte {
	if text == nil {
		return append(dst, 0)
	}
	return append(appendUvarint(dst, uint64(len(text))+1), text...)
}

// appendUvarint is binary.AppendUvarint, quick for the small numbers that nearly all are.
func appendUvarint(dst []byte, v uint64) []byte {
	if v < 1<<7 {
		return append(dst, byte(v))
	}
	return binary.AppendUvarint(dst, v)
}

func appendVarint(dst []byte, v int64) []byte { return appendUvarint(dst, uint64(v<<1)^uint64(v>>63)) }

// appendPos appends what unpacker.pos reads.
func appendPos(dst []byte, p record.Pos) []byte {
	return appendVarint(appendVarint(appendVarint(dst, p.Offset), int64(p.Line)), int64(p.Col))
}

// An unpacker takes an entry apart that waited on disk. After the first thing that is wrong it gives only zeros.
type unpacker struct {
	rest    []byte
	damaged bool
}

func (u *unpacker) fail() {
	u.rest, u.damaged = nil, true
}

func (u *unpacker) uvarint() uint64 {
	if len(u.rest) > 0 && u.rest[0] < 1<<7 {
		v := u.rest[0]
		u.rest = u.rest[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(u.rest)
	if n <= 0 {
		u.fail()
		return 0
	}
	u.rest = u.rest[n:]
	return v
}

func (u *unpacker) varint() int64 {
	v := u.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

func (u *unpacker) bytes() []byte { return u.take(u.uvarint()) }

// text returns a text that may be missing.
func (u *unpacker) text() []byte {
	n := u.uvarint()
	if n == 0 {
		return nil
	}
	return u.take(n - 1)
}

func (u *unpacker) take(n uint64) []byte {
	if n > uint64(len(u.rest)) {
		u.fail()
		return nil
	}
	b := u.rest[:n:n]
	u.rest = u.rest[n:]
	return b
}

func (u *unpacker) pos() record.Pos {
	return record.Pos{Offset: u.varint(), Line: int32(u.varint()), Col: int32(u.varint())}
}

func (u *unpacker) number() record.Number {
	n, rest, err := record.CutNumber(u.rest)
	if err != nil {
		u.fail()
		return n
	}
	u.rest = rest
	return n
}

// err says whether all was there.
func (u *unpacker) err() error {
	if u.damaged {
		return record.RecordDamaged.Fault("length")
	}
	return nil
}

// decodeAs returns the record that b holds, which is to be a T.
func decodeAs[T record.Record](d *record.Decoder, b []byte) (t T, err error) {
	rec, err := d.Decode(b)
	if err != nil {
		return t, err
	}
	t, ok := rec.(T)
	if !ok {
		return t, record.RecordDamaged.Fault("kind")
	}
	return t, nil
}

// lastRecord takes the rest of an entry, which is to be a record.
func lastRecord[T record.Record](u *unpacker, d *record.Decoder) (t T, err error) {
	if err := u.err(); err != nil {
		return t, err
	}
	return decodeAs[T](d, u.rest)
}
