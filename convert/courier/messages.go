package courier

import "obmen/formats/record"

// The messages of this package.
var (
	idZero = &record.Message{Code: "id-zero", Severity: record.Severe,
		En: "%s of invoice %s is 0: no such storage, shop or tax is in Caffesta, so nothing was sent; set it in the profile (obmen storages, obmen taxes)",
		Ru: "%s накладной %s равен 0: такого склада, точки или налога в Caffesta нет, ничего не отправлено; задайте его в профиле (obmen storages, obmen taxes)"}
	dayNotOver = &record.Message{Code: "day-not-over", Severity: record.Severe,
		En: "the day of invoice %s is not over: receipts may still come, so nothing was sent; send it tomorrow, or now with --partial",
		Ru: "день накладной %s ещё не кончился: чеки могут прийти, ничего не отправлено; отправьте завтра или сейчас с --partial"}
	wireOfReceipts = &record.Message{Code: "wire-of-receipts", Severity: record.Severe,
		En: "--wire would raise stock by what the tills sold; say invoices: {receipts_are_purchases: true} in the profile if it is what the storage received",
		Ru: "--wire увеличил бы остатки на проданное кассами; если это и есть полученное складом, укажите в профиле invoices: {receipts_are_purchases: true}"}
	wireOfNothing = &record.Message{Code: "wire-of-nothing", Severity: record.Severe,
		En: "invoice %s has no positive amount, so there is nothing to post; send it without --wire, or give amounts with --amounts",
		Ru: "в накладной %s нет положительных количеств, проводить нечего; отправьте без --wire или задайте количества в --amounts"}
	sentOtherwise = &record.Message{Code: "sent-otherwise", Severity: record.Severe,
		En: "invoice %s of shipper %s and storage %s was sent already, from %s, and what %s has under that number is something else; nothing was sent. Give it another number; receipts that came late to a sent day go out with --supplement",
		Ru: "накладная %s поставщика %s и склада %s уже отправлена из %s, а в %s под этим номером другое содержание; ничего не отправлено. Дайте ей другой номер; чеки, опоздавшие к отправленному дню, уходят с --supplement"}
	receiptElsewhere = &record.Message{Code: "receipt-elsewhere", Severity: record.Severe,
		En: "the receipt %s of organization %s is carried by invoice %s (%s), so invoice %s was not sent; run again when that one is settled (obmen journal)",
		Ru: "чек %s организации %s уже в накладной %s (%s), поэтому накладная %s не отправлена; запустите снова, когда с той всё решится (obmen journal)"}
	catalogueDiffers = &record.Message{Code: "sent-catalogue-differs", Severity: record.Note,
		En: "invoice %s was sent already; only names, prices or categories of its catalogue are different now, and these were not sent",
		Ru: "накладная %s уже отправлена; теперь отличаются лишь названия, цены или категории её каталога, и они не отправлены"}
	stillInDoubt = &record.Message{Code: "invoice-in-doubt", Severity: record.Severe,
		En: "nobody knows whether the service has invoice %s: %s. Look there, then say obmen send --resolve %d=sent or %d=unsent",
		Ru: "неизвестно, есть ли накладная %s у сервиса: %s. Посмотрите там и скажите obmen send --resolve %d=sent или %d=unsent"}
	noList = &record.Message{Code: "doubt-no-list", Severity: record.Severe,
		En: "it has no list of invoices to look into",
		Ru: "у него нет списка накладных, чтобы проверить"}
	listFailed = &record.Message{Code: "doubt-list-failed", Severity: record.Severe,
		En: "its list of invoices could not be had",
		Ru: "список накладных получить не удалось"}
	listDoubled = &record.Message{Code: "doubt-doubled", Severity: record.Severe,
		En: "its list has more than one with this number, storage and sum",
		Ru: "в его списке их больше одной с этим номером, складом и суммой"}
	listDiffers = &record.Message{Code: "doubt-differs", Severity: record.Severe,
		En: "its list has one with this number, shipper and storage and another sum (id %s)",
		Ru: "в его списке есть накладная с этим номером, поставщиком и складом, но другой суммой (id %s)"}
	listUnsure = &record.Message{Code: "doubt-shipper", Severity: record.Severe,
		En: "its list may have it: one with this number and storage is there, its shipper or sum could not be held against ours, or the list is not whole (id %s)",
		Ru: "она может быть в его списке: там есть накладная с этим номером и складом, но поставщика или сумму сравнить не удалось, или список неполон (id %s)"}
	runDied = &record.Message{Code: "doubt-run-died", Severity: record.Severe,
		En: "the run that sent it did not come to its end",
		Ru: "запуск, который её отправлял, не дошёл до конца"}
	readBackDiffers = &record.Message{Code: "read-back-differs", Severity: record.Severe,
		En: "the service has invoice %s with the sum %s, sent was %s; nothing was posted, look at it there",
		Ru: "у сервиса накладная %s на сумму %s, а отправлено %s; ничего не проведено, посмотрите её там"}
	readBackOther = &record.Message{Code: "read-back-other", Severity: record.Severe,
		En: "asked for id %s, which is invoice %s, the service answered with id %s, invoice %s; nothing was posted",
		Ru: "на вопрос об id %s, накладной %s, сервис ответил id %s, накладной %s; ничего не проведено"}
	numberEmpty = &record.Message{Code: "invoice-without-number", Severity: record.Severe,
		En: "an invoice has no number, so it could not be found again; nothing was sent",
		Ru: "у накладной нет номера, найти её потом было бы нельзя; ничего не отправлено"}
	dateWrong = &record.Message{Code: "invoice-date-wrong", Severity: record.Severe,
		En: "the date of invoice %s is %q; Caffesta wants yyyy-mm-dd hh:mm, in UTC; nothing was sent",
		Ru: "дата накладной %s — %q; Caffesta ждёт гггг-мм-дд чч:мм, UTC; ничего не отправлено"}
	listNeeded = &record.Message{Code: "list-needed", Severity: record.Note,
		En: "the service's list has to be asked first, since this journal is new or the invoice was in doubt; run again, or use --no-precheck with a new journal if nothing was sent before",
		Ru: "сначала нужно спросить список сервиса: журнал новый или накладная была под вопросом; запустите снова, а при новом журнале, если раньше ничего не отправляли, — с --no-precheck"}
	neverSeen = &record.Message{Code: "doubt-never-seen", Severity: record.Severe,
		En: "it was sent twice without an answer, and its list never showed it; the list may lag behind",
		Ru: "её отправили дважды без ответа, и в списке она не появилась; список может отставать"}
	noID = &record.Message{Code: "no-service-id", Severity: record.Severe,
		En: "the service named no id for invoice %s and does not list it, so it could not be read back and was not posted",
		Ru: "сервис не назвал id накладной %s и не показывает её в списке, поэтому она не прочитана обратно и не проведена"}
	notNomenclature = &record.Message{Code: "not-a-nomenclature", Severity: record.Severe,
		En: "Kassatka takes a nomenclature, this is %s; receipts and invoices go to Caffesta (obmen send caffesta)",
		Ru: "Кассатка принимает номенклатуру, а это %s; чеки и накладные отправляются в Caffesta (obmen send caffesta)"}
	notAnInvoice = &record.Message{Code: "not-an-invoice", Severity: record.Severe,
		En: "Caffesta takes invoices, the result is %s; convert into invoice-json, -ndjson or -csv to send it",
		Ru: "Caffesta принимает накладные, а результат — %s; чтобы отправить, преобразуйте в invoice-json, -ndjson или -csv"}
	// ReceiptSent says that a receipt does not go out again.
	ReceiptSent = &record.Message{Code: "receipt-sent", Severity: record.Warning,
		En: "the receipt %q went out with the invoice %s before; it is left out",
		Ru: "чек %q уже ушёл с накладной %s; он пропущен"}
	receiptFetched = &record.Message{Code: "receipt-fetched", Severity: record.Note,
		En: "the receipt %q came with an earlier download; it is left out",
		Ru: "чек %q уже был в прежней загрузке; он пропущен"}
	changedMeanwhile = &record.Message{Code: "changed-before-sending", Severity: record.Severe,
		En: "the file was changed after it was checked, so it was not sent; run this again",
		Ru: "файл изменился после проверки и не отправлен; запустите снова"}
	neverFetched = &record.Message{Code: "never-fetched", Severity: record.Severe,
		En: "nothing was fetched from this account yet, so --since-last needs --from to begin with",
		Ru: "из этой учётной записи ещё ничего не загружали, поэтому к --since-last нужно и --from"}
	wouldReplace = &record.Message{Code: "would-replace-receipts", Severity: record.Severe,
		En: "%s is there, and the receipts in it would not come again with --since-last; name another file, or a folder with --into",
		Ru: "%s уже есть, а чеки из него с --since-last больше не придут; назовите другой файл или папку в --into"}
	emptyPeriod = &record.Message{Code: "empty-period", Severity: record.Severe,
		En: "the period from %s to %s (UTC) holds no time; give --from and a later --to",
		Ru: "период с %s по %s (UTC) пуст; укажите --from и более поздний --to"}
	nothingToResume = &record.Message{Code: "nothing-to-resume", Severity: record.Severe,
		En: "no process was left behind, so there is nothing to resume; ask anew with --from and --to",
		Ru: "незаконченных процессов нет, продолжать нечего; запросите заново с --from и --to"}
	idUnknown = &record.Message{Code: "journal-id-unknown", Severity: record.Severe,
		En: "the journal has no entry %d; obmen journal lists them",
		Ru: "в журнале нет записи %d; их показывает obmen journal"}
	resumed = &record.Message{Code: "process-resumed", Severity: record.Note,
		En: "it was uploaded before, in process %s; that one is followed",
		Ru: "она уже загружена, процесс %s; ждём его"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{idZero, dayNotOver, wireOfReceipts, wireOfNothing, sentOtherwise, receiptElsewhere, catalogueDiffers, stillInDoubt, noList, listFailed,
		listDoubled, listDiffers, listUnsure, runDied, readBackDiffers, readBackOther, numberEmpty, dateWrong, listNeeded, neverSeen, noID, notNomenclature, notAnInvoice, ReceiptSent, receiptFetched, changedMeanwhile, neverFetched, wouldReplace, emptyPeriod, nothingToResume, idUnknown, resumed}
}
