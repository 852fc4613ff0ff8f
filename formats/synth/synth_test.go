package synth

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"obmen/formats/record"
)

// all gives each record of o to see.
func all(t testing.TB, o Options, see func(record.Record)) {
	t.Helper()
	for r, err := range record.All(NewReader(o)) {
		if err != nil {
			t.Fatal(err)
		}
		see(r)
	}
}

// TestGolden holds the records of each shape still: whoever changes what a seed gives must say so here, and measure anew.
func TestGolden(t *testing.T) {
	for _, c := range []struct {
		name, want string
		o          Options
	}{
		{"nomenclature", "4077 2554fbda34c776d1", Options{Kind: record.Nomenclature, Seed: 1}},
		{"nomenclature, another seed", "4161 889435ce43ecc50a", Options{Kind: record.Nomenclature, Seed: 2}},
		{"nomenclature, far apart, children first", "3548 a2897287ef8c4c3f", Options{Kind: record.Nomenclature, Seed: 1, Products: 2000, FarApart: true, GroupsAfterChildren: true}},
		{"receipts", "467 d2e26650426d0a4f", Options{Kind: record.Receipts, Seed: 1}},
		{"receipts, far apart", "500 430cf346f7c5aa37", Options{Kind: record.Receipts, Seed: 1, Receipts: 500, Distinct: 3000, FarApart: true}},
		{"invoices", "2735 51064490735a4be7", Options{Kind: record.Invoices, Seed: 1}},
		{"one invoice", "7056 ca06ce7429f5c50d", Options{Kind: record.Invoices, Seed: 1, Items: 5000, Distinct: 2000}},
		{"2: nomenclature", "4078 8bb98dda0a3e3ae4", Options{Version: 2, Kind: record.Nomenclature, Seed: 1}},
		{"2: nomenclature, groups and price types", "3715 7901873ccfa9bd4d", Options{Version: 2, Kind: record.Nomenclature, Seed: 2, Products: 900, Groups: 17, PriceTypes: []string{"a", "b", "c", "d", "e"}}},
		{"2: nomenclature, far apart, children first", "3212 1a7ac25332a90576", Options{Version: 2, Kind: record.Nomenclature, Seed: 1, Products: 2000, FarApart: true, GroupsAfterChildren: true}},
		{"2: receipts", "504 024d78660c002b70", Options{Version: 2, Kind: record.Receipts, Seed: 1}},
		{"2: receipts, all said", "700 5596fb966b6e3ec9", Options{Version: 2, Kind: record.Receipts, Seed: 7, Receipts: 700, Lines: 9, Days: 31, Stores: 12, Returns: 40, Distinct: 5000, Groups: 50, From: time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC)}},
		{"2: receipts, far apart", "500 fd143cdb6ceb7727", Options{Version: 2, Kind: record.Receipts, Seed: 1, Receipts: 500, Distinct: 3000, FarApart: true}},
		{"2: invoices", "2703 f4c94dc2a0dc83e3", Options{Version: 2, Kind: record.Invoices, Seed: 1}},
		{"2: invoices, all said", "2406 3359de53371959d2", Options{Version: 2, Kind: record.Invoices, Seed: 1, Invoices: 40, Lines: 30, Days: 7, Distinct: 300, Groups: 9}},
		{"2: one invoice", "7056 0c5d54e25e53be4c", Options{Version: 2, Kind: record.Invoices, Seed: 1, Items: 5000, Distinct: 2000}},
	} {
		h := sha256.New()
		n := 0
		var buf []byte
		all(t, c.o, func(r record.Record) {
			buf = record.AppendRecord(buf[:0], r)
			h.Write(buf)
			n++
		})
		if got := fmt.Sprintf("%d %s", n, hex.EncodeToString(h.Sum(nil)[:8])); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestBytes(t *testing.T) {
	for _, kind := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
		for _, want := range []int64{1 << 18, 1 << 22} {
			for _, far := range []bool{false, true} {
				got := int64(0)
				for version := 1; version <= Versions; version++ {
					got = 0
					all(t, Options{Version: version, Kind: kind, Seed: 3, Bytes: want, FarApart: far}, func(r record.Record) { got += int64(len(asText(r))) })
					if got < want*85/100 || got > want*115/100 {
						t.Errorf("version %d, %v: %d bytes, want about %d", version, kind, got, want)
					}
				}
			}
		}
	}
}

// asText writes r as the services do, near enough to weigh it.
func asText(r record.Record) string {
	esc := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace
	switch r := r.(type) {
	case *record.Group:
		return fmt.Sprintf("  <ProductGroup Code=%q Name=%q ParentCode=%q>\n    <Products>\n    </Products>\n  </ProductGroup>\n", r.Code, r.Name, r.ParentCode)
	case *record.Product:
		return fmt.Sprintf(`      <Product Barcode="%s" Code="%s" Name="%s" ParentCode="%s" UnitCode="%s" UnitName="%s" Price="%s" Comment="%s" PriceType="%s"/>`+"\n",
			r.Barcode, r.Code, esc(string(r.Name)), r.ParentCode, r.UnitCode, r.UnitName, r.Price.Append1C(nil), esc(string(r.Comment)), r.PriceType)
	case *record.Receipt:
		s := fmt.Sprintf("  <Doc>\n    <Head>\n      <Date>%s</Date>\n      <OrganizationCode>%s</OrganizationCode>\n      <CashBoxCode>%s</CashBoxCode>\n      <CashBoxName>%s</CashBoxName>\n"+
			"      <StoreCode>%s</StoreCode>\n      <StoreName>%s</StoreName>\n      <DocSum>%s</DocSum>\n      <DocSumWithDiscount>%s</DocSumWithDiscount>\n      <DocNum>%s</DocNum>\n"+
			"      <PayCard>%s</PayCard>\n      <PayCash>%s</PayCash>\n    </Head>\n    <Products>\n    </Products>\n  </Doc>\n",
			r.Date, r.OrganizationCode, r.CashBoxCode, r.CashBoxName, r.StoreCode, esc(string(r.StoreName)), r.DocSum, r.DocSumWithDiscount, r.DocNum, r.PayCard, r.PayCash)
		for _, l := range r.Lines {
			s += fmt.Sprintf("      <Product>\n        <ProductCode>%s</ProductCode>\n        <ProductName>%s</ProductName>\n        <UnitCode>%s</UnitCode>\n        <Price>%s</Price>\n"+
				"        <Discount>%s</Discount>\n        <Quantity>%s</Quantity>\n        <Sum>%s</Sum>\n        <SumWithDiscount>%s</SumWithDiscount>\n      </Product>\n",
				l.ProductCode, esc(string(l.ProductName)), l.UnitCode, l.Price, l.Discount, l.Quantity, l.Sum, l.SumWithDiscount)
		}
		return s
	case *record.Invoice:
		return fmt.Sprintf(`{ "number": %q, "date": %q, "sum": %s, "comment": %q, "shipper": { "ref_code": %q, "name": %q }, "storage": { "caf_id": %s }, `+
			`"items": [ ], "categories": [ ], "workspaces": [ ], "packages": [ ], "products": [ ] },`+strings.Repeat(" ", 100), r.Number, r.Date, r.Sum, r.Comment, r.ShipperCode, r.ShipperName, r.StorageID)
	case *record.Item:
		return indented(fmt.Sprintf(`{"amount": %s,"package_code": %q,"product_code": %q,"price": %s,"caf_tax_id": %s,"price_with_tax": %s,"cost": %s,"cost_with_tax": %s},`,
			r.Amount, r.PackageCode, r.ProductCode, r.Price, r.TaxID, r.PriceWithTax, r.Cost, r.CostWithTax))
	case *record.Category:
		return indented(fmt.Sprintf(`{"ref_code": %q,"name": %q,"parent": %q},`, r.RefCode, r.Name, r.Parent))
	case *record.InvoiceProduct:
		s := fmt.Sprintf(`{"ref_code": %q,"type": %q,"cancellation_type": %s,"for_sale": true,"name": %q,"measure": %q,"barcode": %q,"country": %q,"weight_in_gram": %s,"caf_tax_id": %s,`+
			`"category_ref_code": %q,"use_discounts": true,"workspace_ref_code": %q,"prices": [],`, r.RefCode, r.Type, r.CancellationType, r.Name, r.Measure, r.Barcode, r.Country, r.WeightInGram, r.TaxID,
			r.CategoryCode, r.WorkspaceCode)
		for _, p := range r.Prices {
			s += fmt.Sprintf(`  {"caf_shop_id": %s,"caf_storage_id": %s,"price": %s},`, p.ShopID, p.StorageID, p.Price)
		}
		return indented(s)
	}
	return ""
}

// indented gives each value a line of its own.
func indented(s string) string {
	return strings.NewReplacer("{", "    {\n      ", ",", ",\n      ", "}", "\n    }").Replace(s)
}

func TestCatalogueIsSound(t *testing.T) {
	for _, o := range []Options{{Products: 9000}, {Products: 9000, FarApart: true}, {Products: 9000, GroupsAfterChildren: true}, {Products: 1}, {Distinct: 25},
		{Version: 2, Products: 9000}, {Version: 2, Products: 9000, FarApart: true}, {Version: 2, Products: 9000, GroupsAfterChildren: true}, {Version: 2, Products: 1}, {Version: 2, Distinct: 25},
		{Version: 2, Products: 900, Groups: 7}, {Version: 2, Products: 30, Groups: 70}, {Version: 2, Products: 300, Groups: 300, PriceTypes: DefaultPriceTypes()}} {
		o.Kind, o.Seed = record.Nomenclature, 7
		barcodes, codes, groups := map[string]string{}, map[string]string{}, map[string]string{}
		prices := map[string]bool{}
		var group record.Group
		all(t, o, func(r record.Record) {
			switch r := r.(type) {
			case *record.Group:
				group = *record.Clone(r).(*record.Group)
				parent, known := groups[string(r.ParentCode)]
				if !o.FarApart && string(r.ParentCode) != "none" && known == o.GroupsAfterChildren {
					t.Fatalf("group %s: its parent %s %s came before: %v", r.Code, r.ParentCode, parent, known)
				}
				if was, ok := groups[string(r.Code)]; ok && was != string(r.Name) {
					t.Fatalf("group %s is %s and %s", r.Code, was, r.Name)
				}
				groups[string(r.Code)] = string(r.Name)
			case *record.Product:
				checkProduct(t, r, &group)
				rest := fmt.Sprintf("%s|%s|%s|%s", r.Name, r.Barcode, r.UnitCode, group.Code)
				if was, ok := codes[string(r.Code)]; ok && was != rest {
					t.Fatalf("product %s is %s and %s", r.Code, was, rest)
				}
				codes[string(r.Code)] = rest
				if was, ok := barcodes[string(r.Barcode)]; ok && len(r.Barcode) > 0 && was != string(r.Code) {
					t.Fatalf("barcode %s is of %s and %s", r.Barcode, was, r.Code)
				}
				barcodes[string(r.Barcode)] = string(r.Code)
				if key := string(r.Code) + "|" + string(r.PriceType); prices[key] {
					t.Fatalf("%s twice", key)
				} else {
					prices[key] = true
				}
			}
		})
		if want := max(o.Products, o.Distinct); int64(len(codes)) != want {
			t.Errorf("%+v: %d products", o, len(codes))
		}
		if o.Groups > 0 && int64(len(groups)) != o.Groups+1 {
			t.Errorf("%+v: %d groups", o, len(groups))
		}
		for code := range codes {
			if groups[code] != "" {
				t.Errorf("code %s is a product's and a group's", code)
			}
		}
	}
}

func checkProduct(t *testing.T, r *record.Product, group *record.Group) {
	t.Helper()
	if b := r.Barcode; len(b) > 0 && (len(b) != 13 || b[12] != checkDigit(b[:12]) || (b[0] == '2') != (string(r.UnitCode) == "166" || string(r.UnitCode) == "112")) {
		t.Fatalf("barcode %s of a product in %s", b, r.UnitName)
	}
	if want := string(group.Code); string(r.ParentCode) != want && (want != "none" || len(r.ParentCode) > 0) {
		t.Fatalf("a product of %q in group %q", r.ParentCode, want)
	}
	if r.Price.IsSet() != (len(r.PriceType) > 0) || r.Price.IsSet() && r.Price.Sign() <= 0 {
		t.Fatalf("price %q of type %q", r.Price, r.PriceType)
	}
}

func TestFarApart(t *testing.T) {
	at, least, n := map[string]int{}, 1<<30, 0
	all(t, Options{Kind: record.Nomenclature, Products: 3000, FarApart: true}, func(r record.Record) {
		p, ok := r.(*record.Product)
		if !ok {
			return
		}
		n++
		if was, ok := at[string(p.Code)]; ok {
			least = min(least, n-was)
		}
		at[string(p.Code)] = n
	})
	if least < 500 { // a fifth of the products has a third price
		t.Errorf("rows of a code only %d apart", least)
	}
	sold := map[string]bool{}
	lines := 0
	all(t, Options{Kind: record.Receipts, Receipts: 2000, Distinct: 4000, FarApart: true}, func(r record.Record) {
		for _, l := range r.(*record.Receipt).Lines {
			if lines++; lines <= 4000 && sold[string(l.ProductCode)] {
				t.Fatalf("%s sold twice in %d lines", l.ProductCode, lines)
			}
			sold[string(l.ProductCode)] = true
		}
	})
	if len(sold) != 4000 {
		t.Errorf("%d products sold in %d lines", len(sold), lines)
	}
}

func TestReceiptsAddUp(t *testing.T) {
	nums, last, discounts, mixed, weighed := map[string]bool{}, "", 0, 0, 0
	all(t, Options{Kind: record.Receipts, Seed: 5, Receipts: 3000}, func(rec record.Record) {
		r := rec.(*record.Receipt)
		sum, paid := record.NewNumber(0, 0), record.NewNumber(0, 0)
		for _, l := range r.Lines {
			if !l.Price.Mul(l.Quantity).Fix(2).Equal(l.Sum) || !l.Sum.Sub(l.Discount).Equal(l.SumWithDiscount) || l.SumWithDiscount.Sign() <= 0 {
				t.Fatalf("%s × %s = %s - %s = %s", l.Price, l.Quantity, l.Sum, l.Discount, l.SumWithDiscount)
			}
			if sum, paid = sum.Add(l.Sum), paid.Add(l.SumWithDiscount); l.Quantity.Scale() > 0 {
				weighed++
			}
		}
		if !sum.Equal(r.DocSum) || !paid.Equal(r.DocSumWithDiscount) || !paid.Equal(r.PayCard.Add(r.PayCash)) || len(r.Lines) < 1 || len(r.Lines) > 12 {
			t.Fatalf("%s: %s %s %s %s", r.DocNum, r.DocSum, r.DocSumWithDiscount, r.PayCard, r.PayCash)
		}
		if !r.DocSum.Equal(r.DocSumWithDiscount) {
			discounts++
		}
		if !r.PayCard.IsZero() && !r.PayCash.IsZero() {
			mixed++
		}
		checkHead(t, r, nums, last)
		last = string(r.Date)
	})
	if discounts < 300 || mixed < 20 || weighed < 500 {
		t.Errorf("%d discounts, %d paid both ways, %d lines by weight", discounts, mixed, weighed)
	}
}

func checkHead(t *testing.T, r *record.Receipt, nums map[string]bool, last string) {
	t.Helper()
	d, ok, err := record.ParseDate(r.Date)
	if err != nil || !ok || !d.HasOffset || d.Time.Hour() < 6 || d.Time.Hour() >= 18 || string(r.Date) < last || !bytes.HasSuffix(r.Date, []byte("+0000")) {
		t.Fatalf("date %s after %s: %v", r.Date, last, err)
	}
	if len(r.DocNum) != 24 || nums[string(r.DocNum)] || strings.Trim(string(r.DocNum), "0123456789abcdef") != "" {
		t.Fatalf("number %s", r.DocNum)
	}
	nums[string(r.DocNum)] = true
}

// TestOneSeedFitsTogether looks receipts up in the catalogue of the same seed, and in that of another.
func TestOneSeedFitsTogether(t *testing.T) {
	names, retail := map[string]string{}, map[string]string{}
	all(t, Options{Kind: record.Nomenclature, Seed: 9, Products: 1000}, func(r record.Record) {
		if p, ok := r.(*record.Product); ok {
			names[string(p.Code)] = strings.Replace(string(p.Name), "№", "", 1)
			if string(p.PriceType) == "Розничная" {
				retail[string(p.Code)] = p.Price.Trim().String()
			}
		}
	})
	strangers := func(seed uint64) (n int) {
		all(t, Options{Kind: record.Receipts, Seed: seed, Receipts: 300}, func(r record.Record) {
			for _, l := range r.(*record.Receipt).Lines {
				price, priced := retail[string(l.ProductCode)]
				if names[string(l.ProductCode)] != string(l.ProductName) || priced && price != l.Price.Trim().String() {
					n++
				}
			}
		})
		return n
	}
	if n := strangers(9); n != 0 {
		t.Errorf("%d lines of products that the catalogue does not have so", n)
	}
	if n := strangers(10); n == 0 {
		t.Error("another seed sells the same products")
	}
}

func TestInvoicesAreSound(t *testing.T) {
	for _, o := range []Options{{Bytes: 1 << 20}, {Items: 3000, Distinct: 1200}, {Items: 10}} {
		o.Kind, o.Seed = record.Invoices, 4
		var i *invoice
		invoices := 0
		all(t, o, func(r record.Record) {
			if h, ok := r.(*record.Invoice); ok {
				i.finish(t)
				invoices++
				i = &invoice{sum: h.Sum, last: record.KindInvoice, have: map[string]bool{}, want: map[string]bool{}}
			}
			i.see(t, r)
		})
		i.finish(t)
		if o.Items > 0 && invoices != 1 || o.Items == 0 && invoices < 10 {
			t.Errorf("%+v: %d invoices", o, invoices)
		}
	}
}

// An invoice is what its parts must come to.
type invoice struct {
	last       record.Kind
	sum        record.Number
	have, want map[string]bool // references
}

func (i *invoice) see(t *testing.T, r record.Record) {
	t.Helper()
	if r.Kind() < i.last {
		t.Fatalf("%s after %s", r.Kind(), i.last)
	}
	i.last = r.Kind()
	switch r := r.(type) {
	case *record.Item:
		i.sum = i.sum.Sub(r.CostWithTax)
		i.want["product "+string(r.ProductCode)], i.want["package "+string(r.PackageCode)] = true, true
		vat := r.CostWithTax.Mul(record.NewNumber(map[string]int64{"1": 20, "2": 10}[r.TaxID.String()], 0)).Quo(record.NewNumber(map[string]int64{"1": 120, "2": 110}[r.TaxID.String()], 0), 2)
		if !r.Cost.Add(vat).Equal(r.CostWithTax) || !r.Cost.Quo(r.Amount, 2).Equal(r.Price) || !r.CostWithTax.Quo(r.Amount, 2).Equal(r.PriceWithTax) {
			t.Fatalf("%+v, VAT %s", r, vat)
		}
	case *record.Category:
		if r.Parent != nil && !i.have["category "+string(r.Parent)] {
			t.Fatalf("category %s comes before its parent %s", r.RefCode, r.Parent)
		}
		i.add(t, "category "+string(r.RefCode))
	case *record.Workspace:
		i.add(t, "workspace "+string(r.RefCode))
	case *record.Package:
		i.add(t, "package "+string(r.RefCode))
	case *record.InvoiceProduct:
		i.add(t, "product "+string(r.RefCode))
		i.want["category "+string(r.CategoryCode)], i.want["workspace "+string(r.WorkspaceCode)] = true, true
	}
}

func (i *invoice) add(t *testing.T, ref string) {
	t.Helper()
	if i.have[ref] {
		t.Fatalf("%s twice", ref)
	}
	i.have[ref] = true
}

func (i *invoice) finish(t *testing.T) {
	t.Helper()
	if i == nil {
		return
	}
	if !i.sum.IsZero() {
		t.Fatalf("the sum is %s too high", i.sum)
	}
	for ref := range i.want {
		if !i.have[ref] {
			t.Fatalf("%s is not there", ref)
		}
	}
}

func TestDepartmentsAreNumberedFromTheTop(t *testing.T) {
	for _, d := range departments {
		chain := []int{0}
		for i, s := range d.shelves {
			for chain[len(chain)-1] != s.parent {
				if chain = chain[:len(chain)-1]; len(chain) == 0 {
					t.Fatalf("%s: %s comes neither under nor after what stands before it", d.name, s.group)
				}
			}
			chain = append(chain, i+1)
		}
	}
}

func TestReadersDoNotAllocate(t *testing.T) {
	for _, o := range []Options{{Kind: record.Nomenclature}, {Kind: record.Nomenclature, FarApart: true}, {Kind: record.Receipts}, {Kind: record.Invoices}, {Kind: record.Invoices, Items: 100_000},
		{Version: 2, Kind: record.Nomenclature}, {Version: 2, Kind: record.Receipts, ReturnsPerMillion: 100_000}, {Version: 2, Kind: record.Invoices}} {
		o.Bytes = 16 << 20
		r := NewReader(o)
		read := func() {
			if _, err := r.Read(); err != nil {
				t.Fatal(err)
			}
		}
		for range 3000 {
			read()
		}
		if n := testing.AllocsPerRun(3000, read); n != 0 {
			t.Errorf("%+v: %v allocations a record", o, n)
		}
	}
}

func TestTheEndStaysTheEnd(t *testing.T) {
	for _, kind := range []record.DocKind{0, record.Nomenclature, record.Receipts, record.Invoices} {
		r := NewReader(Options{Kind: kind, Bytes: 2000})
		for _, err := range record.All(r) {
			if err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			if x, err := r.Read(); x != nil || !errors.Is(err, io.EOF) {
				t.Errorf("%v: %v, %v", kind, x, err)
			}
		}
	}
}

func TestDice(t *testing.T) {
	seen := map[uint64]bool{}
	for what := forProduct; what <= forLine; what++ {
		for i := range int64(1000) {
			d := throw(1, what, i)
			if v := d.next(); seen[v] {
				t.Fatalf("%d, %d gives what another gave", what, i)
			} else {
				seen[v] = true
			}
		}
	}
	var faces [6]int
	d := throw(1, 1, 1)
	for range 60_000 {
		faces[d.below(6)]++
	}
	for face, n := range faces {
		if n < 9_500 || n > 10_500 {
			t.Errorf("%d came %d times of 60000", face, n)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for _, o := range []Options{{Kind: record.Nomenclature}, {Kind: record.Receipts}, {Kind: record.Invoices}} {
		b.Run(o.Kind.String(), func(b *testing.B) {
			o.Bytes = 8 << 20
			b.SetBytes(o.Bytes)
			b.ReportAllocs()
			for b.Loop() {
				all(b, o, func(record.Record) {})
			}
		})
	}
}
