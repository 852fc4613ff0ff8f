package mapping

import (
	"bytes"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/spool"
)

// What was asked for lately is answered as the Index answers, whatever drove out what.
func TestRecentRows(t *testing.T) {
	x := spool.NewIndex(nil, 0)
	defer x.Close()
	for i := range 3 * recentSlots {
		if err := x.Add(fmt.Append(nil, i), bytes.Repeat([]byte{byte(i)}, i%7*200)); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Build(); err != nil {
		t.Fatal(err)
	}
	var r recentRows
	rapid.Check(t, func(t *rapid.T) {
		for range 50 {
			code := fmt.Append(nil, rapid.IntRange(0, 4*recentSlots).Draw(t, "code"))
			want, ok, err := x.Get(code)
			if err != nil {
				t.Fatal(err)
			}
			want = bytes.Clone(want)
			if got, known, err := r.get(x, code); err != nil || known != ok || !bytes.Equal(got, want) {
				t.Fatalf("%s: %d bytes, %v, %v; want %d, %v", code, len(got), known, err, len(want), ok)
			}
		}
	})
}
