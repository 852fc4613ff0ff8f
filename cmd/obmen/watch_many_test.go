//go:build !windows

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"obmen/convert/status"
)

// peakOf runs c and returns what it says and the most memory that it had resident in MiB; 0: not known here. What the system adds up for a child that has ended holds
// what its parent had before it became another program, so the child is looked at while it runs.
func peakOf(t *testing.T, c *exec.Cmd) (peak int64) {
	t.Helper()
	said := &heardText{}
	c.Stderr = said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			return peak
		case <-time.After(10 * time.Millisecond):
		}
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.Process.Pid))
		_, rest, _ := strings.Cut(string(text), "VmHWM:")
		if fields := strings.Fields(rest); len(fields) > 0 {
			kib, _ := strconv.ParseInt(fields[0], 10, 64)
			peak = max(peak, kib>>10)
		}
	}
}

// mostMiB is how much memory a run may take that has few or large files at a time.
const mostMiB = 64

// TestWatchMany drops small files by the thousand: all are done in one pass, in bounded memory. OBMEN_MANY says how many.
func TestWatchMany(t *testing.T) {
	many, err := strconv.Atoi(os.Getenv("OBMEN_MANY"))
	for i, jobs := range []string{"1", "2"} {
		files := many
		if err != nil {
			files = []int{500, 2000}[i]
		}
		if err != nil && raceEnabled {
			files /= 10
		}
		d := newDropFolder(t, roomy(t), "--to", "csv", "--looks", "1", "--jobs", jobs, "--quiet")
		for i := range files {
			writeFile(t, d.in("inbox", fmt.Sprintf("r%06d.xml", i)), receiptsOf(fmt.Sprint(i)))
		}
		begin := time.Now()
		c := d.watch("--once", "--settle", "0s")
		peak := peakOf(t, c)
		t.Logf("%d files, --jobs %s: %.1f s, %d MiB", files, jobs, time.Since(begin).Seconds(), peak)
		if peak > mostMiB && !raceEnabled {
			t.Errorf("%d files with --jobs %s took %d MiB, want at most %d", files, jobs, peak, mostMiB)
		}
		for dir, want := range map[string]int{"inbox": 0, "outbox": files, filepath.Join("done", begin.Format(time.DateOnly)): files} {
			list, err := os.ReadDir(d.in(dir))
			if len(list) != want && begin.Day() == time.Now().Day() {
				t.Errorf("%s holds %d, want %d, %v", dir, len(list), want, err)
			}
		}
		if rows := d.registered(); len(rows) != files {
			t.Errorf("%d files are registered, want %d", len(rows), files)
		}
		if jobs == "1" {
			d.wantOnce(status.Done)
		}
	}
}

// TestWatchLarge brings a file of OBMEN_LARGE (256MiB), in the memory that the converter itself takes.
func TestWatchLarge(t *testing.T) {
	size := os.Getenv("OBMEN_LARGE")
	if size == "" {
		size = "8MiB"
	}
	d := newDropFolder(t, roomy(t), "--to", "invoice-json", "--looks", "1", "--quiet")
	large := filepath.Join(filepath.Dir(d.root), "large.xml")
	if out, err := obmenCommand(t, d.root, "generate", "receipts", "--bytes", size, "-o", large).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	writeFile(t, d.in("shop.yaml"), "defaults: {storage: 1, shop: 2, tax: {id: 1, rate: 20}}\n")
	d.flags = append(d.flags, "--profile", d.in("shop.yaml"))
	convert := obmenCommand(t, d.root, "convert", large, "--to", "invoice-json", "-o", os.DevNull, "--quiet", "--profile", d.in("shop.yaml"))
	alone := peakOf(t, convert)
	if err := os.Rename(large, d.in("inbox", "large.xml")); err != nil {
		t.Fatal(err)
	}
	c := d.watch("--once", "--settle", "0s")
	begin := time.Now()
	peak := peakOf(t, c)
	t.Logf("%s: %.1f s, %d MiB; convert takes %d MiB", size, time.Since(begin).Seconds(), peak, alone)
	if peak > mostMiB && !raceEnabled {
		t.Errorf("it took %d MiB, want at most %d", peak, mostMiB)
	}
	d.wantTree("done/DAY/large.xml", "outbox/large.json", "shop.yaml")
}
