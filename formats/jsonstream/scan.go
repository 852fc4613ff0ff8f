package jsonstream

import (
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"obmen/formats/record"
)

// space skips white space and begins a token there: it returns the byte at pos; false where there is none, or where the record limit is passed.
func (w *Walker) space() (byte, bool) {
	i, ok := w.pos, true
	for {
		for ; i < len(w.buf); i++ {
			c := w.buf[i]
			if c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t' {
				w.start, w.pos = i, i
				return c, w.base+int64(i) <= w.limitEnd
			}
		}
		w.start, w.pos = i, i
		if i, ok = w.more(i); !ok {
			return 0, false
		}
	}
}

// at returns the byte at i and where it is now, as the window may slide; 0 where there is none. A NUL in the input is a 0 too: see atEnd.
func (w *Walker) at(i int) (byte, int) {
	if i < len(w.buf) {
		return w.buf[i], i
	}
	i, ok := w.more(i)
	if !ok {
		return 0, i
	}
	return w.buf[i], i
}

func (w *Walker) atEnd(i int) bool { return i >= len(w.buf) }

// The bytes of a string that need no attention.
var plain = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\'
	}
	return t
}()

// scanString scans a string from its opening quote at pos.
func (w *Walker) scanString() error {
	w.escaped = false
	i := w.pos + 1
	if i < w.sound {
		i = specialFrom(w.buf[:w.sound], i)
	}
	for {
		for i < len(w.buf) && plain[w.buf[i]] {
			i++
		}
		if i < len(w.buf) && w.buf[i] == '"' {
			w.pos = i + 1
			return w.checkString()
		}
		var c byte
		c, i = w.at(i)
		var err error
		switch {
		case c == '"':
			w.pos = i + 1
			return w.checkString()
		case c == '\\':
			w.escaped = true
			i, err = w.scanEscape(i)
		case c >= utf8.RuneSelf:
			i, err = w.scanRune(i)
		case c < ' ' && !w.atEnd(i):
			err = w.fail(i, ControlCharacter.Fault(fmt.Sprintf("U+%04X", c), c))
		case c < ' ':
			err = w.stopped(i, `"…"`)
		} // else the window was only extended
		if err != nil {
			return err
		}
	}
}

// checkString checks the limits of the string, or of whatever else ends at pos.
func (w *Walker) checkString() error {
	most := w.limits.Value
	if w.state == atKey {
		most = w.limits.Name
	}
	if w.pos-w.start <= most+len(`""`) && w.base+int64(w.pos) <= w.limitEnd {
		return nil
	}
	return w.fail(w.pos, nil)
}

// scanRune scans a character beyond ASCII. Invalid UTF-8 is refused, never replaced.
func (w *Walker) scanRune(i int) (int, error) {
	if i+1 < len(w.buf) && w.buf[i]-0xC2 < 0x1E && w.buf[i+1]-0x80 < 0x40 {
		return i + 2, nil // two bytes: Cyrillic among others
	}
	i, err := w.wholeRune(i)
	if err != nil {
		return i, err
	}
	r, size := utf8.DecodeRune(w.buf[i:])
	if r == utf8.RuneError && size == 1 {
		return i, w.fail(i, record.InvalidUTF8.Fault("UTF-8"))
	}
	return i + size, nil
}

// wholeRune makes the window hold the whole character at i.
func (w *Walker) wholeRune(i int) (int, error) {
	for ok := true; !utf8.FullRune(w.buf[i:]); {
		if i, ok = w.fetch(i); !ok {
			return i, w.cutRune(i)
		}
	}
	return i, nil
}

// cutRune returns the error for a document that ends within the character at i.
func (w *Walker) cutRune(i int) error {
	if errors.Is(w.ended, io.EOF) {
		return w.fail(i, record.InvalidUTF8.Fault("UTF-8"))
	}
	return w.stopped(len(w.buf), "")
}

// scanEscape scans an escape from its backslash at i.
func (w *Walker) scanEscape(i int) (int, error) {
	from := i - w.start
	c, i := w.at(i + 1)
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 1, nil
	case 'u':
		r, i, err := w.scanHex(i + 1)
		if err != nil || !utf16.IsSurrogate(r) {
			return i, err
		}
		return w.scanLowSurrogate(r, from, i)
	}
	if c == 0 && w.atEnd(i) {
		return i, w.stopped(i, `"…"`)
	}
	return i, w.badEscape(EscapeMalformed, from, i)
}

// scanHex scans four hexadecimal digits.
func (w *Walker) scanHex(i int) (rune, int, error) {
	from := i - len(`\u`) - w.start
	r := rune(0)
	for range 4 {
		var c byte
		c, i = w.at(i)
		d, ok := hexDigit(c)
		switch {
		case !ok && w.atEnd(i):
			return 0, i, w.stopped(i, `"…"`)
		case !ok:
			return 0, i, w.badEscape(EscapeMalformed, from, i)
		}
		r = r<<4 | d
		i++
	}
	return r, i, nil
}

func hexDigit(c byte) (rune, bool) {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0'), true
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10, true
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10, true
	}
	return 0, false
}

// scanLowSurrogate scans the second half of the pair whose first half, high, began from bytes behind the token's start.
func (w *Walker) scanLowSurrogate(high rune, from, i int) (int, error) {
	for _, want := range []byte(`\u`) {
		var c byte
		c, i = w.at(i)
		switch {
		case c == want:
			i++
		case c == 0 && w.atEnd(i):
			return i, w.stopped(i, `"…"`)
		default:
			return i, w.badEscape(SurrogateAlone, from, i)
		}
	}
	low, i, err := w.scanHex(i)
	if err != nil {
		return i, err
	}
	if utf16.DecodeRune(high, low) == utf8.RuneError {
		return i, w.badEscape(SurrogateAlone, from, i)
	}
	return i, nil
}

// badEscape says m of the escape that begins from bytes behind the token's start and goes up to the character at i, but no further than an escape can.
func (w *Walker) badEscape(m *record.Message, from, i int) error {
	i, err := w.wholeRune(i)
	if err != nil {
		return err
	}
	to := min(i, w.start+from+len(`\u0000`)-1)
	at := w.start + from
	return w.failAt(at, i, m.Fault(record.Shorten(w.buf[at:to+runeLen(w.buf[to:])])))
}

func runeSign(b []byte) string {
	r, size := utf8.DecodeRune(b)
	switch {
	case r == utf8.RuneError && size <= 1:
		return fmt.Sprintf("0x%02X", b[0])
	case r == '\ufeff':
		return "U+FEFF"
	}
	return string(r)
}

func (w *Walker) scanLiteral(want string) error {
	i := w.pos
	for k := range len(want) {
		var c byte
		if c, i = w.at(i); c != want[k] {
			if w.atEnd(i) {
				return w.stopped(i, want)
			}
			return w.malformed(LiteralMalformed, i)
		}
		i++
	}
	return w.delimited(LiteralMalformed, i)
}

// quickNumber scans the number at pos if it lies in the window whole and has no exponent: most do.
func (w *Walker) quickNumber() bool {
	rest := w.buf[w.pos:]
	i := 0
	if rest[0] == '-' {
		i = 1
	}
	from, point := i, -1
	for ; i < len(rest); i++ {
		if c := rest[i]; c-'0' > 9 {
			if c != '.' || point >= 0 {
				break
			}
			point = i
		}
	}
	whole := point
	if point < 0 {
		whole = i
	}
	if i == len(rest) || whole == from || point == i-1 || rest[from] == '0' && whole > from+1 {
		return false
	}
	switch rest[i] {
	case ',', ']', '}', ' ', '\n', '\r', '\t':
		w.pos += i
		w.escaped = false
		return true
	}
	return false
}

// scanNumber scans a number from its first byte at pos.
func (w *Walker) scanNumber() error {
	if w.quickNumber() {
		return w.checkString()
	}
	c, i := w.at(w.pos)
	if c == '-' {
		c, i = w.at(i + 1)
	}
	leadingZero := c == '0'
	i, ok := w.digits(i)
	if leadingZero && w.digitsBefore(i) > 1 {
		return w.malformedBefore(NumberMalformed, i)
	}
	if c, i = w.at(i); ok && c == '.' {
		i, ok = w.digits(i + 1)
	}
	if c, i = w.at(i); ok && (c == 'e' || c == 'E') {
		if c, i = w.at(i + 1); c == '+' || c == '-' {
			i++
		}
		i, ok = w.digits(i)
	}
	if !ok {
		if w.atEnd(i) {
			return w.stopped(i, "0-9")
		}
		return w.malformed(NumberMalformed, i)
	}
	return w.delimited(NumberMalformed, i)
}

// digits scans digits; false where there is none.
func (w *Walker) digits(i int) (int, bool) {
	for n := 0; ; n++ {
		c, at := w.at(i)
		if i = at; c-'0' > 9 {
			return i, n > 0
		}
		i++
	}
}

// digitsBefore counts the digits that end before i.
func (w *Walker) digitsBefore(i int) (n int) {
	for i-n > w.start && w.buf[i-n-1]-'0' <= 9 {
		n++
	}
	return n
}

// delimited ends a number or a literal at i, where something must follow that parts it from the next token.
func (w *Walker) delimited(m *record.Message, i int) error {
	c, i := w.at(i)
	switch c {
	case ',', ']', '}', ' ', '\n', '\r', '\t':
	default:
		if !w.atEnd(i) {
			return w.malformed(m, i)
		}
	}
	w.pos = i
	w.escaped = false
	return w.checkString()
}

// word refuses the word at pos, which is no literal.
func (w *Walker) word() error {
	c, i := w.at(w.pos)
	for n := 0; n < 20 && (c|0x20)-'a' < 26; n++ {
		c, i = w.at(i + 1)
	}
	return w.malformedBefore(LiteralMalformed, i)
}

// malformedBefore says m of the token up to the character before i.
func (w *Walker) malformedBefore(m *record.Message, i int) error {
	if w.atEnd(i) && !errors.Is(w.ended, io.EOF) {
		return w.stopped(i, "")
	}
	return w.failAt(w.start, i, m.Fault(record.Shorten(w.buf[w.start:i])))
}

// malformed says m of the token up to the character at i.
func (w *Walker) malformed(m *record.Message, i int) error {
	i, err := w.wholeRune(i)
	if err != nil {
		return err
	}
	return w.failAt(w.start, i, m.Fault(record.Shorten(w.buf[w.start:i+runeLen(w.buf[i:])])))
}

// Text returns the text of the last token: of a Key or String what it says, without quotes and escapes; of any other as it stands. It is valid until
// the next Next.
func (w *Walker) Text() []byte {
	raw := w.buf[w.start:w.pos]
	if len(raw) < 2 || raw[0] != '"' {
		return raw
	}
	raw = raw[1 : len(raw)-1]
	if !w.escaped {
		return raw
	}
	w.text = appendUnescaped(w.text[:0], raw)
	return w.text
}

// Escaped reports whether the last token is a string with escapes, so that Text is not a part of what is read.
func (w *Walker) Escaped() bool { return w.escaped }

// Raw returns the last token as it stands. It is valid until the next Next.
func (w *Walker) Raw() []byte { return w.buf[w.start:w.pos] }

// appendUnescaped appends what s, the inside of a valid string, says.
func appendUnescaped(dst, s []byte) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			dst = append(dst, s[i])
			continue
		}
		i++
		switch c := s[i]; c {
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r := hex4(s[i+1:])
			i += 4
			if utf16.IsSurrogate(r) {
				r = utf16.DecodeRune(r, hex4(s[i+3:]))
				i += 6
			}
			dst = utf8.AppendRune(dst, r)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func hex4(s []byte) (r rune) {
	for _, c := range s[:4] {
		d, _ := hexDigit(c)
		r = r<<4 | d
	}
	return r
}
