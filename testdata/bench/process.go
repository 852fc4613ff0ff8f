//go:build unix

package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A run is what one process cost, its children with it.
type run struct {
	wall time.Duration
	cpu  time.Duration // user and system
	kib  int64         // peak resident memory
}

func (b *bench) convert(in, out string, flags ...string) (run, error) {
	return b.measure(b.obmen, append([]string{"convert", in, "-o", out, "--quiet"}, flags...)...)
}

func (b *bench) measure(name string, args ...string) (run, error) {
	return b.account(exec.Command(name, args...))
}

// account runs the command, at most as long as a process may take, and asks the system what it cost.
func (b *bench) account(command *exec.Cmd) (run, error) {
	var text bytes.Buffer
	if command.Stderr == nil {
		command.Stderr = &text
	}
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	start := time.Now()
	if err := command.Start(); err != nil {
		return run{}, err
	}
	ctx, cancel := context.WithTimeout(b.ctx, b.timeout)
	stop := context.AfterFunc(ctx, func() { syscall.Kill(-command.Process.Pid, syscall.SIGKILL) })
	seen := watchPeak(command.Process.Pid)
	err := command.Wait()
	wall := time.Since(start)
	stop()
	late := ctx.Err()
	cancel()
	polled := seen()
	if late != nil {
		return run{}, fmt.Errorf("%s: stopped after %s: %w", filepath.Base(command.Path), wall.Round(time.Second), late)
	}
	if err != nil {
		return run{}, fmt.Errorf("%s: %w\n%s", strings.Join(command.Args, " "), err, text.String())
	}
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return run{}, errors.New("the system does not account for processes")
	}
	return run{wall, command.ProcessState.UserTime() + command.ProcessState.SystemTime(), peak(int64(usage.Maxrss), polled)}, nil
}

// build makes a program that lies below testdata, once.
func (b *bench) build(folder string) (string, error) {
	program := filepath.Join(b.dir, filepath.Base(folder))
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if text, err := exec.Command("go", "build", "-o", program, "./testdata/"+folder).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", folder, err, text)
	}
	return program, nil
}

// peak takes the system's account of a child. Linux lets a child begin with the peak of its parent, so below that the account says nothing, and
// what was seen while it ran counts.
func peak(accounted, polled int64) int64 {
	if runtime.GOOS == "darwin" {
		return accounted / 1024 // bytes there
	}
	if own := highWater("self"); polled > 0 && accounted <= own {
		return polled
	}
	return accounted
}

// watchPeak looks at the process's high-water mark while it runs; what it returns ends that and gives the last one seen.
func watchPeak(pid int) func() int64 {
	end, last := make(chan struct{}), make(chan int64)
	go func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		seen := int64(0)
		for {
			select {
			case <-tick.C:
				seen = max(seen, highWater(strconv.Itoa(pid)))
			case <-end:
				last <- seen
				return
			}
		}
	}()
	return func() int64 { close(end); return <-last }
}

// highWater is a process's peak resident memory in KiB; 0 where the system doesn't tell.
func highWater(process string) int64 {
	status, _ := os.ReadFile("/proc/" + process + "/status")
	_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
	line, _, _ := bytes.Cut(rest, []byte("kB"))
	n, _ := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 64)
	return n
}

// inMemory is a folder whose files are kept in memory, so that no disk is measured; empty where there is none with room.
func inMemory() string {
	if os.Getenv("TMPDIR") != "" {
		return ""
	}
	const folder, room = "/dev/shm", 8 << 30
	var stat syscall.Statfs_t
	if syscall.Statfs(folder, &stat) != nil || uint64(stat.Bavail)*uint64(stat.Bsize) < room {
		return ""
	}
	return folder
}

// rate is in MB/s.
func rate(size int64, d time.Duration) float64 { return float64(size) / 1e6 / d.Seconds() }

// median of a list that is not empty: the lower of the middle two.
func median[T cmp.Ordered](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[(len(sorted)-1)/2]
}

// medians of several runs, each figure for itself; the peak is the largest.
func medians(runs []run) run {
	var wall, cpu []time.Duration
	var kib int64
	for _, r := range runs {
		wall, cpu, kib = append(wall, r.wall), append(cpu, r.cpu), max(kib, r.kib)
	}
	return run{median(wall), median(cpu), kib}
}
