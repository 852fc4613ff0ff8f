package deliver

import "obmen/formats/record"

// The messages about what became of a request. "%s" of a service's own words comes shortened, in one line and without secrets.
var (
	Said = &record.Message{Code: "service-refused", Severity: record.Severe,
		En: "the service refused (HTTP %d): %s; the same would be refused again, so mend what it names first",
		Ru: "сервис отказал (HTTP %d): %s; то же самое он снова отклонит, сначала исправьте названное"}
	KeyRefused = &record.Message{Code: "service-key-refused", Severity: record.Severe,
		En: "the service does not take the key (HTTP %d): %s; check the key or token, and whether it is that of this account",
		Ru: "сервис не принимает ключ (HTTP %d): %s; проверьте ключ или токен и от этой ли он учётной записи"}
	NotFound = &record.Message{Code: "service-not-found", Severity: record.Severe,
		En: "the service knows no such thing (HTTP %d): %s; check the address and the id",
		Ru: "сервис такого не знает (HTTP %d): %s; проверьте адрес и идентификатор"}
	TooLarge = &record.Message{Code: "service-too-large", Severity: record.Severe,
		En: "this is too large for the service (HTTP %d): %s; send less at once (invoices: --max-items)",
		Ru: "для сервиса это слишком много (HTTP %d): %s; отправляйте меньшими частями (накладные: --max-items)"}
	Busy = &record.Message{Code: "service-busy", Severity: record.Severe,
		En: "the service is not ready (HTTP %d): %s; run it again later",
		Ru: "сервис не готов (HTTP %d): %s; запустите ещё раз позже"}
	WaitTooLong = &record.Message{Code: "service-wait", Severity: record.Severe,
		En: "the service is not ready and asks to wait %s; run it again after that",
		Ru: "сервис не готов и просит подождать %s; запустите ещё раз после этого"}
	Failed = &record.Message{Code: "service-failed", Severity: record.Severe,
		En: "the service failed (HTTP %d): %s",
		Ru: "в сервисе произошёл сбой (HTTP %d): %s"}
	Redirected = &record.Message{Code: "service-redirect", Severity: record.Severe,
		En: "the service sends this request on (HTTP %d) to %s, where the key does not go; if that is right, give it as --caffesta-url or --kassatka-url",
		Ru: "сервис переадресует запрос (HTTP %d) на %s, а ключ туда не отправляется; если адрес верен, укажите его в --caffesta-url или --kassatka-url"}
	RedirectedAfter = &record.Message{Code: "service-redirect-after", Severity: record.Severe,
		En: "the service answers by sending on (HTTP %d) to %s, as some do after accepting and others for a login",
		Ru: "сервис вместо ответа переадресует (HTTP %d) на %s: одни делают так, приняв документ, другие — ради входа"}
	NoConnection = &record.Message{Code: "service-no-connection", Severity: record.Severe,
		En: "no connection to %s: %s; check the address, the network and the proxy (HTTPS_PROXY), and run it again",
		Ru: "нет соединения с %s: %s; проверьте адрес, сеть и прокси (HTTPS_PROXY) и запустите ещё раз"}
	Untrusted = &record.Message{Code: "service-untrusted", Severity: record.Severe,
		En: "%s shows a certificate that is not trusted: %s; if it is your company's own, name its authority with --ca-file",
		Ru: "%s предъявляет сертификат, которому нет доверия: %s; если он выпущен вашей организацией, укажите её центр в --ca-file"}
	Broken = &record.Message{Code: "service-broken", Severity: record.Severe,
		En: "the connection broke: %s",
		Ru: "соединение оборвалось: %s"}
	NoConnectionYet = &record.Message{Code: "service-connect-time", Severity: record.Severe,
		En: "there was no connection within %s; check the address and the network, and run it again",
		Ru: "соединения нет уже %s; проверьте адрес и сеть и запустите ещё раз"}
	NothingTaken = &record.Message{Code: "service-send-time", Severity: record.Severe,
		En: "the service took nothing of what is sent for %s",
		Ru: "сервис ничего не принимает уже %s"}
	NoAnswer = &record.Message{Code: "service-answer-time", Severity: record.Severe,
		En: "the service did not answer within %s",
		Ru: "сервис не отвечает уже %s"}
	NothingCame = &record.Message{Code: "service-receive-time", Severity: record.Severe,
		En: "the answer began, and is not there whole after another %s",
		Ru: "ответ начался, но не пришёл целиком и через %s"}
	TooLong = &record.Message{Code: "service-whole-time", Severity: record.Severe,
		En: "the request took longer than the %s that --timeout gives it",
		Ru: "запрос шёл дольше, чем отведено в --timeout: %s"}
	Interrupted = &record.Message{Code: "service-interrupted", Severity: record.Severe,
		En: "the run was interrupted while the request was under way",
		Ru: "работа прервана, пока запрос выполнялся"}
	Stopped = &record.Message{Code: "service-stopped", Severity: record.Severe,
		En: "the request was given up on this side: %s",
		Ru: "запрос прекращён на этой стороне: %s"}
	Unsettled = &record.Message{Code: "service-in-doubt", Severity: record.Severe,
		En: "nobody knows whether the service has booked this: %s; do not send it by hand, look first (obmen journal)",
		Ru: "неизвестно, записал ли это сервис: %s; не отправляйте повторно вручную, сначала посмотрите (obmen journal)"}
	ParcelChanged = &record.Message{Code: "service-parcel-changed", Severity: record.Severe,
		En: "%s became shorter while it was sent; is another program writing it? send it again once it stands still",
		Ru: "%s стал короче во время отправки; его пишет другая программа? отправьте ещё раз, когда он будет готов"}

	AnswerHTML = &record.Message{Code: "answer-html", Severity: record.Severe,
		En: "a web page came instead of the service's answer: %s; check the address, the proxy and whether the network wants a login",
		Ru: "вместо ответа сервиса пришла веб-страница: %s; проверьте адрес, прокси и не требует ли сеть входа"}
	AnswerMalformed = &record.Message{Code: "answer-malformed", Severity: record.Severe,
		En: "the answer is not the JSON that the service documents: %s",
		Ru: "ответ — не тот JSON, который описан у сервиса: %s"}
	AnswerEndless = &record.Message{Code: "answer-endless", Severity: record.Severe,
		En: "the answer is longer than %d bytes, which no right one is",
		Ru: "ответ длиннее %d байт, правильный таким не бывает"}
	AnswerEmpty = &record.Message{Code: "answer-empty", Severity: record.Severe,
		En: "the answer is empty (HTTP %d)",
		Ru: "ответ пуст (HTTP %d)"}
	AnswerCut = &record.Message{Code: "answer-cut", Severity: record.Severe,
		En: "the answer was cut off after %d bytes: %s",
		Ru: "ответ оборвался после %d байт: %s"}
	AnswerType = &record.Message{Code: "answer-type", Severity: record.Severe,
		En: "a file was expected, and %s came: %s",
		Ru: "ожидался файл, а пришло %s: %s"}
	AnswerLacks = &record.Message{Code: "answer-lacks", Severity: record.Severe,
		En: "the answer lacks %s, or what stands there is of another type than documented",
		Ru: "в ответе нет %s или тип значения не тот, что описан"}
	ListIncomplete = &record.Message{Code: "list-incomplete", Severity: record.Severe,
		En: "the service gives its list of invoices in pages, and this is not surely all of it; look for the invoice in the service itself",
		Ru: "сервис отдаёт список накладных страницами, и это, возможно, не весь список; найдите накладную в самом сервисе"}
	AnswerEarly = &record.Message{Code: "answer-early", Severity: record.Severe,
		En: "the service answered before it had read the invoice: %d of %d bytes went out",
		Ru: "сервис ответил раньше, чем прочитал накладную: ушло %d байт из %d"}
	AnswerOdd = &record.Message{Code: "answer-odd", Severity: record.Severe,
		En: "the service answered HTTP %d, which is no answer to this: %s",
		Ru: "сервис ответил HTTP %d, что не подходит к запросу: %s"}

	ProcessFailed = &record.Message{Code: "process-failed", Severity: record.Severe,
		En: "the process %s of Kassatka's ended with %q; look at the document, or ask for it anew",
		Ru: "процесс Кассатки %s закончился словом %q; проверьте документ или запросите заново"}
	ProcessSlow = &record.Message{Code: "process-slow", Severity: record.Severe,
		En: "the process %s of Kassatka's is at %q after %s; go on with --resume later: nothing need be asked for twice",
		Ru: "процесс Кассатки %s через %[3]s всё ещё в состоянии %[2]q; продолжите позже с --resume: заново ничего запрашивать не нужно"}
	ProcessLost = &record.Message{Code: "process-lost", Severity: record.Severe,
		En: "how the process %s of Kassatka's goes on could not be asked: %s; go on with --resume",
		Ru: "не удалось узнать, как идёт процесс Кассатки %s: %s; продолжите с --resume"}
)
