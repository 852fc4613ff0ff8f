package pending

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// A temp is a temporary file beside its target.
type temp struct {
	path  string
	file  *os.File
	claim io.Closer // while it is open, no other run takes the file for a leftover
}

const (
	mark   = ".obmen-"
	ending = ".tmp"
	digits = "abcdefghijklmnopqrstuvwxyz234567" // of the random part
	random = 8                                  // how many there are
	tries  = 1000
)

// createTemp makes the temporary file of a target; old is the target's, nil where there is none.
func createTemp(target string, old fs.FileInfo) (*temp, error) {
	folder, prefix := filepath.Dir(target), tempPrefix(filepath.Base(target))
	sweep(folder, prefix)
	perm := fs.FileMode(0o666)
	keep := old != nil && old.Mode()&fs.ModeSymlink == 0
	if keep {
		perm = old.Mode().Perm() // from the start: what is secret in the old file is secret in the new
	}
	for range tries {
		t, err := tryTemp(filepath.Join(folder, prefix+randomPart()+ending), perm)
		if t == nil && err == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		if keep {
			err = t.file.Chmod(perm) // the umask has taken bits away
		}
		if err != nil {
			return nil, errors.Join(err, t.remove())
		}
		return t, nil
	}
	return nil, &fs.PathError{Op: "create", Path: target, Err: fs.ErrExist}
}

// tryTemp makes a temporary file and claims it. It returns neither a file nor an error where the name is taken, or another run's sweep came between.
func tryTemp(path string, perm fs.FileMode) (*temp, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if errors.Is(err, fs.ErrExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c, err := claim(f)
	if errors.Is(err, errSwept) {
		return nil, f.Close()
	}
	t := &temp{path, f, c}
	if err != nil {
		t.claim = io.NopCloser(nil)
		return nil, errors.Join(err, t.remove())
	}
	if !isStillThere(f, path) {
		return nil, t.remove()
	}
	return t, nil
}

// errSwept says that another run's sweep is just removing the file.
var errSwept = errors.New("taken for a leftover")

func isStillThere(f *os.File, path string) bool {
	mine, err1 := f.Stat()
	there, err2 := os.Lstat(path)
	return err1 == nil && err2 == nil && os.SameFile(mine, there)
}

// settle brings the file to the disk and closes it. The claim stays.
func (t *temp) settle() error {
	if err := t.file.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return t.file.Close()
}

// rename gives the file the target's name and ends the claim.
func (t *temp) rename(target string) error {
	if err := replace(t.path, target); err != nil {
		return err
	}
	t.claim.Close()
	return nil
}

func (t *temp) remove() error {
	t.file.Close() // again, where it was settled: no harm
	err := os.Remove(t.path)
	t.claim.Close()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// tempPrefix returns what the names of a target's temporary files begin with. A long name is cut, and told from others of its beginning by a sum: file
// systems take 255 bytes.
func tempPrefix(name string) string {
	const most = 180
	if len(name) > most {
		sum := fnv.New32a()
		io.WriteString(sum, name)
		cut := most
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = fmt.Sprintf("%s~%08x", name[:cut], sum.Sum32())
	}
	return "." + name + mark
}

func randomPart() string {
	var b [random]byte
	for i := range b {
		b[i] = digits[rand.IntN(len(digits))]
	}
	return string(b[:])
}

// isTemp reports whether a file's name is one of those that begin with prefix.
func isTemp(name, prefix string) bool {
	part, ok := strings.CutPrefix(name, prefix)
	part, ok2 := strings.CutSuffix(part, ending)
	return ok && ok2 && len(part) == random && strings.Trim(part, digits) == ""
}

// sweep removes the leftovers of killed runs. What can't be read or removed is left: the run that comes does not depend on it.
func sweep(folder, prefix string) {
	d, err := os.Open(folder)
	if err != nil {
		return
	}
	defer d.Close()
	for {
		names, err := d.Readdirnames(1000)
		for _, name := range names {
			if isTemp(name, prefix) {
				removeDead(filepath.Join(folder, name))
			}
		}
		if err != nil || len(names) == 0 {
			return
		}
	}
}
