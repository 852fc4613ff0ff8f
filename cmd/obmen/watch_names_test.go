//go:build !windows

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"unicode/utf8"

	"obmen/convert/status"
)

// hostileNames are names that a folder may well hold.
var hostileNames = []string{
	"two words.xml", " leading.xml", "trailing.xml ", "new\nline.xml", "tab\t.xml", "return\r.xml", "-o.xml", "--once.xml", "-.xml", "con.xml", "NUL.xml", "a:b.xml", "back\\slash.xml", "\xff\xfe.xml",
	"=cmd|' calc'!A1.xml", "\x1b[31mred\x1b[0m.xml", "\x1b]0;title\x07.xml", "\u009b31m.xml", "$(touch pwned).xml", "*.xml", "%s%n.xml", "чеки за день.xml", "\u0438\u0306.xml", "\u0439.xml", "invoice\u202elmx.exe.xml",
	"no ending", "xml", "a.xml.xml", "a..xml", "ready.xml.ready.xml", "'quote\".xml", "\u2028.xml", "a;b,c.xml", "+1.xml", "@x.xml",
	strings.Repeat("x", 251) + ".xml", strings.Repeat("ж", 125) + ".xml", strings.Repeat("y", 255),
}

// TestWatchHostileNames: each is converted or refused as any other file, its results have names that every platform takes, and what is said of it is a line of printable text.
func TestWatchHostileNames(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"text", "json"} {
		d := newDropFolder(t, t.TempDir(), "--to", "csv", "--looks", "1", "--log", form)
		good, bad := map[string]string{}, map[string]string{}
		for i, name := range hostileNames {
			into := good
			if into[name] = receiptsOf(fmt.Sprintf("n%d", i)); i%2 == 1 {
				delete(good, name)
				into = bad
				into[name] = fmt.Sprintf("<Documents><!-- %d", i)
			}
			temp := filepath.Join(d.root, ".drop")
			writeFile(t, temp, into[name])
			if err := os.Rename(temp, filepath.Join(d.root, "inbox")+"/"+name); err != nil {
				t.Logf("%q can't be here: %v", name, err)
				delete(into, name)
			}
		}
		bad["archive.zip"] = zipped("\x1b[31mmember\u009b.xml", "<Documents>")
		d.drop("archive.zip", bad["archive.zip"])
		said := d.wantOnce(status.Input)
		wantPrintable(t, said, form)
		tree := d.tree()
		for name, text := range good {
			if tree["done/DAY/"+name] != text {
				t.Errorf("%q is not in done", name)
			}
		}
		for name, text := range bad {
			if tree["failed/"+name] != text {
				t.Errorf("%q is not in failed", name)
			}
		}
		if len(under(tree, "inbox"))+len(under(tree, "work")) != 0 || len(under(tree, "outbox")) != len(good) || len(under(tree, "failed")) != 3*len(bad) {
			t.Errorf("%d and %d files became\n%q", len(good), len(bad), namesOf(tree))
		}
		for name, text := range under(tree, "outbox") {
			if !utf8.ValidString(name) || len(name) > 255 || strings.ContainsAny(name, "<>:\"/\\|?*\n\r\t\x1b") || strings.HasPrefix(strings.ToUpper(name), "CON.") || !strings.HasSuffix(name, ".csv") || text == "" {
				t.Errorf("a result is called %q", name)
			}
		}
		wantFailures(t, under(tree, "failed"), len(bad))
		rows := d.registered()
		if len(rows) != len(good)+len(bad) {
			t.Errorf("%d files are registered, want %d", len(rows), len(good)+len(bad))
		}
		for name := range rows {
			if strings.ContainsAny(name, "\x1b\n\r\t") || strings.HasPrefix(name, "=") || strings.HasPrefix(name, "+") || strings.HasPrefix(name, "@") {
				t.Errorf("the register says %q", name)
			}
		}
	}
}

// wantPrintable asserts that nothing that was said moves a terminal, and that a JSON log is one.
func wantPrintable(t *testing.T, said, form string) {
	t.Helper()
	for i, r := range said {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u202e' || r == '\u2028' || r == utf8.RuneError {
			t.Errorf("it says %q", said[max(0, i-60):min(len(said), i+60)])
			break
		}
	}
	lines := bufio.NewScanner(strings.NewReader(said))
	for lines.Scan() {
		var event map[string]any
		if form == "json" && json.Unmarshal(lines.Bytes(), &event) != nil {
			t.Errorf("a line of the log is %q", lines.Text())
		}
		if form == "text" && strings.HasPrefix(lines.Text(), "line.xml") {
			t.Errorf("a name makes a line of its own: %q", lines.Text())
		}
	}
}

// wantFailures asserts that what stands beside n files that failed can be read.
func wantFailures(t *testing.T, failed map[string]string, n int) {
	t.Helper()
	for name, text := range failed {
		if len(name) > 255 {
			t.Errorf("%q is too long", name)
		}
		if strings.HasSuffix(name, ".error.json") {
			n--
			var failure struct{ File, What, Code string }
			if err := json.Unmarshal([]byte(text), &failure); err != nil || failure.File == "" || failure.What == "" || failure.Code == "" {
				t.Errorf("%q: %v", name, err)
			}
		}
		if strings.HasSuffix(name, ".error.txt") && (strings.Contains(text, "\x1b") || !utf8.ValidString(text)) {
			t.Errorf("%q says %q", name, text)
		}
	}
	if n != 0 {
		t.Errorf("%d files have no error beside them", n)
	}
}

// TestWatchNoFiles: links, folders, pipes and sockets stay where they are, and are told once; where a link leads nothing happens.
func TestWatchNoFiles(t *testing.T) {
	t.Parallel()
	d := newDropFolder(t, t.TempDir(), "--to", "csv", "--looks", "1")
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret.xml")
	writeFile(t, secret, receiptsOf("SECRET"))
	for name, to := range map[string]string{"link.xml": secret, "dangling.xml": filepath.Join(outside, "nowhere"), "folder-link.xml": outside, "\x1b[1mlink.xml": secret, "self.xml": "self.xml", "null.xml": "/dev/null"} {
		if err := os.Symlink(to, d.in("inbox")+"/"+name); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(d.in("inbox", "folder.xml", "in"), 0o777); err != nil {
		t.Fatal(err)
	}
	writeFile(t, d.in("inbox", "folder.xml", "a.xml"), receiptsOf("deep"))
	if err := syscall.Mkfifo(d.in("inbox", "fifo.xml"), 0o666); err != nil {
		t.Fatal(err)
	}
	if l, err := net.Listen("unix", d.in("inbox", "socket.xml")); err == nil { // its path may be too long
		defer l.Close()
	}
	before := namesOf(d.tree())
	d.drop("good.xml", receiptsOf("good"))
	d.drop("empty.xml", "")
	said := d.wantOnce(status.Input)
	wantPrintable(t, said, "text")
	tree := d.tree()
	for path, text := range tree {
		if strings.Contains(text, "SECRET") && !strings.HasPrefix(text, "→") {
			t.Errorf("%s holds what is outside", path)
		}
	}
	after := namesOf(under(tree, "inbox"))
	if len(after) != len(before) || tree["done/DAY/good.xml"] == "" || len(under(tree, "outbox")) != 1 || !exists(d.in("failed", "empty.xml.error.txt")) || !exists(secret) {
		t.Errorf("%q became %q: %s", before, namesOf(tree), said)
	}
}

// TestWatchSwappedLink: while a file and a link to one outside take turns under a name, nothing of what is outside comes in, and it stays where it is.
func TestWatchSwappedLink(t *testing.T) {
	t.Parallel()
	d := newDropFolder(t, t.TempDir(), "--to", "csv", "--looks", "1", "--jobs", "2")
	secret := filepath.Join(t.TempDir(), "secret.xml")
	writeFile(t, secret, receiptsOf("SECRET"))
	r := d.keepWatching("--settle", "0s", "--every", "1ms")
	stop := make(chan struct{})
	var swapping sync.WaitGroup
	for i := range 2 {
		swapping.Go(func() {
			name, temp := d.in("inbox", fmt.Sprintf("swap%d.xml", i)), d.in("inbox", fmt.Sprintf(".swap%d", i))
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				os.WriteFile(temp, []byte(receiptsOf(fmt.Sprintf("n%d-%d", i, n))), 0o666)
				os.Rename(temp, name)
				os.Symlink(secret, temp)
				os.Rename(temp, name)
			}
		})
	}
	const want = 30
	r.until("files were taken", func() bool {
		list, _ := os.ReadDir(d.in("outbox"))
		return len(list) >= want
	})
	close(stop)
	swapping.Wait()
	r.stop(syscall.SIGTERM)
	for path, text := range d.tree() {
		if strings.Contains(text, "SECRET") {
			t.Errorf("%s holds what is outside: %q", path, text)
		}
		if strings.HasPrefix(text, "→") && !strings.HasPrefix(path, "inbox/") && !strings.HasPrefix(path, "work/") {
			t.Errorf("a link came to %s", path)
		}
	}
	if readFile(t, secret) != receiptsOf("SECRET") {
		t.Error("the file outside was changed")
	}
}
