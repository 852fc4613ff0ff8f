package onec

import (
	"obmen/formats/record"
	"obmen/formats/xmlrecord"
	"obmen/formats/xmlstream"
)

// readProduct reads the Product that is the current token.
func (r *Reader) readProduct() (record.Record, error) {
	if r.verdict != nil {
		return r.refuseProduct(r.verdict, "ProductGroup/Products/Product")
	}
	r.products++
	r.src.Begin(record.KindProduct, r.products)
	r.resetArena()
	r.product = record.Product{Origin: r.src.Origin(), Unknown: r.product.Unknown[:0]}
	refusal := r.productAttributes()
	refusal, err := r.productContent(refusal)
	if err != nil {
		return nil, err
	}
	r.src.Done()
	if refusal != nil {
		r.rejects.set(r.groups, r.src.Raw())
		return nil, refusal
	}
	if r.src.Skims() {
		r.rows.Learn(r.src.Held(r.learned, r.src.Behind()))
	}
	return &r.product, nil
}

func (r *Reader) productAttributes() (refusal *record.Error) {
	p := &r.product
	for _, a := range r.src.Attrs() {
		if field := textField(p, a.Name); field != nil {
			*field = r.arena.Keep(a.Value)
			continue
		}
		if string(a.Name) == "Price" {
			refusal = xmlrecord.First(refusal, r.price(a.Value))
			continue
		}
		p.Unknown = r.src.KeepAttribute(&r.arena, p.Unknown, record.Here, "Product", "", a)
	}
	if refusal == nil {
		refusal = r.require("Product/@Code", "Code", p.Code, true)
	}
	if refusal == nil {
		refusal = r.require("Product/@Name", "Name", p.Name, false)
	}
	if refusal == nil {
		refusal = r.require("Product/@UnitCode", "UnitCode", p.UnitCode, false)
	}
	return refusal
}

// textField returns the field of p that an attribute fills; nil where it is none, or no text.
func textField(p *record.Product, name []byte) *[]byte {
	switch string(name) {
	case "Barcode":
		return &p.Barcode
	case "Code":
		return &p.Code
	case "Name":
		return &p.Name
	case "ParentCode":
		return &p.ParentCode
	case "UnitCode":
		return &p.UnitCode
	case "UnitName":
		return &p.UnitName
	case "Comment":
		return &p.Comment
	case "PriceType":
		return &p.PriceType
	}
	return nil
}

// price reads a price as 1C prints it: 1 990,00.
func (r *Reader) price(text []byte) *record.Error {
	n, err := record.ParseNumber(text)
	if err != nil {
		return r.src.Refuse("Product/@Price", text, err)
	}
	if record.PriceAmbiguous(text, n) {
		r.src.Find(record.PriceThreeDecimals, "Product/@Price", string(text))
	}
	r.product.Price = n
	return nil
}

// productContent reads to the end of the product and keeps what is in it.
func (r *Reader) productContent(refusal *record.Error) (*record.Error, error) {
	for {
		t, err := r.src.Next()
		switch {
		case err != nil:
			return nil, err
		case t == xmlstream.End:
			return refusal, nil
		case t == xmlstream.Text:
			if refusal == nil {
				refusal = r.src.Stray("Product")
			}
		case isOurs(r.src.Name()):
			refusal = xmlrecord.First(refusal, r.src.Refuse("Product", r.src.Name(), xmlrecord.ElementMisplaced.Fault(string(r.src.Name()))))
			err = r.src.Skip()
		default:
			r.product.Unknown, err = r.src.KeepElement(&r.arena, r.product.Unknown, record.Here, "Product")
		}
		if err != nil {
			return nil, err
		}
	}
}

// refuseProduct refuses the Product that is the current token for where it stands.
func (r *Reader) refuseProduct(why *record.Fault, path string) (record.Record, error) {
	r.products++
	r.src.Begin(record.KindProduct, r.products)
	refusal := r.src.Refuse(path, nil, why)
	if err := r.src.Skip(); err != nil {
		return nil, err
	}
	r.src.Done()
	r.rejects.set(r.groups, r.src.Raw())
	return nil, refusal
}

// isOurs reports whether the vocabulary has an element of this name, which then is not unknown wherever it stands.
func isOurs(name []byte) bool {
	switch string(name) {
	case "ProductsGroups", "ProductGroup", "Products", "Product":
		return true
	}
	return false
}
