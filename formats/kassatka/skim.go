package kassatka

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// skim reads the next receipt by the templates of those before it. It returns false, and has read nothing, where they do not match or
// anything is to be said of the receipt.
func (r *Reader) skim() bool {
	if !r.src.Keeps() {
		r.arena.Reset()
	}
	for text := r.src.Ahead(); text != nil; text = r.src.More() {
		gap, n := r.skimReceipt(text)
		if n == 0 || n-gap > r.src.Limits().Record {
			return false
		}
		if n > 0 {
			r.count++
			r.receipt.Origin = r.src.Pass(gap, n)
			return true
		}
	}
	return false
}

// skimReceipt reads the receipt that text begins with. It returns its length, and how much of it is white space before it: 0 where no
// template matches, -1 where text ends too early.
func (r *Reader) skimReceipt(text []byte) (gap, n int) {
	head, n := r.heads.Match(text, &r.arena)
	if n <= 0 {
		return 0, n
	}
	r.refusal, r.line = nil, 0
	if !r.takeHead(head) {
		return 0, 0
	}
	for {
		line, m := r.lines.Match(text[n:], &r.arena)
		if m == 0 {
			break
		}
		if n += m; m < 0 || !r.takeLine(line) {
			return 0, min(m, 0)
		}
	}
	_, m := r.tails.Match(text[n:], &r.arena)
	if m <= 0 {
		return 0, m
	}
	return head.Gap, n + m
}

// takeHead begins the receipt with what a template matched. It does for all fields what set does for one.
func (r *Reader) takeHead(t *xmlstream.Template) bool {
	r.receipt = record.Receipt{Unknown: r.receipt.Unknown[:0], Lines: r.receipt.Lines[:0]}
	h := &r.receipt
	ok := true
	for i, index := range t.Fields {
		v := t.Values[i]
		switch index {
		case 0:
			h.Date = trimmed(v)
			isDate, err := record.CheckDate(h.Date)
			ok = isDate && err == nil && ok
		case 1:
			h.OrganizationCode = closed(v)
		case 2:
			h.CashBoxCode = closed(v)
		case 3:
			h.CashBoxName = closed(v)
		case 4:
			h.StoreCode = closed(v)
		case 5:
			h.StoreName = closed(v)
		case 6:
			ok = number(&h.DocSum, v) && ok
		case 7:
			ok = number(&h.DocSumWithDiscount, v) && ok
		case 8:
			h.DocNum = closed(v)
			ok = len(v) > 0 && ok
		case 9:
			ok = optional(&h.PayCard, v) && ok
		default:
			ok = optional(&h.PayCash, v) && ok
		}
	}
	return ok
}

// takeLine adds a line that a template matched to the receipt.
func (r *Reader) takeLine(t *xmlstream.Template) bool {
	l := r.addLine()
	if v := t.Values; t.Usual && len(v) == len(lineNames) {
		l.ProductCode, l.ProductName, l.UnitCode = closed(v[0]), closed(v[1]), closed(v[2])
		return knownOr(&l.Price, v[3], t.Known) && optional(&l.Discount, v[4]) && number(&l.Quantity, v[5]) &&
			number(&l.Sum, v[6]) && sameOr(&l.SumWithDiscount, v[7], &l.Sum, v[6])
	}
	return takeUnusual(l, t)
}

// takeUnusual takes what stands in another order, or is not complete. It does for all fields what set does for one.
func takeUnusual(l *record.Line, t *xmlstream.Template) bool {
	ok := true
	for i, index := range t.Fields {
		v := t.Values[i]
		switch index {
		case 0:
			l.ProductCode = closed(v)
		case 1:
			l.ProductName = closed(v)
		case 2:
			l.UnitCode = closed(v)
		case 3:
			ok = number(&l.Price, v) && ok
		case 4:
			ok = optional(&l.Discount, v) && ok
		case 5:
			ok = number(&l.Quantity, v) && ok
		case 6:
			ok = number(&l.Sum, v) && ok
		default:
			ok = number(&l.SumWithDiscount, v) && ok
		}
	}
	return ok
}

// closed returns a text closed against append.
func closed(text []byte) []byte { return text[:len(text):len(text)] }

// trimmed returns a text without the white space around it, closed against append.
func trimmed(text []byte) []byte {
	if n := len(text); n > 0 && text[0]-'!' < utf8.RuneSelf-'!' && text[n-1]-'!' < utf8.RuneSelf-'!' {
		return closed(text)
	}
	return closed(bytes.TrimSpace(text))
}

// sameOr sets a field that must hold a number, which very often is the one that another field has been set to.
func sameOr(field *record.Number, text []byte, other *record.Number, otherText []byte) bool {
	if string(text) == string(otherText) {
		*field = *other
		return true
	}
	return number(field, text)
}

// knownOr sets a field that must hold a number, which may be known from when the same text came before.
func knownOr(field *record.Number, text []byte, known *record.Number) bool {
	if known == nil {
		return number(field, text)
	}
	if !known.IsSet() && !number(known, text) {
		return false
	}
	*field = *known
	return true
}

// number sets a field that must hold a number.
func number(field *record.Number, text []byte) bool {
	return optional(field, text) && field.IsSet()
}

// optional sets a field that may be empty.
func optional(field *record.Number, text []byte) bool {
	n, err := record.ParseNumber(text)
	*field = n
	return err == nil
}

// learn learns what was read since it last did.
func (r *Reader) learn(s *xmlstream.Shapes) {
	from, to := r.learned, r.src.Behind()
	r.learned = to
	if r.refusal == nil && r.src.Skims() {
		s.Learn(r.src.Held(from, to))
	}
}

// What the pieces of a receipt consist of, but for the fields.
var (
	headParts = []xmlstream.Part{{Kind: xmlstream.Opened, Path: "Doc"}, {Kind: xmlstream.Opened, Path: "Doc/Head"},
		{Kind: xmlstream.Closed, Path: "Doc/Head"}, {Kind: xmlstream.Opened, Path: "Doc/Products"}}
	lineParts = []xmlstream.Part{{Kind: xmlstream.Opened, Path: "Product"}, {Kind: xmlstream.Closed, Path: "Product"}}
	tailParts = []xmlstream.Part{{Kind: xmlstream.Closed, Path: "Products"}, {Kind: xmlstream.Closed, Path: "Doc"}}
)

func fitsHead(t *xmlstream.Template) bool {
	ok := fits(t, headParts, "Doc/Head/", headNames[:], func(i int) bool { return headField(&record.Receipt{}, i).required })
	if t.Usual {
		t.Remember(2, 6) // till and shop
	}
	return ok
}

func fitsLine(t *xmlstream.Template) bool {
	ok := fits(t, lineParts, "Product/", lineNames[:], func(i int) bool { return lineField(&record.Line{}, i).required })
	if t.Usual {
		t.Remember(0, 4) // the product, and its price
	}
	return ok
}

func fitsTail(t *xmlstream.Template) bool { return fits(t, tailParts, "", nil, nil) }

// fits reports whether a template consists of these parts and of fields, each once, all that are required among them.
func fits(t *xmlstream.Template, parts []xmlstream.Part, path string, names []string, required func(int) bool) bool {
	var seen uint
	for _, p := range t.Parts {
		if p.Kind == xmlstream.Opened || p.Kind == xmlstream.Closed {
			if len(parts) == 0 || p != parts[0] {
				return false
			}
			parts = parts[1:]
			continue
		}
		name, ok := strings.CutPrefix(p.Path, path)
		i := indexOf(names, []byte(name), 0)
		if !ok || i < 0 || seen&(1<<i) != 0 {
			return false
		}
		seen |= 1 << i
		t.Fields = append(t.Fields, i)
	}
	for i := range names {
		if seen&(1<<i) == 0 && required(i) {
			return false
		}
	}
	t.Usual = slices.IsSorted(t.Fields) && len(t.Fields) == len(names)
	return len(parts) == 0
}
