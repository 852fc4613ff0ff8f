package table

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"
)

// excelSpoils reports whether a Russian Excel would show a cell of this text, opened with a double click, as something else: as a number without its
// leading zeros or its digits behind the fifteenth, as a date, a time, a sum of money, a truth value. It rather says yes once too often: ="…" does
// no harm. A plain number of fewer than twelve digits shows whole, and is no.
func excelSpoils(text []byte) bool {
	return !beginsWithWord(text) && maySpoil(text)
}

// beginsWithWord reports whether text surely begins with a word that no date and no truth value begins with, as most names do: so Excel shows it whole.
func beginsWithWord(text []byte) bool {
	rest := text
	key, n := 0, 0
	for ; n < 3; n++ {
		letter, size := letterOf(rest)
		if size == 0 {
			break
		}
		key, rest = key<<6|letter, rest[size:]
	}
	switch {
	case n == 3:
		return !isMonthKey(key) && (len(text) > longestTruth || !beginsTruth(text))
	case n == 0 || len(rest) > 0 && rest[0] >= utf8.RuneSelf:
		return false // it does not begin with a letter, or not only with ones that letterOf knows
	}
	return true
}

// letterOf returns which letter of the Latin (1 to 26) or the Russian alphabet (32 to 63, without Ё) text begins with, large or small, and its size; 0 where it begins with another.
func letterOf(text []byte) (letter, size int) {
	if len(text) == 0 {
		return 0, 0
	}
	c := text[0]
	switch {
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		return int(c|0x20-'a') + 1, 1
	case c != 0xD0 && c != 0xD1 || len(text) == 1:
		return 0, 0
	}
	switch d := text[1]; {
	case c == 0xD0 && d >= 0x90 && d < 0xB0: // А to Я
		return 32 + int(d-0x90), 2
	case c == 0xD0 && d >= 0xB0: // а to п
		return 32 + int(d-0xB0), 2
	case c == 0xD1 && d < 0x90: // р to я
		return 48 + int(d-0x80), 2
	}
	return 0, 0
}

// monthKeys are the first three letters of the months, as beginsWithWord puts them together, by the first letter.
var monthKeys = func() (keys [64][]int) {
	for _, m := range months {
		key, first := 0, -1
		for len(m) > 0 {
			letter, size := letterOf(m)
			if first < 0 {
				first = letter
			}
			key, m = key<<6|letter, m[size:]
		}
		keys[first] = append(keys[first], key)
	}
	return keys
}()

func isMonthKey(key int) bool { return slices.Contains(monthKeys[key>>12], key) }

// maySpoil is excelSpoils for all that is not simply a name.
func maySpoil(text []byte) bool {
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

// beginsTruth reports whether s begins with the letter of a truth value.
func beginsTruth(s []byte) bool {
	switch r, _ := utf8.DecodeRune(s); r {
	case 't', 'f', 'и', 'л', 'T', 'F', 'И', 'Л':
		return true
	}
	return false
}

func isTruthWord(s []byte) bool {
	if !beginsTruth(s) {
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
		if c := s[0]; c >= '0' && c <= '9' {
			run++
			longest = max(longest, run)
			s = s[1:]
			continue
		}
		r, size := utf8.DecodeRune(s)
		switch {
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
