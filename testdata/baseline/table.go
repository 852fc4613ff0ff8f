package main

import (
	"encoding/csv"
	"io"
	"strconv"
)

// A table writes rows in the order of obmen's columns.
type table struct {
	w    *csv.Writer
	date string
	row  []string
}

func newTable(w io.Writer) *table { return &table{w: csv.NewWriter(w)} }

func (t *table) catalogue(date string) error {
	t.date = date
	return t.w.Write([]string{"Date", "GroupCode", "GroupName", "GroupParentCode", "Code", "Name", "Barcode", "ParentCode", "UnitCode", "UnitName", "Price", "PriceType", "Comment", "Extra"})
}

func (t *table) product(g group, p product) error {
	t.row = append(t.row[:0], t.date, g.Code, g.Name, g.ParentCode, p.Code, p.Name, p.Barcode, p.ParentCode, p.UnitCode, p.UnitName, plain.Replace(p.Price), p.PriceType, p.Comment, "")
	return t.w.Write(t.row)
}

func (t *table) receipt(r *receipt) error {
	if t.row == nil {
		if err := t.w.Write([]string{"Date", "OrganizationCode", "CashBoxCode", "CashBoxName", "StoreCode", "StoreName", "DocSum", "DocSumWithDiscount", "DocNum", "PayCard", "PayCash",
			"Line", "ProductCode", "ProductName", "UnitCode", "Price", "Discount", "Quantity", "Sum", "SumWithDiscount", "Extra"}); err != nil {
			return err
		}
	}
	h := &r.Head
	for i, l := range r.Products.Product {
		t.row = append(t.row[:0], h.Date, h.OrganizationCode, h.CashBoxCode, h.CashBoxName, h.StoreCode, h.StoreName, h.DocSum, h.DocSumWithDiscount, h.DocNum, h.PayCard, h.PayCash,
			strconv.Itoa(i+1), l.ProductCode, l.ProductName, l.UnitCode, l.Price, l.Discount, l.Quantity, l.Sum, l.SumWithDiscount, "")
		if err := t.w.Write(t.row); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) close() error {
	t.w.Flush()
	return t.w.Error()
}
