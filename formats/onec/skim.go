package onec

import (
	"bytes"
	"slices"
	"strings"

	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// A row is the text of a product, by its offsets.
type row struct{ from, to int64 }

// arenaLimit is how much decoded text of rows is held in a stream before it is forgotten, with what of the last row could be used again.
const arenaLimit = 16 << 10

// skim reads the next product by the templates of those before it. It returns false, and has read nothing, where they do not match or anything is
// to be said of the product.
func (r *Reader) skim() bool {
	if r.arena.Len() > arenaLimit {
		r.resetArena()
	}
	for text := r.src.Ahead(); text != nil; text = r.src.More() {
		t, n, same := r.rows.MatchAfter(text, r.src.Held(r.row.from, r.row.to), &r.arena)
		if n == 0 || n > 0 && (n-t.Gap > r.src.Limits().Record || !r.take(t, same)) {
			return false
		}
		if n > 0 {
			r.products++
			r.row.from = r.src.Behind()
			r.row.to = r.row.from + int64(n)
			r.product.Origin = r.src.Pass(t.Gap, n)
			return true
		}
	}
	return false
}

// take sets the product to what a template matched. So many fields are what they were, but that their text has moved.
func (r *Reader) take(t *xmlstream.Template, same int) bool {
	p := &r.product
	if same == 0 {
		*p = record.Product{Unknown: p.Unknown[:0]}
	}
	if v := t.Values; t.Usual && len(v) == len(usual) {
		p.Barcode, p.Code, p.Name, p.ParentCode = closed(v[0]), closed(v[1]), closed(v[2]), closed(v[3])
		p.UnitCode, p.UnitName, p.Comment, p.PriceType = closed(v[4]), closed(v[5]), closed(v[7]), closed(v[8])
		return (same > 6 || r.takePrice(v[6])) && len(p.Code) > 0
	}
	for i, index := range t.Fields {
		switch {
		case index < priceField:
			*textFields(p, index) = closed(t.Values[i])
		case index == priceField && i >= same && !r.takePrice(t.Values[i]):
			return false
		}
	}
	return len(p.Code) > 0
}

// closed returns a text closed against append.
func closed(text []byte) []byte { return text[:len(text):len(text)] }

func (r *Reader) takePrice(text []byte) bool {
	plain := text
	if len(text) > len("999,99") {
		r.digits = ungroup(r.digits[:0], text)
		plain = r.digits
	}
	n, err := record.ParseNumber(plain)
	r.product.Price = n
	return err == nil && (n.Scale() != 3 || !record.PriceAmbiguous(text, n))
}

// ungroup appends a number without the U+00A0 that part its groups, as 1C prints it. It appends what is grouped otherwise, or is no number, as it is.
func ungroup(dst, text []byte) []byte {
	i := bytes.IndexByte(text, 0xC2)
	if i < 1 || i > 3 || bytes.IndexByte(text[:i], ',') >= 0 || bytes.IndexByte(text[:i], '.') >= 0 {
		return append(dst, text...)
	}
	whole := append(dst, text[:i]...)
	rest := text[i:]
	for len(rest) >= 5 && rest[0] == 0xC2 && rest[1] == 0xA0 && (len(rest) == 5 || rest[5]-'0' > 9) {
		whole = append(whole, rest[2], rest[3], rest[4])
		rest = rest[5:]
	}
	whole = append(whole, rest...)
	for _, c := range whole[len(dst):] {
		if c-'0' > 9 && c != ',' && c != '.' {
			return append(dst, text...)
		}
	}
	return whole
}

// The attributes of Product, by the index that templates have for them.
var productNames = [...]string{"Barcode", "Code", "Name", "ParentCode", "UnitCode", "UnitName", "Comment", "PriceType", "Price", ""}

// usual are the attributes in the order of the documents.
var usual = [...]int{0, codeField, nameField, 3, unitField, 5, priceField, 6, 7, tagField}

const (
	priceField = 8
	tagField   = 9 // no field: the end of the tag
	// codeField, nameField and unitField are required: see require.
	codeField, nameField, unitField = 1, 2, 4
)

func textFields(p *record.Product, index int) *[]byte {
	switch index {
	case 0:
		return &p.Barcode
	case codeField:
		return &p.Code
	case nameField:
		return &p.Name
	case 3:
		return &p.ParentCode
	case unitField:
		return &p.UnitCode
	case 5:
		return &p.UnitName
	case 6:
		return &p.Comment
	}
	return &p.PriceType
}

// fitsProduct reports whether a template is an empty Product with known attributes, the required ones among them.
func fitsProduct(t *xmlstream.Template) bool {
	var seen uint
	for _, p := range t.Parts {
		index := -1
		switch name, ok := strings.CutPrefix(p.Path, "Product/@"); {
		case ok && p.Kind == xmlstream.Filled:
			index = indexOf(name)
		case p.Kind == xmlstream.Void && p.Path == "Product":
			index = tagField
		}
		if index < 0 || seen&(1<<index) != 0 {
			return false
		}
		seen |= 1 << index
		t.Fields = append(t.Fields, index)
	}
	const required = 1<<codeField | 1<<nameField | 1<<unitField | 1<<tagField
	t.Usual = slices.Equal(t.Fields, usual[:])
	return seen&required == required
}

func indexOf(name string) int {
	for i, n := range productNames[:tagField] {
		if n == name {
			return i
		}
	}
	return -1
}
