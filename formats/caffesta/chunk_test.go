package caffesta

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"obmen/formats/formattest"
	"obmen/formats/record"
)

// layouts are the ways in which programs write several invoices.
func layouts() map[string][]byte {
	lines := large(NDJSON, 200, 3)
	array := large(JSON, 200, 3)
	return map[string][]byte{
		"lines":           lines,
		"our array":       array,
		"one line":        []byte("[" + strings.ReplaceAll(strings.TrimSpace(string(lines)), "\n", ",") + "]"),
		"with spaces":     []byte("[ " + strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(string(lines)), "\n", " , "), `":`, `" : `) + " ]\n"),
		"indented":        bytes.ReplaceAll(array, []byte("\n"), []byte("\r\n\t")),
		"with blank line": bytes.ReplaceAll(lines, []byte("\n"), []byte("\n\n")),
		"without lines":   bytes.ReplaceAll(lines, []byte("\n"), nil),
	}
}

// chunksOf cuts a document as lanes do.
func chunksOf(f record.Format, doc []byte, size int) (chunks []record.Chunk) {
	cutter := f.NewCutter(record.Options{})
	var lead []byte
	at := record.Pos{Line: 1, Col: 1}
	for len(doc) > 0 {
		n := 0
		for want := size; n == 0; want *= 2 {
			if want >= len(doc) {
				n = len(doc)
				break
			}
			n = cutter.Cut(doc[:want])
		}
		c := record.Chunk{Text: append(bytes.Clone(lead), doc[:n]...), Lead: len(lead), Start: at, Last: n == len(doc)}
		chunks = append(chunks, c)
		t := record.Tracker{}
		t.Start(0, at)
		at = t.Locate(doc[:n], int64(n))
		lead, doc = cutter.AppendLead(lead[:0]), doc[n:]
	}
	return chunks
}

// Documents are cut in any layout, and each cut is right.
func TestLayoutsAreCut(t *testing.T) {
	for name, doc := range layouts() {
		want, err := formattest.Read(NDJSON, record.Options{}, bytes.NewReader(doc))
		if err != nil {
			t.Fatal(name, err)
		}
		chunks := chunksOf(JSON, doc, 32<<10)
		if len(chunks) < len(doc)/(64<<10) || len(chunks) < 5 {
			t.Errorf("%s: %d chunks of %d bytes", name, len(chunks), len(doc))
		}
		r := NewReader(nil, record.Options{})
		var end []byte
		got := 0
		for i, c := range chunks {
			r.Open(c)
			for {
				rec, err := r.Read()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: chunk %d: %v", name, i, err)
				}
				if !r.Fresh() {
					continue
				}
				if !record.Equal(rec, want[got]) || rec.At() != want[got].At() {
					t.Fatalf("%s: record %d at %v: %s", name, got, rec.At(), record.Diff(rec, want[got]))
				}
				got++
			}
			begin, next := r.Borders()
			if i > 0 && !bytes.Equal(begin, end) {
				t.Errorf("%s: chunk %d begins at %x, the one before ends at %x", name, i, begin, end)
			}
			end = bytes.Clone(next)
		}
		if got != len(want) {
			t.Errorf("%s: %d records of %d", name, got, len(want))
		}
	}
}

// The texts of a chunk's records stay until the next chunk is opened.
func TestTextsOfAChunkStay(t *testing.T) {
	doc := strings.Join(likeParts(), "\n")
	r := NewReader(nil, record.Options{})
	r.Open(record.Chunk{Text: []byte(doc), Start: record.Pos{Line: 1, Col: 1}, Last: true})
	var texts [][]byte
	var want []string
	for rec, err := range record.All(r) {
		if err != nil {
			t.Fatal(err)
		}
		if p, ok := rec.(*record.InvoiceProduct); ok {
			texts = append(texts, p.Name, p.RefCode)
			want = append(want, string(p.Name), string(p.RefCode))
		}
	}
	for i := range texts {
		if string(texts[i]) != want[i] {
			t.Errorf("%q became %q", want[i], texts[i])
		}
	}
}

// What cuts nothing, or nothing right.
func TestCutterGivesUp(t *testing.T) {
	for _, doc := range []string{"", " ", "[", "{", "[]", "5", `{"number`, `{"number":"1"}`, `[1,{"number":`, `[{"number":1},7,8]`, `{"items":[{"number":1},{"number":2}]}`} {
		if n := newCutter(record.Options{}).Cut([]byte(doc)); n != 0 {
			t.Errorf("%s is cut at %d", doc, n)
		}
	}
	long := `[{"a":[` + strings.Repeat(`{"a":1},`, 100) + `0]},{"a":1}]`
	for _, c := range chunksOf(JSON, []byte(long), 100)[:1] {
		r := NewReader(nil, record.Options{})
		r.Open(c)
		if _, err := r.Read(); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("a wrong cut: %v", err)
		}
	}
}

// Opening chunk after chunk costs no memory.
func TestChunksCostNoAllocation(t *testing.T) {
	doc := bytes.ReplaceAll(large(NDJSON, 300, 3), []byte("Сыр"), []byte(`\"С\"ыр`))
	chunk := record.Chunk{Text: doc, Start: record.Pos{Line: 1, Col: 1}, Last: true}
	for name, f := range map[string]record.Format{"JSON": JSON, "lines": NDJSON} {
		r := NewReader(nil, record.Options{})
		out, _ := f.NewWriter(io.Discard, record.Options{})
		w := out.(*Writer)
		n := int64(0)
		allocs := testing.AllocsPerRun(5, func() {
			r.Open(chunk)
			w.Reset()
			var err error
			if n, err = record.Copy(w, r, nil); err != nil {
				t.Fatal(err)
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}) / float64(n)
		if allocs > 0.01 {
			t.Errorf("%s: %v allocations a record", name, allocs)
		}
	}
}

// As long as it is not known whether a document is an object or an array, nothing is handed on, and nothing is lost.
func TestFlushOfOneInvoice(t *testing.T) {
	h, i, _ := records(t)
	var out bytes.Buffer
	w := NewWriter(&out, record.Options{})
	write := func(recs ...record.Record) {
		for _, rec := range recs {
			if err := w.Write(rec); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(h, i)
	if err := w.Flush(); !errors.Is(err, record.ErrCut) || out.Len() > 0 {
		t.Errorf("%v, %q", err, out.Bytes())
	}
	write(h)
	if err := w.Flush(); err != nil || !strings.HasPrefix(out.String(), "[\n{") {
		t.Errorf("%v, %q", err, out.Bytes())
	}
	write(i)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := formattest.Write(JSON, record.Options{}, []record.Record{h, i, h, i})
	if err != nil || !bytes.Equal(again, out.Bytes()) {
		t.Errorf("%v, got\n%s", err, out.Bytes())
	}
}

func BenchmarkChunk(b *testing.B) {
	for name, c := range map[string]struct {
		f               record.Format
		invoices, parts int
	}{"array": {JSON, 100, 5}, "lines": {NDJSON, 200, 5}, "one large": {JSON, 1, 600}} {
		b.Run(name, func(b *testing.B) {
			doc := large(c.f, c.invoices, c.parts)
			r := NewReader(nil, record.Options{})
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				r.Open(record.Chunk{Text: doc, Last: true})
				if _, err := record.Copy(discard{}, r, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func ExampleReader_Open() {
	doc := []byte(strings.Repeat(strings.ReplaceAll(sample, "\n", "")+"\n", 6))
	r := NewLinesReader(nil, record.Options{})
	for _, c := range chunksOf(NDJSON, doc, 3000) {
		r.Open(c)
		fresh := 0
		for range record.All(r) {
			if r.Fresh() {
				fresh++
			}
		}
		fmt.Println(fresh)
	}
	// Output:
	// 21
	// 21
}
