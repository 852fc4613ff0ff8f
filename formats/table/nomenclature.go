package table

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"

	"obmen/formats/record"
)

// NomenclatureCSV is nomenclature-csv: a row a product and price type, its group in front.
var NomenclatureCSV = record.Format{
	Name:      "nomenclature-csv",
	About:     "product catalogue as a table, a row a product and price type",
	Spec:      "kassatka-1c-api.md, Отправка номенклатуры в Кассатку, as columns",
	Kind:      record.Nomenclature,
	Ext:       ".csv",
	Carries:   record.FieldNames(record.Nomenclature),
	Match:     func(head []byte) bool { return detect(head) == nomenclatureLayout },
	NewReader: newNomenclatureReader,
	NewWriter: newNomenclatureWriter,
	NewCutter: newNomenclatureCutter,
}

var nomenclatureLayout = func() *layout {
	l := newLayout("nomenclature-csv", nomenclatureColumns, nomExtra)
	l.isRow = func(t *sheet) bool { return t.isFilled(nomCode) && t.isFilled(nomUnitCode) }
	return l
}()

// none is code, name and parent of the group of products without a group: "The group none holds products without a group".
var none = []byte("none")

// A nomenclatureReader reads nomenclature-csv. A row gives up to three records: the group that begins with it, a product, and what
// stands unknown behind the products of a group.
type nomenclatureReader struct {
	sheet
	step      func(*nomenclatureReader) (record.Record, error) // what comes next
	catalogue record.Catalogue
	group     record.Group
	product   record.Product
	tail      record.GroupTail

	date             []byte // of the current row
	firstDate        []byte
	lastDate         []byte
	current          groupKey // the group that is open
	begins           bool     // the current row begins a group
	hasProduct       bool     // the current row has a product
	wasEmpty         bool     // the row before was a group without a product
	groupMark        bool     // Extra of the current row has an object of the group
	tailMark         bool     // … of the group's tail
	refusal          *record.Error
	products, groups int64
	last             int64 // where the row before the current one began
}

// A groupKey is what tells neighbouring groups apart.
type groupKey struct {
	open               bool
	code, name, parent []byte
}

func (k *groupKey) is(g *record.Group) bool {
	return k.open && bytes.Equal(k.code, g.Code) && bytes.Equal(k.name, g.Name) && bytes.Equal(k.parent, g.ParentCode)
}

func (k *groupKey) equals(l *groupKey) bool {
	return bytes.Equal(k.code, l.code) && bytes.Equal(k.name, l.name) && bytes.Equal(k.parent, l.parent)
}

func (k *groupKey) set(g *record.Group) {
	k.open = true
	k.code, k.name, k.parent = append(k.code[:0], g.Code...), append(k.name[:0], g.Name...), append(k.parent[:0], g.ParentCode...)
}

func newNomenclatureReader(r io.Reader, o record.Options) (record.Reader, error) {
	t := &nomenclatureReader{step: (*nomenclatureReader).openTable}
	t.init(r, o, nomenclatureLayout)
	t.state = t.appendState
	return t, nil
}

// Open implements [record.ChunkReader].
func (r *nomenclatureReader) Open(k record.Chunk) {
	r.openChunk(k)
	r.keepText = true
	r.step = (*nomenclatureReader).openTable
	r.catalogue = record.Catalogue{}
	r.current.open, r.wasEmpty = false, false
	r.products, r.groups, r.last = 0, 0, 0
}

// Fresh implements [record.ChunkReader].
func (r *nomenclatureReader) Fresh() bool { return !r.inLead() }

// appendState appends what the next row is compared with.
func (r *nomenclatureReader) appendState(dst []byte, at int64) []byte {
	flags := byte(0)
	if r.current.open {
		flags |= 1
	}
	if r.wasEmpty {
		flags |= 2
	}
	dst = binary.AppendVarint(append(dst, flags), at-r.last)
	dst = appendText(appendText(dst, r.firstDate), r.lastDate)
	return appendText(appendText(appendText(dst, r.current.code), r.current.name), r.current.parent)
}

// Read implements [record.Reader].
func (r *nomenclatureReader) Read() (record.Record, error) {
	for r.err == nil {
		rec, err := r.step(r)
		if rec != nil || err != nil {
			return rec, err
		}
	}
	return nil, r.err
}

func (r *nomenclatureReader) openTable() (record.Record, error) {
	if err := r.open(); err != nil {
		return nil, err
	}
	r.catalogue.Fixed = r.Locate(r.offset())
	r.step = (*nomenclatureReader).readCatalogue
	return nil, nil
}

// readCatalogue reads the first row, which has the date of the catalogue. A header alone is a catalogue too.
func (r *nomenclatureReader) readCatalogue() (record.Record, error) {
	refusal, err := r.readCells()
	switch {
	case err == io.EOF && r.isCut():
		return nil, err
	case err == io.EOF:
		return &r.catalogue, nil
	case err != nil:
		return nil, err
	case refusal != nil:
		return nil, refusal
	}
	r.catalogue.Origin = r.origin()
	if err := r.keepDate(); err != nil {
		return nil, r.final(err)
	}
	r.step = (*nomenclatureReader).giveGroup
	return &r.catalogue, nil
}

// keepDate takes the first row's date. Of a catalogue with a wrong one nothing can be right.
func (r *nomenclatureReader) keepDate() error {
	if _, err := record.CheckDate(r.date); err != nil {
		e := r.refuse(nomDate, r.date, err)
		e.Kind, e.Record, e.Fatal = record.KindCatalogue, 1, true
		return e
	}
	r.firstDate, r.lastDate = keepDate(r.firstDate, r.date), keepDate(r.lastDate, r.date)
	r.catalogue.Date = r.firstDate
	return nil
}

// keepDate returns a copy of date, in the memory of an older one. A missing date stays one.
func keepDate(memory, date []byte) []byte {
	if date == nil {
		return nil
	}
	return append(slices.Grow(memory[:0], 1), date...)
}

// readRow reads the next row.
func (r *nomenclatureReader) readRow() (record.Record, error) {
	refusal, err := r.readCells()
	if err != nil {
		return nil, err
	}
	if refusal != nil {
		return nil, refusal
	}
	if !bytes.Equal(r.date, r.lastDate) {
		r.compareDate()
	}
	r.step = (*nomenclatureReader).giveGroup
	return nil, nil
}

// compareDate tells of a date that is not the first row's.
func (r *nomenclatureReader) compareDate() {
	r.lastDate = append(r.lastDate[:0], r.date...)
	if !bytes.Equal(r.date, r.firstDate) {
		r.find(DateDiffers, nomDate, record.Shorten(r.date), record.Shorten(r.firstDate))
	}
}

// giveGroup gives the group that begins with the row.
func (r *nomenclatureReader) giveGroup() (record.Record, error) {
	r.step = (*nomenclatureReader).giveProduct
	if !r.begins {
		return nil, nil
	}
	return &r.group, nil
}

// giveProduct gives the product of the row.
func (r *nomenclatureReader) giveProduct() (record.Record, error) {
	r.step = (*nomenclatureReader).giveTail
	switch {
	case !r.hasProduct:
		return nil, nil
	case r.refusal != nil:
		return nil, r.refusal
	}
	return &r.product, nil
}

// giveTail gives what Extra says of the group's end.
func (r *nomenclatureReader) giveTail() (record.Record, error) {
	r.step = (*nomenclatureReader).readRow
	if !r.tailMark {
		return nil, nil
	}
	r.current.open = false
	return &r.tail, nil
}

// readCells reads the next row and makes its records ready. A refusal is of the row as a whole.
func (r *nomenclatureReader) readCells() (refusal *record.Error, err error) {
	r.kind, r.number = record.KindProduct, r.products+1
	refusal, err = r.nextRow()
	if err == nil {
		r.last = r.offset()
	}
	if err != nil || refusal != nil {
		r.products++
		return refusal, err
	}
	r.date = trimSpace(r.value(nomDate))
	r.takeGroup()
	refusal = r.takeProduct()
	r.groupMark, r.tailMark = false, false
	if len(r.head.unknown) > 0 {
		r.takeUnknown()
	}
	if r.isFilled(nomExtra) {
		if e := r.readExtra(r.places()); e != nil {
			r.products++
			return e, nil
		}
		r.sortUnknown()
	}
	r.hasProduct = r.hasProduct || len(r.product.Unknown) > 0
	if r.hasProduct {
		r.products++
	}
	r.refusal = first(refusal, r.checkProduct())
	return r.checkGroup(), nil
}

func first(a, b *record.Error) *record.Error {
	if a != nil {
		return a
	}
	return b
}

func (r *nomenclatureReader) takeGroup() {
	r.group.Origin = r.origin()
	r.group.Code, r.group.Name, r.group.ParentCode = r.value(nomGroupCode), r.value(nomGroupName), r.value(nomGroupParentCode)
	r.group.Unknown = r.group.Unknown[:0]
}

func (r *nomenclatureReader) takeProduct() *record.Error {
	p := &r.product
	p.Origin, p.Unknown = r.origin(), p.Unknown[:0]
	p.Barcode, p.Code, p.Name, p.ParentCode = r.value(nomBarcode), r.value(nomCode), r.value(nomName), r.value(nomParentCode)
	p.UnitCode, p.UnitName, p.Comment, p.PriceType = r.value(nomUnitCode), r.value(nomUnitName), r.value(nomComment), r.value(nomPriceType)
	r.hasProduct = len(p.Code) > 0 || r.hasProductCells()
	var refusal *record.Error
	p.Price, refusal = r.numberOf(nomPrice)
	if p.Price.Scale() == 3 && record.PriceAmbiguous(r.value(nomPrice), p.Price) {
		r.find(record.PriceThreeDecimals, nomPrice, record.Shorten(r.value(nomPrice)))
	}
	return refusal
}

func (r *nomenclatureReader) hasProductCells() bool {
	for c := nomCode; c <= nomComment; c++ {
		if r.isFilled(c) {
			return true
		}
	}
	return false
}

// takeUnknown keeps the columns that are not ours: with the product, or with the group of a row without one.
func (r *nomenclatureReader) takeUnknown() {
	for _, i := range r.head.unknown {
		text := r.cell(i)
		switch {
		case r.hasProduct:
			r.product.Unknown = append(r.product.Unknown, record.Unknown{Kind: record.Attribute, Name: attributeName(r.head.texts[i]), Value: text})
		case len(text) > 0:
			r.group.Unknown = append(r.group.Unknown, record.Unknown{Kind: record.Attribute, Name: attributeName(r.head.texts[i]), Value: text})
		}
	}
}

// attributeName returns the name of a column as that of an attribute. XML escapes by itself what it can't have in a name; but field/name
// means an attribute of a field in an Unknown, so a slash is escaped here.
func attributeName(column []byte) []byte {
	if bytes.IndexByte(column, '/') < 0 {
		return column
	}
	return bytes.ReplaceAll(column, []byte("/"), []byte("_x002F_"))
}

var nomenclatureXML = &xmlNames{fields: record.Attribute, ours: []string{"ProductsGroups", "ProductGroup", "Products", "Product"}}

// sortUnknown puts what Extra said into the order in which XML has it.
func (r *nomenclatureReader) sortUnknown() {
	sortUnknown(r.product.Unknown, nomenclatureRank)
	sortUnknown(r.group.Unknown, nomenclatureRank)
	sortUnknown(r.tail.Unknown, func(u *record.Unknown) int { return -int(u.Place) })
}

func nomenclatureRank(u *record.Unknown) int { return 10*int(u.Place) + int(u.Kind) }

func sortUnknown(list []record.Unknown, rank func(*record.Unknown) int) {
	if len(list) > 1 {
		slices.SortStableFunc(list, func(a, b record.Unknown) int { return rank(&a) - rank(&b) })
	}
}

// places says what Extra means in a row.
func (r *nomenclatureReader) places() *extraPlace {
	p, g := &r.product, &r.group
	r.tail = record.GroupTail{Origin: r.origin(), Unknown: r.tail.Unknown[:0]}
	return &extraPlace{
		into: &p.Unknown, xml: nomenclatureXML,
		fields: []extraField{
			{name: "Date", text: &r.date, apart: true}, {name: "Code", text: &p.Code}, {name: "Name", text: &p.Name}, {name: "Barcode", text: &p.Barcode},
			{name: "ParentCode", text: &p.ParentCode}, {name: "UnitCode", text: &p.UnitCode}, {name: "UnitName", text: &p.UnitName},
			{name: "Price", number: &p.Price}, {name: "PriceType", text: &p.PriceType}, {name: "Comment", text: &p.Comment},
		},
		inner: []extraPlace{
			{name: "Group", into: &g.Unknown, xml: nomenclatureXML, seen: &r.groupMark, fields: []extraField{
				{name: "Code", text: &g.Code}, {name: "Name", text: &g.Name}, {name: "ParentCode", text: &g.ParentCode}}},
			{name: "GroupProducts", into: &g.Unknown, xml: nomenclatureXML, place: record.InProducts, seen: &r.groupMark},
			{name: "GroupTail", into: &r.tail.Unknown, xml: nomenclatureXML, seen: &r.tailMark, inner: []extraPlace{
				{name: "Products", into: &r.tail.Unknown, xml: nomenclatureXML, place: record.InProducts}}},
		},
	}
}

// checkProduct: "Required: … a product's Code, a product's Name and UnitCode".
func (r *nomenclatureReader) checkProduct() *record.Error {
	p := &r.product
	switch {
	case !r.hasProduct:
		return nil
	case p.Code == nil:
		return r.refuse(nomCode, nil, record.FieldMissing.Fault("Code"))
	case len(p.Code) == 0:
		return r.refuse(nomCode, nil, record.FieldEmpty.Fault("Code"))
	case p.Name == nil:
		return r.refuse(nomName, nil, record.FieldMissing.Fault("Name"))
	case p.UnitCode == nil:
		return r.refuse(nomUnitCode, nil, record.FieldMissing.Fault("UnitCode"))
	}
	return nil
}

// checkGroup finds out whether a group begins with the row.
func (r *nomenclatureReader) checkGroup() *record.Error {
	g := &r.group
	wasEmpty := r.wasEmpty
	r.begins, r.wasEmpty = false, false
	if len(g.Code) == 0 {
		switch {
		case len(g.Name) > 0 || len(g.ParentCode) > 0 || len(g.Unknown) > 0 || r.groupMark || r.tailMark:
			return r.refuseGroup()
		case !r.hasProduct:
			return nil
		}
		g.Code, g.Name, g.ParentCode = none, none, none
		if !r.current.is(g) {
			r.find(GroupNone, nomGroupCode)
		}
	}
	r.wasEmpty = !r.hasProduct && !r.tailMark
	if r.begins = r.groupMark || !r.current.is(g); r.begins {
		r.groups++
		r.current.set(g)
		return nil
	}
	if wasEmpty || r.wasEmpty {
		r.find(GroupsMerged, nomGroupCode, record.Shorten(g.Code))
	}
	return nil
}

func (r *nomenclatureReader) refuseGroup() *record.Error {
	if !r.hasProduct {
		r.kind, r.number = record.KindGroup, r.groups+1
	}
	return r.refuse(nomGroupCode, nil, record.FieldEmpty.Fault("GroupCode"))
}
