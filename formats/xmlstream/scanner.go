package xmlstream

import (
	"io"

	"obmen/formats/record"
)

// A Token is a piece of a document.
type Token uint8

// The tokens. An empty element <a/> is a Start and an End. White space outside the root element and the XML
// declaration are no tokens.
const (
	Start       Token = iota + 1 // a start tag
	End                          // an end tag, or the /> of an empty element
	Text                         // character data, or the content of one CDATA section; may be empty
	Comment                      // a comment
	Instruction                  // a processing instruction
)

// String returns the token's name.
func (t Token) String() string {
	switch t {
	case Start:
		return "start"
	case End:
		return "end"
	case Text:
		return "text"
	case Comment:
		return "comment"
	case Instruction:
		return "instruction"
	}
	return "none"
}

// An Attr is an attribute. Its value is normalised (XML 1.0, 3.3.3: tab, LF and CR that stand there literally are
// spaces), its references are resolved.
type Attr struct{ Name, Value []byte }

// A Scanner gives the tokens of one document. Every slice it returns is valid until Next.
type Scanner interface {
	// Open begins a chunk and forgets all that was scanned before. A chunk that is not the document's last ends with io.EOF where it ends
	// between two tokens within the root element, else with record.ErrCut. The Scanner works on the text of the chunk itself.
	Open(record.Chunk)
	// Next moves to the next token; io.EOF comes after the document's end. Any other error but record.ErrCut is a Fatal
	// *record.Error with File and Pos. An error is returned again by every later call.
	Next() (Token, error)
	// Name returns the qualified name of a Start or an End, or an Instruction's target.
	Name() []byte
	// Attrs returns the attributes of a Start in the order of the source, each name once.
	Attrs() []Attr
	// Text returns the content of a Text (references resolved), a Comment or an Instruction; line ends are
	// normalised (XML 1.0, 2.11).
	Text() []byte
	// Offset returns where the token begins, in bytes of the decoded stream. The End of an empty element
	// begins at its />.
	Offset() int64
	// Behind returns the offset behind the current token.
	Behind() int64
	// Held returns the text between two offsets of the current record; nil where it is no longer held.
	Held(from, to int64) []byte
	// Depth returns how many elements are open, the one of a Start or an End among them: 1 at the root's tags.
	Depth() int
	// BeginRecord says that the current token begins a record: the record limit counts from here, and Locate
	// works for every offset since, until the first Next after EndRecord.
	BeginRecord()
	// EndRecord says that the current token ends the record.
	EndRecord()
	// Locate returns the position in the source of an offset, which lies in the current token or record.
	record.Locator
}

// A Skimmer is a Scanner that lets templates try first: the fast one.
type Skimmer interface {
	Scanner
	// Ahead leaves the current token and returns what is held of the text behind it, to be matched with templates; nil where
	// there is nothing to match.
	Ahead() []byte
	// More gets more of the text that Ahead returned. It returns all of it, nil where no more comes. What was returned before is gone.
	More() []byte
	// Pass passes over n bytes of that text: whole tags that templates have matched, with as many elements open behind them as before.
	Pass(n int)
}

// NewScanner returns a Scanner over r, which gives UTF-8 without byte order mark (see package charset). It
// heeds Engine, Limits, File, Found, Lead, Start and Unit of o; places in the lead are all taken for Start.
func NewScanner(r io.Reader, o record.Options) Scanner { return newScanner(r, o, block) }

// newScanner returns a Scanner whose window begins with size bytes.
func newScanner(r io.Reader, o record.Options, size int) Scanner {
	c := newCore(r, o)
	c.size = size
	if o.Engine == record.Plain {
		return &plain{core: c}
	}
	return &fast{core: c}
}
