package profile

import (
	"io"
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
// besideInput, else none. An empty name, and - for besideInput, are no name. It is the only place of this package that
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

// readFile reads one byte more than Load takes, at most.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxSize+1))
}
