//go:build unix

// Command bench runs the built obmen as a user would and measures the whole process: wall time and peak resident memory, as the
// operating system accounts for the finished process.
//
//	OBMEN=bin/obmen go run ./testdata/bench                     every cell at 16 and 256 MiB
//	OBMEN=bin/obmen go run ./testdata/bench -memory 16 4096     the peaks alone, at these sizes in MiB
//	OBMEN=bin/obmen go run ./testdata/bench -one IN OUT [flags] one conversion
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// limitKiB is the promise: peak resident memory at most 64 MiB.
const limitKiB = 64 << 10

// A cell is one conversion of the table, from a made-up input.
type cell struct {
	name   string
	kind   string // of the made-up input
	shape  string
	source string // the format that it is written in
	ext    string
	flags  []string
}

var cells = []cell{
	{"nomenclature-xml → nomenclature-xml", "nomenclature", "", "xml", "xml", nil},
	{"nomenclature-xml → nomenclature-csv", "nomenclature", "", "xml", "csv", nil},
	{"nomenclature-csv → nomenclature-xml", "nomenclature", "", "csv", "xml", nil},
	{"nomenclature-xml → invoice-json", "nomenclature", "", "xml", "json", nil},
	{"… distinct products", "nomenclature", "distinct", "xml", "json", nil},
	{"… one code far apart", "nomenclature", "far-apart", "xml", "json", nil},
	{"… groups after children", "nomenclature", "children-first", "xml", "json", nil},
	{"nomenclature-xml → invoice-csv", "nomenclature", "", "xml", "csv", []string{"--to", "invoice-csv"}},
	{"nomenclature-xml → items-csv", "nomenclature", "", "xml", "csv", []string{"--to", "items-csv"}},
	{"receipts-xml → receipts-xml", "receipts", "", "xml", "xml", nil},
	{"receipts-xml → receipts-csv", "receipts", "", "xml", "csv", nil},
	{"receipts-csv → receipts-xml", "receipts", "", "csv", "xml", nil},
	{"receipts-xml → invoice-json", "receipts", "", "xml", "json", nil},
	{"receipts-xml → invoice-ndjson, a day", "receipts", "", "xml", "ndjson", []string{"--group-by", "day"}},
	{"receipts-xml → nomenclature-xml", "receipts", "", "xml", "xml", []string{"--to", "nomenclature"}},
	{"invoice-json → invoice-json, one invoice", "invoice", "one-invoice", "json", "json", nil},
	{"invoice-json → invoice-csv, one invoice", "invoice", "one-invoice", "json", "csv", nil},
	{"invoice-csv → invoice-json, one invoice", "invoice", "one-invoice", "csv", "json", nil},
	{"invoice-json → items-csv, one invoice", "invoice", "one-invoice", "json", "csv", []string{"--to", "items-csv"}},
	{"invoice-json → nomenclature-xml", "invoice", "one-invoice", "json", "xml", []string{"--to", "nomenclature"}},
	{"invoice-json → receipts-xml", "invoice", "", "json", "xml", []string{"--to", "receipts"}},
	{"check receipts-xml", "receipts", "", "xml", "", nil},
	{"check nomenclature-xml", "nomenclature", "distinct", "xml", "", nil},
}

func main() {
	memory := flag.Bool("memory", false, "the table of peaks alone")
	single := flag.Bool("one", false, "one conversion: IN OUT [flags]")
	only := flag.String("only", "", "cells whose name contains this")
	flag.Parse()
	obmen, err := filepath.Abs(os.Getenv("OBMEN"))
	if err == nil {
		switch {
		case *single:
			err = one(obmen, flag.Args())
		default:
			err = table(obmen, sizes(flag.Args()), *only, *memory)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func sizes(args []string) []int64 {
	var list []int64
	for _, a := range args {
		if n, err := strconv.ParseInt(a, 10, 64); err == nil {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		list = []int64{16, 256}
	}
	return list
}

// A run is what one process cost.
type run struct {
	wall time.Duration
	kib  int64 // peak resident memory
}

func measure(name string, args ...string) (run, error) {
	command := exec.Command(name, args...)
	var text strings.Builder
	command.Stderr = &text
	start := time.Now()
	if err := command.Run(); err != nil {
		return run{}, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, text.String())
	}
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return run{}, errors.New("the system does not account for processes")
	}
	kib := int64(usage.Maxrss)
	if runtime.GOOS == "darwin" {
		kib /= 1024 // bytes there
	}
	return run{time.Since(start), kib}, nil
}

func one(obmen string, args []string) error {
	if len(args) < 2 {
		return errors.New("-one IN OUT [flags]")
	}
	info, err := os.Stat(args[0])
	if err != nil {
		return err
	}
	r, err := measure(obmen, append([]string{"convert", args[0], "-o", args[1], "--quiet"}, args[2:]...)...)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d MiB in %.2f s, %.0f MB/s, peak memory %.1f MiB\n", filepath.Base(args[1]), info.Size()>>20, r.wall.Seconds(), rate(info.Size(), r.wall), float64(r.kib)/1024)
	return nil
}

func rate(size int64, wall time.Duration) float64 { return float64(size) / 1e6 / wall.Seconds() }

func table(obmen string, sizes []int64, only string, memory bool) error {
	dir, err := os.MkdirTemp(os.Getenv("BENCH_TMP"), "obmen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	over := 0
	for _, c := range cells {
		if !strings.Contains(c.name, only) {
			continue
		}
		fmt.Printf("%-42s", c.name)
		for _, mib := range sizes {
			r, size, err := c.run(obmen, dir, mib)
			if err != nil {
				return err
			}
			if r.kib > limitKiB {
				over++
			}
			if memory {
				fmt.Printf("  %5d MiB: %5.1f MiB", mib, float64(r.kib)/1024)
				continue
			}
			fmt.Printf("  %5d MiB: %6.1f MB/s %5.1f MiB", mib, rate(size, r.wall), float64(r.kib)/1024)
		}
		fmt.Println()
	}
	if !memory {
		if err := besideBaseline(obmen, dir, sizes, only); err != nil {
			return err
		}
	}
	if over > 0 {
		return fmt.Errorf("%d peaks are over %d MiB", over, limitKiB>>10)
	}
	return nil
}

// run makes the input, converts it and throws both away.
func (c cell) run(obmen, dir string, mib int64) (run, int64, error) {
	in := filepath.Join(dir, "in."+c.source)
	out := filepath.Join(dir, "out."+c.ext)
	defer os.Remove(in)
	defer os.Remove(out)
	make := []string{"generate", c.kind, "--bytes", fmt.Sprintf("%dMiB", mib), "--to", c.source, "-o", in}
	if c.shape != "" {
		make = append(make, "--shape", c.shape)
	}
	if _, err := measure(obmen, make...); err != nil {
		return run{}, 0, err
	}
	info, err := os.Stat(in)
	if err != nil {
		return run{}, 0, err
	}
	args := []string{"check", in, "--quiet"}
	if c.ext != "" {
		args = append([]string{"convert", in, "-o", out, "--quiet"}, c.flags...)
	}
	r, err := measure(obmen, args...)
	return r, info.Size(), err
}

// besideBaseline runs XML to CSV in turn with a straightforward encoding/xml + encoding/csv program, and prints the ratio of each pair.
func besideBaseline(obmen, dir string, sizes []int64, only string) error {
	baseline := filepath.Join(dir, "baseline")
	if out, err := exec.Command("go", "build", "-o", baseline, "./testdata/baseline").CombinedOutput(); err != nil {
		return fmt.Errorf("baseline: %w: %s", err, out)
	}
	for _, c := range cells {
		if c.source != "xml" || c.ext != "csv" || c.flags != nil || !strings.Contains(c.name, only) {
			continue
		}
		for _, mib := range sizes {
			if err := c.beside(obmen, baseline, dir, mib); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c cell) beside(obmen, baseline, dir string, mib int64) error {
	in, out := filepath.Join(dir, "in.xml"), filepath.Join(dir, "out.csv")
	defer os.Remove(in)
	defer os.Remove(out)
	if _, err := measure(obmen, "generate", c.kind, "--bytes", fmt.Sprintf("%dMiB", mib), "-o", in); err != nil {
		return err
	}
	info, err := os.Stat(in)
	if err != nil {
		return err
	}
	for range 3 {
		ours, err := measure(obmen, "convert", in, "-o", out, "--quiet")
		if err != nil {
			return err
		}
		theirs, err := measure(baseline, in, out)
		if err != nil {
			return err
		}
		fmt.Printf("%-42s  %5d MiB: %6.1f MB/s, encoding/xml + encoding/csv %6.1f MB/s: %.1f times\n",
			c.name, mib, rate(info.Size(), ours.wall), rate(info.Size(), theirs.wall), theirs.wall.Seconds()/ours.wall.Seconds())
	}
	return nil
}
