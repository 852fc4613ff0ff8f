package table

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"obmen/formats/record"
)

const invHead = "Record,number,date,sum,comment,shipper_ref_code,shipper_name,storage_caf_id,amount,package_code,product_code,price,caf_tax_id,price_with_tax,cost,cost_with_tax\n"

func invRow(number string) string {
	return "invoice," + number + ",2018-06-13 14:28,5,,s,S,1,,,,,,,,\n"
}

const wide = "Record,number,date,sum,comment,shipper_ref_code,shipper_name,storage_caf_id,amount,package_code,product_code,price,caf_tax_id,price_with_tax,cost,cost_with_tax," +
	"ref_code,name,parent,measure,value,type,cancellation_type,for_sale,barcode,country,weight_in_gram,category_ref_code,use_discounts,workspace_ref_code,caf_shop_id,caf_storage_id,Extra\n"

// wideRow is a row under wide: pairs of a column and its cell.
func wideRow(word string, cells ...string) string {
	row := make([]string, len(invoiceColumns))
	row[0] = word
	for i := 0; i < len(cells); i += 2 {
		for c := range invoiceColumns {
			if invoiceColumns[c].name == cells[i] {
				row[c] = cells[i+1]
			}
		}
	}
	return strings.Join(row, ",") + "\n"
}

var (
	headRow    = wideRow("invoice", "number", "1", "date", "2018-06-13 14:28", "sum", "5", "shipper_ref_code", "s", "shipper_name", "S", "storage_caf_id", "1")
	itemRow    = wideRow("item", "amount", "1", "package_code", "pcs", "product_code", "a", "price", "2", "caf_tax_id", "0", "price_with_tax", "2", "cost", "2", "cost_with_tax", "2")
	productRow = wideRow("product", "ref_code", "a", "name", "A", "measure", "pcs", "type", "product", "cancellation_type", "1", "for_sale", "TRUE", "weight_in_gram", "0", "caf_tax_id", "0",
		"category_ref_code", "c", "use_discounts", "ложь", "workspace_ref_code", "w")
	priceRow = wideRow("price", "price", "0.475", "caf_shop_id", "2", "caf_storage_id", "1")
)

func TestInvoiceReader(t *testing.T) {
	runReaderTests(t, InvoiceCSV, record.Options{}, []readerTest{
		{"none", wide, "\n"},
		{"two", wide + headRow + itemRow + wideRow("category", "ref_code", "c", "name", "C") + wideRow("category", "ref_code", "d", "name", "D", "parent", "c") + wideRow("workspace", "ref_code", "w", "name", "W") +
			wideRow("package", "ref_code", "pcs") + productRow + priceRow + priceRow + productRow + headRow, `
invoice 1 2018-06-13 14:28 1
item a 1×2 pcs
category c C -
category d D c
workspace w
package pcs -
product a A - c / 2 0.475 / 2 0.475
product a A - c
invoice 1 2018-06-13 14:28 1
`},
		{"keys", strings.TrimSuffix(wide, "\n") + ",x\n" + strings.TrimSuffix(headRow, "\n") + `"{""k"":[1, 2],""shipper"":{""s"":1},""storage"":{""t"":null}}",v` + "\n", `
? unknown-column x
invoice 1 2018-06-13 14:28 1 [3k s=1] [4k t=null] [0k x="v"] [0k k=[1,2]]
`},
		{"an empty text where an empty cell is none", wide + headRow + strings.TrimSuffix(wideRow("category", "ref_code", "c", "name", "C"), "\n") + `"{""parent"":""""}"` + "\n", `
invoice 1 2018-06-13 14:28 1
category c C ''
`},
		{"a date as Excel has it", wide + strings.Replace(headRow, "2018-06-13 14:28", "§13.06.2018 14:28", 1), "\n? csv-date-rewritten date\ninvoice 1 2018-06-13 14:28 1\n"},
		{"blank lines and totals", wide + headRow + "\n" + itemRow + "Итого,,,5\n", "\n? csv-blank-line \n? csv-totals-row \ninvoice 1 2018-06-13 14:28 1\nitem a 1×2 pcs\n"},
	})
}

// What is wrong with a row refuses its whole invoice, and nothing else.
func TestInvoiceRefusals(t *testing.T) {
	in := func(rows string) string { return wide + headRow + itemRow + rows + headRow }
	const last = "invoice 1 2018-06-13 14:28 1\n"
	runReaderTests(t, InvoiceCSV, record.Options{}, []readerTest{
		{"a number", in(strings.Replace(itemRow, ",1,pcs", ",§x,pcs", 1)), "\n! number-malformed invoice 1 amount\n" + last},
		{"a field is missing", in(strings.Replace(itemRow, "item,,,,,,,,1", "item,,,,,,,,§", 1)), "\n! required-missing invoice 1 amount\n" + last},
		{"not whole", in(wideRow("price")[:0] + productRow + strings.Replace(priceRow, ",2,1,", ",§2.5,1,", 1)), "\n! csv-not-whole invoice 1 caf_shop_id\n" + last},
		{"neither true nor false", in(strings.Replace(productRow, "TRUE", "§да", 1)), "\n! csv-truth-malformed invoice 1 for_sale\n" + last},
		{"a package without a name", in(wideRow("package", "ref_code", "box")), "\n! required-missing invoice 1 name\n" + last},
		{"no such row", in(strings.Replace(itemRow, "item", "§Item", 1)), "\n! csv-row-unknown invoice 1 Record\n" + last},
		{"out of order", in(productRow + "§" + itemRow), "\n! csv-row-misplaced invoice 1 Record\n" + last},
		{"a price without a product", in("§" + priceRow), "\n! csv-row-misplaced invoice 1 Record\n" + last},
		{"a cell of another row", in(strings.Replace(itemRow, "item,", "item,§7", 1)), "\n! csv-cell-foreign invoice 1 number\n" + last},
		{"a date", wide + strings.Replace(headRow, "2018-06-13", "§2018-06-31", 1) + itemRow + headRow, "\n! date-malformed invoice 1 date\n" + last},
		{"a date in Extra", wide + strings.TrimSuffix(strings.Replace(headRow, "2018-06-13 14:28", "§", 1), "\n") + `"{""date"":""x""}"` + "\n" + headRow, "\n! date-malformed invoice 1 date\n" + last},
		{"ragged", in("§item,1\n"), "\n! csv-row-short invoice 1\n" + last},
		{"a known key", in(strings.TrimSuffix(itemRow, "\n") + `"§{""amount"":1}"` + "\n"), "\n! csv-extra-field invoice 1 Extra\n" + last},
		{"a key of a section", wide + strings.TrimSuffix(headRow, "\n") + `"§{""items"":[]}"` + "\n" + headRow, "\n! csv-name-taken invoice 1 Extra\n" + last},
		{"no invoice", wide + "§" + itemRow + itemRow + headRow, "\n! csv-row-headless invoice 1 Record\n" + last},
	})
}

// errTemp is a disk without room.
var errTemp = errors.New("no space left on device")

type fullTemp struct{}

func (fullTemp) TempFile() (*os.File, error) { return nil, errTemp }

// What has to wait and finds no room on disk is an error, not a shorter document.
func TestNoRoomOnDisk(t *testing.T) {
	doc := sampleInvoices(20)
	var large []record.Record
	for _, r := range doc {
		n := 1
		if r.Kind() == record.KindItem || r.Kind() == record.KindInvoiceProduct {
			n = 8000
		}
		for range n {
			large = append(large, r)
		}
	}
	for _, f := range []record.Format{InvoiceCSV, ItemsCSV} {
		in := written(t, f, record.Options{}, large)
		r, err := f.NewReader(bytes.NewReader(in), record.Options{Temp: fullTemp{}})
		for err == nil {
			_, err = r.Read()
		}
		if !errors.Is(err, errTemp) {
			t.Errorf("%s: reading: %v", f.Name, err)
		}
		w, err := f.NewWriter(&bytes.Buffer{}, record.Options{Temp: fullTemp{}, HeadLast: true})
		for _, r := range append(large[1:], large[0]) {
			if err == nil {
				err = w.Write(r)
			}
		}
		if !errors.Is(errors.Join(err, w.Close()), errTemp) {
			t.Errorf("%s: writing: %v", f.Name, err)
		}
	}
}

// Several invoices and large ones come back whole from disk.
func TestLargeInvoices(t *testing.T) {
	doc := sampleInvoices(5000)
	var large []record.Record
	for i, r := range doc {
		if large = append(large, r); i == 3 {
			for range 5000 {
				large = append(large, r)
			}
		}
	}
	in := written(t, InvoiceCSV, record.Options{}, large)
	got, err := readAll(InvoiceCSV, in)
	if err != nil || len(got) != len(large) {
		t.Fatalf("%d records of %d: %v", len(got), len(large), err)
	}
	for i := range got {
		if diff := record.Diff(got[i], large[i]); diff != "" {
			t.Fatalf("record %d: %s", i, diff)
		}
		if i > 0 && got[i].At().Offset <= got[i-1].At().Offset {
			t.Fatalf("record %d is at %v, the one before it at %v", i, got[i].At(), got[i-1].At())
		}
	}
}

func TestInvoiceWriterRefuses(t *testing.T) {
	head := &record.Invoice{Number: []byte("1"), Date: []byte("2018-06-13 14:28"), Sum: record.NewNumber(5, 0), Comment: []byte{}, ShipperCode: []byte("s"), ShipperName: []byte("S"), StorageID: record.NewNumber(1, 0)}
	item := sampleInvoices(20)[1]
	without := func(change func(i *record.Item)) record.Record {
		i := record.Clone(item).(*record.Item)
		change(i)
		return i
	}
	tests := []struct {
		name string
		doc  []record.Record
		want string
	}{
		{"no head", []record.Record{item}, "csv-record-out-of-order"},
		{"out of order", []record.Record{head, &record.Category{RefCode: []byte("c"), Name: []byte{}}, item}, "csv-record-out-of-order"},
		{"a field is missing", []record.Record{head, without(func(i *record.Item) { i.ProductCode = nil })}, "required-missing"},
		{"a number is empty", []record.Record{head, without(func(i *record.Item) { i.Cost = record.EmptyNumber })}, "required-missing"},
		{"not whole", []record.Record{head, without(func(i *record.Item) { i.TaxID = record.NewNumber(15, 1) })}, "csv-not-whole"},
		{"an attribute", []record.Record{head, without(func(i *record.Item) { i.Unknown = []record.Unknown{{Kind: record.Attribute, Name: []byte("a")}} })}, "csv-record-out-of-order"},
	}
	for _, tt := range tests {
		w, err := InvoiceCSV.NewWriter(&bytes.Buffer{}, record.Options{})
		for _, r := range tt.doc {
			if err == nil {
				err = w.Write(r)
			}
		}
		var f *record.Fault
		if !errors.As(err, &f) || f.Message.Code != tt.want || record.Refusal(err) != nil {
			t.Errorf("%s: %v, not %s", tt.name, err, tt.want)
		}
		if err := w.Close(); err == nil {
			t.Errorf("%s: Close is content", tt.name)
		}
	}
}
