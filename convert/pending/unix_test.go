//go:build unix

package pending

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func TestFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(filepath.Dir(path), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, link} {
		got := make(chan string)
		go func() {
			b, _ := os.ReadFile(path)
			got <- string(b)
		}()
		if err := create(t, name, "through the pipe").Commit(); err != nil {
			t.Fatal(err)
		}
		if s := <-got; s != "through the pipe" {
			t.Errorf("%s: %q", name, s)
		}
	}
	if info, _ := os.Lstat(path); info.Mode()&fs.ModeNamedPipe == 0 {
		t.Error("the FIFO was replaced")
	}
	if info, _ := os.Lstat(link); info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
}

func TestSocket(t *testing.T) {
	dir, err := os.MkdirTemp("", "s") // a socket's path may have 104 bytes only
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got := make(chan string)
	go func() {
		c, err := l.Accept()
		if err != nil {
			got <- err.Error()
			return
		}
		b, _ := io.ReadAll(c)
		got <- string(b)
	}()
	if err := create(t, path, "to the socket").Commit(); err != nil {
		t.Fatal(err)
	}
	if s := <-got; s != "to the socket" {
		t.Errorf("%q", s)
	}
}

func TestDevice(t *testing.T) {
	f := create(t, "/dev/null", strings.Repeat("x", 3*bufferSize))
	if err := CommitAll(f); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat("/dev/null"); err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		t.Fatalf("/dev/null is now %v", info.Mode())
	}
}

func TestFullDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	f, err := Create("/dev/full")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Cleanup()
	if _, err := f.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "/dev/full") {
		t.Errorf("%v", err)
	}
}

// /dev/stdout is a link to a link; where standard output is a file, nothing may be replaced all the same.
func TestStandardOutput(t *testing.T) {
	if _, err := os.Lstat("/dev/stdout"); err != nil {
		t.Skip("no /dev/stdout here")
	}
	if os.Getenv("PENDING_TEST_STDOUT") != "" {
		if err := create(t, "/dev/stdout", "said\n").Commit(); err != nil {
			t.Fatal(err)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "out")
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestStandardOutput$")
	cmd.Env = append(os.Environ(), "PENDING_TEST_STDOUT=1")
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(path); !strings.Contains(string(b), "said") {
		t.Errorf("%q", b)
	}
	if info, err := os.Lstat("/dev/stdout"); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Fatalf("/dev/stdout is now %v %v", info, err)
	}
}

// tmpfs mounts a file system of a megabyte.
func tmpfs(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		t.Skip("only root of a Linux can mount a small file system")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("can't mount a small file system here: %s", out)
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
	return dir
}

func TestFullDisk(t *testing.T) {
	dir := tmpfs(t, "size=1m")
	path := filepath.Join(dir, "out")
	put(t, path, "old")
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write(make([]byte, 4<<20))
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), path+":") {
		t.Errorf("write: %v", err)
	}
	if err := f.Commit(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("commit: %v", err)
	}
	if err := f.Cleanup(); err != nil {
		t.Error(err)
	}
	want(t, path, "old")
	wantOnly(t, dir, "out")
	if err := create(t, path, "new").Commit(); err != nil {
		t.Error("the space has not come back:", err)
	}
}

func TestReadOnlyFileSystem(t *testing.T) {
	dir := tmpfs(t, "size=1m")
	path := filepath.Join(dir, "out")
	put(t, path, "old")
	f := create(t, path, "new")
	f.temp.file.Close() // a file open for writing would keep the remount off
	f.temp.claim.Close()
	if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
		t.Skipf("can't remount here: %s", out)
	}
	if _, err := Create(path); !errors.Is(err, syscall.EROFS) || !strings.Contains(err.Error(), path+":") {
		t.Errorf("create: %v", err)
	}
	if err := f.temp.rename(path); !errors.Is(err, syscall.EROFS) {
		t.Errorf("rename: %v", err)
	}
	want(t, path, "old")
}

// Root may write everywhere, so another user tries; where there is none to become, a folder that not even root may change.
func TestFolderWithoutRights(t *testing.T) {
	if path := os.Getenv("PENDING_TEST_NO_RIGHTS"); path != "" {
		_, err := Create(path)
		if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), path+":") {
			t.Errorf("%v", err)
		}
		return
	}
	dir, err := os.MkdirTemp("/tmp", "pending") // t.TempDir's parents are closed to others
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "out")
	put(t, path, "old")
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	if os.Geteuid() == 0 {
		asNobody(t, path)
	} else if _, err := Create(path); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("%v", err)
	}
	want(t, path, "old")
	wantOnly(t, dir, "out")
}

// asNobody runs the test again as a user without rights.
func asNobody(t *testing.T, path string) {
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	bin, err := os.CreateTemp("/tmp", "pending")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(bin.Name())
	_, err = bin.Write(self)
	if err := errors.Join(err, bin.Chmod(0o755), bin.Close()); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin.Name(), "-test.run", "^TestFolderWithoutRights$")
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "PENDING_TEST_NO_RIGHTS="+path)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if out, err := cmd.CombinedOutput(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			t.Skipf("can't become another user here: %v", err)
		}
		t.Errorf("as nobody: %s", out)
	}
}
