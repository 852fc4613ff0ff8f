package register

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

var update = flag.Bool("update", false, "write the golden files")

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.FixedZone("", 3*60*60))

const day = "2026-11-22.csv"

func noSync(*os.File) error { return nil }

func hashOf(n uint64) string { return fmt.Sprintf("%064x", n*0x9E3779B97F4A7C15) }

// someRows are ordinary and hostile ones.
func someRows() []Row {
	rows := []Row{
		{File: "чеки 22.11.xml", Outcome: "done", From: "receipts-xml", Documents: 1, Records: 38, Sum: "1990.00", Written: "1980.50", KeptOut: "9.50",
			Results: []string{"бухгалтерия/чеки 22.11.csv", "чеки 22.11.json"}, Sent: "caffesta: 2", Findings: "doc-sum-differs ×2, tax-default ×1", Losses: "Cashier ×38", Size: 123456},
		{File: "nomenclature.xml", Outcome: "duplicate", Note: `as "shop.xml" of 2026-11-21; nothing was done`, Size: 1},
		{File: "пусто.xml", Outcome: "failed", Status: 4, Note: "пусто.xml: the file is empty", KeptOut: "no sums"},
		{File: "=cmd|'/c calc'!A1", Outcome: "+1", Sum: "-5.00", Written: "12.345.6", Findings: "@x", Losses: "-1", Note: "'=1"},
		{File: "a\nb\r\n\"c\";d,e\t\x01\u202e.xml", Outcome: "done", Results: []string{"=a", " b "}, Note: "\n=1"},
		{File: "\xff\xfe-\x80", Outcome: "готово", Sum: "0.00", Note: " ends with a blank "},
		{File: "0019", Outcome: "2026-11-22", Sent: "1e5", Note: `="0019"`, Sum: "1e5"},
		{File: strings.Repeat("ж", 127), Outcome: "done", Note: strings.Repeat("длинно ", 5000), Size: 4 << 30},
	}
	for i := range rows {
		rows[i].ID, rows[i].Time, rows[i].SHA256 = uint64(i+9), noon.Add(time.Duration(i)*time.Second), hashOf(uint64(i))
	}
	rows[2].SHA256 = ""
	return rows
}

var ways = map[string]record.CSVOptions{
	"rfc4180-en":     {},
	"rfc4180-ru":     {Headers: record.Russian},
	"excel-en":       {Dialect: record.ExcelRu},
	"excel-ru":       {Dialect: record.ExcelRu, Headers: record.Russian},
	"excel-ru-plain": {Dialect: record.ExcelRu, Headers: record.Russian, NoFormulaGuard: true, NoExcelText: true},
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func put(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func add(t testing.TB, g *Register, rows ...Row) {
	t.Helper()
	if err := g.Append(rows); err != nil {
		t.Fatal(err)
	}
}

func TestGolden(t *testing.T) {
	for name, o := range ways {
		dir, golden := t.TempDir(), filepath.Join("testdata", name+".csv")
		rows := someRows()
		g := New(dir, Options{CSV: o})
		add(t, g, rows[:3]...)
		add(t, g, rows[3:]...)
		got := read(t, filepath.Join(dir, day))
		if *update {
			put(t, golden, got)
		}
		if got != read(t, golden) {
			t.Errorf("%s: not as in %s; look at it with -update", name, golden)
		}
		checkTable(t, got, rows)
		add(t, g, rows...)
		if again := read(t, filepath.Join(dir, day)); again != got {
			t.Errorf("%s: rows stand there twice", name)
		}
	}
}

// checkTable sees to it that a strict reader finds each row once, on one line.
func checkTable(t testing.TB, text string, rows []Row) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF")))
	if strings.Contains(strings.SplitN(text, "\n", 2)[0], ";") {
		r.Comma = ';'
	}
	records, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if lines := strings.Count(text, "\n"); lines != len(records) {
		t.Fatalf("%d rows on %d lines", len(records), lines)
	}
	count := map[string]int{}
	for _, c := range records[1:] {
		count[c[0]+" "+c[hashColumn]+" "+c[len(columns)-1]]++
	}
	for i := range rows {
		if k := fmt.Sprint(rows[i].ID, " ", rows[i].SHA256, " ", rows[i].Size); count[k] != 1 {
			t.Fatalf("row %d stands there %d times in\n%s", rows[i].ID, count[k], text)
		}
	}
	if len(count) != len(rows) {
		t.Fatalf("%d rows, want %d in\n%s", len(count), len(rows), text)
	}
}

// Wherever an append is cut off, the next makes of it what it would have become.
func TestCutOffAnywhere(t *testing.T) {
	for name, o := range ways {
		rows := someRows()[:7]
		for _, before := range []int{0, 3} {
			dir := t.TempDir()
			path := filepath.Join(dir, day)
			g := New(dir, Options{CSV: o, Sync: noSync})
			start := 0
			if before > 0 {
				add(t, g, rows[:before]...)
				start = len(read(t, path))
			}
			add(t, g, rows[before:]...)
			want := read(t, path)
			for cut := start; cut <= len(want); cut++ {
				put(t, path, want[:cut])
				add(t, g, rows[before:]...)
				if got := read(t, path); got != want {
					t.Fatalf("%s: cut at %d:\n%s\nwant\n%s", name, cut, got, want)
				}
			}
		}
	}
}

// Where what was cut off is not what is appended next, it is ended, and nothing of what follows is lost.
func TestCutOffAndForgotten(t *testing.T) {
	rows := someRows()
	for name, o := range ways {
		dir := t.TempDir()
		path := filepath.Join(dir, day)
		g := New(dir, Options{CSV: o, Sync: noSync})
		add(t, g, rows[0])
		start := len(read(t, path))
		add(t, g, rows[4])
		whole := read(t, path)
		for cut := start; cut <= len(whole); cut++ {
			put(t, path, whole[:cut])
			add(t, g, rows[1], rows[5])
			add(t, g, rows[4], rows[1], rows[5])
			got := read(t, path)
			if !strings.HasPrefix(got, whole[:cut]) {
				t.Fatalf("%s: cut at %d: what stood there was changed", name, cut)
			}
			r := csv.NewReader(strings.NewReader(strings.TrimPrefix(got, "\uFEFF")))
			r.Comma, r.FieldsPerRecord = rune(styleOf(o).comma), -1
			records, err := r.ReadAll()
			if err != nil {
				t.Fatalf("%s: cut at %d: %v in\n%s", name, cut, err, got)
			}
			seen := map[string]int{}
			for _, c := range records {
				if len(c) == len(columns) {
					seen[c[0]]++
				}
			}
			for _, want := range []Row{rows[0], rows[1], rows[4], rows[5]} {
				if id := strconv.FormatUint(want.ID, 10); seen[id] != 1 {
					t.Fatalf("%s: cut at %d: row %s stands there %d times in\n%s", name, cut, id, seen[id], got)
				}
			}
		}
	}
}

func TestAnyAppendsAndCutsEndInEachRowOnce(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, day)
	rapid.Check(t, func(rt *rapid.T) {
		os.Remove(path)
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "=1", "a;b,c", "\"", "\"\"\n", "\r", "\xff", "'", "12", "-1.5"}))
		rows := make([]Row, rapid.IntRange(1, 8).Draw(rt, "rows"))
		ids := rapid.SliceOfNDistinct(rapid.Uint64Range(1, 2000), len(rows), len(rows), rapid.ID[uint64]).Draw(rt, "ids")
		for i := range rows {
			rows[i] = Row{ID: ids[i], Time: noon, File: text.Draw(rt, "file"), Outcome: text.Draw(rt, "outcome"), Note: text.Draw(rt, "note"), Sum: text.Draw(rt, "sum"),
				SHA256: hashOf(ids[i]), Size: rapid.Int64Min(0).Draw(rt, "size")}
		}
		names := []string{"rfc4180-en", "rfc4180-ru", "excel-en", "excel-ru"}
		written, tried := 0, 0 // so many rows are acknowledged
		for written < len(rows) {
			g := New(dir, Options{CSV: ways[rapid.SampledFrom(names).Draw(rt, "way")], Sync: noSync})
			to := rapid.IntRange(max(tried, written+1), len(rows)).Draw(rt, "to") // what was tried is tried again
			tried = to
			from := rapid.IntRange(0, written).Draw(rt, "from")
			old, _ := os.ReadFile(path)
			add(t, g, rows[from:to]...)
			if now, _ := os.ReadFile(path); rapid.Bool().Draw(rt, "killed") {
				put(t, path, string(now[:rapid.IntRange(len(old), len(now)).Draw(rt, "cut")]))
				continue
			}
			written = to
		}
		checkTable(t, read(t, path), rows)
	})
}

func TestAFileKeepsItsWays(t *testing.T) {
	rows := someRows()
	for name, o := range ways {
		for other, then := range ways {
			if strings.Contains(name+other, "plain") {
				continue // how text is made harmless is not seen from a first line
			}
			dir := t.TempDir()
			add(t, New(dir, Options{CSV: o, Sync: noSync}), rows[:4]...)
			add(t, New(dir, Options{CSV: then, Sync: noSync}), rows[4:]...)
			if read(t, filepath.Join(dir, day)) != read(t, filepath.Join("testdata", name+".csv")) {
				t.Errorf("%s, then %s", name, other)
			}
		}
	}
}

// What spreadsheets and people make of a file is still ours.
func TestAnEditedFile(t *testing.T) {
	rows := someRows()
	dir := t.TempDir()
	path := filepath.Join(dir, day)
	g := New(dir, Options{CSV: ways["excel-ru"], Sync: noSync})
	add(t, g, rows[0], rows[1])
	text := read(t, path)
	header, body, _ := strings.Cut(text, "\r\n")
	for name, c := range map[string]struct {
		text  string
		twice bool // a row stands there twice, which is the lesser evil
	}{
		"no mark":                 {text: strings.TrimPrefix(text, "\uFEFF")},
		"line ends of Unix":       {text: strings.ReplaceAll(text, "\r\n", "\n")},
		"no line end":             {text: strings.TrimSuffix(text, "\r\n")},
		"half a line end":         {text: strings.TrimSuffix(text, "\n")},
		"blank lines":             {text: text + "\r\n\r\n"},
		"another column":          {text: strings.ReplaceAll(text, "\r\n", ";проверено\r\n")},
		"a note on two lines":     {text: header + "\r\n\"1;\n9;\n10;\";x\r\n" + body},
		"a header in quotes":      {text: "\uFEFF\"" + strings.ReplaceAll(strings.TrimPrefix(header, "\uFEFF"), ";", `";"`) + "\"\r\n" + body},
		"sorted":                  {text: header + "\r\n" + strings.Join([]string{strings.SplitAfter(body, "\n")[1], strings.SplitAfter(body, "\n")[0]}, "")},
		"ids in quotes":           {text: header + "\r\n\"" + strings.Replace(body, "9;", "9\";", 1)},
		"a time as Excel has it":  {text: strings.Replace(text, "2026-11-22 12:00:00", "22.11.2026 12:00", 1), twice: true},
		"a changed id":            {text: strings.Replace(text, "\n9;", "\n77;", 1), twice: true},
		"an open quote":           {text: strings.Replace(text, "\n9;", "\n9;\"", 1) + "x", twice: true},
		"a quote inside a cell":   {text: strings.Replace(text, "22.11.xml", `22"11.xml`, 1)},
		"commas by another Excel": {text: withCommas(t, text)},
	} {
		put(t, path, c.text)
		add(t, g, rows[0], rows[1], rows[3])
		got := read(t, path)
		if !strings.HasPrefix(got, c.text) {
			t.Errorf("%s: what stood there was changed", name)
		}
		if n := strings.Count(got, "cmd|"); n != 1 {
			t.Errorf("%s: the new row stands there %d times in\n%s", name, n, got)
		}
		if n := strings.Count(got, hashOf(0)); n != 1 && !c.twice {
			t.Errorf("%s: the old row stands there %d times in\n%s", name, n, got)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 1 {
			t.Errorf("%s: %v", name, entries)
		}
	}
}

// withCommas is what an Excel of another country saves.
func withCommas(t *testing.T, text string) string {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A file that is not ours stays as it is, whatever it is.
func TestAlienFiles(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.csv")
	rows := someRows()
	header := string(styleOf(record.CSVOptions{}).header())
	for name, make := range map[string]func(path string) error{
		"text":           func(p string) error { return os.WriteFile(p, []byte("мои заметки\n"), 0o600) },
		"no line end":    func(p string) error { return os.WriteFile(p, []byte("Notes"), 0o600) },
		"other encoding": func(p string) error { return os.WriteFile(p, []byte("\xb9;\xc2\xf0\xe5\xec\xff\r\n"), 0o600) },
		"UTF-16":         func(p string) error { return os.WriteFile(p, []byte("\xff\xfeN\x00o\x00"), 0o600) },
		"a column less":  func(p string) error { return os.WriteFile(p, []byte(strings.Replace(header, ",Time", "", 1)), 0o600) },
		"other order": func(p string) error {
			return os.WriteFile(p, []byte(strings.Replace(header, "Time,File", "File,Time", 1)), 0o600)
		},
		"a very long line":  func(p string) error { return os.WriteFile(p, bytes.Repeat([]byte("No,"), 10_000), 0o600) },
		"read-only":         func(p string) error { return os.WriteFile(p, []byte("x\n"), 0o400) },
		"a folder":          func(p string) error { return os.Mkdir(p, 0o700) },
		"a link":            func(p string) error { return os.Symlink(secret, p) },
		"a dangling link":   func(p string) error { return os.Symlink(secret+"x", p) },
		"a link to nothing": func(p string) error { return os.Symlink(p, p) },
	} {
		put(t, secret, header)
		dir := t.TempDir()
		path := filepath.Join(dir, day)
		if err := make(path); err != nil {
			if runtime.GOOS == "windows" && strings.Contains(name, "link") {
				continue // it takes a right that not everybody has
			}
			t.Fatal(err)
		}
		before, _ := os.ReadFile(path)
		for range 2 {
			add(t, New(dir, Options{Sync: noSync}), rows...)
		}
		checkTable(t, read(t, filepath.Join(dir, "2026-11-22 (2).csv")), rows)
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) || read(t, secret) != header {
			t.Errorf("%s: it was touched", name)
		}
		if _, err := os.Lstat(secret + "x"); err == nil {
			t.Errorf("%s: a file was made through a link", name)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 2 {
			t.Errorf("%s: %v", name, entries)
		}
	}
}

func TestDaysHaveFilesOfTheirOwn(t *testing.T) {
	dir := t.TempDir()
	rows := someRows()
	rows[1].Time = time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	rows[2].Time = rows[1].Time.In(time.FixedZone("", 3600)) // the next day there
	add(t, New(dir, Options{Sync: noSync}), rows...)
	checkTable(t, read(t, filepath.Join(dir, "2026-11-23.csv")), rows[2:3])
	checkTable(t, read(t, filepath.Join(dir, day)), append(rows[:2:2], rows[3:]...))
	add(t, New(dir, Options{}))
}

// The ids of a new ledger begin anew; the rows of the old one stay.
func TestSameIDOfAnotherFile(t *testing.T) {
	dir := t.TempDir()
	g := New(dir, Options{Sync: noSync})
	a, b := Row{ID: 1, Time: noon, File: "a", SHA256: hashOf(1)}, Row{ID: 1, Time: noon, File: "b", SHA256: hashOf(2)}
	add(t, g, a, a)
	add(t, g, b, a)
	if n := strings.Count(read(t, filepath.Join(dir, day)), "\n"); n != 3 {
		t.Errorf("%d lines", n)
	}
}

// The same content dropped again on the day on which the ledger was removed has the ID and the hash of a row that stands there.
func TestSameIDOfTheSameContent(t *testing.T) {
	for _, way := range ways {
		dir := t.TempDir()
		g := New(dir, Options{CSV: way, Sync: noSync})
		first := Row{ID: 1, Time: noon, File: "a", SHA256: hashOf(1)}
		again := first
		again.Time = noon.Add(time.Second)
		add(t, g, first)
		add(t, g, again, first)
		add(t, g, again)
		if n := strings.Count(read(t, filepath.Join(dir, day)), hashOf(1)); n != 2 {
			t.Errorf("%d rows", n)
		}
	}
}

func TestTroubles(t *testing.T) {
	rows := someRows()
	gone := filepath.Join(t.TempDir(), "gone")
	if err := New(gone, Options{}).Append(rows); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), gone) {
		t.Errorf("no folder: %v", err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, day)
	full := errors.New("full")
	if err := New(dir, Options{Sync: func(*os.File) error { return full }}).Append(rows[:2]); !errors.Is(err, full) {
		t.Errorf("full: %v", err)
	}
	synced := 0
	g := New(dir, Options{Sync: func(f *os.File) error { synced++; return f.Sync() }})
	add(t, g, rows[:2]...)
	if synced != 1 {
		t.Error("what stands there may not be on the disk yet")
	}
	checkTable(t, read(t, path), rows[:2])
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	var p *fs.PathError
	if err := g.Append(rows); os.Geteuid() != 0 && (!errors.As(err, &p) || p.Path != path) {
		t.Errorf("read-only: %v", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	add(t, g, rows...)
	checkTable(t, read(t, path), rows)
}

// An editor that saves while rows are appended puts another file in the place.
func TestReplacedMeanwhile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, day)
	rows := someRows()
	replaced := 0
	g := New(dir, Options{Sync: func(f *os.File) error {
		if replaced++; replaced <= 2 {
			add(t, New(filepath.Dir(dir), Options{Sync: noSync}), rows[0])
			return os.Rename(filepath.Join(filepath.Dir(dir), day), path)
		}
		return nil
	}})
	if runtime.GOOS == "windows" {
		t.Skip("a file that is open stays there")
	}
	add(t, g, rows[:3]...)
	checkTable(t, read(t, path), rows[:3])
	forever := New(dir, Options{Sync: func(f *os.File) error { return os.Remove(f.Name()) }})
	if err := forever.Append(rows); !errors.Is(err, errMoved) {
		t.Errorf("%v", err)
	}
}

func TestSeveralAtOnce(t *testing.T) {
	dir := t.TempDir()
	g := New(dir, Options{Sync: noSync})
	var all []Row
	var wait sync.WaitGroup
	for i := range 4 {
		rows := someRows()
		for j := range rows {
			rows[j].ID += uint64(100 * i)
		}
		all = append(all, rows...)
		wait.Go(func() {
			for range 3 {
				if err := g.Append(rows); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	checkTable(t, read(t, filepath.Join(dir, day)), all)
}

func TestCells(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a": "a", "=a": "'=a", "'=a": "''=a", "'a": "'a", "-1": "'-1", "12": `"=""12"""`, "1e5": `"=""1e5"""`, "12.11": `"=""12.11"""`, "a1": "a1", `"`: `""""`, " a": `" a"`, "a;b": `"a;b"`,
		"a,b": "a,b", "a\nb": `a\nb`, "\x00": `\x00`, "\ufeff": `\ufeff`, "\u2028": `\u2028`, "a\xffb": "a\uFFFDb", `="1"`: `"'=""1"""`,
	} {
		c := cells{style: styleOf(record.CSVOptions{Dialect: record.ExcelRu})}
		c.text(in)
		if got := strings.TrimSuffix(string(c.buf), ";"); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestColumns(t *testing.T) {
	if columns[hashColumn].en != "SHA-256" {
		t.Error("hashColumn is another")
	}
	for _, s := range beginnings() {
		h := s.header()
		line := bytes.TrimSuffix(h, []byte("\n"))
		for _, text := range [][]byte{h, line} {
			if got, ok := readHeader(text, s); !ok || got != s {
				t.Errorf("%q: %+v, want %+v", text, got, s)
			}
		}
		if bytes.HasPrefix(h, []byte("ID")) || bytes.ContainsAny(h, `"`) {
			t.Errorf("%s", h)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, there := range []int{100, 10_000} {
		b.Run(strconv.Itoa(there), func(b *testing.B) {
			dir := b.TempDir()
			g := New(dir, Options{Sync: noSync})
			rows := make([]Row, there)
			for i := range rows {
				rows[i] = someRows()[0]
				rows[i].ID = uint64(i + 1)
			}
			add(b, g, rows...)
			for i := 0; b.Loop(); i++ {
				rows[0].ID = uint64(there + i + 1)
				add(b, g, rows[0])
			}
		})
	}
}
