package anonymize

import "bytes"

// What of a GS1 code stays: the numbers that say where it was given out, and a shop's own prefix, 2 to 29, and no more of such a code. What its last digits
// mean is the shop's own affair: a weight only where a scale printed them, which no field of ours shows, else digits of the code.
const (
	keptGS1   = 3
	keptShort = 1 // of UPC-A, which has no country, and of a shop's own EAN-8
	keptOwn   = 2 // of a shop's own EAN-13
)

// barcode returns the barcode that one becomes. EAN-8, EAN-13, UPC-A and GTIN-14 keep their prefix, and the check digit is right where it was, or
// wrong by as much: a fault stays a fault. All else is a code like others. It is a permutation as those of codes are.
func (m *maker) barcode(text []byte) []byte {
	if len(text) == 0 || m.keep[string(text)] {
		return text
	}
	if _, ok := checkDigit(text); !ok {
		return m.code(text)
	}
	return m.remember("barcode", text, func() []byte {
		return m.around(text, m.newBarcode, func(made []byte) bool { return m.keep[string(made)] })
	})
}

// newBarcode permutes all barcodes of a length and prefix.
func (m *maker) newBarcode(text []byte) []byte {
	made := bytes.Clone(text)
	last := len(text) - 1
	from := keptOf(text)
	symbols := make([]symbol, 0, last-from)
	for i := from; i < last; i++ {
		symbols = append(symbols, symbol{digits, int(text[i] - '0'), i})
	}
	m.permute("barcode", append([]byte{byte(len(text)), byte(last)}, text[:from]...), symbols)
	for _, s := range symbols {
		made[s.at] = byte(s.alphabet[s.value])
	}
	before, _ := checkDigit(text)
	right, _ := checkDigit(made)
	made[last] = '0' + (right-'0'+10+text[last]-before)%10
	return made
}

// keptOf returns how many digits of a barcode stay: those that say how many do are of them.
func keptOf(text []byte) int {
	switch n := len(text); {
	case n == 13 && text[0] == '2':
		return keptOwn
	case n == 8 && text[0] == '2', n == 12:
		return keptShort
	case n == 14 && text[1] == '2':
		return keptOwn + 1
	case n == 14:
		return keptGS1 + 1
	}
	return keptGS1
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
