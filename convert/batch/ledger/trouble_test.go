package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"go.etcd.io/bbolt"
)

// rounds is how often something is tried; the environment variable sets another number.
func rounds(variable string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return n
	}
	return usual
}

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

// A disk is full after so many bytes.
type disk struct {
	limited bool
	left    int
	errno   error
}

// under puts the disk under a database. bbolt has no door for that: an *os.File can't be made to fail at a chosen byte.
func (d *disk) under(db *bbolt.DB) {
	field := reflect.ValueOf(db).Elem().FieldByName("ops").FieldByName("writeAt")
	to := (*func([]byte, int64) (int, error))(unsafe.Pointer(field.UnsafeAddr()))
	real := *to
	*to = func(data []byte, at int64) (int, error) {
		if !d.limited || len(data) <= d.left {
			d.left -= len(data)
			return real(data, at)
		}
		n, _ := real(data[:d.left], at)
		d.left = 0
		return n, &fs.PathError{Op: "write", Path: db.Path(), Err: d.errno}
	}
}

// state is all that can be seen of a ledger.
func state(t testing.TB, l *Ledger) string {
	t.Helper()
	rows, err := l.Rows(1000)
	ok(t, err)
	open, waiting, err := l.Counts()
	ok(t, err)
	text := fmt.Sprintln(open, waiting)
	for _, r := range rows {
		text += fmt.Sprintf("row %d: %.20s (%d bytes)\n", r.Seq, r.Row, len(r.Row))
	}
	for _, e := range all(t, l) {
		text += fmt.Sprintf("%.400s (%d bytes)\n", e, len(e))
	}
	for _, key := range []string{"K1", "K2", "K3", "K4"} {
		s, found, err := l.Seen(key)
		ok(t, err)
		flight, _, err := l.InFlight(key, 1<<40)
		ok(t, err)
		work, _, err := l.HasWork("1 " + Name(key))
		ok(t, err)
		text += fmt.Sprintln(s, found, flight, work)
	}
	return text
}

// wantSound asserts that bbolt finds no fault with the file and that the indexes say what the entries say.
func wantSound(t testing.TB, l *Ledger) {
	t.Helper()
	ok(t, l.view(func(t *txn) error {
		for err := range t.Check() {
			return err
		}
		want, open, waiting := map[mark]bool{}, 0, 0
		err := t.bucket("open").ForEach(func(k, _ []byte) error {
			e, err := t.must(numberAt(k))
			if err != nil {
				return err
			}
			open++
			if waits(e) {
				waiting++
			}
			for _, m := range marks(e) {
				want[m] = true
			}
			return nil
		})
		for _, index := range []string{"works", "flight"} {
			err = errors.Join(err, t.bucket(index).ForEach(func(k, _ []byte) error {
				if m := (mark{index, string(k)}); !want[m] {
					return fmt.Errorf("%q is too many", m)
				} else {
					delete(want, m)
				}
				return nil
			}))
		}
		for m := range want {
			err = errors.Join(err, fmt.Errorf("%q is missing", m))
		}
		o, err1 := t.tally("open")
		w, err2 := t.tally("waiting")
		if o != open || w != waiting {
			err = errors.Join(err, fmt.Errorf("%d open, %d waiting; counted %d, %d", o, w, open, waiting))
		}
		return errors.Join(err, err1, err2)
	}))
}

// sample is a ledger with something in each bucket.
func sample(t testing.TB, l *Ledger) {
	t.Helper()
	for i, name := range []Name{"K1", "K2", "K3"} {
		e := claimed(t, l, name)
		e.Key, e.Trouble = string(name), strings.Repeat("wait ", 300*i)
		put(t, l, e, Hashed)
	}
	done := claimed(t, l, "K4")
	done.Key, done.Outcome, done.Folder = "K4", Done, "2026-11-22"
	put(t, l, done, Archived)
	ok(t, l.Finish(done, []byte("row")))
}

// A change to the sample ledger.
type step struct {
	name string
	do   func(*Ledger) error
}

func steps() []step {
	second := func() *Entry {
		return &Entry{ID: 2, Step: Archived, Name: "K2", Key: "K2", Outcome: Done, Folder: "2026-11-23", Fault: json.RawMessage(`"` + strings.Repeat("x", 9000) + `"`)}
	}
	return []step{
		{"claim", func(l *Ledger) error {
			e := &Entry{Name: "K4", Work: "1 K4", Key: "K4"}
			err := l.Claim(e)
			if (err == nil) != (e.ID != 0) {
				return fmt.Errorf("id %d, %w", e.ID, err)
			}
			return err
		}},
		{"put", func(l *Ledger) error { return l.Put(second()) }},
		{"drop", func(l *Ledger) error { return l.Drop(3) }},
		{"finish", func(l *Ledger) error { return l.Finish(second(), bytes.Repeat([]byte("r"), 5000)) }},
		{"registered", func(l *Ledger) error { return l.Registered(1) }},
	}
}

// TestFullDisk has each step fail at each part of its commit: it is an error that names the file, the ledger is as it was, in this process and in the next, and
// the step is done when there is room again.
func TestFullDisk(t *testing.T) {
	base := filepath.Join(t.TempDir(), "folder.db")
	l := at(t, base)
	sample(t, l)
	before := state(t, l)
	ok(t, l.Close())
	whole := read(t, base)
	dir := t.TempDir()
	for _, s := range steps() {
		path := filepath.Join(dir, s.name)
		write(t, path, whole)
		d := &disk{errno: syscall.ENOSPC}
		l := at(t, path, func(l *Ledger) { l.opened = d.under })
		d.left = 1 << 40
		ok(t, s.do(l))
		after, bytes := state(t, l), 1<<40-d.left
		ok(t, l.Close())
		if after == before || bytes < 3*os.Getpagesize() {
			t.Fatal(s.name, "did nothing", bytes)
		}
		for n := 0; n < bytes; n = next(n, bytes) {
			write(t, path, whole)
			l := at(t, path, func(l *Ledger) { l.opened = d.under })
			d.limited, d.left = true, n
			err := s.do(l)
			var inPath *fs.PathError
			if !errors.Is(err, syscall.ENOSPC) || !errors.As(err, &inPath) || inPath.Path != path {
				t.Fatalf("%s, full after %d of %d bytes: %v", s.name, n, bytes, err)
			}
			if err := s.do(l); !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("%s, still full after %d of %d bytes: %v", s.name, n, bytes, err)
			}
			d.limited = false
			if got := state(t, l); got != before {
				t.Fatalf("%s, full after %d of %d bytes: the ledger says\n%s\nwant\n%s", s.name, n, bytes, got, before)
			}
			wantSound(t, l)
			ok(t, s.do(l))
			wantSound(t, l)
			ok(t, l.Close())
			l = at(t, path)
			got := state(t, l)
			ok(t, l.Close())
			if got != after {
				t.Fatalf("%s, full after %d of %d bytes and tried again: the ledger says\n%s\nwant\n%s", s.name, n, bytes, got, after)
			}
		}
	}
}

// next goes through the data pages by halves and through the last, the meta page, whose first 80 bytes count, byte by byte.
func next(n, bytes int) int {
	switch meta := bytes - os.Getpagesize(); {
	case n < meta:
		return min(n+os.Getpagesize()/2, meta)
	case n < meta+100:
		return n + 1
	default:
		return n + 1000
	}
}

// TestFullDiskAtFirst: of a ledger that could not be made whole nothing remains.
func TestFullDiskAtFirst(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "folder.db")
	d := &disk{errno: syscall.ENOSPC, limited: true}
	for ; ; d.left += os.Getpagesize() / 2 {
		room := d.left
		l, err := open(path, func(l *Ledger) { l.unsafe, l.opened = true, d.under })
		if err == nil {
			ok(t, l.Close())
			break
		}
		var inPath *fs.PathError
		if !errors.Is(err, syscall.ENOSPC) || !errors.As(err, &inPath) || inPath.Path != path {
			t.Fatal(err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
			t.Fatal(entries, err)
		}
		d.left = room
	}
	wantSound(t, at(t, path))
}

// TestLateFailure: where a commit can be seen though it failed, it is taken back; while that can't be done either, nothing is read that might be taken for true.
func TestLateFailure(t *testing.T) {
	d := &disk{errno: syscall.EIO}
	l := fresh(t, func(l *Ledger) { l.opened = d.under })
	sample(t, l)
	before := state(t, l)
	e, _, err := l.Get(1)
	ok(t, err)
	e.Step, e.Trouble = Published, "x"
	d.left = 1 << 40
	ok(t, l.Put(e))
	size := 1<<40 - d.left
	ok(t, l.Drop(1))
	ok(t, l.Close())

	l = fresh(t, func(l *Ledger) { l.opened = d.under })
	sample(t, l)
	d.limited, d.left = true, size-os.Getpagesize()/2 // half of the meta page: it is whole, and was said not to be
	for range 3 {
		if err := l.Put(e); !errors.Is(err, syscall.EIO) {
			t.Fatal(err)
		}
		if _, _, err := l.Get(1); !errors.Is(err, syscall.EIO) {
			t.Fatal(err)
		}
		for _, err := range l.All() {
			if !errors.Is(err, syscall.EIO) {
				t.Fatal(err)
			}
		}
	}
	d.limited = false
	if got := state(t, l); got != before {
		t.Errorf("the ledger says\n%s\nwant\n%s", got, before)
	}
	wantSound(t, l)
}

// TestSpelled: an error of which bbolt keeps the words alone is known by them.
func TestSpelled(t *testing.T) {
	l := &Ledger{path: "folder.db"}
	for _, errno := range []error{syscall.ENOSPC, syscall.EIO, syscall.EACCES} {
		if runtime.GOOS == "windows" {
			errno = syscall.Errno(112)
		}
		words := fmt.Errorf("file resize error: %s", &fs.PathError{Op: "truncate", Path: "/x/folder.db", Err: errno})
		var inPath *fs.PathError
		var found syscall.Errno // Windows has some words twice
		if err := l.named("write", words); !errors.As(err, &found) || found.Error() != errno.Error() || !errors.As(err, &inPath) || inPath.Path != "folder.db" {
			t.Error(err)
		}
	}
	if err := l.named("write", errors.New("x: odd")); !errors.Is(err, Damaged.Fault()) {
		t.Error(err)
	}
}

func altered(t testing.TB, whole []byte, change func(tx *bbolt.Tx) error) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	write(t, path, whole)
	db, err := bbolt.Open(path, 0o600, nil)
	ok(t, err)
	ok(t, db.Update(change))
	ok(t, db.Close())
	return read(t, path)
}

// useAll opens a ledger and does all that can be done; it returns the errors.
func useAll(path string) (errs []error) {
	l, err := open(path, quick)
	if err != nil {
		return []error{err}
	}
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	for _, err := range l.All() {
		note(err)
	}
	_, _, err = l.Seen("K4")
	note(err)
	_, _, err = l.InFlight("K1", 9)
	note(err)
	_, _, err = l.HasWork("1 K2")
	note(err)
	_, err = l.Rows(9)
	note(err)
	_, _, err = l.Counts()
	note(err)
	for _, s := range steps() {
		note(s.do(l))
	}
	note(l.Close())
	return errs
}

// TestNotALedger: what can't be read as a ledger is an error that names the file and says what it is, and the file stays as it is.
func TestNotALedger(t *testing.T) {
	base := filepath.Join(t.TempDir(), "folder.db")
	l := at(t, base)
	sample(t, l)
	ok(t, l.Close())
	whole := read(t, base)
	meta := func(key, value string) []byte {
		return altered(t, whole, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte(key), []byte(value)) })
	}
	garbled := bytes.Clone(whole)
	for i := 2 * os.Getpagesize(); i < len(garbled); i++ {
		garbled[i] ^= 0x55
	}
	noMetas := bytes.Clone(whole)
	clear(noMetas[:2*os.Getpagesize()])
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"empty":      {nil, Damaged.Fault()},
		"text":       {[]byte(strings.Repeat("a ledger? ", 10000)), Damaged.Fault()},
		"short":      {[]byte("x"), Damaged.Fault()},
		"no metas":   {noMetas, Damaged.Fault()},
		"garbled":    {garbled, Damaged.Fault()},
		"newer":      {meta("version", "2"), Newer.Fault()},
		"no version": {meta("version", "one"), Foreign.Fault()},
		"journal":    {meta("what", ""), Foreign.Fault()},
		"foreign":    {altered(t, whole, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("meta")) }), Foreign.Fault()},
		"no bucket":  {altered(t, whole, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("rows")) }), Damaged.Fault()},
		"no JSON":    {altered(t, whole, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("open")).Put(number(1), []byte("{")) }), Damaged.Fault()},
		"no count":   {meta("open", "x"), Damaged.Fault()},
		"no entry":   {altered(t, whole, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("open")).Delete(number(2)) }), Damaged.Fault()},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "folder.db")
			write(t, path, c.data)
			errs := useAll(path)
			if len(errs) == 0 {
				t.Fatal("it was taken for a ledger")
			}
			var inPath *fs.PathError
			if err := errs[0]; !errors.Is(err, c.want) || !errors.As(err, &inPath) || inPath.Path != path {
				t.Error(err)
			}
			if l, err := open(path, quick); err == nil {
				l.Close()
			} else if !bytes.Equal(read(t, path), c.data) {
				t.Error("the file was changed")
			}
		})
	}
}

// TestCutOff: a ledger that ends at any page, or in one, is damaged unless all that it says lies before; the file stays as it is.
func TestCutOff(t *testing.T) {
	base := filepath.Join(t.TempDir(), "folder.db")
	l := at(t, base)
	sample(t, l)
	said := state(t, l)
	ok(t, l.Close())
	whole := read(t, base)
	dir := t.TempDir()
	var path string
	for n := 0; n < len(whole); n += os.Getpagesize() / 2 {
		path = filepath.Join(dir, fmt.Sprint(n)) // another each time: after a fault Windows lets nobody shorten the file while this process lives
		write(t, path, whole[:n])
		l, err := open(path, quick)
		if err == nil {
			if got := state(t, l); got != said {
				t.Errorf("cut off after %d bytes it says\n%s", n, got)
			}
			ok(t, l.Close())
			continue
		}
		if !errors.Is(err, Damaged.Fault()) || !bytes.Equal(read(t, path), whole[:n]) {
			t.Errorf("cut off after %d bytes: %v", n, err)
		}
	}
	write(t, path, whole[:len(whole)/2/os.Getpagesize()*os.Getpagesize()/2])
	if _, err := open(path, quick); !errors.Is(err, Damaged.Fault()) {
		t.Error("half of a ledger opens:", err)
	}
}

// TestGarbled changes and clears some bytes of data pages: each method works or is an error that names the file. The heads of pages, in which bbolt believes any length,
// are only cleared. OBMEN_CUTS says how often.
func TestGarbled(t *testing.T) {
	base := filepath.Join(t.TempDir(), "folder.db")
	l := at(t, base)
	sample(t, l)
	ok(t, l.Close())
	whole := read(t, base)
	dir := t.TempDir()
	for seed := range uint64(rounds("OBMEN_CUTS", 1) * 60) {
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
		path := filepath.Join(dir, fmt.Sprint(seed))
		write(t, path, data)
		for _, err := range useAll(path) {
			var inPath *fs.PathError
			if !errors.As(err, &inPath) || inPath.Path != path || errors.Is(err, Busy.Fault()) {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
	}
}

// TestVanished takes the pages away under an open ledger, as a share does that is gone: methods fail and don't hang, and go on when it is back.
func TestVanished(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows lets nobody cut off a file that is mapped")
	}
	l := fresh(t)
	sample(t, l)
	said, whole := state(t, l), read(t, l.path)
	for _, size := range []int{0, 1, 2, 3, 5} {
		ok(t, os.Truncate(l.path, int64(size*os.Getpagesize())))
		for range 2 {
			_, _, err := l.Get(1)
			wantFault(t, err, l, Damaged)
			wantFault(t, l.Drop(1), l, Damaged)
			wantFault(t, l.Claim(&Entry{}), l, Damaged)
		}
		write(t, l.path, whole)
		if got := state(t, l); got != said {
			t.Errorf("%d pages: the ledger says\n%s\nwant\n%s", size, got, said)
		}
	}
	ok(t, os.Rename(l.path, l.path+"~"))
	e := claimed(t, l, "still open")
	ok(t, l.Drop(e.ID))
	ok(t, os.Rename(l.path+"~", l.path))
	wantSound(t, l)
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), []byte("x"))
	ok(t, os.Mkdir(filepath.Join(dir, "folder"), 0o700))
	paths := []string{"", filepath.Join(dir, "folder"), filepath.Join(dir, "no", "folder.db"), filepath.Join(dir, "file", "folder.db")}
	if runtime.GOOS != "windows" {
		l := at(t, filepath.Join(dir, "good.db"))
		ok(t, l.Close())
		ok(t, os.Symlink("good.db", filepath.Join(dir, "link.db")))
		ok(t, os.Symlink("nowhere.db", filepath.Join(dir, "dangling.db")))
		paths = append(paths, filepath.Join(dir, "link.db"), filepath.Join(dir, "dangling.db"))
	}
	for _, path := range paths {
		var inPath *fs.PathError
		if _, err := Open(path); !errors.As(err, &inPath) || inPath.Path != path {
			t.Errorf("%q: %v", path, err)
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, "nowhere.db")); err == nil {
		t.Error("a link was followed")
	}
}

// TestBusy: another that holds the file is waited for, and named.
func TestBusy(t *testing.T) {
	l := fresh(t)
	_, err := open(l.path, func(l *Ledger) { l.unsafe, l.wait = true, time.Millisecond })
	wantFault(t, err, l, Busy)
	claimed(t, l, "a")
}

func TestModes(t *testing.T) {
	l := fresh(t)
	if info, err := os.Stat(l.path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
}

// TestLateFailureOfMany: what several changed in one commit, one after another, is taken back in the other direction.
func TestLateFailureOfMany(t *testing.T) {
	d := &disk{errno: syscall.EIO}
	l := fresh(t, func(l *Ledger) { l.opened = d.under })
	sample(t, l)
	before := state(t, l)
	claims := func() error {
		var orders []*order
		for _, name := range []Name{"x", "y"} {
			orders = append(orders, &order{func(t *txn) error {
				id, err := t.next("open")
				if err != nil {
					return err
				}
				if err := t.put("open", number(id), []byte(`{"step":"claimed"}`)); err != nil {
					return err
				}
				return t.index(nil, &Entry{ID: id, Work: name})
			}, make(chan error, 1)})
		}
		l.write.Lock()
		l.commit(orders)
		l.write.Unlock()
		return errors.Join(<-orders[0].done, <-orders[1].done)
	}
	for n := 0; ; n += 200 { // of the bytes that it writes; at last all but a few
		d.limited, d.left = true, n
		err := claims()
		d.limited = false
		if err == nil {
			break
		}
		if got := state(t, l); !errors.Is(err, syscall.EIO) || got != before {
			t.Fatalf("full after %d bytes: %v; the ledger says\n%s\nwant\n%s", n, err, got, before)
		}
	}
}
