package onec

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

// byCalls is a Writer that writes no product into the form.
type byCalls struct{ *Writer }

func (w byCalls) write(rec record.Record) error {
	p, ok := rec.(*record.Product)
	if !ok || w.in != inProducts {
		return w.Writer.write(rec)
	}
	return w.writeByCalls(p)
}

func cyrillic(r rune) bool { return r < 0x80 || r >= 'А' && r <= 'я' }

func spoil(t *rapid.T, p *record.Product) {
	texts := []*[]byte{&p.Barcode, &p.Code, &p.Name, &p.ParentCode, &p.UnitCode, &p.UnitName, &p.Comment, &p.PriceType}
	*rapid.SampledFrom(texts).Draw(t, "text") = rapid.SampledFrom([][]byte{nil, {}, []byte("a\x00"), []byte("<&>\"'\t\r\n"), []byte("ё№"), []byte("\xD0"), []byte("ж\uFFFE")}).Draw(t, "odd")
	p.Price = rapid.SampledFrom([]record.Number{{}, record.EmptyNumber, record.NewNumber(-5, 3), record.NewNumber(1<<62, 30), record.NewNumber(123456789, 2)}).Draw(t, "figure")
}

// The form writes and refuses what the calls do, and so it does again where a product comes twice.
func TestFormIsCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var options record.Options
		if rapid.Bool().Draw(t, "narrow") {
			options = record.Options{Encoding: "windows-1251", Encodable: cyrillic}
		}
		var got, want bytes.Buffer
		form, calls := NewWriter(&got, options), byCalls{NewWriter(&want, options)}
		for _, rec := range formattest.Nomenclature(t) {
			p, ok := rec.(*record.Product)
			rows := 1
			if ok && rapid.Bool().Draw(t, "known") {
				p.Unknown = nil
				rows = rapid.IntRange(1, 3).Draw(t, "rows")
			}
			for range rows {
				e1, e2 := &record.Error{}, &record.Error{}
				err1, err2 := form.write(rec), calls.write(rec)
				if errors.As(err1, &e1) != errors.As(err2, &e2) || fmt.Sprint(err1) != fmt.Sprint(err2) || e1.Value != e2.Value || e1.Fatal != e2.Fatal {
					t.Fatalf("%v %+v\nwant %v %+v", err1, e1, err2, e2)
				}
				if ok && rapid.Bool().Draw(t, "spoilt") {
					spoil(t, p)
				}
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

// Rows that differ in one field of the front only are told apart, missing and empty too.
func TestFrontsDiffer(t *testing.T) {
	values := [][]byte{nil, {}, []byte("a"), []byte("ab"), []byte("b")}
	var list []*record.Product
	for i := range 6 {
		for _, a := range values {
			for _, b := range values {
				p := &record.Product{Code: []byte("c"), Price: record.NewNumber(1, 0)}
				texts := []*[]byte{&p.Barcode, &p.Code, &p.Name, &p.ParentCode, &p.UnitCode, &p.UnitName}
				*texts[i], *texts[(i+1)%6] = a, b
				list = append(list, p)
			}
		}
	}
	var w Writer
	for _, p := range list {
		for _, q := range list {
			w.front.set(p)
			var fresh front
			fresh.set(q)
			if got, same := w.front.is(q), string(w.front.text) == string(fresh.text); got != same && (got || q.Code != nil) {
				t.Fatalf("%q is taken for %q", fresh.text, w.front.text)
			}
		}
	}
}

func TestWriterResets(t *testing.T) {
	var once, again strings.Builder
	write := func(w *Writer, out *strings.Builder) {
		for _, r := range someRows()[:9] {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil || !strings.HasSuffix(out.String(), "/>") {
			t.Errorf("%v, %q", err, out.String())
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write(NewWriter(&once, record.Options{}), &once)
	w := NewWriter(&again, record.Options{})
	for range 2 {
		again.Reset()
		w.Reset()
		write(w, &again)
		if again.String() != once.String() {
			t.Errorf("%s\nwant %s", again.String(), once.String())
		}
	}
}

var _ record.ChunkWriter = (*Writer)(nil)

// someRows are a catalogue as 1C writes it.
func someRows() []record.Record {
	names := []string{`Молоко ТМ "Минская марка" топлёное 3,5% 1,4 л`, "Апельсины Марокко для сока", `Колбаса вар. АО "Брестский мясокомбинат" Докторская 500 г ГОСТ`}
	list := []record.Record{&record.Catalogue{Date: []byte("13.04.2018")}, &record.Group{Code: []byte("00-00000001"), Name: []byte("Молоко"), ParentCode: []byte("none")}}
	for i := range 300 {
		for k, priceType := range []string{"Розничная", "Прайс-лист", "Оптовая"}[:1+i%3] {
			list = append(list, &record.Product{
				Barcode: fmt.Appendf(nil, "40038742%05d", i), Code: fmt.Appendf(nil, "00-%08d", i), Name: []byte(names[i%len(names)]), ParentCode: []byte("00-00000001"),
				UnitCode: []byte("796"), UnitName: []byte("Штука"), Price: record.NewNumber(int64(i*777+k*90+1), 2), Comment: []byte(""), PriceType: []byte(priceType),
			})
		}
	}
	return list
}

// The floor of writing: from records to text.
func BenchmarkWrite(b *testing.B) {
	list := someRows()
	for _, c := range []struct {
		name    string
		write   func(*Writer, record.Record) error
		options record.Options
	}{
		{"form", (*Writer).write, record.Options{}},
		{"calls", func(w *Writer, r record.Record) error { return byCalls{w}.write(r) }, record.Options{}},
		{"narrow", (*Writer).write, record.Options{Encodable: func(r rune) bool { return r < 0x500 }}},
	} {
		b.Run(c.name, func(b *testing.B) {
			count := &counter{}
			w := NewWriter(count, c.options)
			b.ReportAllocs()
			for b.Loop() {
				w.Reset()
				for _, r := range list {
					if err := c.write(w, r); err != nil {
						b.Fatal(err)
					}
				}
				w.Flush()
			}
			b.SetBytes(count.n / int64(b.N))
		})
	}
}

// counter counts what is written to it.
type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

func TestWriterDoesNotAllocate(t *testing.T) {
	list := someRows()
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
		t.Errorf("%v allocations for %d records", n, len(list))
	}
}
