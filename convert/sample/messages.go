package sample

import "obmen/formats/record"

var (
	shareWrong = &record.Message{Code: "sample-share", Severity: record.Severe,
		En: "--share is above 0 and at most 1, like 0.01 or 1%%, not %q",
		Ru: "--share больше 0 и не больше 1, например 0.01 или 1%%, а не %q"}
	countOrShare = &record.Message{Code: "sample-how-much", Severity: record.Severe,
		En: "say how much the sample is to hold: either --count N or --share 1%%",
		Ru: "укажите, сколько взять: --count N или --share 1%%, что-то одно"}
	byUnknown = &record.Message{Code: "sample-by", Severity: record.Severe,
		En: "--by is product or document, not %q",
		Ru: "--by — product или document, а не %q"}
	byDocument = &record.Message{Code: "sample-by-document", Severity: record.Severe,
		En: "--by document is for receipts and invoices; a nomenclature is sampled by product",
		Ru: "--by document — для чеков и накладных; из номенклатуры выбирают по товарам"}
	groupCycle = &record.Message{Code: "sample-group-cycle", Severity: record.Severe,
		En: "a group stands above itself, so nobody can tell which groups belong to a product; obmen check names it",
		Ru: "группа стоит сама над собой, поэтому непонятно, какие группы нужны товару; obmen check назовёт её"}
	nothingChosen = &record.Message{Code: "sample-empty", Severity: record.Warning,
		En: "nothing of the document is in the sample; take a larger --share, or another --seed",
		Ru: "в выборку ничего не попало; возьмите --share побольше или другой --seed"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{shareWrong, countOrShare, byUnknown, byDocument, groupCycle, nothingChosen}
}
