package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A room may import of this module what it lists, and the outside packages named; because says why. A room covers the packages in it
// unless these have a line of their own.
var house = []struct {
	room    string
	may     []string
	because string
}{
	{"formats/record", []string{"github.com/shopspring/decimal"}, "it is the ground"},
	{"formats/charset", []string{"formats/record", "golang.org/x/text/encoding/charmap", "golang.org/x/text/encoding"}, "bytes become text before anybody knows what they say"},
	{"formats/xmlstream", []string{"formats/record"}, "grammar knows no field names"},
	{"formats/jsonstream", []string{"formats/record"}, "grammar knows no field names"},
	{"formats/spool", []string{"formats/record", "github.com/gofrs/flock", "golang.org/x/sys/windows"}, "bytes that wait know nothing of what they say"},
	{"formats/xmlrecord", []string{"formats/record", "formats/xmlstream"}, "what the XML dialects have in common"},
	{"formats/onec", []string{"formats/record", "formats/xmlstream", "formats/xmlrecord"}, "a dialect never sees another dialect"},
	{"formats/kassatka", []string{"formats/record", "formats/xmlstream", "formats/xmlrecord"}, "a dialect never sees another dialect"},
	{"formats/caffesta", []string{"formats/record", "formats/jsonstream", "formats/spool"}, "a dialect never sees another dialect"},
	{"formats/table", []string{"formats/record", "formats/xmlstream", "formats/jsonstream", "formats/spool", "github.com/gocarina/gocsv"}, "a dialect never sees another dialect; gocsv is the table's alone"},
	{"formats/anyxml", []string{"formats/record", "formats/xmlstream", "formats/xmlrecord", "github.com/antchfx/xmlquery", "github.com/antchfx/xpath"}, "foreign XML is found by XPath"},
	{"formats/synth", []string{"formats/record"}, "made-up records know no format"},
	{"formats/formattest", []string{"formats/record", "formats/synth", "pgregory.net/rapid"}, "the suite knows formats by their interface"},
	{"formats", []string{"formats/record", "formats/onec", "formats/kassatka", "formats/caffesta", "formats/table"}, "it is their list"},
	{"convert/profile", []string{"golang.org/x/text/unicode/norm", "formats/record", "github.com/goccy/go-yaml", "github.com/goccy/go-yaml/ast", "github.com/goccy/go-yaml/token", "github.com/goccy/go-yaml/parser", "github.com/goccy/go-yaml/lexer"}, "what no file knows"},
	{"convert/report", []string{"formats/record"}, "it counts records, whatever they came from"},
	{"convert/pending", []string{"github.com/gofrs/flock", "golang.org/x/sys/windows", "golang.org/x/sys/unix"}, "it knows one thing: a file that appears whole or not at all"},
	{"convert/check", []string{"formats/record", "formats/spool", "convert/regroup"}, "findings know no format"},
	{"convert/regroup", []string{"formats/record", "formats/spool"}, "order and neighbours, no meaning"},
	{"convert/sample", []string{"formats/record", "formats/spool", "convert/regroup"}, "an excerpt is chosen whatever the format"},
	{"convert/anonymize", []string{"formats/record", "formats/spool"}, "what is made up follows from records and a key alone"},
	{"convert/where", []string{"formats/record", "formats/anyxml", "formats/xmlstream", "github.com/antchfx/xmlquery", "github.com/antchfx/xpath"}, "XPath on one record at a time"},
	{"convert/mapping", []string{"formats/record", "formats/spool", "convert/regroup", "convert/report", "convert/profile"}, "meaning needs no files, formats or network"},
	{"convert/deliver", []string{"formats/record", "formats/jsonstream", "golang.org/x/time/rate"}, "a destination knows parcels, not records; with the sandbox the only one that speaks HTTP"},
	{"convert/deliver/journal", []string{"convert/pending", "formats/record", "go.etcd.io/bbolt", "go.etcd.io/bbolt/errors", "github.com/gofrs/flock"}, "what was sent outlives the program, whatever it was"},
	{"convert/sandbox", []string{"formats/record", "formats/charset", "formats/jsonstream", "formats/onec", "formats/kassatka", "formats/synth", "go.etcd.io/bbolt", "go.etcd.io/bbolt/errors"}, "both services, which know nothing of obmen"},
	{"convert/courier", []string{"convert", "convert/deliver", "convert/deliver/journal", "convert/pending", "convert/profile", "formats/caffesta", "formats/record", "formats/spool", "golang.org/x/text/cases", "golang.org/x/text/unicode/norm"}, "between the converter and the clients"},
	{"convert/batch/folder", []string{"formats/record", "convert/pending", "github.com/gofrs/flock", "golang.org/x/sys/unix", "golang.org/x/sys/windows"}, "files go from folder to folder, whatever is in them"},
	{"convert/batch/register", []string{"convert/pending", "formats/record"}, "a table that people file knows nothing of where its rows come from"},
	{"convert/batch/ledger", []string{"convert/pending", "formats/record", "go.etcd.io/bbolt", "go.etcd.io/bbolt/errors"}, "what has been done outlives the program"},
	{"convert/batch/inbox", []string{"formats/record", "convert/batch/folder", "golang.org/x/text/unicode/norm"}, "it looks and never touches"},
	{"convert/batch", []string{"convert", "convert/deliver", "convert/batch/folder", "convert/batch/inbox", "convert/batch/ledger", "convert/batch/register", "convert/pending", "convert/profile", "convert/report", "convert/status", "formats/record", "github.com/fsnotify/fsnotify"}, "the folder a file lies in is its state; what sends is given to it"},
	{"convert/diff", []string{"convert", "convert/regroup", "convert/report", "formats/record", "formats/spool"}, "it knows records and their totals, whatever they were read from"},
	{"convert/status", []string{"convert", "convert/deliver", "formats/record"}, "what went wrong, in one number"},
	{"convert/defect", []string{"formats/record", "formats/charset"}, "faults are of records and of bytes, in any format"},
	{"convert", []string{"convert/defect", "formats", "formats/record", "formats/charset", "formats/spool", "formats/synth", "formats/anyxml", "formats/table", "convert/mapping", "convert/regroup", "convert/report", "convert/profile", "convert/pending", "convert/check", "convert/where", "github.com/klauspost/compress/gzip", "github.com/klauspost/compress/zstd"}, "the pump"},
}

func TestImports(t *testing.T) {
	rooms := map[string][]string{}
	reasons := map[string]string{}
	for _, r := range house {
		rooms[r.room], reasons[r.room] = r.may, r.because
	}
	eachFile(t, func(dir, name string, imports []string, _ string) {
		if strings.HasPrefix(dir, "cmd/") {
			return
		}
		may, ok := rooms[dir]
		if !ok {
			t.Errorf("%s is no room of the house: give it a line in the table", dir)
			return
		}
		for _, path := range imports {
			own := strings.TrimPrefix(path, "obmen/")
			outside := strings.Contains(strings.SplitN(path, "/", 2)[0], ".")
			if (own != path || outside) && !slices.Contains(may, own) {
				t.Errorf("%s/%s imports %s, but %s", dir, name, path, reasons[dir])
			}
			if path == "net/http" && dir != "convert/deliver" && dir != "convert/sandbox" {
				t.Errorf("%s/%s imports net/http", dir, name)
			}
		}
	})
}

// TestNoInit holds what can't be seen from imports: no init, and no paths opened by formats but in spool.
func TestNoInit(t *testing.T) {
	eachFile(t, func(dir, name string, imports []string, source string) {
		if strings.Contains(source, "\nfunc init()") {
			t.Errorf("%s/%s has an init", dir, name)
		}
		opens := strings.Contains(source, "os.Open") || strings.Contains(source, "os.Create") || strings.Contains(source, "os.ReadFile")
		if strings.HasPrefix(dir, "formats/") && dir != "formats/spool" && opens {
			t.Errorf("%s/%s opens a path", dir, name)
		}
	})
}

func TestOnlySayPrints(t *testing.T) {
	eachFile(t, func(dir, name string, _ []string, source string) {
		if name == "say.go" {
			return
		}
		for _, call := range []string{"fmt.Print", "fmt.Fprint(os.Std", "fmt.Fprintf(os.Std", "fmt.Fprintln(os.Std", "os.Stdout.Write", "os.Stderr.Write", "println("} {
			if strings.Contains(source, "\t"+call) {
				t.Errorf("%s/%s prints: %s", dir, name, call)
			}
		}
		if strings.Contains(source, "os.Exit(") && name != "main.go" {
			t.Errorf("%s/%s ends the process", dir, name)
		}
	})
}

// eachFile visits the Go files of the program, tests left out.
func eachFile(t *testing.T, visit func(dir, name string, imports []string, source string)) {
	t.Helper()
	root := "../.."
	files := 0
	for _, top := range []string{"cmd", "convert", "formats"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files++
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			var imports []string
			for _, spec := range f.Imports {
				p, _ := strconv.Unquote(spec.Path.Value)
				imports = append(imports, p)
			}
			rel, _ := filepath.Rel(root, filepath.Dir(path))
			visit(filepath.ToSlash(rel), filepath.Base(path), imports, readFile(t, path))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 50 {
		t.Fatalf("only %d files found", files)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
