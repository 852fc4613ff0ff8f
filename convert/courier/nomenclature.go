package courier

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"obmen/convert"
	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/formats/record"
)

// A catalogue is a nomenclature made ready to be sent.
type catalogue struct {
	doc  convert.Document
	open func() (io.ReadCloser, error)
	size int64
	hash string   // SHA-256 of what is sent
	file *os.File // nil: the input itself is sent
}

// running is the note of an upload whose process has not ended as far as anybody knows.
const running = "running"

// nomenclature sends the catalogues of an input to Kassatka.
func (r *run) nomenclature(input string) error {
	p, err := r.profileOf(input)
	if err != nil {
		return err
	}
	client, err := r.NewKassatka(p)
	if err != nil {
		return err
	}
	list, err := r.catalogues(input)
	for _, c := range list {
		defer c.close()
	}
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range list {
		err := r.upload(client, c)
		errs = append(errs, err)
		if ends(err) {
			break
		}
	}
	return errors.Join(errs...)
}

// catalogues reads an input and checks all of it. A file that is nomenclature-xml already is sent as it stands.
func (r *run) catalogues(input string) ([]*catalogue, error) {
	var list []*catalogue
	asItStands := false
	job := r.Job
	job.Inputs, job.To = []string{input}, "nomenclature-xml"
	job.Started = func(d convert.Document) {
		asItStands = d.From.Name == "nomenclature-xml" && d.Input == r.Job.Called(input) && r.Job.Where == "" && !r.Job.Skip && isXML(input)
	}
	job.Into = func(name string) (io.Writer, error) {
		if n := len(list); n > 0 && list[n-1].doc.Input == name { // it is read a second time
			list[n-1].close()
			list = list[:n-1]
		}
		c := &catalogue{doc: convert.Document{Input: name}}
		list = append(list, c)
		if asItStands {
			return io.Discard, nil
		}
		f, err := r.temp.TempFile()
		c.file = f
		return f, err
	}
	result, err := convert.Run(r.ctx, job)
	for i, d := range result.Documents {
		r.Document(d, false)
		if err == nil && d.From.Kind != record.Nomenclature {
			err = &record.UsageError{Misfit: true, Err: notNomenclature.Fault(d.From.Name)}
		}
		if err == nil {
			list[i].doc = d
			err = list[i].seal(input)
		}
	}
	return list, err
}

func (c *catalogue) close() {
	if c.file != nil {
		c.file.Close()
	}
}

// seal settles what is sent of a catalogue, and what its hash is.
func (c *catalogue) seal(input string) error {
	if c.file == nil {
		info, err := os.Stat(input)
		if err != nil {
			return err
		}
		return c.asItStands(input, info)
	}
	sum := sha256.New()
	n, err := io.Copy(sum, io.NewSectionReader(c.file, 0, 1<<62))
	c.size, c.hash = n, hex.EncodeToString(sum.Sum(nil))
	c.open = func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(c.file, 0, n)), nil }
	return err
}

// isXML reports whether a name is a file that begins as text and not as something packed.
func isXML(name string) bool {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [4]byte
	n, _ := io.ReadFull(f, head[:])
	packed := n >= 2 && (head[0] == 0x1f && head[1] == 0x8b || head[0] == 'P' && head[1] == 'K') || n == 4 && string(head[:]) == "\x28\xb5\x2f\xfd"
	return n > 0 && !packed
}

func (c *catalogue) asItStands(input string, was fs.FileInfo) error {
	c.size, c.hash = was.Size(), c.doc.SHA256
	c.open = func() (io.ReadCloser, error) {
		f, err := os.Open(input)
		if err != nil {
			return nil, err
		}
		if now, err := f.Stat(); err != nil || now.Size() != was.Size() || !now.ModTime().Equal(was.ModTime()) {
			return nil, errors.Join(&record.Error{File: input, Err: changedMeanwhile.Fault()}, f.Close())
		}
		return f, nil
	}
	return nil
}

func (r *run) upload(client *deliver.Kassatka, c *catalogue) error {
	d := journal.Delivery{
		Key:  journal.Key{Service: Kassatka, Account: client.Account(), Number: fmt.Sprintf("%.16s-%.8s", c.hash, rand.Text())}, // each upload is one of its own
		File: c.doc.Input, FileSHA256: c.doc.SHA256, BodyHash: c.hash, Size: c.size, Date: r.Now().UTC().Format(time.RFC3339),
	}
	if r.DryRun {
		return r.showUpload(c, d)
	}
	if !r.AcceptedSince.IsZero() {
		if before, ok, err := r.acceptedBefore(d); err != nil || ok {
			if ok {
				r.Heard(Outcome{Input: c.doc.Input, Result: Already, Delivery: before})
			}
			return err
		}
	}
	if left, ok, err := r.leftRunning(d); err != nil || ok {
		if err != nil {
			return err
		}
		r.Heard(Outcome{Input: c.doc.Input, Result: Already, Delivery: left, Note: resumed.Fault(left.ServiceID)})
		return r.follow(client, c, left)
	}
	d, err := r.Journal.Plan(d, none)
	if err == nil {
		err = r.Journal.Begin(d.ID)
	}
	if err != nil {
		return err
	}
	r.Progress.Total.Add(c.size)
	ticket, err := client.Send(r.ctx, r.watched(deliver.Parcel{Name: c.doc.Input, Size: c.size, Open: c.open}))
	d.Attempts, d.ServiceID, d.State, d.Note = max(ticket.Attempts, 1), ticket.ID, journal.InDoubt, running
	if err != nil {
		return r.notUploaded(c, d, err)
	}
	if err := r.Journal.Finish(d.ID, d.State, d.ServiceID, d.Note); err != nil {
		return err
	}
	return r.follow(client, c, d)
}

// notUploaded keeps that an upload failed. One in doubt is simply to be sent again: it is an upsert.
func (r *run) notUploaded(c *catalogue, d journal.Delivery, err error) error {
	var refused *deliver.Refused
	o := Outcome{Input: c.doc.Input, Result: Unreachable, Delivery: d, Err: err}
	o.State, o.Delivery.Note = journal.Unavailable, wordsOf(err)
	if errors.As(err, &refused) {
		o.State, o.Result = journal.Rejected, Refused
	}
	r.Heard(o)
	return errors.Join(err, r.Journal.Finish(d.ID, o.State, "", o.Delivery.Note))
}

// acceptedBefore finds an upload of the same bytes that was accepted already.
func (r *run) acceptedBefore(d journal.Delivery) (before journal.Delivery, ok bool, err error) {
	err = r.Journal.All(journal.Filter{Service: Kassatka, Account: d.Account, State: []journal.State{journal.Accepted}, Since: r.AcceptedSince}, func(o journal.Delivery) error {
		if o.BodyHash == d.BodyHash {
			before, ok = o, true
		}
		return nil
	})
	return before, ok, err
}

// leftRunning finds the same upload of a run that did not wait for the end of its process: --resume.
func (r *run) leftRunning(d journal.Delivery) (left journal.Delivery, ok bool, err error) {
	if !r.Resume {
		return left, false, nil
	}
	err = r.Journal.All(journal.Filter{Service: Kassatka, Account: d.Account, State: []journal.State{journal.InDoubt}}, func(o journal.Delivery) error {
		if o.BodyHash == d.BodyHash && o.Note == running {
			left, ok = o, true
		}
		return nil
	})
	return left, ok, err
}

// follow waits for the process that an upload began.
func (r *run) follow(client *deliver.Kassatka, c *catalogue, d journal.Delivery) error {
	err := client.Follow(r.ctx, d.ServiceID, func(word string) { r.Process(d.ServiceID, word) })
	var refused *deliver.Refused
	o := Outcome{Input: c.doc.Input, Result: Sent, Delivery: d, Err: err}
	switch {
	case err == nil:
		o.State, o.Delivery.Note = journal.Accepted, "success"
	case errors.As(err, &refused):
		o.Result, o.State, o.Delivery.Note = Refused, journal.Rejected, words(refused.Cause)
	default:
		o.Result = Unreachable
		r.Heard(o)
		return err // it goes on by itself; --resume asks again
	}
	if failed := r.Journal.Finish(d.ID, o.State, d.ServiceID, o.Delivery.Note); failed != nil {
		return errors.Join(err, failed)
	}
	r.Heard(o)
	return err
}

func (r *run) showUpload(c *catalogue, d journal.Delivery) error {
	body, err := c.open()
	if err != nil {
		return err
	}
	defer body.Close()
	head, err := io.ReadAll(io.LimitReader(body, headSize))
	r.Heard(Outcome{Input: c.doc.Input, Result: WouldSend, Delivery: d, Method: "POST", Path: "nomenclature", Head: head})
	return err
}
