package convert

import (
	"bytes"
	"errors"

	"obmen/convert/pending"
	"obmen/convert/report"
	"obmen/formats/record"
)

// rejects takes the refused records: the first ends the run, or each is counted and, where asked for, written
// in its source format, so that it can be mended and run again.
type rejects struct {
	name string // of the file; empty: they are only counted
	stop bool
	doc  *Document

	source  record.RawReader // nil: it can't show what it refused
	file    *pending.File
	out     *record.Rejects
	current record.Record // that was read and not refused, while the stages behind the reader have it
}

// newRejects is to be made before the first Read, so that src keeps what it may have to show.
func (r *run) newRejects(src record.Reader, doc *Document) *rejects {
	x := &rejects{name: r.Rejects, stop: !r.Skip, doc: doc}
	if raw, ok := src.(record.RawReader); ok && x.name != "" {
		x.source = raw
		raw.KeepRaw()
	}
	return x
}

// refuse is given each refused record.
func (r *rejects) refuse(e *record.Error) error {
	if r.stop || (r.name != "" && r.source == nil) {
		return e
	}
	if r.name != "" {
		if err := r.write(); err != nil {
			return err
		}
	}
	r.doc.Rejected++
	count, sum := int64(0), record.NewNumber(0, 0)
	if r.current != nil {
		// It was read whole and tallied; a stage behind the reader would not have it.
		left := report.Tally{}
		left.Add(r.current)
		count, sum = left.Rows+left.Lines+left.Items, left.Sum
	}
	r.doc.Report.Reject(count, sum)
	r.doc.Report.Found(finding(e))
	return nil
}

// finding turns a refusal into a finding of the report.
func finding(e *record.Error) record.Finding {
	f := record.Finding{Pos: e.Pos, Kind: e.Kind, Record: e.Record, Path: e.Path, Message: refused, Args: []any{e.Err.Error()}}
	var fault *record.Fault
	if errors.As(e.Err, &fault) {
		f.Message, f.Args = fault.Message, fault.Args
	}
	return f
}

func (r *rejects) write() error {
	if r.file == nil {
		f, err := pending.Create(r.name)
		if err != nil {
			return err
		}
		r.file, r.out = f, record.NewRejects(f, r.source)
	}
	if r.current == nil {
		return r.out.Add()
	}
	text, err := r.canonical()
	if err != nil {
		return err
	}
	return r.out.AddRaw(text)
}

// canonical is the text of the current record as its format's writer has it, without the document around it.
func (r *rejects) canonical() ([]byte, error) {
	shell, err := r.written(nil)
	if err != nil {
		return nil, err
	}
	text, err := r.written(r.current)
	if err != nil {
		return nil, err
	}
	before, after := r.source.Shell()
	text = bytes.TrimPrefix(text, commonPrefix(text, shell))
	return bytes.TrimSuffix(bytes.TrimPrefix(text, before), after), nil
}

func commonPrefix(a, b []byte) []byte {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:bytes.LastIndexByte(a[:n], '\n')+1]
}

func (r *rejects) written(rec record.Record) ([]byte, error) {
	var b bytes.Buffer
	w, err := r.doc.From.NewWriter(&b, record.Options{})
	if err != nil {
		return nil, err
	}
	if rec != nil {
		if err := w.Write(rec); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), w.Close()
}

// finish closes the document of refused records and returns its file; nil where there is none.
func (r *rejects) finish() (*pending.File, error) {
	if r.file == nil {
		return nil, nil
	}
	return r.file, r.out.Close()
}

func (r *rejects) cleanup() {
	if r.file != nil {
		r.file.Cleanup()
	}
}
