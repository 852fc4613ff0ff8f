package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// A scene is a folder, a Tracker of it, and a clock that goes on by a second with each look.
type scene struct {
	*testing.T
	*Tracker
	dir string
	now time.Time
}

const second = time.Second

func newScene(t *testing.T, o Options) *scene {
	s := &scene{T: t, dir: t.TempDir(), now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	o.Dir = s.dir
	o.Now = func() time.Time { return s.now }
	s.Tracker = New(o)
	return s
}

// long ago: what a copier gives its files.
var old = time.Date(2019, 1, 2, 3, 4, 5, 0, time.UTC)

// put writes a file and gives it a time.
func (s *scene) put(name, text string, at time.Time) {
	s.Helper()
	path := filepath.Join(s.dir, name)
	if err := errors.Join(os.WriteFile(path, []byte(text), 0o666), os.Chtimes(path, at, at)); err != nil {
		s.Fatal(err)
	}
}

func (s *scene) remove(name string) {
	s.Helper()
	if err := os.Remove(filepath.Join(s.dir, name)); err != nil {
		s.Fatal(err)
	}
}

// look looks, and lets a second pass.
func (s *scene) look(most int) Seen {
	s.Helper()
	seen, err := s.Look(most)
	if err != nil {
		s.Fatal(err)
	}
	s.now = s.now.Add(second)
	return seen
}

// ready are the names that a look finds ready.
func (s *scene) ready() string {
	s.Helper()
	return names(s.look(100))
}

func names(seen Seen) string {
	var all []string
	for _, f := range seen.Ready {
		all = append(all, f.Name)
	}
	return strings.Join(all, " ")
}

// expect looks once for each answer: names, or - for none.
func (s *scene) expect(answers ...string) {
	s.Helper()
	for i, want := range answers {
		if got := s.ready(); got != strings.Trim(want, "-") {
			s.Fatalf("look %d: ready are %q, want %q", i+1, got, want)
		}
	}
}

func (s *scene) expectNew(seen Seen, want ...error) {
	s.Helper()
	var got []string
	for _, l := range seen.New {
		got = append(got, l.Name+": "+l.Why.Message.Code)
	}
	if len(got) != len(want) {
		s.Fatalf("told is %q, want %v", got, want)
	}
	for _, w := range want {
		if !slices.ContainsFunc(seen.New, func(l Left) bool { return errors.Is(l, w) }) {
			s.Errorf("told is %q, want %v", got, w)
		}
	}
}

func TestStandsStill(t *testing.T) {
	for _, c := range []struct {
		name    string
		o       Options
		answers []string
	}{
		{"the zero options", Options{}, []string{"-", "-", "a.csv", "a.csv"}},
		{"one look", Options{Looks: 1}, []string{"a.csv"}},
		{"settle is longer than looks", Options{Looks: 2, Settle: 4 * second}, []string{"-", "-", "-", "-", "a.csv"}},
		{"looks take longer than settle", Options{Looks: 4, Settle: second}, []string{"-", "-", "-", "a.csv"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, c.o)
			s.put("a.csv", "1;2", old) // its own time says nothing
			s.expect(c.answers...)
		})
	}
}

func TestFileIsDescribed(t *testing.T) {
	s := newScene(t, Options{Looks: 1, Rule: func(string) (int, Order, bool) { return 7, ByAge, true }})
	s.put("a.xml", "<a/>", old)
	got := s.look(1).Ready
	if len(got) != 1 || !got[0].Modified.Equal(old) {
		t.Fatalf("%+v", got)
	}
	got[0].Modified = time.Time{}
	if want := (File{Name: "a.xml", Size: 4, Rule: 7, Order: ByAge, Whole: Ended}); got[0] != want {
		t.Errorf("%+v, want %+v", got[0], want)
	}
}

func TestSlowWriter(t *testing.T) {
	s := newScene(t, Options{Looks: 2, Settle: 3 * second})
	s.put("a.csv", "1;", old)
	s.expect("-", "-", "-")
	s.put("a.csv", "1;2", old) // after a pause, and with the old time
	s.expect("-", "-", "-")
	s.put("a.csv", "1;3", old.Add(1)) // as long, another time
	s.expect("-", "-", "-", "a.csv")
	s.put("a.csv", "1", old.Add(1)) // it shrinks while it is ready
	s.expect("-", "-", "-", "a.csv")
}

// A writer that stands still in the middle of a document has twice the time to go on.
func TestPauseInTheMiddle(t *testing.T) {
	s := newScene(t, Options{Looks: 2, Settle: 3 * second})
	s.put("a.xml", "<a><b>", old)
	s.expect("-", "-", "-", "-", "-")
	s.put("a.xml", "<a><b></b></a>", old)
	s.expect("-", "-", "-", "a.xml")
	s.put("b.xml", "<a><b>", old)
	s.put("c.xml", "", old)
	s.Claimed("a.xml")
	s.remove("a.xml")
	s.expect("-", "-", "-", "-", "-", "-")
	seen := s.look(9)
	if names(seen) != "b.xml c.xml" || seen.Ready[0].Whole != Unfinished || seen.Ready[1].Whole != Unfinished {
		t.Errorf("%+v", seen)
	}
}

// Without a settle a file that is not whole stands still for twice the looks.
func TestPauseWithoutSettle(t *testing.T) {
	s := newScene(t, Options{Looks: 2})
	s.put("a.xml", "<a>", old)
	s.expect("-", "-", "-", "a.xml")
}

// A copier that makes room first writes into the file without changing its size, and gives it its time at the end.
func TestRoomIsFilled(t *testing.T) {
	s := newScene(t, Options{Looks: 2, Settle: 2 * second})
	s.put("a.csv", "1;2\x00\x00\x00", old)
	s.expect("-", "-", "-")
	s.put("a.csv", "1;2;3\n", old)
	s.expect("a.csv")
}

func TestRenamedOver(t *testing.T) {
	s := newScene(t, Options{Looks: 3})
	s.put("a.csv", "1;2", old)
	s.expect("-", "-")
	s.put("new.tmp", "3;4", old) // the same size and time
	if err := os.Rename(filepath.Join(s.dir, "new.tmp"), filepath.Join(s.dir, "a.csv")); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" { // there it has the time of making of the other, for some seconds
		s.expect("-", "-")
	}
	s.expect("a.csv")
}

// On a file system that numbers its files anew at each look, they become ready all the same.
func TestNumbersThatDoNotLast(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(path, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	f := &file{}
	for range 2 * mostSwaps {
		f.see(info, old)
		f.identity = identity{}
	}
	if f.looks <= mostSwaps-1 || !f.is(info) {
		t.Errorf("%+v", f)
	}
}

func TestMarker(t *testing.T) {
	s := newScene(t, Options{Looks: 3, Settle: time.Hour})
	s.put("a.xml.ready", "", old)
	if seen := s.look(9); len(seen.Ready)+seen.Pending+seen.Left+len(seen.New) != 0 || seen.Undecided {
		t.Errorf("a marker alone: %+v", seen)
	}
	s.put("a.xml", "<a>", old)
	s.put("b.xml", "<a/>", old)
	seen := s.look(9)
	if names(seen) != "a.xml" || !seen.Ready[0].Marker || seen.Ready[0].Whole != Unchecked || seen.Pending != 1 {
		t.Errorf("%+v", seen)
	}
	s.remove("a.xml.ready")
	s.expect("-")
	for _, wrong := range []string{"b.xml.ready", "c.tmp.ready", "c.ready.ready", ".ready", "sub.ready"} {
		s.put("c.tmp", "", old)
		if wrong == "b.xml.ready" { // a folder is no marker
			err := os.Mkdir(filepath.Join(s.dir, wrong), 0o777)
			if err != nil {
				t.Fatal(err)
			}
			continue
		}
		s.put(wrong, "", old)
	}
	if err := os.Mkdir(filepath.Join(s.dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	s.expect("-")
}

func TestMarkerOnly(t *testing.T) {
	for _, order := range []Order{AnyOrder, ByName, ByAge} {
		s := newScene(t, Options{Looks: 1, MarkerOnly: true, Rule: func(string) (int, Order, bool) { return 0, order, true }})
		s.put("a.csv", "1", old)
		s.put("b.csv", "1", old.Add(second))
		if seen := s.look(9); len(seen.Ready) != 0 || seen.Pending != 2 || seen.Undecided {
			t.Errorf("without markers: %+v", seen)
		}
		s.put("b.csv.ready", "", old)
		if got, want := s.ready(), map[Order]string{AnyOrder: "b.csv"}[order]; got != want {
			t.Errorf("order %d: %q", order, got)
		}
		s.put("a.csv.ready", "", old)
		if got, want := s.ready(), map[Order]string{AnyOrder: "a.csv b.csv", ByName: "a.csv", ByAge: "a.csv"}[order]; got != want && !(order == AnyOrder && got == "b.csv a.csv") {
			t.Errorf("order %d: %q", order, got)
		}
	}
}

func TestIgnored(t *testing.T) {
	for _, name := range []string{"a.part", "a.PARTIAL", "a.crdownload", "a.xml.filepart", "a.Download", "a.TMP", "a.ready", "~$a.xlsx", ".a.xml", ".", "", "THUMBS.DB", "desktop.INI", "Obmen.yaml"} {
		if !Ignored(name) {
			t.Errorf("%q is not ignored", name)
		}
	}
	for _, name := range []string{"a.xml", "tmp", "part", "a.part.xml", "~a.xml", "$a.xml", "-a.csv", "a.", "obmen.yml", "ready"} {
		if Ignored(name) {
			t.Errorf("%q is ignored", name)
		}
	}
	s := newScene(t, Options{Looks: 1, Ignore: []string{"Чеки*Й.bak", "[", "*.OLD"}})
	for _, name := range []string{"ЧЕКИ-1-й.BAK", "чеки-и\u0306.bak", "a.old", "a.csv", "["} {
		s.put(name, "1", old)
	}
	s.expect("[ a.csv")
}

func TestLeft(t *testing.T) {
	s := newScene(t, Options{Looks: 1, Rule: func(name string) (int, Order, bool) {
		switch filepath.Ext(name) {
		case ".bak":
			return 3, AnyOrder, false
		case ".xyz":
			return -1, AnyOrder, false
		}
		return 0, AnyOrder, true
	}})
	s.put("a.xyz", "1", old)
	s.put("a.bak", "1", old)
	if err := errors.Join(os.Mkdir(filepath.Join(s.dir, "sub.csv"), 0o777), os.Mkdir(filepath.Join(s.dir, ".git"), 0o777)); err != nil {
		t.Fatal(err)
	}
	seen := s.look(9)
	s.expectNew(seen, NoRule.Fault(), Folder.Fault())
	if seen.Left != 3 || seen.Pending != 0 || seen.Undecided {
		t.Errorf("%+v", seen)
	}
	if again := s.look(9); again.Left != 3 || len(again.New) != 0 {
		t.Errorf("told again: %+v", again)
	}
	s.remove("sub.csv")
	s.put("sub.csv", "1", old)
	s.expect("sub.csv")
	s.remove("sub.csv")
	if err := os.Mkdir(filepath.Join(s.dir, "sub.csv"), 0o777); err != nil {
		t.Fatal(err)
	}
	s.expectNew(s.look(9), Folder.Fault()) // it is another now
}

func TestOrder(t *testing.T) {
	inHand := false
	s := newScene(t, Options{Looks: 2, InHand: func(rule int) bool { return rule == 1 && inHand }, Rule: func(name string) (int, Order, bool) {
		rule := int(name[0] - '0')
		return rule, Order(rule), true
	}})
	s.put("1b", "1", old)
	s.put("1c", "1", old.Add(-second))
	s.put("2b", "1", old)
	s.put("2c", "1", old.Add(-second))
	s.put("0x", "1", old)
	s.expect("-", "0x 1b 2c")
	s.put("1a", "1", old) // earlier by name: now the others wait for it
	s.put("2a", "1", old)
	s.expect("0x 2c", "0x 2c 1a")
	for _, name := range []string{"1a", "2c"} {
		s.remove(name)
		s.Claimed(name)
	}
	inHand = true
	if seen := s.look(9); names(seen) != "0x 2a" || seen.Pending != 3 || !seen.Undecided {
		t.Errorf("%+v", seen)
	}
	inHand = false
	s.Hold("1b", s.now.Add(3*second))
	s.Hold("0x", s.now.Add(2*second))
	s.expect("2a", "2a", "0x 2a", "0x 1b 2a") // 1c waits while 1b is held
	s.put("2a", "changed", old.Add(-9*second))
	s.expect("0x 1b", "0x 1b 2a")
}

// Names stand in order as they are written, whichever way й is composed.
func TestOrderOfComposedNames(t *testing.T) {
	s := newScene(t, Options{Looks: 1, Rule: func(name string) (int, Order, bool) { return 0, ByName, true }})
	for _, name := range []string{"и\u0306.csv", "к.csv", "иа.csv"} { // decomposed, й would come before иа
		s.put(name, "1", old)
	}
	for _, want := range []string{"иа.csv", "и\u0306.csv", "к.csv"} {
		s.expect(want)
		s.remove(want)
	}
}

func TestHold(t *testing.T) {
	s := newScene(t, Options{Looks: 3})
	s.put("a.csv", "1", old)
	s.expect("-", "-", "a.csv")
	s.Hold("a.csv", s.now.Add(2*second))
	seen := s.look(9)
	if len(seen.Ready) != 0 || seen.Pending != 1 || seen.Undecided {
		t.Errorf("%+v", seen)
	}
	s.expect("-", "a.csv")
	s.Claimed("a.csv") // given back: it begins anew
	s.Hold("a.csv", s.now.Add(second))
	s.expect("-", "-", "a.csv")
}

func TestMostHolds(t *testing.T) {
	s := newScene(t, Options{Most: 3})
	for i := range 10 {
		s.Hold(fmt.Sprint(i), s.now.Add(time.Duration(i)*time.Minute))
	}
	if len(s.held) != 3 || !s.held["9"].After(s.now) || !s.held["8"].After(s.now) {
		t.Errorf("%v", s.held)
	}
	s.look(0)
	s.now = s.now.Add(time.Hour)
	s.look(0)
	if len(s.held) != 0 {
		t.Errorf("%v", s.held)
	}
}

func TestMostReady(t *testing.T) {
	s := newScene(t, Options{Looks: 1})
	for i := range 5 {
		s.put(fmt.Sprintf("%d.csv", 4-i), "1", old)
	}
	for _, c := range []struct {
		most  int
		ready string
	}{{0, ""}, {2, "0.csv 1.csv"}, {5, "0.csv 1.csv 2.csv 3.csv 4.csv"}} {
		seen := s.look(c.most)
		if names(seen) != c.ready || seen.Pending != 5-len(seen.Ready) || seen.Undecided != (c.most < 5) {
			t.Errorf("most %d: %+v", c.most, seen)
		}
	}
}

// A run that makes one pass waits for what stands still, and not for what grows.
func TestUndecided(t *testing.T) {
	s := newScene(t, Options{Looks: 2, Settle: 3 * second})
	s.put("a.xml", "<a>", old)
	s.put("b.csv", "1", old)
	for i := range 6 {
		s.put("b.csv", strings.Repeat("1", i+2), old)
		if seen := s.look(9); !seen.Undecided || len(seen.Ready) != 0 {
			t.Fatalf("look %d: %+v", i, seen)
		}
	}
	s.expect("a.xml")
	s.put("b.csv", "", old)
	s.remove("a.xml")
	for range 6 {
		if seen := s.look(9); seen.Undecided || seen.Pending != 1 || len(seen.Ready) != 0 {
			t.Fatalf("%+v", seen)
		}
	}
}

func TestFolderGone(t *testing.T) {
	s := newScene(t, Options{Looks: 3})
	s.put("a.csv", "1", old)
	s.expect("-", "-")
	away := s.dir + "-away"
	if err := os.Rename(s.dir, away); err != nil {
		t.Fatal(err)
	}
	_, err := s.Look(9)
	var p *fs.PathError
	if !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &p) || p.Path != s.dir {
		t.Errorf("%v", err)
	}
	if err := os.Rename(away, s.dir); err != nil {
		t.Fatal(err)
	}
	s.expect("a.csv") // what was known is known
}

func TestBounds(t *testing.T) {
	const all, most = 50_000, 100
	s := newScene(t, Options{Looks: 2, Most: most, Rule: func(name string) (int, Order, bool) {
		switch name[0] {
		case 'n':
			return 1, ByName, true
		case 'x':
			return -1, AnyOrder, false
		}
		return 0, AnyOrder, true
	}})
	for i := range all {
		name := fmt.Sprintf("%c%05d.csv", "anax"[i%4], all-i)
		f, err := os.Create(filepath.Join(s.dir, name)) // to write a byte into each takes five times as long
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	s.put("a99999.csv", "1", old)
	s.put("a99999.csv.ready", "1", old)
	var taken []string
	for range 4 { // empty files stand still for twice the looks
		seen := s.look(4)
		if len(s.files) > most+mostLine || len(s.told) > most || len(seen.New) > most || seen.Pending+len(seen.Ready) != all*3/4+1 || seen.Left != all/4 || !seen.Undecided {
			t.Fatalf("%d files, %d told, %d new, %d pending, %d left", len(s.files), len(s.told), len(seen.New), seen.Pending, seen.Left)
		}
		if len(taken) == 0 && names(seen) != "a99999.csv" {
			t.Errorf("a file with a marker waits for room: %s", names(seen))
		}
		taken = append(taken, names(seen))
	}
	var head []string
	for range 3 { // the rest follows
		for _, f := range s.look(1 << 20).Ready {
			if f.Rule == 1 {
				head = append(head, f.Name)
			}
			s.remove(f.Name)
			s.Claimed(f.Name)
		}
	}
	if got := strings.Join(head, " "); got != "n00003.csv n00007.csv n00011.csv" {
		t.Errorf("%s", got)
	}
}

// The loose files that were remembered are taken, and others get their room.
func TestRoomBecomesFree(t *testing.T) {
	s := newScene(t, Options{Looks: 2, Most: 10})
	for i := range 95 {
		s.put(fmt.Sprintf("%02d.csv", i), "1", old)
	}
	taken := map[string]bool{}
	for looks := 0; len(taken) < 95; looks++ {
		seen := s.look(100)
		if looks > 25 || len(seen.Ready) > 10 || len(seen.Ready) == 0 && !seen.Undecided {
			t.Fatalf("after %d looks %d are taken: %+v", looks, len(taken), seen)
		}
		for i, f := range seen.Ready {
			if taken[f.Name] = true; i == 0 && looks == 1 {
				s.Hold(f.Name, s.now.Add(time.Hour)) // it takes nobody's room
				continue
			}
			s.remove(f.Name)
			s.Claimed(f.Name)
		}
	}
	if seen := s.look(9); seen.Undecided || seen.Pending != 1 {
		t.Errorf("%+v", seen)
	}
}

func TestHostileNames(t *testing.T) {
	hostile := []string{"-rf", "new\nline.csv", " blank ", strings.Repeat("я", 127) + "x", strings.Repeat("я", 124) + ".ready", "a\u202egpj.csv", "\U0001f600", "a;b&c$(d)`e`", "CON", "aux.csv", "a.", "*?.csv"}
	if runtime.GOOS == "linux" {
		hostile = append(hostile, "\xff\xfe.csv", "\x01", "a\\b.csv")
	}
	if runtime.GOOS == "windows" {
		hostile = []string{"-rf", strings.Repeat("я", 200) + "x", "a\u202egpj.csv", "\U0001f600", "a;b&c$(d)`e`"}
	}
	s := newScene(t, Options{Looks: 1})
	for _, name := range hostile {
		s.put(name, "1", old)
	}
	seen := s.look(100)
	for _, name := range hostile {
		if !strings.HasSuffix(name, Ready) && !slices.ContainsFunc(seen.Ready, func(f File) bool { return f.Name == name }) {
			t.Errorf("%q is not ready", name)
		}
	}
}

func TestMessages(t *testing.T) {
	for _, m := range Messages() {
		if !strings.HasPrefix(m.Code, "inbox-") || strings.Count(m.En, "%") != strings.Count(m.Ru, "%") {
			t.Errorf("%s", m.Code)
		}
	}
}
