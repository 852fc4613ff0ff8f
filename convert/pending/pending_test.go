package pending

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// The test binary, run again with holdEnv set to a path, writes a part of that file and waits to be killed.
const holdEnv = "PENDING_TEST_HOLD"

func TestMain(m *testing.M) {
	if path := os.Getenv(holdEnv); path != "" {
		hold(path)
		return
	}
	os.Exit(m.Run())
}

func hold(path string) {
	f, err := Create(path)
	if err == nil {
		_, err = f.Write(bytes.Repeat([]byte("half "), 100_000))
	}
	if err == nil && os.Getenv(holdEnv+"_PREPARED") != "" {
		err = f.prepare()
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin) // until the parent kills
}

// startHolding runs hold in a process of its own and returns once it has written.
func startHolding(t *testing.T, path string, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), holdEnv+"="+path), env...)
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	line, _ := bufio.NewReader(out).ReadString('\n')
	if line != "ready\n" {
		t.Fatalf("the other process says %q", line)
	}
	return cmd
}

func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func create(t *testing.T, path, content string) *File {
	t.Helper()
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Cleanup() })
	if _, err := io.WriteString(f, content); err != nil {
		t.Fatal(err)
	}
	return f
}

func want(t *testing.T, path, content string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != content {
		t.Errorf("%s holds %.40q (%v), want %.40q", filepath.Base(path), got, err, content)
	}
}

// wantOnly wants just these names in a folder.
func wantOnly(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("the folder holds %q, want %q", got, names)
	}
}

func temps(t *testing.T, folder string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, ".*"+mark+"*"+ending))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestCommit(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.json")
	f := create(t, path, "one")
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the file is there before its time")
	}
	if f.Name() != path {
		t.Error(f.Name())
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	want(t, path, "one")
	f = create(t, path, "two")
	want(t, path, "one")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	want(t, path, "two")
	wantOnly(t, dir, "out.json")
}

func TestCleanup(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.json")
	put(t, path, "old")
	f := create(t, path, strings.Repeat("new", bufferSize))
	if len(temps(t, dir)) != 1 {
		t.Error("no temporary file beside the target")
	}
	for range 2 {
		if err := f.Cleanup(); err != nil {
			t.Error(err)
		}
	}
	want(t, path, "old")
	wantOnly(t, dir, "out.json")
	if _, err := f.Write([]byte("x")); !errors.Is(err, fs.ErrClosed) {
		t.Error(err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Error(err)
	}
	if err := (*File)(nil).Cleanup(); err != nil {
		t.Error(err)
	}
}

func TestCleanupAfterCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.json")
	f := create(t, path, "one")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Cleanup(); err != nil {
		t.Error(err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Error(err)
	}
	want(t, path, "one")
}

func TestKill(t *testing.T) {
	for _, prepared := range []string{"", "1"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "out.json")
		put(t, path, "old")
		put(t, filepath.Join(dir, ".out.json.obmen-notours.tmp"), "not of our form")
		other := create(t, filepath.Join(dir, "other.json"), "other")
		cmd := startHolding(t, path, holdEnv+"_PREPARED="+prepared)

		// While it lives, what it writes is not taken for a leftover, not even when it is closed and only the rename is due.
		if err := create(t, path, "mine").Commit(); err != nil {
			t.Fatal(err)
		}
		if n := len(temps(t, dir)); n != 3 {
			t.Fatalf("%d temporary files, want the other process's, the other target's and the one not of our form", n)
		}
		kill(t, cmd)
		want(t, path, "mine")
		if n := len(temps(t, dir)); n != 3 {
			t.Fatalf("%d temporary files after the kill", n)
		}
		if err := create(t, path, "next").Commit(); err != nil {
			t.Fatal(err)
		}
		if err := other.Commit(); err != nil {
			t.Fatal(err)
		}
		want(t, path, "next")
		wantOnly(t, dir, ".out.json.obmen-notours.tmp", "other.json", "out.json")
	}
}

func TestSweepSeesOnlyItsOwn(t *testing.T) {
	for _, c := range []struct {
		name, prefix string
		is           bool
	}{
		{".out.json.obmen-abcdefgh.tmp", tempPrefix("out.json"), true},
		{".out.json.obmen-abcdefg.tmp", tempPrefix("out.json"), false},
		{".out.json.obmen-abcdefg1.tmp", tempPrefix("out.json"), false},
		{".out.json.obmen-abcdefgh.tmp2", tempPrefix("out.json"), false},
		{".out.json.obmen-abcdefgh.tmp", tempPrefix("json"), false},
		{".out.json.obmen-.tmp", tempPrefix("out.json"), false},
		{"out.json", tempPrefix("out.json"), false},
	} {
		if isTemp(c.name, c.prefix) != c.is {
			t.Errorf("%s with %s: %v", c.name, c.prefix, !c.is)
		}
	}
}

// A link or a folder of a leftover's name is not ours.
func TestSweepLeavesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	put(t, victim, "precious")
	if err := os.Symlink(victim, filepath.Join(dir, ".out.obmen-aaaaaaaa.tmp")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := os.Mkdir(filepath.Join(dir, ".out.obmen-bbbbbbbb.tmp"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := create(t, filepath.Join(dir, "out"), "x").Commit(); err != nil {
		t.Fatal(err)
	}
	want(t, victim, "precious")
	if len(temps(t, dir)) != 2 {
		t.Error("what is no file was swept")
	}
}

func TestTwoWriters(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	put(t, path, "0:")
	content := func(writer, round int) string {
		return fmt.Sprintf("%d:%s", writer, strings.Repeat("x", 1000*round))
	}
	var writers sync.WaitGroup
	done := make(chan struct{})
	for w := range 2 {
		writers.Go(func() {
			for round := range 50 {
				f, err := Create(path)
				if err == nil {
					_, err = io.WriteString(f, content(w, round))
				}
				if err == nil {
					err = f.Commit()
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() { writers.Wait(); close(done) }()
	for finished := false; !finished; {
		select {
		case <-done:
			finished = true
		default:
		}
		got, err := os.ReadFile(path)
		if runtime.GOOS == "windows" {
			time.Sleep(20 * time.Millisecond) // while it is read, it can't be replaced: leave room between
			if err != nil {
				continue // a reader may meet the rename
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		var writer int
		fmt.Sscanf(string(got), "%d:", &writer)
		if n := len(got) - 2; n%1000 != 0 || string(got) != content(writer, n/1000) {
			t.Fatalf("a file that nobody wrote: %d bytes, %.20q", len(got), got)
		}
	}
	wantOnly(t, dir, "out")
}

func TestPermissionBits(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permission bits")
	}
	dir := t.TempDir()
	for _, perm := range []fs.FileMode{0o600, 0o640, 0o666, 0o755, 0o444} {
		path := filepath.Join(dir, fmt.Sprintf("%o", perm))
		put(t, path, "old")
		if err := os.Chmod(path, perm); err != nil {
			t.Fatal(err)
		}
		f := create(t, path, "new")
		if info, err := os.Stat(f.temp.path); err != nil || info.Mode().Perm() != perm {
			t.Errorf("temporary file: %v %v, want %v", info.Mode(), err, perm)
		}
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode() != perm {
			t.Errorf("%v %v, want %v", info.Mode(), err, perm)
		}
		want(t, path, "new")
	}
	fresh, plain := filepath.Join(dir, "fresh"), filepath.Join(dir, "plain")
	if err := create(t, fresh, "").Commit(); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Create(plain); err != nil {
		t.Fatal(err)
	} else {
		f.Close()
	}
	a, _ := os.Stat(fresh)
	b, _ := os.Stat(plain)
	if a.Mode() != b.Mode() {
		t.Errorf("a new file has %v, os.Create gives %v", a.Mode(), b.Mode())
	}
}

func TestTargetsThatAreRefused(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "file"), "")
	for _, c := range []struct {
		path string
		is   error
		word string
	}{
		{"", fs.ErrInvalid, ""},
		{dir, nil, "directory"},
		{filepath.Join(dir, "new") + "/", nil, "directory"},
		{filepath.Join(dir, "missing", "out"), fs.ErrNotExist, ""},
		{filepath.Join(dir, "file", "out"), nil, ""},
		{filepath.Join(dir, "a\x00b"), nil, ""},
	} {
		f, err := Create(c.path)
		var p *fs.PathError
		if f != nil || !errors.As(err, &p) {
			t.Errorf("%q: %v %v", c.path, f, err)
			continue
		}
		if p.Path != c.path || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%q: %v, want %v %q", c.path, err, c.is, c.word)
		}
	}
	wantOnly(t, dir, "file")
}

func TestLinkIsReplaced(t *testing.T) {
	dir := t.TempDir()
	real, link, loose := filepath.Join(dir, "real"), filepath.Join(dir, "link"), filepath.Join(dir, "loose")
	put(t, real, "old")
	if err := os.Symlink(real, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := os.Symlink(filepath.Join(dir, "nowhere"), loose); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, loose} {
		if err := create(t, path, "new").Commit(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%v %v", info.Mode(), err)
		}
		want(t, path, "new")
	}
	want(t, real, "old")
	wantOnly(t, dir, "link", "loose", "real")
}

func TestLongNames(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("ж", 125) // 250 bytes
	for _, name := range []string{long + "a.txt", long + "b.txt", "короткое имя.json", "-o", "a*[b"} {
		if runtime.GOOS == "windows" && strings.Contains(name, "*") {
			continue
		}
		if err := create(t, filepath.Join(dir, name), name).Commit(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		want(t, filepath.Join(dir, name), name)
	}
	a, b := tempPrefix(long+"a.txt"), tempPrefix(long+"b.txt")
	if a == b || len(a) > 220 || !strings.HasPrefix(a, ".ж") || strings.ContainsRune(a, '\uFFFD') {
		t.Errorf("%q %q", a, b)
	}
}

func TestCommitAll(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := CommitAll(create(t, in("trail"), "1"), nil, create(t, in("report"), "2"), create(t, in("result"), "3")); err != nil {
		t.Fatal(err)
	}
	want(t, in("trail"), "1")
	want(t, in("report"), "2")
	want(t, in("result"), "3")

	// The second can't be renamed: in the meantime its name has become a folder.
	files := []*File{create(t, in("trail"), "4"), create(t, in("new"), "5"), create(t, in("result"), "6")}
	if err := os.Mkdir(in("new"), 0o755); err != nil {
		t.Fatal(err)
	}
	err := CommitAll(files...)
	var p *PartialError
	if !errors.As(err, &p) || p.Name != in("new") || len(p.InPlace) != 1 || p.InPlace[0] != in("trail") {
		t.Fatalf("%v", err)
	}
	var path *fs.PathError
	if !errors.As(err, &path) || path.Path != in("new") || !strings.Contains(err.Error(), "already in place: "+in("trail")) {
		t.Errorf("%v", err)
	}
	for _, f := range files {
		if err := f.Cleanup(); err != nil {
			t.Error(err)
		}
	}
	want(t, in("trail"), "4")
	want(t, in("result"), "3")
	wantOnly(t, dir, "new", "report", "result", "trail")
}

// Where one can't even be flushed, none appears.
func TestCommitAllIsPreparedFirst(t *testing.T) {
	dir := t.TempDir()
	first, second := create(t, filepath.Join(dir, "first"), "1"), create(t, filepath.Join(dir, "second"), "2")
	second.temp.file.Close()
	var p *PartialError
	if err := CommitAll(first, second); err == nil || errors.As(err, &p) || !strings.Contains(err.Error(), "second") {
		t.Errorf("%v", err)
	}
	first.Cleanup()
	second.Cleanup()
	wantOnly(t, dir)
}

func TestRetry(t *testing.T) {
	passing, final := errors.New("passing"), errors.New("final")
	for _, c := range []struct {
		name   string
		errs   []error // the last one stays
		want   error
		waited time.Duration
	}{
		{"at once", []error{nil}, nil, 0},
		{"final", []error{final}, final, 0},
		{"the third time", []error{passing, passing, nil}, nil, 30 * time.Millisecond},
		{"then final", []error{passing, final}, final, 10 * time.Millisecond},
	} {
		n, waited := 0, time.Duration(0)
		err := retry(func() error { n++; return c.errs[min(n, len(c.errs))-1] },
			func(err error) bool { return err == passing }, func(d time.Duration) { waited += d })
		if err != c.want || waited != c.waited {
			t.Errorf("%s: %v after %v, want %v after %v", c.name, err, waited, c.want, c.waited)
		}
	}
	waited, longest := time.Duration(0), time.Duration(0)
	err := retry(func() error { return passing }, func(error) bool { return true }, func(d time.Duration) { waited += d; longest = max(longest, d) })
	if err != passing || waited < allWaits || waited > allWaits+longWait || longest != longWait {
		t.Errorf("%v: gave up after %v, the longest wait %v", err, waited, longest)
	}
}

// TestReadFrom puts pieces of all sizes and the content of a file one behind the other.
func TestReadFrom(t *testing.T) {
	dir := t.TempDir()
	source, err := os.Create(filepath.Join(dir, "source"))
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	middle := strings.Repeat("from a file ", 50_000)
	if _, err := source.WriteString(middle); err != nil {
		t.Fatal(err)
	}
	f, err := Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Cleanup()
	var want strings.Builder
	for _, size := range []int{1, largePiece - 1, largePiece, 3, bufferSize, largePiece - 1, largePiece - 1, largePiece - 1, largePiece - 1, largePiece - 1, 2 * bufferSize, 7} {
		piece := strings.Repeat(string(rune('a'+size%26)), size)
		want.WriteString(piece)
		if n, err := io.WriteString(f, piece); n != size || err != nil {
			t.Fatal(n, err)
		}
		if size == 3 {
			if _, err := source.Seek(5, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			n, err := io.Copy(f, io.LimitReader(source, int64(len(middle)-10)))
			if n != int64(len(middle)-10) || err != nil {
				t.Fatal(n, err)
			}
			want.WriteString(middle[5 : len(middle)-5])
		}
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(f.Name()); string(got) != want.String() || err != nil {
		t.Errorf("%d bytes, %v; want %d, other ones", len(got), err, want.Len())
	}
	if _, err := f.ReadFrom(strings.NewReader("x")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("reading into a file that was committed: %v", err)
	}
}

// TestErrorsLast says that what failed once fails ever after.
func TestErrorsLast(t *testing.T) {
	for _, size := range []int{1, bufferSize} {
		f, err := Create(filepath.Join(t.TempDir(), "out"))
		if err != nil {
			t.Fatal(err)
		}
		f.temp.file.Close()
		piece := strings.Repeat("x", size)
		for i := 0; err == nil && i <= bufferSize; i++ {
			_, err = io.WriteString(f, piece)
		}
		if err == nil || !strings.Contains(err.Error(), f.Name()) {
			t.Fatalf("writing to a closed file: %v", err)
		}
		_, again := f.Write([]byte("x"))
		_, copied := f.ReadFrom(strings.NewReader("x"))
		if again != err || copied != err || f.Commit() != err {
			t.Errorf("pieces of %d: %v, %v after %v", size, again, copied, err)
		}
		f.Cleanup()
	}
}
