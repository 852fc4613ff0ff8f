package onec

import (
	"io"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
)

// Format is nomenclature-xml.
var Format = record.Format{
	Name:      "nomenclature-xml",
	About:     "1C's product catalogue for Kassatka",
	Spec:      "kassatka-1c-api.md, Отправка номенклатуры в Кассатку",
	Kind:      record.Nomenclature,
	Ext:       ".xml",
	Carries:   record.FieldNames(record.Nomenclature),
	Match:     xmlrecord.HasRoot("ProductsGroups"),
	NewReader: func(r io.Reader, o record.Options) (record.Reader, error) { return NewReader(r, o), nil },
	NewWriter: func(w io.Writer, o record.Options) (record.Writer, error) { return NewWriter(w, o), nil },
	NewCutter: newCutter,

	ChecksText: true,
}
