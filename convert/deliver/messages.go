package deliver

import "obmen/formats/record"

// The messages about secrets and about how a service is named.
var (
	SecretMissing = &record.Message{Code: "secret-missing", Severity: record.Severe,
		En: "there is no key for the service; set the environment variable %[1]s, or %[1]s_FILE to a file's path, or %[1]s_COMMAND to a command that prints it",
		Ru: "нет ключа для сервиса; задайте переменную окружения %[1]s, либо %[1]s_FILE — путь к файлу, либо %[1]s_COMMAND — команду, которая его печатает"}
	SecretSeveral = &record.Message{Code: "secret-several", Severity: record.Severe,
		En: "several of these are set: %s; leave one, so that it is clear which key counts",
		Ru: "заданы сразу несколько: %s; оставьте одну, чтобы было ясно, какой ключ действует"}
	SecretEmpty = &record.Message{Code: "secret-empty", Severity: record.Severe,
		En: "%s gives an empty key; put the key there",
		Ru: "%s даёт пустой ключ; впишите его"}
	SecretLines = &record.Message{Code: "secret-lines", Severity: record.Severe,
		En: "%s gives more than one line; the key stands alone in one",
		Ru: "%s даёт больше одной строки; ключ должен стоять один, в одной строке"}
	SecretLong = &record.Message{Code: "secret-long", Severity: record.Severe,
		En: "%s gives a key of more than %d bytes, which no key has; is it another file?",
		Ru: "%s даёт ключ длиннее %d байт, таких не бывает; не другой ли это файл?"}
	SecretCharacters = &record.Message{Code: "secret-characters", Severity: record.Severe,
		En: "%s gives a key with blanks or with characters that no key has; copy it again, and save a file as plain ASCII or UTF-8",
		Ru: "%s даёт ключ с пробелами или знаками, которых в ключе не бывает; скопируйте его заново, а файл сохраните в ASCII или UTF-8"}
	SecretCommand = &record.Message{Code: "secret-command", Severity: record.Severe,
		En: "the command of %s, which should print the key, failed: %s; try it by hand",
		Ru: "команда из %s, которая должна напечатать ключ, не удалась: %s; проверьте её вручную"}
	AccountMissing = &record.Message{Code: "service-account-missing", Severity: record.Severe,
		En: "which account of Caffesta's? name it as services.caffesta.account in a profile given with --profile, or give --caffesta-url",
		Ru: "какая учётная запись Caffesta? назовите её в services.caffesta.account профиля, указанного в --profile, или задайте --caffesta-url"}
	AccountMalformed = &record.Message{Code: "service-account-malformed", Severity: record.Severe,
		En: "the account is the first part of its address, ACCOUNT.caffesta.com: letters, digits and hyphens",
		Ru: "учётная запись — первая часть адреса, ЗАПИСЬ.caffesta.com: латинские буквы, цифры и дефис"}
	AddressMalformed = &record.Message{Code: "service-address-malformed", Severity: record.Severe,
		En: "the address of %s is not one; write it like https://host/path, without a password, ? or #",
		Ru: "адрес %s неверен; пишите как https://хост/путь, без пароля, ? и #"}
	PlainRefused = &record.Message{Code: "service-plain-http", Severity: record.Severe,
		En: "the address of %s is plain http, which --require-https refuses; give an https address",
		Ru: "адрес %s — обычный http, а --require-https это запрещает; укажите адрес https"}
	HeaderMalformed = &record.Message{Code: "service-header-malformed", Severity: record.Severe,
		En: "a name in services.caffesta.headers is not one; letters, digits, - and _ may stand in it",
		Ru: "неверное имя в services.caffesta.headers; в нём могут стоять латинские буквы, цифры, - и _"}
	HeaderTaken = &record.Message{Code: "service-header-taken", Severity: record.Severe,
		En: "the header %s in services.caffesta.headers has a meaning of its own and can't carry the key; leave the list out, or name the header that the service asks for",
		Ru: "у заголовка %s из services.caffesta.headers своё назначение, ключ в нём не передать; уберите список или назовите заголовок, которого требует сервис"}
	CAMalformed = &record.Message{Code: "service-ca-malformed", Severity: record.Severe,
		En: "%s holds no certificate; --ca-file takes a file in PEM, with BEGIN CERTIFICATE in it",
		Ru: "в %s нет сертификата; --ca-file принимает файл PEM, с BEGIN CERTIFICATE внутри"}
	ProxyMalformed = &record.Message{Code: "service-proxy-malformed", Severity: record.Severe,
		En: "HTTP_PROXY or HTTPS_PROXY is not an address; write it like http://proxy:3128",
		Ru: "HTTP_PROXY или HTTPS_PROXY — не адрес; пишите как http://proxy:3128"}
	KeyMalformed = &record.Message{Code: "service-process-malformed", Severity: record.Severe,
		En: "%q is no key of a process and no id; letters, digits, - _ and . stand in them",
		Ru: "%q — не ключ процесса и не идентификатор; в них стоят латинские буквы, цифры, - _ и ."}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{
		SecretMissing, SecretSeveral, SecretEmpty, SecretLines, SecretLong, SecretCharacters, SecretCommand, AccountMissing, AccountMalformed, AddressMalformed,
		PlainRefused, HeaderMalformed, HeaderTaken, CAMalformed, ProxyMalformed, KeyMalformed,
		Said, KeyRefused, NotFound, TooLarge, Busy, WaitTooLong, Failed, Redirected, RedirectedAfter, NoConnection, Untrusted, Broken, NoConnectionYet, NothingTaken, NoAnswer,
		NothingCame, TooLong, Interrupted, Stopped, Unsettled, ParcelChanged,
		AnswerHTML, AnswerMalformed, AnswerEndless, AnswerEmpty, AnswerCut, AnswerType, AnswerLacks, ListIncomplete, AnswerEarly, AnswerOdd,
		ProcessFailed, ProcessSlow, ProcessLost,
	}
}
