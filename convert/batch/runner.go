package batch

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"obmen/convert"
	"obmen/convert/batch/folder"
	"obmen/convert/batch/inbox"
	"obmen/convert/batch/ledger"
	"obmen/convert/batch/register"
	"obmen/convert/status"
	"obmen/formats/record"
)

// A Runner works in one drop folder. It is for one run: Once or Watch.
type Runner struct {
	Options
	ctx      context.Context
	ledger   *ledger.Ledger
	tracker  *inbox.Tracker
	register *register.Register
	lease    *lease
	word     string // in work, by which the folder is known
	closers  []func()

	mu       sync.Mutex // of what follows, and of Heard
	summary  Summary
	statuses map[int]bool
	hands    map[uint64]*inHand
	keys     map[string]*keyLock
	closed   map[string]shutting
	trouble  trouble
	waiters  map[uint64]Waiter // some of the entries that wait
	blocked  map[uint64]bool   // entries that wait for another of the same content
	ends     int               // sources that are finished

	unregistered string             // why the register can\'t be written
	contents     map[string]content // of files that are read beside the sources
}

// An inHand is a source that a worker has.
type inHand struct {
	name     string
	size     int64
	progress convert.Progress
	since    time.Time
}

// New returns a Runner.
func New(o Options) *Runner {
	r := &Runner{Options: o.withDefaults(), statuses: map[int]bool{}, hands: map[uint64]*inHand{}, keys: map[string]*keyLock{}, closed: map[string]shutting{}, blocked: map[uint64]bool{}, waiters: map[uint64]Waiter{}, contents: map[string]content{}}
	r.summary.Started = r.Now()
	return r
}

// open makes the folders, takes the locks and the lease, and opens the ledger.
func (r *Runner) open(ctx context.Context) error {
	r.ctx = ctx
	if err := r.prepare(); err != nil {
		return err
	}
	locked, err := r.lock()
	if err != nil {
		return err
	}
	if err := r.probe(); err != nil {
		return err
	}
	if r.lease, err = takeLease(ctx, r.Work, &r.Options, locked); err != nil {
		return err
	}
	r.closers = append(r.closers, r.lease.leave)
	if r.ledger, err = ledger.Open(filepath.Join(r.State, "folder.db")); err != nil {
		return err
	}
	r.closers = append(r.closers, func() { r.ledger.Close() })
	if err := r.adopt(); err != nil {
		return err
	}
	r.register = register.New(r.Registers, r.Register)
	return nil
}

// openPatiently opens the folder of a watch that is started on a disk that is full or can only be read when that is over. Anything else is for a person.
func (r *Runner) openPatiently(ctx context.Context, once bool) error {
	for tries := 1; ; tries++ {
		err := r.open(ctx)
		passes := errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EROFS)
		if once || !passes {
			return err
		}
		r.close()
		pause := min(r.pause(tries), time.Minute)
		r.hear(Event{Kind: Waits, Err: err, Until: r.Now().Add(pause)})
		if err := r.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// close lets go of everything, last things first.
func (r *Runner) close() {
	for i := len(r.closers) - 1; i >= 0; i-- {
		r.closers[i]()
	}
	r.closers = nil
}

type namedFolder struct{ flag, path string }

func (f *Folders) named() []namedFolder {
	return []namedFolder{{"--inbox", f.Inbox}, {"--work", f.Work}, {"--outbox", f.Outbox}, {"--done", f.Done}, {"--failed", f.Failed}, {"--state", f.State}}
}

// prepare makes the folders that are not there yet. What holds them must be: a root that is not mounted is not to be made on another disk.
func (r *Runner) prepare() error {
	folders := r.named()
	for _, f := range folders {
		if f.path == "" {
			return &record.UsageError{Err: folderUnnamed.Fault(f.flag)}
		}
		if err := os.Mkdir(f.path, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if info, err := os.Stat(f.path); err != nil {
			return err
		} else if !info.IsDir() {
			return &fs.PathError{Op: "open", Path: f.path, Err: syscall.ENOTDIR}
		}
	}
	if err := os.Mkdir(r.Registers, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	for i, f := range folders {
		for _, other := range folders[:i] {
			if same(f.path, other.path) {
				return &record.UsageError{Err: sameFolder.Fault(f.flag, other.flag, f.path)}
			}
		}
	}
	return nil
}

// probe finds out whether sources can be renamed from folder to folder. It is for who has the lock: what a probe leaves that is killed, the next run sweeps away.
func (r *Runner) probe() error {
	folders := r.named()
	for _, f := range []namedFolder{folders[0], folders[3], folders[4]} {
		one, err := folder.OneDisk(r.Work, f.path)
		if err != nil {
			return err
		}
		if !one {
			return &record.UsageError{Err: otherDisks.Fault("--work", f.flag)}
		}
	}
	return nil
}

func same(a, b string) bool {
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, other)
}

// lock takes the locks of the operating system. Where the file system knows none it is not locked, and the lease alone decides.
func (r *Runner) lock() (locked bool, err error) {
	locked = true
	for _, dir := range []string{r.Work, r.State} {
		unlock, err := folder.Lock(filepath.Join(dir, ".obmen.lock"))
		switch {
		case isUnsupported(err):
			locked = false
		case err != nil:
			return false, err
		default:
			r.closers = append(r.closers, unlock)
		}
	}
	return locked, nil
}

// folderName is a file in work with a word that no other drop folder has.
const folderName = ".obmen.folder"

// adopt refuses a state folder of another drop folder: what waits in that one's work is not to be looked for in this one's.
func (r *Runner) adopt() error {
	path := filepath.Join(r.Work, folderName)
	word, err := readWord(path)
	if err != nil {
		return err
	}
	owner, err := r.ledger.Adopt(word)
	if err == nil && word == "" && owner == "" {
		owner = rand.Text()
		if err = writeFile(path, []byte(owner+"\n")); err == nil { // before the ledger knows it: a run that is killed in between has a folder all the same
			r.step("adopt")
			word, err = r.ledger.Adopt(owner)
		}
	}
	switch {
	case err != nil:
		return err
	case owner == word:
		r.word = word
		return nil
	}
	return &record.UsageError{Err: otherState.Fault(r.State, r.Work)}
}

// readWord returns the word in a file; none where there is no file.
func readWord(path string) (string, error) {
	text, err := readSmall(path)
	return strings.TrimSpace(string(text)), ignoring(err, fs.ErrNotExist)
}

// isOurs is an error where another work folder stands at the path than the run began with: beneath a share that is not mounted any more there may be one, and
// what is not in it was not taken out by anybody.
func (r *Runner) isOurs() error {
	path := filepath.Join(r.Work, folderName)
	word, err := readWord(path)
	if err == nil && word != r.word {
		err = &fs.PathError{Op: "read", Path: path, Err: fs.ErrNotExist}
	}
	return err
}

func isUnsupported(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK)
}

// lanes is how many processors a source gets.
func (r *Runner) lanes() int { return max(1, runtime.GOMAXPROCS(0)/r.Jobs) }

// hear tells what happened, one thing at a time.
func (r *Runner) hear(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Heard(e)
}

// count changes the summary.
func (r *Runner) count(change func(*Summary)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.summary)
}

// note keeps what a source ended with.
func (r *Runner) note(code int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.statuses[code] = true
}

// worst is the worst of the sources' statuses.
func (r *Runner) worst() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []int
	for code := range r.statuses {
		all = append(all, code)
	}
	return status.Worst(all...)
}

// holding says that a worker has a source, until the function that it returns is called.
func (r *Runner) holding(e *ledger.Entry) func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hands[e.ID] = &inHand{name: folder.Shown(string(e.Name)), size: e.Size, since: r.Now()}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.hands, e.ID)
	}
}

// Once makes one pass and returns what became of it. The error is one that kept it from being made; those of single sources are in the status.
func (r *Runner) Once(ctx context.Context) (Summary, error) { return r.run(ctx, true) }

// Watch works until the context ends or the folder is lost to another host.
func (r *Runner) Watch(ctx context.Context) (Summary, error) { return r.run(ctx, false) }

func (r *Runner) run(ctx context.Context, once bool) (Summary, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	err := r.check()
	if err == nil {
		err = r.openPatiently(ctx, once)
	}
	defer r.close()
	if err != nil {
		return r.summary, err
	}
	r.hear(Event{Kind: Started})
	stop := r.live(ctx, cancel)
	if err = r.recover(); err == nil {
		err = r.loop(ctx, once)
	}
	summary := r.sumUp(err, once)
	stop()
	return summary, err
}

func (r *Runner) loop(ctx context.Context, once bool) error {
	c := r.newCrew(ctx, once)
	r.tracker = inbox.New(inbox.Options{
		Dir: r.Inbox, Looks: r.Looks, Settle: r.Settle, Ignore: r.Ignore, MarkerOnly: r.MarkerOnly, Now: r.Now, Rule: r.ruleOf, InHand: c.isInHand,
	})
	if err := c.findLeft(); err != nil {
		return err
	}
	c.pulse("works") // with what waits
	hints, quiet := r.hints(once)
	defer quiet()
	return c.work(hints)
}

// sumUp ends the summary. What went wrong with single sources in the months of a watch is in the registers, not in its status.
func (r *Runner) sumUp(err error, once bool) Summary {
	waiting, counting := 0, error(nil)
	if r.ledger != nil {
		waiting, _, counting = r.ledger.Counts()
	}
	code := status.Of(errors.Join(err, counting))
	if once {
		code = status.Worst(code, r.worst())
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.summary.Ended, r.summary.Status, r.summary.Waiting = r.Now(), code, waiting
	return r.summary
}
