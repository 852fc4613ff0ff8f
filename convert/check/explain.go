package check

import "obmen/formats/record"

// An Explanation says more of a finding than its words do: what it means, and what to do about it. Docs/findings.md is made of them.
type Explanation struct {
	Message *record.Message
	En, Ru  string
}

// Explanations lists what there is to explain, by the kind of documents; 0 is any kind. Each message of this package stands in it once.
func Explanations(k record.DocKind) []Explanation {
	switch k {
	case record.Nomenclature:
		return explainNomenclature()
	case record.Receipts:
		return explainReceipts()
	case record.Invoices:
		return explainInvoices()
	}
	return []Explanation{
		{optionalMissing, "The field may be left out, but a program that writes it always and once does not has perhaps been cut short. Empty and missing are kept apart.",
			"Поле можно не писать, но если программа пишет его всегда, а один раз нет, — возможно, её прервали. Пустое и отсутствующее не смешиваются."},
	}
}

func explainNomenclature() []Explanation {
	return []Explanation{
		{dateEmpty, "Rates of tax are chosen by the date of the catalogue, and the number of an invoice made of it has it. 1C's empty date, 01.01.0001, is none.",
			"По дате каталога выбираются ставки налога, она же стоит в номере накладной. Пустая дата 1С, 01.01.0001, — не дата."},
		{parentDiffers, "ParentCode of a product repeats the group around it. Where they differ the product was moved by hand or by another program.",
			"ParentCode товара повторяет группу, в которой он стоит. Если они расходятся, товар переносили вручную или другой программой."},
		{priceNotPositive, "A till would sell it for nothing. A product without a price has an empty one; zero and empty are two things.",
			"Касса продала бы такой товар даром. У товара без цены она пустая; ноль и пусто — разные вещи."},
		{barcodeWrong, "The last digit of EAN-8, EAN-13, UPC-A and GTIN-14 is reckoned from the others (GS1). Mostly a digit was mistyped, and a scanner will not find the product.",
			"Последняя цифра EAN-8, EAN-13, UPC-A и GTIN-14 вычисляется из остальных (GS1). Обычно в одной цифре опечатка, и сканер не найдёт товар."},
		{barcodeOwnWrong, "Prefixes 20 to 29 are a shop's own: labels of scales carry the weight in them. The check digit is only put in when the label is printed, so this is a note.",
			"Префиксы 20–29 — собственные коды магазина: на этикетках весов в них записан вес. Контрольную цифру весы ставят при печати, поэтому это лишь примечание."},
		{unitUnknown, "A unit that nobody knows is taken for pieces, and a kilogram sold as a piece spoils the stock.",
			"Неизвестная единица считается штукой, а килограмм, проданный как штука, портит остатки."},
		{unitNameDiffers, "The code decides about the measure in an invoice. Often the code of pieces, 796, stands beside goods by weight.",
			"Меру в накладной решает код. Часто код штуки, 796, стоит у весового товара."},
		{priceDiffers, "The key of a price is code and price type; two prices for one key are one too many.",
			"Ключ цены — код и вид цены; двух цен у одного ключа быть не может."},
		{rowsDiffer, "Rows of one code are one product with several prices; what differs besides is taken from the first row.",
			"Строки одного кода — это один товар с разными ценами; остальное берётся из первой строки."},
		{codeInTwoGroups, "A product stands in one group, and so in one category of Caffesta's.",
			"Товар стоит в одной группе, а значит, и в одной категории Caffesta."},
		{groupNameDiffers, "A group that comes several times is one group, under its first name.",
			"Группа, которая встречается несколько раз, — одна группа, с первым названием."},
		{parentUnknown, "Only a part of the groups was exported, or the parent was deleted.",
			"Выгружена только часть групп, или родителя удалили."},
		{groupCycle, "An error: groups that stand above each other have no top, and no mapping can place them.",
			"Ошибка: у групп, стоящих друг над другом, нет верха, и разместить их нельзя."},
		{barcodeOnTwoCodes, "The till finds the product by its barcode: one of the two is never sold, the other too often.",
			"Касса ищет товар по штрихкоду: один из двух никогда не продаётся, другой — слишком часто."},
	}
}

func explainReceipts() []Explanation {
	return []Explanation{
		{dateNoOffset, "Without an offset nobody knows at what moment it was; the zone of the profile decides, also about the day.",
			"Без смещения неизвестно, какой это момент; решает пояс из профиля, в том числе — какой это день."},
		{lineSumDiffers, "Price × Quantity = Sum holds to half a kopeck. Where it does not, the till rounded otherwise or somebody changed the line.",
			"Price × Quantity = Sum верно до полкопейки. Если нет, касса округляет иначе или строку меняли."},
		{lineDiscountDiffers, "Sum − Discount = SumWithDiscount. What was paid is SumWithDiscount, and it counts.",
			"Sum − Discount = SumWithDiscount. Заплачено SumWithDiscount, она и считается."},
		{discountNegative, "A surcharge that is written as a discount below zero.", "Наценка, записанная как отрицательная скидка."},
		{discountExcessive, "More was taken off than the line costs: mostly a discount in per cent in place of money.",
			"Снято больше, чем стоит строка: обычно скидка в процентах вместо денег."},
		{quantityZero, "Nothing was sold, though the line is there: a scale that gave no weight, or a line that was cancelled.",
			"Ничего не продано, хотя строка есть: весы не передали вес, или строку отменили."},
		{returnLine, "No fault: it says that the document has returns, which raise stock and lower sales.",
			"Не ошибка: в документе есть возвраты, которые увеличивают остаток и уменьшают продажи."},
		{returnReceipt, "As return-line, of a whole receipt.", "Как return-line, но о целом чеке."},
		{docSumDiffers, "DocSum = Σ Sum of the lines. A line may be missing, or be there twice.",
			"DocSum = Σ Sum строк. Возможно, строки не хватает или она записана дважды."},
		{docSumWithDiscountDiffers, "DocSumWithDiscount = Σ SumWithDiscount of the lines. A discount on the whole receipt must be shared out among the lines.",
			"DocSumWithDiscount = Σ SumWithDiscount строк. Скидка на весь чек должна быть разнесена по строкам."},
		{paymentDiffers, "PayCard + PayCash = DocSumWithDiscount, unless a part was paid by bonuses or certificates, for which the document has no field.",
			"PayCard + PayCash = DocSumWithDiscount, если часть не оплачена бонусами или сертификатом: поля для них в документе нет."},
		{docNumTwice, "DocNum identifies a receipt. Twice, its sales would be counted twice; --trail and the journal of obmen send know which went out.",
			"DocNum определяет чек. Если он встречается дважды, продажи посчитаются дважды; что уже ушло, знают --trail и журнал obmen send."},
		{linePriceNotPositive, "A present or a mistake at the till: the goods leave the stock for nothing.",
			"Подарок или ошибка на кассе: товар уходит со склада даром."},
		{docDiscountNegative, "The sum after the discount is more than before it, and the lines do not explain it.",
			"Сумма после скидки больше, чем до неё, и строки этого не объясняют."},
		{docDiscountExcessive, "More was taken off than the receipt comes to, and the lines do not explain it.",
			"Снято больше, чем сумма чека, и строки этого не объясняют."},
		{outsideHours, "Looked for only where opening hours are known: by --open, or checks in the profile. The minute of closing is inside: with 08:00-23:00 a receipt of 23:00:59 is none, one of 23:01:00 is. A clock that goes wrong and a wrong zone show in the same way.",
			"Ищется, только если часы работы известны: из --open или раздела checks профиля. Минута закрытия ещё рабочая: при 08:00-23:00 чек в 23:00:59 не замечание, а в 23:01:00 — замечание. Так же выглядят сбитые часы кассы и неверный пояс."},
		{docNumGap, "Of a till of which all receipts have whole numbers, some in a row are missing: cancelled, not exported, or taken away. Up to a thousand are told of so.",
			"У кассы, где у всех чеков номера — целые числа, нескольких подряд нет: отменены, не выгружены или изъяты. Так говорится о пропусках до тысячи номеров."},
		{docNumJump, "More than a thousand numbers in a row are missing: mostly the till was set up anew.",
			"Нет больше тысячи номеров подряд: обычно кассу настроили заново."},
		{docNumSparse, "More than one in five receipts of a till (of twenty or more) stands behind a gap: several tills number their receipts together, or this is a sample.",
			"Больше чем перед каждым пятым чеком кассы (если их от двадцати) есть пропуск: нумерация общая у нескольких касс, или это выборка."},
		{docNumRespelled, "7 and 007 are one number. If they are two receipts, the till counted anew; if one, it was exported twice by two programs.",
			"7 и 007 — один номер. Если чека два, касса начала счёт заново; если один, его дважды выгрузили разные программы."},
		{soldUnknown, "With --catalog: the till knows a product that the nomenclature does not. An invoice of these sales would lack its category and unit.",
			"С --catalog: касса знает товар, которого нет в номенклатуре. В накладной по этим продажам у него не будет категории и единицы."},
		{soldPriceDiffers, "With --catalog: the price before discounts is none of those that the catalogue has for the product: an old price at the till, or a newer one.",
			"С --catalog: цены до скидок нет среди цен товара в номенклатуре: на кассе старая цена или более новая."},
		{soldPriceOfType, "With --catalog: the price is one of the product's, but not that of the price type price_types.retail in the profile.",
			"С --catalog: такая цена у товара есть, но не того вида, что назван в price_types.retail профиля."},
		{soldNameDiffers, "With --catalog: «№» and white space are passed over, as tills drop them. A renamed product is harmless; a code given to another product is not.",
			"С --catalog: «№» и пробелы не учитываются, кассы их теряют. Переименованный товар безобиден, а код, отданный другому товару, — нет."},
	}
}

func explainInvoices() []Explanation {
	return []Explanation{
		{noItems, "The service takes it, and nothing happens.", "Сервис примет её, и ничего не произойдёт."},
		{sumDiffers, "sum = Σ cost_with_tax of the items. The service shows sum, and books the items.",
			"sum = Σ cost_with_tax позиций. Сервис показывает sum, а приходует позиции."},
		{amountNotPositive, "An incoming invoice with a negative amount lowers the stock.", "Приход с отрицательным количеством уменьшает остаток."},
		{costDiffers, "cost may lie as far from amount × price as the rounding of price and cost explains: half a unit of the price's last decimal × amount, plus half a unit of the cost's.",
			"cost может отстоять от amount × price на столько, сколько объясняет округление: половина последнего знака цены × количество плюс половина последнего знака суммы."},
		{itemPriceNotPositive, "Goods that come in, or are sold, for nothing; found by check and convert --check.",
			"Товар приходит или продаётся даром; ищут check и convert --check."},
		{costWithTaxDiffers, "As cost-differs, of the money with tax; found by check and convert --check.",
			"Как cost-differs, но о деньгах с налогом; ищут check и convert --check."},
		{itemTaxNegative, "cost_with_tax = cost + tax, so it is never the smaller one; mostly the two were exchanged.",
			"cost_with_tax = cost + налог, меньше она быть не может; обычно поля перепутаны."},
		{itemTaxDiffers, "VAT by subtraction: cost_with_tax × rate / (100 + rate), to half a unit of the last decimal of each. The rate is the one that the profile gives the tax_id; where it has none, or several, " +
			"nothing is found.",
			"НДС изнутри суммы: cost_with_tax × ставка / (100 + ставка), до половины последнего знака каждой. Ставка — та, что профиль даёт этому tax_id; если её нет или их несколько, не проверяется."},
		{typeUnknown, "Caffesta knows products, recipe cards and semi-finished products.", "Caffesta знает товары, техкарты и полуфабрикаты."},
		{measureUnknown, "Caffesta knows pieces, kilograms and litres.", "Caffesta знает штуки, килограммы и литры."},
		{cancellationUnknown, "0 is not written off, 1 by product, 2 by recipe.", "0 — не списывать, 1 — по товару, 2 — по техкарте."},
		{categoryUnknown, "An invoice carries the catalogue that it refers to; what is not in it the service has to know already.",
			"Накладная несёт с собой справочники, на которые ссылается; чего в них нет, то сервис должен уже знать."},
		{workspaceUnknown, "As category-unknown.", "Как category-unknown."},
		{packageUnknown, "As category-unknown; pcs, kg and l are packages too, and have to be listed.", "Как category-unknown; pcs, kg и l — тоже фасовки, их надо перечислить."},
		{productUnknown, "As category-unknown.", "Как category-unknown."},
		{contentDiffers, "A ref_code is one thing in all invoices of a document.", "ref_code во всех накладных документа означает одно и то же."},
		{pricesDiffer, "A product stands in products once; with two prices for a shop nobody knows which will count.",
			"Товар стоит в products один раз; при двух ценах неизвестно, какая останется."},
		{categoryCycle, "An error: categories that stand above each other have no top.", "Ошибка: у категорий, стоящих друг над другом, нет верха."},
	}
}
