package table

import (
	"fmt"
	"testing"

	"obmen/formats/formattest"
	"obmen/formats/record"
)

// cases are the ways to write a table that differ most; TestTexts goes through all of them.
func cases() []formattest.Case {
	var list []formattest.Case
	for _, c := range []record.CSVOptions{{}, {Dialect: record.ExcelRu, Headers: record.Russian}, {Headers: record.Russian, NoFormulaGuard: true}} {
		list = append(list, formattest.Case{Name: fmt.Sprintf("%+v", c), Options: record.Options{CSV: c}})
	}
	return list
}

func TestConformance(t *testing.T) {
	for _, f := range []record.Format{NomenclatureCSV, ReceiptsCSV, InvoiceCSV} {
		t.Run(f.Name, func(t *testing.T) { formattest.Run(t, f, cases()...) })
	}
}
