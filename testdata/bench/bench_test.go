//go:build unix

package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFigureOf(t *testing.T) {
	csv := "Record,Name,Sum\nitem,\"a, b\",1.50\nhead,x,9\nitem,\"say \"\"x\"\"\",-0.25\nitem,empty,\n"
	for _, test := range []struct {
		name string
		figure
		text string
		want string // empty: an error
	}{
		{"a column", figure{column: "Sum"}, csv, "4 rows, 10.25"},
		{"of some rows", figure{column: "Sum", only: "Record", is: "item"}, csv, "3 rows, 1.25"},
		{"no such column", figure{column: "Price"}, csv, ""},
		{"no money", figure{column: "Name"}, csv, ""},
		{"JSON with blanks", figure{text: `"cost":`}, `[{"cost": 12.5, "name": "\"cost\": 7"},{"cost": 3}]`, "2 rows, 15.50"},
		{"JSON without", figure{text: `"cost":`}, `[{"cost":12.5,"n":1},{"n":2,"cost":3}]`, "2 rows, 15.50"},
		{"JSON texts", figure{text: `"Price":`}, "{\"Price\": \"\",\n\"P\": \"5\"},{\"Price\": \"7,10\"}", "2 rows, 7.10"},
		{"attributes", figure{text: ` Price="`}, `<P Price="1 303,90" X="4"/><P Price="" X="5"/><P Price="1` + "\u00a0" + `000,00"/>`, "3 rows, 2303.90"},
		{"elements", figure{text: "<Sum>"}, "<Sum>1.25</Sum><Sums>8</Sums><Sum>2</Sum>", "2 rows, 3.25"},
		{"rows of their own", figure{text: `"price":`, rows: `"ref":`}, `{"ref":1,"price":2},{"ref":2}`, "2 rows, 2.00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.of(write(t, test.text))
			if test.want == "" {
				if err == nil {
					t.Fatalf("got %s, want an error", got)
				}
				return
			}
			if err != nil || got.String() != test.want {
				t.Fatalf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}

// TestAcrossBlocks puts a value at every place around the end of a block.
func TestAcrossBlocks(t *testing.T) {
	const block = 1 << 18
	for shift := -90; shift < 30; shift++ {
		path := write(t, strings.Repeat("x", block+shift)+`"sum": 12.34, `+`"sum": 1`)
		got, err := figure{text: `"sum":`}.of(path)
		if err != nil || got.String() != "2 rows, 13.34" {
			t.Fatalf("%d: got %s, %v", shift, got, err)
		}
		if n, err := count(path, `"sum":`); n != 2 || err != nil {
			t.Fatalf("%d: counted %d, %v", shift, n, err)
		}
	}
}

func TestMoneyIsExact(t *testing.T) {
	for _, bad := range []string{"1.2.3", "1.2345678", "12345678901234567890", "1e5", "x"} {
		got, err := figure{text: "="}.of(write(t, "="+bad))
		if err == nil {
			t.Errorf("%s: got %s, want an error", bad, got)
		}
	}
	many := strings.Repeat("=0.10\n", 100_000)
	if got, err := (figure{text: "="}).of(write(t, many)); err != nil || got.String() != "100000 rows, 10000.00" {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestMedian(t *testing.T) {
	for want, list := range map[int][]int{5: {5}, 3: {9, 3}, 4: {9, 4, 1}, 2: {7, 2, 1, 8}} {
		if got := median(list); got != want {
			t.Errorf("%v: got %d, want %d", list, got, want)
		}
	}
	got := medians([]run{{wall: 3, cpu: 1, kib: 7}, {wall: 1, cpu: 5, kib: 9}, {wall: 2, cpu: 2, kib: 8}})
	if got != (run{wall: 2, cpu: 2, kib: 9}) {
		t.Errorf("got %v", got)
	}
}

func TestAmdahl(t *testing.T) {
	for _, test := range []struct{ one, two, serial, bound float64 }{
		{2, 1, 0, 16}, {1, 1, 1, 1}, {1, 2, 1, 1}, {1.5, 1, 1.0 / 3, 1 / (1.0/3 + 2.0/3/16)},
	} {
		o := outcome{one: run{wall: time.Duration(test.one * 1e9)}, two: run{wall: time.Duration(test.two * 1e9)}}
		if math.Abs(o.serial()-test.serial) > 1e-9 || math.Abs(o.bound(16)-test.bound) > 1e-9 {
			t.Errorf("%v: got %v and %v", test, o.serial(), o.bound(16))
		}
	}
}

func TestGoal(t *testing.T) {
	for _, test := range []struct {
		goal
		reached, word string
	}{
		{goal{must: 4, moonshot: 10, unit: " ×", reached: []float64{12, 4.5}}, "12 ×, 4.50 ×", "must"},
		{goal{must: 4, moonshot: 10, unit: " ×", reached: []float64{10, 12}}, "10 ×, 12 ×", "moonshot"},
		{goal{must: 4, moonshot: 10, unit: " ×", reached: []float64{10, 3.99}}, "10 ×, 3.99 ×", "not yet"},
		{goal{must: 32, moonshot: 12, less: true, unit: " MiB", reached: []float64{12, 9}}, "12 MiB, 9 MiB", "moonshot"},
		{goal{must: 32, moonshot: 12, less: true, reached: []float64{33, 9}}, "33, 9", "not yet"},
		{goal{must: 0.01, moonshot: 0, less: true, reached: []float64{0, 0}}, "0, 0", "moonshot"},
		{goal{must: 0.01, moonshot: 0, less: true, reached: []float64{0, 0.01}}, "0, 0.0100", "must"},
		{goal{must: 4, moonshot: 10}, "–", "not measured"},
	} {
		row := test.row()
		if row[3] != test.reached || row[4] != test.word {
			t.Errorf("%v: got %q, want %q and %q", test.goal, row[3:], test.reached, test.word)
		}
	}
}

// TestGoalsNameDuels holds the goals and the contests together: every goal finds what it asks for.
func TestGoalsNameDuels(t *testing.T) {
	var duels []duel
	for _, c := range contests {
		for _, p := range c.peers {
			for _, target := range c.targets {
				duels = append(duels, duel{contest: c.name, peer: p.name, target: target.name, ratio: 2})
			}
		}
	}
	want := map[string]int{"receipts-csv → invoice-json": 4, "invoice-json → items-csv": 4, "receipts-xml → invoice-json": 3, "nomenclature-xml → the same": 3, "receipts-xml, nomenclature-xml": 2}
	for _, g := range duelGoals(duels) {
		n := 1
		for start, more := range want {
			if strings.HasPrefix(g.what, start) {
				n = more
			}
		}
		if len(g.reached) != n {
			t.Errorf("%s: %d duels, want %d", g.what, len(g.reached), n)
		}
	}
}

func TestFigures(t *testing.T) {
	kept := map[string]float64{"receipts-xml → receipts-csv, jobs 1": 1000, "a, jobs 2": 20}
	path := filepath.Join(t.TempDir(), "figures")
	if err := writeFigures(path, kept); err != nil {
		t.Fatal(err)
	}
	got, err := readFigures(path)
	if err != nil || len(got) != 2 || got["a, jobs 2"] != 20 || got["receipts-xml → receipts-csv, jobs 1"] != 1000 {
		t.Fatalf("got %v, %v", got, err)
	}
	for _, test := range []struct {
		now  float64
		fail bool
	}{{1000, false}, {1049, false}, {1051, true}, {500, false}} {
		got["receipts-xml → receipts-csv, jobs 1"] = test.now
		if err := compare(kept, got, 5); (err != nil) != test.fail {
			t.Errorf("%v: got %v", test.now, err)
		}
	}
	if err := compare(kept, map[string]float64{"new, jobs 1": 5}, 5); err == nil {
		t.Error("a cell without a figure passes")
	}
	if _, err := readFigures(write(t, "12x a\n")); err == nil {
		t.Error("a figure that is none passes")
	}
}

// TestFiguresKept says that every main cell has its figure, so that none goes unguarded.
func TestFiguresKept(t *testing.T) {
	kept, err := readFigures("instructions.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range cells {
		for _, jobs := range c.jobs {
			n++
			if kept[counted{c, jobs}.String()] == 0 {
				t.Errorf("%s has no figure", counted{c, jobs})
			}
		}
	}
	if n != len(kept) {
		t.Errorf("%d figures for %d cells", len(kept), n)
	}
}

func TestCellArgs(t *testing.T) {
	c := cellNamed("receipts-xml → invoice-csv")
	if got := c.args("in", "out", 2); !slices.Equal(got, strings.Fields("convert in -o out --quiet --to invoice-csv --jobs 2")) {
		t.Errorf("got %q", got)
	}
	if got := cellNamed("check receipts-xml").args("in", "out.", 0); !slices.Equal(got, strings.Fields("check in --quiet")) {
		t.Errorf("got %q", got)
	}
}

func TestMissingPeer(t *testing.T) {
	tools := toolbox{"xml2": "/usr/bin/xml2"}
	if got := tools.missing(peer{needs: []string{"xml2", "mawk"}}); got != "mawk" {
		t.Errorf("got %q", got)
	}
	if got := tools.missing(peer{needs: []string{"xml2"}}); got != "" {
		t.Errorf("got %q", got)
	}
}

// TestPeakIsTheChilds starts a small process from this larger one.
func TestPeakIsTheChilds(t *testing.T) {
	if highWater("self") == 0 {
		t.Skip("the system doesn't tell")
	}
	ballast := make([]byte, 64<<20)
	for i := range ballast {
		ballast[i] = 1
	}
	b := &bench{ctx: t.Context(), timeout: time.Minute}
	r, err := b.measure("sleep", "0.1")
	if err != nil {
		t.Fatal(err)
	}
	if r.kib == 0 || r.kib > 32<<10 || len(ballast) == 0 {
		t.Errorf("got %d KiB", r.kib)
	}
}

func TestTimeout(t *testing.T) {
	b := &bench{ctx: t.Context(), timeout: 50 * time.Millisecond}
	if _, err := b.measure("sleep", "60"); err == nil || !strings.Contains(err.Error(), "stopped after") {
		t.Errorf("got %v", err)
	}
}
