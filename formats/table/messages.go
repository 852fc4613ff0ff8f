package table

import "obmen/formats/record"

// The messages of this package.
var (
	HeaderMissing = &record.Message{Code: "csv-header-missing", Severity: record.Severe,
		En: "the file is empty; a table begins with a row of column names",
		Ru: "файл пуст; таблица начинается со строки с названиями столбцов"}
	HeaderUnknown = &record.Message{Code: "csv-header-unknown", Severity: record.Severe,
		En: "none of the columns is one of %s; name the right format with --from, or put a row of column names first",
		Ru: "нет ни одного столбца формата %s; назовите верный формат в --from или поставьте первой строку с названиями столбцов"}
	ColumnMissing = &record.Message{Code: "csv-column-missing", Severity: record.Severe,
		En: "the column %s is not there; add it, or name another format with --from",
		Ru: "нет столбца %s; добавьте его или назовите другой формат в --from"}
	ColumnAbsent = &record.Message{Code: "csv-column-absent", Severity: record.Note,
		En: "the column %s is not there; the field is missing in every record",
		Ru: "столбца %s нет; это поле отсутствует во всех записях"}
	ColumnTwice = &record.Message{Code: "csv-column-twice", Severity: record.Severe,
		En: "the column %s stands twice; leave one of the two",
		Ru: "столбец %s стоит дважды; оставьте один"}
	ColumnUnknown = &record.Message{Code: "unknown-column", Severity: record.Note,
		En: "the column %q is not of this format; it is kept as it is",
		Ru: "столбца %q нет в этом формате; он сохраняется как есть"}
	ColumnsTooMany = &record.Message{Code: "csv-columns-too-many", Severity: record.Severe,
		En: "the row has more than %d cells; is a quote missing? If it is right, raise --limit-attributes",
		Ru: "в строке больше %d ячеек; не потеряна ли кавычка? Если так и должно быть, увеличьте --limit-attributes"}
	NameTooLong = &record.Message{Code: "csv-name-too-long", Severity: record.Severe,
		En: "the name of a column is longer than %d bytes; is the header missing? If it is right, raise --limit-name",
		Ru: "название столбца длиннее %d байт; нет ли в файле строки с названиями? Если так и должно быть, увеличьте --limit-name"}
	TrailingDelimiter = &record.Message{Code: "csv-trailing-delimiter", Severity: record.Note,
		En: "the header ends with a delimiter; the empty column is passed over",
		Ru: "строка названий оканчивается разделителем; пустой столбец пропускается"}
	ColumnUnnamed = &record.Message{Code: "csv-column-unnamed", Severity: record.Note,
		En: "column %d has no name; as long as it is empty, it is passed over",
		Ru: "у столбца %d нет названия; пока он пуст, он пропускается"}
	CellUnnamed = &record.Message{Code: "csv-cell-unnamed", Severity: record.Severe,
		En: "%q stands in a column without a name; name the column, or empty it",
		Ru: "%q стоит в столбце без названия; назовите столбец или очистите его"}
	BlankLine = &record.Message{Code: "csv-blank-line", Severity: record.Note,
		En: "a blank line is passed over",
		Ru: "пустая строка пропускается"}
	TotalsRow = &record.Message{Code: "csv-totals-row", Severity: record.Note,
		En: "the row of totals at the end is passed over",
		Ru: "строка итогов в конце пропускается"}
	DelimiterLine = &record.Message{Code: "csv-delimiter-line", Severity: record.Note,
		En: "the line %q in front of the header is passed over",
		Ru: "строка %q перед названиями столбцов пропускается"}
	LineEndMissing = &record.Message{Code: "csv-line-end-missing", Severity: record.Note,
		En: "the last row has no line end; if the file may have been cut off, get it again",
		Ru: "у последней строки нет конца строки; если файл мог оборваться, получите его заново"}
	RowShort = &record.Message{Code: "csv-row-short", Severity: record.Severe,
		En: "the row has %d cells, the header %d; put in what is missing, or quote the cell that holds a line break",
		Ru: "в строке %d ячеек, а в заголовке %d; добавьте недостающие или возьмите в кавычки ячейку с переводом строки"}
	RowLong = &record.Message{Code: "csv-row-long", Severity: record.Severe,
		En: "the row has %d cells, the header %d; put the cell that holds a delimiter in quotes",
		Ru: "в строке %d ячеек, а в заголовке %d; возьмите в кавычки ячейку, в которой стоит разделитель"}
	RowTooLong = &record.Message{Code: "csv-limit-record", Severity: record.Severe,
		En: "the row or record is longer than %d bytes; is a quote not closed? If it is right, raise --limit-record",
		Ru: "строка или запись длиннее %d байт; не забыта ли закрывающая кавычка? Если так и должно быть, увеличьте --limit-record"}
	CellTooLong = &record.Message{Code: "csv-limit-value", Severity: record.Severe,
		En: "the cell is longer than %d bytes; if that is right, raise --limit-value",
		Ru: "ячейка длиннее %d байт; если так и должно быть, увеличьте --limit-value"}
	QuoteUnclosed = &record.Message{Code: "csv-quote-unclosed", Severity: record.Severe,
		En: "this quote is never closed; close it, and write a quote inside a cell twice",
		Ru: "эта кавычка не закрыта; закройте её, а кавычку внутри ячейки пишите дважды"}
	QuoteTrailing = &record.Message{Code: "csv-quote-trailing", Severity: record.Severe,
		En: "text stands behind a closing quote; write a quote inside a cell twice",
		Ru: "за закрывающей кавычкой стоит текст; кавычку внутри ячейки пишите дважды"}
	QuoteBare = &record.Message{Code: "csv-quote-bare", Severity: record.Severe,
		En: "a quote stands in a cell that is not quoted; put the cell in quotes and write the quote twice",
		Ru: "кавычка стоит в ячейке без кавычек; возьмите ячейку в кавычки, а саму кавычку напишите дважды"}
	NUL = &record.Message{Code: "csv-nul", Severity: record.Severe,
		En: "a NUL byte; the file is damaged, or it is UTF-16: name it with --encoding",
		Ru: "нулевой байт; файл повреждён или это UTF-16: назовите кодировку в --encoding"}
	CharacterForbidden = &record.Message{Code: "csv-character-forbidden", Severity: record.Severe,
		En: "the character U+%04X is forbidden in texts that go between programs; take it out",
		Ru: "символ U+%04X недопустим в текстах для обмена; уберите его"}
	BoolMalformed = &record.Message{Code: "csv-truth-malformed", Severity: record.Severe,
		En: "neither true nor false: %q",
		Ru: "не true и не false: %q"}
	DateDiffers = &record.Message{Code: "csv-date-differs", Severity: record.Warning,
		En: "the date %q is not that of the first row, %q, which holds; are these two catalogues in one file?",
		Ru: "дата %q не та, что в первой строке, %q; действует первая. Не два ли это каталога в одном файле?"}
	GroupsMerged = &record.Message{Code: "groups-merged", Severity: record.Note,
		En: "the group %q stands twice, one after the other, with equal attributes; the two are one",
		Ru: "группа %q стоит дважды подряд с одинаковыми реквизитами; это одна группа"}
	GroupNone = &record.Message{Code: "csv-group-none", Severity: record.Note,
		En: "the product has no group; it goes into the group none",
		Ru: "у товара нет группы; он попадает в группу none"}
	LineJumps = &record.Message{Code: "csv-line-jumps", Severity: record.Warning,
		En: "Line is %s, where %d should stand; is a row missing, or were the rows sorted?",
		Ru: "в столбце «Строка» стоит %s, а должно быть %d; не потеряна ли строка, не отсортирована ли таблица?"}
	LineMalformed = &record.Message{Code: "csv-line-malformed", Severity: record.Severe,
		En: "not the number of a line: %q; lines are counted 1, 2, 3",
		Ru: "не номер строки: %q; строки нумеруются 1, 2, 3"}
	LineCells = &record.Message{Code: "csv-line-cells", Severity: record.Severe,
		En: "the row has no Line, but %q in a column of lines; number the line",
		Ru: "в строке нет номера, но в столбце строк чека стоит %q; пронумеруйте строку"}
	ReceiptBroken = &record.Message{Code: "csv-receipt-broken", Severity: record.Severe,
		En: "the receipt's first rows can't be read; mend them, and the receipt comes whole",
		Ru: "первые строки этого чека не прочитаны; исправьте их, и чек прочитается целиком"}
	ExtraType = &record.Message{Code: "csv-extra-type", Severity: record.Severe,
		En: "%q in Extra must be of the JSON type %s, and is of the type %s; mend it or empty the cell",
		Ru: "значение %q в «Дополнительно» должно быть типа JSON %s, а оно типа %s; исправьте или очистите ячейку"}
	ExtraUnknown = &record.Message{Code: "csv-extra-unknown", Severity: record.Severe,
		En: "%q in Extra is neither a field, nor a place, nor an @attribute; rename it or take it out",
		Ru: "%q в «Дополнительно» — не поле, не место и не @атрибут; переименуйте или уберите его"}
	ExtraField = &record.Message{Code: "csv-extra-field", Severity: record.Severe,
		En: "%s has a column of its own; Extra can only say null or \"\" of it",
		Ru: "у %s есть свой столбец; в «Дополнительно» о нём можно сказать только null или \"\""}
	ExtraContradicts = &record.Message{Code: "csv-extra-contradicts", Severity: record.Severe,
		En: "Extra says that %s is not there, but its cell is filled in; correct one of them",
		Ru: "«Дополнительно» говорит, что %s нет, а ячейка заполнена; исправьте одно из двух"}
	NameTwice = &record.Message{Code: "csv-name-twice", Severity: record.Severe,
		En: "%q is there twice, as a column or in Extra; leave one",
		Ru: "%q есть дважды, столбцом или в «Дополнительно»; оставьте одно"}
	NameTaken = &record.Message{Code: "csv-name-taken", Severity: record.Severe,
		En: "%q is a name of the format's own; rename the column, or what Extra calls so",
		Ru: "%q — собственное имя формата; переименуйте столбец или то, что так названо в «Дополнительно»"}
	RowUnknown = &record.Message{Code: "csv-row-unknown", Severity: record.Severe,
		En: "%q in the column Record is none of invoice, item, category, workspace, package, product, price",
		Ru: "%q в столбце «Запись» — не invoice, item, category, workspace, package, product или price"}
	RowHeadless = &record.Message{Code: "csv-row-headless", Severity: record.Severe,
		En: "a row %s stands before any row invoice; put the invoice first",
		Ru: "строка %s стоит раньше строки invoice; поставьте накладную первой"}
	RowMisplaced = &record.Message{Code: "csv-row-misplaced", Severity: record.Severe,
		En: "a row %s stands behind a row %s; the order is invoice, item, category, workspace, package, product with its price rows",
		Ru: "строка %s стоит за строкой %s; порядок: invoice, item, category, workspace, package, product и его строки price"}
	CellForeign = &record.Message{Code: "csv-cell-foreign", Severity: record.Severe,
		En: "%q stands in a column that a row %s does not have; empty the cell",
		Ru: "%q стоит в столбце, которого у строки %s нет; очистите ячейку"}
	NotWhole = &record.Message{Code: "csv-not-whole", Severity: record.Severe,
		En: "%q is not a whole number",
		Ru: "%q — не целое число"}
	DateRewritten = &record.Message{Code: "csv-date-rewritten", Severity: record.Note,
		En: "the date %q is written as Caffesta has it, %q",
		Ru: "дата %q записана так, как принято в Caffesta: %q"}
	PriceMissing = &record.Message{Code: "items-price-missing", Severity: record.Severe,
		En: "the row has neither Price nor PriceWithTax, Cost or CostWithTax; fill one of them in",
		Ru: "в строке нет ни цены, ни цены с НДС, ни суммы, ни суммы с НДС; заполните хотя бы одно"}
	CodeMissing = &record.Message{Code: "items-code-missing", Severity: record.Severe,
		En: "the row has neither ProductCode nor Barcode; fill one of them in",
		Ru: "в строке нет ни кода товара, ни штрихкода; заполните хотя бы одно"}
	BarcodeAsCode = &record.Message{Code: "items-barcode-as-code", Severity: record.Note,
		En: "the row has no ProductCode; its barcode %s stands in for it",
		Ru: "в строке нет кода товара; вместо него взят штрихкод %s"}
	CategoryAsCode = &record.Message{Code: "items-category-as-code", Severity: record.Note,
		En: "the row has no CategoryCode; the category's name %q stands in for it",
		Ru: "в строке нет кода категории; вместо него взято название %q"}
	ProductDiffers = &record.Message{Code: "items-product-differs", Severity: record.Warning,
		En: "two rows of the product %q disagree in name, barcode, unit or category; the first row holds",
		Ru: "строки товара %q расходятся в названии, штрихкоде, единице или категории; действует первая"}
	UnitDiffers = &record.Message{Code: "items-unit-differs", Severity: record.Warning,
		En: "the item is in %q, its product in %q; the table has a column for the former only",
		Ru: "единица позиции %q, а товара — %q; в таблице есть столбец только для первой"}
	ItemsNone = &record.Message{Code: "items-none", Severity: record.Warning,
		En: "the invoice %q has no items, so no row of the table is about it",
		Ru: "в накладной %q нет позиций, поэтому в таблице её нет"}
	OutOfOrder = &record.Message{Code: "csv-record-out-of-order", Severity: record.Severe,
		En: "a %s can't be written here: %s; this is a bug, please report it",
		Ru: "запись вида %s нельзя записать здесь: %s; это ошибка программы, сообщите о ней"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{HeaderMissing, HeaderUnknown, ColumnMissing, ColumnAbsent, ColumnTwice, ColumnUnknown, ColumnsTooMany,
		NameTooLong, TrailingDelimiter, ColumnUnnamed, CellUnnamed, BlankLine, TotalsRow, DelimiterLine, LineEndMissing, RowShort, RowLong, RowTooLong,
		CellTooLong, QuoteUnclosed, QuoteTrailing, QuoteBare, NUL, CharacterForbidden, BoolMalformed, DateDiffers, GroupsMerged, GroupNone,
		LineJumps, LineMalformed, LineCells, ReceiptBroken, ExtraType, ExtraUnknown, ExtraField, ExtraContradicts, NameTwice, NameTaken, RowUnknown, RowHeadless, RowMisplaced,
		CellForeign, NotWhole, DateRewritten, PriceMissing, CodeMissing, BarcodeAsCode, CategoryAsCode, ProductDiffers, UnitDiffers, ItemsNone, OutOfOrder}
}
