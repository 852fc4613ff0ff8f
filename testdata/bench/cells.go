//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// A source is a made-up document: its kind, its shape and the format that it is written in. Row is what each of its rows has once,
// and nothing else: a row is a product of a nomenclature, a line of a receipt, an item of an invoice.
type source struct{ kind, shape, ext, row string }

var (
	nomenclatureXML = source{"nomenclature", "", "xml", "<Product "}
	nomenclatureCSV = source{"nomenclature", "", "csv", "\n"}
	distinctXML     = source{"nomenclature", "distinct", "xml", "<Product "}
	farApartXML     = source{"nomenclature", "far-apart", "xml", "<Product "}
	childrenXML     = source{"nomenclature", "children-first", "xml", "<Product "}
	receiptsXML     = source{"receipts", "", "xml", "<Product>"}
	receiptsCSV     = source{"receipts", "", "csv", "\n"}
	oneInvoiceJSON  = source{"invoice", "one-invoice", "json", `"amount":`}
	oneInvoiceCSV   = source{"invoice", "one-invoice", "csv", "\nitem,"}
	invoiceJSON     = source{"invoice", "", "json", `"amount":`}
	invoiceCSV      = source{"invoice", "", "csv", "\nitem,"}
)

// A cell is one conversion of the table, from a made-up input. Without an extension it is a check, which writes nothing.
type cell struct {
	name  string
	in    source
	ext   string
	flags []string
	jobs  []int // with which its instructions are counted
}

var cells = []cell{
	{"nomenclature-xml → nomenclature-xml", nomenclatureXML, "xml", nil, []int{1, 2}},
	{"nomenclature-xml → nomenclature-csv", nomenclatureXML, "csv", nil, []int{1, 2}},
	{"nomenclature-csv → nomenclature-xml", nomenclatureCSV, "xml", nil, []int{1}},
	{"nomenclature-xml → invoice-json", nomenclatureXML, "json", nil, []int{1}},
	{"nomenclature-xml → invoice-json, distinct products", distinctXML, "json", nil, nil},
	{"nomenclature-xml → invoice-json, one code far apart", farApartXML, "json", nil, []int{1}},
	{"nomenclature-xml → invoice-json, groups after children", childrenXML, "json", nil, nil},
	{"nomenclature-xml → invoice-ndjson", nomenclatureXML, "ndjson", nil, nil},
	{"nomenclature-xml → invoice-csv", nomenclatureXML, "csv", []string{"--to", "invoice-csv"}, nil},
	{"nomenclature-xml → items-csv", nomenclatureXML, "csv", []string{"--to", "items-csv"}, nil},
	{"nomenclature-csv → invoice-json", nomenclatureCSV, "json", nil, nil},
	{"receipts-xml → receipts-xml", receiptsXML, "xml", nil, []int{1}},
	{"receipts-xml → receipts-csv", receiptsXML, "csv", nil, []int{1, 2}},
	{"receipts-csv → receipts-xml", receiptsCSV, "xml", nil, []int{1, 2}},
	{"receipts-xml → invoice-json", receiptsXML, "json", nil, []int{1}},
	{"receipts-xml → invoice-ndjson, a day", receiptsXML, "ndjson", []string{"--group-by", "day"}, nil},
	{"receipts-xml → invoice-csv", receiptsXML, "csv", []string{"--to", "invoice-csv"}, nil},
	{"receipts-xml → nomenclature-xml", receiptsXML, "xml", []string{"--to", "nomenclature"}, nil},
	{"receipts-csv → invoice-json", receiptsCSV, "json", nil, []int{1}},
	{"invoice-json → invoice-json", invoiceJSON, "json", nil, []int{1}},
	{"invoice-json → invoice-csv", invoiceJSON, "csv", nil, []int{1}},
	{"invoice-csv → invoice-json", invoiceCSV, "json", nil, []int{1}},
	{"invoice-json → receipts-xml", invoiceJSON, "xml", []string{"--to", "receipts"}, []int{1}},
	{"invoice-json → invoice-json, one invoice", oneInvoiceJSON, "json", nil, nil},
	{"invoice-json → invoice-csv, one invoice", oneInvoiceJSON, "csv", nil, nil},
	{"invoice-csv → invoice-json, one invoice", oneInvoiceCSV, "json", nil, nil},
	{"invoice-json → items-csv, one invoice", oneInvoiceJSON, "csv", []string{"--to", "items-csv"}, nil},
	{"invoice-json → nomenclature-xml, one invoice", oneInvoiceJSON, "xml", []string{"--to", "nomenclature"}, nil},
	{"check receipts-xml", receiptsXML, "", nil, nil},
	{"check nomenclature-xml", distinctXML, "", nil, nil},
}

func cellNamed(name string) cell {
	for _, c := range cells {
		if c.name == name {
			return c
		}
	}
	panic("no cell is called " + name)
}

// sources are those of the cells, each once, in the cells' order.
func sources(list []cell) []source {
	var found []source
	seen := map[source]bool{}
	for _, c := range list {
		if !seen[c.in] {
			seen[c.in] = true
			found = append(found, c.in)
		}
	}
	return found
}

// args of the process that does the cell, in jobs lanes; 0 leaves them to the program.
func (c cell) args(in, out string, jobs int) []string {
	args := []string{"check", in, "--quiet"}
	if c.ext != "" {
		args = append([]string{"convert", in, "-o", out, "--quiet"}, c.flags...)
	}
	if jobs > 0 {
		args = append(args, "--jobs", fmt.Sprint(jobs))
	}
	return args
}

// An input is a source that was made at a size.
type input struct {
	source
	mib  int64
	path string
	size int64
	rows int64
}

func (b *bench) make(s source, mib int64) (input, error) {
	in := input{source: s, mib: mib, path: filepath.Join(b.dir, fmt.Sprintf("%s-%s-%d.%s", s.kind, s.shape, mib, s.ext))}
	args := []string{"generate", s.kind, "--generator", "1", "--bytes", fmt.Sprintf("%dMiB", mib), "--to", s.ext, "-o", in.path}
	if s.shape != "" {
		args = append(args, "--shape", s.shape)
	}
	if _, err := b.measure(b.obmen, args...); err != nil {
		return in, err
	}
	info, err := os.Stat(in.path)
	if err != nil {
		return in, err
	}
	in.size = info.Size()
	in.rows, err = count(in.path, s.row)
	if s.row == "\n" {
		in.rows-- // the header
	}
	return in, err
}

func (in input) remove() { os.Remove(in.path) }

// count says how often the text stands in the file.
func count(path, text string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	buffer := make([]byte, 1<<18)
	n, kept := int64(0), 0
	for {
		got, err := io.ReadFull(f, buffer[kept:])
		text, all := []byte(text), buffer[:kept+got]
		n += int64(bytes.Count(all, text))
		kept = copy(buffer, all[max(0, len(all)-len(text)+1):])
		if err != nil {
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				err = nil
			}
			return n, err
		}
	}
}
