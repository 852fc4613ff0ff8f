package batch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"obmen/convert/batch/folder"
	"obmen/convert/batch/inbox"
	"obmen/convert/batch/ledger"
)

// recover sets the work folder in order after a run that was killed. The entries that are left open are gone on with afterwards, as those that wait are.
func (r *Runner) recover() error {
	if err := r.sweep(); err != nil {
		return err
	}
	for e, err := range r.ledger.All() {
		if err != nil {
			return err
		}
		if err := r.recoverClaim(e); err != nil {
			return err
		}
	}
	list, err := os.ReadDir(r.Work)
	if err != nil {
		return err
	}
	for _, at := range list {
		if err := r.recoverFile(at); err != nil {
			return err
		}
	}
	return nil
}

// sweep removes the small files of ours that a run leaves that is killed in the middle of making them. None is made in the outbox, which may be large.
func (r *Runner) sweep() error {
	for _, dir := range []string{r.Work, r.State, r.Inbox, r.Done, r.Failed} {
		list, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, at := range list {
			mine := dir == r.Work || dir == r.State // nobody else writes there
			if !at.Type().IsRegular() || !folder.IsProbe(at.Name()) && !(mine && isReplacement(at.Name())) {
				continue
			}
			if err := ignoring(os.Remove(filepath.Join(dir, at.Name())), fs.ErrNotExist); err != nil {
				return err
			}
		}
	}
	return nil
}

// recoverClaim forgets a claim that never was one, or that was given back.
func (r *Runner) recoverClaim(e *ledger.Entry) error {
	if e.Step != ledger.Claimed {
		return nil
	}
	switch _, err := os.Lstat(r.workPath(e)); {
	case err == nil:
		return r.claimMarker(e)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return r.forget(e)
}

// forget drops an entry whose source is in the inbox, or never left it. The marker follows: beside the name that the source was given back under.
func (r *Runner) forget(e *ledger.Entry) error {
	if e.Target != "" {
		if err := r.markerBack(e, string(e.Target)); err != nil {
			return err
		}
	}
	if err := r.ledger.Drop(e.ID); err != nil {
		return err
	}
	r.waits(e.ID, nil)
	r.count(func(*Summary) { delete(r.blocked, e.ID) })
	return nil
}

// recoverFile gives back what lies in work without anybody knowing of it, and removes results that were half made.
func (r *Runner) recoverFile(at fs.DirEntry) error {
	name := at.Name()
	if id, ok := strings.CutPrefix(name, ".obmen-"); ok && at.IsDir() {
		if n, err := strconv.ParseUint(id, 10, 64); err == nil {
			_, known, err := r.ledger.Get(n)
			if err != nil || known {
				return err
			}
			return removeOwn(filepath.Join(r.Work, name))
		}
	}
	if strings.HasPrefix(name, ".") || !at.Type().IsRegular() || strings.HasSuffix(name, inbox.Ready) { // a marker that is alone would speak for whatever comes under its name
		return nil
	}
	_, known, err := r.ledger.HasWork(ledger.Name(name))
	if err != nil || known {
		return err
	}
	path := filepath.Join(r.Work, name)
	got, err := folder.Move(path, r.Inbox, name, nil)
	if err != nil {
		return err
	}
	if err := moveMarker(path+inbox.Ready, filepath.Join(r.Inbox, got+inbox.Ready)); err != nil {
		return err
	}
	r.hear(Event{Kind: Notice, File: folder.Shown(name), Fault: orphan.Fault(folder.Shown(got))})
	return nil
}

// markerBack puts a marker into the inbox again, beside the source of that name.
func (r *Runner) markerBack(e *ledger.Entry, name string) error {
	if !e.Marker {
		return nil
	}
	return moveMarker(r.workPath(e)+inbox.Ready, filepath.Join(r.Inbox, name+inbox.Ready))
}

// moveMarker renames a marker, if it is there and its new name is free. What is no file is no marker.
func moveMarker(from, to string) error {
	info, err := os.Lstat(from)
	if err == nil && !info.Mode().IsRegular() {
		return nil
	}
	if err == nil {
		err = folder.Rename(from, to)
	}
	return ignoring(err, fs.ErrNotExist, fs.ErrExist)
}
