package folder

import "obmen/formats/record"

// The messages of files that don't go where they should.
var (
	NotRegular = &record.Message{Code: "folder-not-regular", Severity: record.Severe,
		En: "%s is no regular file but a link, a folder or a device; put the file itself there",
		Ru: "%s — не обычный файл, а ссылка, папка или устройство; положите туда сам файл"}
	Busy = &record.Message{Code: "folder-busy", Severity: record.Severe,
		En: "%s is open in another program that may still write to it; close it there",
		Ru: "%s открыт в другой программе, которая может ещё писать в него; закройте его там"}
	OtherDisk = &record.Message{Code: "folder-other-disk", Severity: record.Severe,
		En: "%s and %s are on different disks, and only on one disk a file goes from one folder to another in one step; name folders on one disk",
		Ru: "%s и %s на разных дисках, а за один шаг файл переходит из папки в папку только на одном диске; назовите папки на одном диске"}
	Locked = &record.Message{Code: "folder-locked", Severity: record.Severe,
		En: "another run of obmen holds %s; leave the work to it, or end it first",
		Ru: "другой запуск obmen держит %s; оставьте работу ему или сначала завершите его"}
)

// What errors of this package can be asked for with errors.Is.
var (
	ErrNotRegular error = NotRegular.Fault()
	ErrBusy       error = Busy.Fault()
	ErrOtherDisk  error = OtherDisk.Fault()
	ErrLocked     error = Locked.Fault()
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{NotRegular, Busy, OtherDisk, Locked}
}
