package sample

import (
	"encoding/binary"
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// A counting finds the hash up to which there are as many as are asked for. Equal hashes at one place are one. Of documents, two may have one number: the place tells
// them apart.
type counting struct {
	sorter *spool.Sorter
	last   [16]byte
	all    bool // there are not more than are asked for
	key    [16]byte
}

// add says that a hash stands at a place, which is 0 for products: there, equal hashes are one.
func (c *counting) add(hash uint64, place int64) error {
	c.set(hash, place)
	return c.sorter.Add(c.key[:], nil)
}

func (c *counting) set(hash uint64, place int64) {
	binary.BigEndian.PutUint64(c.key[:8], hash)
	binary.BigEndian.PutUint64(c.key[8:], uint64(place))
}

// settle ends the adding; n are wanted.
func (c *counting) settle(n int64) error {
	if err := c.sorter.Sort(); err != nil {
		return err
	}
	begun := false
	for {
		key, _, err := c.sorter.Next()
		if errors.Is(err, io.EOF) {
			c.all = true
			return c.close()
		}
		if err != nil {
			return err
		}
		if begun && [16]byte(key) == c.last {
			continue
		}
		if n--; n < 0 {
			return c.close()
		}
		begun, c.last = true, [16]byte(key)
	}
}

func (c *counting) chosen(hash uint64, place int64) bool {
	c.set(hash, place)
	return c.all || string(c.key[:]) <= string(c.last[:])
}

func (c *counting) close() error {
	if c == nil || c.sorter == nil {
		return nil
	}
	err := c.sorter.Close()
	c.sorter = nil
	return err
}

// chosen reports whether what has that hash, the place-th document, is in the sample. Where a count is taken, it is to be settled before.
func (e *excerpt) chosen(hash uint64, place int64) bool {
	if e.count == nil {
		return hash <= e.sampler.limit
	}
	return e.count.chosen(hash, place)
}

// product reports whether a product is in the sample.
func (e *excerpt) product(code []byte) bool { return e.chosen(e.sampler.hash(code), 0) }

// begin prepares for a count: it reads all of src, has tell add the hashes of each record, and keeps the records for [excerpt.read]. Behind a record that is
// refused it goes on when it is called again.
func (e *excerpt) begin(tell func(record.Record) error) error {
	if e.sampler.Count == 0 || e.settled {
		return nil
	}
	if e.count == nil {
		e.count, e.waited = &counting{sorter: spool.NewSorter(e.temp, 0)}, spool.NewLog(e.temp, 0)
	}
	err := each(e.src, func(rec record.Record) error {
		if err := tell(rec); err != nil {
			return err
		}
		return e.wait(e.waited, rec)
	})
	if err != nil {
		return err
	}
	e.settled = true
	return errors.Join(e.count.settle(e.sampler.Count), e.waited.Rewind())
}

// each calls do with each record of src, to its end.
func each(src record.Reader, do func(record.Record) error) error {
	for {
		rec, err := src.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = do(rec)
		}
		if err != nil {
			return err
		}
	}
}

// wait appends a record to a log.
func (e *excerpt) wait(log *spool.Log, rec record.Record) error {
	e.buf = record.AppendRecord(e.buf[:0], rec)
	return log.Append(e.buf)
}

// read returns the next record of the document.
func (e *excerpt) read() (record.Record, error) {
	if !e.settled {
		return e.src.Read()
	}
	return next(e.waited, &e.decoder)
}

// next decodes the next entry of a log.
func next(log *spool.Log, d *record.Decoder) (record.Record, error) {
	entry, err := log.Next()
	if err != nil {
		return nil, err
	}
	return d.Decode(entry)
}

func closeLog(log *spool.Log) error {
	if log == nil {
		return nil
	}
	return log.Close()
}
