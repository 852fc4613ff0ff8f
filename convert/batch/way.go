package batch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"obmen/convert/batch/folder"
	"obmen/convert/batch/inbox"
	"obmen/convert/batch/ledger"
	"obmen/convert/status"
)

// errGrew says that a source changed after it had been claimed.
var errGrew = grew.Fault()

// claim takes a ready file from the inbox. A nil entry without an error says that it is not to be had: another run has it, or it has changed.
// With an entry and an error it may be in work all the same.
func (r *Runner) claim(f inbox.File) (*ledger.Entry, error) {
	if err := r.lease.held(); err != nil {
		return nil, err
	}
	from := filepath.Join(r.Inbox, f.Name)
	file, err := folder.Open(from)
	if err != nil {
		if err = ignoring(err, fs.ErrNotExist, folder.ErrNotRegular); err != nil {
			err = ownError{err}
		}
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.Size() != f.Size || !info.ModTime().Equal(f.Modified) {
		return nil, err
	}
	e := &ledger.Entry{Step: ledger.Claimed, Name: ledger.Name(f.Name), Marker: f.Marker, Size: f.Size, Modified: f.Modified, Claimed: r.Now()}
	if e.Work, err = r.workName(f.Name); err != nil {
		return nil, err
	}
	r.step("claim")
	if err := r.ledger.Claim(e); err != nil {
		return nil, err
	}
	r.step("claim noted")
	if err := r.lease.held(); err != nil { // who has the folder now drops what was noted
		return nil, err
	}
	if err := folder.Rename(from, r.workPath(e)); err != nil {
		return nil, errors.Join(ignoring(err, fs.ErrNotExist, fs.ErrExist), r.ledger.Drop(e.ID))
	}
	r.step("claimed")
	if !folder.Same(file, r.workPath(e)) { // another file came under its name at the last moment
		if err := r.backOrWait(e); err != nil {
			return e, err
		}
		return nil, nil
	}
	if err := r.claimMarker(e); err != nil {
		return e, r.stay(e, err)
	}
	return e, nil
}

// An ownError is one of the file system that others need not meet: a file that can't be read, or that another program holds.
type ownError struct{ error }

// Unwrap returns the error of the file system.
func (e ownError) Unwrap() error { return e.error }

// claimMarker takes the marker of a source along.
func (r *Runner) claimMarker(e *ledger.Entry) error {
	if !e.Marker {
		return nil
	}
	return moveMarker(filepath.Join(r.Inbox, string(e.Name)+inbox.Ready), r.workPath(e)+inbox.Ready)
}

// ignoring returns err unless it is one of those.
func ignoring(err error, those ...error) error {
	for _, e := range those {
		if errors.Is(err, e) {
			return nil
		}
	}
	return err
}

// workName finds a name that nothing in work has.
func (r *Runner) workName(name string) (ledger.Name, error) {
	var failed error
	free, err := folder.FreeName(r.Work, name, func(name string) bool {
		_, taken, err := r.ledger.HasWork(ledger.Name(name))
		failed = errors.Join(failed, err)
		if _, err := os.Lstat(filepath.Join(r.Work, name+inbox.Ready)); err == nil {
			taken = true
		}
		return taken
	})
	return ledger.Name(free), errors.Join(failed, err)
}

func (r *Runner) workPath(e *ledger.Entry) string { return filepath.Join(r.Work, string(e.Work)) }

// process takes a source all the way from where it stands, or as far as it gets. Its error is why it waits or went back; what ended it, be it in failed, is none.
func (r *Runner) process(ctx context.Context, e *ledger.Entry) error {
	var unlock func()
	defer func() {
		if unlock != nil {
			unlock()
		}
	}()
	for {
		if err := context.Cause(ctx); err != nil && takesTime(e) { // the rest is quickly finished
			return r.stay(e, err)
		}
		if err := r.lease.held(); err != nil {
			return r.stay(e, err)
		}
		if e.Key != "" && unlock == nil {
			unlock = r.alone(e.Key)
		}
		if e.Step == ledger.Archived {
			return r.archived(e)
		}
		err := r.next(ctx, e)
		if err == nil {
			continue
		}
		if isFinal(err) && e.Step != ledger.Archived && e.Outcome == "" {
			err = r.fail(e, err)
		}
		if err != nil {
			return r.stay(e, err)
		}
	}
}

// next takes a source one step on. A panic is an error of that source: the others go on.
func (r *Runner) next(ctx context.Context, e *ledger.Entry) (err error) {
	defer recovered(&err)
	switch step := e.Step; {
	case e.Outcome != "":
		return r.archive(e)
	case step == ledger.Claimed:
		return r.hash(ctx, e)
	case step == ledger.Hashed:
		return r.write(ctx, e)
	case step == ledger.Written:
		return r.publish(e)
	case step == ledger.Published:
		return r.sendAll(ctx, e)
	default:
		return r.archive(e)
	}
}

// hash reads a source, finds out what is to be made of it, and whether that was done before.
func (r *Runner) hash(ctx context.Context, e *ledger.Entry) error {
	err := r.claimMarker(e) // it may not have been possible before
	if err != nil {
		return err
	}
	if e.SHA256, err = r.sum(ctx, e); err != nil {
		return err
	}
	ok, err := r.settle(e)
	if err != nil {
		return err
	}
	if !ok { // the rules have changed meanwhile
		return errNoRule
	}
	unlock := r.alone(e.Key)
	defer unlock()
	if e.Again = r.Again; !e.Again {
		seen, known, err := r.ledger.Seen(e.Key)
		if err != nil {
			return err
		}
		if known {
			e.Step, e.Outcome, e.Of = ledger.Hashed, ledger.Duplicate, string(seen.Name)
			return nil
		}
		if _, under, err := r.ledger.InFlight(e.Key, math.MaxUint64); err != nil || under {
			return errors.Join(err, behindAnother(under))
		}
	}
	r.step("hashed")
	e.Step = ledger.Hashed
	return r.ledger.Put(e)
}

func behindAnother(under bool) error {
	if under {
		return errBehind
	}
	return nil
}

var (
	errBehind = behind.Fault()
	errNoRule = errors.New("no rule")
)

// sum is the SHA-256 of a source that stands still.
func (r *Runner) sum(ctx context.Context, e *ledger.Entry) (string, error) {
	if err := r.isStill(e); err != nil {
		return "", err
	}
	file, err := folder.Open(r.workPath(e))
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, &stoppable{ctx, file}); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), r.isStill(e)
}

// stoppable reads until a context ends.
type stoppable struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (s *stoppable) Read(p []byte) (int, error) {
	if err := context.Cause(s.ctx); err != nil {
		return 0, err
	}
	return s.Reader.Read(p)
}

// isStill reports by an error that a source has changed since it was taken.
func (r *Runner) isStill(e *ledger.Entry) error {
	info, err := os.Lstat(r.workPath(e))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := r.present(r.Work); err != nil {
			return err
		}
		if _, err := os.Lstat(r.workPath(e)); err == nil { // the share had vanished for a moment
			return r.isStill(e)
		}
		return errGone
	case err != nil:
		return err
	case !info.Mode().IsRegular(), info.Size() != e.Size, !info.ModTime().Equal(e.Modified):
		return errGrew
	}
	return nil
}

var errGone = withdrawn.Fault()

// stay gives a source back that nothing has come of yet, or notes why it waits. It returns err, unless that is no trouble.
func (r *Runner) stay(e *ledger.Entry, err error) error {
	var lost heldError
	switch {
	case errors.As(err, &lost): // nothing here is ours any more
		return err
	case errors.Is(err, errGone):
		return r.withdraw(e)
	case errors.Is(err, errNoRule), errors.Is(err, errProfileChanged):
		return r.backOrWait(e)
	case errors.Is(err, errOutdated):
		r.hear(Event{Kind: GivenBack, File: folder.Shown(string(e.Name)), Fault: outdated.Fault(strings.Join(names(e), ", "))})
		return r.backOrWait(e)
	case errors.Is(err, errGrew):
		r.hear(Event{Kind: GivenBack, File: folder.Shown(string(e.Name)), Fault: errGrew})
		return r.backOrWait(e)
	case errors.Is(err, errBehind):
		e.SHA256, e.Key = "", "" // it is not the one under way
		r.count(func(*Summary) { r.blocked[e.ID] = true })
		return r.wait(e, err)
	case hasNothing(e):
		back := r.giveBack(e)
		switch {
		case back == nil:
			r.count(func(s *Summary) { s.GivenBack++ })
			return err
		case errors.As(back, &lost):
			return back
		}
		return errors.Join(err, r.wait(e, back))
	}
	if context.Cause(r.ctx) != nil {
		return err
	}
	return errors.Join(err, r.wait(e, err))
}

// backOrWait gives a source back, or notes why that can't be done now.
func (r *Runner) backOrWait(e *ledger.Entry) error {
	err := r.giveBack(e)
	var lost heldError
	if err == nil || errors.As(err, &lost) {
		return err
	}
	return errors.Join(err, r.wait(e, err))
}

// giveBack puts a source into the inbox again. Under which name, is noted first: after a kill its marker must not speak for another file, and a source whose results are
// published is not one that a person has taken away.
func (r *Runner) giveBack(e *ledger.Entry) error {
	if err := removeOwn(r.staging(e)); err != nil {
		return err
	}
	r.step("give back")
	if err := r.lease.held(); err != nil {
		return err
	}
	_, err := folder.Move(r.workPath(e), r.Inbox, string(e.Name), func(name string) error {
		e.Target = ledger.Name(name)
		if hasNothing(e) && !e.Marker {
			return nil
		}
		return r.ledger.Put(e)
	})
	if err != nil {
		e.Target = ""
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = r.isOurs()
	}
	if err != nil {
		return err
	}
	r.step("given back")
	return r.forget(e)
}

// hasNothing reports whether nothing has been made of a source yet.
func hasNothing(e *ledger.Entry) bool { return e.Step == ledger.Claimed || e.Step == ledger.Hashed }

// present is an error where a folder is not there: a share that vanished is not a file that was taken away.
func (r *Runner) present(dir string) error {
	_, err := os.Stat(dir)
	return err
}

// wait notes when a source is to be tried again. Where even that can't be noted, the next run tries it.
func (r *Runner) wait(e *ledger.Entry, why error) error {
	e.Tries++
	e.NextTry, e.Trouble = r.Now().Add(r.patience(why, e.Tries)), r.Words(why)
	r.waits(e.ID, &Waiter{folder.Shown(string(e.Name)), e.Trouble, e.NextTry})
	return r.ledger.Put(e)
}

// patience is how long a source waits after an error: what a service has refused does not change as soon as a disk.
func (r *Runner) patience(why error, tries int) time.Duration {
	times := time.Duration(1)
	switch status.Of(why) {
	case status.Unreachable:
		times = 10
	case status.Refused, status.Unknown, status.Usage:
		times = 60
	}
	return min(times*r.pause(tries), mostPatience)
}

// pause grows from retry to ten minutes.
func (r *Runner) pause(tries int) time.Duration {
	return min(r.retry<<min(tries-1, 16), 10*time.Minute)
}

// withdraw ends a source that a person took out of work.
func (r *Runner) withdraw(e *ledger.Entry) error {
	if err := r.isOurs(); err != nil {
		return errors.Join(err, r.wait(e, err))
	}
	if err := removeOwn(r.staging(e)); err != nil {
		return err
	}
	if hasNothing(e) || e.Step != ledger.Archived && e.Target != "" { // it is in the inbox again: a run died behind giving it back
		return r.forget(e)
	}
	e.Step, e.Outcome = ledger.Archived, ledger.Withdrawn
	return r.finish(e)
}

// A keyLock is held by who works at content of one key.
type keyLock struct {
	sync.Mutex
	wanted int
}

// alone makes the caller the only one that works at content of a key.
func (r *Runner) alone(key string) (unlock func()) {
	r.mu.Lock()
	k := r.keys[key]
	if k == nil {
		k = &keyLock{}
		r.keys[key] = k
	}
	k.wanted++
	r.mu.Unlock()
	k.Lock()
	return func() {
		k.Unlock()
		r.mu.Lock()
		defer r.mu.Unlock()
		if k.wanted--; k.wanted == 0 {
			delete(r.keys, key)
		}
	}
}

// takesTime reports whether the next step of a source reads or sends it.
func takesTime(e *ledger.Entry) bool {
	if e.Outcome != "" {
		return false
	}
	return e.Step == ledger.Claimed || e.Step == ledger.Hashed || e.Step == ledger.Published && sends(e)
}

// sends reports whether something of a source is still to be sent.
func sends(e *ledger.Entry) bool {
	for _, out := range e.Outputs {
		if out.Send != "" && !out.Sent {
			return true
		}
	}
	return false
}

// names are those of the results that stand in the outbox.
func names(e *ledger.Entry) []string {
	var list []string
	for _, result := range e.Results {
		list = append(list, pathOf(result))
	}
	return list
}

func pathOf(result ledger.Result) string {
	return folder.Shown(path.Join(result.Folder, string(result.Name)))
}
