package convert

import (
	"path/filepath"
	"strings"

	"obmen/formats"
	"obmen/formats/record"
)

// natural is the format that a kind is written in where only the kind is named.
var natural = map[record.DocKind]string{
	record.Nomenclature: "nomenclature-xml",
	record.Receipts:     "receipts-xml",
	record.Invoices:     "invoice-json",
}

// resolveTarget finds the format that a document of format from becomes, by --to, else by the name of the output. The
// words csv and xml mean the source's own kind, json means invoice-json from any kind.
func resolveTarget(to, output string, from record.Format) (record.Format, error) {
	word := strings.ToLower(to)
	if word == "" {
		if word = wordOf(output); word == "" {
			return record.Format{}, usage(noTarget, formats.Names())
		}
	}
	name := word
	switch word {
	case "csv":
		name = from.Kind.String() + "-csv"
	case "xml":
		if from.Kind == record.Invoices {
			return record.Format{}, misfit(noXMLInvoice)
		}
		name = from.Kind.String() + "-xml"
	case "json":
		name = "invoice-json"
	case "ndjson":
		name = "invoice-ndjson"
	case "nomenclature":
		name = natural[record.Nomenclature]
	case "receipts":
		name = natural[record.Receipts]
	case "invoice":
		name = natural[record.Invoices]
	}
	f, ok := formats.Lookup(name)
	if !ok {
		return record.Format{}, usage(formatUnknown, to, formats.Names())
	}
	if from.Kind == record.Nomenclature && f.Kind == record.Receipts {
		return record.Format{}, misfit(noSuchWay, from.Name, f.Name)
	}
	return f, nil
}

// ValidTarget refuses what --to does not take, whatever the document is.
func ValidTarget(to string) error {
	_, err := (&run{Job: Job{To: to}}).extension()
	return err
}

// wordOf returns what the ending of an output's name says of its format; empty where it says nothing.
func wordOf(output string) string {
	switch strings.ToLower(filepath.Ext(stripCompression(output))) {
	case ".csv":
		return "csv"
	case ".xml":
		return "xml"
	case ".json":
		return "json"
	case ".ndjson", ".jsonl":
		return "ndjson"
	}
	return ""
}

func stripCompression(name string) string {
	switch ext := filepath.Ext(name); strings.ToLower(ext) {
	case ".gz", ".zst":
		return strings.TrimSuffix(name, ext)
	}
	return name
}
