package batch

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"obmen/convert/batch/folder"
	"obmen/convert/batch/inbox"
	"obmen/convert/batch/ledger"
	"obmen/convert/batch/register"
	"obmen/convert/pending"
)

// archive settles where a source ends.
func (r *Runner) archive(e *ledger.Entry) error {
	if e.Outcome == "" {
		e.Outcome = ledger.Done
	}
	switch err := r.isStill(e); {
	case errors.Is(err, errGone):
		return err
	case errors.Is(err, errGrew) && e.Outcome == ledger.Done && e.Step != ledger.Archived:
		e.Outcome = ""
		return errTouched
	case errors.Is(err, errGrew) && e.Outcome == ledger.Duplicate && e.Step != ledger.Archived: // of what it was
		e.Outcome, e.Of = "", ""
		return err
	}
	if e.Folder == "" && e.Outcome != ledger.Failed {
		e.Folder = r.Now().Format("2006-01-02")
	}
	if err := r.chooseTarget(e); err != nil {
		return err
	}
	r.step("archive")
	e.Step = ledger.Archived
	return r.ledger.Put(e)
}

// chooseTarget finds a name for a source in the folder that it ends in, that it and all that stands beside it can have.
func (r *Runner) chooseTarget(e *ledger.Entry) error {
	dir, err := r.targetFolder(e)
	if err != nil {
		return err
	}
	free, err := folder.FreeName(dir, string(e.Name), func(name string) bool {
		for ending, beside := range map[string]bool{inbox.Ready: e.Marker, errorJSON: e.Outcome == ledger.Failed, errorText: e.Outcome == ledger.Failed} {
			if _, err := os.Lstat(filepath.Join(dir, folder.Fit(name, ending))); beside && err == nil {
				return true
			}
		}
		return false
	})
	e.Target = ledger.Name(free)
	return err
}

func (r *Runner) targetFolder(e *ledger.Entry) (string, error) {
	above := r.Done
	if e.Outcome == ledger.Failed {
		above = r.Failed
	}
	if err := r.present(above); err != nil {
		return "", err
	}
	dir := filepath.Join(above, filepath.FromSlash(e.Folder))
	err := os.Mkdir(dir, 0o777)
	if errors.Is(err, fs.ErrExist) {
		info, err := os.Lstat(dir)
		if err == nil && e.Folder != "" && !info.IsDir() { // a link would lead the source elsewhere
			err = &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
		}
		return dir, err
	}
	return dir, err
}

// archived moves a source to where it ends. It may have been moved by a run that was killed.
func (r *Runner) archived(e *ledger.Entry) error {
	dir, err := r.targetFolder(e)
	if err != nil {
		return r.stay(e, err)
	}
	if err := r.move(e, dir); err != nil {
		return r.stay(e, err)
	}
	if err := removeOwn(r.staging(e)); err != nil {
		return r.stay(e, err)
	}
	return r.finish(e)
}

func (r *Runner) move(e *ledger.Entry, dir string) error {
	for {
		target := filepath.Join(dir, string(e.Target))
		switch _, err := os.Lstat(r.workPath(e)); {
		case errors.Is(err, fs.ErrNotExist):
			if err := r.present(r.Work); err != nil {
				return err
			}
			if _, err := os.Lstat(target); err != nil {
				return errGone
			}
		case err != nil:
			return err
		default:
			err := r.moveNow(e, dir, target)
			if errors.Is(err, errTaken) {
				if err := r.archive(e); err != nil {
					return err
				}
				continue
			}
			if err != nil {
				return err
			}
		}
		r.step("moved")
		if e.Marker {
			if err := moveMarker(r.workPath(e)+inbox.Ready, folder.Fit(target, inbox.Ready)); err != nil {
				return err
			}
		}
		return folder.Sync(dir)
	}
}

// errTaken says that a name at the end has been taken meanwhile.
var errTaken = errors.New("the name is taken")

// moveNow moves a source to its end. What stands beside it there comes first, but not beside another's file.
func (r *Runner) moveNow(e *ledger.Entry, dir, target string) error {
	switch _, err := os.Lstat(target); {
	case err == nil:
		return errTaken
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := r.writeError(e, dir); err != nil {
		return err
	}
	if err := r.lease.held(); err != nil {
		return err
	}
	err := folder.Rename(r.workPath(e), target)
	if errors.Is(err, fs.ErrExist) {
		return errTaken
	}
	return err
}

// finish ends a source in the ledger.
func (r *Runner) finish(e *ledger.Entry) error {
	row := r.rowOf(e)
	row.Time, row.Outcome, row.Results = r.Now(), string(e.Outcome), names(e)
	switch e.Outcome {
	case ledger.Duplicate:
		row.Note, row.Results = e.Of, nil
	case ledger.Withdrawn:
		row.Note = r.text(withdrawn)
	}
	row.Sent = sentTo(e)
	text, err := json.Marshal(row.Row)
	if err != nil {
		return err
	}
	r.step("finish")
	if err := r.lease.held(); err != nil {
		return err
	}
	if err := r.ledger.Finish(e, text); err != nil {
		return err
	}
	r.step("finished")
	r.tell(e, row)
	return nil
}

// sentTo names the services that have accepted what they were to get.
func sentTo(e *ledger.Entry) string {
	var list []string
	for _, out := range e.Outputs {
		if out.Sent && !slices.Contains(list, out.Send) {
			list = append(list, out.Send)
		}
	}
	return strings.Join(list, ", ")
}

func (r *Runner) tell(e *ledger.Entry, row *summed) {
	r.note(row.Status)
	r.waits(e.ID, nil)
	r.count(func(s *Summary) {
		r.ends++
		delete(r.blocked, e.ID)
		switch e.Outcome {
		case ledger.Done:
			s.Done++
		case ledger.Duplicate:
			s.Duplicates++
		case ledger.Failed:
			s.Failed++
		case ledger.Withdrawn:
			s.Withdrawn++
		}
		s.Documents += row.Documents
		s.Results += len(row.Results)
	})
	r.hear(Event{Kind: Finished, File: row.File, Row: &row.Row})
}

// writeFile writes a file of ours that belongs to a source that failed: whole or not at all.
func writeFile(path string, text []byte) error {
	f, err := pending.Create(path)
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if _, err := f.Write(text); err != nil {
		return err
	}
	return f.Commit()
}

// flush brings rows that wait into the register of their day.
func (r *Runner) flush() error {
	for {
		queued, err := r.ledger.Rows(256)
		if err != nil || len(queued) == 0 {
			return err
		}
		var rows []register.Row
		for _, q := range queued {
			var row register.Row
			if err := json.Unmarshal(q.Row, &row); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		r.step("register")
		if err := r.lease.held(); err != nil {
			return err
		}
		if err := r.register.Append(rows); err != nil {
			return err
		}
		r.step("registered")
		if err := r.ledger.Registered(queued[len(queued)-1].Seq); err != nil {
			return err
		}
	}
}
