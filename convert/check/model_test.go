package check

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// A model finds what a Checker finds over the whole file, the plain way: it makes every claim of every record, keeps all of them in memory, and
// sorts them.
type model struct {
	claims  []modelClaim
	last    map[rule]string
	seq     int64
	numbers map[record.Kind]int64
	invoice string
	group   string
}

type modelClaim struct {
	rule rule
	key  string
	role byte
	claim
	says []string // what is compared
}

func joined(texts ...string) string { return fmt.Sprintf("%q", texts) }

func (m *model) source(r record.Record) source {
	return source{m.seq, r.Kind(), m.numbers[r.Kind()], r.At()}
}

func (m *model) claim(x rule, r record.Record, says []string, text, value string, key ...string) {
	if now := joined(key...) + "=" + joined(says...); m.last[x] == now {
		return
	} else {
		m.last[x] = now
	}
	m.add(x, definition, r, says, text, value, key)
}

func (m *model) refer(x rule, r record.Record, text, value string, key ...string) {
	if laws[x].linked != r.Kind() {
		if m.last[x] == joined(key...) {
			return
		}
		m.last[x] = joined(key...)
	}
	m.add(x, reference, r, nil, text, value, key)
}

func (m *model) add(x rule, role byte, r record.Record, says []string, text, value string, key []string) {
	m.claims = append(m.claims, modelClaim{x, joined(key...), role, claim{source: m.source(r), text: short(text), value: short(value)}, says})
}

func short(text string) string { return record.Shorten(cut([]byte(text))) }

func (m *model) check(r record.Record) {
	m.seq++
	m.numbers[r.Kind()]++
	switch r := r.(type) {
	case *record.Group:
		m.group = string(r.Code)
		m.claim(groupNames, r, []string{string(r.Name)}, m.group, string(r.Name), m.group)
		m.add(groupParents, definition, r, nil, m.group, "", []string{m.group})
		if parent := string(parentOf(r.ParentCode)); parent != "" {
			m.refer(groupParents, r, parent, m.group, parent)
		}
	case *record.Product:
		m.product(r)
	case *record.Receipt:
		m.claim(docNums, r, []string{strconv.FormatInt(m.seq, 10)}, string(r.DocNum), "", string(r.DocNum))
	default:
		m.part(r)
	}
}

func (m *model) product(p *record.Product) {
	code, of, barcode := string(p.Code), string(p.PriceType), string(p.Barcode)
	m.claim(productRows, p, []string{string(p.Name), barcode, string(p.ParentCode), string(p.UnitCode), string(p.UnitName), string(p.Comment),
		unknownText(p.Unknown)}, code, "", code)
	m.claim(productGroups, p, []string{m.group}, code, m.group, code)
	if p.Price.IsSet() {
		name := code
		if of != "" {
			name += " (" + of + ")"
		}
		m.claim(productPrices, p, []string{p.Price.Trim().String()}, name, p.Price.String(), code, of)
	}
	if barcode != "" {
		m.claim(barcodes, p, []string{code}, barcode, code, barcode)
	}
}

func unknownText(unknown []record.Unknown) string {
	var b strings.Builder
	for _, u := range unknown {
		fmt.Fprintf(&b, "%d %d %q %q\n", u.Place, u.Kind, u.Name, u.Value)
	}
	return b.String()
}

func (m *model) part(r record.Record) {
	define := func(x rule, code, parent string, says ...string) {
		m.add(x, definition, r, nil, code, parent, []string{m.invoice, code})
		m.claim(contents, r, says, code, "", string(ruleNames[x]), code)
	}
	refer := func(x rule, code, from []byte) { m.refer(x, r, string(code), string(from), m.invoice, string(code)) }
	switch r := r.(type) {
	case *record.Invoice:
		m.invoice = strconv.FormatInt(m.numbers[record.KindInvoice], 10)
		m.claim(contents, r, []string{string(r.ShipperName)}, string(r.ShipperCode), "", "shipper", string(r.ShipperCode))
	case *record.Item:
		refer(packages, r.PackageCode, r.ProductCode)
		refer(products, r.ProductCode, nil)
	case *record.Category:
		define(categories, string(r.RefCode), string(r.Parent), string(r.Name), string(r.Parent))
		if len(r.Parent) > 0 {
			refer(categories, r.Parent, r.RefCode)
		}
	case *record.Workspace:
		define(workspaces, string(r.RefCode), "", string(r.Name))
	case *record.Package:
		define(packages, string(r.RefCode), "", string(r.Name), string(r.Measure), r.Value.Trim().String())
	case *record.InvoiceProduct:
		define(products, string(r.RefCode), "", string(r.Name), string(r.CategoryCode), string(r.WorkspaceCode))
		var prices []string
		for _, p := range r.Prices {
			prices = append(prices, p.Price.Trim().String())
		}
		m.claim(shopPrices, r, prices, string(r.RefCode), "", m.invoice, string(r.RefCode))
		refer(categories, r.CategoryCode, r.RefCode)
		refer(workspaces, r.WorkspaceCode, r.RefCode)
	}
}

// finish returns the findings in their order, and the record of what stands above itself; 0: none does.
func (m *model) finish() (found []string, cycle int64) {
	type told struct {
		c    modelClaim
		text string
	}
	var all []told
	parents, doubles := map[int64]int64{}, map[int64]bool{}
	slices.SortStableFunc(m.claims, func(a, b modelClaim) int {
		return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.key, b.key), cmp.Compare(a.role, b.role))
	})
	var first modelClaim
	for i, c := range m.claims {
		l := &laws[c.rule]
		if i == 0 || c.rule != first.rule || c.key != first.key {
			first = c
			if !(l.reference && c.role == reference) {
				continue
			}
		}
		switch {
		case l.reference && c.role == definition:
			doubles[c.seq] = true
			continue
		case l.reference && first.role == definition:
			if l.linked == c.kind {
				parents[c.seq] = first.seq
			}
			continue
		case !l.reference && slices.Equal(c.says, first.says):
			continue
		}
		args := []any{c.text, first.at.String()}
		switch {
		case c.rule == productRows:
			args = append(args, differingFields(first.says, c.says))
		default:
			args = l.args(&first.claim, &c.claim)
		}
		all = append(all, told{c, sayFinding(record.Finding{Message: l.message, Pos: c.at, Kind: c.kind, Record: c.number, Path: l.pathOf(&c.claim), Args: args})})
	}
	slices.SortStableFunc(all, func(a, b told) int { return cmp.Or(cmp.Compare(a.c.seq, b.c.seq), cmp.Compare(a.c.rule, b.c.rule)) })
	for _, t := range all {
		found = append(found, t.text)
	}
	for seq := range doubles {
		delete(parents, seq)
	}
	for seq := m.seq; seq > 0; seq-- {
		if standsAboveItself(parents, seq) {
			cycle = seq
		}
	}
	return found, cycle
}

func differingFields(a, b []string) string {
	var names []string
	for i, name := range rowFields {
		if a[i] != b[i] {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

func sayFinding(f record.Finding) string {
	return fmt.Sprintf("%v+%d %d %d %s %s "+f.Message.En, append([]any{f.Pos, f.Pos.Offset, f.Kind, f.Record, f.Path, f.Message.Code}, f.Args...)...)
}

// overWhole reports whether a finding is one over the whole file.
func overWhole(f record.Finding) bool {
	return slices.ContainsFunc(laws[:], func(l law) bool { return l.message == f.Message })
}

// agree holds what a check comes to against the model.
func agree(r *rapid.T, kind record.DocKind, records []record.Record, check func(Options) error) {
	m := &model{last: map[rule]string{}, numbers: map[record.Kind]int64{}}
	for _, x := range records {
		m.check(x)
	}
	want, cycle := m.finish()
	var got []string
	err := check(Options{Whole: true, Found: func(f record.Finding) {
		if overWhole(f) {
			got = append(got, sayFinding(f))
		}
	}})
	if !slices.Equal(got, want) {
		r.Fatalf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var e *record.Error
	switch {
	case cycle == 0 && err == nil:
	case !errors.As(err, &e) || cycle == 0 || e.Pos != records[cycle-1].At() || e.Record != numberOf(records, int(cycle-1)):
		r.Fatalf("error %v, want one of record %d", err, cycle)
	}
}

// straight checks records one after another.
func straight(kind record.DocKind, records []record.Record) func(Options) error {
	return func(o Options) error {
		c := New(kind, o)
		defer c.Close()
		for _, x := range records {
			if err := c.Check(x); err != nil {
				return err
			}
		}
		return c.Finish()
	}
}

var long = strings.Repeat("длинный ", 40)

// contradictions makes groups and rows of few codes, in runs and far apart.
func contradictions(r *rapid.T) []record.Record {
	pick := func(of ...string) string { return rapid.SampledFrom(of).Draw(r, "text") }
	records := []record.Record{catalogue("13.04.2018")}
	p := product("a")
	for range rapid.IntRange(0, 80).Draw(r, "records") {
		switch rapid.IntRange(0, 12).Draw(r, "what") {
		case 0:
			records = append(records, group(pick("1", "2", "3", long), pick("x", "y", long, long+"!"), pick("none", "", "missing", "1", "2", "3", "4", long)))
			continue
		case 1:
			p = product(pick("a", "b", "c", "a long code of a product", "another long code of a product", long, long+"!"))
		case 2:
			p.Name = text(pick("x", "y", long, long+"!", "missing", ""))
		case 3:
			p.Barcode = text(pick("", "missing", "1", "2", "12345678901234567890", long))
		case 4:
			p.Unknown = []record.Unknown{{Kind: record.Attribute, Name: text("New"), Value: text(pick("x", "y"))}}
		case 5:
			p.Unknown = nil
		case 6:
			p.Comment = text(pick("", "missing", "x"))
		case 7:
			p.Code = text(pick("a", "b"))
		case 8:
			p.PriceType = text(strconv.Itoa(rapid.IntRange(0, 40).Draw(r, "type")))
		default:
			p.PriceType, p.Price = text(pick("", "x", "missing", long)), num(pick("", "1", "1.0", "1.00", "100", "2", "20", "0.00"))
		}
		row := *p
		records = append(records, &row)
	}
	return document(records...)
}

func repeatedReceipts(r *rapid.T) []record.Record {
	var records []record.Record
	for range rapid.IntRange(0, 30).Draw(r, "receipts") {
		number := rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "6", "", "missing", "0123456789abcdef01234567", long, long + "!"}).Draw(r, "number")
		records = append(records, receipt(func(x *record.Receipt) { x.DocNum = text(number) }))
	}
	return document(records...)
}

// badInvoices are some that lack much and repeat much.
func badInvoices(r *rapid.T) []record.Record {
	pick := func(of ...string) string { return rapid.SampledFrom(of).Draw(r, "text") }
	var records []record.Record
	for range rapid.IntRange(1, 5).Draw(r, "invoices") {
		x := invoice("7", "50")
		x.ShipperName = text(pick("x", "y"))
		records = append(records, x)
		for range rapid.IntRange(0, 20).Draw(r, "parts") {
			code := pick("a", "b", "c", "a rather long code", long)
			switch rapid.IntRange(0, 4).Draw(r, "part") {
			case 0:
				records = append(records, item(func(i *record.Item) { i.ProductCode, i.PackageCode = text(code), text(pick("a", "b")) }))
			case 1:
				records = append(records, category(code, pick("x", "y"), pick("missing", "", "a", "b", "c", long)))
			case 2:
				w := workspace(pick("x", "y"))
				w.RefCode = text(code)
				records = append(records, w)
			case 3:
				records = append(records, pack(code, pick("pcs", "kg"), pick("", "1", "1.0")))
			case 4:
				records = append(records, invoiceProduct(func(p *record.InvoiceProduct) {
					p.RefCode, p.Name, p.CategoryCode, p.Prices[0].Price = text(code), text(pick("x", "y")), text(pick("a", "b")), num(pick("1", "1.0", "2"))
				}))
			}
		}
	}
	return document(records...)
}

var madeUp = map[record.DocKind]func(*rapid.T) []record.Record{
	record.Nomenclature: contradictions, record.Receipts: repeatedReceipts, record.Invoices: badInvoices,
}

func TestWholeAgainstModel(t *testing.T) {
	for kind, list := range madeUp {
		t.Run(kind.String(), func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				records := list(r)
				agree(r, kind, records, straight(kind, records))
			})
		})
	}
}
