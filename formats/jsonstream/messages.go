package jsonstream

import "obmen/formats/record"

// The messages of this package. Where what may stand at a place is listed, it is listed in JSON's own signs.
var (
	Unexpected = &record.Message{Code: "json-unexpected", Severity: record.Severe,
		En: "%s stands where only %s may stand; the JSON is damaged here, mend it or have it written again",
		Ru: "здесь стоит %s, а может стоять только %s; JSON испорчен, исправьте его или выгрузите заново"}
	TrailingComma = &record.Message{Code: "json-trailing-comma", Severity: record.Severe,
		En: "a comma stands before %s; take the comma out",
		Ru: "перед %s стоит лишняя запятая; уберите её"}
	Trailing = &record.Message{Code: "json-trailing", Severity: record.Severe,
		En: "%s stands behind the end of the document; take out what follows the closing bracket",
		Ru: "после конца документа стоит %s; уберите всё, что следует за закрывающей скобкой"}
	Truncated = &record.Message{Code: "json-truncated", Severity: record.Severe,
		En: "the document ends in the middle of %s; it was cut off, get it again whole",
		Ru: "документ обрывается внутри %s; он пришёл не полностью, получите его заново"}
	LiteralMalformed = &record.Message{Code: "json-literal", Severity: record.Severe,
		En: "%q is no JSON value; only true, false and null are written without quotes",
		Ru: "%q — не значение JSON; без кавычек пишутся только true, false и null"}
	NumberMalformed = &record.Message{Code: "json-number", Severity: record.Severe,
		En: "%q is no JSON number; write it like 1990.00, with digits on both sides of the point and no zeros or + in front",
		Ru: "%q — не число JSON; пишите как 1990.00: цифры по обе стороны точки, без нулей и + впереди"}
	ControlCharacter = &record.Message{Code: "json-control-character", Severity: record.Severe,
		En: "the control character %s stands bare in a string; write it as \\u%04x, or is a closing quote missing?",
		Ru: "в строке стоит управляющий символ %s; запишите его как \\u%04x — или пропущена закрывающая кавычка?"}
	EscapeMalformed = &record.Message{Code: "json-escape", Severity: record.Severe,
		En: "%q is no JSON escape; a backslash itself is written \\\\",
		Ru: "%q — не экранирование JSON; сама обратная черта пишется \\\\"}
	SurrogateAlone = &record.Message{Code: "json-surrogate", Severity: record.Severe,
		En: "%q is half a character; both halves of a surrogate pair must stand together",
		Ru: "%q — половина символа; обе половины суррогатной пары должны стоять рядом"}
	KeyTwice = &record.Message{Code: "json-key-twice", Severity: record.Severe,
		En: "the key %q stands twice in one object; take one of them out",
		Ru: "ключ %q стоит в одном объекте дважды; уберите один из них"}
	LimitDepth = &record.Message{Code: "json-limit-depth", Severity: record.Severe,
		En: "objects and arrays are nested more than %d deep; if that is right, raise --limit-depth",
		Ru: "объекты и массивы вложены глубже %d; если так и должно быть, увеличьте --limit-depth"}
	LimitValue = &record.Message{Code: "json-limit-value", Severity: record.Severe,
		En: "the value is longer than %d bytes; if that is right, raise --limit-value",
		Ru: "значение длиннее %d байт; если так и должно быть, увеличьте --limit-value"}
	LimitName = &record.Message{Code: "json-limit-name", Severity: record.Severe,
		En: "the key is longer than %d bytes; if that is right, raise --limit-name",
		Ru: "ключ длиннее %d байт; если так и должно быть, увеличьте --limit-name"}
	LimitRecord = &record.Message{Code: "json-limit-record", Severity: record.Severe,
		En: "the record is longer than %d bytes; if that is right, raise --limit-record",
		Ru: "запись длиннее %d байт; если так и должно быть, увеличьте --limit-record"}
	LimitKeys = &record.Message{Code: "json-limit-keys", Severity: record.Severe,
		En: "the object has more than %d keys; if that is right, raise --limit-record",
		Ru: "в объекте больше %d ключей; если так и должно быть, увеличьте --limit-record"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{Unexpected, TrailingComma, Trailing, Truncated, LiteralMalformed, NumberMalformed, ControlCharacter,
		EscapeMalformed, SurrogateAlone, KeyTwice, LimitDepth, LimitValue, LimitName, LimitRecord, LimitKeys}
}
