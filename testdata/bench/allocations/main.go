// Command allocations does one conversion within itself and prints how many objects it allocated, and how many records it read.
//
//	allocations JOBS IN EXT [--to FORMAT] [--group-by WORDS]
//
// EXT is the extension of the output, which is thrown away; empty: a check.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"

	"obmen/convert"
)

func main() {
	job, err := job(os.Args[1:])
	if err == nil {
		err = run(job)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "allocations:", err)
		os.Exit(1)
	}
}

func job(args []string) (convert.Job, error) {
	if len(args) < 3 || len(args)%2 == 0 {
		return convert.Job{}, errors.New("JOBS IN EXT [--to FORMAT] [--group-by WORDS]")
	}
	jobs, err := strconv.Atoi(args[0])
	job := convert.Job{Jobs: jobs, Inputs: []string{args[1]}, To: args[2], Stdout: io.Discard, TempDir: os.TempDir()}
	job.DryRun, job.Check = args[2] == "", args[2] == ""
	for i := 3; i < len(args); i += 2 {
		switch args[i] {
		case "--to":
			job.To = args[i+1]
		case "--group-by":
			job.GroupBy = strings.Split(args[i+1], ",")
		default:
			return job, fmt.Errorf("%s is not known here", args[i])
		}
	}
	return job, err
}

func run(job convert.Job) error {
	job.Progress = &convert.Progress{}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := convert.Run(context.Background(), job); err != nil {
		return err
	}
	runtime.ReadMemStats(&after)
	fmt.Println(after.Mallocs-before.Mallocs, job.Progress.Records.Load())
	return nil
}
