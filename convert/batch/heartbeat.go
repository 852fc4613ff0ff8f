package batch

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A Heartbeat is what a run says of itself every few seconds, in STATE/heartbeat.json.
type Heartbeat struct {
	State   string    `json:"state"` // works, waits, stopped
	Host    string    `json:"host"`
	PID     int       `json:"pid"`
	Version string    `json:"version,omitempty"`
	Beat    time.Time `json:"beat"`
	Trouble string    `json:"trouble,omitempty"` // why it waits
	// Unregistered is why the register can't be written; its rows are kept.
	Unregistered string   `json:"unregistered,omitempty"`
	Hands        []Hand   `json:"hands"`
	Waiters      []Waiter `json:"waiters"` // some of what waits in work, at most maxWaiters
	Summary      Summary  `json:"summary"` // since it was started
}

// A Hand is a source that is being worked at.
type Hand struct {
	File  string    `json:"file"`
	Size  int64     `json:"size"`
	Read  int64     `json:"read"`
	Since time.Time `json:"since"`
}

// A Waiter is a source that waits in work.
type Waiter struct {
	File  string    `json:"file"`
	Why   string    `json:"why"`
	Until time.Time `json:"until"`
}

const maxWaiters = 20

// waits notes a source for the heartbeat, or, with a nil waiter, that it waits no more.
func (r *Runner) waits(id uint64, w *Waiter) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if w == nil {
		delete(r.waiters, id)
	} else if _, known := r.waiters[id]; known || len(r.waiters) < maxWaiters {
		r.waiters[id] = *w
	}
}

const heartbeatName = "heartbeat.json"

// live lets lease and heartbeat beat until the function that it returns is called. A lease that is lost ends the run.
func (r *Runner) live(ctx context.Context, cancel context.CancelCauseFunc) (stop func()) {
	ending, ended := make(chan struct{}), make(chan struct{})
	r.pulse("works")
	go func() {
		defer close(ended)
		tick := time.NewTicker(r.beat)
		defer tick.Stop()
		for {
			select {
			case <-ending:
				return
			case <-tick.C:
				r.beatOnce(ctx, cancel)
			}
		}
	}()
	return func() {
		close(ending)
		<-ended
		r.pulse("stopped")
	}
}

func (r *Runner) beatOnce(ctx context.Context, cancel context.CancelCauseFunc) {
	err := r.lease.held()
	if err == nil {
		err = r.lease.beat()
	}
	var lost heldError
	if errors.As(err, &lost) && ctx.Err() == nil {
		cancel(err)
	}
	r.pulse("works")
}

// pulse writes the heartbeat. A disk that is full or gone is said elsewhere.
func (r *Runner) pulse(state string) {
	waiting := 0
	if r.ledger != nil {
		_, waiting, _ = r.ledger.Counts()
	}
	r.mu.Lock()
	r.summary.Waiting = waiting
	h := Heartbeat{State: state, Unregistered: r.unregistered, Host: r.Host, PID: os.Getpid(), Version: r.Version, Beat: r.Now(), Trouble: r.trouble.why, Hands: []Hand{}, Waiters: []Waiter{}, Summary: r.summary}
	if h.Trouble != "" && state == "works" {
		h.State = "waits"
	}
	for _, id := range slices.Sorted(maps.Keys(r.waiters)) {
		h.Waiters = append(h.Waiters, r.waiters[id])
	}
	for _, hand := range r.hands {
		h.Hands = append(h.Hands, Hand{hand.name, hand.size, hand.progress.Bytes.Load(), hand.since})
	}
	r.mu.Unlock()
	if text, err := json.MarshalIndent(h, "", "  "); err == nil {
		replaceFile(filepath.Join(r.State, heartbeatName), append(text, '\n'))
	}
}

// hints tells of changes in the inbox, where the system does. It is nothing to lean on: shares tell nothing.
func (r *Runner) hints(once bool) (<-chan struct{}, func()) {
	hints := make(chan struct{}, 1)
	w, err := fsnotify.NewWatcher()
	if once || err != nil {
		if err == nil {
			w.Close()
		}
		return hints, func() {}
	}
	w.Add(r.Inbox) // without it there are no hints
	go func() {
		for range w.Events {
			select {
			case hints <- struct{}{}:
			default:
			}
			time.Sleep(250 * time.Millisecond) // a copier makes an event a block
		}
	}()
	go func() {
		for range w.Errors {
		}
	}()
	return hints, func() { w.Close() }
}

// A Status is how a drop folder stands.
type Status struct {
	Heartbeat *Heartbeat `json:"heartbeat"`      // nil: no run has been here
	Silent    bool       `json:"silent"`         // the last run did not end as it should, and is not heard of
	Gone      []string   `json:"gone,omitempty"` // folders that can't be read
	Inbox     int        `json:"inbox"`
	Work      int        `json:"work"`
	Outbox    int        `json:"outbox"`
	Failed    int        `json:"failed"`
}

// Wants reports whether a person should look.
func (s *Status) Wants() bool {
	return s.Silent || s.Failed > 0 || len(s.Gone) > 0 || s.Heartbeat != nil && (s.Heartbeat.Trouble != "" || s.Heartbeat.Unregistered != "" || s.Heartbeat.Summary.Waiting > 0)
}

// StatusOf looks at a drop folder. It disturbs no run.
func StatusOf(f Folders, now time.Time) (Status, error) {
	var s Status
	text, err := readSmall(filepath.Join(f.State, heartbeatName))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return s, err
	default:
		s.Heartbeat = &Heartbeat{}
		if err := json.Unmarshal(text, s.Heartbeat); err != nil {
			return s, &fs.PathError{Op: "read", Path: filepath.Join(f.State, heartbeatName), Err: err}
		}
		const silent = 30 * time.Second // beats come every five
		s.Silent = s.Heartbeat.State != "stopped" && now.Sub(s.Heartbeat.Beat) > silent
	}
	for _, c := range []struct {
		dir   string
		count *int
		all   bool
	}{{f.Inbox, &s.Inbox, true}, {f.Work, &s.Work, true}, {f.Outbox, &s.Outbox, true}, {f.Failed, &s.Failed, false}} {
		if *c.count, err = countFiles(c.dir, c.all); err != nil {
			if s.Heartbeat != nil {
				s.Gone = append(s.Gone, c.dir)
			}
		}
	}
	return s, nil
}

// countFiles counts the files of a folder and of those in it that are not hidden; without all, those that an error stands beside.
func countFiles(dir string, all bool) (n int, err error) {
	d, err := os.Open(dir)
	if err != nil {
		return 0, err
	}
	defer d.Close()
	for {
		list, err := d.ReadDir(256)
		for _, at := range list {
			switch {
			case strings.HasPrefix(at.Name(), "."):
			case at.IsDir():
				more, err := countFiles(filepath.Join(dir, at.Name()), all)
				if err != nil {
					return n, err
				}
				n += more
			case at.Type().IsRegular() && (all || strings.HasSuffix(at.Name(), errorJSON)):
				n++
			}
		}
		if err != nil || len(list) == 0 {
			return n, ignoring(err, io.EOF)
		}
	}
}
