package spool

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"pgregory.net/rapid"
)

// pair is an entry of a test.
type pair struct{ key, value []byte }

// countTemp is a record.Temp that counts and remembers the files it gave.
type countTemp struct {
	dir   string
	files []*os.File
}

func (c *countTemp) TempFile() (*os.File, error) {
	f, err := createTemp(c.dir)
	if err == nil {
		c.files = append(c.files, f)
	}
	return f, err
}

// onDisk returns how many bytes the files hold together.
func (c *countTemp) onDisk(t *testing.T) int64 {
	t.Helper()
	var sum int64
	for _, f := range c.files {
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		sum += info.Size()
	}
	return sum
}

func sortPairs(t interface {
	Fatal(...any)
	Helper()
}, s *Sorter, pairs []pair) []pair {
	t.Helper()
	for _, p := range pairs {
		key, value := bytes.Clone(p.key), bytes.Clone(p.value)
		if err := s.Add(key, value); err != nil {
			t.Fatal(err)
		}
		for i := range key { // Add must have copied them
			key[i] ^= 0xff
		}
		for i := range value {
			value[i] ^= 0xff
		}
	}
	if err := s.Sort(); err != nil {
		t.Fatal(err)
	}
	return rest(t, s)
}

// rest returns what Next still gives.
func rest(t interface {
	Fatal(...any)
	Helper()
}, s *Sorter) []pair {
	t.Helper()
	var got []pair
	for {
		key, value, err := s.Next()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, pair{bytes.Clone(key), bytes.Clone(value)})
	}
}

func wantSorted(pairs []pair) []pair {
	want := slices.Clone(pairs)
	slices.SortStableFunc(want, func(a, b pair) int { return bytes.Compare(a.key, b.key) })
	return want
}

func diffPairs(got, want []pair) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d entries, want %d", len(got), len(want))
	}
	for i := range got {
		if !bytes.Equal(got[i].key, want[i].key) || !bytes.Equal(got[i].value, want[i].value) {
			return fmt.Sprintf("entry %d is %.40q (%d) = %.40q (%d), want %.40q (%d) = %.40q (%d)", i,
				got[i].key, len(got[i].key), got[i].value, len(got[i].value),
				want[i].key, len(want[i].key), want[i].value, len(want[i].value))
		}
	}
	return ""
}

// TestSorterAgainstSlices holds the Sorter against slices.SortStableFunc over keys that repeat, begin alike, are empty, end
// in zeros and are longer than a block, in memory and in many runs and passes.
func TestSorterAgainstSlices(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		length := rapid.SampledFrom([]int{0, 1, 3, 8, 9, 300, 511, 512, 513, 1023, 1024, 1025, 5000, 9000, 20000})
		keys := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) []byte {
			k := bytes.Repeat([]byte{rapid.SampledFrom([]byte{0, 'a'}).Draw(r, "fill")}, length.Draw(r, "key length"))
			if len(k) > 0 {
				k[rapid.IntRange(0, len(k)-1).Draw(r, "where")] = rapid.SampledFrom([]byte{0, 'a', 'b'}).Draw(r, "what")
			}
			return k
		}), 1, 20).Draw(r, "keys")
		n := rapid.IntRange(0, 400).Draw(r, "n")
		seed := rapid.Uint64().Draw(r, "seed")
		rnd := rand.New(rand.NewPCG(seed, 1))
		lengths := []int{0, 1, 20, 200, 1000, 1024, 3000, 17000}
		pairs := make([]pair, n)
		for i := range pairs {
			v := bytes.Repeat([]byte{byte(i)}, lengths[rnd.IntN(len(lengths))])
			pairs[i] = pair{keys[rnd.IntN(len(keys))], binary.AppendUvarint(v, uint64(i))}
		}
		s := NewSorter(nil, rapid.SampledFrom([]int{1, 100 << 10, 0}).Draw(r, "memory"))
		defer s.Close()
		for range 2 { // the second time after Reset
			if d := diffPairs(sortPairs(r, s, pairs), wantSorted(pairs)); d != "" {
				r.Fatal(d)
			}
			if s.Len() != int64(n) {
				r.Fatalf("Len is %d, want %d", s.Len(), n)
			}
			s.Reset()
		}
	})
}

func TestSorterOfNothing(t *testing.T) {
	temp := &countTemp{dir: t.TempDir()}
	s := NewSorter(temp, 0)
	if got := sortPairs(t, s, nil); got != nil {
		t.Errorf("%d entries out of nothing", len(got))
	}
	if _, _, err := s.Next(); err != io.EOF {
		t.Errorf("Next behind the end is %v, want io.EOF", err)
	}
	if err := s.Close(); err != nil || len(temp.files) != 0 {
		t.Errorf("Close is %v with %d files, want nil and none", err, len(temp.files))
	}
}

func TestSorterStaysInMemoryWhileSmall(t *testing.T) {
	temp := &countTemp{dir: t.TempDir()}
	s := NewSorter(temp, 0)
	defer s.Close()
	for i := range 1000 {
		if err := s.Add(fmt.Appendf(nil, "%d", i), bytes.Repeat([]byte{'v'}, 3000)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Sort(); err != nil || len(rest(t, s)) != 1000 || len(temp.files) != 0 {
		t.Errorf("3 MB of 4 MiB: error %v, %d files, want none", err, len(temp.files))
	}
}

// TestSorterManyPasses has hundreds of runs where six are merged at a time.
func TestSorterManyPasses(t *testing.T) {
	temp := &countTemp{dir: t.TempDir()}
	s := NewSorter(temp, leastMemory)
	defer s.Close()
	rnd := rand.New(rand.NewPCG(7, 7))
	const n = 200_000
	added := int64(0)
	for i := range n {
		key := fmt.Appendf(nil, "%04d", rnd.IntN(5000))
		value := binary.BigEndian.AppendUint64(bytes.Repeat([]byte{'.'}, rnd.IntN(80)), uint64(i))
		added += int64(len(key) + len(value))
		if err := s.Add(key, value); err != nil {
			t.Fatal(err)
		}
	}
	if runs := len(s.runs); runs < 100 {
		t.Fatalf("only %d runs: this test is to have many", runs)
	}
	if err := s.Sort(); err != nil {
		t.Fatal(err)
	}
	// Two bytes an entry of 50 and half a block for each run of eight are what this small memory costs.
	if disk, most := temp.onDisk(t), added*125/100; disk > most {
		t.Errorf("%d bytes on disk for %d added, want at most %d", disk, added, most)
	}
	checkOrder(t, s, n)
}

// checkOrder reads n entries whose values end in their number and fails where they are not in stable order.
func checkOrder(t *testing.T, s *Sorter, n int) {
	t.Helper()
	var last []byte
	lastNumber := uint64(0)
	for i := range n {
		key, value, err := s.Next()
		if err != nil {
			t.Fatalf("entry %d: %v", i, err)
		}
		number := binary.BigEndian.Uint64(value[len(value)-8:])
		c := bytes.Compare(last, key)
		if i > 0 && (c > 0 || (c == 0 && lastNumber >= number)) {
			t.Fatalf("entry %d: %q/%d stands behind %q/%d", i, key, number, last, lastNumber)
		}
		last, lastNumber = append(last[:0], key...), number
	}
	if _, _, err := s.Next(); err != io.EOF {
		t.Fatalf("behind the last entry: %v, want io.EOF", err)
	}
}

// TestSorterBigEntries sorts values and keys of many megabytes; only the one being looked at is in memory.
func TestSorterBigEntries(t *testing.T) {
	temp := &countTemp{dir: t.TempDir()}
	s := NewSorter(temp, leastMemory)
	defer s.Close()
	same := bytes.Repeat([]byte{'k'}, 3<<20)
	var pairs []pair
	for i := range 8 {
		end := []byte{byte('a' + i%3)}
		pairs = append(pairs,
			pair{slices.Concat(same, end), []byte{byte(i)}},
			pair{end, bytes.Repeat([]byte{byte(i)}, 2<<20)},
			pair{slices.Concat(same, end), bytes.Repeat([]byte{byte(i)}, 1<<20)},
		)
	}
	pairs = append(pairs, pair{same, nil}, pair{same[:100], nil})
	var added int64
	for _, p := range pairs {
		added += int64(len(p.key) + len(p.value))
	}
	if d := diffPairs(sortPairs(t, s, pairs), wantSorted(pairs)); d != "" {
		t.Error(d)
	}
	if disk := temp.onDisk(t); disk > added*11/10 {
		t.Errorf("%d bytes on disk for %d added", disk, added)
	}
}

func TestSorterOutOfTurn(t *testing.T) {
	s := NewSorter(nil, 0)
	if _, _, err := s.Next(); err == nil {
		t.Error("Next before Sort gave no error")
	}
	s.Reset()
	s.Sort()
	if err := s.Add(nil, nil); err == nil {
		t.Error("Add after Sort gave no error")
	}
	s.Close()
	if err := s.Add(nil, nil); err == nil {
		t.Error("Add after Close gave no error")
	}
	if _, _, err := s.Next(); err == nil || err == io.EOF {
		t.Errorf("Next after Close is %v, want an error", err)
	}
}

// brokenTemp is a record.Temp that gives no file, only its error.
type brokenTemp struct{ err error }

func (b brokenTemp) TempFile() (*os.File, error) { return nil, b.err }

// readOnlyTemp gives files that can't be written.
type readOnlyTemp struct{ dir string }

func (r readOnlyTemp) TempFile() (*os.File, error) {
	name := r.dir + "/read-only"
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		return nil, err
	}
	return os.Open(name)
}

func TestSorterFaults(t *testing.T) {
	fill := func(s *Sorter) error {
		for i := range 10_000 {
			if err := s.Add(fmt.Appendf(nil, "%d", i), bytes.Repeat([]byte{'v'}, 100)); err != nil {
				return err
			}
		}
		return s.Sort()
	}
	t.Run("no file", func(t *testing.T) {
		s := NewSorter(brokenTemp{&os.PathError{Op: "open", Path: "x", Err: syscall.ENOSPC}}, leastMemory)
		if err := fill(s); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("error %v, want ENOSPC", err)
		}
		if _, _, err := s.Next(); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("Next gives %v, want the error again", err)
		}
	})
	t.Run("no writing", func(t *testing.T) {
		s := NewSorter(readOnlyTemp{t.TempDir()}, leastMemory)
		defer s.Close()
		if err := fill(s); err == nil || !strings.Contains(err.Error(), "write") {
			t.Errorf("error %v, want one of writing", err)
		}
	})
	for _, damage := range []struct {
		name string
		do   func(f *os.File) error
		want error
	}{
		{"cut", func(f *os.File) error { return f.Truncate(20_000) }, io.ErrUnexpectedEOF},
		{"closed", func(f *os.File) error { return f.Close() }, os.ErrClosed},
		{"zeroed", func(f *os.File) error {
			_, err := f.WriteAt(bytes.Repeat([]byte{0xff}, 30_000), 0)
			return err
		}, errDamaged},
	} {
		t.Run(damage.name, func(t *testing.T) {
			temp := &countTemp{dir: t.TempDir()}
			s := NewSorter(temp, leastMemory)
			defer s.Close()
			if err := fill(s); err != nil {
				t.Fatal(err)
			}
			if err := damage.do(temp.files[0]); err != nil {
				t.Fatal(err)
			}
			n := 0
			var err error
			for ; err == nil; n++ {
				_, _, err = s.Next()
			}
			if !errors.Is(err, damage.want) {
				t.Errorf("after %d entries: %v, want %v", n, err, damage.want)
			}
		})
	}
}

// TestSorterFaultsWhileMerging damages what Sort itself has to read: the runs of the first passes, and the long keys
// that it compares.
func TestSorterFaultsWhileMerging(t *testing.T) {
	long := bytes.Repeat([]byte{'k'}, 20_000)
	for name, key := range map[string]func(i int) []byte{
		"runs":      func(i int) []byte { return fmt.Appendf(nil, "%d", i) },
		"long keys": func(i int) []byte { return strconv.AppendInt(slices.Clone(long), int64(i), 10) },
	} {
		t.Run(name, func(t *testing.T) {
			temp := &countTemp{dir: t.TempDir()}
			s := NewSorter(temp, leastMemory)
			defer s.Close()
			for i := range 3000 {
				if err := s.Add(key(i), make([]byte, 200)); err != nil {
					t.Fatal(err)
				}
			}
			for _, f := range temp.files {
				if err := f.Truncate(30_000); err != nil {
					t.Fatal(err)
				}
			}
			// What a pass writes lengthens the file again: then blocks are all zeros.
			if err := s.Sort(); !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, errDamaged) {
				t.Errorf("Sort: %v, want unexpected EOF or damage", err)
			}
		})
	}
}

// TestSorterFullDisk sorts onto /dev/full, the device on which nothing finds room.
func TestSorterFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	for name, value := range map[string]int{"runs": 50, "aside": 100_000} {
		t.Run(name, func(t *testing.T) {
			s := NewSorter(fullTemp{}, leastMemory)
			defer s.Close()
			var err error
			for i := 0; err == nil && i < 100_000; i++ {
				err = s.Add(fmt.Appendf(nil, "%d", i), make([]byte, value))
			}
			if !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("error %v, want ENOSPC", err)
			}
		})
	}
}

type fullTemp struct{}

func (fullTemp) TempFile() (*os.File, error) { return os.OpenFile("/dev/full", os.O_RDWR, 0) }

func TestParseEntryNeverPanics(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(r, "bytes")
		e, ok := parseEntry(b)
		if ok && len(e.raw) > len(b) {
			r.Fatalf("entry of %d bytes in %d", len(e.raw), len(b))
		}
	})
}

// TestSorterManyAlike: hundreds of entries whose keys begin alike for eight, sixteen and more bytes, or are the same, end with zeros or are too
// long to be kept whole; the refs' prefixes are what they were before.
func TestSorterManyAlike(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, form := range []func(i int) string{
		func(i int) string { return "the same key for all of them" },
		func(i int) string { return fmt.Sprintf("prefix--%d", rnd.IntN(50)) },
		func(i int) string { return fmt.Sprintf("prefix--prefix--%08d", rnd.IntN(300)) },
		func(i int) string { return "prefix--" + strings.Repeat("\x00", rnd.IntN(20)) },
		func(i int) string { return "prefix--prefix--"[:rnd.IntN(17)] },
		func(i int) string { return "prefix--" + strings.Repeat("x", rnd.IntN(60)) },
		func(i int) string { return strconv.Itoa(rnd.IntN(3)) + "prefix--prefix" + strconv.Itoa(rnd.IntN(100)) },
	} {
		var pairs []pair
		for i := range 2000 {
			pairs = append(pairs, pair{[]byte(form(i)), strconv.AppendInt(nil, int64(i), 10)})
		}
		s := NewSorter(nil, 0)
		if diff := diffPairs(sortPairs(t, s, pairs), wantSorted(pairs)); diff != "" {
			t.Errorf("%s…: %s", form(0), diff)
		}
		for _, r := range s.refs {
			if e, _ := parseEntry(s.arena[r.at:]); r.prefix != prefix(e.key) {
				t.Errorf("%q has the prefix %x", e.key, r.prefix)
			}
		}
		s.Close()
	}
}

// What an entry costs from Add to Next: in memory, and in many runs.
func BenchmarkSorter(b *testing.B) {
	for _, c := range []struct {
		name       string
		key, value int
		count      int
		numbers    bool // keys are numbers in no order, not hashes
	}{
		{"hashes in memory", 24, 0, 30_000, false}, {"hashes in runs", 24, 0, 1_000_000, false},
		{"numbers in memory", 8, 30, 20_000, true}, {"numbers in runs", 8, 30, 1_000_000, true}, {"large values", 24, 200, 300_000, false}, {"one key", 18, 10, 30_000, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			key, value := make([]byte, c.key), make([]byte, c.value)
			b.ReportAllocs()
			s := NewSorter(nil, 2<<20)
			defer s.Close()
			for b.Loop() {
				s.Reset()
				rnd := rand.New(rand.NewPCG(1, 2))
				for range c.count {
					n := rnd.Uint64()
					switch {
					case c.key == 18:
						n = 1
					case c.numbers:
						n %= uint64(c.count)
					}
					binary.BigEndian.PutUint64(key, n)
					s.Add(key, value)
				}
				s.Sort()
				for {
					if _, _, err := s.Next(); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(c.count), "ns/entry")
		})
	}
}

func BenchmarkKeyOf(b *testing.B) {
	for _, text := range []string{"00-00000467", "6593a662d849da0091000000"} {
		b.Run(text, func(b *testing.B) {
			key := []byte(text)
			for b.Loop() {
				sink = KeyOf(key)
			}
		})
	}
}
