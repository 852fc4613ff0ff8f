package convert

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"unicode/utf8"

	"obmen/convert/mapping"
	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats"
	"obmen/formats/charset"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// A run is a Job under way.
type run struct {
	Job
	ctx   context.Context
	temp  *spool.Dir
	lanes int // of an input
	chunk int // bytes of what a lane takes at a time, at least
}

// Run does a job. Each input is whole or not at all for itself: one that is not what it should be does not keep the
// others from being converted. The error is all of theirs, joined; Result holds what became of every input that got as far as to be recognised.
func Run(ctx context.Context, job Job) (Result, error) {
	r := &run{Job: job, ctx: ctx, chunk: job.chunk}
	if r.chunk == 0 {
		r.chunk = chunkSize
	}
	if r.Progress == nil {
		r.Progress = &Progress{}
	}
	if err := r.checkFlags(); err != nil {
		return Result{}, err
	}
	temp, err := spool.OpenDir(tempParent(job))
	if err != nil {
		return Result{}, err
	}
	r.temp = temp
	// What sorts or replays for long looks at no context, but it can't go on without its files.
	stop := context.AfterFunc(ctx, func() { temp.Close() })
	result, err := r.all()
	stop()
	if err != nil && ctx.Err() != nil { // with all done when it came, it came too late
		err = context.Cause(ctx) // the rest follows from it
	}
	return result, errors.Join(err, temp.Close())
}

func (r *run) checkFlags() error {
	for _, f := range []struct {
		flag  string
		value int64
	}{
		{"--jobs", int64(r.Jobs)}, {"--max-items", int64(r.MaxItems)}, {"--limit-record", int64(r.Limits.Record)}, {"--limit-value", int64(r.Limits.Value)},
		{"--limit-name", int64(r.Limits.Name)}, {"--limit-attributes", int64(r.Limits.Attributes)}, {"--limit-depth", int64(r.Limits.Depth)}, {"--limit-window", r.Limits.Window},
	} {
		if f.value < 0 {
			return usage(negative, f.flag, f.value)
		}
	}
	if r.Rejects != "" && !r.Skip {
		return usage(rejectsNeedSkip)
	}
	if r.Returns == "net" && len(r.GroupBy) == 0 {
		return usage(netNeedsGroups)
	}
	for _, name := range []string{r.Encoding, r.OutputEncoding} {
		if name != "" {
			if _, err := charset.Name(name); err != nil {
				return &record.UsageError{Err: err}
			}
		}
	}
	if r.From != "" && r.From != anyXML {
		if _, ok := formats.Lookup(r.From); !ok {
			return usage(formatUnknown, r.From, formats.Names())
		}
	}
	return nil
}

// all converts every input and writes the report.
func (r *run) all() (Result, error) {
	list, err := sources(r.ctx, r.Job, r.temp)
	if err != nil {
		return Result{}, err
	}
	outputs, err := r.outputs(list)
	if err != nil {
		return Result{}, err
	}
	for _, s := range list {
		r.Progress.Total.Add(max(s.size, 0))
	}
	documents, err := r.each(list, outputs)
	result := Result{Documents: documents}
	switch {
	case r.ReportFile == "" || len(documents) == 0:
	case r.ctx.Err() != nil:
		err = errors.Join(err, context.Cause(r.ctx))
	default:
		err = errors.Join(err, r.writeReport(result))
	}
	return result, err
}

// each converts the sources, Jobs of them at a time; results stand in the order of the sources.
func (r *run) each(list []source, outputs []string) ([]Document, error) {
	documents := make([]Document, len(list))
	errs := make([]error, len(list))
	next := make(chan int)
	var workers sync.WaitGroup
	together := min(max(r.Jobs, 1), max(len(list), 1))
	r.lanes = r.processors() / together
	for range together {
		workers.Go(func() {
			for i := range next {
				documents[i], errs[i] = r.file(list[i], outputs[i])
			}
		})
	}
	for i := range list {
		if r.ctx.Err() != nil {
			errs[i] = context.Cause(r.ctx)
			break
		}
		next <- i
	}
	close(next)
	workers.Wait()
	kept := documents[:0]
	for _, d := range documents {
		if d.Report != nil {
			d.Report.Settle()
			kept = append(kept, d)
		}
	}
	return kept, errors.Join(errs...)
}

// processors returns how many are used: by inputs at a time, and by the lanes of each.
func (r *run) processors() int {
	if r.Jobs > 0 {
		return r.Jobs
	}
	return min(runtime.GOMAXPROCS(0), maxLanes)
}

// file converts one source: with as little delay as may be, and where that proves to have been rash, again. A panic is an error like
// another: it must not leave anything half-written.
func (r *run) file(s source, output string) (doc Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w\n%s", panicked.Fault(p), stack())
		}
	}()
	doc, err = r.attempt(s, output, false)
	if errors.Is(err, mapping.ErrNotEager) {
		doc, err = r.attempt(s, output, true)
	}
	return doc, err
}

// attempt converts one source; patient: in the way that always works.
func (r *run) attempt(s source, output string, patient bool) (doc Document, err error) {
	in, err := openInput(r.ctx, s, r.Limits, r.Hash || r.ReportFile != "" || r.Into != nil || r.Sent != nil, r.Progress)
	if err != nil {
		return doc, err
	}
	defer in.Close()
	doc = Document{Input: s.name, Output: output, Size: s.size, Temp: r.temp, patient: patient}
	p, err := r.profile(s.name)
	if err != nil {
		return doc, err
	}
	relay := r.relay(s.name)
	relay.hold = !patient
	defer func() {
		if !errors.Is(err, mapping.ErrNotEager) {
			relay.release()
		}
	}()
	rep := report.New(s.name, relay.found)
	rep.Hide = r.Hide
	for _, f := range p.Ignored() {
		rep.Found(f)
	}
	opened, err := r.recognise(s, in, rep, p)
	if err != nil {
		return doc, named(err, s.name)
	}
	opened.steady, opened.patient, opened.relay = s.size >= 0, patient, relay
	if in.file != nil && !in.packed && opened.source.Encoding == charset.UTF8 {
		opened.at, opened.size = in.file, s.size
	}
	doc.From, doc.Report, doc.ProfileHash = opened.format, rep, p.Hash()
	if r.Started != nil && !patient {
		opened.started = r.Started
	}
	err = named(r.pump(in, opened, &doc, p), s.name)
	if errors.Is(err, mapping.ErrNotEager) {
		r.Progress.Bytes.Add(-in.stored.n)
	}
	return doc, err
}

func stack() []byte {
	buf := make([]byte, 8<<10)
	return buf[:runtime.Stack(buf, false)]
}

// A relay tells the findings of a document as they come, or, where the document may have to be read again, when that is settled.
type relay struct {
	to   func(record.Finding)
	hold bool
	held []record.Finding
}

func (r *run) relay(name string) *relay {
	to := func(record.Finding) {}
	if r.Found != nil {
		to = func(f record.Finding) { r.Found(name, f) }
	}
	return &relay{to: to}
}

func (y *relay) found(f record.Finding) {
	if !y.hold {
		y.to(f)
		return
	}
	f.Args = slices.Clone(f.Args)
	for i, a := range f.Args {
		if b, ok := a.([]byte); ok {
			f.Args[i] = bytes.Clone(b)
		}
	}
	y.held = append(y.held, f)
}

// release tells what was held back.
func (y *relay) release() {
	for _, f := range y.held {
		y.to(f)
	}
	y.hold, y.held = false, nil
}

// named gives an error of a document the name of the input, where it has none yet.
func named(err error, name string) error {
	var e *record.Error
	var fault *record.Fault
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		if e.File == "" {
			e.File = name
		}
	case errors.As(err, &fault):
		var wrong *record.UsageError
		if !errors.As(err, &wrong) {
			return &record.Error{File: name, Err: err, Fatal: true}
		}
	}
	return err
}

// opened is a source whose format is known.
type opened struct {
	format    record.Format
	text      io.Reader // UTF-8
	unchecked bool      // for all that is known: who reads it checks it
	source    charset.Source
	steady    bool        // it is all there, and can be read again: no pipe
	at        io.ReaderAt // the text, wherever one likes; nil: it has to be decoded
	size      int64       // of at
	patient   bool        // it is mapped when all of it is known, and not before
	relay     *relay
	started   func(Document) // nil: nobody wants to know
}

// buffer makes text, which must be known to be what it is as far as its head, the text of o.
func (o *opened) buffer(text io.Reader, name string) (head []byte, err error) {
	buffered := bufio.NewReaderSize(text, headSize)
	o.text = buffered
	head, err = buffered.Peek(headSize)
	cut := 0 // bytes of a character that goes on behind the head
	if err == nil {
		cut = utf8.UTFMax - 1
	}
	if o.unchecked && charset.ValidPrefix(head) < len(head)-cut {
		o.check(name)
		return o.buffer(o.text, name)
	}
	return head, err
}

// check lets no text pass but UTF-8.
func (o *opened) check(name string) {
	if o.unchecked {
		o.text, o.unchecked = charset.Check(o.text, name, o.source.Start), false
	}
}

// recognise decodes the text and finds out the format, from the content and never from the name alone. XML of no format of ours is
// read as the profile's xml section says, where there is one.
func (r *run) recognise(s source, in *input, rep *report.Report, p *profile.Profile) (opened, error) {
	text, encoding, err := charset.NewReader(in, charset.Options{File: s.name, Override: r.Encoding, Found: rep.Found, Unchecked: true})
	if err != nil {
		return opened{}, err
	}
	o := opened{source: encoding, unchecked: encoding.Encoding == charset.UTF8}
	head, err := o.buffer(text, s.name)
	if err != nil && !errors.Is(err, io.EOF) {
		return opened{}, err
	}
	found, known := formats.Detect(head)
	o.format = found
	foreign := p.XML.Kind != "" && (r.From == anyXML || r.From == "" && !known && bytes.HasPrefix(bytes.TrimSpace(head), []byte{'<'}))
	switch {
	case foreign:
		o.format, err = foreignXML(p)
		return o, err
	case r.From == anyXML:
		return opened{}, usage(noXMLSection)
	case r.From != "":
		o.format, _ = formats.Lookup(r.From)
		if known && found.Name != o.format.Name {
			rep.Found(record.Finding{Message: formatIsNotFrom, Args: []any{o.format.Name, found.Name}})
		}
	case len(bytes.TrimSpace(head)) == 0:
		return opened{}, &record.Error{File: s.name, Err: inputEmpty.Fault(), Fatal: true}
	case !known:
		return opened{}, &record.Error{File: s.name, Pos: record.Pos{Line: 1, Col: 1}, Err: formatUndetected.Fault(record.Shorten(head), formats.Names()), Fatal: true}
	}
	return o, nil
}

// IsPanic reports whether err is a panic of a conversion.
func IsPanic(err error) bool { return errors.Is(err, &record.Fault{Message: panicked}) }
