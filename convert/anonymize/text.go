package anonymize

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// A class says what a text names. One text of one class becomes the same everywhere.
type class int

const (
	className class = iota
	classGroup
	classParty // stores and organizations: the one may be the shipper that the other was
	classTill
	classComment
	classWorkspace
	classPackage
	classPriceType
	classUnit
	classCountry
	lastClass
)

// leastRun is how many letters in a row make a word.
const leastRun = 3

// name returns the made-up name that takes the place of one.
func (m *maker) name(c class, text []byte) []byte {
	if len(bytes.TrimSpace(text)) == 0 || m.keep[string(text)] {
		return text
	}
	return m.remember("name"+strconv.Itoa(int(c)), text, func() []byte {
		if longestRun(text) == 0 {
			return m.code(text) // «2+2», 1917
		}
		return m.newName(c, text)
	})
}

// numero is what tills drop of a name, so that it does not tell names apart.
var numero = []byte("№")

func (m *maker) newName(c class, text []byte) []byte {
	if c == classPriceType { // what tells prices apart, № and blanks too
		d := m.dice("price type", text)
		return fmt.Appendf(nil, "%s %d%08d", vocabularyOf(text).kinds[c], 1000+d.below(9000), d.below(1e8))
	}
	told := bytes.Join(bytes.Fields(bytes.ReplaceAll(text, numero, nil)), []byte{' '})
	d := m.dice("name "+strconv.Itoa(int(c)), told)
	v := vocabularyOf(text)
	var made []byte
	number := strconv.Itoa(1000 + d.below(9000))
	switch c {
	case className:
		g := pick(d, v.goods)
		made = join(g.name, pick(d, v.brands), pick(d, g.sorts), pick(d, g.sizes))
		number += strconv.Itoa(1000 + d.below(9000))
		if bytes.Contains(text, numero) {
			number = "№" + number
		}
	case classParty:
		made = join(v.kinds[c], pick(d, v.places))
	case classComment, classGroup:
		made = join(v.kinds[c], pick(d, v.words))
		number += strconv.Itoa(1000 + d.below(9000))
	default:
		made = []byte(v.kinds[c])
		number += strconv.Itoa(1000 + d.below(9000))
	}
	made = append(append(made, ' '), number...)
	for long := utf8.RuneCount(text) - 8; utf8.RuneCount(made) < long; { // about as long as it was
		made = append(append(made, ' '), pick(d, v.words)...)
	}
	return made
}

func join(words ...string) []byte {
	var text []byte
	for _, w := range words {
		if len(text) > 0 {
			text = append(text, ' ')
		}
		text = append(text, w...)
	}
	return text
}

// vocabularyOf is that of the script of a text: a text that has Cyrillic letters, or letters of no script of ours, becomes a Cyrillic one.
func vocabularyOf(text []byte) *vocabulary {
	for _, r := range string(text) {
		if isLetter(r) && r >= utf8.RuneSelf {
			return cyrillic
		}
	}
	return latin
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || r == utf8.RuneError }

// longestRun returns how many letters stand in a row at most.
func longestRun(text []byte) (most int) {
	run := 0
	for _, r := range string(text) {
		if !isLetter(r) {
			run = 0
			continue
		}
		run++
		most = max(most, run)
	}
	return most
}

// free returns what takes the place of a text of which nobody knows what it means: a code where it has no words; else words for words and
// digits for digits.
func (m *maker) free(text []byte) []byte {
	if len(bytes.TrimSpace(text)) == 0 || m.keep[string(text)] {
		return text
	}
	if longestRun(text) < leastRun {
		return m.code(text)
	}
	return m.remember("free", text, func() []byte { return m.newFree(text) })
}

func (m *maker) newFree(text []byte) []byte {
	d := m.dice("free", text)
	v := vocabularyOf(text)
	var made []byte
	for len(text) > 0 {
		n := 0
		for n < len(text) {
			r, size := utf8.DecodeRune(text[n:])
			if !isLetter(r) {
				break
			}
			n += size
		}
		if n > 0 {
			made = append(made, pick(d, v.words)...)
			text = text[n:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		if unicode.IsNumber(r) {
			made = append(made, byte('0'+d.below(10)))
		} else {
			made = append(made, text[:size]...)
		}
		text = text[size:]
	}
	return made
}

// number returns what takes the place of a number in JSON.
func (m *maker) number(text []byte) []byte {
	d := m.dice("number", text)
	made := bytes.Clone(text)
	for i, c := range made {
		switch {
		case c == 'e' || c == 'E':
			return made
		case c > '0' && c <= '9':
			made[i] = byte('1' + d.below(9))
		}
	}
	return made
}
