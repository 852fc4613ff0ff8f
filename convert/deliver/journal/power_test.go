package journal

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// sector is what a disk writes whole.
const sector = 512

// A commit is the file before and after a transaction, and what each says.
type commit struct {
	before, after         []byte
	wasState, becameState string
}

// TestPowerCut drops of what a transaction wrote all that a power cut may drop. bbolt writes the data pages, waits for the disk, writes one of the two meta
// pages, and waits again. So before the first wait any sectors of data pages may be missing, and before the second any bytes of the meta page. The journal then opens with
// the state before or the state after. OBMEN_CUTS says how often each commit is tried.
func TestPowerCut(t *testing.T) {
	tries := rounds("OBMEN_CUTS", 1)
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	for n, c := range commits(t) {
		try := func(what string, image []byte, states ...string) {
			t.Helper()
			path := filepath.Join(dir, "journal.db")
			write(t, path, image)
			j := openAt(t, path)
			if got := state(t, j); !slices.Contains(states, got) {
				t.Fatalf("commit %d, %s: the journal says\n%s\nwant one of\n%s", n, what, got, strings.Join(states, "\n"))
			}
			wantSound(t, j)
			if random.IntN(4) == 0 {
				bring(t, j, delivery("after"), Accepted, "after")
				wantSound(t, j)
			}
		}
		try("nothing of it", c.before, c.wasState)
		try("all of it", c.after, c.becameState)
		for range tries {
			try("some data", c.some(random, func(int) bool { return random.IntN(2) == 0 }), c.wasState)
			try("all data, no meta", c.some(random, func(int) bool { return true }), c.wasState)
			try("a torn meta", c.torn(random), c.wasState, c.becameState)
		}
	}
}

// some is the file with those sectors of data pages written that are chosen, and perhaps not yet grown.
func (c *commit) some(random *rand.Rand, chosen func(int) bool) []byte {
	image := make([]byte, len(c.after))
	copy(image, c.before)
	for at := 2 * os.Getpagesize(); at < len(image); at += sector {
		if chosen(at) {
			copy(image[at:at+sector], c.after[at:])
		}
	}
	if len(c.before) < len(c.after) && bytes.Equal(image[len(c.before):], make([]byte, len(c.after)-len(c.before))) && random.IntN(2) == 0 {
		image = image[:len(c.before)]
	}
	return image
}

// torn is the file with all data and a piece of the new meta pages.
func (c *commit) torn(random *rand.Rand) []byte {
	image := bytes.Clone(c.after)
	copy(image, c.before[:2*os.Getpagesize()])
	const meta = 80 // bytes of a meta page that are not 0
	for page := range 2 {
		from := random.IntN(meta)
		to := from + random.IntN(meta-from+1)
		at := page * os.Getpagesize()
		copy(image[at+from:at+to], c.after[at+from:at+to])
	}
	return image
}

// commits tells a journal's life, commit by commit.
func commits(t *testing.T) []commit {
	j := open(t)
	j.batch = 40
	j.now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	ok(t, j.create())
	var all []commit
	look := func() ([]byte, string) {
		path := filepath.Join(t.TempDir(), "journal.db")
		data := read(t, j.Path())
		write(t, path, data)
		return data, state(t, openAt(t, path))
	}
	before, was := look()
	j.after = func() {
		after, became := look()
		all = append(all, commit{before, after, was, became})
		before, was = after, became
	}
	bring(t, j, delivery("1"), Accepted, "a", "b")
	bring(t, j, part("N", 1, 2), Accepted, "c")
	id := bring(t, j, part("N", 2, 2), InDoubt, "c", "d")
	planned(t, j, delivery("2"), "e", "f")
	planned(t, j, delivery("2"), "e", "g")
	d, err := j.Plan(delivery("3"), many(150))
	ok(t, err)
	ok(t, j.Begin(d.ID))
	ok(t, j.Finish(d.ID, Rejected, "", strings.Repeat("no ", 300)))
	_, err = j.Plan(delivery("3"), many(90))
	ok(t, err)
	_, err = j.Resolve(id, true)
	ok(t, err)
	f, err := j.AskFetch(Fetch{Account: "shop", To: j.now()})
	ok(t, err)
	ok(t, j.Seen("shop").Mark(f.ID, receipts("a", "b")))
	f.State = Downloaded
	ok(t, j.SetFetch(f))
	return all
}

// state is all that can be seen of a journal.
func state(t *testing.T, j *Journal) string {
	t.Helper()
	var s struct {
		Deliveries []Delivery
		Fetches    []Fetch
		Carriers   []uint64
		Seen       []bool
	}
	ok(t, j.All(Filter{}, func(d Delivery) error { s.Deliveries = append(s.Deliveries, d); return nil }))
	ok(t, j.Fetches("", func(f Fetch) error { s.Fetches = append(s.Fetches, f); return nil }))
	s.Carriers = carriers(t, j, "a", "b", "c", "d", "e", "f", "g")
	seen := j.Seen("shop")
	defer seen.Close()
	for _, n := range []string{"a", "b", "c"} {
		s.Seen = append(s.Seen, seen.Has([]byte("155"), []byte(n)))
	}
	ok(t, seen.Err())
	text, err := json.Marshal(s)
	ok(t, err)
	return string(text)
}
