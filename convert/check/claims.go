package check

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// A rule is a law over the whole file that claims are sorted by.
type rule byte

// The rules.
const (
	productRows rule = iota
	productGroups
	productPrices
	barcodes
	groupNames
	groupParents
	docNums
	contents
	shopPrices
	categories
	workspaces
	packages
	products
	ruleCount
)

// A law says what claims of one rule and one key must have in common, and what to say where they do not.
type law struct {
	message *record.Message
	path    string
	// reference: a claim of the role reference must meet one of the role definition. Otherwise all claims must have the mark of the first.
	reference bool
	cycle     *record.Message // of references that lead in a circle; nil: they can't
	linked    record.Kind     // whose references count for that
	args      func(first, c *claim) []any
}

var laws = [ruleCount]law{
	productRows: {message: rowsDiffer, args: func(first, c *claim) []any {
		return []any{c.text, first.at.String(), fieldsThatDiffer(first.mark, c.mark)}
	}},
	productGroups: {message: codeInTwoGroups, path: "Code", args: differing},
	productPrices: {message: priceDiffers, path: "Price", args: differing},
	barcodes:      {message: barcodeOnTwoCodes, path: "Barcode", args: differing},
	groupNames:    {message: groupNameDiffers, path: "Name", args: differing},
	groupParents: {message: parentUnknown, path: "ParentCode", reference: true, args: missing,
		cycle: groupCycle, linked: record.KindGroup},
	docNums:    {message: docNumTwice, path: "Head/DocNum", args: repeated},
	contents:   {message: contentDiffers, path: "ref_code", args: repeated},
	shopPrices: {message: pricesDiffer, path: "prices", args: repeated},
	categories: {message: categoryUnknown, path: "category_ref_code", reference: true, args: missing,
		cycle: categoryCycle, linked: record.KindCategory},
	workspaces: {message: workspaceUnknown, path: "workspace_ref_code", reference: true, args: missing},
	packages:   {message: packageUnknown, path: "package_code", reference: true, args: missing},
	products: {message: productUnknown, path: "product_code", reference: true, args: func(_, c *claim) []any {
		return []any{c.text}
	}},
}

func differing(first, c *claim) []any { return []any{c.text, c.value, first.value, first.at.String()} }
func repeated(first, c *claim) []any  { return []any{c.text, first.at.String()} }
func missing(_, c *claim) []any       { return []any{c.text, c.value} }

// pathOf returns the path of a claim's finding.
func (l *law) pathOf(c *claim) string {
	switch {
	case c.kind == record.KindCategory && l.reference:
		return "parent"
	case c.kind == record.KindInvoice:
		return "shipper.ref_code"
	}
	return l.path
}

// ruleNames part the kinds of ref_code in keys.
var ruleNames = [ruleCount][]byte{
	categories: []byte("category"), workspaces: []byte("workspace"), packages: []byte("package"), products: []byte("product"),
}

// shipperName does so for shippers, which nothing refers to.
var shipperName = []byte("shipper")

// The roles of claims. Definitions are sorted before the references to them.
const (
	definition byte = iota
	reference
)

// A source is the record that a claim comes from.
type source struct {
	seq    int64
	kind   record.Kind
	number int64
	at     record.Pos
}

// A claim is what a record says of something that a key stands for.
type claim struct {
	source
	mark        []byte // of what is said
	text, value string // of the key, and of what is said, for the message
}

// markSize is the length of the mark of a text.
const markSize = 8

const keySize = 1 + spool.HashSize + 1 // rule, hash, role

// claims gathers claims and finds those that contradict each other.
type claims struct {
	temp   record.Temp
	sorter *spool.Sorter
	links  *spool.Log // claims that refer and may lead in a circle, with what they refer from
	seed   maphash.Seed
	last   [ruleCount]neighbour
	err    error // the first of the disk; later claims do nothing

	buf, joined, marks []byte
}

// A neighbour is the claim of a rule that came last. One that repeats it is not kept.
type neighbour struct{ key, mark []byte }

func newClaims(t record.Temp) *claims {
	return &claims{temp: t, sorter: spool.NewSorter(t, 0), links: spool.NewLog(t, 64<<10), seed: maphash.MakeSeed()}
}

// mark returns the mark of a text, valid until the next one. Missing and empty are marked alike. Marks mean nothing outside this run.
func (c *claims) mark(text []byte) []byte {
	c.marks = c.appendMark(c.marks[:0], text)
	return c.marks
}

// numberMark returns the mark of a number's value, whatever its decimals.
func (c *claims) numberMark(n record.Number) []byte {
	var room [64]byte
	return c.mark(n.Trim().AppendTo(room[:0]))
}

func (c *claims) appendMark(dst, text []byte) []byte {
	return binary.LittleEndian.AppendUint64(dst, maphash.Bytes(c.seed, text))
}

// appendUnknown appends one mark of all the unknown of a record.
func (c *claims) appendUnknown(dst []byte, unknown []record.Unknown) []byte {
	c.buf = c.buf[:0]
	for i := range unknown {
		u := &unknown[i]
		c.buf = append(c.buf, byte(u.Place), byte(u.Kind))
		c.buf = appendText(appendText(c.buf, u.Name), u.Value)
	}
	return c.appendMark(dst, c.buf)
}

// join returns code (type) for a message, valid until the next one.
func (c *claims) join(code, of []byte) []byte {
	c.joined = append(c.joined[:0], code...)
	if len(of) > 0 {
		c.joined = append(append(append(c.joined, " ("...), of...), ')')
	}
	return c.joined
}

// claim says of the key that mark holds; text and value are the words for it.
func (c *claims) claim(r rule, from source, mark, text, value []byte, key ...[]byte) {
	sum := spool.HashKey(key...)
	last := &c.last[r]
	if bytes.Equal(last.key, sum[:]) && bytes.Equal(last.mark, mark) {
		return
	}
	last.key, last.mark = append(last.key[:0], sum[:]...), append(last.mark[:0], mark...)
	c.add(r, definition, sum, c.encode(from, mark, text, value))
}

// define says that there is what the key stands for; parent is what it stands under.
func (c *claims) define(r rule, from source, text, parent []byte, key ...[]byte) {
	c.add(r, definition, spool.HashKey(key...), c.encode(from, nil, text, parent))
}

// refer says that there must be what the key stands for. Text is its code, value that of what refers to it.
func (c *claims) refer(r rule, from source, text, value []byte, key ...[]byte) {
	sum := spool.HashKey(key...)
	if laws[r].linked == from.kind {
		c.add(r, reference, sum, c.encode(from, nil, text, value))
		if c.err == nil {
			c.err = c.links.Append(c.buf)
		}
		return
	}
	last := &c.last[r]
	if bytes.Equal(last.key, sum[:]) {
		return
	}
	last.key = append(last.key[:0], sum[:]...)
	c.add(r, reference, sum, c.encode(from, nil, text, value))
}

func (c *claims) add(r rule, role byte, sum [spool.HashSize]byte, value []byte) {
	var key [keySize]byte
	key[0], key[keySize-1] = byte(r), role
	copy(key[1:], sum[:])
	if c.err == nil {
		c.err = c.sorter.Add(key[:], value)
	}
}

// encode returns a claim for the disk, valid until the next one.
func (c *claims) encode(from source, mark, text, value []byte) []byte {
	b := binary.AppendVarint(c.buf[:0], from.seq)
	b = append(b, byte(from.kind))
	b = binary.AppendVarint(b, from.number)
	b = binary.AppendVarint(b, from.at.Offset)
	b = binary.AppendVarint(b, int64(from.at.Line))
	b = binary.AppendVarint(b, int64(from.at.Col))
	b = appendText(b, mark)
	b = appendText(b, cut(text))
	c.buf = appendText(b, cut(value))
	return c.buf
}

func appendText(dst, text []byte) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

// cut leaves of a text what a message can show of it.
func cut(text []byte) []byte { return text[:min(len(text), 256)] }

// errDamaged says that a claim is not what encode wrote.
var errDamaged = errors.New("temporary file: a finding that was kept in it is damaged")

// decode reads the claim that b begins with and returns what is behind it.
func (c *claim) decode(b []byte) (rest []byte, err error) {
	r := reader{rest: b}
	c.seq = r.varint()
	c.kind = record.Kind(r.byte())
	c.number = r.varint()
	c.at = record.Pos{Offset: r.varint(), Line: int32(r.varint()), Col: int32(r.varint())}
	c.mark = append(c.mark[:0], r.bytes()...)
	c.text = record.Shorten(r.bytes())
	c.value = record.Shorten(r.bytes())
	if r.bad {
		return nil, errDamaged
	}
	return r.rest, nil
}

// A reader takes a claim apart.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.rest)
	return v * r.skip(n)
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.bad = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *reader) bytes() []byte {
	v, n := binary.Uvarint(r.rest)
	if r.skip(n) == 0 || v > uint64(len(r.rest)) {
		r.bad = true
		return nil
	}
	b := r.rest[:v]
	r.rest = r.rest[v:]
	return b
}

// skip goes on n bytes, 0 or less of which mean that there was no number, and returns 1 or 0.
func (r *reader) skip(n int) int64 {
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return 1
}

func (c *claims) close() error { return errors.Join(c.sorter.Close(), c.links.Close()) }

// finish makes the findings, and then the error of what leads in a circle.
func (c *claims) finish(file string, tell func(record.Finding)) error {
	if c.err != nil {
		return c.err
	}
	j := newJudge(c)
	defer j.close()
	if err := j.judge(); err != nil {
		return err
	}
	if err := c.sorter.Close(); err != nil { // gives back its room before the circles are looked for
		return err
	}
	if err := j.tell(tell); err != nil {
		return err
	}
	seq, found, err := findCycle(c.temp, j.edges)
	if err != nil || !found {
		return err
	}
	return c.cycleError(file, seq)
}

// cycleError returns the error of the record with the number seq, which stands above itself.
func (c *claims) cycleError(file string, seq int64) error {
	if err := c.links.Rewind(); err != nil {
		return err
	}
	var k claim
	for k.seq != seq {
		b, err := c.links.Next()
		if errors.Is(err, io.EOF) {
			return errDamaged
		}
		if err != nil {
			return err
		}
		if _, err := k.decode(b); err != nil {
			return err
		}
	}
	m, path := groupCycle, "ParentCode"
	if k.kind == record.KindCategory {
		m, path = categoryCycle, "parent"
	}
	return &record.Error{
		File: file, Pos: k.at, Kind: k.kind, Record: k.number, Path: path, Value: k.text, Err: m.Fault(k.value, k.text), Fatal: true,
	}
}
