package caffesta

import (
	"io"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// storeMemory is how many bytes of a store never see the disk: most invoices are small.
const storeMemory = 64 << 10

// A store keeps bytes until they are wanted: few in memory, from where they are read without a copy, many in a spool.Buffer. It is the seam for a
// source that can be read twice by itself: then where a section begins would be enough.
type store struct {
	temp  record.Temp
	few   []byte
	many  *spool.Buffer // nil until the first time that it was wanted
	spilt bool          // all is in many
}

// Write implements io.Writer.
func (s *store) Write(p []byte) (int, error) {
	if !s.spilt {
		if len(s.few)+len(p) <= storeMemory {
			s.few = append(s.few, p...)
			return len(p), nil
		}
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	return s.many.Write(p)
}

func (s *store) spill() error {
	if s.many == nil {
		s.many = spool.NewBuffer(s.temp, 1) // who writes here writes in large pieces
	}
	s.spilt = true
	_, err := s.many.Write(s.few)
	return err
}

func (s *store) isEmpty() bool { return !s.spilt && len(s.few) == 0 }

// WriteTo implements io.WriterTo.
func (s *store) WriteTo(w io.Writer) (int64, error) {
	if s.spilt {
		return s.many.WriteTo(w)
	}
	n, err := w.Write(s.few)
	if err == nil && n < len(s.few) {
		err = io.ErrShortWrite
	}
	return int64(n), err
}

// walk makes w read what is kept, which stood at the place at.
func (s *store) walk(w *jsonstream.Walker, at record.Pos) error {
	if !s.spilt {
		w.ResetBytes(s.few, at)
		return nil
	}
	r, err := s.many.Reader()
	if err != nil {
		return err
	}
	w.Reset(r, at)
	return nil
}

// reset empties s. It keeps its memory.
func (s *store) reset() {
	s.few = s.few[:0]
	if s.spilt {
		s.many.Reset()
	}
	s.spilt = false
}

// close lets go of what is on disk.
func (s *store) close() error {
	many := s.many
	s.few, s.many, s.spilt = nil, nil, false
	if many == nil {
		return nil
	}
	return many.Close()
}
