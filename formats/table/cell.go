package table

import (
	"bytes"
)

// What a cell says. Beside the quotes of CSV there are two layers around a text, which a reader takes off and a writer puts on
// so that what is read is always what was written, whatever the options of the writer:
//
//   - the formula guard: a cell of one or more ' and then one of = + - @ tab CR LF means the same less its first ';
//   - Excel's text: a cell that is ="…" as a whole, with each quote inside doubled, means what stands in between.
//
// Any other cell means itself. So a text is misread as it stands only if it is of one of these two forms; such a one is guarded even
// where --formula-guard=false leaves the guard out.

// isFormula reports whether a spreadsheet could take b for a formula: its first character after any ' is one of = + - @ tab CR LF.
func isFormula(b []byte) bool {
	for len(b) > 0 && b[0] == '\'' {
		b = b[1:]
	}
	if len(b) == 0 {
		return false
	}
	switch b[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		return true
	}
	return false
}

// isGuarded reports whether b is a guarded cell.
func isGuarded(b []byte) bool { return len(b) > 1 && b[0] == '\'' && isFormula(b) }

// isExcelText reports whether b is an ="…" cell.
func isExcelText(b []byte) bool {
	if len(b) < 3 || b[0] != '=' || b[1] != '"' || b[len(b)-1] != '"' {
		return false
	}
	for in := b[2 : len(b)-1]; ; {
		i := bytes.IndexByte(in, '"')
		if i < 0 {
			return true
		}
		if i+1 == len(in) || in[i+1] != '"' {
			return false
		}
		in = in[i+2:]
	}
}

// undouble appends text to dst with each two quotes as one.
func undouble(dst, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:i+1]...)
		text = text[min(i+2, len(text)):]
	}
}
