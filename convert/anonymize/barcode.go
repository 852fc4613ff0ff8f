package anonymize

import "bytes"

// What of a GS1 code stays: the numbers that say where it was given out, and a shop's own prefix, 2.
const (
	keptGS1   = 3
	keptShort = 1 // of UPC-A, which has no country
	ownCode   = 5 // digits of the product behind the prefix 20 to 29; those behind them are the weight or the price
)

// barcode returns the barcode that one becomes. EAN-8, EAN-13, UPC-A and GTIN-14 keep their prefix, and the check digit is right where it was, or
// wrong by as much: a fault stays a fault. All else is a code like others.
func (m *maker) barcode(text []byte) []byte {
	if len(text) == 0 || m.keep[string(text)] {
		return text
	}
	check, ok := checkDigit(text)
	if !ok {
		return m.code(text)
	}
	return m.remember("barcode", text, func() []byte {
		made := bytes.Clone(text)
		from, to := changing(text)
		symbols := make([]symbol, 0, to-from)
		for i := from; i < to; i++ {
			symbols = append(symbols, symbol{digits, int(text[i] - '0'), i})
		}
		m.permute("barcode", append([]byte{byte(len(text)), byte(to)}, text[:from]...), symbols)
		for _, s := range symbols {
			made[s.at] = byte(s.alphabet[s.value])
		}
		last := len(text) - 1
		wrongBy := 10 + text[last] - check
		right, _ := checkDigit(made)
		made[last] = '0' + (right-'0'+wrongBy)%10
		return made
	})
}

// changing returns which digits of a barcode change: none of those that say which do.
func changing(text []byte) (from, to int) {
	n := len(text)
	switch {
	case n == 13 && text[0] == '2':
		return 2, 2 + ownCode
	case n == 12:
		return keptShort, n - 1
	case n == 14:
		return keptGS1 + 1, n - 1
	}
	return keptGS1, n - 1
}

// checkDigit returns the check digit that a GS1 barcode should end in. From the right, every other digit counts three times.
func checkDigit(barcode []byte) (digit byte, ok bool) {
	switch len(barcode) {
	case 8, 12, 13, 14:
	default:
		return 0, false
	}
	sum := 0
	for i, c := range barcode {
		if !isDigit(rune(c)) {
			return 0, false
		}
		if i == len(barcode)-1 {
			break
		}
		sum += int(c-'0') * (1 + 2*((len(barcode)-i)%2^1))
	}
	return byte('0' + (10-sum%10)%10), true
}
