package table

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"obmen/formats/record"
)

// itmAbsent is what is found about the columns of items-csv that are not among those named.
func itmAbsent(there ...int) (s string) {
	has := map[int]bool{}
	for _, c := range there {
		has[c] = true
	}
	for c := range itemsColumns {
		if !has[c] {
			s += "? csv-column-absent " + itemsColumns[c].name + "\n"
		}
	}
	return s
}

func TestItemsReader(t *testing.T) {
	runReaderTests(t, ItemsCSV, record.Options{}, []readerTest{
		{"a supplier's table", "Артикул;Наименование;Штрих-код;Ед. изм.;Кол-во;Цена, руб.;Сумма с НДС;Группа\n0019;Версан;4607001234567;шт;1 000;2,50;2 500,00;Напитки\n0020;Флюид;;кг;0,5;10;5;Напитки\n0019;Версан;4607001234567;шт;1;2,50;2,50;Напитки\nИтого;;;;;;2 507,50;\n",
			"\n" + itmAbsent(itmProductCode, itmName, itmBarcode, itmUnit, itmAmount, itmPrice, itmCostWithTax, itmCategoryName) + `? items-category-as-code Группа
? items-category-as-code Группа
? items-category-as-code Группа
? csv-totals-row ` + `
invoice - - -
item 0019 1000×2.50 шт
item 0020 0.5×10 кг
item 0019 1×2.50 шт
category Напитки Напитки -
product 0019 Версан 4607001234567 Напитки
product 0020 Флюид - Напитки
`},
		{"barcodes alone", "Barcode,Amount,Price\n4607001234567,1,2\n", "\n" + itmAbsent(itmBarcode, itmAmount, itmPrice) + `? items-barcode-as-code Barcode
invoice - - -
item 4607001234567 1×2 -
product 4607001234567 - 4607001234567 -
`},
		{"an invoice a run", "Number,Date,Storage,Code,Amount,Cost\n1,13.04.2018,2,a,1,5\n1,13.04.2018,2,b,1,5\n,,,c,1,5\n2,13.04.2018,2,a,1,5\n1,13.04.2018,2,a,1,5\n", "\n" + itmAbsent(itmNumber, itmDate, itmStorageID, itmProductCode, itmAmount, itmCost) + `invoice 1 13.04.2018 2
item a 1×- -
item b 1×- -
item c 1×- -
product a - - -
product b - - -
product c - - -
invoice 2 13.04.2018 2
item a 1×- -
product a - - -
invoice 1 13.04.2018 2
item a 1×- -
product a - - -
`},
		{"rows disagree", "Code,Name,Amount,Price\na,A,1,2\nb,B,1,2\na,AA,1,2\n", "\n" + itmAbsent(itmProductCode, itmName, itmAmount, itmPrice) + `invoice - - -
item a 1×2 -
item b 1×2 -
item a 1×2 -
? items-product-differs ` + `
product a A - -
product b B - -
`},
		{"unknown columns", "Code,Amount,Price,Ставка НДС\na,1,2,20%\nb,1,2,\n", "\n" + itmAbsent(itmProductCode, itmAmount, itmPrice) + `? unknown-column Ставка НДС
invoice - - -
item a 1×2 - [0k Ставка НДС="20%"]
item b 1×2 -
product a - - -
product b - - -
`},
		{"no amount", "Code,Amount,Price\na,§,2\n", "\n" + itmAbsent(itmProductCode, itmAmount, itmPrice) + "! required-empty invoice 1 Amount\n"},
		{"no price", "Code,Amount,Price\n§a,1,\n", "\n" + itmAbsent(itmProductCode, itmAmount, itmPrice) + "! items-price-missing invoice 1\n"},
		{"no code", "Number,Code,Amount,Price\n1,a,1,2\n1,§,1,2\n2,b,1,2\n", "\n" + itmAbsent(itmNumber, itmProductCode, itmAmount, itmPrice) + "! items-code-missing invoice 1 Code\ninvoice 2 - -\nitem b 1×2 -\nproduct b - - -\n"},
		{"a wrong date", "Date,Code,Amount,Price\n§13.13.2018,a,1,2\n", "\n" + itmAbsent(itmDate, itmProductCode, itmAmount, itmPrice) + "! date-malformed invoice 1 Date\n"},
		{"a storage that is none", "Storage,Code,Amount,Price\n§1.5,a,1,2\n", "\n" + itmAbsent(itmStorageID, itmProductCode, itmAmount, itmPrice) + "! csv-not-whole invoice 1 Storage\n"},
		{"no amounts at all", "§Code,Price\na,2\n", "\n!! csv-column-missing \n"},
	})
}

// "a table with Code, Amount and perhaps Price".
func TestAmounts(t *testing.T) {
	f := ItemsCSV
	f.NewReader = NewAmountsReader
	runReaderTests(t, f, record.Options{}, []readerTest{
		{"without prices", "Код;Кол-во\na;1\n", "\n" + itmAbsent(itmProductCode, itmAmount) + "invoice - - -\nitem a 1×- -\nproduct a - - -\n"},
		{"with some", "Код;Кол-во;Цена\na;1;\nb;2;3\n", "\n" + itmAbsent(itmProductCode, itmAmount, itmPrice) + "invoice - - -\nitem a 1×- -\nitem b 2×3 -\nproduct a - - -\nproduct b - - -\n"},
	})
}

// Each table is known for what it is, and for nothing else.
func TestMatch(t *testing.T) {
	names := func(head string) (s string) {
		for _, f := range allFormats {
			if f.Match([]byte(head)) {
				s += f.Name + " "
			}
		}
		return s
	}
	for head, want := range map[string]string{
		nomHead:                 "nomenclature-csv ",
		recHead:                 "receipts-csv ",
		invHead:                 "invoice-csv ",
		"Артикул;Кол-во;Цена\n": "items-csv ",
		"Код;Наименование;Код единицы;Количество;Цена\n": "nomenclature-csv ",
		"Код;Количество\n":                "",
		"Код;Цена\n":                      "",
		"":                                "",
		"<ProductsGroups Date=\"\">":      "",
		`{"number":"1","amount":1}`:       "",
		"[]":                              "",
		"Code,Name,UnitCode":              "nomenclature-csv ",
		"\n\nCode\tName\tUnitCode\r\n":    "nomenclature-csv ",
		`"Code";"Name";"UnitCode"` + "\n": "nomenclature-csv ",
		"\ufeffCode;Name;UnitCode\n":      "nomenclature-csv ",
	} {
		if got := names(head); got != want {
			t.Errorf("%q: %q, not %q", head, got, want)
		}
	}
	for _, f := range allFormats {
		for _, d := range dialects {
			head := string(written(t, f, record.Options{CSV: d.csv}, sample(f.Kind, 40)))
			if got := names(head); got != f.Name+" " {
				t.Errorf("%s, %s: taken for %q", f.Name, d.name, got)
			}
		}
	}
}

func TestItemsWriter(t *testing.T) {
	doc := sampleInvoices(20)
	item := doc[1].(*record.Item)
	doc = append(doc, &record.Invoice{Number: []byte("empty")})
	lost := record.Clone(item).(*record.Item)
	lost.ProductCode, lost.PackageCode = []byte("unknown"), []byte("kg")
	pack := record.Clone(item).(*record.Item)
	pack.PackageCode = []byte("box")
	doc = append(append(append([]record.Record{}, doc[0], lost, pack), doc[1:]...), &record.Invoice{Number: []byte("none")})
	var found []string
	o := record.Options{Found: func(f record.Finding) { found = append(found, f.Message.Code) }}
	got := string(written(t, ItemsCSV, o, doc))
	for _, row := range []string{
		"0000000,2018-06-13 14:28,0348741,поставщик,1,unknown,,,,,kg,25,2.00,2.40,50.00,60.00,1\n",
		"0000000,2018-06-13 14:28,0348741,поставщик,1,prod0,Товар 0,2003079000000,cat2,category2,box,25,2.00,2.40,50.00,60.00,1\n",
		"0000000,2018-06-13 14:28,0348741,поставщик,1,prod9,Товар 9,2003079000009,cat2,category2,pcs,25,2.00,2.40,50.00,60.00,1\n",
	} {
		if !strings.Contains(got, row) {
			t.Errorf("no row %s", row)
		}
	}
	if strings.Count(got, "\n") != 13 || strings.Join(found, " ") != "items-unit-differs items-none items-none" {
		t.Errorf("%v\n%s", found, got)
	}
}

func TestItemsWriterRefuses(t *testing.T) {
	item := sampleInvoices(20)[1]
	for _, tt := range []struct {
		doc  []record.Record
		want string
	}{
		{[]record.Record{item}, "csv-record-out-of-order"},
		{[]record.Record{&record.Invoice{}, &record.Item{Amount: record.NewNumber(1, 0)}}, "required-missing"},
		{[]record.Record{&record.Invoice{}, &record.Item{ProductCode: []byte("a")}}, "required-missing"},
		{[]record.Record{&record.Invoice{}, &record.Item{ProductCode: []byte("a"), Amount: record.NewNumber(1, 0)}}, "items-price-missing"},
		{[]record.Record{&record.Invoice{}, &record.InvoiceProduct{RefCode: []byte("a"), Name: []byte("\x01")}}, "csv-character-forbidden"},
	} {
		w, err := ItemsCSV.NewWriter(io.Discard, record.Options{})
		for _, r := range tt.doc {
			if err == nil {
				err = w.Write(r)
			}
		}
		var f *record.Fault
		if !errors.As(err, &f) || f.Message.Code != tt.want || record.Refusal(err) != nil {
			t.Errorf("%v, not %s", err, tt.want)
		}
	}
}

// "Peak memory does not depend on … how large one invoice is": what one with 100,000 items and as many products holds of the heap.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("large")
	}
	const items, most = 100_000, 12 << 20
	head := sampleInvoices(20)[0]
	item, product := sampleInvoices(20)[1].(*record.Item), sampleInvoices(20)[15].(*record.InvoiceProduct)
	for _, f := range []record.Format{InvoiceCSV, ItemsCSV} {
		var peak uint64
		watch := func(i int) {
			if i%20_000 == 0 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		}
		file := newDisk(t)
		w, err := f.NewWriter(file, record.Options{HeadLast: true})
		for i := 0; i < items && err == nil; i++ {
			item.ProductCode, product.RefCode = text("%d", i), text("%d", items-i)
			err = errors.Join(w.Write(item), w.Write(product))
			watch(i)
		}
		if err = errors.Join(err, w.Write(head), w.Close()); err != nil {
			t.Fatal(err)
		}
		r, n := open(t, f, file), 0
		for ; err == nil; n++ {
			_, err = r.Read()
			watch(n)
		}
		if !errors.Is(err, io.EOF) || n < 2*items-1 {
			t.Errorf("%s: %d records: %v", f.Name, n, err)
		}
		t.Logf("%s: %d KiB of the heap", f.Name, peak>>10)
		if peak > most {
			t.Errorf("%s: the heap has %d MiB", f.Name, peak>>20)
		}
	}
}

// Nothing is allocated a record in the long run.
func TestAllocations(t *testing.T) {
	if raced {
		return // what is counted would be the detector's
	}
	for _, f := range allFormats {
		doc := sample(f.Kind, 20000)
		in := written(t, f, record.Options{}, doc)
		w, _ := f.NewWriter(io.Discard, record.Options{})
		r, _ := f.NewReader(bytes.NewReader(in), record.Options{})
		n := 0
		read := mallocs(func() {
			for _, err := r.Read(); err == nil; _, err = r.Read() {
				n++
			}
		})
		wrote := mallocs(func() {
			for _, r := range doc {
				if err := w.Write(r); err != nil {
					t.Fatal(err)
				}
			}
		})
		if a := float64(read) / float64(n); a > 0.02 {
			t.Errorf("%s: %.3f allocations a record read", f.Name, a)
		}
		if a := float64(wrote) / float64(len(doc)); a > 0.02 {
			t.Errorf("%s: %.3f allocations a record written", f.Name, a)
		}
	}
}

func mallocs(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}
