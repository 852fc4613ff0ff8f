package deliver

import (
	"bytes"
	"html"
	"strings"
	"unicode"
)

// mostText is how many characters of a service's text are shown.
const mostText = 300

// tidy makes a text fit for a message: one line without control characters, nor such as turn the direction of writing, shortened.
func tidy(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > mostText {
		return string(runes[:mostText]) + "…"
	}
	return text
}

// plainText is the title of a web page, or else its text without tags.
func plainText(page []byte) string {
	page = page[:min(len(page), mostWords)]
	lower := bytes.ToLower(page)
	if len(lower) == len(page) { // letters exist whose small ones are longer
		if from := bytes.Index(lower, []byte("<title")); from >= 0 {
			if to := bytes.Index(lower[from:], []byte("</title")); to >= 0 {
				page = page[from : from+to]
			}
		}
	}
	return tidy(html.UnescapeString(withoutTags(string(page))))
}

func withoutTags(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "<")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte(' ')
		if _, text, found = strings.Cut(rest, ">"); !found {
			return b.String()
		}
	}
}
