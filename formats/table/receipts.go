package table

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"

	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// ReceiptsCSV is receipts-csv: a row a line, the receipt's head in front of each.
var ReceiptsCSV = record.Format{
	Name:      "receipts-csv",
	About:     "receipts as a table, a row a line",
	Spec:      "kassatka-1c-api.md, Получить чеки, as columns",
	Kind:      record.Receipts,
	Ext:       ".csv",
	Carries:   record.FieldNames(record.Receipts),
	Match:     func(head []byte) bool { return detect(head) == receiptsLayout },
	NewReader: newReceiptsReader,
	NewWriter: newReceiptsWriter,
	NewCutter: newReceiptsCutter,
}

var receiptsLayout = func() *layout {
	l := newLayout("receipts-csv", receiptsColumns, recExtra)
	l.xml = receiptsXML
	l.isRow = func(t *sheet) bool { return t.isFilled(recDate) && t.isFilled(recDocNum) && t.isFilled(recDocSum) }
	return l
}()

// lineWeight is what a line counts against the record limit beside its bytes: what it takes in memory.
const lineWeight = 64

// A receiptsReader reads receipts-csv. It reads on until a row begins the next receipt, which it then has at hand. All rows of
// a receipt are kept in the window meanwhile, for its position and, if it is refused, its text; and its own texts stand there.
type receiptsReader struct {
	sheet
	opened  bool
	pending bool // the current row begins the next receipt
	flawed  *record.Error
	receipt record.Receipt
	texts   []byte // of the receipt, where the window has moved meanwhile
	kept    int    // how many of its lines have theirs there; -1: the head has not yet
	headEnd int    // the head's columns stand in the first cells, up to this one; 0: they do not
	head    [recLine][]byte
	headIs  bool          // the head is read; false while no row of the receipt could be
	taken   bool          // the row before the current one is of the receipt, and could be read
	broken  bool          // a row of the receipt could not be read
	line    int64         // the number of the last line
	weight  int           // of its lines
	refusal *record.Error // the first of the receipt
	from    int64         // where the receipt's rows begin
	last    int64         // where those of the one before began
	until   int64         // where they end
	whole   bool          // they are all in the window
}

func newReceiptsReader(r io.Reader, o record.Options) (record.Reader, error) {
	t := &receiptsReader{}
	t.init(r, o, receiptsLayout)
	t.keepText, t.moves, t.state = true, t.keepTexts, t.appendState
	return t, nil
}

// Open implements [record.ChunkReader].
func (r *receiptsReader) Open(k record.Chunk) {
	r.openChunk(k)
	r.opened, r.pending, r.from, r.last = false, false, 0, 0
}

// Fresh implements [record.ChunkReader]. A receipt is over with the row behind it: only then it is sure that it is whole. So the last one
// of a chunk is left to the next.
func (r *receiptsReader) Fresh() bool { return !r.inLead() }

// appendState appends how far back the receipt begins that is open, and the one before it.
func (r *receiptsReader) appendState(dst []byte, at int64) []byte {
	return binary.AppendVarint(binary.AppendVarint(dst, at-r.from), at-r.last)
}

// Read implements [record.Reader].
func (r *receiptsReader) Read() (record.Record, error) {
	if err := r.begin(); err != nil {
		return nil, err
	}
	r.takeFirst()
	for r.err == nil {
		r.until = r.base + int64(r.next)
		refusal, err := r.nextRow()
		switch {
		case err == io.EOF:
		case err != nil:
			return nil, err
		case refusal == nil && r.startsReceipt():
			r.pending = true
			return r.finish()
		default:
			r.takeRow(refusal)
		}
	}
	if r.err != io.EOF || r.isCut() {
		return nil, r.err
	}
	return r.finish()
}

// begin makes the first row of a receipt the current one.
func (r *receiptsReader) begin() error {
	if r.err != nil {
		return r.err
	}
	if !r.opened {
		r.opened = true
		if err := r.open(); err != nil {
			return err
		}
		r.headEnd = r.frontColumns(recLine)
		r.placeLead()
	}
	r.kind = record.KindReceipt
	r.number++
	r.flawed = nil
	if r.pending {
		r.pending = false
		return nil
	}
	r.release()
	refusal, err := r.nextRow()
	r.flawed = refusal
	return err
}

// takeFirst begins a receipt with the current row.
func (r *receiptsReader) takeFirst() {
	r.hold(r.offset())
	r.last, r.from, r.whole = r.from, r.offset(), true
	r.texts, r.kept = r.texts[:0], -1
	if r.src != nil {
		r.text = r.text[:0]
	}
	r.receipt = record.Receipt{Origin: r.origin(), Unknown: r.receipt.Unknown[:0], Lines: r.receipt.Lines[:0]}
	r.headIs, r.taken, r.broken, r.line, r.weight, r.refusal = false, false, false, 0, 0, nil
	if r.flawed != nil {
		r.takeRow(r.flawed)
		return
	}
	r.taken = true
	r.takeHead()
	r.takeLine(true)
	r.checkHead()
}

// takeRow takes a row that does not begin a receipt; refusal says why it can't be read.
func (r *receiptsReader) takeRow(refusal *record.Error) {
	if r.weight += lineWeight; int(r.base+int64(r.next)-r.from)+r.weight > r.limits.Record {
		r.outgrow()
		return
	}
	if refusal != nil {
		r.broken, r.taken = true, false
		r.refuseReceipt(refusal)
		return
	}
	r.taken = true
	r.takeLine(false)
}

// outgrow refuses a receipt that is larger than a record may be. Its rows are read but no longer held.
func (r *receiptsReader) outgrow() {
	r.broken, r.taken = true, false
	if r.whole {
		r.whole = false
		r.refuseReceipt(r.refuse(-1, nil, RowTooLong.Fault(r.limits.Record)))
	}
	r.receipt.Lines, r.kept = r.receipt.Lines[:0], min(r.kept, 0)
	r.hold(r.offset())
}

func (r *receiptsReader) refuseReceipt(e *record.Error) { r.refusal = first(r.refusal, e) }

// startsReceipt: "A receipt starts where Line is empty or 1, or the head differs". Behind a row that could not be read, a different head
// may belong to a receipt that began in that row: only Line is to be trusted then.
func (r *receiptsReader) startsReceipt() bool {
	if r.has(recLine) {
		text := r.value(recLine)
		if n, ok := lineNumber(text); ok && n == 1 || !ok && (len(text) == 0 || isOne(text)) {
			return true
		}
		if r.broken {
			return false
		}
	}
	return !r.headIs || !r.sameHead()
}

// lineNumber returns the number of a line, where it stands as lines are numbered.
func lineNumber(text []byte) (n int64, ok bool) {
	if len(text) == 0 || len(text) > 9 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

func isOne(text []byte) bool {
	n, err := record.ParseNumber(text)
	i, ok := n.Int64()
	return err == nil && ok && (i == 1 || n.IsEmpty())
}

// sameHead reports whether the head of the current row is that of the receipt.
func (r *receiptsReader) sameHead() bool {
	if r.taken && r.headEnd > 0 && r.shared >= r.headEnd {
		return true
	}
	for c := range recLine {
		if !bytes.Equal(r.value(c), r.head[c]) {
			return false
		}
	}
	return true
}

// keepTexts copies the texts of the receipt that stand in the window, which is about to move.
func (r *receiptsReader) keepTexts() {
	if r.held < 0 {
		return
	}
	d := &r.receipt
	if r.kept < 0 {
		r.kept = 0
		for c := range r.head {
			r.keep(&r.head[c])
		}
		for _, text := range [...]*[]byte{&d.Date, &d.OrganizationCode, &d.CashBoxCode, &d.CashBoxName, &d.StoreCode, &d.StoreName, &d.DocNum} {
			r.keep(text)
		}
	}
	for ; r.kept < len(d.Lines); r.kept++ {
		l := &d.Lines[r.kept]
		r.keep(&l.ProductCode)
		r.keep(&l.ProductName)
		r.keep(&l.UnitCode)
	}
}

// keep makes text a copy that lives as long as the receipt.
func (r *receiptsReader) keep(text *[]byte) {
	if *text == nil {
		return
	}
	start := len(r.texts)
	r.texts = append(slices.Grow(r.texts, 1), *text...)
	*text = r.texts[start:len(r.texts):len(r.texts)]
}

// takeHead takes the receipt's head from the current row.
func (r *receiptsReader) takeHead() {
	r.headIs = true
	for c := range recLine {
		r.head[c] = r.value(c)
	}
	h, d := &r.head, &r.receipt
	d.Date = trimSpace(h[recDate])
	d.OrganizationCode, d.CashBoxCode, d.CashBoxName = h[recOrganizationCode], h[recCashBoxCode], h[recCashBoxName]
	d.StoreCode, d.StoreName, d.DocNum = h[recStoreCode], h[recStoreName], h[recDocNum]
	d.DocSum, d.DocSumWithDiscount = r.amount(recDocSum), r.amount(recDocSumWithDiscount)
	d.PayCard, d.PayCash = r.amount(recPayCard), r.amount(recPayCash)
}

// amount reads a number of the current row.
func (r *receiptsReader) amount(column int) record.Number {
	n, e := r.numberOf(column)
	r.refuseReceipt(e)
	return n
}

// checkHead: "Required: Date, DocNum, DocSum, DocSumWithDiscount".
func (r *receiptsReader) checkHead() {
	d := &r.receipt
	ok, err := record.CheckDate(d.Date)
	switch {
	case r.refusal != nil:
	case err != nil:
		r.refuseReceipt(r.refuse(recDate, d.Date, err))
	case !ok:
		r.refuseReceipt(r.refuse(recDate, d.Date, lacking("Date", d.Date == nil)))
	case len(d.DocNum) == 0:
		r.refuseReceipt(r.refuse(recDocNum, nil, lacking("DocNum", d.DocNum == nil)))
	case !d.DocSum.IsSet():
		r.refuseReceipt(r.refuse(recDocSum, nil, lacking("DocSum", d.DocSum.IsMissing())))
	case !d.DocSumWithDiscount.IsSet():
		r.refuseReceipt(r.refuse(recDocSumWithDiscount, nil, lacking("DocSumWithDiscount", d.DocSumWithDiscount.IsMissing())))
	}
}

// lacking says that a required field is missing, or empty.
func lacking(name string, missing bool) *record.Fault {
	if missing {
		return record.FieldMissing.Fault(name)
	}
	return record.FieldEmpty.Fault(name)
}

// takeLine takes the line of the current row, if it has one. Only the receipt's first row says something of the receipt in Extra.
func (r *receiptsReader) takeLine(first bool) {
	has := r.checkLine()
	var l *record.Line
	if has {
		l = r.addLine()
		r.readLine(l)
	}
	r.takeUnknown(l)
	if r.isFilled(recExtra) {
		if e := r.readExtra(r.places(l, first)); e != nil {
			r.refuseReceipt(e)
		}
		r.sortUnknown(l)
	}
	if has && r.refusal == nil {
		r.requireLine(l)
	}
}

// checkLine looks at the number of the line. It returns false where there is no line.
func (r *receiptsReader) checkLine() bool {
	if !r.has(recLine) {
		return r.hasLineCells()
	}
	text := r.value(recLine)
	if n, ok := lineNumber(text); ok && n == r.line+1 {
		r.line = n
		return true
	}
	if len(trimSpace(text)) == 0 {
		if r.hasLineCells() {
			r.refuseReceipt(r.refuse(recLine, nil, LineCells.Fault(r.lineCell())))
		}
		return false
	}
	n, err := record.ParseNumber(text)
	i, ok := n.Int64()
	if err != nil || !ok || i < 1 {
		r.refuseReceipt(r.refuse(recLine, text, LineMalformed.Fault(record.Shorten(text))))
		return true
	}
	if i != r.line+1 && !r.broken {
		r.find(LineJumps, recLine, record.Shorten(text), r.line+1)
	}
	r.line = i
	return true
}

func (r *receiptsReader) hasLineCells() bool { return r.lineCell() != "" }

// lineCell returns the first text in a column of lines.
func (r *receiptsReader) lineCell() string {
	for c := recProductCode; c <= recSumWithDiscount; c++ {
		if r.isFilled(c) {
			return record.Shorten(r.value(c))
		}
	}
	return ""
}

// addLine adds a line in the memory of one that was there before. All its fields but the unknown are still to be set.
func (r *receiptsReader) addLine() *record.Line {
	d := &r.receipt
	if n := len(d.Lines); n < cap(d.Lines) {
		d.Lines = d.Lines[:n+1]
	} else {
		d.Lines = append(d.Lines, record.Line{})
	}
	l := &d.Lines[len(d.Lines)-1]
	l.Unknown = l.Unknown[:0]
	return l
}

func (r *receiptsReader) readLine(l *record.Line) {
	l.ProductCode, l.ProductName, l.UnitCode = r.value(recProductCode), r.value(recProductName), r.value(recUnitCode)
	l.Price, l.Discount, l.Quantity = r.amount(recPrice), r.amount(recDiscount), r.amount(recQuantity)
	l.Sum, l.SumWithDiscount = r.amount(recSum), r.amount(recSumWithDiscount)
}

// requireLine: "Required: … ProductCode, Price, Quantity, Sum, SumWithDiscount".
func (r *receiptsReader) requireLine(l *record.Line) {
	switch {
	case l.ProductCode == nil:
		r.refuseReceipt(r.refuse(recProductCode, nil, record.FieldMissing.Fault("ProductCode")))
	case !l.Price.IsSet():
		r.refuseReceipt(r.refuse(recPrice, nil, lacking("Price", l.Price.IsMissing())))
	case !l.Quantity.IsSet():
		r.refuseReceipt(r.refuse(recQuantity, nil, lacking("Quantity", l.Quantity.IsMissing())))
	case !l.Sum.IsSet():
		r.refuseReceipt(r.refuse(recSum, nil, lacking("Sum", l.Sum.IsMissing())))
	case !l.SumWithDiscount.IsSet():
		r.refuseReceipt(r.refuse(recSumWithDiscount, nil, lacking("SumWithDiscount", l.SumWithDiscount.IsMissing())))
	}
}

// takeUnknown keeps the columns that are not ours as elements: of the line, or of the head where there is no line.
func (r *receiptsReader) takeUnknown(l *record.Line) {
	for _, i := range r.sheet.head.unknown {
		name := xmlstream.EncodeName(r.sheet.head.texts[i])
		u := record.Unknown{Kind: record.Element, Name: name, Value: appendLeaf(nil, name, r.cell(i))}
		if l != nil {
			l.Unknown = append(l.Unknown, u)
		} else {
			u.Place = record.InHead
			r.receipt.Unknown = append(r.receipt.Unknown, u)
		}
	}
}

// appendLeaf appends an element that holds text, in canonical form.
func appendLeaf(dst, name, text []byte) []byte {
	dst = append(append(dst, '<'), name...)
	if len(text) == 0 {
		return append(dst, "/>"...)
	}
	dst = append(dst, '>')
	for _, c := range text {
		switch c {
		case '&':
			dst = append(dst, "&amp;"...)
		case '<':
			dst = append(dst, "&lt;"...)
		case '>':
			dst = append(dst, "&gt;"...)
		case '\r':
			dst = append(dst, "&#xD;"...)
		default:
			dst = append(dst, c)
		}
	}
	return append(append(append(dst, "</"...), name...), '>')
}

// places says what Extra means in a row.
func (r *receiptsReader) places(l *record.Line, first bool) *extraPlace {
	p := &extraPlace{xml: receiptsXML}
	if l != nil {
		p.into = &l.Unknown
		p.fields = []extraField{
			{name: "ProductName", text: &l.ProductName}, {name: "UnitCode", text: &l.UnitCode}, {name: "Discount", number: &l.Discount},
			{name: "ProductCode", text: &l.ProductCode}, {name: "Price", number: &l.Price}, {name: "Quantity", number: &l.Quantity},
			{name: "Sum", number: &l.Sum}, {name: "SumWithDiscount", number: &l.SumWithDiscount},
		}
	}
	if !first {
		return p
	}
	d := &r.receipt
	p.inner = []extraPlace{
		{name: "Doc", into: &d.Unknown, xml: receiptsXML},
		{name: "Head", into: &d.Unknown, xml: receiptsXML, place: record.InHead, fields: []extraField{
			{name: "Date", text: &d.Date}, {name: "OrganizationCode", text: &d.OrganizationCode}, {name: "CashBoxCode", text: &d.CashBoxCode},
			{name: "CashBoxName", text: &d.CashBoxName}, {name: "StoreCode", text: &d.StoreCode}, {name: "StoreName", text: &d.StoreName},
			{name: "DocSum", number: &d.DocSum}, {name: "DocSumWithDiscount", number: &d.DocSumWithDiscount}, {name: "DocNum", text: &d.DocNum},
			{name: "PayCard", number: &d.PayCard}, {name: "PayCash", number: &d.PayCash},
		}},
		{name: "Products", into: &d.Unknown, xml: receiptsXML, place: record.InProducts},
	}
	return p
}

var receiptsXML = &xmlNames{fields: record.Element, ours: []string{"Documents", "Doc", "Head", "Products", "Product"}}

// sortUnknown puts what Extra said into the order in which XML has it: attributes of Doc first, its elements last.
func (r *receiptsReader) sortUnknown(l *record.Line) {
	sortUnknown(r.receipt.Unknown, func(u *record.Unknown) int { return receiptRank(u, receiptsColumns[:recLine]) })
	if l != nil {
		sortUnknown(l.Unknown, func(u *record.Unknown) int { return receiptRank(u, receiptsColumns[recProductCode:recExtra]) })
	}
}

// receiptRank returns where u stands among the unknown of a place with these fields. An attribute field/name is one of a field, which is an element.
func receiptRank(u *record.Unknown, fields []column) int {
	const many = 100 // more than there are fields
	switch {
	case u.Kind == record.Element && u.Place == record.Here:
		return 5 * many
	case u.Kind == record.Element:
		return 2 * int(u.Place) * many
	}
	rank := max(2*int(u.Place)-1, 0) * many
	if of, _, ok := bytes.Cut(u.Name, []byte{'/'}); ok {
		rank += 1 + slices.IndexFunc(fields, func(c column) bool { return c.name == string(of) })
	}
	return rank
}

// finish gives the receipt.
func (r *receiptsReader) finish() (record.Record, error) {
	if r.refusal != nil {
		return nil, r.refusal
	}
	return &r.receipt, nil
}

// Rejected implements [record.RawReader]: all rows of the refused receipt, or nothing where they were too many to be held.
func (r *receiptsReader) Rejected() record.Rejected {
	if !r.whole {
		return record.Rejected{}
	}
	return record.Rejected{Raw: withLineEnd(r.window[r.from-r.base : r.until-r.base])}
}
