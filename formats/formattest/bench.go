package formattest

import (
	"bytes"
	"runtime"
	"testing"

	"obmen/formats/record"
	"obmen/formats/synth"
)

// benchBytes is how much XML, or JSON, the made-up document of a benchmark comes to.
const benchBytes = 8 << 20

// BenchmarkRun measures how f writes and reads a made-up document, once for each case; without cases, with the zero Options. Beside time and
// MB/s, of f's own bytes, it reports records/s, and allocations a record as allocs/record. Those of opening and closing are
// among them, shared out over tens of thousands of records.
func BenchmarkRun(b *testing.B, f record.Format, cases ...Case) {
	if len(cases) == 0 {
		cases = []Case{{Name: "zero options"}}
	}
	for _, c := range cases {
		var written bytes.Buffer
		written.Grow(4 * benchBytes)
		b.Run(c.Name+"/write", func(b *testing.B) {
			pump(b, &written, func() (record.Writer, record.Reader) {
				written.Reset()
				w, err := f.NewWriter(&written, c.Options)
				if err != nil {
					b.Fatal(err)
				}
				return w, synth.NewReader(synth.Options{Kind: f.Kind, Seed: 1, Bytes: benchBytes})
			})
		})
		b.Run(c.Name+"/read", func(b *testing.B) {
			if written.Len() == 0 {
				b.Skip("nothing was written: select the write benchmark, too")
			}
			pump(b, &written, func() (record.Writer, record.Reader) {
				r, err := f.NewReader(bytes.NewReader(written.Bytes()), c.Options)
				if err != nil {
					b.Fatal(err)
				}
				return nowhere{}, r
			})
		})
	}
}

// pump copies what open gives, again and again, and reports what it cost.
func pump(b *testing.B, document *bytes.Buffer, open func() (record.Writer, record.Reader)) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	records := int64(0)
	for b.Loop() {
		w, r := open()
		n, err := record.Copy(w, r, nil)
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			b.Fatal(err)
		}
		records += n
	}
	runtime.ReadMemStats(&after)
	b.SetBytes(int64(document.Len()))
	b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(records), "allocs/record")
}

// nowhere is a Writer that forgets.
type nowhere struct{}

func (nowhere) Write(record.Record) error { return nil }
func (nowhere) Close() error              { return nil }
