package xmlrecord

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// placed is how many findings of one message get a place. A report shows the first ten of each; reckoning the place of
// five million comments would take longer than reading them.
const placed = 100

// A Source is a document on its way from tokens to records. It is an xmlstream.Scanner whose Next passes over comments and
// processing instructions and says so.
type Source struct {
	xmlstream.Scanner
	skimmer xmlstream.Skimmer // the same, where it is one
	locator record.Locator    // the same
	opts    record.Options
	kind    record.Kind // of the record that is being read
	number  int64
	begin   int64 // offset of the record that is being read
	open    bool  // whether one is
	lead    int64 // where the lead ends: nothing is found in it
	chunks  bool  // Open was called: texts stay valid until it is again
	rests   bool  // the chunk has ended between two tokens
	tap     *tap
	count   map[*record.Message]int
}

// NewSource reads r, which is UTF-8.
func NewSource(r io.Reader, o record.Options) *Source {
	o.Limits = o.Limits.WithDefaults()
	s := &Source{opts: o, lead: int64(o.Lead), tap: &tap{r: r}, count: make(map[*record.Message]int)}
	if o.Found != nil {
		o.Found = s.relay
	}
	s.Scanner = xmlstream.NewScanner(s.tap, o)
	s.locator = s.Scanner
	s.skimmer, _ = s.Scanner.(xmlstream.Skimmer)
	return s
}

// Strict has everything read token by token. Templates must not change what is read, so it is for who compares.
func (s *Source) Strict() { s.skimmer = nil }

// Skims reports whether Ahead may have something to match.
func (s *Source) Skims() bool { return s.skimmer != nil }

// Ahead leaves the current token, which must not stand in a record, and returns what is held of the text behind it, to be matched with templates; nil
// where there is nothing to match.
func (s *Source) Ahead() []byte {
	if s.skimmer == nil {
		return nil
	}
	text := s.skimmer.Ahead()
	s.tap.keep = s.Offset()
	return text
}

// More gets more of the text that Ahead returned: all of it, nil where no more comes.
func (s *Source) More() []byte { return s.skimmer.More() }

// Pass passes over n bytes of that text: gap bytes of white space, and a record. It returns where the record began.
func (s *Source) Pass(gap, n int) record.Origin {
	s.begin = s.Offset() + int64(gap)
	s.skimmer.Pass(n)
	return s.Origin()
}

// Open begins a chunk.
func (s *Source) Open(c record.Chunk) {
	s.Scanner.Open(c)
	s.kind, s.number, s.begin, s.open = 0, 0, 0, false
	s.lead, s.chunks, s.rests = int64(c.Lead), true, false
	clear(s.count)
}

// AtLead reports whether the current token ends where the lead does.
func (s *Source) AtLead() bool { return s.chunks && s.Behind() == s.lead }

// PastLead reports whether the current token ends behind the lead.
func (s *Source) PastLead() bool { return s.Behind() > s.lead }

// AppendBack appends how far behind the beginning of a record the current token ends.
func (s *Source) AppendBack(dst []byte, o *record.Origin) []byte {
	return binary.AppendVarint(dst, s.Behind()-o.Offset)
}

// Keeps reports whether texts must outlive their record: those of a chunk stay valid until the next.
func (s *Source) Keeps() bool { return s.chunks }

// Fresh reports whether a record stands behind the lead.
func (s *Source) Fresh(o *record.Origin) bool { return o.Offset >= s.lead }

// relay adds to a finding of the grammar what the grammar does not know.
func (s *Source) relay(f record.Finding) {
	if s.inLead() {
		return
	}
	if f.Kind == 0 {
		f.Kind, f.Record = s.kind, s.number
	}
	s.opts.Found(f)
}

// inLead reports whether the current token stands in the lead.
func (s *Source) inLead() bool { return s.Offset() < s.lead }

// KeepRaw makes Raw work. It costs a copy of the input and must come before the first Next.
func (s *Source) KeepRaw() { s.tap.on = true }

// KeepsRaw reports whether KeepRaw was called.
func (s *Source) KeepsRaw() bool { return s.tap.on }

// Raw returns the source text, in UTF-8 and with a line end, of the record that was begun last and has been read to its end. It is nil without
// KeepRaw, and the caller's to keep.
func (s *Source) Raw() []byte {
	if !s.tap.on {
		return nil
	}
	return append(bytes.Clone(s.tap.element(s.begin)), '\n')
}

// Limits returns the limits that hold.
func (s *Source) Limits() record.Limits { return s.opts.Limits }

// Root reads up to the root element's start tag, which must have this name.
func (s *Source) Root(name string) error {
	for {
		t, err := s.Next()
		if err != nil {
			return err
		}
		if t != xmlstream.Start {
			continue
		}
		if string(s.Name()) != name {
			return s.Fatal(RootUnexpected.Fault(record.Shorten(s.Name()), name))
		}
		return nil
	}
}

// Next returns the next Start, End or Text. An error is final: io.EOF behind the root element, else an *record.Error that
// names file and record.
func (s *Source) Next() (xmlstream.Token, error) {
	for {
		t, err := s.Scanner.Next()
		if s.tap.on && !s.open {
			s.tap.keep = s.Offset()
		}
		switch {
		case err != nil:
			return t, s.complete(err)
		case t == xmlstream.Comment || t == xmlstream.Instruction:
			xmlstream.Drop(s.Scanner)
		default:
			return t, nil
		}
	}
}

// complete adds to a grammar error what the grammar does not know. The end of a chunk is in the wrong place, unless the caller knows better.
func (s *Source) complete(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF) && s.Depth() > 0:
		s.rests = true
		return record.ErrCut
	case errors.Is(err, io.EOF):
		return err
	}
	var e *record.Error
	if !errors.As(err, &e) {
		return err
	}
	e.Fatal = true
	if e.File == "" {
		e.File = s.opts.File
	}
	if e.Record == 0 && s.number > 0 {
		e.Kind, e.Record = s.kind, s.number
	}
	return err
}

// Begin says, at a Start, that this is the record of the kind with this number.
func (s *Source) Begin(kind record.Kind, number int64) {
	s.kind, s.number, s.begin, s.open = kind, number, s.Offset(), true
	s.BeginRecord()
}

// Ended returns what ends the reading between two records, where err is what Next returned there: a chunk may end so.
func (s *Source) Ended(err error) error {
	if s.rests && errors.Is(err, record.ErrCut) {
		return io.EOF
	}
	return err
}

// About says what findings and refusals are about where no record was begun.
func (s *Source) About(kind record.Kind, number int64) { s.kind, s.number = kind, number }

// Done says that the record is over.
func (s *Source) Done() {
	s.EndRecord()
	s.kind, s.number, s.open = 0, 0, false
}

// Origin returns where the record began.
func (s *Source) Origin() record.Origin {
	return record.Origin{Locator: s.locator, Offset: s.begin}
}

// Find tells of something that is worth knowing at the current token.
func (s *Source) Find(m *record.Message, path string, args ...any) {
	if s.opts.Found == nil || s.inLead() {
		return
	}
	f := record.Finding{Message: m, Kind: s.kind, Record: s.number, Path: path, Args: args}
	if s.count[m]++; s.count[m] <= placed {
		f.Pos = s.Locate(s.Offset())
	}
	s.opts.Found(f)
}

// Refuse returns what refuses the current record, for something wrong at the current token.
func (s *Source) Refuse(path string, value []byte, why error) *record.Error {
	return s.RefuseAt(s.Offset(), path, value, why)
}

// RefuseAt is Refuse for something wrong at an offset within the current record.
func (s *Source) RefuseAt(offset int64, path string, value []byte, why error) *record.Error {
	return &record.Error{File: s.opts.File, Pos: s.Locate(offset), Kind: s.kind, Record: s.number,
		Path: path, Value: record.Shorten(value), Err: why}
}

// Fatal returns what refuses the document, for something wrong at the current token.
func (s *Source) Fatal(why error) *record.Error {
	e := s.Refuse("", nil, why)
	e.Fatal = true
	return e
}

// IsBlank reports whether the current Text is white space alone, as the layout between elements is.
func (s *Source) IsBlank() bool {
	for _, c := range s.Text() {
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// Stray returns what refuses the record for the current Text, nil where it is blank.
func (s *Source) Stray(path string) *record.Error {
	if s.IsBlank() {
		return nil
	}
	text := bytes.TrimSpace(s.Text())
	return s.Refuse(path, text, StrayText.Fault(record.Shorten(text)))
}

// Skip reads to the end of the element whose Start is the current token. Nothing of it is held.
func (s *Source) Skip() error { return s.complete(xmlstream.Skip(s.Scanner)) }

// Leaf reads to the end of the element whose Start is the current token and returns its text, white space and all. A child
// element is a fault: it is passed over, and the first of them is named.
func (s *Source) Leaf(a *Arena) (text []byte, fault, err error) {
	text = a.Open()
	for {
		t, err := s.Next()
		switch {
		case err != nil:
			return nil, nil, err
		case t == xmlstream.Text:
			text = append(text, s.Text()...)
		case t == xmlstream.End:
			return a.Close(text), fault, nil
		default:
			if fault == nil {
				fault = ElementMisplaced.Fault(string(s.Name()))
			}
			if err := s.Skip(); err != nil {
				return nil, nil, err
			}
		}
	}
}

// First returns the first of two refusals that there is.
func First(a, b *record.Error) *record.Error {
	if a != nil {
		return a
	}
	return b
}
