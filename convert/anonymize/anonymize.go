package anonymize

import (
	"errors"
	"io"
	"slices"
	"strings"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// Options say what is made up, and how.
type Options struct {
	Key     Key
	Amounts string   // keep, scale or shuffle; empty: keep
	Dates   string   // keep or shift; empty: keep
	Keep    []string // further texts that stay, whole: names of price types of a profile, say
	// Unit reports whether a code is one of the classifier of units, and says by which names its unit goes. Both stay. Nil: none is.
	Unit func(code []byte) (known bool, names []string)
}

// The choices.
const (
	keepAll    = "keep"
	scaleAll   = "scale"
	shuffleAll = "shuffle"
	shiftAll   = "shift"
)

// An Anonymizer makes up documents. It may serve several, at the same time too.
type Anonymizer struct {
	options Options
	keep    map[string]bool
}

// New returns what anonymizes as the options say. The error is a *[record.UsageError].
func New(o Options) (*Anonymizer, error) {
	for _, c := range []struct {
		flag, value string
		of          []string
	}{{"--amounts", o.Amounts, []string{keepAll, scaleAll, shuffleAll}}, {"--dates", o.Dates, []string{keepAll, shiftAll}}} {
		if c.value != "" && !slices.Contains(c.of, c.value) {
			return nil, wrong(choiceUnknown, c.flag, strings.Join(c.of, ", "), c.value)
		}
	}
	if !o.Key.IsSet() {
		return nil, wrong(keyMissing, KeyVariable)
	}
	keep := map[string]bool{}
	for _, text := range slices.Concat(keptAnywhere, o.Keep) {
		keep[text] = true
	}
	return &Anonymizer{o, keep}, nil
}

// Through returns a Reader of src as it is made up. Where amounts are made up, the items of an invoice wait in t for its head. The Reader is to be read to
// its end, or to its first error: then it has let go of its files.
func (a *Anonymizer) Through(src record.Reader, t record.Temp) record.Reader {
	m := newMaker(a.options.Key, a.keep)
	s := &stage{Anonymizer: a, maker: m, src: src}
	if a.options.Dates == shiftAll {
		s.days = m.shiftOf()
	}
	if a.options.Amounts == scaleAll || a.options.Amounts == shuffleAll {
		s.factor = m.factor()
		return &heads{stage: s, temp: t}
	}
	return s
}

// A stage makes records up, each for itself.
type stage struct {
	*Anonymizer
	*maker
	src    record.Reader
	days   int
	factor record.Number // missing: amounts stay

	catalogue record.Catalogue
	group     record.Group
	tail      record.GroupTail
	product   record.Product
	receipt   record.Receipt
	invoice   record.Invoice
	item      record.Item
	category  record.Category
	workspace record.Workspace
	pack      record.Package
	invoiced  record.InvoiceProduct
}

// Read implements [record.Reader].
func (s *stage) Read() (record.Record, error) {
	rec, err := s.src.Read()
	if err != nil {
		return nil, err
	}
	return s.make(rec), nil
}

func (s *stage) make(rec record.Record) record.Record {
	switch r := rec.(type) {
	case *record.Catalogue:
		s.catalogue = *r
		s.catalogue.Date = s.date(r.Date, s.days)
		return &s.catalogue
	case *record.Group:
		s.group = record.Group{Origin: r.Origin, Code: s.code(r.Code), Name: s.maker.name(classGroup, r.Name), ParentCode: s.code(r.ParentCode), Unknown: s.unknown(r.Unknown)}
		return &s.group
	case *record.GroupTail:
		s.tail = record.GroupTail{Origin: r.Origin, Unknown: s.unknown(r.Unknown)}
		return &s.tail
	case *record.Product:
		return s.makeProduct(r)
	case *record.Receipt:
		return s.makeReceipt(r)
	}
	return s.makePart(rec)
}

// factorOf returns what the prices of a product are multiplied by.
func (s *stage) factorOf(code []byte) record.Number {
	if s.options.Amounts == shuffleAll {
		return s.maker.factorOf(code)
	}
	return s.besides(s.factor, code)
}

func (s *stage) makeProduct(r *record.Product) record.Record {
	p := &s.product
	*p = record.Product{
		Origin: r.Origin, Barcode: s.barcode(r.Barcode), Code: s.code(r.Code), Name: s.maker.name(className, r.Name), ParentCode: s.code(r.ParentCode),
		UnitCode: s.unitCode(r.UnitCode), UnitName: s.unitName(r.UnitCode, r.UnitName), Price: r.Price, Comment: s.maker.name(classComment, r.Comment),
		PriceType: s.priceType(r.PriceType), Unknown: s.unknown(r.Unknown),
	}
	if s.factor.IsSet() {
		p.Price = scaled(r.Price, s.factorOf(r.Code))
	}
	return p
}

// unitCode returns a code of the classifier as it is. Another becomes none of the classifier: that would be one that others have.
func (s *stage) unitCode(code []byte) []byte {
	stays := func(code []byte) bool { return s.maker.keep[string(code)] || s.isUnit(code) }
	if len(code) == 0 || stays(code) {
		return code
	}
	return s.remember("unit", code, func() []byte { return s.around(code, s.newCode, stays) })
}

func (s *stage) isUnit(code []byte) bool {
	if s.options.Unit == nil {
		return false
	}
	known, _ := s.options.Unit(code)
	return known
}

// unitName returns a name of the classifier as it is: any of the unit of that code.
func (s *stage) unitName(code, name []byte) []byte {
	if s.options.Unit != nil {
		if _, names := s.options.Unit(code); slices.Contains(names, string(name)) {
			return name
		}
	}
	return s.maker.name(classUnit, name)
}

func (s *stage) priceType(text []byte) []byte {
	if slices.Contains(keptPriceTypes, string(text)) {
		return text
	}
	return s.maker.name(classPriceType, text)
}

func (s *stage) makeReceipt(r *record.Receipt) record.Record {
	lines := s.receipt.Lines[:0]
	s.receipt = *r
	m := &s.receipt
	m.Date, m.DocNum = s.date(r.Date, s.days), s.code(r.DocNum)
	m.OrganizationCode, m.CashBoxCode, m.StoreCode = s.code(r.OrganizationCode), s.code(r.CashBoxCode), s.code(r.StoreCode)
	m.CashBoxName, m.StoreName, m.Unknown = s.maker.name(classTill, r.CashBoxName), s.maker.name(classParty, r.StoreName), s.unknown(r.Unknown)
	for i := range r.Lines {
		l := r.Lines[i]
		if s.factor.IsSet() {
			line(&l, s.factorOf(l.ProductCode))
		}
		l.ProductCode, l.ProductName, l.UnitCode, l.Unknown = s.code(l.ProductCode), s.maker.name(className, l.ProductName), s.unitCode(l.UnitCode), s.unknown(l.Unknown)
		lines = append(lines, l)
	}
	m.Lines = lines
	if r.Lines == nil {
		m.Lines = nil
	}
	if s.factor.IsSet() {
		head(m, total(r.Lines), total(lines), s.factor)
	}
	return m
}

// makePart makes up the parts of an invoice.
func (s *stage) makePart(rec record.Record) record.Record {
	switch r := rec.(type) {
	case *record.Invoice:
		s.invoice = *r
		m := &s.invoice
		m.Number, m.Date, m.Comment = s.code(r.Number), s.date(r.Date, s.days), s.maker.name(classComment, r.Comment)
		m.ShipperCode, m.ShipperName, m.Unknown = s.code(r.ShipperCode), s.maker.name(classParty, r.ShipperName), s.unknown(r.Unknown)
		return m
	case *record.Item:
		s.item = *r
		m := &s.item
		if s.factor.IsSet() {
			item(m, s.factorOf(r.ProductCode))
		}
		m.PackageCode, m.ProductCode, m.Unknown = s.unitCode(r.PackageCode), s.code(r.ProductCode), s.unknown(r.Unknown)
		return m
	case *record.Category:
		s.category = record.Category{Origin: r.Origin, RefCode: s.code(r.RefCode), Name: s.maker.name(classGroup, r.Name), Parent: s.code(r.Parent), Unknown: s.unknown(r.Unknown)}
		return &s.category
	case *record.Workspace:
		s.workspace = record.Workspace{Origin: r.Origin, RefCode: s.code(r.RefCode), Name: s.maker.name(classWorkspace, r.Name), Unknown: s.unknown(r.Unknown)}
		return &s.workspace
	case *record.Package:
		s.pack = *r
		s.pack.RefCode, s.pack.Name, s.pack.Measure, s.pack.Unknown = s.unitCode(r.RefCode), s.maker.name(classPackage, r.Name), s.code(r.Measure), s.unknown(r.Unknown)
		return &s.pack
	case *record.InvoiceProduct:
		return s.makeInvoiced(r)
	}
	return rec
}

func (s *stage) makeInvoiced(r *record.InvoiceProduct) record.Record {
	prices := s.invoiced.Prices[:0]
	s.invoiced = *r
	m := &s.invoiced
	m.RefCode, m.Name, m.Barcode, m.Country = s.code(r.RefCode), s.maker.name(className, r.Name), s.barcode(r.Barcode), s.country(r.Country)
	m.CategoryCode, m.WorkspaceCode, m.Measure, m.Unknown = s.code(r.CategoryCode), s.code(r.WorkspaceCode), s.code(r.Measure), s.unknown(r.Unknown)
	if !slices.Contains(keptTypes, string(r.Type)) {
		m.Type = s.code(r.Type)
	}
	for i := range r.Prices {
		p := r.Prices[i]
		if s.factor.IsSet() {
			p.Price = scaled(p.Price, s.factorOf(r.RefCode))
		}
		p.Unknown = s.unknown(p.Unknown)
		prices = append(prices, p)
	}
	m.Prices = prices
	if r.Prices == nil {
		m.Prices = nil
	}
	return m
}

// country returns a code of a country, two letters or three digits, as it is.
func (s *stage) country(text []byte) []byte {
	shape := shapeOf(text)
	if shape == "\x00aa" || shape == "\x00AA" || shape == "\x00999" || shape == "\x00099" {
		return text
	}
	return s.maker.name(classCountry, text)
}

// Heads are a stage whose invoices wait until the sum of their made-up items is known.
type heads struct {
	*stage
	temp    record.Temp
	parts   *spool.Log
	held    record.Invoice
	next    record.Invoice
	buf     []byte
	decoder record.Decoder
	before  record.Number // what the items came to
	after   record.Number // what they come to
	has     bool          // held is an invoice that was not given yet
	coming  bool          // next is one
	gives   bool          // the parts are being given
	err     error
}

// Read implements [record.Reader].
func (h *heads) Read() (record.Record, error) {
	for h.err == nil {
		if h.gives {
			rec, err := h.part()
			if err == nil {
				return rec, nil
			}
			if h.gives = false; !errors.Is(err, io.EOF) {
				return nil, h.fail(err)
			}
			h.parts.Reset()
		}
		rec, err := h.src.Read()
		switch {
		case record.Refusal(err) != nil:
			return nil, err
		case errors.Is(err, io.EOF) && h.has:
			return h.give(false)
		case err != nil:
			return nil, h.fail(err)
		}
		head, is := rec.(*record.Invoice)
		switch {
		case is && h.has:
			h.next = *record.Clone(head).(*record.Invoice)
			return h.give(true)
		case is:
			h.begin(record.Clone(head).(*record.Invoice))
		case !h.has:
			return h.stage.make(rec), nil
		default:
			if err := h.take(rec); err != nil {
				return nil, h.fail(err)
			}
		}
	}
	return nil, h.err
}

func (h *heads) begin(head *record.Invoice) {
	h.held, h.has = *head, true
	h.before, h.after = record.NewNumber(0, 0), record.NewNumber(0, 0)
}

// take makes up a part, which then waits for its head.
func (h *heads) take(rec record.Record) error {
	if i, ok := rec.(*record.Item); ok {
		h.before = h.before.Add(i.CostWithTax)
	}
	made := h.stage.make(rec)
	if i, ok := made.(*record.Item); ok {
		h.after = h.after.Add(i.CostWithTax)
	}
	if h.parts == nil {
		h.parts = spool.NewLog(h.temp, 0)
	}
	h.buf = record.AppendRecord(h.buf[:0], made)
	return h.parts.Append(h.buf)
}

// give gives the head that was held; its parts come next, and then, more, the one behind it.
func (h *heads) give(more bool) (record.Record, error) {
	made := h.stage.make(&h.held).(*record.Invoice)
	set(&made.Sum, sum(h.held.Sum, h.before, h.after, h.factor))
	h.has, h.coming = false, more
	if h.parts != nil {
		h.gives = true
		if err := h.parts.Rewind(); err != nil {
			return nil, h.fail(err)
		}
	}
	if h.coming && !h.gives {
		h.begin(&h.next)
	}
	return made, nil
}

// part gives the next part that waited.
func (h *heads) part() (record.Record, error) {
	entry, err := h.parts.Next()
	if errors.Is(err, io.EOF) && h.coming {
		h.coming = false
		h.begin(&h.next)
	}
	if err != nil {
		return nil, err
	}
	return h.decoder.Decode(entry)
}

func (h *heads) fail(err error) error {
	h.err = err
	if h.parts != nil {
		h.err = errors.Join(h.parts.Close())
		h.parts = nil
		if h.err == nil || !errors.Is(err, io.EOF) {
			h.err = err
		}
	}
	return h.err
}
