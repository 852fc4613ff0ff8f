package table

import (
	"bytes"
	"encoding/binary"
	"io"

	"obmen/formats/record"
)

// placed is how many findings of one message get a place: a report shows the first ten of each, and a place has to be reckoned.
const placed = 100

// A layout is what a format says of its table.
type layout struct {
	format  string // its name, for messages
	columns []column
	extra   int // the column Extra; -1: there is none
	byName  map[string]int
	xml     *xmlNames           // of the kind of document; nil: it has no XML
	fits    func(at []int) bool // whether a header with these columns is of this table
	isRow   func(t *sheet) bool // whether the current row is surely one of a record, and not one of totals
}

func newLayout(format string, columns []column, extra int) *layout {
	l := &layout{format: format, columns: columns, extra: extra, byName: map[string]int{}}
	for i, c := range columns {
		for _, name := range append([]string{c.name, c.russian}, c.others...) {
			l.byName[name], l.byName[plainName([]byte(name))] = i, i
		}
	}
	return l
}

// A sheet reads a table row by row. It knows which cell belongs to which column, and passes over what may be passed over.
type sheet struct {
	scanner
	opts     record.Options
	layout   *layout
	head     header
	headText []byte      // the document up to the end of the header
	kind     record.Kind // of the record that is being read
	number   int64
	text     []byte // texts of the current row, or with keepText of more, that do not stand in the window as they are
	keepText bool
	count    map[*record.Message]int
	noTotals int64                             // up to this offset no row is one of totals
	inExtra  *extraReader                      // nil until there is something in Extra
	trusted  bool                              // its rows were looked at before
	numbers  *numberTape                       // of rows that are read twice; nil: there is none
	laid     *rowStore                         // where blank rows are laid aside; nil: nowhere
	err      error                             // the final error
	state    func(dst []byte, at int64) []byte // appends what a reader at the decoded offset has to know of what stands before it; nil: there are no chunks
	begin    []byte                            // the state at the end of the lead
	begun    bool                              // the lead is over
	end      []byte
}

func (t *sheet) init(r io.Reader, o record.Options, l *layout) {
	t.scanner.init(r, o)
	t.opts, t.layout = o, l
	t.count = map[*record.Message]int{}
}

// openChunk makes the sheet read a chunk.
func (t *sheet) openChunk(k record.Chunk) {
	t.scanner.openChunk(k)
	t.err, t.number, t.noTotals, t.begun = nil, 0, 0, false
	t.text = t.text[:0]
	clear(t.count)
}

// Borders implements [record.ChunkReader].
func (t *sheet) Borders() (begin, end []byte) {
	t.passLead()
	t.end = t.appendBorder(t.end[:0], t.base+int64(t.next))
	return t.begin, t.end
}

// passLead keeps the state where the lead ends.
func (t *sheet) passLead() {
	if !t.begun && t.state != nil {
		t.begun = true
		t.begin = t.appendBorder(t.begin[:0], t.offset())
	}
}

func (t *sheet) appendBorder(dst []byte, at int64) []byte {
	dst = appendText(dst, t.headText)
	dst = binary.AppendVarint(dst, max(t.noTotals-at, 0))
	return t.state(dst, at)
}

// open reads the header. That of a chunk is mostly known already.
func (t *sheet) open() error {
	if n := len(t.headText); n > 0 && int64(n) <= t.lead && bytes.HasPrefix(t.window, t.headText) {
		t.next = n
		return nil
	}
	t.head, t.headText = header{}, nil
	if err := t.openHeader(); err != nil {
		return err
	}
	if t.base == 0 {
		t.headText = bytes.Clone(t.window[:t.next])
	}
	return nil
}

func (t *sheet) openHeader() error {
	if b, ok := t.at(0); ok && b == 0xEF {
		t.skipBOM()
	}
	if err := t.readHeader(); err != nil {
		return t.final(err)
	}
	return nil
}

// skipBOM passes over a byte order mark that nobody has taken off before.
func (t *sheet) skipBOM() {
	if _, ok := t.at(2); ok && bytes.HasPrefix(t.window, []byte("\ufeff")) {
		t.next = len("\ufeff")
	}
}

// nextRow reads the next row that holds something. It returns io.EOF after the last; an error is final, a refusal is about the row as a row.
func (t *sheet) nextRow() (refusal *record.Error, err error) {
	for {
		if !t.keepText {
			t.text = t.text[:0]
		}
		err := t.scan()
		if !t.begun && !t.inLead() {
			t.passLead()
		}
		if err != nil {
			return nil, t.final(err)
		}
		if t.unended {
			t.find(LineEndMissing, -1)
		}
		if t.isBlank() {
			t.find(BlankLine, -1)
			if err := t.layBlank(); err != nil {
				return nil, t.final(err)
			}
			t.known = 0
			continue
		}
		totals, err := t.isTotals()
		if err != nil {
			return nil, t.final(err)
		}
		if !totals {
			return t.checkCells(), nil
		}
		t.find(TotalsRow, -1)
		t.known = 0
	}
}

// layBlank lays a row aside that is passed over, so that places behind it are true when the rows are read again.
func (t *sheet) layBlank() error {
	if t.laid == nil {
		return nil
	}
	_, err := t.laid.Write(t.raw())
	return err
}

// isBlank reports whether the row is empty, or all its cells are.
func (t *sheet) isBlank() bool {
	for i := range t.cells {
		if c := &t.cells[i]; c.to > c.from {
			return false
		}
	}
	return true
}

// checkCells refuses a row whose cells can't be told apart for sure.
func (t *sheet) checkCells() *record.Error {
	if f := t.flaw; f != nil {
		e := t.refuseCell(f.cell, f.why)
		e.Pos = t.Locate(t.offset() + int64(f.at))
		return e
	}
	n := len(t.cells)
	if n == t.head.width || t.head.trailing && n == t.head.width-1 {
		return t.checkUnnamed()
	}
	if n < t.head.width {
		return t.refuse(-1, nil, RowShort.Fault(n, t.head.width))
	}
	return t.refuse(-1, nil, RowLong.Fault(n, t.head.width))
}

func (t *sheet) checkUnnamed() *record.Error {
	for _, i := range t.head.unnamed {
		if text := t.cell(i); len(text) > 0 {
			return t.refuseCell(i, CellUnnamed.Fault(record.Shorten(text)))
		}
	}
	return nil
}

// has reports whether the table has the column.
func (t *sheet) has(column int) bool { return t.head.at[column] >= 0 }

// frontColumns returns how many of the first columns of the layout, which are those before last, the table has if they are its first, in any order; else 0.
func (t *sheet) frontColumns(last int) int {
	n, end := 0, 0
	for _, i := range t.head.at[:last] {
		if i >= 0 {
			n, end = n+1, max(end, i+1)
		}
	}
	if n != end {
		return 0
	}
	return n
}

// value returns the text of a column in the current row: nil where the table does not have it. It is valid until the next row.
func (t *sheet) value(column int) []byte {
	i := t.head.at[column]
	if i < 0 {
		return nil
	}
	return t.cell(i)
}

// cell returns what the cell says, never nil.
func (t *sheet) cell(i int) []byte {
	if i >= len(t.cells) {
		return []byte{}
	}
	c := &t.cells[i]
	b := t.window[t.row+c.from : t.row+c.to : t.row+c.to]
	if len(b) == 0 || !c.doubled && b[0] != '\'' && b[0] != '=' {
		return b
	}
	return t.decoded(b, c.doubled)
}

// decoded returns what a cell says that has more around its text than the quotes of CSV, or quotes in it.
func (t *sheet) decoded(b []byte, doubled bool) []byte {
	if doubled {
		b = t.undoubled(b)
	}
	switch {
	case isGuarded(b):
		return b[1:]
	case isExcelText(b):
		return t.undoubled(b[2 : len(b)-1])
	}
	return b
}

// trimSpace drops the white space around text. Unlike bytes.TrimSpace it never makes an empty text a missing one.
func trimSpace(text []byte) []byte {
	if trimmed := bytes.TrimSpace(text); trimmed != nil || text == nil {
		return trimmed
	}
	return text[:0]
}

// numberOf reads a number.
func (t *sheet) numberOf(column int) (record.Number, *record.Error) {
	if t.numbers != nil && t.trusted {
		return t.numbers.next(), nil
	}
	text := t.value(column)
	n, err := record.ParseNumber(text)
	if err != nil {
		return n, t.refuse(column, text, err)
	}
	if t.numbers != nil {
		t.numbers.list = append(t.numbers.list, n)
	}
	return n, nil
}

// A numberTape has the numbers of rows that are read twice, in the order in which they were read the first time.
type numberTape struct {
	list  []record.Number
	given int
}

func (n *numberTape) next() record.Number {
	n.given++
	return n.list[n.given-1]
}

func (t *sheet) undoubled(b []byte) []byte {
	start := len(t.text)
	t.text = undouble(t.text, b)
	return t.text[start:len(t.text):len(t.text)]
}

// isFilled reports whether the column is there and its cell is not empty.
func (t *sheet) isFilled(column int) bool {
	i := t.head.at[column]
	return i >= 0 && i < len(t.cells) && t.cells[i].to > t.cells[i].from
}

// origin returns where the current row begins.
func (t *sheet) origin() record.Origin {
	return record.Origin{Locator: &t.scanner, Offset: t.offset()}
}

// find tells of something in a column of the current row; -1 is the whole row.
func (t *sheet) find(m *record.Message, column int, args ...any) {
	if t.opts.Found == nil || t.inLead() {
		return
	}
	f := record.Finding{Message: m, Kind: t.kind, Record: t.number, Path: t.path(column), Args: args}
	if t.count[m]++; t.count[m] <= placed {
		f.Pos = t.Locate(t.beginOf(t.cellOf(column)))
	}
	t.opts.Found(f)
}

// refuse returns what refuses the current record for something in a column; -1 is the whole row.
func (t *sheet) refuse(column int, value []byte, why error) *record.Error {
	return &record.Error{File: t.opts.File, Pos: t.Locate(t.beginOf(t.cellOf(column))), Kind: t.kind, Record: t.number,
		Path: t.path(column), Value: record.Shorten(value), Err: why}
}

// refuseCell is refuse for a cell that may be of no column.
func (t *sheet) refuseCell(i int, why error) *record.Error {
	e := &record.Error{File: t.opts.File, Pos: t.Locate(t.beginOf(i)), Kind: t.kind, Record: t.number, Err: why}
	if i < len(t.head.names) {
		e.Path = t.head.names[i]
	}
	if i < len(t.cells) {
		e.Value = record.Shorten(t.cell(i))
	}
	return e
}

func (t *sheet) cellOf(column int) int {
	if column < 0 {
		return -1
	}
	return t.head.at[column]
}

// path returns the name of the column as the header has it.
func (t *sheet) path(column int) string {
	if i := t.cellOf(column); i >= 0 {
		return t.head.names[i]
	}
	if column >= 0 {
		return t.layout.columns[column].name
	}
	return ""
}

// beginOf returns the decoded offset of a cell's text, or of the row where there is no such cell.
func (t *sheet) beginOf(cell int) int64 {
	if cell >= 0 && cell < len(t.cells) {
		return t.offset() + int64(t.cells[cell].from)
	}
	return t.offset()
}

// final makes err the error that every later call returns, with its place.
func (t *sheet) final(err error) error {
	if f := fatalOf(err); f != nil {
		e := t.refuse(-1, nil, f.why)
		e.Pos, e.Fatal = t.Locate(t.offset()+int64(f.at)), true
		err = e
	}
	t.err = err
	return err
}

// KeepRaw implements [record.RawReader]: the window has it anyway.
func (t *sheet) KeepRaw() {}

// Shell implements [record.RawReader]: refused rows are a table under the header of their own.
func (t *sheet) Shell() (before, after []byte) { return t.head.raw, nil }

// Rejected implements [record.RawReader].
func (t *sheet) Rejected() record.Rejected { return record.Rejected{Raw: withLineEnd(t.raw())} }

// withLineEnd returns rows with the line end that the last one of a file may lack.
func withLineEnd(rows []byte) []byte {
	if n := len(rows); n == 0 || rows[n-1] == '\n' || rows[n-1] == '\r' {
		return rows
	}
	return append(bytes.Clone(rows), '\n')
}
