package spool

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

func TestBufferGivesBackWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		temp := &countTemp{dir: os.TempDir()}
		memory := rapid.SampledFrom([]int{1, 7, 64, 1000}).Draw(r, "memory")
		b := NewBuffer(temp, memory)
		defer b.Close()
		for range 2 { // the second time after Reset
			var want []byte
			for _, n := range rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 6, 7, 8, 63, 64, 65, 500, 2000}), 0, 20).Draw(r, "lengths") {
				p := bytes.Repeat([]byte{byte('a' + len(want)%26)}, n)
				if m, err := b.Write(p); m != n || err != nil {
					r.Fatalf("Write of %d: %d, %v", n, m, err)
				}
				want = append(want, p...)
				if b.Size() != int64(len(want)) {
					r.Fatalf("Size is %d of %d", b.Size(), len(want))
				}
			}
			if spilled := len(temp.files) > 0; len(want) > memory && !spilled {
				r.Fatalf("%d bytes stayed in memory of %d", len(want), memory)
			}
			for range 2 {
				again, err := b.Reader()
				if err != nil {
					r.Fatal(err)
				}
				if err := iotest.TestReader(again, want); err != nil {
					r.Fatal(err)
				}
			}
			var out bytes.Buffer
			if n, err := b.WriteTo(&out); n != int64(len(want)) || err != nil || !bytes.Equal(out.Bytes(), want) {
				r.Fatalf("WriteTo: %d of %d, %v", n, len(want), err)
			}
			b.Reset()
		}
	})
}

func TestBufferStaysInMemoryWhileSmall(t *testing.T) {
	temp := &countTemp{dir: t.TempDir()}
	b := NewBuffer(temp, 0)
	b.Write(make([]byte, DefaultBufferMemory))
	if len(temp.files) != 0 {
		t.Error("a full memory has gone to disk already")
	}
	b.Write([]byte{1})
	if len(temp.files) != 1 {
		t.Errorf("%d files, want one", len(temp.files))
	}
	b.Reset()
	b.Write(make([]byte, DefaultBufferMemory+1))
	if len(temp.files) != 1 {
		t.Error("Reset has not kept the file")
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if _, err := b.Write([]byte{1}); err == nil {
		t.Error("Write after Close gave no error")
	}
	if _, err := b.Reader(); err == nil {
		t.Error("Reader after Close gave no error")
	}
}

func TestBufferFaults(t *testing.T) {
	full := NewBuffer(brokenTemp{syscall.ENOSPC}, 10)
	if _, err := full.Write(make([]byte, 11)); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Write: %v, want ENOSPC", err)
	}
	if _, err := full.Reader(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Reader: %v, want the error again", err)
	}
	if _, err := full.Write([]byte{1}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Write: %v, want the error again", err)
	}

	temp := &countTemp{dir: t.TempDir()}
	cut := NewBuffer(temp, 10)
	defer cut.Close()
	cut.Write(make([]byte, 1000))
	r, err := cut.Reader()
	if err == nil {
		err = temp.files[0].Truncate(500)
	}
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); len(got) != 500 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file cut to half: %d bytes, %v; want 500 and unexpected EOF", len(got), err)
	}
}

func TestLogGivesBackItsEntries(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := NewLog(nil, rapid.SampledFrom([]int{1, 50, 0}).Draw(r, "memory"))
		defer l.Close()
		var want [][]byte
		add := func(n int) {
			p := bytes.Repeat([]byte{byte(len(want))}, n)
			want = append(want, bytes.Clone(p))
			if err := l.Append(p); err != nil {
				r.Fatal(err)
			}
		}
		for _, n := range rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 40, 127, 128, 70_000}), 0, 30).Draw(r, "lengths") {
			add(n)
		}
		for range 2 {
			if err := l.Rewind(); err != nil {
				r.Fatal(err)
			}
			for i, w := range want {
				if got, err := l.Next(); err != nil || !bytes.Equal(got, w) {
					r.Fatalf("entry %d: %d bytes, %v; want %d", i, len(got), err, len(w))
				}
			}
			if _, err := l.Next(); err != io.EOF {
				r.Fatalf("behind the last: %v, want io.EOF", err)
			}
			add(3) // and on behind a replay
		}
		if l.Len() != int64(len(want)) {
			r.Fatalf("Len is %d, want %d", l.Len(), len(want))
		}
		l.Reset()
		if l.Rewind(); l.Len() != 0 {
			r.Fatal("Reset left something")
		}
		if _, err := l.Next(); err != io.EOF {
			r.Fatalf("Next after Reset: %v", err)
		}
	})
}

func TestLogFaults(t *testing.T) {
	l := NewLog(brokenTemp{syscall.ENOSPC}, 10)
	var err error
	for i := 0; err == nil && i < 100; i++ {
		err = l.Append([]byte("entry"))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Append: %v, want ENOSPC", err)
	}
	if _, err := l.Next(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Next: %v, want the error again", err)
	}

	temp := &countTemp{dir: t.TempDir()}
	cut := NewLog(temp, 10)
	defer cut.Close()
	cut.Append(make([]byte, 1000))
	cut.Rewind()
	temp.files[0].Truncate(100)
	if _, err := cut.Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a file cut off: %v, want unexpected EOF", err)
	}
}

func TestHashKey(t *testing.T) {
	long := bytes.Repeat([]byte("long"), 1000)
	seen := map[[HashSize]byte]string{}
	for name, parts := range map[string][][]byte{
		"none": {}, "one empty": {nil}, "two empty": {nil, {}},
		"a|bc": {[]byte("a"), []byte("bc")}, "ab|c": {[]byte("ab"), []byte("c")}, "abc": {[]byte("abc")},
		"long": {long}, "long|": {long, nil}, "long|a": {long, []byte("a")},
	} {
		h := HashKey(parts...)
		if other, ok := seen[h]; ok {
			t.Errorf("%s and %s hash alike", name, other)
		}
		seen[h] = name
	}
	if short, long := HashKey(make([]byte, 1000)), hashLong([][]byte{make([]byte, 1000)}); short != long {
		t.Error("the ways for short and for long parts differ")
	}
	// SHA-256 of 0x03 "abc", by sha256sum.
	if got, want := fmt.Sprintf("%x", HashKey([]byte("abc"))), "1a60c38bbdf04315e5d12747a45f7e02"; got != want {
		t.Errorf("HashKey(abc) is %s, want %s", got, want)
	}
	a, b := []byte("00-00000017"), []byte("Розничная")
	if n := testing.AllocsPerRun(100, func() { sink = HashKey(a, b) }); n != 0 {
		t.Errorf("HashKey allocates %v times", n)
	}
}

// TestKeyOf takes the stirring apart again: what can be undone can't have made one of two.
func TestKeyOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "key")
		id := unstir(KeyOf(key))
		if len(key) > 15 {
			if sum := sha256.Sum256(key); !bytes.Equal(id[:15], sum[:15]) || id[15]&15 != sum[15]&15 || id[15] < 16 {
				t.Fatalf("%x holds %x of %x", key, id, sum)
			}
			return
		}
		if int(id[15]) != len(key) || !bytes.Equal(id[:len(key)], key) || len(bytes.Trim(id[len(key):15], "\x00")) > 0 {
			t.Fatalf("%x holds %x", key, id)
		}
	})
	key, long := []byte("00-00000017"), []byte("6593a662d849da0091000000")
	if n := testing.AllocsPerRun(100, func() { sink = KeyOf(key); sink = KeyOf(long) }); n != 0 {
		t.Errorf("KeyOf allocates %v times", n)
	}
}

func unstir(id [HashSize]byte) [HashSize]byte {
	a, b := binary.LittleEndian.Uint64(id[:]), binary.LittleEndian.Uint64(id[8:])
	a ^= scatter(b)
	b ^= scatter(a)
	a ^= scatter(b)
	binary.LittleEndian.PutUint64(id[:], a)
	binary.LittleEndian.PutUint64(id[8:], b)
	return id
}

// TestKeyOfSpreads: the codes of a catalogue follow each other, and their keys are to fall into all buckets of a sort alike.
func TestKeyOfSpreads(t *testing.T) {
	for _, form := range []string{"00-%08d", "УТ-%08d", "%d", "6593a662d849da00%08x"} {
		var first, second [256]int
		for i := range 256 * 64 {
			id := KeyOf(fmt.Appendf(nil, form, i))
			first[id[0]]++
			second[id[1]]++
		}
		for b := range 256 {
			if first[b] < 16 || first[b] > 200 || second[b] < 16 || second[b] > 200 {
				t.Errorf("%s: %d and %d of 64 in bucket %d", form, first[b], second[b], b)
			}
		}
	}
}

var sink [HashSize]byte
