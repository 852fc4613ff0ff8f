package check

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
