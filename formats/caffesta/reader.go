package caffesta

import (
	"errors"
	"io"
	"slices"
	"strings"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// A Reader reads invoices: one object, an array of objects, or objects one behind another with or without white space between them. It
// is a [record.RawWriter].
type Reader struct {
	w       *jsonstream.Walker // over the document
	again   *jsonstream.Walker // over what was laid aside
	found   func(record.Finding)
	lines   bool // an empty document holds no invoices
	plain   bool // each part is read token by token
	begun   bool
	inArray bool
	count   int64 // of invoices
	err     error // final

	head   decoder
	part   decoder
	molds  [sections]jsonstream.Mold // how the parts of a section look in this document
	aside  [sections]aside
	next   int  // aside[next:] are still to be given out; sections: nothing is
	opened bool // aside[next] is being read again
	fitted int  // parts that fitted a mold

	piece      piece
	kept       kept
	slid       bool // the window slid since the section began
	raw        rawHead
	limitFrom  int64 // where the record limit of the head counts from
	invoice    record.Invoice
	keepsWhole bool // the head is kept as it stands: KeepRaw
}

// NewReader returns a Reader of invoice-json in UTF-8 without a byte order mark. What is large is kept in o.Temp until the end of its invoice.
func NewReader(r io.Reader, o record.Options) *Reader {
	d := &Reader{w: jsonstream.NewWalker(r, o), again: jsonstream.NewWalker(nil, o), found: o.Found, plain: o.Engine == record.Plain, next: sections}
	d.head = decoder{w: d.w, file: o.File, section: d.readSection}
	d.part = decoder{file: o.File}
	d.piece.lead = int64(o.Lead)
	d.w.Lead(o.Lead)
	d.w.BeforeSlide(d.slides)
	d.kept.w, d.kept.tracker.Unit = d.w, o.Unit
	for i := range d.aside {
		d.aside[i].temp = o.Temp
		d.molds[i].Arena = &d.part.arena
	}
	return d
}

// NewLinesReader returns a Reader of invoice-ndjson. It reads all that NewReader's does, and an empty document too.
func NewLinesReader(r io.Reader, o record.Options) *Reader {
	d := NewReader(r, o)
	d.lines = true
	return d
}

// Read implements [record.Reader].
func (r *Reader) Read() (record.Record, error) {
	if r.err != nil {
		return nil, r.err
	}
	rec, err := r.read()
	if err == nil || record.Refusal(err) != nil {
		return rec, err
	}
	if failed := r.Close(); failed != nil && errors.Is(err, io.EOF) {
		err = failed
	}
	r.err = r.cutError(err)
	return nil, r.err
}

// Close lets go of what is laid aside. Whoever reads on to the end or to an error need not call it.
func (r *Reader) Close() error {
	var err error
	for i := range r.aside {
		err = errors.Join(err, r.aside[i].close())
	}
	if r.err == nil {
		r.err = errClosed
	}
	return err
}

var errClosed = errors.New("the reader is closed")

func (r *Reader) read() (record.Record, error) {
	if r.next < sections {
		if rec, err := r.readPart(); rec != nil || err != nil {
			return rec, err
		}
	}
	if r.begun && r.chunkIsOver() {
		return nil, io.EOF
	}
	for i := range r.aside {
		r.aside[i].forget()
	}
	r.kept.stop()
	r.w.Ahead(smallInvoice)
	t, err := r.w.Next()
	if err == nil && t == jsonstream.BeginArray && !r.begun {
		r.inArray = true
		r.w.Root(1, "")
		t, err = r.w.Next()
	}
	switch {
	case errors.Is(err, io.EOF) && !r.begun && !r.lines:
		return nil, &record.Error{File: r.head.file, Pos: r.w.Locate(r.w.Start()), Err: NoInvoice.Fault(), Fatal: true}
	case err != nil:
		return nil, err
	case t == jsonstream.EndArray:
		if err = r.w.Finish(); err == nil {
			err = io.EOF
		}
		return nil, err
	}
	r.begun = true
	return r.readInvoice(t)
}

// smallInvoice is the size of invoices that the window need not slide within.
const smallInvoice = 16 << 10

// readInvoice reads the value that t began, lays its parts aside and returns its head, once all of it is known to be right.
func (r *Reader) readInvoice(t jsonstream.Token) (record.Record, error) {
	r.beginInvoice()
	var err error
	switch {
	case t == jsonstream.BeginObject:
		err = r.readHead()
	case t == jsonstream.BeginArray && !r.inArray:
		err = &record.Error{File: r.head.file, Pos: r.w.Locate(r.w.Start()), Err: ArrayAmongObjects.Fault(), Fatal: true}
	default:
		err = r.head.wrongType(t, jsonstream.BeginObject)
	}
	if err == nil {
		err = r.w.Tee(nil, r.w.End())
	}
	r.w.Unlimit()
	r.w.Release()
	if err != nil {
		return nil, inInvoice(err, r.count)
	}
	if r.head.fault != nil {
		return nil, r.head.fault
	}
	r.next, r.opened = 0, false
	r.sortUnknown()
	return &r.invoice, nil
}

func (r *Reader) beginInvoice() {
	r.atInvoice()
	r.count++
	r.head.invoice, r.part.invoice = r.count, r.count
	r.head.fault = nil
	r.head.forget()
	r.part.forget()
	r.invoice = record.Invoice{Unknown: r.invoice.Unknown[:0], Origin: record.Origin{Fixed: r.w.Locate(r.w.Start())}}
	r.kept.begin(r.invoice.Fixed)
	r.raw.reset()
	r.limitFrom = r.w.Start()
	r.w.Limit(r.limitFrom)
	if r.keepsWhole {
		r.w.Tee(&r.raw, r.w.Start()) // nothing was copied before, so nothing can fail
	}
}

func (r *Reader) readHead() error {
	seen, err := readFields(&r.head, &invoiceShape, &r.invoice)
	if err != nil {
		return err
	}
	if seen == 0 && len(r.invoice.Unknown) > 0 {
		r.head.refuse(r.invoice.Fixed, "", nil, NoInvoiceKeys.Fault(keyNames(r.invoice.Unknown)))
	}
	if name := missing(&invoiceShape, &r.invoice, seen); name != "" {
		r.head.refuse(r.invoice.Fixed, name, nil, record.FieldMissing.Fault(name))
	}
	return nil
}

// keyNames lists the first of some unknown keys: success, error, …
func keyNames(list []record.Unknown) string {
	const most = 3
	var names []string
	for i := range list[:min(len(list), most)] {
		names = append(names, record.Shorten(list[i].Name))
	}
	if len(list) > most {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// inInvoice says of a Walker's error which invoice it stood in.
func inInvoice(err error, invoice int64) error {
	var e *record.Error
	if errors.As(err, &e) && e.Kind == 0 {
		e.Kind, e.Record = record.KindInvoice, invoice
	}
	return err
}

// sortUnknown brings the unknown keys into the order in which they are written, so that an invoice is the same one whatever the order of its keys was, and tells of them.
func (r *Reader) sortUnknown() {
	rank := [...]int{record.InShipper: 0, record.InStorage: 1, record.Here: 2}
	slices.SortStableFunc(r.invoice.Unknown, func(a, b record.Unknown) int { return rank[a.Place] - rank[b.Place] })
	found := r.hears()
	if found == nil {
		return
	}
	prefix := [...]string{record.InShipper: "shipper", record.InStorage: "storage", record.Here: ""}
	for _, u := range r.invoice.Unknown {
		found(record.Finding{Message: UnknownKey, Pos: r.invoice.Fixed, Kind: record.KindInvoice, Record: r.count,
			Path: jsonstream.Join(prefix[u.Place], u.Name), Args: []any{record.Shorten(u.Name)}})
	}
}

// readSection lays the value of the key of a section aside, once each part of it is known to be right.
func (r *Reader) readSection(kind record.Kind) error {
	t, err := r.w.Next()
	if err != nil {
		return err
	}
	if t != jsonstream.BeginArray {
		return r.head.wrongType(t, jsonstream.BeginArray)
	}
	s := &r.aside[kind-record.KindItem]
	s.begin(&r.kept)
	headBytes := s.from - r.limitFrom
	if err := r.w.Tee(s, s.from); err != nil {
		return err
	}
	r.raw.cut(kind)
	r.slid = false
	if err := r.checkParts(kind); err != nil {
		return err
	}
	r.limitFrom = r.w.End() - headBytes
	r.w.Limit(r.limitFrom)
	return r.layAside(s)
}

// layAside ends the copy of a section that has just been read. As long as it lies in the window, no copy is needed.
func (r *Reader) layAside(s *aside) error {
	var next io.Writer
	if r.keepsWhole {
		next = &r.raw
	}
	if r.slid {
		return r.w.Tee(next, r.w.End())
	}
	s.held = r.w.Between(s.from, r.w.End())
	r.w.TeeInstead(next, r.w.End())
	return nil
}

// checkParts reads to the end of a section, and notes the first fault.
func (r *Reader) checkParts(kind record.Kind) error {
	r.part.w, r.part.found, r.part.fault, r.part.locator = r.w, nil, r.head.fault, &r.kept
	for {
		rec, err := r.nextPart(kind)
		if err != nil {
			return err
		}
		if rec == nil {
			r.w.Release()
			r.head.fault = r.part.fault
			return nil
		}
		switch {
		case !r.kept.on:
			r.part.forget()
		case r.part.odd: // its unknown keys are told of when it is given out
			r.kept.stop()
		default:
			r.kept.add(int(kind - record.KindItem))
		}
	}
}

// nextPart reads the next part of the section that part's Walker is in; nil behind the last. A part that is wrong is noted as part's fault.
func (r *Reader) nextPart(kind record.Kind) (record.Record, error) {
	d, mold := &r.part, &r.molds[kind-record.KindItem]
	d.w.Unlimit()
	d.odd = false
	if values, ok := d.w.Try(mold); ok && !r.plain {
		if rec, ok := r.fill(kind, record.Origin{Locator: d.locator, Offset: d.w.Tried(mold)}, values); ok {
			d.w.Take(mold)
			r.fitted++
			return rec, nil
		}
	}
	t, err := d.w.Next()
	if err != nil || t == jsonstream.EndArray {
		return nil, err
	}
	d.w.Hold()
	d.w.Limit(d.w.Start())
	rec := r.kept.empty(kind, record.Origin{Locator: d.locator, Offset: d.w.Start()})
	if t != jsonstream.BeginObject {
		return rec, d.wrongType(t, jsonstream.BeginObject)
	}
	return rec, r.decodePart(rec, mold)
}

// decodePart reads the object that the last token of part's Walker began, and lets the mold learn how it looks.
func (r *Reader) decodePart(rec record.Record, mold *jsonstream.Mold) (err error) {
	d := &r.part
	mold.Clear()
	d.mold = mold
	switch p := rec.(type) {
	case *record.Item:
		err = readObject(d, &itemShape, p)
	case *record.Category:
		err = readObject(d, &categoryShape, p)
	case *record.Workspace:
		err = readObject(d, &workspaceShape, p)
	case *record.Package:
		err = readObject(d, &packageShape, p)
	case *record.InvoiceProduct:
		err = readObject(d, &productShape, p)
	}
	if err == nil && d.fault == nil && !d.odd {
		mold.Learn(d.w)
	}
	return err
}

// readPart gives the next part of what was laid aside; nil behind the last.
func (r *Reader) readPart() (record.Record, error) {
	for ; r.next < sections; r.next++ {
		if r.kept.on {
			if rec := r.kept.give(r.next); rec != nil {
				return rec, nil
			}
			continue
		}
		r.part.forget()
		if !r.opened {
			if err := r.open(); err != nil {
				return nil, err
			}
		}
		rec, err := r.nextPart(record.KindItem + record.Kind(r.next))
		switch {
		case err != nil:
			return nil, inInvoice(err, r.count)
		case rec == nil:
			r.opened = false
			continue
		case r.part.fault != nil: // it was right before
			r.part.fault.Fatal = true
			return nil, r.part.fault
		}
		return rec, nil
	}
	return nil, nil
}

// open begins to read a section again.
func (r *Reader) open() error {
	s := &r.aside[r.next]
	s.place(&r.kept)
	if err := s.walk(r.again); err != nil {
		return err
	}
	r.again.Trust() // what is laid aside was read once
	r.again.Root(0, invoiceShape.fields[firstSection+r.next].name)
	r.part.w, r.part.found, r.part.fault, r.part.locator = r.again, r.hears(), nil, r.again
	r.opened = true
	_, err := r.again.Next()
	return err
}
