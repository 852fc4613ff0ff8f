package convert

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"

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
	ctx  context.Context
	temp *spool.Dir
}

// Run does a job. Each input is whole or not at all for itself: one that is not what it should be does not keep the
// others from being converted. The error is all of theirs, joined; Result holds what became of every input that got as far as to be recognised.
func Run(ctx context.Context, job Job) (Result, error) {
	r := &run{Job: job, ctx: ctx}
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
	result, err := r.all()
	return result, errors.Join(err, temp.Close())
}

func (r *run) checkFlags() error {
	if r.Rejects != "" && !r.Skip {
		return usage(rejectsNeedSkip)
	}
	if r.Returns == "net" && len(r.GroupBy) == 0 {
		return usage(netNeedsGroups)
	}
	if r.From != "" && r.From != anyXML {
		if _, ok := formats.Lookup(r.From); !ok {
			return usage(formatUnknown, r.From, formats.Names())
		}
	}
	return nil
}

// tempParent is the folder that a run's own temp folder is made in: the one asked for, else beside the output, else the
// platform's large one, which on Unix is not the one that may be held in memory.
func tempParent(job Job) string {
	switch {
	case job.TempDir != "":
		return job.TempDir
	case isFolder(job.Output):
		return job.Output
	case job.Output != "" && job.Output != "-" && isPlain(job.Output):
		return filepath.Dir(job.Output)
	}
	if runtime.GOOS != "windows" && os.Getenv("TMPDIR") == "" {
		if info, err := os.Stat("/var/tmp"); err == nil && info.IsDir() {
			return "/var/tmp"
		}
	}
	return os.TempDir()
}

// isPlain reports whether a file of that name is or would be a regular one.
func isPlain(name string) bool {
	info, err := os.Stat(name)
	return err != nil || info.Mode().IsRegular()
}

// all converts every input and writes the report.
func (r *run) all() (Result, error) {
	list, err := sources(r.Inputs, r.Stdin, r.temp)
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
	if r.ReportFile != "" && len(documents) > 0 {
		err = errors.Join(err, r.writeReport(result))
	}
	return result, err
}

// outputs names the output of each source; an empty name is standard output, or none for a dry run.
func (r *run) outputs(list []source) ([]string, error) {
	names := make([]string, len(list))
	if r.DryRun {
		return names, nil
	}
	if !isFolder(r.Output) {
		if len(list) > 1 {
			return nil, usage(severalToOne, len(list))
		}
		if r.Output != "-" {
			names[0] = r.Output
		}
		return names, r.notAnInput(list, names)
	}
	if err := os.MkdirAll(r.Output, 0o777); err != nil {
		return nil, err
	}
	taken := map[string]string{}
	for i, s := range list {
		ext, err := r.extension()
		if err != nil {
			return nil, err
		}
		names[i] = outputName(r.Output, s.base, ext)
		if other, ok := taken[foldName(names[i])]; ok {
			return nil, usage(sameName, other, s.name, names[i])
		}
		taken[foldName(names[i])] = s.name
	}
	return names, r.notAnInput(list, names)
}

// foldName makes names equal that a file system without regard to case takes for one.
func foldName(name string) string { return string(bytes.ToLower([]byte(name))) }

// extension is known before a source's kind is: each word of --to means one ending whatever the kind.
func (r *run) extension() (record.Format, error) {
	for _, kind := range []record.DocKind{record.Receipts, record.Invoices, record.Nomenclature} {
		from := record.Format{Kind: kind}
		if f, err := resolveTarget(r.To, "", from); err == nil {
			return f, nil
		} else if kind == record.Nomenclature {
			return f, err
		}
	}
	return record.Format{}, usage(noTarget, formats.Names())
}

func (r *run) notAnInput(list []source, names []string) error {
	for _, name := range names {
		out, err := os.Stat(name)
		if name == "" || err != nil || !out.Mode().IsRegular() {
			continue
		}
		for _, in := range r.Inputs {
			if info, err := os.Stat(in); err == nil && os.SameFile(info, out) {
				return usage(outputIsInput, name)
			}
		}
	}
	return nil
}

// each converts the sources, Jobs of them at a time; results stand in the order of the sources.
func (r *run) each(list []source, outputs []string) ([]Document, error) {
	documents := make([]Document, len(list))
	errs := make([]error, len(list))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(max(r.Jobs, 1), len(list)) {
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
			kept = append(kept, d)
		}
	}
	return kept, errors.Join(errs...)
}

// file converts one source. A panic is an error like another: it must not leave anything half-written.
func (r *run) file(s source, output string) (doc Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w\n%s", panicked.Fault(p), stack())
		}
	}()
	in, err := openInput(r.ctx, s, r.Limits, r.ReportFile != "", r.Progress)
	if err != nil {
		return doc, err
	}
	defer in.Close()
	doc = Document{Input: s.name, Output: output, Size: s.size}
	p, err := r.profile(s.name)
	if err != nil {
		return doc, err
	}
	rep := report.New(s.name, r.relay(s.name))
	opened, err := r.recognise(s, in, rep, p)
	if err != nil {
		return doc, named(err, s.name)
	}
	doc.From, doc.Report, doc.ProfileHash = opened.format, rep, p.Hash()
	return doc, named(r.pump(in, opened, &doc, p), s.name)
}

func stack() []byte {
	buf := make([]byte, 8<<10)
	return buf[:runtime.Stack(buf, false)]
}

func (r *run) relay(name string) func(record.Finding) {
	if r.Found == nil {
		return nil
	}
	return func(f record.Finding) { r.Found(name, f) }
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
	format record.Format
	text   io.Reader // UTF-8
	source charset.Source
}

// recognise decodes the text and finds out the format, from the content and never from the name alone. XML of no format of ours is
// read as the profile's xml section says, where there is one.
func (r *run) recognise(s source, in *input, rep *report.Report, p *profile.Profile) (opened, error) {
	text, encoding, err := charset.NewReader(in, charset.Options{File: s.name, Override: r.Encoding, Found: rep.Found})
	if err != nil {
		return opened{}, err
	}
	buffered := bufio.NewReaderSize(text, headSize)
	head, err := buffered.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return opened{}, err
	}
	found, known := formats.Detect(head)
	o := opened{format: found, text: buffered, source: encoding}
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
