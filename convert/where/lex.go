package where

import (
	"strings"
	"unicode/utf8"
)

// A token of XPath 1.0 (3.7).
type token struct {
	kind tokenKind
	text string
	pos  int // byte offset in the expression
}

type tokenKind uint8

const (
	tokEnd      tokenKind = iota
	tokName               // a name test: a, a:b, *, a:*
	tokAxis               // a name before ::
	tokFunction           // a name before (
	tokNodeType           // comment, text, processing-instruction, node before (
	tokOperator           // and or mod div * / // | + - = != < <= > >=
	tokPunct              // ( ) [ ] . .. @ , ::
	tokLiteral
	tokNumber
)

// lex parts an expression into tokens.
func lex(expr string) ([]token, error) {
	var list []token
	for pos := 0; ; {
		for pos < len(expr) && strings.IndexByte(" \t\r\n", expr[pos]) >= 0 {
			pos++
		}
		if pos == len(expr) {
			return append(list, token{kind: tokEnd, pos: pos}), nil
		}
		t := next(expr[pos:], operatorMayFollow(list))
		t.pos = pos
		if t.kind == tokEnd {
			return nil, malformed(expr, pos, "unexpected "+firstRune(expr[pos:]))
		}
		list = append(list, t)
		pos += len(t.text)
	}
}

func firstRune(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

// operatorMayFollow: "If there is a preceding token and the preceding token is not one of @, ::, (, [, , or an Operator, then a * must be
// recognized as a MultiplyOperator and an NCName must be recognized as an OperatorName."
func operatorMayFollow(before []token) bool {
	if len(before) == 0 {
		return false
	}
	last := before[len(before)-1]
	switch last.kind {
	case tokOperator:
		return false
	case tokPunct:
		return last.text == ")" || last.text == "]" || last.text == "." || last.text == ".."
	}
	return true
}

var symbols = []struct {
	text string
	kind tokenKind
}{
	{"//", tokOperator}, {"!=", tokOperator}, {"<=", tokOperator}, {">=", tokOperator}, {"..", tokPunct}, {"::", tokPunct},
	{"/", tokOperator}, {"|", tokOperator}, {"+", tokOperator}, {"-", tokOperator}, {"=", tokOperator}, {"<", tokOperator}, {">", tokOperator},
	{"(", tokPunct}, {")", tokPunct}, {"[", tokPunct}, {"]", tokPunct}, {"@", tokPunct}, {",", tokPunct}, {".", tokPunct},
}

// next returns the token that s begins with; tokEnd where there is none.
func next(s string, operator bool) token {
	switch c := s[0]; {
	case c == '"' || c == '\'':
		if end := strings.IndexByte(s[1:], c); end >= 0 {
			return token{kind: tokLiteral, text: s[:end+2]}
		}
		return token{}
	case isDigit(c) || c == '.' && len(s) > 1 && isDigit(s[1]):
		return token{kind: tokNumber, text: s[:numberLen(s)]}
	case c == '*' && operator:
		return token{kind: tokOperator, text: "*"}
	case c == '*':
		return token{kind: tokName, text: "*"}
	}
	for _, y := range symbols {
		if strings.HasPrefix(s, y.text) {
			return token{kind: y.kind, text: y.text}
		}
	}
	return nextName(s, operator)
}

func nextName(s string, operator bool) token {
	name := s[:nameLen(s)]
	if name == "" {
		return token{}
	}
	if operator {
		switch name {
		case "and", "or", "mod", "div":
			return token{kind: tokOperator, text: name}
		}
		return token{}
	}
	rest := s[len(name):]
	if strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "::") {
		local := strings.HasPrefix(rest, ":*")
		n := nameLen(rest[1:])
		if local {
			n = 1
		}
		if n == 0 {
			return token{}
		}
		name, rest = s[:len(name)+1+n], rest[1+n:]
		if local {
			return token{kind: tokName, text: name}
		}
	}
	return token{kind: kindOfName(name, strings.TrimLeft(rest, " \t\r\n")), text: name}
}

func kindOfName(name, rest string) tokenKind {
	switch {
	case strings.HasPrefix(rest, "::"):
		return tokAxis
	case !strings.HasPrefix(rest, "("):
		return tokName
	}
	switch name {
	case "comment", "text", "processing-instruction", "node":
		return tokNodeType
	}
	return tokFunction
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func numberLen(s string) int {
	n, point := 0, false
	for n < len(s) && (isDigit(s[n]) || s[n] == '.' && !point) {
		point = point || s[n] == '.'
		n++
	}
	return n
}

// nameLen returns the length of the NCName that s begins with. It is generous beyond ASCII: a name that no document can have selects nothing.
func nameLen(s string) int {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_' || r >= 0x80 && r != '\u00a0' && r != utf8.RuneError
		if !letter && (i == 0 || !(r >= '0' && r <= '9' || r == '-' || r == '.')) {
			return i
		}
	}
	return len(s)
}

// malformed says what is wrong at a byte offset of expr.
func malformed(expr string, pos int, what string) error {
	return Malformed.Fault(what, utf8.RuneCountInString(expr[:min(pos, len(expr))])+1)
}
