package mapping

import "obmen/formats/record"

var (
	unitBecamePieces = &record.Message{Code: "unit-taken-for-pieces", Severity: record.Warning,
		En: "what the unit %q holds is not known, so it counts as one piece; say it under units in the profile",
		Ru: "что в единице %q, неизвестно, поэтому она считается одной штукой; опишите её в разделе units профиля"}
	unitConverted = &record.Message{Code: "unit-converted", Severity: record.Note,
		En: "the unit %q (%s) counts as %s %s",
		Ru: "единица %q (%s) считается как %s %s"}
	piecesBroken = &record.Message{Code: "pieces-not-whole", Severity: record.Warning,
		En: "%s is no whole number of pieces; check the unit of the product",
		Ru: "%s — не целое число штук; проверьте единицу товара"}

	groupCycle = &record.Message{Code: "group-stands-above-itself", Severity: record.Severe,
		En: "the group %q stands, by way of its parent %q, above itself; mend the ParentCode of one of the groups",
		Ru: "группа %q через родителя %q оказывается выше самой себя; исправьте ParentCode у одной из групп"}
	catalogueUndated = &record.Message{Code: "catalogue-without-date", Severity: record.Severe,
		En: "the catalogue has no date, and an invoice needs one; write it in ProductsGroups as Date=\"dd.mm.yyyy\"",
		Ru: "у номенклатуры нет даты, а накладной она нужна; впишите её в ProductsGroups: Date=\"дд.мм.гггг\""}
	purchaseMissing = &record.Message{Code: "purchase-price-missing", Severity: record.Warning,
		En: "the product %q has no price of the purchase type %q; its item has the price 0",
		Ru: "у товара %q нет закупочной цены вида %q; в позиции цена 0"}
	purchaseTypeUnset = &record.Message{Code: "purchase-type-unset", Severity: record.Warning,
		En: "the profile names no purchase price type: %d items have the price 0; name it under price_types.purchase",
		Ru: "в профиле не назван вид закупочной цены: у %d позиций цена 0; назовите его в price_types.purchase"}
	priceTypeLeft = &record.Message{Code: "price-type-without-shop", Severity: record.Warning,
		En: "prices of type %q that go nowhere: %d; say under price_types in the profile what they are for",
		Ru: "цены вида %q, которым нет места: %d; укажите в разделе price_types профиля, для чего они"}
	priceUnsettled = &record.Message{Code: "price-type-unsettled", Severity: record.Severe,
		En: "the product %q has several prices, and nothing says which is the shop's; put one of these under price_types.retail in the profile: %s",
		Ru: "у товара %q несколько цен, и не сказано, какая из них магазина; впишите одну из них в price_types.retail профиля: %s"}

	amountMissing = &record.Message{Code: "amount-missing", Severity: record.Severe,
		En: "the code %q has no amount; fill it in, or leave the row out",
		Ru: "у кода %q нет количества; впишите его или уберите строку"}
	amountTwice = &record.Message{Code: "amount-twice", Severity: record.Severe,
		En: "the code %q stands there twice; make one row of the two",
		Ru: "код %q встречается дважды; сделайте из двух строк одну"}
	amountSkipped = &record.Message{Code: "amount-of-skipped", Severity: record.Severe,
		En: "the code %q is one that the profile skips; take the row out, or the skip",
		Ru: "код %q профиль велит пропускать; уберите строку или skip"}
	amountUnknown = &record.Message{Code: "amount-of-unknown", Severity: record.Severe,
		En: "the catalogue has no product %q (codes that it lacks: %d); mend the code, or take the row out",
		Ru: "в номенклатуре нет товара %q (таких кодов: %d); исправьте код или уберите строку"}

	defaultShipper = &record.Message{Code: "default-shipper", Severity: record.Warning,
		En: "nothing says who the shipper is; the built-in one stands in %d invoices; name yours under defaults.shipper",
		Ru: "не сказано, кто поставщик; встроенный стоит в накладных: %d; назовите своего в defaults.shipper"}
	defaultStorage = &record.Message{Code: "default-storage", Severity: record.Warning,
		En: "the storage is 0, which is none, in %d invoices; Caffesta would refuse them: put the id under defaults.storage or stores (obmen storages lists them)",
		Ru: "склад 0, то есть никакой, в накладных: %d; Caffesta их не примет: впишите id в defaults.storage или stores (их покажет obmen storages)"}
	defaultShop = &record.Message{Code: "default-shop", Severity: record.Warning,
		En: "the shop or its storage is 0, which is none, in %d prices; put the ids under price_types.shops, stores or defaults",
		Ru: "точка продаж или её склад 0, то есть никакие, в ценах: %d; впишите id в price_types.shops, stores или defaults"}
	defaultTax = &record.Message{Code: "default-tax", Severity: record.Warning,
		En: "the tax is 0, which is none, for %d products; put its id and rate under defaults.tax, groups or products",
		Ru: "налог 0, то есть никакой, у товаров: %d; впишите его id и ставку в defaults.tax, groups или products"}
	defaultWorkspace = &record.Message{Code: "default-workspace", Severity: record.Note,
		En: "nothing says which workspace makes them; the built-in one stands in %d products; name yours under defaults.workspace",
		Ru: "не сказано, какой цех; встроенный стоит у товаров: %d; назовите свой в defaults.workspace"}
	defaultCategory = &record.Message{Code: "default-category", Severity: record.Note,
		En: "products in no group get the built-in category: %d; name yours under defaults.category",
		Ru: "товары без группы попали во встроенную категорию: %d; назовите свою в defaults.category"}
	defaultAmount = &record.Message{Code: "default-amount", Severity: record.Note,
		En: "nothing says how much came in: %d items have the amount 0; give it with --amounts or under defaults.amount",
		Ru: "не сказано, сколько пришло: количество 0 у позиций: %d; задайте его через --amounts или defaults.amount"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	list := []*record.Message{
		unitBecamePieces, unitConverted, piecesBroken, groupCycle, catalogueUndated, purchaseMissing, purchaseTypeUnset,
		priceTypeLeft, priceUnsettled, amountMissing, amountTwice, amountSkipped, amountUnknown, defaultShipper, defaultStorage, defaultShop, defaultTax,
		defaultWorkspace, defaultCategory, defaultAmount,
	}
	return append(append(list, receiptsMessages()...), completeMessages()...)
}
