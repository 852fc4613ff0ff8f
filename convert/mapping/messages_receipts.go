package mapping

import "obmen/formats/record"

var (
	raisesStock = &record.Message{Code: "receipts-raise-stock", Severity: record.Warning,
		En: "an incoming invoice raises stock: this is right only where what the till sold is what the storage received; sales are never written off",
		Ru: "приходная накладная увеличивает остатки: это верно, только если проданное кассой и есть полученное складом; продажи никогда не списываются"}
	noCatalog = &record.Message{Code: "catalog-not-given", Severity: record.Warning,
		En: "without --catalog the product %q goes out with the till's name %q, in the category %q and without a barcode: that may overwrite what Caffesta has; name a nomenclature with --catalog",
		Ru: "без --catalog товар %q уходит с названием из кассы %q, в категории %q и без штрихкода: это может заменить то, что есть в Caffesta; назовите номенклатуру в --catalog"}
	notInCatalog = &record.Message{Code: "catalog-lacks-code", Severity: record.Warning,
		En: "the catalogue has no product %q; the till's name and the default category are used",
		Ru: "в каталоге нет товара %q; взяты название из кассы и категория по умолчанию"}
	unitDiffers = &record.Message{Code: "catalog-unit-differs", Severity: record.Warning,
		En: "the till sells %q in unit %q, the catalogue has it in %q; the catalogue's is used",
		Ru: "касса продаёт %q в единице %q, в каталоге %q; взята единица каталога"}
	noReceiptDate = &record.Message{Code: "receipt-without-date", Severity: record.Severe,
		En: "the receipt has no date, so it has no day; mend it, or leave it out with --on-error skip",
		Ru: "у чека нет даты, поэтому нет и дня; исправьте её или пропустите чек с --on-error skip"}
	sumWithoutQuantity = &record.Message{Code: "sum-without-quantity", Severity: record.Severe,
		En: "the line of %q has quantity 0 and yet the sum %s; mend it, or leave the receipt out with --on-error skip",
		Ru: "в строке %q количество 0, а сумма %s; исправьте её или пропустите чек с --on-error skip"}
	lineOfNothing = &record.Message{Code: "line-of-nothing", Severity: record.Note,
		En: "the line of %q has quantity 0 and sum 0; it makes no item",
		Ru: "в строке %q количество 0 и сумма 0; позиции из неё не будет"}
	doubleReceipt = &record.Message{Code: "receipt-double", Severity: record.Warning,
		En: "the receipt %q stood before, at %s, with equal content; it is mapped once",
		Ru: "чек %q уже был, в %s, с тем же содержанием; он учтён один раз"}
	doubleDiffers = &record.Message{Code: "receipt-double-differs", Severity: record.Severe,
		En: "the receipt %q stood before, at %s, with other content; find out which of them is right and remove the other",
		Ru: "чек %q уже был, в %s, с другим содержанием; выясните, какой верен, и удалите другой"}
	returnKeptOut = &record.Message{Code: "return-kept-out", Severity: record.Warning,
		En: "a return is kept out: %q, quantity %s, sum %s, receipt %q; --returns net or keep would take it in",
		Ru: "возврат не учтён: %q, количество %s, сумма %s, чек %q; его учтут --returns net или keep"}
	remainderKeptOut = &record.Message{Code: "return-exceeds-sales", Severity: record.Warning,
		En: "the returns of %q leave quantity %s and sum %s in invoice %s: no item is made, the remainder is kept out",
		Ru: "после возвратов %q остаётся количество %s и сумма %s в накладной %s: позиции нет, остаток не учтён"}
	receiptWithoutItems = &record.Message{Code: "receipt-without-items", Severity: record.Warning,
		En: "nothing of the receipt %q makes an item",
		Ru: "из чека %q не получилось ни одной позиции"}
	severalPrices = &record.Message{Code: "several-prices-sold", Severity: record.Warning,
		En: "the product %q was sold at %s and at %s; the last price counts",
		Ru: "товар %q продан по %s и по %s; берётся последняя цена"}
	nothingSold = &record.Message{Code: "nothing-sold", Severity: record.Note,
		En: "the line of %q has quantity 0: nothing was sold, so it makes no row",
		Ru: "в строке %q количество 0: ничего не продано, строки каталога из неё не будет"}
	returnNotSold = &record.Message{Code: "return-not-sold", Severity: record.Note,
		En: "a return makes no row: %q, quantity %s, sum %s, receipt %q",
		Ru: "возврат не даёт строки каталога: %q, количество %s, сумма %s, чек %q"}
	unitSupplied = &record.Message{Code: "unit-supplied", Severity: record.Warning,
		En: "the product %q has no unit; it counts as pieces",
		Ru: "у товара %q нет единицы; считается штуками"}
	unitNamesSupplied = &record.Message{Code: "unit-names-supplied", Severity: record.Note,
		En: "%d names of units are those of the OKEI classifier: the source has none",
		Ru: "названия единиц (%d) взяты из классификатора ОКЕИ: в источнике их нет"}
	measureUnknown = &record.Message{Code: "measure-taken-for-pieces", Severity: record.Warning,
		En: "the measure %q of %q is none of pcs, kg, l; it counts as pieces",
		Ru: "мера %q товара %q не pcs, не kg и не l; считается штуками"}
	priceTypeTwice = &record.Message{Code: "price-type-twice", Severity: record.Warning,
		En: "the product %q has two prices of the type %q, %s and %s; the first is written. Give the shops types of their own in price_types.shops of the profile",
		Ru: "у товара %q две цены вида %q, %s и %s; записана первая. Дайте магазинам свои виды цен в price_types.shops профиля"}
	receiptsMadeUp = &record.Message{Code: "receipts-made-up", Severity: record.Warning,
		En: "%d receipts are made up from invoices: payment is taken for cash, the till has no code; no till ever made them",
		Ru: "чеки (%d) составлены по накладным: оплата считается наличной, у кассы нет кода; ни одна касса их не пробивала"}
	noInvoiceDate = &record.Message{Code: "invoice-without-date", Severity: record.Severe,
		En: "the invoice has no date, and a receipt needs one; mend it, or leave it out with --on-error skip",
		Ru: "у накладной нет даты, а чеку она нужна; исправьте её или пропустите накладную с --on-error skip"}
	receiptTooLarge = &record.Message{Code: "receipt-too-large", Severity: record.Severe,
		En: "the invoice is too large for one receipt of at most %d bytes; raise the limit with --limit-record, or split the invoice with --max-items first",
		Ru: "накладная слишком велика для одного чека, не больше %d байт; поднимите предел через --limit-record или сначала разделите накладную через --max-items"}
	groupByWrong = &record.Message{Code: "group-by-wrong", Severity: record.Severe,
		En: "--group-by is day, or day and some of store, cashbox, organization behind it, each once; not %q",
		Ru: "--group-by — это day и, если нужно, store, cashbox, organization после него, каждое один раз; не %q"}
)

func receiptsMessages() []*record.Message {
	return []*record.Message{raisesStock, noCatalog, notInCatalog, unitDiffers, noReceiptDate, sumWithoutQuantity, lineOfNothing, doubleReceipt, doubleDiffers,
		returnKeptOut, remainderKeptOut, receiptWithoutItems, severalPrices, groupByWrong,
		nothingSold, returnNotSold, unitSupplied, unitNamesSupplied, measureUnknown, priceTypeTwice, receiptsMadeUp, noInvoiceDate, receiptTooLarge}
}
