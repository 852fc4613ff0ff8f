package caffesta

import (
	"strings"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// A pen writes parts as nearly all of them are: with everything that is required and nothing unknown. Of one that is not so it writes nothing: writePart does, or says what is
// wrong. The values go out in the order of the shape, whose keys stand ready in a stencil.
type pen struct {
	*stencils
	encodable func(rune) bool

	text []byte
	keys []string // of the values that are still to come
	odd  bool     // the part is not as nearly all are
	last repeats
}

// stencils are those of all parts.
type stencils struct {
	parts     [sections]jsonstream.Stencil
	price     jsonstream.Stencil
	endPrices string
}

// The two ways in which invoices are written.
const (
	jsonIndent  = "  "
	linesIndent = ""
)

var jsonStencils, linesStencils = newStencils(jsonIndent), newStencils(linesIndent)

func newStencils(indent string) *stencils {
	p := &stencils{endPrices: "]"}
	p.parts = [sections]jsonstream.Stencil{stencil(&itemShape, indent, drawerDepth), stencil(&categoryShape, indent, drawerDepth), stencil(&workspaceShape, indent, drawerDepth),
		stencil(&packageShape, indent, drawerDepth), stencil(&productShape, indent, drawerDepth)}
	p.price = stencil(&priceShape, indent, drawerDepth+2)
	if indent != "" {
		p.endPrices = "\n" + strings.Repeat(indent, drawerDepth+1) + "]"
	}
	return p
}

func stencil[R any](s *shape[R], indent string, depth int) jsonstream.Stencil {
	var names []string
	for i := range s.fields {
		names = append(names, s.fields[i].name)
	}
	return jsonstream.NewStencil(indent, depth, names...)
}

// write writes a part; false: it is odd, and nothing was written.
func (p *pen) write(j *jsonstream.Writer, rec record.Record) bool {
	section := rec.Kind() - record.KindItem
	s := &p.parts[section]
	p.text, p.keys, p.odd = j.Begin(), s.Keys, false
	switch r := rec.(type) {
	case *record.Item:
		p.item(r)
	case *record.Category:
		p.category(r)
	case *record.Workspace:
		p.workspace(r)
	case *record.Package:
		p.pack(r)
	case *record.InvoiceProduct:
		p.product(r)
	}
	if p.odd {
		return false
	}
	j.Done(append(p.text, s.End...))
	return true
}

func (p *pen) item(r *record.Item) {
	p.number(&r.Amount)
	p.string(r.PackageCode)
	p.string(r.ProductCode)
	p.money(r)
	p.unknown(r.Unknown)
}

func (p *pen) category(r *record.Category) {
	p.string(r.RefCode)
	p.string(r.Name)
	if r.Parent == nil {
		p.key()
		p.text = append(p.text, "null"...)
	} else {
		p.string(r.Parent)
	}
	p.unknown(r.Unknown)
}

func (p *pen) workspace(r *record.Workspace) {
	p.string(r.RefCode)
	p.string(r.Name)
	p.unknown(r.Unknown)
}

func (p *pen) pack(r *record.Package) {
	p.string(r.RefCode)
	p.optional(r.Name)
	p.optional(r.Measure)
	if r.Value.IsSet() {
		p.number(&r.Value)
	}
	p.odd = p.odd || packageShape.lacks(r) != ""
	p.unknown(r.Unknown)
}

func (p *pen) product(r *record.InvoiceProduct) {
	p.string(r.RefCode)
	p.use(r)
	p.string(r.Name)
	p.string(r.Measure)
	p.optional(r.Barcode)
	p.standing(r)
	p.prices(r.Prices)
	p.unknown(r.Unknown)
}

func (p *pen) prices(list []record.ShopPrice) {
	p.key()
	if len(list) == 0 {
		p.text = append(p.text, "[]"...)
		return
	}
	p.text = append(p.text, '[')
	for i := range list {
		if i > 0 {
			p.text = append(p.text, ',')
		}
		p.keys = p.price.Keys
		p.place(&list[i])
		p.number(&list[i].Price)
		p.unknown(list[i].Unknown)
		p.text = append(p.text, p.price.End...)
	}
	p.text = append(p.text, p.endPrices...)
}

func (p *pen) key() {
	p.text = append(p.text, p.keys[0]...)
	p.keys = p.keys[1:]
}

func (p *pen) string(text []byte) {
	p.key()
	var ok bool
	p.text, ok = jsonstream.AppendText(p.text, text, p.encodable)
	p.odd = p.odd || !ok || text == nil
}

func (p *pen) optional(text []byte) {
	if text == nil {
		p.keys = p.keys[1:]
		return
	}
	p.string(text)
}

func (p *pen) number(n *record.Number) {
	p.key()
	p.text = n.AppendTo(p.text)
	p.odd = p.odd || !n.IsSet()
}

func (p *pen) whole(n *record.Number) {
	p.number(n)
	p.odd = p.odd || !isWhole(*n)
}

func (p *pen) truth(b record.Bool) {
	p.key()
	switch b {
	case record.True:
		p.text = append(p.text, "true"...)
	case record.False:
		p.text = append(p.text, "false"...)
	default:
		p.odd = true
	}
}

func (p *pen) unknown(list []record.Unknown) { p.odd = p.odd || len(list) > 0 }
