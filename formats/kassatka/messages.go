package kassatka

import "obmen/formats/record"

// FieldGone says that an attribute has lost the element it belongs to.
var FieldGone = &record.Message{Code: "attribute-without-field", Severity: record.Severe,
	En: "the attribute %q belongs to a field that is missing; fill the field or take the attribute out",
	Ru: "атрибут %q относится к полю, которого нет; заполните поле или удалите атрибут"}

// Messages lists the messages of this package.
func Messages() []*record.Message { return []*record.Message{FieldGone} }
