package convert

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"obmen/formats/record"
)

// chunkSize is how much text a chunk has at least, but for the last. It is much more than a lead, so that changing chunks costs little, and little
// enough to stay in a processor's cache.
const chunkSize = 512 << 10

// maxChunks is how much text the chunks of all lanes together may have, if each has no more than it must. A document that can't be cut in so much is
// read on in one stream.
const maxChunks = 4 << 20

// A cutting reads a document and cuts it into chunks. They go to the lanes and, in the document's order, to who puts together what they come
// to.
type cutting struct {
	text   io.Reader
	cutter record.Cutter
	pos    record.Pos // of the next chunk
	unit   record.Unit

	idle  chan *lane // nil ends the cutting
	work  chan *lane
	queue chan *lane // closed behind the last chunk, or where the cutting has ended
	over  atomic.Bool

	lead  []byte // of the next chunk
	carry []byte // its first bytes
	err   error  // what the text ended with
	size  int    // of a chunk, at least
	most  int    // of a chunk

	workers sync.WaitGroup
}

// newCutting makes a cutting for n lanes, of chunks of a size.
func newCutting(text io.Reader, cutter record.Cutter, o record.Options, size, n int) *cutting {
	c := &cutting{text: text, cutter: cutter, pos: o.Start, unit: o.Unit, size: size, most: max(size, maxChunks/(n+1))}
	c.idle, c.work, c.queue = make(chan *lane, n+1), make(chan *lane, n), make(chan *lane, n)
	if !c.pos.IsValid() {
		c.pos.Line, c.pos.Col = 1, 1
	}
	return c
}

// start lets n lanes at a time work on the chunks, the first of which is in a lane already.
func (c *cutting) start(first *lane, n int) {
	c.queue <- first
	c.work <- first
	for range n {
		c.workers.Go(func() {
			for l := range c.work {
				l.run()
			}
		})
	}
	go c.cut()
}

// stop ends the cutting.
func (c *cutting) stop() {
	c.over.Store(true)
	select {
	case c.idle <- nil:
	default: // it is not waiting
	}
}

// wait stops it and waits until nobody reads the text any more, and no lane works.
func (c *cutting) wait() {
	c.stop()
	for range c.queue {
	}
	c.workers.Wait()
}

func (c *cutting) cut() {
	defer close(c.queue)
	defer close(c.work)
	for l := range c.idle {
		if c.over.Load() {
			return
		}
		c.mayFill(l)
		c.queue <- l
		c.work <- l
		if l.chunk.Last || l.broken {
			return
		}
	}
}

// mayFill is fill, but that a panic is an error of the text like another.
func (c *cutting) mayFill(l *lane) {
	defer func() {
		if p := recover(); p != nil {
			c.err = fmt.Errorf("%w\n%s", panicked.Fault(p), stack())
			l.broken, l.chunk.Text = true, l.memory
		}
	}()
	c.fill(l)
}

// fill gives a lane the next chunk.
func (c *cutting) fill(l *lane) {
	if cap(l.memory) > 2*c.most { // a lead may be long
		l.memory = nil
	}
	l.memory = append(append(l.memory[:0], c.lead...), c.carry...)
	l.chunk = record.Chunk{Lead: len(c.lead), Start: c.pos}
	l.broken = false
	c.carry = c.carry[:0]
	n := 0
	for size := c.size; n == 0; size *= 2 {
		tooMuch := size > c.most
		if !tooMuch {
			l.memory = c.read(l.memory, l.chunk.Lead+size)
		}
		switch {
		case errors.Is(c.err, io.EOF):
			l.chunk.Last = true
			n = len(l.memory) - l.chunk.Lead
		case c.err != nil || tooMuch:
			l.broken = true
			n = len(l.memory) - l.chunk.Lead
		default:
			n = c.cutter.Cut(l.memory[l.chunk.Lead:])
		}
		if l.chunk.Last {
			break
		}
	}
	l.chunk.Text = l.memory[:l.chunk.Lead+n]
	c.carry = append(c.carry, l.memory[len(l.chunk.Text):]...)
	c.lead = c.cutter.AppendLead(c.lead[:0])
	c.pos = c.behind(l.chunk)
}

// read reads until there are size bytes, or the text ends.
func (c *cutting) read(b []byte, size int) []byte {
	b = slices.Grow(b, max(size-len(b), 0))
	for idle := 0; len(b) < size && c.err == nil; {
		n, err := c.text.Read(b[len(b):size])
		b = b[:len(b)+n]
		if idle++; n > 0 {
			idle = 0
		} else if idle == 100 && err == nil {
			err = io.ErrNoProgress
		}
		c.err = err
	}
	return b
}

// behind returns the place behind a chunk.
func (c *cutting) behind(k record.Chunk) record.Pos {
	t := record.Tracker{Unit: c.unit}
	t.Start(0, k.Start)
	fresh := k.Text[k.Lead:]
	return t.Locate(fresh, int64(len(fresh)))
}

// rest returns the text of the document from the beginning of the lead of the chunk that l has. Nothing is cut any more.
func (c *cutting) rest(l *lane) io.Reader {
	c.stop()
	return &rest{cutting: c, held: l.chunk.Text}
}

// uncut returns the text of a document of which nothing was cut but its first chunk.
func (c *cutting) uncut(first *lane) io.Reader {
	close(c.queue)
	return &rest{cutting: c, held: first.chunk.Text}
}

// A rest reads what was cut already, and then what was not.
type rest struct {
	*cutting
	held  []byte
	ended bool // no chunks are left
}

// Read implements io.Reader.
func (r *rest) Read(p []byte) (int, error) {
	for len(r.held) == 0 && !r.ended {
		if l, ok := <-r.queue; ok {
			r.held = l.chunk.Text[l.chunk.Lead:]
		} else {
			r.held, r.ended = r.carry, true
		}
	}
	if len(r.held) > 0 {
		n := copy(p, r.held)
		r.held = r.held[n:]
		return n, nil
	}
	if r.err != nil {
		return 0, r.err
	}
	return r.text.Read(p)
}
