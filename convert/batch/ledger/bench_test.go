package ledger

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
)

// BenchmarkStep is one step of a source, on the disk, by one goroutine and by several, where many others wait.
func BenchmarkStep(b *testing.B) {
	for _, workers := range []int{1, 2, 4} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			l, err := Open(filepath.Join(b.TempDir(), "folder.db"))
			ok(b, err)
			defer l.Close()
			for i := range 50 {
				claimed(b, l, Name(fmt.Sprint(i)))
			}
			var all sync.WaitGroup
			b.ResetTimer()
			for n := range workers {
				all.Go(func() {
					e := &Entry{ID: uint64(n + 1), Step: Hashed, Name: "чеки.xml", Work: "1 чеки.xml", SHA256: fmt.Sprintf("%064x", n), Key: fmt.Sprintf("%064x", n)}
					for i := n; i < b.N; i += workers {
						if e.Tries = i; l.Put(e) != nil {
							b.Error("put")
						}
					}
				})
			}
			all.Wait()
		})
	}
}

// BenchmarkSeen looks for a content among those of years.
func BenchmarkSeen(b *testing.B) {
	const n = 100_000
	l := fresh(b)
	ok(b, l.update(func(t *txn) error {
		for i := range n {
			if err := t.put("seen", join(fmt.Sprintf("%064x", i*7919%n)), []byte(`{"id":1,"name":"чеки.xml","day":"2026-11-22"}`)); err != nil {
				return err
			}
		}
		return nil
	}))
	for i := 0; b.Loop(); i++ {
		if _, found, err := l.Seen(fmt.Sprintf("%064x", i%(2*n))); err != nil || found != (i%(2*n) < n) {
			b.Fatal(found, err)
		}
	}
}

// BenchmarkAll visits ten thousand entries that wait.
func BenchmarkAll(b *testing.B) {
	l := fresh(b)
	ok(b, l.update(func(t *txn) error {
		value, err := encodeEntry(&Entry{Step: Hashed, Name: "чеки.xml", Trouble: "no service"})
		for i := range uint64(10_000) {
			if err == nil {
				err = t.put("open", number(i+1), value)
			}
		}
		return err
	}))
	for b.Loop() {
		n := 0
		for _, err := range l.All() {
			ok(b, err)
			n++
		}
		if n != 10_000 {
			b.Fatal(n)
		}
	}
}
