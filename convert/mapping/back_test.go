package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/convert/regroup"
	"obmen/convert/report"
	"obmen/formats/record"
)

// records is a Writer that keeps clones.
type records struct{ list []record.Record }

func (r *records) Write(rec record.Record) error {
	r.list = append(r.list, record.Clone(rec))
	return nil
}

func (r *records) Close() error { return nil }

// headsFirst gives invoices as a reader does: heads first.
func headsFirst(t fataler, m Mapping, src []record.Record, o Options) []record.Record {
	t.Helper()
	out := &records{}
	o.Report = report.New("", nil)
	if err := way(t, m, regroup.HeadFirst(out, o.Temp), &reader{src, io.EOF}, o); err != nil {
		t.Fatal(err)
	}
	return out.list
}

// back maps invoices the other way.
func back(t fataler, m Mapping, src []record.Record, o Options) ([]record.Record, *report.Report) {
	t.Helper()
	out := &records{}
	o.Report = report.New("", nil)
	if err := way(t, m, out, &reader{src, io.EOF}, o); err != nil {
		t.Fatal(err)
	}
	return out.list, o.Report
}

const thereAndBack = `
zone: Europe/Minsk
defaults: {tax: {id: 1, rate: 20}, amount: 3}
products: {p2: {tax: {id: 2, rate: 10}}}
price_types: {purchase: Закупка, retail: Зал, tax_included: {Закупка: %v}, shops: {Зал: [{shop: 1, storage: 1}], Бар: [{shop: 2, storage: 1}, {shop: 3, storage: 1}]}}
stores: {"1": {storage: 1, shop: 1}, "2": {storage: 1, shop: 2}, "3": {storage: 2, shop: 3}}
organizations: {"155": {ref_code: S, name: S}, "156": {ref_code: T, name: T}}
`

// "What the forward way carried comes back equal": a nomenclature in the units of Caffesta, whole or split.
func TestNomenclatureThereAndBack(t *testing.T) {
	with, without := load(t, fmt.Sprintf(thereAndBack, true)), load(t, fmt.Sprintf(thereAndBack, false))
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom([]Options{{Profile: with}, {Profile: without}}).Draw(t, "profile")
		p.Memory, p.MaxItems = 1, rapid.IntRange(0, 3).Draw(t, "most")
		want := drawBackCatalogue(t)
		got, _ := back(t, invoiceToNomenclature(), headsFirst(t, nomenclatureToInvoice(), want, p), p)
		if p.MaxItems > 0 { // groups without products go with the first part, so groups come back in another order
			byContent := func(a, b record.Record) int {
				return bytes.Compare(record.AppendRecord(nil, a), record.AppendRecord(nil, b))
			}
			unplaced(got)
			slices.SortFunc(got, byContent)
			slices.SortFunc(want, byContent)
		}
		compareRecords(t, got, want)
	})
}

// unplaced takes the places off products and groups.
func unplaced(list []record.Record) {
	for _, rec := range list {
		switch r := rec.(type) {
		case *record.Group:
			r.Origin = record.Origin{}
		case *record.Product:
			r.Origin = record.Origin{}
		}
	}
}

// drawBackCatalogue draws a catalogue in the order in which the way back writes one: the group none first, purchase prices first.
func drawBackCatalogue(t *rapid.T) []record.Record {
	list := []record.Record{&record.Catalogue{Date: []byte("13.04.2018")}}
	code := 0
	for g := range rapid.IntRange(1, 5).Draw(t, "groups") {
		group, parent := fmt.Sprintf("g%d", g), "none"
		if g == 0 {
			group = "none"
		} else if above := rapid.IntRange(0, g-1).Draw(t, "parent"); above > 0 {
			parent = fmt.Sprintf("g%d", above)
		}
		products := rapid.IntRange(0, 3).Draw(t, "products")
		if group == "none" && products == 0 {
			continue
		}
		name := group
		if group != "none" {
			name = "Группа " + group
		}
		list = append(list, &record.Group{Code: []byte(group), Name: []byte(name), ParentCode: []byte(parent)})
		for range products {
			code++
			list = append(list, drawBackRows(t, fmt.Sprintf("p%d", code), group)...)
		}
	}
	return list
}

func drawBackRows(t *rapid.T, code, group string) (rows []record.Record) {
	unit := rapid.SampledFrom([][2]string{{"796", "Штука"}, {"166", "Килограмм"}, {"112", "Литр"}}).Draw(t, "unit")
	row := record.Product{Code: []byte(code), Name: []byte("Товар " + code), Barcode: []byte(rapid.SampledFrom([]string{"", "4810000000017"}).Draw(t, "barcode")),
		ParentCode: []byte(group), UnitCode: []byte(unit[0]), UnitName: []byte(unit[1]), Comment: []byte{}}
	if group == "none" {
		row.ParentCode = []byte{}
	}
	for _, priceType := range []string{"Закупка", "Зал", "Бар"} {
		if rapid.Bool().Draw(t, priceType) {
			r := row
			r.PriceType, r.Price = []byte(priceType), record.NewNumber(int64(rapid.IntRange(1, 99_999).Draw(t, "price")), 2)
			rows = append(rows, &r)
		}
	}
	if len(rows) == 0 {
		row.PriceType, row.Price = []byte{}, record.EmptyNumber
		rows = append(rows, &row)
	}
	return rows
}

func compareRecords(t fataler, got, want []record.Record) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d records came back, not %d", len(got), len(want))
	}
	for i := range want {
		if d := record.Diff(got[i], want[i]); d != "" {
			t.Fatalf("record %d of kind %s: %s", i, want[i].Kind(), d)
		}
	}
}

// The same of receipts, but for payment and till, which an invoice does not have: whole minutes, one Price a product.
func TestReceiptsThereAndBack(t *testing.T) {
	p := load(t, fmt.Sprintf(thereAndBack, true))
	rapid.Check(t, func(t *rapid.T) {
		want := drawBackReceipts(t)
		o := Options{Profile: p, Returns: Keep, Memory: 1}
		got, rep := back(t, invoiceToReceipts(), headsFirst(t, receiptsToInvoice(), want, o), o)
		if countOf(rep, receiptsMadeUp) != 1 {
			t.Fatal("nothing says that they are made up")
		}
		compareRecords(t, got, want)
	})
}

func drawBackReceipts(t *rapid.T) (out []record.Record) {
	for i := range rapid.IntRange(1, 8).Draw(t, "receipts") {
		var lines []string
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			n := rapid.IntRange(1, 5).Draw(t, "product")
			unit, quantity := "796", rapid.SampledFrom([]string{"1", "2", "-1"}).Draw(t, "quantity")
			if n == 5 {
				unit, quantity = "166", "0.345"
			}
			discount := rapid.SampledFrom([]string{"0.00", "0.10", "-0.10"}).Draw(t, "discount")
			lines = append(lines, fmt.Sprintf("p%d %s %d.50 %s %s", n, unit, n, quantity, discount))
		}
		r := receiptOf(fmt.Sprint("R", i), fmt.Sprintf("2026-05-01T12:%02d:00+0000", i), fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "store")), lines...)
		r.CashBoxCode, r.PayCard = []byte{}, record.NewNumber(0, 0)
		r.OrganizationCode = []byte(rapid.SampledFrom([]string{"155", "156"}).Draw(t, "organization"))
		out = append(out, r)
	}
	return out
}

// An invoice as small as can be.
func invoiceOf(number string, parts ...record.Record) []record.Record {
	head := &record.Invoice{Number: []byte(number), Date: []byte("2026-05-01 10:00"), ShipperCode: []byte("S"), ShipperName: []byte("S"), StorageID: record.NewNumber(1, 0)}
	return append([]record.Record{head}, parts...)
}

func itemOf(code, measure, amount, cost string) *record.Item {
	c := number(cost)
	price := c.Quo(number(amount), 2)
	return &record.Item{ProductCode: []byte(code), PackageCode: []byte(measure), Amount: number(amount), Cost: c, CostWithTax: c, Price: price, PriceWithTax: price}
}

// productOf makes a product with prices "storage/shop=price".
func productOf(code, category, measure string, prices ...string) *record.InvoiceProduct {
	p := &record.InvoiceProduct{RefCode: []byte(code), Name: []byte("Товар " + code), CategoryCode: []byte(category), Measure: []byte(measure)}
	for _, text := range prices {
		place, price, _ := strings.Cut(text, "=")
		storage, shop, _ := strings.Cut(place, "/")
		p.Prices = append(p.Prices, record.ShopPrice{StorageID: number(storage), ShopID: number(shop), Price: number(price)})
	}
	return p
}

// rowsText shows a catalogue.
func rowsText(list []record.Record) string {
	var out []string
	for _, rec := range list {
		switch r := rec.(type) {
		case *record.Catalogue:
			out = append(out, string(r.Date))
		case *record.Group:
			out = append(out, fmt.Sprintf("[%s<%s]", r.Code, r.ParentCode))
		case *record.Product:
			out = append(out, fmt.Sprintf("%s(%s) %s %s=%s", r.Code, r.ParentCode, r.UnitCode, r.PriceType, r.Price))
		}
	}
	return strings.Join(out, " ")
}

func TestInvoiceToNomenclature(t *testing.T) {
	p := load(t, fmt.Sprintf(thereAndBack, true))
	cat := func(code, parent string) record.Record {
		c := &record.Category{RefCode: []byte(code), Name: []byte(code)}
		if parent != "" {
			c.Parent = []byte(parent)
		}
		return c
	}
	for _, c := range []struct {
		name string
		in   []record.Record
		want string
		kept string
		lost string
	}{
		{"no invoice", nil, "", "", ""},
		{"no products", invoiceOf("1", cat("a", "")), "01.05.2026 [a<none]", "", ""},
		{"categories twice", invoiceOf("1", cat("a", ""), cat("b", "a"), cat("a", "b"), productOf("1", "b", "pcs")), "01.05.2026 [a<none] [b<a] 1(b) 796 =", "", ""},
		{"default category", invoiceOf("1", cat("none", ""), cat("b", "none"), productOf("1", "none", "kg")), "01.05.2026 [none<none] 1() 166 = [b<none]", "", ""},
		{"dangling category", invoiceOf("1", productOf("1", "x", "l")), "01.05.2026 [none<none] 1() 112 =", "", ""},
		{"dangling product", invoiceOf("1", itemOf("x", "pcs", "1", "5.00"), itemOf("1", "pcs", "1", "6.00"), productOf("1", "", "pcs")), "01.05.2026 [none<none] 1() 796 Закупка=6.00", "", "item.product_code 1"},
		{"product without an item", invoiceOf("1", productOf("1", "", "pcs", "1/1=7.00")), "01.05.2026 [none<none] 1() 796 Зал=7.00", "", ""},
		{"an item that cost nothing", invoiceOf("1", itemOf("1", "pcs", "1", "0.00"), productOf("1", "", "pcs", "1/1=7.00")), "01.05.2026 [none<none] 1() 796 Зал=7.00", "", ""},
		{"no type for the place", invoiceOf("1", productOf("1", "", "pcs", "8/8=7.00")), "01.05.2026 [none<none] 1() 796 Зал=7.00", "", ""},
		{"shops of one type", invoiceOf("1", productOf("1", "", "pcs", "1/2=7.00", "1/3=7.0")), "01.05.2026 [none<none] 1() 796 Бар=7.00", "", ""},
		{"shops of one type at two prices", invoiceOf("1", productOf("1", "", "pcs", "1/2=7.00", "1/3=8.00", "1/1=9.00")), "01.05.2026 [none<none] 1() 796 Бар=7.00 1() 796 Зал=9.00", "", "price.price 1"},
		{"bought at two prices", invoiceOf("1", itemOf("1", "pcs", "1", "5.00"), itemOf("1", "pcs", "1", "6.00"), productOf("1", "", "pcs")), "01.05.2026 [none<none] 1() 796 Закупка=5.00", "", "item.price 1"},
		{"two invoices", append(invoiceOf("1", productOf("1", "", "pcs", "1/1=7.00")), invoiceOf("2", itemOf("1", "pcs", "2", "6.00"), productOf("1", "", "pcs", "1/2=8.00"), productOf("0", "", "pcs"))...),
			"01.05.2026 [none<none] 1() 796 Закупка=3.00 1() 796 Зал=7.00 1() 796 Бар=8.00 0() 796 =", "merged 1 0", ""},
		{"unknown measure", invoiceOf("1", productOf("1", "", "box")), "01.05.2026 [none<none] 1() 796 =", "", ""},
	} {
		for _, memory := range []int{0, 1} {
			got, rep := back(t, invoiceToNomenclature(), c.in, Options{Profile: p, Memory: memory})
			if text := strings.TrimSpace(rowsText(got)); text != c.want {
				t.Errorf("%s:\n%s\nwant:\n%s", c.name, text, c.want)
			}
			if text := keptText(rep); text != c.kept {
				t.Errorf("%s: kept out %s", c.name, text)
			}
			fields, counts := rep.Losses()
			text := ""
			for i := range fields {
				text += fmt.Sprintf("%s %d", fields[i], counts[i])
			}
			if text != c.lost {
				t.Errorf("%s: lost %s, want %s", c.name, text, c.lost)
			}
		}
	}
}

func linesText(list []record.Record) string {
	var out []string
	for _, rec := range list {
		r := rec.(*record.Receipt)
		out = append(out, fmt.Sprintf("%s %s %s/%s [%s,%s] %s/%s cash %s card %s", r.DocNum, r.Date, r.StoreCode, r.OrganizationCode, r.StoreName, r.CashBoxName, r.DocSum, r.DocSumWithDiscount, r.PayCash, r.PayCard))
		for _, l := range r.Lines {
			out = append(out, fmt.Sprintf("| %s %q %s: %s × %s = %s − %s = %s", l.ProductCode, l.ProductName, l.UnitCode, l.Price, l.Quantity, l.Sum, l.Discount, l.SumWithDiscount))
		}
	}
	return strings.Join(out, " ")
}

func TestInvoiceToReceipts(t *testing.T) {
	p := load(t, fmt.Sprintf(thereAndBack, true))
	comment := func(text string, list []record.Record) []record.Record {
		list[0].(*record.Invoice).Comment = []byte(text)
		return list
	}
	undated := invoiceOf("2", itemOf("1", "pcs", "1", "5.00"), productOf("1", "", "pcs"))
	undated[0].(*record.Invoice).Date = nil
	for _, c := range []struct {
		name string
		in   []record.Record
		want string
		kept string
	}{
		{"none", nil, "", ""},
		{"without items", invoiceOf("1"), `1 2026-05-01T10:00:00+0000 1/155 [,] 0/0 cash 0 card 0`, ""},
		{"dangling product", invoiceOf("1", itemOf("x", "kg", "2", "5.00")), `1 2026-05-01T10:00:00+0000 1/155 [,] 5.00/5.00 cash 5.00 card 0 | x "" 166: 2.50 × 2 = 5.00 − 0 = 5.00`, ""},
		{"discount", comment("Удача, Касса 1", invoiceOf("1", itemOf("1", "pcs", "2", "5.00"), productOf("1", "", "pcs", "1/2=3.00"))),
			`1 2026-05-01T10:00:00+0000 2/155 [Удача,Касса 1] 6.00/5.00 cash 5.00 card 0 | 1 "Товар 1" 796: 3.00 × 2 = 6.00 − 1.00 = 5.00`, ""},
		{"several shops", invoiceOf("1", itemOf("1", "pcs", "2", "5.00"), productOf("1", "", "pcs", "1/1=3.00", "1/2=4.00")),
			`1 2026-05-01T10:00:00+0000 1/155 [,] 5.00/5.00 cash 5.00 card 0 | 1 "Товар 1" 796: 2.50 × 2 = 5.00 − 0 = 5.00`, ""},
		{"a group's comment", comment("чеков 2, наличные 1.00, карта 4.00, скидка 0", invoiceOf("1", itemOf("1", "pcs", "2", "5.00"))),
			`1 2026-05-01T10:00:00+0000 1/155 [,] 5.00/5.00 cash 1.00 card 4.00 | 1 "" 796: 2.50 × 2 = 5.00 − 0 = 5.00`, ""},
		{"a group's comment that does not add up", comment("чеков 2, наличные 1.00, карта 1.00, скидка 0", invoiceOf("1", itemOf("1", "pcs", "2", "5.00"))),
			`1 2026-05-01T10:00:00+0000 1/155 [,] 5.00/5.00 cash 5.00 card 0 | 1 "" 796: 2.50 × 2 = 5.00 − 0 = 5.00`, ""},
		{"without a date", append(undated, invoiceOf("3")...), `3 2026-05-01T10:00:00+0000 1/155 [,] 0/0 cash 0 card 0`, "rejected 1 0 refused 1 5.00"},
	} {
		got, rep := back(t, invoiceToReceipts(), c.in, Options{Profile: p})
		if text := linesText(got); text != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, text, c.want)
		}
		if text := keptText(rep); text != c.kept {
			t.Errorf("%s: kept out %s, want %s", c.name, text, c.kept)
		}
	}
}

// "A receipt is one record": an invoice that would be more is refused, at its items or at their names.
func TestInvoiceTooLarge(t *testing.T) {
	p := load(t, fmt.Sprintf(thereAndBack, true))
	long := productOf("1", "", "pcs")
	long.Name = []byte(strings.Repeat("я", 2000))
	for _, in := range [][]record.Record{
		invoiceOf("1", itemOf("1", "pcs", "1", "1.00"), itemOf("1", "pcs", "1", "1.00"), itemOf("1", "pcs", "1", "1.00")),
		invoiceOf("1", itemOf("1", "pcs", "1", "1.00"), long),
	} {
		dst := &records{}
		err := way(t, invoiceToReceipts(), dst, &reader{in, io.EOF}, Options{Profile: p, RecordLimit: 1000, Report: report.New("", nil)})
		var e *record.Error
		if !errors.As(err, &e) || !e.Fatal || !errors.Is(err, receiptTooLarge.Fault()) {
			t.Error(err)
		}
	}
}

func TestReceiptsToNomenclature(t *testing.T) {
	p := load(t, fmt.Sprintf(thereAndBack, true))
	receipts := []*record.Receipt{
		receiptOf("R1", "2026-05-02T22:30:00+0000", "1", "b 796 2.00 1 0.00", "a 166 1.00 1 0.00", "z 796 9.00 0 0.00"),
		receiptOf("R2", "2026-05-01T10:00:00+0000", "1", "b 796 1.00 1 0.00", "c ? 5.00 1 0.00", "d 796 5.00 1 0.00"),
		receiptOf("R3", "2026-05-02T10:00:00+0000", "1", "c ? 6.00 1 0.00", "r 796 1.00 -1 0.00", "a 166 1.10 1 0.00"),
	}
	receipts[1].Lines[2].UnitCode = nil
	undated := receiptOf("R4", "", "1", "a 796 1.00 1 0.00")
	catalog := openCatalog(t, p, 0, catalogueOf("group g2 g1", "b 166 9 Зал", "group g1 none", "group g3 none", "x 796", "group none none", "a 796"))
	defer catalog.Close()
	for _, c := range []struct {
		catalog *Catalog
		want    string
	}{
		{nil, "03.05.2026 [none<none] b() 796 Зал=2.00 a() 166 Зал=1.00 c() ? Зал=6.00 d() 796 Зал=5.00"},
		{catalog, "03.05.2026 [none<none] a() 796 Зал=1.00 c() ? Зал=6.00 d() 796 Зал=5.00 [g1<none] [g2<g1] b() 166 Зал=2.00"},
	} {
		for _, memory := range []int{0, 1} {
			got, rep := back(t, receiptsToNomenclature(), list(append(receipts, undated)...), Options{Profile: p, Catalog: c.catalog, Memory: memory})
			if text := rowsText(got); text != c.want {
				t.Errorf("got\n%s\nwant\n%s", text, c.want)
			}
			if text := keptText(rep); text != "returns 1 -1.00 rejected 1 0 refused 1 1.00 skipped 1 0.00 merged 3 0" {
				t.Error("kept out", text)
			}
		}
	}
}

// Whatever file can't be made on the way back, the error comes through and nothing stays open.
func TestBackDiskFull(t *testing.T) {
	p := load(t, fmt.Sprintf(thereAndBack, true))
	receipts := list(manyReceipts(2000)...)
	invoices := headsFirst(t, nomenclatureToInvoice(), large(200, 10), Options{Profile: p})
	for _, c := range []struct {
		m  Mapping
		in []record.Record
	}{{receiptsToNomenclature(), receipts}, {invoiceToNomenclature(), invoices}} {
		for after := 1; ; after++ {
			temp := &watchedTemp{dir: t.TempDir(), after: after}
			err := way(t, c.m, &records{}, &reader{c.in, io.EOF}, Options{Profile: p, Temp: temp, Memory: 1, Report: report.New("", nil)})
			if n := temp.open(); n > 0 {
				t.Errorf("after %d files: %d are still open", after, n)
			}
			if err == nil {
				if after < 2 {
					t.Errorf("done with %d files: this test tests less than it should", after)
				}
				break
			}
			if !errors.Is(err, errDiskFull) {
				t.Fatalf("after %d files: %v", after, err)
			}
		}
	}
}

// A purchase type that shops sell at too comes back once.
func TestPurchaseTypeInShops(t *testing.T) {
	p := load(t, `price_types: {purchase: Цена, retail: Цена, shops: {Цена: [{shop: 1, storage: 1}]}}`)
	for _, c := range []struct{ shop, want, lost string }{
		{"1/1=5.00", "01.05.2026 [none<none] 1() 796 Цена=5.00", ""},
		{"1/1=7.00", "01.05.2026 [none<none] 1() 796 Цена=5.00", "price.price"},
	} {
		got, rep := back(t, invoiceToNomenclature(), invoiceOf("1", itemOf("1", "pcs", "1", "5.00"), productOf("1", "", "pcs", c.shop)), Options{Profile: p})
		if text := rowsText(got); text != c.want || (c.lost != "") != (lostOf(rep, "price.price") == 1) || (c.lost != "") != (countOf(rep, priceTypeTwice) == 1) {
			t.Errorf("%s: %s", c.shop, text)
		}
	}
}

// refusing is a Writer that refuses every record.
type refusing struct{ records }

func (refusing) Write(record.Record) error { return &record.Error{Err: errWrite} }

// What the writer refuses is no longer the record that comes, so it ends the run.
func TestReceiptsBackEnds(t *testing.T) {
	w, err := newReceiptsBack(&refusing{}, Options{Profile: load(t, threeStores)})
	if err != nil {
		t.Fatal(err)
	}
	list := append(invoiceOf("1"), invoiceOf("2")...)
	if err := w.Write(list[0]); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(list[1]); err == nil || record.Refusal(err) != nil || !errors.Is(err, errWrite) {
		t.Error(err)
	}
}
