package anyxml

import "obmen/formats/record"

// The messages of this package.
var (
	PathUnsupported = &record.Message{Code: "xml-path-unsupported", Severity: record.Severe,
		En: "xml.record %q is not a plain path; write it like /shop/goods/item or //item[@type='sale'], with conditions on the last step only and none that counts or compares records",
		Ru: "xml.record %q — не простой путь; запишите как /shop/goods/item или //item[@type='sale'], условия только у последнего шага и без счёта и сравнения записей"}
	ExpressionBad = &record.Message{Code: "xml-expression-malformed", Severity: record.Severe,
		En: "xml: %s: %q is no XPath 1.0 expression: %v",
		Ru: "xml: %s: %q не выражение XPath 1.0: %v"}
	FieldUnknown = &record.Message{Code: "xml-field-unknown", Severity: record.Severe,
		En: "xml: %s has no field %q",
		Ru: "xml: у %s нет поля %q"}
	TruthMalformed = &record.Message{Code: "truth-malformed", Severity: record.Severe,
		En: "neither true nor false: %q; make the expression give true or false",
		Ru: "не true и не false: %q; пусть выражение даёт true или false"}
	EvaluationFailed = &record.Message{Code: "xml-expression-failed", Severity: record.Severe,
		En: "the expression can't be evaluated: %v; write it otherwise",
		Ru: "выражение не вычисляется: %v; запишите иначе"}
	NotAsked = &record.Message{Code: "xml-rest-left-out", Severity: record.Note,
		En: "what the profile's xml section does not ask for is left out",
		Ru: "то, о чём не спрашивает раздел xml профиля, опущено"}
	HeadTooLarge = &record.Message{Code: "xml-head-too-large", Severity: record.Severe,
		En: "what stands before the first record is larger than a record may be (%d bytes); raise --limit-record or mend xml.record",
		Ru: "то, что стоит до первой записи, больше, чем может быть запись (%d байт); увеличьте --limit-record или исправьте xml.record"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{PathUnsupported, ExpressionBad, FieldUnknown, TruthMalformed, EvaluationFailed, NotAsked, HeadTooLarge}
}
