package convert

import (
	"io"

	"obmen/formats/record"
)

// shelving is the trade of lanes that read and check, and leave the records on a shelf for a mapping that has to see all of them in their order.
type shelving struct{ *crew }

type shelvingLane struct {
	record.Shelf
	reader shelfReader
}

func (s *shelving) equip(*lane) (stages, error) { return &shelvingLane{}, nil }

func (s *shelvingLane) reset() { s.Clear() }

func (s *shelvingLane) show(record.Record) error { return nil }

func (s *shelvingLane) start() error { return nil }

func (s *shelvingLane) take(rec record.Record) error {
	s.Put(rec)
	return nil
}

func (s *shelvingLane) finish(bool) error { return nil }

func (s *shelving) place(l *lane) error {
	from := l.stages.(*shelvingLane)
	from.reader = shelfReader{from.Records(), s.rejects}
	_, err := record.Copy(s.out.writer, &from.reader, s.rejects.refuse)
	return err
}

// A shelfReader reads what is on a shelf.
type shelfReader struct {
	left    []record.Record
	rejects *rejects
}

// Read implements record.Reader.
func (r *shelfReader) Read() (record.Record, error) {
	if len(r.left) == 0 {
		return nil, io.EOF
	}
	rec := r.left[0]
	r.left = r.left[1:]
	r.rejects.read(rec)
	return rec, nil
}

func (s *shelving) finish() error { return nil }

func (s *shelving) onward(l *lane) error {
	rest, err := s.newStream(l, func(record.Record) error { return nil }, func() error { return nil })
	if err != nil {
		return err
	}
	return rest.run()
}

// checking is the trade of lanes that read and check, and no more.
type checking struct{ shelving }

type checkingLane struct{ shelvingLane }

func (c *checking) equip(*lane) (stages, error) { return &checkingLane{}, nil }

func (c *checkingLane) take(record.Record) error { return nil }

func (c *checking) place(*lane) error { return nil }
