//go:build !windows

package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"obmen/convert/status"
)

const killRules = `watch:
  rules:
    - match: "чеки*.xml"
      outputs:
        - {to: csv, folder: бухгалтерия}
        - {to: invoice-json, folder: caffesta, send: caffesta}
    - {match: "*.ndjson", send: caffesta, folder: caffesta}
    - {match: "ordered*.xml", order: name, to: csv}
    - {match: "*.bak", ignore: true}
    - {match: "*", to: csv}
`

// A killTrial is a drop folder with files of all sorts, that runs are killed in.
type killTrial struct {
	*dropFolder
	prefix  string // of the numbers of what is sent
	sources map[string]string
	numbers []string
}

// newKillTrial makes a folder whose invoices have numbers that the sandbox has not seen.
func newKillTrial(t *testing.T, s *served, n int) *killTrial {
	t.Helper()
	k := &killTrial{prefix: fmt.Sprintf("p%05dq", n), sources: map[string]string{}}
	k.dropFolder = newDropFolder(t, t.TempDir(), "--profile", filepath.Join(s.dir, "shop.yaml"), "--looks", "1", "--doubt-for", "200ms")
	k.flags = append(k.flags, "--journal", k.in("state", "journal.db"))
	k.env = []string{"OBMEN_CAFFESTA_KEY=" + s.key, "OBMEN_KASSATKA_TOKEN=" + s.key}
	sent := func(name, number string) {
		k.sources[name] = receiptsOf(number)
		k.numbers = append(k.numbers, number)
	}
	for i := range 10 {
		sent(fmt.Sprintf("чеки-%02d.xml", i), fmt.Sprintf("%s%02d", k.prefix, i))
	}
	sent("чеки-dup-a.xml", k.prefix+"dup")
	k.sources["чеки-dup-b.xml"] = k.sources["чеки-dup-a.xml"]
	for i := range 3 {
		file, numbers := s.invoices(fmt.Sprintf("%sn%d", k.prefix, i), 2)
		k.sources[fmt.Sprintf("invoices-%d.ndjson", i)] = readFile(t, filepath.Join(s.dir, file))
		k.numbers = append(k.numbers, numbers...)
	}
	for i := range 4 {
		k.sources[fmt.Sprintf("ordered-%d.xml", i)] = receiptsOf(fmt.Sprintf("o%d", i))
		k.sources[fmt.Sprintf("catalog-%d.xml", i)] = catalogOf(fmt.Sprintf("c%d", i))
	}
	k.sources["same.xml"], k.sources["same.json"] = receiptsOf("same"), readFile(t, "../../testdata/example/invoice.json")
	for _, name := range []string{"dup-a.xml", "dup-b.xml", "dup-c.xml"} {
		k.sources[name] = receiptsOf("twice")
	}
	k.sources["packed.xml.gz"], k.sources["two.zip"] = gzipped(receiptsOf("gz")), zipped("one.xml", receiptsOf("z1"), "two.xml", receiptsOf("z2"))
	for name, text := range map[string]string{"bad.xml": receiptsOf("bad")[:500], "bad.json": "{]", "empty.xml": "", "чеки-bad.xml": receiptsOf("bad")[:400], "prose.xml": "<Letter>Dear all</Letter>"} {
		k.sources[name] = text
	}
	k.sources["stays.bak"], k.sources["half.part"] = "left alone", "left alone"
	return k
}

func gzipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	z.Close()
	return b.String()
}

func zipped(namesAndTexts ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(namesAndTexts); i += 2 {
		w, _ := z.Create(namesAndTexts[i])
		w.Write([]byte(namesAndTexts[i+1]))
	}
	z.Close()
	return b.String()
}

// dropSome drops the files whose place in the list leaves rest when divided by 2; -1: all.
func (k *killTrial) dropSome(rest int) {
	for i, name := range namesOf(k.sources) {
		if rest < 0 || i%2 == rest {
			k.drop(name, k.sources[name])
		}
	}
}

// wantEachOnce asserts that every source that was dropped is in exactly one place, as it was.
func (k *killTrial) wantEachOnce(dropped int) {
	k.t.Helper()
	tree := k.tree()
	for i, name := range namesOf(k.sources) {
		if dropped >= 0 && i%2 != dropped {
			continue
		}
		var at []string
		for _, path := range []string{"inbox", "work", "done/DAY", "failed"} {
			if text, ok := tree[path+"/"+name]; ok {
				at = append(at, path)
				if text != k.sources[name] {
					k.t.Errorf("%s in %s is not what was dropped", name, path)
				}
			}
		}
		if len(at) != 1 {
			k.t.Errorf("%s is in %q", name, at)
		}
	}
}

var (
	dupName = regexp.MustCompile(`dup-[abc]`)
	second  = regexp.MustCompile(` \(\d+\)`)
	sumHash = regexp.MustCompile(`[0-9a-f]{64}|\d{4}-\d\d-\d\d[T ][0-9:.]+(Z|[+-]\d\d:\d\d)?`)
)

// plain is a text without what is another in each trial.
func (k *killTrial) plain(text string) string {
	return sumHash.ReplaceAllString(strings.ReplaceAll(text, k.prefix, "PREFIX"), "SUM")
}

// results are what the outbox holds, whole or not.
func (k *killTrial) results() (texts map[string]bool) {
	texts = map[string]bool{}
	for path, text := range under(k.tree(), "outbox") {
		if !strings.HasPrefix(filepath.Base(path), ".") {
			texts[k.plain(text)] = true
		}
	}
	return texts
}

// end is how all stands: a line each of files and of the register. Where several are worked at at a time, which of two equals is the first is anybody's guess.
func (k *killTrial) end(inTurn bool) (lines []string) {
	say := func(name, what string) {
		if !inTurn {
			name = second.ReplaceAllString(dupName.ReplaceAllString(name, "dup"), "")
		}
		lines = append(lines, name+": "+k.plain(what))
	}
	for path, text := range k.tree() {
		if strings.HasSuffix(path, ".error.json") { // what it says, however it is laid out
			var failure map[string]any
			if err := json.Unmarshal([]byte(text), &failure); err != nil {
				k.t.Errorf("%s: %v", path, err)
			}
			text = fmt.Sprint(failure)
		}
		if !inTurn && strings.HasPrefix(path, "done/") { // they are held against what was dropped
			text = ""
		}
		say(path, text)
	}
	for name, outcomes := range k.registered() {
		say("registered "+name, strings.Join(outcomes, ","))
	}
	slices.Sort(lines)
	return lines
}

// TestWatchKilled kills runs of a drop folder at random instants: after each, every source is in exactly one place and no result is half; in the end all is as after
// a run that nobody killed, and the service has each invoice once. OBMEN_KILLS says how often; a few times by default.
func TestWatchKilled(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv("OBMEN_KILLS"))
	if err != nil {
		kills = 6
	}
	s := serveRules(t, killRules)
	whole := newKillTrial(t, s, 0)
	whole.dropSome(-1)
	begin := time.Now()
	whole.wantOnce(status.Input)
	took := time.Since(begin)
	s.wantOnce(whole.numbers)
	whole.wantEachOnce(-1)
	results := whole.results()
	if len(results) < 30 || t.Failed() {
		t.Fatalf("%d results\n%s", len(results), strings.Join(whole.end(true), "\n"))
	}
	amid := 0
	for trial := 1; kills > 0 && !t.Failed(); trial++ {
		t.Run(fmt.Sprint(trial), func(t *testing.T) {
			s := serveRules(t, killRules)
			k := newKillTrial(t, s, trial)
			n := min(kills, 2+rand.IntN(3))
			kills -= n
			mode := killModes[trial%len(killModes)]
			mode.killed(k, n, took, results, &amid)
			s.wantOnce(k.numbers)
			k.wantEachOnce(-1)
			inTurn := mode.jobs == "1" && !mode.goesOn // whose files come in two halves
			if got, want := k.end(inTurn), whole.end(inTurn); !slices.Equal(got, want) {
				t.Errorf("%+v: after %d kills it is\n%s\n\nwithout them\n%s", mode, n, onlyIn(got, want), onlyIn(want, got))
			}
		})
	}
	t.Logf("%d kills left sources under way", amid)
}

// onlyIn are the lines of a that b has not, shortened.
func onlyIn(a, b []string) string {
	var only []string
	for _, line := range a {
		if !slices.Contains(b, line) {
			only = append(only, fmt.Sprintf("%.200q", line))
		}
	}
	return strings.Join(only, "\n")
}

// serveRules starts a sandbox whose profile has rules for a drop folder.
func serveRules(t *testing.T, rules string) *served {
	t.Helper()
	s := serve(t)
	file := filepath.Join(s.dir, "shop.yaml")
	writeFile(t, file, readFile(t, file)+rules)
	return s
}

// A killMode is a way to watch a folder.
type killMode struct {
	jobs   string
	goesOn bool // not --once
}

var killModes = []killMode{{"1", true}, {"1", false}, {"3", false}, {"2", true}}

// killed kills n runs and lets one more do what is left. amid counts those that had something in hand.
func (m killMode) killed(k *killTrial, n int, took time.Duration, results map[string]bool, amid *int) {
	k.flags = append(k.flags, "--jobs", m.jobs)
	k.dropSome(m.first())
	for i := range n {
		last := i == n-1
		m.killOne(k, rand.N(took)/time.Duration(1+5*rand.IntN(2)), last)
		dropped := m.first()
		if last {
			dropped = -1
		}
		k.wantEachOnce(dropped)
		if len(under(k.tree(), "work")) > 0 {
			*amid++
		}
		for text := range k.results() {
			if !results[text] {
				k.t.Errorf("%+v: kill %d left a result that is not whole: %.300q", m, i, text)
			}
		}
	}
	if !m.goesOn {
		if got, said := k.once(); got != status.Done && got != status.Input {
			k.t.Errorf("the run after the kills ends with %d: %s", got, said)
		}
		return
	}
	last := k.keepWatching("--settle", "0s")
	last.until("all is done", func() bool {
		tree := k.tree()
		return len(under(tree, "inbox")) == 2 && len(under(tree, "work")) == 0 && len(k.registered()) == len(k.sources)-2
	})
	if got := last.stop(syscall.SIGTERM); got != status.Terminated {
		k.t.Errorf("the run after the kills ends with %d: %s", got, last.said)
	}
}

// first are the files that are there before the first run; those of a watch that goes on come in two halves.
func (m killMode) first() int {
	if m.goesOn {
		return 0
	}
	return -1
}

// killOne kills a run after a while. The last one that goes on gets the other half of the files meanwhile.
func (m killMode) killOne(k *killTrial, after time.Duration, last bool) {
	args := []string{"--settle", "0s", "--once"}
	if m.goesOn {
		args = []string{"--settle", "0s", "--every", "20ms"}
	}
	c := k.watch(args...)
	if err := c.Start(); err != nil {
		k.t.Fatal(err)
	}
	if m.goesOn && last {
		k.dropSome(1)
	}
	time.Sleep(after)
	c.Process.Kill()
	c.Wait()
}
