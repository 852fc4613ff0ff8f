package convert

import (
	"errors"

	"obmen/convert/pending"
	"obmen/convert/report"
	"obmen/formats/record"
)

// rejects takes the refused records: the first ends the run, or each is counted and, where asked for, written
// in its source format, so that it can be mended and run again.
type rejects struct {
	name   string // of the file; empty: they are only counted
	reader record.Reader
	doc    *Document
	stop   bool

	file  *pending.File
	frame record.Rejected
	after []byte // what closes the document
}

// refuse is given each refused record.
func (r *rejects) refuse(e *record.Error) error {
	if r.stop {
		return e
	}
	r.doc.Rejected++
	r.doc.Report.KeepOut(report.Rejected, 1, record.Number{})
	r.doc.Report.Found(finding(e))
	if r.name == "" {
		return nil
	}
	raw, ok := r.reader.(record.RawReader)
	if !ok {
		return e
	}
	return r.write(raw)
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

func (r *rejects) write(raw record.RawReader) error {
	rejected := raw.Rejected()
	if r.file == nil {
		f, err := pending.Create(r.name)
		if err != nil {
			return err
		}
		r.file = f
		before, after := raw.Shell()
		r.after = append(r.after, after...)
		if _, err := f.Write(before); err != nil {
			return err
		}
	}
	if rejected.Frame != r.frame.Frame {
		if err := r.put(r.frame.After, rejected.Before); err != nil {
			return err
		}
		r.frame = record.Rejected{Frame: rejected.Frame, After: append([]byte(nil), rejected.After...)}
	}
	return r.put(rejected.Raw)
}

func (r *rejects) put(parts ...[]byte) error {
	for _, p := range parts {
		if _, err := r.file.Write(p); err != nil {
			return err
		}
	}
	return nil
}

// finish closes the document of refused records and returns its file; nil where there is none.
func (r *rejects) finish() (*pending.File, error) {
	if r.file == nil {
		return nil, nil
	}
	return r.file, r.put(r.frame.After, r.after)
}

func (r *rejects) cleanup() {
	if r.file != nil {
		r.file.Cleanup()
	}
}
