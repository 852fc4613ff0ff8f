package mapping

import "obmen/formats/record"

var (
	itemsUndated = &record.Message{Code: "items-without-date", Severity: record.Severe,
		En: "the items have no date, and an invoice needs one; add a column Date with the day of the delivery, such as 13.04.2018",
		Ru: "у позиций нет даты, а накладной она нужна; добавьте колонку «Дата» с днём поставки, например 13.04.2018"}
	catalogueDated = &record.Message{Code: "items-date-of-catalog", Severity: record.Warning,
		En: "the items have no date; the catalogue's, %s, stands for it; add a column Date if the delivery was on another day",
		Ru: "у позиций нет даты; взята дата номенклатуры, %s; если поставка была в другой день, добавьте колонку «Дата»"}
	itemsUnnumbered = &record.Message{Code: "items-without-number", Severity: record.Warning,
		En: "the invoice has no number; it is called %s; add a column Number, or name it with --number",
		Ru: "у накладной нет номера; она названа %s; добавьте колонку «Номер» или назовите его в --number"}
	shipperHalf = &record.Message{Code: "shipper-half", Severity: record.Note,
		En: "of the shipper only %q is known, which stands both as code and as name",
		Ru: "о поставщике известно только %q: это стоит и кодом, и названием"}
	itemNotInCatalog = &record.Message{Code: "item-not-in-catalog", Severity: record.Warning,
		En: "the catalogue has no product %q; it goes out under this code as a product of its own",
		Ru: "в номенклатуре нет товара %q; он уходит под этим кодом как отдельный товар"}
	codeByBarcode = &record.Message{Code: "code-by-barcode", Severity: record.Note,
		En: "the catalogue has no code %q, but the barcode %s is that of its product %q, which is used",
		Ru: "в номенклатуре нет кода %q, но штрихкод %s там у товара %q: взят он"}
	barcodeAmbiguous = &record.Message{Code: "barcode-ambiguous", Severity: record.Warning,
		En: "the barcode %s of %q is on several products of the catalogue, so it does not say which is meant; write the code into the row",
		Ru: "штрихкод %s у %q есть у нескольких товаров номенклатуры и не говорит, какой имеется в виду; впишите в строку код"}
	nameSupplied = &record.Message{Code: "name-supplied", Severity: record.Warning,
		En: "the product %q has no name; its code stands for it; add a column Name, or name a nomenclature with --catalog",
		Ru: "у товара %q нет названия; вместо него стоит код; добавьте колонку «Наименование» или назовите номенклатуру в --catalog"}
	categoryNamed = &record.Message{Code: "category-of-catalog", Severity: record.Note,
		En: "the category %q is called %q in the catalogue and %q in the row; the catalogue's name stands",
		Ru: "категория %q в номенклатуре называется %q, а в строке %q; взято название из номенклатуры"}
	rateUnknown = &record.Message{Code: "tax-rate-unknown", Severity: record.Warning,
		En: "the profile does not say what the rate of tax %s is; %s per cent is reckoned, as for the product %q; name the tax and its rate under tax in the profile",
		Ru: "в профиле не сказано, какая ставка у налога %s; взято %s %%, как у товара %q; укажите налог и ставку в tax профиля"}
	totalContradicts = &record.Message{Code: "item-total-differs", Severity: record.Warning,
		En: "of %q the price with VAT × amount is %s, but the total with VAT is %s; both stand as they are: check the row",
		Ru: "у %q цена с НДС × количество даёт %s, а сумма с НДС %s; обе оставлены как есть: проверьте строку"}
	taxContradicts = &record.Message{Code: "item-tax-differs", Severity: record.Warning,
		En: "of %q the total without VAT and %s per cent of VAT come to %s, but the total with VAT is %s; both stand as they are: check the row and the rate",
		Ru: "у %q сумма без НДС и НДС %s %% дают %s, а сумма с НДС %s; обе оставлены как есть: проверьте строку и ставку"}
)

func completeMessages() []*record.Message {
	return []*record.Message{itemsUndated, catalogueDated, itemsUnnumbered, shipperHalf, itemNotInCatalog, codeByBarcode, barcodeAmbiguous, nameSupplied,
		categoryNamed, rateUnknown, totalContradicts, taxContradicts}
}
