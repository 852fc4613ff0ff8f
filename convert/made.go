package convert

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"obmen/formats/record"
	"obmen/formats/synth"
)

// Bytes of JSON that an item and its product take, and bytes of XML of a receipt's line, about.
const (
	itemBytes = 900
	lineBytes = 400
)

// How much may be asked for. A receipt is one record, and its lines stand in memory.
const (
	mostThings   = 1_000_000_000
	mostLines    = 5000
	mostDays     = 3650
	mostStores   = 10_000
	mostTypes    = 100
	mostTypeName = 200 // bytes
	madeBytes    = 1 << 20
)

// The days that a made-up document can begin on: receipts carry their second in 32 bits.
const (
	firstYear = 1971
	lastYear  = 2090
)

// shapesOf are the words of --shape that a kind of document takes. The products of a nomenclature are distinct anyway.
func shapesOf(kind record.DocKind) []string {
	switch kind {
	case record.Nomenclature:
		return []string{"distinct", "far-apart", "children-first"}
	case record.Receipts:
		return []string{"distinct", "far-apart"}
	}
	return []string{"distinct", "one-invoice"}
}

// options says to the generator what was asked for.
func (m Made) options() (o synth.Options, err error) {
	if err := m.check(); err != nil {
		return o, err
	}
	o = synth.Options{
		TillNumbers: m.Numbers == "till", Kind: m.Kind, Version: m.Generator, Seed: m.Seed, Bytes: m.Bytes, Groups: m.Groups, Receipts: m.Receipts, Invoices: m.Invoices, Lines: m.Lines, Days: m.Days, Stores: m.Stores,
	}
	if m.Kind == record.Nomenclature {
		o.Products = m.Products
	} else {
		o.Distinct = m.Products
	}
	if o.PriceTypes, err = m.priceTypes(); err != nil {
		return o, err
	}
	if o.From, err = m.from(); err != nil {
		return o, err
	}
	if err := m.returns(&o); err != nil {
		return o, err
	}
	m.shape(&o)
	o.Empty = m.empty()
	return o, nil
}

func (m Made) check() error {
	if m.Generator < 0 || m.Generator > synth.Versions {
		return usage(generatorUnknown, m.Generator, synth.Versions)
	}
	for _, word := range m.Shape {
		if shapes := shapesOf(m.Kind); !slices.Contains(shapes, word) {
			return usage(shapeUnknown, m.Kind.String(), word, strings.Join(shapes, ", "))
		}
	}
	counts := m.counts()
	for _, c := range counts {
		switch {
		case c.n < 0:
			return usage(negative, c.flag, c.n)
		case c.n > c.most:
			return usage(tooMany, c.flag, c.most, c.n)
		case c.n > 0 && c.second && m.Generator < 2:
			return usage(generatorTooOld, c.flag)
		case c.n > 0 && c.size && m.Bytes > 0:
			return usage(contradict, c.flag, "--bytes")
		case c.n > 0 && c.sold && m.Catalog != "":
			return usage(contradict, c.flag, "--from-catalog")
		}
	}
	if err := m.checkZeros(counts); err != nil {
		return err
	}
	if m.Invoices > 0 && slices.Contains(m.Shape, "one-invoice") {
		return usage(contradict, "--invoices", "--shape one-invoice")
	}
	if m.Products > 0 && slices.Contains(m.Shape, "distinct") {
		return usage(contradict, "--products", "--shape distinct")
	}
	return nil
}

// checkZeros takes a 0 of what the document is made of, which then is empty, and refuses any other.
func (m Made) checkZeros(counts []count) error {
	if slices.Contains(m.Zeros, "--bytes") {
		return usage(tooFew, "--bytes")
	}
	for _, c := range counts {
		switch {
		case !slices.Contains(m.Zeros, c.flag):
		case !c.size:
			return usage(tooFew, c.flag)
		case m.Bytes > 0:
			return usage(contradict, c.flag, "--bytes")
		case c.flag == "--invoices" && slices.Contains(m.Shape, "one-invoice"):
			return usage(contradict, c.flag, "--shape one-invoice")
		}
	}
	return nil
}

// empty reports whether none of what the document is made of was asked for.
func (m Made) empty() bool {
	return slices.ContainsFunc(m.counts(), func(c count) bool { return c.size && slices.Contains(m.Zeros, c.flag) })
}

// A count is a number that was asked for.
type count struct {
	flag    string
	n, most int64
	second  bool // the second version of the generator brought it
	size    bool // it says how large the document is
	sold    bool // it says what is sold
}

func (m Made) counts() []count {
	given := func(is bool) int64 {
		if is {
			return 1
		}
		return 0
	}
	lines := int64(mostLines)
	if m.Kind == record.Invoices {
		lines = mostThings / 1000 // an item is a record
	}
	return []count{
		{flag: "--products", n: m.Products, most: mostThings, size: m.Kind == record.Nomenclature, sold: true},
		{flag: "--groups", n: m.Groups, most: mostThings, second: true, sold: true},
		{flag: "--receipts", n: m.Receipts, most: mostThings, size: true},
		{flag: "--invoices", n: m.Invoices, most: mostThings, second: true, size: true},
		{flag: "--lines", n: m.Lines, most: lines, second: true},
		{flag: "--days", n: m.Days, most: mostDays, second: true},
		{flag: "--stores", n: m.Stores, most: mostStores, second: true},
		{flag: "--price-types", n: given(len(m.PriceTypes) > 0), most: 1, second: true},
		{flag: "--from", n: given(m.From != ""), most: 1, second: true},
		{flag: "--numbers", n: given(m.Numbers == "till"), most: 1, second: true},
		{flag: "--returns", n: given(m.Returns != ""), most: 1, second: true},
		{flag: "--from-catalog", n: given(m.Catalog != ""), most: 1, second: true},
		{flag: "--shape distinct", n: given(slices.Contains(m.Shape, "distinct")), most: 1, sold: true},
	}
}

// priceTypes are the names that were given, or so many of the usual ones.
func (m Made) priceTypes() ([]string, error) {
	usual := synth.DefaultPriceTypes()
	if len(m.PriceTypes) == 1 {
		if n, err := strconv.Atoi(m.PriceTypes[0]); err == nil {
			if n < 1 || n > len(usual) {
				return nil, usage(priceTypesBad, len(usual), m.PriceTypes[0])
			}
			return usual[:n], nil
		}
	}
	if len(m.PriceTypes) > mostTypes {
		return nil, usage(tooMany, "--price-types", mostTypes, len(m.PriceTypes))
	}
	for i, name := range m.PriceTypes {
		if slices.Contains(m.PriceTypes[:i], name) {
			return nil, usage(priceTypeTwice, name)
		}
		if len(name) > mostTypeName {
			return nil, usage(priceTypeLong, mostTypeName, record.Shorten([]byte(name)))
		}
	}
	return m.PriceTypes, nil
}

func (m Made) from() (time.Time, error) {
	if m.From == "" {
		return time.Time{}, nil
	}
	d, ok, err := record.ParseDate([]byte(m.From))
	if err != nil || !ok || d.Time.Year() < firstYear || d.Time.Year() > lastYear {
		return time.Time{}, usage(fromBad, firstYear, lastYear, m.From)
	}
	return d.Time, nil
}

// returns reads a share, 5% or 0.05, or a number of receipts.
func (m Made) returns(o *synth.Options) error {
	if m.Returns == "" {
		return nil
	}
	text, percent := strings.CutSuffix(strings.TrimSpace(m.Returns), "%")
	n, err := record.ParseNumber([]byte(text))
	if err != nil || !n.IsSet() || n.Sign() < 0 {
		return usage(returnsBad, m.Returns)
	}
	if count, whole := n.Int64(); whole && !percent && count > 0 {
		receipts := m.Receipts
		if receipts == 0 && m.Bytes == 0 {
			receipts = m.Days * synth.ReceiptsADay
		}
		if receipts == 0 {
			return usage(returnsNeedCount, m.Returns)
		}
		if count > receipts/2 {
			return usage(returnsBad, m.Returns)
		}
		o.Returns = count
		return nil
	}
	if percent {
		n = n.Mul(record.NewNumber(1, 2))
	}
	part, ok := n.Fix(6).Units(6)
	if !ok || part > 500_000 {
		return usage(returnsBad, m.Returns)
	}
	o.ReturnsPerMillion = part
	return nil
}

// shape gives the document an odd shape, for tests under stress.
func (m Made) shape(o *synth.Options) {
	size := m.Bytes
	if size == 0 {
		size = madeBytes
	}
	for _, word := range m.Shape {
		switch word {
		case "far-apart":
			o.FarApart = true
		case "children-first":
			o.GroupsAfterChildren = true
		case "one-invoice":
			if o.Items = m.Lines; o.Items == 0 {
				o.Items = max(1, size/itemBytes)
			}
			if o.Distinct == 0 {
				o.Distinct = o.Items
			}
		case "distinct":
			o.Distinct = max(1, size/lineBytes, min(m.Receipts*max(4, m.Lines), math.MaxInt32))
		}
	}
	if m.Kind == record.Nomenclature {
		o.Distinct = 0 // its products are distinct anyway
	}
}
