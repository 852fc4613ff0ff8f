package mapping

import (
	"errors"
	"testing"
)

// Keys that come twice are found whether or not their hash has a place in memory for itself.
func TestOnceKeys(t *testing.T) {
	const places = oncePlaces
	for _, c := range []struct {
		name        string
		hashes      []uint64
		early, once bool
	}{
		{"none", nil, false, true},
		{"each once", []uint64{1, 2, 1 + places, 1 + 2*places}, false, true},
		{"twice", []uint64{1, 2, 1}, true, false},
		{"twice in the place of another", []uint64{1, 1 + places, 2, 1 + places}, false, false},
		{"neighbours", []uint64{7 + places, 7 + places}, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newOnceKeys(&Options{})
			defer k.close()
			list := k.list()
			list.hashes = c.hashes
			err := k.add(&list)
			if got := errors.Is(err, ErrNotEager); got != c.early || err != nil && !got {
				t.Fatalf("add: %v", err)
			}
			if c.early {
				return
			}
			if err := k.finish(); errors.Is(err, ErrNotEager) == c.once || err != nil && c.once {
				t.Errorf("finish: %v", err)
			}
		})
	}
}

// Lanes hash a key alike.
func TestKeyList(t *testing.T) {
	k := newOnceKeys(&Options{})
	defer k.close()
	a, b := k.list(), k.list()
	a.add([]byte("00-1"))
	b.add([]byte("00-1"))
	if err := errors.Join(k.add(&a), k.add(&b)); !errors.Is(err, ErrNotEager) {
		t.Errorf("the same key in two lists: %v", err)
	}
	if a.forget(); len(a.hashes) != 0 {
		t.Errorf("left: %v", a.hashes)
	}
}

// A key that is expected is no second one where it comes, but one that comes before it is the first of two.
func TestExpectedKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		key  string
		end  int64
		once bool
	}{
		{"another", "00-2", 50, true},
		{"before it", "00-1", 100, false},
		{"where it is expected", "00-1", 101, true},
		{"the first of two expected", "00-0", 10, false},
		{"long behind it", "00-1", 1000, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newOnceKeys(&Options{})
			defer k.close()
			k.expect([]byte("00-0"), 90)
			k.expect([]byte("00-1"), 100)
			list := k.list()
			list.add([]byte(c.key))
			k.reach(c.end)
			if err := k.add(&list); (err == nil) != c.once {
				t.Errorf("add: %v", err)
			}
		})
	}
}
