//go:build !windows

package main

import (
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"

	"obmen/convert/status"
)

// TestWatchTwice: of two runs in one folder the second leaves and says so, and the first goes on.
func TestWatchTwice(t *testing.T) {
	t.Parallel()
	d := newDropFolder(t, t.TempDir(), "--to", "csv", "--looks", "1")
	first := d.keepWatching("--settle", "0s")
	for _, args := range [][]string{{"--once"}, {}, {"--once", "--work", d.in("other-work")}, {"--once", "--state", d.in("other-state")}} {
		c := d.watch(args...)
		said, _ := c.CombinedOutput()
		if got := c.ProcessState.ExitCode(); got != status.FileSystem || !strings.Contains(string(said), "another run of obmen holds") {
			t.Errorf("%q: exit status %d: %s", args, got, said)
		}
	}
	d.drop("a.xml", receiptsOf("a"))
	first.until("it is done", func() bool { return len(under(d.tree(), "done/DAY")) == 1 })
	if got := first.stop(syscall.SIGINT); got != status.Interrupted {
		t.Errorf("exit status %d: %s", got, first.said)
	}
	d.wantOnce(status.Done)
}

// TestWatchOneInbox: runs with folders of their own, but for the inbox. Each file is taken by exactly one.
func TestWatchOneInbox(t *testing.T) {
	t.Parallel()
	d := newDropFolder(t, t.TempDir())
	const files, runs = 60, 3
	for i := range files {
		d.drop(fmt.Sprintf("a%02d.xml", i), receiptsOf(fmt.Sprint(i)))
	}
	folders := make([]*dropFolder, runs)
	var all sync.WaitGroup
	for i := range folders {
		own := newDropFolder(t, t.TempDir(), "--to", "csv", "--looks", "1", "--jobs", "2", "--inbox", d.in("inbox"))
		folders[i] = own
		all.Go(func() {
			c := own.watch("--once", "--settle", "0s")
			if said, err := c.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, said)
			}
		})
	}
	all.Wait()
	taken, results, registered := map[string]int{}, 0, 0
	for _, own := range folders {
		tree := own.tree()
		for name := range under(tree, "done/DAY") {
			taken[name]++
		}
		results += len(under(tree, "outbox"))
		registered += len(own.registered())
		if left := len(under(tree, "work")) + len(under(tree, "failed")); left != 0 {
			t.Errorf("%d files are left: %q", left, namesOf(tree))
		}
	}
	for name, n := range taken {
		if n != 1 {
			t.Errorf("%s was taken %d times", name, n)
		}
	}
	if len(taken) != files || results != files || registered != files || len(under(d.tree(), "inbox")) != 0 {
		t.Errorf("%d taken, %d results, %d registered, want %d; in the inbox: %q", len(taken), results, registered, files, namesOf(under(d.tree(), "inbox")))
	}
}
