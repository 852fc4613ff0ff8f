package folder

import (
	"fmt"
	"hash/fnv"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is how many bytes a name may have. It has no more units of UTF-16 than bytes, so that Windows takes it too.
const longest = 255

// longestEnding is how many bytes may stand behind a name's last point for it to be an ending.
const longestEnding = 16

// Suffixed returns name with " (n)" before its endings (.xml, .xml.gz, .csv.zst), cut before that at a rune's boundary so that it stays within 255 bytes.
func Suffixed(name string, n int) string {
	stem, endings := split(name)
	suffix := " (" + strconv.Itoa(n) + ")" + endings
	return cut(stem, longest-len(suffix)) + suffix
}

// split returns a name without its endings, and these: one, or two where the last is that of a compression.
func split(name string) (stem, endings string) {
	ending := endingOf(name)
	stem = name[:len(name)-len(ending)]
	switch strings.ToLower(ending) {
	case ".gz", ".zst", ".zip", ".bz2", ".xz":
		stem = stem[:len(stem)-len(endingOf(stem))]
	}
	return stem, name[len(stem):]
}

// endingOf returns what stands behind a name's last point, with it, where that looks like an ending: not the .2026 of a date, not a part of a sentence, not all of a
// name.
func endingOf(name string) string {
	ending := filepath.Ext(name)
	if len(ending) < 2 || len(ending) > longestEnding || len(ending) == len(name) || !utf8.ValidString(ending) {
		return ""
	}
	letters := false
	for _, r := range ending[1:] {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return ""
		}
		letters = letters || unicode.IsLetter(r)
	}
	if !letters {
		return ""
	}
	return ending
}

// cut returns the beginning of a name that has at most most bytes and ends with a whole rune.
func cut(name string, most int) string {
	if len(name) <= most {
		return name
	}
	most = max(most, 0)
	for most > 0 && !utf8.RuneStart(name[most]) {
		most--
	}
	return name[:most]
}

// Safe returns a name like name for a result that every platform takes, also when its folder is a share of another: what Windows refuses and what can't be seen
// becomes _, invalid UTF-8 becomes �, points and blanks at the end go, a device of Windows (con.csv, COM1, LPT¹, CONIN$) gets a _ in front, and what has more than 255 bytes is
// cut before its endings. Safe of a safe name is that name; it is never empty, . or .. .
func Safe(name string) string {
	name = strings.TrimRight(strings.Map(safeRune, strings.ToValidUTF8(name, "\uFFFD")), ". ")
	name = strings.TrimRight(shorten(name, longest), ". ")
	if name == "" {
		return "_"
	}
	if isDevice(name) {
		return "_" + shorten(name, longest-1)
	}
	return name
}

// safeRune is r, or _ where a platform refuses r or a person is deceived by it.
func safeRune(r rune) rune {
	if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) || isBidi(r) || strings.ContainsRune(`<>:"/\|?*`, r) {
		return '_'
	}
	return r
}

// isBidi reports whether r turns the direction of what follows, so that gpj.exe may look like exe.jpg.
func isBidi(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// shorten cuts a name before its endings.
func shorten(name string, most int) string {
	stem, endings := split(name)
	return cut(stem, most-len(endings)) + endings
}

// isDevice reports whether Windows takes a file of that name for a device: what counts is what stands before the first point.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	number, ok := strings.CutPrefix(stem, "COM")
	if !ok {
		number, ok = strings.CutPrefix(stem, "LPT")
	}
	r, size := utf8.DecodeRuneInString(number)
	return ok && size > 0 && size == len(number) && strings.ContainsRune("0123456789¹²³", r)
}

// Fit returns name with ending appended (NAME.error.json). Where the whole would have more than 255 bytes the name is cut and gets a ~ and a sum of all of it, so that two
// names don't become one.
func Fit(name, ending string) string {
	if len(name)+len(ending) <= longest {
		return name + ending
	}
	sum := fnv.New32a()
	io.WriteString(sum, name)
	mark := fmt.Sprintf("~%08x", sum.Sum32())
	ending = cut(ending, longest-len(mark))
	return cut(name, longest-len(mark)-len(ending)) + mark + ending
}

// Shown returns a name or a path as messages and tables show it: as it stands, or quoted as Go does where it has control characters, invalid UTF-8, what turns the
// direction of text or can't be seen, blanks at its ends, or nothing at all.
func Shown(name string) string {
	first, _ := utf8.DecodeRuneInString(name)
	last, _ := utf8.DecodeLastRuneInString(name)
	if name == "" || first == '"' || unicode.IsSpace(first) || unicode.IsSpace(last) || !utf8.ValidString(name) || strings.ContainsFunc(name, isUnseen) {
		return strconv.Quote(name)
	}
	return name
}

func isUnseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}
