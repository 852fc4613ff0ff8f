package ledger

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"syscall"
	"testing"

	"pgregory.net/rapid"
)

// A model is a ledger in maps.
type model struct {
	last uint64 // id given
	open map[uint64]Entry
	seen map[string]Seen
	rows []string
}

func (m *model) ids() (ids []uint64) {
	for id := range m.open {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// put reports whether an entry may be stored, and does so.
func (m *model) put(e Entry) bool {
	was, open := m.open[e.ID]
	if !open || slices.Index(Steps(), was.Step) > slices.Index(Steps(), e.Step) && !(was.Step == Written && e.Step == Hashed) {
		return false
	}
	m.open[e.ID] = e
	return true
}

func (m *model) finish(e Entry, row string) bool {
	if _, open := m.open[e.ID]; !open || e.Step != Archived {
		return false
	}
	delete(m.open, e.ID)
	if e.Outcome == Done && e.Key != "" {
		m.seen[e.Key] = Seen{e.ID, e.Name, e.Folder, e.Target}
	}
	m.rows = append(m.rows, row)
	return true
}

// lowest is the first open entry that is so; 0: none is.
func (m *model) lowest(is func(Entry) bool) uint64 {
	for _, id := range m.ids() {
		if is(m.open[id]) {
			return id
		}
	}
	return 0
}

var (
	names = []Name{"a", "\xff", "1 a\n", ""}
	keys  = []string{"", "K", "KK", "L"}
)

// check compares all that can be seen.
func (m *model) check(t *rapid.T, l *Ledger) {
	var got []uint64
	waiting := 0
	for e, err := range l.All() {
		ok(t, err)
		got = append(got, e.ID)
		if want := m.open[e.ID]; !reflect.DeepEqual(*e, want) {
			t.Fatalf("it is\n%+v, want\n%+v", *e, want)
		}
		if e.Trouble != "" {
			waiting++
		}
	}
	if !slices.Equal(got, m.ids()) {
		t.Fatal(got, "are open, want", m.ids())
	}
	if open, w, err := l.Counts(); open != len(got) || w != waiting || err != nil {
		t.Fatal(open, w, err, "want", len(got), waiting)
	}
	for _, key := range keys[1:] {
		s, found, err := l.Seen(key)
		if want, is := m.seen[key]; s != want || found != is || err != nil {
			t.Fatal(key, s, found, err, "want", want)
		}
		for not := range m.last + 2 {
			id, _, err := l.InFlight(key, not)
			if want := m.lowest(func(e Entry) bool { return e.Key == key && e.ID < not }); id != want || err != nil {
				t.Fatal(key, not, id, err, "want", want)
			}
		}
	}
	for _, name := range names {
		id, _, err := l.HasWork(name)
		if want := m.lowest(func(e Entry) bool { return name != "" && e.Work == name }); id != want || err != nil {
			t.Fatalf("%q: %d, %v, want %d", name, id, err, want)
		}
	}
	rows, err := l.Rows(1000)
	ok(t, err)
	var texts []string
	for _, r := range rows {
		texts = append(texts, string(r.Row))
	}
	if !slices.Equal(texts, m.rows) {
		t.Fatal("rows", texts, "want", m.rows)
	}
}

// TestModel does random things to a ledger and to the model; some of them while the disk is full.
func TestModel(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue && os.Getenv("OBMEN_CUTS") == "" {
		f.Value.Set("15")
	}
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "ledger")
		ok(t, err)
		defer os.RemoveAll(dir)
		m := &model{open: map[uint64]Entry{}, seen: map[string]Seen{}}
		d := &disk{errno: syscall.ENOSPC}
		start := func() *Ledger {
			l, err := open(filepath.Join(dir, "folder.db"), func(l *Ledger) { l.unsafe, l.opened = true, d.under })
			ok(t, err)
			return l
		}
		l := start()
		defer func() { l.Close() }()
		// do tries a step, now and then with too little room first.
		do := func(step func() error) error {
			if rapid.IntRange(0, 3).Draw(t, "full") == 0 {
				d.limited, d.left = true, rapid.IntRange(0, 6*os.Getpagesize()).Draw(t, "room")
				err := step()
				d.limited = false
				if !errors.Is(err, syscall.ENOSPC) {
					return err
				}
			}
			return step()
		}
		agree := func(want bool, err error) {
			t.Helper()
			if want != (err == nil) || err != nil && !errors.Is(err, NotOpen.Fault()) && !errors.Is(err, NoStep.Fault()) {
				t.Fatalf("allowed %v: %v", want, err)
			}
		}
		draw := func() Entry {
			e, known := m.open[rapid.Uint64Range(0, m.last+1).Draw(t, "id")]
			if !known {
				e.ID = m.last + 1
			}
			e.Step = rapid.SampledFrom(Steps()).Draw(t, "step")
			e.Name, e.Work = rapid.SampledFrom(names).Draw(t, "name"), rapid.SampledFrom(names).Draw(t, "work")
			e.Key, e.Outcome = rapid.SampledFrom(keys).Draw(t, "key"), rapid.SampledFrom(Outcomes()).Draw(t, "outcome")
			e.Trouble, e.Folder = rapid.StringN(0, 3, 9).Draw(t, "trouble"), rapid.StringN(0, 3, 9).Draw(t, "folder")
			e.Tries = rapid.IntRange(0, 3).Draw(t, "tries")
			return e
		}
		claim := func(t *rapid.T) {
			e := Entry{Name: rapid.SampledFrom(names).Draw(t, "name"), Work: rapid.SampledFrom(names).Draw(t, "work"), Claimed: day}
			ok(t, do(func() error { return l.Claim(&e) }))
			if m.last++; e.ID != m.last {
				t.Fatal("id", e.ID, "want", m.last)
			}
			m.open[e.ID] = e
		}
		put := func(t *rapid.T) {
			e := draw()
			agree(m.put(e), do(func() error { return l.Put(&e) }))
		}
		finish := func(t *rapid.T) {
			e, row := draw(), fmt.Sprint(len(m.rows))
			agree(m.finish(e, row), do(func() error { return l.Finish(&e, []byte(row)) }))
		}
		t.Repeat(map[string]func(*rapid.T){
			"claim": claim, "claim more": claim, "put": put, "put more": put, "finish": finish, "finish more": finish,
			"drop": func(t *rapid.T) {
				id := draw().ID
				_, is := m.open[id]
				delete(m.open, id)
				agree(is, do(func() error { return l.Drop(id) }))
			},
			"register": func(t *rapid.T) {
				rows, err := l.Rows(rapid.IntRange(0, 3).Draw(t, "rows"))
				ok(t, err)
				if len(rows) > 0 {
					ok(t, do(func() error { return l.Registered(rows[len(rows)-1].Seq) }))
					m.rows = m.rows[len(rows):]
				}
			},
			"reopen": func(t *rapid.T) { ok(t, l.Close()); l = start() },
			"":       func(t *rapid.T) { m.check(t, l) },
		})
	})
}
