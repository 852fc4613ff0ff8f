//go:build !windows

package main

import (
	"bufio"
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"obmen/convert/status"
)

// TestSandbox starts the sandbox as a process: what it prints is a profile, it answers, it shows no key, and an interrupt is its normal end.
func TestSandbox(t *testing.T) {
	dir := t.TempDir()
	c := obmenCommand(t, dir, "sandbox", "--listen", "127.0.0.1:0", "--file", "sandbox.db", "--fault", "refuse@ping#2", "--log", "json")
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	profile := ""
	for range 3 {
		lines.Scan()
		profile += lines.Text() + "\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "shop.yaml"), []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := obmenCommand(t, dir, "profile", "check", "shop.yaml").CombinedOutput(); err != nil {
		t.Errorf("the profile is none: %v %s", err, out)
	}
	url := regexp.MustCompile(`http://127\.0\.0\.1:\d+/a/v1\.0`).FindString(profile)
	for _, want := range []string{`{"success":true,`, `{"success":false,`} {
		if got := pinged(t, url); !strings.HasPrefix(got, want) {
			t.Errorf("ping: %s", got)
		}
	}
	for _, test := range []struct {
		status int
		args   []string
	}{
		{status.FileSystem, []string{"--listen", strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/a/v1.0")}},
		{status.FileSystem, []string{"--listen", "127.0.0.1:0", "--file", "sandbox.db"}},
		{status.Usage, []string{"--listen", "0.0.0.0:0"}},
		{status.Usage, []string{"--listen", "127.0.0.1:0", "--fault", "nonsense"}},
		{status.Usage, []string{"--listen", "127.0.0.1:0", "--process", "soon"}},
		{status.Done, []string{"--print-profile"}},
	} {
		other := obmenCommand(t, dir, append([]string{"sandbox"}, test.args...)...)
		if out, _ := other.CombinedOutput(); other.ProcessState.ExitCode() != test.status || len(out) == 0 {
			t.Errorf("%v: exit %d, want %d: %s", test.args, other.ProcessState.ExitCode(), test.status, out)
		}
	}
	c.Process.Signal(syscall.SIGINT)
	if err := c.Wait(); err != nil {
		t.Errorf("interrupted: %v %s", err, said.String())
	}
	if text := said.String(); !strings.Contains(text, `"event":"listening"`) || !strings.Contains(text, `"fault":"refuse"`) || strings.Contains(text, "plainly-fake") {
		t.Errorf("it said %s", text)
	}
}

func pinged(t *testing.T, url string) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url+"/storage/test", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-API_KEY", "plainly-fake")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var b bytes.Buffer
	b.ReadFrom(answer.Body)
	return b.String()
}
