package caffesta

import (
	"bytes"
	"io"

	"obmen/formats/record"
)

const spec = "caffesta-api.md, Структура передаваемого JSON-объекта"

// JSON is invoice-json: one object, an array of objects where there are several invoices or none.
var JSON = record.Format{
	Name:      "invoice-json",
	About:     "Caffesta's incoming invoices",
	Spec:      spec,
	Kind:      record.Invoices,
	Ext:       ".json",
	Carries:   record.FieldNames(record.Invoices),
	Match:     func(head []byte) bool { return isJSON(head) && !isLines(head) },
	NewReader: func(r io.Reader, o record.Options) (record.Reader, error) { return NewReader(r, o), nil },
	NewWriter: func(w io.Writer, o record.Options) (record.Writer, error) { return NewWriter(w, o), nil },
	NewCutter: newCutter,
}

// NDJSON is invoice-ndjson: an object a line. It can be empty.
var NDJSON = record.Format{
	Name:      "invoice-ndjson",
	About:     "Caffesta's incoming invoices, an object a line",
	Spec:      spec,
	Kind:      record.Invoices,
	Ext:       ".ndjson",
	Carries:   record.FieldNames(record.Invoices),
	Match:     isLines,
	NewReader: func(r io.Reader, o record.Options) (record.Reader, error) { return NewLinesReader(r, o), nil },
	NewWriter: func(w io.Writer, o record.Options) (record.Writer, error) { return NewLinesWriter(w, o), nil },
	NewCutter: newCutter,
}

// isJSON reports whether head begins like a JSON object or an array of such. What is in it, the Reader finds out: it can say where a fault is.
func isJSON(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	if bytes.HasPrefix(head, []byte("[")) {
		head = bytes.TrimLeft(head[1:], " \t\r\n")
		return len(head) == 0 || head[0] == '{' || head[0] == ']'
	}
	return bytes.HasPrefix(head, []byte("{"))
}

// isLines reports whether head begins with a whole object on one line, as the lines of NDJSON do and JSON that is written for people does not.
func isLines(head []byte) bool {
	line, rest, ended := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), []byte{'\n'})
	line = bytes.TrimRight(line, " \t\r")
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return ended && len(line) > 1 && line[0] == '{' && line[len(line)-1] == '}' && (len(rest) == 0 || rest[0] == '{')
}
