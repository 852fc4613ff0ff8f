package spool

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"
	"testing"

	"pgregory.net/rapid"
)

// TestIndexAgainstMap holds the Index against a map, in memory and on disk, with doubles and long values.
func TestIndexAgainstMap(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x := NewIndex(nil, rapid.SampledFrom([]int{1, 0}).Draw(r, "memory"))
		defer x.Close()
		n := rapid.SampledFrom([]int{0, 1, 5, 3000, 20_000}).Draw(r, "n")
		doubles := rapid.IntRange(1, 4).Draw(r, "doubles")
		want := map[string][]byte{}
		for i := range n {
			key := strconv.Itoa(i / doubles)
			value := bytes.Repeat([]byte{byte(i)}, i%40)
			if i%1000 == 7 {
				value = bytes.Repeat(value, 3000)
			}
			if _, ok := want[key]; !ok {
				want[key] = value
			}
			if err := x.Add([]byte(key), value); err != nil {
				r.Fatal(err)
			}
		}
		if err := x.Build(); err != nil {
			r.Fatal(err)
		}
		for key, value := range want {
			if got, ok, err := x.Get([]byte(key)); !ok || err != nil || !bytes.Equal(got, value) {
				r.Fatalf("Get(%s) is %d bytes, %v, %v; want %d bytes", key, len(got), ok, err, len(value))
			}
		}
		for _, key := range []string{"", "-1", strconv.Itoa(n), "x"} {
			if _, ok, err := x.Get([]byte(key)); ok || err != nil {
				r.Fatalf("Get(%q) is %v, %v; want nothing", key, ok, err)
			}
		}
	})
}

func TestIndexIsOnDiskOnlyWhenLarge(t *testing.T) {
	fill := func(x *Index, n int) {
		t.Helper()
		for i := range n {
			if err := x.Add(strconv.AppendInt(nil, int64(i), 10), []byte("some value")); err != nil {
				t.Fatal(err)
			}
		}
		if err := x.Build(); err != nil {
			t.Fatal(err)
		}
	}
	temp := &countTemp{dir: t.TempDir()}
	small, large := NewIndex(temp, 1<<20), NewIndex(temp, 1<<20)
	defer small.Close()
	defer large.Close()
	fill(small, 1000)
	if len(temp.files) != 0 {
		t.Error("a small Index made a file")
	}
	fill(large, 100_000)
	if disk := temp.onDisk(t); disk == 0 || disk > 100_000*(16+10+2)*11/10 {
		t.Errorf("a large Index takes %d bytes on disk", disk)
	}
	if large.sorter.arena != nil {
		t.Error("a large Index keeps the memory that it was built in")
	}
}

// TestIndexOfOneKey has more entries of one key than a block holds, between others.
func TestIndexOfOneKey(t *testing.T) {
	x := NewIndex(nil, 1)
	defer x.Close()
	for i := range 30_000 {
		for _, key := range []string{"one key", strconv.Itoa(i)} {
			if err := x.Add([]byte(key), fmt.Appendf(nil, "%s %d", key, i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := x.Build(); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"one key": "one key 0", "0": "0 0", "29999": "29999 29999"} {
		if got, ok, err := x.Get([]byte(key)); string(got) != want || !ok || err != nil {
			t.Errorf("Get(%s) is %q, %v, %v; want %q", key, got, ok, err, want)
		}
	}
	if _, ok, _ := x.Get([]byte("another")); ok {
		t.Error("Get found what was never added")
	}
}

func TestIndexFaults(t *testing.T) {
	x := NewIndex(nil, 0)
	if _, _, err := x.Get([]byte("key")); err == nil {
		t.Error("Get before Build gave no error")
	}
	x.Close()
	if _, _, err := x.Get([]byte("key")); err == nil {
		t.Error("Get after Close gave no error")
	}

	full := NewIndex(brokenTemp{syscall.ENOSPC}, 1)
	var err error
	for i := 0; err == nil && i < 100_000; i++ {
		err = full.Add(strconv.AppendInt(nil, int64(i), 10), []byte("value"))
	}
	if !errors.Is(err, syscall.ENOSPC) || !errors.Is(full.Build(), syscall.ENOSPC) {
		t.Errorf("Add: %v, Build: %v; want ENOSPC", err, full.Build())
	}

	for name, damage := range map[string]struct {
		do   func(*os.File) error
		want error
	}{
		"cut":     {func(f *os.File) error { return f.Truncate(0) }, io.ErrUnexpectedEOF},
		"damaged": {func(f *os.File) error { _, err := f.WriteAt(bytes.Repeat([]byte{0xff}, 1<<20), 0); return err }, errDamaged},
	} {
		temp := &countTemp{dir: t.TempDir()}
		x := NewIndex(temp, 1)
		for i := range 20_000 {
			x.Add(strconv.AppendInt(nil, int64(i), 10), []byte("value"))
		}
		if err := errors.Join(x.Build(), damage.do(temp.files[0])); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := x.Get([]byte("17")); ok || !errors.Is(err, damage.want) {
			t.Errorf("%s: Get is %v, %v; want %v", name, ok, err, damage.want)
		}
		x.Close()
	}
}

func BenchmarkIndexGet(b *testing.B) {
	x := NewIndex(nil, 0)
	defer x.Close()
	const n = 1_000_000
	for i := range n {
		x.Add(strconv.AppendInt(nil, int64(i), 10), make([]byte, 100))
	}
	if err := x.Build(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	var key []byte
	for i := range b.N {
		key = strconv.AppendInt(key[:0], int64(i)*7919%n, 10)
		if _, ok, err := x.Get(key); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
