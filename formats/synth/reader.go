package synth

import (
	"io"
	"math/bits"
	"time"

	"obmen/formats/record"
)

// Options say what to make up. What is 0 or false is chosen sensibly; a Kind there must be.
type Options struct {
	Kind record.DocKind
	Seed uint64
	// Version is that of the generator, 1 or 2; 0 means 1. What a version gives never changes. The first knows Kind, Seed, Bytes, Products,
	// Receipts, Items, Distinct and the shapes only.
	Version int
	// Bytes is about how long the document is as XML, or, an invoice, as JSON: within a few per cent. It counts where the
	// number below that belongs to the kind is 0; with neither, a document has about 1 MiB.
	Bytes    int64
	Products int64 // nomenclature: how many distinct products, each with 1 to 3 rows
	Receipts int64 // receipts: how many
	Items    int64 // invoice: so many items in one single invoice; else there are many of up to 60 items
	// Distinct is how many different products receipts and invoices are about, the first of the catalogue of the same seed; 1000 by
	// default. In a nomenclature it means the same as Products.
	Distinct int64
	// Groups is how many groups the products stand in, beside the group none; 0: a group has about 40 products. Where the number of groups is
	// given, Products or Distinct is part of what a product is: documents fit together that agree in both.
	Groups     int64
	PriceTypes []string // the first is the one that tills sell at; none: three usual ones
	Lines      int64    // the mean of the lines of a receipt or the items of an invoice; 0: 4 and 15
	Invoices   int64    // how many
	Stores     int64    // how many sell; 0: 4
	// Days over which receipts and invoices are spread evenly; 0: as many as give about 600 receipts or 10 invoices each, ten years at most.
	Days int64
	From time.Time // the first of the days, a calendar date; zero: 2 January 2024
	// Returns is how many receipts are returns of what an earlier one sold, or, where it is 0, ReturnsPerMillion is which part of them. At most
	// half can be.
	Returns, ReturnsPerMillion int64
	// TillNumbers has each till number its receipts, 1 after 1, behind its own code; else they have ids as Kassatka's database gives them.
	TillNumbers bool
	// Goods is what receipts sell, in place of products of the seed.
	Goods Goods
	// FarApart keeps what belongs to one product as far apart as can be. Nomenclature: the whole catalogue is gone through once for
	// each price type, groups and all. Receipts: a product is sold again only when every other has been.
	FarApart bool
	// Empty has no receipts, no invoices, or, of a nomenclature, nothing but its head.
	Empty bool
	// GroupsAfterChildren has the groups of a nomenclature in reverse, so that each comes after those under it.
	GroupsAfterChildren bool
}

// Versions is the newest Version.
const Versions = 2

// DefaultPriceTypes are the names of the price types, where nobody gives any. The first are those of a catalogue by default.
func DefaultPriceTypes() []string {
	return []string{"Розничная", "Прайс-лист", "Оптовая", "Мелкооптовая", "Интернет-магазин", "Акционная", "Для сотрудников", "Дилерская"}
}

// Goods are products from elsewhere, numbered from 0.
type Goods interface {
	Len() int64
	// Good fills in good i, which is the caller's; its texts may point into buffers of the Goods until the next call.
	Good(i int64, g *Good) error
}

// A Good is what a till knows of a product.
type Good struct {
	Code, Name, UnitCode []byte
	Price                int64 // kopecks
	Weighed              bool  // quantities have three decimals
}

func (o Options) from() time.Time {
	if o.From.IsZero() {
		return time.Unix(firstDay, 0).UTC()
	}
	y, m, d := o.From.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// NewReader returns a Reader of the document that o describes. It gives the same records each time; they have no place. It
// allocates nothing per record.
func NewReader(o Options) record.Reader {
	if o.Bytes == 0 && (o.Version < 2 || o.Kind == record.Nomenclature) {
		o.Bytes = defaultBytes
	}
	if o.Empty {
		return newEmpty(o)
	}
	switch o.Kind {
	case record.Receipts:
		if o.Version >= 2 {
			return newTrade(o)
		}
		return newTills(o)
	case record.Invoices:
		return newPurchases(o)
	case record.Nomenclature:
		return newCatalogue(o)
	}
	return nothing{}
}

// Count returns how many products, receipts or invoices a Reader of [NewReader] has.
func Count(r record.Reader) int64 {
	switch r := r.(type) {
	case *catalogue:
		return r.products
	case *sales:
		return r.receipts
	case *trade:
		return r.receipts
	case *purchases:
		return r.invoices
	}
	return 0
}

type nothing struct{}

func (nothing) Read() (record.Record, error) { return nil, io.EOF }

// newEmpty returns a Reader of a document with nothing in it.
func newEmpty(o Options) record.Reader {
	if o.Kind == record.Nomenclature {
		return &catalogue{head: record.Catalogue{Date: o.catalogueDay()}}
	}
	return nothing{}
}

const (
	defaultDistinct = 1000
	defaultBytes    = 1 << 20
)

func (o Options) distinct() int64 {
	if o.Distinct > 0 {
		return o.Distinct
	}
	if o.Version >= 2 && o.Products > 0 {
		return o.Products
	}
	return defaultDistinct
}

// sampled is how many things are looked at to guess the size of the others.
const sampled = 1024

// fill returns how many things make up so many bytes, where size tells the bytes of the i-th. It looks at some here and
// there, for the later ones are longer.
func fill(bytes int64, size func(i int64) int) int64 {
	n := int64(sampled)
	for range 3 {
		sum := int64(0)
		for k := range int64(sampled) {
			sum += int64(size(k * n / sampled))
		}
		// bytes × sampled / sum, whatever the size
		hi, lo := bits.Mul64(uint64(bytes), sampled)
		q, _ := bits.Div64(hi, lo, uint64(sum))
		n = max(1, int64(q))
	}
	return n
}

// escaped returns how long a text is in XML.
func escaped(text []byte) int {
	n := len(text)
	for _, c := range text {
		switch c {
		case '&':
			n += 4
		case '<', '>':
			n += 3
		case '"':
			n += 5
		}
	}
	return n
}
