package caffesta

import (
	"errors"
	"io"
	"strconv"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// A Writer writes invoices. Its errors about a record are Fatal: a part that is left out makes a wrong invoice.
type Writer struct {
	out      io.Writer
	j        *jsonstream.Writer
	pen      *pen
	indent   string
	lines    bool
	headLast bool
	several  bool
	err      error

	count   int64           // of invoices whose head has come
	parts   [sections]int64 // of the invoice
	open    bool            // a head has come, and its invoice is not ended
	begun   int             // of an open invoice, how many sections; the last of them is open
	head    []byte          // of the open invoice, as record.AppendRecord has it
	decoder record.Decoder
	first   store            // of JSON, where heads come first: the first invoice, as long as it may be the only one
	drawers [sections]drawer // where heads come last: the parts
}

// A drawer keeps the values of an array until the array is written: what its Writer gathers, in memory, and before it what that had no room for.
type drawer struct {
	store
	j *jsonstream.Writer
}

// drawerMemory is how much a drawer keeps in memory.
const drawerMemory = 128 << 10

// emptyInto writes what is kept into the open, empty array of j.
func (d *drawer) emptyInto(j *jsonstream.Writer) error {
	if d.isEmpty() {
		j.Append(d.j.Gathered())
	} else {
		if err := d.j.Flush(); err != nil {
			return err
		}
		j.Splice(&d.store)
		d.reset()
	}
	d.j.Reset(&d.store, drawerDepth)
	return j.Err()
}

// drawerDepth is how deep a part lies: in an array in an object. An array of invoices does not indent them, so that an
// invoice is the same text whether it is alone or not, and can be written before that is known.
const drawerDepth = 2

// NewWriter returns a Writer of invoice-json: an object where there is one invoice, an array where there are several or none, with two spaces of
// indentation. What has to wait is kept in o.Temp.
func NewWriter(w io.Writer, o record.Options) *Writer { return newWriter(w, o, jsonIndent, false) }

// NewLinesWriter returns a Writer of invoice-ndjson: an object a line.
func NewLinesWriter(w io.Writer, o record.Options) *Writer { return newWriter(w, o, linesIndent, true) }

func newWriter(out io.Writer, o record.Options, indent string, lines bool) *Writer {
	w := &Writer{out: out, j: jsonstream.NewWriter(out, indent, o.Encodable), pen: &pen{stencils: jsonStencils, encodable: o.Encodable}, indent: indent, lines: lines, headLast: o.HeadLast, several: o.Several && o.HeadLast}
	if lines {
		w.pen.stencils = linesStencils
	}
	w.first.temp = o.Temp
	for i := range w.drawers {
		d := &w.drawers[i]
		d.temp = o.Temp
		d.j = jsonstream.NewWriter(&d.store, indent, o.Encodable)
		d.j.Gather(drawerMemory)
		d.j.Reset(&d.store, drawerDepth)
	}
	return w
}

// Write implements [record.Writer].
func (w *Writer) Write(rec record.Record) error {
	if w.err == nil {
		w.err = w.write(rec)
	}
	return w.err
}

func (w *Writer) write(rec record.Record) error {
	if rec.Kind().Doc() != record.Invoices {
		return w.refuse(rec, "", ForeignRecord.Fault(rec.Kind().String()))
	}
	if w.headLast || rec.Kind() == record.KindInvoice {
		if err := w.endInvoice(true); err != nil {
			return err
		}
	}
	if head, ok := rec.(*record.Invoice); ok {
		return w.writeHead(head)
	}
	return w.writePart(rec)
}

// refuse returns the error for a record that can't be written.
func (w *Writer) refuse(rec record.Record, path string, fault error) error {
	invoice := w.count
	if w.headLast && rec.Kind() != record.KindInvoice {
		invoice++
	}
	return &record.Error{Pos: rec.At(), Kind: record.KindInvoice, Record: invoice, Path: path, Err: fault, Fatal: true}
}

func (w *Writer) writeHead(head *record.Invoice) error {
	w.count++
	if path, fault := faultOf(&invoiceShape, head); fault != nil {
		return w.refuse(head, path, fault)
	}
	w.head = record.AppendRecord(w.head[:0], head)
	w.open = true
	switch {
	case !w.headLast:
		w.beginInvoice(head)
		return w.j.Err()
	case w.lines:
		return w.endInvoice(true)
	}
	return nil
}

func (w *Writer) writePart(rec record.Record) error {
	section := int(rec.Kind() - record.KindItem)
	j := w.drawers[section].j
	if !w.headLast {
		if j = w.j; !w.open || section+1 < w.begun {
			return w.refuse(rec, "", OutOfOrder.Fault(rec.Kind().String()))
		}
		w.openSection(section)
	}
	if !w.pen.write(j, rec) {
		if path, fault := writeRecord(j, rec); fault != nil {
			return w.refuse(rec, jsonstream.JoinPaths(w.partPath(section), path), fault)
		}
	}
	w.parts[section]++
	return j.Err()
}

// partPath returns where the next part of a section stands: items[3].
func (w *Writer) partPath(section int) string {
	return invoiceShape.fields[firstSection+section].name + "[" + strconv.FormatInt(w.parts[section], 10) + "]"
}

// beginInvoice writes the head up to the sections.
func (w *Writer) beginInvoice(head *record.Invoice) {
	switch {
	case w.lines:
		w.j.Verbatim("")
	case w.count > 1:
		w.j.Verbatim(",\n")
	case !w.headLast:
		w.j.Reset(&w.first, 0)
	}
	w.j.BeginObject()
	writeFields(w.j, &invoiceShape, head)
	w.begun = 0
}

// openSection opens a section, and writes those before it that nothing came for.
func (w *Writer) openSection(section int) {
	for w.begun <= section {
		if w.begun > 0 {
			w.j.EndArray()
		}
		w.j.Key(invoiceShape.fields[firstSection+w.begun].name)
		w.j.BeginArray()
		w.begun++
	}
}

// endInvoice ends the open invoice, if there is one; more says that it is not the last, as far as is known.
func (w *Writer) endInvoice(more bool) error {
	if !w.open {
		return nil
	}
	w.open = false
	kept, err := w.decoder.Decode(w.head)
	if err != nil {
		return err
	}
	head := kept.(*record.Invoice)
	if w.headLast {
		if err := w.emptyDrawers(head, more); err != nil {
			return err
		}
	}
	w.openSection(sections - 1)
	w.j.EndArray()
	writeUnknown(w.j, &invoiceShape, head)
	w.j.EndObject()
	w.parts = [sections]int64{}
	switch {
	case w.lines:
		w.j.Verbatim("\n")
	case w.count == 1 && !w.headLast:
		return w.releaseFirst(more)
	}
	return w.j.Err()
}

// emptyDrawers writes a head and its parts, which came before it.
func (w *Writer) emptyDrawers(head *record.Invoice, more bool) error {
	if w.count == 1 && more && !w.lines {
		w.j.Verbatim("[\n")
	}
	w.beginInvoice(head)
	for i := range w.drawers {
		d := &w.drawers[i]
		w.openSection(i)
		if w.parts[i] == 0 {
			continue
		}
		if err := d.emptyInto(w.j); err != nil {
			return err
		}
	}
	return nil
}

// releaseFirst writes the first invoice, now that it is known whether it is the only one.
func (w *Writer) releaseFirst(more bool) error {
	if err := w.j.Flush(); err != nil {
		return err
	}
	w.j.Reset(w.out, 0)
	if more {
		w.j.Verbatim("[\n")
	}
	w.j.Splice(&w.first)
	if err := w.j.Flush(); err != nil {
		return err
	}
	return w.first.close()
}

var _ record.ChunkWriter = (*Writer)(nil)

// Reset implements [record.ChunkWriter].
func (w *Writer) Reset() {
	w.j.Reset(w.out, 0)
	w.err, w.count, w.parts, w.open, w.begun = nil, 0, [sections]int64{}, false, 0
	w.first.reset()
	for i := range w.drawers {
		w.drawers[i].reset()
		w.drawers[i].j.Reset(&w.drawers[i].store, drawerDepth)
	}
}

// Flush implements [record.ChunkWriter]. Of JSON it refuses as long as there is but one invoice, and goes on as if nothing had been: whether the document is an object
// or an array is not known. So a lead must hold two invoices, unless it is
// known that there are several.
func (w *Writer) Flush() error {
	if w.err == nil && w.several {
		w.err = w.endInvoice(true)
	}
	if w.err == nil && !w.lines && w.count == 1 && w.open {
		return record.ErrCut
	}
	return errors.Join(w.err, w.j.Flush())
}

// Close implements [record.Writer].
func (w *Writer) Close() error {
	if w.err == nil {
		w.err = w.finish()
	}
	err := w.err
	for i := range w.drawers {
		err = errors.Join(err, w.drawers[i].close())
	}
	err = errors.Join(err, w.first.close())
	if w.err == nil {
		w.err = errWriterClosed
	}
	return err
}

var (
	errWriterClosed = errors.New("the writer is closed")
	errNoLane       = errors.New("parts are joined that were not written for an invoice whose head comes last")
)

func (w *Writer) finish() error {
	if err := w.endInvoice(false); err != nil {
		return err
	}
	for _, n := range w.parts {
		if n > 0 {
			return &record.Error{Kind: record.KindInvoice, Record: w.count + 1, Err: Headless.Fault(), Fatal: true}
		}
	}
	switch {
	case w.lines:
	case w.count == 0:
		w.j.Verbatim("[]\n")
	case w.count == 1:
		w.j.Verbatim("\n")
	default:
		w.j.Verbatim("\n]\n")
	}
	return w.j.Flush()
}
