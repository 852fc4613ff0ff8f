package record

import "bytes"

// The messages that several dialects have in common, so that one code means one thing.
var (
	FieldMissing = &Message{Code: "required-missing", Severity: Severe,
		En: "the required %s is missing; have the program that wrote the file put it in",
		Ru: "нет обязательного поля %s; пусть его запишет программа, которая создала файл"}
	FieldEmpty = &Message{Code: "required-empty", Severity: Severe,
		En: "the required %s is empty; fill it in",
		Ru: "обязательное поле %s пусто; заполните его"}
	PriceThreeDecimals = &Message{Code: "price-three-decimals", Severity: Warning,
		En: "the price %q has three decimals and is read so; if it means thousands, write it like 1 990,00",
		Ru: "цена %q с тремя знаками после запятой так и прочитана; если это тысячи, запишите как 1 990,00"}
	UnknownAttribute = &Message{Code: "unknown-attribute", Severity: Note,
		En: "the attribute %s is not of this format; it is kept as it is",
		Ru: "атрибута %s нет в этом формате; он сохраняется как есть"}
	UnknownElement = &Message{Code: "unknown-element", Severity: Note,
		En: "the element %s is not of this format; it is kept as it is",
		Ru: "элемента %s нет в этом формате; он сохраняется как есть"}
	AttributeDropped = &Message{Code: "unknown-attribute-dropped", Severity: Warning,
		En: "the attribute %s of the document itself is not of this format; it is not kept",
		Ru: "атрибута %s у самого документа нет в этом формате; он не сохраняется"}
	ElementDropped = &Message{Code: "unknown-element-dropped", Severity: Warning,
		En: "the element %s stands outside every record; it is not kept",
		Ru: "элемент %s стоит вне записей; он не сохраняется"}
	CommentsDropped = &Message{Code: "comments-dropped", Severity: Note,
		En: "a comment is not kept",
		Ru: "комментарий не сохраняется"}
	InstructionsDropped = &Message{Code: "instructions-dropped", Severity: Note,
		En: "the processing instruction %s is not kept",
		Ru: "инструкция обработки %s не сохраняется"}
)

// PriceAmbiguous reports whether a price that was written as text and read as n deserves [PriceThreeDecimals]: exactly three
// decimals behind one to three digits that could as well be thousands. 0,990 and 1234,500 can mean one thing only, and so can
// whatever has groups.
func PriceAmbiguous(text []byte, n Number) bool {
	if !n.IsSet() || n.Scale() != 3 {
		return false
	}
	_, s := cutSign(bytes.TrimSpace(text))
	whole := bytes.IndexAny(s, ",.")
	return whole >= 1 && whole <= 3 && s[0] != '0' && allDigits(s[:whole])
}

// A RawReader can show the source text of what it has just refused, so that it can be mended and run again: --rejects. It may
// be asked after each Read that returned a refusal, until the next Read.
type RawReader interface {
	Reader
	// Shell returns what a document around refused records begins and ends with.
	Shell() (before, after []byte)
	Rejected() Rejected
}

// Rejected is the source text of a refused record, in UTF-8.
type Rejected struct {
	// Frame tells the frames of a document apart: neighbours of one Frame share what stands Before and After
	// them. 0 is no frame.
	Frame         int64
	Before, After []byte
	Raw           []byte // empty where it all stands in the frame
}

func commonMessages() []*Message {
	return []*Message{FieldMissing, FieldEmpty, PriceThreeDecimals, UnknownAttribute, UnknownElement, AttributeDropped, ElementDropped, CommentsDropped, InstructionsDropped}
}
