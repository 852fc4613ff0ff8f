package record

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math/big"
	"math/bits"
	"strconv"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// MaxDigits is how many significant digits a number that is read may have.
const MaxDigits = 28

// The messages of this package.
var (
	NumberMalformed = &Message{Code: "number-malformed", Severity: Severe,
		En: "not a number: %q; write it like 1990.00, 1990,00 or 1 990,00",
		Ru: "не число: %q; запишите как 1990.00, 1990,00 или 1 990,00"}
	NumberTooLong = &Message{Code: "number-too-long", Severity: Severe,
		En: "the number %q has more than 28 digits",
		Ru: "в числе %q больше 28 цифр"}
	DateMalformed = &Message{Code: "date-malformed", Severity: Severe,
		En: "not a date: %q; write it like 13.04.2018 or 2018-04-13T00:00:00",
		Ru: "не дата: %q; запишите как 13.04.2018 или 2018-04-13T00:00:00"}
	InvalidUTF8 = &Message{Code: "utf8-invalid", Severity: Severe,
		En: "the bytes are not valid %s; if the file is in another encoding, name it with --encoding",
		Ru: "байты не подходят под кодировку %s; если файл в другой кодировке, назовите её в --encoding"}
)

// Messages lists the messages of this package.
func Messages() []*Message {
	return append([]*Message{NumberMalformed, NumberTooLong, DateMalformed, InvalidUTF8, RecordDamaged}, commonMessages()...)
}

// A Number is an exact decimal, with the number of decimals that it was written with. The zero
// Number is missing. Arithmetic is exact unless a method rounds; it treats missing and empty as 0. A Number is never
// changed: every method returns a new one, without allocating as long as 18 digits suffice.
type Number struct {
	coef  int64
	big   *big.Int // the coefficient, where int64 does not hold it
	scale int32    // decimals; value = coefficient × 10^-scale
	state numberState
}

type numberState uint8

const (
	numberMissing numberState = iota
	numberEmpty
	numberSet
)

// EmptyNumber is a number field that is there and holds nothing.
var EmptyNumber = Number{state: numberEmpty}

// NewNumber returns coef × 10^-scale. The scale, how many decimals there are, is never negative.
func NewNumber(coef int64, scale int32) Number {
	return Number{coef: coef, scale: scale, state: numberSet}
}

// FromDecimal returns d with the decimals that it has.
func FromDecimal(d decimal.Decimal) Number {
	if d.Exponent() > 0 {
		d = d.Truncate(0).Add(decimal.New(0, 0))
	}
	if d.Exponent() > 0 {
		d = decimal.NewFromBigInt(new(big.Int).Mul(d.Coefficient(), pow10Big(d.Exponent())), 0)
	}
	return fromBig(d.Coefficient(), -d.Exponent())
}

func fromBig(c *big.Int, scale int32) Number {
	if c.IsInt64() {
		return NewNumber(c.Int64(), scale)
	}
	return Number{big: c, scale: scale, state: numberSet}
}

// Decimal returns n as a decimal; missing and empty are 0.
func (n Number) Decimal() decimal.Decimal {
	if n.big != nil {
		return decimal.NewFromBigInt(n.big, -n.scale)
	}
	return decimal.New(n.coef, -n.scale)
}

// IsMissing reports whether the field was not there.
func (n Number) IsMissing() bool { return n.state == numberMissing }

// IsEmpty reports whether the field was there and held nothing.
func (n Number) IsEmpty() bool { return n.state == numberEmpty }

// IsSet reports whether n holds a number.
func (n Number) IsSet() bool { return n.state == numberSet }

// Scale returns the number of decimals.
func (n Number) Scale() int32 { return n.scale }

// Sign returns -1, 0 or 1.
func (n Number) Sign() int {
	if n.big != nil {
		return n.big.Sign()
	}
	switch {
	case n.coef < 0:
		return -1
	case n.coef > 0:
		return 1
	}
	return 0
}

// IsZero reports whether the value is 0, or there is none.
func (n Number) IsZero() bool { return n.Sign() == 0 }

// Int64 returns the value of an integer; false where n has a fraction or is out of range.
func (n Number) Int64() (int64, bool) {
	if n.big != nil {
		r := n.Trim()
		return r.coef, r.big == nil && r.scale == 0
	}
	if n.scale == 0 {
		return n.coef, true
	}
	p, ok := pow10(n.scale)
	if !ok {
		return 0, n.coef == 0
	}
	return n.coef / p, n.coef%p == 0
}

// Identical reports whether a and b are written the same: state, value and number of decimals.
func Identical(a, b Number) bool {
	if a.state != b.state || a.scale != b.scale {
		return false
	}
	if a.big != nil || b.big != nil {
		return a.bigCoef().Cmp(b.bigCoef()) == 0
	}
	return a.coef == b.coef
}

// Cmp compares values: -1, 0, 1.
func (n Number) Cmp(m Number) int {
	if n.big == nil && m.big == nil && n.scale == m.scale {
		return cmp.Compare(n.coef, m.coef)
	}
	return n.Sub(m).Sign()
}

// Equal reports whether the values are equal, whatever the number of decimals.
func (n Number) Equal(m Number) bool {
	if n.coef == m.coef && n.scale == m.scale && n.big == nil && m.big == nil {
		return true
	}
	return n.Cmp(m) == 0
}

// The most that [Number.Units] answers for: coefficients below 2^39, and six decimals more than they have. What comes out is below 2^59, so that
// several of them can be added up without another look.
const (
	unitsCoef = 1 << 39
	unitsLift = 6
)

// Units returns how many units of 10^-scale n is: of a price in roubles, with scale 2, the kopecks. Missing and empty are 0. ok is false
// where n has more decimals than that, or 2^59 units or more, or comes near it: then only a Number reckons with it.
func (n Number) Units(scale int32) (units int64, ok bool) {
	e := uint32(scale - n.scale)
	if e > unitsLift || uint64(n.coef+unitsCoef) >= 2*unitsCoef || n.big != nil {
		return 0, false
	}
	return n.coef * powers[e], true
}

// Neg returns -n.
func (n Number) Neg() Number {
	if n.big == nil && n.coef != -n.coef || n.coef == 0 && n.big == nil {
		return NewNumber(-n.coef, n.scale)
	}
	return fromBig(new(big.Int).Neg(n.bigCoef()), n.scale)
}

// Abs returns n without its sign.
func (n Number) Abs() Number {
	if n.Sign() < 0 {
		return n.Neg()
	}
	return NewNumber(0, 0).Add(n)
}

// Add returns n + m, with the greater number of decimals.
func (n Number) Add(m Number) Number {
	if s := n.coef + m.coef; n.scale == m.scale && (s > n.coef) == (m.coef > 0) && n.big == nil && m.big == nil {
		return NewNumber(s, n.scale)
	}
	scale := max(n.scale, m.scale)
	if a, ok := n.Units(scale); ok {
		if b, ok := m.Units(scale); ok {
			return NewNumber(a+b, scale)
		}
	}
	return n.add(m)
}

// add is Add for numbers of many digits.
func (n Number) add(m Number) Number {
	if n.big == nil && m.big == nil {
		scale := max(n.scale, m.scale)
		a, ok1 := lift(n.coef, scale-n.scale)
		b, ok2 := lift(m.coef, scale-m.scale)
		if s := a + b; ok1 && ok2 && (s > a) == (b > 0) {
			return NewNumber(s, scale)
		}
	}
	return FromDecimal(n.Decimal().Add(m.Decimal()))
}

// Sub returns n - m, with the greater number of decimals.
func (n Number) Sub(m Number) Number {
	if d := n.coef - m.coef; n.scale == m.scale && (d < n.coef) == (m.coef > 0) && n.big == nil && m.big == nil {
		return NewNumber(d, n.scale)
	}
	return n.add(m.Neg())
}

// Mul returns n × m, exact: its decimals are those of both together.
func (n Number) Mul(m Number) Number {
	if n.big == nil && m.big == nil {
		if p, ok := mul64(n.coef, m.coef); ok {
			return NewNumber(p, n.scale+m.scale)
		}
	}
	return fromBig(new(big.Int).Mul(n.bigCoef(), m.bigCoef()), n.scale+m.scale)
}

// Quo returns n / m with exactly places decimals, rounded half away from zero. m must not be 0.
func (n Number) Quo(m Number, places int32) Number {
	if c, ok := n.quo64(m, places); ok {
		return NewNumber(c, places)
	}
	// n/m = (a·10^-s)/(b·10^-t), so the coefficient sought is a·10^(places+t-s)/b.
	num, den := n.bigCoef(), m.bigCoef()
	if e := places + m.scale - n.scale; e >= 0 {
		num = new(big.Int).Mul(num, pow10Big(e))
	} else {
		den = new(big.Int).Mul(den, pow10Big(-e))
	}
	return fromBig(roundQuo(num, den), places)
}

// quo64 is Quo where 128 bits hold what is divided, and 64 what divides and comes out.
func (n Number) quo64(m Number, places int32) (int64, bool) {
	p, ok := pow10(places + m.scale - n.scale)
	if !ok || n.big != nil || m.big != nil || m.coef == 0 {
		return 0, false
	}
	den := magnitude(m.coef)
	hi, lo := bits.Mul64(magnitude(n.coef), uint64(p))
	if hi >= den {
		return 0, false
	}
	q, r := bits.Div64(hi, lo, den)
	if r >= den-r {
		q++
	}
	if q > 1<<63-1 {
		return 0, false
	}
	if (n.coef < 0) != (m.coef < 0) {
		return -int64(q), true
	}
	return int64(q), true
}

func magnitude(c int64) uint64 {
	if c < 0 {
		return -uint64(c)
	}
	return uint64(c)
}

// Fix returns n with exactly places decimals: padded with zeros, or rounded half away from zero.
func (n Number) Fix(places int32) Number {
	if n.scale <= places {
		if c, ok := lift(n.coef, places-n.scale); ok && n.big == nil {
			return NewNumber(c, places)
		}
		return fromBig(new(big.Int).Mul(n.bigCoef(), pow10Big(places-n.scale)), places)
	}
	if p, ok := pow10(n.scale - places); ok && n.big == nil {
		q, r := n.coef/p, n.coef%p
		if r < 0 {
			r = -r
		}
		if r >= p-r {
			q += int64(n.Sign())
		}
		return NewNumber(q, places)
	}
	return fromBig(roundQuo(n.bigCoef(), pow10Big(n.scale-places)), places)
}

// Round returns n rounded half away from zero to at most places decimals.
func (n Number) Round(places int32) Number {
	if n.scale <= places {
		return n
	}
	return n.Fix(places)
}

// Trim returns n without the zeros at the end of its decimals.
func (n Number) Trim() Number {
	for n.scale > 0 {
		if n.big != nil {
			q, r := new(big.Int).QuoRem(n.big, big.NewInt(10), new(big.Int))
			if r.Sign() != 0 {
				return n
			}
			n = fromBig(q, n.scale-1)
			continue
		}
		if n.coef%10 != 0 {
			return n
		}
		n = NewNumber(n.coef/10, n.scale-1)
	}
	return n
}

func (n Number) bigCoef() *big.Int {
	if n.big != nil {
		return n.big
	}
	return big.NewInt(n.coef)
}

// roundQuo returns a/b rounded half away from zero.
func roundQuo(a, b *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(a, b, new(big.Int))
	if r.Abs(r).Lsh(r, 1).CmpAbs(b) >= 0 {
		return q.Add(q, big.NewInt(int64(a.Sign()*b.Sign())))
	}
	return q
}

var powers = func() (p [19]int64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

func pow10(e int32) (int64, bool) {
	if e < 0 || int(e) >= len(powers) {
		return 0, false
	}
	return powers[e], true
}

func pow10Big(e int32) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(e)), nil)
}

func lift(c int64, e int32) (int64, bool) {
	if e == 0 {
		return c, true
	}
	p, ok := pow10(e)
	if !ok {
		return 0, c == 0
	}
	return mul64(c, p)
}

func mul64(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 || lo > 1<<63-1 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

// ParseNumber reads a number as formats.md says: white space around is dropped; an optional sign (-, +, U+2212);
// digits, or groups of three parted by a space, U+00A0, U+2009 or U+202F; then an optional comma or
// point and decimals. Nil is missing, white space alone is empty. The error is a *Fault that shows the text.
func ParseNumber(text []byte) (Number, error) {
	if n := len(text); n-1 < 8 && n > 0 && cap(text) >= 8 { // which stands in a text that goes on
		if c, scale, ok := parseWord(binary.LittleEndian.Uint64(text[:8]), n); ok {
			return NewNumber(c, int32(scale)), nil
		}
	}
	if text == nil {
		return Number{}, nil
	}
	if n, ok := parsePlain(text); ok {
		return n, nil
	}
	s := bytes.TrimSpace(text)
	if len(s) == 0 {
		return EmptyNumber, nil
	}
	neg, s := cutSign(s)
	digits, scale, ok := collectDigits(make([]byte, 0, 64), s)
	if !ok {
		return Number{}, NumberMalformed.Fault(Shorten(text))
	}
	return fromDigits(digits, scale, neg, text)
}

// parsePlain is the common case: at most 18 digits, no groups, nothing around.
func parsePlain(text []byte) (Number, bool) {
	s := text
	neg := len(s) > 0 && s[0] == '-'
	if neg {
		s = s[1:]
	}
	var c int64
	var scale int
	var ok bool
	if len(s) <= 8 {
		c, scale, ok = parseShort(s)
	} else {
		c, scale, ok = parseLong(s)
	}
	if neg {
		c = -c
	}
	return NewNumber(c, int32(scale)), ok
}

// parseShort reads up to eight digits and a point.
func parseShort(s []byte) (c int64, scale int, ok bool) {
	if len(s) == 0 {
		return 0, 0, false
	}
	return parseWord(word(s), len(s))
}

// parseWord reads one to eight digits and a point at once, as the bytes of one word: a digit in each, the first in the lowest. In the bytes above them may be anything.
func parseWord(x uint64, size int) (c int64, scale int, ok bool) {
	const odd, digit = 0x8080808080808080, 0x7676767676767676 // 0x76 + 10 = 0x80
	x = (x ^ 0x3030303030303030) & (1<<(8*uint(size)) - 1)
	if point := (x | (x + digit)) & odd; point != 0 {
		at := uint(bits.TrailingZeros64(point)) &^ 7 // the lowest byte that is no digit
		scale = size - 1 - int(at/8)
		if p := byte(x >> (at & 63)); p != '.'^'0' && p != ','^'0' || at == 0 || scale == 0 {
			return 0, 0, false
		}
		whole := uint64(1)<<(at&63) - 1
		x = x&whole | x>>8&^whole
		if (x|(x+digit))&odd != 0 {
			return 0, 0, false
		}
		size--
	}
	x <<= (64 - 8*uint(size)) & 63
	// Digits become pairs of them, pairs fours, and fours eight.
	x = x * (10<<8 + 1) >> 8 & 0x00FF00FF00FF00FF
	x = x * (100<<16 + 1) >> 16 & 0x0000FFFF0000FFFF
	return int64(x * (10000<<32 + 1) >> 32), scale, true
}

// word returns one to eight bytes as a number, the first the lowest.
func word(s []byte) uint64 {
	n := len(s)
	if n >= 4 {
		return uint64(binary.LittleEndian.Uint32(s)) | uint64(binary.LittleEndian.Uint32(s[n-4:]))<<(8*uint(n-4)&63)
	}
	return uint64(s[0]) | uint64(s[n>>1])<<(8*uint(n>>1)&63) | uint64(s[n-1])<<(8*uint(n-1)&63)
}

func parseLong(s []byte) (c int64, scale int, ok bool) {
	point := -1
	for i, b := range s {
		switch d := b - '0'; {
		case d <= 9:
			c = c*10 + int64(d)
		case (b == '.' || b == ',') && point < 0 && i > 0:
			point = i
		default:
			return 0, 0, false
		}
	}
	digits := len(s)
	if point >= 0 {
		digits--
		scale = digits - point
	}
	return c, scale, digits <= 18 && point != len(s)-1
}

func cutSign(s []byte) (neg bool, rest []byte) {
	switch {
	case s[0] == '-':
		return true, s[1:]
	case s[0] == '+':
		return false, s[1:]
	case bytes.HasPrefix(s, []byte("\u2212")):
		return true, s[len("\u2212"):]
	}
	return false, s
}

// collectDigits appends the digits of s to dst and returns how many of them are decimals.
func collectDigits(dst, s []byte) (digits []byte, scale int, ok bool) {
	run, groups := 0, 0
	for len(s) > 0 {
		c := s[0]
		if c >= '0' && c <= '9' {
			dst = append(dst, c)
			run++
			s = s[1:]
			continue
		}
		if c == ',' || c == '.' {
			if run == 0 || (groups > 0 && run != 3) {
				return nil, 0, false
			}
			return appendDecimals(dst, s[1:])
		}
		r, size := utf8.DecodeRune(s)
		if r != ' ' && r != '\u00a0' && r != '\u2009' && r != '\u202f' {
			return nil, 0, false
		}
		if run == 0 || run > 3 || (groups > 0 && run != 3) {
			return nil, 0, false
		}
		groups++
		run, s = 0, s[size:]
	}
	return dst, 0, run > 0 && (groups == 0 || run == 3)
}

func appendDecimals(dst, s []byte) (digits []byte, scale int, ok bool) {
	for _, c := range s {
		if c < '0' || c > '9' {
			return nil, 0, false
		}
	}
	return append(dst, s...), len(s), len(s) > 0
}

func fromDigits(digits []byte, scale int, neg bool, text []byte) (Number, error) {
	whole := len(digits) - scale
	for whole > 1 && digits[0] == '0' {
		digits = digits[1:]
		whole--
	}
	if len(digits) > MaxDigits {
		return Number{}, NumberTooLong.Fault(Shorten(text))
	}
	if len(digits) <= 18 {
		c, _ := strconv.ParseInt(string(digits), 10, 64)
		if neg {
			c = -c
		}
		return NewNumber(c, int32(scale)), nil
	}
	c, _ := new(big.Int).SetString(string(digits), 10)
	if neg {
		c.Neg(c)
	}
	return fromBig(c, int32(scale)), nil
}

// ParseJSONNumber reads a number by JSON's grammar, exponents included; text is one JSON token. An exponent
// moves the point: 1.5e-3 has four decimals, 1e2 none.
func ParseJSONNumber(text []byte) (Number, error) {
	if n, ok := parsePlain(text); ok && bytes.IndexByte(text, ',') < 0 && !leadingZero(text) {
		return n, nil
	}
	malformed := func() (Number, error) { return Number{}, NumberMalformed.Fault(Shorten(text)) }
	s := text
	neg := len(s) > 0 && s[0] == '-'
	if neg {
		s = s[1:]
	}
	mantissa, exp := s, 0
	if i := bytes.IndexAny(s, "eE"); i >= 0 {
		mantissa = s[:i]
		e, err := parseExponent(s[i+1:])
		if err != nil {
			return malformed()
		}
		exp = e
	}
	whole, frac, point := bytes.Cut(mantissa, []byte{'.'})
	if !allDigits(whole) || (point && !allDigits(frac)) || leadingZero(whole) {
		return malformed()
	}
	if exp > 2*MaxDigits || exp < -2*MaxDigits || len(mantissa) > 4*MaxDigits {
		return Number{}, NumberTooLong.Fault(Shorten(text))
	}
	digits := append(append(make([]byte, 0, 64), whole...), frac...)
	scale := len(frac) - exp
	for ; scale < 0; scale++ {
		digits = append(digits, '0')
	}
	for len(digits) <= scale {
		digits = append([]byte{'0'}, digits...)
	}
	return fromDigits(digits, scale, neg, text)
}

func parseExponent(s []byte) (int, error) {
	digits := s
	if len(s) > 0 && (s[0] == '+' || s[0] == '-') {
		digits = s[1:]
	}
	if !allDigits(digits) {
		return 0, strconv.ErrSyntax
	}
	if digits = bytes.TrimLeft(digits, "0"); len(digits) > 4 {
		digits = []byte("9999")
	}
	e, _ := strconv.Atoi("0" + string(digits))
	if s[0] == '-' {
		e = -e
	}
	return e, nil
}

func allDigits(s []byte) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) > 0
}

func leadingZero(s []byte) bool {
	s = bytes.TrimPrefix(s, []byte{'-'})
	return len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9'
}

// AppendTo appends n with a decimal point and no groups: 1990.00. Missing and empty append nothing.
func (n Number) AppendTo(dst []byte) []byte { return n.appendWith(dst, '.', "") }

// AppendComma appends n with a decimal comma and no groups: 1990,00.
func (n Number) AppendComma(dst []byte) []byte { return n.appendWith(dst, ',', "") }

// Append1C appends n as 1C prints it: a decimal comma, groups of three parted by U+00A0: 1 990,00.
func (n Number) Append1C(dst []byte) []byte { return n.appendWith(dst, ',', "\u00a0") }

// String returns n with a decimal point and no groups.
func (n Number) String() string { return string(n.AppendTo(nil)) }

// pairs are the numbers of two digits.
const pairs = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849" +
	"5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"

// appendWith fills a little room from its end, and appends that.
func (n Number) appendWith(dst []byte, point byte, group string) []byte {
	if n.state != numberSet {
		return dst
	}
	if uint64(n.coef) < 10 && n.scale == 0 && n.big == nil {
		return append(dst, '0'+byte(n.coef)) // most quantities and discounts are 1 and 0
	}
	if uint64(n.coef) < shortNumber && uint32(n.scale) <= shortScale && n.big == nil && (group == "" || n.coef < 1000) {
		return appendShort(dst, uint64(n.coef), uint(n.scale), point)
	}
	if n.big != nil || n.scale > 18 {
		return n.appendLarge(dst, point, group)
	}
	var room [40]byte // 20 digits, a sign, a point, six groups of up to two bytes
	i, u := len(room), magnitude(n.coef)
	if n.scale > 0 {
		i, u = putDecimals(&room, u, int(n.scale))
		i--
		room[i] = point
	}
	for group != "" && u >= 1000 {
		i, u = putGroup(&room, i, u, group)
	}
	for u >= 100 {
		r := u % 100 * 2
		u /= 100
		i -= 2
		room[i], room[i+1] = pairs[r], pairs[r+1]
	}
	if u >= 10 {
		i--
		room[i] = pairs[u*2+1]
		u = uint64(pairs[u*2] - '0')
	}
	i--
	room[i] = '0' + byte(u)
	if n.coef < 0 {
		i--
		room[i] = '-'
	}
	return append(dst, room[i:]...)
}

// What appendShort appends: seven digits, and decimals that leave one of them in front of the point.
const (
	shortNumber = 1e7
	shortScale  = 6
)

// appendShort appends a number as the bytes of one word, the first the lowest, and takes back those that it does not need.
func appendShort(dst []byte, u uint64, scale uint, point byte) []byte {
	// Eight digits become fours, fours pairs of them, and pairs digits.
	x := u/10000 | u%10000<<32
	q := x * 5243 >> 19 & 0x0000007F0000007F // a hundredth
	x = q | (x-100*q)<<16
	q = x * 103 >> 10 & 0x000F000F000F000F // a tenth
	x = q | (x-10*q)<<8
	zeros := min(uint(bits.TrailingZeros64(x))/8, 7-scale) // in front
	x = (x | 0x3030303030303030) >> (8 * zeros & 63)
	size := 8 - zeros
	if scale > 0 {
		at := 8 * (size - scale) & 63
		whole := uint64(1)<<at - 1
		x = x&whole | uint64(point)<<at | x&^whole<<8
		size++
	}
	return binary.LittleEndian.AppendUint64(dst, x)[:len(dst)+int(size)]
}

// putDecimals writes the last digits of u to the end of room. It returns where they begin and what stands in front of the point.
func putDecimals(room *[40]byte, u uint64, scale int) (at int, whole uint64) {
	i := len(room)
	for ; scale >= 2; scale -= 2 {
		r := u % 100 * 2
		u /= 100
		i -= 2
		room[i], room[i+1] = pairs[r], pairs[r+1]
	}
	if scale > 0 {
		i--
		room[i] = '0' + byte(u%10)
		u /= 10
	}
	return i, u
}

// putGroup writes three digits in front of room[i], and in front of them what parts groups.
func putGroup(room *[40]byte, i int, u uint64, group string) (at int, rest uint64) {
	r := u % 1000
	i -= 3
	room[i], room[i+1], room[i+2] = '0'+byte(r/100), pairs[r%100*2], pairs[r%100*2+1]
	i -= len(group)
	copy(room[i:], group)
	return i, u / 1000
}

// appendLarge appends a number of any size.
func (n Number) appendLarge(dst []byte, point byte, group string) []byte {
	var buf [48]byte
	var digits []byte
	if n.big != nil {
		digits = n.big.Append(buf[:0], 10)
	} else {
		digits = strconv.AppendInt(buf[:0], n.coef, 10)
	}
	if digits[0] == '-' {
		dst = append(dst, '-')
		digits = digits[1:]
	}
	scale := int(n.scale)
	whole := len(digits) - scale
	if whole <= 0 {
		dst = append(dst, '0')
	}
	for i := 0; i < whole; i++ {
		if i > 0 && (whole-i)%3 == 0 {
			dst = append(dst, group...)
		}
		dst = append(dst, digits[i])
	}
	if scale == 0 {
		return dst
	}
	dst = append(dst, point)
	for ; whole < 0; whole++ {
		dst = append(dst, '0')
	}
	return append(dst, digits[len(digits)-min(scale, len(digits)):]...)
}
