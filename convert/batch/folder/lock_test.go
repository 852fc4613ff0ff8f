package folder

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const lockEnv = "OBMEN_TEST_LOCK"

// TestMain is also the other process, that holds a lock until it is killed.
func TestMain(m *testing.M) {
	path := os.Getenv(lockEnv)
	if path == "" {
		os.Exit(m.Run())
	}
	if _, err := Lock(path); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("locked")
	io.Copy(io.Discard, os.Stdin)
}

func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock\n")
	if os.PathSeparator == '\\' {
		path = strings.TrimSpace(path)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), lockEnv+"="+path)
	_, err := cmd.StdinPipe()
	ok(t, err)
	out, err := cmd.StdoutPipe()
	ok(t, err)
	ok(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	if line, _ := bufio.NewReader(out).ReadString('\n'); strings.TrimSpace(line) != "locked" {
		t.Fatalf("the other process says %q", line)
	}
	wantLocked(t, path)
	cmd.Process.Kill()
	cmd.Wait()
	unlock, err := Lock(path)
	ok(t, err)
	wantLocked(t, path)
	unlock()
	unlock, err = Lock(path)
	ok(t, err)
	unlock()
	if info, err := os.Lstat(path); err != nil || info.Size() != 0 {
		t.Error("the lock file has not stayed", err)
	}
}

func wantLocked(t *testing.T, path string) {
	t.Helper()
	var p *fs.PathError
	unlock, err := Lock(path)
	if unlock != nil || !errors.Is(err, ErrLocked) || !errors.As(err, &p) || p.Path != path || !strings.Contains(err.Error(), "another run") {
		t.Errorf("%v", err)
	}
}

func TestLockFails(t *testing.T) {
	var p *fs.PathError
	if _, err := Lock(filepath.Join(t.TempDir(), "missing", "lock")); !errors.As(err, &p) || !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
