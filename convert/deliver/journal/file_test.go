package journal

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	ok(t, err)
	return data
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	ok(t, os.WriteFile(path, data, 0o600))
}

func TestDefaultPath(t *testing.T) {
	abs := t.TempDir()
	for _, c := range []struct{ system, env, want string }{
		{"linux", "HOME=/h", "/h/.local/state"},
		{"linux", "HOME=/h XDG_STATE_HOME=" + abs, abs},
		{"linux", "HOME=/h XDG_STATE_HOME=relative", "/h/.local/state"},
		{"darwin", "HOME=/h", "/h/Library/Application Support"},
		{"windows", `LocalAppData=C:\l`, `C:\l`},
		{"linux", "", ""},
		{"windows", "HOME=/h", ""},
	} {
		env := func(name string) string {
			for _, pair := range strings.Split(c.env, " ") {
				if value, is := strings.CutPrefix(pair, name+"="); is {
					return value
				}
			}
			return ""
		}
		got, err := stateFolder(c.system, env)
		if filepath.ToSlash(got) != filepath.ToSlash(c.want) || (err == nil) != (c.want != "") {
			t.Errorf("%s, %s: %q, %v", c.system, c.env, got, err)
		}
	}
	if got, err := DefaultPath("s"); got != filepath.Join("s", "journal.db") || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), nil)
	for _, path := range []string{"", dir, filepath.Join(dir, "file", "journal.db")} {
		var inPath *fs.PathError
		if _, err := Open(path); !errors.As(err, &inPath) {
			t.Errorf("%q: %v", path, err)
		}
	}
	if os.Geteuid() != 0 && runtime.GOOS != "windows" {
		path := filepath.Join(dir, "fixed.db")
		write(t, path, []byte("x"))
		ok(t, os.Chmod(path, 0o400))
		if _, err := Open(path); !errors.Is(err, fs.ErrPermission) {
			t.Error(err)
		}
	}
}

func TestModes(t *testing.T) {
	j := open(t)
	planned(t, j, delivery("1"))
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]fs.FileMode{j.Path(): 0o600, filepath.Dir(j.Path()): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

// TestNotAJournal: what can't be read as a journal is an error that names the file, from every side, and the file stays as it is.
func TestNotAJournal(t *testing.T) {
	good := open(t)
	bring(t, good, delivery("1"), Accepted, "a", "b")
	whole := read(t, good.Path())
	altered := func(change func(tx *bbolt.Tx) error) []byte {
		path := filepath.Join(t.TempDir(), "x.db")
		write(t, path, whole)
		db, err := bbolt.Open(path, 0o600, nil)
		ok(t, err)
		ok(t, db.Update(change))
		ok(t, db.Close())
		return read(t, path)
	}
	version := func(v string) []byte {
		return altered(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("version"), []byte(v)) })
	}
	noMetas := bytes.Clone(whole)
	clear(noMetas[:2*os.Getpagesize()])
	noData := bytes.Clone(whole)
	clear(noData[2*os.Getpagesize():])
	garbled := bytes.Clone(whole)
	for i := 2 * os.Getpagesize(); i < len(garbled); i++ {
		garbled[i] ^= 0x55
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"empty":       {nil, Damaged.Fault()},
		"text":        {[]byte(strings.Repeat("a journal? ", 10000)), Damaged.Fault()},
		"short":       {[]byte("x"), Damaged.Fault()},
		"no metas":    {noMetas, Damaged.Fault()},
		"no data":     {noData, Damaged.Fault()},
		"garbled":     {garbled, Damaged.Fault()},
		"cut":         {whole[:len(whole)-2*os.Getpagesize()], Damaged.Fault()},
		"two pages":   {whole[:2*os.Getpagesize()], Damaged.Fault()},
		"newer":       {version("2"), Newer.Fault()},
		"no version":  {version("one"), Foreign.Fault()},
		"foreign":     {altered(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("meta")) }), Foreign.Fault()},
		"no bucket":   {altered(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("keys")) }), Damaged.Fault()},
		"no JSON":     {altered(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("deliveries")).Put(number(1), []byte("{")) }), Damaged.Fault()},
		"no delivery": {altered(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("deliveries")).Delete(number(1)) }), Damaged.Fault()},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.db")
			write(t, path, c.data)
			j := openAt(t, path)
			j.LockWait = time.Second
			carried := j.Carried("caffesta", "shop")
			defer carried.Close()
			for what, do := range map[string]func() error{
				"find":    func() error { _, _, err := j.Find(delivery("1").Key); return err },
				"plan":    func() error { _, err := j.Plan(delivery("1"), nil); return err },
				"carried": func() error { _, _, err := carried.By([]byte("155"), []byte("a")); return err },
			} {
				err := do()
				var inPath *fs.PathError
				if !errors.Is(err, c.want) || !errors.As(err, &inPath) || inPath.Path != path {
					t.Errorf("%s: %v", what, err)
				}
			}
			if !bytes.Equal(read(t, path), c.data) {
				t.Error("the file has changed")
			}
		})
	}
}

// TestBusy: who finds the journal held for too long is told so.
func TestBusy(t *testing.T) {
	j := open(t)
	planned(t, j, delivery("1"))
	db, err := bbolt.Open(j.Path(), 0o600, nil)
	ok(t, err)
	defer db.Close()
	j.LockWait = 20 * time.Millisecond
	for _, err := range []error{j.Begin(1), j.All(Filter{}, nil)} {
		var busy *BusyError
		var inPath *fs.PathError
		if !errors.As(err, &busy) || !errors.As(err, &inPath) || !errors.Is(err, Busy.Fault()) {
			t.Error(err)
		}
	}
}

func TestLock(t *testing.T) {
	j := open(t)
	unlock, err := j.Lock(context.Background(), "caffesta", "shop")
	ok(t, err)
	other, err := j.Lock(context.Background(), "caffesta", "shop2")
	ok(t, err)
	other()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := j.Lock(ctx, "caffesta", "shop"); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	unlock()
	again, err := j.Lock(context.Background(), "caffesta", "shop")
	ok(t, err)
	again()
}

// TestLeftover: what a killed run left of the making is no journal, and in nobody's way.
func TestLeftover(t *testing.T) {
	j := open(t)
	write(t, filepath.Join(filepath.Dir(j.Path()), ".journal.db.obmen-new.tmp"), []byte("half"))
	planned(t, j, delivery("1"))
	if entries, _ := os.ReadDir(filepath.Dir(j.Path())); len(entries) != 2 {
		t.Errorf("there are %v", entries)
	}
}

// TestGarbled alters bytes of a journal and clears sectors, at random: whatever is found out, it is no crash, and what is wrong names the file. The heads of pages, in
// which bbolt believes any length, are only cleared. OBMEN_CUTS says how often.
func TestGarbled(t *testing.T) {
	good := open(t)
	bring(t, good, delivery("1"), Accepted, "a", "b")
	bring(t, good, part("N", 1, 2), Rejected, "c")
	_, err := good.Plan(delivery("2"), many(300))
	ok(t, err)
	whole := read(t, good.Path())
	for seed := range uint64(rounds("OBMEN_CUTS", 1) * 40) {
		random := rand.New(rand.NewPCG(seed, 0))
		data := bytes.Clone(whole)
		for range 1 + random.IntN(4) {
			page := data[(2+random.IntN(len(data)/os.Getpagesize()-2))*os.Getpagesize():][:os.Getpagesize()]
			if random.IntN(2) == 0 {
				clear(page[random.IntN(8)*512:][:512])
			} else {
				page[16+random.IntN(len(page)-16)] = byte(random.Uint32())
			}
		}
		j := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
		write(t, j.Path(), data)
		j.LockWait, j.hold = time.Second, time.Millisecond
		carried := j.Carried("caffesta", "shop")
		_, _, err1 := carried.By([]byte("155"), []byte("a"))
		_, _, err2 := j.Find(delivery("1").Key)
		_, err3 := j.Plan(delivery("3"), receipts("x", "y"))
		err4 := j.All(Filter{}, func(Delivery) error { return nil })
		for _, err := range []error{err1, err2, err3, err4, carried.Close()} {
			var inPath *fs.PathError
			if err != nil && (!errors.As(err, &inPath) || inPath.Path != j.Path() || errors.Is(err, Busy.Fault())) {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
	}
}
