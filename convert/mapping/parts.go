package mapping

import (
	"obmen/convert/profile"
	"obmen/formats/record"
)

// invoiceParts writes what every invoice made of receipts has beside its items: products, categories, workspaces, packages and the head.
type invoiceParts struct {
	o          *Options
	used       used
	supplied   supplied
	categories *categories
}

func newInvoiceParts(o *Options) *invoiceParts {
	p := &invoiceParts{o: o}
	var g *groups
	if o.Catalog != nil {
		g = o.Catalog.groups
	}
	p.categories = newCategories(g, o.Temp, o.stage())
	return p
}

// free removes what is on disk.
func (p *invoiceParts) free() error { return p.categories.Close() }

// writeProduct completes a product with its category. "Without it [--catalog], a finding lists what the till's names and the default category may
// overwrite."
func (p *invoiceParts) writeProduct(dst record.Writer, product *record.InvoiceProduct, s *profile.Settings, group int64) error {
	category, err := p.categories.use(group, s)
	if err != nil {
		return err
	}
	product.CategoryCode = category
	if p.o.Catalog == nil && !p.o.counts(noCatalog) {
		p.o.found(noCatalog, record.Finding{Pos: product.At(), Kind: record.KindReceipt}, product.RefCode, product.Name, category)
	}
	p.used.product(s)
	p.supplied.product(s, group != noGroup)
	for i := range product.Prices {
		p.supplied.price(&product.Prices[i])
	}
	return dst.Write(product)
}

// writeHead closes the invoice.
func (p *invoiceParts) writeHead(dst record.Writer, head *record.Invoice, shipper profile.Party, storage record.Number) error {
	if err := p.categories.write(dst); err != nil {
		return err
	}
	if err := p.used.write(dst); err != nil {
		return err
	}
	texts := p.o.textsOf()
	head.ShipperCode, head.ShipperName, head.StorageID = texts.of(shipper.RefCode), texts.of(shipper.Name), storage
	p.supplied.head(shipper, storage)
	return dst.Write(head)
}
