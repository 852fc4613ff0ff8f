package charset

import "obmen/formats/record"

// names lists the encodings for messages.
const names = "utf-8, utf-16, utf-16le, utf-16be, windows-1251, cp866, koi8-r"

var (
	msgMismatch = &record.Message{Code: "encoding-mismatch", Severity: record.Warning,
		En: "the document declares the encoding %s but is read as %s; if it looks wrong, name the right one with --encoding",
		Ru: "в документе объявлена кодировка %s, но он прочитан как %s; если текст искажён, укажите верную через --encoding"}
	msgGuessed = &record.Message{Code: "encoding-guessed", Severity: record.Note,
		En: "nothing names the encoding and the text is no UTF-8: it is read as %s; if it looks wrong, name the right one with --encoding",
		Ru: "кодировка не указана, и текст не в UTF-8: он прочитан как %s; если текст искажён, укажите верную через --encoding"}
	msgUnknown = &record.Message{Code: "encoding-unknown", Severity: record.Severe,
		En: "the encoding %q is not known; the known ones: " + names,
		Ru: "кодировка %q не известна; известны: " + names}
	msgUnsupported = &record.Message{Code: "encoding-unsupported", Severity: record.Severe,
		En: "the document declares the encoding %q, which can't be read; if it is really another, name it with --encoding (" + names + "), else convert the file to UTF-8 first",
		Ru: "в документе объявлена кодировка %q, которую прочитать нельзя; если на деле она другая, укажите её через --encoding (" + names + "), иначе сначала перекодируйте файл в UTF-8"}
	msgNotUTF16 = &record.Message{Code: "encoding-not-utf16", Severity: record.Severe,
		En: "the document declares the encoding %q but is not written in it; if it is UTF-8, say --encoding utf-8",
		Ru: "в документе объявлена кодировка %q, но он записан не в ней; если это UTF-8, укажите --encoding utf-8"}
	msgInvalid = &record.Message{Code: "encoding-invalid", Severity: record.Severe,
		En: "the byte 0x%02X at offset %d is not valid in %s; name the file's encoding with --encoding",
		Ru: "байт 0x%02X по смещению %d недопустим в %s; укажите кодировку файла через --encoding"}
	msgCut = &record.Message{Code: "encoding-cut", Severity: record.Severe,
		En: "the file ends at offset %d in the middle of a character of %s; fetch it again, or name its encoding with --encoding",
		Ru: "файл кончается по смещению %d посреди символа %s; получите его ещё раз или укажите кодировку через --encoding"}
	msgSurrogate = &record.Message{Code: "encoding-surrogate", Severity: record.Severe,
		En: "half of a character (0x%04X) at offset %d, which is not valid in %s; name the file's encoding with --encoding",
		Ru: "половина символа (0x%04X) по смещению %d, что недопустимо в %s; укажите кодировку файла через --encoding"}
	msgNoPlace = &record.Message{Code: "encoding-no-place", Severity: record.Severe,
		En: "the character %q (U+%04X) has no place in %s; write another --output-encoding, such as utf-8",
		Ru: "символа %q (U+%04X) нет в %s; выберите другую --output-encoding, например utf-8"}
	msgNotText = &record.Message{Code: "encoding-not-text", Severity: record.Severe,
		En: "what should be written as %s is no valid text; read its source with the right --encoding",
		Ru: "то, что следует записать как %s, не является текстом; прочитайте источник с правильной --encoding"}
)

// Messages returns everything that this package can say.
func Messages() []*record.Message {
	return []*record.Message{msgMismatch, msgGuessed, msgUnknown, msgUnsupported, msgNotUTF16, msgInvalid,
		msgCut, msgSurrogate, msgNoPlace, msgNotText}
}
