package check

import (
	"encoding/binary"

	"obmen/formats/record"
)

// checkDigit returns the check digit that a GS1 barcode (EAN-8, UPC-A, EAN-13, GTIN-14) should end in. ok is false
// for anything that is none of these. GS1 General Specifications, 7.9: from the right, every other digit counts three times.
func checkDigit(barcode []byte) (digit byte, ok bool) {
	switch len(barcode) {
	case 8, 12, 13, 14:
	default:
		return 0, false
	}
	sum, weight := 0, 3
	for i := len(barcode) - 2; i >= 0; i-- {
		d := barcode[i] - '0'
		if d > 9 {
			return 0, false
		}
		sum += int(d) * weight
		weight = 4 - weight
	}
	if last := barcode[len(barcode)-1]; last < '0' || last > '9' {
		return 0, false
	}
	return byte('0' + (10-sum%10)%10), true
}

// isOwn reports whether a barcode that checkDigit knows is of a shop's own numbering: the prefixes 20 to 29 of EAN-13, the 2 at the
// front of the shorter ones.
func isOwn(barcode []byte) bool {
	if len(barcode) == 14 {
		return barcode[1] == '2'
	}
	return barcode[0] == '2'
}

// isChecked reports whether surely nothing is wrong with the check digit of a barcode: it is right, or there is none. It looks at eight digits at once.
func isChecked(barcode []byte) bool {
	n := len(barcode)
	if n < 8 || n > 14 || n >= 9 && n <= 11 {
		return true
	}
	const zeros, over, high = 0x3030303030303030, 0x0606060606060606, 0xF0F0F0F0F0F0F0F0 // 10 + 6 = 0x10
	last := binary.LittleEndian.Uint64(barcode[n-8:]) ^ zeros
	first := (binary.LittleEndian.Uint64(barcode) ^ zeros) << (8 * uint(16-n)) // without those that are in last too: nothing where there are eight
	if ((last|(last+over))|(first|(first+over)))&high != 0 {
		return false
	}
	// The last digit, in the highest byte, counts once, the one before three times.
	const odd = 0x00FF00FF00FF00FF
	sum := (last>>8&odd + 3*(last&odd)) + (first>>8&odd + 3*(first&odd))
	return sum*0x0001000100010001>>48%10 == 0
}

// barcode tells of a check digit that is wrong; path is the field that the barcode stands in.
func (b *base) barcode(barcode []byte, path string) {
	want, ok := checkDigit(barcode)
	if !ok {
		return
	}
	got := barcode[len(barcode)-1]
	if got == want {
		return
	}
	m := barcodeWrong
	if isOwn(barcode) {
		m = barcodeOwnWrong
	}
	b.found(m, path, record.Shorten(barcode), got, want)
}
