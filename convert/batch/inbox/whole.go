package inbox

import (
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"
)

// Wholeness says whether a file ends as its kind ends.
type Wholeness uint8

// What can be said of a file's end.
const (
	Unchecked  Wholeness = iota // nobody has looked: a marker speaks for the file
	Ended                       // it ends as its kind ends
	Unknown                     // its kind has no end that can be seen
	Unfinished                  // its end is missing
)

// String returns unchecked, ended, unknown or unfinished.
func (w Wholeness) String() string {
	return [...]string{"unchecked", "ended", "unknown", "unfinished"}[min(w, Unfinished)]
}

// atEnds is how many bytes are read at each end of a file.
const atEnds = 64 << 10

// Whole tells whether what r holds, size bytes, ends as its kind ends. It reads at most 64 KiB at each end: up to 128 KiB that is all, and it goes
// through it from the first tag or bracket to the last; of a longer document it compares how it begins with how it ends.
//
// XML, in any encoding that obmen reads, ends with the end tag of its root, behind which comments and instructions may stand; JSON, also in lines, with the
// bracket that it begins with; zip with its directory. Of gzip, zstd, CSV and anything else nobody knows. What is empty, or ends in the NULs with
// which a copier makes room, is never whole. Errors are those of r.
func Whole(r io.ReaderAt, size int64) (Wholeness, error) {
	head, err := readAt(r, 0, min(size, atEnds))
	if err != nil {
		return Unchecked, err
	}
	tail, err := readAt(r, max(size-atEnds, atEnds), min(max(size-atEnds, 0), atEnds))
	if err != nil {
		return Unchecked, err
	}
	switch {
	case int64(len(head)+len(tail)) < min(size, 2*atEnds): // it has become shorter
		return Unfinished, nil
	case size <= 2*atEnds:
		head = append(head, tail...)
		tail = head
	}
	return whole(head, tail, size), nil
}

// readAt reads what is there.
func readAt(r io.ReaderAt, from, n int64) ([]byte, error) {
	if n == 0 {
		return nil, nil
	}
	b := make([]byte, n)
	got, err := r.ReadAt(b, from)
	if err == io.EOF {
		err = nil
	}
	return b[:got], err
}

const (
	zeros = 32 // so many NULs are the end of nothing
	blank = " \t\r\n"
)

// The beginnings by which kinds are known.
const (
	markUTF8  = "\xef\xbb\xbf"
	markLE    = "\xff\xfe"
	markBE    = "\xfe\xff"
	beginGzip = "\x1f\x8b"
	beginZstd = "\x28\xb5\x2f\xfd"
	beginZip  = "PK\x03\x04"
	spanZip   = "PK\x07\x08"
	endZip    = "PK\x05\x06" // alone, where nothing is in it
)

// whole knows a file by its ends: both are all of it, or the second lies behind the first.
func whole(head, tail []byte, size int64) Wholeness {
	switch {
	case isRoom(tail), size == int64(len(head)) && isBeginning(head):
		return Unfinished
	case begins(head, beginZip, spanZip, endZip):
		return wholeZip(tail)
	case begins(head, beginGzip, beginZstd):
		return Unknown
	}
	all := size == int64(len(head))
	if order := orderOf(head); order != nil {
		if size%2 != 0 {
			return Unfinished
		}
		head, tail = fromUTF16(head, order), fromUTF16(tail, order) // the tail of an even size begins with a whole unit
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte(markUTF8)), blank)
	if all {
		tail = head
	}
	return wholeText(head, tail, all)
}

// isRoom reports whether a file ends in room that a copier has made: nothing, or nothing but NULs.
func isRoom(tail []byte) bool {
	end := tail[max(0, len(tail)-zeros):]
	return len(bytes.Trim(end, "\x00")) == 0
}

// isBeginning reports whether a file is too short to be known: marks and blanks.
func isBeginning(all []byte) bool {
	for _, mark := range []string{markUTF8, markLE, markBE} {
		if bytes.HasPrefix([]byte(mark), all) {
			return true
		}
	}
	return len(all) >= 2 && bytes.HasPrefix([]byte(beginZip), all) && len(all) < len(beginZip)
}

func begins(head []byte, marks ...string) bool {
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m)) {
			return true
		}
	}
	return false
}

// orderOf returns the order of bytes of UTF-16, by its mark or by what a document begins with; nil: another encoding.
func orderOf(head []byte) binary.ByteOrder {
	const first = "<[{" + blank
	switch {
	case len(head) < 2:
		return nil
	case begins(head, markLE), head[1] == 0 && bytes.IndexByte([]byte(first), head[0]) >= 0:
		return binary.LittleEndian
	case begins(head, markBE), head[0] == 0 && bytes.IndexByte([]byte(first), head[1]) >= 0:
		return binary.BigEndian
	}
	return nil
}

// fromUTF16 returns text as UTF-8.
func fromUTF16(b []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// wholeText knows text without a mark or blanks at its beginning. Of the encodings that are not UTF-16 the ASCII bytes mean the same everywhere, and that is enough.
func wholeText(head, tail []byte, all bool) Wholeness {
	var ended bool
	switch {
	case len(head) == 0 && !all:
		return Unknown
	case len(head) == 0: // a mark or blanks, and nothing behind them yet
		return Unfinished
	case head[0] == '<' && all:
		ended = wholeXML(head)
	case head[0] == '<':
		root := rootOf(head)
		if root == nil {
			return Unknown
		}
		ended = endsRoot(tail, root)
	case (head[0] == '{' || head[0] == '[') && all:
		ended = wholeJSON(head)
	case head[0] == '{' || head[0] == '[': // the closing bracket is two characters behind the opening one
		tail = bytes.TrimRight(tail, blank)
		ended = len(tail) > 0 && tail[len(tail)-1] == head[0]+2
	case len(tail) > 0 && tail[len(tail)-1] == 0 && bytes.IndexByte(bytes.TrimRight(head, "\x00"), 0) < 0: // text, and room
		return Unfinished
	default:
		return Unknown
	}
	if ended {
		return Ended
	}
	return Unfinished
}

// wholeJSON goes through JSON, or several of them, to the end.
func wholeJSON(s []byte) bool {
	depth, last := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch last = s[i]; last {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
			if i >= len(s) {
				return false
			}
		}
	}
	s = bytes.TrimRight(s, blank)
	last = s[len(s)-1]
	return depth == 0 && (last == '}' || last == ']')
}

// wholeZip looks for the end of the directory, with the comment that it says it has.
func wholeZip(tail []byte) Wholeness {
	const size = 22
	for end := len(tail); ; {
		i := bytes.LastIndex(tail[:end], []byte(endZip))
		if i < 0 {
			return Unfinished
		}
		if rest := tail[i:]; len(rest) >= size && len(rest) == size+int(binary.LittleEndian.Uint16(rest[20:])) {
			return Ended
		}
		end = i + len(endZip) - 1
	}
}
