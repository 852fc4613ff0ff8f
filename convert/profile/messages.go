package profile

import "obmen/formats/record"

// The messages about a profile itself.
var (
	Syntax = &record.Message{Code: "profile-syntax", Severity: record.Severe,
		En: "this is not YAML: %s; look for a missing quote or a tab in the indentation",
		Ru: "это не YAML: %s; проверьте кавычки и нет ли табуляции в отступе"}
	TooLarge = &record.Message{Code: "profile-too-large", Severity: record.Severe,
		En: "a profile may have %d bytes at most; is this really a profile?",
		Ru: "профиль не может быть больше %d байт; это точно профиль?"}
	TooDeep = &record.Message{Code: "profile-too-deep", Severity: record.Severe,
		En: "the brackets or lists are nested deeper than any profile needs; is this really a profile?",
		Ru: "скобки или списки вложены глубже, чем нужно профилю; это точно профиль?"}
	NotUTF8 = &record.Message{Code: "profile-encoding", Severity: record.Severe,
		En: "a profile is UTF-8; save it in that encoding",
		Ru: "профиль должен быть в UTF-8; сохраните его в этой кодировке"}
	Documents = &record.Message{Code: "profile-documents", Severity: record.Severe,
		En: "a profile is one YAML document; take out what follows the line ---",
		Ru: "профиль — это один документ YAML; уберите то, что стоит после строки ---"}
	Anchor = &record.Message{Code: "profile-anchor", Severity: record.Severe,
		En: "anchors, aliases, merge keys and tags (&, *, <<, !) are not used in a profile; write the value out, or put it in quotes if it is text",
		Ru: "якоря, ссылки, слияния и теги (&, *, <<, !) в профиле не используются; напишите значение целиком, а если это текст, возьмите его в кавычки"}
	WantKey = &record.Message{Code: "profile-want-key", Severity: record.Severe,
		En: "a key with a colon and a space behind it is expected here, like zone: Europe/Minsk; this is %q",
		Ru: "здесь ожидается ключ, за ним двоеточие и пробел, например zone: Europe/Minsk, а стоит %q"}
	Unexpected = &record.Message{Code: "profile-unexpected", Severity: record.Severe,
		En: "%q can't stand here; look at the indentation, and put texts with a colon, a comma or a bracket in quotes",
		Ru: "%q здесь стоять не может; проверьте отступ, а тексты с двоеточием, запятой или скобкой берите в кавычки"}
	Unclosed = &record.Message{Code: "profile-unclosed", Severity: record.Severe,
		En: "the bracket %s is not closed",
		Ru: "скобка %s не закрыта"}
	UnknownKey = &record.Message{Code: "profile-unknown-key", Severity: record.Severe,
		En: "unknown key %q; the nearest known name is %q",
		Ru: "неизвестный ключ %q; ближайшее известное имя — %q"}
	DuplicateKey = &record.Message{Code: "profile-duplicate-key", Severity: record.Severe,
		En: "the key %q stands here a second time; keep one",
		Ru: "ключ %q стоит здесь второй раз; оставьте один"}
	WantMapping = &record.Message{Code: "profile-want-mapping", Severity: record.Severe,
		En: "keys with values are expected here, like {ref_code: 12, name: supplier}; this is %q",
		Ru: "здесь ожидаются ключи со значениями, например {ref_code: 12, name: поставщик}, а стоит %q"}
	WantList = &record.Message{Code: "profile-want-list", Severity: record.Severe,
		En: "a list is expected here, like [a, b]; this is %q",
		Ru: "здесь ожидается список, например [a, b], а стоит %q"}
	WantText = &record.Message{Code: "profile-want-text", Severity: record.Severe,
		En: `a text is expected here; this is %q; put it in quotes if it is meant, or write "" for none`,
		Ru: `здесь ожидается текст, а стоит %q; если так и надо, возьмите в кавычки, а если пусто, напишите ""`}
	WantNumber = &record.Message{Code: "profile-want-number", Severity: record.Severe,
		En: "a number is expected here, without quotes and with a decimal point, like 20 or 0.5; this is %q",
		Ru: "здесь ожидается число без кавычек и с десятичной точкой, например 20 или 0.5, а стоит %q"}
	WantWhole = &record.Message{Code: "profile-want-whole", Severity: record.Severe,
		En: "a whole number from %d to %d is expected here; this is %q",
		Ru: "здесь ожидается целое число от %d до %d, а стоит %q"}
	WantBool = &record.Message{Code: "profile-want-bool", Severity: record.Severe,
		En: "true or false is expected here; this is %q",
		Ru: "здесь ожидается true или false, а стоит %q"}
	NotOneOf = &record.Message{Code: "profile-not-one-of", Severity: record.Severe,
		En: "%q is none of %s",
		Ru: "%q — не одно из: %s"}
	OutOfRange = &record.Message{Code: "profile-out-of-range", Severity: record.Severe,
		En: "%s is expected to be from %s to %s",
		Ru: "%s должно быть от %s до %s"}
	NotPositive = &record.Message{Code: "profile-not-positive", Severity: record.Severe,
		En: "the factor %s must be greater than 0",
		Ru: "множитель %s должен быть больше 0"}
	ZoneUnknown = &record.Message{Code: "profile-zone-unknown", Severity: record.Severe,
		En: "no time zone is called %q; write it like Europe/Minsk or Europe/Moscow",
		Ru: "нет часового пояса с именем %q; напишите как Europe/Minsk или Europe/Moscow"}
	ClockMalformed = &record.Message{Code: "profile-clock-malformed", Severity: record.Severe,
		En: `not a time of day: %q; write it like "06:00"`,
		Ru: `не время суток: %q; напишите как "06:00"`}
	HoursMalformed = &record.Message{Code: "opening-hours-malformed", Severity: record.Severe,
		En: "not opening hours: %q; write them like 08:00-23:00, or mon-fri 08:00-22:00, sat 09:00-18:00",
		Ru: "не часы работы: %q; напишите как 08:00-23:00 или пн-пт 08:00-22:00, сб 09:00-18:00"}
	DayMalformed = &record.Message{Code: "profile-day-malformed", Severity: record.Severe,
		En: "not a date: %q; write it like 2026-01-31",
		Ru: "не дата: %q; напишите как 2026-01-31"}
	Missing = &record.Message{Code: "profile-missing", Severity: record.Severe,
		En: "the key %s is missing here",
		Ru: "здесь не хватает ключа %s"}
	Empty = &record.Message{Code: "profile-empty", Severity: record.Severe,
		En: "this may not be empty",
		Ru: "здесь не может быть пусто"}
	Together = &record.Message{Code: "profile-together", Severity: record.Severe,
		En: "%s and %s can't stand together; keep one",
		Ru: "%s и %s не могут стоять вместе; оставьте одно"}
	RatesTwice = &record.Message{Code: "profile-rates-twice", Severity: record.Severe,
		En: "two rates count from %s; keep one",
		Ru: "с %s действуют две ставки; оставьте одну"}
	UnitTwice = &record.Message{Code: "profile-unit-twice", Severity: record.Severe,
		En: "the unit %s stands here twice: codes have three digits, 6 is 006",
		Ru: "единица %s стоит здесь дважды: коды трёхзначные, 6 — это 006"}
	ShopTwice = &record.Message{Code: "profile-shop-twice", Severity: record.Severe,
		En: "shop %s with storage %s already gets the price %q; a place has one price",
		Ru: "точка %s со складом %s уже получает цену %q; у места одна цена"}
	ListTwice = &record.Message{Code: "profile-list-twice", Severity: record.Severe,
		En: "%q stands in the list twice",
		Ru: "%q стоит в списке дважды"}
	GroupByDay = &record.Message{Code: "profile-group-by-day", Severity: record.Severe,
		En: "receipts are grouped by day first: [day, …]",
		Ru: "чеки группируются прежде всего по дням: [day, …]"}
	TemplateName = &record.Message{Code: "profile-template-name", Severity: record.Severe,
		En: "the name {%s} is not known here; known: %s",
		Ru: "имя {%s} здесь неизвестно; известны: %s"}
	TemplateBrace = &record.Message{Code: "profile-template-brace", Severity: record.Severe,
		En: "a brace has no partner; write {{ or }} for a brace that is meant as such",
		Ru: "у фигурной скобки нет пары; саму скобку пишите как {{ или }}"}
	TemplateLacks = &record.Message{Code: "profile-template-lacks", Severity: record.Severe,
		En: "without {%s} different invoices would get one number; put it in",
		Ru: "без {%s} разные накладные получили бы один номер; добавьте"}
	BadURL = &record.Message{Code: "profile-url", Severity: record.Severe,
		En: "not an address: write it like https://name.caffesta.com/a/v1.0, without a user, password, ? or #",
		Ru: "не адрес: напишите как https://name.caffesta.com/a/v1.0, без имени пользователя, пароля, ? и #"}
	BadAccount = &record.Message{Code: "profile-account", Severity: record.Severe,
		En: "an account is the first word of its address, without dots: name of https://name.caffesta.com",
		Ru: "аккаунт — первое слово его адреса, без точек: name из https://name.caffesta.com"}
	BadHeader = &record.Message{Code: "profile-header", Severity: record.Severe,
		En: "not the name of an HTTP header: letters, digits, - and _ only",
		Ru: "не имя заголовка HTTP: только буквы, цифры, - и _"}
	BadEnv = &record.Message{Code: "profile-env-name", Severity: record.Severe,
		En: "the name of an environment variable is expected here, like OBMEN_CAFFESTA_KEY, and not the key itself: capital letters, digits and _ only",
		Ru: "здесь ожидается имя переменной окружения, например OBMEN_CAFFESTA_KEY, а не сам ключ: только заглавные буквы, цифры и _"}
	Secret = &record.Message{Code: "profile-secret", Severity: record.Severe,
		En: "a secret does not belong in a profile: put it in an environment variable or a file and name that in %s or %s",
		Ru: "секрету не место в профиле: поместите его в переменную окружения или файл и назовите их в %s или %s"}
	BadPattern = &record.Message{Code: "profile-pattern", Severity: record.Severe,
		En: "%q is not a pattern for file names; write it like *.xml",
		Ru: "%q — не шаблон имён файлов; напишите как *.xml"}
	BadFormat = &record.Message{Code: "profile-format", Severity: record.Severe,
		En: "%q is not the name of a format; write it as for convert --to, like csv or invoice-json",
		Ru: "%q — не название формата; пишите как для convert --to, например csv или invoice-json"}
	BadFolder = &record.Message{Code: "profile-folder", Severity: record.Severe,
		En: "%q can't be a folder in the outbox: write it like books/2026, without .., without a dot or a blank at the ends of a name, and without \\ : * ? \" < > | and names that Windows keeps for devices",
		Ru: "%q не может быть папкой в outbox: пишите как бухгалтерия/2026, без .., без точек и пробелов по краям имён, без \\ : * ? \" < > | и без имён, которые Windows держит для устройств"}
	Ignored = &record.Message{Code: "profile-ignored", Severity: record.Warning,
		En: "%s counts only in a profile that was named (--profile, OBMEN_PROFILE); here, beside the input, it is ignored",
		Ru: "%s действует только в названном профиле (--profile, OBMEN_PROFILE); здесь, рядом с входным файлом, пропускается"}
)

// The messages about documents that the profile has no answer for.
var (
	StoreUnknown = &record.Message{Code: "store-unknown", Severity: record.Severe,
		En: "the profile lists stores, and %q is not among them; add it under stores with its storage and shop",
		Ru: "в профиле перечислены магазины, а %q среди них нет; добавьте его в stores со складом и точкой"}
	OrganizationUnknown = &record.Message{Code: "organization-unknown", Severity: record.Severe,
		En: "the profile lists organizations, and %q is not among them; add it under organizations with its ref_code and name",
		Ru: "в профиле перечислены организации, а %q среди них нет; добавьте её в organizations с ref_code и name"}
	TaxTooEarly = &record.Message{Code: "tax-date-too-early", Severity: record.Severe,
		En: "the profile has no tax rate for %s: its first counts from %s; add an earlier one under rates",
		Ru: "в профиле нет ставки налога на %s: первая действует с %s; добавьте более раннюю в rates"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{Syntax, TooLarge, TooDeep, NotUTF8, Documents, Anchor, WantKey, Unexpected, Unclosed, UnknownKey, DuplicateKey, WantMapping, WantList, WantText,
		WantNumber, WantWhole, WantBool, NotOneOf, OutOfRange, NotPositive, ZoneUnknown, ClockMalformed, HoursMalformed, DayMalformed, Missing, Empty, Together,
		RatesTwice, UnitTwice, ShopTwice, ListTwice, GroupByDay, TemplateName, TemplateBrace, TemplateLacks, BadURL, BadAccount, BadHeader, BadEnv,
		Secret, BadPattern, BadFormat, BadFolder, Ignored, StoreUnknown, OrganizationUnknown, TaxTooEarly}
}
