package anonymize

import "obmen/formats/record"

var (
	keyMissing = &record.Message{Code: "anonymize-key-missing", Severity: record.Severe,
		En: "anonymizing needs a key: set %s, or name a file with --key-file; --new-key FILE makes one",
		Ru: "для обезличивания нужен ключ: задайте %s или назовите файл в --key-file; новый ключ создаёт --new-key FILE"}
	keyTwice = &record.Message{Code: "anonymize-key-twice", Severity: record.Severe,
		En: "there is a key in %s and another in --key-file; leave one of them out",
		Ru: "ключ задан и в %s, и в --key-file; уберите один из них"}
	keyShort = &record.Message{Code: "anonymize-key-short", Severity: record.Severe,
		En: "the key of %s is shorter than %d bytes, so it could be guessed; --new-key FILE makes a good one",
		Ru: "ключ из %s короче %d байт, его можно подобрать; хороший ключ создаёт --new-key FILE"}
	keyLong = &record.Message{Code: "anonymize-key-long", Severity: record.Severe,
		En: "what %s holds is longer than %d bytes: this is no key; --new-key FILE makes one",
		Ru: "в %s больше %d байт: это не ключ; ключ создаёт --new-key FILE"}
	keyPlain = &record.Message{Code: "anonymize-key-plain", Severity: record.Severe,
		En: "the key of %s is one character over and over, so it could be guessed; --new-key FILE makes a good one",
		Ru: "ключ из %s — один повторённый символ, его можно подобрать; хороший ключ создаёт --new-key FILE"}
	choiceUnknown = &record.Message{Code: "anonymize-choice", Severity: record.Severe,
		En: "%s is one of %s, not %q",
		Ru: "%s — одно из %s, а не %q"}
	hidden = &record.Message{Code: "anonymize-hidden", Severity: record.Severe,
		En: "something is wrong here; what stands there is not shown, since it may be what is to be hidden: obmen check says more",
		Ru: "здесь что-то не так; что именно, не показано: это может быть то, что скрывают; подробнее скажет obmen check"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{keyMissing, keyTwice, keyShort, keyLong, keyPlain, choiceUnknown, hidden}
}
