package journal

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
)

func day(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }

func TestLastFetched(t *testing.T) {
	type period struct {
		from, to int
		state    string
	}
	for name, c := range map[string]struct {
		periods []period
		want    int // 0: none
	}{
		"none":        {nil, 0},
		"failed":      {[]period{{1, 2, Failed}, {2, 3, Ready}, {3, 4, Asked}}, 0},
		"one":         {[]period{{1, 2, Downloaded}}, 2},
		"in a row":    {[]period{{1, 2, Downloaded}, {2, 3, Downloaded}}, 3},
		"overlapping": {[]period{{1, 5, Downloaded}, {3, 4, Downloaded}, {4, 7, Downloaded}}, 7},
		"a gap":       {[]period{{1, 2, Downloaded}, {2, 3, Failed}, {3, 4, Downloaded}}, 2},
		"gap filled":  {[]period{{1, 2, Downloaded}, {3, 4, Downloaded}, {2, 3, Downloaded}}, 4},
		"backwards":   {[]period{{5, 6, Downloaded}, {1, 5, Downloaded}}, 6},
	} {
		t.Run(name, func(t *testing.T) {
			j := open(t)
			for _, p := range c.periods {
				f, err := j.AskFetch(Fetch{Account: "shop", From: day(p.from), To: day(p.to)})
				ok(t, err)
				f.State = p.state
				ok(t, j.SetFetch(f))
				_, err = j.AskFetch(Fetch{Account: "other", From: day(1), To: day(9)})
				ok(t, err)
			}
			until, found, err := j.LastFetched("shop")
			ok(t, err)
			if found != (c.want > 0) || found && !until.Equal(day(c.want)) {
				t.Errorf("%v, %v", until, found)
			}
		})
	}
}

func TestFetch(t *testing.T) {
	j := open(t)
	j.now = func() time.Time { return day(1) }
	f, err := j.AskFetch(Fetch{Account: "shop", From: day(1), To: day(2), State: Downloaded})
	ok(t, err)
	j.now = func() time.Time { return day(2) }
	f.State, f.Key, f.Asked = Ready, "p-1", day(9)
	ok(t, j.SetFetch(f))
	if err := j.SetFetch(Fetch{ID: f.ID, State: "odd"}); !errors.Is(err, NoStep.Fault()) {
		t.Error(err)
	}
	f.State, f.File = Downloaded, "r.xml"
	ok(t, j.SetFetch(f))
	failed := f
	failed.State = Failed
	if err := j.SetFetch(failed); !errors.Is(err, NoStep.Fault()) {
		t.Error(err)
	}
	var got []Fetch
	ok(t, j.Fetches("shop", func(f Fetch) error { got = append(got, f); return nil }))
	f.Asked, f.Changed = day(1), day(2)
	if !slices.Equal(got, []Fetch{f}) {
		t.Errorf("%+v, want %+v", got, f)
	}
}

// TestSeen: what a fetch brought counts when it is downloaded, and only of its account.
func TestSeen(t *testing.T) {
	j := open(t)
	j.batch = 2
	s, other := j.Seen("shop"), j.Seen("other")
	defer s.Close()
	defer other.Close()
	has := func(names string) (seen string) {
		for _, n := range names {
			if s.Has([]byte("155"), []byte(string(n))) {
				seen += string(n)
			}
		}
		ok(t, s.Err())
		return seen
	}
	a, err := j.AskFetch(Fetch{Account: "shop"})
	ok(t, err)
	b, err := j.AskFetch(Fetch{Account: "shop"})
	ok(t, err)
	ok(t, s.Mark(a.ID, receipts("1", "2", "3", "3", "4", "5")))
	ok(t, s.Mark(b.ID, receipts("5", "6")))
	if got := has("1234567"); got != "" {
		t.Errorf("what was only marked is seen: %s", got)
	}
	a.State = Failed
	ok(t, j.SetFetch(a))
	b.State = Downloaded
	ok(t, j.SetFetch(b))
	if got := has("1234567"); got != "56" {
		t.Errorf("seen: %s", got)
	}
	if other.Has([]byte("155"), []byte("5")) {
		t.Error("the accounts are confused")
	}
	if err := s.Mark(99, receipts("1")); !errors.Is(err, NoEntry.Fault()) {
		t.Error(err)
	}
	broken := errors.New("broken")
	if err := s.Mark(a.ID, func(yield func(Receipt, error) bool) { yield(Receipt{}, broken) }); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestSeenInADamagedJournal(t *testing.T) {
	j := open(t)
	write(t, j.Path(), []byte("no journal"))
	s := j.Seen("shop")
	defer s.Close()
	if s.Has([]byte("155"), []byte("1")) || !errors.Is(s.Err(), Damaged.Fault()) {
		t.Error(s.Err())
	}
}

// TestAll: filters, the order, more than a batch, and a visitor that uses the journal itself.
func TestAll(t *testing.T) {
	j := open(t)
	const n = 600
	hour := func(i int) time.Time { return day(1).Add(time.Duration(i) * time.Hour) }
	ok(t, j.update(func(tx *txn) error {
		for i := range n {
			d := delivery(fmt.Sprint(i))
			d.Account, d.File, d.Whole = fmt.Sprint("account", i%3), fmt.Sprint("file", i/2), fmt.Sprint("whole", i/4)
			j.now = func() time.Time { return hour(i) }
			p := &plan{j: j, d: d}
			if err := p.settle(tx); err != nil {
				return err
			}
		}
		return nil
	}))
	j.now = func() time.Time { return hour(550) }
	ok(t, j.Begin(7))
	for name, c := range map[string]struct {
		filter Filter
		want   []uint64 // the first and the last
		count  int
	}{
		"all":       {Filter{}, []uint64{1, n}, n},
		"account":   {Filter{Account: "account1"}, []uint64{2, n - 1}, n / 3},
		"service":   {Filter{Service: "kassatka"}, nil, 0},
		"state":     {Filter{State: []State{Sending, InDoubt}}, []uint64{7, 7}, 1},
		"number":    {Filter{Number: "17"}, []uint64{18, 18}, 1},
		"whole":     {Filter{Number: "whole2"}, []uint64{9, 12}, 4},
		"file":      {Filter{File: "file4"}, []uint64{9, 10}, 2},
		"since":     {Filter{Since: hour(550)}, []uint64{7, n}, 51},
		"until":     {Filter{Until: hour(10)}, []uint64{1, 10}, 9},
		"two of it": {Filter{Since: hour(2), Until: hour(5)}, []uint64{3, 5}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			var ids []uint64
			ok(t, j.All(c.filter, func(d Delivery) error {
				ids = append(ids, d.ID)
				_, _, err := j.Get(d.ID)
				return err
			}))
			if len(ids) != c.count || !slices.IsSorted(ids) || len(ids) > 0 && (ids[0] != c.want[0] || ids[len(ids)-1] != c.want[1]) {
				t.Errorf("%d: %v", len(ids), ids)
			}
		})
	}
	enough := errors.New("enough")
	if err := j.All(Filter{}, func(Delivery) error { return enough }); err != enough {
		t.Error(err)
	}
}
