package main

import "github.com/urfave/cli/v2"

// inputFlags are what convert and check have in common.
func inputFlags(s *say) []cli.Flag {
	return append([]cli.Flag{
		s.text("from", "FORMAT", "format of the input (default: found out from the content)", "формат входного файла (по умолчанию определяется по содержимому)"),
		s.text("encoding", "NAME", "encoding of the input, over every rule: utf-8, windows-1251, cp866, koi8-r, utf-16", "кодировка входного файла, поверх всех правил: utf-8, windows-1251, cp866, koi8-r, utf-16"),
		s.text("where", "XPATH", "keep only what the expression selects (XML input)", "оставить только то, что выбирает выражение (для XML)"),
		s.flag("strict", "warnings make the exit status 3", "предупреждения дают код возврата 3"),
		s.text("report", "FILE", "totals, findings and losses, as .json, .ndjson or .csv", "итоги, замечания и потери в .json, .ndjson или .csv"),
		s.text("on-error", "stop|skip", "what a refused record does (default: stop)", "что делать с отклонённой записью (по умолчанию stop)"),
		s.text("rejects", "FILE", "takes the refused records in their source format, with --on-error skip", "куда записать отклонённые записи в исходном формате, вместе с --on-error skip"),
		s.text("engine", "fast|plain", "the XML scanner (default: fast)", "разборщик XML (по умолчанию fast)"),
		s.whole("jobs", "N", "processors to use, for that many inputs at a time or the lanes of one (default: all, up to 8, for one input after another)", "сколько процессоров занять: столько файлов сразу или потоков одного файла (по умолчанию все, но не больше 8, файлы по очереди)"),
	}, limitFlags(s)...)
}

// limitFlags raise what a hostile document is refused for.
func limitFlags(s *say) []cli.Flag {
	return []cli.Flag{
		s.whole("limit-record", "BYTES", "most of a record (default: 16 MiB)", "предел записи (по умолчанию 16 МиБ)"),
		s.whole("limit-value", "BYTES", "most of a value (default: 1 MiB)", "предел значения (по умолчанию 1 МиБ)"),
		s.whole("limit-name", "BYTES", "most of a name (default: 1 KiB)", "предел имени (по умолчанию 1 КиБ)"),
		s.whole("limit-attributes", "N", "most attributes of an element (default: 1000)", "предел числа атрибутов (по умолчанию 1000)"),
		s.whole("limit-depth", "N", "most levels of elements, objects and arrays (default: 100)", "предел вложенности (по умолчанию 100)"),
		s.whole("limit-window", "BYTES", "most of a zstd window (default: 8 MiB)", "предел окна zstd (по умолчанию 8 МиБ)"),
	}
}

// outputFlags are those of convert alone.
func outputFlags(s *say) []cli.Flag {
	flags := []cli.Flag{
		s.text("output", "PATH", "file, or folder for several inputs; - or none: standard output", "файл или папка для нескольких входных; - или ничего: стандартный вывод", "o"),
		s.text("to", "FORMAT", "a format, or csv, xml, json, ndjson, nomenclature, receipts, invoice (default: from the output's name)", "формат или csv, xml, json, ndjson, nomenclature, receipts, invoice (по умолчанию — по имени результата)"),
		s.text("output-encoding", "NAME", "encoding of the output (default: utf-8)", "кодировка результата (по умолчанию utf-8)"),
		s.text("dialect", "rfc4180|excel-ru", "dialect of CSV (default: the profile's)", "вид CSV (по умолчанию из профиля)"),
		s.text("headers", "en|ru", "names of CSV columns (default: the profile's)", "названия столбцов CSV (по умолчанию из профиля)"),
		s.on("excel-text-cells", `in excel-ru, ="0019" for texts that Excel would spoil`, `в excel-ru писать ="0019" там, где Excel испортил бы текст`),
		s.on("formula-guard", "a ' before texts that a spreadsheet would run as formulas", "ставить ' перед текстом, который таблица приняла бы за формулу"),
	}
	return append(append(flags, wayFlags(s)...),
		s.text("trail", "FILE", "a CSV of which receipt went into which invoice", "CSV: какой чек попал в какую накладную"),
		s.flag("check", "also the findings that compare records over the whole file", "также замечания, для которых сравниваются записи всего файла"))
}

// wayFlags steer the way from one kind to another.
func wayFlags(s *say) []cli.Flag {
	return []cli.Flag{
		s.list("group-by", "day[,store,cashbox,organization]", "one invoice a day, and a store, cashbox or organization where these are named too (receipts)", "одна накладная на день, а если названы — и на магазин, кассу, организацию (чеки)"),
		s.text("returns", "drop|net|keep", "what becomes of returns (receipts; default: drop)", "что делать с возвратами (чеки; по умолчанию drop)"),
		s.text("catalog", "FILE", "a nomenclature that knows barcode, name, category and unit", "номенклатура со штрихкодами, названиями, категориями и единицами"),
		s.text("amounts", "FILE", "a table Code, Amount and perhaps Price: makes a real incoming invoice of a catalogue", "таблица Code, Amount и, если есть, Price: делает из каталога настоящую приходную накладную"),
		s.text("number", "TEXT", "the invoice's number (nomenclature)", "номер накладной (номенклатура)"),
		s.whole("max-items", "N", "items of an invoice; more make several invoices", "позиций в накладной; если больше — несколько накладных"),
	}
}
