package kassatka

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/formattest"
	"obmen/formats/record"
)

// writeByCalls writes r without the form.
func writeByCalls(w *Writer, r *record.Receipt) error {
	if err := check(r); err != nil {
		return err
	}
	w.begin()
	w.x.BeginRecord()
	w.writeDoc(r)
	return w.x.EndRecord()
}

func cyrillic(r rune) bool { return r < 0x80 || r >= 'А' && r <= 'я' }

// spoil puts something odd into a text of r, or takes it away.
func spoil(t *rapid.T, r *record.Receipt) {
	texts := []*[]byte{&r.Date, &r.OrganizationCode, &r.CashBoxCode, &r.CashBoxName, &r.StoreCode, &r.StoreName, &r.DocNum}
	numbers := []*record.Number{&r.DocSum, &r.DocSumWithDiscount, &r.PayCard, &r.PayCash}
	for i := range r.Lines {
		l := &r.Lines[i]
		texts = append(texts, &l.ProductCode, &l.ProductName, &l.UnitCode)
		numbers = append(numbers, &l.Price, &l.Discount, &l.Quantity, &l.Sum, &l.SumWithDiscount)
	}
	*rapid.SampledFrom(texts).Draw(t, "text") = rapid.SampledFrom([][]byte{nil, {}, []byte("a\x00"), []byte("<&>\"'\t\r\n"), []byte("ё№"), []byte("\xD0"), []byte("ж\uFFFE")}).Draw(t, "odd")
	*rapid.SampledFrom(numbers).Draw(t, "number") = rapid.SampledFrom([]record.Number{{}, record.EmptyNumber, record.NewNumber(-5, 3), record.NewNumber(1<<62, 30)}).Draw(t, "figure")
}

// The form writes and refuses what the calls do.
func TestFormIsCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var options record.Options
		if rapid.Bool().Draw(t, "narrow") {
			options = record.Options{Encoding: "windows-1251", Encodable: cyrillic}
		}
		var got, want bytes.Buffer
		form, calls := NewWriter(&got, options), NewWriter(&want, options)
		for _, rec := range formattest.Receipts(t) {
			r := rec.(*record.Receipt)
			if rapid.Bool().Draw(t, "known") {
				r.Unknown = nil
			}
			for range rapid.IntRange(0, 2).Draw(t, "spoilt") {
				spoil(t, r)
			}
			e1, e2 := &record.Error{}, &record.Error{}
			err1, err2 := form.write(r), writeByCalls(calls, r)
			if errors.As(err1, &e1) != errors.As(err2, &e2) || fmt.Sprint(err1) != fmt.Sprint(err2) || e1.Value != e2.Value || e1.Fatal != e2.Fatal {
				t.Fatalf("%v %+v\nwant %v %+v", err1, e1, err2, e2)
			}
		}
		if err := errors.Join(form.Close(), calls.Close()); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Fatalf("form:\n%s\ncalls:\n%s", got.String(), want.String())
		}
	})
}

// More tills take turns than are kept.
func TestManyTills(t *testing.T) {
	var got, want bytes.Buffer
	form, calls := NewWriter(&got, record.Options{}), NewWriter(&want, record.Options{})
	r := someReceipts()[1]
	for i := range 1000 {
		r.CashBoxCode, r.StoreCode = fmt.Appendf(nil, "%d", i*i%97), fmt.Appendf(nil, "%d", i%3)
		r.StoreName = fmt.Appendf(nil, "Удача & %d", i/400)
		if err := errors.Join(form.Write(r), writeByCalls(calls, r)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(form.Close(), calls.Close()); err != nil || got.String() != want.String() {
		t.Error(err, got.Len(), want.Len())
	}
}

// A receipt that is too large for the form is written call by call.
func TestLargeReceipt(t *testing.T) {
	r := someReceipts()[1]
	r.Lines[0].ProductName = bytes.Repeat([]byte("Молоко "), 1000)
	for range 50 {
		r.Lines = append(r.Lines, r.Lines[0])
	}
	var got, want bytes.Buffer
	form, calls := NewWriter(&got, record.Options{}), NewWriter(&want, record.Options{})
	if _, ok := form.appendDoc(nil, r); ok {
		t.Error("the receipt fits into the form")
	}
	if err := errors.Join(form.Write(r), writeByCalls(calls, r), form.Close(), calls.Close()); err != nil || got.String() != want.String() {
		t.Error(err, got.Len(), want.Len())
	}
}

// After Reset a Writer writes a document as a new one does, and Flush leaves out nothing.
func TestWriterResets(t *testing.T) {
	var once, again strings.Builder
	write := func(w *Writer, out *strings.Builder) {
		for _, r := range someReceipts()[:3] {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil || !strings.HasSuffix(out.String(), "</Doc>") {
			t.Errorf("%v, %q", err, out.String())
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write(NewWriter(&once, record.Options{}), &once)
	w := NewWriter(&again, record.Options{})
	w.Write(someReceipts()[5])
	if err := w.Write(&record.Item{}); err == nil {
		t.Error("an item is written")
	}
	w.Flush()
	again.Reset()
	w.Reset()
	write(w, &again)
	again.Reset()
	w.Reset()
	if write(w, &again); again.String() != once.String() {
		t.Errorf("%s\nwant %s", again.String(), once.String())
	}
}

var _ record.ChunkWriter = (*Writer)(nil)

// someReceipts are sales as tills write them.
func someReceipts() (list []*record.Receipt) {
	goods := []string{"Торт «Хлебный дом» «Медовик» 1,2 кг", "Печенье «Каравай» овсяное", `Молоко ТМ "Минская марка" топлёное 3,5% 1,4 л`, "Масло сливочное «Брест-Литовск» крестьянское 82,5% 450 г"}
	money := func(n int) record.Number { return record.NewNumber(int64(n), 2) }
	for i := range 200 {
		r := &record.Receipt{
			Date: fmt.Appendf(nil, "2024-01-02T%02d:%02d:%02d+0000", 6+i/60, i%60, i*7%60), DocNum: fmt.Appendf(nil, "6593a662d849da00%08d", i),
			OrganizationCode: []byte("155"), CashBoxCode: []byte("191"), CashBoxName: []byte("Касса 3"), StoreCode: []byte("169"), StoreName: []byte("Удача"),
			DocSum: money(i * 777), DocSumWithDiscount: money(i * 777), PayCard: record.NewNumber(0, 0), PayCash: money(i * 777),
		}
		for k := range 1 + i*7%6 {
			r.Lines = append(r.Lines, record.Line{
				ProductCode: fmt.Appendf(nil, "00-%08d", i*k*7919%99999), ProductName: []byte(goods[(i+k)%4]), UnitCode: []byte("796"),
				Price: money(i*31 + k*1777), Discount: record.NewNumber(0, 0), Quantity: record.NewNumber(1, 0), Sum: money(i*31 + k*1777), SumWithDiscount: money(i*31 + k*1777),
			})
		}
		list = append(list, r)
	}
	return list
}

// The floor of writing: from records to text.
func BenchmarkWrite(b *testing.B) {
	list := someReceipts()
	for _, c := range []struct {
		name    string
		write   func(*Writer, *record.Receipt) error
		options record.Options
	}{
		{"form", (*Writer).writeReceipt, record.Options{}},
		{"calls", writeByCalls, record.Options{}},
		{"narrow", (*Writer).writeReceipt, record.Options{Encodable: func(r rune) bool { return r < 0x500 }}},
	} {
		b.Run(c.name, func(b *testing.B) {
			count := &counter{}
			w := NewWriter(count, c.options)
			b.ReportAllocs()
			for b.Loop() {
				for _, r := range list {
					if err := c.write(w, r); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.SetBytes(count.n / int64(b.N))
		})
	}
}

func (w *Writer) writeReceipt(r *record.Receipt) error { return w.write(r) }

// counter counts what is written to it.
type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

func TestWriterDoesNotAllocate(t *testing.T) {
	list := someReceipts()
	w := NewWriter(io.Discard, record.Options{})
	write := func() {
		w.Reset()
		for _, r := range list {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	write()
	if n := testing.AllocsPerRun(10, write); n > 1 { // the root's name, for messages
		t.Errorf("%v allocations for %d receipts", n, len(list))
	}
}
