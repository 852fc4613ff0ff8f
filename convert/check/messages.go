package check

import "obmen/formats/record"

// Of any kind.
var (
	optionalMissing = &record.Message{Code: "optional-missing", Severity: record.Note,
		En: "%s is missing, not just empty; if that was not meant, have the program that wrote the file put it in",
		Ru: "поля %s нет совсем, а не просто пусто; если это не нарочно, пусть его запишет программа, которая создала файл"}
	dateEmpty = &record.Message{Code: "date-empty", Severity: record.Warning,
		En: "the document has no date; fill it in where it was made",
		Ru: "у документа нет даты; заполните её там, где он создан"}
)

// Of a nomenclature.
var (
	parentDiffers = &record.Message{Code: "parent-not-group", Severity: record.Warning,
		En: "the product %q names the parent %q but stands in the group %q, which counts; correct one of the two",
		Ru: "у товара %q указан родитель %q, но он стоит в группе %q, и считается она; исправьте одно из двух"}
	priceNotPositive = &record.Message{Code: "price-not-positive", Severity: record.Warning,
		En: "the price of the product %q is %s; a price is above zero, so correct it or leave it empty",
		Ru: "цена товара %q равна %s; цена бывает больше нуля: исправьте её или оставьте пустой"}
	barcodeWrong = &record.Message{Code: "barcode-check-digit", Severity: record.Warning,
		En: "the barcode %q ends in %c, but its check digit is %c; scan the product again",
		Ru: "штрихкод %q кончается на %c, а контрольная цифра у него %c; отсканируйте товар ещё раз"}
	barcodeOwnWrong = &record.Message{Code: "barcode-check-digit-own", Severity: record.Note,
		En: "the barcode %q of your own numbering (20 to 29) ends in %c, but a check digit would be %c; scales may refuse it",
		Ru: "штрихкод %q собственной нумерации (20–29) кончается на %c, а контрольная цифра была бы %c; весы могут его не принять"}
	unitUnknown = &record.Message{Code: "unit-unknown", Severity: record.Warning,
		En: "the unit code %q of the product %q is not in the OKEI table; correct it, or describe it under units in the profile",
		Ru: "кода единицы %q товара %q нет в ОКЕИ; исправьте его или опишите в разделе units профиля"}
	unitNameDiffers = &record.Message{Code: "unit-name-differs", Severity: record.Warning,
		En: "the unit code %q means %s, but the product %q says %q; the code counts, so check it",
		Ru: "код единицы %q означает %s, а у товара %q написано %q; считается код: проверьте его"}
	priceDiffers = &record.Message{Code: "price-differs", Severity: record.Warning,
		En: "the price of %s is %s here and %s at %s; the first counts, so take one of them out",
		Ru: "цена %s здесь %s, а раньше была %s (%s); считается первая, уберите одну из них"}
	rowsDiffer = &record.Message{Code: "product-rows-differ", Severity: record.Warning,
		En: "this row of the product %q differs from its first one, at %s, in %s; the first counts, so make them alike",
		Ru: "эта строка товара %q отличается от первой (%s) в полях: %s; считается первая, сделайте их одинаковыми"}
	codeInTwoGroups = &record.Message{Code: "code-in-two-groups", Severity: record.Warning,
		En: "the product %q stands in the group %q here and in %q at %s; the first counts, so take it out of one",
		Ru: "товар %q стоит здесь в группе %q, а раньше стоял в %q (%s); считается первая, уберите его из одной"}
	groupNameDiffers = &record.Message{Code: "group-name-differs", Severity: record.Warning,
		En: "the group %q is called %q here and %q at %s; the first counts, so give it one name",
		Ru: "группа %q названа здесь %q, а раньше %q (%s); считается первое, дайте ей одно название"}
	parentUnknown = &record.Message{Code: "parent-unknown", Severity: record.Warning,
		En: "the parent %q of the group %q is nowhere in the file, so the group stands at the top; export the parent too",
		Ru: "родителя %q группы %q в файле нет, поэтому группа стоит наверху; выгрузите и родителя"}
	groupCycle = &record.Message{Code: "group-cycle", Severity: record.Severe,
		En: "the group %q stands above itself by way of its parent %q; correct the ParentCode of one of them",
		Ru: "группа %q стоит над самой собой через своего родителя %q; исправьте ParentCode одной из них"}
	barcodeOnTwoCodes = &record.Message{Code: "barcode-on-two-codes", Severity: record.Warning,
		En: "the barcode %q is that of the product %q here and of %q at %s; a till finds only one, so correct the other",
		Ru: "штрихкод %q здесь у товара %q, а раньше у %q (%s); касса найдёт только один, исправьте другой"}
)

// Of receipts.
var (
	dateNoOffset = &record.Message{Code: "date-no-offset", Severity: record.Warning,
		En: "the date %q has no offset and is taken in the zone %s; set zone in the profile if that is wrong",
		Ru: "в дате %q нет смещения, она считается в поясе %s; если это не так, задайте zone в профиле"}
	lineSumDiffers = &record.Message{Code: "line-sum-differs", Severity: record.Warning,
		En: "Price × Quantity is %s but Sum is %s; check the line at the till",
		Ru: "Price × Quantity даёт %s, а Sum равна %s; проверьте строку на кассе"}
	lineDiscountDiffers = &record.Message{Code: "line-discount-differs", Severity: record.Warning,
		En: "Sum − Discount is %s but SumWithDiscount is %s; check the line at the till",
		Ru: "Sum − Discount даёт %s, а SumWithDiscount равна %s; проверьте строку на кассе"}
	discountNegative = &record.Message{Code: "discount-negative", Severity: record.Warning,
		En: "the discount %s raises the sum %s; check the line at the till",
		Ru: "скидка %s увеличивает сумму %s; проверьте строку на кассе"}
	discountExcessive = &record.Message{Code: "discount-excessive", Severity: record.Warning,
		En: "the discount %s is more than the sum %s; check the line at the till",
		Ru: "скидка %s больше суммы %s; проверьте строку на кассе"}
	quantityZero = &record.Message{Code: "quantity-zero", Severity: record.Warning,
		En: "the quantity of the product %q is zero; check the line at the till",
		Ru: "количество товара %q равно нулю; проверьте строку на кассе"}
	returnLine = &record.Message{Code: "return-line", Severity: record.Note,
		En: "the line of the product %q is a return: quantity %s, sum %s; --returns says what becomes of it",
		Ru: "строка товара %q — возврат: количество %s, сумма %s; что с ней делать, говорит --returns"}
	returnReceipt = &record.Message{Code: "return-receipt", Severity: record.Note,
		En: "the receipt is a return: its sum is %s, with discount %s; --returns says what becomes of it",
		Ru: "чек — возврат: его сумма %s, со скидкой %s; что с ним делать, говорит --returns"}
	docSumDiffers = &record.Message{Code: "doc-sum-differs", Severity: record.Warning,
		En: "DocSum is %s but the lines add up to %s; the lines count, so check the receipt at the till",
		Ru: "DocSum равна %s, а строки дают %s; считаются строки, проверьте чек на кассе"}
	docSumWithDiscountDiffers = &record.Message{Code: "doc-sum-with-discount-differs", Severity: record.Warning,
		En: "DocSumWithDiscount is %s but the lines add up to %s; the lines count, so check the receipt at the till",
		Ru: "DocSumWithDiscount равна %s, а строки дают %s; считаются строки, проверьте чек на кассе"}
	paymentDiffers = &record.Message{Code: "payment-differs", Severity: record.Warning,
		En: "DocSumWithDiscount is %s but PayCard + PayCash is %s; see whether the rest was paid by a bonus or a certificate",
		Ru: "DocSumWithDiscount равна %s, а PayCard + PayCash — %s; посмотрите, не оплачен ли остаток бонусами или сертификатом"}
	linePriceNotPositive = &record.Message{Code: "line-price-not-positive", Severity: record.Warning,
		En: "the price of the product %q is %s; a price is above zero, so check the line at the till",
		Ru: "цена товара %q равна %s; цена бывает больше нуля: проверьте строку на кассе"}
	docDiscountNegative = &record.Message{Code: "doc-discount-negative", Severity: record.Warning,
		En: "DocSumWithDiscount is %s and DocSum only %s, so that the discount raises the sum; check the receipt at the till",
		Ru: "DocSumWithDiscount равна %s, а DocSum только %s: скидка увеличивает сумму; проверьте чек на кассе"}
	docDiscountExcessive = &record.Message{Code: "doc-discount-excessive", Severity: record.Warning,
		En: "the discount of the receipt is %s, more than DocSum %s; check the receipt at the till",
		Ru: "скидка чека — %s, больше DocSum %s; проверьте чек на кассе"}
	outsideHours = &record.Message{Code: "outside-opening-hours", Severity: record.Warning,
		En: "the receipt is of %s (%s), outside the opening hours %s; ask who sold then, or correct --open, checks or zone in the profile",
		Ru: "чек от %s (%s) — вне часов работы %s; выясните, кто тогда продавал, или исправьте --open, checks либо zone в профиле"}
	docNumGap = &record.Message{Code: "doc-num-gap", Severity: record.Warning,
		En: "the till %q lacks the receipt numbers %s (%d) between the one at %s and this one; export them too, or find out what became of them",
		Ru: "у кассы %q нет чеков с номерами %s (%d) между чеком в %s и этим; выгрузите и их или выясните, что с ними стало"}
	docNumJump = &record.Message{Code: "doc-num-jump", Severity: record.Note,
		En: "the receipt numbers of the till %q jump over %s (%d) between the one at %s and this one; it was given other numbers, or a long period is missing",
		Ru: "номера чеков кассы %q перескакивают через %s (%d) между чеком в %s и этим; ей задали другие номера, или нет большого периода"}
	docNumSparse = &record.Message{Code: "doc-num-sparse", Severity: record.Note,
		En: "the receipt numbers of the till %q from %q to %q have so many gaps that they are not listed; see whether tills share their numbers, or receipts were left out on purpose",
		Ru: "в номерах чеков кассы %q от %q до %q столько пропусков, что они не перечислены; проверьте, не общая ли нумерация у нескольких касс и не отобраны ли чеки нарочно"}
	docNumRespelled = &record.Message{Code: "doc-num-respelled", Severity: record.Warning,
		En: "the till %q writes a number that it used already as %q here and as %q at %s; see whether the receipt was exported twice",
		Ru: "касса %q пишет уже занятый номер здесь как %q, а раньше как %q (%s); проверьте, не выгружен ли чек дважды"}
	soldUnknown = &record.Message{Code: "sold-not-in-catalog", Severity: record.Warning,
		En: "the product %q (%q) was sold, but the catalogue lacks it; export the nomenclature anew, or correct the code at the till",
		Ru: "товар %q (%q) продан, а в номенклатуре его нет; выгрузите номенклатуру заново или исправьте код на кассе"}
	soldPriceDiffers = &record.Message{Code: "sold-price-differs", Severity: record.Warning,
		En: "the product %q was sold at %s, but the catalogue has the price %s; bring the new price to the till, or the nomenclature up to date",
		Ru: "товар %q продан по %s, а в номенклатуре цена %s; загрузите новую цену на кассу или обновите номенклатуру"}
	soldPriceOfType = &record.Message{Code: "sold-price-not-retail", Severity: record.Note,
		En: "the product %q was sold at %s, the price %q of the catalogue, not the retail one, %s; see whether that was meant",
		Ru: "товар %q продан по %s — это цена %q номенклатуры, а не розничная, %s; проверьте, так ли задумано"}
	soldNameDiffers = &record.Message{Code: "sold-name-differs", Severity: record.Note,
		En: "the product %q is called %q here and %q in the catalogue; see whether the code was given to another product",
		Ru: "товар %q называется здесь %q, а в номенклатуре %q; проверьте, не отдан ли код другому товару"}
	docNumTwice = &record.Message{Code: "doc-num-twice", Severity: record.Warning,
		En: "the receipt %q was there already, at %s; see whether a period was downloaded twice",
		Ru: "чек %q уже был (%s); проверьте, не скачан ли период дважды"}
)

// Of an invoice.
var (
	noItems = &record.Message{Code: "invoice-no-items", Severity: record.Warning,
		En: "the invoice %q has no items; nothing comes into stock by it",
		Ru: "в накладной %q нет позиций; по ней ничего не придёт на склад"}
	sumDiffers = &record.Message{Code: "invoice-sum-differs", Severity: record.Warning,
		En: "sum is %s but cost_with_tax of the items adds up to %s; correct one of them",
		Ru: "sum равна %s, а cost_with_tax позиций дают %s; исправьте одно из двух"}
	amountNotPositive = &record.Message{Code: "amount-not-positive", Severity: record.Warning,
		En: "the amount of the product %q is %s; an incoming invoice raises stock, so correct it",
		Ru: "количество товара %q равно %s; приходная накладная увеличивает остаток: исправьте его"}
	costDiffers = &record.Message{Code: "cost-differs", Severity: record.Warning,
		En: "amount × price is %s but cost is %s; check the item of the product %q",
		Ru: "amount × price даёт %s, а cost равна %s; проверьте позицию товара %q"}
	itemPriceNotPositive = &record.Message{Code: "item-price-not-positive", Severity: record.Warning,
		En: "the price of the product %q in the invoice is %s; a price is above zero, so correct it",
		Ru: "цена товара %q в накладной равна %s; цена бывает больше нуля: исправьте её"}
	costWithTaxDiffers = &record.Message{Code: "cost-with-tax-differs", Severity: record.Warning,
		En: "amount × price_with_tax is %s but cost_with_tax is %s; check the item of the product %q",
		Ru: "amount × price_with_tax даёт %s, а cost_with_tax равна %s; проверьте позицию товара %q"}
	itemTaxNegative = &record.Message{Code: "item-vat-negative", Severity: record.Warning,
		En: "cost_with_tax is %s, less than cost, %s, so that the tax is below zero; check the item of the product %q",
		Ru: "cost_with_tax равна %s, меньше cost, %s: налог вышел отрицательным; проверьте позицию товара %q"}
	itemTaxDiffers = &record.Message{Code: "item-vat-differs", Severity: record.Warning,
		En: "cost_with_tax − cost is %s, but the tax of %s per cent in %s is %s; check the item of the product %q, or the rate in the profile",
		Ru: "cost_with_tax − cost даёт %s, а налог %s процентов в сумме %s — это %s; проверьте позицию товара %q или ставку в профиле"}
	typeUnknown = &record.Message{Code: "type-unknown", Severity: record.Warning,
		En: "the type %q of the product %q is unknown; write product, tech_map or sub_product",
		Ru: "тип %q товара %q неизвестен; напишите product, tech_map или sub_product"}
	measureUnknown = &record.Message{Code: "measure-unknown", Severity: record.Warning,
		En: "the measure %q of %q is unknown; write pcs, kg or l",
		Ru: "единица %q у %q неизвестна; напишите pcs, kg или l"}
	cancellationUnknown = &record.Message{Code: "cancellation-type-unknown", Severity: record.Warning,
		En: "the cancellation_type %s of the product %q is unknown; write 0, 1 or 2",
		Ru: "cancellation_type %s товара %q неизвестен; напишите 0, 1 или 2"}
	categoryUnknown = &record.Message{Code: "category-unknown", Severity: record.Warning,
		En: "the category %q that %q refers to is not in the invoice; add it to categories",
		Ru: "категории %q, на которую ссылается %q, в накладной нет; добавьте её в categories"}
	workspaceUnknown = &record.Message{Code: "workspace-unknown", Severity: record.Warning,
		En: "the workspace %q that %q refers to is not in the invoice; add it to workspaces",
		Ru: "цеха %q, на который ссылается %q, в накладной нет; добавьте его в workspaces"}
	packageUnknown = &record.Message{Code: "package-unknown", Severity: record.Warning,
		En: "the package %q that an item of the product %q refers to is not in the invoice; add it to packages",
		Ru: "фасовки %q, на которую ссылается позиция товара %q, в накладной нет; добавьте её в packages"}
	productUnknown = &record.Message{Code: "product-unknown", Severity: record.Warning,
		En: "the product %q of an item is not in the invoice; add it to products",
		Ru: "товара %q из позиции в накладной нет; добавьте его в products"}
	contentDiffers = &record.Message{Code: "ref-code-differs", Severity: record.Warning,
		En: "the ref_code %q stands for something else here than at %s; the service keeps one of them, so tell them apart",
		Ru: "ref_code %q означает здесь не то, что в %s; сервис оставит что-то одно, дайте им разные коды"}
	pricesDiffer = &record.Message{Code: "product-prices-differ", Severity: record.Warning,
		En: "the product %q has other prices here than at %s in the same invoice; leave one of them",
		Ru: "у товара %q здесь другие цены, чем в %s той же накладной; оставьте одни"}
	categoryCycle = &record.Message{Code: "category-cycle", Severity: record.Severe,
		En: "the category %q stands above itself by way of its parent %q; correct the parent of one of them",
		Ru: "категория %q стоит над самой собой через своего родителя %q; исправьте parent одной из них"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{
		optionalMissing, dateEmpty,
		parentDiffers, priceNotPositive, barcodeWrong, barcodeOwnWrong, unitUnknown, unitNameDiffers, priceDiffers, rowsDiffer,
		codeInTwoGroups, groupNameDiffers, parentUnknown, groupCycle, barcodeOnTwoCodes,
		dateNoOffset, lineSumDiffers, lineDiscountDiffers, discountNegative, discountExcessive, quantityZero, returnLine,
		returnReceipt, docSumDiffers, docSumWithDiscountDiffers, paymentDiffers, docNumTwice,
		linePriceNotPositive, docDiscountNegative, docDiscountExcessive, outsideHours, docNumGap, docNumJump, docNumSparse, docNumRespelled,
		soldUnknown, soldPriceDiffers, soldPriceOfType, soldNameDiffers,
		noItems, sumDiffers, amountNotPositive, costDiffers, itemPriceNotPositive, costWithTaxDiffers, itemTaxNegative, itemTaxDiffers, typeUnknown, measureUnknown, cancellationUnknown, categoryUnknown,
		workspaceUnknown, packageUnknown, productUnknown, contentDiffers, pricesDiffer, categoryCycle,
	}
}
