package spool

import (
	"encoding/binary"
	"runtime"
	"strconv"
	"testing"
)

// heapInUse returns the bytes of the heap that are in use after a collection.
func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// TestMemoryDoesNotGrow sorts and indexes dozens of times what the memory holds, looking at the heap at every stage.
func TestMemoryDoesNotGrow(t *testing.T) {
	if testing.Short() {
		t.Skip("sorts a million entries")
	}
	const n, bound = 1_000_000, 12 << 20
	before := heapInUse()
	check := func(stage string) {
		t.Helper()
		if used := int64(heapInUse() - before); used > bound {
			t.Errorf("%s: %d bytes of heap in use, want at most %d", stage, used, bound)
		}
	}
	temp := &countTemp{dir: t.TempDir()}
	s, x := NewSorter(temp, 0), NewIndex(temp, 0)
	defer s.Close()
	defer x.Close()
	var value [100]byte
	for i := range n {
		key := HashKey(binary.AppendUvarint(nil, uint64(i)))
		binary.BigEndian.PutUint64(value[92:], uint64(i))
		if err := s.Add(key[:], value[:]); err != nil {
			t.Fatal(err)
		}
		if err := x.Add(strconv.AppendInt(nil, int64(i), 10), key[:]); err != nil {
			t.Fatal(err)
		}
		if i%(n/4) == n/4-1 {
			check("adding")
		}
	}
	if err := x.Build(); err != nil {
		t.Fatal(err)
	}
	check("built")
	if err := s.Sort(); err != nil {
		t.Fatal(err)
	}
	check("sorted")
	checkOrder(t, s, n)
	check("read")
	runtime.KeepAlive(s)
	runtime.KeepAlive(x)
	added := int64(n*(16+100) + n*(16+16))
	if disk := temp.onDisk(t); disk > added*11/10 {
		t.Errorf("%d bytes on disk for %d added", disk, added)
	}
}
