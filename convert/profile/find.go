package profile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// MaxSize is how many bytes a profile may have. To read one takes up to 170 bytes of memory a byte of it, so that ten thousand products with rules of
// their own are where a run begins to need more memory for its profile than for its documents: rules for groups cost nothing.
const MaxSize = 1 << 20

// FileName is the name that a profile beside an input has.
const FileName = "obmen.yaml"

// A Source is a profile's text and where it came from.
type Source struct {
	Name    string // empty: the built-in defaults
	Data    []byte
	Trusted bool // named by the user, and not just found
}

// Load reads the profile; without a name it is [Default].
func (s Source) Load() (*Profile, error) {
	if s.Name == "" {
		return Default(), nil
	}
	return Load(s.Name, s.Data, s.Trusted)
}

// Find reads the profile that counts for an input: the one that explicit names (--profile), else env (OBMEN_PROFILE), else obmen.yaml in the folder of
// besideInput, else none. An empty name, and - for besideInput, are no name. It is, with [FindIn], the only place of this package that
// opens files; the errors are those of the file system. What is named must be there; what lies beside an input must be a regular file to count.
func Find(explicit, env, besideInput string) (Source, error) {
	for _, name := range []string{explicit, env} {
		if name != "" {
			data, err := readFile(name)
			return Source{name, data, true}, err
		}
	}
	if besideInput == "" || besideInput == "-" {
		return Source{}, nil
	}
	name := filepath.Join(filepath.Dir(besideInput), FileName)
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return Source{}, nil
	}
	data, err := readFile(name)
	return Source{Name: name, Data: data}, err
}

// FindIn reads the profile of a drop folder: the one that explicit names (--profile), else env (OBMEN_PROFILE), else obmen.yaml in dir, else none. Unlike
// [Find], it trusts the one in dir: whoever runs obmen on a folder has named the folder, and dir is to be its root, where nobody drops files. So it may
// say what is sent where, and when it can't be read that is an error: a share that is out of reach for a moment must not turn the rules into the defaults.
func FindIn(explicit, env, dir string) (Source, error) {
	if explicit != "" || env != "" || dir == "" {
		return Find(explicit, env, "")
	}
	name := filepath.Join(dir, FileName)
	data, err := readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if _, gone := os.Stat(dir); gone != nil {
			return Source{}, gone
		}
		return Source{}, nil
	}
	return Source{name, data, true}, err
}

// Beside returns the path of a file that the profile names: of the profile of a watch rule. It is seen from the profile's own folder, so that both can be
// moved together; without a profile's file, from the working folder. An empty name is the profile itself.
//
// The files in services are seen from the working folder, as those of flags are.
func (s Source) Beside(name string) string {
	name = filepath.FromSlash(name)
	switch {
	case name == "":
		return s.Name
	case s.Name == "" || filepath.IsAbs(name) || filepath.VolumeName(name) != "" || os.IsPathSeparator(name[0]):
		return name
	}
	return filepath.Join(filepath.Dir(s.Name), name)
}

// readFile reads one byte more than Load takes, at most.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxSize+1))
}
