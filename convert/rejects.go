package convert

import (
	"bytes"
	"errors"

	"obmen/convert/report"
	"obmen/formats/record"
)

// rejects takes the refused records: the first ends the run, or each is counted and, where asked for, written
// in its source format, so that it can be mended and run again. It is written in UTF-8, and says so, whatever the source's encoding.
type rejects struct {
	run  *run
	stop bool
	doc  *Document

	source  record.RawReader // nil: it can't show what it refused
	out     *outFile         // nil: nothing was refused yet, or they are only counted
	list    *record.Rejects
	current record.Record // that was read and not refused, while the stages behind the reader have it
	frame   frame
	csv     record.CSVOptions // of a source that is a table
}

func (r *run) newRejects(doc *Document) *rejects {
	return &rejects{run: r, stop: !r.Skip, doc: doc}
}

// from says, before the first Read, who shows what is refused.
func (x *rejects) from(src record.Reader) {
	if raw, ok := src.(record.RawReader); ok && x.run.Rejects != "" {
		x.source = raw
		raw.KeepRaw()
	}
}

// read hears of each record that the reader gave, or nil for one that it refused.
func (x *rejects) read(rec record.Record) {
	x.current = rec
	if x.source != nil {
		x.frame.hear(rec)
	}
}

// refuse is given each refused record.
func (x *rejects) refuse(e *record.Error) error {
	if x.stop || !x.canShow() {
		return e
	}
	if x.run.Rejects != "" {
		if err := x.write(); err != nil {
			return err
		}
	}
	x.doc.Rejected++
	x.doc.Report.Reject(x.entries())
	x.doc.Report.Found(finding(e))
	return nil
}

// canShow reports whether what was refused can be written where it is to be written. A part of an invoice that a later stage
// refuses can't be mended by itself, and of a table whose columns are not ours in our order, only its reader can show rows.
func (x *rejects) canShow() bool {
	switch {
	case x.run.Rejects == "" || x.source != nil && x.current == nil:
		return true
	case x.source == nil || x.doc.From.Kind == record.Invoices:
		return false
	}
	return x.findOptions()
}

// findOptions finds out how the format's writer would write what the source's reader shows as the frame of refused records.
func (x *rejects) findOptions() bool {
	if x.doc.From.Ext != ".csv" {
		return true
	}
	before, _ := x.source.Shell()
	for _, o := range []record.CSVOptions{{}, {Dialect: record.ExcelRu}, {Headers: record.Russian}, {Dialect: record.ExcelRu, Headers: record.Russian}} {
		x.csv = o
		if header, err := x.written(nil); err == nil && bytes.Equal(bare(header), bare(before)) {
			return true
		}
	}
	return false
}

// bare is a header without byte order mark and line end.
func bare(header []byte) []byte {
	return bytes.TrimRight(bytes.TrimPrefix(header, []byte("\ufeff")), "\r\n")
}

// entries are what of the refused record was tallied as read: nothing where the reader refused it, and nothing more where a mapping
// did, which keeps its entries out itself, as report.Refused.
func (x *rejects) entries() (count int64, sum record.Number) {
	if x.current == nil || x.doc.mapped() {
		return 0, record.NewNumber(0, 0)
	}
	left := report.Tally{}
	left.Add(x.current)
	return left.Rows + left.Lines + left.Items, left.Sum
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

func (x *rejects) write() error {
	if x.out == nil {
		out, err := x.run.create(x.run.Rejects)
		if err != nil {
			return err
		}
		x.out, x.list = out, record.NewRejects(out, x.source)
	}
	if x.current == nil {
		return x.list.Add()
	}
	text, err := x.canonical()
	if err != nil {
		return err
	}
	return x.list.AddRaw(text)
}

// canonical is the text of the current record, with the group around it, as its format's writer has it, without the document around it.
func (x *rejects) canonical() ([]byte, error) {
	around, err := x.frame.records()
	if err != nil {
		return nil, err
	}
	if x.current.Kind() != record.KindProduct && len(around) > 1 {
		around = around[:1]
	}
	text, err := x.written(append(around, x.current))
	if err != nil {
		return nil, err
	}
	before, after := x.source.Shell()
	if inside, ok := bytes.CutPrefix(bytes.TrimPrefix(text, []byte("\ufeff")), before); ok {
		return bytes.TrimSuffix(inside, after), nil
	}
	shell, err := x.written(around[:min(1, len(around))])
	if err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(text[len(commonLines(text, shell)):], after), nil
}

// commonLines is what two texts begin with alike, in whole lines.
func commonLines(a, b []byte) []byte {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:bytes.LastIndexByte(a[:n], '\n')+1]
}

func (x *rejects) written(list []record.Record) ([]byte, error) {
	var b bytes.Buffer
	w, err := x.doc.From.NewWriter(&b, record.Options{CSV: x.csv})
	if err != nil {
		return nil, err
	}
	for _, rec := range list {
		if err := w.Write(rec); err != nil {
			return nil, err
		}
	}
	err = w.Close() // which writes what is buffered
	return b.Bytes(), err
}

// finish closes the document of refused records.
func (x *rejects) finish() error {
	if x.list == nil {
		return nil
	}
	return x.list.Close()
}

func (x *rejects) cleanup() { x.out.cleanup() }

// A frame keeps what stands around a product: the catalogue and the group, of which a reader keeps no more than the last.
type frame struct{ catalogue, group []byte }

func (f *frame) hear(rec record.Record) {
	switch r := rec.(type) {
	case *record.Catalogue:
		f.catalogue = record.AppendRecord(f.catalogue[:0], r)
	case *record.Group:
		f.group = record.AppendRecord(f.group[:0], r)
	}
}

func (f *frame) records() ([]record.Record, error) {
	var list []record.Record
	for _, text := range [][]byte{f.catalogue, f.group} {
		if len(text) == 0 {
			continue
		}
		rec, err := new(record.Decoder).Decode(text)
		if err != nil {
			return nil, err
		}
		list = append(list, rec)
	}
	return list, nil
}
