package folder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// mostNames is how many names are tried for one file. More of one name in one folder are not a collision but a mistake.
const mostNames = 1 << 20

// Move renames source to dir/name; where that is taken, to a free name with a suffix ("a.xml", "a (2).xml", "a (3).xml"), never over another file. It returns the name
// that source got. A source that is dir/name already stays. try, where it is not nil, is called with each name before it is tried, so that a journal knows where to look after a kill; an error of try
// ends the move, and is returned.
//
// A name that holds a separator or is . or .. is an *[fs.PathError] with fs.ErrInvalid; else errors are those of [Rename].
func Move(source, dir, name string, try func(name string) error) (got string, err error) {
	return move(Rename, source, dir, name, try)
}

func move(rename func(source, target string) error, source, dir, name string, try func(string) error) (string, error) {
	if err := plain(dir, name); err != nil {
		return "", err
	}
	if filepath.Clean(source) == filepath.Join(dir, name) {
		_, err := os.Lstat(source)
		return name, err
	}
	for n := 1; ; n++ {
		n, err := free(dir, name, n, nil)
		if err != nil {
			return "", err
		}
		got := numbered(name, n)
		if try != nil {
			if err := try(got); err != nil {
				return "", err
			}
		}
		err = rename(source, filepath.Join(dir, got))
		if err == nil {
			return got, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
}

// plain refuses a name that would lead out of its folder.
func plain(dir, name string) error {
	if !filepath.IsLocal(name) || filepath.Base(name) != name || name == "." {
		return &fs.PathError{Op: "rename", Path: dir + string(filepath.Separator) + name, Err: fs.ErrInvalid}
	}
	return nil
}

// FreeName returns a name like name that nothing in dir has now, and that taken, where it is not nil, does not claim: name itself, else one with a suffix. Who
// uses it finds out by a [Rename] whether it still is free.
func FreeName(dir, name string, taken func(name string) bool) (string, error) {
	if err := plain(dir, name); err != nil {
		return "", err
	}
	n, err := free(dir, name, 1, taken)
	return numbered(name, n), err
}

// numbered is the nth of a name's names.
func numbered(name string, n int) string {
	if n < 2 {
		return name
	}
	return Suffixed(name, n)
}

// free returns the number, from n on, of a name that is free, the one before it being taken (unless it is n). It does not try one after another: a folder may
// hold ten years of export.xml, and each look may be a question to a server.
func free(dir, name string, n int, taken func(string) bool) (int, error) {
	below, above := n-1, n // below is taken; above will be free
	for step := 1; ; step *= 2 {
		is, err := isTaken(dir, numbered(name, above), taken)
		if err != nil {
			return 0, err
		}
		if !is {
			break
		}
		if above > mostNames {
			return 0, &fs.PathError{Op: "rename", Path: filepath.Join(dir, name), Err: fs.ErrExist}
		}
		below, above = above, above+step
	}
	for above-below > 1 {
		middle := below + (above-below)/2
		is, err := isTaken(dir, numbered(name, middle), taken)
		switch {
		case err != nil:
			return 0, err
		case is:
			below = middle
		default:
			above = middle
		}
	}
	return above, nil
}

// isTaken reports whether dir has something of that name, were it a link to nowhere, or taken claims it.
func isTaken(dir, name string, taken func(string) bool) (bool, error) {
	if taken != nil && taken(name) {
		return true, nil
	}
	_, err := os.Lstat(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Rename gives source the name target in one step, and replaces nothing. A link is renamed, not followed. It is fs.ErrExist where the target is there: also as a folder, as a
// dangling link, or in another case where the file system does not tell cases apart. It is [ErrOtherDisk] where the two are on different
// file systems. Errors are *[os.LinkError]; where source itself is missing, an *[fs.PathError] that names it. On Windows a file that another program holds open is tried again for some seconds.
func Rename(source, target string) error { return explained(rename(source, target), source, target) }

// explained returns what the system says of a rename with the names of both.
func explained(err error, source, target string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errOtherDevice):
		err = OtherDisk.Fault(Shown(filepath.Dir(source)), Shown(filepath.Dir(target)))
	case errors.Is(err, fs.ErrNotExist):
		if _, missing := os.Lstat(source); errors.Is(missing, fs.ErrNotExist) {
			return &fs.PathError{Op: "rename", Path: source, Err: err}
		}
	}
	return &os.LinkError{Op: "rename", Old: source, New: target, Err: err}
}
