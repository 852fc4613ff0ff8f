package table

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"obmen/formats/record"

	"github.com/gocarina/gocsv"
	"pgregory.net/rapid"
)

// tables are the row structs with the constants that name their columns.
var tables = []struct {
	row     any
	columns []column
	layout  *layout
	last    int
	some    map[int]string // constants and the names that they must stand for
}{
	{nomenclatureRow{}, nomenclatureColumns, nomenclatureLayout, nomExtra, map[int]string{nomDate: "Date", nomGroupParentCode: "GroupParentCode", nomCode: "Code", nomName: "Name",
		nomBarcode: "Barcode", nomParentCode: "ParentCode", nomUnitCode: "UnitCode", nomUnitName: "UnitName", nomPrice: "Price", nomPriceType: "PriceType", nomComment: "Comment", nomExtra: "Extra"}},
	{receiptsRow{}, receiptsColumns, receiptsLayout, recExtra, map[int]string{recDate: "Date", recOrganizationCode: "OrganizationCode", recCashBoxCode: "CashBoxCode", recCashBoxName: "CashBoxName",
		recStoreCode: "StoreCode", recStoreName: "StoreName", recDocSum: "DocSum", recDocSumWithDiscount: "DocSumWithDiscount", recDocNum: "DocNum", recPayCard: "PayCard", recPayCash: "PayCash",
		recLine: "Line", recProductCode: "ProductCode", recProductName: "ProductName", recUnitCode: "UnitCode", recPrice: "Price", recDiscount: "Discount", recQuantity: "Quantity", recSum: "Sum",
		recSumWithDiscount: "SumWithDiscount", recExtra: "Extra"}},
	{invoiceRow{}, invoiceColumns, invoiceLayout, invExtra, map[int]string{invRecord: "Record", invStorageCafID: "storage_caf_id", invAmount: "amount", invPrice: "price", invCostWithTax: "cost_with_tax",
		invRefCode: "ref_code", invValue: "value", invForSale: "for_sale", invWeightInGram: "weight_in_gram", invCafShopID: "caf_shop_id", invCafStorageID: "caf_storage_id", invExtra: "Extra"}},
	{itemsRow{}, itemsColumns, itemsLayout, itmTaxID, map[int]string{itmNumber: "Number", itmStorageID: "StorageID", itmProductCode: "ProductCode", itmUnit: "Unit", itmAmount: "Amount",
		itmPriceWithTax: "PriceWithTax", itmCost: "Cost", itmCostWithTax: "CostWithTax", itmTaxID: "TaxID"}},
}

func TestColumns(t *testing.T) {
	for _, tt := range tables {
		if len(tt.columns) != tt.last+1 {
			t.Errorf("%s: %d columns, the last constant is %d", tt.layout.format, len(tt.columns), tt.last)
		}
		for c, name := range tt.some {
			if tt.columns[c].name != name {
				t.Errorf("%s: column %d is %s, its constant says %s", tt.layout.format, c, tt.columns[c].name, name)
			}
		}
		for _, c := range tt.columns {
			if c.name == "" || c.russian == "" {
				t.Errorf("%s: %+v lacks a name", tt.layout.format, c)
			}
		}
	}
}

// No name of a column may be taken for another's.
func TestColumnNamesDiffer(t *testing.T) {
	for _, tt := range tables {
		owner := map[string]string{}
		for _, c := range tt.columns {
			for _, name := range append([]string{c.name, c.russian}, c.others...) {
				plain := plainName([]byte(name))
				if other, ok := owner[plain]; ok && other != c.name {
					t.Errorf("%s: %q names both %s and %s", tt.layout.format, name, other, c.name)
				}
				owner[plain] = c.name
			}
		}
	}
}

// A field's column must stand behind those of the fields before it: rows are written from left to right.
func TestShapesGoFromLeftToRight(t *testing.T) {
	check(t, invoiceShape)
	check(t, itemShape)
	check(t, categoryShape)
	check(t, workspaceShape)
	check(t, packageShape)
	check(t, productShape)
	check(t, priceShape)
}

func check[R any](t *testing.T, s *shape[R]) {
	last := invRecord
	for _, f := range s.fields {
		if f.column <= last {
			t.Errorf("%s: %s stands behind column %d", s.word, invoiceColumns[f.column].name, last)
		}
		last = f.column
		if name := invoiceColumns[f.column].name; !strings.HasSuffix(name, f.key) {
			t.Errorf("%s: the column %s holds the key %s", s.word, name, f.key)
		}
	}
}

// cellText draws a text that gocsv and we write the same way: no guard is needed for it, and encoding/csv gives it back.
func cellText(t *rapid.T) string {
	s := rapid.OneOf(rapid.SampledFrom(nasty), rapid.String()).Draw(t, "text")
	s = strings.Map(legal, s)
	for strings.Contains(s, "\r\n") { // also what \r\r\n becomes
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	if b := []byte(s); isGuarded(b) || isExcelText(b) || isTotalsText(b) {
		return "x"
	}
	return s
}

// "where the path of every record bypasses its reflection, a test proves the bytes equal": gocsv writes what we write, and reads what we read.
func TestGocsv(t *testing.T) {
	for _, tt := range tables {
		t.Run(tt.layout.format, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				rows := reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(tt.row)), 0, 0)
				for range rapid.IntRange(0, 5).Draw(t, "rows") {
					rows = reflect.Append(rows, drawRow(t, tt.row, tt.columns))
				}
				want, err := gocsv.MarshalBytes(rows.Interface())
				if err != nil {
					t.Fatal(err)
				}
				got := ourRows(t, rows, tt.columns)
				if !bytes.Equal(got, want) {
					t.Fatalf("we write\n%q\ngocsv\n%q", got, want)
				}
				back := reflect.New(rows.Type())
				if err := gocsv.UnmarshalBytes(got, back.Interface()); err != nil {
					t.Fatal(err)
				}
				compareRows(t, got, back.Elem(), tt.layout)
			})
		})
	}
}

func drawRow(t *rapid.T, row any, columns []column) reflect.Value {
	v := reflect.New(reflect.TypeOf(row)).Elem()
	for i, c := range columns {
		switch c.kind {
		case numberCell:
			v.Field(i).SetString(rapid.StringMatching(`(-?[0-9]{1,12}(\.[0-9]{1,4})?)?`).Draw(t, c.name))
		case boolCell:
			v.Field(i).SetString(rapid.SampledFrom([]string{"", "true", "false"}).Draw(t, c.name))
		default:
			v.Field(i).SetString(cellText(t))
		}
	}
	v.Field(0).SetString("x" + v.Field(0).String()) // a blank row is no row
	return v
}

func ourRows(t *rapid.T, rows reflect.Value, columns []column) []byte {
	var out bytes.Buffer
	var w rowWriter
	w.init(&out, record.Options{CSV: record.CSVOptions{NoFormulaGuard: true}}, columns)
	w.begin()
	for r := range rows.Len() {
		for i, c := range columns {
			text := []byte(rows.Index(r).Field(i).String())
			if n, err := record.ParseNumber(text); c.kind == numberCell && err == nil && n.String() == string(text) {
				w.number(n)
			} else {
				w.text(i, text)
			}
		}
		w.endRow()
		if err := w.finish(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func compareRows(t *rapid.T, in []byte, want reflect.Value, l *layout) {
	var s sheet
	s.init(bytes.NewReader(in), record.Options{}, l)
	s.noTotals = int64(len(in)) + 1
	if err := s.open(); err != nil {
		t.Fatal(err)
	}
	for r := range want.Len() {
		if refusal, err := s.nextRow(); refusal != nil || err != nil {
			t.Fatal(refusal, err)
		}
		for c := range l.columns {
			if got, want := string(s.value(c)), want.Index(r).Field(c).String(); got != want {
				t.Fatalf("row %d, %s: we read %q, gocsv %q", r, l.columns[c].name, got, want)
			}
		}
	}
}

// legal drops what is no Char of XML 1.0 (2.2).
func legal(r rune) rune {
	if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 {
		return r
	}
	return -1
}
