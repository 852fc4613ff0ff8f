package formattest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"testing/iotest"

	"obmen/formats/record"
)

// EveryByte is the environment variable that, when it is set, has the trials try every byte of a document, in every way; without it they
// try some hundreds, spread over it, and all at both ends. It takes minutes instead of seconds.
const EveryByte = "OBMEN_EVERY_BYTE"

func everyByte() bool { return os.Getenv(EveryByte) != "" }

// places returns where a document of n bytes is tried.
func places(n int) []int {
	const ends, between = 40, 150
	stride := 1
	if !everyByte() {
		stride += n / between
	}
	var list []int
	for i := range n {
		if i < ends || i >= n-ends || i%stride == 0 {
			list = append(list, i)
		}
	}
	return list
}

// cutAnywhere: what was cut off is an error wherever a document has a mark at its end, and never a panic.
func cutAnywhere(f record.Format, c Case, doc []record.Record) error {
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	whole := len(bytes.TrimRight(b, "\r\n"))
	for _, cut := range places(len(b)) {
		got := readAll(f, c.Options, bytes.NewReader(b[:cut]), len(b)+2)
		if err := got.sound(int64(cut)); err != nil {
			return in(b[:cut], err)
		}
		if got.err == nil && closes(f) && cut < whole {
			return in(b[:cut], errors.New("cut off, and taken for whole"))
		}
	}
	return nil
}

// sound returns what no input may bring about.
func (got reading) sound(size int64) error {
	var p panicked
	if errors.As(got.err, &p) || errors.Is(got.err, errEndless) {
		return got.err
	}
	for _, e := range got.refused {
		if err := soundError(e, size); err != nil {
			return err
		}
	}
	var e *record.Error
	if errors.As(got.err, &e) {
		return soundError(e, size)
	}
	return nil
}

func soundError(e *record.Error, size int64) error {
	if e.Err == nil {
		return fmt.Errorf("an error without a reason at %v", e.Pos)
	}
	if e.Pos.Offset < 0 || e.Pos.Offset > size {
		return fmt.Errorf("%w: offset %d of %d", e, e.Pos.Offset, size)
	}
	return nil
}

// damagedAnywhere: any byte may be another, missing, or doubled.
func damagedAnywhere(f record.Format, c Case, doc []record.Record) error {
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	for i, at := range places(len(b)) {
		ways := damages(b, at, i)
		if !everyByte() {
			ways = ways[i%len(ways):][:1]
		}
		for _, damaged := range ways {
			if err := readAll(f, c.Options, bytes.NewReader(damaged), len(damaged)+2).sound(int64(len(damaged))); err != nil {
				return in(damaged, err)
			}
		}
	}
	return nil
}

// damages returns b with the byte at i damaged in each way.
func damages(b []byte, i, turn int) [][]byte {
	const others = "\x00\xff<>&\"'/={}[],;:\r\n -0x"
	before, at, after, other := b[:i], b[i:i+1], b[i+1:], []byte{others[turn%len(others)]}
	return [][]byte{
		bytes.Join([][]byte{before, other, after}, nil),
		bytes.Join([][]byte{before, {at[0] ^ 1}, after}, nil),
		bytes.Join([][]byte{before, after}, nil),
		bytes.Join([][]byte{before, at, at, after}, nil),
		bytes.Join([][]byte{before, other, at, after}, nil),
	}
}

var errDisk = errors.New("no space left on device")

// fullDisk takes room bytes.
type fullDisk struct{ room int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.room {
		n := d.room
		d.room = 0
		return n, errDisk
	}
	d.room -= len(p)
	return len(p), nil
}

// writerFails: an io.Writer's error comes out of Write or Close.
func writerFails(f record.Format, c Case, doc []record.Record) error {
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	for _, room := range places(len(b)) {
		if err := guard(func() error { return writeTo(&fullDisk{room}, f, c.Options, doc, true) }); !errors.Is(err, errDisk) {
			return in(b, fmt.Errorf("the disk was full at byte %d: %w", room, orNone(err)))
		}
	}
	return nil
}

func orNone(err error) error {
	if err == nil {
		return errors.New("no error")
	}
	return err
}

// readerFails: an io.Reader's error comes out of Read, whatever was read before it, and stays.
func readerFails(f record.Format, c Case, doc []record.Record) error {
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	for _, cut := range places(len(b)) {
		got := readAll(f, c.Options, io.MultiReader(bytes.NewReader(b[:cut]), iotest.ErrReader(errDisk)), len(b)+2)
		if !errors.Is(got.err, errDisk) {
			return in(b[:cut], fmt.Errorf("the disk failed behind this: %w", orNone(got.err)))
		}
		if err := got.stays(got.err); err != nil {
			return in(b[:cut], err)
		}
	}
	return nil
}

// stays returns what came in place of the final error.
func (got reading) stays(want error) error {
	if got.reader == nil {
		return nil
	}
	return guard(func() error {
		for range 3 {
			if r, err := got.reader.Read(); r != nil || err == nil || err.Error() != want.Error() {
				return fmt.Errorf("after %w came %v, %w", want, r, orNone(err))
			}
		}
		return nil
	})
}

// notClosed: "a JSON or XML document is left visibly unclosed".
func notClosed(f record.Format, c Case, doc []record.Record) error {
	if !closes(f) {
		return nil
	}
	var out bytes.Buffer
	if err := guard(func() error { return writeTo(&out, f, c.Options, doc, false) }); err != nil {
		return err
	}
	if got := readAll(f, c.Options, &out, out.Len()+2); got.err == nil {
		return in(out.Bytes(), errors.New("was never closed, and is taken for whole"))
	}
	return nil
}

// endStays: Read goes on saying io.EOF, or the final error of a document that was cut off.
func endStays(f record.Format, c Case, doc []record.Record) error {
	b, err := Write(f, c.Options, doc)
	if err != nil {
		return err
	}
	for _, cut := range []int{len(b), len(b) - 3, len(b) / 2, 1} {
		got := readAll(f, c.Options, bytes.NewReader(b[:max(cut, 0)]), len(b)+2)
		want := got.err
		if want == nil {
			want = io.EOF
		}
		if err := got.stays(want); err != nil {
			return in(b, err)
		}
	}
	return nil
}

// foreignRecords: a Writer refuses a record that does not stand in its kind of document.
func foreignRecords(f record.Format, c Case, _ []record.Record) error {
	for _, r := range []record.Record{&record.Catalogue{}, &record.Receipt{}, &record.Item{}} {
		if r.Kind().Doc() == f.Kind {
			continue
		}
		_, err := Write(f, c.Options, []record.Record{r})
		if p := (panicked{}); err == nil || errors.As(err, &p) {
			return fmt.Errorf("given a %s of another kind of document: %w", r.Kind(), orNone(err))
		}
	}
	return nil
}

// forbiddenCharacters: "A character that XML 1.0 forbids is an error in every output but JSON."
func forbiddenCharacters(f record.Format, c Case, doc []record.Record) error {
	if c.Gen.Control {
		return nil
	}
	for _, bad := range []string{"a\x00b", "\x01", "\x1f", "\ufffe", "\uffff"} {
		spoilt := spoil(c.want(f, doc), []byte(bad))
		if spoilt == nil {
			continue
		}
		_, err := Write(f, c.Options, spoilt)
		if p := (panicked{}); err == nil || errors.As(err, &p) {
			return fmt.Errorf("a text with %q: %w", bad, orNone(err))
		}
	}
	return nil
}

// spoil puts bad into a text of the first record that has one.
func spoil(doc []record.Record, bad []byte) []record.Record {
	for _, r := range doc {
		switch r := r.(type) {
		case *record.Product:
			r.Name = bad
		case *record.Receipt:
			r.DocNum = bad
		case *record.Invoice:
			r.Number = bad
		default:
			continue
		}
		return doc
	}
	return nil
}
