package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"obmen/formats/record"
)

// A readerTest is a table and what is read of it, a line each:
//
//	a record, in short
//	? code path      a finding
//	! code path      a refusal, with the number of the record that it refuses
//	!! code path     the error that ends the reading
//
// § in the input marks where the first refusal or error must be, or, if there is none, the first finding but those of absent columns. It is taken out.
type readerTest struct {
	name, in, want string
}

func runReaderTests(t *testing.T, f record.Format, o record.Options, tests []readerTest) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, after, marked := strings.Cut(tt.in, "§")
			in := before + after
			for name, src := range map[string]io.Reader{"": strings.NewReader(in), "byte by byte: ": iotest.OneByteReader(strings.NewReader(in))} {
				got, at := transcript(t, f, o, src)
				if got != strings.TrimPrefix(tt.want, "\n") {
					t.Errorf("%sgot\n%swant%s", name, got, tt.want)
				}
				if want := endOf(before); marked && at != want {
					t.Errorf("%sat %v (%d), not %v (%d)", name, at, at.Offset, want, want.Offset)
				}
			}
		})
	}
}

// endOf returns the place behind text.
func endOf(text string) record.Pos {
	p := record.Pos{Offset: int64(len(text)), Line: 1, Col: 1}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	p.Line += int32(strings.Count(text, "\n"))
	p.Col += int32(utf8.RuneCountInString(text[strings.LastIndexByte(text, '\n')+1:]))
	return p
}

// transcript reads all and says it in short; at is where the first finding or error is.
func transcript(t *testing.T, f record.Format, o record.Options, in io.Reader) (text string, at record.Pos) {
	var out strings.Builder
	failed := false
	note := func(p record.Pos, failure bool) {
		if !at.IsValid() || failure && !failed {
			at, failed = p, failure
		}
	}
	o.Found = func(x record.Finding) {
		if x.Message != ColumnAbsent {
			note(x.Pos, false)
		}
		fmt.Fprintf(&out, "? %s %s\n", x.Message.Code, x.Path)
		if s := fmt.Sprintf(x.Message.En+x.Message.Ru, append(x.Args, x.Args...)...); strings.Contains(s, "%!") {
			t.Errorf("%s: %s", x.Message.Code, s)
		}
	}
	r, err := f.NewReader(in, o)
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		rec, err := r.Read()
		var e *record.Error
		switch {
		case err == nil:
			out.WriteString(brief(rec) + "\n")
			continue
		case err == io.EOF:
			return out.String(), at
		case !errors.As(err, &e):
			fmt.Fprintf(&out, "!! %v\n", err)
			return out.String(), at
		}
		note(e.Pos, true)
		mark := "!"
		if e.Fatal {
			mark = "!!"
		}
		var fault *record.Fault
		errors.As(err, &fault)
		fmt.Fprintf(&out, "%s %s %s\n", mark, fault.Message.Code, strings.TrimPrefix(strings.TrimPrefix(e.Where(), e.Pos.String()), ": "))
		if strings.Contains(e.Error(), "%!") {
			t.Error(e)
		}
		if e.Fatal {
			if _, again := r.Read(); again != err {
				t.Errorf("then %v", again)
			}
			return out.String(), at
		}
	}
	return out.String() + "endless\n", at
}

// brief says a record in short.
func brief(r record.Record) string {
	switch r := r.(type) {
	case *record.Catalogue:
		return "catalogue " + show(r.Date)
	case *record.Group:
		return fmt.Sprintf("group %s %s %s", show(r.Code), show(r.Name), show(r.ParentCode)) + showUnknown(r.Unknown)
	case *record.Product:
		return fmt.Sprintf("product %s %s %s", show(r.Code), show(r.Name), showNumber(r.Price)) + showUnknown(r.Unknown)
	case *record.GroupTail:
		return "tail" + showUnknown(r.Unknown)
	case *record.Receipt:
		s := fmt.Sprintf("receipt %s %s", show(r.DocNum), showNumber(r.DocSum)) + showUnknown(r.Unknown)
		for _, l := range r.Lines {
			s += fmt.Sprintf(" / %s %s×%s", show(l.ProductCode), showNumber(l.Quantity), showNumber(l.Price)) + showUnknown(l.Unknown)
		}
		return s
	case *record.Invoice:
		return fmt.Sprintf("invoice %s %s %s", show(r.Number), show(r.Date), showNumber(r.StorageID)) + showUnknown(r.Unknown)
	case *record.Item:
		return fmt.Sprintf("item %s %s×%s %s", show(r.ProductCode), showNumber(r.Amount), showNumber(r.Price), show(r.PackageCode)) + showUnknown(r.Unknown)
	case *record.Category:
		return fmt.Sprintf("category %s %s %s", show(r.RefCode), show(r.Name), show(r.Parent)) + showUnknown(r.Unknown)
	case *record.Workspace:
		return "workspace " + show(r.RefCode)
	case *record.Package:
		return fmt.Sprintf("package %s %s", show(r.RefCode), show(r.Measure))
	case *record.InvoiceProduct:
		s := fmt.Sprintf("product %s %s %s %s", show(r.RefCode), show(r.Name), show(r.Barcode), show(r.CategoryCode)) + showUnknown(r.Unknown)
		for _, p := range r.Prices {
			s += fmt.Sprintf(" / %s %s", showNumber(p.ShopID), showNumber(p.Price))
		}
		return s
	}
	return "?"
}

func show(b []byte) string {
	switch {
	case b == nil:
		return "-"
	case len(b) == 0:
		return "''"
	}
	return string(b)
}

func showNumber(n record.Number) string {
	switch {
	case n.IsMissing():
		return "-"
	case n.IsEmpty():
		return "''"
	}
	return n.String()
}

func showUnknown(list []record.Unknown) (s string) {
	for _, u := range list {
		s += fmt.Sprintf(" [%d%s %s=%s]", u.Place, [...]string{record.Attribute: "@", record.Element: "<", record.Key: "k"}[u.Kind], u.Name, u.Value)
	}
	return s
}

// The least header of a nomenclature, and a row under it.
const nomHead = "Date,GroupCode,GroupName,GroupParentCode,Code,Name,UnitCode,Price,Extra\n"

// absent is what is found about the columns that nomHead does not have.
const absent = "? csv-column-absent Barcode\n? csv-column-absent ParentCode\n? csv-column-absent UnitName\n? csv-column-absent PriceType\n? csv-column-absent Comment\n"

func TestNomenclatureReader(t *testing.T) {
	runReaderTests(t, NomenclatureCSV, record.Options{}, []readerTest{
		{"header alone", "Code,Name,UnitCode,Date,GroupCode,GroupName,GroupParentCode,Barcode,ParentCode,UnitName,Price,PriceType,Comment\n", `
catalogue -
`},
		{"date alone", nomHead + "13.04.2018,,,,,,,,\n", "\n" + absent + `catalogue 13.04.2018
`},
		{"any order, any language, any capitals", "код единицы;Наименование;CODE;Цена;Дата;GroupCode;Группа;Код родителя группы;Barcode;ParentCode;UnitName;PriceType;Comment\n796;тест;1;1 990,00;13.04.2018;g;Товары;none;;;;;\n", `
catalogue 13.04.2018
group g Товары none
product 1 тест 1990.00
`},
		{"tabs, CRLF", strings.ReplaceAll(strings.ReplaceAll(nomHead+"13.04.2018,g,G,,1,тест,796,,\n", ",", "\t"), "\n", "\r\n"), "\n" + absent + `catalogue 13.04.2018
group g G ''
product 1 тест ''
`},
		{"lone CR", strings.ReplaceAll(nomHead+"13.04.2018,g,G,,1,тест,796,,\n13.04.2018,g,G,,2,два,796,§x,\n", "\n", "\r"), "\n" + absent + `catalogue 13.04.2018
group g G ''
product 1 тест ''
! number-malformed product 2 Price
`},
		{"groups", nomHead + ",g,G,,1,a,796,,\n,g,G,,2,b,796,,\n,h,H,,,,,,\n,h,H,,3,c,796,,\n", "\n" + absent + `catalogue ''
group g G ''
product 1 a ''
product 2 b ''
group h H ''
? groups-merged GroupCode
product 3 c ''
`},
		{"a group twice", nomHead + ",g,G,,,,,,\n,g,G,,,,,,\n", "\n" + absent + `catalogue ''
group g G ''
? groups-merged GroupCode
`},
		{"Extra begins a group", nomHead + `,g,G,,1,a,796,,` + "\n" + `,g,G,,2,b,796,,"{""Group"":{""@x"":""1""}}"` + "\n", "\n" + absent + `catalogue ''
group g G ''
product 1 a ''
group g G '' [0@ x=1]
product 2 b ''
`},
		{"Extra says all", nomHead + `,g,,,1,a,796,,"{""Date"":null,""Price"":null,""@x"":""1"",""elements"":""<A/><B>x</B>"",""Group"":{""Name"":null,""elements"":""<C/>""},""GroupProducts"":{""@y"":""2""}}"` + "\n" +
			`,g,,,,,,,"{""GroupTail"":{""elements"":""<D/>"",""Products"":{""elements"":""<E/>""}}}"` + "\n", "\n" + absent + `catalogue -
group g - '' [0< C=<C/>] [2@ y=2]
product 1 a - [0@ x=1] [0< A=<A/>] [0< B=<B>x</B>]
tail [2< E=<E/>] [0< D=<D/>]
`},
		{"without a group", nomHead + ",,,,1,a,796,,\n,,,,2,b,796,,\n", "\n" + absent + `? csv-group-none GroupCode
catalogue ''
group none none none
product 1 a ''
product 2 b ''
`},
		{"no columns of groups", "Code,Name,UnitCode,Price,Date,Barcode,ParentCode,UnitName,PriceType,Comment\n1,a,796,5,,,,,,\n", `
? csv-column-absent GroupCode
? csv-column-absent GroupName
? csv-column-absent GroupParentCode
? csv-group-none GroupCode
catalogue ''
group none none none
product 1 a 5
`},
		{"unknown columns", nomHead[:len(nomHead)-1] + ",Страна/код,  \n,g,G,,1,a,796,,,BY,\n,h,H,,,,,,,RU,\n", "\n" + absent + `? csv-trailing-delimiter ` + `
? unknown-column Страна/код
catalogue ''
group g G ''
product 1 a '' [0@ Страна_x002F_код=BY]
group h H '' [0@ Страна_x002F_код=RU]
`},
		{"another date", nomHead + "13.04.2018,g,G,,1,a,796,,\n§14.04.2018,g,G,,2,b,796,,\n14.04.2018,g,G,,3,c,796,,\n", "\n" + absent + `catalogue 13.04.2018
group g G ''
product 1 a ''
? csv-date-differs Date
product 2 b ''
product 3 c ''
`},
		{"blank lines", nomHead + "\n,g,G,,1,a,796,,\n,,,,,,,,\n\r\n,g,G,,2,b,796,,\n", "\n" + absent + `? csv-blank-line ` + `
catalogue ''
group g G ''
product 1 a ''
? csv-blank-line ` + `
? csv-blank-line ` + `
product 2 b ''
`},
		{"totals", nomHead + ",g,G,,1,a,796,5,\n,Итого,,,,,,5,\n\nВсего:,,\n", "\n" + absent + `catalogue ''
group g G ''
product 1 a 5
? csv-totals-row ` + `
? csv-blank-line ` + `
? csv-totals-row ` + `
`},
		{"no totals in the middle", nomHead + ",Итого,G,,,,,,\n,g,G,,1,a,796,5,\n", "\n" + absent + `catalogue ''
group Итого G ''
group g G ''
product 1 a 5
`},
		{"a product called so", nomHead + ",Всего,G,,1,a,796,5,\n", "\n" + absent + `catalogue ''
group Всего G ''
product 1 a 5
`},
		{"no line end", nomHead + ",g,G,,1,a,796,5,", "\n" + absent + `? csv-line-end-missing ` + `
catalogue ''
group g G ''
product 1 a 5
`},
		{"cells that programs write", nomHead + `,="0019",="say ""hi""",,"=""0020""",'=x,'796,,` + "\n", "\n" + absent + `catalogue ''
group 0019 say "hi" ''
product 0020 =x ''
`},
		{"three decimals", nomHead + `,g,G,,1,a,796,"1,990",` + "\n", "\n" + absent + `? price-three-decimals Price
catalogue ''
group g G ''
product 1 a 1.990
`},
	})
}

// What refuses a row alone, and what the document.
func TestRefusals(t *testing.T) {
	row := func(cells string) string { return nomHead + ",g,G,,1,a,796,,\n" + cells + "\n,g,G,,3,c,796,,\n" }
	const first, last = "\n" + absent + "catalogue ''\ngroup g G ''\nproduct 1 a ''\n", "product 3 c ''\n"
	runReaderTests(t, NomenclatureCSV, record.Options{}, []readerTest{
		{"a number", row(",g,G,,2,b,796,§1 00,"), first + "! number-malformed product 2 Price\n" + last},
		{"both signs in a number", row(`,g,G,,2,b,796,"1.990,00",`), first + "! number-malformed product 2 Price\n" + last},
		{"too few cells", row("§,g,G,,2,b,796,"), first + "! csv-row-short product 2\n" + last},
		{"too many cells", row("§,g,G,,2,b,796,1,50,"), first + "! csv-row-long product 2\n" + last},
		{"a bare quote", row(`,g,G,,2,5§" tube,796,,`), first + "! csv-quote-bare product 2 Name\n" + last},
		{"a bare quote in quotes of Excel's", row(`,g,G,,2,=§"a"b,796,,`), first + "! csv-quote-bare product 2 Name\n" + last},
		{"a control character", row(",g,G,,2,b§\x01,796,,"), first + "! csv-character-forbidden product 2 Name\n" + last},
		{"a noncharacter", row(",g,G,,2,\"b§\uffff\",796,,"), first + "! csv-character-forbidden product 2 Name\n" + last},
		{"no code", row(",g,G,,§,b,796,,"), first + "! required-empty product 2 Code\n" + last},
		{"no group code", row(",§,G,,2,b,796,,"), first + "! required-empty product 2 GroupCode\n" + last},
		{"no code of an empty group", row(",§,H,,,,,,"), first + "! required-empty group 2 GroupCode\n" + last},
		{"no name, says Extra", row(`,g,G,,2,§,796,,"{""Name"":null}"`), first + "! required-missing product 2 Name\n" + last},
		{"Extra is no JSON", row(`,g,G,,2,b,796,,§x`), first + "! json-literal product 2 Extra\n" + last},
		{"Extra breaks off", row(`,g,G,,2,b,796,,"§{""a"":"`), first + "! json-truncated product 2 Extra\n" + last},
		{"a key twice", row(`,g,G,,2,b,796,,"§{""@a"":""1"",""@a"":""2""}"`), first + "! json-key-twice product 2 Extra\n" + last},
		{"half a character", row(`,g,G,,2,b,796,,"§{""@a"":""\ud800""}"`), first + "! json-surrogate product 2 Extra\n" + last},
		{"no such place", row(`,g,G,,2,b,796,,"§{""Head"":{}}"`), first + "! csv-extra-unknown product 2 Extra\n" + last},
		{"broken elements", row(`,g,G,,2,b,796,,"§{""elements"":""<a>""}"`), first + "! xml-tag-mismatch product 2 Extra\n" + last},
		{"an entity", row(`,g,G,,2,b,796,,"§{""elements"":""<a>&x;</a>""}"`), first + "! xml-entity product 2 Extra\n" + last},
		{"Extra is no object", row(`,g,G,,2,b,796,,§[]`), first + "! csv-extra-type product 2 Extra\n" + last},
		{"an attribute is no text", row(`,g,G,,2,b,796,,"§{""@a"":1}"`), first + "! csv-extra-type product 2 Extra\n" + last},
		{"a field with a value", row(`,g,G,,2,b,796,,"§{""Comment"":""x""}"`), first + "! csv-extra-field product 2 Extra\n" + last},
		{"something behind Extra", row(`,g,G,,2,b,796,,§{}{}`), first + "! json-trailing product 2 Extra\n" + last},
		{"Extra against the cell", row(`,g,G,,2,b,796,,"§{""Name"":null}"`), first + "! csv-extra-contradicts product 2 Extra\n" + last},
		{"a name of ours", row(`,g,G,,2,b,796,,"§{""@Code"":""x""}"`), first + "! csv-name-taken product 2 Extra\n" + last},
		{"a control character in Extra", row(`,g,G,,2,b,796,,"§{""@a"":""\u0001""}"`), first + "! csv-character-forbidden product 2 Extra\n" + last},
		{"an element of ours", row(`,g,G,,2,b,796,,"§{""elements"":""<Product/>""}"`), first + "! csv-name-taken product 2 Extra\n" + last},

		{"a quote that is not closed", row(`,g,G,,2,§"b,796,,`), first + "!! csv-quote-unclosed product 2\n"},
		{"text behind a quote", row(`,g,G,,2,"b"§x,796,,`), first + "!! csv-quote-trailing product 2\n"},
		{"NUL", row(",g,G,,2,b§\x00,796,,"), first + "!! csv-nul product 2\n"},
		{"invalid UTF-8", row(",g,G,,2,б§\xd0,796,,"), first + "!! utf8-invalid product 2\n"},
		{"a date", nomHead + "§32.13.2018,g,G,,1,a,796,,\n", "\n" + absent + "!! date-malformed catalogue 1 Date\n"},
	})
}

func TestHeaders(t *testing.T) {
	runReaderTests(t, NomenclatureCSV, record.Options{}, []readerTest{
		{"nothing", "", "\n!! csv-header-missing \n"},
		{"only blank lines", "\n\n", "\n? csv-blank-line \n? csv-blank-line \n!! csv-header-missing \n"},
		{"a line for Excel", "sep=;\r\nCode;Name;UnitCode;Date;GroupCode;GroupName;GroupParentCode;Barcode;ParentCode;UnitName;Price;PriceType;Comment\r\n", "\n? csv-delimiter-line \ncatalogue -\n"},
		{"none of ours", "§a;b;c\n1;2;3\n", "\n!! csv-header-unknown \n"},
		{"a column is missing", "§Code,Name\n", "\n!! csv-column-missing \n"},
		{"a column twice", "Code,Name,UnitCode,§Код\n", "\n!! csv-column-twice \n"},
		{"an unknown column twice", "Code,Name,UnitCode,x,§x\n", "\n!! csv-column-twice \n"},
		{"a column without a name", "Code,Name,,UnitCode,Date,GroupCode,GroupName,GroupParentCode,Barcode,ParentCode,UnitName,Price,PriceType,Comment\n1,a,,796,,g,G,,,,,,,\n2,b,x,796,,g,G,,,,,,,\n", `
? csv-column-unnamed ` + `
catalogue ''
group g G ''
product 1 a ''
! csv-cell-unnamed product 2
`},
		{"a long name", "Code,Name,UnitCode,§" + strings.Repeat("x", 2000) + "\n", "\n!! csv-name-too-long \n"},
		{"too many columns", "Code,Name,UnitCode" + strings.Repeat(",", 998) + "§x\n", "\n!! csv-columns-too-many \n"},
		{"an open quote", `Code,Name,UnitCode,§"x`, "\n!! csv-quote-unclosed \n"},
	})
}

func TestLimits(t *testing.T) {
	o := record.Options{Limits: record.Limits{Record: 300, Value: 20}}
	long := strings.Repeat("x", 21)
	runReaderTests(t, NomenclatureCSV, o, []readerTest{
		{"a cell", nomHead + ",g,G,,1,§" + long + ",796,,\n,g,G,,2,b,796,,\n", "\n" + absent + "! csv-limit-value product 1 Name\ncatalogue ''\ngroup g G ''\nproduct 2 b ''\n"},
		{"Extra is bounded as a record is", nomHead + `,g,G,,1,a,796,,"{""@a"":""` + long + `""}"` + "\n", "\n" + absent + "catalogue ''\ngroup g G ''\nproduct 1 a '' [0@ a=" + long + "]\n"},
		{"a row", nomHead + "§,g,G,,1," + strings.Repeat("x", 400) + ",796,,\n", "\n" + absent + "!! csv-limit-record product 1\n"},
		{"a quote that is not closed", nomHead + `§,g,G,,1,"` + strings.Repeat("x\n", 400), "\n" + absent + "!! csv-limit-record product 1\n"},
	})
}

// The text of the row is what --rejects gets.
func TestRejects(t *testing.T) {
	tests := []struct {
		f             record.Format
		in, want      string
		records, skip int
	}{
		{NomenclatureCSV, nomHead + ",g,G,,1,a,796,,\n,g,G,,2,\"b\n\",796,x,\n,g,G,,3,c,796\n", nomHead + ",g,G,,2,\"b\n\",796,x,\n,g,G,,3,c,796\n", 3, 2},
		{NomenclatureCSV, nomHead + ",g,G,,2,b,796,x,", nomHead + ",g,G,,2,b,796,x,\n", 2, 1},
		{ReceiptsCSV, recHead + recRow("1", "1", "a") + recRow("2", "1", "b") + recRow("2", "2", "c,d") + recRow("2", "3", "e") + recRow("3", "1", "f"), recHead + recRow("2", "1", "b") + recRow("2", "2", "c,d") + recRow("2", "3", "e"), 2, 1},
		{InvoiceCSV, invHead + invRow("1") + "item,,,,,,,,1,pcs,a,2,0,2,2,2\n" + invRow("2") + "\nitem,,,,,,,,x,pcs,a,2,0,2,2,2", invHead + invRow("2") + "\nitem,,,,,,,,x,pcs,a,2,0,2,2,2\n", 2, 1},
		{ItemsCSV, "Number,Code,Amount,Price\n1,a,1,1\n2,b,x,1\n2,c,1,1\n3,d,1,1\n", "Number,Code,Amount,Price\n2,b,x,1\n2,c,1,1\n", 6, 1},
	}
	for _, tt := range tests {
		reader, err := tt.f.NewReader(strings.NewReader(tt.in), record.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		r, n, skipped := reader.(record.RawReader), 0, 0
		rejects := record.NewRejects(&out, r)
		for {
			_, err := r.Read()
			if err == io.EOF {
				break
			}
			if err == nil {
				n++
				continue
			}
			if record.Refusal(err) == nil {
				t.Fatal(err)
			}
			skipped++
			if err := rejects.Add(); err != nil {
				t.Fatal(err)
			}
		}
		if err := rejects.Close(); err != nil {
			t.Fatal(err)
		}
		if out.String() != tt.want || n != tt.records || skipped != tt.skip {
			t.Errorf("%s: %d records, %d refused\n%q, not\n%q", tt.f.Name, n, skipped, out.String(), tt.want)
		}
	}
}
