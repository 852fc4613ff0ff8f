package where

import "obmen/formats/record"

// The messages of this package.
var (
	Malformed = &record.Message{Code: "where-malformed", Severity: record.Severe,
		En: "--where is no XPath 1.0 expression: %s at character %d; write it like //Product[@UnitCode='796']",
		Ru: "--where — не выражение XPath 1.0: %s, символ %d; запишите как //Product[@UnitCode='796']"}
	Beyond = &record.Message{Code: "where-beyond-record", Severity: record.Severe,
		En: "--where looks beyond one record: %s; it may ask only for what stands in a record and for the attributes of what stands around it",
		Ru: "--where выходит за пределы одной записи: %s; можно спрашивать только о содержимом записи и об атрибутах того, что её окружает"}
	NotNodes = &record.Message{Code: "where-selects-nothing", Severity: record.Severe,
		En: "--where must select elements or attributes; write the condition in brackets, like //Product[@UnitCode='796']",
		Ru: "--where должно выбирать элементы или атрибуты; запишите условие в скобках: //Product[@UnitCode='796']"}
	Unevaluable = &record.Message{Code: "where-failed", Severity: record.Severe,
		En: "--where can't be evaluated: %v; write it otherwise",
		Ru: "--where не вычисляется: %v; запишите иначе"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{Malformed, Beyond, NotNodes, Unevaluable}
}
