package main

import (
	"encoding/json"
	"io"
	"time"

	"github.com/shopspring/decimal"
)

type coded struct {
	RefCode string  `json:"ref_code"`
	Name    string  `json:"name,omitempty"`
	Parent  *string `json:"parent,omitempty"`
}

type storage struct {
	CafID int `json:"caf_id"`
}

type item struct {
	Amount       json.Number `json:"amount"`
	PackageCode  string      `json:"package_code"`
	ProductCode  string      `json:"product_code"`
	Price        json.Number `json:"price"`
	CafTaxID     int         `json:"caf_tax_id"`
	PriceWithTax json.Number `json:"price_with_tax"`
	Cost         json.Number `json:"cost"`
	CostWithTax  json.Number `json:"cost_with_tax"`
}

type price struct {
	CafShopID    int         `json:"caf_shop_id"`
	CafStorageID int         `json:"caf_storage_id"`
	Price        json.Number `json:"price"`
}

type good struct {
	RefCode          string  `json:"ref_code"`
	Type             string  `json:"type"`
	CancellationType int     `json:"cancellation_type"`
	ForSale          bool    `json:"for_sale"`
	Name             string  `json:"name"`
	Measure          string  `json:"measure"`
	Barcode          string  `json:"barcode,omitempty"`
	WeightInGram     int     `json:"weight_in_gram"`
	CafTaxID         int     `json:"caf_tax_id"`
	CategoryRefCode  string  `json:"category_ref_code"`
	UseDiscounts     bool    `json:"use_discounts"`
	WorkspaceRefCode string  `json:"workspace_ref_code"`
	Prices           []price `json:"prices"`
}

type invoice struct {
	Number     string      `json:"number"`
	Date       string      `json:"date"`
	Sum        json.Number `json:"sum"`
	Comment    string      `json:"comment"`
	Shipper    coded       `json:"shipper"`
	Storage    storage     `json:"storage"`
	Items      []item      `json:"items"`
	Categories []coded     `json:"categories"`
	Workspaces []coded     `json:"workspaces"`
	Packages   []coded     `json:"packages"`
	Products   []good      `json:"products"`
}

// invoices writes receipts as invoices, one each, and a catalogue as one invoice, which it holds in memory till the end.
type invoices struct {
	w         io.Writer
	lines     bool
	enc       *json.Encoder
	written   int
	catalog   *invoice
	byCode    map[string]int
	groupSeen map[string]bool
	packs     map[string]bool
}

func newInvoices(w io.Writer, lines bool) *invoices {
	s := &invoices{w: w, lines: lines, enc: json.NewEncoder(w)}
	s.enc.SetEscapeHTML(false)
	return s
}

func newInvoice(number, date, comment string) *invoice {
	return &invoice{
		Number: number, Date: date, Sum: "0", Comment: comment, Shipper: coded{RefCode: "obmen", Name: "obmen"},
		Workspaces: []coded{{RefCode: "obmen", Name: "obmen"}},
	}
}

func (s *invoices) write(v *invoice) error {
	mark := ","
	switch {
	case s.lines:
		mark = ""
	case s.written == 0:
		mark = "["
	}
	s.written++
	if _, err := io.WriteString(s.w, mark); err != nil {
		return err
	}
	return s.enc.Encode(v)
}

func (s *invoices) catalogue(date string) error {
	s.catalog = newInvoice("NOM-"+date, date+" 00:00", "")
	s.byCode, s.groupSeen, s.packs = map[string]int{}, map[string]bool{}, map[string]bool{}
	return nil
}

// pack is the measure of a unit by its code: kilograms, or pieces; of a pair there are two, each at half the price.
func pack(unit string) (measure string, amounts, prices decimal.Decimal) {
	one := decimal.NewFromInt(1)
	switch unit {
	case "166":
		return "kg", one, one
	case "715":
		return "pcs", decimal.NewFromInt(2), decimal.New(5, -1)
	}
	return "pcs", one, one
}

func scaled(text string, by decimal.Decimal) json.Number {
	if by.IntPart() == 1 {
		return number(text)
	}
	d, err := decimal.NewFromString(plain.Replace(text))
	if err != nil {
		return number(text)
	}
	return json.Number(d.Mul(by).Round(2).String())
}

func number(text string) json.Number { return json.Number(plain.Replace(text)) }

func (s *invoices) product(g group, p product) error {
	c := s.catalog
	at, known := s.byCode[p.Code]
	if !known {
		at = len(c.Products)
		s.byCode[p.Code] = at
		unit, _, _ := pack(p.UnitCode)
		c.Items = append(c.Items, item{Amount: "0", PackageCode: unit, ProductCode: p.Code, Price: "0", PriceWithTax: "0", Cost: "0", CostWithTax: "0"})
		c.Products = append(c.Products, good{RefCode: p.Code, Type: "product", CancellationType: 1, ForSale: true, Name: p.Name, Measure: unit, Barcode: p.Barcode,
			CategoryRefCode: g.Code, UseDiscounts: true, WorkspaceRefCode: "obmen", Prices: []price{}})
		if !s.groupSeen[g.Code] {
			s.groupSeen[g.Code] = true
			c.Categories = append(c.Categories, coded{RefCode: g.Code, Name: g.Name, Parent: &g.ParentCode})
		}
		if !s.packs[unit] {
			s.packs[unit] = true
			c.Packages = append(c.Packages, coded{RefCode: unit})
		}
	}
	if p.PriceType == "Розничная" && p.Price != "" {
		_, _, prices := pack(p.UnitCode)
		c.Products[at].Prices = append(c.Products[at].Prices, price{Price: scaled(p.Price, prices)})
	}
	return nil
}

func (s *invoices) receipt(r *receipt) error {
	date, err := time.Parse("2006-01-02T15:04:05-0700", r.Head.Date)
	if err != nil {
		return err
	}
	v := newInvoice(r.Head.DocNum, date.UTC().Format("2006-01-02 15:04"), r.Head.StoreName+", "+r.Head.CashBoxName)
	v.Sum = number(r.Head.DocSumWithDiscount)
	none := ""
	v.Categories = []coded{{RefCode: "none", Name: "Без группы", Parent: &none}}
	products, packs := map[string]bool{}, map[string]bool{}
	for _, l := range r.Products.Product {
		unit, amounts, prices := pack(l.UnitCode)
		v.Items = append(v.Items, item{Amount: scaled(l.Quantity, amounts), PackageCode: unit, ProductCode: l.ProductCode, Price: scaled(l.Price, prices), PriceWithTax: scaled(l.Price, prices),
			Cost: number(l.SumWithDiscount), CostWithTax: number(l.SumWithDiscount)})
		if !packs[unit] {
			packs[unit] = true
			v.Packages = append(v.Packages, coded{RefCode: unit})
		}
		if !products[l.ProductCode] {
			products[l.ProductCode] = true
			v.Products = append(v.Products, good{RefCode: l.ProductCode, Type: "product", CancellationType: 1, ForSale: true, Name: l.ProductName, Measure: unit,
				CategoryRefCode: "none", UseDiscounts: true, WorkspaceRefCode: "obmen", Prices: []price{{Price: scaled(l.Price, prices)}}})
		}
	}
	return s.write(v)
}

func (s *invoices) close() error {
	if s.catalog != nil {
		if err := s.write(s.catalog); err != nil {
			return err
		}
	}
	if s.lines {
		return nil
	}
	end := "]\n"
	if s.written == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(s.w, end)
	return err
}
