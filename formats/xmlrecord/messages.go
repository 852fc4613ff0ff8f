package xmlrecord

import "obmen/formats/record"

// The messages of this package.
var (
	RootUnexpected = &record.Message{Code: "root-unexpected", Severity: record.Severe,
		En: "the document is a <%s>, not a <%s>; name its format with --from, or convert the right file",
		Ru: "корень документа <%s>, а не <%s>; назовите формат в --from или возьмите нужный файл"}
	StrayText = &record.Message{Code: "stray-text", Severity: record.Severe,
		En: "the text %q stands where only elements may stand; take it out",
		Ru: "текст %q стоит там, где могут быть только элементы; удалите его"}
	ElementRepeated = &record.Message{Code: "element-repeated", Severity: record.Severe,
		En: "the element %s stands twice; leave one",
		Ru: "элемент %s повторяется; оставьте один"}
	ElementMisplaced = &record.Message{Code: "element-misplaced", Severity: record.Severe,
		En: "the element %s may not stand here; move it to its place",
		Ru: "элементу %s здесь не место; переставьте его"}
	ProductsMissing = &record.Message{Code: "products-missing", Severity: record.Note,
		En: "there is no Products element; it is written as an empty one",
		Ru: "нет элемента Products; он записывается пустым"}
	UnknownUnplaceable = &record.Message{Code: "unknown-unplaceable", Severity: record.Severe,
		En: "%q has no place in this format beside the fields that it has; rename it or take it out",
		Ru: "для %q в этом формате нет места рядом с его собственными полями; переименуйте или удалите"}
	UnknownMany = &record.Message{Code: "unknown-many", Severity: record.Severe,
		En: "the record holds more than %d unknown elements; if that is right, raise --limit-record",
		Ru: "в записи больше %d неизвестных элементов; если так и нужно, увеличьте --limit-record"}
	OutOfOrder = &record.Message{Code: "record-out-of-order", Severity: record.Severe,
		En: "%q can't be written here: a group stands before its products, and a document holds one kind of record",
		Ru: "запись вида %q здесь записать нельзя: группа стоит перед своими товарами, и в документе записи одного вида"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{RootUnexpected, StrayText, ElementRepeated, ElementMisplaced, ProductsMissing, UnknownUnplaceable, UnknownMany, OutOfOrder}
}
