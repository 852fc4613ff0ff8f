package batch

import (
	"crypto/sha256"
	"encoding/hex"
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
	info, err := os.Lstat(r.staging(e))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err != nil || !info.IsDir() { // it stays until the source is archived: somebody has removed it, or put a link to something else there
		if err := r.isOurs(); err != nil {
			return err
		}
		e.Step, e.Results = ledger.Hashed, nil
		return r.ledger.Put(e)
	}
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
	for {
		bring, err := r.stands(e, result)
		if err != nil {
			return err
		}
		if bring == nil {
			result.Published = true
			return r.present(r.Work)
		}
		r.step("publish")
		if err := r.lease.held(); err != nil {
			return err
		}
		target := filepath.Join(dir, string(result.Name))
		if _, there := os.Lstat(target); there == nil {
			err = fs.ErrExist
		} else {
			err = bring(target)
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

// stands finds out how far a result has come, and returns what brings it to where it belongs; nil: it is there.
func (r *Runner) stands(e *ledger.Entry, result *ledger.Result) (bring func(target string) error, err error) {
	staged := filepath.Join(r.staging(e), filepath.FromSlash(result.Staged))
	_, err = os.Lstat(staged)
	if err == nil {
		return func(target string) error { return r.bring(staged, copyOf(e, result, target), target) }, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	dir := filepath.Join(r.Outbox, filepath.FromSlash(result.Folder))
	temp := copyOf(e, result, filepath.Join(dir, "any"))
	if _, err = os.Lstat(staged + copied); err == nil {
		_, err = os.Lstat(temp)
		if err == nil {
			return func(target string) error { return r.bringCopy(staged, temp, target) }, nil
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil, os.Remove(staged + copied)
		}
	}
	return nil, ignoring(err, fs.ErrNotExist)
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
func (r *Runner) bring(staged, temp, target string) error {
	err := folder.Rename(staged, target)
	if !errors.Is(err, folder.ErrOtherDisk) {
		return err
	}
	err = copyFile(staged, temp)
	if err == nil {
		err = folder.Sync(filepath.Dir(temp))
	}
	if err != nil {
		return errors.Join(err, ignoring(os.Remove(temp), fs.ErrNotExist))
	}
	r.step("copied")
	if err := os.Rename(staged, staged+copied); err != nil {
		return err
	}
	return r.bringCopy(staged, temp, target)
}

// copied is the ending that a staged result gets when there is a copy of it beside its target: from then on what becomes of the copy counts. Else a
// run that was killed behind the copy's renaming could not be told from one that was killed before, where the name was a stranger's.
const copied = ".copied"

// bringCopy lets a copy that is whole appear.
func (r *Runner) bringCopy(staged, temp, target string) error {
	r.step("copy noted")
	if err := folder.Rename(temp, target); err != nil {
		return err
	}
	r.step("copy published")
	if err := folder.Sync(filepath.Dir(target)); err != nil {
		return err
	}
	return os.Remove(staged + copied)
}

// copyOf is the hidden name of a result's copy: the same after a kill, and no other's, also where two drop folders have one outbox.
func copyOf(e *ledger.Entry, result *ledger.Result, target string) string {
	sum := sha256.Sum256(fmt.Append(nil, e.ID, e.Claimed.UnixNano(), e.SHA256, result.Staged))
	return filepath.Join(filepath.Dir(target), ".obmen-"+hex.EncodeToString(sum[:8])+".tmp")
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
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() { // a link that somebody has put there is not followed
		return ignoring(os.Remove(dir), fs.ErrNotExist)
	}
	list, err := os.ReadDir(dir)
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
