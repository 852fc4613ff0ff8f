package kassatka

import (
	"io"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
)

// Format is receipts-xml.
var Format = record.Format{
	Name:      "receipts-xml",
	About:     "Kassatka's receipts",
	Spec:      "kassatka-1c-api.md, Забрать результат обработки запроса",
	Kind:      record.Receipts,
	Ext:       ".xml",
	Carries:   record.FieldNames(record.Receipts),
	Match:     xmlrecord.HasRoot("Documents"),
	NewReader: func(r io.Reader, o record.Options) (record.Reader, error) { return NewReader(r, o), nil },
	NewWriter: func(w io.Writer, o record.Options) (record.Writer, error) { return NewWriter(w, o), nil },
	NewCutter: newCutter,

	ChecksText: true,
}
