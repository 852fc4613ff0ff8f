package table

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"testing"

	"obmen/formats/record"
)

const recHead = "Date,DocSum,DocSumWithDiscount,DocNum,Line,ProductCode,Price,Quantity,Sum,SumWithDiscount,Extra\n"

// recRow is a line of a receipt.
func recRow(num, line, code string) string {
	return "2018-04-16T11:08:31+0000,5,5," + num + "," + line + "," + code + ",5,1,5,5,\n"
}

// recAbsent is what is found about the columns that recHead does not have.
var recAbsent = func() (s string) {
	for _, c := range []string{"OrganizationCode", "CashBoxCode", "CashBoxName", "StoreCode", "StoreName", "PayCard", "PayCash", "ProductName", "UnitCode", "Discount"} {
		s += "? csv-column-absent " + c + "\n"
	}
	return s
}()

func TestReceiptsReader(t *testing.T) {
	empty := "2018-04-16T11:08:31+0000,5,5,2,,,,,,,\n"
	runReaderTests(t, ReceiptsCSV, record.Options{}, []readerTest{
		{"none", recHead, "\n" + recAbsent},
		{"two", recHead + recRow("1", "1", "a") + recRow("1", "2", "b") + recRow("2", "1", "c"), "\n" + recAbsent + "receipt 1 5 / a 1×5 / b 1×5\nreceipt 2 5 / c 1×5\n"},
		{"twins", recHead + recRow("1", "1", "a") + recRow("1", "1", "a"), "\n" + recAbsent + "receipt 1 5 / a 1×5\nreceipt 1 5 / a 1×5\n"},
		{"without lines", recHead + empty + recRow("2", "1", "a") + empty + empty, "\n" + recAbsent + "receipt 2 5\nreceipt 2 5 / a 1×5\nreceipt 2 5\nreceipt 2 5\n"},
		{"a jump", recHead + recRow("1", "1", "a") + "2018-04-16T11:08:31+0000,5,5,1,§3,b,5,1,5,5,\n", "\n" + recAbsent + "? csv-line-jumps Line\nreceipt 1 5 / a 1×5 / b 1×5\n"},
		{"begins late", recHead + recRow("1", "2", "a"), "\n" + recAbsent + "? csv-line-jumps Line\nreceipt 1 5 / a 1×5\n"},
		{"no column Line", strings.Replace(recHead, "Line,", "", 1) + strings.ReplaceAll(recRow("1", "", "a")+recRow("1", "", "b")+recRow("2", "", "c"), ",,", ","),
			"\n" + strings.Replace(recAbsent, "? csv-column-absent ProductName", "? csv-column-absent Line\n? csv-column-absent ProductName", 1) + "receipt 1 5 / a 1×5 / b 1×5\nreceipt 2 5 / c 1×5\n"},
		{"Extra", recHead + strings.TrimSuffix(recRow("1", "1", "a"), "\n") + `"{""@l"":""1"",""elements"":""<L/>"",""Doc"":{""@d"":""1"",""elements"":""<D/>""},""Head"":{""elements"":""<H/>""},""Products"":{""@p"":""1""}}"` + "\n",
			"\n" + recAbsent + "receipt 1 5 [0@ d=1] [1< H=<H/>] [2@ p=1] [0< D=<D/>] / a 1×5 [0@ l=1] [0< L=<L/>]\n"},
		{"unknown columns", "Тип чека," + recHead + "продажа," + recRow("1", "1", "a") + "a&b," + empty, "\n" + strings.Replace(recAbsent, "? csv-column-absent ProductName", "? csv-column-absent ProductName", 1) + "? unknown-column Тип чека\n" +
			"receipt 1 5 / a 1×5 [0< Тип_x0020_чека=<Тип_x0020_чека>продажа</Тип_x0020_чека>]\nreceipt 2 5 [1< Тип_x0020_чека=<Тип_x0020_чека>a&amp;b</Тип_x0020_чека>]\n"},
		{"totals", recHead + recRow("1", "1", "a") + "Итого,5,5,,,,,,,,\n", "\n" + recAbsent + "? csv-totals-row \nreceipt 1 5 / a 1×5\n"},
	})
}

func TestReceiptRefusals(t *testing.T) {
	in := func(rows string) string { return recHead + recRow("1", "1", "a") + rows + recRow("3", "1", "c") }
	first, last := "\n"+recAbsent+"receipt 1 5 / a 1×5\n", "receipt 3 5 / c 1×5\n"
	runReaderTests(t, ReceiptsCSV, record.Options{}, []readerTest{
		{"a number in a line", in(recRow("2", "1", "b") + "2018-04-16T11:08:31+0000,5,5,2,2,b,5,§x,5,5,\n" + recRow("2", "3", "b")), first + "! number-malformed receipt 2 Quantity\n" + last},
		{"no number", in("2018-04-16T11:08:31+0000,5,5,§,1,b,5,1,5,5,\n"), first + "! required-empty receipt 2 DocNum\n" + last},
		{"no date", in("§,5,5,2,1,b,5,1,5,5,\n"), first + "! required-empty receipt 2 Date\n" + last},
		{"1C's empty date", in("§0001-01-01T00:00:00,5,5,2,1,b,5,1,5,5,\n"), first + "! required-empty receipt 2 Date\n" + last},
		{"no date at all", in("§x,5,5,2,1,b,5,1,5,5,\n"), first + "! date-malformed receipt 2 Date\n" + last},
		{"no sum", in("2018-04-16T11:08:31+0000,§,5,2,1,b,5,1,5,5,\n"), first + "! required-empty receipt 2 DocSum\n" + last},
		{"no price", in("2018-04-16T11:08:31+0000,5,5,2,1,b,§,1,5,5,\n"), first + "! required-empty receipt 2 Price\n" + last},
		{"no such line", in("2018-04-16T11:08:31+0000,5,5,2,§0,b,5,1,5,5,\n"), first + "! csv-line-malformed receipt 2 Line\n" + last},
		{"a line without a number", in("2018-04-16T11:08:31+0000,5,5,2,§,b,5,1,5,5,\n"), first + "! csv-line-cells receipt 2 Line\n" + last},
		// A row that can't be told apart may be of the receipt before it, or begin the one behind it: both are refused, until Line is 1.
		{"a ragged row", recHead + recRow("1", "1", "a") + "§2018-04-16T11:08:31+0000,5,5,2,1,b,5,1,5,\n" + recRow("2", "2", "b") + recRow("3", "1", "c"), "\n" + recAbsent + "! csv-row-short receipt 1\n" + last},
		{"a ragged row at the beginning", recHead + "§2018-04-16T11:08:31+0000,5\n" + recRow("2", "2", "b") + recRow("3", "1", "c"), "\n" + recAbsent + "! csv-row-short receipt 1\n" + last},
		{"Extra of the receipt behind its first row", in(recRow("2", "1", "b") + "2018-04-16T11:08:31+0000,5,5,2,2,b,5,1,5,5,\"§{\"\"Doc\"\":{}}\"\n"), first + "! csv-extra-unknown receipt 2 Extra\n" + last},
		{"a field's element", in("2018-04-16T11:08:31+0000,5,5,2,1,b,5,1,5,5,\"§{\"\"elements\"\":\"\"<Sum>1</Sum>\"\"}\"\n"), first + "! csv-name-taken receipt 2 Extra\n" + last},
	})
	runReaderTests(t, ReceiptsCSV, record.Options{}, []readerTest{
		{"a column that is an element of ours", "§Doc," + recHead, "\n!! csv-name-taken \n"},
	})
	long := recHead + recRow("1", "1", "a")
	for i := range 20 {
		long += recRow("1", strconv.Itoa(i+2), "b")
	}
	runReaderTests(t, ReceiptsCSV, record.Options{Limits: record.Limits{Record: 500}, Found: nil}, []readerTest{
		{"larger than a record may be", long + recRow("2", "1", "c"), "\n" + recAbsent + "! csv-limit-record receipt 1\nreceipt 2 5 / c 1×5\n"},
	})
}

// A head is written in front of each line: a long one in front of many must not gather in memory.
func TestLongHeads(t *testing.T) {
	r := sampleReceipts(1)[0].(*record.Receipt)
	r.StoreName = bytes.Repeat([]byte("x"), 1<<18)
	for range 1000 {
		r.Lines = append(r.Lines, r.Lines[0])
	}
	w := &receiptsWriter{}
	w.init(io.Discard, record.Options{}, receiptsColumns)
	if err := w.Write(r); err != nil || cap(w.buf) > 4*easeAt {
		t.Errorf("%d bytes gathered: %v", cap(w.buf), err)
	}
	r.Lines[999].ProductName = []byte("\x01")
	if err := w.Write(r); err == nil || record.Refusal(err) != nil {
		t.Errorf("half a receipt is written, and the error is %v", err)
	}
}
