// Package formats is the list of the formats, in the order in which they are tried on a document. To add one, add a line.
package formats

import (
	"strings"

	"obmen/formats/caffesta"
	"obmen/formats/kassatka"
	"obmen/formats/onec"
	"obmen/formats/record"
	"obmen/formats/table"
)

// All returns the formats. The order is that of detection and of every list that people see.
func All() []record.Format {
	return []record.Format{
		onec.Format,
		table.NomenclatureCSV,
		kassatka.Format,
		table.ReceiptsCSV,
		caffesta.JSON,
		caffesta.NDJSON,
		table.InvoiceCSV,
		table.ItemsCSV,
	}
}

// Lookup returns the format of that name.
func Lookup(name string) (record.Format, bool) {
	for _, f := range All() {
		if f.Name == name {
			return f, true
		}
	}
	return record.Format{}, false
}

// Names lists the names of the formats for a message.
func Names() string {
	var names []string
	for _, f := range All() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// Detect finds out the format of a document that begins with head: UTF-8, without a BOM, up to 64 KiB.
func Detect(head []byte) (record.Format, bool) {
	for _, f := range All() {
		if f.Match(head) {
			return f, true
		}
	}
	return record.Format{}, false
}
