package table

import (
	"bytes"
	"io"
	"unicode"
	"unicode/utf8"

	"obmen/formats/record"
)

// mostTotals is how many bytes behind a row that looks like totals are looked at to see whether the table ends with it.
const mostTotals = 16 << 10

// totalsWords are what a row of totals begins with.
var totalsWords = [...][]byte{[]byte("итого"), []byte("всего"), []byte("total")}

// isTotalsText reports whether a first cell is that of a row of totals: Итого, Всего or Total, alone or with something behind
// that is not part of the word.
func isTotalsText(text []byte) bool {
	text = bytes.TrimLeftFunc(text, unicode.IsSpace)
	if len(text) == 0 {
		return false
	}
	switch r, _ := utf8.DecodeRune(text); r {
	case 'и', 'И', 'в', 'В', 't', 'T':
	default:
		return false
	}
	for _, word := range totalsWords {
		if len(text) < len(word) || !bytes.EqualFold(text[:len(word)], word) {
			continue
		}
		r, _ := utf8.DecodeRune(text[len(word):])
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	return false
}

// isTotals reports whether the current row is one of totals: its first filled cell says so, its Extra is empty, and behind it come only more
// such rows and blank ones. A row of a record that begins so has {} in its Extra.
func (t *sheet) isTotals() (bool, error) {
	at := t.offset()
	if at < t.noTotals || !t.looksLikeTotals() {
		return false, nil
	}
	held := t.held
	if held < 0 || held > at {
		t.hold(at)
	}
	defer func() { t.held = held }()
	err := t.lookBehindTotals(at)
	end := err == io.EOF
	switch {
	case end && t.isCut():
		return false, record.ErrCut // the rows behind the cut decide
	case !end && err != nil && fatalOf(err) == nil:
		return false, err
	}
	if !end {
		t.noTotals = t.offset()
	}
	t.rewind(at)
	return end, t.scan() // what was wrong behind the row is found again when its turn comes
}

// lookBehindTotals reads on from the row at the decoded offset. io.EOF: there are only totals and blank rows.
func (t *sheet) lookBehindTotals(at int64) error {
	for t.base+int64(t.next)-at < mostTotals {
		if err := t.scan(); err != nil {
			return err
		}
		if !t.isBlank() && !t.looksLikeTotals() {
			return nil
		}
	}
	return nil
}

func (t *sheet) looksLikeTotals() bool {
	if t.layout.extra >= 0 && t.isFilled(t.layout.extra) {
		return false
	}
	for i := range t.cells {
		if c := &t.cells[i]; c.to > c.from {
			if b := t.window[t.row+c.from]; b > ' ' && b < 0x80 && b != '\'' && b != '=' && b|0x20 != 't' {
				return false
			}
			return isTotalsText(t.cell(i)) && (t.layout.isRow == nil || !t.layout.isRow(t))
		}
	}
	return false
}
