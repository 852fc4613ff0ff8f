package regroup

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestKeysLikeAMap(t *testing.T) {
	var k Keys
	rapid.Check(t, func(t *rapid.T) {
		k.Reset()
		want := map[string]int{}
		for _, key := range rapid.SliceOf(rapid.StringMatching(`[ab]{0,4}|[a-z]{0,30}`)).Draw(t, "keys") {
			n, known := want[key]
			if !known {
				n = -1
			}
			if got := k.Find([]byte(key)); got != n {
				t.Fatalf("Find(%q) is %d, want %d", key, got, n)
			}
			if !known {
				want[key] = len(want)
				if got := k.Add([]byte(key)); got != want[key] {
					t.Fatalf("Add(%q) is %d, want %d", key, got, want[key])
				}
			}
		}
		if k.Len() != len(want) {
			t.Fatalf("%d keys, want %d", k.Len(), len(want))
		}
	})
}

// A large round must not make every small one behind it clear what it needed.
func TestKeysLetGo(t *testing.T) {
	var k Keys
	for i := range 10_000 {
		k.Add(fmt.Append(nil, i))
	}
	large := k.Size()
	if k.Reset(); k.Len() != 0 || k.Find([]byte("1")) >= 0 {
		t.Error("Reset left something")
	}
	k.Add([]byte("a"))
	k.Reset()
	k.Add([]byte("a"))
	if k.Size() > large/10 {
		t.Errorf("%d bytes for one key, of %d", k.Size(), large)
	}
	if n := testing.AllocsPerRun(100, func() { k.Reset(); k.Add([]byte("a")); k.Find([]byte("b")) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
