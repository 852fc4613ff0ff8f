package sandbox

// The endpoints, as faults and the log name them.
const (
	placeInvoices     = "invoices"     // POST storage/invoices
	placeList         = "list"         // GET storage/invoices
	placeInvoice      = "invoice"      // GET storage/invoices/{id}
	placeWire         = "wire"         // PUT storage/invoices/{id}
	placePing         = "ping"         // GET storage/test
	placeStorages     = "storages"     // GET draft/storages
	placeStock        = "stock"        // GET draft/store/{id}
	placeTaxes        = "taxes"        // GET draft/get_taxes
	placeNomenclature = "nomenclature" // POST nomenclature
	placeReceipts     = "receipts"     // GET receipts
	placeProcess      = "process"      // GET process/{key}
	placeDownload     = "download"     // GET download/{key}
)

// Places lists the endpoints where a fault can strike.
func Places() []string {
	return []string{placeInvoices, placeList, placeInvoice, placeWire, placePing, placeStorages, placeStock, placeTaxes, placeNomenclature, placeReceipts, placeProcess, placeDownload}
}

// bodies are the endpoints whose requests have a body.
func bodies() []string { return []string{placeInvoices, placeNomenclature, placeWire} }

// Kinds lists the kinds of faults.
func Kinds() []Kind {
	all, download, process := Places(), []string{placeDownload}, []string{placeProcess}
	return []Kind{
		{Name: "refuse", Places: all, act: refuse(200), En: "success: false with status 200", Ru: "success: false со статусом 200"},
		{Name: "refuse-400", Places: all, act: refuse(400), En: "success: false with status 400", Ru: "success: false со статусом 400"},
		{Name: "unauthorized", Places: all, act: refuse(401), En: "401, as with a wrong key", Ru: "401, как при неверном ключе"},
		{Name: "timeout-before", Places: all, act: silence, En: "reads, accepts nothing, never answers", Ru: "читает, не принимает, не отвечает"},
		{Name: "timeout-after", Places: all, moment: after, act: silence, En: "accepts, never answers", Ru: "принимает, не отвечает"},
		{Name: "reset-before", Places: all, act: reset, En: "resets the connection before it reads the body", Ru: "рвёт соединение, не читая тела"},
		{Name: "reset-middle", Places: bodies(), act: resetMiddle, En: "resets the connection in the middle of the body", Ru: "рвёт соединение посреди тела"},
		{Name: "reset-after", Places: all, moment: after, act: reset, En: "accepts, then resets the connection", Ru: "принимает и рвёт соединение"},
		{Name: "late", Places: bodies(), moment: within, En: "reads, resets the connection, accepts some seconds later", Ru: "читает, рвёт соединение, принимает через несколько секунд"},
		{Name: "cut", Places: all, moment: after, act: cut, En: "accepts, the answer ends in its middle", Ru: "принимает, ответ кончается на середине"},
		{Name: "cut-reset", Places: all, moment: after, act: cutReset, En: "accepts, the connection breaks in the middle of the answer", Ru: "принимает, соединение рвётся посреди ответа"},
		{Name: "html", Places: all, act: html, En: "an HTML page with status 200, nothing accepted", Ru: "страница HTML со статусом 200, ничего не принято"},
		{Name: "html-after", Places: all, moment: after, act: html, En: "accepts, answers with an HTML page", Ru: "принимает, отвечает страницей HTML"},
		{Name: "408", Places: all, act: status(408, ""), En: "408 Request Timeout", Ru: "408 Request Timeout"},
		{Name: "425", Places: all, act: status(425, ""), En: "425 Too Early", Ru: "425 Too Early"},
		{Name: "429", Places: all, act: status(429, "1"), En: "429 with Retry-After: 1", Ru: "429 с Retry-After: 1"},
		{Name: "429-date", Places: all, act: statusDate, En: "429 with Retry-After as a date", Ru: "429 с Retry-After в виде даты"},
		{Name: "500-before", Places: all, act: status(500, ""), En: "500, nothing accepted", Ru: "500, ничего не принято"},
		{Name: "500-after", Places: all, moment: after, act: status(500, ""), En: "accepts, answers 500", Ru: "принимает, отвечает 500"},
		{Name: "502-after", Places: all, moment: after, act: gateway, En: "accepts, answers 502 with a proxy's page", Ru: "принимает, отвечает 502 со страницей прокси"},
		{Name: "503", Places: all, act: status(503, "1"), En: "503 with Retry-After: 1", Ru: "503 с Retry-After: 1"},
		{Name: "503-bare", Places: all, act: status(503, ""), En: "503 without Retry-After", Ru: "503 без Retry-After"},
		{Name: "wrong-type", Places: all, moment: after, act: wrongType, En: `accepts, answers {"success": "yes"}`, Ru: `принимает, отвечает {"success": "yes"}`},
		{Name: "endless", Places: all, moment: after, act: endless, En: "accepts, the answer never ends", Ru: "принимает, ответ не кончается"},
		{Name: "slow", Places: all, moment: after, act: drip, En: "accepts, the answer comes in drops", Ru: "принимает, ответ приходит по каплям"},
		{Name: "redirect-host", Places: all, act: redirectHost, En: "302 to another host, nothing accepted", Ru: "302 на другой хост, ничего не принято"},
		{Name: "redirect-http", Places: all, act: redirectHTTP, En: "302 to plain http, nothing accepted", Ru: "302 на http, ничего не принято"},
		{Name: "redirect-same", Places: all, act: redirectSame, En: "307 to the same address, nothing accepted", Ru: "307 на тот же адрес, ничего не принято"},
		{Name: "failed-process", Places: process, moment: within, En: "the process has failed", Ru: "процесс не удался"},
		{Name: "stuck-process", Places: process, moment: within, count: Always, En: "the process never ends", Ru: "процесс никогда не кончается"},
		{Name: "odd-status", Places: process, moment: within, En: "a status that no document names", Ru: "состояние, которого нет в документе"},
		{Name: "truncated-download", Places: download, moment: within, En: "half of the file, properly closed", Ru: "половина файла, соединение закрыто как положено"},
		{Name: "reset-download", Places: download, moment: within, En: "half of the file, then the connection breaks", Ru: "половина файла, затем соединение рвётся"},
		{Name: "json-download", Places: download, moment: within, En: "success: false in place of the file", Ru: "success: false вместо файла"},
		{Name: "html-download", Places: download, moment: within, En: "an HTML page in place of the file", Ru: "страница HTML вместо файла"},
		{Name: "duplicate-download", Places: download, moment: within, En: "each tenth receipt stands twice in the file", Ru: "каждый десятый чек стоит в файле дважды"},
	}
}
