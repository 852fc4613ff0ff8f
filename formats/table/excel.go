package table

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// excelSpoils reports whether a Russian Excel would show a cell of this text, opened with a double click, as something else: as a number without its
// leading zeros or its digits behind the fifteenth, as a date, a time, a sum of money, a truth value. It rather says yes once too often: ="…" does
// no harm. A plain number of fewer than twelve digits shows whole, and is no.
func excelSpoils(text []byte) bool {
	if !hasDigit(text) && len(text) > longestTruth {
		return false
	}
	s := bytes.TrimFunc(text, unicode.IsSpace)
	if len(s) == 0 {
		return false
	}
	if c := s[0]; c < '0' || c > '9' {
		return isTruthWord(s) || mayBeginNumber(s) && isNumberOrDate(s)
	}
	if allDigits(s) {
		return len(s) != len(text) || len(s) >= 12 || len(s) > 1 && s[0] == '0'
	}
	return isNumberOrDate(s)
}

func hasDigit(s []byte) bool {
	for _, c := range s {
		if c-'0' < 10 {
			return true
		}
	}
	return false
}

func allDigits(s []byte) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// longestTruth is how many bytes a truth value takes, with some white space around.
const longestTruth = len("истина") + 8

// truthWords are what Excel takes for truth values.
var truthWords = [...][]byte{[]byte("true"), []byte("false"), []byte("истина"), []byte("ложь")}

func isTruthWord(s []byte) bool {
	switch r, _ := utf8.DecodeRune(s); r {
	case 't', 'f', 'и', 'л', 'T', 'F', 'И', 'Л':
	default:
		return false
	}
	for _, w := range truthWords {
		if bytes.EqualFold(s, w) {
			return true
		}
	}
	return false
}

// mayBeginNumber reports whether s, which does not begin with a digit, can be a number, a sum or a date that begins with its month.
func mayBeginNumber(s []byte) bool {
	r, _ := utf8.DecodeRune(s)
	return unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) || r == '.' || r == ',' || r == '-' || r == '+' || r == '('
}

// isNumberOrDate reports whether s holds digits, signs that stand between or around them in numbers and dates, and no words but those of dates and
// money. Parts of a date that a dash or a slash parts have at most four digits: 00-00000019, as 1C counts, is none.
func isNumberOrDate(s []byte) bool {
	run, longest, parted, exponent := 0, 0, false, false
	for len(s) > 0 {
		r, size := utf8.DecodeRune(s)
		switch {
		case r >= '0' && r <= '9':
			run++
			longest = max(longest, run)
			s = s[size:]
			continue
		case unicode.IsLetter(r):
			size = len(s) - len(bytes.TrimLeftFunc(s, unicode.IsLetter))
			if !isMonth(s[:size]) && !(longest > 0 && isNumberWord(s[:size])) {
				return false
			}
			exponent = exponent || size == 1 && r|0x20 == 'e'
		case !isNumberSign(r):
			return false
		}
		parted = parted || run > 0 && (r == '-' || r == '/')
		run, s = 0, s[size:]
	}
	return longest > 0 && (!parted || exponent || longest <= 4)
}

func isNumberSign(r rune) bool {
	switch r {
	case '.', ',', ':', '/', '-', '+', '%', '(', ')', '\'':
		return true
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Sc, r)
}

// numberWords are the words that stand in what Excel takes for numbers, money, times and dates, beside the months.
var numberWords = [...][]byte{[]byte("e"), []byte("р"), []byte("руб"), []byte("am"), []byte("pm"), []byte("a"), []byte("p"), []byte("г")}

// months are how the names of the months begin, in Russian and in English.
var months = [...][]byte{
	[]byte("янв"), []byte("фев"), []byte("мар"), []byte("апр"), []byte("май"), []byte("мая"), []byte("июн"), []byte("июл"), []byte("авг"), []byte("сен"), []byte("окт"), []byte("ноя"), []byte("дек"),
	[]byte("jan"), []byte("feb"), []byte("mar"), []byte("apr"), []byte("may"), []byte("jun"), []byte("jul"), []byte("aug"), []byte("sep"), []byte("oct"), []byte("nov"), []byte("dec"),
}

func isNumberWord(word []byte) bool {
	for _, w := range numberWords {
		if len(w) == len(word) && bytes.EqualFold(word, w) {
			return true
		}
	}
	return false
}

func isMonth(word []byte) bool {
	switch r, _ := utf8.DecodeRune(word); r { // how a month begins: most words do not
	case 'я', 'ф', 'м', 'а', 'и', 'с', 'о', 'н', 'д', 'j', 'f', 'm', 'a', 's', 'o', 'n', 'd':
	case 'Я', 'Ф', 'М', 'А', 'И', 'С', 'О', 'Н', 'Д', 'J', 'F', 'M', 'A', 'S', 'O', 'N', 'D':
	default:
		return false
	}
	for _, m := range months {
		if len(word) >= len(m) && bytes.EqualFold(word[:len(m)], m) {
			return true
		}
	}
	return false
}
