//go:build unix

// Command bench runs the built obmen as a user would and measures the whole process: wall time, processor time and peak resident
// memory, as the operating system accounts for the finished process. What it prints is Markdown; how far it is goes to standard error.
//
//	OBMEN=bin/obmen go run ./testdata/bench cells [-only TEXT] [SIZE...]         every cell at 16, 256 and 1024 MiB, one and two jobs
//	OBMEN=bin/obmen go run ./testdata/bench memory [-only TEXT] [SIZE...]        the peaks alone, at 16 and 256 MiB
//	OBMEN=bin/obmen go run ./testdata/bench peers [-only TEXT]                   beside other programs, in turn, and the goals
//	OBMEN=bin/obmen go run ./testdata/bench instructions [-update]               instructions a row, against the figures kept here
//	OBMEN=bin/obmen go run ./testdata/bench one IN OUT [flags]                   one conversion
//
// It is run in the module's root. Made-up inputs and outputs lie in a folder below -dir and go when they are no longer needed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := dispatch(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func dispatch(args []string) error {
	verbs := map[string]func(*bench, []string) error{"cells": (*bench).cells, "memory": (*bench).memory, "peers": (*bench).peers, "instructions": (*bench).instructions, "one": (*bench).one}
	if len(args) == 0 || verbs[args[0]] == nil {
		return errors.New("cells, memory, peers, instructions or one")
	}
	b, rest, err := newBench(args[0], args[1:])
	if err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b.ctx = ctx
	return verbs[args[0]](b, rest)
}

// A bench is one run of this program.
type bench struct {
	ctx     context.Context // ends with an interrupt
	obmen   string
	dir     string // of its own, for inputs and outputs
	only    string
	rounds  int
	timeout time.Duration // of one process

	big, slow int64   // MiB of the inputs for fast and for slow peers
	install   bool    // peers that are missing
	update    bool    // the figures kept
	tolerance float64 // per cent of instructions
	memo      map[string]steady
}

func newBench(verb string, args []string) (*bench, []string, error) {
	b := &bench{memo: map[string]steady{}}
	flags := flag.NewFlagSet(verb, flag.ExitOnError)
	dir := flags.String("dir", "", "for inputs and outputs (default: memory, where the system has such a folder with room, else TMPDIR)")
	flags.StringVar(&b.only, "only", "", "what has this in its name")
	flags.IntVar(&b.rounds, "rounds", 3, "runs of each, of which the median counts")
	flags.DurationVar(&b.timeout, "timeout", 5*time.Minute, "most of one process")
	flags.Int64Var(&b.big, "big", 1024, "peers: MiB of input beside fast peers")
	flags.Int64Var(&b.slow, "slow", 64, "peers: MiB of input beside slow peers")
	flags.BoolVar(&b.install, "install", false, "peers: install with apt what is missing")
	flags.BoolVar(&b.update, "update", false, "instructions: write new figures")
	flags.Float64Var(&b.tolerance, "tolerance", 5, "instructions: per cent over the figure that fail")
	if err := flags.Parse(args); err != nil {
		return nil, nil, err
	}
	obmen, err := filepath.Abs(os.Getenv("OBMEN"))
	if err != nil {
		return nil, nil, err
	}
	if info, err := os.Stat(obmen); err != nil || info.IsDir() {
		return nil, nil, errors.New("OBMEN is to name the built program")
	}
	b.obmen = obmen
	if *dir == "" {
		*dir = inMemory()
	}
	b.dir, err = os.MkdirTemp(*dir, "obmen-bench-")
	return b, flags.Args(), err
}

// one measures a single conversion, for the demonstration.
func (b *bench) one(args []string) error {
	if len(args) < 2 {
		return errors.New("one IN OUT [flags]")
	}
	info, err := os.Stat(args[0])
	if err != nil {
		return err
	}
	r, err := b.convert(args[0], args[1], args[2:]...)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d MiB in %.2f s, %.0f MB/s, peak memory %.1f MiB\n", filepath.Base(args[1]), info.Size()>>20, r.wall.Seconds(), rate(info.Size(), r.wall), float64(r.kib)/1024)
	return nil
}

// sizes are those named, in MiB.
func sizes(args []string, otherwise ...int64) ([]int64, error) {
	var list []int64
	for _, a := range args {
		n, err := strconv.ParseInt(a, 10, 64)
		if err != nil || n <= 0 {
			return nil, fmt.Errorf("%q is no size in MiB", a)
		}
		list = append(list, n)
	}
	if len(list) == 0 {
		list = otherwise
	}
	return list, nil
}

func (b *bench) wanted(name string) bool { return strings.Contains(name, b.only) }

// say tells how far it is.
func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
