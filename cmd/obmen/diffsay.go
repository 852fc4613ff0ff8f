package main

import (
	"bufio"
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"obmen/convert/diff"
	"obmen/formats/record"
)

// diffWords shows differences to people: - is the first document, + the second.
type diffWords struct {
	*say
	w     *bufio.Writer
	a, b  string
	color bool
	begun bool
}

// The colors of what stands on one side only, differs, or stands elsewhere.
var diffColors = map[string]string{"-": "31", "+": "32", "~": "33", ">": "36"}

func (d *diffWords) put(mark, indent, text string) {
	line := indent + mark + " " + text
	if d.color {
		line = "\x1b[" + diffColors[mark] + "m" + line + "\x1b[0m"
	}
	d.w.WriteString(line + "\n")
}

// Difference implements diff.Writer.
func (d *diffWords) Difference(x *diff.Difference) error {
	if !d.begun {
		d.begun = true
		d.put("-", "--", strconv.Quote(d.a))
		d.put("+", "++", strconv.Quote(d.b))
	}
	name := x.Kind.In(d.language()) + " " + diffKey(x.Key)
	switch x.Change {
	case diff.Removed:
		d.put("-", "", name+place(x.PosA)+brief(x.A))
	case diff.Added:
		d.put("+", "", name+place(x.PosB)+brief(x.B))
	case diff.Moved:
		d.put(">", "", name+place(x.PosA)+" →"+place(x.PosB))
	case diff.Changed:
		d.put("~", "", name+place(x.PosA)+" |"+place(x.PosB))
		for i := range x.Fields {
			d.field(&x.Fields[i])
		}
	}
	_, err := d.w.Write(nil) // an error of the writer sticks
	return err
}

func (d *diffWords) field(f *diff.Field) {
	_, short, _ := strings.Cut(f.Name, ".")
	switch f.Change {
	case diff.Removed:
		d.put("-", "    ", d.part(f, f.AtA, f.Of))
	case diff.Added:
		d.put("+", "    ", d.part(f, f.AtB, f.Of))
	case diff.Moved:
		d.put(">", "    ", d.part(f, f.AtA, f.Of)+" → "+strconv.Itoa(f.AtB))
	default:
		a, b := apart(f.A, f.B)
		d.put("-", "    ", d.within(f, f.AtA, f.Of)+short+" "+d.value(f.A, a))
		d.put("+", "    ", d.within(f, f.AtB, cmp.Or(f.OfB, f.Of))+short+" "+d.value(f.B, b))
	}
}

// part names a line or a price.
func (d *diffWords) part(f *diff.Field, at int, of string) string {
	word := d.words("line", "строка")
	if strings.HasPrefix(f.Name, "price") {
		word = d.words("price", "цена")
	}
	return fmt.Sprintf("%s %d (%s)", word, at, record.Shorten([]byte(clean(of))))
}

func (d *diffWords) within(f *diff.Field, at int, of string) string {
	if at == 0 {
		return ""
	}
	return d.part(f, at, of) + " "
}

func (d *diffWords) value(v diff.Value, text string) string {
	switch {
	case v.State == diff.Missing:
		return d.words("(missing)", "(нет)")
	case v.State == diff.Empty:
		return d.words("(empty)", "(пусто)")
	case v.Number:
		return text
	}
	return strconv.Quote(text)
}

// apart cuts two long texts to where they begin to differ.
func apart(a, b diff.Value) (x, y string) {
	const most, before = 60, 20
	r, q := []rune(a.Text), []rune(b.Text)
	at := 0
	for at < min(len(r), len(q)) && r[at] == q[at] {
		at++
	}
	cut := func(text []rune) string {
		from, end := 0, ""
		if len(text) > most && at > before {
			from = min(at-before, len(text))
		}
		if len(text)-from > most {
			text, end = text[:from+most], "…"
		}
		if from > 0 {
			return "…" + string(text[from:]) + end
		}
		return string(text) + end
	}
	return cut(r), cut(q)
}

func diffKey(key []diff.KeyPart) string {
	var parts []string
	for _, p := range key {
		if p.Value != "" {
			parts = append(parts, record.Shorten([]byte(clean(p.Value))))
		}
	}
	return strings.Join(parts, " ")
}

func place(p record.Pos) string {
	if !p.IsValid() {
		return ""
	}
	return " " + p.String()
}

// brief says what a record is about that one side has alone.
func brief(r record.Record) string {
	var text []byte
	var figures []record.Number
	switch x := r.(type) {
	case *record.Group:
		text = x.Name
	case *record.Product:
		text, figures = x.Name, []record.Number{x.Price}
	case *record.Receipt:
		text, figures = x.Date, []record.Number{x.DocSumWithDiscount}
	case *record.Invoice:
		text, figures = x.Date, []record.Number{x.Sum}
	case *record.Item:
		figures = []record.Number{x.Amount, x.Price, x.Cost}
	case *record.Category:
		text = x.Name
	case *record.Workspace:
		text = x.Name
	case *record.Package:
		text = x.Name
	case *record.InvoiceProduct:
		text = x.Name
	}
	out := ""
	if len(text) > 0 {
		out = " " + strconv.Quote(record.Shorten(text))
	}
	for _, n := range figures {
		if n.IsSet() {
			out += " " + n.String()
		}
	}
	return out
}

// Close implements diff.Writer.
func (d *diffWords) Close(s *diff.Summary) error {
	if d.begun {
		d.w.WriteString("\n")
	}
	for _, line := range d.diffSummary(s) {
		d.w.WriteString(line + "\n")
	}
	return d.w.Flush()
}
