package mapping

import (
	"errors"
	"io"

	"obmen/convert/profile"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// addProduct keeps a product under the code that it will have.
func (c *completion) addProduct(r *record.InvoiceProduct) error {
	code, err := c.resolve(r)
	if err != nil {
		return err
	}
	c.buf = record.AppendRecord(appendBytes(c.buf[:0], code), r)
	return c.products.Add(code, c.buf)
}

// resolve returns the code of a product: its own where the catalogue has it, else that of the catalogue's only product with its barcode, else its own
// all the same.
func (c *completion) resolve(r *record.InvoiceProduct) ([]byte, error) {
	if c.Catalog == nil {
		return r.RefCode, nil
	}
	k, err := c.know(r.RefCode)
	if err != nil || k.row != nil {
		return r.RefCode, err
	}
	at := record.Finding{Pos: r.At(), Kind: record.KindInvoiceProduct, Path: "ref_code"}
	var code []byte
	ambiguous := false
	if len(r.Barcode) > 0 {
		if code, ambiguous, err = c.Catalog.codeOf(r.Barcode); err != nil {
			return nil, err
		}
	}
	if ambiguous {
		c.found(barcodeAmbiguous, at, r.Barcode, r.RefCode)
	}
	if code == nil {
		c.found(itemNotInCatalog, at, r.RefCode)
		return r.RefCode, nil
	}
	c.found(codeByBarcode, at, r.RefCode, r.Barcode, code)
	if c.renames == nil {
		c.renames = spool.NewIndex(c.Temp, c.stage())
	}
	return code, c.renames.Add(r.RefCode, code)
}

// addTax lets the product of an item have the item's tax, the first that is not the profile's.
func (c *completion) addTax(code []byte, id record.Number) error {
	if c.taxes == nil {
		c.taxes = spool.NewIndex(c.Temp, c.stage())
	}
	c.buf = record.AppendRecord(c.buf[:0], &record.Item{TaxID: id})
	return c.taxes.Add(code, c.buf)
}

// itemTax returns the tax of a product's items; missing: the profile's.
func (c *completion) itemTax(code []byte) (record.Number, error) {
	if c.taxes == nil {
		return record.Number{}, nil
	}
	entry, ok, err := c.taxes.Get(code)
	if err != nil || !ok {
		return record.Number{}, err
	}
	r, err := decodeAs[*record.Item](&c.decoder, entry)
	if err != nil {
		return record.Number{}, err
	}
	return r.TaxID, nil
}

// A partialProduct is what the entries of one code come to.
type partialProduct struct {
	record.InvoiceProduct
	rows    int64  // products of that code
	code    []byte // the code, which may not be the first row's
	bytes   []byte // what this and its texts are parts of
	decoder record.Decoder
}

// writeProducts writes the products, each once.
func (c *completion) writeProducts() error {
	if err := c.products.Sort(); err != nil {
		return err
	}
	if c.taxes != nil {
		if err := c.taxes.Build(); err != nil {
			return err
		}
	}
	p := partialProduct{}
	for {
		entry, first, err := c.products.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if first || ended {
			if err := c.writeProduct(&p); err != nil {
				return err
			}
			p.rows = 0
		}
		if ended {
			c.products.Reset()
			return dropIndex(&c.taxes)
		}
		if err := p.take(entry); err != nil {
			return err
		}
	}
}

// take adds a row. The first holds.
func (p *partialProduct) take(entry []byte) error {
	if p.rows++; p.rows > 1 {
		return nil
	}
	p.bytes = append(p.bytes[:0], entry...)
	in := unpacker{rest: p.bytes}
	p.code = in.bytes()
	r, err := lastRecord[*record.InvoiceProduct](&in, &p.decoder)
	if err == nil {
		p.InvoiceProduct = *r
	}
	return err
}

// writeProduct completes a product and writes it; with no rows it does nothing.
func (c *completion) writeProduct(p *partialProduct) error {
	if p.rows == 0 {
		return nil
	}
	c.left += p.rows - 1
	k, err := c.know(p.code)
	if err != nil {
		return err
	}
	if k.settings.Skip {
		c.left++
		return nil
	}
	category, err := c.category(p.CategoryCode, k)
	if err != nil {
		return err
	}
	tax, err := c.itemTax(p.code)
	if err != nil {
		return err
	}
	set := k.settings
	if tax.IsSet() {
		set.Tax.ID, set.DefaultTax = tax, false
	}
	c.used.product(&set)
	c.supplied.product(&set, len(p.CategoryCode) > 0 || k.group >= 0)
	return c.dst.Write(c.productOf(p, k, &set, category))
}

// productOf makes the whole product: the row leads, then the catalogue; all else is the profile's.
func (c *completion) productOf(p *partialProduct, k *known, set *profile.Settings, category []byte) *record.InvoiceProduct {
	l, unit := &c.line, c.unitOf(p.Measure, k)
	name, barcode := p.Name, p.Barcode
	if k.row != nil {
		name, barcode = orElse(name, k.row.Name), orElse(barcode, k.row.Barcode)
	}
	if len(name) == 0 {
		name = k.code
		c.found(nameSupplied, record.Finding{Pos: p.At(), Kind: record.KindInvoiceProduct, Path: "name"}, k.code)
	}
	l.out = record.InvoiceProduct{
		RefCode: k.code, Type: l.texts.of(set.Type), CancellationType: set.CancellationType, ForSale: record.BoolOf(set.ForSale), Name: name,
		Measure: l.texts.of(unit.Measure), Barcode: unlessEmpty(barcode), Country: unlessEmpty(l.texts.of(set.Country)), WeightInGram: weight(set, unit.Measure), TaxID: set.Tax.ID,
		CategoryCode: category, UseDiscounts: record.BoolOf(set.UseDiscounts), WorkspaceCode: l.texts.of(set.Workspace.RefCode),
	}
	return &l.out
}

// orElse returns text, and where that is missing or empty, other.
func orElse(text, other []byte) []byte {
	if len(text) == 0 {
		return other
	}
	return text
}

// What an entry of a category's ref_code is. Behind it stands a name.
const (
	ownNamed byte = iota // a row's name, which leads
	ownSpare             // the profile's
	ownUsed              // a product is in it; the profile's name, or none
)

// beginCategories puts the default category first, where it stands if a product uses it.
func (c *completion) beginCategories() error {
	d := &c.Profile.Defaults.Category
	return c.addOwn([]byte(d.RefCode), ownSpare, []byte(d.Name))
}

func (c *completion) addOwn(code []byte, what byte, name []byte) error {
	c.buf = append(appendBytes(append(c.buf[:0], what), code), name...)
	return c.own.Add(code, c.buf)
}

// addCategory keeps a row's category, unless the catalogue has a group of that code: that one then stands, with the groups around it.
func (c *completion) addCategory(r *record.Category) error {
	n, err := c.groupOf(r.RefCode)
	if err != nil {
		return err
	}
	if n < 0 {
		return c.addOwn(r.RefCode, ownNamed, r.Name)
	}
	group, err := c.Catalog.groups.record(n)
	if err == nil && len(r.Name) > 0 && string(r.Name) != string(group.Name) {
		c.found(categoryNamed, record.Finding{Pos: r.At(), Kind: record.KindCategory, Path: "name"}, r.RefCode, group.Name, r.Name)
		c.lost("category.name", 1)
	}
	return err
}

// groupOf returns the catalogue's group of a code; noGroup where there is none.
func (c *completion) groupOf(code []byte) (int64, error) {
	if c.Catalog == nil {
		return noGroup, nil
	}
	return c.Catalog.group(code)
}

// category says that a product is in the invoice and returns its category: the row's own, else what the profile sets or the catalogue's group, else
// the default.
func (c *completion) category(row []byte, k *known) ([]byte, error) {
	if len(row) == 0 && k.group >= 0 && !k.settings.CategorySet {
		return c.categories.use(k.group, &k.settings)
	}
	code, name := row, ""
	if len(row) == 0 {
		code, name = []byte(k.settings.Category.RefCode), k.settings.Category.Name
	}
	n, err := c.groupOf(code)
	if err != nil {
		return nil, err
	}
	if n >= 0 {
		return code, c.categories.useGroup(n)
	}
	return code, c.addOwn(code, ownUsed, []byte(name))
}

// writeCategories writes the categories in use, and with them workspaces and packages: the default category first, the rows' in the order in which
// they came, then the profile's, then the catalogue's groups.
func (c *completion) writeCategories() error {
	if err := c.writeOwnCategories(); err != nil {
		return err
	}
	if err := c.categories.write(c.dst); err != nil {
		return err
	}
	return c.used.write(c.dst)
}

// An ownCategory is what the entries of one ref_code come to.
type ownCategory struct {
	code, name, spare []byte
	used              bool
}

func (c *completion) writeOwnCategories() error {
	if err := c.own.Sort(); err != nil {
		return err
	}
	var o ownCategory
	for {
		entry, first, err := c.own.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if (first || ended) && o.used {
			if err := c.dst.Write(&record.Category{RefCode: o.code, Name: orElse(orElse(o.name, o.spare), o.code)}); err != nil {
				return err
			}
		}
		if ended {
			c.own.Reset()
			return nil
		}
		if first {
			o = ownCategory{code: o.code[:0], name: o.name[:0], spare: o.spare[:0]}
		}
		if err := o.take(entry); err != nil {
			return err
		}
	}
}

func (o *ownCategory) take(entry []byte) error {
	in := unpacker{rest: entry}
	if len(entry) > 0 {
		in.rest = entry[1:]
	}
	code := in.bytes()
	if len(entry) == 0 || in.damaged {
		return record.RecordDamaged.Fault("length")
	}
	o.code = append(o.code[:0], code...)
	o.used = o.used || entry[0] == ownUsed
	switch {
	case entry[0] == ownNamed && len(o.name) == 0:
		o.name = append(o.name, in.rest...)
	case entry[0] != ownNamed && len(o.spare) == 0:
		o.spare = append(o.spare, in.rest...)
	}
	return nil
}
