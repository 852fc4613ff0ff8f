package main

import (
	"strconv"

	"github.com/urfave/cli/v2"

	"obmen/formats/record"
	"obmen/formats/synth"
)

func generateFlags(s *say, kind record.DocKind) []cli.Flag {
	generator := s.whole("generator", "VERSION", "of the generator: what one version gives never changes (default: the newest, "+strconv.Itoa(synth.Versions)+")",
		"версия генератора: то, что даёт одна версия, никогда не меняется (по умолчанию новейшая, "+strconv.Itoa(synth.Versions)+")")
	generator.Value = synth.Versions
	flags := []cli.Flag{
		&cli.Uint64Flag{Name: "seed", Value: 1, EnvVars: []string{twin("seed")}, Usage: s.words("`NUMBER` what everything follows from: another number, another document (default: 1)", "`NUMBER` то, из чего всё следует: другое число — другой документ (по умолчанию 1)")},
		generator,
		s.text("bytes", "SIZE", "about how large, as XML: 300KiB, 16MiB, 4GiB (default: 1MiB); not beside a number of what the document is made of", "примерный размер, в XML: 300KiB, 16MiB, 4GiB (по умолчанию 1MiB); не вместе с числом того, из чего документ состоит"),
	}
	shapes := map[record.DocKind]string{record.Nomenclature: "distinct, far-apart, children-first", record.Receipts: "distinct, far-apart", record.Invoices: "distinct, one-invoice"}
	switch kind {
	case record.Nomenclature:
		flags = append(flags, s.whole("products", "N", "how many products (instead of --bytes)", "сколько товаров (вместо --bytes)"))
	case record.Receipts:
		flags = append(flags,
			s.whole("receipts", "N", "how many receipts (instead of --bytes)", "сколько чеков (вместо --bytes)"),
			s.whole("products", "N", "how many different products sell (default: 1000)", "сколько разных товаров продаётся (по умолчанию 1000)"))
	case record.Invoices:
		flags = append(flags,
			s.whole("invoices", "N", "how many invoices (instead of --bytes)", "сколько накладных (вместо --bytes)"),
			s.whole("products", "N", "how many different products are bought (default: 1000)", "сколько разных товаров покупается (по умолчанию 1000)"))
	}
	flags = append(flags, s.whole("groups", "N", "how many groups, beside the group none (default: one for about 40 products); documents fit together that agree in --seed, --products and --groups",
		"сколько групп, кроме группы none (по умолчанию одна на 40 товаров примерно); документы подходят друг к другу при равных --seed, --products и --groups"))
	flags = append(flags, kindFlags(s, kind)...)
	return append(flags,
		s.list("defects", "LIST", "faults to plant, parted by commas, each once or as often as NAME=N says:"+defectWords(s, kind)+"\n        ", "изъяны через запятую, каждый один раз или сколько сказано в ИМЯ=N:"+defectWords(s, kind)+"\n        "),
		s.text("manifest", "FILE", "JSON that says what was planted, where, what check makes of it, and which flags it needs for that", "JSON: что и где испорчено, какое замечание даст check и какие ключи ему для этого нужны"),
		s.list("shape", "WORDS", "for tests under stress: "+shapes[kind]+", parted by commas", "для испытаний: "+shapes[kind]+" через запятую"),
		s.text("to", "FORMAT", "of that kind, or csv, xml, json, ndjson", "формат этого вида или csv, xml, json, ndjson"),
		s.text("output", "FILE", "- or none: standard output", "файл; - или ничего: стандартный вывод", "o"),
	)
}

// kindFlags are those that a kind of document has to itself.
func kindFlags(s *say, kind record.DocKind) []cli.Flag {
	// --from is a format elsewhere.
	from := twinned("OBMEN_GENERATE_FROM", s.text("from", "DATE", "the first day (default: 2024-01-02)", "первый день (по умолчанию 2024-01-02)"))
	if kind == record.Nomenclature {
		return []cli.Flag{from, s.list("price-types", "N", "how many price types, or their names parted by commas; the first is that of the tills (default: 3)",
			"сколько видов цен или их названия через запятую; первый — цена касс (по умолчанию 3)")}
	}
	if kind == record.Invoices {
		return []cli.Flag{from, daysFlag(s, "10 invoices", "10 накладных"), s.whole("lines", "N", "items of an invoice on average (default: 15)", "позиций в накладной в среднем (по умолчанию 15)")}
	}
	return []cli.Flag{
		from, daysFlag(s, "600 receipts", "600 чеков"),
		s.whole("lines", "N", "lines of a receipt on average (default: 4)", "строк в чеке в среднем (по умолчанию 4)"),
		s.whole("stores", "N", "stores that sell, each with one to three tills (default: 4)", "магазинов, в каждом от одной до трёх касс (по умолчанию 4)"),
		// So are --returns.
		twinned("OBMEN_GENERATE_RETURNS", s.text("returns", "SHARE", "receipts that are returns of what was sold before: 5%, 0.05, or their number (default: none)", "чеки возврата проданного раньше: 5%, 0.05 или их число (по умолчанию нет)")),
		s.text("numbers", "id|till", "ids as Kassatka's database gives them, or numbers that each till counts, so that a gap shows (default: id)", "идентификаторы, как в базе Кассатки, или номера, которые считает каждая касса, чтобы был виден пропуск (по умолчанию id)"),
		s.text("from-catalog", "FILE", "sell the products of this nomenclature, at the retail price of the profile, else the first price type; those whose retail price is 0, has parts of a kopeck or is above 5 billion are left out", "продавать товары этой номенклатуры по розничной цене профиля, иначе по первому виду цен; товары с розничной ценой 0, с долями копейки или больше 5 миллиардов пропускаются"),
	}
}

func daysFlag(s *say, en, ru string) cli.Flag {
	return s.whole("days", "N", "days to spread them over evenly; without --bytes and a number of documents it makes "+en+" a day (default: as many days as give "+en+" each)",
		"дней, на которые всё ровно ложится; без --bytes и числа документов — по "+ru+" в день (по умолчанию столько дней, чтобы выходило по "+ru+")")
}
