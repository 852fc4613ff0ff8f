package batch

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"obmen/convert/batch/folder"
	"obmen/convert/batch/ledger"
)

// publish lets the results of a source appear in the outbox, never over another file. One that is not staged any more was published by a run that was killed.
func (r *Runner) publish(e *ledger.Entry) error {
	for i := range e.Results {
		if err := r.publishOne(e, &e.Results[i]); err != nil {
			return err
		}
	}
	r.step("published")
	e.Step = ledger.Published
	if !sends(e) { // what comes next is noted anyway
		return nil
	}
	return r.ledger.Put(e)
}

func (r *Runner) publishOne(e *ledger.Entry, result *ledger.Result) error {
	if result.Published {
		return nil
	}
	dir := filepath.Join(r.Outbox, filepath.FromSlash(result.Folder))
	if err := r.present(r.Outbox); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	staged := filepath.Join(r.staging(e), filepath.FromSlash(result.Staged))
	for {
		switch _, err := os.Lstat(staged); {
		case errors.Is(err, fs.ErrNotExist):
			result.Published = true
			return r.present(r.Work)
		case err != nil:
			return err
		}
		r.step("publish")
		target := filepath.Join(dir, string(result.Name))
		var err error
		if _, there := os.Lstat(target); there == nil {
			err = fs.ErrExist
		} else {
			err = r.bring(e, staged, target)
		}
		if err == nil {
			r.step("one published")
			result.Published = true
			return folder.Sync(dir)
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := r.rename(e, result, dir); err != nil {
			return err
		}
	}
}

// rename gives a result another name than one that is taken, and notes it.
func (r *Runner) rename(e *ledger.Entry, result *ledger.Result, dir string) error {
	free, err := folder.FreeName(dir, string(result.Name), func(name string) bool {
		for i := range e.Results {
			other := &e.Results[i]
			if other != result && other.Folder == result.Folder && string(other.Name) == name {
				return true
			}
		}
		return false
	})
	if err != nil {
		return err
	}
	result.Name = ledger.Name(free)
	return r.ledger.Put(e)
}

// bring renames a result to where it belongs; to another disk it is copied first, under a hidden name.
func (r *Runner) bring(e *ledger.Entry, staged, target string) error {
	err := folder.Rename(staged, target)
	if !errors.Is(err, folder.ErrOtherDisk) {
		return err
	}
	temp := filepath.Join(filepath.Dir(target), fmt.Sprintf(".obmen-%d.tmp", e.ID))
	if err := copyFile(staged, temp); err != nil {
		return errors.Join(err, ignoring(os.Remove(temp), fs.ErrNotExist))
	}
	r.step("copied")
	if err := folder.Rename(temp, target); err != nil {
		return errors.Join(err, ignoring(os.Remove(temp), fs.ErrNotExist))
	}
	r.step("copy published")
	if err := folder.Sync(filepath.Dir(target)); err != nil {
		return err
	}
	return os.Remove(staged)
}

// copyFile copies one of our own files over another of our own, and brings it to the disk.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

// removeOwn removes a folder of ours with all that is in it, one by one: os.RemoveAll asks of Windows what old ones, shares and Wine don't know.
func removeOwn(dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, at := range list {
		path := filepath.Join(dir, at.Name())
		if at.IsDir() {
			err = errors.Join(err, removeOwn(path))
		} else {
			err = errors.Join(err, ignoring(os.Remove(path), fs.ErrNotExist))
		}
	}
	if err != nil {
		return err
	}
	return ignoring(os.Remove(dir), fs.ErrNotExist)
}
