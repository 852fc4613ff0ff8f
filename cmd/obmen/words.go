package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"obmen/convert"
	"obmen/convert/pending"
	"obmen/convert/profile"
	"obmen/formats/record"
)

// errorText puts an error into words.
func (s *say) errorText(err error) string {
	var signal interrupted
	var inDoc *record.Error
	var inProfile *profile.Error
	var fault *record.Fault
	var flags *flagError
	var disagree *convert.Disagreement
	switch {
	case errors.As(err, &signal):
		return s.words("interrupted; nothing half-written remains", "прервано; ничего недописанного не осталось")
	case errors.As(err, &disagree):
		return disagree.File + ": " + s.faultText(disagree.Fault())
	case errors.As(err, &inProfile):
		var lines []string
		for _, e := range inProfile.Errors {
			lines = append(lines, s.errorText(e))
		}
		return strings.Join(lines, "\n")
	case errors.As(err, &inDoc):
		where := inDoc.WhereIn(s.language())
		if where != "" {
			where += ": "
		}
		return where + s.errorText(inDoc.Err)
	case errors.As(err, &fault):
		return s.faultText(fault)
	case errors.As(err, &flags):
		return flags.Error() + s.words("; see obmen --help", "; см. obmen --help")
	}
	return s.fileText(err)
}

// faultText is a message in words; so are the messages among its arguments.
func (s *say) faultText(f *record.Fault) string {
	format, args := f.Message.En, slices.Clone(f.Args)
	if s.ru {
		format = f.Message.Ru
	}
	for i, a := range args {
		if inner, ok := a.(*record.Fault); ok {
			args[i] = s.faultText(inner)
		}
	}
	return fmt.Sprintf(format, args...)
}

// fileText says what is wrong with a file and what to do about it, in our words where the system's are known.
func (s *say) fileText(err error) string {
	name := ""
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		name = path.Path + ": "
	case errors.As(err, &link):
		name = link.New + ": "
	}
	for _, c := range []struct {
		is     bool
		en, ru string
	}{
		{isPipeClosed(err), "the program that was reading this has stopped; what it got is not whole", "программа, которая это читала, закончила работу; она получила не всё"},
		{isFull(err), "no space is left on this disk; free some room, or name another disk with -o or --tmp-dir", "на этом диске нет места; освободите его или укажите другой диск в -o или --tmp-dir"},
		{errors.Is(err, syscall.EISDIR), "this is a folder, not a file; name a file", "это папка, а не файл; назовите файл"},
		{errors.Is(err, syscall.ENOTDIR), "a part of this name is a file, not a folder; check the name", "часть этого имени — файл, а не папка; проверьте имя"},
		{errors.Is(err, fs.ErrNotExist), "there is no such file or folder; check the name", "такого файла или папки нет; проверьте имя"},
		{errors.Is(err, fs.ErrExist), "this is there already; name another file", "такой файл уже есть; назовите другой"},
		{errors.Is(err, syscall.EROFS), "this disk can only be read; name another with -o or --tmp-dir", "этот диск доступен только для чтения; укажите другой в -o или --tmp-dir"},
		{errors.Is(err, fs.ErrPermission), "access is denied; check the rights, or whether another program holds the file", "нет доступа; проверьте права и не занят ли файл другой программой"},
	} {
		if c.is {
			return name + s.words(c.en, c.ru) + s.partial(err)
		}
	}
	return err.Error()
}

// partial names the files that are in place though another is not.
func (s *say) partial(err error) string {
	var p *pending.PartialError
	if !errors.As(err, &p) {
		return ""
	}
	return s.words("; already in place: ", "; уже на месте: ") + strings.Join(p.InPlace, ", ")
}
