package record

import (
	"encoding/binary"
	"math/big"
)

// The compact binary form of a record, for what has to wait on disk during a run. It is no format of files: nothing
// promises that another build reads it.
//
//	record  = kind, offset, line, column, then each field in the order of its table
//	text    = length+1, bytes; 0 is missing
//	number  = state (missing, empty, int64, positive, negative); where set: scale, then the coefficient,
//	          or its magnitude as a text where int64 does not hold it
//	list    = count, then each element's fields
//
// All integers are varints of encoding/binary: signed ones zig-zag.

// RecordDamaged is what a [Decoder] says of bytes that [AppendRecord] did not write.
var RecordDamaged = &Message{Code: "record-damaged", Severity: Severe,
	En: "a record that was kept in the temporary folder is damaged (%s); check the disk, or name another folder with --tmp-dir, and run again",
	Ru: "запись, отложенная во временной папке, повреждена (%s); проверьте диск или назовите другую папку в --tmp-dir и запустите снова"}

// How a number begins.
const (
	codeMissing byte = iota
	codeEmpty
	codeInt64
	codePositive
	codeNegative
)

// maxScale is far more decimals than any sum or product of numbers that were read can have. A damaged record may not ask for a number of a gigabyte.
const maxScale = 4096

// AppendRecord appends the compact form of r, one of this package's records, with its place reckoned: the record that a Decoder
// makes of it has it as its Origin.Fixed. It does not allocate, but for dst to grow.
func AppendRecord(dst []byte, r Record) []byte {
	pos := r.At()
	dst = append(dst, byte(r.Kind()))
	dst = appendVarint(dst, pos.Offset)
	dst = appendVarint(dst, int64(pos.Line))
	dst = appendVarint(dst, int64(pos.Col))
	return appendFieldsOf(dst, r)
}

// appendUvarint is binary.AppendUvarint, quick for the small numbers that nearly all are.
func appendUvarint(dst []byte, v uint64) []byte {
	if v < 1<<7 {
		return append(dst, byte(v))
	}
	return binary.AppendUvarint(dst, v)
}

// appendVarint is binary.AppendVarint in the same way.
func appendVarint(dst []byte, v int64) []byte {
	return appendUvarint(dst, uint64(v<<1)^uint64(v>>63))
}

func appendText(dst, text []byte) []byte {
	if text == nil {
		return append(dst, 0)
	}
	return append(appendUvarint(dst, uint64(len(text))+1), text...)
}

// AppendNumber appends the compact form of n, as it stands in that of a record.
func AppendNumber(dst []byte, n Number) []byte { return appendNumber(dst, n) }

// CutNumber returns the number whose compact form b begins with, and what stands behind it. What AppendNumber did not write is an error,
// [RecordDamaged], or another number.
func CutNumber(b []byte) (n Number, rest []byte, err error) {
	c := cursor{b: b}
	n = c.number()
	if c.wrong != "" {
		return Number{}, nil, RecordDamaged.Fault(c.wrong)
	}
	return n, b[c.at:], nil
}

func appendNumber(dst []byte, n Number) []byte {
	switch {
	case n.IsMissing():
		return append(dst, codeMissing)
	case n.IsEmpty():
		return append(dst, codeEmpty)
	case n.big == nil:
		return appendVarint(appendVarint(append(dst, codeInt64), int64(n.scale)), n.coef)
	}
	code := codePositive
	if n.big.Sign() < 0 {
		code = codeNegative
	}
	dst = appendVarint(append(dst, code), int64(n.scale))
	return appendText(dst, n.big.Bytes())
}

func appendUnknown(dst []byte, list []Unknown) []byte {
	dst = appendUvarint(dst, uint64(len(list)))
	for i := range list {
		u := &list[i]
		dst = append(dst, byte(u.Place), byte(u.Kind))
		dst = appendText(appendText(dst, u.Name), u.Value)
	}
	return dst
}

// A Decoder reads what [AppendRecord] wrote. It holds one record of each kind and fills it anew each time, so that in the long run it allocates
// nothing (but for a number of more than 18 digits). The zero Decoder is ready.
type Decoder struct {
	records [len(table)]Record
}

// Decode returns the record that b holds, and nothing but it. The record is valid until the next Decode of its kind, and
// its texts are parts of b. Bytes that AppendRecord did not write are an error, [RecordDamaged], or give some other record; they never panic.
func (d *Decoder) Decode(b []byte) (Record, error) {
	c := cursor{b: b}
	r := d.record(Kind(c.byte()))
	if r == nil {
		return nil, RecordDamaged.Fault("kind")
	}
	pos := Pos{Offset: c.varint(), Line: c.int32(), Col: c.int32()}
	c.fieldsOf(r)
	if c.wrong == "" && c.at < len(c.b) {
		c.fail("end")
	}
	if c.wrong != "" {
		return nil, RecordDamaged.Fault(c.wrong)
	}
	*originOf(r) = Origin{Fixed: pos}
	return r, nil
}

func (d *Decoder) record(k Kind) Record {
	if int(k) >= len(d.records) {
		return nil
	}
	if d.records[k] == nil {
		d.records[k] = blank(k)
	}
	return d.records[k]
}

// A cursor takes a record apart. After the first thing that is wrong it gives only zeros.
type cursor struct {
	b     []byte
	at    int // never beyond the end of b
	wrong string
}

func (c *cursor) fail(what string) {
	if c.wrong == "" {
		c.wrong = what
	}
	c.b, c.at = nil, 0
}

func (c *cursor) byte() byte {
	if c.at == len(c.b) {
		c.fail("length")
		return 0
	}
	b := c.b[c.at]
	c.at++
	return b
}

func (c *cursor) uvarint() uint64 {
	if c.at < len(c.b) && c.b[c.at] < 1<<7 {
		v := c.b[c.at]
		c.at++
		return uint64(v)
	}
	v, n := binary.Uvarint(c.b[c.at:])
	if n <= 0 {
		c.fail("integer")
		return 0
	}
	c.at += n
	return v
}

func (c *cursor) varint() int64 {
	v := c.uvarint()
	return int64(v>>1) ^ -int64(v&1)
}

func (c *cursor) int32() int32 {
	v := c.varint()
	if v != int64(int32(v)) {
		c.fail("integer")
		return 0
	}
	return int32(v)
}

func (c *cursor) text() []byte {
	n := c.uvarint()
	if n == 0 {
		return nil
	}
	if n--; n > uint64(len(c.b)-c.at) {
		c.fail("text")
		return nil
	}
	end := c.at + int(n)
	t := c.b[c.at:end:end]
	c.at = end
	return t
}

func (c *cursor) bool() Bool {
	b := Bool(c.byte())
	if b > True {
		c.fail("truth value")
		return BoolMissing
	}
	return b
}

func (c *cursor) number() Number {
	code := c.byte()
	switch code {
	case codeMissing:
		return Number{}
	case codeEmpty:
		return EmptyNumber
	case codeInt64, codePositive, codeNegative:
	default:
		c.fail("number")
		return Number{}
	}
	scale := c.int32()
	if scale > maxScale || scale < 0 {
		c.fail("decimals")
		return Number{}
	}
	if code == codeInt64 {
		return NewNumber(c.varint(), scale)
	}
	coef := new(big.Int).SetBytes(c.text())
	if code == codeNegative {
		coef.Neg(coef)
	}
	return fromBig(coef, scale)
}

func (c *cursor) unknown(into []Unknown) []Unknown {
	into = into[:0]
	for range c.count() {
		into = longer(into)
		into[len(into)-1] = Unknown{Place: Place(c.byte()), Kind: UnknownKind(c.byte()), Name: c.text(), Value: c.text()}
		if c.wrong != "" {
			break
		}
	}
	return into
}

// count is how many elements a list has: no more than there are bytes for.
func (c *cursor) count() uint64 {
	n := c.uvarint()
	if n > uint64(len(c.b)-c.at) {
		c.fail("count")
		return 0
	}
	return n
}

// longer returns list with one element more, which keeps the memory that it had.
func longer[T any](list []T) []T {
	if len(list) < cap(list) {
		return list[:len(list)+1]
	}
	return append(list, *new(T))
}

// origin lets the codec reach the Origin that every record embeds.
func (o *Origin) origin() *Origin { return o }

func originOf(r Record) *Origin { return r.(interface{ origin() *Origin }).origin() }
