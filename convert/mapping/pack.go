package mapping

import (
	"encoding/binary"

	"obmen/formats/record"
)

// appendBytes appends what unpacker.bytes reads.
func appendBytes(dst, b []byte) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(b))), b...)
}

// An unpacker takes an entry apart that waited on disk. After the first thing that is wrong it gives only zeros.
type unpacker struct {
	rest    []byte
	damaged bool
}

func (u *unpacker) fail() {
	u.rest, u.damaged = nil, true
}

func (u *unpacker) varint() int64 {
	v, n := binary.Varint(u.rest)
	if n <= 0 {
		u.fail()
		return 0
	}
	u.rest = u.rest[n:]
	return v
}

func (u *unpacker) bytes() []byte {
	size, n := binary.Uvarint(u.rest)
	if n <= 0 || size > uint64(len(u.rest)-n) {
		u.fail()
		return nil
	}
	b := u.rest[n : n+int(size) : n+int(size)]
	u.rest = u.rest[n+int(size):]
	return b
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
	if u.damaged {
		return t, record.RecordDamaged.Fault("length")
	}
	return decodeAs[T](d, u.rest)
}
