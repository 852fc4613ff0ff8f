package journal

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A model is a journal in a map, whose rules are written down as plainly as they can be.
type model map[uint64]*modelled

type modelled struct {
	Delivery
	receipts string // a letter each
}

// blocked reports whether d would be in the books twice.
func (m model) blocked(d *modelled) bool {
	for id, e := range m {
		if id == d.ID || !e.Booked() && !e.Open() || sameWhole(&e.Delivery, &d.Delivery) {
			continue
		}
		if e.whole() == d.whole() || strings.ContainsAny(e.receipts, d.receipts) {
			return true
		}
	}
	return false
}

func (m model) find(k Key) *modelled {
	for _, e := range m {
		if e.Key == k {
			return e
		}
	}
	return nil
}

func (m model) plan(d Delivery, receipts string) bool {
	next := &modelled{d, receipts}
	next.ID = uint64(len(m) + 1)
	if old := m.find(d.Key); old != nil {
		if old.Booked() || old.Open() {
			return false
		}
		next.ID, next.Attempts, next.Doubts = old.ID, old.Attempts, old.Doubts
	}
	next.State, next.Receipts = Planned, int64(len(receipts))
	if m.blocked(next) {
		return false
	}
	m[next.ID] = next
	return true
}

func (m model) begin(id uint64) bool {
	e := m[id]
	if e == nil || e.State != Planned && e.State != Unavailable || m.blocked(e) {
		return false
	}
	e.State = Sending
	e.Attempts++
	return true
}

func (m model) finish(id uint64, s State) bool {
	e := m[id]
	if e == nil || !(e.Open() || s == Accepted && (e.State == Planned || e.State == Unavailable)) {
		return false
	}
	if s == InDoubt && e.State == Sending {
		e.Doubts++
	}
	e.State = s
	return true
}

func (m model) resolve(id uint64, settled string) bool {
	e := m[id]
	if e == nil || !e.Open() && e.State != Resolved {
		return false
	}
	e.State, e.Settled, e.Doubts = Resolved, settled, 0
	return true
}

// carriers are the deliveries in the books, with all parts of their wholes, that carry a receipt.
func (m model) carriers(receipt string) (ids []uint64) {
	for id, e := range m {
		if !e.Booked() || !strings.Contains(e.receipts, receipt) {
			continue
		}
		parts := 0
		for _, p := range m {
			if p.Booked() && sameWhole(&p.Delivery, &e.Delivery) {
				parts++
			}
		}
		if parts == e.Parts {
			ids = append(ids, id)
		}
	}
	return ids
}

// check compares all that can be seen.
func (m model) check(t *rapid.T, j *Journal) {
	var got []Delivery
	ok(t, j.All(Filter{}, func(d Delivery) error { got = append(got, d); return nil }))
	if len(got) != len(m) {
		t.Fatalf("%d deliveries, want %d", len(got), len(m))
	}
	for _, d := range got {
		want := m[d.ID]
		if found, _, err := j.Find(d.Key); err != nil || found != d {
			t.Fatalf("found %+v, listed %+v: %v", found, d, err)
		}
		d.Planned, d.Changed, d.Note = want.Planned, want.Changed, want.Note
		if d != want.Delivery {
			t.Fatalf("it is\n%+v, want\n%+v", d, want.Delivery)
		}
	}
	c := j.Carried("caffesta", "shop")
	defer c.Close()
	for _, r := range "abcdef" {
		want := m.carriers(string(r))
		d, found, err := c.By([]byte("155"), []byte(string(r)))
		if ok(t, err); found != (len(want) > 0) || found && !slices.Contains(want, d.ID) {
			t.Fatalf("receipt %c is carried by %d, want %v", r, d.ID, want)
		}
	}
}

// TestModel does random things to a journal, opened anew for each, and to the model.
func TestModel(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue && os.Getenv("OBMEN_CUTS") == "" {
		f.Value.Set("10")
	}
	documents := []Delivery{delivery("N"), delivery("N-001"), part("N", 1, 2), part("N", 2, 2), part("N", 1, 3), part("N", 3, 3), delivery("M"), delivery("L")}
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "journal")
		ok(t, err)
		defer os.RemoveAll(dir)
		m := model{}
		journal := func() *Journal {
			j, err := Open(filepath.Join(dir, "journal.db"))
			ok(t, err)
			j.unsafe = true
			j.batch = rapid.IntRange(1, 3).Draw(t, "batch")
			return j
		}
		agree := func(want bool, err error) {
			t.Helper()
			var conflict *Conflict
			var step *WrongStep
			var doubt *NotInDoubt
			if want != (err == nil) || err != nil && !errors.As(err, &conflict) && !errors.As(err, &step) && !errors.As(err, &doubt) && !errors.Is(err, NoEntry.Fault()) {
				t.Fatalf("allowed %v: %v", want, err)
			}
		}
		id := func() uint64 { return rapid.Uint64Range(1, uint64(len(m)+1)).Draw(t, "id") }
		settle := func(t *rapid.T) {
			n, sent := id(), rapid.Bool().Draw(t, "sent")
			_, err := journal().Resolve(n, sent)
			agree(m.resolve(n, map[bool]string{true: "sent", false: "unsent"}[sent]), err)
		}
		plan := func(t *rapid.T) {
			d := rapid.SampledFrom(documents).Draw(t, "document")
			letters := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"}), rapid.ID).Draw(t, "receipts")
			_, err := journal().Plan(d, receipts(letters...))
			agree(m.plan(d, strings.Join(letters, "")), err)
		}
		begin := func(t *rapid.T) { n := id(); agree(m.begin(n), journal().Begin(n)) }
		finish := func(t *rapid.T) {
			n, s := id(), rapid.SampledFrom([]State{Accepted, Rejected, Unavailable, InDoubt}).Draw(t, "state")
			agree(m.finish(n, s), journal().Finish(n, s, "", ""))
		}
		t.Repeat(map[string]func(*rapid.T){
			"plan": plan, "plan more": plan, "begin": begin, "begin more": begin, "finish": finish, "resolve": settle,
			"": func(t *rapid.T) { m.check(t, journal()) },
		})
		wantClean(t, journal())
	})
}
