package register

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"obmen/convert/pending"
	"obmen/formats/record"
)

// Options steer a Register. The zero Options are good Options.
type Options struct {
	CSV  record.CSVOptions    // how a new file is written; Headers is the language of the outcomes, too
	Sync func(*os.File) error // brings a file to the disk; nil: (*os.File).Sync
}

// A Register is a folder of tables, one for each day. Its methods may be called by several goroutines, but of several processes only one may
// append: the lock of the drop folder sees to that.
type Register struct {
	dir  string
	new  style
	sync func(*os.File) error

	mu sync.Mutex
}

// New returns the register in a folder, which is to be there by the time rows are appended.
func New(dir string, o Options) *Register {
	g := &Register{dir: dir, new: styleOf(o.CSV), sync: o.Sync}
	if g.sync == nil {
		g.sync = (*os.File).Sync
	}
	return g
}

// Append adds the rows that are not there yet, each to the file of its day, and returns when they are on the disk. An error is the
// file system's: the file is open elsewhere, read-only, the disk is full, the folder is gone. Then some of the rows may be there and others not; the same
// rows are to be appended again later, and those that are there will not be there twice.
func (g *Register) Append(rows []Row) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	var errs []error
	for len(rows) > 0 {
		day := rows[0].Time.Format(time.DateOnly)
		var today, others []*Row
		for i := range rows {
			if rows[i].Time.Format(time.DateOnly) == day {
				today = append(today, &rows[i])
			} else {
				others = append(others, &rows[i])
			}
		}
		errs = append(errs, g.appendDay(day, today))
		rest := make([]Row, len(others))
		for i, r := range others {
			rest[i] = *r
		}
		rows = rest
	}
	return errors.Join(errs...)
}

// mostFiles is how many files of other people's may stand in a day's place, and mostTries how often one may be changed under our hands.
const (
	mostFiles = 100
	mostTries = 10
)

// errMoved says that somebody changed or replaced the file while it was looked at.
var errMoved = errors.New("the file was changed meanwhile; it is tried again")

// errAlien says that a file is not ours.
var errAlien = errors.New("not a register of obmen's")

// appendDay appends rows to the first file of the day that is ours, or can become it.
func (g *Register) appendDay(day string, rows []*Row) error {
	n, path := 1, filepath.Join(g.dir, day+".csv")
	for tries := 0; ; {
		switch err := g.appendTo(path, rows); {
		case errors.Is(err, errAlien) && n < mostFiles:
			n++
			path = filepath.Join(g.dir, fmt.Sprintf("%s (%d).csv", day, n))
		case errors.Is(err, errMoved) && tries < mostTries:
			tries++
		default:
			return err
		}
	}
}

// appendTo appends rows to the file at a path.
func (g *Register) appendTo(path string, rows []*Row) error {
	f, err := openRegular(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return g.create(path, rows)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	more, size, err := g.missing(f, rows)
	if err != nil {
		return err
	}
	return g.write(f, path, size, more)
}

// create makes a new file of the rows, in one write.
func (g *Register) create(path string, rows []*Row) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return &fs.PathError{Op: "create", Path: path, Err: errMoved}
	}
	if err != nil {
		return err
	}
	text := g.new.header()
	for _, r := range once(rows) {
		text = append(text, g.new.row(r)...)
	}
	return g.finish(f, path, text)
}

// write adds text to a file that f has open and that is of this size, and on to the disk even what a run before this one may have left on the way.
func (g *Register) write(f *os.File, path string, size int64, text []byte) error {
	w, err := openRegular(path, os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return err
	}
	if !isStill(f, w, size) {
		return errors.Join(&fs.PathError{Op: "append", Path: path, Err: errMoved}, w.Close())
	}
	return g.finish(w, path, text)
}

// finish writes, syncs and closes w, and looks whether that is the file that stands at the path now: an editor replaces what it saves.
func (g *Register) finish(w *os.File, path string, text []byte) error {
	err := func() error {
		if len(text) > 0 {
			if _, err := w.Write(text); err != nil {
				return err
			}
		}
		if err := g.sync(w); err != nil {
			return err
		}
		info, err := w.Stat()
		if err != nil {
			return err
		}
		if now, err := os.Lstat(path); err != nil || !os.SameFile(info, now) {
			return &fs.PathError{Op: "append", Path: path, Err: errMoved}
		}
		return nil
	}()
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	return pending.SyncFolder(g.dir)
}

// isStill reports whether f and w are one file of this size.
func isStill(f, w *os.File, size int64) bool {
	x, err := f.Stat()
	y, err2 := w.Stat()
	return err == nil && err2 == nil && os.SameFile(x, y) && y.Size() == size
}

// missing returns what is to be added to a file, so that it holds each of the rows, and the size at which that is so.
func (g *Register) missing(f *os.File, rows []*Row) (text []byte, size int64, err error) {
	head := make([]byte, 4<<10)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, 0, err
	}
	head = head[:n]
	line := head
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		line = head[:i+1]
	}
	s, ok := readHeader(line, g.new)
	if !ok {
		text, err = g.begin(f, head, rows)
		return text, int64(n), err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, 0, err
	}
	return s.complete(f, rows)
}

// begin completes a beginning that was cut off in the middle.
func (g *Register) begin(f *os.File, head []byte, rows []*Row) ([]byte, error) {
	for _, s := range append([]style{g.new}, beginnings()...) {
		if rest, ok := bytes.CutPrefix(s.header(), head); ok {
			for _, r := range once(rows) {
				rest = append(rest, s.row(r)...)
			}
			return rest, nil
		}
	}
	return nil, &fs.PathError{Op: "append", Path: f.Name(), Err: errAlien}
}

// complete reads a table of ours and returns what it lacks.
func (s style) complete(f *os.File, rows []*Row) (text []byte, size int64, err error) {
	there := make(map[key]bool, len(rows))
	for _, r := range rows {
		there[keyOf(r)] = false
	}
	scan := scanner{comma: s.comma, whole: func(k key) {
		if _, wanted := there[k]; wanted {
			there[k] = true
		}
	}}
	if err := scan.readAll(f); err != nil {
		return nil, 0, err
	}
	rows = slices.DeleteFunc(once(rows), func(r *Row) bool { return there[keyOf(r)] })
	lines := make([][]byte, len(rows))
	for i, r := range rows {
		lines[i] = s.row(r)
	}
	if scan.torn() {
		if text, lines, err = s.mend(f, &scan, there, rows, lines); err != nil {
			return nil, 0, err
		}
	}
	return append(text, bytes.Join(lines, nil)...), scan.at, nil
}

// mend ends the last row of a table, which has no line end: as a row that is missing begins, or else with a line end. It returns what ends it and the lines
// that are then still missing.
func (s style) mend(f *os.File, scan *scanner, there map[key]bool, rows []*Row, lines [][]byte) (end []byte, rest [][]byte, err error) {
	longest := 0
	for _, line := range lines {
		longest = max(longest, len(line))
	}
	tail := make([]byte, min(scan.at-scan.start, int64(longest)+1))
	if _, err := f.ReadAt(tail, scan.at-int64(len(tail))); err != nil {
		return nil, nil, err
	}
	for i, line := range lines {
		if after, ok := bytes.CutPrefix(line, tail); ok {
			return after, slices.Delete(lines, i, i+1), nil
		}
	}
	if scan.state == quoted {
		end = append(end, '"')
	}
	if returned := scan.state != quoted && bytes.HasSuffix(tail, []byte("\r")); returned {
		end = append(end, '\n')
	} else {
		end = append(end, s.eol...)
	}
	scan.endRow() // it is not half of one of ours, so with all its cells it counts
	for i, r := range rows {
		if !there[keyOf(r)] {
			rest = append(rest, lines[i])
		}
	}
	return end, rest, nil
}

// once leaves out the rows that stand in the list twice.
func once(rows []*Row) []*Row {
	seen := make(map[key]bool, len(rows))
	list := make([]*Row, 0, len(rows))
	for _, r := range rows {
		if k := keyOf(r); !seen[k] {
			seen[k] = true
			list = append(list, r)
		}
	}
	return list
}

// keyOf is what a scan finds of a row.
func keyOf(r *Row) key {
	return key{r.ID, r.time(), r.hash()}
}
