package convert

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"obmen/convert/check"
	"obmen/convert/profile"
	"obmen/formats/record"
)

// A document is read in lanes: it is cut into chunks, each chunk walks through stages of its own on whichever processor is free, and
// what they come to is put together in the document's order: the findings and totals of a chunk, and its text. Where it may be cut is
// guessed, so each cut is verified by what the chunk before it came to. Of a chunk with anything wrong in it, and of one that begins at a wrong cut,
// nothing is kept: from there on the document is read in one stream, as it is where lanes can't be.

// maxLanes is how many lanes there are unless more are asked for.
const maxLanes = 8

// counts are numbers of records by their kind.
type counts [record.KindInvoiceProduct + 1]int64

// A crew is the lanes of one document, and what they work into.
type crew struct {
	*run
	doc       *Document
	profile   *profile.Profile
	out       *sink
	rejects   *rejects
	options   record.Options // of a reader of the whole document
	unchecked bool           // the text may not be UTF-8
	at        io.ReaderAt    // the same text, wherever one likes; nil: it has to be decoded
	size      int64          // of at
	trade     trade
	checker   check.Checker
	cutting   *cutting
	merged    counts // records of the chunks that are in place
	end       []byte // what is open behind them
	begun     bool   // there are some
}

// A trade is what lanes do with what they read.
type trade interface {
	// equip returns the stages of a lane.
	equip(l *lane) (stages, error)
	// place puts what a chunk came to where it belongs.
	place(l *lane) error
	// onward goes on from the beginning of a chunk that is not good.
	onward(l *lane) error
	// finish comes behind the last chunk.
	finish() error
}

// Stages are what the records of a chunk walk through.
type stages interface {
	reset()                   // a chunk begins, with its lead
	show(record.Record) error // a record of the lead, for those who look back
	start() error             // the lead is over, and what it came to is to be forgotten
	take(record.Record) error
	finish(last bool) error // the chunk is over; last: so is the document
}

// newTrade returns what lanes can do for the document; nil: nothing.
func (c *crew) newTrade(o opened) trade {
	if !o.steady || c.doc.From.NewCutter == nil || c.Where != "" || c.Sent != nil || c.Through != nil || c.Select != nil || c.Rejects != "" || c.Engine != record.Fast || c.checker.Lane(nil) == nil {
		return nil
	}
	if e := c.newEager(o); e != nil {
		return e
	}
	_, writes := c.out.format.(record.ChunkWriter)
	switch {
	case c.lanes == 1:
		return nil
	case c.DryRun:
		return &checking{shelving{c}}
	case c.doc.mapped():
		return &shelving{c}
	case writes:
		return newWriting(c)
	}
	return nil
}

// mayGiveUp reports whether it may turn out that the document has to be read again.
func (c *crew) mayGiveUp() bool {
	_, is := c.trade.(*eager)
	return is
}

// copy walks the records of a document that is longer than a chunk in lanes.
func (c *crew) copy(o opened) error {
	c.cutting = newCutting(o.text, c.doc.From.NewCutter(c.options), c.options, c.chunkSize(), c.lanes)
	first := newLane(c)
	if c.cutting.fill(first); first.chunk.Last || first.broken {
		o.text = c.cutting.uncut(first)
		o.relay.release()
		return c.copyInOne(o, c.out, c.doc, c.rejects, c.checker)
	}
	return c.work(first)
}

// chunkSize returns how much text a chunk has at least: less where much has to be kept of what a lane reads.
func (c *crew) chunkSize() int {
	size := c.chunk
	switch c.trade.(type) {
	case *shelving:
		size /= 4
	case *eager: // an invoice is longer than what it is made of, and three times as long as that in a table
		if size /= 2; c.doc.From.Ext == ".csv" {
			size /= 2
		}
	default:
		if c.doc.From.Kind == record.Invoices && c.checksWhole(c.doc) {
			size /= 4
		}
	}
	return max(size, 1)
}

// work has the chunks worked on, of which the first is in a lane already.
func (c *crew) work(first *lane) error {
	if err := first.equip(); err != nil {
		return err
	}
	if e, is := c.trade.(*eager); is {
		if err := e.glance(first.chunk); err != nil {
			return err
		}
	}
	for range c.lanes { // so that one may wait while its chunk is put in place
		l := newLane(c)
		if err := l.equip(); err != nil {
			return err
		}
		c.cutting.idle <- l
	}
	c.cutting.start(first, c.lanes)
	defer c.cutting.wait()
	last := false
	for l := range c.cutting.queue {
		<-l.done
		if !c.fits(l) {
			return c.trade.onward(l)
		}
		if err := c.place(l); err != nil {
			return err
		}
		last = l.chunk.Last
		c.cutting.idle <- l
	}
	if !last {
		return errUnfinished
	}
	for len(c.cutting.idle) > 0 {
		<-c.cutting.idle // what comes now needs room, and no lanes
	}
	if err := c.judge(); err != nil {
		return err
	}
	return c.trade.finish()
}

// judge compares the records over the whole document, while the mapping that has them all sorts them.
func (c *crew) judge() error {
	if _, shelves := c.trade.(*shelving); shelves && c.out.sorting != nil {
		var sorter sync.WaitGroup
		var fell any
		sorter.Go(func() {
			defer func() { fell = recover() }()
			c.out.sorting.Sort()
		})
		defer func() {
			if sorter.Wait(); fell != nil {
				panic(fell)
			}
		}()
	}
	return c.checker.Finish()
}

var errUnfinished = errors.New("the lanes ended before the document")

// fits reports whether a chunk was read to its end with nothing wrong, and from where the last one ended.
func (c *crew) fits(l *lane) bool {
	return l.whole && (!c.begun || bytes.Equal(c.end, l.begin))
}

// place puts what a chunk came to in its place.
func (c *crew) place(l *lane) error {
	c.doc.Report.Merge(l.doc.Report, func(f *record.Finding) {
		f.Record = c.number(f.Kind, f.Record, &l.lead)
		c.checker.Place(f)
	})
	err := errors.Join(c.checker.Join(l.checks), c.trade.place(l))
	for k, n := range l.records {
		c.merged[k] += n
		c.Progress.Records.Add(n)
	}
	c.begun, c.end = true, append(c.end[:0], l.end...)
	c.doc.lanes++
	return err
}

// number returns the number in the document of a record with a number in a text with a lead.
func (c *crew) number(k record.Kind, n int64, lead *counts) int64 {
	if n == 0 {
		return 0
	}
	return n + c.merged[k] - lead[k]
}
