package xmlstream

import (
	"errors"
	"io"

	"obmen/formats/record"
)

// core is what both engines have in common: the window, what is open, the current token, and how things end.
type core struct {
	window
	outline
	limits record.Limits
	file   string
	found  func(record.Finding)

	kind    Token  // of the current token
	n       int    // length of the current token in bytes
	failed  error  // what Next returned last, and returns for ever
	goesOn  bool   // the document goes on behind the window: it is a chunk, and not the last
	empty   bool   // the current Start is an empty element: its End is next
	closing bool   // the current token is an End
	name    []byte // of the current token
	attrs   []Attr // of the current Start
	text    []byte // of the current token
}

func newCore(r io.Reader, o record.Options) core {
	limits := o.Limits.WithDefaults()
	return core{window: newWindow(r, o, limits), limits: limits, file: o.File, found: o.Found}
}

// open begins a chunk.
func (c *core) open(k record.Chunk) {
	c.window.hold(k)
	c.outline.reset()
	c.rooted = false
	c.kind, c.n, c.failed, c.empty, c.closing = 0, 0, nil, false, false
	c.name, c.attrs, c.text = nil, c.attrs[:0], nil
	c.goesOn = !k.Last
}

// advance leaves the current token. It reports whether the next one is known already: the End of an empty element.
func (c *core) advance() (end bool) {
	if c.closing {
		c.outline.pop()
		c.closing = false
	}
	if c.empty {
		c.empty, c.closing = false, true
		c.start += c.n - len("/>")
		c.n = len("/>")
		return true
	}
	c.start += c.n
	c.n = 0
	return false
}

// declaration passes over the XML declaration, if there is one. It is called once, before the first token.
func (c *core) declaration() error {
	const opening = "<?xml"
	for len(c.token()) <= len(opening) && c.more() {
	}
	b := c.token()
	if len(b) <= len(opening) || string(b[:len(opening)]) != opening || b[len(opening)] >= 0x80 || isNameChar(rune(b[len(opening)])) {
		return nil
	}
	g, err := c.judge()
	if err == nil {
		c.n = g.i
	}
	return err
}

// judge holds the current token against the grammar, reading on as far as it needs. It returns what
// the token is made of, or the error that refuses the document, or io.EOF where it rightly ends.
func (c *core) judge() (*grammar, error) {
	for {
		b, room := c.token(), c.room()
		full := len(b) > room
		if full {
			b = b[:room+1]
		}
		ended := !full && c.window.err == io.EOF
		if ended && len(b) == 0 {
			return nil, c.ending()
		}
		g := &grammar{b: b, eof: ended && !c.goesOn, first: c.offset() == 0, limits: c.limits, open: &c.outline}
		switch ok := g.token(); {
		case g.fault != nil:
			return nil, c.refuse(g.at, g.fault)
		case ok && g.i <= room:
			return g, nil
		case ok || full:
			return nil, c.refuse(c.base()-c.start, msgLimitRecord.Fault(c.limit))
		case ended && c.goesOn:
			return nil, record.ErrCut
		}
		if !c.more() && c.window.err != io.EOF {
			return nil, c.unread(c.window.err)
		}
	}
}

// ending says what it means that the document, or the chunk, ends between two tokens.
func (c *core) ending() error {
	switch {
	case c.goesOn && c.outside():
		return record.ErrCut // by all that is known, nothing goes on behind the root
	case c.goesOn:
		return io.EOF
	case !c.outside():
		return c.refuse(0, msgTruncated.Fault(c.rootName))
	case !c.rooted:
		return c.refuse(0, msgNoRoot.Fault())
	}
	return io.EOF
}

// refuse makes an error of what is wrong at the byte at of the current token. It is the one place where errors get
// their position.
func (c *core) refuse(at int, fault *record.Fault) error {
	return &record.Error{File: c.file, Pos: c.Locate(c.offset() + int64(at)), Err: fault, Fatal: true}
}

// unread makes an error of one of the reader beneath: it stands where what could be read ends.
func (c *core) unread(err error) error {
	pos := c.Locate(c.first.offset + int64(len(c.buf)))
	var e *record.Error
	if !errors.As(err, &e) {
		return &record.Error{File: c.file, Pos: pos, Err: err, Fatal: true}
	}
	placed := *e
	placed.Fatal = true
	if placed.File == "" {
		placed.File = c.file
	}
	if !placed.Pos.IsValid() {
		placed.Pos = pos
	}
	return &placed
}

// Name implements [Scanner].
func (c *core) Name() []byte { return c.name }

// Attrs implements [Scanner].
func (c *core) Attrs() []Attr { return c.attrs }

// Offset implements [Scanner].
func (c *core) Offset() int64 { return c.offset() }

// Behind implements [Scanner].
func (c *core) Behind() int64 { return c.offset() + int64(c.n) }

// Held returns the text between two offsets, nil where it is no longer in the window.
func (c *core) Held(from, to int64) []byte {
	if from < c.first.offset || to < from || to > c.first.offset+int64(len(c.buf)) {
		return nil
	}
	return c.buf[from-c.first.offset : to-c.first.offset]
}

// Depth implements [Scanner].
func (c *core) Depth() int { return c.depth() }

// BeginRecord implements [Scanner].
func (c *core) BeginRecord() { c.rec = c.start }

// EndRecord implements [Scanner].
func (c *core) EndRecord() { c.rec = -1 }

func (c *core) inRecord() bool { return c.rec >= 0 }

// drop reports the current Comment or Instruction as dropped.
func (c *core) drop() {
	if c.found == nil {
		return
	}
	f := record.Finding{Message: msgCommentDropped, Pos: c.Locate(c.offset())}
	if c.kind == Instruction {
		f.Message, f.Args = msgInstructionDropped, []any{record.Shorten(c.name)}
	}
	c.found(f)
}
