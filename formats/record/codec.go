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
	dst = binary.AppendVarint(dst, pos.Offset)
	dst = binary.AppendVarint(dst, int64(pos.Line))
	dst = binary.AppendVarint(dst, int64(pos.Col))
	return appendSlots(dst, r, slotsOf(r.Kind()))
}

func appendSlots(dst []byte, owner any, slots []slot) []byte {
	for _, s := range slots {
		switch p := s.at(owner).(type) {
		case *[]byte:
			dst = appendText(dst, *p)
		case *Number:
			dst = appendNumber(dst, *p)
		case *Bool:
			dst = append(dst, byte(*p))
		case *[]Unknown:
			dst = appendUnknown(dst, *p)
		case *[]Line:
			dst = binary.AppendUvarint(dst, uint64(len(*p)))
			for i := range *p {
				dst = appendSlots(dst, &(*p)[i], lineSlots)
			}
		case *[]ShopPrice:
			dst = binary.AppendUvarint(dst, uint64(len(*p)))
			for i := range *p {
				dst = appendSlots(dst, &(*p)[i], priceSlots)
			}
		}
	}
	return dst
}

func appendText(dst, text []byte) []byte {
	if text == nil {
		return append(dst, 0)
	}
	return append(binary.AppendUvarint(dst, uint64(len(text))+1), text...)
}

func appendNumber(dst []byte, n Number) []byte {
	switch {
	case n.IsMissing():
		return append(dst, codeMissing)
	case n.IsEmpty():
		return append(dst, codeEmpty)
	case n.big == nil:
		dst = binary.AppendVarint(append(dst, codeInt64), int64(n.scale))
		return binary.AppendVarint(dst, n.coef)
	}
	code := codePositive
	if n.big.Sign() < 0 {
		code = codeNegative
	}
	dst = binary.AppendVarint(append(dst, code), int64(n.scale))
	return appendText(dst, n.big.Bytes())
}

func appendUnknown(dst []byte, list []Unknown) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(list)))
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
	c := cursor{rest: b}
	r := d.record(Kind(c.byte()))
	if r == nil {
		return nil, RecordDamaged.Fault("kind")
	}
	pos := Pos{Offset: c.varint(), Line: c.int32(), Col: c.int32()}
	c.slots(r, slotsOf(r.Kind()))
	if c.wrong == "" && len(c.rest) > 0 {
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
	rest  []byte
	wrong string
}

func (c *cursor) fail(what string) {
	if c.wrong == "" {
		c.wrong = what
	}
	c.rest = nil
}

func (c *cursor) slots(owner any, slots []slot) {
	for _, s := range slots {
		if c.wrong != "" {
			return
		}
		switch p := s.at(owner).(type) {
		case *[]byte:
			*p = c.text()
		case *Number:
			*p = c.number()
		case *Bool:
			*p = c.bool()
		case *[]Unknown:
			*p = c.unknown(*p)
		case *[]Line:
			*p = list(c, *p, func(l *Line) { c.slots(l, lineSlots) })
		case *[]ShopPrice:
			*p = list(c, *p, func(s *ShopPrice) { c.slots(s, priceSlots) })
		}
	}
}

func (c *cursor) byte() byte {
	if len(c.rest) == 0 {
		c.fail("length")
		return 0
	}
	b := c.rest[0]
	c.rest = c.rest[1:]
	return b
}

func (c *cursor) uvarint() uint64 {
	v, n := binary.Uvarint(c.rest)
	if n <= 0 {
		c.fail("integer")
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

func (c *cursor) varint() int64 {
	v, n := binary.Varint(c.rest)
	if n <= 0 {
		c.fail("integer")
		return 0
	}
	c.rest = c.rest[n:]
	return v
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
	if n--; n > uint64(len(c.rest)) {
		c.fail("text")
		return nil
	}
	t := c.rest[:n:n]
	c.rest = c.rest[n:]
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
	return list(c, into, func(u *Unknown) {
		*u = Unknown{Place: Place(c.byte()), Kind: UnknownKind(c.byte()), Name: c.text(), Value: c.text()}
	})
}

// list fills into, whose elements keep the memory that they had, and makes it grow no faster than c has bytes for it.
func list[T any](c *cursor, into []T, fill func(*T)) []T {
	n := c.uvarint()
	if n > uint64(len(c.rest)) {
		c.fail("count")
		return into[:0]
	}
	into = into[:0]
	for range n {
		if len(into) < cap(into) {
			into = into[:len(into)+1]
		} else {
			into = append(into, *new(T))
		}
		fill(&into[len(into)-1])
		if c.wrong != "" {
			break
		}
	}
	return into
}

// origin lets the codec reach the Origin that every record embeds.
func (o *Origin) origin() *Origin { return o }

func originOf(r Record) *Origin { return r.(interface{ origin() *Origin }).origin() }
