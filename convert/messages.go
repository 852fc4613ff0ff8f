package convert

import "obmen/formats/record"

// The messages of this package.
var (
	noInput = &record.Message{Code: "no-input", Severity: record.Severe,
		En: "name at least one input file, or - for standard input",
		Ru: "назовите хотя бы один входной файл или - для стандартного ввода"}
	noTarget = &record.Message{Code: "no-target", Severity: record.Severe,
		En: "say what to convert into: --to FORMAT, or -o FILE with a telling name (.xml, .csv, .json, .ndjson); formats: %s",
		Ru: "скажите, во что преобразовать: --to ФОРМАТ или -o ФАЙЛ с говорящим именем (.xml, .csv, .json, .ndjson); форматы: %s"}
	formatUnknown = &record.Message{Code: "format-unknown", Severity: record.Severe,
		En: "no format is called %q; formats: %s",
		Ru: "нет формата с именем %q; форматы: %s"}
	formatUndetected = &record.Message{Code: "format-undetected", Severity: record.Severe,
		En: "can't tell what kind of document this is; it begins with %q. Name it with --from; formats: %s",
		Ru: "не удаётся понять, что это за документ; он начинается с %q. Назовите его в --from; форматы: %s"}
	formatIsNotFrom = &record.Message{Code: "format-other", Severity: record.Warning,
		En: "--from says %s, the content looks like %s",
		Ru: "--from говорит %s, а содержимое похоже на %s"}
	inputEmpty = &record.Message{Code: "input-empty", Severity: record.Severe,
		En: "the input is empty",
		Ru: "входной файл пуст"}
	noXMLInvoice = &record.Message{Code: "no-xml-invoice", Severity: record.Severe,
		En: "an invoice has no XML form: Caffesta knows none; use --to invoice-json or --to invoice-csv",
		Ru: "у накладной нет формы XML: Caffesta её не знает; используйте --to invoice-json или --to invoice-csv"}
	noSuchWay = &record.Message{Code: "no-such-way", Severity: record.Severe,
		En: "%s can't become %s: a catalogue holds no sales; make up receipts that sell its products with obmen generate receipts --from-catalog",
		Ru: "%s нельзя превратить в %s: в каталоге нет продаж; выдуманные чеки по нему делает obmen generate receipts --from-catalog"}
	severalToOne = &record.Message{Code: "several-to-one", Severity: record.Severe,
		En: "%d documents can't go into one output; name a folder with -o",
		Ru: "%d документа(ов) не поместить в один файл; назовите папку в -o"}
	sameName = &record.Message{Code: "same-output-name", Severity: record.Severe,
		En: "%s and %s would both be written to %s; convert them one at a time",
		Ru: "%s и %s были бы записаны в один файл %s; преобразуйте их по одному"}
	outputIsInput = &record.Message{Code: "output-is-input", Severity: record.Severe,
		En: "the output %s is the input itself; name another file with -o",
		Ru: "выходной файл %s — это сам входной файл; назовите другой в -o"}
	stdinTwice = &record.Message{Code: "stdin-twice", Severity: record.Severe,
		En: "standard input can be read only once",
		Ru: "стандартный ввод можно прочитать только один раз"}
	archiveInArchive = &record.Message{Code: "archive-in-archive", Severity: record.Severe,
		En: "an archive inside an archive is not opened; unpack it first",
		Ru: "архив внутри архива не открывается; сначала распакуйте его"}
	archiveEmpty = &record.Message{Code: "archive-empty", Severity: record.Severe,
		En: "the archive holds no file",
		Ru: "в архиве нет файлов"}
	archiveBad = &record.Message{Code: "archive-damaged", Severity: record.Severe,
		En: "the compressed file is damaged or cut off: %v",
		Ru: "сжатый файл повреждён или обрезан: %v"}
	archiveEncrypted = &record.Message{Code: "archive-encrypted", Severity: record.Severe,
		En: "the archive is protected by a password; unpack it first",
		Ru: "архив защищён паролем; сначала распакуйте его"}
	inputChanged = &record.Message{Code: "input-changed", Severity: record.Severe,
		En: "the file was changed while it was read; wait until the program that writes it is done, and run this again",
		Ru: "файл изменился, пока его читали; дождитесь, пока программа допишет его, и запустите снова"}
	sameFile = &record.Message{Code: "same-file", Severity: record.Severe,
		En: "%s names %s, which %s names too; give each a file of its own",
		Ru: "%s указывает на %s, но на него же указывает %s; дайте каждому свой файл"}
	oneOfSeveral = &record.Message{Code: "one-file-for-several", Severity: record.Severe,
		En: "%s is one file, but there are %d documents; convert them one at a time",
		Ru: "%s — один файл, а документов %d; преобразуйте их по одному"}
	returnsWhere = &record.Message{Code: "returns-where", Severity: record.Severe,
		En: "invoices.returns_where of the profile can't be used: %v",
		Ru: "invoices.returns_where профиля использовать нельзя: %v"}
	severalInSide = &record.Message{Code: "several-in-side-file", Severity: record.Severe,
		En: "%s holds %d documents; name a file with one",
		Ru: "в %s документов %d; укажите файл с одним"}
	negative = &record.Message{Code: "flag-negative", Severity: record.Severe,
		En: "%s is 0 or more, not %d",
		Ru: "%s — не меньше 0, а не %d"}
	windowTooLarge = &record.Message{Code: "limit-window", Severity: record.Severe,
		En: "the zstd window is larger than the limit; raise it with --limit-window",
		Ru: "окно zstd больше предела; поднимите его через --limit-window"}
	disagree = &record.Message{Code: "totals-disagree", Severity: record.Severe,
		En: "the control totals disagree (%s: read %s, reckoned %s, written %s, kept out %s): this is a bug in obmen, nothing was written; please report it",
		Ru: "контрольные суммы не сходятся (%s: прочитано %s, вычислено %s, записано %s, удержано %s): это ошибка obmen, ничего не записано; сообщите о ней, пожалуйста"}
	whereNeedsXML = &record.Message{Code: "where-needs-xml", Severity: record.Severe,
		En: "--where works on XML input only; this is %s",
		Ru: "--where работает только с XML; это %s"}
	flagNeedsWay = &record.Message{Code: "flag-without-effect", Severity: record.Severe,
		En: "%s has no meaning when %s becomes %s",
		Ru: "%s не имеет смысла, когда %s превращается в %s"}
	rejectsNeedSkip = &record.Message{Code: "rejects-need-skip", Severity: record.Severe,
		En: "--rejects needs --on-error skip",
		Ru: "--rejects требует --on-error skip"}
	netNeedsGroups = &record.Message{Code: "net-needs-group-by", Severity: record.Severe,
		En: "--returns net works only together with --group-by",
		Ru: "--returns net работает только вместе с --group-by"}
	notACatalog = &record.Message{Code: "catalog-is-none", Severity: record.Severe,
		En: "--catalog takes a nomenclature; %s is %s",
		Ru: "--catalog принимает номенклатуру; %s — это %s"}
	needsReceipts = &record.Message{Code: "flag-for-receipts", Severity: record.Severe,
		En: "%s has no meaning here: only receipts are held against it, and this is %s",
		Ru: "%s здесь не имеет смысла: с ним сличаются только чеки, а это %s"}
	otherKind = &record.Message{Code: "format-of-other-kind", Severity: record.Severe,
		En: "%s is no format of %s; choose one of that kind with --to",
		Ru: "%s — не формат вида %s; выберите в --to формат этого вида"}
	shapeUnknown = &record.Message{Code: "shape-unknown", Severity: record.Severe,
		En: "--shape of %s can't be %q; there are %s",
		Ru: "--shape для %s не может быть %q; есть %s"}
	generatorUnknown = &record.Message{Code: "generator-unknown", Severity: record.Severe,
		En: "there is no version %d of the generator; take --generator %d, or leave it out",
		Ru: "версии %d у генератора нет; укажите --generator %d или ничего"}
	generatorTooOld = &record.Message{Code: "generator-too-old", Severity: record.Severe,
		En: "%s needs the second version of the generator; leave out --generator 1",
		Ru: "%s требует второй версии генератора; уберите --generator 1"}
	tooMany = &record.Message{Code: "flag-too-many", Severity: record.Severe,
		En: "%s is at most %d, not %d",
		Ru: "%s — не больше %d, а не %d"}
	tooFew = &record.Message{Code: "flag-too-few", Severity: record.Severe,
		En: "%s is at least 1; leave it out for the usual",
		Ru: "%s — не меньше 1; уберите его, и будет как обычно"}
	emptySaysNothing = &record.Message{Code: "empty-file-says-nothing", Severity: record.Severe,
		En: "without invoices %s is a file of 0 bytes, which is no document of any kind; choose json or csv with --to",
		Ru: "без накладных %s — файл в 0 байт, а это не документ; выберите в --to json или csv"}
	contradict = &record.Message{Code: "flags-contradict", Severity: record.Severe,
		En: "%s and %s both settle the same; leave out one of them",
		Ru: "%s и %s задают одно и то же; уберите одно из них"}
	priceTypesBad = &record.Message{Code: "price-types-bad", Severity: record.Severe,
		En: "--price-types is a number from 1 to %d, or different names parted by commas, not %q",
		Ru: "--price-types — число от 1 до %d или разные названия через запятую, а не %q"}
	priceTypeTwice = &record.Message{Code: "price-types-twice", Severity: record.Severe,
		En: "--price-types names %q twice; name each price type once",
		Ru: "в --price-types %q названо дважды; назовите каждый вид цен один раз"}
	priceTypeLong = &record.Message{Code: "price-types-long", Severity: record.Severe,
		En: "a name in --price-types has at most %d bytes; %q is longer",
		Ru: "название в --price-types — не больше %d байт; %q длиннее"}
	manifestNeedsDefects = &record.Message{Code: "manifest-needs-defects", Severity: record.Severe,
		En: "--manifest says where the defects are, and none are asked for; add --defects, or leave it out",
		Ru: "--manifest говорит, где изъяны, а их не задано; добавьте --defects или уберите его"}
	fromBad = &record.Message{Code: "from-bad", Severity: record.Severe,
		En: "--from is a date from %d to %d like 2026-03-01 or 01.03.2026, not %q",
		Ru: "--from — дата с %d по %d год, вида 2026-03-01 или 01.03.2026, а не %q"}
	returnsBad = &record.Message{Code: "returns-bad", Severity: record.Severe,
		En: "--returns is a share like 5%% or 0.05, or a number of receipts, at most half of all; not %q",
		Ru: "--returns — доля вида 5%% или 0.05 либо число чеков, не больше половины всех, а не %q"}
	returnsNeedCount = &record.Message{Code: "returns-need-count", Severity: record.Severe,
		En: "--returns %s is a number of receipts and needs --receipts or --days; or say a share like 5%%",
		Ru: "--returns %s — число чеков, к нему нужен --receipts или --days; или задайте долю вида 5%%"}
	goodsNone = &record.Message{Code: "from-catalog-is-none", Severity: record.Severe,
		En: "--from-catalog takes a nomenclature; %s is %s",
		Ru: "--from-catalog принимает номенклатуру; %s — это %s"}
	goodsUnpriced = &record.Message{Code: "from-catalog-unpriced", Severity: record.Severe,
		En: "%s has no product with a price, so there is nothing to sell; export prices too",
		Ru: "в %s нет ни одного товара с ценой, продавать нечего; выгрузите и цены"}
	goodsUnsold = &record.Message{Code: "from-catalog-unsold", Severity: record.Severe,
		En: "%s has no product that a till could sell: a retail price is above 0, at most 5000000000, and has no parts of a kopeck; correct the prices",
		Ru: "в %s нет товара, который могла бы продать касса: розничная цена больше 0, не больше 5000000000 и без долей копейки; исправьте цены"}
	sideNeedsFile = &record.Message{Code: "flag-needs-file", Severity: record.Severe,
		En: "%s does not read standard input; name a file (one that is called - as ./-)",
		Ru: "%s не читает стандартный ввод; назовите файл (если он называется -, то ./-)"}
	defectUnknown = &record.Message{Code: "defect-unknown", Severity: record.Severe,
		En: "%q is no defect of this kind of document, or too often; there are %s, each with =N for N times",
		Ru: "%q — не изъян документа этого вида или слишком много раз; есть %s, и к каждому =N, чтобы N раз"}
	defectNoPlace = &record.Message{Code: "defect-no-place", Severity: record.Severe,
		En: "the document is too small for all defects: nothing is left that could have %s; make it larger, or ask for fewer",
		Ru: "документ мал для всех изъянов: %s поместить некуда; сделайте его больше или изъянов меньше"}
	noXMLSection = &record.Message{Code: "no-xml-section", Severity: record.Severe,
		En: "--from anyxml needs a profile with an xml section that says where things are; see obmen profile init",
		Ru: "--from anyxml требует профиля с разделом xml, где сказано, что где лежит; см. obmen profile init"}
	officeFile = &record.Message{Code: "office-file", Severity: record.Severe,
		En: "this is a workbook or document of an office program; save it there as CSV (in Excel: CSV UTF-8) and give that",
		Ru: "это файл офисной программы; сохраните его там как CSV (в Excel: CSV UTF-8) и дайте его"}
	refused = &record.Message{Code: "refused", Severity: record.Severe,
		En: "refused: %s",
		Ru: "отклонено: %s"}
	panicked = &record.Message{Code: "unforeseen", Severity: record.Severe,
		En: "something unforeseen happened: %v. This is a bug in obmen, please report it; nothing was written",
		Ru: "произошло непредвиденное: %v. Это ошибка obmen, сообщите о ней, пожалуйста; ничего не записано"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{noInput, noTarget, formatUnknown, formatUndetected, formatIsNotFrom, inputEmpty, noXMLInvoice, noSuchWay,
		severalToOne, sameName, outputIsInput, stdinTwice, archiveInArchive, archiveEmpty, archiveBad, archiveEncrypted, inputChanged, sameFile, oneOfSeveral,
		returnsWhere, severalInSide, negative, windowTooLarge, disagree, whereNeedsXML,
		flagNeedsWay, rejectsNeedSkip, netNeedsGroups, notACatalog, needsReceipts, otherKind, shapeUnknown,
		generatorUnknown, generatorTooOld, tooMany, tooFew, emptySaysNothing, contradict, priceTypesBad, priceTypeTwice, priceTypeLong, manifestNeedsDefects, fromBad, returnsBad, returnsNeedCount, goodsNone, goodsUnpriced, goodsUnsold, sideNeedsFile, defectUnknown, defectNoPlace, noXMLSection, officeFile, refused, panicked}
}

func usage(m *record.Message, args ...any) error {
	return &record.UsageError{Err: m.Fault(args...)}
}

// misfit is a wrong use of this input alone.
func misfit(m *record.Message, args ...any) error {
	return &record.UsageError{Err: m.Fault(args...), Misfit: true}
}
