package check

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"

	"obmen/formats/record"
)

// The fields in which the rows of one product must agree, for the message.
var rowFields = [...]string{"Name", "Barcode", "ParentCode", "UnitCode", "UnitName", "Comment", "unknown"}

// rowMarks are their marks.
type rowMarks [len(rowFields)]uint64

const rowMarksSize = len(rowFields) * markSize

// What an entry of a row holds, in this order.
const (
	rowGroup   = 1 << iota // the group around the row, where it is not that of the code before
	rowCode                // the code
	rowSays                // which of rowFields, a bit each, are not what they were in the entry before, and their marks
	rowBarcode             // the barcode
	rowPrice               // the price, and its type as a number, which is followed by its text where it is the next one
	rowDecimal             // the price is a text
	rowFirst               // it begins a block
)

// blockTypes is how many price types have a number in a block of the trace; any more are written out.
const blockTypes = 32

// rows follows the rows of products. Those of one code that follow each other in one group are a run, and mostly they agree: then all that
// is kept of a row but the first one is its price.
type rows struct {
	trace trace
	any   bool // there was a row
	moved bool // a group has begun since

	// Of the row before.
	texts   [rowTexts][]byte // what it says
	unknown bool             // it has something unknown
	marks   rowMarks         // of rowFields
	changed byte             // bits of those that are not what they were before

	run   uint64   // hash of the run's code
	group uint64   // of the group around it
	says  uint64   // of the group and of the marks
	types []uint64 // hashes of the run's price types
	named []uint64 // of those that have a number in the block of the trace
	// In a lane.
	border bool     // the run began before the chunk
	first  []uint64 // types of the one that did, once it is over
}

// The texts of a row: rowFields, and its code.
const (
	textBarcode = 1
	textCode    = len(rowFields) - 1
	rowTexts    = len(rowFields)
)

// allFields is one bit for each of rowFields.
const allFields = 1<<len(rowFields) - 1

// mostTypes is how many price types of a run are told apart. A longer run is looked at as if one of them had come twice.
const mostTypes = 16

// goesOn reports whether the code is that of the run.
func (w *rows) goesOn(code []byte) bool {
	return w.any && !w.moved && bytes.Equal(code, w.texts[textCode])
}

// repeats reports whether p says what the row before said, but for code and price.
func (w *rows) repeats(p *record.Product) bool {
	return len(p.Unknown) == 0 && !w.unknown && bytes.Equal(p.Barcode, w.texts[1]) && bytes.Equal(p.Name, w.texts[0]) &&
		bytes.Equal(p.ParentCode, w.texts[2]) && bytes.Equal(p.UnitCode, w.texts[3]) && bytes.Equal(p.UnitName, w.texts[4]) && bytes.Equal(p.Comment, w.texts[5])
}

// keep makes p the row before. It returns a bit for each of rowFields that it says another thing of.
func (w *rows) keep(p *record.Product, c *claims) (changed byte) {
	changed = w.say(0, p.Name, c) | w.say(1, p.Barcode, c) | w.say(2, p.ParentCode, c) | w.say(3, p.UnitCode, c) | w.say(4, p.UnitName, c) | w.say(5, p.Comment, c)
	if unknown := len(p.Unknown) > 0; !w.any || unknown || w.unknown {
		c.marks = c.appendUnknown(c.marks[:0], p.Unknown)
		changed |= w.setMark(len(rowFields)-1, binary.LittleEndian.Uint64(c.marks))
		w.unknown = unknown
	}
	w.texts[textCode] = append(w.texts[textCode][:0], p.Code...)
	w.any, w.moved = true, false
	return changed
}

// say makes text one of the texts of the row before, and returns its bit if it was another one.
func (w *rows) say(i int, text []byte, c *claims) (changed byte) {
	if w.any && string(text) == string(w.texts[i]) {
		return 0
	}
	w.texts[i] = append(w.texts[i][:0], text...)
	return w.setMark(i, maphash.Bytes(c.seed, text))
}

// setMark sets the mark of one of rowFields, and returns its bit if it was another one.
func (w *rows) setMark(i int, mark uint64) (changed byte) {
	if w.marks[i] == mark {
		return 0
	}
	w.marks[i] = mark
	return 1 << i
}

// hash returns one hash of all marks. They are hashes themselves, so that it takes no more than adding them up, each with a weight of its own.
func (m *rowMarks) hash() (sum uint64) {
	for _, mark := range m {
		sum = sum*0x9E3779B97F4A7C15 + mark
	}
	return sum
}

// begin begins a run.
func (w *rows) begin(hash uint64) {
	if w.border {
		w.first, w.border = append(w.first[:0], w.types...), false
	}
	w.run, w.types = hash, w.types[:0]
}

// addType reports whether the type is one that the run has not had.
func (w *rows) addType(hash uint64) bool {
	if len(w.types) == mostTypes || slices.Contains(w.types, hash) {
		return false
	}
	w.types = append(w.types, hash)
	return true
}

// claimProduct leaves what p says of its code, price type and barcode.
func (n *nomenclature) claimProduct(p *record.Product) error {
	c, w := n.claims, &n.rows
	if c == nil {
		return nil
	}
	var what byte
	if goesOn := w.goesOn(p.Code); !goesOn || !w.repeats(p) {
		what = n.claimRow(p, goesOn)
	}
	var of uint64
	if p.Price.IsSet() {
		what |= rowPrice
		of = maphash.Bytes(c.seed, p.PriceType)
		if !w.addType(of) {
			c.meet(w.run, w.says)
		}
	}
	if what != 0 && !c.leading {
		n.traceRow(p, what, of)
	}
	return c.err
}

// claimRow takes note of a row that begins a run, or does not agree with its run, and returns what of it there is to keep.
func (n *nomenclature) claimRow(p *record.Product, goesOn bool) (what byte) {
	c, w := n.claims, &n.rows
	newBarcode := len(p.Barcode) > 0 && !(goesOn && bytes.Equal(p.Barcode, w.texts[textBarcode]))
	if !goesOn {
		what = rowCode | rowSays
		if !w.any || w.moved {
			what |= rowGroup
			w.group = maphash.Bytes(c.seed, n.group)
		}
		w.begin(c.hash(productRows, c.brief(p.Code)))
	}
	if w.changed = w.keep(p, c); w.changed != 0 {
		what |= rowSays
	}
	if what&rowSays != 0 {
		w.says = w.group + w.marks.hash()
		c.meet(w.run, w.says)
	}
	if newBarcode {
		what |= rowBarcode
		hash := hashOf(barcodes, w.marks[textBarcode]) // the mark is the barcode's own hash
		if len(p.Barcode) > longText {
			hash = c.hash(barcodes, c.brief(p.Barcode))
		}
		c.meet(hash, w.run)
	}
	return what
}

// traceRow keeps of p what there is to keep. At the beginning of a block that is its code too. Of is the hash of the price type.
func (n *nomenclature) traceRow(p *record.Product, what byte, of uint64) {
	c, w := n.claims, &n.rows
	t := &w.trace
	if t.atStart() {
		what |= rowFirst | rowGroup | rowCode | rowSays
		w.named, w.changed = w.named[:0], allFields
	}
	scale := p.Price.Scale()
	price, short := p.Price.Units(scale)
	if short = short && scale < 1<<7; !short {
		what |= rowDecimal
	}
	t.begin(what, n.source())
	if what&rowGroup != 0 {
		t.text(c.brief(n.group))
	}
	if what&rowCode != 0 {
		t.text(c.brief(p.Code))
	}
	if what&rowSays != 0 {
		w.traceMarks()
	}
	if what&rowBarcode != 0 {
		t.text(c.brief(p.Barcode))
	}
	if what&rowPrice != 0 {
		n.traceType(p.PriceType, of)
		if short {
			t.block = appendVarint(append(t.block, byte(scale)), price)
		} else {
			t.text(c.brief(p.Price.AppendTo(nil)))
		}
	}
	t.end()
	if c.err == nil {
		c.err = t.err
	}
}

// traceType keeps the type of a price: its number in the block, and its text where it is new.
func (n *nomenclature) traceType(of []byte, hash uint64) {
	w := &n.rows
	i := slices.Index(w.named, hash)
	if i < 0 {
		i = len(w.named)
	}
	w.trace.block = append(w.trace.block, byte(i))
	if i == len(w.named) {
		w.trace.text(n.claims.brief(of))
		if i < blockTypes {
			w.named = append(w.named, hash)
		}
	}
}

// traceMarks keeps the marks that have changed.
func (w *rows) traceMarks() {
	t := &w.trace
	t.block = append(t.block, w.changed)
	for left := w.changed; left != 0; left &= left - 1 {
		t.block = binary.LittleEndian.AppendUint64(t.block, w.marks[bits.TrailingZeros8(left)])
	}
}

// fieldsThatDiffer names the rowFields whose marks differ.
func fieldsThatDiffer(a, b []byte) string {
	var names []string
	for i, name := range rowFields {
		at := i * markSize
		if at+markSize <= min(len(a), len(b)) && !bytes.Equal(a[at:at+markSize], b[at:at+markSize]) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// judgeRows makes the claims of the rows whose code, barcode or price contradicts another.
func (n *nomenclature) judgeRows() error {
	c := n.claims
	if c.twice.isEmpty() {
		return nil
	}
	prices, err := n.pricesThatDiffer()
	if err != nil || prices.isEmpty() && c.differ.isEmpty() {
		return err
	}
	var t tracedRow
	return n.rows.trace.walk(func(what byte, from *source, r *reader) {
		t.read(what, r)
		t.claim(c, from, prices)
	})
}

// pricesThatDiffer returns the codes and price types that came with different prices.
func (n *nomenclature) pricesThatDiffer() (*sieve, error) {
	c := n.claims
	d := &doubles{temp: c.temp}
	var t tracedRow
	err := n.rows.trace.walk(func(what byte, _ *source, r *reader) {
		t.read(what, r)
		if code := c.hash(productRows, t.code); t.price != nil && c.twice.has(code) {
			d.add(t.priceHash(c, code), maphash.Bytes(c.seed, trimDecimals(t.price)))
		}
	})
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	_, differ, err := d.find()
	return differ, errors.Join(err, d.close())
}

// A tracedRow is a row in a trace. It does not say what the row before said too.
type tracedRow struct {
	code, group      []byte
	marks            [rowMarksSize]byte
	begins, says     bool   // a run or a block; anything else than the row before, but for barcode and price
	barcode          []byte // nil: none
	priceType, price []byte // nil: none

	named [][]byte // the price types of the block, by their numbers
	text  []byte
}

// read reads what traceRow has kept.
func (t *tracedRow) read(what byte, r *reader) {
	if what&rowFirst != 0 {
		t.named = t.named[:0]
	}
	if what&rowGroup != 0 {
		t.group = append(t.group[:0], r.bytes()...)
	}
	if t.begins = what&rowCode != 0; t.begins {
		t.code = append(t.code[:0], r.bytes()...)
	}
	if t.says = what&rowSays != 0; t.says {
		t.readMarks(r)
	}
	t.barcode, t.price = nil, nil
	if what&rowBarcode != 0 {
		t.barcode = r.bytes()
	}
	if what&rowPrice != 0 {
		t.readPrice(r, what&rowDecimal != 0)
	}
}

func (t *tracedRow) readPrice(r *reader, isText bool) {
	t.priceType = t.typeOf(r)
	if isText {
		t.price = r.bytes()
		return
	}
	scale := int32(r.byte())
	t.text = record.NewNumber(r.varint(), scale).AppendTo(t.text[:0])
	t.price = t.text
}

// claim makes the claims of a row that may contradict.
func (t *tracedRow) claim(c *claims, from *source, prices *sieve) {
	code := c.hash(productRows, t.code)
	if t.says {
		t.claimCode(c, from, c.differ.has(code))
	}
	if t.barcode != nil {
		t.claimBarcode(c, from)
	}
	if t.price != nil {
		t.claimPrice(c, from, prices.has(t.priceHash(c, code)))
	}
}

// priceHash returns the hash of a code, of which code is one, and a price type.
func (t *tracedRow) priceHash(c *claims, code uint64) uint64 {
	return bits.RotateLeft64(code, 29)*0x9E3779B97F4A7C15 ^ c.hash(productPrices, t.priceType)
}

// typeOf returns the type of a price.
func (t *tracedRow) typeOf(r *reader) []byte {
	i := int(r.byte())
	if i < len(t.named) {
		return t.named[i]
	}
	of := r.bytes()
	if i < blockTypes {
		t.named = append(t.named, of)
	}
	return of
}

// readMarks reads what traceMarks has kept.
func (t *tracedRow) readMarks(r *reader) {
	for left := r.byte() & allFields; left != 0; left &= left - 1 {
		at := bits.TrailingZeros8(left) * markSize
		copy(t.marks[at:at+markSize], r.take(markSize))
	}
}

// claimCode makes the claims of what a row says of its code, and of the group where it begins a run.
func (t *tracedRow) claimCode(c *claims, from *source, differs bool) {
	if !differs {
		c.forget(productRows)
		c.forget(productGroups)
		return
	}
	c.claim(productRows, from, t.marks[:], words(t.code), nil, t.code)
	if t.begins {
		c.claim(productGroups, from, c.mark(t.group), words(t.code), words(t.group), t.code)
	}
}

func (t *tracedRow) claimBarcode(c *claims, from *source) {
	if !c.differ.has(c.hash(barcodes, t.barcode)) {
		c.forget(barcodes)
		return
	}
	c.claim(barcodes, from, c.mark(t.code), words(t.barcode), words(t.code), t.barcode)
}

func (t *tracedRow) claimPrice(c *claims, from *source, differs bool) {
	if !differs {
		c.forget(productPrices)
		return
	}
	c.claim(productPrices, from, c.mark(trimDecimals(t.price)), c.join(words(t.code), words(t.priceType)), words(t.price), t.code, t.priceType)
}

// trimDecimals returns a number as Number.AppendTo writes it without the zeros at its end that don't count.
func trimDecimals(n []byte) []byte {
	if bytes.IndexByte(n, '.') < 0 {
		return n
	}
	return bytes.TrimSuffix(bytes.TrimRight(n, "0"), []byte{'.'})
}

// join goes on behind the rows of a chunk.
func (w *rows) join(c *claims, lane *rows, seq, number int64) {
	w.trace.join(&lane.trace, seq, number)
	first := lane.first
	if lane.border {
		first = lane.types
	}
	for _, hash := range first {
		if !w.addType(hash) {
			c.meet(w.run, w.says)
		}
	}
	if !lane.border {
		w.types = append(w.types[:0], lane.types...)
	}
	w.any, w.moved, w.unknown = lane.any, lane.moved, lane.unknown
	w.run, w.group, w.says = lane.run, lane.group, lane.says
	for i, text := range lane.texts {
		w.texts[i] = append(w.texts[i][:0], text...)
	}
	w.marks = lane.marks
}

// reset begins a chunk.
func (w *rows) reset() {
	w.trace.reset()
	w.any, w.moved, w.border = false, false, false
	w.types, w.first = w.types[:0], w.first[:0]
}

// start ends the lead.
func (w *rows) start() {
	w.border = w.any
	w.types = w.types[:0]
}
