package journal

import "obmen/formats/record"

// The messages of the journal.
var (
	Busy = &record.Message{Code: "journal-busy", Severity: record.Severe,
		En: "another run of obmen has held the journal %s for longer than %s; run it again, or look what hangs there",
		Ru: "другой запуск obmen держит журнал %s дольше %s; повторите или посмотрите, что там зависло"}
	Damaged = &record.Message{Code: "journal-damaged", Severity: record.Severe,
		En: "the journal %s is damaged, or no journal (%s); keep it, put a copy from a backup in its place, or name another with --journal: without it nobody knows what was sent, so look in the service's own list before you send again",
		Ru: "журнал %s повреждён или это не журнал (%s); сохраните его, верните копию из резервной или назовите другой в --journal: без него неизвестно, что отправлено, поэтому перед отправкой посмотрите в списке самого сервиса"}
	Foreign = &record.Message{Code: "journal-foreign", Severity: record.Severe,
		En: "%s is no journal of obmen's; name another file with --journal",
		Ru: "%s — не журнал obmen; назовите другой файл в --journal"}
	Newer = &record.Message{Code: "journal-newer", Severity: record.Severe,
		En: "the journal %s is of version %s, this obmen knows version %d; use the newer obmen that wrote it",
		Ru: "журнал %s версии %s, а этот obmen знает версию %d; возьмите более новый obmen, который его записал"}
	Booked = &record.Message{Code: "journal-booked", Severity: record.Severe,
		En: "invoice %s is in the books already, by file %s (entry %d of the journal, %s); it is not sent a second time",
		Ru: "накладная %s уже учтена, из файла %s (запись %d журнала, %s); второй раз она не отправляется"}
	Carries = &record.Message{Code: "journal-carries", Severity: record.Severe,
		En: "receipt %s of organization %s is already carried by invoice %s of file %s (entry %d of the journal, %s); leave it out",
		Ru: "чек %s организации %s уже вошёл в накладную %s из файла %s (запись %d журнала, %s); исключите его"}
	NoDoubt = &record.Message{Code: "journal-not-in-doubt", Severity: record.Severe,
		En: "entry %d of the journal is %s, not in doubt; obmen journal --state-of in-doubt lists those that are",
		Ru: "запись %d журнала в состоянии %s и сомнений не вызывает; такие показывает obmen journal --state-of in-doubt"}
	NoEntry = &record.Message{Code: "journal-no-entry", Severity: record.Severe,
		En: "the journal has no entry %d; obmen journal lists them",
		Ru: "в журнале нет записи %d; их показывает obmen journal"}
	NoStep = &record.Message{Code: "journal-no-step", Severity: record.Severe,
		En: "entry %d of the journal is %s and can't become %s; another run may have been at it: run it again",
		Ru: "запись %d журнала в состоянии %s и не может перейти в %s; возможно, её изменил другой запуск: повторите"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{Busy, Damaged, Foreign, Newer, Booked, Carries, NoDoubt, NoEntry, NoStep}
}
