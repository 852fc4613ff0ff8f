package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"obmen/formats/record"
)

func ok(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// quick leaves out the waiting for the disk.
func quick(l *Ledger) { l.unsafe = true }

// at opens a ledger that is closed when the test ends.
func at(t testing.TB, path string, set ...func(*Ledger)) *Ledger {
	t.Helper()
	l, err := open(path, func(l *Ledger) {
		quick(l)
		for _, s := range set {
			s(l)
		}
	})
	ok(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

func fresh(t testing.TB, set ...func(*Ledger)) *Ledger {
	t.Helper()
	return at(t, filepath.Join(t.TempDir(), "folder.db"), set...)
}

var day = time.Date(2026, 11, 22, 10, 30, 0, 123456789, time.UTC)

func claimed(t testing.TB, l *Ledger, name Name) *Entry {
	t.Helper()
	e := &Entry{Name: name, Work: "1 " + name, Size: 12, Modified: day, Claimed: day}
	ok(t, l.Claim(e))
	return e
}

func put(t testing.TB, l *Ledger, e *Entry, s Step) {
	t.Helper()
	e.Step = s
	ok(t, l.Put(e))
}

// wantFault asserts that an error is of the file system, names the ledger and says a message.
func wantFault(t testing.TB, err error, l *Ledger, m *record.Message) {
	t.Helper()
	var path *fs.PathError
	if !errors.As(err, &path) || path.Path != l.path || !errors.Is(err, m.Fault()) {
		t.Errorf("%v, want %s of %s", err, m.Code, l.path)
	}
}

// all is what stands open, as JSON.
func all(t testing.TB, l *Ledger) []string {
	t.Helper()
	var entries []string
	for e, err := range l.All() {
		ok(t, err)
		text, err := encodeEntry(e)
		ok(t, err)
		entries = append(entries, fmt.Sprint(e.ID, " ", string(text)))
	}
	return entries
}

func TestFollows(t *testing.T) {
	for i, from := range Steps() {
		for k, to := range Steps() {
			want := k >= i || from == Written && to == Hashed
			if follows(from, to) != want {
				t.Errorf("%s → %s is allowed: %v", from, to, !want)
			}
		}
		if follows(from, "") || follows(from, "gone") {
			t.Errorf("%s → an unknown step is allowed", from)
		}
	}
}

// TestSteps brings a source from one end to the other, and opens the ledger anew after each step.
func TestSteps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder.db")
	again := func(l *Ledger) *Ledger {
		ok(t, l.Close())
		return at(t, path)
	}
	l := at(t, path)
	e := &Entry{Name: "чеки.xml", Work: "1 чеки.xml", Marker: true, Size: 5 << 30, Modified: day.In(time.FixedZone("", 3*3600)), Claimed: day}
	ok(t, l.Claim(e))
	if e.ID != 1 || e.Step != Claimed {
		t.Fatal(e.ID, e.Step)
	}
	e.Modified = e.Modified.UTC()
	same := func() {
		t.Helper()
		l = again(l)
		got, found, err := l.Get(1)
		if err != nil || !found || !reflect.DeepEqual(got, e) {
			t.Fatalf("%+v, %v, want %+v", got, err, e)
		}
	}
	same()
	for _, s := range Steps()[1:] {
		switch e.Step = s; s {
		case Hashed:
			e.SHA256, e.Key, e.Outputs = "aa", "bb", []Output{{To: "csv", Profile: "p", Send: "caffesta", Folder: "a/b", Hash: "h"}}
		case Written:
			e.Results = []Result{{Staged: "0", Folder: "a", Name: "x\xff", Output: 1, Size: 3}}
		case Published:
			e.Results[0].Published = true
		case Sent:
			e.Outputs[0].Sent, e.Tries, e.NextTry, e.Trouble, e.Row = true, 3, day, "wait", json.RawMessage(`{"a":1}`)
		case Archived:
			e.Outcome, e.Folder, e.Target, e.Of, e.Fault, e.Trouble = Done, "2026-11-22", "чеки (2).xml", "y", json.RawMessage(`[2]`), ""
		}
		ok(t, l.Put(e))
		same()
	}
	ok(t, l.Finish(e, []byte("row")))
	l = again(l)
	if s, found, err := l.Seen("bb"); err != nil || !found || s != (Seen{1, e.Name, e.Folder, e.Target}) {
		t.Error(s, found, err)
	}
	if rows, err := l.Rows(9); err != nil || !reflect.DeepEqual(rows, []QueuedRow{{1, []byte("row")}}) {
		t.Error(rows, err)
	}
	if n, waiting, err := l.Counts(); n != 0 || waiting != 0 || err != nil || all(t, l) != nil {
		t.Error(n, waiting, err)
	}
	if e := claimed(t, l, "z"); e.ID != 2 {
		t.Error("an id is given twice:", e.ID)
	}
}

// TestWrongSteps: a refused step changes neither the ledger nor the entry.
func TestWrongSteps(t *testing.T) {
	l := fresh(t)
	e := claimed(t, l, "a")
	put(t, l, e, Published)
	before := all(t, l)
	try := func(name string, m *record.Message, do func(e *Entry) error, change func(*Entry)) {
		t.Helper()
		mine := *e
		change(&mine)
		was := mine
		err := do(&mine)
		wantFault(t, err, l, m)
		if got := all(t, l); !reflect.DeepEqual(got, before) || !reflect.DeepEqual(mine, was) {
			t.Errorf("%s: it became %v, %+v", name, got, mine)
		}
	}
	finish := func(e *Entry) error { return l.Finish(e, []byte("r")) }
	drop := func(e *Entry) error { return l.Drop(e.ID) }
	try("claim twice", NoStep, l.Claim, func(*Entry) {})
	try("claim another step", NoStep, l.Claim, func(e *Entry) { e.ID = 0 })
	try("back", NoStep, l.Put, func(e *Entry) { e.Step = Hashed })
	try("unknown", NoStep, l.Put, func(e *Entry) { e.Step = "x" })
	try("another id", NotOpen, l.Put, func(e *Entry) { e.ID = 2 })
	try("no id", NotOpen, l.Put, func(e *Entry) { e.ID = 0 })
	try("drop another", NotOpen, drop, func(e *Entry) { e.ID = 9 })
	try("finish in the midst", NoStep, finish, func(e *Entry) { e.Outcome = Done })
	try("finish without outcome", NoStep, finish, func(e *Entry) { e.Step = Archived })
	try("finish with another", NoStep, finish, func(e *Entry) { e.Step, e.Outcome = Archived, "x" })
	try("finish another", NotOpen, finish, func(e *Entry) { e.Step, e.Outcome, e.ID = Archived, Failed, 3 })
	e.Fault = json.RawMessage("{")
	if err := l.Put(e); err == nil {
		t.Error("what is no JSON was stored")
	}
	if rows, err := l.Rows(9); len(rows) != 0 || err != nil {
		t.Error(rows, err)
	}
	ok(t, l.Drop(e.ID))
	if err := l.Drop(e.ID); !errors.Is(err, NotOpen.Fault()) {
		t.Error(err)
	}
}

func TestIndexes(t *testing.T) {
	l := fresh(t)
	a, b, c := claimed(t, l, "a"), claimed(t, l, "b"), claimed(t, l, "c")
	b.Key, c.Key, c.Work = "K", "K", "1 a" // two of one name in work: the first is found
	put(t, l, b, Hashed)
	put(t, l, c, Hashed)
	flight := func(not, want uint64) {
		t.Helper()
		if id, found, err := l.InFlight("K", not); id != want || found != (want != 0) || err != nil {
			t.Error(id, found, err)
		}
	}
	work := func(name Name, want uint64) {
		t.Helper()
		if id, found, err := l.HasWork(name); id != want || found != (want != 0) || err != nil {
			t.Error(id, found, err)
		}
	}
	flight(c.ID, b.ID)
	flight(b.ID, 0)
	work("1 a", a.ID)
	work("1 c", 0)
	work("1", 0)
	ok(t, l.Drop(a.ID))
	work("1 a", c.ID)
	b.Outcome = Failed
	put(t, l, b, Archived)
	flight(c.ID, b.ID)
	ok(t, l.Finish(b, nil))
	flight(c.ID, 0)
	if _, found, err := l.Seen("K"); found || err != nil {
		t.Error("what failed was seen", err)
	}
	c.Work = ""
	put(t, l, c, Written)
	work("1 a", 0)
	work("", 0)
	if rows, err := l.Rows(1); rows != nil || err != nil {
		t.Error(rows, err)
	}
}

func TestCounts(t *testing.T) {
	l := fresh(t)
	want := func(open, waiting int) {
		t.Helper()
		if o, w, err := l.Counts(); o != open || w != waiting || err != nil {
			t.Error(o, w, err, "want", open, waiting)
		}
	}
	want(0, 0)
	a, b := claimed(t, l, "a"), claimed(t, l, "b")
	a.Trouble, a.Tries, a.NextTry = "no service", 1, day
	put(t, l, a, Published)
	want(2, 1)
	put(t, l, a, Published)
	want(2, 1)
	ok(t, l.Drop(b.ID))
	want(1, 1)
	a.Outcome = Done
	put(t, l, a, Archived)
	ok(t, l.Finish(a, nil))
	want(0, 0)
}

func TestRegistered(t *testing.T) {
	l := fresh(t)
	for i := range 5 {
		e := claimed(t, l, Name(fmt.Sprint(i)))
		e.Outcome = Duplicate
		put(t, l, e, Archived)
		ok(t, l.Finish(e, []byte{byte(i)}))
	}
	rows, err := l.Rows(2)
	if err != nil || len(rows) != 2 || rows[1].Row[0] != 1 {
		t.Fatal(rows, err)
	}
	ok(t, l.Registered(rows[1].Seq))
	ok(t, l.Registered(rows[1].Seq))
	if rows, err = l.Rows(9); err != nil || len(rows) != 3 || rows[0].Row[0] != 2 || rows[0].Seq != 3 {
		t.Error(rows, err)
	}
	ok(t, l.Registered(99))
	if rows, err = l.Rows(9); err != nil || rows != nil {
		t.Error(rows, err)
	}
}

// TestAllWhileItChanges: what was finished is not visited, what was put is visited as it is, what is new comes last.
func TestAllWhileItChanges(t *testing.T) {
	l := fresh(t)
	var entries []*Entry
	for i := range 6 {
		entries = append(entries, claimed(t, l, Name(fmt.Sprint(i))))
	}
	var got []string
	for e, err := range l.All() {
		ok(t, err)
		got = append(got, string(e.Name+" "+Name(e.Step)))
		switch e.ID {
		case 1:
			ok(t, l.Drop(1))
			ok(t, l.Drop(2))
			put(t, l, entries[3], Hashed)
		case 4:
			e.Outcome = Failed
			put(t, l, e, Archived)
			ok(t, l.Finish(e, nil))
			claimed(t, l, "new")
		}
	}
	if want := []string{"0 claimed", "2 claimed", "3 hashed", "4 claimed", "5 claimed", "new claimed"}; !reflect.DeepEqual(got, want) {
		t.Error(got)
	}
	for range l.All() {
		break
	}
}

func TestClosed(t *testing.T) {
	l := fresh(t)
	e := claimed(t, l, "a")
	ok(t, l.Close())
	ok(t, l.Close())
	_, _, err1 := l.Get(1)
	for _, err := range []error{err1, l.Put(e), l.Claim(&Entry{})} {
		var path *fs.PathError
		if !errors.Is(err, fs.ErrClosed) || !errors.As(err, &path) || path.Path != l.path {
			t.Error(err)
		}
	}
}

// TestTogether: goroutines that write at the same time all get what they asked for, and one that may not does not spoil it for the others.
func TestTogether(t *testing.T) {
	l := fresh(t)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 40 {
				e := &Entry{Name: Name(fmt.Sprint(n, "-", i)), Work: Name(fmt.Sprint("w", n, "-", i))}
				errs := []error{l.Claim(e)}
				e.Step, e.Key = Hashed, string(e.Name)
				errs = append(errs, l.Put(e))
				if err := l.Drop(1 << 40); !errors.Is(err, NotOpen.Fault()) {
					t.Error(err)
				}
				e.Step, e.Outcome, e.Folder = Archived, Done, "d"
				errs = append(errs, l.Put(e), l.Finish(e, []byte(e.Name)))
				s, found, err := l.Seen(e.Key)
				if errs = append(errs, err); !found || s.ID != e.ID || s.Name != e.Name {
					t.Error(s, found)
				}
				if err := errors.Join(errs...); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if rows, err := l.Rows(1000); err != nil || len(rows) != 320 {
		t.Error(len(rows), err)
	}
}

func TestName(t *testing.T) {
	for name, want := range map[Name]string{
		"":                  `""`,
		"чеки.xml":          `"чеки.xml"`,
		"a\nb\x00\"":        `"a\nb\u0000\""`,
		"\xff\xfe":          `{"bytes":"//4="}`,
		"a\xd0":             `{"bytes":"YdA="}`,
		"\ufffd":            "\"\ufffd\"",
		`{"bytes":"//4="}`:  `"{\"bytes\":\"//4=\"}"`,
		"e\u0301 \u2028-rf": "\"e\u0301 \\u2028-rf\"",
	} {
		text, err := json.Marshal(name)
		if err != nil || string(text) != want {
			t.Errorf("%q: %s, want %s, %v", name, text, want, err)
		}
		back := Name("before")
		if err := json.Unmarshal(text, &back); err != nil || back != name {
			t.Errorf("%q came back as %q, %v", name, back, err)
		}
	}
	for _, text := range []string{`1`, `["a"]`, `{"bytes":1}`, `{"bytes":"?"}`} {
		var n Name
		if err := json.Unmarshal([]byte(text), &n); err == nil {
			t.Errorf("%s is %q", text, n)
		}
	}
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{"", "a", "\xff", "\x80{\"bytes\"", "e\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := json.Marshal([]Name{Name(s)})
		ok(t, err)
		var back []Name
		ok(t, json.Unmarshal(text, &back))
		if string(back[0]) != s {
			t.Errorf("%q came back as %q", s, back[0])
		}
	})
}

// TestTimes: a file may be of any time that a file system can say.
func TestTimes(t *testing.T) {
	l := fresh(t)
	for _, want := range []time.Time{{}, time.Unix(0, 0), time.Unix(-1, 5), time.Unix(1<<40, 0), time.Unix(1<<62, 999999999), time.Unix(-1<<62, 0), day} {
		e := claimed(t, l, "a")
		e.Modified, e.NextTry = want, want
		put(t, l, e, Hashed)
		got, _, err := l.Get(e.ID)
		if err != nil || !got.Modified.Equal(want) || !got.NextTry.Equal(want) || got.Modified.IsZero() != want.IsZero() || !got.Claimed.Equal(day) {
			t.Errorf("%v came back as %v, %v, %v", want, got.Modified, got.NextTry, err)
		}
	}
}

func TestJoin(t *testing.T) {
	long := string(make([]byte, 40000))
	seen := map[string]bool{}
	for _, text := range []string{"", "a", "ab", long, long + "a", long[:8192], long[:8193]} {
		key := join(text)
		if seen[string(key)] || len(key) > 9000 {
			t.Errorf("%d bytes: a key of %d", len(text), len(key))
		}
		seen[string(key)] = true
	}
	l := fresh(t)
	e := &Entry{Name: "n", Work: Name(long), Key: long}
	ok(t, l.Claim(e))
	if id, found, err := l.HasWork(Name(long)); id != 1 || !found || err != nil {
		t.Error(id, found, err)
	}
}

func TestMessages(t *testing.T) {
	codes := map[string]bool{}
	for _, m := range Messages() {
		if codes[m.Code] || m.En == "" || m.Ru == "" || m.Severity == 0 {
			t.Errorf("%+v", m)
		}
		codes[m.Code] = true
	}
}

func TestAdopt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder.db")
	for i, want := range []string{"one", "one", "one"} {
		l, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := l.Adopt([]string{"one", "two", "one"}[i])
		if got != want || err != nil {
			t.Errorf("%d: it is %s's, %v; want %s", i, got, err, want)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
