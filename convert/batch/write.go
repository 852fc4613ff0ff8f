package batch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"obmen/convert"
	"obmen/convert/batch/folder"
	"obmen/convert/batch/ledger"
	"obmen/convert/profile"
	"obmen/convert/status"
	"obmen/formats/record"
)

// staging is the folder that the results of a source are made in.
func (r *Runner) staging(e *ledger.Entry) string {
	return filepath.Join(r.Work, ".obmen-"+strconv.FormatUint(e.ID, 10))
}

// write makes all results of a source.
func (r *Runner) write(ctx context.Context, e *ledger.Entry) error {
	staging := r.staging(e)
	if err := removeOwn(staging); err != nil { // of a run that was killed
		return err
	}
	if err := r.room(e); err != nil {
		return err
	}
	if err := os.Mkdir(staging, 0o777); err != nil {
		return err
	}
	e.Results = nil
	row := r.newRow(e)
	for i := range e.Outputs {
		err := r.output(ctx, e, i, row)
		if still := r.isStill(e); still != nil { // whatever else was found, it was found in half a file
			return still
		}
		if err != nil {
			return err
		}
	}
	row.Results = names(e)
	var err error
	if e.Row, err = json.Marshal(row); err != nil {
		return err
	}
	// The claim must outlive a power cut before any result of it does, or it would be taken again and made twice.
	if err := folder.Sync(r.Work); err != nil {
		return err
	}
	r.step("written")
	e.Step = ledger.Written
	return r.ledger.Put(e)
}

// room refuses to begin where the results would surely not fit: the tables and documents of a source come to a quarter of it and more. What is grouped may
// come to next to nothing.
func (r *Runner) room(e *ledger.Entry) error {
	need := uint64(slack)
	for _, out := range e.Outputs {
		p, err := r.Profile(out.Profile)
		if err != nil {
			return err
		}
		if len(r.Job.GroupBy) == 0 && len(p.Invoices.GroupBy) == 0 && r.Job.Where == "" {
			need += uint64(e.Size) / 4
		}
	}
	for _, dir := range []string{r.Work, r.Outbox} {
		if err := r.present(dir); err != nil {
			return err
		}
		if free, known := folder.Space(dir); known && free < need {
			return &fs.PathError{Op: "write", Path: dir, Err: syscall.ENOSPC}
		}
	}
	return nil
}

// slack is what the ledger and small files need.
const slack = 64 << 10

// output makes the results of one output: of an archive, one of each document in it.
func (r *Runner) output(ctx context.Context, e *ledger.Entry, i int, row *summed) error {
	out := e.Outputs[i]
	dir := filepath.Join(r.staging(e), strconv.Itoa(i))
	for _, d := range []string{dir, dir + "r"} {
		if err := os.Mkdir(d, 0o777); err != nil {
			return err
		}
	}
	job := r.jobOf(e, out)
	job.Output, job.To, job.Hash = dir+string(filepath.Separator), out.To, true
	if job.Skip {
		job.Rejects = filepath.Join(dir+"r", "rejects")
	}
	p, err := r.Profile(out.Profile)
	if err != nil {
		return err
	}
	if p.ResultHash() != out.Hash {
		return errProfileChanged
	}
	job.Profile = func(string) (*profile.Profile, error) { return p, nil }
	result, err := convert.Run(ctx, job)
	for _, d := range result.Documents {
		r.hear(Event{Kind: Converted, File: folder.Shown(string(e.Name)), Document: d})
	}
	if err != nil {
		return err
	}
	if err := r.isSame(ctx, e, result); err != nil {
		return err
	}
	for _, d := range result.Documents {
		row.add(i, d)
		if r.Strict && d.Report.HasWarnings() || d.Rejected > 0 {
			row.Status = status.DoneBut
		}
		if err := r.made(e, i, d.Output, ""); err != nil {
			return err
		}
		if d.Rejected > 0 {
			if err := r.made(e, i, job.Rejects, rejectsName(d)); err != nil {
				return err
			}
		}
	}
	return nil
}

// isSame reports by an error that what was converted is not what was hashed. Of an archive the hash of a document says nothing.
func (r *Runner) isSame(ctx context.Context, e *ledger.Entry, result convert.Result) error {
	for _, d := range result.Documents {
		sum := d.SHA256
		if d.Input != called(e) {
			var err error
			if sum, err = r.sum(ctx, e); err != nil {
				return err
			}
		}
		if sum != e.SHA256 {
			return errGrew
		}
		if d.Input != called(e) {
			break
		}
	}
	return nil
}

// errProfileChanged says that a profile is not the one any more that an entry was settled with.
var errProfileChanged = errors.New("the profile has changed")

// jobOf is the conversion of a source.
func (r *Runner) jobOf(e *ledger.Entry, out ledger.Output) convert.Job {
	job := r.Job
	job.Inputs, job.Jobs = []string{r.workPath(e)}, r.lanes()
	job.Shown = func(string) string { return called(e) }
	r.mu.Lock()
	defer r.mu.Unlock()
	if h := r.hands[e.ID]; h != nil {
		job.Progress = &h.progress
	}
	return job
}

// called is what a conversion calls a source in messages, and makes the names of its results from: its name, unless that would do something to a terminal or to the lines
// of a file of text.
func called(e *ledger.Entry) string {
	name := string(e.Name)
	if folder.Shown(name) == name {
		return name
	}
	return folder.Safe(name)
}

// made adds a file of the staging folder to the results. Two of one name in one folder get names apart.
func (r *Runner) made(e *ledger.Entry, output int, path, name string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	staged, err := filepath.Rel(r.staging(e), path)
	if err != nil {
		return err
	}
	if name == "" {
		name = filepath.Base(path)
	}
	name = folder.Safe(name)
	sub := e.Outputs[output].Folder
	taken := func(name string) bool {
		for _, other := range e.Results {
			if other.Folder == sub && strings.EqualFold(string(other.Name), name) {
				return true
			}
		}
		return false
	}
	free := name
	for n := 2; taken(free); n++ {
		free = folder.Suffixed(name, n)
	}
	e.Results = append(e.Results, ledger.Result{Staged: filepath.ToSlash(staged), Folder: sub, Name: ledger.Name(free), Output: output, Size: info.Size()})
	return nil
}

// rejectsName is what the refused records of a document are called.
func rejectsName(d convert.Document) string {
	base := strings.TrimSuffix(filepath.Base(d.Output), filepath.Ext(d.Output))
	return fmt.Sprintf("%s.rejects%s", base, d.From.Ext)
}

// isFinal reports whether an error is the source's own, so that trying again would not help.
func isFinal(err error) bool {
	for _, special := range []error{errGrew, errGone, errBehind, errNoRule, errProfileChanged, errOutdated} {
		if errors.Is(err, special) {
			return false
		}
	}
	switch status.Of(err) {
	case status.Input, status.Unforeseen:
		return true
	case status.Usage:
		return isMisfit(err)
	}
	return false
}

func isMisfit(err error) bool {
	var wrong *record.UsageError
	return errors.As(err, &wrong) && wrong.Misfit
}
