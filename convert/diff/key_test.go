package diff

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
	"obmen/formats/synth"
)

// TestParts: keys come apart as they were put together, and sort as their parts do.
func TestParts(t *testing.T) {
	texts := rapid.SliceOfN(rapid.SliceOf(rapid.SampledFrom([]byte{0, 1, 2, 'a', 254, 255})), 2, 2)
	key := func(parts [][]byte) []byte { return appendPart(appendPart(nil, parts[0]), parts[1]) }
	rapid.Check(t, func(r *rapid.T) {
		x, y := texts.Draw(r, "x"), texts.Draw(r, "y")
		if got, want := bytes.Compare(key(x), key(y)), slices.CompareFunc(x, y, bytes.Compare); got != want {
			r.Fatalf("%q and %q: %d, want %d", x, y, got, want)
		}
		first, rest, ok := cutPart(key(x))
		second, rest, ok2 := cutPart(rest)
		if !ok || !ok2 || len(rest) > 0 || !bytes.Equal(first, x[0]) || !bytes.Equal(second, x[1]) {
			r.Fatalf("%q came apart as %q, %q", x, first, second)
		}
	})
}

// TestDamaged: what is not what was written is an error, never a panic.
func TestDamaged(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := rapid.SliceOf(rapid.Byte()).Draw(r, "bytes")
		for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
			f := record.Format{Kind: kind, Carries: record.FieldNames(kind)}
			j := newJoiner(newPlan(&Options{}, f, f), nil, 0, &Summary{})
			j.difference(b, b)
			j.close()
		}
		cutEntry(b)
		cutMove(b)
		(&Doubled{}).add(b)
	})
}

// fullAfter is a disk that takes so many files, and nothing in the next.
type fullAfter struct {
	t     *testing.T
	files int
}

var errFull = errors.New("the disk is full")

func (d *fullAfter) TempFile() (*os.File, error) {
	if d.files--; d.files < 0 {
		return nil, errFull
	}
	return os.CreateTemp(d.t.TempDir(), "")
}

// TestDiskFull: at whatever moment the disk is full, that is what comes out.
func TestDiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("sorts more than fits into memory")
	}
	a := written(t, "nomenclature-csv", synth.NewReader(synth.Options{Kind: record.Nomenclature, Products: 20_000}))
	b := written(t, "nomenclature-csv", synth.NewReader(synth.Options{Kind: record.Nomenclature, Products: 20_000, FarApart: true}))
	full := 0
	for files := range 20 {
		o := Options{A: a, B: b, Only: []string{"product"}, Ordered: true, window: 1}
		o.Job.TempDir = t.TempDir()
		_, err := o.run(context.Background(), &fullAfter{t, files}, func(*Difference) error { return nil })
		if err == nil {
			break
		}
		if full++; !errors.Is(err, errFull) {
			t.Fatalf("after %d files: %v", files, err)
		}
	}
	if full < 3 {
		t.Errorf("the disk was full %d times only", full)
	}
}
