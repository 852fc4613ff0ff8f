package inbox

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"obmen/formats/record"
)

// A look is one reading of the folder.
type look struct {
	*Tracker
	now     time.Time
	most    int // to be ready
	seen    Seen
	sources int           // names that a rule takes
	loose   int           // files remembered of rules without an order that are not held
	extra   []*file       // files with a marker that there was no room for
	lines   map[int]*line // by rule
}

// Look reads the folder once. At most most files are ready in it, none where that is 0. An error is that of reading the folder, mostly an *[fs.PathError]; then only New
// is told, and what was known stays known. Errors of single files are told as [Unreadable], and they are tried again at the next look.
func (t *Tracker) Look(most int) (Seen, error) {
	t.turn++
	l := &look{Tracker: t, now: t.Now(), most: most, lines: map[int]*line{}}
	for name, until := range t.held {
		if !l.now.Before(until) {
			delete(t.held, name)
		}
	}
	for _, f := range t.files {
		if f.order == AnyOrder && !l.isHeld(f.name) {
			l.loose++
		}
	}
	if err := l.read(); err != nil {
		return Seen{New: l.seen.New}, err
	}
	l.watchLines()
	l.forget()
	l.choose()
	l.seen.Pending = max(0, l.sources-len(l.seen.Ready))
	return l.seen, nil
}

func (l *look) isHeld(name string) bool {
	until, ok := l.held[name]
	return ok && l.now.Before(until)
}

// read takes note of every name, some at a time.
func (l *look) read() error {
	dir, err := os.Open(l.Dir)
	if err != nil {
		return err
	}
	defer dir.Close()
	for {
		entries, err := dir.ReadDir(256)
		for _, e := range entries {
			l.note(e)
		}
		var single *fs.PathError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &single) && single.Op == "lstat": // where names come without what they are, ReadDir looks itself; it can go on
			l.trouble(filepath.Base(single.Path), err)
		case err != nil:
			return err
		}
	}
}

// note takes note of a name.
func (l *look) note(e fs.DirEntry) {
	name := e.Name()
	if source, ok := strings.CutSuffix(name, Ready); ok && e.Type().IsRegular() && !l.ignores(source) {
		l.marked(source)
	}
	switch {
	case l.ignores(name):
	case !e.Type().IsRegular():
		l.leave(name, whyNot(e.Type()))
	default:
		l.source(name)
	}
}

// marked takes note of a marker. Its file may have been noted before, or come later, or not be there.
func (l *look) marked(name string) {
	rule, order, ok := l.Rule(name)
	if !ok {
		return
	}
	if f := l.files[name]; f == nil || f.turn != l.turn || order != AnyOrder {
		if info, err := os.Lstat(l.path(name)); err != nil || !info.Mode().IsRegular() {
			return
		}
	}
	switch f := l.remember(name, rule, order); {
	case order != AnyOrder:
		l.line(rule, order).offer(l, name, true)
	case f != nil:
		f.marker = true
	case len(l.extra) < l.most:
		f := &file{name: name, rule: rule, marker: true}
		if l.observe(f) {
			l.extra = append(l.extra, f)
		}
	}
}

// source takes note of a regular file.
func (l *look) source(name string) {
	rule, order, ok := l.Rule(name)
	switch {
	case !ok && rule < 0:
		l.leave(name, NoRule)
		return
	case !ok:
		l.seen.Left++
		return
	}
	l.sources++
	switch {
	case order != AnyOrder:
		l.line(rule, order).offer(l, name, false)
	case l.MarkerOnly: // the marker speaks
	case l.remember(name, rule, order) == nil:
		l.seen.Undecided = true
	}
}

// remember looks at a file of a rule without an order. Nil: it is gone, or there is no room.
func (l *look) remember(name string, rule int, order Order) *file {
	if order != AnyOrder {
		return nil
	}
	f := l.files[name]
	switch {
	case f != nil && f.turn == l.turn:
		return f
	case f == nil:
		if held := l.isHeld(name); !held && l.loose >= l.Most {
			return nil
		} else if !held {
			l.loose++
		}
		f = &file{name: name}
	}
	f.rule, f.order = rule, order
	return l.watch(f)
}

// watch looks at a file and remembers it. Nil: it is gone.
func (l *look) watch(f *file) *file {
	f.turn, f.marker = l.turn, false
	if !l.observe(f) {
		delete(l.files, f.name)
		return nil
	}
	l.files[f.name] = f
	return f
}

// observe looks at a file itself. False: it is gone, or no file any more.
func (l *look) observe(f *file) bool {
	info, err := os.Lstat(l.path(f.name))
	f.trouble = false
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false
	case err != nil:
		l.trouble(f.name, err)
		f.trouble, f.looks = true, 0
		return true
	case !info.Mode().IsRegular():
		return false
	}
	f.see(info, l.now)
	return true
}

// see compares a file with how it was.
func (f *file) see(info fs.FileInfo, now time.Time) {
	id := identityOf(info)
	same := f.size == info.Size() && f.modified.Equal(info.ModTime())
	switch {
	case !same:
		f.swaps = 0
	case id != f.identity && f.looks > 0:
		f.swaps++
		same = f.swaps > mostSwaps
	}
	if f.looks == 0 || !same {
		f.changed = f.changed || f.looks > 0
		f.since, f.looks, f.whole = now, 0, Unchecked
	}
	f.size, f.modified, f.identity = info.Size(), info.ModTime(), id
	f.looks++
}

// is reports whether an open file is the one that was seen.
func (f *file) is(info fs.FileInfo) bool {
	return f.size == info.Size() && f.modified.Equal(info.ModTime()) && (f.identity == identityOf(info) || f.swaps > mostSwaps)
}

// anew forgets what is known of a file.
func (f *file) anew() { f.looks, f.changed = 0, true }

// forget forgets what is not there any more.
func (l *look) forget() {
	for name, f := range l.files {
		if f.turn != l.turn {
			delete(l.files, name)
		}
	}
	for name, t := range l.told {
		if t.turn != l.turn && (t.what != Unreadable || l.files[name] == nil) { // not every look opens every file
			delete(l.told, name)
		}
	}
}

// choose finds what is ready.
func (l *look) choose() {
	candidates := l.extra
	for _, f := range l.files {
		if l.mayBe(f) {
			candidates = append(candidates, f)
		}
	}
	slices.SortFunc(candidates, func(a, b *file) int {
		if c := a.since.Compare(b.since); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(keyOf(a.name), keyOf(b.name)), strings.Compare(a.name, b.name))
	})
	for _, f := range candidates {
		switch {
		case len(l.seen.Ready) >= l.most:
			l.seen.Undecided = true
			return
		case f.marker || l.isWhole(f):
			whole := f.whole
			if f.marker {
				whole = Unchecked
			}
			l.seen.Ready = append(l.seen.Ready, File{f.name, f.size, f.modified, f.rule, f.order, f.marker, whole})
		}
	}
}

// mayBe reports whether a file is ready as far as can be told without opening it.
func (l *look) mayBe(f *file) bool {
	switch {
	case f.order != AnyOrder && l.lines[f.rule].head != f:
		return false
	case l.isHeld(f.name), f.trouble, l.MarkerOnly && !f.marker:
		return false
	case f.order != AnyOrder && l.InHand(f.rule):
		l.seen.Undecided = true
		return false
	case f.marker:
		return true
	}
	still := f.isStill(l, 1)
	l.seen.Undecided = l.seen.Undecided || !still && !f.changed
	return still
}

// isStill reports whether a file has stood still, times as often and as long as it should.
func (f *file) isStill(l *look, times int) bool {
	return f.looks >= times*l.Looks && l.now.Sub(f.since) >= time.Duration(times)*l.Settle
}

// isWhole opens a file that stands still, and reports whether it may be taken.
func (l *look) isWhole(f *file) bool {
	if f.whole == Unchecked || f.whole == Unfinished { // it may have been written without a new time
		whole, same, err := l.check(f)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			f.anew()
			return false
		case err != nil:
			l.trouble(f.name, err)
			return false
		case !same:
			f.anew()
			return false
		}
		f.whole = whole
		delete(l.told, f.name) // it can be read
	}
	if f.whole != Unfinished || f.isStill(l, 2) {
		return true
	}
	l.seen.Undecided = l.seen.Undecided || !f.changed
	return false
}

// check reads both ends of a file. same is false where it is not what the look has seen.
func (l *look) check(f *file) (whole Wholeness, same bool, err error) {
	open, err := open(l.path(f.name))
	if err != nil {
		return Unchecked, false, l.unlessOther(f, err)
	}
	defer open.Close()
	info, err := open.Stat()
	if err != nil || !info.Mode().IsRegular() || !f.is(info) {
		return Unchecked, false, err
	}
	whole, err = Whole(open, f.size)
	return whole, err == nil, err
}

// unlessOther returns the error of opening a file; nil where a link, or whatever can't be opened, has taken its place.
func (l *look) unlessOther(f *file, err error) error {
	if info, look := os.Lstat(l.path(f.name)); look == nil && !info.Mode().IsRegular() {
		return nil
	}
	return err
}

func (l *look) path(name string) string { return filepath.Join(l.Dir, name) }

// whyNot says what is wrong with what is no regular file.
func whyNot(mode fs.FileMode) *record.Message {
	switch {
	case mode&fs.ModeSymlink != 0:
		return Link
	case mode.IsDir():
		return Folder
	}
	return Special
}

// leave counts what is not taken, and tells it.
func (l *look) leave(name string, why *record.Message) {
	l.seen.Left++
	l.tell(Left{Name: name, Why: why.Fault()})
}

// trouble tells an error of the file system. The words leave out the path: who prints says where.
func (l *look) trouble(name string, err error) {
	what := err
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		what = p.Err
	}
	l.tell(Left{Name: name, Why: Unreadable.Fault(what), Err: err})
}

// tell tells something once, as long as it stays so.
func (l *look) tell(left Left) {
	before, known := l.told[left.Name]
	if !known && len(l.told) >= l.Most {
		return // counted, not told
	}
	l.told[left.Name] = telling{left.Why.Message, l.turn}
	if !known || before.what != left.Why.Message {
		l.seen.New = append(l.seen.New, left)
	}
}
