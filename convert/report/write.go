package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"obmen/formats/record"
)

// A Page is what a report file says of one input.
type Page struct {
	Input       string
	Size        int64 // bytes as stored; -1: not known
	SHA256      string
	ProfileHash string
	Output      string // empty: standard output, or none
	From, To    string
	FromKind    record.DocKind
	ToKind      record.DocKind
	Checked     bool // nothing was to be written
	Agree       bool
	Report      *Report
}

// number writes itself into JSON as the exact decimal that it is.
type number record.Number

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	if v := record.Number(n); v.IsSet() {
		return v.AppendTo(nil), nil
	}
	return []byte("0"), nil
}

type pageJSON struct {
	Input    inputJSON     `json:"input"`
	Output   string        `json:"output"`
	Formats  formatsJSON   `json:"formats"`
	Read     totalsJSON    `json:"read"`
	Written  totalsJSON    `json:"written"`
	KeptOut  []keptJSON    `json:"kept_out"`
	Agree    bool          `json:"agree"`
	Balances []balanceJSON `json:"balances"`
	Findings []findingJSON `json:"findings"`
	Losses   []lossJSON    `json:"losses"`
}

type inputJSON struct {
	Name    string `json:"name"`
	Size    int64  `json:"size"`
	SHA256  string `json:"sha256"`
	Profile string `json:"profile_sha256"`
}

type formatsJSON struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type keptJSON struct {
	Reason string `json:"reason"`
	Count  int64  `json:"count"`
	Sum    number `json:"sum"`
}

type balanceJSON struct {
	What     string  `json:"what"`
	Read     number  `json:"read"`
	Reckoned *number `json:"reckoned,omitempty"`
	Written  number  `json:"written"`
	KeptOut  number  `json:"kept_out"`
	Agree    bool    `json:"agree"`
}

type findingJSON struct {
	Code     string        `json:"code"`
	Severity string        `json:"severity"`
	Count    int64         `json:"count"`
	Examples []exampleJSON `json:"examples"`
}

type exampleJSON struct {
	File   string `json:"file"`
	Line   int32  `json:"line,omitempty"`
	Column int32  `json:"column,omitempty"`
	Offset int64  `json:"offset"`
	Record int64  `json:"record,omitempty"`
	Kind   string `json:"kind,omitempty"`
	Path   string `json:"path,omitempty"`
	Text   string `json:"text"`
}

type lossJSON struct {
	Field string `json:"field"`
	Count int64  `json:"count"`
}

type totalsJSON struct {
	Records         int64      `json:"records"`
	Groups          int64      `json:"groups,omitempty"`
	Rows            int64      `json:"rows,omitempty"`
	Products        int64      `json:"products,omitempty"`
	Receipts        int64      `json:"receipts,omitempty"`
	Lines           int64      `json:"lines,omitempty"`
	Invoices        int64      `json:"invoices,omitempty"`
	Items           int64      `json:"items,omitempty"`
	InvoiceProducts int64      `json:"invoice_products,omitempty"`
	Categories      int64      `json:"categories,omitempty"`
	Sum             number     `json:"sum"`
	Gross           *number    `json:"gross,omitempty"`
	Discount        *number    `json:"discount,omitempty"`
	Cash            *number    `json:"pay_cash,omitempty"`
	Card            *number    `json:"pay_card,omitempty"`
	Rest            *number    `json:"unexplained,omitempty"`
	WithoutPrice    int64      `json:"without_price,omitempty"`
	WithoutBarcode  int64      `json:"without_barcode,omitempty"`
	Returns         *keptJSON  `json:"returns,omitempty"`
	First           string     `json:"first,omitempty"`
	Last            string     `json:"last,omitempty"`
	PriceTypes      []cellJSON `json:"price_types,omitempty"`
	Quantities      []cellJSON `json:"quantities,omitempty"`
	Taxes           []cellJSON `json:"taxes,omitempty"`
	Days            []cellJSON `json:"days,omitempty"`
}

type cellJSON struct {
	Name     string  `json:"name"`
	Count    int64   `json:"count"`
	Sum      number  `json:"sum"`
	VAT      *number `json:"vat,omitempty"`
	Discount *number `json:"discount,omitempty"`
	Cash     *number `json:"pay_cash,omitempty"`
	Card     *number `json:"pay_card,omitempty"`

	Rest       *number    `json:"unexplained,omitempty"`
	Returns    *keptJSON  `json:"returns,omitempty"`
	Quantities []cellJSON `json:"quantities,omitempty"`
	Rate       *number    `json:"rate,omitempty"`
}

// WriteJSON writes the pages: one as an object, several as an array of them.
func WriteJSON(w io.Writer, pages []Page, russian bool) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if len(pages) == 1 {
		return enc.Encode(pages[0].json(russian))
	}
	all := make([]pageJSON, 0, len(pages))
	for _, p := range pages {
		all = append(all, p.json(russian))
	}
	return enc.Encode(all)
}

// WriteNDJSON writes each page as an object on a line of its own.
func WriteNDJSON(w io.Writer, pages []Page, russian bool) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, p := range pages {
		if err := enc.Encode(p.json(russian)); err != nil {
			return err
		}
	}
	return nil
}

func (p Page) json(russian bool) pageJSON {
	r := p.Report
	out := pageJSON{
		Input:  inputJSON{p.Input, p.Size, p.SHA256, p.ProfileHash},
		Output: p.Output, Formats: formatsJSON{p.From, p.To}, Agree: p.Agree,
		Read: r.Read.json(p.FromKind), Written: r.Written.json(p.ToKind),
		KeptOut: []keptJSON{}, Balances: []balanceJSON{}, Findings: []findingJSON{}, Losses: []lossJSON{},
	}
	for _, reason := range Reasons() {
		if k := r.Kept(reason); k.Count != 0 || !k.Sum.IsZero() {
			out.KeptOut = append(out.KeptOut, keptJSON{string(reason), k.Count, number(k.Sum)})
		}
	}
	if !p.Checked {
		for _, b := range r.Balances(p.FromKind, p.ToKind) {
			out.Balances = append(out.Balances, b.json())
		}
	}
	for _, c := range r.findings {
		out.Findings = append(out.Findings, c.json(russian))
	}
	fields, counts := r.Losses()
	for i, f := range fields {
		out.Losses = append(out.Losses, lossJSON{f, counts[i]})
	}
	return out
}

func (b Balance) json() balanceJSON {
	j := balanceJSON{What: b.What, Read: number(b.Read), Written: number(b.Written), KeptOut: number(b.KeptOut), Agree: b.Agree()}
	if b.Reckoned.IsSet() {
		j.Reckoned = ref(b.Reckoned)
	}
	return j
}

func (c *Count) json(russian bool) findingJSON {
	f := findingJSON{Code: c.Message.Code, Severity: c.Message.Severity.String(), Count: c.Count, Examples: []exampleJSON{}}
	for _, e := range c.Examples {
		kind := ""
		if e.Record > 0 {
			kind = e.Kind.String()
		}
		f.Examples = append(f.Examples, exampleJSON{e.File, e.Pos.Line, e.Pos.Col, e.Pos.Offset, e.Record, kind, e.Path, c.Text(e, russian)})
	}
	return f
}

func (t *Tally) json(k record.DocKind) totalsJSON {
	t.settleAll()
	out := totalsJSON{
		Records: t.Records, Groups: t.Groups, Rows: t.Rows, Products: t.Products, Receipts: t.Receipts, Lines: t.Lines, Invoices: t.Invoices, Items: t.Items,
		InvoiceProducts: t.InvoiceProducts, Categories: t.Categories, Sum: number(t.Sum), WithoutPrice: t.WithoutPrice, WithoutBarcode: t.WithoutBarcode,
		PriceTypes: cellsJSON(t.PriceTypes, k), Quantities: cellsJSON(t.Quantities, k), Taxes: cellsJSON(t.Taxes, k), Days: cellsJSON(t.Days, k),
	}
	if k == record.Receipts {
		out.Gross, out.Discount = ref(t.Gross), ref(t.Discount)
		out.Cash, out.Card, out.Rest = ref(t.Cash), ref(t.Card), ref(t.Rest)
		out.Returns = &keptJSON{string(Returns), t.Returns.Count, number(t.Returns.Sum)}
	}
	if !t.First.IsZero() {
		out.First, out.Last = t.First.Format(time.RFC3339), t.Last.Format(time.RFC3339)
	}
	return out
}

func ref(n record.Number) *number { v := number(n); return &v }

func cellsJSON(cells Cells, k record.DocKind) []cellJSON {
	var list []cellJSON
	for c := range cells.All() {
		j := cellJSON{Name: c.Name, Count: c.Count, Sum: number(c.Sum)}
		if c.VAT.IsSet() {
			j.VAT = ref(c.VAT)
		}
		if c.Cash.IsSet() || c.Card.IsSet() {
			j.Discount, j.Cash, j.Card, j.Rest = ref(c.Discount), ref(c.Cash), ref(c.Card), ref(c.Rest)
		}
		if c.Returns.Count > 0 {
			j.Returns = &keptJSON{string(Returns), c.Returns.Count, number(c.Returns.Sum)}
		}
		if c.Rate.IsSet() {
			j.Rate = ref(c.Rate)
		}
		j.Quantities = cellsJSON(c.Quantities, k)
		list = append(list, j)
	}
	return list
}

// Reasons lists why something may be kept out, in the order of every report.
func Reasons() []Reason {
	return []Reason{Returns, Doubles, Rejected, Refused, Skipped, NotSelected, Before, Merged, Netted}
}

// WriteCSV writes the pages as a table for people: Input, Section, Name, Count, Sum, Place, Text.
func WriteCSV(w io.Writer, pages []Page, russian bool) error {
	c := csv.NewWriter(w)
	if err := c.Write([]string{"Input", "Section", "Name", "Count", "Sum", "Place", "Text"}); err != nil {
		return err
	}
	for _, p := range pages {
		if err := c.WriteAll(p.rows(russian)); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// A figure is a row of its own in the table.
type figure struct {
	name  string
	count int64
	sum   record.Number
	text  string
}

// figures are the totals of a tally beside its sum.
func (t *Tally) figures(k record.DocKind) []figure {
	switch k {
	case record.Nomenclature:
		return []figure{{name: "without price", count: t.WithoutPrice}, {name: "without barcode", count: t.WithoutBarcode}}
	case record.Receipts:
		list := []figure{
			{name: "discount", sum: t.Discount}, {name: "pay_cash", sum: t.Cash}, {name: "pay_card", sum: t.Card}, {name: "unexplained", sum: t.Rest},
			{name: "returns", count: t.Returns.Count, sum: t.Returns.Sum},
		}
		if !t.First.IsZero() {
			list = append(list, figure{name: "first", text: t.First.Format(time.RFC3339)}, figure{name: "last", text: t.Last.Format(time.RFC3339)})
		}
		return list
	}
	return nil
}

// figures are the totals of a cell beside its sum.
func (c *Cell) figures() []figure {
	var list []figure
	if c.VAT.IsSet() {
		list = append(list, figure{name: "VAT", sum: c.VAT, text: c.Rate.String()})
	}
	if c.Cash.IsSet() || c.Card.IsSet() {
		list = append(list, figure{name: "discount", sum: c.Discount}, figure{name: "pay_cash", sum: c.Cash}, figure{name: "pay_card", sum: c.Card},
			figure{name: "unexplained", sum: c.Rest}, figure{name: "returns", count: c.Returns.Count, sum: c.Returns.Sum})
	}
	for q := range c.Quantities.All() {
		list = append(list, figure{name: "quantity " + q.Name, count: q.Count, sum: q.Sum})
	}
	return list
}

func (p Page) rows(russian bool) [][]string {
	count := func(n int64) string { return strconv.FormatInt(n, 10) }
	rows := [][]string{
		{p.Input, "input", "sha256", count(p.Size), "", "", p.SHA256},
		{p.Input, "input", "profile", "", "", "", p.ProfileHash},
		{p.Input, "output", p.To, "", "", "", p.Output},
	}
	add := func(section, name string, n int64, sum record.Number, place, text string) {
		rows = append(rows, []string{p.Input, section, name, count(n), sum.String(), place, text})
	}
	for _, side := range []struct {
		name string
		kind record.DocKind
		t    *Tally
	}{{"read", p.FromKind, &p.Report.Read}, {"written", p.ToKind, &p.Report.Written}} {
		side.t.settleAll()
		add(side.name, entryName(side.kind), side.t.entries(side.kind), side.t.Sum, "", "")
		for _, f := range side.t.figures(side.kind) {
			add(side.name, f.name, f.count, f.sum, "", f.text)
		}
		for _, cells := range []struct {
			name string
			list *Cells
		}{{"price type", &side.t.PriceTypes}, {"quantity", &side.t.Quantities}, {"tax", &side.t.Taxes}, {"day", &side.t.Days}} {
			for c := range cells.list.All() {
				add(side.name+" "+cells.name, c.Name, c.Count, c.Sum, "", "")
				for _, f := range c.figures() {
					add(side.name+" "+cells.name+" "+f.name, c.Name, f.count, f.sum, "", f.text)
				}
			}
		}
	}
	if p.Report.completed.reckoned.IsSet() {
		add("reckoned", "sum", 0, p.Report.completed.reckoned, "", "")
	}
	for _, reason := range Reasons() {
		if k := p.Report.Kept(reason); k.Count != 0 || !k.Sum.IsZero() {
			add("kept out", string(reason), k.Count, k.Sum, "", "")
		}
	}
	add("agree", fmt.Sprint(p.Agree), 0, record.Number{}, "", "")
	language := record.English
	if russian {
		language = record.Russian
	}
	for _, c := range p.Report.findings {
		for _, e := range c.Examples {
			add("finding "+c.Message.Severity.String(), c.Message.Code, c.Count, record.Number{}, e.WhereIn(language), c.Text(e, russian))
		}
	}
	fields, counts := p.Report.Losses()
	for i, f := range fields {
		add("loss", f, counts[i], record.Number{}, "", "")
	}
	return rows
}
