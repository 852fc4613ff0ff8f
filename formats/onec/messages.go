package onec

import "obmen/formats/record"

// The messages of this package.
var (
	GroupRefused = &record.Message{Code: "group-refused", Severity: record.Severe,
		En: "the product's group is refused, and the product with it; mend the group",
		Ru: "группа этого товара не принята, и товар вместе с ней; исправьте группу"}
	ProductsRepeated = &record.Message{Code: "products-repeated", Severity: record.Severe,
		En: "the product stands in a second Products element of its group; move it to the first",
		Ru: "товар стоит во втором элементе Products своей группы; перенесите его в первый"}
	TailTooLarge = &record.Message{Code: "group-tail-too-large", Severity: record.Severe,
		En: "the unknown elements of the group are larger than a record may be (%d bytes); raise --limit-record or take them out",
		Ru: "неизвестные элементы группы больше, чем может быть запись (%d байт); увеличьте --limit-record или удалите их"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{GroupRefused, ProductsRepeated, TailTooLarge}
}
