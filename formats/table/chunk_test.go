package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"obmen/formats/record"
)

// A chunkedReading is what a document comes to in chunks, as the lanes of a conversion put it together.
type chunkedReading struct {
	transcript string
	chunks     int // that were good
}

// readInChunks reads text in chunks that have at least size bytes each, and from the first that is not good on in one stream.
func readInChunks(t *testing.T, f record.Format, o record.Options, text []byte, size int) (got chunkedReading) {
	t.Helper()
	var out, found strings.Builder
	o.Found = func(x record.Finding) { fmt.Fprintf(&found, "? %s %s %v %q\n", x.Message.Code, x.Path, x.Pos, x.Args) }
	made, err := f.NewReader(nil, o)
	if err != nil {
		t.Fatal(err)
	}
	r, cutter := made.(record.ChunkReader), f.NewCutter(o)
	at := record.Pos{Line: 1, Col: 1}
	var end, lead []byte
	for rest := text; ; {
		n := 0
		for want := size; n == 0; want *= 2 {
			if want >= len(rest) {
				n = len(rest)
				break
			}
			n = cutter.Cut(bytes.Clone(rest[:want]))
		}
		k := record.Chunk{Text: append(bytes.Clone(lead), rest[:n]...), Lead: len(lead), Start: at, Last: n == len(rest)}
		found.Reset()
		records, _, err := readFresh(r, k)
		begin, next := r.Borders()
		if err != io.EOF || got.chunks > 0 && !bytes.Equal(begin, end) {
			found.Reset()
			streamed, _ := f.NewReader(io.MultiReader(bytes.NewReader(lead), bytes.NewReader(rest)), func() record.Options { o.Lead, o.Start = len(lead), at; return o }())
			records, err = readOn(t, streamed.(record.ChunkReader), len(lead) > 0)
			out.WriteString(records + found.String())
			fmt.Fprintln(&out, err)
			got.transcript = out.String()
			return got
		}
		out.WriteString(records + found.String())
		got.chunks++
		if end = bytes.Clone(next); k.Last {
			fmt.Fprintln(&out, io.EOF)
			got.transcript = out.String()
			return got
		}
		lead = cutter.AppendLead(nil)
		var tracker record.Tracker
		tracker.Start(0, at)
		at = tracker.Locate(rest[:n], int64(n))
		rest = rest[n:]
	}
}

// readFresh reads the records of a chunk that stand behind its lead, up to an error.
func readFresh(r record.ChunkReader, k record.Chunk) (text string, n int, err error) {
	var out strings.Builder
	r.Open(k)
	for {
		rec, err := r.Read()
		if err != nil {
			return out.String(), n, err
		}
		if n++; r.Fresh() {
			fmt.Fprintf(&out, "%v %q\n", rec.At(), brief(rec))
		}
	}
}

// readWhole is readInChunks in one stream from the beginning.
func readWhole(t *testing.T, f record.Format, o record.Options, text io.Reader) string {
	t.Helper()
	var found strings.Builder
	o.Found = func(x record.Finding) { fmt.Fprintf(&found, "? %s %s %v %q\n", x.Message.Code, x.Path, x.Pos, x.Args) }
	r, err := f.NewReader(text, o)
	if err != nil {
		t.Fatal(err)
	}
	records, err := readOn(t, r.(record.ChunkReader), false)
	return fmt.Sprintf("%s%s%v\n", records, found.String(), err)
}

// readOn reads to the end, refused records too.
func readOn(t *testing.T, r record.ChunkReader, leading bool) (text string, end error) {
	var out strings.Builder
	for range 1 << 20 {
		rec, err := r.Read()
		if leading = leading && err == nil && !r.Fresh(); leading {
			continue
		}
		switch e := record.Refusal(err); {
		case err == nil:
			fmt.Fprintf(&out, "%v %q\n", rec.At(), brief(rec))
		case e != nil:
			fmt.Fprintf(&out, "! %v %s %v\n", e.Pos, e.Path, e.Err)
		default:
			var fatal *record.Error
			if errors.As(err, &fatal) {
				fatal.Record = 0
			}
			return out.String(), err
		}
	}
	t.Fatal("endless")
	return "", nil
}

// inOrder brings findings and records of both ways into one order: lanes tell their findings chunk by chunk.
func inOrder(transcript string) string {
	var records, findings strings.Builder
	for line := range strings.Lines(transcript) {
		if strings.HasPrefix(line, "?") {
			findings.WriteString(line)
		} else {
			records.WriteString(line)
		}
	}
	return records.String() + findings.String()
}

// oddTables are tables with all that a reader carries from row to row.
var oddTables = map[string]struct {
	f    record.Format
	text string
}{
	"receipts": {ReceiptsCSV, recHead + recRow("1", "1", "a") + recRow("1", "2", "b") + recRow("2", "1", "c") + recRow("2", "1", "c") + recRow("2", "3", "d") + "\n" + recRow("3", "1", "\"x\n\"\"y\"\"\"") + recRow("4", "5", "\"q,\"") +
		recRow("4", "6", "q") + strings.TrimSuffix(recRow("5", "1", "a"), "\n") + `"{""@l"":""1"",""Doc"":{""@d"":""1""}}"` + "\n" + recRow("5", "2", "b") + recRow("6", "1", "c") + "2018-04-16T11:08:31+0000,5,5,7,,,,,,,\n" + recRow("8", "1", "c") + ",,,,,,,,,,\n" + recRow("8", "2", "c")},
	"receipts, Russian, CRLF": {ReceiptsCSV, strings.ReplaceAll(strings.ReplaceAll("sep=;\n\n"+recHead+recRow("1", "1", "a")+recRow("1", "2", "b")+recRow("2", "1", "c")+recRow("3", "1", "d")+recRow("3", "2", "d")+recRow("4", "1", `"'=""0019"""`)+"Итого,5,5,,,,,,,,\n", ",", ";"), "\n", "\r\n")},
	"invoices":                {InvoiceCSV, wide + headRow + itemRow + "\n" + itemRow + productRow + priceRow + headRow + productRow + priceRow + priceRow + headRow + strings.Replace(itemRow, ",a,", ",\"a\n,\"\"\",", 1) + "\n" + headRow + itemRow + headRow + itemRow},
	"nomenclature": {NomenclatureCSV, nomHead + "13.04.2018,g,G,,1,a,796,5,\n13.04.2018,g,G,,1,a,796,6,\n13.04.2018,g,G,,2,\"b\n,\"\"c\"\"\",796,,\n14.04.2018,g,G,,3,c,796,7,\n14.04.2018,g,G,,4,c,796,\"1,990\",\n,,,,5,d,796,5,\n,none,none,none,6,d,796,5,\n" +
		",h,H,,,,,,\n,h,H,,7,e,796,5,\n\n,h,H,,8,e,796,5,\n" + `,h,H,,9,e,796,5,"{""Group"":{""@x"":""1""}}"` + "\n,h,H,,10,e,796,5,\n,h,H,,11,e,796,5,\n" + `,h,H,,12,e,796,5,"{""Group"":{""@x"":""1""}}"` + "\n" + `,h,H,,,,,,"{""GroupTail"":{""elements"":""<D/>""}}"` + "\n,h,H,,13,e,796,5,\n" +
		",i,I,,,,,,\n,i,I,,,,,,\n13.04.2018,i,I,,14,'=x,796,5,\n,Итого,I,,15,y,796,5,\n"},
	"nomenclature, other columns": {NomenclatureCSV, "Наименование;Код единицы;Код;x;Код группы;Цена\nтест;796;1;;g;5,5\nтест;796;1;y;g;6,5\nдва;796;2;y;h;1\nтри;796;3;;h;1,5\nчетыре;796;4;y;;1\nпять;796;5;;g;1\n"},
}

// What is read in chunks, cut wherever the Cutter cuts, is what is read in one piece; and it does cut.
func TestChunks(t *testing.T) {
	for name, tt := range oddTables {
		t.Run(name, func(t *testing.T) {
			whole := inOrder(readWhole(t, tt.f, record.Options{}, strings.NewReader(tt.text)))
			for size := 1; size < len(tt.text); size += 7 {
				got := readInChunks(t, tt.f, record.Options{}, []byte(tt.text), size)
				if inOrder(got.transcript) != whole {
					t.Fatalf("in chunks of %d:\n%s\nnot\n%s", size, inOrder(got.transcript), whole)
				}
				if size == 1 && got.chunks < 2 {
					t.Errorf("only %d chunks", got.chunks)
				}
			}
		})
	}
}

// One byte of a table changed: its chunks must still come to what it is in one piece.
func TestChunksOfDamagedTables(t *testing.T) {
	for name, tt := range oddTables {
		t.Run(name, func(t *testing.T) {
			for at := range len(tt.text) {
				for _, b := range []byte("\",\n\r;1'\x00") {
					damaged := []byte(tt.text)
					if damaged[at] = b; !bytes.Equal(damaged, bytes.ToValidUTF8(damaged, nil)) {
						continue
					}
					whole := inOrder(readWhole(t, tt.f, record.Options{Engine: record.Plain}, bytes.NewReader(damaged)))
					got := readInChunks(t, tt.f, record.Options{}, damaged, 1)
					if inOrder(got.transcript) != whole {
						t.Fatalf("%q at %d, in chunks\n%s\nnot\n%s\nof\n%s", b, at, inOrder(got.transcript), whole, damaged)
					}
				}
			}
		})
	}
}

// mutant returns text with a few things wrong: bytes, and rows that are missing, there twice or elsewhere.
func mutant(rnd *rand.Rand, text []byte) []byte {
	b := bytes.Clone(text)
	for range rnd.IntN(5) {
		i := rnd.IntN(len(b))
		c := "\",;\n\r'=1\t\x00\x01x"[rnd.IntN(12)]
		rows := bytes.SplitAfter(b, []byte("\n"))
		k, l := rnd.IntN(len(rows)), rnd.IntN(len(rows))
		switch rnd.IntN(6) {
		case 0:
			b[i] = c
		case 1:
			b = slices.Delete(b, i, i+1)
		case 2:
			b = slices.Insert(b, i, c)
		case 3:
			b = bytes.Join(slices.Insert(rows, k, rows[l]), nil)
		case 4:
			rows[k], rows[l] = rows[l], rows[k]
			b = bytes.Join(rows, nil)
		default:
			b = bytes.Join(slices.Delete(rows, k, k+1), nil)
		}
		b = append(b, "\n"[:1-min(len(b), 1)]...)
	}
	return b
}

// A table with whatever wrong is the same on the quick way and on the strict one, at once, byte by byte and in chunks.
func TestMutants(t *testing.T) {
	for name, tt := range oddTables {
		t.Run(name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(1, 2))
			for range 200 {
				in := mutant(rnd, []byte(tt.text))
				if !utf8.Valid(in) {
					continue
				}
				o := record.Options{Limits: record.Limits{Record: 600, Value: 100}}
				plain := o
				plain.Engine = record.Plain
				whole := inOrder(readWhole(t, tt.f, plain, bytes.NewReader(in)))
				for how, got := range map[string]string{
					"quickly":      readWhole(t, tt.f, o, bytes.NewReader(in)),
					"byte by byte": readWhole(t, tt.f, o, iotest.OneByteReader(bytes.NewReader(in))),
					"in chunks":    readInChunks(t, tt.f, o, in, 1).transcript,
				} {
					if inOrder(got) != whole {
						t.Fatalf("%s:\n%s\nnot\n%s\nof\n%s", how, inOrder(got), whole, in)
					}
				}
			}
		})
	}
}

// chunksOf cuts a document into chunks of about size bytes.
func chunksOf(t fataler, f record.Format, text []byte, size int) (chunks []record.Chunk) {
	cutter, at := f.NewCutter(record.Options{}), record.Pos{Line: 1, Col: 1}
	for len(text) > size {
		lead := cutter.AppendLead(nil)
		n := cutter.Cut(text[:size])
		if n == 0 {
			t.Fatal("no cut")
		}
		chunks = append(chunks, record.Chunk{Text: append(lead, text[:n]...), Lead: len(lead), Start: at})
		text = text[n:]
	}
	lead := cutter.AppendLead(nil)
	return append(chunks, record.Chunk{Text: append(lead, text...), Lead: len(lead), Start: at, Last: true})
}

// A chunk is read, and written, without allocating, once the first was.
func TestChunksDoNotAllocate(t *testing.T) {
	if raced {
		t.Skip("the race detector allocates")
	}
	for _, f := range []record.Format{ReceiptsCSV, NomenclatureCSV, InvoiceCSV} {
		for _, d := range dialects {
			doc := sample(f.Kind, 5000)
			chunks := chunksOf(t, f, written(t, f, record.Options{CSV: d.csv}, doc), 64<<10)[1:]
			made, err := f.NewReader(nil, record.Options{Found: func(record.Finding) {}})
			if err != nil {
				t.Fatal(err)
			}
			r, next := made.(record.ChunkReader), 0
			read := func() {
				if _, n, err := countChunk(r, chunks[next%len(chunks)]); err != io.EOF || n == 0 {
					t.Fatal(n, err)
				}
				next++
			}
			for range 2 * len(chunks) {
				read()
			}
			if n := testing.AllocsPerRun(2*len(chunks), read); n > 1 {
				t.Errorf("%s %s: %v allocations a chunk", f.Name, d.name, n)
			}
			w, err := f.NewWriter(io.Discard, record.Options{CSV: d.csv})
			if err != nil {
				t.Fatal(err)
			}
			write := func() {
				w.(record.ChunkWriter).Reset()
				for _, r := range doc {
					if err := w.Write(r); err != nil {
						t.Fatal(err)
					}
				}
				if err := w.(record.ChunkWriter).Flush(); err != nil {
					t.Fatal(err)
				}
			}
			if n := testing.AllocsPerRun(2, write); n > 5 {
				t.Errorf("%s %s: %v allocations for %d records", f.Name, d.name, n, len(doc))
			}
		}
	}
}

// countChunk reads a chunk and counts the records that stand behind its lead.
func countChunk(r record.ChunkReader, k record.Chunk) (lead, fresh int, err error) {
	r.Open(k)
	for {
		if _, err = r.Read(); err != nil {
			r.Borders()
			return lead, fresh, err
		}
		if r.Fresh() {
			fresh++
		} else {
			lead++
		}
	}
}

func BenchmarkReadChunks(b *testing.B) {
	for _, f := range []record.Format{NomenclatureCSV, ReceiptsCSV, InvoiceCSV} {
		for _, d := range dialects {
			b.Run(f.Name+"/"+d.name, func(b *testing.B) {
				chunks := chunksOf(b, f, written(b, f, record.Options{CSV: d.csv}, sample(f.Kind, 20000)), 512<<10)
				made, _ := f.NewReader(nil, record.Options{})
				r, next := made.(record.ChunkReader), 0
				b.SetBytes(int64(len(chunks[0].Text)))
				b.ReportAllocs()
				for b.Loop() {
					if _, _, err := countChunk(r, chunks[next%(len(chunks)-1)]); err != io.EOF {
						b.Fatal(err)
					}
					next++
				}
			})
		}
	}
}

func BenchmarkCut(b *testing.B) {
	for _, f := range []record.Format{NomenclatureCSV, ReceiptsCSV} {
		b.Run(f.Name, func(b *testing.B) {
			text := written(b, f, record.Options{}, sample(f.Kind, 20000))
			cutter := f.NewCutter(record.Options{})
			at := cutter.Cut(text[:512<<10])
			b.SetBytes(512 << 10)
			b.ReportAllocs()
			for b.Loop() {
				if cutter.Cut(text[at:at+512<<10]) == 0 {
					b.Fatal("no cut")
				}
			}
		})
	}
}
