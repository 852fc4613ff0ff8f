package batch

import "obmen/formats/record"

// The messages of this package.
var (
	onOtherHost = &record.Message{Code: "folder-leased", Severity: record.Severe,
		En: "a run on %s (process %d) works in the folder; this one leaves",
		Ru: "в папке работает запуск на %s (процесс %d); этот завершается"}
	leaseLost = &record.Message{Code: "folder-lost", Severity: record.Severe,
		En: "this run was silent for too long, and %s (process %d) has taken the folder over; start it again if it should work here",
		Ru: "этот запуск слишком долго молчал, и папку взял %s (процесс %d); запустите снова, если работать должен он"}
	sameFolder = &record.Message{Code: "folders-same", Severity: record.Severe,
		En: "%s and %s are one folder, %s; each needs one of its own",
		Ru: "%s и %s — одна папка %s; каждой нужна своя"}
	folderUnnamed = &record.Message{Code: "folder-unnamed", Severity: record.Severe,
		En: "say where %s is: name the ROOT of the drop folder, or each of its folders",
		Ru: "скажите, где %s: назовите КОРЕНЬ обменной папки или каждую её папку"}
	otherDisks = &record.Message{Code: "folders-on-other-disks", Severity: record.Severe,
		En: "%s and %s are not on one file system: files are renamed from one to the other, so put both on one",
		Ru: "%s и %s не на одной файловой системе: файлы переименовываются из одной в другую, поместите обе на одну"}
	otherState = &record.Message{Code: "state-of-another-folder", Severity: record.Severe,
		En: "the state in %s is that of another drop folder than %s: give each a --state of its own. If the work folder was made anew, put folder.db aside; what was converted before is then not known any more",
		Ru: "состояние в %s принадлежит другой обменной папке, а не %s: дайте каждой свою папку --state. Если рабочую папку создали заново, уберите folder.db в сторону; тогда уже обработанное забудется"}
	noRule = &record.Message{Code: "watch-no-rule", Severity: record.Severe,
		En: "nothing says what becomes of files: give --to, or watch.rules in the profile",
		Ru: "не сказано, что делать с файлами: задайте --to или watch.rules в профиле"}
	twoRules = &record.Message{Code: "watch-two-rules", Severity: record.Severe,
		En: "the profile has watch.rules, and they say what becomes of files: leave %s out",
		Ru: "в профиле есть watch.rules, они и говорят, что делать с файлами: уберите %s"}
	noSending = &record.Message{Code: "watch-no-sending", Severity: record.Severe,
		En: "a rule sends to %s, but nothing can be sent here",
		Ru: "правило отправляет в %s, но отправка здесь невозможна"}
	grew = &record.Message{Code: "source-grew", Severity: record.Note,
		En: "it was changed after it had been taken: it goes back to the inbox until it stands still again",
		Ru: "файл изменился после того, как был взят: он возвращается во входную папку, пока не перестанет меняться"}
	touched = &record.Message{Code: "source-touched", Severity: record.Severe,
		En: "it was changed after its results had been made: they are not of all that is in it now. Look at them, and put it into the inbox again",
		Ru: "файл изменился после того, как из него сделали результаты: в них не то, что в нём теперь. Проверьте их и положите файл во входную папку снова"}
	outdated = &record.Message{Code: "source-outdated", Severity: record.Warning,
		En: "the profile, its rules or the flags are not those with which its results were made (%s): it goes back to the inbox, to be made and sent anew; those results stay",
		Ru: "профиль, его правила или ключи уже не те, с которыми сделаны результаты (%s): файл возвращается во входную папку, чтобы сделать и отправить заново; прежние результаты остаются"}
	isDuplicate = &record.Message{Code: "source-duplicate", Severity: record.Note,
		En: "the same content as %s, which is done; --again converts it once more",
		Ru: "то же содержимое, что и в обработанном %s; --again преобразует его ещё раз"}
	behind = &record.Message{Code: "source-behind", Severity: record.Note,
		En: "the same content is under way; this one waits for what becomes of it",
		Ru: "то же содержимое уже обрабатывается; этот файл ждёт, чем это кончится"}
	withdrawn = &record.Message{Code: "source-withdrawn", Severity: record.Warning,
		En: "it is not in the work folder any more: somebody has taken it out; what had been made of it stands",
		Ru: "файла больше нет в рабочей папке: его кто-то забрал; сделанное из него остаётся"}
	orphan = &record.Message{Code: "work-unknown", Severity: record.Warning,
		En: "it lay in the work folder and no run knows of it: it goes back to the inbox as %s",
		Ru: "файл лежал в рабочей папке, и ни один запуск о нём не знает: он возвращается во входную папку под именем %s"}
	registerWaits = &record.Message{Code: "register-waits", Severity: record.Warning,
		En: "the register can't be written now (%v); its lines are kept and follow later",
		Ru: "реестр сейчас не записать (%v); его строки сохранены и будут дописаны позже"}
	mendInput = &record.Message{Code: "watch-mend", Severity: record.Note,
		En: "Mend the file, or the program that exports it, and put it into the inbox again.",
		Ru: "Исправьте файл или программу, которая его выгружает, и снова положите его во входную папку."}
	reportBug = &record.Message{Code: "watch-report", Severity: record.Note,
		En: "This is a bug of obmen: please report it with this text.",
		Ru: "Это ошибка obmen: сообщите о ней, пожалуйста, приложив этот текст."}
	otherRule = &record.Message{Code: "watch-other-rule", Severity: record.Note,
		En: "What the rule asks for can't be made of this file. Change the rule, or put the file into another drop folder.",
		Ru: "Из этого файла нельзя сделать то, чего требует правило. Измените правило или положите файл в другую папку."}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{onOtherHost, leaseLost, sameFolder, folderUnnamed, otherDisks, otherState, noRule, twoRules, noSending, grew, touched, outdated, isDuplicate, behind, withdrawn, orphan,
		registerWaits, mendInput, reportBug, otherRule}
}
