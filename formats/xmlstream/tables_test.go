package xmlstream

import "strings"

type wellFormedCase struct{ doc, tokens string }

var wellFormed = []wellFormedCase{
	{`<a/>`, "0 1 start a\n2 1 end a\n"},
}

type malformedCase struct{ doc, code string }

var malformed = []malformedCase{
	{`<a>§`, "xml-truncated"},
}

func unmark(s string) string { return strings.Replace(s, "§", "", 1) }
