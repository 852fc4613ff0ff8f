package mapping

import (
	"errors"
	"math/rand/v2"
	"os"
	"testing"
)

// A hash that comes twice is found, wherever its two places are, in however many rounds; without one there is none.
func TestOnceHashes(t *testing.T) {
	for _, count := range []int{0, 1, 2, 1000, 3 * onceParts * onceWaiting, 100_000} {
		for _, memory := range []int{1, 4 << 10, 1 << 20} {
			random := rand.New(rand.NewPCG(uint64(count), uint64(memory)))
			list := make([]uint64, count)
			for i := range list {
				list[i] = random.Uint64()
			}
			if twiceOf(t, list, memory) {
				t.Errorf("%d hashes in %d bytes: one came twice", count, memory)
			}
			for range 5 {
				if count < 2 {
					break
				}
				first := random.IntN(count - 1)
				second := first + 1 + random.IntN(count-first-1)
				was := list[second]
				if list[second] = list[first]; !twiceOf(t, list, memory) {
					t.Errorf("%d hashes in %d bytes: %d and %d are one", count, memory, first, second)
				}
				list[second] = was
			}
		}
	}
}

func twiceOf(t *testing.T, list []uint64, memory int) bool {
	o := newOnceHashes(nil, memory)
	defer o.close()
	for _, hash := range list {
		if err := o.add(hash); err != nil {
			t.Fatal(err)
		}
	}
	twice, err := o.twice()
	if err != nil {
		t.Fatal(err)
	}
	return twice
}

// A disk that takes nothing is told of.
func TestOnceHashesDisk(t *testing.T) {
	o := newOnceHashes(noTemp{}, 1)
	defer o.close()
	var err error
	for n := 0; err == nil && n < 2*onceParts*onceWaiting; n++ {
		err = o.add(uint64(n) << 40)
	}
	if !errors.Is(err, errNoTemp) {
		t.Error(err)
	}
}

type noTemp struct{}

var errNoTemp = errors.New("no temp files")

// TempFile implements record.Temp.
func (noTemp) TempFile() (*os.File, error) { return nil, errNoTemp }
