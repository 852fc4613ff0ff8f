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
	expected string      // the code of the finding that obmen check makes of it; empty: none as yet
	plant    func(p *Planter, r record.Record) (change, bool)
}

// A change says what was done to a record.
type change struct {
	path, was, now string        // the field that is wrong, as findings name it
	drop           bool          // the record is left out, and the next of its kind tells of it; of an invoice, all of it
	after          record.Record // comes behind the record, and is what is wrong
	code           string        // of the record that is wrong, where it is not the one that was shown
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

// The names of the defects that spoil bytes, and of one that asks for a memory.
const (
	cp1251       = "cp1251"
	truncated    = "truncated"
	gapInNumbers = "gap-in-numbers"
)

// All lists the defects in the order of the help.
func All() []Defect {
	return []Defect{
		{Name: "wrong-sum", En: "the sum of a receipt or an invoice is not that of its lines", Ru: "сумма чека или накладной не равна сумме строк", kinds: []kindOf{
			{record.KindReceipt, "doc-sum-differs", wrongDocSum}, {record.KindInvoice, "invoice-sum-differs", wrongInvoiceSum}}},
		{Name: "wrong-line-sum", En: "the sum of a line is not price × quantity", Ru: "сумма строки не равна цене × количество", kinds: []kindOf{
			{record.KindReceipt, "line-sum-differs", wrongLineSum}, {record.KindItem, "cost-differs", wrongCost}}},
		{Name: "wrong-discount", En: "sum - discount is not the sum with discount", Ru: "сумма − скидка не равна сумме со скидкой", kinds: []kindOf{{record.KindReceipt, "line-discount-differs", wrongDiscount}}},
		{Name: "excessive-discount", En: "a discount is more than the sum of its line", Ru: "скидка больше суммы строки", kinds: []kindOf{{record.KindReceipt, "discount-excessive", excessiveDiscount}}},
		{Name: "wrong-payment", En: "card and cash do not come to the sum with discount", Ru: "карта и наличные не дают сумму со скидкой", kinds: []kindOf{{record.KindReceipt, "payment-differs", wrongPayment}}},
		{Name: "zero-quantity", En: "a line sells nothing", Ru: "в строке продано ноль", kinds: []kindOf{{record.KindReceipt, "quantity-zero", zeroQuantity}, {record.KindItem, "amount-not-positive", zeroAmount}}},
		{Name: "negative-price", En: "a price is below zero", Ru: "цена меньше нуля", kinds: []kindOf{{record.KindProduct, "price-not-positive", negativePrice}, {record.KindReceipt, "", negativeLinePrice}}},
		{Name: "two-prices", En: "a product has one price type twice, at two prices", Ru: "у товара один вид цены дважды, с разными ценами", kinds: []kindOf{{record.KindProduct, "price-differs", twoPrices}}},
		{Name: "other-price", En: "a sale is not at the price of the catalogue; its sums hold", Ru: "продажа не по цене каталога, суммы при этом сходятся", kinds: []kindOf{{record.KindReceipt, "", otherPrice}}},
		{Name: "other-name", En: "a product is called otherwise than in the catalogue", Ru: "товар назван не так, как в каталоге", kinds: []kindOf{{record.KindReceipt, "", otherName}}},
		{Name: "unknown-product", En: "a product is in no catalogue", Ru: "товара нет ни в одном каталоге", kinds: []kindOf{{record.KindReceipt, "", unknownProduct}, {record.KindItem, "product-unknown", unknownItem}}},
		{Name: "lost-group", En: "the group above a group or a product is not there", Ru: "нет группы, в которой стоит группа или товар", kinds: []kindOf{
			{record.KindGroup, "parent-unknown", lostGroup}, {record.KindInvoiceProduct, "category-unknown", lostCategory}}},
		{Name: "group-cycle", En: "a group stands above itself", Ru: "группа стоит над самой собой", kinds: []kindOf{{record.KindGroup, "group-cycle", groupCycle}}},
		{Name: "bad-barcode", En: "the check digit of a barcode is wrong", Ru: "у штрихкода неверная контрольная цифра", kinds: []kindOf{{record.KindProduct, "barcode-check-digit", badBarcode}}},
		{Name: "shared-barcode", En: "two products have one barcode", Ru: "у двух товаров один штрихкод", kinds: []kindOf{{record.KindProduct, "barcode-on-two-codes", sharedBarcode}}},
		{Name: "unknown-unit", En: "a unit is not in the OKEI table", Ru: "единицы нет в ОКЕИ", kinds: []kindOf{{record.KindProduct, "unit-unknown", unknownUnit}}},
		{Name: "doubled-receipt", En: "a receipt stands there twice", Ru: "чек записан дважды", kinds: []kindOf{{record.KindReceipt, "doc-num-twice", doubledReceipt}}},
		{Name: "repeated-docnum", En: "two receipts have one number", Ru: "у двух чеков один номер", kinds: []kindOf{{record.KindReceipt, "doc-num-twice", repeatedDocNum}}},
		{Name: gapInNumbers, En: "a receipt or an invoice is left out, its number missing; the place is that of the till's next", Ru: "чек или накладная пропущены, номера не хватает; место — у следующего той же кассы", kinds: []kindOf{
			{record.KindReceipt, "", gapInReceipts}, {record.KindInvoice, "", gapInInvoices}}},
		{Name: "stray-date", En: "a receipt lies a year later than its neighbours", Ru: "чек на год позже соседних", kinds: []kindOf{{record.KindReceipt, "", strayDate}}},
		{Name: "closed-hours", En: "a receipt was made at night", Ru: "чек пробит ночью", kinds: []kindOf{{record.KindReceipt, "", closedHours}}},
		{Name: "no-offset", En: "a date has no offset", Ru: "в дате нет смещения", kinds: []kindOf{{record.KindReceipt, "date-no-offset", noOffset}}},
		{Name: "lost-field", En: "a field is missing", Ru: "нет поля", kinds: []kindOf{{record.KindReceipt, "optional-missing", lostStoreName}, {record.KindProduct, "optional-missing", lostComment}}},
		{Name: "wrong-vat", En: "an item's cost is less VAT of another rate; amount × price holds", Ru: "стоимость позиции без НДС другой ставки; количество × цена сходится", kinds: []kindOf{{record.KindItem, "", wrongVAT}}},
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
