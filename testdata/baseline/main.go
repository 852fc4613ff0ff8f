// Command baseline is what one would write in an afternoon: encoding/xml, encoding/csv and encoding/json, nothing checked, nothing kept that the structs
// don't name. It is there to be measured against: baseline IN.xml OUT.csv, for either dialect.
package main

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
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

type receipt struct {
	Head struct {
		Date, OrganizationCode, CashBoxCode, CashBoxName, StoreCode, StoreName, DocSum, DocSumWithDiscount, DocNum, PayCard, PayCash string
	}
	Products struct {
		Product []struct {
			ProductCode, ProductName, UnitCode, Price, Discount, Quantity, Sum, SumWithDiscount string
		}
	}
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: baseline IN.xml OUT.csv")
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
	w := csv.NewWriter(f)
	decoder := xml.NewDecoder(r)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			w.Flush()
			return w.Error()
		}
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := element(decoder, start, w); err != nil {
				return err
			}
		}
	}
}

func element(decoder *xml.Decoder, start xml.StartElement, w *csv.Writer) error {
	switch start.Name.Local {
	case "Product":
		var p product
		if err := decoder.DecodeElement(&p, &start); err != nil {
			return err
		}
		return w.Write([]string{p.Code, p.Name, p.Barcode, p.ParentCode, p.UnitCode, p.UnitName, p.Price, p.PriceType, p.Comment})
	case "Doc":
		var d receipt
		if err := decoder.DecodeElement(&d, &start); err != nil {
			return err
		}
		h := &d.Head
		for i, l := range d.Products.Product {
			if err := w.Write([]string{
				h.Date, h.OrganizationCode, h.CashBoxCode, h.CashBoxName, h.StoreCode, h.StoreName, h.DocSum, h.DocSumWithDiscount, h.DocNum, h.PayCard, h.PayCash,
				fmt.Sprint(i + 1), l.ProductCode, l.ProductName, l.UnitCode, l.Price, l.Discount, l.Quantity, l.Sum, l.SumWithDiscount,
			}); err != nil {
				return err
			}
		}
	}
	return nil
}
