package sandbox

import (
	"errors"
	"fmt"

	"obmen/formats/record"
)

// The messages of this package: what is wrong with a request, and with the sandbox's own settings.
var (
	WrongType = &record.Message{Code: "sandbox-type", Severity: record.Severe,
		En: "%s is required here, not %s; send it as the document's table says",
		Ru: "здесь требуется %s, а не %s; передайте, как сказано в таблице документа"}
	Missing = &record.Message{Code: "sandbox-missing", Severity: record.Severe,
		En: "the required field is missing; put it in",
		Ru: "нет обязательного поля; добавьте его"}
	Empty = &record.Message{Code: "sandbox-empty", Severity: record.Severe,
		En: "the required field is empty; fill it in",
		Ru: "обязательное поле пусто; заполните его"}
	NotAmong = &record.Message{Code: "sandbox-not-among", Severity: record.Severe,
		En: "%q is none of %s; choose one of them",
		Ru: "%q — не одно из значений %s; выберите одно из них"}
	NotWhole = &record.Message{Code: "sandbox-not-whole", Severity: record.Severe,
		En: "%s is no whole number; ids have no decimals",
		Ru: "%s — не целое число; у идентификаторов нет дробной части"}
	TooSmall = &record.Message{Code: "sandbox-too-small", Severity: record.Severe,
		En: "%s is less than %d; give a real id or value",
		Ru: "%s меньше %d; укажите настоящий идентификатор или значение"}
	BadDate = &record.Message{Code: "sandbox-date", Severity: record.Severe,
		En: "%q is not a moment like %s; write it so, in UTC",
		Ru: "%q — не время вида %s; запишите его так, в UTC"}
	NoReference = &record.Message{Code: "sandbox-no-reference", Severity: record.Severe,
		En: "%q stands neither in %s of this document nor in what was sent before; add it there",
		Ru: "%q нет ни в %s этого документа, ни среди переданного раньше; добавьте его туда"}
	NoStorage = &record.Message{Code: "sandbox-no-storage", Severity: record.Severe,
		En: "there is no storage %s in this account; GET draft/storages lists them",
		Ru: "в этом аккаунте нет склада %s; список складов — GET draft/storages"}
	SumDiffers = &record.Message{Code: "sandbox-sum", Severity: record.Warning,
		En: "the sum is %s, but the items' cost_with_tax come to %s; reckon it again",
		Ru: "сумма %s, а cost_with_tax позиций дают %s; пересчитайте её"}
	UnknownKey = &record.Message{Code: "sandbox-unknown-key", Severity: record.Note,
		En: "the key is in no table of the document; it is passed over",
		Ru: "такого ключа нет в таблицах документа; он пропущен"}
	UnknownTax = &record.Message{Code: "sandbox-unknown-tax", Severity: record.Note,
		En: "the tax %s is not in GET draft/get_taxes; check the id",
		Ru: "налога %s нет в GET draft/get_taxes; проверьте идентификатор"}
	NoAction = &record.Message{Code: "sandbox-action", Severity: record.Severe,
		En: "the body must be {\"action\": \"wire\"} or \"unwire\"; send one of them",
		Ru: "тело должно быть {\"action\": \"wire\"} или \"unwire\"; передайте одно из них"}
	WiredAlready = &record.Message{Code: "sandbox-wired", Severity: record.Severe,
		En: "invoice %d is wired already; nothing was done",
		Ru: "накладная %d уже проведена; ничего не сделано"}
	NotWired = &record.Message{Code: "sandbox-not-wired", Severity: record.Severe,
		En: "invoice %d is not wired; nothing was done",
		Ru: "накладная %d не проведена; ничего не сделано"}
	NoSuchInvoice = &record.Message{Code: "sandbox-no-invoice", Severity: record.Severe,
		En: "there is no invoice %v; GET storage/invoices lists them",
		Ru: "накладной %v нет; список — GET storage/invoices"}
	NoSuchProcess = &record.Message{Code: "sandbox-no-process", Severity: record.Severe,
		En: "there is no process %s; ask for the receipts again",
		Ru: "процесса %s нет; запросите чеки ещё раз"}
	NothingYet = &record.Message{Code: "sandbox-not-ready", Severity: record.Severe,
		En: "process %s has no file to download; ask for its status first",
		Ru: "у процесса %s нет файла для загрузки; сначала спросите его состояние"}
	NoKey = &record.Message{Code: "sandbox-key", Severity: record.Severe,
		En: "the header %s is missing, empty or not the right one; send the right one",
		Ru: "заголовка %s нет, он пуст или неверен; передайте верный"}
	NoEndpoint = &record.Message{Code: "sandbox-endpoint", Severity: record.Severe,
		En: "there is no %s at this address; see the service's document",
		Ru: "по этому адресу нет %s; см. документ сервиса"}
	NoPart = &record.Message{Code: "sandbox-part", Severity: record.Severe,
		En: "the body is no multipart/form-data with a file part named nomenclature; send it so",
		Ru: "тело — не multipart/form-data с файлом nomenclature; передайте его так"}
	NoPeriod = &record.Message{Code: "sandbox-period", Severity: record.Severe,
		En: "the period ends (%s) before it begins (%s); exchange from and to",
		Ru: "период кончается (%s) раньше, чем начинается (%s); поменяйте from и to"}
	Broken = &record.Message{Code: "sandbox-broken-off", Severity: record.Severe,
		En: "the body broke off; send it again whole",
		Ru: "тело запроса оборвалось; передайте его целиком"}
	Made = &record.Message{Code: "sandbox-fault", Severity: record.Severe,
		En: "the sandbox was told to fail (%s); take the fault out or try again",
		Ru: "песочнице велено дать сбой (%s); уберите его или повторите"}
	UnknownFault = &record.Message{Code: "sandbox-fault-unknown", Severity: record.Severe,
		En: "there is no fault %q; obmen sandbox --help lists them, written NAME@WHERExCOUNT#FROM",
		Ru: "сбоя %q нет; список — obmen sandbox --help, запись: ИМЯ@ГДЕxСКОЛЬКО#СКАКОГО"}
	FaultElsewhere = &record.Message{Code: "sandbox-fault-where", Severity: record.Severe,
		En: "the fault %s can't strike at %q; it can at %s",
		Ru: "сбой %s не бывает у %q; бывает у %s"}
	NotLoopback = &record.Message{Code: "sandbox-not-loopback", Severity: record.Severe,
		En: "%q is not an address of this machine alone; the sandbox listens on loopback only, like 127.0.0.1:8765",
		Ru: "%q — не адрес только этой машины; песочница слушает только локально, например 127.0.0.1:8765"}
	PortTaken = &record.Message{Code: "sandbox-port", Severity: record.Severe,
		En: "can't listen on %s: another program holds the port, or it is not allowed; choose another with --listen, or port 0 for any free one",
		Ru: "не удаётся слушать %s: порт занят другой программой или не разрешён; выберите другой в --listen или порт 0 — любой свободный"}
	FileTaken = &record.Message{Code: "sandbox-file-taken", Severity: record.Severe,
		En: "another sandbox holds the file %s; stop it, or name another with --file",
		Ru: "файл %s занят другой песочницей; остановите её или назовите другой файл в --file"}
	FileDamaged = &record.Message{Code: "sandbox-file-damaged", Severity: record.Severe,
		En: "%s is no file of the sandbox, or it is damaged (%s); name another with --file",
		Ru: "%s — не файл песочницы или повреждён (%s); назовите другой в --file"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{WrongType, Missing, Empty, NotAmong, NotWhole, TooSmall, BadDate, NoReference, NoStorage, SumDiffers, UnknownKey, UnknownTax,
		NoAction, WiredAlready, NotWired, NoSuchInvoice, NoSuchProcess, NothingYet, NoKey, NoEndpoint, NoPart, NoPeriod, Broken, Made, UnknownFault,
		FaultElsewhere, NotLoopback, PortTaken, FileTaken, FileDamaged}
}

// inWords says err in a language; where it stands, goes in front.
func inWords(err error, ru bool) string {
	var placed *record.Error
	var fault *record.Fault
	where := ""
	if errors.As(err, &placed) && placed.Path != "" {
		where = placed.Path + ": "
	}
	switch {
	case !errors.As(err, &fault):
		return where + err.Error()
	case ru:
		return where + fmt.Sprintf(fault.Message.Ru, fault.Args...)
	}
	return where + fault.Error()
}
