//go:build !windows

package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"obmen/convert/status"
)

// obmenCommand is the program as a process of its own.
func obmenCommand(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command("obmen", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "OBMEN_LANG=en")
	return c
}

// madeUp makes a folder with a document that takes some while to convert, and an output that is there already.
func madeUp(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := obmenCommand(t, dir, "generate", "receipts", "--bytes", "3MiB", "-o", "in.xml").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "out.json"), []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

// slow is a conversion that reads, sorts on disk, and writes from what it sorted.
var slow = []string{"convert", "in.xml", "-o", "out.json", "--group-by", "day", "--trail", "trail.csv", "--quiet"}

// TestKill kills conversions at random moments: the output is the old one or the whole new one, and the next run removes what was left.
// OBMEN_KILLS says how often; a few times by default.
func TestKill(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv("OBMEN_KILLS"))
	if err != nil {
		kills = 8
	}
	dir := madeUp(t)
	begin := time.Now()
	if out, err := obmenCommand(t, dir, slow...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	whole := time.Since(begin)
	want := readFile(t, filepath.Join(dir, "out.json"))
	for i := range kills {
		if err := os.WriteFile(filepath.Join(dir, "out.json"), []byte("old"), 0o666); err != nil {
			t.Fatal(err)
		}
		c := obmenCommand(t, dir, slow...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(whole))
		c.Process.Kill()
		c.Wait()
		if got := readFile(t, filepath.Join(dir, "out.json")); got != "old" && got != want {
			t.Fatalf("kill %d left an output of %d bytes that is neither the old nor the new one", i, len(got))
		}
	}
	if out, err := obmenCommand(t, dir, slow...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got := readFile(t, filepath.Join(dir, "out.json")); got != want {
		t.Error("the run after the kills writes something else")
	}
	wantFiles(t, dir, "in.xml", "out.json", "trail.csv")
}

// wantFiles asserts what a folder holds, hidden files included.
func wantFiles(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if strings.Join(names, " ") != strings.Join(want, " ") {
		t.Errorf("the folder holds %q, want %q", names, want)
	}
}

// TestSignals interrupts conversions at moments spread over their time: exit status 130 or 143, the old output, nothing else.
func TestSignals(t *testing.T) {
	dir := madeUp(t)
	caught := 0
	for i, wait := range []time.Duration{0, 5, 20, 60, 120, 200} {
		sig, want := syscall.SIGINT, status.Interrupted
		if i%2 == 1 {
			sig, want = syscall.SIGTERM, status.Terminated
		}
		c := obmenCommand(t, dir, append(slow[:len(slow)-1:len(slow)-1], "--log", "json")...)
		said := started(t, c)
		time.Sleep(wait * time.Millisecond)
		c.Process.Signal(sig)
		text, _ := io.ReadAll(said)
		err := c.Wait()
		if err == nil {
			os.Remove(filepath.Join(dir, "trail.csv"))
			os.WriteFile(filepath.Join(dir, "out.json"), []byte("old"), 0o666)
			continue // it was done before
		}
		caught++
		if got := c.ProcessState.ExitCode(); got != want {
			t.Errorf("%v after %d ms: exit status %d, want %d: %s", sig, wait, got, want, text)
		}
		if got := readFile(t, filepath.Join(dir, "out.json")); got != "old" {
			t.Errorf("%v after %d ms: the output was touched", sig, wait)
		}
		wantFiles(t, dir, "in.xml", "out.json")
	}
	if caught == 0 {
		t.Error("no run was interrupted")
	}
}

// started starts c and waits until it has found out what its input is, so that its signal handlers are there. It returns what it goes on to say.
func started(t *testing.T, c *exec.Cmd) *bufio.Reader {
	t.Helper()
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(stderr)
	if first, err := said.ReadString('\n'); err != nil || !strings.Contains(first, `"event":"start"`) {
		t.Fatalf("it says %q, %v", first, err)
	}
	return said
}

// TestSignalsWhileWaiting interrupts runs that wait for who feeds or reads them. A run that does not notice would hang until the tests' time is out.
func TestSignalsWhileWaiting(t *testing.T) {
	dir := madeUp(t)
	text, err := os.ReadFile(filepath.Join(dir, "in.xml"))
	if err != nil {
		t.Fatal(err)
	}
	half := bytes.NewReader(text[:len(text)/2])
	fifo := filepath.Join(dir, "fifo")
	if err := syscall.Mkfifo(fifo, 0o666); err != nil {
		t.Skip(err)
	}
	for _, test := range []struct {
		name string
		args []string
		in   bool // standard input stalls
		out  bool // nobody reads standard output
	}{
		{"standard input stalls", []string{"convert", "-", "-o", "x.csv"}, true, false},
		{"nobody reads standard output", []string{"convert", "in.xml", "--to", "csv"}, false, true},
		{"nobody opens the FIFO for reading", []string{"convert", "in.xml", "--to", "csv", "-o", "fifo"}, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := obmenCommand(t, dir, append(test.args, "--log", "json")...)
			if test.in {
				stdin, err := c.StdinPipe()
				if err != nil {
					t.Fatal(err)
				}
				defer stdin.Close()
				go io.Copy(stdin, half)
			}
			if test.out {
				stdout, err := c.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				defer stdout.Close()
			}
			said := started(t, c)
			c.Process.Signal(syscall.SIGTERM)
			io.Copy(io.Discard, said)
			var exit *exec.ExitError
			if err := c.Wait(); !errors.As(err, &exit) || exit.ExitCode() != status.Terminated {
				t.Errorf("it ended with %v, want exit status %d", err, status.Terminated)
			}
			wantFiles(t, dir, "fifo", "in.xml", "out.json")
		})
	}
}

// TestPipeClosed closes standard output early, as head does: no panic, an exit status that says that not all was written.
func TestPipeClosed(t *testing.T) {
	c := obmenCommand(t, madeUp(t), "convert", "in.xml", "--to", "csv", "--quiet")
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "Date,") {
		t.Errorf("the first line is %q, %v", line, err)
	}
	stdout.Close()
	var exit *exec.ExitError
	if err := c.Wait(); !errors.As(err, &exit) || exit.ExitCode() != status.FileSystem || strings.Count(said.String(), "\n") != 1 {
		t.Errorf("it ended with %v and said %q", err, said.String())
	}
}
