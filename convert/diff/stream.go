package diff

import (
	"context"
	"encoding/binary"
	"errors"
	"io"

	"obmen/convert"
	"obmen/formats/record"
)

// How many bytes of entries go from the reader of a side to the comparison at once, and how many such batches wait.
const (
	batchSize = 64 << 10
	batches   = 3
)

// A side is one of the two documents, while it is read.
type side struct {
	name   string
	met    *meeting
	which  int
	full   chan []byte // entries: length of the key, key, length of the rest, group, record
	empty  chan []byte
	batch  []byte
	result convert.Result
	err    error // valid when full is closed

	seq int64 // entries given so far
	now []byte
	was []byte // the batch that now is the rest of
}

func newSide(which int, name string, met *meeting) *side {
	s := &side{name: name, which: which, met: met, full: make(chan []byte, batches), empty: make(chan []byte, batches+2)}
	return s
}

// run reads the document to its end, or until ctx is done.
func (s *side) run(ctx context.Context, job convert.Job) {
	defer close(s.full)
	job.Inputs, job.Output, job.DryRun, job.Unasked = []string{s.name}, "", true, true
	opened := false
	job.Through = func(doc *convert.Document, src record.Reader) (record.Reader, error) {
		if opened {
			return nil, usage(severalDocuments, s.name)
		}
		opened = true
		p, err := s.met.meet(ctx, s.which, doc.From)
		return &tap{Reader: src, side: s, ctx: ctx, keyer: keyer{plan: p}}, err
	}
	s.result, s.err = convert.Run(ctx, job)
}

// A meeting is where the sides learn each other's format.
type meeting struct {
	formats chan met
	ready   chan struct{} // closed when plan is there
	plan    *plan
}

type met struct {
	which  int
	format record.Format
}

func newMeeting() *meeting {
	return &meeting{formats: make(chan met, 2), ready: make(chan struct{})}
}

func (m *meeting) meet(ctx context.Context, which int, f record.Format) (*plan, error) {
	m.formats <- met{which, f}
	select {
	case <-m.ready:
		return m.plan, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// A tap hands the records that pass, with their keys, to the comparison.
type tap struct {
	record.Reader
	*side
	keyer
	ctx context.Context
	key []byte
	buf []byte
}

// Read implements record.Reader.
func (t *tap) Read() (record.Record, error) {
	rec, err := t.Reader.Read()
	switch {
	case err == nil:
		err = t.put(rec)
	case errors.Is(err, io.EOF):
		if e := t.flush(); e != nil {
			err = e
		}
	}
	if err != nil {
		return nil, err
	}
	return rec, nil
}

func (t *tap) put(rec record.Record) error {
	key, ok := t.keyer.key(t.key[:0], rec)
	if t.key = key; !ok {
		return nil
	}
	t.buf = t.buf[:0]
	if rec.Kind() == record.KindProduct {
		t.buf = append(binary.AppendUvarint(t.buf, uint64(len(t.group))), t.group...)
	} else {
		t.buf = append(t.buf, 0)
	}
	t.buf = record.AppendRecord(t.buf, rec)
	if len(t.batch) > 0 && len(t.batch)+len(key)+len(t.buf) > batchSize {
		if err := t.flush(); err != nil {
			return err
		}
	}
	t.batch = append(binary.AppendUvarint(t.batch, uint64(len(key))), key...)
	t.batch = append(binary.AppendUvarint(t.batch, uint64(len(t.buf))), t.buf...)
	if cap(t.buf) > batchSize {
		t.buf = nil
	}
	return nil
}

// flush hands the batch over and takes an empty one.
func (t *tap) flush() error {
	if len(t.batch) == 0 {
		return nil
	}
	select {
	case t.full <- t.batch:
	case <-t.ctx.Done():
		return context.Cause(t.ctx)
	}
	select {
	case t.batch = <-t.empty:
	default:
		t.batch = make([]byte, 0, batchSize+1<<10)
	}
	return nil
}

// next gives the next entry of the side, valid until the following call; ok is false after the last, and where the reading failed.
func (s *side) next(ctx context.Context) (key []byte, e entry, ok bool, err error) {
	for len(s.now) == 0 {
		if s.was != nil && cap(s.was) <= 2*batchSize {
			select {
			case s.empty <- s.was[:0]:
			default:
			}
		}
		s.was = nil
		select {
		case b, open := <-s.full:
			if !open {
				return nil, entry{}, false, s.err
			}
			s.now, s.was = b, b
		case <-ctx.Done():
			return nil, entry{}, false, context.Cause(ctx)
		}
	}
	c := cutter{rest: s.now}
	key = c.take(int(c.uvarint()))
	rest := cutter{rest: c.take(int(c.uvarint()))}
	s.now = c.rest
	s.seq++
	e = entry{seq: s.seq, group: rest.take(int(rest.uvarint())), coded: rest.rest}
	c.bad = c.bad || rest.bad
	return key, e, true, c.err()
}
