package table

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"obmen/formats/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden has what a table has to say in every way: each state of each field, every place of something unknown, cells that a spreadsheet would spoil.
var golden = map[record.DocKind][]record.Record{
	record.Nomenclature: {
		&record.Catalogue{Date: []byte("13.04.2018")},
		&record.Group{Code: none, Name: none, ParentCode: none},
		&record.Product{Barcode: []byte{}, Code: []byte("УТ-00000002"), Name: []byte("тест"), ParentCode: []byte{}, UnitCode: []byte("796"), UnitName: []byte("Штука"), Price: record.EmptyNumber, Comment: []byte{}, PriceType: []byte{}},
		&record.Product{Barcode: []byte("4260133180178"), Code: []byte("0019"), Name: []byte(`Фиделе "90" таб.`), ParentCode: []byte{}, UnitCode: []byte("796"), UnitName: []byte("Штука"), Price: record.NewNumber(199000, 2), Comment: []byte("=1+1"), PriceType: []byte("Прайс-лист")},
		&record.Group{Code: []byte("00-00000001"), Name: []byte("Товары; прочие"), Unknown: []record.Unknown{{Kind: record.Attribute, Name: []byte("Порядок"), Value: []byte("1")}, {Kind: record.Element, Name: []byte("Note"), Value: []byte("<Note>a &amp; b</Note>")},
			{Place: record.InProducts, Kind: record.Attribute, Name: []byte("count"), Value: []byte("2")}}},
		&record.Product{Code: []byte("1E5"), Name: []byte("-5°"), UnitCode: []byte("166"), Price: record.NewNumber(-345, 3),
			Unknown: []record.Unknown{{Kind: record.Attribute, Name: []byte("Артикул"), Value: []byte("а,б;в")}, {Kind: record.Element, Name: []byte("A"), Value: []byte(`<A b="c"/>`)}}},
		&record.GroupTail{Unknown: []record.Unknown{{Place: record.InProducts, Kind: record.Element, Name: []byte("X"), Value: []byte("<X/>")}, {Kind: record.Element, Name: []byte("Y"), Value: []byte("<Y/>")}}},
		&record.Group{Code: []byte("Итого"), Name: []byte{}, ParentCode: []byte{}},
	},
	record.Receipts: {
		&record.Receipt{Date: []byte("2018-04-16T11:08:31+0000"), OrganizationCode: []byte("155"), CashBoxCode: []byte("0189"), CashBoxName: []byte("Касса 1"), StoreCode: []byte("169"), StoreName: []byte("Удача, центр"),
			DocSum: record.NewNumber(2090, 0), DocSumWithDiscount: record.NewNumber(209000, 2), DocNum: []byte("5ad4842fd849da0012343342"), PayCard: record.NewNumber(0, 0), PayCash: record.NewNumber(2090, 0),
			Unknown: []record.Unknown{{Kind: record.Attribute, Name: []byte("v"), Value: []byte("2")}, {Place: record.InHead, Kind: record.Element, Name: []byte("Cashier"), Value: []byte("<Cashier>Иванова</Cashier>")},
				{Place: record.InProducts, Kind: record.Attribute, Name: []byte("n"), Value: []byte("2")}, {Kind: record.Element, Name: []byte("End"), Value: []byte("<End/>")}},
			Lines: []record.Line{
				{ProductCode: []byte("00-00000019"), ProductName: []byte("Версан в капс. 60"), UnitCode: []byte("796"), Price: record.NewNumber(100, 0), Discount: record.NewNumber(0, 0), Quantity: record.NewNumber(1, 0), Sum: record.NewNumber(100, 0), SumWithDiscount: record.NewNumber(100, 0)},
				{ProductCode: []byte("01.03"), Price: record.NewNumber(199000, 2), Quantity: record.NewNumber(345, 3), Sum: record.NewNumber(1990, 0), SumWithDiscount: record.NewNumber(1990, 0),
					Unknown: []record.Unknown{{Kind: record.Element, Name: []byte("Vat"), Value: []byte("<Vat>20</Vat>")}}},
			}},
		&record.Receipt{Date: []byte("2018-04-16T11:09:37+0000"), DocSum: record.NewNumber(0, 0), DocSumWithDiscount: record.NewNumber(0, 0), DocNum: []byte("007"), PayCash: record.EmptyNumber},
	},
	record.Invoices: goldenInvoices,
}

var goldenInvoices = []record.Record{
	&record.Invoice{Number: []byte("0155484"), Date: []byte("2018-06-13 14:28"), Sum: record.NewNumber(15520, 0), Comment: []byte{}, ShipperCode: []byte("0348741"), ShipperName: []byte("поставщик"), StorageID: record.NewNumber(1, 0),
		Unknown: []record.Unknown{{Place: record.InShipper, Kind: record.Key, Name: []byte("inn"), Value: []byte(`"77"`)}, {Kind: record.Key, Name: []byte("draft"), Value: []byte(`[1,{"a":null}]`)}}},
	&record.Item{Amount: record.NewNumber(25, 0), PackageCode: []byte("pcs"), ProductCode: []byte("prod1"), Price: record.NewNumber(2, 0), TaxID: record.NewNumber(1, 0), PriceWithTax: record.NewNumber(200, 2), Cost: record.NewNumber(50, 0), CostWithTax: record.NewNumber(50, 0)},
	&record.Item{Amount: record.NewNumber(345, 3), PackageCode: []byte("kg"), ProductCode: []byte("0019"), Price: record.NewNumber(2, 0), TaxID: record.NewNumber(1, 0), PriceWithTax: record.NewNumber(2, 0), Cost: record.NewNumber(69, 2), CostWithTax: record.NewNumber(69, 2)},
	&record.Category{RefCode: []byte("cat1"), Name: []byte("category1")},
	&record.Category{RefCode: []byte("cat2"), Name: []byte("=category2"), Parent: []byte("cat1")},
	&record.Category{RefCode: []byte("cat3"), Name: []byte{}, Parent: []byte{}},
	&record.Workspace{RefCode: []byte("ws111"), Name: []byte("Бар")},
	&record.Package{RefCode: []byte("pcs")},
	&record.Package{RefCode: []byte("pack222"), Name: []byte("коробка 10 шт"), Measure: []byte("pcs"), Value: record.NewNumber(10, 0)},
	&record.InvoiceProduct{RefCode: []byte("prod1"), Type: []byte("product"), CancellationType: record.NewNumber(1, 0), ForSale: record.True, Name: []byte("1000"), Measure: []byte("pcs"), Barcode: []byte("2003079000000"), Country: []byte("RB"),
		WeightInGram: record.NewNumber(1000, 0), TaxID: record.NewNumber(1, 0), CategoryCode: []byte("cat2"), UseDiscounts: record.False, WorkspaceCode: []byte("ws111"),
		Prices: []record.ShopPrice{{ShopID: record.NewNumber(2, 0), StorageID: record.NewNumber(1, 0), Price: record.NewNumber(475, 3)},
			{ShopID: record.NewNumber(3, 0), StorageID: record.NewNumber(1, 0), Price: record.NewNumber(50, 2), Unknown: []record.Unknown{{Kind: record.Key, Name: []byte("till"), Value: []byte("true")}}}}},
	&record.InvoiceProduct{RefCode: []byte("0019"), Type: []byte("product"), CancellationType: record.NewNumber(0, 0), ForSale: record.False, Name: []byte("x"), Measure: []byte("kg"), Barcode: []byte{},
		WeightInGram: record.NewNumber(1000, 0), TaxID: record.NewNumber(1, 0), CategoryCode: []byte("cat9"), UseDiscounts: record.True, WorkspaceCode: []byte("ws111")},
	&record.Invoice{Number: []byte("2"), Date: []byte("13.06.2018 14:28"), Sum: record.NewNumber(0, 0), Comment: []byte("-"), ShipperCode: []byte("s"), ShipperName: []byte("S"), StorageID: record.NewNumber(0, 0)},
}

// TestGolden compares what is written with testdata; -update writes it. It is for people to look at: what comes back is TestConformance's.
func TestGolden(t *testing.T) {
	for _, f := range allFormats {
		for _, d := range dialects {
			name := filepath.Join("testdata", f.Name+"."+d.name+".csv")
			got := written(t, f, record.Options{CSV: d.csv}, golden[f.Kind])
			if *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s:\n%s", name, got)
			}
		}
	}
}

// newDisk returns a file that is gone after the test.
func newDisk(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "table.csv"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// open reads a file from its beginning.
func open(t *testing.T, f record.Format, file *os.File) record.Reader {
	t.Helper()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	r, err := f.NewReader(file, record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
