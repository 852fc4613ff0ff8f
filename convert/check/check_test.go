package check

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"obmen/formats/record"
)

// The records of the tests stand one a line: the n-th of a document at line n, column 1.

func num(text string) record.Number {
	n, err := record.ParseNumber([]byte(text))
	if err != nil {
		panic(err)
	}
	return n
}

// text returns s, nil for the word missing.
func text(s string) []byte {
	if s == "missing" {
		return nil
	}
	return []byte(s)
}

// document gives records their places.
func document(records ...record.Record) []record.Record {
	for i, r := range records {
		at := record.Pos{Offset: int64(100 * i), Line: int32(i + 1), Col: 1}
		switch r := r.(type) {
		case *record.Catalogue:
			r.Fixed = at
		case *record.Group:
			r.Fixed = at
		case *record.Product:
			r.Fixed = at
		case *record.Receipt:
			r.Fixed = at
		case *record.Invoice:
			r.Fixed = at
		case *record.Item:
			r.Fixed = at
		case *record.Category:
			r.Fixed = at
		case *record.Workspace:
			r.Fixed = at
		case *record.Package:
			r.Fixed = at
		case *record.InvoiceProduct:
			r.Fixed = at
		default:
			panic(r)
		}
	}
	return records
}

func catalogue(date string) *record.Catalogue { return &record.Catalogue{Date: text(date)} }

func group(code, name, parent string) *record.Group {
	return &record.Group{Code: text(code), Name: text(name), ParentCode: text(parent)}
}

// product returns a row that nothing is wrong with in the group 1, changed by change.
func product(code string, change ...func(*record.Product)) *record.Product {
	p := &record.Product{
		Barcode: text(""), Code: text(code), Name: text("name"), ParentCode: text("1"), UnitCode: text("796"), UnitName: text("Штука"),
		Price: num("10"), Comment: text(""), PriceType: text("Розничная"),
	}
	for _, f := range change {
		f(p)
	}
	return p
}

// in puts a row under another parent.
func in(parent string) func(*record.Product) {
	return func(p *record.Product) { p.ParentCode = text(parent) }
}

func barcode(code string) func(*record.Product) {
	return func(p *record.Product) { p.Barcode = text(code) }
}

func price(of, amount string) func(*record.Product) {
	return func(p *record.Product) { p.PriceType, p.Price = text(of), num(amount) }
}

func unit(code, name string) func(*record.Product) {
	return func(p *record.Product) { p.UnitCode, p.UnitName = text(code), text(name) }
}

// nomenclatureOf is a catalogue of one group, 1, and then rows.
func nomenclatureOf(rows ...record.Record) []record.Record {
	return document(append([]record.Record{catalogue("13.04.2018"), group("1", "goods", "none")}, rows...)...)
}

// receipt returns a receipt that nothing is wrong with: 3 × 10.00 − 5.00, changed by change.
func receipt(change ...func(*record.Receipt)) *record.Receipt {
	r := &record.Receipt{
		Date: text("2018-04-16T11:08:31+0000"), OrganizationCode: text("155"), CashBoxCode: text("189"), CashBoxName: text("Касса 1"),
		StoreCode: text("169"), StoreName: text("Удача"), DocSum: num("30"), DocSumWithDiscount: num("25.00"), DocNum: text("5ad4"),
		PayCard: num("20"), PayCash: num("5"),
		Lines: []record.Line{{
			ProductCode: text("17"), ProductName: text("name"), UnitCode: text("796"), Price: num("10.00"), Discount: num("5"),
			Quantity: num("3"), Sum: num("30"), SumWithDiscount: num("25"),
		}},
	}
	for _, f := range change {
		f(r)
	}
	return r
}

func receiptOf(change func(*record.Receipt)) []record.Record { return document(receipt(change)) }

// lineOf changes the line of a receipt and makes the head agree with it.
func lineOf(change func(*record.Line)) []record.Record {
	return receiptOf(func(r *record.Receipt) {
		l := &r.Lines[0]
		change(l)
		r.DocSum, r.DocSumWithDiscount, r.PayCard, r.PayCash = l.Sum, l.SumWithDiscount, l.SumWithDiscount, num("0")
	})
}

// line sets the numbers of a line: price × quantity = sum, − discount = with discount.
func line(price, quantity, sum, discount, with string) []record.Record {
	return lineOf(func(l *record.Line) {
		l.Price, l.Quantity, l.Sum, l.Discount, l.SumWithDiscount = num(price), num(quantity), num(sum), num(discount), num(with)
	})
}

// The parts of an invoice that nothing is wrong with.
func invoice(number string, sum string) *record.Invoice {
	return &record.Invoice{Number: text(number), Date: text("2018-06-13 14:28"), Sum: num(sum), Comment: text(""),
		ShipperCode: text("s"), ShipperName: text("shipper"), StorageID: num("1")}
}

func item(change ...func(*record.Item)) *record.Item {
	i := &record.Item{Amount: num("25"), PackageCode: text("pcs"), ProductCode: text("p"), Price: num("2"), TaxID: num("1"),
		PriceWithTax: num("2"), Cost: num("50"), CostWithTax: num("50")}
	for _, f := range change {
		f(i)
	}
	return i
}

func category(code, name, parent string) *record.Category {
	return &record.Category{RefCode: text(code), Name: text(name), Parent: text(parent)}
}

func workspace(name string) *record.Workspace {
	return &record.Workspace{RefCode: text("w"), Name: text(name)}
}

func pack(code, measure, value string) *record.Package {
	return &record.Package{RefCode: text(code), Name: text("pack"), Measure: text(measure), Value: num(value)}
}

func invoiceProduct(change ...func(*record.InvoiceProduct)) *record.InvoiceProduct {
	p := &record.InvoiceProduct{RefCode: text("p"), Type: text("product"), CancellationType: num("1"), ForSale: record.True, Name: text("name"),
		Measure: text("pcs"), WeightInGram: num("0"), TaxID: num("1"), CategoryCode: text("c"), UseDiscounts: record.True, WorkspaceCode: text("w"),
		Prices: []record.ShopPrice{{ShopID: num("2"), StorageID: num("1"), Price: num("0.475")}}}
	for _, f := range change {
		f(p)
	}
	return p
}

func cost(amount, price, cost string) func(*record.Item) {
	return func(i *record.Item) { i.Amount, i.Price, i.Cost = num(amount), num(price), num(cost) }
}

// parts are an invoice's catalogue that suffices for item.
func parts() []record.Record {
	return []record.Record{category("c", "category", "missing"), workspace("bar"), pack("pcs", "missing", ""), invoiceProduct()}
}

// invoiceOf is an invoice of one item, changed, and with records behind its parts, which begin at line 3 and are four.
func invoiceOf(change func(*record.Item), more ...record.Record) []record.Record {
	i := item()
	if change != nil {
		change(i)
	}
	return document(append(append([]record.Record{invoice("7", "50"), i}, parts()...), more...)...)
}

// two puts invoices one behind the other.
func two(a, b []record.Record) []record.Record { return document(append(a, b...)...) }

var namesOfUnits = map[string][]string{"796": {"Штука", "шт"}, "166": {"Килограмм", "кг."}}

func unitNames(code []byte) (bool, []string) {
	names, ok := namesOfUnits[string(code)]
	return ok, names
}

// A findingCase has a document with exactly one finding, and a twin of it with none.
type findingCase struct {
	kind      record.DocKind
	code      string
	records   []record.Record
	line      int    // where it must be told
	path      string // of what
	says      string // in English, in part
	twin      []record.Record
	wholeFile bool // it is made only with Options.Whole
}

func (c findingCase) String() string { return fmt.Sprintf("%s %s at %d", c.code, c.path, c.line) }

var findingCases = slices.Concat(nomenclatureCases(), receiptCases(), invoiceCases())

func nomenclatureCases() []findingCase {
	doc := nomenclatureOf
	product3 := func(change ...func(*record.Product)) []record.Record { return doc(product("a", change...)) }
	cases := []findingCase{
		{code: "date-empty", line: 1, path: "Date", records: document(catalogue("")), twin: document(catalogue("13.04.2018"))},
		{code: "date-empty", line: 1, path: "Date", records: document(catalogue("missing")), twin: document(catalogue("2018-04-13"))},
		{code: "date-empty", line: 1, path: "Date", records: document(catalogue("01.01.0001")), twin: document(catalogue("01.01.2001"))},
		{code: "optional-missing", line: 2, path: "Name", records: document(catalogue("13.04.2018"), group("1", "missing", "none")), twin: doc()},
		{code: "optional-missing", line: 2, path: "ParentCode", says: "ParentCode is missing",
			records: document(catalogue("13.04.2018"), group("1", "goods", "missing")), twin: document(catalogue("13.04.2018"), group("1", "goods", ""))},
		{code: "parent-not-group", line: 3, path: "ParentCode", says: `"a" names the parent "2" but stands in the group "1"`,
			records: product3(in("2")), twin: product3(in("1"))},
		{code: "parent-not-group", line: 3, path: "ParentCode", records: product3(in("")), twin: product3()},
		{code: "parent-not-group", line: 3, path: "ParentCode",
			records: document(catalogue("13.04.2018"), group("none", "none", "none"), product("a", in("1"))),
			twin:    document(catalogue("13.04.2018"), group("none", "none", "none"), product("a", in("none")), product("b", in("")))},
		{code: "price-not-positive", line: 3, path: "Price", says: `"a" is 0.00`, records: product3(price("", "0.00")), twin: product3(price("", "0.01"))},
		{code: "price-not-positive", line: 3, path: "Price", records: product3(price("", "-1")), twin: product3(price("", ""))},
		{code: "barcode-check-digit", line: 3, path: "Barcode", says: `"4260133180179" ends in 9, but its check digit is 8`,
			records: product3(barcode("4260133180179")), twin: product3(barcode("4260133180178"))},
		{code: "barcode-check-digit", line: 3, path: "Barcode", records: product3(barcode("96385075")), twin: product3(barcode("96385074"))},
		{code: "barcode-check-digit", line: 3, path: "Barcode", records: product3(barcode("036000291453")), twin: product3(barcode("036000291452"))},
		{code: "barcode-check-digit", line: 3, path: "Barcode", records: product3(barcode("10614141000416")), twin: product3(barcode("10614141000415"))},
		{code: "barcode-check-digit", line: 3, path: "Barcode", records: product3(barcode("4006381333930")), twin: product3(barcode("40063813339"))},
		{code: "barcode-check-digit", line: 3, path: "Barcode", records: product3(barcode("4006381333930")), twin: product3(barcode("400638133393X"))},
		{code: "barcode-check-digit-own", line: 3, path: "Barcode", says: "2003079000000",
			records: product3(barcode("2003079000000")), twin: product3(barcode("2003079000009"))},
		{code: "unit-unknown", line: 3, path: "UnitCode", says: `"999"`, records: product3(unit("999", "")), twin: product3(unit("796", ""))},
		{code: "unit-name-differs", line: 3, path: "UnitName", says: `"796" means Штука, but the product "a" says "кг"`,
			records: product3(unit("796", "кг")), twin: doc(product("a", unit("796", " ШТ. ")), product("b", unit("166", "кг")))},
		{code: "price-differs", line: 5, path: "Price", says: "a (Розничная) is 11.0 here and 10 at 3:1", wholeFile: true,
			records: doc(product("a"), product("b"), product("a", price("Розничная", "11.0"))),
			twin:    doc(product("a"), product("b"), product("a", price("Розничная", "10.00")), product("a", price("Закупочная", "11")))},
		{code: "price-differs", line: 4, path: "Price", wholeFile: true,
			records: doc(product("a", price("", "1")), product("a", price("", "2"))),
			twin:    doc(product("a", price("", "1")), product("a", price("", "")))},
		{code: "product-rows-differ", line: 5, path: "", says: `"a" differs from its first one, at 3:1, in Name, Comment`, wholeFile: true,
			records: doc(product("a"), product("b"), product("a", func(p *record.Product) { p.Name, p.Comment = text("other"), text("c") })),
			twin:    doc(product("a"), product("b", func(p *record.Product) { p.Name = text("other") }), product("a", price("x", "11")))},
		{code: "product-rows-differ", line: 4, path: "", says: "in unknown", wholeFile: true,
			records: doc(product("a"), product("a", func(p *record.Product) {
				p.Unknown = []record.Unknown{{Kind: record.Attribute, Name: text("New"), Value: text("x")}}
			})),
			twin: doc(product("a"), product("a"))},
		{code: "barcode-on-two-codes", line: 4, path: "Barcode", says: `"96385074" is that of the product "b" here and of "a" at 3:1`, wholeFile: true,
			records: doc(product("a", barcode("96385074")), product("b", barcode("96385074"))),
			twin:    doc(product("a", barcode("96385074")), product("a", barcode("96385074")), product("b"), product("c"))},
		{code: "group-name-differs", line: 4, path: "Name", says: `"1" is called "wares" here and "goods" at 2:1`, wholeFile: true,
			records: doc(group("2", "more", "1"), group("1", "wares", "none")), twin: doc(group("2", "more", "1"), group("1", "goods", "none"))},
		{code: "parent-unknown", line: 3, path: "ParentCode", says: `the parent "9" of the group "2"`, wholeFile: true,
			records: doc(group("2", "more", "9")), twin: doc(group("2", "more", "9"), group("9", "late", ""))},
	}
	// Rows that name the group they stand in differ in that too when they stand in two (see TestTogether); these name none, and
	// stand in two groups that are none.
	bare := func(p *record.Product) { p.ParentCode = text("1") }
	cases = append(cases, findingCase{
		code: "code-in-two-groups", line: 5, path: "Code", says: `"a" stands in the group "none" here and in "" at 3:1`, wholeFile: true,
		records: document(catalogue("13.04.2018"), group("", "top", ""), product("a", in("")), group("none", "none", "none"), product("a", in(""))),
		twin:    doc(product("a", bare), group("2", "more", "1"), product("b", in("2")), group("1", "goods", "none"), product("a", bare)),
	})
	for _, f := range []struct {
		path  string
		clear func(*record.Product)
	}{
		{"Barcode", func(p *record.Product) { p.Barcode = nil }}, {"ParentCode", func(p *record.Product) { p.ParentCode = nil }},
		{"UnitName", func(p *record.Product) { p.UnitName = nil }}, {"Price", func(p *record.Product) { p.Price = record.Number{} }},
		{"Comment", func(p *record.Product) { p.Comment = nil }}, {"PriceType", func(p *record.Product) { p.PriceType = nil }},
	} {
		cases = append(cases, findingCase{code: "optional-missing", line: 3, path: f.path, records: product3(f.clear), twin: product3()})
	}
	return withKind(record.Nomenclature, cases)
}

func receiptCases() []findingCase {
	clean := document(receipt())
	of, head := lineOf, receiptOf
	const l = "Products/Product[1]/"
	cases := []findingCase{
		{code: "date-no-offset", line: 1, path: "Head/Date", says: `"2018-04-16T11:08:31" has no offset and is taken in the zone Europe/Minsk`,
			records: head(func(r *record.Receipt) { r.Date = text("2018-04-16T11:08:31") }),
			twin:    head(func(r *record.Receipt) { r.Date = text("2018-04-16T11:08:31-03:00") })},
		{code: "date-no-offset", line: 1, path: "Head/Date", records: head(func(r *record.Receipt) { r.Date = text("2018-04-16") }),
			twin: head(func(r *record.Receipt) { r.Date = text("2018-04-16 11:08Z") })},
		{code: "line-sum-differs", line: 1, path: l + "Sum", says: "is 68.96550 but Sum is 68.98",
			records: line("199.90", "0.345", "68.98", "0", "68.98"), twin: line("199.90", "0.345", "68.97", "0", "68.97")},
		{code: "line-sum-differs", line: 1, path: l + "Sum", records: line("1", "1", "1.006", "0", "1.006"), twin: line("1", "1", "1.005", "0", "1.005")},
		{code: "line-discount-differs", line: 1, path: l + "SumWithDiscount", says: "is 25 but SumWithDiscount is 24.99",
			records: line("10", "3", "30", "5", "24.99"), twin: line("10", "3", "30", "5", "25.00")},
		{code: "discount-negative", line: 1, path: l + "Discount", says: "the discount -5 raises the sum 30",
			records: line("10", "3", "30", "-5", "35"), twin: line("10", "3", "30", "0", "30")},
		{code: "quantity-zero", line: 1, path: l + "Quantity", says: `"17"`, records: line("10", "0", "0", "0", "0"), twin: line("10", "0.001", "0.01", "0", "0.01")},
		{code: "doc-sum-differs", line: 1, path: "Head/DocSum", says: "DocSum is 31 but the lines add up to 30",
			records: head(func(r *record.Receipt) { r.DocSum = num("31") }), twin: head(func(r *record.Receipt) { r.DocSum = num("30.00") })},
		{code: "doc-sum-differs", line: 1, path: "Head/DocSum", says: "add up to 0",
			records: head(func(r *record.Receipt) {
				r.Lines, r.DocSumWithDiscount, r.PayCard, r.PayCash = nil, num("0"), num("0"), num("0")
			}),
			twin: head(func(r *record.Receipt) {
				r.Lines, r.DocSum, r.DocSumWithDiscount, r.PayCard, r.PayCash = nil, num("0"), num("0"), num("0"), num("0")
			})},
		{code: "doc-sum-with-discount-differs", line: 1, path: "Head/DocSumWithDiscount", says: "is 26 but the lines add up to 25",
			records: head(func(r *record.Receipt) { r.DocSumWithDiscount, r.PayCash = num("26"), num("6") }), twin: clean},
		{code: "payment-differs", line: 1, path: "Head/DocSumWithDiscount", says: "is 25.00 but PayCard + PayCash is 24",
			records: head(func(r *record.Receipt) { r.PayCash = num("4") }), twin: head(func(r *record.Receipt) { r.PayCash = num("5.00") })},
		{code: "doc-num-twice", line: 3, path: "Head/DocNum", says: `"5ad4" was there already, at 1:1`, wholeFile: true,
			records: document(receipt(), receipt(func(r *record.Receipt) { r.DocNum = text("5ad5") }), receipt()),
			twin:    document(receipt(), receipt(func(r *record.Receipt) { r.DocNum = text("5ad5") }))},
		{code: "doc-num-twice", line: 2, path: "Head/DocNum", wholeFile: true, records: document(receipt(), receipt()), twin: clean},
	}
	for _, f := range []struct {
		path  string
		clear func(*record.Receipt)
	}{
		{"OrganizationCode", func(r *record.Receipt) { r.OrganizationCode = nil }}, {"CashBoxCode", func(r *record.Receipt) { r.CashBoxCode = nil }},
		{"CashBoxName", func(r *record.Receipt) { r.CashBoxName = nil }}, {"StoreCode", func(r *record.Receipt) { r.StoreCode = nil }},
		{"StoreName", func(r *record.Receipt) { r.StoreName = nil }},
		{"PayCard", func(r *record.Receipt) { r.PayCard, r.PayCash = record.Number{}, num("25") }},
		{"PayCash", func(r *record.Receipt) { r.PayCash, r.PayCard = record.Number{}, num("25") }},
	} {
		cases = append(cases, findingCase{code: "optional-missing", line: 1, path: "Head/" + f.path, records: head(f.clear), twin: clean})
	}
	for _, f := range []struct {
		path  string
		clear func(*record.Line)
	}{
		{"ProductName", func(l *record.Line) { l.ProductName = nil }}, {"UnitCode", func(l *record.Line) { l.UnitCode = nil }},
		{"Discount", func(l *record.Line) { l.Discount, l.SumWithDiscount = record.Number{}, num("30") }},
	} {
		cases = append(cases, findingCase{code: "optional-missing", line: 1, path: l + f.path, says: f.path + " is missing", records: of(f.clear), twin: clean})
	}
	return withKind(record.Receipts, cases)
}

func invoiceCases() []findingCase {
	doc := invoiceOf
	clean := doc(nil)
	product := func(change func(*record.InvoiceProduct)) []record.Record {
		records := doc(nil)
		change(records[5].(*record.InvoiceProduct))
		return records
	}
	without := func(i int) []record.Record { return document(slices.Delete(doc(nil), i, i+1)...) }
	return withKind(record.Invoices, []findingCase{
		{code: "invoice-no-items", line: 1, path: "items", says: `"7"`,
			records: document(append([]record.Record{invoice("7", "0")}, parts()...)...), twin: clean},
		{code: "invoice-sum-differs", line: 1, path: "sum", says: "sum is 51 but cost_with_tax of the items adds up to 50",
			records: document(append([]record.Record{invoice("7", "51"), item()}, parts()...)...), twin: clean},
		{code: "amount-not-positive", line: 2, path: "amount", says: `"p" is 0`, records: doc(cost("0", "2", "0")), twin: doc(cost("0.001", "2", "0.002"))},
		{code: "amount-not-positive", line: 2, path: "amount", records: doc(cost("-1", "2", "-2")), twin: clean},
		// 3 × 3.33 is 9.99; half a kopeck of the price × 3, plus half a kopeck of the cost, is 0.02.
		{code: "cost-differs", line: 2, path: "cost", says: "amount × price is 9.99 but cost is 10.02",
			records: doc(cost("3", "3.33", "10.02")), twin: doc(cost("3", "3.33", "10.01"))},
		{code: "cost-differs", line: 2, path: "cost", records: doc(cost("3", "3.33", "9.96")), twin: doc(cost("3", "3.33", "9.97"))},
		{code: "cost-differs", line: 2, path: "cost", records: doc(cost("2", "2.000", "4.01")), twin: doc(cost("2", "2.000", "4.0"))},
		{code: "type-unknown", line: 6, path: "type", says: `"goods" of the product "p"`,
			records: product(func(p *record.InvoiceProduct) { p.Type = text("goods") }),
			twin:    product(func(p *record.InvoiceProduct) { p.Type = text("tech_map") })},
		{code: "cancellation-type-unknown", line: 6, path: "cancellation_type", says: "3",
			records: product(func(p *record.InvoiceProduct) { p.CancellationType = num("3") }),
			twin:    product(func(p *record.InvoiceProduct) { p.CancellationType = num("2.0") })},
		{code: "cancellation-type-unknown", line: 6, path: "cancellation_type",
			records: product(func(p *record.InvoiceProduct) { p.CancellationType = num("0.5") }),
			twin:    product(func(p *record.InvoiceProduct) { p.CancellationType = num("0") })},
		{code: "measure-unknown", line: 6, path: "measure", says: `"шт" of "p"`,
			records: product(func(p *record.InvoiceProduct) { p.Measure = text("шт") }),
			twin:    product(func(p *record.InvoiceProduct) { p.Measure = text("kg") })},
		{code: "measure-unknown", line: 7, path: "measure", says: `"box" of "pack"`, records: doc(nil, pack("pack", "box", "1")), twin: doc(nil, pack("pack", "pcs", "1"))},
		{code: "category-unknown", line: 5, path: "category_ref_code", says: `"c" that "p" refers to`, wholeFile: true, records: without(2), twin: clean},
		{code: "category-unknown", line: 7, path: "parent", says: `"top" that "d" refers to`, wholeFile: true,
			records: doc(nil, category("d", "deep", "top")), twin: doc(nil, category("d", "deep", "top"), category("top", "top", "missing"))},
		{code: "category-unknown", line: 11, path: "category_ref_code", wholeFile: true,
			// What another invoice has does not help.
			records: two(doc(nil), document(slices.Delete(doc(nil), 2, 3)...))[:11], twin: two(doc(nil), doc(nil))},
		{code: "workspace-unknown", line: 5, path: "workspace_ref_code", says: `"w" that "p"`, wholeFile: true, records: without(3), twin: clean},
		{code: "package-unknown", line: 2, path: "package_code", says: `"pcs" that an item of the product "p"`, wholeFile: true, records: without(4), twin: clean},
		{code: "product-unknown", line: 2, path: "product_code", says: `"p"`, wholeFile: true, records: without(5), twin: clean},
		{code: "ref-code-differs", line: 7, path: "ref_code", says: `"c" stands for something else here than at 3:1`, wholeFile: true,
			records: doc(nil, category("c", "other", "missing")), twin: doc(nil, category("c", "category", "missing"))},
		{code: "ref-code-differs", line: 7, path: "ref_code", wholeFile: true, records: doc(nil, workspace("kitchen")), twin: doc(nil, workspace("bar"))},
		{code: "ref-code-differs", line: 8, path: "ref_code", wholeFile: true,
			records: doc(nil, pack("x", "pcs", "10"), pack("x", "pcs", "12")), twin: doc(nil, pack("x", "pcs", "10"), pack("x", "pcs", "10.0"))},
		{code: "ref-code-differs", line: 12, path: "ref_code", says: `"p"`, wholeFile: true,
			records: two(doc(nil), product(func(p *record.InvoiceProduct) { p.Name = text("other") })),
			// From one invoice to the next a price may change.
			twin: two(doc(nil), product(func(p *record.InvoiceProduct) { p.Prices[0].Price = num("1") }))},
		{code: "ref-code-differs", line: 7, path: "shipper.ref_code", says: `"s"`, wholeFile: true,
			records: two(doc(nil), renamed(doc(nil))), twin: two(doc(nil), doc(nil))},
		{code: "product-prices-differ", line: 7, path: "prices", says: "at 6:1 in the same invoice", wholeFile: true,
			records: doc(nil, invoiceProduct(func(p *record.InvoiceProduct) { p.Prices[0].Price = num("1") })), twin: doc(nil, invoiceProduct())},
	})
}

// renamed gives the shipper of an invoice another name.
func renamed(records []record.Record) []record.Record {
	records[0].(*record.Invoice).ShipperName = text("another")
	return records
}

func withKind(k record.DocKind, cases []findingCase) []findingCase {
	for i := range cases {
		cases[i].kind = k
	}
	return cases
}

// run checks records and returns the findings and the error of Finish.
func run(t *testing.T, kind record.DocKind, records []record.Record, whole bool) ([]record.Finding, error) {
	t.Helper()
	var found []record.Finding
	c := New(kind, Options{
		File: "file", Found: func(f record.Finding) { found = append(found, f) }, Whole: whole,
		Zone: minsk(t), UnitNames: unitNames,
	})
	for _, r := range records {
		if err := c.Check(r); err != nil {
			t.Fatal(err)
		}
	}
	err := c.Finish()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return found, err
}

func minsk(t *testing.T) *time.Location {
	t.Helper()
	return time.FixedZone("Europe/Minsk", 3*60*60)
}

// show writes findings for people.
func show(found []record.Finding) string {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "\n  %s %s %d %s %s: "+f.Message.En, append([]any{f.Pos, f.Kind, f.Record, f.Path, f.Message.Code}, f.Args...)...)
	}
	return b.String()
}

func TestEachFindingOnceAtItsPlace(t *testing.T) {
	for _, c := range findingCases {
		t.Run(c.String(), func(t *testing.T) {
			found, err := run(t, c.kind, c.records, true)
			if err != nil || len(found) != 1 {
				t.Fatalf("error %v, findings:%s\nwant just %s", err, show(found), c.code)
			}
			f := found[0]
			at := c.records[c.line-1]
			if f.Message.Code != c.code || f.Pos != at.At() || f.Kind != at.Kind() || f.Path != c.path {
				t.Errorf("%s\nwant %s at line %d, a %s, path %s", show(found), c.code, c.line, at.Kind(), c.path)
			}
			if want := numberOf(c.records, c.line-1); f.Record != want {
				t.Errorf("record %d, want %d", f.Record, want)
			}
			for _, words := range []string{f.Message.En, f.Message.Ru} {
				said := fmt.Sprintf(words, f.Args...)
				if strings.Contains(said, "%!") {
					t.Errorf("words and arguments do not fit: %s", said)
				}
			}
			if said := fmt.Sprintf(f.Message.En, f.Args...); !strings.Contains(said, c.says) {
				t.Errorf("it says %q, want %q in it", said, c.says)
			}
			if found, err := run(t, c.kind, c.twin, true); err != nil || len(found) != 0 {
				t.Errorf("the twin: error %v, findings:%s\nwant none", err, show(found))
			}
			found, _ = run(t, c.kind, c.records, false)
			if got := len(found) == 0; got != c.wholeFile {
				t.Errorf("without Whole:%s", show(found))
			}
		})
	}
}

// numberOf returns the number of a record among its kind.
func numberOf(records []record.Record, i int) (n int64) {
	for _, r := range records[:i+1] {
		if r.Kind() == records[i].Kind() {
			n++
		}
	}
	return n
}

// TestTogether has those findings that others always come with.
func TestTogether(t *testing.T) {
	for _, c := range []struct {
		name    string
		kind    record.DocKind
		records []record.Record
		want    string // lines and codes
	}{
		{"a return", record.Receipts, line("10", "-3", "-30", "-5", "-25"), "1 return-line, 1 return-receipt"},
		{"a return's discount turned round", record.Receipts, line("10", "-3", "-30", "5", "-35"), "1 return-line, 1 discount-negative, 1 return-receipt"},
		{"more off than on", record.Receipts, line("10", "3", "30", "31", "-1"), "1 return-line, 1 discount-excessive, 1 return-receipt"},
		{"no payments at all", record.Receipts, receiptOf(func(r *record.Receipt) { r.PayCard, r.PayCash = record.Number{}, record.Number{} }),
			"1 optional-missing, 1 optional-missing"},
		{"a product that moved", record.Nomenclature,
			nomenclatureOf(product("a"), group("2", "more", "1"), product("a", in("2")), product("b", in("2"))),
			"5 product-rows-differ, 5 code-in-two-groups"},
		{"many at once, in order", record.Nomenclature,
			nomenclatureOf(
				product("z"), product("b", price("Розничная", "2")), product("a"), // 3, 4, 5
				product("b", price("Розничная", "0"), barcode("96385075")),         // 6
				product("z", price("Розничная", "7")), group("2", "x", "nowhere")), // 7, 8
			"6 price-not-positive, 6 barcode-check-digit, 6 product-rows-differ, 6 price-differs, 7 price-differs, 8 parent-unknown"},
		{"an empty document", record.Invoices, nil, ""},
		{"an invoice after one without items", record.Invoices,
			two(document(append([]record.Record{invoice("6", "1")}, parts()...)...), invoiceOf(nil)),
			"1 invoice-no-items, 1 invoice-sum-differs"},
	} {
		found, err := run(t, c.kind, c.records, true)
		var got []string
		for _, f := range found {
			got = append(got, fmt.Sprint(f.Pos.Line, " ", f.Message.Code))
		}
		if strings.Join(got, ", ") != c.want || err != nil {
			t.Errorf("%s: %s, error %v\nwant %s", c.name, strings.Join(got, ", "), err, c.want)
		}
	}
}

func TestCycles(t *testing.T) {
	groups := func(pairs ...string) []record.Record {
		records := []record.Record{catalogue("13.04.2018")}
		for _, p := range pairs {
			code, parent, _ := strings.Cut(p, "<")
			records = append(records, group(code, "name", parent))
		}
		return document(records...)
	}
	categories := func(pairs ...string) []record.Record {
		records := invoiceOf(nil)
		for _, p := range pairs {
			code, parent, _ := strings.Cut(p, "<")
			records = append(records, category(code, "name", parent))
		}
		return document(records...)
	}
	for _, c := range []struct {
		name    string
		kind    record.DocKind
		records []record.Record
		want    string
	}{
		{"itself", record.Nomenclature, groups("a<a"), `file:2:1: group 1 ParentCode: the group "a" stands above itself by way of its parent "a"`},
		{"two", record.Nomenclature, groups("x<none", "a<b", "b<a"), `file:3:1: group 2 ParentCode: the group "a" stands above itself by way of its parent "b"`},
		{"behind a tail", record.Nomenclature, groups("t<u", "u<a", "a<b", "b<c", "c<a"), `file:4:1: group 3 ParentCode: the group "a" stands above`},
		{"two circles", record.Nomenclature, groups("c<d", "d<c", "a<b", "b<a"), `file:2:1: group 1 ParentCode: the group "c"`},
		{"none", record.Nomenclature, groups("c<b", "b<a", "a<none", "d<a"), ""},
		{"broken by an unknown parent", record.Nomenclature, groups("c<b", "b<x"), ""},
		{"only in a double, which does not count", record.Nomenclature, groups("a<", "b<a", "a<b"), ""},
		{"although a double is right", record.Nomenclature, groups("a<b", "b<a", "a<none"), `file:2:1: group 1`},
		{"categories", record.Invoices, categories("a<b", "b<a"), `file:7:1: category 2 parent: the category "a" stands above itself by way of its parent "b"`},
		{"categories of two invoices", record.Invoices, two(categories("a<b", "b<missing"), categories("a<missing", "b<a")), ""},
	} {
		_, err := run(t, c.kind, c.records, true)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v, want no error", c.name, err)
			}
			continue
		}
		var e *record.Error
		if !errors.As(err, &e) || !e.Fatal || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v\nwant %s…", c.name, err, c.want)
		}
		if _, err := run(t, c.kind, c.records, false); err != nil {
			t.Errorf("%s, without Whole: %v, want no error", c.name, err)
		}
	}
}

// TestEveryCodeHasACase also holds the messages to their form.
func TestEveryCodeHasACase(t *testing.T) {
	elsewhere := []string{"group-cycle", "category-cycle", "return-line", "return-receipt", "discount-excessive", // TestCycles, TestTogether
		"doc-discount-negative", "doc-discount-excessive", "sold-not-in-catalog", "sold-price-differs", "sold-price-not-retail", "sold-name-differs"} // deep_test.go
	seen := map[string]bool{}
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	verb := regexp.MustCompile(`%[a-z]`)
	for _, m := range Messages() {
		if seen[m.Code] || !kebab.MatchString(m.Code) {
			t.Errorf("the code %q is there twice, or not in kebab case", m.Code)
		}
		seen[m.Code] = true
		if en, ru := verb.FindAllString(m.En, -1), verb.FindAllString(m.Ru, -1); len(en) != len(ru) {
			t.Errorf("%s: %q in English, %q in Russian", m.Code, en, ru)
		}
		has := slices.ContainsFunc(slices.Concat(findingCases, deepCases()), func(c findingCase) bool { return c.code == m.Code })
		if !has && !slices.Contains(elsewhere, m.Code) {
			t.Errorf("%s has no case", m.Code)
		}
	}
}

func TestNobodyListens(t *testing.T) {
	for _, c := range findingCases {
		checker := New(c.kind, Options{Whole: true})
		for _, r := range c.records {
			if err := checker.Check(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(checker.Finish(), checker.Close()); err != nil {
			t.Errorf("%s: %v", c, err)
		}
	}
}
