package journal

import (
	"errors"
	"io/fs"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// open opens a journal in a folder of its own.
func open(t *testing.T) *Journal {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "state", "journal.db"))
}

func openAt(t testing.TB, path string) *Journal {
	t.Helper()
	j, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	j.unsafe = true // the processes that the tests start are not
	return j
}

func delivery(number string) Delivery {
	return Delivery{Key: Key{"caffesta", "shop", "obmen", "1", number}, File: number + ".json", BodyHash: "body of " + number}
}

// part is one of the parts of a whole.
func part(whole string, n, of int) Delivery {
	d := delivery(whole + "-00" + string(rune('0'+n)))
	d.Whole, d.Part, d.Parts = whole, n, of
	return d
}

// receipts are receipts of organization 155.
func receipts(numbers ...string) iter.Seq2[Receipt, error] {
	return func(yield func(Receipt, error) bool) {
		for _, n := range numbers {
			if !yield(Receipt{"155", n}, nil) {
				return
			}
		}
	}
}

func planned(t testing.TB, j *Journal, d Delivery, numbers ...string) uint64 {
	t.Helper()
	d, err := j.Plan(d, receipts(numbers...))
	if err != nil {
		t.Fatal(err)
	}
	return d.ID
}

func ok(t failer, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// bring brings a new delivery to a state; "sent" and "unsent" are both Resolved.
func bring(t testing.TB, j *Journal, d Delivery, state State, numbers ...string) uint64 {
	t.Helper()
	id := planned(t, j, d, numbers...)
	if state == Planned {
		return id
	}
	ok(t, j.Begin(id))
	switch state {
	case Sending:
	case "sent", "unsent":
		_, err := j.Resolve(id, state == "sent")
		ok(t, err)
	default:
		ok(t, j.Finish(id, state, "7", "so it was"))
	}
	return id
}

var states = []State{Planned, Sending, Accepted, Rejected, Unavailable, InDoubt, "sent", "unsent"}

// TestSteps tries every step from every state: which are allowed, and that those that are not change nothing.
func TestSteps(t *testing.T) {
	steps := map[string]struct {
		do   func(*Journal, uint64) error
		from []State
		to   State
	}{
		"plan":            {func(j *Journal, id uint64) error { _, err := j.Plan(delivery("1"), nil); return err }, []State{Planned, Rejected, Unavailable, "unsent"}, Planned},
		"begin":           {(*Journal).Begin, []State{Planned, Unavailable}, Sending},
		"accept":          {func(j *Journal, id uint64) error { return j.Finish(id, Accepted, "8", "") }, []State{Planned, Sending, Unavailable, InDoubt}, Accepted},
		"reject":          {func(j *Journal, id uint64) error { return j.Finish(id, Rejected, "", "no") }, []State{Sending, InDoubt}, Rejected},
		"miss":            {func(j *Journal, id uint64) error { return j.Finish(id, Unavailable, "", "away") }, []State{Sending, InDoubt}, Unavailable},
		"doubt":           {func(j *Journal, id uint64) error { return j.Finish(id, InDoubt, "", "reset") }, []State{Sending, InDoubt}, InDoubt},
		"finish planned":  {func(j *Journal, id uint64) error { return j.Finish(id, Planned, "", "") }, nil, ""},
		"finish sending":  {func(j *Journal, id uint64) error { return j.Finish(id, Sending, "", "") }, nil, ""},
		"finish resolved": {func(j *Journal, id uint64) error { return j.Finish(id, Resolved, "", "") }, nil, ""},
		"sent":            {func(j *Journal, id uint64) error { _, err := j.Resolve(id, true); return err }, []State{Sending, InDoubt, "sent", "unsent"}, Resolved},
		"unsent":          {func(j *Journal, id uint64) error { _, err := j.Resolve(id, false); return err }, []State{Sending, InDoubt, "sent", "unsent"}, Resolved},
		"wire":            {(*Journal).SetWired, []State{Accepted, "sent"}, ""},
	}
	for name, step := range steps {
		for _, from := range states {
			t.Run(name+" from "+string(from), func(t *testing.T) {
				j := open(t)
				id := bring(t, j, delivery("1"), from)
				before, _, err := j.Get(id)
				ok(t, err)
				err = step.do(j, id)
				after, _, getErr := j.Get(id)
				ok(t, getErr)
				if want := slices.Contains(step.from, from); want != (err == nil) {
					t.Fatalf("allowed %v: %v", want, err)
				}
				if err != nil && before != after {
					t.Errorf("a refused step changed\n%+v to\n%+v", before, after)
				}
				if err == nil && step.to != "" && after.State != step.to {
					t.Errorf("the state is %s", after.State)
				}
				if after.ID != id || after.Attempts < before.Attempts {
					t.Errorf("the id or the attempts went: %+v", after)
				}
			})
		}
	}
}

func TestErrorsOfSteps(t *testing.T) {
	j := open(t)
	id := bring(t, j, delivery("1"), Accepted)
	var conflict *Conflict
	if _, err := j.Plan(delivery("1"), nil); !errors.As(err, &conflict) || conflict.Existing.ID != id || conflict.Receipt != nil {
		t.Errorf("no conflict but %v", err)
	}
	var step *WrongStep
	if err := j.Begin(id); !errors.As(err, &step) || step.To != Sending || !errors.Is(err, NoStep.Fault()) {
		t.Errorf("%v", err)
	}
	var doubt *NotInDoubt
	if _, err := j.Resolve(id, true); !errors.As(err, &doubt) || doubt.Existing.ID != id || !errors.Is(err, NoDoubt.Fault()) {
		t.Errorf("%v", err)
	}
	for _, err := range []error{j.Begin(99), j.Finish(99, Accepted, "", ""), j.SetWired(99), j.SetFetch(Fetch{ID: 99, State: Ready})} {
		if !errors.Is(err, NoEntry.Fault()) {
			t.Errorf("%v", err)
		}
	}
	if _, err := j.Plan(Delivery{}, nil); err == nil {
		t.Error("a delivery without a number is planned")
	}
}

func TestResolveKeepsWhatWasSaid(t *testing.T) {
	j := open(t)
	j.now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	id := bring(t, j, delivery("1"), InDoubt)
	for _, sent := range []bool{false, false, true} {
		_, err := j.Resolve(id, sent)
		ok(t, err)
	}
	d, _, err := j.Get(id)
	ok(t, err)
	if want := "so it was [in-doubt → unsent 2026-01-02T03:04:05Z] [unsent → sent 2026-01-02T03:04:05Z]"; d.Note != want || !d.Booked() || d.ServiceID != "7" {
		t.Errorf("%+v", d)
	}
}

func TestNotesAreTidy(t *testing.T) {
	j := open(t)
	id := bring(t, j, delivery("1"), Sending)
	ok(t, j.Finish(id, Rejected, "", "a\r\n\tb\x00\xff"+string(make([]byte, 3000))+"c"))
	if d, _, _ := j.Get(id); d.Note != "a b \uFFFD c" {
		t.Errorf("%q", d.Note)
	}
	ok(t, j.Finish(bring(t, j, delivery("2"), Sending), Rejected, "", strings.Repeat("ю", 5000)))
	if d, _, _ := j.Find(delivery("2").Key); d.Note != strings.Repeat("ю", 1000)+"…" {
		t.Errorf("a note of %d bytes", len(d.Note))
	}
}

// TestNew: what was only planned has not left, so the service's list is still to be looked at.
func TestNew(t *testing.T) {
	j := open(t)
	isNew := func(account string) bool {
		t.Helper()
		is, err := j.New("caffesta", account)
		ok(t, err)
		return is
	}
	if !isNew("shop") {
		t.Error("an absent journal knows something")
	}
	id := planned(t, j, delivery("1"))
	if !isNew("shop") {
		t.Error("a plan is no request")
	}
	ok(t, j.Begin(id))
	if isNew("shop") || !isNew("other") {
		t.Error("the accounts are confused")
	}
}

// TestAbsent: looking at a journal that is not there makes none.
func TestAbsent(t *testing.T) {
	j := open(t)
	_, found, err := j.Find(delivery("1").Key)
	if found || err != nil {
		t.Errorf("%v, %v", found, err)
	}
	if _, found, err := j.Get(1); found || err != nil {
		t.Errorf("%v, %v", found, err)
	}
	ok(t, j.All(Filter{}, func(Delivery) error { return errors.New("there is one") }))
	ok(t, j.Fetches("", func(Fetch) error { return errors.New("there is one") }))
	if _, found, err := j.LastFetched("shop"); found || err != nil {
		t.Errorf("%v, %v", found, err)
	}
	c, s := j.Carried("caffesta", "shop"), j.Seen("shop")
	if _, found, err := c.By([]byte("155"), []byte("1")); found || err != nil || s.Has(nil, nil) || s.Err() != nil {
		t.Errorf("%v, %v", found, err)
	}
	ok(t, c.Close())
	ok(t, s.Close())
	if matches, _ := filepath.Glob(filepath.Join(filepath.Dir(j.Path()), "*")); len(matches) > 0 {
		t.Errorf("there are %v", matches)
	}
	if err := j.Begin(1); !errors.Is(err, NoEntry.Fault()) || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// A failer is a test, or a rapid one.
type failer interface {
	Helper()
	Error(...any)
	Errorf(string, ...any)
	Fatal(...any)
}
