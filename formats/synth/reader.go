package synth

import (
	"io"

	"obmen/formats/record"
)

// Options say what to make up. What is 0 or false is chosen sensibly; a Kind there must be.
type Options struct {
	Kind record.DocKind
	Seed uint64
	// Bytes is about how long the document is as XML, or, an invoice, as JSON: within a few per cent. It counts where the
	// number below that belongs to the kind is 0; with neither, a document has about 1 MiB.
	Bytes    int64
	Products int64 // nomenclature: how many distinct products, each with 1 to 3 rows
	Receipts int64 // receipts: how many
	Items    int64 // invoice: so many items in one single invoice; else there are many of up to 60 items
	// Distinct is how many different products receipts and invoices are about, the first of the catalogue of the same seed; 1000 by
	// default. In a nomenclature it means the same as Products.
	Distinct int64
	// FarApart keeps what belongs to one product as far apart as can be. Nomenclature: the whole catalogue is gone through once for
	// each price type, groups and all. Receipts: a product is sold again only when every other has been.
	FarApart bool
	// GroupsAfterChildren has the groups of a nomenclature in reverse, so that each comes after those under it.
	GroupsAfterChildren bool
}

// NewReader returns a Reader of the document that o describes. It gives the same records each time; they have no place. It
// allocates nothing per record.
func NewReader(o Options) record.Reader {
	if o.Bytes == 0 {
		o.Bytes = 1 << 20
	}
	switch o.Kind {
	case record.Receipts:
		return newTills(o)
	case record.Invoices:
		return newPurchases(o)
	case record.Nomenclature:
		return newCatalogue(o)
	}
	return nothing{}
}

type nothing struct{}

func (nothing) Read() (record.Record, error) { return nil, io.EOF }

const defaultDistinct = 1000

func (o Options) distinct() int64 {
	if o.Distinct > 0 {
		return o.Distinct
	}
	return defaultDistinct
}

// fill returns how many things make up so many bytes, where size tells the bytes of the i-th. It looks at some here and
// there, for the later ones are longer.
func fill(bytes int64, size func(i int64) int) int64 {
	const samples = 1024
	n := int64(samples)
	for range 3 {
		sum := int64(0)
		for k := range int64(samples) {
			sum += int64(size(k * n / samples))
		}
		n = max(1, bytes*samples/sum)
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
