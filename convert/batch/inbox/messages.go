package inbox

import "obmen/formats/record"

// The reasons for which something is left in the inbox.
var (
	Link = &record.Message{Code: "inbox-link", Severity: record.Warning,
		En: "it is a link, and links are not followed; put the file itself into the inbox",
		Ru: "это ссылка, а по ссылкам obmen не ходит; положите во входную папку сам файл"}
	Folder = &record.Message{Code: "inbox-folder", Severity: record.Warning,
		En: "it is a folder, and folders are not looked into; put its files into the inbox itself",
		Ru: "это папка, а внутрь папок obmen не смотрит; положите её файлы в саму входную папку"}
	Special = &record.Message{Code: "inbox-special", Severity: record.Warning,
		En: "it is no file but a socket, a pipe or a device; take it out of the inbox",
		Ru: "это не файл, а сокет, канал или устройство; уберите его из входной папки"}
	NoRule = &record.Message{Code: "inbox-no-rule", Severity: record.Warning,
		En: "no rule is for a file of this name; rename it, or add a rule to watch.rules in the profile",
		Ru: "для файла с таким именем нет правила; переименуйте его или добавьте правило в watch.rules профиля"}
	Unreadable = &record.Message{Code: "inbox-unreadable", Severity: record.Severe,
		En: "it can't be read (%v) and is tried again; give obmen the right to read it, or close the program that holds it",
		Ru: "его не удаётся прочитать (%v), попытки продолжаются; дайте obmen право на чтение или закройте программу, которая держит файл"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{Link, Folder, Special, NoRule, Unreadable}
}
