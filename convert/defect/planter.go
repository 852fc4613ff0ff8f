package defect

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"slices"
	"sync"

	"obmen/formats/record"
)

// An Entry of the manifest says what is wrong, and where.
type Entry struct {
	Defect   string `json:"defect"`
	Record   string `json:"record,omitempty"` // group, product, receipt, invoice, item, …
	Number   int64  `json:"number,omitempty"` // of the record among its kind, from 1
	Code     string `json:"code,omitempty"`   // its code or number
	Path     string `json:"path,omitempty"`   // the field, as findings name it
	Line     int32  `json:"line,omitempty"`   // where the record begins in the output, from 1; of bytes, where they are wrong
	Offset   *int64 `json:"offset,omitempty"` // of bytes: where they are wrong, from 0, before any compression
	Was      string `json:"was,omitempty"`    // what stood there
	Now      string `json:"now,omitempty"`    // what stands there
	Expected string `json:"expected_code"`    // of the finding or error of obmen check; empty: it finds nothing of this

	// The flags that check has to be given to find it. The catalogue is what the receipts sell; a profile has to say that tax 1 is 20 per cent and tax 2 is 10.
	Needs []string `json:"needs,omitempty"`

	kind record.Kind
}

// A fault is a defect that is due from a place on.
type fault struct {
	name string
	kindOf
	from int64 // how many of the main records come before it at least
}

// A Planter gives the records of src, some of them spoilt.
type Planter struct {
	src     record.Reader
	kind    record.DocKind
	total   int64 // main records of src: products, receipts or invoices
	faults  []fault
	mu      sync.Mutex // for entries, which Locate fills in
	entries []Entry

	main     int64 // main records so far
	counts   [record.KindInvoiceProduct + 1]int64
	after    record.Record
	gap      *Entry // tells of what was left out, at the next record of its kind
	gapTill  string
	tills    map[string]int // how often each has sold
	dropping bool
	follow   map[string]func(*record.Product) // what is wrong with each row of a product
	lastCode []byte                           // of the last product
	lastEAN  []byte                           // the barcode of the last product that had one
	lastNum  []byte                           // of the last receipt
	spoils   []string                         // the defects of bytes
	cut      int64                            // what of the seed says how much is cut off
}

// New returns a Planter over src, which has so many main records: products, receipts or invoices.
func New(src record.Reader, plan []Planned, kind record.DocKind, total int64, seed uint64) *Planter {
	p := &Planter{src: src, kind: kind, total: total, follow: map[string]func(*record.Product){}, cut: int64(chance(seed, "cut", 0) >> 1)}
	n, all := int64(0), int64(0)
	for _, d := range plan {
		all += d.Times
	}
	for _, d := range plan {
		of, ok := d.of(kind)
		if !ok {
			p.spoils = append(p.spoils, d.Name)
			continue
		}
		for i := range d.Times {
			if d.Name == gapInNumbers && p.tills == nil {
				p.tills = map[string]int{}
			}
			p.faults = append(p.faults, fault{d.Name, of, p.place(n, all, chance(seed, d.Name, i))})
			n++
		}
	}
	slices.SortStableFunc(p.faults, func(a, b fault) int { return int(a.from - b.from) })
	return p
}

// place returns a place for the n-th of all faults: each has a part of the first two thirds to itself, so that what has to look for a record that can have it
// finds one behind.
func (p *Planter) place(n, all int64, by uint64) int64 {
	room := p.total * 2 / 3
	lo, hi := n*room/all, (n+1)*room/all
	return lo + int64(by%uint64(max(1, hi-lo)))
}

// chance is a number that looks random.
func chance(seed uint64, what string, i int64) uint64 {
	h := fnv.New64a()
	h.Write(binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64([]byte(what), seed), uint64(i)))
	z := h.Sum64()
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Entries returns what was planted so far, in the order of the document.
func (p *Planter) Entries() []Entry { return p.entries }

// Missing returns the name of a defect that was not planted, for no record could have it; empty: all were.
func (p *Planter) Missing() string {
	if len(p.faults) > 0 {
		return p.faults[0].name
	}
	if p.gap != nil {
		return p.gap.Defect
	}
	return ""
}

// Read implements [record.Reader].
func (p *Planter) Read() (record.Record, error) {
	if r := p.after; r != nil {
		p.after = nil
		p.counts[r.Kind()]++
		return r, nil
	}
	for {
		r, err := p.src.Read()
		if err != nil {
			return nil, err
		}
		fresh := p.meet(r)
		if p.dropping {
			continue
		}
		if r = p.plant(r, fresh); r != nil {
			p.keep(r)
			return r, nil
		}
	}
}

// meet counts a main record, and ends what is left out where an invoice is. It reports whether r is new: not another row of a product.
func (p *Planter) meet(r record.Record) (fresh bool) {
	switch r := r.(type) {
	case *record.Product:
		if fresh = string(r.Code) != string(p.lastCode); !fresh {
			return false
		}
		p.lastCode = append(p.lastCode[:0], r.Code...)
		p.main++
	case *record.Receipt, *record.Invoice:
		p.main++
		p.dropping = false
	}
	return true
}

// plant gives r the first of the faults that are due and that it can have. It returns nil where r is left out.
func (p *Planter) plant(r record.Record, fresh bool) record.Record {
	kind := r.Kind()
	if row, ok := r.(*record.Product); ok && (p.again(row) || !fresh) || p.tellGap(r) {
		p.counts[kind]++
		return r
	}
	for i := range p.faults {
		f := &p.faults[i]
		if f.from >= max(p.main, 1) {
			break
		}
		if f.on != kind || p.gap != nil && f.name == gapInNumbers {
			continue
		}
		spoilt := record.Clone(r)
		c, ok := f.plant(p, spoilt)
		if !ok {
			continue
		}
		e := Entry{Defect: f.name, Record: kind.String(), Code: c.code, Path: c.path, Was: c.was, Now: c.now, Expected: f.expected, Needs: f.needs, kind: kind}
		if c.unseen {
			e.Expected, e.Needs = "", nil
		}
		p.faults = slices.Delete(p.faults, i, i+1)
		return p.note(e, c, spoilt)
	}
	p.counts[kind]++
	return r
}

// note writes down what was done to spoilt, and returns what to go on with.
func (p *Planter) note(e Entry, c change, spoilt record.Record) record.Record {
	e.Number = p.counts[e.kind] + 1
	if c.drop {
		p.gap, p.gapTill = &e, tillOf(spoilt)
		p.dropping = e.kind == record.KindInvoice
		return nil
	}
	if e.Code == "" {
		e.Code = codeOf(spoilt)
	}
	p.counts[e.kind]++
	if p.after = c.after; c.after != nil {
		e.Number++
		e.Code = codeOf(c.after)
	}
	p.add(e)
	return spoilt
}

// tellGap says that a gap shows at r, if it does.
func (p *Planter) tellGap(r record.Record) bool {
	if p.gap == nil || r.Kind() != p.gap.kind || p.gapTill != tillOf(r) {
		return false
	}
	p.gap.Number = p.counts[p.gap.kind] + 1
	p.gap.Code, p.gap.Now = codeOf(r), codeOf(r)
	p.add(*p.gap)
	p.gap = nil
	return true
}

// again has each row of a product say the same wrong thing. It reports whether there is one.
func (p *Planter) again(row *record.Product) bool {
	spoil := p.follow[string(row.Code)]
	if spoil != nil {
		spoil(row)
	}
	return spoil != nil
}

// tillOf names the till that counts the numbers of a receipt. All invoices are counted as one.
func tillOf(r record.Record) string {
	if x, ok := r.(*record.Receipt); ok {
		return string(x.StoreCode) + "\x00" + string(x.CashBoxCode)
	}
	return ""
}

// keep remembers what a later fault may repeat.
func (p *Planter) keep(r record.Record) {
	switch r := r.(type) {
	case *record.Product:
		if len(r.Barcode) == 13 && r.Barcode[0] != '2' {
			p.lastEAN = append(p.lastEAN[:0], r.Barcode...)
		}
	case *record.Receipt:
		p.lastNum = append(p.lastNum[:0], r.DocNum...)
		if p.tills != nil {
			p.tills[tillOf(r)]++
		}
	}
}

// codeOf returns the code or number by which people know a record.
func codeOf(r record.Record) string {
	switch r := r.(type) {
	case *record.Group:
		return string(r.Code)
	case *record.Product:
		return string(r.Code)
	case *record.Receipt:
		return string(r.DocNum)
	case *record.Invoice:
		return string(r.Number)
	case *record.Item:
		return string(r.ProductCode)
	case *record.InvoiceProduct:
		return string(r.RefCode)
	}
	return ""
}

// Locate reads the document that is written of the Planter's records, while it is written, and fills in the lines of the entries. It may run beside Read: a record is
// noted before it is given.
func (p *Planter) Locate(r record.Reader) error {
	counts := map[record.Kind]int64{}
	next := 0
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		kind := rec.Kind()
		counts[kind]++
		next = p.locate(next, kind, counts[kind], rec.At().Line)
	}
}

func (p *Planter) locate(next int, kind record.Kind, number int64, line int32) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if next < len(p.entries) && p.entries[next].kind == kind && p.entries[next].Number == number {
		p.entries[next].Line = line
		next++
	}
	return next
}

func (p *Planter) add(e Entry) {
	p.mu.Lock()
	p.entries = append(p.entries, e)
	p.mu.Unlock()
}
