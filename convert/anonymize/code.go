package anonymize

import (
	"bytes"
	"encoding/base32"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A code becomes another of the same shape: as many characters, digits where digits were, Latin letters, small ones and capitals, Cyrillic ones, and all else as it
// was. What each alphabet stands for is numbered, and the numbers of a code are permuted within all codes of its shape by a Feistel network, as NIST
// SP 800-38G does it, with HMAC-SHA-256 for the round function. A permutation never makes one code of two, in one document or in all of them.

// A symbol is a character of a code that changes.
type symbol struct {
	alphabet []rune
	value    int
	at       int // among the characters
}

var (
	digits   = []rune("0123456789")
	nonzero  = []rune("123456789")
	hexSmall = []rune("0123456789abcdef")
	hexGreat = []rune("0123456789ABCDEF")

	// The alphabets of letters, each for itself.
	alphabets = [][]rune{
		[]rune("abcdefghijklmnopqrstuvwxyz"), []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
		[]rune("абвгдежзийклмнопрстуфхцчшщъыьэюяё"), []rune("АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ"),
	}
)

// mostPrefix is how long the beginning of a code may be, up to the first character that is no letter or digit, to be a prefix that
// many codes share, as the УТ- of 1C: it becomes the same everywhere.
const mostPrefix = 4

// code returns the code that one becomes.
func (m *maker) code(text []byte) []byte {
	if len(text) == 0 || m.keep[string(text)] {
		return text
	}
	return m.remember("code", text, func() []byte {
		return m.around(text, m.newCode, func(made []byte) bool { return m.keep[string(made)] })
	})
}

// around permutes a text that does not stay, by a permutation of all of its shape, until it comes to none of those that stay: a permutation of all that do
// not. What stays has to be the whole text here, since a part of it, a prefix say, may be one that stays where it stands alone.
func (m *maker) around(text []byte, permute func([]byte) []byte, stays func([]byte) bool) []byte {
	for {
		if text = permute(text); !stays(text) {
			return text
		}
	}
}

// newCode permutes all codes of a shape.
func (m *maker) newCode(text []byte) []byte {
	if !isPlain(text) {
		return m.opaque(text)
	}
	if n := prefixOf(text); n > 0 && hexOf(text) == "" {
		prefix := m.walk("prefix", nil, text[:n])
		return append(slices.Clone(prefix), m.walk("code", text[:n], text[n:])...)
	}
	return m.walk("code", nil, text)
}

// walk permutes the symbols of a text until it is of the shape that it had.
func (m *maker) walk(class string, tweak, text []byte) []byte {
	shape := shapeOf(text)
	tweak = append([]byte(shape), tweak...)
	chars := []rune(string(text))
	symbols := symbolsOf(chars, hexOf(text))
	if len(symbols) == 0 {
		return text
	}
	for {
		m.permute(class, tweak, symbols)
		for _, s := range symbols {
			chars[s.at] = s.alphabet[s.value]
		}
		if made := []byte(string(chars)); shapeOf(made) == shape {
			return made
		}
	}
}

// opaque is what becomes of a code with characters that no alphabet here has: 128 bits, which no two codes have in common.
func (m *maker) opaque(text []byte) []byte {
	return []byte("x" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.digest("opaque", text)[:16])))
}

// isPlain reports whether the alphabets have all letters and digits of a text.
func isPlain(text []byte) bool {
	for _, r := range string(text) {
		switch {
		case r == utf8.RuneError:
			return false
		case r < utf8.RuneSelf || alphabetOf(r) != nil:
		case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
			return false
		}
	}
	return true
}

func alphabetOf(r rune) []rune {
	for _, a := range alphabets {
		if r >= a[0] && r <= a[25] || slices.Contains(a, r) {
			return a
		}
	}
	return nil
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// prefixOf returns how long the prefix of a code is; 0: it has none.
func prefixOf(text []byte) int {
	n := 0
	for i, r := range string(text) {
		if !isDigit(r) && alphabetOf(r) == nil {
			if i == 0 || len(bytes.Trim(text[i:], "-_./ ")) == 0 {
				return 0
			}
			return i
		}
		if n++; n > mostPrefix {
			return 0
		}
	}
	return 0
}

// Shapes of hexadecimal codes: those of a database, and UUIDs.
const (
	leastHex  = 16
	uuidShape = "00000000-0000-0000-0000-000000000000"
)

// hexOf tells codes of hexadecimal digits apart: by the letters that they have, and whether they are UUIDs. Others are "".
func hexOf(text []byte) string {
	uuid := len(text) == len(uuidShape)
	small, great := false, false
	for i, c := range text {
		switch {
		case uuid && uuidShape[i] == '-':
			if c != '-' {
				return ""
			}
		case c >= 'a' && c <= 'f':
			small = true
		case c >= 'A' && c <= 'F':
			great = true
		case c < '0' || c > '9':
			return ""
		}
	}
	kind := map[bool]string{true: "uuid", false: "hex"}[uuid]
	switch {
	case small && great || !uuid && (len(text) < leastHex || !small && !great):
		return ""
	case small:
		return kind + " small"
	case great:
		return kind + " great"
	}
	return kind + " digits"
}

// symbolsOf returns the characters that change.
func symbolsOf(chars []rune, hex string) []symbol {
	var list []symbol
	for i := 0; i < len(chars); i++ {
		switch {
		case strings.HasSuffix(hex, "small"):
			list = appendHex(list, hexSmall, hex, chars[i], i)
		case strings.HasSuffix(hex, "great"):
			list = appendHex(list, hexGreat, hex, chars[i], i)
		case isDigit(chars[i]):
			end := i
			for end < len(chars) && isDigit(chars[end]) {
				end++
			}
			list = appendRun(list, chars[i:end], i)
			i = end - 1
		default:
			if a := alphabetOf(chars[i]); a != nil {
				list = append(list, symbol{a, slices.Index(a, chars[i]), i})
			}
		}
	}
	return list
}

// appendHex appends a hexadecimal digit, but not those of a UUID that say what kind it is.
func appendHex(list []symbol, alphabet []rune, hex string, r rune, at int) []symbol {
	v := slices.Index(alphabet, r)
	if v < 0 || strings.HasPrefix(hex, "uuid") && (at == 14 || at == 19) {
		return list
	}
	return append(list, symbol{alphabet, v, at})
}

// appendRun appends a run of digits. One that begins with a zero begins with one afterwards, and nothing but zeros stays.
func appendRun(list []symbol, run []rune, at int) []symbol {
	if allZero(run) {
		return list
	}
	for i, r := range run {
		switch {
		case i > 0:
			list = append(list, symbol{digits, int(r - '0'), at + i})
		case r != '0':
			list = append(list, symbol{nonzero, int(r - '1'), at})
		}
	}
	return list
}

func allZero(run []rune) bool {
	return !slices.ContainsFunc(run, func(r rune) bool { return r != '0' })
}

// shapeOf returns what of a text a permutation keeps.
func shapeOf(text []byte) string {
	hex := hexOf(text)
	chars := []rune(string(text))
	shape := make([]rune, 0, len(chars)+8)
	shape = append(append(shape, []rune(hex)...), 0)
	for i := 0; i < len(chars); i++ {
		r := chars[i]
		switch {
		case hex != "":
			if r != '-' {
				r = 'h'
			}
		case isDigit(r):
			end := i
			for end < len(chars) && isDigit(chars[end]) {
				end++
			}
			shape = append(shape, runShape(chars[i:end])...)
			i = end - 1
			continue
		default:
			if a := alphabetOf(r); a != nil {
				r = a[0]
			}
		}
		shape = append(shape, r)
	}
	return string(shape)
}

func runShape(run []rune) []rune {
	shape := slices.Repeat([]rune{'9'}, len(run))
	switch {
	case allZero(run):
		return run
	case run[0] == '0':
		shape[0] = '0'
	}
	return shape
}

// rounds is how many the network has: as many as FF1.
const rounds = 10

// permute permutes the values of symbols within all that their alphabets allow, for each tweak in another way.
func (m *maker) permute(class string, tweak []byte, symbols []symbol) {
	if len(symbols) == 0 {
		return
	}
	if len(symbols) == 1 {
		m.permuteOne(class, tweak, &symbols[0])
		return
	}
	half := len(symbols) / 2
	a, b := symbols[:half], symbols[half:]
	values := make([]byte, 0, len(symbols)+1)
	for round := range rounds {
		values = append(values[:0], byte(round))
		for _, s := range b {
			values = append(values, byte(s.value))
		}
		d := m.dice(class, tweak, values)
		for i := range a {
			a[i].value = (a[i].value + d.below(len(a[i].alphabet))) % len(a[i].alphabet)
		}
		a, b = b, a
	}
}

// permuteOne is permute for a single symbol: it shuffles the alphabet.
func (m *maker) permuteOne(class string, tweak []byte, s *symbol) {
	d := m.dice(class, tweak)
	order := make([]int, len(s.alphabet))
	for i := range order {
		j := d.below(i + 1)
		order[i] = order[j]
		order[j] = i
	}
	s.value = order[s.value]
}
