package courier

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"obmen/convert"
	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/pending"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// FetchOptions steer a Fetch.
type FetchOptions struct {
	Options
	From, To  time.Time     // half-open: [From, To)
	SinceLast bool          // From is where the last accepted download ended, less Overlap
	Overlap   time.Duration // tills upload late
	Distinct  bool          // leave out receipts that a download brought before; SinceLast does
	Resume    bool          // go on with the process that an interrupted run left behind
	Output    string        // a file, or - for standard output
	Into      string        // a folder in place of Output: the file gets a name of its own
	Client    *deliver.Kassatka
}

// A Fetched is what a Fetch brought.
type Fetched struct {
	journal.Fetch
	Left int64 // receipts that were left out
}

// The states of a fetch.
const (
	asked      = "asked"
	downloaded = "downloaded"
	failed     = "failed"
)

// Fetch asks Kassatka for receipts, follows the process, downloads what it made, and lets a file appear only when that is a whole,
// well-formed receipts document.
func Fetch(ctx context.Context, o FetchOptions) (Fetched, error) {
	r, err := newRun(ctx, o.Options)
	if err != nil {
		return Fetched{}, err
	}
	defer r.close()
	f := &fetch{run: r, want: o, seen: spool.NewLog(r.temp, 0)}
	defer f.seen.Close()
	got, err := f.ask()
	if err != nil {
		return Fetched{Fetch: got}, err
	}
	got, err = f.bring(got)
	return Fetched{got, f.left}, err
}

type fetch struct {
	*run
	want FetchOptions
	seen *spool.Log // the receipts of the download, a journal.Receipt each
	left int64
}

// ask begins a process for the period, or finds the one that was begun.
func (f *fetch) ask() (journal.Fetch, error) {
	if f.want.Resume {
		return f.resume()
	}
	if err := f.period(); err != nil {
		return journal.Fetch{}, err
	}
	key, err := f.want.Client.AskReceipts(f.ctx, f.want.From, f.want.To)
	if err != nil {
		return journal.Fetch{}, err
	}
	return f.Journal.AskFetch(journal.Fetch{Account: f.want.Client.Account(), From: f.want.From, To: f.want.To, Key: key, State: asked, Asked: f.Now()})
}

// period settles what is asked for.
func (f *fetch) period() error {
	if f.want.To.IsZero() {
		f.want.To = f.Now().UTC().Truncate(time.Second)
	}
	if f.want.SinceLast && f.want.Into == "" && exists(f.want.Output) {
		return &record.UsageError{Err: wouldReplace.Fault(f.want.Output)}
	}
	if f.want.SinceLast {
		last, ok, err := f.Journal.LastFetched(f.want.Client.Account())
		if err != nil {
			return err
		}
		switch {
		case ok:
			f.want.From = last.Add(-f.want.Overlap)
		case f.want.From.IsZero():
			return &record.UsageError{Err: neverFetched.Fault()}
		}
	}
	if f.want.From.IsZero() || !f.want.From.Before(f.want.To) {
		return &record.UsageError{Err: emptyPeriod.Fault(stamp(f.want.From), stamp(f.want.To))}
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

func (f *fetch) resume() (last journal.Fetch, err error) {
	found := false
	err = f.Journal.Fetches(f.want.Client.Account(), func(one journal.Fetch) error {
		if one.State == asked {
			last, found = one, true
		}
		return nil
	})
	if err == nil && !found {
		err = &record.UsageError{Err: nothingToResume.Fault()}
	}
	return last, err
}

// bring waits for the process and takes what it made.
func (f *fetch) bring(got journal.Fetch) (journal.Fetch, error) {
	err := f.want.Client.Follow(f.ctx, got.Key, func(word string) { f.Process(got.Key, word) })
	var refused *deliver.Refused
	if errors.As(err, &refused) && refused.Status < 300 { // the process itself has failed; any other refusal may end
		got.State, got.Note = failed, words(refused.Cause)
		return got, errors.Join(err, f.Journal.SetFetch(got))
	}
	if err != nil {
		return got, err
	}
	file, err := f.temp.TempFile()
	if err != nil {
		return got, err
	}
	defer file.Close()
	if _, err := f.want.Client.Download(f.ctx, got.Key, file); err != nil {
		return got, err
	}
	return f.accept(got, file)
}

// accept checks a download and lets it appear.
func (f *fetch) accept(got journal.Fetch, file *os.File) (journal.Fetch, error) {
	known := f.Journal.Seen(got.Account)
	defer known.Close()
	if f.want.Into != "" {
		if err := os.MkdirAll(f.want.Into, 0o777); err != nil {
			return got, err
		}
	}
	unlock, err := f.Journal.Lock(f.ctx, Kassatka, got.Account) // so that no two get one name
	if err != nil {
		return got, err
	}
	defer unlock()
	got.File = f.name(got)
	distinct := f.want.Distinct || f.want.SinceLast
	job := f.Job
	job.Inputs, job.Stdin, job.From = []string{"-"}, io.NewSectionReader(file, 0, 1<<62), "receipts-xml"
	job.Output, job.DryRun = got.File, false
	asIs := !distinct && isReceiptsXML(job)
	if asIs {
		job.Output, job.To, job.DryRun = "", "", true
	}
	job.Sent = func(receipt *record.Receipt) (*record.Fault, error) { return f.take(known, receipt, distinct) }
	result, err := convert.Run(f.ctx, job)
	for _, d := range result.Documents {
		d.Input = "process " + got.Key
		f.Document(d, asIs)
		got.SHA256, got.Receipts = d.SHA256, d.Report.Read.Receipts-f.left
	}
	if err == nil && asIs {
		err = f.copyOut(got.File, file)
	}
	if err != nil {
		return got, err
	}
	// The file is there first: were the marks, a power cut could lose receipts; so it can only bring them twice.
	if err := known.Mark(got.ID, f.receipts()); err != nil {
		return got, err
	}
	got.State = downloaded
	return got, f.Journal.SetFetch(got)
}

// take hears of each receipt of a download.
func (f *fetch) take(known *journal.SeenSet, r *record.Receipt, distinct bool) (*record.Fault, error) {
	if distinct {
		has := known.Has(r.OrganizationCode, r.DocNum)
		if err := known.Err(); err != nil {
			return nil, err
		}
		if has {
			f.left++
			return receiptFetched.Fault(r.DocNum), nil
		}
	}
	return nil, appendJSON(f.seen, journal.Receipt{Organization: string(r.OrganizationCode), DocNum: string(r.DocNum)})
}

func (f *fetch) receipts() iter.Seq2[journal.Receipt, error] {
	return func(yield func(journal.Receipt, error) bool) {
		stopped := errors.New("stopped")
		err := eachJSON(f.seen, func(r *journal.Receipt) error {
			if !yield(*r, nil) {
				return stopped
			}
			return nil
		})
		if err != nil && err != stopped {
			yield(journal.Receipt{}, err)
		}
	}
}

// isReceiptsXML reports whether the job would write what it reads.
func isReceiptsXML(job convert.Job) bool {
	switch job.To {
	case "xml", "receipts", "receipts-xml":
		return true
	}
	return job.To == "" && (job.Output == "-" || filepath.Ext(job.Output) == ".xml")
}

// name is the file that the receipts go to.
func (f *fetch) name(got journal.Fetch) string {
	if f.want.Into == "" {
		return f.want.Output
	}
	const form = "20060102T150405Z"
	ending := ".xml"
	if f.Job.To == "csv" || f.Job.To == "receipts-csv" {
		ending = ".csv"
	}
	stem := filepath.Join(f.want.Into, "receipts-"+got.From.UTC().Format(form)+"-"+got.To.UTC().Format(form))
	name := stem + ending
	for n := 2; exists(name); n++ {
		name = fmt.Sprintf("%s-%d%s", stem, n, ending)
	}
	return name
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// copyOut lets the download appear as it came.
func (f *fetch) copyOut(name string, file *os.File) error {
	from := io.NewSectionReader(file, 0, 1<<62)
	if name == "-" || name == "" {
		_, err := io.Copy(f.Job.Stdout, from)
		return err
	}
	out, err := pending.Create(name)
	if err != nil {
		return err
	}
	defer out.Cleanup()
	if _, err := out.ReadFrom(from); err != nil {
		return err
	}
	return out.Commit()
}
