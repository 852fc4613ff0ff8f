package ledger

import (
	"io/fs"

	"obmen/formats/record"
)

// The messages of the ledger.
var (
	Busy = &record.Message{Code: "ledger-busy", Severity: record.Severe,
		En: "another program holds the drop folder's journal %s; close it and run it again",
		Ru: "журнал папки обмена %s занят другой программой; закройте её и повторите"}
	Damaged = &record.Message{Code: "ledger-damaged", Severity: record.Severe,
		En: "the drop folder's journal %s is damaged, or no journal (%s); keep it and put a copy from a backup in its place: without it nobody knows what was converted, so compare work, outbox and done before you move it away",
		Ru: "журнал папки обмена %s повреждён или это не журнал (%s); сохраните его и верните копию из резервной: без него неизвестно, что обработано, поэтому сверьте work, outbox и done, прежде чем убирать его"}
	Foreign = &record.Message{Code: "ledger-foreign", Severity: record.Severe,
		En: "%s is no journal of a drop folder; name another folder with --state",
		Ru: "%s — не журнал папки обмена; назовите другую папку в --state"}
	Newer = &record.Message{Code: "ledger-newer", Severity: record.Severe,
		En: "the drop folder's journal %s is of version %s, this obmen knows version %d; use the newer obmen that wrote it",
		Ru: "журнал папки обмена %s версии %s, а этот obmen знает версию %d; возьмите более новый obmen, который его записал"}
	NotOpen = &record.Message{Code: "ledger-not-open", Severity: record.Severe,
		En: "the drop folder's journal has no entry %d under way; another run may have been at it: run it again",
		Ru: "в журнале папки обмена нет незаконченной записи %d; возможно, её изменил другой запуск: повторите"}
	NoStep = &record.Message{Code: "ledger-no-step", Severity: record.Severe,
		En: "entry %d of the drop folder's journal is %s and can't become %s; another run may have been at it: run it again",
		Ru: "запись %d журнала папки обмена в состоянии %s и не может перейти в %s; возможно, её изменил другой запуск: повторите"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{Busy, Damaged, Foreign, Newer, NotOpen, NoStep}
}

// trouble is an error of the file system whose words are a message: that of a file which can't be used as it is.
func trouble(path string, fault *record.Fault) error {
	return &fs.PathError{Op: "open", Path: path, Err: fault}
}
