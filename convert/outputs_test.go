package convert

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"obmen/formats/record"
)

func TestOutputName(t *testing.T) {
	for _, test := range []struct{ base, want string }{
		{"a.xml", "out/a.csv"}, {"a", "out/a.csv"}, {"a.b.xml", "out/a.b.csv"}, {".xml", "out/.xml.csv"}, {"выгрузка 1.xml", "out/выгрузка 1.csv"},
		{strings.Repeat("x", 255), "out/" + strings.Repeat("x", 251) + ".csv"}, {strings.Repeat("x", 251) + ".xml", "out/" + strings.Repeat("x", 251) + ".csv"},
		{strings.Repeat("ж", 127), "out/" + strings.Repeat("ж", 125) + ".csv"}, {strings.Repeat("ж", 126) + ".j", "out/" + strings.Repeat("ж", 125) + ".csv"},
	} {
		if got := filepath.ToSlash(outputName("out", test.base, record.Format{Ext: ".csv"})); got != test.want {
			t.Errorf("%q goes to %q, want %q", test.base, got, test.want)
		}
	}
}

func TestBaseName(t *testing.T) {
	for name, want := range map[string]string{
		"a.xml": "a.xml", "dir/a.xml": "a.xml", `C:\dir\a.xml`: "a.xml", "a.xml.gz": "a.xml", "A.XML.ZST": "A.XML", "../../a.xml": "a.xml", "/abs/a.xml": "a.xml",
	} {
		if got := baseName(name); got != want {
			t.Errorf("the base of %q is %q, want %q", name, got, want)
		}
	}
}

func TestMemberName(t *testing.T) {
	for name, want := range map[string]string{
		"dir/a.xml": "a.xml", "..": "document", "a/..": "document", "": "document", "/": "document", "...": "document", "CON.xml": "_CON.xml", "con": "_con",
		"com1.tar.xml": "_com1.tar.xml", "LPT9": "_LPT9", "comma.xml": "comma.xml", "a:b.xml": "a_b.xml", "what?.xml": "what_.xml", "a\x00b\n.xml": "a_b_.xml",
		"trailing. ": "trailing", `..\..\Windows\evil.xml`: "evil.xml", "nul .xml": "_nul .xml",
	} {
		if got := memberName(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
}

func sourcesNamed(names ...string) []source {
	var list []source
	for _, n := range names {
		list = append(list, source{name: n, base: baseName(n)})
	}
	return list
}

func TestOutputs(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"in.xml", "other.xml"} {
		if err := os.WriteFile(name, []byte("x"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("folder", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("in.xml", "link.xml"); err != nil {
		t.Skip(err)
	}
	for _, test := range []struct {
		name string
		job  Job
		in   []string
		want *record.Message // nil: fine
		out  string          // the last one's name
	}{
		{"standard output", Job{Output: "-"}, []string{"in.xml"}, nil, ""},
		{"a file", Job{Output: "out.csv"}, []string{"in.xml"}, nil, "out.csv"},
		{"a folder", Job{Output: "folder", To: "csv"}, []string{"in.xml", "other.xml"}, nil, "folder/other.csv"},
		{"a folder to be made", Job{Output: "new/deep/", To: "csv"}, []string{"in.xml"}, nil, "new/deep/in.csv"},
		{"a folder without --to", Job{Output: "folder"}, []string{"in.xml"}, noTarget, ""},
		{"several into one", Job{Output: "out.csv"}, []string{"in.xml", "other.xml"}, severalToOne, ""},
		{"several to standard output", Job{}, []string{"in.xml", "other.xml"}, severalToOne, ""},
		{"one name", Job{Output: "folder", To: "csv"}, []string{"in.xml", "x/IN.xml.gz"}, sameName, ""},
		{"the input", Job{Output: "./in.xml"}, []string{"in.xml"}, outputIsInput, ""},
		{"the input, by another name", Job{Output: filepath.Join(dir, "in.xml")}, []string{"in.xml"}, outputIsInput, ""},
		{"a link to the input is replaced", Job{Output: "link.xml"}, []string{"in.xml"}, nil, "link.xml"},
		{"the input, through a link", Job{Output: "in.xml"}, []string{"link.xml"}, outputIsInput, ""},
		{"in a folder, the input", Job{Output: ".", To: "xml"}, []string{"in.xml"}, outputIsInput, ""},
		{"report over the input", Job{Output: "a.csv", ReportFile: "in.xml"}, []string{"in.xml"}, sameFile, ""},
		{"report over the output", Job{Output: "a.csv", ReportFile: "./a.csv"}, []string{"in.xml"}, sameFile, ""},
		{"report and output to standard output", Job{Output: "-", ReportFile: "-"}, []string{"in.xml"}, sameFile, ""},
		{"a check's report to standard output", Job{DryRun: true, ReportFile: "-"}, []string{"in.xml"}, nil, ""},
		{"rejects over the report", Job{Output: "a.csv", ReportFile: "r.csv", Rejects: "r.csv"}, []string{"in.xml"}, sameFile, ""},
		{"trail over the catalogue", Job{Output: "a.json", Trail: "other.xml", Catalog: "other.xml"}, []string{"in.xml"}, sameFile, ""},
		{"report over the profile", Job{Output: "a.json", ReportFile: "other.xml", ProfileFile: "other.xml"}, []string{"in.xml"}, sameFile, ""},
		{"rejects of several", Job{Output: "folder", To: "csv", Rejects: "r.xml"}, []string{"in.xml", "other.xml"}, oneOfSeveral, ""},
		{"trail of several", Job{Output: "folder", To: "json", Trail: "t.csv"}, []string{"in.xml", "other.xml"}, oneOfSeveral, ""},
		{"devices may take several", Job{Output: os.DevNull, ReportFile: os.DevNull}, []string{"in.xml"}, nil, os.DevNull},
	} {
		test.job.Inputs = test.in
		names, err := (&run{Job: test.job}).outputs(sourcesNamed(test.in...))
		switch {
		case test.want != nil:
			wantUsage(t, test.name, err, test.want)
		case err != nil:
			t.Errorf("%s: %v", test.name, err)
		case filepath.ToSlash(names[len(names)-1]) != test.out:
			t.Errorf("%s: %q, want %q", test.name, names, test.out)
		}
	}
	if info, err := os.Stat("new/deep"); err != nil || !info.IsDir() {
		t.Errorf("the folder was not made: %v", err)
	}
}

func TestTempParent(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", "/elsewhere")
	for _, test := range []struct {
		name string
		job  Job
		want string
	}{
		{"asked for", Job{TempDir: "/asked", Output: filepath.Join(dir, "a.csv")}, "/asked"},
		{"beside the output", Job{Output: filepath.Join(dir, "a.csv")}, dir},
		{"in the output's folder", Job{Output: dir}, dir},
		{"around a folder to be made", Job{Output: dir + "/a/b/"}, dir},
		{"a device", Job{Output: os.DevNull}, os.TempDir()},
		{"standard output", Job{Output: "-"}, os.TempDir()},
		{"a check", Job{Output: dir, DryRun: true}, os.TempDir()},
	} {
		if got := tempParent(test.job); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}
