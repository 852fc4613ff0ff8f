package folder

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"math"
	"math/bits"
	"os"
	"path/filepath"
	"strings"

	"obmen/convert/pending"
)

// Sync brings a folder's new names, and that old ones are gone, to the disk. It is nil where the platform or the file system has no such thing.
func Sync(dir string) error { return pending.SyncFolder(dir) }

// Space returns how many bytes this user may still write to the file system of dir; ok is false where nobody knows.
func Space(dir string) (free uint64, ok bool) { return space(dir) }

// product is a*b, or as much as there can be.
func product(a, b uint64) uint64 {
	if high, low := bits.Mul64(a, b); high == 0 {
		return low
	}
	return math.MaxUint64
}

// OneDisk reports whether a rename from folder a to folder b can work. It tries: numbers of devices say nothing of two mounts of one file system. The probe is an
// empty hidden file .obmen-probe-xxxxxxxx that it removes again; a kill in between may leave it in one of the two ([IsProbe]). Errors name a or b.
func OneDisk(a, b string) (bool, error) {
	probe, target := filepath.Join(a, probeName()), filepath.Join(b, probeName())
	f, err := os.OpenFile(probe, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false, inFolder(a, err)
	}
	f.Close()
	if err := Rename(probe, target); err != nil {
		removed := os.Remove(probe)
		if errors.Is(err, ErrOtherDisk) {
			return false, inFolder(a, removed)
		}
		return false, inFolder(b, err)
	}
	if err := os.Remove(target); err != nil && !errors.Is(err, fs.ErrNotExist) { // who shares b may have swept it away
		return true, inFolder(b, err)
	}
	return true, nil
}

const probeMark = ".obmen-probe-"

func probeName() string { return probeMark + strings.ToLower(rand.Text()[:8]) }

// IsProbe reports whether a name is one of those that OneDisk makes.
func IsProbe(name string) bool {
	rest, ok := strings.CutPrefix(name, probeMark)
	return ok && len(rest) == 8 && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// inFolder returns err with the folder that the user knows in place of the probe.
func inFolder(dir string, err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &l):
		return &fs.PathError{Op: l.Op, Path: dir, Err: l.Err}
	case errors.As(err, &p):
		return &fs.PathError{Op: p.Op, Path: dir, Err: p.Err}
	}
	return err
}
