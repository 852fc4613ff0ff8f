package table

import (
	"bytes"
	"io"
	"unicode/utf8"

	"obmen/formats/record"
)

// A scanner holds windowSize of the input as long as no row or record is larger. It begins with less: many a document is small.
const (
	windowSize  = 64 << 10
	firstWindow = 4 << 10
)

// A scanner takes a table apart into rows and cells, in a sliding window over its source. It knows the grammar of CSV (RFC 4180, with
// any delimiter and LF, CRLF or a lone CR as line end) and no columns. It is strict where encoding/csv is not: that
// one reads past quotes that are wrong and turns CRLF inside a cell into LF.
type scanner struct {
	src     io.Reader
	srcErr  error  // why src gives no more
	window  []byte // what is held of the decoded stream
	own     []byte // the window's memory, while a window of somebody else's is read
	base    int64  // the decoded offset of window[0]
	row     int    // where the current row begins in window
	next    int    // where the row behind it begins
	held    int64  // the decoded offset from which the window is kept; -1: from the current row
	tracker record.Tracker
	settled int // the tracker's base is window[settled]
	loneCR  bool
	lead    int64      // the decoded stream up to here is a lead
	start   record.Pos // the place of what is behind it
	moves   func()     // hears that the window is about to move, if somebody holds texts in it

	before     int // where the row before the current one begins in window
	known      int // how many cells of the row before may be those of the current one too
	shared     int // how many cells at its beginning the current row has in common with the one before it
	front      int // bytes of these
	clean      int // there is no byte EF from the current row to window[clean]
	valid      int // what stands between the current row and window[valid] is UTF-8
	delimiter  byte
	delimiters uint64 // eight of it

	strict   bool // every row goes the strict way
	limits   record.Limits
	extra    int        // the cell that is bounded as a record is, not as a value; -1: none
	unquoted [256]class // what a byte is outside quotes
	cells    []span     // of the current row
	flaw     *flaw      // what refuses the current row, but not the document
	unended  bool       // the current row ends with the source, without a line end
	flawed   flaw
}

// A span is a cell within its row. Its offsets are those of its text, without quotes around it.
type span struct {
	from, to int
	next     int  // where the next cell begins, behind a delimiter or line end
	doubled  bool // quotes stand doubled in it
}

// A flaw is what is wrong with a row whose end is certain, so that reading can go on behind it.
type flaw struct {
	cell int
	at   int // within the row
	why  *record.Fault
}

// fatal is what is wrong where the end of the row is not certain, so that nothing behind it can be trusted.
type fatal struct {
	at  int // within the row
	why error
}

func (f *fatal) Error() string { return f.why.Error() }

// class says what a byte does to the cell that it stands in.
type class uint8

const (
	ordinary class = iota
	stop           // ends an unquoted cell
	quote
	control // forbidden by XML 1.0 (2.2), and so in every output but JSON
	lead    // EF, which U+FFFE and U+FFFF begin with
)

var quoted = func() (t [256]class) {
	for b := range 0x20 {
		t[b] = control
	}
	t['\t'], t['\n'], t['\r'], t['"'], t[0xEF] = ordinary, ordinary, ordinary, quote, lead
	return t
}()

func (s *scanner) init(r io.Reader, o record.Options) {
	s.src, s.held, s.extra, s.limits = r, -1, -1, o.Limits.WithDefaults()
	s.tracker.Unit, s.strict = o.Unit, o.Engine == record.Plain
	at := o.Start
	if !at.IsValid() {
		at = record.Pos{Line: 1, Col: 1}
	}
	s.startAt(o.Lead, at)
}

// startAt says that the stream begins with a lead of so many bytes, and at which place what is behind it.
func (s *scanner) startAt(lead int, at record.Pos) {
	s.lead, s.settled, s.start = int64(lead), lead, at
	s.tracker.Start(s.lead, at)
}

// openChunk makes the scanner read a chunk. Its text is known to be UTF-8.
func (s *scanner) openChunk(k record.Chunk) {
	s.restart(nil, k.Text, k.Start)
	s.startAt(k.Lead, k.Start)
	s.valid = len(k.Text)
	if !k.Last {
		s.srcErr = record.ErrCut
	}
}

// isCut reports whether the window is a chunk behind which the document goes on.
func (s *scanner) isCut() bool { return s.srcErr == record.ErrCut }

// placeLead makes the places of the rows in the lead known, which stand directly before what is behind it.
func (s *scanner) placeLead() {
	if s.offset() >= s.lead {
		return
	}
	if _, ok := s.at(int(s.lead-s.offset()) - 1); !ok || s.base+int64(s.next) >= s.lead {
		return
	}
	rows := s.lines(s.window[s.next:int(s.lead-s.base)])
	at := s.start
	at.Offset -= s.tracker.Unit.Size(rows)
	at.Line -= int32(bytes.Count(rows, []byte{'\n'}))
	at.Col, s.settled = 1, s.next
	s.tracker.Start(s.base+int64(s.next), at)
}

// inLead reports whether the current row stands in the lead.
func (s *scanner) inLead() bool { return s.offset() < s.lead }

// restart makes the scanner read another source, which begins at the place at; nil: the window is all there is.
func (s *scanner) restart(src io.Reader, window []byte, at record.Pos) {
	if s.src != nil {
		s.own = s.window
	}
	s.src, s.srcErr, s.held = src, nil, -1
	s.window = s.own[:0]
	if src == nil {
		s.window, s.srcErr = window, io.EOF
	}
	s.base, s.row, s.next, s.settled = 0, 0, 0, 0
	s.known, s.clean, s.valid = 0, 0, 0
	s.tracker = record.Tracker{Unit: s.tracker.Unit}
	s.tracker.Start(0, at)
}

// setDelimiter says what parts the cells from now on.
func (s *scanner) setDelimiter(d byte) {
	s.unquoted = quoted
	s.unquoted[d], s.unquoted['\n'], s.unquoted['\r'] = stop, stop, stop
	s.delimiter, s.delimiters = d, uint64(d)*ones
	s.known = 0
}

// offset returns the decoded offset of the current row.
func (s *scanner) offset() int64 { return s.base + int64(s.row) }

// raw returns the current row as it stands, with its line end.
func (s *scanner) raw() []byte { return s.window[s.row:s.next] }

// hold keeps the window from the decoded offset on, which must not lie before what is kept now.
func (s *scanner) hold(offset int64) { s.held = offset }

// release ends hold.
func (s *scanner) release() { s.held = -1 }

// rewind makes the row that begins at the decoded offset, which must be held, the next one again.
func (s *scanner) rewind(offset int64) { s.next, s.known = int(offset-s.base), 0 }

// scan reads the next row: io.EOF after the last, a *fatal where the grammar is broken, or what the source failed with.
func (s *scanner) scan() error {
	s.before, s.row, s.flaw, s.unended = s.row, s.next, nil, false
	if s.row == len(s.window) && !s.more() {
		s.cells = s.cells[:0]
		if s.isCut() {
			return io.EOF
		}
		return s.failureOr(io.EOF)
	}
	if !s.strict && s.quick() {
		return nil
	}
	s.cells = s.cells[:0]
	err := s.scanCells()
	if err == nil {
		err = s.checkRow()
	}
	if f := fatalOf(err); f != nil && f.at > s.limits.Record {
		return s.tooLong() // comes first, so that the size of the source's pieces does not show
	}
	return err
}

// fatalOf returns err as a *fatal; nil where it is none.
func fatalOf(err error) *fatal {
	f, _ := err.(*fatal)
	return f
}

func (s *scanner) scanCells() (err error) {
	i, last := 0, false
	for !last {
		if len(s.cells) >= s.limits.Attributes {
			return &fatal{i, ColumnsTooMany.Fault(s.limits.Attributes)}
		}
		if i, last, err = s.scanCell(i); err != nil {
			return err
		}
	}
	s.next = s.row + i
	return nil
}

func (s *scanner) tooLong() error { return &fatal{0, RowTooLong.Fault(s.limits.Record)} }

// checkRow looks at the whole row for what no single byte shows.
func (s *scanner) checkRow() error {
	row := s.raw()
	if len(row) > s.limits.Record {
		return s.tooLong()
	}
	if utf8.Valid(row) {
		return nil
	}
	return &fatal{invalidAt(row), record.InvalidUTF8.Fault("UTF-8")}
}

// scanCell reads the cell that begins at i within the row and returns where the next one begins, and whether this was the row's last.
func (s *scanner) scanCell(i int) (next int, last bool, err error) {
	b, ok := s.at(i)
	switch {
	case !ok:
		return s.endOfSource(i, i)
	case b == '"':
		return s.quotedCell(i)
	}
	return s.plainCell(i)
}

// plainCell reads a cell without quotes.
func (s *scanner) plainCell(from int) (next int, last bool, err error) {
	bare := -1 // where a quote stands
	for i := from; ; {
		row := s.window[s.row:]
		for i < len(row) && s.unquoted[row[i]] == ordinary {
			i++
		}
		if i == len(row) {
			if !s.more() {
				s.checkBare(from, i, bare)
				return s.endOfSource(from, i)
			}
			continue
		}
		switch s.unquoted[row[i]] {
		case stop:
			s.checkBare(from, i, bare)
			s.push(span{from: from, to: i})
			return s.behind(i)
		case quote:
			if bare < 0 {
				bare = i
			}
		default:
			if err := s.checkCharacter(i); err != nil {
				return 0, false, err
			}
		}
		i++
	}
}

// checkBare refuses the row for a quote at bare in a cell without quotes around it, but for those of ="…", which many programs
// write as it is.
func (s *scanner) checkBare(from, to, bare int) {
	if bare >= 0 && !isExcelText(s.window[s.row+from:s.row+to]) {
		s.spoil(bare, QuoteBare.Fault())
	}
}

// quotedCell reads a cell whose opening quote stands at open.
func (s *scanner) quotedCell(open int) (next int, last bool, err error) {
	cell := span{from: open + 1}
	for i := open + 1; ; i++ {
		row := s.window[s.row:]
		for i < len(row) && quoted[row[i]] == ordinary {
			i++
		}
		if i == len(row) {
			if !s.more() {
				return 0, false, s.failureOr(&fatal{open, QuoteUnclosed.Fault()})
			}
			i--
			continue
		}
		if quoted[row[i]] != quote {
			if err := s.checkCharacter(i); err != nil {
				return 0, false, err
			}
			continue
		}
		b, ok := s.at(i + 1)
		if ok && b == '"' {
			cell.doubled = true
			i++
			continue
		}
		cell.to = i
		s.push(cell)
		switch {
		case !ok:
			return s.ended(i + 1)
		case s.unquoted[b] != stop:
			return 0, false, &fatal{i + 1, QuoteTrailing.Fault()}
		}
		return s.behind(i + 1)
	}
}

// behind returns where what follows the delimiter or line end at i begins.
func (s *scanner) behind(i int) (next int, last bool, err error) {
	switch b, _ := s.at(i); b {
	case '\n':
		return i + 1, true, nil
	case '\r':
		b, ok := s.at(i + 1)
		switch {
		case ok && b == '\n':
			return i + 2, true, nil
		case !ok:
			return i + 1, true, s.failureOr(nil)
		}
		return i + 1, true, nil
	}
	return i + 1, false, nil
}

// endOfSource ends the cell that begins at from, and the row, with the source.
func (s *scanner) endOfSource(from, to int) (next int, last bool, err error) {
	s.push(span{from: from, to: to})
	return s.ended(to)
}

func (s *scanner) ended(i int) (next int, last bool, err error) {
	s.unended = true
	return i, true, s.failureOr(nil)
}

// failureOr returns, where the source gives no more, what it failed with, or that the row is too long; atEnd where it is merely at its end.
func (s *scanner) failureOr(atEnd error) error {
	if s.srcErr == io.EOF {
		return atEnd
	}
	return s.srcErr
}

func (s *scanner) push(c span) {
	s.cells = append(s.cells, c)
	if c.to-c.from > s.limits.Value && len(s.cells)-1 != s.extra {
		s.spoilCell(len(s.cells)-1, c.from, CellTooLong.Fault(s.limits.Value))
	}
}

// spoil says that something is wrong at i in the cell that is being read.
func (s *scanner) spoil(i int, why *record.Fault) { s.spoilCell(len(s.cells), i, why) }

// spoilCell keeps the first flaw of a row.
func (s *scanner) spoilCell(cell, i int, why *record.Fault) {
	if s.flaw == nil {
		s.flawed = flaw{cell: cell, at: i, why: why}
		s.flaw = &s.flawed
	}
}

// checkCharacter looks at a byte that may begin a forbidden character. NUL is no flaw of a row: text does not hold it, so this is no text.
func (s *scanner) checkCharacter(i int) error {
	b, _ := s.at(i)
	if b == 0 {
		return &fatal{i, NUL.Fault()}
	}
	if b < 0x20 {
		s.spoil(i, CharacterForbidden.Fault(rune(b)))
		return nil
	}
	if last, ok := s.at(i + 2); ok && last >= 0xBE {
		if r, _ := utf8.DecodeRune(s.window[s.row+i:]); r == 0xFFFE || r == 0xFFFF {
			s.spoil(i, CharacterForbidden.Fault(r))
		}
	}
	return nil
}

// at returns the byte at i within the row; false behind the source's end.
func (s *scanner) at(i int) (byte, bool) {
	for s.row+i >= len(s.window) {
		if !s.more() {
			return 0, false
		}
	}
	return s.window[s.row+i], true
}

// more makes the window reach further. It returns false where the source has no more, and where the row is longer than a record may be.
func (s *scanner) more() bool {
	if s.srcErr != nil {
		return false
	}
	if len(s.window)-s.row > s.limits.Record {
		s.srcErr = s.tooLong()
		return false
	}
	if len(s.window) == cap(s.window) {
		s.makeRoom()
	}
	for range 100 {
		n, err := s.src.Read(s.window[len(s.window):cap(s.window)])
		s.window, s.srcErr = s.window[:len(s.window)+n], err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.srcErr = io.ErrNoProgress
	return false
}

// makeRoom throws away the front of the full window, and takes more memory where that is little.
func (s *scanner) makeRoom() {
	keep := s.row
	if s.held >= 0 {
		keep = min(keep, int(s.held-s.base))
	}
	into := s.window
	switch size := cap(s.window); {
	case size < windowSize:
		into = make([]byte, 0, max(4*size, firstWindow))
	case keep < size/2:
		into = make([]byte, 0, size+size/2)
	}
	s.settle(keep)
	if s.moves != nil {
		s.moves()
	}
	s.window = append(into[:0], s.window[keep:]...)
	s.base += int64(keep)
	s.row -= keep
	s.next -= keep
	s.settled -= keep
	s.known, s.clean, s.valid = 0, s.clean-keep, s.valid-keep
}

// settle moves the tracker on to window[i].
func (s *scanner) settle(i int) {
	if i > s.settled {
		s.tracker.Drop(s.lines(s.window[s.settled:i]))
		s.settled = i
	}
}

// Locate implements [record.Locator] for what the window holds.
func (s *scanner) Locate(offset int64) record.Pos {
	safe := s.row
	if s.held >= 0 {
		safe = min(safe, int(s.held-s.base))
	}
	s.settle(min(safe, int(offset-s.base)))
	if s.settled > len(s.window) { // all that is held is lead
		return s.tracker.Locate(nil, offset)
	}
	return s.tracker.Locate(s.lines(s.window[s.settled:]), offset)
}

// lines returns text with the line ends that a Tracker counts.
func (s *scanner) lines(text []byte) []byte {
	if !s.loneCR {
		return text
	}
	return bytes.ReplaceAll(text, []byte{'\r'}, []byte{'\n'})
}
