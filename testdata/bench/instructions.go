//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// figures is where the instructions a row are kept.
const figures = "testdata/bench/instructions.txt"

// The inputs whose difference counts, in MiB, by jobs: what a run needs once is in both, so the start moves nothing. Lanes come by their buffers now
// sooner, now later, so they get more to do.
var spans = map[int][2]int64{1: {2, 8}, 2: {4, 16}}

// A counted is a cell with a number of jobs.
type counted struct {
	cell
	jobs int
}

func (c counted) String() string { return fmt.Sprintf("%s, jobs %d", c.name, c.jobs) }

// instructions counts those of a row in each main cell, and compares them with the figures kept. Seconds depend on the machine and its other
// work; this counter does on neither: valgrind shows every program the same processor. What Go's runtime does by the clock is kept out: interrupting itself, which
// callgrind can't bear either, and collecting garbage beside the program instead of in one go.
func (b *bench) instructions(args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("instructions takes no %q", args[0])
	}
	if _, err := exec.LookPath("valgrind"); err != nil {
		fmt.Println("instructions: valgrind is not here; left out")
		return nil
	}
	kept, err := readFigures(figures)
	if err != nil && !(b.update && errors.Is(err, os.ErrNotExist)) {
		return err
	}
	found, err := b.countAll(kept)
	if err != nil {
		return err
	}
	if b.update {
		maps.Copy(kept, found)
		return writeFigures(figures, kept)
	}
	return compare(kept, found, b.tolerance)
}

// countAll counts the main cells, as many at a time as there are processors.
func (b *bench) countAll(kept map[string]float64) (map[string]float64, error) {
	var list []counted
	for _, c := range b.chosen() {
		for _, jobs := range c.jobs {
			list = append(list, counted{c, jobs})
		}
	}
	inputs, err := b.pairs(list)
	if err != nil {
		return nil, err
	}
	found := make([]float64, len(list))
	errs := make([]error, len(list))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.NumCPU() {
		workers.Go(func() {
			for i := range next {
				found[i], errs[i] = b.again(list[i], inputs[list[i].span()], kept[list[i].String()])
			}
		})
	}
	for i := range list {
		next <- i
	}
	close(next)
	workers.Wait()
	figures := map[string]float64{}
	for i, c := range list {
		figures[c.String()] = found[i]
	}
	return figures, errors.Join(errs...)
}

// A span is two inputs of one source.
type span struct {
	source
	jobs int
}

func (c counted) span() span { return span{c.in, c.jobs} }

func (b *bench) pairs(list []counted) (map[span][2]input, error) {
	inputs := map[span][2]input{}
	for _, c := range list {
		if _, ok := inputs[c.span()]; ok {
			continue
		}
		var pair [2]input
		for i, mib := range spans[c.jobs] {
			var err error
			if pair[i], err = b.make(c.in, mib); err != nil {
				return nil, err
			}
		}
		inputs[c.span()] = pair
	}
	return inputs, nil
}

// tries is how often a cell is counted at most.
const tries = 3

// again counts until the figure kept is met: now and then the runtime does something more, never less, so the least of each input counts. Without a
// figure, or for a new one, it takes all tries.
func (b *bench) again(c counted, in [2]input, kept float64) (float64, error) {
	var least [2]float64
	for tried := 1; ; tried++ {
		for i := range in {
			n, err := b.callgrind(c, in[i])
			if err != nil {
				return 0, err
			}
			if least[i] == 0 || n < least[i] {
				least[i] = n
			}
		}
		row := (least[1] - least[0]) / float64(in[1].rows-in[0].rows)
		if met := !b.update && kept > 0 && math.Abs(row/kept-1) <= b.tolerance/100; met || tried == tries {
			return row, nil
		}
	}
}

var collected = regexp.MustCompile(`Collected : (\d+)`)

func (b *bench) callgrind(c counted, in input) (float64, error) {
	out := filepath.Join(b.dir, fmt.Sprintf("%x-%d.%s", c.String(), in.mib, c.ext))
	defer os.Remove(out)
	command := exec.Command("valgrind", append([]string{"--tool=callgrind", "--callgrind-out-file=/dev/null", b.obmen}, c.args(in.path, out, c.jobs)...)...)
	command.Env = append(os.Environ(), "GOMAXPROCS=1", "GODEBUG=asyncpreemptoff=1,gcstoptheworld=2")
	var text bytes.Buffer
	command.Stderr = &text
	if _, err := b.account(command); err != nil {
		return 0, fmt.Errorf("%w\n%s", err, text.String())
	}
	match := collected.FindSubmatch(text.Bytes())
	if match == nil {
		return 0, fmt.Errorf("valgrind doesn't say what it counted:\n%s", text.String())
	}
	return strconv.ParseFloat(string(match[1]), 64)
}

// compare prints every cell beside its figure; one that is over by more than the tolerance fails.
func compare(kept, found map[string]float64, tolerance float64) error {
	t := table{head: []string{"cell", "kept", "now", "change"}}
	var over, under, unknown []string
	for _, name := range slices.Sorted(maps.Keys(found)) {
		figure, ok := kept[name]
		if !ok {
			unknown = append(unknown, name)
			continue
		}
		change := 100 * (found[name]/figure - 1)
		t.add(name, fmt.Sprintf("%.0f", figure), fmt.Sprintf("%.0f", found[name]), fmt.Sprintf("%+.1f %%", change))
		switch {
		case change > tolerance:
			over = append(over, name)
		case change < -tolerance:
			under = append(under, name)
		}
	}
	fmt.Print("Instructions a row\n\n")
	t.print()
	if len(under) > 0 {
		fmt.Printf("\n%d of them need fewer than the figures kept: make instructions-update keeps the gain\n", len(under))
	}
	if len(over)+len(unknown) > 0 {
		return fmt.Errorf("instructions a row: more than %g %% over the figure: %q; no figure: %q. What costs more on purpose is kept with make instructions-update", tolerance, over, unknown)
	}
	return nil
}

// readFigures reads lines of a number, blanks and a name; # begins a remark.
func readFigures(path string) (map[string]float64, error) {
	kept := map[string]float64{}
	f, err := os.Open(path)
	if err != nil {
		return kept, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		text := strings.TrimSpace(lines.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		number, name, _ := strings.Cut(text, " ")
		n, err := strconv.ParseFloat(number, 64)
		if err != nil || n <= 0 {
			return kept, fmt.Errorf("%s: %q is no figure", path, text)
		}
		kept[strings.TrimSpace(name)] = n
	}
	return kept, lines.Err()
}

func writeFigures(path string, kept map[string]float64) error {
	var text strings.Builder
	fmt.Fprint(&text, "# Instructions a row, counted by valgrind --tool=callgrind: those of a large input less those of a small one ÷ the difference in rows.\n")
	fmt.Fprintf(&text, "# Written by make instructions-update; %s, %s/%s.\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		fmt.Fprintf(&text, "%8.0f %s\n", kept[name], name)
	}
	return os.WriteFile(path, []byte(text.String()), 0o666)
}
