package caffesta

import "obmen/formats/record"

// The messages of this package. Types are named as JSON names them.
var (
	WrongType = &record.Message{Code: "json-type", Severity: record.Severe,
		En: "the value is of the JSON type %[2]s, the document asks for %[1]s; have it written so",
		Ru: "тип значения в JSON — %[2]s, а документ требует %[1]s; запишите так"}
	NotWhole = &record.Message{Code: "not-whole", Severity: record.Severe,
		En: "%s is not a whole number; write it without point and decimals",
		Ru: "%s — не целое число; запишите его без точки и дробной части"}
	UnknownKey = &record.Message{Code: "unknown-key", Severity: record.Note,
		En: "the key %s is not of this format; it is kept as it is",
		Ru: "ключа %s нет в этом формате; он сохраняется как есть"}
	NoInvoice = &record.Message{Code: "invoice-none", Severity: record.Severe,
		En: "the document is empty; no invoices at all are written as [], or read with --from invoice-ndjson",
		Ru: "документ пуст; если накладных нет, пишется [] — или читайте его с --from invoice-ndjson"}
	NoInvoiceKeys = &record.Message{Code: "invoice-keys-none", Severity: record.Severe,
		En: "the object has none of an invoice's keys, only %s; if it is a service's answer that something went wrong, put that right and get the file again",
		Ru: "в объекте нет ни одного ключа накладной, только %s; если это ответ сервиса об ошибке, устраните её и получите файл снова"}
	ArrayAmongObjects = &record.Message{Code: "invoice-array-among-objects", Severity: record.Severe,
		En: "an array stands behind an invoice; a document is one array of invoices, or invoices one behind another",
		Ru: "за накладной стоит массив; документ — это либо один массив накладных, либо накладные одна за другой"}
	OutOfOrder = &record.Message{Code: "invoice-parts-out-of-order", Severity: record.Severe,
		En: "a record of the kind %s comes where it can't be written any more; the order is invoice, item, category, workspace, package, product",
		Ru: "запись вида %s пришла, когда её уже нельзя записать; порядок: invoice, item, category, workspace, package, product"}
	Headless = &record.Message{Code: "invoice-head-missing", Severity: record.Severe,
		En: "the parts of an invoice came without the invoice itself",
		Ru: "пришли части накладной без самой накладной"}
	ForeignRecord = &record.Message{Code: "invoice-foreign-record", Severity: record.Severe,
		En: "a record of the kind %s has no place in an invoice; convert the document to invoice first",
		Ru: "запись вида %s не бывает в накладной; сначала преобразуйте документ в накладную"}
	ForeignUnknown = &record.Message{Code: "invoice-foreign-unknown", Severity: record.Severe,
		En: "%s is no JSON key and can't be written into an invoice",
		Ru: "%s — не ключ JSON, в накладную это не записать"}
	KeyTaken = &record.Message{Code: "invoice-key-taken", Severity: record.Severe,
		En: "the unknown key %s has the name of a key that is written already; rename it",
		Ru: "неизвестный ключ %s носит имя ключа, который уже записан; переименуйте его"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{WrongType, NotWhole, UnknownKey, NoInvoice, NoInvoiceKeys, ArrayAmongObjects, OutOfOrder, Headless, ForeignRecord, ForeignUnknown, KeyTaken}
}
