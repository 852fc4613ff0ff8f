package check

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"syscall"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// TestDoublesAgainstMaps adds keys, few of them more than once: as many as need the disk, and of one part as many as need several rounds.
func TestDoublesAgainstMaps(t *testing.T) {
	for _, c := range []struct {
		keys    int
		onePart bool
	}{{0, false}, {1, false}, {7, false}, {1000, false}, {100_000, false}, {300_000, true}} {
		random := rand.New(rand.NewPCG(1, uint64(c.keys)))
		d := &doubles{}
		marks, twice, differ := map[uint64]uint64{}, map[uint64]bool{}, map[uint64]bool{}
		var all []uint64
		for range c.keys {
			key, mark := random.Uint64()&^1, uint64(random.IntN(2))
			if c.onePart {
				key = key<<partBits>>partBits | 5<<(64-partBits)
			}
			if len(all) > 0 && random.IntN(50) == 0 {
				key = all[random.IntN(len(all))]
			}
			all = append(all, key)
			if first, ok := marks[key]; !ok {
				marks[key] = mark
			} else if twice[key] = true; first != mark {
				differ[key] = true
			}
			d.add(key, mark)
		}
		gotTwice, gotDiffer, err := d.find()
		if err != nil {
			t.Fatal(err)
		}
		held := 0
		for key := range marks {
			if twice[key] && !gotTwice.has(key) || differ[key] && !gotDiffer.has(key) {
				t.Fatalf("%d keys: the key %x is not among the doubles", c.keys, key)
			}
			if gotTwice.has(key) && !twice[key] {
				held++
			}
		}
		if held > c.keys/100 || gotTwice.isEmpty() != (len(twice) == 0) || gotDiffer.isEmpty() != (len(differ) == 0) {
			t.Errorf("%d keys: %d that came once are among %d doubles", c.keys, held, len(twice))
		}
		if err := d.close(); err != nil {
			t.Error(err)
		}
	}
}

// A full table may take keys for doubles, but leaves none out.
func TestSiftingIntoAFullTable(t *testing.T) {
	s := sifting{rounds: 1, table: make([]markedKey, 8), free: 6}
	for i := range uint64(50) {
		s.take(markedKey{i << 20, 1})
	}
	for i := range uint64(50) {
		s.take(markedKey{i << 20, 2})
	}
	for i := range uint64(50) {
		if !s.twice.has(i<<20) || !s.differ.has(i<<20) {
			t.Errorf("the key %x is not among the doubles", i<<20)
		}
	}
}

// TestTreeAgainstMaps: a tree is odd as soon as a group comes twice, or before its parent.
func TestTreeAgainstMaps(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var x tree
		known, odd := map[uint64]bool{}, false
		n := uint64(0)
		for range rapid.IntRange(0, 200).Draw(r, "groups") {
			n++
			code, parent := n, rapid.Uint64Range(0, n-1).Draw(r, "parent")
			if rapid.IntRange(0, 100).Draw(r, "odd?") == 0 {
				code, parent = rapid.Uint64Range(1, n+1).Draw(r, "code"), rapid.Uint64Range(0, n+1).Draw(r, "odd parent")
			}
			odd = odd || known[code] || parent > 0 && !known[parent]
			known[code] = true
			x.add(code<<22, parent<<22)
			if x.odd != odd {
				r.Fatalf("group %d under %d: odd %v, want %v", code, parent, x.odd, odd)
			}
		}
	})
}

// A tree of more groups than its table takes leaves them to the claims.
func TestTreeGrowsToItsLimit(t *testing.T) {
	var x tree
	for i := range uint64(treeSlots/4*3 + 1) {
		if x.odd {
			t.Fatalf("odd after %d groups", i)
		}
		x.add(i<<20|1<<60, noGroup)
	}
	if !x.odd {
		t.Error("the tree takes more groups than it has room for")
	}
}

// TestTraceComesBack holds what is read from a trace against what was written to it, through a lane too.
func TestTraceComesBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		main, lane := trace{kind: record.KindGroup}, trace{kind: record.KindGroup, lane: true}
		defer main.shut()
		var want []string
		from := source{kind: record.KindGroup, seq: 77, number: 77} // so that a lane's begin at 1 too
		write := func(to *trace, added int64) {
			for range rapid.IntRange(0, 20).Draw(r, "entries") {
				from.seq += rapid.Int64Range(1, 1000).Draw(r, "seq")
				from.number++
				from.at = record.Pos{Offset: rapid.Int64().Draw(r, "offset"), Line: rapid.Int32().Draw(r, "line"), Col: rapid.Int32().Draw(r, "col")}
				text := rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(r, "text")
				if rapid.IntRange(0, 9).Draw(r, "long") == 0 {
					text = make([]byte, blockSize)
				}
				what := rapid.Byte().Draw(r, "what")
				written := from
				written.seq -= added
				written.number -= added
				to.begin(what, &written)
				to.text(text)
				to.end()
				want = append(want, fmt.Sprintf("%d %+v %x", what, from, text))
			}
		}
		for range rapid.IntRange(0, 4).Draw(r, "pieces") {
			write(&main, 0)
			lane.reset()
			write(&lane, 77)
			main.join(&lane, 77, 77)
		}
		for range 2 {
			var got []string
			if err := main.walk(func(what byte, from *source, r *reader) {
				got = append(got, fmt.Sprintf("%d %+v %x", what, *from, r.bytes()))
			}); err != nil {
				r.Fatal(err)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				r.Fatalf("read\n%.2000q\nwant\n%.2000q", got, want)
			}
		}
	})
}

// TestWalkBlockNeverPanics reads anything as a block.
func TestWalkBlockNeverPanics(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		block := rapid.SliceOfN(rapid.Byte(), 0, 80).Draw(r, "block")
		var row tracedRow
		w := walker{see: func(what byte, _ *source, r *reader) { row.read(what, r) }}
		w.walk(block)
	})
}

// countingTemp gives so many files and no more.
type countingTemp struct {
	folder     string
	most, used int
}

// TempFile implements [record.Temp].
func (c *countingTemp) TempFile() (*os.File, error) {
	if c.used == c.most {
		return nil, syscall.ENOSPC
	}
	c.used++
	return os.CreateTemp(c.folder, "")
}

// TestDiskFailsAnywhere lets each of the temporary files in turn be the one that can't be had: Check or Finish must tell.
func TestDiskFailsAnywhere(t *testing.T) {
	try := func(most int) (used int, err error) {
		temp := &countingTemp{t.TempDir(), most, 0}
		c := New(record.Nomenclature, Options{Whole: true, Temp: temp})
		if err = manyContradictions(c); err == nil {
			err = c.Finish()
		}
		return temp.used, errors.Join(err, c.Close())
	}
	needed, err := try(1000)
	if err != nil || needed < 20 {
		t.Fatalf("%v with %d files; the test means to need more", err, needed)
	}
	for most := range needed {
		if _, err := try(most); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("with %d of %d files: %v, want ENOSPC", most, needed, err)
		}
	}
}

// manyContradictions checks rows of which each comes twice, with another price.
func manyContradictions(c Checker) error {
	const n = 7_000
	p := product("")
	for i := range 2 * n {
		if i%10 == 0 {
			if err := c.Check(group(strconv.Itoa(i%100), strconv.Itoa(i), "none")); err != nil {
				return err
			}
		}
		p.Code = strconv.AppendInt(p.Code[:0], int64(i%n), 10)
		p.Price = record.NewNumber(int64(i+1), 2)
		if err := c.Check(p); err != nil {
			return err
		}
	}
	return nil
}
