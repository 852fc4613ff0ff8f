package table

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"obmen/formats/record"
)

// flushAt is how many bytes of finished rows a rowWriter gathers before it writes them.
const flushAt = 32 << 10

// easeAt is how many bytes of rows of one record a rowWriter gathers.
const easeAt = 1 << 20

var errClosed = errors.New("write to a table that is closed")

// A rowWriter writes a table into one buffer that it uses again and again. Its default dialect is to the byte what gocsv, and under
// it encoding/csv, writes.
type rowWriter struct {
	dst     io.Writer
	opts    record.Options
	columns []column
	buf     []byte
	mark    int      // buf up to here is finished
	era     int      // another one as soon as something is gone from buf
	comma   byte     // the delimiter
	commas  uint64   // eight of it
	blank   [32]byte // many of it
	excel   bool     // write what Excel would spoil as ="…"
	guard   bool     // write formulas with a ' in front
	started bool     // the header is in buf, or written
	filled  bool     // the row has a cell with something in it
	totals  bool     // the first such cell reads like one of a row of totals
	flaw    *record.Error
	partly  bool // some rows of the unfinished record are written
	err     error
}

func (w *rowWriter) init(dst io.Writer, o record.Options, columns []column) {
	*w = rowWriter{dst: dst, opts: o, columns: columns, comma: ',', guard: !o.CSV.NoFormulaGuard}
	if o.CSV.Dialect == record.ExcelRu {
		w.comma, w.excel = ';', !o.CSV.NoExcelText
	}
	w.commas = uint64(w.comma) * ones
	for i := range w.blank {
		w.blank[i] = w.comma
	}
}

// reset makes w what init made it.
func (w *rowWriter) reset() {
	w.mark = 0
	w.takeBack()
	w.started, w.partly, w.err = false, false, nil
}

// isRu reports whether the dialect is excel-ru.
func (w *rowWriter) isRu() bool { return w.opts.CSV.Dialect == record.ExcelRu }

// begin writes what stands before the first row, once.
func (w *rowWriter) begin() {
	if w.started {
		return
	}
	w.started = true
	if w.isRu() && isUTF8(w.opts.Encoding) {
		w.buf = append(w.buf, "\ufeff"...)
	}
	for i := range w.columns {
		w.buf = w.appendQuoted(w.buf, []byte(w.columns[i].header(w.opts.CSV.Headers)))
		w.buf = append(w.buf, w.comma)
	}
	w.endRow()
	w.mark = len(w.buf)
}

// isUTF8 reports whether an output in this encoding is one that a byte order mark marks as UTF-8.
func isUTF8(encoding string) bool {
	return encoding == "" || strings.EqualFold(encoding, "utf-8") || strings.EqualFold(encoding, "utf8")
}

// endRow ends the row: the delimiter behind the last cell becomes its line end.
func (w *rowWriter) endRow() {
	last := len(w.buf) - 1
	w.filled, w.totals = false, false
	if w.isRu() {
		w.buf = append(w.buf[:last], '\r', '\n')
		return
	}
	w.buf[last] = '\n'
}

// finish ends a record, all of whose rows are in the buffer. Where something in it can't be written, it takes them back and returns why.
func (w *rowWriter) finish() error {
	partly := w.partly
	w.partly = false
	if e := w.flaw; e != nil {
		w.takeBack()
		e.Fatal = partly
		return e
	}
	w.mark = len(w.buf)
	if w.mark >= flushAt {
		return w.flush()
	}
	return nil
}

// ease writes the rows of an unfinished record where they are many: a long head in front of many lines is more than any record. What is
// wrong behind them then refuses the document.
func (w *rowWriter) ease() error {
	if len(w.buf) < easeAt || w.flaw != nil {
		return w.err
	}
	w.partly = true
	return w.flush()
}

// takeBack takes back what is written of a record.
func (w *rowWriter) takeBack() {
	w.era++
	w.buf, w.flaw, w.filled, w.totals = w.buf[:w.mark], nil, false, false
}

func (w *rowWriter) flush() error {
	if w.err != nil {
		return w.err
	}
	if len(w.buf) > 0 {
		_, w.err = w.dst.Write(w.buf)
		w.buf, w.mark = w.buf[:0], 0
		w.era++
	}
	return w.err
}

// close writes what is left.
func (w *rowWriter) close() error {
	if w.err != nil {
		return w.err
	}
	w.begin()
	if err := w.flush(); err != nil {
		return err
	}
	w.err = errClosed
	return nil
}

// empty writes cells that say nothing.
func (w *rowWriter) empty(n int) {
	for ; n > len(w.blank); n -= len(w.blank) {
		w.buf = append(w.buf, w.blank[:]...)
	}
	w.buf = append(w.buf, w.blank[:n]...)
}

// text writes a cell of any text.
func (w *rowWriter) text(column int, b []byte) {
	if len(b) == 0 {
		w.buf = append(w.buf, w.comma)
		return
	}
	if w.filled && plainFirst[b[0]] && !(w.excel && excelSpoils(b)) {
		commas, others := w.copyPlain(b)
		switch {
		case others != 0:
		case commas == 0:
			w.buf = w.buf[:len(w.buf)+len(b)+1]
			return
		default: // there is room for the quotes
			at := len(w.buf)
			to := w.buf[at : at+len(b)+3]
			copy(to[1:], b)
			to[0], to[len(b)+1], to[len(b)+2] = '"', '"', w.comma
			w.buf = w.buf[:at+len(to)]
			return
		}
	}
	w.cell(column, b, w.excel)
}

// date writes a cell of the format's own date, which Excel may take for one.
func (w *rowWriter) date(column int, b []byte) {
	w.cell(column, b, false)
}

// plainFirst says of a byte that a text which begins with it is no formula, has no guard, does not begin with white space and is not \.
var plainFirst = func() (t [256]bool) {
	for b := range t {
		t[b] = b > ' '
	}
	for _, b := range []byte("'=+-@\\\u0085\u1680\u2000\u3000") {
		t[b] = false
	}
	return t
}()

// copyPlain copies text and a delimiter to where the buffer goes on, if there is room for more than that. So it stands in its cell as it is, but for
// what [plainFirst] knows, if there are neither commas in it, which are bits for each delimiter, nor others: for a quote, a line end, and what may be forbidden.
func (w *rowWriter) copyPlain(text []byte) (commas, others uint64) {
	at, n := len(w.buf), len(text)
	if cap(w.buf)-at < n+8 {
		return 0, 1
	}
	to := w.buf[at : at+n+8]
	if n < 8 {
		x := shortWord(text)
		binary.LittleEndian.PutUint64(to, x)
		to[n] = w.comma
		return equals(x, w.commas), alarm(x)
	}
	to[n] = w.comma
	x := binary.LittleEndian.Uint64(text[n-8:])
	binary.LittleEndian.PutUint64(to[n-8:], x)
	commas, others = equals(x, w.commas), alarm(x)
	for len(text) > 8 && len(to) > 8 {
		x := binary.LittleEndian.Uint64(text)
		binary.LittleEndian.PutUint64(to, x)
		commas |= equals(x, w.commas)
		others |= alarm(x)
		text, to = text[8:], to[8:]
	}
	return commas, others
}

// alarm has a bit for each byte of x that asks for more than quotes around its cell.
func alarm(x uint64) uint64 { return below20(x) | equals(x, '"'*ones) | equalsEF(x) }

func (w *rowWriter) cell(column int, b []byte, excel bool) {
	if !w.filled && len(b) > 0 {
		w.filled, w.totals = true, isTotalsText(b)
	}
	switch {
	case len(b) == 0:
	case w.guard && isFormula(b):
		w.quote(column, '\'', b)
	case excel && excelSpoils(b):
		w.excelText(column, b)
	case isGuarded(b) || isExcelText(b):
		w.quote(column, '\'', b)
	default:
		w.quote(column, 0, b)
	}
	w.buf = append(w.buf, w.comma)
}

// number writes a cell of a number.
func (w *rowWriter) number(n record.Number) {
	if w.isRu() {
		w.buf = n.AppendComma(w.buf)
	} else {
		w.buf = n.AppendTo(w.buf)
	}
	w.filled = w.filled || n.IsSet()
	w.buf = append(w.buf, w.comma)
}

// extraCell writes the Extra cell, the last of its row. It is {} where the row would otherwise be taken for a blank one or one of totals.
func (w *rowWriter) extraCell(column int, x *extraWriter, mark bool) {
	switch text := x.text(); {
	case x.key:
		w.flawOf(column, nil, OutOfOrder.Fault("key", "a document that may become XML has no place for it"))
	case text != nil:
		w.text(column, text)
		return
	case mark || w.totals:
		w.text(column, []byte("{}"))
		return
	}
	w.empty(1)
}

// keepFront takes what is written of the row back and keeps it for several rows.
func (w *rowWriter) keepFront(f *front) {
	f.cells = append(f.cells[:0], w.buf[w.mark:]...)
	f.filled, f.totals = w.filled, w.totals
	w.buf, w.filled, w.totals = w.buf[:w.mark], false, false
}

// writeKept writes what keepFront kept.
func (w *rowWriter) writeKept(f *front) {
	w.buf = append(w.buf, f.cells...)
	w.filled, w.totals = f.filled, f.totals
}

// truth writes a cell of a truth value.
func (w *rowWriter) truth(b record.Bool) {
	switch b {
	case record.True:
		w.buf = append(w.buf, "true"...)
	case record.False:
		w.buf = append(w.buf, "false"...)
	}
	w.buf = append(w.buf, w.comma)
}

// quote appends text, with prefix in front if that is not 0, and in quotes where it needs them.
func (w *rowWriter) quote(column int, prefix byte, text []byte) {
	found := w.look(text)
	if found.forbidden {
		w.forbid(column, text)
		return
	}
	needs := found.special || found.quotes
	if prefix == 0 && !needs {
		needs = startsBlank(text) || string(text) == `\.`
	}
	if needs {
		w.buf = append(w.buf, '"')
	}
	if prefix != 0 {
		w.buf = append(w.buf, prefix)
	}
	w.appendDoubled(text, found.quotes)
	if needs {
		w.buf = append(w.buf, '"')
	}
}

// excelText appends text as ="text", in the quotes of CSV.
func (w *rowWriter) excelText(column int, text []byte) {
	found := w.look(text)
	if found.forbidden {
		w.forbid(column, text)
		return
	}
	w.buf = append(w.buf, `"=""`...)
	if found.quotes {
		text = bytes.ReplaceAll(text, []byte(`"`), []byte(`""`))
	}
	w.appendDoubled(text, found.quotes)
	w.buf = append(w.buf, `"""`...)
}

func (w *rowWriter) appendDoubled(text []byte, quotes bool) {
	for quotes {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			break
		}
		w.buf = append(append(w.buf, text[:i]...), '"', '"')
		text = text[i+1:]
	}
	w.buf = append(w.buf, text...)
}

// appendQuoted appends a name of ours, which holds nothing odd but perhaps a delimiter.
func (w *rowWriter) appendQuoted(dst, name []byte) []byte {
	if bytes.IndexByte(name, w.comma) < 0 {
		return append(dst, name...)
	}
	return append(append(append(dst, '"'), name...), '"')
}

// contents says what stands in a text.
type contents struct {
	quotes, special bool // special: a delimiter or a line end
	forbidden       bool // a character that XML 1.0 forbids
}

func (w *rowWriter) look(text []byte) (c contents) {
	var quotes, commas, others uint64
	for i := 0; i < len(text); i += 8 {
		x := wordAt(text, i)
		quotes |= equals(x, '"'*ones)
		commas |= equals(x, w.commas)
		others |= below20(x) | equalsEF(x)
	}
	c.quotes, c.special = quotes != 0, commas != 0
	if others != 0 {
		w.lookClosely(text, &c)
	}
	return c
}

// lookClosely is look for what is rare.
func (w *rowWriter) lookClosely(text []byte, c *contents) {
	for i, b := range text {
		switch {
		case b == '\n' || b == '\r':
			c.special = true
		case b < 0x20 && b != '\t' && b != w.comma:
			c.forbidden = true
		case b == 0xEF && i+2 < len(text) && text[i+1] == 0xBF && text[i+2] >= 0xBE:
			c.forbidden = true
		}
	}
}

// startsBlank reports whether text begins with white space, which some readers of CSV drop outside quotes.
func startsBlank(text []byte) bool {
	if text[0] > ' ' && text[0] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeRune(text)
	return unicode.IsSpace(r)
}

// forbid keeps that a text holds a character that can't be written.
func (w *rowWriter) forbid(column int, text []byte) {
	if r, ok := forbidden(text); ok {
		w.flawOf(column, text, CharacterForbidden.Fault(r))
	}
}

// forbidden returns the first character of text that XML 1.0 forbids (2.2): "an error in every output but JSON".
func forbidden(text []byte) (r rune, ok bool) {
	for _, r := range string(text) {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return r, true
		}
	}
	return 0, false
}

// flawOf keeps the first thing that refuses what is being written.
func (w *rowWriter) flawOf(column int, text []byte, why error) {
	if w.flaw == nil {
		w.flaw = &record.Error{Path: w.columns[column].name, Value: record.Shorten(text), Err: why}
	}
}

// refuse takes back what is written of r and returns what refuses it.
func (w *rowWriter) refuse(r record.Record, path string, why error) error {
	w.takeBack()
	return &record.Error{Pos: r.At(), Kind: r.Kind(), Path: path, Err: why}
}

// about adds to what finish refused the record that it was about.
func about(err error, r record.Record) error {
	if err == nil {
		return nil
	}
	if e := record.Refusal(err); e != nil && e.Kind == 0 {
		e.Pos, e.Kind = r.At(), r.Kind()
	}
	return err
}

// found tells of something about r.
func (w *rowWriter) found(m *record.Message, r record.Record, args ...any) {
	if w.opts.Found != nil {
		w.opts.Found(record.Finding{Message: m, Pos: r.At(), Kind: r.Kind(), Args: args})
	}
}
