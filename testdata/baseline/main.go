// Command baseline is what one would write in an hour with encoding/xml, encoding/csv and encoding/json: nothing checked, nothing kept that
// the structs don't name, no positions, no totals. It is there to be measured against, and gives the same rows and the same money as obmen:
//
//	baseline IN.xml OUT.csv     either dialect as CSV
//	baseline IN.xml OUT.json    either dialect as invoices, .ndjson the same
package main

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

type product struct {
	Barcode    string `xml:"Barcode,attr"`
	Code       string `xml:"Code,attr"`
	Name       string `xml:"Name,attr"`
	ParentCode string `xml:"ParentCode,attr"`
	UnitCode   string `xml:"UnitCode,attr"`
	UnitName   string `xml:"UnitName,attr"`
	Price      string `xml:"Price,attr"`
	Comment    string `xml:"Comment,attr"`
	PriceType  string `xml:"PriceType,attr"`
}

type group struct {
	Code, Name, ParentCode string
}

type receipt struct {
	Head struct {
		Date, OrganizationCode, CashBoxCode, CashBoxName, StoreCode, StoreName, DocSum, DocSumWithDiscount, DocNum, PayCard, PayCash string
	}
	Products struct {
		Product []line
	}
}

type line struct {
	ProductCode, ProductName, UnitCode, Price, Discount, Quantity, Sum, SumWithDiscount string
}

// A sink takes what the document holds.
type sink interface {
	catalogue(date string) error
	product(group, product) error
	receipt(*receipt) error
	close() error
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: baseline IN.xml OUT.csv|OUT.json|OUT.ndjson")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	r, err := os.Open(in)
	if err != nil {
		return err
	}
	defer r.Close()
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<16)
	var s sink
	if strings.HasSuffix(out, ".csv") {
		s = newTable(w)
	} else {
		s = newInvoices(w, strings.HasSuffix(out, ".ndjson"))
	}
	if err := read(xml.NewDecoder(bufio.NewReaderSize(r, 1<<16)), s); err != nil {
		return err
	}
	if err := s.close(); err != nil {
		return err
	}
	return w.Flush()
}

func read(decoder *xml.Decoder, s sink) error {
	var in group
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "ProductsGroups":
			err = s.catalogue(attribute(start, "Date"))
		case "ProductGroup":
			in = group{attribute(start, "Code"), attribute(start, "Name"), attribute(start, "ParentCode")}
		case "Product":
			var p product
			if err := decoder.DecodeElement(&p, &start); err != nil {
				return err
			}
			err = s.product(in, p)
		case "Doc":
			var d receipt
			if err := decoder.DecodeElement(&d, &start); err != nil {
				return err
			}
			err = s.receipt(&d)
		}
		if err != nil {
			return err
		}
	}
}

func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// plain makes "1 303,90" 1303.90.
var plain = strings.NewReplacer(",", ".", " ", "", "\u00a0", "", "\u202f", "")
