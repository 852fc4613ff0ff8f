package register

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"obmen/formats/record"
)

// A Row says what became of one file.
type Row struct {
	ID        uint64    // the ledger's
	Time      time.Time // when it ended, in the zone in which it is shown; its date there is the day of the register
	File      string    // its name in the inbox, any bytes
	Outcome   string    // done, duplicate, failed; any other is shown as it stands
	From      string    // its format
	Documents int
	Records   int64    // receipts, rows or items read
	Sum       string   // read, as a decimal with a point
	Written   string   // the sum written, as a decimal with a point
	KeptOut   string   // the sum kept out, or words
	Results   []string // the names in the outbox
	Sent      string   // where to, and what came of it
	Findings  string   // code ×n, …
	Losses    string
	Status    int // as an exit status
	Note      string
	SHA256    string // of the file, in small hex; "": not known
	Size      int64  // bytes
}

// time returns the time as it stands in the table and is found there again.
func (r *Row) time() string { return r.Time.Format(time.DateTime) }

// hash returns the SHA-256 as it stands in the table and is found there again: only what is hex needs nothing around it.
func (r *Row) hash() string {
	if len(r.SHA256) > mostKey || strings.Trim(r.SHA256, "0123456789abcdef") != "" {
		return ""
	}
	return r.SHA256
}

// A column has a name in each language and makes its cell of a Row.
type column struct {
	en, ru string
	cell   func(c *cells, r *Row)
}

// The first column is not called ID: Excel takes a file that begins with these two letters for one of another program, and warns. The last is a
// number that every row has: a row with that many cells is whole.
var columns = [...]column{
	{"No", "№", func(c *cells, r *Row) { c.whole(strconv.FormatUint(r.ID, 10)) }},
	{"Time", "Время", func(c *cells, r *Row) { c.whole(r.time()) }},
	{"File", "Файл", func(c *cells, r *Row) { c.text(r.File) }},
	{"Outcome", "Итог", func(c *cells, r *Row) { c.text(c.outcome(r.Outcome)) }},
	{"Format", "Формат", func(c *cells, r *Row) { c.text(r.From) }},
	{"Documents", "Документов", func(c *cells, r *Row) { c.whole(strconv.Itoa(r.Documents)) }},
	{"Records", "Записей", func(c *cells, r *Row) { c.whole(strconv.FormatInt(r.Records, 10)) }},
	{"Sum read", "Сумма прочитано", func(c *cells, r *Row) { c.number(r.Sum) }},
	{"Sum written", "Сумма записано", func(c *cells, r *Row) { c.number(r.Written) }},
	{"Kept out", "Удержано", func(c *cells, r *Row) { c.number(r.KeptOut) }},
	{"Results", "Результаты", func(c *cells, r *Row) { c.text(strings.Join(r.Results, "; ")) }},
	{"Sent", "Отправлено", func(c *cells, r *Row) { c.text(r.Sent) }},
	{"Findings", "Замечания", func(c *cells, r *Row) { c.text(r.Findings) }},
	{"Losses", "Потери", func(c *cells, r *Row) { c.text(r.Losses) }},
	{"Status", "Код", func(c *cells, r *Row) { c.whole(strconv.Itoa(r.Status)) }},
	{"Note", "Примечание", func(c *cells, r *Row) { c.text(r.Note) }},
	{"SHA-256", "SHA-256", func(c *cells, r *Row) { c.whole(r.hash()) }},
	{"Size", "Размер", func(c *cells, r *Row) { c.whole(strconv.FormatInt(r.Size, 10)) }},
}

// Where the time and the SHA-256 stand.
const timeColumn, hashColumn = 1, 16

func (c *column) name(l record.Language) string {
	if l == record.Russian {
		return c.ru
	}
	return c.en
}

// outcomes are the words of the ledger in Russian.
var outcomes = map[string]string{"done": "готово", "duplicate": "повтор", "failed": "ошибка", "withdrawn": "забрано"}

// mostCell is how many bytes of a text are shown, about a quarter of what Excel can keep in a cell.
const mostCell = 8 << 10

// style is how a file is written: what its first line says, or for a new one the options.
type style struct {
	comma    byte
	eol      string
	language record.Language
	guard    bool // ' in front of formulas
	keep     bool // ="0019", where the delimiter is ;
	mark     bool // a byte order mark in front
}

func styleOf(o record.CSVOptions) style {
	s := style{comma: ',', eol: "\n", language: o.Headers, guard: !o.NoFormulaGuard, keep: !o.NoExcelText}
	if o.Dialect == record.ExcelRu {
		s.comma, s.eol, s.mark = ';', "\r\n", true
	}
	return s
}

// header returns what a new file begins with.
func (s style) header() []byte {
	c := cells{style: s}
	if s.mark {
		c.buf = append(c.buf, "\uFEFF"...)
	}
	for i := range columns {
		c.put(columns[i].name(s.language))
	}
	return c.end()
}

// row returns a row with its line end.
func (s style) row(r *Row) []byte {
	c := cells{style: s}
	for i := range columns {
		columns[i].cell(&c, r)
	}
	return c.end()
}

// cells write one row, each with the delimiter behind it.
type cells struct {
	style
	buf []byte
}

// end puts the line end in place of the last delimiter.
func (c *cells) end() []byte { return append(c.buf[:len(c.buf)-1], c.eol...) }

func (c *cells) outcome(word string) string {
	if ru, ok := outcomes[word]; ok && c.language == record.Russian {
		return ru
	}
	return word
}

// whole writes what is known to need nothing.
func (c *cells) whole(s string) { c.buf = append(append(c.buf, s...), c.comma) }

// number writes a decimal with the decimal sign of the dialect, and what is none as text.
func (c *cells) number(s string) {
	n, err := record.ParseJSONNumber([]byte(s))
	switch {
	case err != nil || strings.ContainsAny(s, "eE"):
		c.text(s)
		return
	case c.comma == ';':
		c.buf = n.AppendComma(c.buf)
	default:
		c.buf = n.AppendTo(c.buf)
	}
	c.buf = append(c.buf, c.comma)
}

// text writes what anybody may have made up.
func (c *cells) text(s string) {
	s = visible(s)
	switch {
	case c.guard && isFormula(s) || isLayered(s):
		s = "'" + s
	case c.keep && c.comma == ';' && looksLikeNumber(s):
		s = `="` + s + `"`
	}
	c.put(s)
}

// put writes a cell, in quotes where it needs them.
func (c *cells) put(s string) {
	if strings.IndexByte(s, c.comma) < 0 && !strings.Contains(s, `"`) && strings.TrimSpace(s) == s {
		c.whole(s)
		return
	}
	c.buf = append(c.buf, '"')
	c.buf = append(c.buf, strings.ReplaceAll(s, `"`, `""`)...)
	c.buf = append(c.buf, '"', c.comma)
}

// visible returns s as one line of visible text of bounded length.
func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if b.Len() >= mostCell {
			b.WriteRune('…')
			break
		}
		switch {
		case r == utf8.RuneError, unicode.IsGraphic(r):
			b.WriteRune(r)
		default:
			quoted := strconv.QuoteRuneToGraphic(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}

// isFormula reports whether a spreadsheet could take s for a formula: as in the tables of documents, behind any '.
func isFormula(s string) bool {
	s = strings.TrimLeft(s, "'")
	return s != "" && strings.IndexByte("=+-@", s[0]) >= 0
}

// isLayered reports whether s reads as a cell that was guarded already, or as Excel's ="…", so that it needs a guard even without the option.
func isLayered(s string) bool {
	return isFormula(s) && s[0] == '\'' || len(s) > 2 && strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`)
}

// looksLikeNumber reports whether Excel might show s as a number, a date or a time. It rather says yes once too often.
func looksLikeNumber(s string) bool {
	odd := func(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune(" \u00a0.,:/-+%eE()", r) }
	return strings.ContainsAny(s, "0123456789") && !strings.ContainsFunc(s, odd)
}

// beginnings are all that a new file may begin with: what other options wrote may have been cut off in the middle.
func beginnings() []style {
	var list []style
	for _, d := range []record.Dialect{record.RFC4180, record.ExcelRu} {
		for _, l := range []record.Language{record.English, record.Russian} {
			list = append(list, styleOf(record.CSVOptions{Dialect: d, Headers: l}))
		}
	}
	return list
}

// readHeader makes out the style of a file from its first line, and reports whether our columns stand there, in our order. More may follow
// them. What the line does not say is as in like.
func readHeader(line []byte, like style) (s style, ok bool) {
	s = like
	text, ended := bytes.CutSuffix(line, []byte("\n"))
	text, returned := bytes.CutSuffix(text, []byte("\r"))
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	for _, s.comma = range []byte{',', ';'} {
		if s.eol = "\n"; returned || !ended && s.comma == ';' {
			s.eol = "\r\n"
		}
		for _, s.language = range []record.Language{record.English, record.Russian} {
			if hasColumns(text, s.comma, s.language) {
				return s, true
			}
		}
	}
	return style{}, false
}

func hasColumns(line []byte, comma byte, l record.Language) bool {
	names := bytes.Split(line, []byte{comma}) // none of ours has a delimiter or a quote in it
	if len(names) < len(columns) {
		return false
	}
	for i := range columns {
		name := string(bytes.TrimSuffix(bytes.TrimPrefix(names[i], []byte(`"`)), []byte(`"`)))
		if name != columns[i].name(l) {
			return false
		}
	}
	return true
}
