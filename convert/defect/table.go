package defect

import (
	"obmen/formats/record"
)

// A Defect is a fault that can be asked for by its name.
type Defect struct {
	Name   string
	En, Ru string // what is wrong, for the help
	kinds  []kindOf
	bytes  bool // it spoils bytes, of any kind of document
}

// A kindOf is what a defect is in one kind of document.
type kindOf struct {
	on       record.Kind // the records that can have it
	expected string      // the code of the finding that obmen check makes of it; empty: none
	plant    func(p *Planter, r record.Record) (change, bool)
	needs    []string // the flags that check finds it with; none: it needs nothing
	numbered bool     // check finds it only where tills count their receipts
}

// What check has to know. The hours are those of the first store that is made up, the longest, in the zone of the built-in profile; the profile is one in which
// tax 1 is 20 per cent and tax 2 is 10.
const (
	needsCatalog = "--catalog FILE"
	needsOpen    = "--open 08:00-22:00"
	needsProfile = "--profile FILE"
)

// A change says what was done to a record.
type change struct {
	path, was, now string        // the field that is wrong, as findings name it
	drop           bool          // the record is left out, and the next of its kind tells of it; of an invoice, all of it
	after          record.Record // comes behind the record, and is what is wrong
	code           string        // of the record that is wrong, where it is not the one that was shown
	unseen         bool          // check can't find it here
}

// For reports whether a document of kind can have the defect.
func (d *Defect) For(kind record.DocKind) bool {
	if d.bytes {
		return true
	}
	_, ok := d.of(kind)
	return ok
}

func (d *Defect) of(kind record.DocKind) (kindOf, bool) {
	for _, k := range d.kinds {
		if k.on.Doc() == kind {
			return k, true
		}
	}
	return kindOf{}, false
}

// Needs returns the flags that check has to be given so that it finds the defect in a document of kind. numbered: the document itself has to be made up with
// numbers that each till counts. unseen: check has no finding of it.
func (d *Defect) Needs(kind record.DocKind) (flags []string, numbered, unseen bool) {
	k, ok := d.of(kind)
	return k.needs, k.numbered, ok && k.expected == ""
}

// The names of the defects that spoil bytes, and of one that asks for a memory.
const (
	cp1251       = "cp1251"
	truncated    = "truncated"
	gapInNumbers = "gap-in-numbers"
)

// All lists the defects in the order of the help.
//
// Check finds nothing of a stray date, for a document may be of any days, and of a gap between invoices, whose numbers nobody promised to be in a row. Receipts have
// to be numbered by each till; where more than one in five of a till's receipts stands behind a gap, the finding is doc-num-sparse.
func All() []Defect {
	return []Defect{
		{Name: "wrong-sum", En: "the sum of a receipt or an invoice is not that of its lines", Ru: "сумма чека или накладной не равна сумме строк", kinds: []kindOf{
			{on: record.KindReceipt, expected: "doc-sum-differs", plant: wrongDocSum}, {on: record.KindInvoice, expected: "invoice-sum-differs", plant: wrongInvoiceSum}}},
		{Name: "wrong-line-sum", En: "the sum of a line is not price × quantity", Ru: "сумма строки не равна цене × количество", kinds: []kindOf{
			{on: record.KindReceipt, expected: "line-sum-differs", plant: wrongLineSum}, {on: record.KindItem, expected: "cost-differs", plant: wrongCost}}},
		{Name: "wrong-discount", En: "sum - discount is not the sum with discount", Ru: "сумма − скидка не равна сумме со скидкой", kinds: []kindOf{{on: record.KindReceipt, expected: "line-discount-differs", plant: wrongDiscount}}},
		{Name: "excessive-discount", En: "a discount is more than the sum of its line", Ru: "скидка больше суммы строки", kinds: []kindOf{{on: record.KindReceipt, expected: "discount-excessive", plant: excessiveDiscount}}},
		{Name: "wrong-payment", En: "card and cash do not come to the sum with discount", Ru: "карта и наличные не дают сумму со скидкой", kinds: []kindOf{{on: record.KindReceipt, expected: "payment-differs", plant: wrongPayment}}},
		{Name: "zero-quantity", En: "a line sells nothing", Ru: "в строке продано ноль", kinds: []kindOf{{on: record.KindReceipt, expected: "quantity-zero", plant: zeroQuantity}, {on: record.KindItem, expected: "amount-not-positive", plant: zeroAmount}}},
		{Name: "negative-price", En: "a price is below zero", Ru: "цена меньше нуля", kinds: []kindOf{{on: record.KindProduct, expected: "price-not-positive", plant: negativePrice}, {on: record.KindReceipt, expected: "line-price-not-positive", plant: negativeLinePrice}}},
		{Name: "two-prices", En: "a product has one price type twice, at two prices", Ru: "у товара один вид цены дважды, с разными ценами", kinds: []kindOf{{on: record.KindProduct, expected: "price-differs", plant: twoPrices}}},
		{Name: "other-price", En: "a sale is not at the price of the catalogue; its sums hold", Ru: "продажа не по цене каталога, суммы при этом сходятся", kinds: []kindOf{{on: record.KindReceipt, expected: "sold-price-differs", plant: otherPrice, needs: []string{needsCatalog}}}},
		{Name: "other-name", En: "a product is called otherwise than in the catalogue", Ru: "товар назван не так, как в каталоге", kinds: []kindOf{{on: record.KindReceipt, expected: "sold-name-differs", plant: otherName, needs: []string{needsCatalog}}}},
		{Name: "unknown-product", En: "a product is in no catalogue", Ru: "товара нет ни в одном каталоге", kinds: []kindOf{{on: record.KindReceipt, expected: "sold-not-in-catalog", plant: unknownProduct, needs: []string{needsCatalog}}, {on: record.KindItem, expected: "product-unknown", plant: unknownItem}}},
		{Name: "lost-group", En: "the group above a group or a product is not there", Ru: "нет группы, в которой стоит группа или товар", kinds: []kindOf{
			{on: record.KindGroup, expected: "parent-unknown", plant: lostGroup}, {on: record.KindInvoiceProduct, expected: "category-unknown", plant: lostCategory}}},
		{Name: "group-cycle", En: "a group stands above itself", Ru: "группа стоит над самой собой", kinds: []kindOf{{on: record.KindGroup, expected: "group-cycle", plant: groupCycle}}},
		{Name: "bad-barcode", En: "the check digit of a barcode is wrong", Ru: "у штрихкода неверная контрольная цифра", kinds: []kindOf{{on: record.KindProduct, expected: "barcode-check-digit", plant: badBarcode}}},
		{Name: "shared-barcode", En: "two products have one barcode", Ru: "у двух товаров один штрихкод", kinds: []kindOf{{on: record.KindProduct, expected: "barcode-on-two-codes", plant: sharedBarcode}}},
		{Name: "unknown-unit", En: "a unit is not in the OKEI table", Ru: "единицы нет в ОКЕИ", kinds: []kindOf{{on: record.KindProduct, expected: "unit-unknown", plant: unknownUnit}}},
		{Name: "doubled-receipt", En: "a receipt stands there twice", Ru: "чек записан дважды", kinds: []kindOf{{on: record.KindReceipt, expected: "doc-num-twice", plant: doubledReceipt}}},
		{Name: "repeated-docnum", En: "two receipts have one number", Ru: "у двух чеков один номер", kinds: []kindOf{{on: record.KindReceipt, expected: "doc-num-twice", plant: repeatedDocNum}}},
		{Name: gapInNumbers, En: "a receipt or an invoice is left out, its number missing; the place is that of the till's next", Ru: "чек или накладная пропущены, номера не хватает; место — у следующего той же кассы", kinds: []kindOf{
			{on: record.KindReceipt, expected: "doc-num-gap", plant: gapInReceipts, numbered: true}, {on: record.KindInvoice, plant: gapInInvoices}}},
		{Name: "stray-date", En: "a receipt lies a year later than its neighbours", Ru: "чек на год позже соседних", kinds: []kindOf{{on: record.KindReceipt, plant: strayDate}}},
		{Name: "closed-hours", En: "a receipt was made at night", Ru: "чек пробит ночью", kinds: []kindOf{{on: record.KindReceipt, expected: "outside-opening-hours", plant: closedHours, needs: []string{needsOpen}}}},
		{Name: "no-offset", En: "a date has no offset", Ru: "в дате нет смещения", kinds: []kindOf{{on: record.KindReceipt, expected: "date-no-offset", plant: noOffset}}},
		{Name: "lost-field", En: "a field is missing", Ru: "нет поля", kinds: []kindOf{{on: record.KindReceipt, expected: "optional-missing", plant: lostStoreName}, {on: record.KindProduct, expected: "optional-missing", plant: lostComment}}},
		{Name: "wrong-vat", En: "an item's cost is less VAT of another rate than its tax has (tax 1: 20%, tax 2: 10%); amount × price holds", Ru: "стоимость позиции без НДС не той ставки, что у её налога (налог 1 — 20%, налог 2 — 10%); количество × цена сходится", kinds: []kindOf{{on: record.KindItem, expected: "item-vat-differs", plant: wrongVAT, needs: []string{needsProfile}}}},
		{Name: cp1251, En: "the document says UTF-8 and is windows-1251", Ru: "документ объявлен как UTF-8, а записан в windows-1251", bytes: true},
		{Name: truncated, En: "the end of the document is missing", Ru: "у документа нет конца", bytes: true},
	}
}

// Names lists the names of the defects that a document of kind can have.
func Names(kind record.DocKind) []string {
	var names []string
	for _, d := range All() {
		if d.For(kind) {
			names = append(names, d.Name)
		}
	}
	return names
}
