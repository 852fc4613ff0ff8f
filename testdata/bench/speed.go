//go:build unix

package main

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// An outcome is a cell at one size, with one job and with two.
type outcome struct {
	in       input
	one, two run
}

// cells prints the tables of all cells: speed, then what should not change with the size.
func (b *bench) cells(args []string) error {
	list, err := sizes(args, 16, 256, 1024)
	if err != nil {
		return err
	}
	if _, err := b.build("bench/allocations"); err != nil { // before all that takes long
		return err
	}
	found, err := b.outcomes(list)
	if err != nil {
		return err
	}
	if err := b.printSpeed(found, list); err != nil {
		return err
	}
	printConstant(found, list)
	start, err := b.startup()
	if err != nil {
		return err
	}
	fmt.Printf("\nA receipts file of 3 KiB end to end, process start included, median of %d: %.1f ms.\n", startups, start.Seconds()*1e3)
	return nil
}

// outcomes runs every cell that is wanted at every size: an input is made once a size, and removed when its cells are through.
func (b *bench) outcomes(list []int64) (map[string][]outcome, error) {
	found := map[string][]outcome{}
	for _, mib := range list {
		for _, s := range sources(b.chosen()) {
			if err := b.source(s, mib, found); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

func (b *bench) chosen() []cell {
	var list []cell
	for _, c := range cells {
		if b.wanted(c.name) {
			list = append(list, c)
		}
	}
	return list
}

func (b *bench) source(s source, mib int64, found map[string][]outcome) error {
	in, err := b.make(s, mib)
	if err != nil {
		return err
	}
	defer in.remove()
	for _, c := range b.chosen() {
		if c.in != s {
			continue
		}
		o, err := b.outcome(c, in)
		if err != nil {
			return err
		}
		found[c.name] = append(found[c.name], o)
		say("%s: %d MiB: %.0f MB/s, with two jobs %.0f MB/s, peak %.1f MiB", c.name, mib, rate(in.size, o.one.wall), rate(in.size, o.two.wall), float64(o.two.kib)/1024)
	}
	return nil
}

// outcome takes turns, so that a noisy minute hits both.
func (b *bench) outcome(c cell, in input) (outcome, error) {
	out := filepath.Join(b.dir, "out."+c.ext)
	defer os.Remove(out)
	var runs [2][]run
	for range b.rounds {
		for i := range runs {
			r, err := b.measure(b.obmen, c.args(in.path, out, i+1)...)
			if err != nil {
				return outcome{}, err
			}
			runs[i] = append(runs[i], r)
		}
	}
	return outcome{in, medians(runs[0]), medians(runs[1])}, nil
}

func (b *bench) printSpeed(found map[string][]outcome, list []int64) error {
	t := table{head: []string{"cell"}}
	for jobs := 1; jobs <= 2; jobs++ {
		for _, mib := range list {
			t.head = append(t.head, fmt.Sprintf("%d MiB, %d", mib, jobs))
		}
	}
	t.head = append(t.head, "2 ÷ 1", "a core", "records/s", "allocations a record, 1", "2")
	for _, c := range b.chosen() {
		outcomes := found[c.name]
		row := []string{c.name}
		for _, o := range outcomes {
			row = append(row, fmt.Sprintf("%.0f", rate(o.in.size, o.one.wall)))
		}
		for _, o := range outcomes {
			row = append(row, fmt.Sprintf("%.0f", rate(o.in.size, o.two.wall)))
		}
		last := outcomes[len(outcomes)-1]
		s, err := b.allocations(c)
		if err != nil {
			return err
		}
		t.add(append(row, fmt.Sprintf("%.2f", last.gain()), fmt.Sprintf("%.0f", rate(last.in.size, last.one.cpu)),
			fmt.Sprintf("%.2f M", s.records*float64(last.in.rows)/1e6/last.two.wall.Seconds()), s.text(0), s.text(1))...)
	}
	fmt.Printf("MB/s of input by size and --jobs; \"2 ÷ 1\", \"a core\" (MB a second of processor time with one job) and records/s (with two) at %d MiB; medians of %d\n\n", list[len(list)-1], b.rounds)
	t.print()
	return nil
}

// gain is how much faster two jobs are than one.
func (o outcome) gain() float64 { return o.one.wall.Seconds() / o.two.wall.Seconds() }

// serial is the part of a job that lanes don't share, as Amdahl reckons it from the gain of the second; what two lanes lose
// to each other, in the memory's bandwidth for one, counts as serial.
func (o outcome) serial() float64 { return min(1, max(0, 2/o.gain()-1)) }

// bound is what n lanes gain at most with that part.
func (o outcome) bound(n float64) float64 { return 1 / (o.serial() + (1-o.serial())/n) }

// printConstant prints what the size of the input should not move.
func printConstant(found map[string][]outcome, list []int64) {
	t := table{head: []string{"cell"}}
	for _, mib := range list {
		t.head = append(t.head, fmt.Sprintf("peak at %d MiB", mib))
	}
	t.head = append(t.head, "a lane more", "MB/s, largest ÷ smallest input", "serial part", "bound, 4 lanes", "16 lanes")
	for _, c := range cells {
		outcomes := found[c.name]
		if len(outcomes) == 0 {
			continue
		}
		row := []string{c.name}
		for _, o := range outcomes {
			row = append(row, mebi(o.two.kib))
		}
		first, last := outcomes[0], outcomes[len(outcomes)-1]
		t.add(append(row, mebi(last.two.kib-last.one.kib), fmt.Sprintf("%.2f", rate(last.in.size, last.one.wall)/rate(first.in.size, first.one.wall)),
			fmt.Sprintf("%.0f %%", 100*last.serial()), fmt.Sprintf("%.1f ×", last.bound(4)), fmt.Sprintf("%.1f ×", last.bound(16)))...)
	}
	fmt.Print("\nPeak resident memory with two jobs, in MiB, by size; the others at the largest size\n\n")
	t.print()
}

func mebi(kib int64) string { return fmt.Sprintf("%.1f", float64(kib)/1024) }

// promised is the promise in KiB: peak resident memory at most 32 MiB.
const promised = 32 << 10

// memory prints the peaks alone, with default flags, and fails where one is over the promise.
func (b *bench) memory(args []string) error {
	list, err := sizes(args, 16, 256)
	if err != nil {
		return err
	}
	over := 0
	t := table{head: []string{"cell"}}
	for _, mib := range list {
		t.head = append(t.head, fmt.Sprintf("peak at %d MiB", mib))
	}
	for _, c := range b.chosen() {
		row := []string{c.name}
		for _, mib := range list {
			r, err := b.peakOf(c, mib)
			if err != nil {
				return err
			}
			if r.kib > promised {
				over++
			}
			row = append(row, mebi(r.kib))
			say("%s: %d MiB: peak %s MiB", c.name, mib, mebi(r.kib))
		}
		t.add(row...)
	}
	t.print()
	if over > 0 {
		return fmt.Errorf("%d peaks are over %d MiB", over, promised>>10)
	}
	return nil
}

func (b *bench) peakOf(c cell, mib int64) (run, error) {
	in, err := b.make(c.in, mib)
	if err != nil {
		return run{}, err
	}
	defer in.remove()
	out := filepath.Join(b.dir, "out."+c.ext)
	defer os.Remove(out)
	return b.measure(b.obmen, c.args(in.path, out, 0)...)
}

// startups is how often the smallest job is run.
const startups = 50

// startup is the time of a 3-KiB file end to end.
func (b *bench) startup() (time.Duration, error) {
	in, out := filepath.Join(b.dir, "small.xml"), filepath.Join(b.dir, "small.csv")
	defer os.Remove(in)
	defer os.Remove(out)
	if _, err := b.measure(b.obmen, "generate", "receipts", "--generator", "1", "--bytes", "3KiB", "-o", in); err != nil {
		return 0, err
	}
	var walls []time.Duration
	for range startups {
		start := time.Now()
		if err := exec.Command(b.obmen, "convert", in, "-o", out, "--quiet").Run(); err != nil {
			return 0, err
		}
		walls = append(walls, time.Since(start))
	}
	return median(walls), nil
}

// A steady is what a cell does a record, whatever the size.
type steady struct {
	allocs  [2]float64 // a record, with one job and with two
	records float64    // a row
}

func (s steady) text(i int) string { return strconv.FormatFloat(s.allocs[i], 'f', 4, 64) }

// allocations asks the program beside this one, which runs the cell within itself and asks Go's runtime. It is not this program, whose own memory is
// to stay small. The difference of two sizes counts, so that what a run needs once is not in it.
func (b *bench) allocations(c cell) (steady, error) {
	if s, ok := b.memo[c.name]; ok {
		return s, nil
	}
	program, err := b.build("bench/allocations")
	if err != nil {
		return steady{}, err
	}
	var found [2][2]counts
	for i, mib := range []int64{8, 24} {
		if err := b.allocated(program, c, mib, &found[i]); err != nil {
			return steady{}, fmt.Errorf("allocations of %s: %w", c.name, err)
		}
	}
	var s steady
	for jobs := range s.allocs {
		less, more := found[0][jobs], found[1][jobs]
		s.allocs[jobs] = max(0, math.Round(1e4*(more.objects-less.objects)/(more.records-less.records))/1e4)
		s.records = more.records / more.rows
	}
	b.memo[c.name] = s
	return s, nil
}

type counts struct{ objects, records, rows float64 }

// allocated runs the cell at a size, with one job and with two.
func (b *bench) allocated(program string, c cell, mib int64, found *[2]counts) error {
	in, err := b.make(c.in, mib)
	if err != nil {
		return err
	}
	defer in.remove()
	for i := range found {
		text, err := exec.Command(program, append([]string{strconv.Itoa(i + 1), in.path, c.ext}, c.flags...)...).Output()
		if err != nil {
			return err
		}
		found[i].rows = float64(in.rows)
		if _, err := fmt.Sscan(string(text), &found[i].objects, &found[i].records); err != nil {
			return err
		}
	}
	return nil
}
