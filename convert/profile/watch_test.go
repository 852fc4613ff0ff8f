package profile

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// watching has each thing that watch can say.
const watching = `watch:
  rules:
    - match: "чеки*.xml"
      order: age
      outputs:
        - {to: csv, profile: excel.yaml, folder: бухгалтерия}
        - {to: invoice-json, profile: shop.yaml, send: caffesta, folder: caffesta/2026}
        - {send: caffesta}
    - {match: "stay.xml", ignore: true}
    - {match: "*.xml", to: csv, ignore: false}
    - {match: "Й?.csv", send: kassatka, order: name, profile: "", folder: ""}
    - {match: "[a-c]*", send: caffesta}
`

func TestRule(t *testing.T) {
	w := load(t, watching).Watch
	for name, want := range map[string]int{
		"чеки.xml":               0,
		"ЧЕКИ 22.11\n.XML":       0,
		"чеки.xml.gz":            -1,
		"STAY.xml":               1,
		"x.Xml":                  2,
		".xml":                   2,
		"\xff\xfe.xml":           2,
		"-rf.xml":                2,
		"й1.csv":                 3,
		"\u0418\u03061.CSV":      3, // as a Mac writes it
		"и1.csv":                 -1,
		"\u0438\u0306\xff.csv":   3,
		"B":                      4,
		"d":                      -1,
		"":                       -1,
		strings.Repeat("a", 255): 4,
	} {
		r, i, ok := w.Rule(name)
		if i != want || ok != (want >= 0) || ok && !reflect.DeepEqual(r, w.Rules[i]) {
			t.Errorf("%q: rule %d, want %d", name, i, want)
		}
	}
}

func TestRuleOutputs(t *testing.T) {
	w := load(t, watching).Watch
	want := [][]WatchOutput{
		{{"csv", "excel.yaml", "", "бухгалтерия"}, {"invoice-json", "shop.yaml", "caffesta", "caffesta/2026"}, {"invoice-json", "", "caffesta", ""}},
		nil,
		{{"csv", "", "", ""}},
		{{"nomenclature-xml", "", "kassatka", ""}},
		{{"invoice-json", "", "caffesta", ""}},
	}
	for i, r := range w.Rules {
		if got := r.All(); !reflect.DeepEqual(got, want[i]) {
			t.Errorf("%d: %+v, want %+v", i, got, want[i])
		}
	}
	if w.Rules[0].Outputs[2].To != "" || w.Rules[0].Order != ByAge || w.Rules[3].Order != ByName {
		t.Error("a profile is not changed by who asks it")
	}
}

func TestInnerFolders(t *testing.T) {
	for _, folder := range []string{"", "a", "a/b", "бухгалтерия/2026-11", "a b", "-a", "a.b", "console", "com", "com10", "lpt", "comb", "ж1", strings.Repeat("a", 255)} {
		if !isInnerFolder(folder) {
			t.Errorf("%q is refused", folder)
		}
	}
	for _, folder := range []string{".", "..", "a/..", "../a", "/", "/a", "a/", "a//b", `a\b`, `\\host\a`, "c:", "c:/a", "a\n", "a\x00", "a\x7f", ".git", "a/.b", "a.", "a ", " a", "a/b ", "a\u202eb",
		"con", "CON", "a/nul", "Aux.d", "prn .x", "com1", "COM1.txt", "lpt9", "LPT¹", "conin$", "a*", "a?", `"a"`, "<a>", "a|b", strings.Repeat("a", 256), strings.Repeat("ж", 128)} {
		if isInnerFolder(folder) {
			t.Errorf("%q is taken", folder)
		}
	}
}

func TestFindIn(t *testing.T) {
	root, other := t.TempDir(), filepath.Join(t.TempDir(), "other.yaml")
	if s, err := FindIn("", "", root); err != nil || s.Name != "" || s.Trusted {
		t.Errorf("none: %+v %v", s, err)
	}
	if _, err := FindIn("", "", filepath.Join(root, "gone")); err == nil {
		t.Error("a root that is not there is no root without a profile")
	}
	own := filepath.Join(root, FileName)
	if err := os.WriteFile(own, []byte(watching+"services: {caffesta: {account: mine}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ explicit, env, want string }{{"", "", own}, {other, "", other}, {"", other, other}, {other, own, other}} {
		s, err := FindIn(c.explicit, c.env, root)
		if err != nil || s.Name != c.want || !s.Trusted {
			t.Errorf("%+v: %+v %v", c, s, err)
		}
	}
	s, _ := FindIn("", "", root)
	if p, err := s.Load(); err != nil || len(p.Watch.Rules) != 5 || p.Services.Caffesta.Account != "mine" || len(p.Ignored()) > 0 {
		t.Errorf("%v: the root's own profile may say all", err)
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, FileName), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := FindIn("", "", folder); err == nil {
		t.Error("what can't be read is passed over")
	}
}

func TestBeside(t *testing.T) {
	at := func(name string) string { return filepath.FromSlash(name) }
	for _, c := range []struct{ profile, name, want string }{
		{"a/obmen.yaml", "shop.yaml", "a/shop.yaml"},
		{"a/obmen.yaml", "../b/shop.yaml", "b/shop.yaml"},
		{"a/obmen.yaml", "", "a/obmen.yaml"},
		{"obmen.yaml", "shop.yaml", "shop.yaml"},
		{"a/obmen.yaml", "/b/shop.yaml", "/b/shop.yaml"},
		{"", "shop.yaml", "shop.yaml"},
		{"", "", ""},
	} {
		if got := (Source{Name: at(c.profile)}).Beside(c.name); got != at(c.want) {
			t.Errorf("%+v: %s", c, got)
		}
	}
	if got := (Source{Name: `a\obmen.yaml`}).Beside(`c:b.yaml`); runtime.GOOS == "windows" && got != `c:b.yaml` {
		t.Error(got)
	}
}
