//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"obmen/convert/status"
)

// hasStaging reports whether something is being made in the work folder.
func (d *dropFolder) hasStaging() bool {
	list, _ := filepath.Glob(d.in("work", ".obmen-*", "0", ".*"))
	return len(list) > 0
}

// TestWatchSignals ends runs in the middle of a conversion: the source is back in the inbox, nothing is half, and the next run makes it. A second signal ends the process as it stands; the next
// run puts that in order, too.
func TestWatchSignals(t *testing.T) {
	t.Parallel()
	d := newDropFolder(t, roomy(t), "--to", "csv", "--looks", "1")
	size := "64MiB"
	if raceEnabled {
		size = "8MiB"
	}
	large := filepath.Join(filepath.Dir(d.root), "large.xml")
	if out, err := obmenCommand(t, d.root, "generate", "receipts", "--bytes", size, "-o", large).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.Rename(large, d.in("inbox", "large.xml")); err != nil {
		t.Fatal(err)
	}
	killed := false
	for _, test := range []struct {
		sig   syscall.Signal
		want  int
		once  bool
		twice bool
	}{
		{syscall.SIGTERM, status.Terminated, false, false},
		{syscall.SIGINT, status.Interrupted, true, false},
		{syscall.SIGTERM, status.Terminated, false, true},
		{syscall.SIGINT, status.Interrupted, false, true},
	} {
		args := []string{"--settle", "0s"}
		if test.once {
			args = append(args, "--once")
		}
		r := d.keepWatching(args...)
		r.until("it converts", func() bool { return d.hasStaging() || exists(d.in("outbox", "large.csv")) })
		if exists(d.in("outbox", "large.csv")) {
			t.Fatal("it was done before it could be ended")
		}
		r.c.Process.Signal(test.sig)
		for n := 0; test.twice && n < 200; n++ { // until it has taken the first for one
			select {
			case <-r.done:
				n = 200
			default:
				r.c.Process.Signal(test.sig)
				time.Sleep(time.Millisecond)
			}
		}
		r.wait()
		wait := r.c.ProcessState.Sys().(syscall.WaitStatus)
		if test.twice && wait.Signaled() {
			killed = true
			if len(under(d.tree(), "outbox")) != 0 {
				t.Error("something stands in the outbox")
			}
			continue
		}
		if got := r.c.ProcessState.ExitCode(); got != test.want {
			t.Errorf("%v: exit status %d, want %d: %s", test.sig, got, test.want, r.said)
		}
		d.wantTree("inbox/large.xml")
		if strings.Contains(r.said.String(), "panic") {
			t.Error(r.said)
		}
	}
	t.Logf("a second signal was in time: %v", killed)
	d.wantOnce(status.Done)
	d.wantTree("done/DAY/large.xml", "outbox/large.csv")
}
