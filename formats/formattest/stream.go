package formattest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"obmen/formats/record"
)

// Write returns doc as f writes it.
func Write(f record.Format, o record.Options, doc []record.Record) ([]byte, error) {
	var out bytes.Buffer
	err := guard(func() error { return writeTo(&out, f, o, doc, true) })
	return out.Bytes(), err
}

// writeTo writes doc the way a pump does: each record lives in memory that the next one takes, so a Writer that keeps one is found out.
func writeTo(out io.Writer, f record.Format, o record.Options, doc []record.Record, finish bool) error {
	w, err := f.NewWriter(out, o)
	if err != nil {
		return err
	}
	var d record.Decoder
	var buf []byte
	for _, r := range doc {
		for i := range buf {
			buf[i] = '?'
		}
		buf = record.AppendRecord(buf[:0], r)
		lent, err := d.Decode(buf)
		if err != nil {
			return err
		}
		if err := w.Write(lent); err != nil {
			return fmt.Errorf("%s: %w", r.Kind(), err)
		}
	}
	if !finish {
		return nil
	}
	for i := range buf {
		buf[i] = '?'
	}
	return w.Close()
}

// Read returns all records of in, or the first error, refusals included.
func Read(f record.Format, o record.Options, in io.Reader) ([]record.Record, error) {
	var got reading
	got.read(f, o, in, 1<<30)
	if len(got.refused) > 0 {
		return got.records, got.refused[0]
	}
	return got.records, got.err
}

// A reading is all that can be learnt by reading a document to its end.
type reading struct {
	records  []record.Record
	findings []string
	refused  []*record.Error
	err      error // final; nil at the end of the document
	reader   record.Reader
}

var errEndless = errors.New("reading does not come to an end")

// readAll reads in, but not more often than most times, and listens for findings.
func readAll(f record.Format, o record.Options, in io.Reader, most int) (got reading) {
	o.Found = func(x record.Finding) {
		got.findings = append(got.findings, say(x))
	}
	got.read(f, o, in, most)
	return got
}

func say(x record.Finding) string {
	return fmt.Sprintf("%s %v %v %d %s %v", x.Message.Code, x.Pos, x.Kind, x.Record, x.Path, x.Args)
}

func (got *reading) read(f record.Format, o record.Options, in io.Reader, most int) {
	got.err = guard(func() error {
		r, err := f.NewReader(in, o)
		if err != nil {
			return err
		}
		got.reader = r
		for range most {
			x, err := r.Read()
			switch e := record.Refusal(err); {
			case err == nil:
				got.records = append(got.records, record.Clone(x))
			case e != nil:
				got.refused = append(got.refused, e)
			case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
				return nil
			default:
				return err
			}
		}
		return errEndless
	})
}

// guard turns a panic into an error.
func guard(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked{p, debug.Stack()}
		}
	}()
	return do()
}

type panicked struct {
	value any
	stack []byte
}

func (p panicked) Error() string { return fmt.Sprintf("panic: %v\n%s", p.value, p.stack) }

// HeadLast turns a document of invoices as mappings do: the parts come first, the kinds of part all mixed but each in its
// order, and their head closes the invoice.
func HeadLast(doc []record.Record) []record.Record {
	var out []record.Record
	for len(doc) > 0 {
		n := 1
		for n < len(doc) && doc[n].Kind() != record.KindInvoice {
			n++
		}
		out = append(append(out, interleave(doc[1:n])...), doc[0])
		doc = doc[n:]
	}
	return out
}

// interleave takes the parts kind by kind in turn, the last kind first.
func interleave(parts []record.Record) []record.Record {
	queues := map[record.Kind][]record.Record{}
	for _, p := range parts {
		queues[p.Kind()] = append(queues[p.Kind()], p)
	}
	var out []record.Record
	for len(out) < len(parts) {
		for k := record.KindInvoiceProduct; k > record.KindInvoice; k-- {
			if q := queues[k]; len(q) > 0 {
				out, queues[k] = append(out, q[0]), q[1:]
			}
		}
	}
	return out
}
