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

// TestWatchCopiers lets copiers of all manners bring files while a run watches. None may be taken before it is whole: what was taken early would have failed, or
// would have made a result of less.
func TestWatchCopiers(t *testing.T) {
	t.Parallel()
	d := newDropFolder(t, t.TempDir(), "--to", "csv", "--jobs", "2")
	r := d.keepWatching("--settle", "1s")
	old := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	text := func(name string) string { return receiptsOf(name) }
	// inPieces writes a file in pieces with pauses that are shorter than --settle. Where a busy machine makes them longer, the missing end of the document decides.
	inPieces := func(name string, after func(path string)) {
		f, err := os.Create(d.in("inbox", name))
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		for rest := text(strings.TrimSuffix(name, ".part")); rest != ""; {
			n := min(len(rest), 80)
			f.WriteString(rest[:n])
			rest = rest[n:]
			after(f.Name())
			time.Sleep(100 * time.Millisecond)
		}
	}
	copiers := map[string]func(name string){
		"slow.xml": func(name string) { inPieces(name, func(string) {}) },
		"keeps-times.xml": func(name string) {
			inPieces(name, func(path string) { os.Chtimes(path, old, old) })
		},
		"preallocates.xml": func(name string) {
			f, err := os.Create(d.in("inbox", name))
			if err != nil {
				t.Error(err)
				return
			}
			defer f.Close()
			whole := text(name)
			f.Truncate(int64(len(whole)))
			for i := 0; i < len(whole); i += 80 {
				time.Sleep(100 * time.Millisecond)
				f.WriteAt([]byte(whole[i:min(i+80, len(whole))]), int64(i))
			}
		},
		"preallocates-and-keeps-times.xml": func(name string) {
			f, err := os.Create(d.in("inbox", name))
			if err != nil {
				t.Error(err)
				return
			}
			defer f.Close()
			whole := text(name)
			f.Truncate(int64(len(whole)))
			os.Chtimes(f.Name(), old, old)
			for i := 0; i < len(whole); i += 80 {
				time.Sleep(30 * time.Millisecond)
				f.WriteAt([]byte(whole[i:min(i+80, len(whole))]), int64(i))
				os.Chtimes(f.Name(), old, old)
			}
		},
		"renamed.xml": func(name string) { d.drop(name, text(name)) },
		"part.xml": func(name string) {
			inPieces(name+".part", func(string) {})
			if err := os.Rename(d.in("inbox", name+".part"), d.in("inbox", name)); err != nil {
				t.Error(err)
			}
		},
		"marked.xml": func(name string) {
			inPieces(name, func(string) {})
			writeFile(t, d.in("inbox", name+".ready"), "")
		},
		"replaced.xml": func(name string) {
			for range 8 {
				writeFile(t, d.in(".replaced"), receiptsOf("older"))
				if err := os.Rename(d.in(".replaced"), d.in("inbox", name)); err != nil {
					t.Error(err)
				}
				time.Sleep(50 * time.Millisecond)
			}
			writeFile(t, d.in(".replaced"), text(name))
			if err := os.Rename(d.in(".replaced"), d.in("inbox", name)); err != nil {
				t.Error(err)
			}
		},
		"cut.xml": func(name string) { writeFile(t, d.in("inbox", name), text(name)[:400]) },
	}
	finished := make(chan string, len(copiers))
	for name, copier := range copiers {
		go func() { copier(name); finished <- name }()
	}
	r.until("the copiers have finished", func() bool { return len(finished) == len(copiers) })
	r.until("all is done", func() bool {
		tree := d.tree()
		return len(under(tree, "inbox")) == 0 && len(under(tree, "work")) == 0 && len(d.registered()) == len(copiers)
	})
	if got := r.stop(syscall.SIGTERM); got != status.Terminated {
		t.Errorf("exit status %d: %s", got, r.said)
	}
	tree := d.tree()
	for name := range copiers {
		result := tree["outbox/"+strings.TrimSuffix(name, ".xml")+".csv"]
		switch {
		case name == "cut.xml":
			if tree["failed/cut.xml"] == "" || tree["failed/cut.xml.error.txt"] == "" || result != "" {
				t.Errorf("%s is not in failed: %q", name, namesOf(tree))
			}
		case tree["done/DAY/"+name] != text(name):
			t.Errorf("%s is not in done as it was brought: %q", name, tree["done/DAY/"+name])
		case !strings.Contains(result, ","+name+","):
			t.Errorf("%s became %q", name, result)
		}
	}
	if !exists(filepath.Join(d.root, "state", "heartbeat.json")) {
		t.Error("no heartbeat")
	}
}

// TestWatchGrowsAgain: what is whole by its look, and yet grows after it was taken, goes on as what it became in the end.
func TestWatchGrowsAgain(t *testing.T) {
	t.Parallel()
	d := newDropFolder(t, t.TempDir(), "--to", "csv", "--looks", "1")
	r := d.keepWatching("--settle", "0s")
	path := d.in("inbox", "grows.csv")
	head := "Date,OrganizationCode,CashBoxCode,CashBoxName,StoreCode,StoreName,DocSum,DocSumWithDiscount,DocNum,PayCard,PayCash,Line,ProductCode,ProductName,UnitCode,Price,Discount,Quantity,Sum,SumWithDiscount\n"
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.WriteString(head)
	for range 40 {
		f.WriteString("2018-04-16T11:08:31+0000,1,1,K,1,S,10,10,a1,0,10,1,p,n,796,10,0,1,10,10\n")
		time.Sleep(5 * time.Millisecond)
	}
	r.until("it is done", func() bool { return len(under(d.tree(), "inbox")) == 0 && len(under(d.tree(), "work")) == 0 })
	r.stop(syscall.SIGTERM)
	// It may be taken early: a CSV has no end to wait for, and --settle is none. But what is archived is the file itself, not a copy of some of it.
	tree := d.tree()
	if got := len(under(tree, "done/DAY")) + len(under(tree, "failed")); got != 1 && got != 3 {
		t.Errorf("the source is in %d places: %q", got, namesOf(tree))
	}
}
