package table

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"obmen/formats/record"

	"pgregory.net/rapid"
)

// nasty are the texts that a table could spoil.
var nasty = []string{"", "'", "''", "'x", "=", "'=", "''=", "=1+1", "+7", "-5", "@x", "\t", "\tx", "\r", "\n", "\r\nx", "'\t", "'\n", `="x"`, `'="x"`, `''="x"`, `=""`, `="`, `="""`, `=""""`, `="a""b"`, `="a"b"`,
	`"`, `""`, `a"b`, ",", ";", "a,b;c\td", " x", "x ", " ", "\u00a0x", "\u2028", `\.`, "0019", "1E5", "01.03", "4607001234567", "TRUE", "ложь", "12:30", "мар.18", "5%", "100 ₽", "Итого", "Всего: 5", "{}", "{", `{"@a":"b"}`,
	"line\nbreak", "line\r\nbreak", "line\rbreak", "\ufeff", "😀", "<a>&amp;</a>", "\u0085", "\u007f"}

// combinations are all ways to write CSV.
func combinations() (list []record.CSVOptions) {
	for i := range 16 {
		c := record.CSVOptions{Dialect: record.Dialect(i & 1), Headers: record.Language(i >> 1 & 1), NoFormulaGuard: i&4 != 0, NoExcelText: i&8 != 0}
		if c.Dialect == record.ExcelRu || !c.NoExcelText {
			list = append(list, c)
		}
	}
	return list
}

// Laws 1 and 2 for every text, whatever the writer's options: the reader knows none of them.
func TestTexts(t *testing.T) {
	for _, c := range combinations() {
		t.Run(fmt.Sprintf("%+v", c), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				draw := func(name string) []byte {
					a, b := rapid.SampledFrom(nasty).Draw(t, name), rapid.SampledFrom(nasty).Draw(t, name)
					return []byte(strings.Map(legal, rapid.SampledFrom([]string{a, a + b, a + rapid.String().Draw(t, name)}).Draw(t, name)))
				}
				g := &record.Group{Code: append(draw("group"), 'x'), Name: draw("group name"), ParentCode: draw("parent")}
				p := &record.Product{Code: append([]byte("x"), draw("code")...), Name: draw("name"), Barcode: draw("barcode"), ParentCode: draw("parent"), UnitCode: draw("unit"),
					UnitName: draw("unit name"), Price: record.EmptyNumber, PriceType: draw("type"), Comment: draw("comment"),
					Unknown: []record.Unknown{{Kind: record.Attribute, Name: []byte("a"), Value: draw("unknown")}}}
				doc := []record.Record{&record.Catalogue{Date: []byte{}}, g, p}
				once := written(t, NomenclatureCSV, record.Options{CSV: c}, doc)
				got, err := readAll(NomenclatureCSV, once)
				if err != nil {
					t.Fatalf("%v\n%q", err, once)
				}
				for i := range doc {
					if diff := record.Diff(got[i], doc[i]); diff != "" {
						t.Fatalf("%s\n%q", diff, once)
					}
				}
				if twice := written(t, NomenclatureCSV, record.Options{CSV: c}, got); !bytes.Equal(once, twice) {
					t.Fatalf("%q\n%q", once, twice)
				}
			})
		})
	}
}

// readAll returns all records, or the first error.
func readAll(f record.Format, in []byte) (list []record.Record, err error) {
	r, err := f.NewReader(bytes.NewReader(in), record.Options{})
	if err != nil {
		return nil, err
	}
	for rec, err := range record.All(r) {
		if err != nil {
			return list, err
		}
		list = append(list, record.Clone(rec))
	}
	return list, nil
}

func TestCells(t *testing.T) {
	tests := []struct {
		text                  string
		guarded, plain, excel string // rfc4180; the same without the guard; excel-ru
	}{
		{"plain", `plain`, `plain`, `plain`},
		{"=1+1", `'=1+1`, `=1+1`, `'=1+1`},
		{"'=1", `''=1`, `''=1`, `''=1`},
		{"'it", `'it`, `'it`, `'it`},
		{"-5", `'-5`, `-5`, `'-5`},
		{"\tx", "'\tx", "\"\tx\"", "'\tx"},
		{`="x"`, `"'=""x"""`, `"'=""x"""`, `"'=""x"""`},
		{`="x`, `"'=""x"`, `"=""x"`, `"'=""x"`},
		{"0019", `0019`, `0019`, `"=""0019"""`},
		{"796", `796`, `796`, `796`},
		{"4607001234567", `4607001234567`, `4607001234567`, `"=""4607001234567"""`},
		{"a,b", `"a,b"`, `"a,b"`, `a,b`},
		{"a;b", `a;b`, `a;b`, `"a;b"`},
		{" x", `" x"`, `" x"`, `" x"`},
		{`"`, `""""`, `""""`, `""""`},
		{`\.`, `"\."`, `"\."`, `"\."`},
		{"a\nb", "\"a\nb\"", "\"a\nb\"", "\"a\nb\""},
	}
	for _, tt := range tests {
		for i, c := range []record.CSVOptions{{}, {NoFormulaGuard: true}, {Dialect: record.ExcelRu}} {
			var w rowWriter
			w.init(nil, record.Options{CSV: c}, itemsColumns)
			w.text(itmName, []byte(tt.text))
			if got, want := string(w.buf[:len(w.buf)-1]), [...]string{tt.guarded, tt.plain, tt.excel}[i]; got != want {
				t.Errorf("%q with %+v: %s, not %s", tt.text, c, got, want)
			}
		}
	}
}

func TestExcelSpoils(t *testing.T) {
	spoilt := []string{"0019", "00", "007", "123456789012", "4607001234567", "1E5", "1e5", "100000E-10", "01.03", "1.5", "1,50", "1-2", "1/2", "12:30", "12:30:05", "мар.18", "18 мар", "1 марта 2018 г.", "Mar-18", "TRUE", "false", "ИСТИНА", "ложь",
		"5%", "100 ₽", "100р.", "100 руб", "$5", "1 990", "1990,00", "2018-04-13", " 12", "12 ", "+5", "-5", "(5)", ".5", "12 PM"}
	whole := []string{"", "0", "796", "155", "12345678901", "УТ-00000002", "90 таб.", "2,5 мл", "№60", "a1", "E5", "5ad4842fd849da0012343342", "March", "мар", "истинно", "10 шт", "x0019", "00-00000019", "8-029-1234567", "Версан", "."}
	for _, s := range spoilt {
		if !excelSpoils([]byte(s)) {
			t.Errorf("%q would be spoilt", s)
		}
	}
	for _, s := range whole {
		if excelSpoils([]byte(s)) {
			t.Errorf("%q would not be spoilt", s)
		}
	}
}

func TestTotalsText(t *testing.T) {
	for text, want := range map[string]bool{"Итого": true, "ИТОГО:": true, "итого по накладной": true, "Всего": true, "Total": true, "TOTAL 5": true, " Итого": true, "Итоговый": false, "Totally": false, "итог": false, "": false, "x Итого": false, "Всего5": false} {
		if got := isTotalsText([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// What is decided by the first letters must be what the whole text says.
func TestNamesAreNotSpoilt(t *testing.T) {
	words := []string{"м", "ма", "мар", "марс", "март", "Январь", "янв", "яйцо", "JAN", "janet", "true", "trues", "истина", "истинно", "ложь", "ёлка", "мё", "маё", "d", "de", "dec", "e", "E5", "р", "ſep", "May", "мая", "т", "л", "x", "«x»", "1", ""}
	for _, a := range words {
		for _, b := range append(words, " 5", "5", ".5", ".", "-1", "/2", "ё", "é", "₽", " ") {
			for _, text := range []string{a + b, " " + a + b, a + b + "1", a + b + " 2018 г.", a + " " + b, a + b + " длинное название товара"} {
				if got, want := excelSpoils([]byte(text)), maySpoil([]byte(text)); got != want {
					t.Errorf("%q: %v, not %v", text, got, want)
				}
			}
		}
	}
}
