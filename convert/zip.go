package convert

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"obmen/formats/record"
)

// magicSize is how many bytes tell a compressed file.
const magicSize = 4

func isZip(magic []byte) bool {
	return bytes.HasPrefix(magic, []byte("PK\x03\x04")) || bytes.HasPrefix(magic, []byte("PK\x05\x06"))
}

// isOffice reports whether a file is what Excel and Word wrote before 2007, or a PDF; the later ones are zips.
func isOffice(magic []byte) bool {
	return bytes.HasPrefix(magic, []byte{0xd0, 0xcf, 0x11, 0xe0}) || bytes.HasPrefix(magic, []byte("%PDF"))
}

// zipSources lists the members of an archive that are files.
func zipSources(name string, open func() (io.ReaderAt, io.Closer, int64, error)) ([]source, error) {
	at, closer, size, err := open()
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	archive, err := zip.NewReader(at, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are never used as paths
		return nil, damaged(name, err)
	}
	var list []source
	for i, member := range archive.File {
		if member.FileInfo().IsDir() || isCompanion(member.Name) {
			continue
		}
		if member.Name == "[Content_Types].xml" {
			return nil, &record.Error{File: name, Err: officeFile.Fault(), Fatal: true}
		}
		list = append(list, source{
			name: name + "/" + member.Name, base: memberName(member.Name), size: int64(member.UncompressedSize64),
			open: func(context.Context) (io.ReadCloser, error) { return openMember(name, i, open) },
		})
	}
	if len(list) == 0 {
		return nil, &record.Error{File: name, Err: archiveEmpty.Fault(), Fatal: true}
	}
	return list, nil
}

// isCompanion reports whether a member is one of those that a Mac puts into every archive beside the user's own.
func isCompanion(name string) bool {
	return strings.HasPrefix(name, "__MACOSX/") || baseName(name) == ".DS_Store"
}

// A memberReader says of a member's errors that the archive is damaged.
type memberReader struct {
	decompressed
	member, archive io.Closer
}

// Close closes the member and the archive.
func (m *memberReader) Close() error { return errors.Join(m.member.Close(), m.archive.Close()) }

const encrypted = 1 // the bit of a member's flags

// openMember opens a member, with the archive to itself.
func openMember(name string, i int, open func() (io.ReaderAt, io.Closer, int64, error)) (io.ReadCloser, error) {
	at, closer, size, err := open()
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(at, size)
	switch {
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		err = damaged(name, err)
	case i >= len(archive.File):
		err = damaged(name, io.ErrUnexpectedEOF) // it was changed in between
	case archive.File[i].Flags&encrypted != 0:
		err = &record.Error{File: name + "/" + archive.File[i].Name, Err: archiveEncrypted.Fault(), Fatal: true}
	default:
		member := archive.File[i]
		r, openErr := member.Open()
		if openErr == nil {
			return &memberReader{decompressed{name + "/" + member.Name, r}, r, closer}, nil
		}
		err = damaged(name+"/"+member.Name, openErr)
	}
	return nil, errors.Join(err, closer.Close())
}

// memberName is the base name of a member, whose author may have meant harm: no path, nothing that Windows takes for a device, a
// stream or a pattern, and never empty.
func memberName(name string) string {
	base := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, baseName(name))
	base = strings.TrimRight(base, ". ")
	if strings.Trim(base, "./") == "" {
		return "document"
	}
	if stem, _, _ := strings.Cut(base, "."); isDevice(stem) {
		return "_" + base
	}
	return base
}

// isDevice reports whether Windows takes a file of that stem for a device.
func isDevice(stem string) bool {
	stem = strings.ToUpper(strings.TrimSpace(stem))
	switch stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	rest, com := strings.CutPrefix(stem, "COM")
	if !com {
		rest, com = strings.CutPrefix(stem, "LPT")
	}
	return com && len(rest) == 1 && rest[0] >= '0' && rest[0] <= '9'
}
