package xmlstream

import "obmen/formats/record"

func severe(code, en, ru string) *record.Message {
	return &record.Message{Code: code, Severity: record.Severe, En: en, Ru: ru}
}

// What refuses a document that is not well-formed.
var (
	msgTruncated = severe("xml-truncated",
		"the document is cut off: <%s> was never closed; fetch or export the file again",
		"документ оборван: <%s> не закрыт; получите или выгрузите файл ещё раз")
	msgTruncatedTag = severe("xml-truncated-tag",
		"the document is cut off in the middle of a tag; fetch or export the file again",
		"документ оборван посреди тега; получите или выгрузите файл ещё раз")
	msgNoRoot = severe("xml-no-root",
		"no element in it: the file is empty or is no XML; check that it is the right file",
		"в файле нет ни одного элемента: он пуст или это не XML; проверьте, тот ли это файл")
	msgNotXML = severe("xml-text-before-root",
		"text before the first element: the file is no XML, or something was put in front; begin it with < or with an XML declaration",
		"текст перед первым элементом: это не XML, или перед ним что-то вставлено; файл должен начинаться с < или с объявления XML")
	msgTextAfter = severe("xml-text-after-root",
		"text after the end of <%s>: take out what follows the closing tag of the document",
		"текст после конца <%s>: уберите всё, что стоит за закрывающим тегом документа")
	msgTwoRoots = severe("xml-two-roots",
		"a second document begins here with <%s>, after the end of <%s>: one file holds one document, so split it",
		"здесь начинается второй документ, <%s>, после конца <%s>: в файле может быть только один, разделите его")
	msgDoctype = severe("doctype-refused",
		"<!DOCTYPE is not accepted: a document type declaration can pull in other files and hosts; delete it, and write characters in place of the entities that it defines",
		"<!DOCTYPE не принимается: объявление типа документа может обращаться к другим файлам и узлам; удалите его и замените определённые в нём сущности символами")
	msgDeclaration = severe("xml-declaration",
		"not a valid XML declaration: write <?xml version=\"1.0\" encoding=\"…\"?>",
		"неверное объявление XML: напишите <?xml version=\"1.0\" encoding=\"…\"?>")
	msgDeclarationLate = severe("xml-declaration-late",
		"an XML declaration in the middle of the document: it may only stand at the very first byte; take it out, or split the files that were joined",
		"объявление XML посреди документа: оно может стоять только с первого байта; уберите его или разделите склеенные файлы")
	msgMarkup = severe("xml-markup",
		"< that begins no tag: write &lt; where the character itself is meant",
		"< не начинает тег: если нужен сам символ, напишите &lt;")
	msgTag = severe("xml-tag",
		"%s is not expected in the tag <%s>: after the name come attributes (name=\"value\"), then > or />",
		"%s не может стоять в теге <%s>: за именем идут атрибуты (имя=\"значение\"), затем > или />")
	msgEndTag = severe("xml-end-tag",
		"%s is not expected in the closing tag: it is </, the name and >",
		"%s не может стоять в закрывающем теге: он состоит из </, имени и >")
	msgMismatch = severe("xml-tag-mismatch",
		"</%s> closes <%s>, which is still open: make the tags agree",
		"</%s> закрывает <%s>, который ещё открыт: приведите теги в соответствие")
	msgNotOpen = severe("xml-tag-not-open",
		"</%s> closes an element that is not open: take it out or add its opening tag",
		"</%s> закрывает элемент, который не открыт: уберите его или добавьте открывающий тег")
	msgName = severe("xml-name",
		"%s can't begin a name: a name begins with a letter, _ or :",
		"имя не может начинаться с %s: оно начинается с буквы, _ или :")
	msgAttributeSpace = severe("xml-attribute-space",
		"white space is missing between two attributes of <%s>: put a blank there",
		"между атрибутами <%s> нет пробела: поставьте его")
	msgAttributeValue = severe("xml-attribute-value",
		"the attribute %s of <%s> has no quoted value: write %[1]s=\"…\"",
		"у атрибута %s элемента <%s> нет значения в кавычках: напишите %[1]s=\"…\"")
	msgAttributeTwice = severe("xml-attribute-twice",
		"the attribute %s stands twice in <%s>: keep one of them",
		"атрибут %s стоит в <%s> дважды: оставьте один")
	msgLessInValue = severe("xml-less-in-value",
		"< in the value of the attribute %s: write &lt;, or close the quote before it",
		"< в значении атрибута %s: напишите &lt; или закройте кавычку перед ним")
	msgReference = severe("xml-reference",
		"& that begins no reference: write &amp; where the character itself is meant",
		"& не начинает ссылку: если нужен сам символ, напишите &amp;")
	msgEntity = severe("xml-entity",
		"&%s; is not known: only &amp; &lt; &gt; &quot; &apos; and numbers (&#160;) are; write the character itself",
		"&%s; не известна: есть только &amp; &lt; &gt; &quot; &apos; и числа (&#160;); напишите сам символ")
	msgReferenceChar = severe("xml-reference-character",
		"%s stands for a character that XML does not allow: take it out",
		"%s обозначает символ, недопустимый в XML: уберите её")
	msgCDATAEnd = severe("xml-cdata-end",
		"]]> in text: write ]]&gt;",
		"]]> в тексте: напишите ]]&gt;")
	msgHyphens = severe("xml-comment-hyphens",
		"-- inside a comment: only the end of a comment, -->, may hold it; take it out",
		"-- внутри комментария: так может только кончаться комментарий, -->; уберите его")
	msgInstruction = severe("xml-instruction",
		"not a processing instruction: after <? comes a name other than xml, then a blank or ?>",
		"неверная инструкция обработки: за <? следует имя, кроме xml, затем пробел или ?>")
	msgTextBetween = severe("xml-text-between",
		"text between the elements: only elements and white space may stand here",
		"текст между элементами: здесь могут стоять только элементы и пробелы")
	msgCharacter = severe("xml-character",
		"the character U+%04X is not allowed in XML: take it out in the program that made the file",
		"символ U+%04X недопустим в XML: уберите его в программе, которая создала файл")
	msgUTF8 = severe("xml-utf8",
		"the byte 0x%02X is no valid UTF-8 here: name the file's encoding with --encoding",
		"байт 0x%02X здесь не является UTF-8: укажите кодировку файла через --encoding")
	msgDisagree = severe("xml-engines-disagree",
		"the engine can't make sense of this place, though nothing is wrong with it (%v): read the file with the other --engine, and please report it",
		"движок не может разобрать это место, хотя ошибки в нём нет (%v): прочитайте файл другим движком (--engine) и, пожалуйста, сообщите об этом")
)

// The limits.
var (
	msgLimitRecord = severe("xml-limit-record",
		"a record longer than %d bytes begins here: raise --limit-record if it is meant to be that long",
		"здесь начинается запись длиннее %d байт: увеличьте --limit-record, если она действительно так длинна")
	msgLimitValue = severe("xml-limit-value",
		"a value longer than %d bytes begins here: raise --limit-value if it is meant to be that long",
		"здесь начинается значение длиннее %d байт: увеличьте --limit-value, если оно действительно так длинно")
	msgLimitName = severe("xml-limit-name",
		"a name longer than %d bytes begins here: raise --limit-name if it is meant to be that long",
		"здесь начинается имя длиннее %d байт: увеличьте --limit-name, если оно действительно так длинно")
	msgLimitAttributes = severe("xml-limit-attributes",
		"<%s> has more than %d attributes: raise --limit-attributes if they are all meant",
		"у <%s> больше %d атрибутов: увеличьте --limit-attributes, если все они нужны")
	msgLimitDepth = severe("xml-limit-depth",
		"<%s> stands deeper than %d elements: raise --limit-depth if that is meant",
		"<%s> вложен глубже %d элементов: увеличьте --limit-depth, если так и надо")
)

// What goes through.
var (
	msgCommentDropped = &record.Message{Code: "xml-comment-dropped", Severity: record.Note,
		En: "a comment is not kept",
		Ru: "комментарий не сохраняется"}
	msgInstructionDropped = &record.Message{Code: "xml-instruction-dropped", Severity: record.Note,
		En: "the processing instruction <?%s?> is not kept",
		Ru: "инструкция обработки <?%s?> не сохраняется"}
)

// What a Writer refuses.
var (
	msgWriteCharacter = severe("xml-write-character",
		"the character U+%04X can't be written to XML: take it out of the source, or write JSON",
		"символ U+%04X нельзя записать в XML: уберите его из источника или пишите в JSON")
	msgWriteUTF8 = severe("xml-write-utf8",
		"the text is no valid UTF-8 and can't be written to XML: read its source with the right --encoding",
		"текст не является UTF-8, его нельзя записать в XML: прочитайте источник с правильной --encoding")
	msgWriteName = severe("xml-write-name",
		"%q is no name that XML allows: rename the column or field",
		"%q не может быть именем в XML: переименуйте столбец или поле")
	msgWriteTwice = severe("xml-write-attribute-twice",
		"the attribute %s would stand twice in <%s>: rename one of the two columns or fields",
		"атрибут %s оказался бы в <%s> дважды: переименуйте один из двух столбцов или полей")
	msgWriteLate = severe("xml-write-attribute-late",
		"the attribute %s comes after the content of its element",
		"атрибут %s пришёл после содержимого элемента")
	msgWriteNameEncoding = severe("xml-write-name-encoding",
		"the name %q does not exist in the output encoding: write another --output-encoding, such as utf-8",
		"имени %q нет в кодировке вывода: выберите другую --output-encoding, например utf-8")
)

// Messages returns everything that this package can say of a document.
func Messages() []*record.Message {
	return []*record.Message{
		msgTruncated, msgTruncatedTag, msgNoRoot, msgNotXML, msgTextAfter, msgTwoRoots, msgDoctype, msgDeclaration,
		msgDeclarationLate, msgMarkup, msgTag, msgEndTag, msgMismatch, msgNotOpen, msgName, msgAttributeSpace,
		msgAttributeValue, msgAttributeTwice, msgLessInValue, msgReference, msgEntity, msgReferenceChar, msgCDATAEnd,
		msgHyphens, msgInstruction, msgTextBetween, msgCharacter, msgUTF8, msgDisagree,
		msgLimitRecord, msgLimitValue, msgLimitName, msgLimitAttributes, msgLimitDepth,
		msgCommentDropped, msgInstructionDropped,
		msgWriteCharacter, msgWriteUTF8, msgWriteName, msgWriteTwice, msgWriteLate, msgWriteNameEncoding,
	}
}
