package record

import (
	"bytes"
	"runtime"
	"testing"
)

// What an Arena gave stays, whatever it keeps later, until Reset.
func TestArena(t *testing.T) {
	var a Arena
	for round := range 3 {
		var got [][]byte
		total := 0
		text := func(i int) []byte { return bytes.Repeat([]byte{byte(i)}, i%7+i/1999*100_000+i/1990*1000) }
		for i := range 2000 {
			if total += len(text(i)); i%2 == 0 {
				got = append(got, a.Keep(text(i)))
				continue
			}
			b := a.Open()
			b = append(b, text(i)...)
			got = append(got, a.Close(b))
		}
		for i, b := range got {
			if b == nil || !bytes.Equal(b, text(i)) {
				t.Fatalf("round %d: text %d has %d bytes, %.10v", round, i, len(b), b)
			}
			if cap(b) != len(b) {
				t.Fatalf("text %d can be written past its end", i)
			}
		}
		if a.Len() != total {
			t.Errorf("holds %d bytes, was given %d", a.Len(), total)
		}
		if a.Reset(); a.Len() != 0 {
			t.Error("still holds something")
		}
	}
}

// Like records allocate nothing once there is room for one, whether their texts are short or long.
func TestArenaIsReused(t *testing.T) {
	var a Arena
	for _, size := range []int{3, 100, 20_000} {
		text := bytes.Repeat([]byte("a"), size)
		one := func() {
			a.Reset()
			for range 10 {
				a.Keep(text)
			}
		}
		one()
		one()
		if n := testing.AllocsPerRun(100, one); n != 0 {
			t.Errorf("texts of %d bytes: %v allocations a record", size, n)
		}
	}
}

// A record of many large texts takes hardly more room than its texts.
func TestArenaHoldsLittleMore(t *testing.T) {
	const texts, size = 64, 256 << 10
	var a Arena
	text := make([]byte, size)
	kept := make([][]byte, 0, texts)
	before := heap()
	for range texts {
		kept = append(kept, a.Keep(text))
	}
	if grown := heap() - before; grown > texts*size*5/4 {
		t.Errorf("%d bytes hold %d", grown, texts*size)
	}
	runtime.KeepAlive(kept)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
