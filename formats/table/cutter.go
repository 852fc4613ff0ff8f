package table

import (
	"bytes"

	"obmen/formats/record"
)

// maxLead is how many bytes a lead may have. A document that would need longer ones is not cut.
const maxLead = 256 << 10

// A rowCutter cuts a table between two rows. It is sure of them, as long as there is nothing wrong with the table: before a row stands an
// even number of quotes, and before a line end inside a cell an odd one. Where something is wrong, the chunk that it stands in is read again in the document's order.
type rowCutter struct {
	sheet        // reads the rows that the lead depends on
	text  []byte // what is being cut
	from  int    // where its first row begins
	begun bool   // something is cut already, so that no header stands in front
	lead  []byte
}

func (c *rowCutter) initCutter(o record.Options, l *layout) {
	o.Found = nil
	o.Lead, o.Start = 0, record.Pos{}
	c.sheet.init(nil, o, l)
}

// AppendLead implements [record.Cutter].
func (c *rowCutter) AppendLead(dst []byte) []byte { return append(dst, c.lead...) }

// take takes the text to be cut, and reads the header if it begins with that. It returns false where the header is not whole, or wrong.
func (c *rowCutter) take(text []byte) bool {
	c.text, c.from = text, 0
	if c.begun {
		return true
	}
	c.openChunk(record.Chunk{Text: text})
	c.headText = nil
	if c.open() != nil || c.loneCR {
		return false
	}
	c.from = c.next
	return true
}

// lastBorder returns where the last whole row of the text ends; 0 where there is none.
func (c *rowCutter) lastBorder() int {
	quotes := bytes.Count(c.text[c.from:], quoteMark)
	for end := len(c.text); ; {
		line := bytes.LastIndexByte(c.text[c.from:end], '\n')
		if line < 0 {
			return 0
		}
		line += c.from + 1
		if quotes -= bytes.Count(c.text[line:end], quoteMark); quotes%2 == 0 {
			return line
		}
		end = line - 1
	}
}

var quoteMark = []byte{'"'}

// rowBefore returns where the row that ends at end begins.
func (c *rowCutter) rowBefore(end int) int {
	for quotes, at := 0, end; ; {
		line := bytes.LastIndexByte(c.text[c.from:at-1], '\n') + 1 + c.from
		if quotes += bytes.Count(c.text[line:at], quoteMark); quotes%2 == 0 || line == c.from {
			return line
		}
		at = line
	}
}

// rowEnd returns where the row that begins at begin ends.
func (c *rowCutter) rowEnd(begin int) int {
	for quotes, at := 0, begin; ; {
		line := bytes.IndexByte(c.text[at:], '\n') + 1
		if line == 0 {
			return len(c.text)
		}
		if quotes += bytes.Count(c.text[at:at+line], quoteMark); quotes%2 == 0 {
			return at + line
		}
		at += line
	}
}

// read reads the row that stands between from and to, and reports whether there is nothing wrong with it and something in it.
func (c *rowCutter) read(from, to int) bool {
	c.window, c.srcErr, c.valid = c.text[:to], record.ErrCut, to
	c.base, c.next, c.known, c.clean = 0, from, 0, 0
	c.sheet.text = c.sheet.text[:0]
	return c.scan() == nil && c.next == to && c.checkCells() == nil && !c.isBlank()
}

// A spanCutter cuts a table whose records span rows, between any two of these: the reader keeps a record to itself until a row behind it begins the next one.
type spanCutter struct {
	rowCutter
	column int    // where a row says
	word   string // that surely a record begins with it
	starts int    // how many records begin in a lead
}

func newReceiptsCutter(o record.Options) record.Cutter {
	c := &spanCutter{column: recLine, word: "1", starts: 2}
	c.initCutter(o, receiptsLayout)
	return c
}

func newInvoiceCutter(o record.Options) record.Cutter {
	c := &spanCutter{column: invRecord, word: invoiceShape.word, starts: 3} // so two of them are whole, and who writes JSON knows that there are several
	c.initCutter(o, invoiceLayout)
	return c
}

// Cut implements [record.Cutter]. The lead is the header, at least one whole record, of invoices two, and what of another stands before the cut.
func (c *spanCutter) Cut(text []byte) int {
	if !c.take(text) || !c.has(c.column) {
		return 0
	}
	cut := c.lastBorder()
	from, starts := 0, 0
	for end := cut; starts < c.starts && end > c.from && cut-end < maxLead; {
		begin := c.rowBefore(end)
		if c.read(begin, end) && string(c.value(c.column)) == c.word {
			from, starts = begin, starts+1
		}
		end = begin
	}
	if starts < c.starts {
		return 0
	}
	c.lead = append(append(c.lead[:0], c.headText...), text[from:cut]...)
	c.begun = true
	return cut
}

// A nomenclatureCutter cuts behind a row that has a group or a product. Its lead is what the rows behind it may depend on: the header, the first row, which
// has the date of the catalogue, the rows with which the group began, and the last row. It does no harm that one may be there twice.
type nomenclatureCutter struct {
	rowCutter
	first   []byte   // the first row
	code    []byte   // of a row
	group   []byte   // the rows with which the group of the last row began
	key     groupKey // the group of the last row
	front   []byte   // what the last row begins with, up to the end of the group's columns; empty where these stand elsewhere
	found   []int    // where the rows begin with which the group began, the last first
	carries bool     // some of them stand before the text
	next    groupKey // key, of the cut that is being looked for
	other   groupKey // of a row before it
	rows    []byte
}

// mostMarks is how many rows of a group may say something of it in Extra, if the group is to be cut.
const mostMarks = 16

func newNomenclatureCutter(o record.Options) record.Cutter {
	c := &nomenclatureCutter{}
	c.initCutter(o, nomenclatureLayout)
	return c
}

// Cut implements [record.Cutter].
func (c *nomenclatureCutter) Cut(text []byte) int {
	if !c.take(text) {
		return 0
	}
	begin, cut := c.findCut()
	if cut == 0 || !c.read(begin, cut) {
		return 0
	}
	return c.cutBehind(begin, cut)
}

// tries is how many rows of one product may follow each other before they are parted.
const tries = 64

// findCut returns the last row that says something, if possible one of another product than the row behind it. Cut is 0 where there is none.
func (c *nomenclatureCutter) findCut() (begin, cut int) {
	c.code = c.code[:0]
	known := false // c.code is of the row behind end
	for end, left := c.lastBorder(), tries; end > c.from && left > 0; left-- {
		from := c.rowBefore(end)
		if c.read(from, end) && c.says() {
			differs := known && !bytes.Equal(c.code, c.value(nomCode))
			if differs || cut == 0 {
				begin, cut = from, end
			}
			if differs {
				break
			}
			c.code, known = append(c.code[:0], c.value(nomCode)...), true
		}
		end = from
	}
	return begin, cut
}

// says reports whether the current row has a group or a product.
func (c *nomenclatureCutter) says() bool { return c.isFilled(nomGroupCode) || c.isFilled(nomCode) }

// cutBehind cuts behind the current row, which stands between begin and cut, and makes up the lead.
func (c *nomenclatureCutter) cutBehind(begin, cut int) int {
	last := c.text[begin:cut]
	c.setGroup(&c.next)
	c.front = c.front[:0]
	if n := c.frontColumns(nomCode); n > 0 {
		c.front = append(c.front, last[:c.cells[n-1].next]...)
	}
	if !c.findGroup(cut) {
		return 0
	}
	c.rows = c.rows[:0]
	if c.carries {
		c.rows = append(c.rows, c.group...)
	}
	for i := len(c.found) - 1; i >= 0; i-- {
		c.appendRows(c.found[i], cut)
	}
	if len(c.rows)+len(last) > maxLead {
		return 0
	}
	if !c.begun {
		c.keepFirst()
	}
	c.begun = true
	c.key, c.next = c.next, c.key
	c.group = append(c.group[:0], c.rows...)
	c.lead = append(append(c.lead[:0], c.headText...), c.first...)
	c.lead = append(append(c.lead, c.group...), last...)
	return cut
}

// setGroup makes k the group of the current row.
func (c *nomenclatureCutter) setGroup(k *groupKey) {
	g := record.Group{Code: c.value(nomGroupCode), Name: c.value(nomGroupName), ParentCode: c.value(nomGroupParentCode)}
	if len(g.Code) == 0 {
		g.Code, g.Name, g.ParentCode = none, none, none
	}
	k.set(&g)
}

// findGroup looks back from the cut for the row with which the group of the last row began, and for those that say something of it in Extra. It returns
// false where it can't be sure of them.
func (c *nomenclatureCutter) findGroup(cut int) bool {
	c.found, c.carries = c.found[:0], false
	for end := cut; end > c.from; {
		begin := c.rowBefore(end)
		row := c.text[begin:end]
		if len(c.front) == 0 || !bytes.HasPrefix(row, c.front) {
			switch same, says := c.compare(begin, end); {
			case !says:
				end = begin
				continue
			case !same:
				c.found = append(c.found, end)
				return true
			}
		}
		if c.hasExtra(row) {
			if len(c.found) == mostMarks || bytes.Contains(row, []byte(`\u`)) {
				return false
			}
			if bytes.Contains(row, []byte("Group")) {
				c.found = append(c.found, begin)
			}
		}
		end = begin
	}
	if c.carries = c.begun && c.key.equals(&c.next); !c.carries {
		c.found = append(c.found, c.from)
	}
	return true
}

// compare reads a row, and reports whether its group is that of the last row, and whether it has any.
func (c *nomenclatureCutter) compare(begin, end int) (same, says bool) {
	if !c.read(begin, end) || !c.says() {
		return false, false
	}
	c.setGroup(&c.other)
	return c.other.equals(&c.next), true
}

// hasExtra reports whether the row may have something in Extra.
func (c *nomenclatureCutter) hasExtra(row []byte) bool {
	i := c.head.at[nomExtra]
	if i < 0 {
		return false
	}
	row = bytes.TrimRight(row, "\r\n")
	return i != c.head.width-1 || len(row) > 0 && row[len(row)-1] != c.delimiter
}

// appendRows adds the row that begins at begin to rows, and where that is the end of a group the one behind it, with which the group begins again.
func (c *nomenclatureCutter) appendRows(begin, cut int) {
	end := c.rowEnd(begin)
	if end < cut && c.hasExtra(c.text[begin:end]) {
		end = c.rowEnd(end)
	}
	c.rows = append(c.rows, c.text[begin:end]...)
}

// keepFirst keeps the first row that says anything.
func (c *nomenclatureCutter) keepFirst() {
	for begin := c.from; begin < len(c.text); {
		end := c.rowEnd(begin)
		if c.first = append(c.first[:0], c.text[begin:end]...); c.read(begin, end) {
			return
		}
		begin = end
	}
}
