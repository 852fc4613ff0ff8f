package diff

import (
	"bytes"
	"context"
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"

	"obmen/convert"
	"obmen/formats/record"
	"obmen/formats/synth"
)

var update = flag.Bool("update", false, "write what comes out into the golden files")

// TestGolden shows what machines read, of each thing that there is.
func TestGolden(t *testing.T) {
	for _, form := range Forms() {
		for _, ordered := range []bool{false, true} {
			name := "testdata/golden." + form
			if ordered {
				name = "testdata/ordered." + form
			}
			var out bytes.Buffer
			w := NewWriter(form, &out)
			s, err := Run(context.Background(), Options{A: "testdata/a.xml", B: "testdata/b.csv", Ordered: ordered, Job: convert.Job{TempDir: t.TempDir()}}, w.Difference)
			if err == nil {
				err = w.Close(s)
			}
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(name, out.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil || !bytes.Equal(bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")), out.Bytes()) {
				t.Errorf("%s: %v; got\n%s", name, err, out.String())
			}
		}
	}
	if NewWriter("yaml", nil) != nil {
		t.Error("there is no yaml")
	}
}

// TestMemory compares a catalogue with itself in an order in which next to nothing finds its partner nearby.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes two files of 20 MiB")
	}
	const products, bound = 40_000, 48 << 20
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(40 << 20))
	a := written(t, "nomenclature-csv", synth.NewReader(synth.Options{Kind: record.Nomenclature, Products: products}))
	b := written(t, "nomenclature-csv", synth.NewReader(synth.Options{Kind: record.Nomenclature, Products: products, FarApart: true}))
	debug.FreeOSMemory()
	most, stop := watchHeap()
	_, s := compared(t, Options{A: a, B: b, Only: []string{"product"}, Ignore: []string{"GroupCode"}})
	stop()
	if !s.Equal() || s.Counts[0].A < products {
		t.Errorf("%+v", s.Counts)
	}
	if most.Load() > bound {
		t.Errorf("%d bytes of heap in use, want at most %d", most.Load(), bound)
	}
}

// watchHeap looks at the heap again and again.
func watchHeap() (most *atomic.Uint64, stop func()) {
	most, done, stopped := new(atomic.Uint64), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return most, func() { close(done); <-stopped }
}

// TestFullDisk: what can't be kept is an error, not a difference.
func TestFullDisk(t *testing.T) {
	a := written(t, "nomenclature-xml", synth.NewReader(synth.Options{Kind: record.Nomenclature, Products: 100}))
	_, err := Run(context.Background(), Options{A: a, B: a, Job: convert.Job{TempDir: t.TempDir() + "/nowhere"}}, nil)
	if err == nil {
		t.Error("the folder for temporary files is not there")
	}
}

// TestOutputIsSide: nothing that is read may be written over.
func TestOutputIsSide(t *testing.T) {
	a, b := file(t, "a.xml", catalogue(row("1", ""))), file(t, "b.xml", catalogue(row("1", "")))
	for _, out := range []string{a, b} {
		if _, err := Run(context.Background(), Options{A: a, B: b, Job: convert.Job{Output: out}}, nil); err == nil {
			t.Errorf("%s would be written over", out)
		}
	}
}
