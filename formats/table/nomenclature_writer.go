package table

import (
	"bytes"
	"io"
	"slices"

	"obmen/formats/record"
)

// A nomenclatureWriter writes nomenclature-csv. It puts the group in front of each row, so it keeps the group that is open, and
// writes an empty one only when the next group comes.
type nomenclatureWriter struct {
	rowWriter
	extra     extraWriter
	catalogue record.Catalogue
	began     bool // there is a catalogue
	rows      bool // some row is written
	group     openGroup
	front     front // Date and the group's cells: what each row of the group begins with
	last      lastProduct
}

// A lastProduct is what the last row says of its product, which the next one often says again: there is a row for each of its prices.
type lastProduct struct {
	texts    [6][]byte // that all its rows have in common, in the order of the columns
	from, to int       // where the cells stand in the buffer
	era      int       // of the buffer
}

func (l *lastProduct) is(p *record.Product) bool {
	t := &l.texts
	return string(t[0]) == string(p.Code) && string(t[1]) == string(p.Name) && string(t[2]) == string(p.Barcode) &&
		string(t[3]) == string(p.ParentCode) && string(t[4]) == string(p.UnitCode) && string(t[5]) == string(p.UnitName)
}

func (l *lastProduct) set(p *record.Product) {
	t := &l.texts
	t[0], t[1], t[2] = append(t[0][:0], p.Code...), append(t[1][:0], p.Name...), append(t[2][:0], p.Barcode...)
	t[3], t[4], t[5] = append(t[3][:0], p.ParentCode...), append(t[4][:0], p.UnitCode...), append(t[5][:0], p.UnitName...)
}

// An openGroup is what a writer keeps of the group that is open.
type openGroup struct {
	record.Group
	open  bool
	fresh bool // no row of it is written
	force bool // Extra of its first row has to say that a group begins
	tail  bool // its tail is written
	texts []byte
}

// A front is the beginning that several rows have in common, as it is written.
type front struct {
	cells          []byte
	filled, totals bool
}

func newNomenclatureWriter(w io.Writer, o record.Options) (record.Writer, error) {
	t := &nomenclatureWriter{}
	t.init(w, o, nomenclatureColumns)
	return t, nil
}

// Write implements [record.Writer].
func (w *nomenclatureWriter) Write(r record.Record) error {
	if w.err != nil {
		return w.err
	}
	w.begin()
	switch r := r.(type) {
	case *record.Catalogue:
		return w.writeCatalogue(r)
	case *record.Group:
		return w.writeGroup(r)
	case *record.Product:
		return w.writeProduct(r)
	case *record.GroupTail:
		return w.writeTail(r)
	}
	return w.refuse(r, "", OutOfOrder.Fault(r.Kind(), "this is a nomenclature"))
}

// Reset implements [record.ChunkWriter].
func (w *nomenclatureWriter) Reset() {
	w.reset()
	w.catalogue, w.began, w.rows = record.Catalogue{}, false, false
	w.group.open = false
}

// Flush implements [record.ChunkWriter].
func (w *nomenclatureWriter) Flush() error { return w.flush() }

// Close implements [record.Writer].
func (w *nomenclatureWriter) Close() error {
	if w.err != nil {
		return w.err
	}
	if err := w.writeEmptyGroup(); err != nil {
		return err
	}
	if w.began && !w.rows && w.catalogue.Date != nil {
		w.begin()
		w.date(nomDate, w.catalogue.Date)
		w.empty(nomExtra - 1)
		w.extra.reset()
		if err := w.endWith(&w.catalogue, len(w.catalogue.Date) == 0); err != nil {
			return err
		}
	}
	return w.close()
}

func (w *nomenclatureWriter) writeCatalogue(c *record.Catalogue) error {
	if w.began {
		return w.refuse(c, "", OutOfOrder.Fault(c.Kind(), "there is one already"))
	}
	w.began = true
	w.catalogue = record.Catalogue{Origin: record.Origin{Fixed: c.At()}, Date: bytes.Clone(c.Date)}
	return nil
}

// writeGroup takes the next group. "Neighbouring groups with equal attributes are one, with a finding": what a reader could not tell from
// the group before it is written as one with it; where the unknown of the two differs, Extra says that a group begins.
func (w *nomenclatureWriter) writeGroup(g *record.Group) error {
	if !w.began {
		return w.refuse(g, "", OutOfOrder.Fault(g.Kind(), "no catalogue stands before it"))
	}
	if len(g.Code) == 0 {
		w.group.open = false
		return w.refuse(g, "GroupCode", record.FieldEmpty.Fault("GroupCode"))
	}
	last := &w.group
	looksSame := last.open && bytes.Equal(last.Code, g.Code) && bytes.Equal(last.Name, g.Name) && bytes.Equal(last.ParentCode, g.ParentCode)
	if looksSame && !last.tail && record.Equal(&last.Group, g) {
		w.found(GroupsMerged, g, record.Shorten(g.Code))
		return nil
	}
	if err := w.writeEmptyGroup(); err != nil {
		return err
	}
	w.openGroup(g, looksSame)
	return w.writeFront(g)
}

func (w *nomenclatureWriter) openGroup(g *record.Group, force bool) {
	o := &w.group
	o.texts = o.texts[:0]
	o.Group = record.Group{Origin: record.Origin{Fixed: g.At()}, Unknown: o.Unknown[:0]}
	o.Code, o.Name, o.ParentCode = o.keep(g.Code), o.keep(g.Name), o.keep(g.ParentCode)
	for _, u := range g.Unknown {
		u.Name, u.Value = o.keep(u.Name), o.keep(u.Value)
		o.Unknown = append(o.Unknown, u)
	}
	o.open, o.fresh, o.force, o.tail = true, true, force, false
}

// keep returns a copy of b that lives as long as the group.
func (o *openGroup) keep(b []byte) []byte {
	if b == nil {
		return nil
	}
	start := len(o.texts)
	o.texts = append(slices.Grow(o.texts, 1), b...)
	return o.texts[start:len(o.texts):len(o.texts)]
}

// writeFront makes up what the rows of the group begin with.
func (w *nomenclatureWriter) writeFront(g *record.Group) error {
	w.date(nomDate, w.catalogue.Date)
	w.text(nomGroupCode, g.Code)
	w.text(nomGroupName, g.Name)
	w.text(nomGroupParentCode, g.ParentCode)
	w.keepFront(&w.front)
	if err := w.finish(); err != nil {
		w.group.open = false
		return about(err, g)
	}
	return nil
}

// writeEmptyGroup writes the row of a group of which there was none.
func (w *nomenclatureWriter) writeEmptyGroup() error {
	if !w.group.open || !w.group.fresh {
		return nil
	}
	w.beginRow()
	w.empty(nomExtra - nomCode)
	w.sayGroup()
	return w.endWith(&w.group.Group, false)
}

func (w *nomenclatureWriter) writeProduct(p *record.Product) error {
	switch {
	case !w.group.open:
		return w.refuse(p, "", OutOfOrder.Fault(p.Kind(), "no group stands before it"))
	case p.Code == nil:
		return w.refuse(p, "Code", record.FieldMissing.Fault("Code"))
	case len(p.Code) == 0:
		return w.refuse(p, "Code", record.FieldEmpty.Fault("Code"))
	case p.Name == nil:
		return w.refuse(p, "Name", record.FieldMissing.Fault("Name"))
	case p.UnitCode == nil:
		return w.refuse(p, "UnitCode", record.FieldMissing.Fault("UnitCode"))
	}
	w.beginRow()
	w.writeTexts(p)
	w.number(p.Price)
	w.text(nomPriceType, p.PriceType)
	w.text(nomComment, p.Comment)
	w.sayProduct(p)
	w.sayGroup()
	return w.endWith(p, false)
}

// writeTexts writes the cells that all rows of a product have in common. Those of the last row are used again while they are in the buffer and nothing was wrong with
// them. That there is a group in front of them, so that none of them is the first of its row, makes them the same.
func (w *nomenclatureWriter) writeTexts(p *record.Product) {
	l, from := &w.last, len(w.buf)
	if l.era == w.era && l.to > 0 && l.is(p) {
		w.buf = append(w.buf, w.buf[l.from:l.to]...)
		l.from, l.to = from, len(w.buf)
		return
	}
	w.text(nomCode, p.Code)
	w.text(nomName, p.Name)
	w.text(nomBarcode, p.Barcode)
	w.text(nomParentCode, p.ParentCode)
	w.text(nomUnitCode, p.UnitCode)
	w.text(nomUnitName, p.UnitName)
	if l.from, l.to = from, len(w.buf); l.to-l.from > largestKept {
		l.to = 0
		return
	}
	l.set(p)
	l.era = w.era
}

// largestKept is how long the cells of a product are that are kept for its next row.
const largestKept = 4 << 10

func (w *nomenclatureWriter) writeTail(g *record.GroupTail) error {
	if !w.group.open {
		return w.refuse(g, "", OutOfOrder.Fault(g.Kind(), "no group stands before it"))
	}
	w.beginRow()
	w.empty(nomExtra - nomCode)
	w.sayGroup()
	w.extra.open("GroupTail")
	w.extra.placeOf("Products", g.Unknown, record.InProducts)
	w.extra.unknown(g.Unknown, record.Here)
	w.extra.close()
	w.group.tail = true
	return w.endWith(g, false)
}

// beginRow writes the front of a row of the group. The catalogue's first row says if there is no date.
func (w *nomenclatureWriter) beginRow() {
	w.writeKept(&w.front)
	w.extra.reset()
	if !w.rows && w.catalogue.Date == nil {
		w.extra.null("Date")
	}
}

// sayProduct says in Extra what the cells of a product do not.
func (w *nomenclatureWriter) sayProduct(p *record.Product) {
	x := &w.extra
	x.missing("Barcode", p.Barcode)
	x.missing("ParentCode", p.ParentCode)
	x.missing("UnitName", p.UnitName)
	x.missingNumber("Price", p.Price)
	x.missing("PriceType", p.PriceType)
	x.missing("Comment", p.Comment)
	if len(p.Unknown) > 0 {
		x.unknown(p.Unknown, record.Here)
	}
}

// sayGroup says in Extra of the first row of a group what its cells do not.
func (w *nomenclatureWriter) sayGroup() {
	g := &w.group
	if !g.fresh {
		return
	}
	if g.force || g.Name == nil || g.ParentCode == nil || hasPlace(g.Unknown, record.Here) {
		w.extra.open("Group")
		w.extra.missing("Name", g.Name)
		w.extra.missing("ParentCode", g.ParentCode)
		w.extra.unknown(g.Unknown, record.Here)
		w.extra.close()
	}
	w.extra.placeOf("GroupProducts", g.Unknown, record.InProducts)
}

// endWith writes Extra and ends the row of r.
func (w *nomenclatureWriter) endWith(r record.Record, mark bool) error {
	w.extraCell(nomExtra, &w.extra, mark)
	w.endRow()
	if err := w.finish(); err != nil {
		return about(err, r)
	}
	w.rows, w.group.fresh = true, false
	return nil
}
