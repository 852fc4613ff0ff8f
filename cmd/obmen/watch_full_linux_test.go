package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"obmen/convert/status"
)

// smallDisk mounts a file system of that size in memory, or skips the test.
func smallDisk(t *testing.T, size string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skip("a small disk needs the right to mount one:", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// ballast takes up room on a disk until the function that it returns is called.
func ballast(t *testing.T, dir string, mib int) (remove func()) {
	t.Helper()
	path := filepath.Join(dir, "ballast")
	writeFile(t, path, strings.Repeat("b", mib<<20))
	return func() { os.Remove(path) }
}

// fill takes up what room there is.
func fill(t *testing.T, dir string) (remove func()) {
	t.Helper()
	path := filepath.Join(dir, "fill")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for piece := make([]byte, 64<<10); len(piece) > 0; {
		if _, err := f.Write(piece); err != nil {
			piece = piece[:len(piece)/2]
		}
	}
	return func() { os.Remove(path) }
}

// someReceipts is a document of about a MiB.
func someReceipts(t *testing.T, seed int) string {
	t.Helper()
	out, err := obmenCommand(t, t.TempDir(), "generate", "receipts", "--bytes", "1MiB", "--seed", fmt.Sprint(seed), "--quiet").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// wantWhole asserts that each of the results that stand in the outbox is whole: as the converter alone makes it.
func wantWhole(t *testing.T, d *dropFolder, sources map[string]string) {
	t.Helper()
	for name, got := range under(d.tree(), "outbox") {
		source, ok := sources[strings.TrimSuffix(name, ".csv")+".xml"]
		if !ok {
			continue
		}
		c := obmenCommand(t, t.TempDir(), "convert", "-", "--to", "csv", "--quiet")
		c.Stdin = strings.NewReader(source)
		want, err := c.Output()
		if err != nil || got != string(want) {
			t.Errorf("%s has %d bytes, want %d, %v", name, len(got), len(want), err)
		}
	}
}

// TestWatchFull fills the disk of a whole drop folder: the run waits and says so; when there is room it goes on, and all is done.
func TestWatchFull(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, "16m")
	d := newDropFolder(t, disk, "--to", "csv", "--looks", "1", "--jobs", "2")
	r := d.keepWatching("--settle", "300ms")
	remove := ballast(t, disk, 7)
	sources := map[string]string{}
	for i := 0; ; i++ {
		name, text := fmt.Sprintf("r%02d.xml", i), someReceipts(t, i)
		if os.WriteFile(d.in("inbox", name+".part"), []byte(text), 0o666) != nil {
			os.Remove(d.in("inbox", name+".part"))
			break
		}
		sources[name] = text
		if i > 20 {
			t.Fatal("it does not fill")
		}
	}
	filled := fill(t, disk)
	for name := range sources { // which takes no room
		if err := os.Rename(d.in("inbox", name+".part"), d.in("inbox", name)); err != nil {
			t.Fatal(err)
		}
	}
	r.untilSaid("waiting until")
	wantWhole(t, d, sources)
	if failed := under(d.tree(), "failed"); len(failed) != 0 {
		t.Errorf("a full disk made files fail: %q", namesOf(failed))
	}
	remove()
	filled()
	r.until("all is done", func() bool {
		return len(under(d.tree(), "done/DAY")) == len(sources) && len(d.registered()) == len(sources)
	})
	if got := r.stop(syscall.SIGTERM); got != status.Terminated {
		t.Errorf("exit status %d", got)
	}
	t.Logf("%d files", len(sources))
	wantWhole(t, d, sources)
	tree := d.tree()
	if len(under(tree, "outbox")) != len(sources) || len(under(tree, "inbox"))+len(under(tree, "work"))+len(under(tree, "failed")) != 0 {
		t.Errorf("%q: %s", namesOf(tree), r.said)
	}
	for name, outcomes := range d.registered() {
		if len(outcomes) != 1 || outcomes[0] != "done" {
			t.Errorf("%s is registered as %q", name, outcomes)
		}
	}
}

// TestWatchFullOutbox fills the disk of the outbox alone, and that of --tmp-dir: the file waits where it is, nothing half appears; then it is done. A disk that is
// remounted read-only is waited for likewise.
func TestWatchFullOutbox(t *testing.T) {
	t.Parallel()
	sources := map[string]string{"a.xml": someReceipts(t, 1)}
	for _, test := range []struct {
		name, flag string
		spoil      func(t *testing.T, disk string) (mend func())
	}{
		{"outbox full", "--outbox", fill},
		{"outbox read-only", "--outbox", readOnly},
		{"temp folder full", "--tmp-dir", fill},
		{"temp folder read-only", "--tmp-dir", readOnly},
		{"register full", "--registers", fill},
	} {
		t.Run(test.name, func(t *testing.T) {
			disk := smallDisk(t, "4m")
			d := newDropFolder(t, t.TempDir(), "--looks", "1", "--to", "csv", test.flag, disk)
			if test.flag == "--tmp-dir" { // what sorts needs it
				writeFile(t, d.in("shop.yaml"), "defaults: {storage: 1, shop: 2, tax: {id: 1, rate: 20}}\n")
				d.flags = []string{"--looks", "1", "--to", "invoice-json", "--group-by", "day", test.flag, disk, "--profile", d.in("shop.yaml")}
			}
			r := d.keepWatching("--settle", "0s")
			mend := test.spoil(t, disk)
			d.drop("a.xml", sources["a.xml"])
			if test.flag == "--registers" {
				r.untilSaid("register can't be written")
			} else {
				r.until("it waits, or needs no temp folder", func() bool {
					return strings.Contains(r.said.String(), "until ") || test.flag == "--tmp-dir" && strings.Contains(r.said.String(), "a.xml: done")
				})
			}
			if list, err := os.ReadDir(disk); err == nil && test.flag == "--outbox" {
				for _, at := range list {
					if at.Name() != "fill" && !strings.HasPrefix(at.Name(), ".") {
						t.Errorf("%s is in a full outbox", at.Name())
					}
				}
			}
			if len(under(d.tree(), "failed")) != 0 {
				t.Errorf("a full disk made a file fail: %s", r.said)
			}
			mend()
			r.until("it is done", func() bool { return d.tree()["done/DAY/a.xml"] == sources["a.xml"] })
			if test.flag == "--registers" {
				r.until("it is registered", func() bool {
					list, _ := filepath.Glob(filepath.Join(disk, "*.csv"))
					return len(list) == 1 && strings.Contains(readFile(t, list[0]), "a.xml")
				})
			}
			r.stop(syscall.SIGTERM)
			if test.flag == "--outbox" {
				got := readFile(t, filepath.Join(disk, "a.csv"))
				writeFile(t, filepath.Join(d.root, "alone.xml"), sources["a.xml"])
				if out, err := obmenCommand(t, d.root, "convert", "alone.xml", "-o", "alone.csv", "--quiet").CombinedOutput(); err != nil || got != readFile(t, d.in("alone.csv")) {
					t.Errorf("a.csv has %d bytes, %v %s", len(got), err, out)
				}
				wantFiles(t, disk, "a.csv")
			}
		})
	}
}

// readOnly remounts a disk.
func readOnly(t *testing.T, disk string) (mend func()) {
	t.Helper()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skip(err)
	}
	return func() {
		if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, ""); err != nil {
			t.Error(err)
		}
	}
}
