package formattest

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"obmen/formats/record"

	"pgregory.net/rapid"
)

// A Gen makes up documents that a Writer must take: whatever the kind allows is in them sooner or later, and nothing else. The zero Gen
// keeps to the characters that XML 1.0 allows.
type Gen struct {
	Control bool // texts also hold characters that XML 1.0 forbids
}

// Document makes up a document of the kind.
func (g Gen) Document(t *rapid.T, k record.DocKind) []record.Record {
	switch k {
	case record.Nomenclature:
		return g.Nomenclature(t)
	case record.Receipts:
		return g.Receipts(t)
	}
	return g.Invoices(t)
}

// Nomenclature makes up a catalogue: no groups, empty groups, tails, products in every state of their fields.
func Nomenclature(t *rapid.T) []record.Record { return Gen{}.Nomenclature(t) }

// Receipts makes up receipts: none, some without lines.
func Receipts(t *rapid.T) []record.Record { return Gen{}.Receipts(t) }

// Invoices makes up invoices in the documented order of their parts: none, several, some without parts.
func Invoices(t *rapid.T) []record.Record { return Gen{}.Invoices(t) }

// Nomenclature is [Nomenclature] with the characters of g.
func (g Gen) Nomenclature(t *rapid.T) []record.Record {
	doc := []record.Record{&record.Catalogue{Date: date(t, "Date", true)}}
	for i := range count(t, "groups", 4) {
		doc = append(doc, g.group(t, i))
		for range count(t, "products", 4) {
			doc = append(doc, g.product(t))
		}
		if unknown := g.elements(t, record.InProducts); rapid.IntRange(0, 4).Draw(t, "tail") == 0 {
			if unknown = append(unknown, g.elements(t, record.Here)...); len(unknown) > 0 {
				doc = append(doc, &record.GroupTail{Unknown: unknown})
			}
		}
	}
	return doc
}

// group gives each group a code of its own: neighbours with equal attributes would be one group.
func (g Gen) group(t *rapid.T, i int) record.Record {
	return &record.Group{
		Code: fmt.Appendf(nil, "%d%s", i, g.filled(t, "Code")), Name: g.optional(t, "Name"), ParentCode: g.optional(t, "ParentCode"),
		Unknown: append(g.attributes(t, record.Here), g.elements(t, record.Here)...),
	}
}

func (g Gen) product(t *rapid.T) record.Record {
	return &record.Product{
		Barcode: g.optional(t, "Barcode"), Code: g.filled(t, "Code"), Name: g.filled(t, "Name"), ParentCode: g.optional(t, "ParentCode"),
		UnitCode: g.filled(t, "UnitCode"), UnitName: g.optional(t, "UnitName"), Price: optionalNumber(t, "Price"),
		Comment: g.optional(t, "Comment"), PriceType: g.optional(t, "PriceType"),
		Unknown: append(g.attributes(t, record.Here), g.elements(t, record.Here)...),
	}
}

// Receipts is [Receipts] with the characters of g.
func (g Gen) Receipts(t *rapid.T) []record.Record {
	var doc []record.Record
	for range count(t, "receipts", 5) {
		doc = append(doc, g.receipt(t))
	}
	return doc
}

// receipt has its unknown in the order in which a writer can say it: what stands in Doc as an attribute, in Head, in Products, and what
// stands behind them as an element of Doc.
func (g Gen) receipt(t *rapid.T) record.Record {
	r := &record.Receipt{
		Date: date(t, "Date", false), OrganizationCode: g.optional(t, "OrganizationCode"), CashBoxCode: g.optional(t, "CashBoxCode"),
		CashBoxName: g.optional(t, "CashBoxName"), StoreCode: g.optional(t, "StoreCode"), StoreName: g.optional(t, "StoreName"),
		DocSum: number(t, "DocSum"), DocSumWithDiscount: number(t, "DocSumWithDiscount"), DocNum: g.filled(t, "DocNum"),
		PayCard: optionalNumber(t, "PayCard"), PayCash: optionalNumber(t, "PayCash"),
	}
	for _, place := range []record.Place{record.Here, record.InHead, record.InProducts} {
		r.Unknown = append(r.Unknown, g.attributes(t, place)...)
		if place != record.Here {
			r.Unknown = append(r.Unknown, g.elements(t, place)...)
		}
	}
	r.Unknown = append(r.Unknown, g.elements(t, record.Here)...)
	for range count(t, "lines", 4) {
		r.Lines = append(r.Lines, g.line(t))
	}
	return r
}

func (g Gen) line(t *rapid.T) record.Line {
	return record.Line{
		ProductCode: g.filled(t, "ProductCode"), ProductName: g.optional(t, "ProductName"), UnitCode: g.optional(t, "UnitCode"),
		Price: number(t, "Price"), Discount: optionalNumber(t, "Discount"), Quantity: number(t, "Quantity"),
		Sum: number(t, "Sum"), SumWithDiscount: number(t, "SumWithDiscount"),
		Unknown: append(g.attributes(t, record.Here), g.elements(t, record.Here)...),
	}
}

// Invoices is [Invoices] with the characters of g.
func (g Gen) Invoices(t *rapid.T) []record.Record {
	var doc []record.Record
	for range count(t, "invoices", 3) {
		doc = append(doc, g.invoice(t))
		for _, part := range []func(*rapid.T) record.Record{g.item, g.category, g.workspace, g.pack, g.invoiceProduct} {
			for range count(t, "parts", 3) {
				doc = append(doc, part(t))
			}
		}
	}
	return doc
}

func (g Gen) invoice(t *rapid.T) record.Record {
	var unknown []record.Unknown
	for _, place := range []record.Place{record.InShipper, record.InStorage, record.Here} {
		unknown = append(unknown, g.keys(t, place)...)
	}
	return &record.Invoice{
		Number: g.filled(t, "number"), Date: []byte(rapid.SampledFrom([]string{"2018-06-13 14:28", "2024-02-29 00:00", "1999-12-31 23:59"}).Draw(t, "date")),
		Sum: number(t, "sum"), Comment: g.text(t, "comment"), ShipperCode: g.filled(t, "shipper.ref_code"), ShipperName: g.filled(t, "shipper.name"),
		StorageID: id(t, "caf_id"), Unknown: unknown,
	}
}

func (g Gen) item(t *rapid.T) record.Record {
	return &record.Item{
		Amount: number(t, "amount"), PackageCode: g.filled(t, "package_code"), ProductCode: g.filled(t, "product_code"), Price: number(t, "price"), TaxID: id(t, "caf_tax_id"),
		PriceWithTax: number(t, "price_with_tax"), Cost: number(t, "cost"), CostWithTax: number(t, "cost_with_tax"), Unknown: g.keys(t, record.Here),
	}
}

func (g Gen) category(t *rapid.T) record.Record {
	c := &record.Category{RefCode: g.filled(t, "ref_code"), Name: g.filled(t, "name"), Unknown: g.keys(t, record.Here)}
	if rapid.Bool().Draw(t, "has parent") {
		c.Parent = g.text(t, "parent")
	}
	return c
}

func (g Gen) workspace(t *rapid.T) record.Record {
	return &record.Workspace{RefCode: g.filled(t, "ref_code"), Name: g.filled(t, "name"), Unknown: g.keys(t, record.Here)}
}

// pack: "a package pcs, kg or l needs only its ref_code, any other also name and measure, value is optional".
func (g Gen) pack(t *rapid.T) record.Record {
	p := &record.Package{RefCode: []byte(rapid.SampledFrom([]string{"pcs", "kg", "l", "pack222"}).Draw(t, "ref_code")), Unknown: g.keys(t, record.Here)}
	if string(p.RefCode) == "pack222" || rapid.Bool().Draw(t, "has name") {
		p.Name, p.Measure = g.filled(t, "name"), []byte(rapid.SampledFrom([]string{"pcs", "kg", "l"}).Draw(t, "measure"))
	}
	if rapid.Bool().Draw(t, "has value") {
		p.Value = number(t, "value")
	}
	return p
}

func (g Gen) invoiceProduct(t *rapid.T) record.Record {
	p := &record.InvoiceProduct{
		RefCode: g.filled(t, "ref_code"), Type: []byte(rapid.SampledFrom([]string{"product", "ingredient", "service"}).Draw(t, "type")), CancellationType: id(t, "cancellation_type"),
		ForSale: truth(t, "for_sale"), Name: g.filled(t, "name"), Measure: []byte(rapid.SampledFrom([]string{"pcs", "kg", "l"}).Draw(t, "measure")),
		Barcode: g.optional(t, "barcode"), Country: g.optional(t, "country"), WeightInGram: id(t, "weight_in_gram"), TaxID: id(t, "caf_tax_id"),
		CategoryCode: g.filled(t, "category_ref_code"), UseDiscounts: truth(t, "use_discounts"), WorkspaceCode: g.filled(t, "workspace_ref_code"), Unknown: g.keys(t, record.Here),
	}
	for range count(t, "prices", 3) {
		p.Prices = append(p.Prices, record.ShopPrice{ShopID: id(t, "caf_shop_id"), StorageID: id(t, "caf_storage_id"), Price: number(t, "price"), Unknown: g.keys(t, record.Here)})
	}
	return p
}

// count draws how many there are; none is as likely as any.
func count(t *rapid.T, name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }

// tricky are the texts on which programs of this kind have come to grief.
var tricky = []string{
	"Фиделе 90 таб.", `"кавычки" и «ёлочки»`, "'", `"`, `""`, "таб\tтут", "строка\nещё", "строка\r\nещё", "cr\rтут", "\n", " впереди", "сзади ", " ", "\t", "\u00a0",
	`="0019"`, `=""`, `="a""b"`, "=1+1", "+7 900", "-5", "@имя", "'апостроф", "''два", "'=1", "''=1", "\t=1", "\r=1", "'\t", "0019", "1E5", "01.03", "1,5", "1990.00", "1 990,00", "796 ", " 796",
	"a,b;c|d", ",", ";", "<b>&amp;</b>", "]]>", "<!--", "<?x?>", "&", "&#10;", "&lt;", ">", "\u2028", "\u0085", "\ufeff", "\ufeffx", "x\ufeff", "😀", "e\u0301", "\u200e", "\u007f", "\ufffd",
	"null", "true", "{}", `{"@a": "b"}`, `\`, `\n`, `\"`, `\u0041`, "_x0020_", "none", "NaN", "Итого", "#", "sep=;", "Code", "Код", "invoice", "item", "product",
}

// text draws a text that may be empty.
func (g Gen) text(t *rapid.T, name string) []byte {
	switch rapid.IntRange(0, 5).Draw(t, name+": form") {
	case 0:
		return []byte{}
	case 1, 2:
		return []byte(rapid.SampledFrom(tricky).Draw(t, name))
	case 3:
		return []byte(rapid.SampledFrom(tricky).Draw(t, name) + rapid.SampledFrom(tricky).Draw(t, name))
	}
	s := rapid.String().Draw(t, name)
	if !g.Control {
		s = strings.Map(legal, s)
	}
	return []byte(s)
}

// filled draws a text that is more than white space.
func (g Gen) filled(t *rapid.T, name string) []byte {
	b := g.text(t, name)
	if len(bytes.TrimFunc(b, blank)) == 0 {
		return append(b, "К"...)
	}
	return b
}

// blank holds of what any reader could take for nothing.
func blank(r rune) bool {
	return unicode.IsSpace(r) || !unicode.IsGraphic(r) || unicode.Is(unicode.Cf, r)
}

// optional draws a text that may be missing.
func (g Gen) optional(t *rapid.T, name string) []byte {
	if rapid.IntRange(0, 4).Draw(t, name+": missing") == 0 {
		return nil
	}
	return g.text(t, name)
}

// legal drops what is no Char of XML 1.0 (2.2).
func legal(r rune) rune {
	if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 {
		return r
	}
	return -1
}

func date(t *rapid.T, name string, optional bool) []byte {
	forms := []string{"13.04.2018", "13.04.2018 9:05:00", "2018-04-13", "2018-04-13T00:00:00", "2018-04-16T11:08:31+0000", "2018-04-16T11:08:31.250+03:00", "2018-04-16T11:08:31Z"}
	i := rapid.IntRange(-2, len(forms)-1).Draw(t, name)
	switch {
	case i >= 0:
		return []byte(forms[i])
	case !optional:
		return []byte(forms[4])
	case i == -1:
		return []byte{}
	}
	return nil
}

// number draws a number of up to 28 digits, with any number of decimals.
func number(t *rapid.T, name string) record.Number {
	s := rapid.OneOf(
		rapid.StringMatching(`-?(0|[1-9][0-9]{0,6})(\.[0-9]{1,4})?`),
		rapid.StringMatching(`-?(0|[1-9][0-9]{0,13})(\.[0-9]{1,14})?`),
		rapid.StringMatching(`-?[1-9][0-9]{15,27}`),
		rapid.StringMatching(`-?0\.[0-9]{15,27}`),
		rapid.SampledFrom([]string{"0", "0.00", "1990.00", "0.345", "1.990", "100", "1000", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "9999999999999999999999999999"}),
	).Draw(t, name)
	n, err := record.ParseNumber([]byte(s))
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return n
}

func optionalNumber(t *rapid.T, name string) record.Number {
	switch rapid.IntRange(0, 5).Draw(t, name+": state") {
	case 0:
		return record.Number{}
	case 1:
		return record.EmptyNumber
	}
	return number(t, name)
}

func id(t *rapid.T, name string) record.Number {
	return record.NewNumber(rapid.SampledFrom([]int64{0, 1, 2, 1000, 1<<31 - 1}).Draw(t, name), 0)
}

func truth(t *rapid.T, name string) record.Bool { return record.BoolOf(rapid.Bool().Draw(t, name)) }

// Names that are unknown wherever they may stand; some are known elsewhere, or to CSV.
var (
	attributeNames = []string{"Артикул", "vat-rate", "x.y", "_a", "GroupCode", "Extra", "elements", "Doc", "Line", "_x0020_", "Record"}
	elementNames   = []string{"Note", "Серия", "x.y", "Extra", "Line", "elements", "_x0020_"}
	keyNames       = []string{"vendor_code", "ключ", `с "кавычкой"`, "a b", "Record", "@x", "elements", "Extra", "_x0020_", "Invoice"}
)

// attributes draws unknown attributes, no two of one name.
func (g Gen) attributes(t *rapid.T, place record.Place) []record.Unknown {
	var list []record.Unknown
	for _, name := range some(t, attributeNames) {
		list = append(list, record.Unknown{Place: place, Kind: record.Attribute, Name: []byte(name), Value: g.text(t, name)})
	}
	return list
}

// elements draws unknown elements in canonical form.
func (g Gen) elements(t *rapid.T, place record.Place) []record.Unknown {
	var list []record.Unknown
	for _, name := range some(t, elementNames) {
		form := rapid.SampledFrom([]string{"<%[1]s/>", `<%[1]s a="1" б="&amp;&lt;">&amp;&lt; текст</%[1]s>`, "<%[1]s><Y>z</Y><Y/></%[1]s>"}).Draw(t, name)
		list = append(list, record.Unknown{Place: place, Kind: record.Element, Name: []byte(name), Value: fmt.Appendf(nil, form, name)})
	}
	return list
}

// keys draws unknown keys, no two of one name.
func (g Gen) keys(t *rapid.T, place record.Place) []record.Unknown {
	var list []record.Unknown
	values := []string{"1", "1.50", "-0", "1e5", "null", "true", `"текст"`, `""`, `"\u0041\n\"</>"`, "[]", `[1,"a",{"b":null}]`, `{"a":{"b":[]}}`, "12345678901234567890123456789012345"}
	for _, name := range some(t, keyNames) {
		list = append(list, record.Unknown{Place: place, Kind: record.Key, Name: []byte(name), Value: []byte(rapid.SampledFrom(values).Draw(t, name))})
	}
	return list
}

// some draws up to two of the names, mostly none.
func some(t *rapid.T, names []string) []string {
	n := max(0, rapid.IntRange(-3, 2).Draw(t, "unknown"))
	return rapid.Permutation(names).Draw(t, "names")[:n]
}
