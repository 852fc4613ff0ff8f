package table

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"

	"obmen/formats/record"
)

// delimiters are those that a reader finds out, in the order in which they are tried.
var delimiters = [...]byte{',', ';', '\t'}

// A header says which cell of a row belongs to which column.
type header struct {
	raw      []byte   // as it stands, with a line end
	names    []string // by cell
	texts    [][]byte // the same
	at       []int    // by column: its cell; -1: the table does not have it
	width    int
	trailing bool  // it ends with a delimiter, so that rows may have a cell less
	unnamed  []int // cells of columns without a name
	unknown  []int // cells of columns that the layout does not have
}

// readHeader reads the header, and finds out the delimiter by it: the one with which most columns are known.
func (t *sheet) readHeader() error {
	if err := t.skipToHeader(); err != nil {
		return err
	}
	if err := t.findDelimiter(); err != nil {
		return err
	}
	t.loneCR = bytes.HasSuffix(t.raw(), []byte{'\r'})
	if f := t.flaw; f != nil {
		return &fatal{f.at, f.why}
	}
	if err := t.nameColumns(); err != nil {
		return err
	}
	if t.layout.extra >= 0 {
		t.extra = t.head.at[t.layout.extra]
	}
	t.keepHeader()
	return t.checkColumns()
}

// skipToHeader passes over blank lines in front.
func (t *sheet) skipToHeader() error {
	for {
		t.row = t.next
		b, ok := t.at(0)
		switch {
		case !ok:
			return t.failureOr(&fatal{0, HeaderMissing.Fault()})
		case t.skipDelimiterLine():
			continue
		case b != '\n' && b != '\r':
			return nil
		}
		t.next = t.row + 1
		if b == '\n' {
			t.find(BlankLine, -1)
		}
	}
}

// skipDelimiterLine passes over the line sep=; that some programs write for Excel. The delimiter is found out all the same.
func (t *sheet) skipDelimiterLine() bool {
	const form = "sep=;"
	end, ok := t.at(len(form))
	if !ok || end != '\n' && end != '\r' || string(t.window[t.row:t.row+len("sep=")]) != "sep=" {
		return false
	}
	t.find(DelimiterLine, -1, string(t.window[t.row:t.row+len(form)]))
	t.next = t.row + len(form)
	if next, _ := t.at(len(form) + 1); end == '\r' && next == '\n' {
		t.next++
	}
	t.next++
	return true
}

// findDelimiter scans the header with each delimiter, and once more with the best. What comes before something wrong counts too, so
// that the error is that of the right delimiter.
func (t *sheet) findDelimiter() error {
	start := t.base + int64(t.next)
	t.hold(start)
	defer t.release()
	best, most := delimiters[0], -1
	for _, d := range delimiters {
		t.setDelimiter(d)
		t.rewind(start)
		if err := t.scan(); err != nil && fatalOf(err) == nil {
			return err
		}
		if n := t.knownCells(); n > most {
			best, most = d, n
		}
	}
	t.setDelimiter(best)
	t.rewind(start)
	return t.scan()
}

// knownCells counts the cells of the current row that name a column. Where two delimiters know none, the one with more cells has better chances.
func (t *sheet) knownCells() int {
	n := 0
	for i := range t.cells {
		if t.columnOf(i) >= 0 {
			n += 1000
		}
	}
	return n + len(t.cells)
}

// columnOf returns the column that the cell of the header names; -1: none.
func (t *sheet) columnOf(i int) int {
	name := t.cell(i)
	if c, ok := t.layout.byName[string(name)]; ok {
		return c
	}
	if len(name) > longestName {
		return -1
	}
	var room [longestName]byte
	if c, ok := t.layout.byName[string(appendPlain(room[:0], name))]; ok {
		return c
	}
	return -1
}

// nameColumns finds for each column its cell.
func (t *sheet) nameColumns() error {
	h := &t.head
	h.width = len(t.cells)
	h.at = make([]int, len(t.layout.columns))
	for c := range h.at {
		h.at[c] = -1
	}
	h.names, h.texts = make([]string, h.width), make([][]byte, h.width)
	for i := range t.cells {
		if err := t.nameColumn(i); err != nil {
			return err
		}
	}
	if len(h.unnamed) > 0 && h.unnamed[len(h.unnamed)-1] == h.width-1 {
		h.trailing = true
	}
	return nil
}

func (t *sheet) nameColumn(i int) error {
	h := &t.head
	name := trimName(t.cell(i))
	if len(name) > t.limits.Name {
		return &fatal{t.cells[i].from, NameTooLong.Fault(t.limits.Name)}
	}
	h.names[i], h.texts[i] = string(name), bytes.Clone(name)
	c := t.columnOf(i)
	switch {
	case len(name) == 0:
		h.unnamed = append(h.unnamed, i)
		return nil
	case c >= 0 && h.at[c] >= 0, c < 0 && slices.Contains(h.names[:i], h.names[i]):
		return &fatal{t.cells[i].from, ColumnTwice.Fault(record.Shorten(name))}
	case c < 0 && t.isTakenName(h.texts[i]):
		return &fatal{t.cells[i].from, NameTaken.Fault(record.Shorten(name))}
	case c < 0:
		h.unknown = append(h.unknown, i)
	default:
		h.at[c] = i
	}
	return nil
}

// isTakenName reports whether a column that is not ours would be an element of ours in XML.
func (t *sheet) isTakenName(name []byte) bool {
	return t.layout.xml != nil && t.layout.xml.fields == record.Element && slices.Contains(t.layout.xml.ours, string(name))
}

// keepHeader keeps the text of the header for those who write refused rows down.
func (t *sheet) keepHeader() {
	t.head.raw = bytes.Clone(t.raw())
	if t.unended {
		t.head.raw = append(t.head.raw, '\n')
	}
}

// checkColumns says what is wrong or odd about the columns.
func (t *sheet) checkColumns() error {
	h := &t.head
	if !t.knowsAny() {
		return &fatal{0, HeaderUnknown.Fault(t.layout.format)}
	}
	for c, column := range t.layout.columns {
		if h.at[c] < 0 && column.required {
			return &fatal{0, ColumnMissing.Fault(column.name)}
		}
	}
	for c, column := range t.layout.columns {
		if h.at[c] < 0 && c != t.layout.extra {
			t.find(ColumnAbsent, c, column.name)
		}
	}
	for n, i := range h.unnamed {
		if h.trailing && n == len(h.unnamed)-1 {
			t.find(TrailingDelimiter, -1)
		} else {
			t.find(ColumnUnnamed, -1, i+1)
		}
	}
	for _, i := range h.unknown {
		t.findCell(ColumnUnknown, i, record.Shorten([]byte(h.names[i])))
	}
	return nil
}

func (t *sheet) knowsAny() bool {
	for _, i := range t.head.at {
		if i >= 0 {
			return true
		}
	}
	return false
}

// findCell is find for a cell that is of no column.
func (t *sheet) findCell(m *record.Message, i int, args ...any) {
	if t.opts.Found != nil && !t.inLead() {
		t.opts.Found(record.Finding{Message: m, Pos: t.Locate(t.beginOf(i)), Path: t.head.names[i], Args: args})
	}
}

// trimName drops the white space around a column's name.
func trimName(name []byte) []byte { return bytes.TrimFunc(name, unicode.IsSpace) }

// longestName is more than any column of ours has in bytes.
const longestName = 128

// plainName returns a column's name as it is compared: in small letters, without white space, points and the like.
func plainName(name []byte) string {
	var room [longestName]byte
	return string(appendPlain(room[:0], name))
}

func appendPlain(dst, name []byte) []byte {
	for _, r := range string(name) {
		switch {
		case r == '.' || r == '_' || r == '-' || r == ':' || r == ',' || unicode.IsSpace(r):
			continue
		case r >= 'A' && r <= 'Z', r >= 'А' && r <= 'Я':
			r += 'a' - 'A'
		case r == 'ё' || r == 'Ё':
			r = 'е'
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
