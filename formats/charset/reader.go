package charset

import (
	"io"
	"unicode/utf8"

	"obmen/formats/record"
)

// leastRead is how much a caller must ask for to be served without a copy.
const leastRead = 512

// A source is what the readers here have in common.
type source struct {
	r        io.Reader
	err      error // what it ended with, once that is known
	file     string
	encoding string
	offset   int64 // in the document, of the next byte to decode
	small    []byte
	given    []byte // what is left of small
}

// fail makes fault, which stands at the next byte, the reader's end.
func (s *source) fail(fault *record.Fault) error {
	s.err = &record.Error{File: s.file, Pos: record.Pos{Offset: s.offset}, Err: fault, Fatal: true}
	return s.err
}

// fewer serves a caller that asks for less than leastRead bytes out of a larger read.
func (s *source) fewer(p []byte, read func([]byte) (int, error)) (int, error) {
	if len(s.given) == 0 && len(p) > 0 {
		if s.small == nil {
			s.small = make([]byte, leastRead)
		}
		n, err := read(s.small)
		if s.given = s.small[:n]; n == 0 {
			return 0, err
		}
	}
	n := copy(p, s.given)
	s.given = s.given[n:]
	return n, nil
}

// Check returns a reader of r that gives UTF-8 on as long as it is valid, and then the error that the reader of the whole document
// would give. At is where in the document r begins: between two characters.
func Check(r io.Reader, file string, at record.Pos) io.Reader {
	return &validReader{source: source{r: r, file: file, encoding: UTF8, offset: at.Offset}}
}

// A validReader gives UTF-8 on as it is once it is known to be valid: it reads into the caller's own slice.
type validReader struct {
	source
	pending []byte // read, not yet given: the document's head, or the beginning of a character
	tail    [utf8.UTFMax]byte
}

// Read implements [io.Reader].
func (v *validReader) Read(p []byte) (int, error) {
	if len(p) < leastRead || len(v.given) > 0 {
		return v.fewer(p, v.read)
	}
	return v.read(p)
}

func (v *validReader) read(p []byte) (int, error) {
	n := copy(p, v.pending)
	valid := ValidPrefix(p[:n])
	if valid > 0 {
		v.pending = v.pending[valid:]
	}
	for valid == 0 {
		if n > 0 && utf8.FullRune(p[:n]) {
			return 0, v.fail(msgInvalid.Fault(p[0], v.offset, v.encoding))
		}
		if v.err == io.EOF && n > 0 {
			return 0, v.fail(msgCut.Fault(v.offset+int64(n), v.encoding))
		}
		if v.err != nil {
			return 0, v.err
		}
		var m int
		m, v.err = v.r.Read(p[n:])
		n += m
		valid = ValidPrefix(p[:n])
		// Of what is invalid or incomplete one character's length is enough to say so next time.
		v.pending = append(v.tail[:0], p[valid:min(n, valid+utf8.UTFMax)]...)
		if n = n - valid; valid == 0 && m == 0 && v.err == nil {
			return 0, nil
		}
	}
	v.offset += int64(valid)
	return valid, nil
}

// A decoder turns another encoding into UTF-8.
type decoder struct {
	source
	step func(dst, src []byte, last bool) (nDst, nSrc int, fault func(offset int64) *record.Fault)
	in   []byte // read, not yet decoded
	buf  []byte
}

// block is how much a decoder reads at a time, in bytes.
const block = 64 << 10

func newDecoder(r io.Reader, file string, s Source) *decoder {
	d := &decoder{source: source{r: r, file: file, encoding: s.Encoding, offset: s.Start.Offset}, buf: make([]byte, block)}
	switch page := codePage(s.Encoding); {
	case page != nil:
		d.step = newBytesTable(page, s.Encoding).decode
	default:
		d.step = utf16Decoder{big: s.Encoding == UTF16BE, encoding: s.Encoding}.decode
	}
	return d
}

// Read implements [io.Reader].
func (d *decoder) Read(p []byte) (int, error) {
	if len(p) < leastRead || len(d.given) > 0 {
		return d.fewer(p, d.read)
	}
	return d.read(p)
}

func (d *decoder) read(p []byte) (int, error) {
	for {
		nDst, nSrc, fault := d.step(p, d.in, d.err == io.EOF)
		d.in = d.in[nSrc:]
		d.offset += int64(nSrc)
		switch {
		case nDst > 0:
			return nDst, nil
		case fault != nil:
			return 0, d.fail(fault(d.offset))
		case d.err != nil:
			return 0, d.err
		}
		kept := copy(d.buf, d.in)
		n, err := d.r.Read(d.buf[kept:])
		d.in, d.err = d.buf[:kept+n], err
		if n == 0 && err == nil {
			return 0, nil
		}
	}
}
