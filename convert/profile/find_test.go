package profile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"named.yaml", "env.yaml", "with/obmen.yaml"} {
		os.MkdirAll(filepath.Dir(in(name)), 0o755)
		if err := os.WriteFile(in(name), []byte("# "+name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(in("folder/obmen.yaml"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		explicit, env, input string
		want                 string
		trusted              bool
	}{
		{in("named.yaml"), in("env.yaml"), in("with/in.xml"), "named.yaml", true},
		{"", in("env.yaml"), in("with/in.xml"), "env.yaml", true},
		{"", "", in("with/in.xml"), "with/obmen.yaml", false},
		{"", "", in("without.xml"), "", false},
		{"", "", in("folder/in.xml"), "", false}, // a folder of that name is none
		{"", "", in("missing/in.xml"), "", false},
		{"", "", "-", "", false},
		{"", "", "", "", false},
	} {
		s, err := Find(c.explicit, c.env, c.input)
		if err != nil || s.Trusted != c.trusted || c.want == "" != (s.Name == "") {
			t.Errorf("%+v: %+v %v", c, s, err)
			continue
		}
		if c.want != "" && (s.Name != in(c.want) || string(s.Data) != "# "+c.want) {
			t.Errorf("%+v: %s %s", c, s.Name, s.Data)
		}
		if p, err := s.Load(); err != nil || !reflect.DeepEqual(p, Default()) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestFindNamedMustBeThere(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.yaml")
	if _, err := Find(missing, "", ""); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if _, err := Find("", missing, ""); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

func TestFindReadsNoMoreThanItNeeds(t *testing.T) {
	name := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(name, []byte(strings.Repeat("#", 2*MaxSize)), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Find(name, "", "")
	if err != nil || len(s.Data) != MaxSize+1 {
		t.Errorf("%d bytes, %v", len(s.Data), err)
	}
	if _, err := s.Load(); !errors.Is(err, TooLarge.Fault()) {
		t.Error(err)
	}
}
