package regroup

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// tempDir gives temporary files that fail after so many, and counts those that are open.
type tempDir struct {
	t     *testing.T
	made  int
	after int // 0: never
}

func (d *tempDir) TempFile() (*os.File, error) {
	if d.made++; d.after > 0 && d.made > d.after {
		return nil, errDisk
	}
	return os.CreateTemp(d.t.TempDir(), "spool-")
}

var errDisk = errors.New("disk full")

// gathered runs entries, written key=value, through a Gather.
func gathered(t interface{ Fatal(...any) }, g *Gather, entries []string) []string {
	for _, e := range entries {
		key, _, _ := strings.Cut(e, "=")
		if err := g.Add([]byte(key), []byte(e)); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Sort(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		value, first, err := g.Next()
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		mark := "  "
		if first {
			mark = "* "
		}
		got = append(got, mark+string(value))
	}
}

// gatheredPlainly is what a Gather should give, reckoned in memory.
func gatheredPlainly(entries []string) []string {
	var keys, got []string
	of := map[string][]string{}
	for _, e := range entries {
		key, _, _ := strings.Cut(e, "=")
		if of[key] == nil {
			keys = append(keys, key)
		}
		of[key] = append(of[key], e)
	}
	for _, k := range keys {
		for i, e := range of[k] {
			got = append(got, map[bool]string{true: "* ", false: "  "}[i == 0]+e)
		}
	}
	return got
}

func TestGather(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"a=1", "* a=1"},
		{"a=1 b=2 c=3", "* a=1|* b=2|* c=3"},
		{"a=1 a=2 b=3", "* a=1|  a=2|* b=3"},
		{"a=1 b=2 a=3", "* a=1|  a=3|* b=2"},
		{"a=1 b=2 a=3 a=4 b=5 a=6 c=7", "* a=1|  a=3|  a=4|  a=6|* b=2|  b=5|* c=7"},
		{"=1 a=2 =3", "* =1|  =3|* a=2"},
	} {
		t.Run(c.in, func(t *testing.T) {
			g := NewGather(nil, 0)
			defer g.Close()
			if got := strings.Join(gathered(t, g, strings.Fields(c.in)), "|"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestGatherLikeInMemory(t *testing.T) {
	temp := &tempDir{t: t}
	small, large := NewGather(temp, 1), NewGather(temp, 0)
	defer small.Close()
	defer large.Close()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 300).Draw(t, "entries")
		keys := rapid.IntRange(1, 60).Draw(t, "keys")
		padding := strings.Repeat("x", rapid.IntRange(0, 2000).Draw(t, "padding"))
		entries := make([]string, n)
		for i := range entries {
			entries[i] = fmt.Sprintf("k%d=%d%s", rapid.IntRange(1, keys).Draw(t, "key"), i, padding)
		}
		want := gatheredPlainly(entries)
		for _, g := range []*Gather{small, large} {
			if got := gathered(t, g, entries); !slices.Equal(got, want) {
				t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			g.Reset()
		}
	})
	if temp.made == 0 {
		t.Error("nothing ever went to disk: this test tests less than it should")
	}
}

// TestGatherMore: what only the first entry of a key is asked for is there with it, in memory as from disk, and never takes the place of a value.
func TestGatherMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "c", "a code that is longer than a short one"})).Draw(t, "keys")
		for _, memory := range []int{1, 0} {
			g := NewGather(nil, memory)
			defer g.Close()
			for i, key := range keys {
				if err := g.AddMore([]byte(key), fmt.Appendf(nil, "%d.", i), []byte(strings.Repeat(key, i%3))); err != nil {
					t.Fatal(err)
				}
			}
			if err := g.Sort(); err != nil {
				t.Fatal(err)
			}
			for range keys {
				entry, first, err := g.Next()
				if err != nil {
					t.Fatal(err)
				}
				number, more, _ := strings.Cut(string(entry), ".")
				i, err := strconv.Atoi(number)
				if want := strings.Repeat(keys[i], i%3); err != nil || more != want && (first || more != "") {
					t.Fatalf("entry %d, first: %v: %q, want %q behind it", i, first, entry, want)
				}
			}
		}
	})
}

func TestGatherFails(t *testing.T) {
	entries := make([]string, 2000)
	for i := range entries {
		entries[i] = fmt.Sprintf("k%d=%s", i%700, strings.Repeat("x", 500))
	}
	failed := 0
	for after := 1; after < 6; after++ {
		g := NewGather(&tempDir{t: t, after: after}, 1)
		if err := all(g, entries); err != nil {
			failed++
			if !errors.Is(err, errDisk) {
				t.Errorf("after %d files: %v", after, err)
			}
			if _, _, err := g.Next(); err == nil || errors.Is(err, io.EOF) {
				t.Errorf("after %d files: the error did not stick", after)
			}
		}
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	}
	if failed == 0 {
		t.Error("no failure came through")
	}
}

// all is gathered without the results.
func all(g *Gather, entries []string) error {
	for _, e := range entries {
		key, _, _ := strings.Cut(e, "=")
		if err := g.Add([]byte(key), []byte(e)); err != nil {
			return err
		}
	}
	if err := g.Sort(); err != nil {
		return err
	}
	for {
		if _, _, err := g.Next(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

func TestGatherNextBeforeSort(t *testing.T) {
	g := NewGather(nil, 0)
	defer g.Close()
	if _, _, err := g.Next(); err == nil {
		t.Error("no error")
	}
}

func TestArray(t *testing.T) {
	for _, memory := range []int{1, 3 * pageSize, 0} {
		temp := &tempDir{t: t}
		a := NewArray(temp, memory)
		rapid.Check(t, func(t *rapid.T) {
			a.Reset()
			want := map[int64]int64{}
			for range rapid.IntRange(1, 200).Draw(t, "sets") {
				i := rapid.Int64Range(0, 20*pageNumbers).Draw(t, "i")
				want[i] = rapid.Int64().Draw(t, "v")
				a.Set(i, want[i])
			}
			for i := range int64(20 * pageNumbers) {
				if got := a.Get(i); got != want[i] {
					t.Fatalf("%d: got %d, want %d", i, got, want[i])
				}
			}
		})
		if a.Err() != nil {
			t.Error(a.Err())
		}
		if onDisk := temp.made > 0; onDisk != (memory != 0) {
			t.Errorf("memory %d: %d files", memory, temp.made)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestArrayFails(t *testing.T) {
	a := NewArray(&tempDir{t: t, after: -1}, 1)
	a.file.temp = failing{}
	for i := range int64(4) {
		a.Set(i*pageNumbers, 7)
	}
	if !errors.Is(a.Err(), errDisk) || a.Get(0) != 0 {
		t.Errorf("got %v and %d", a.Err(), a.Get(0))
	}
}

type failing struct{}

func (failing) TempFile() (*os.File, error) { return nil, errDisk }

func TestStore(t *testing.T) {
	for _, memory := range []int{1, 300, 20_000, 0} {
		temp := &tempDir{t: t}
		s := NewStore(temp, memory)
		rapid.Check(t, func(t *rapid.T) {
			s.Reset()
			var want []string
			for n := range rapid.IntRange(1, 60).Draw(t, "entries") {
				e := strings.Repeat(string(rune('a'+n%26)), rapid.SampledFrom([]int{0, 1, 10, 200, 17_000}).Draw(t, "size"))
				if got, err := s.Append([]byte(e)); err != nil || got != int64(n) {
					t.Fatal(got, err)
				}
				want = append(want, e)
			}
			for range 3 * len(want) {
				n := rapid.IntRange(0, len(want)-1).Draw(t, "n")
				if got, err := s.Get(int64(n)); err != nil || string(got) != want[n] {
					t.Fatalf("%d: got %d bytes, want %d; %v", n, len(got), len(want[n]), err)
				}
			}
		})
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if _, err := s.Get(0); err == nil {
			t.Error("no error after Close")
		}
	}
}

func TestStoreFails(t *testing.T) {
	s := NewStore(failing{}, 4)
	_, err1 := s.Append([]byte("12345"))
	_, err2 := s.Append([]byte("12345"))
	_, err3 := s.Get(0)
	if err1 != nil || !errors.Is(err2, errDisk) || !errors.Is(err3, errDisk) {
		t.Error(err1, err2, err3)
	}
}

// built makes a tree of nodes written key<parent, or key alone; a capital key has a mark.
func built(temp record.Temp, memory int, nodes []string) (*Tree, error) {
	tree := NewTree(temp, memory)
	for i, n := range nodes {
		key, parent, has := strings.Cut(n, "<")
		var above []byte
		if has {
			above = []byte(parent)
		}
		mark := int64(0)
		if key != strings.ToLower(key) {
			mark = int64(i + 1)
		}
		if _, err := tree.Add([]byte(key), above, mark, []byte(n)); err != nil {
			return tree, err
		}
	}
	return tree, tree.Build()
}

// show lists the nodes of a tree in the order of the walk, with parent and mark.
func show(t interface{ Fatal(...any) }, tree *Tree) string {
	var out []string
	at := int64(0)
	err := tree.Walk(func(n int64) error {
		value, err := tree.Value(n)
		if tree.Place(n) != at {
			t.Fatal("node", n, "has place", tree.Place(n), "not", at)
		}
		at++
		out = append(out, fmt.Sprintf("%s:%d:%d", value, tree.Parent(n), tree.Mark(n)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func TestTree(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"a b", "a:-1:0 b:-1:0"},
		{"a b<a", "a:-1:0 b<a:0:0"},
		{"b<a a", "a:-1:0 b<a:1:0"}, // a parent pulled up before its first child
		{"x c<b y b<a z a", "x:-1:0 a:-1:0 b<a:5:0 c<b:3:0 y:-1:0 z:-1:0"}, // and its own parent before it
		{"a<q", "a<q:-2:0"},
		{"a a<b b", "a:-1:0 b:-1:0"},                                    // the first of a key stands for all
		{"a<b a b b<a", "b:-1:0 a<b:2:0"},                               // even where the others would make a cycle
		{"M b<M c<b N<c d<N", "M:-1:1 b<M:0:1 c<b:1:1 N<c:2:4 d<N:3:4"}, // the nearest mark upwards
		{"d<N N<M M", "M:-1:3 N<M:2:2 d<N:1:2"},
	} {
		t.Run(c.in, func(t *testing.T) {
			tree, err := built(nil, 0, strings.Fields(c.in))
			if err != nil {
				t.Fatal(err)
			}
			defer tree.Close()
			if got := show(t, tree); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestTreeCycles(t *testing.T) {
	for _, c := range []struct {
		in   string
		node int64
	}{
		{"a<a", 0}, {"a<b b<a", 0}, {"x a<b b<c c<d d<b", 2}, {"a b<a c<d d<c", 2},
	} {
		tree, err := built(nil, 0, strings.Fields(c.in))
		var cycle *Cycle
		if !errors.As(err, &cycle) || cycle.Node != c.node {
			t.Errorf("%s: got %v, want node %d", c.in, err, c.node)
		}
		tree.Close()
	}
}

// A deep chain that stands upside down is the most that the walk can be asked for.
func TestTreeOnDisk(t *testing.T) {
	const n = 30_000
	nodes := make([]string, n)
	for i := range nodes {
		nodes[i] = fmt.Sprintf("k%d<k%d", i, i+1)
	}
	nodes[n-1] = fmt.Sprintf("K%d", n-1)
	nodes[n-2] = fmt.Sprintf("k%d<K%d", n-2, n-1)
	temp := &tempDir{t: t}
	small, err := built(temp, 1, nodes)
	if err != nil {
		t.Fatal(err)
	}
	defer small.Close()
	large, err := built(nil, 64<<20, nodes)
	if err != nil {
		t.Fatal(err)
	}
	defer large.Close()
	got, want := show(t, small), show(t, large)
	if got != want {
		t.Error("the order depends on the memory")
	}
	if !strings.HasPrefix(got, "K29999:-1:30000 k29998<K29999:29999:30000 ") || !strings.HasSuffix(got, " k0<k1:1:30000") {
		t.Errorf("got %.100s…%s", got, got[len(got)-40:])
	}
	if temp.made < 5 {
		t.Errorf("%d files: this test tests less than it should", temp.made)
	}
}

func TestTreeLikeInMemory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := make([]string, rapid.IntRange(1, 40).Draw(t, "nodes"))
		for i := range nodes {
			// A parent of a smaller number: never a cycle. In any order.
			k := rapid.IntRange(0, 30).Draw(t, "key")
			nodes[i] = fmt.Sprintf("k%d", k)
			if k > 0 && rapid.Bool().Draw(t, "has parent") {
				nodes[i] += fmt.Sprintf("<k%d", rapid.IntRange(0, k-1).Draw(t, "parent"))
			}
		}
		tree, err := built(nil, 1, nodes)
		if err != nil {
			t.Fatal(err)
		}
		defer tree.Close()
		seen := map[int64]bool{}
		tree.Walk(func(n int64) error {
			key, parent, has := strings.Cut(nodes[n], "<")
			first := slices.IndexFunc(nodes, func(s string) bool { k, _, _ := strings.Cut(s, "<"); return k == parent })
			switch got := tree.Parent(n); {
			case !has && got != NoNode, has && first < 0 && got != UnknownNode, has && first >= 0 && got != int64(first):
				t.Fatalf("%s: parent %d", nodes[n], got)
			case has && first >= 0 && !seen[got]:
				t.Fatalf("%s came before its parent", nodes[n])
			}
			for m := range nodes {
				if k, _, _ := strings.Cut(nodes[m], "<"); k == key && tree.First(int64(m)) != n {
					t.Fatalf("the first of %d is %d, not %d", m, tree.First(int64(m)), n)
				}
			}
			seen[n] = true
			return nil
		})
	})
}

func TestTreeFails(t *testing.T) {
	nodes := make([]string, 5000)
	for i := range nodes {
		nodes[i] = fmt.Sprintf("k%d<k%d", i, i/2)
	}
	nodes[0] = "k0"
	failed := 0
	for after := 1; after < 12; after++ {
		tree, err := built(&tempDir{t: t, after: after}, 1, nodes)
		if err != nil {
			failed++
			if !errors.Is(err, errDisk) {
				t.Errorf("after %d files: %v", after, err)
			}
		}
		tree.Close()
	}
	if failed == 0 {
		t.Error("no failure came through")
	}
}
