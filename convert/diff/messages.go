package diff

import "obmen/formats/record"

// The messages of this package.
var (
	twoKinds = &record.Message{Code: "diff-two-kinds", Severity: record.Severe,
		En: "%s is %s and %s is %s: only documents of one kind can be compared; convert one of them first",
		Ru: "%s — это %s, а %s — %s: сравнить можно только документы одного вида; сначала преобразуйте один из них"}
	severalDocuments = &record.Message{Code: "diff-several-documents", Severity: record.Severe,
		En: "%s holds several documents; unpack it and compare them one by one",
		Ru: "в %s несколько документов; распакуйте архив и сравните их по одному"}
	stdinBoth = &record.Message{Code: "diff-stdin-twice", Severity: record.Severe,
		En: "only one side can be standard input; name a file for the other",
		Ru: "стандартным вводом может быть только одна сторона; для другой назовите файл"}
	fieldUnknown = &record.Message{Code: "diff-field-unknown", Severity: record.Severe,
		En: "there is no field %q to ignore; fields are called like Price, product.Price, unknown or unknown.NAME",
		Ru: "нет поля %q, которое можно не сравнивать; поля называются, например, Price, product.Price, unknown или unknown.ИМЯ"}
	fieldIsKey = &record.Message{Code: "diff-field-is-key", Severity: record.Severe,
		En: "%s is what records are found by; it can't be ignored",
		Ru: "по полю %s находятся записи; не сравнивать его нельзя"}
	kindUnknown = &record.Message{Code: "diff-kind-unknown", Severity: record.Severe,
		En: "there is no kind of record called %q; the kinds are %s",
		Ru: "нет вида записей %q; виды: %s"}
	kindElsewhere = &record.Message{Code: "diff-kind-elsewhere", Severity: record.Severe,
		En: "%s has no %q to compare: it is %s; --only may name %s",
		Ru: "в %s нечего сравнивать по %q: это %s; в --only можно назвать %s"}
	limitNegative = &record.Message{Code: "diff-limit-negative", Severity: record.Severe,
		En: "--limit is 0 or more, not %d",
		Ru: "--limit — не меньше 0, а не %d"}
	outputIsSide = &record.Message{Code: "diff-output-is-input", Severity: record.Severe,
		En: "the output %s is %s itself, which is read here; name another file with -o",
		Ru: "выходной файл %s — это сам %s, который здесь читается; назовите другой в -o"}
	damaged = &record.Message{Code: "diff-damaged", Severity: record.Severe,
		En: "what was kept in the temporary folder is damaged; check the disk, or name another folder with --tmp-dir, and run again",
		Ru: "отложенное во временной папке повреждено; проверьте диск или назовите другую папку в --tmp-dir и запустите снова"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{twoKinds, severalDocuments, stdinBoth, fieldUnknown, fieldIsKey, kindUnknown, kindElsewhere, limitNegative, outputIsSide, damaged}
}
