package check

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// deep are Options that find everything: shops open from 8 to 23, taxes 1 and 2 known.
func deep(found func(record.Finding)) Options {
	return Options{
		Found: found, Whole: true, Deep: true, Zone: time.FixedZone("Europe/Minsk", 3*60*60), UnitNames: unitNames,
		OpenAt: func(_ []byte, at time.Time) (string, bool) { return "08:00-23:00", at.Hour() >= 8 && at.Hour() < 23 },
		TaxRate: func(id record.Number) record.Number {
			return map[string]record.Number{"1": num("0"), "2": num("20")}[id.String()]
		},
	}
}

// numbered returns receipts of the till 1, or of the till that stands before a colon, with these numbers.
func numbered(numbers ...string) []record.Record {
	var list []record.Record
	for _, n := range numbers {
		till, number, ok := strings.Cut(n, ":")
		if !ok {
			till, number = "1", n
		}
		list = append(list, receipt(func(r *record.Receipt) { r.CashBoxCode, r.DocNum = text(till), text(number) }))
	}
	return document(list...)
}

// steps are n receipts, the last of which, as many as gaps, stand behind a gap.
func steps(n, gaps int) []record.Record {
	var numbers []string
	for i := range n {
		numbers = append(numbers, strconv.Itoa(i+max(0, i-(n-1-gaps))))
	}
	return numbered(numbers...)
}

func taxed(price, with, cost, costWith, id string) func(*record.Item) {
	return func(i *record.Item) {
		i.Amount, i.Price, i.PriceWithTax, i.Cost, i.CostWithTax, i.TaxID = num("1"), num(price), num(with), num(cost), num(costWith), num(id)
	}
}

// taxedInvoice is an invoice with the sum that its item asks for.
func taxedInvoice(change func(*record.Item)) []record.Record {
	records := invoiceOf(change)
	records[0].(*record.Invoice).Sum = records[1].(*record.Item).CostWithTax
	return records
}

// deepCases are findings that are made by Deep, or that are made always and have no other home.
func deepCases() []findingCase {
	at := func(date string) []record.Record { return receiptOf(func(r *record.Receipt) { r.Date = text(date) }) }
	sold := func(change func(*record.InvoiceProduct)) []record.Record {
		records := invoiceOf(nil)
		change(records[5].(*record.InvoiceProduct))
		return records
	}
	const l = "Products/Product[1]/"
	return slices.Concat(withKind(record.Receipts, []findingCase{
		{code: "line-price-not-positive", line: 1, path: l + "Price", says: `"17" is 0`, records: line("0", "3", "0", "0", "0"), twin: line("0.01", "3", "0.03", "0", "0.03")},
		{code: "outside-opening-hours", line: 1, path: "Head/Date", says: "16.04.2018 07:59 (mon), outside the opening hours 08:00-23:00",
			records: at("2018-04-16T04:59:00+0000"), twin: at("2018-04-16T05:00:00+0000")},
		{code: "outside-opening-hours", line: 1, path: "Head/Date", records: at("2018-04-16T23:30:00+0300"), twin: at("2018-04-16T22:30:00+0300")},
		{code: "doc-num-gap", line: 3, path: "Head/DocNum", says: `the till "1" lacks the receipt numbers 4 (1) between the one at 2:1`,
			records: numbered("0002", "0003", "0005"), twin: numbered("2", "4", "3", "a", "5")},
		{code: "doc-num-gap", line: 1, path: "Head/DocNum", says: `numbers 3–8 (6) between the one at 4:1`, records: numbered("9", "10", "1", "2"), twin: numbered("9", "10", "8", "7")},
		{code: "doc-num-gap", line: 5, path: "Head/DocNum", says: `the till "2" lacks the receipt numbers 2 (1)`,
			records: numbered("1:10", "2:1", "1:20a", "1:30", "2:3"), twin: numbered("1:1", "2:2", "3:9", "2:3", "4:12345678901234567890")},
		{code: "doc-num-gap", line: 2, path: "Head/DocNum", says: "2–1001 (1000)", records: numbered("1", "1002"), twin: numbered("1", "02")},
		{code: "doc-num-jump", line: 2, path: "Head/DocNum", says: "over 2–1002 (1001) between the one at 1:1", records: numbered("1", "1003"), twin: numbered("1", "2")},
		{code: "doc-num-sparse", line: 20, path: "Head/DocNum", says: `of the till "1" from "0" to "24" have so many gaps`, records: steps(20, 5), twin: steps(20, 0)},
		{code: "doc-num-respelled", line: 2, path: "Head/DocNum", says: `as "007" here and as "7" at 1:1`, records: numbered("7", "007", "8"), twin: numbered("1:7", "2:007")},
	}), withKind(record.Invoices, []findingCase{
		{code: "barcode-check-digit", line: 6, path: "barcode", records: sold(func(p *record.InvoiceProduct) { p.Barcode = text("96385075") }),
			twin: sold(func(p *record.InvoiceProduct) { p.Barcode = text("96385074") })},
		{code: "item-price-not-positive", line: 6, path: "prices", says: `"p" in the invoice is 0.00`,
			records: sold(func(p *record.InvoiceProduct) { p.Prices[0].Price = num("0.00") }), twin: sold(func(p *record.InvoiceProduct) { p.Prices[0].Price = num("0.01") })},
		{code: "item-price-not-positive", line: 2, path: "price", says: "is 0", records: taxedInvoice(taxed("0", "0", "0", "0", "1")), twin: taxedInvoice(nil)},
		{code: "cost-with-tax-differs", line: 2, path: "cost_with_tax", says: "amount × price_with_tax is 2.4100 but cost_with_tax is 2.40",
			records: taxedInvoice(taxed("2.00", "2.4100", "2.00", "2.40", "2")), twin: taxedInvoice(taxed("2.00", "2.40", "2.00", "2.40", "2"))},
		{code: "item-vat-negative", line: 2, path: "cost_with_tax", says: "is 1.90, less than cost, 2.00",
			records: taxedInvoice(taxed("2", "1.90", "2.00", "1.90", "9")), twin: taxedInvoice(taxed("2", "7", "2.00", "7", "9"))},
		{code: "item-vat-differs", line: 2, path: "cost_with_tax", says: "is 0.42, but the tax of 20 per cent in 2.42 is 0.40; check the item of the product \"p\"",
			records: taxedInvoice(taxed("2.00", "2.42", "2.00", "2.42", "2")),
			// 2.41 × 20 / 120 is 0.401…
			twin: taxedInvoice(taxed("2.01", "2.41", "2.01", "2.41", "2"))},
		{code: "item-vat-differs", line: 2, path: "cost_with_tax", says: "of 0 per cent in 2.42 is 0.00", records: taxedInvoice(taxed("2.00", "2.42", "2.00", "2.42", "1")),
			twin: taxedInvoice(taxed("2.42", "2.42", "2.42", "2.42", "1"))},
		{code: "item-vat-differs", line: 2, path: "cost_with_tax", records: taxedInvoice(taxed("2.00", "2.42", "2.00", "2.42", "2")),
			twin: taxedInvoice(taxed("2.00", "2.42", "2.00", "2.42", "0"))}, // 0 is no tax
	}))
}

func TestDeepFindings(t *testing.T) {
	for _, c := range deepCases() {
		t.Run(c.String(), func(t *testing.T) {
			found, err := runWith(deep, c.kind, c.records)
			if err != nil || len(found) != 1 {
				t.Fatalf("error %v, findings:%s\nwant just %s", err, show(found), c.code)
			}
			f := found[0]
			if at := c.records[c.line-1]; f.Message.Code != c.code || f.Pos != at.At() || f.Path != c.path || f.Record != numberOf(c.records, c.line-1) {
				t.Errorf("%s\nwant %s at line %d, path %s", show(found), c.code, c.line, c.path)
			}
			if said := fmt.Sprintf(f.Message.En, f.Args...); !strings.Contains(said, c.says) || strings.Contains(said, "%!") {
				t.Errorf("it says %q, want %q in it", said, c.says)
			}
			if found, err := runWith(deep, c.kind, c.twin); err != nil || len(found) != 0 {
				t.Errorf("the twin: error %v, findings:%s\nwant none", err, show(found))
			}
		})
	}
	for _, c := range findingCases { // and what is found without Deep is found with it
		found, err := runWith(deep, c.kind, c.records)
		if err != nil || !slices.ContainsFunc(found, func(f record.Finding) bool { return f.Message.Code == c.code }) {
			t.Errorf("%s: error %v, findings:%s", c, err, show(found))
		}
	}
}

// The discount of a head is told of where the lines do not account for it.
func TestDiscountOfTheHead(t *testing.T) {
	for _, c := range []struct{ with, sum, want string }{
		{"31", "30", "doc-sum-with-discount-differs, doc-discount-negative"},
		{"-1", "30", "doc-sum-with-discount-differs, doc-discount-excessive, return-receipt"},
		{"1", "-30", "doc-sum-differs, doc-sum-with-discount-differs, doc-discount-excessive, return-receipt"},
		{"-31", "-30", "doc-sum-differs, doc-sum-with-discount-differs, doc-discount-negative, return-receipt"},
		{"0", "30", "doc-sum-with-discount-differs"},
	} {
		records := receiptOf(func(r *record.Receipt) {
			r.DocSum, r.DocSumWithDiscount, r.PayCard, r.PayCash = num(c.sum), num(c.with), num(c.with), num("0")
		})
		found, err := run(t, record.Receipts, records, false)
		var codes []string
		for _, f := range found {
			codes = append(codes, f.Message.Code)
		}
		if got := strings.Join(codes, ", "); got != c.want || err != nil {
			t.Errorf("%s of %s: %s, error %v; want %s", c.with, c.sum, got, err, c.want)
		}
	}
}

func runWith(options func(func(record.Finding)) Options, kind record.DocKind, records []record.Record) (found []record.Finding, err error) {
	err = straight(kind, records)(options(func(f record.Finding) { found = append(found, f) }))
	return found, err
}

// A dealer gives records.
type dealer struct{ list []record.Record }

func (d *dealer) Read() (record.Record, error) {
	if len(d.list) == 0 {
		return nil, io.EOF
	}
	r := d.list[0]
	d.list = d.list[1:]
	return r, nil
}

func catalogOf(t testing.TB, retail string, rows ...record.Record) *Catalog {
	t.Helper()
	c, err := NewCatalog(&dealer{nomenclatureOf(rows...)}, retail, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestSoldAgainstCatalog(t *testing.T) {
	named := func(name string) func(*record.Product) {
		return func(p *record.Product) { p.Name = text(name) }
	}
	var many []record.Record
	for i := range mostPrices + 2 {
		many = append(many, product("many", price(strconv.Itoa(i), "7")))
	}
	rows := append(many,
		product("17", price("Закупочная", "8")), product("b"), product("17", price("Розничная", "10.0"), named("another name")), product("17", price("Розничная", "12")),
		product("none", price("", "")), product("other", price("Опт", "9"), price("Опт", "9")), product("no", named("Капли №6  форте")))
	c := catalogOf(t, "Розничная", rows...)
	for _, x := range []struct{ code, name, price, want string }{
		{"17", "name", "10.00", ""},
		{"17", "name", "8", `sold-price-not-retail Price: the product "17" was sold at 8, the price "Закупочная" of the catalogue, not the retail one, 10; see whether that was meant`},
		{"17", "name", "12", `sold-price-differs Price: the product "17" was sold at 12, but the catalogue has the price 10; `},
		{"17", "name", "11", `sold-price-differs Price: `},
		{"17", "other", "10", `sold-name-differs ProductName: the product "17" is called "other" here and "name" in the catalogue`},
		{"18", "name", "10", `sold-not-in-catalog ProductCode: the product "18" ("name") was sold`},
		{"none", "name", "5", ""},
		{"many", "name", "5", ""},
		{"other", "name", "9.000", ""},
		{"other", "name", "10", "sold-price-differs Price: "},
		{"no", "Капли 6 форте", "10", ""},
		{"no", " Капли  № 6 форте ", "10", ""},
		{"no", "Капли 6 Форте", "10", "sold-name-differs"},
		{"no", "missing", "10", "optional-missing"},
	} {
		for range 2 { // the second time it is one of the recent
			records := lineOf(func(l *record.Line) {
				p := num(x.price)
				*l = record.Line{ProductCode: text(x.code), ProductName: text(x.name), UnitCode: text("796"), Price: p, Discount: num("0"), Quantity: num("1"), Sum: p, SumWithDiscount: p}
			})
			found, err := runWith(func(f func(record.Finding)) Options { return Options{Found: f, Catalog: c} }, record.Receipts, records)
			if err != nil || len(found) > 1 || (len(found) == 1) != (x.want != "") {
				t.Fatalf("%v: error %v, found %s", x, err, show(found))
			}
			if len(found) == 0 {
				continue
			}
			if got := found[0].Message.Code + " " + strings.TrimPrefix(found[0].Path, "Products/Product[1]/") + ": " + fmt.Sprintf(found[0].Message.En, found[0].Args...); !strings.HasPrefix(got, x.want) {
				t.Errorf("%v: %s", x, got)
			}
		}
	}
	if New(record.Receipts, Options{Catalog: c}).Lane(nil) != nil {
		t.Error("lanes share a catalogue")
	}
}

// A catalogue larger than its memory is asked for all of its products, more than are kept at hand.
func TestLargeCatalog(t *testing.T) {
	var rows []record.Record
	for i := range 3 * recentRows {
		for _, of := range []string{"a", "b"} {
			rows = append(rows, product(strconv.Itoa(i), price(of, strconv.Itoa(i+1))))
		}
	}
	c := catalogOf(t, "b", rows...)
	for i := range 3*recentRows + 10 {
		value, ok, err := c.find([]byte(strconv.Itoa(i)))
		if err != nil || ok != (i < 3*recentRows) {
			t.Fatalf("%d: %v %v", i, ok, err)
		}
		if !ok {
			continue
		}
		if name, o, err := c.offer(value, []byte(strconv.Itoa(i+1))); err != nil || string(name) != "name" || string(o.retail) != strconv.Itoa(i+1) || !o.listed {
			t.Fatalf("%d: %s %+v %v", i, name, o, err)
		}
	}
}

// manyTills makes receipts of few tills, some of which do not number theirs.
func manyTills(r *rapid.T) []record.Record {
	var records []record.Record
	pick := func(of ...string) string { return rapid.SampledFrom(of).Draw(r, "text") }
	few, last := rapid.Bool().Draw(r, "few tills"), rapid.IntRange(1, 60).Draw(r, "last")
	for range rapid.IntRange(0, 50).Draw(r, "receipts") {
		store, till, number := pick("1", "2", long), pick("1", "2", "missing", long), strconv.Itoa(rapid.IntRange(1, last).Draw(r, "number"))
		if few {
			store, till = "1", pick("1", "1", "1", long)
		}
		switch rapid.IntRange(0, 40).Draw(r, "odd") {
		case 0:
			number = pick("5ad4", "", long, "1234567890123456789")
		case 1, 2:
			number = "0" + number
		case 3:
			number = pick("5000", "999999999999999999")
		}
		records = append(records, receipt(func(x *record.Receipt) { x.StoreCode, x.CashBoxCode, x.DocNum = text(store), text(till), text(number) }))
	}
	return document(records...)
}

// numbersTold is what there is to be told of the numbers of receipts, found the plain way.
func numbersTold(records []record.Record) map[string]int {
	type till struct{ store, box string }
	tills, odd, told := map[till][]*record.Receipt{}, map[till]bool{}, map[string]int{}
	for _, x := range records {
		x := x.(*record.Receipt)
		k := till{string(x.StoreCode), string(x.CashBoxCode)}
		tills[k] = append(tills[k], x)
		odd[k] = odd[k] || !isNumbered(x.DocNum)
	}
	for k, list := range tills {
		if odd[k] {
			continue
		}
		slices.SortStableFunc(list, func(a, b *record.Receipt) int { return int(valueOf(a.DocNum)) - int(valueOf(b.DocNum)) })
		var gaps []string
		for i, x := range list[1:] {
			before := list[i]
			said := fmt.Sprint(x.At(), " ")
			switch d := valueOf(x.DocNum) - valueOf(before.DocNum); {
			case d == 0 && string(x.DocNum) != string(before.DocNum):
				said += "doc-num-respelled"
			case d > 1001:
				gaps = append(gaps, said+"doc-num-jump")
				continue
			case d > 1:
				gaps = append(gaps, said+"doc-num-gap")
				continue
			default:
				continue
			}
			told[said]++
		}
		if len(list) >= 20 && len(gaps)*5 > len(list) {
			gaps = []string{fmt.Sprint(list[len(list)-1].At(), " doc-num-sparse")}
		}
		for _, said := range gaps {
			told[said]++
		}
	}
	return told
}

func TestNumbersAgainstModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		records := manyTills(r)
		want := numbersTold(records)
		for _, check := range []func(Options) error{straight(record.Receipts, records), inLanes(r, record.Receipts, records)} {
			got := map[string]int{}
			err := check(deep(func(f record.Finding) {
				if code := f.Message.Code; strings.HasPrefix(code, "doc-num-") && code != "doc-num-twice" {
					got[fmt.Sprint(f.Pos, " ", code)]++
				}
			}))
			if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
				r.Fatalf("error %v, found %v, want %v", err, got, want)
			}
		}
	})
}

// TestDeepLanesTellTheSame holds all findings of lanes against those of one stream.
func TestDeepLanesTellTheSame(t *testing.T) {
	for kind, list := range map[record.DocKind]func(*rapid.T) []record.Record{record.Nomenclature: contradictions, record.Receipts: manyTills, record.Invoices: badInvoices} {
		rapid.Check(t, func(r *rapid.T) {
			records := inOrder(list(r))
			tell := func(check func(Options) error) []string {
				var found []string
				err := check(deep(func(f record.Finding) { found = append(found, sayFinding(f)) }))
				return append(found, fmt.Sprint(err))
			}
			if got, want := tell(inLanes(r, kind, records)), tell(straight(kind, records)); !slices.Equal(got, want) {
				r.Fatalf("found\n%q\nwant\n%q", got, want)
			}
		})
	}
}

// Very many tills that do not number their receipts are not remembered.
func TestTooManyOddTills(t *testing.T) {
	var records []record.Record
	for i := range mostOdd + 10 {
		records = append(records, receipt(func(x *record.Receipt) { x.CashBoxCode, x.DocNum = text(strconv.Itoa(i)), text("a"+strconv.Itoa(i)) }))
	}
	records = document(append(records, numbered("n:1", "n:3")...)...)
	if found, err := runWith(deep, record.Receipts, records); err != nil || len(found) != 0 {
		t.Errorf("error %v, found %s", err, show(found))
	}
	if found, err := runWith(deep, record.Receipts, records[10:]); err != nil || len(found) != 1 {
		t.Errorf("error %v, found %s", err, show(found))
	}
}
