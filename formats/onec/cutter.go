package onec

import (
	"bytes"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
)

// A cutter cuts a nomenclature behind a Product, and where it can where another product begins, so that the prices of one stay together.
type cutter struct {
	root  []byte // the root's start tag
	group []byte // the open group's text up to its first product
	last  []byte // the last Product before the last cut
}

func newCutter(record.Options) record.Cutter { return &cutter{} }

const (
	rootStart     = "<ProductsGroups"
	groupStart    = "<ProductGroup"
	productsStart = "<Products"
	productStart  = "<Product"
	productEnd    = "</Product>"
)

// tries is how many rows of one product may follow each other before they are parted.
const tries = 64

// Cut implements [record.Cutter].
func (c *cutter) Cut(text []byte) int {
	root := c.root
	if root == nil {
		root = element(text, rootStart)
	}
	start, end := lastPair(text)
	if end == 0 || root == nil {
		return 0
	}
	group := c.group
	if open := lastGroup(text[:end]); open != nil {
		group = open
	}
	if group == nil {
		return 0
	}
	c.root, c.group = keep(c.root, root), keep(c.group, group)
	c.last = append(c.last[:0], text[start:end]...)
	return end
}

// keep returns a copy of text in the room of old, unless it is old.
func keep(old, text []byte) []byte {
	if len(old) > 0 && &old[0] == &text[0] {
		return old
	}
	return append(old[:0], text...)
}

// lastPair returns where the last product begins and ends that another one follows, if possible one with another code. end is 0 where there is none.
func lastPair(text []byte) (start, end int) {
	next := lastTag(text, productStart)
	for range tries {
		if next < 0 {
			return start, end
		}
		before := lastTag(text[:next], productStart)
		if before < 0 {
			return start, end
		}
		if n := productLength(text[before:next]); n > 0 {
			following := codeOf(text[next:]) // nil also where the text ends before it
			differs := following != nil && !bytes.Equal(codeOf(text[before:before+n]), following)
			if differs || end == 0 {
				start, end = before, before+n
			}
			if differs {
				return start, end
			}
		}
		next = before
	}
	return start, end
}

// lastTag returns where the last start tag with this beginning begins in text, -1 where there is none.
func lastTag(text []byte, start string) int {
	for {
		i := bytes.LastIndex(text, []byte(start))
		if i < 0 || i+len(start) < len(text) && isSpace(text[i+len(start)]) {
			return i
		}
		text = text[:i]
	}
}

// productLength returns the length of the product that text begins with, 0 where there is more in text than that and white space.
func productLength(text []byte) int {
	text = bytes.TrimRight(text, " \t\r\n")
	if bytes.HasSuffix(text, []byte(productEnd)) || bytes.HasSuffix(text, []byte("/>")) && bytes.IndexByte(text[1:], '<') < 0 {
		return len(text)
	}
	return 0
}

// codeOf returns the code of the product that text begins with, nil where it has none, or text ends before it.
func codeOf(text []byte) []byte {
	const name = " Code=\""
	i := bytes.Index(text, []byte(name))
	if i < 0 || bytes.IndexByte(text[:i], '>') >= 0 {
		return nil
	}
	code, _, whole := bytes.Cut(text[i+len(name):], []byte{'"'})
	if !whole {
		return nil
	}
	return code
}

// lastGroup returns the text of the last group that begins in text, up to its first product.
func lastGroup(text []byte) (group []byte) {
	for {
		i := bytes.Index(text, []byte(groupStart))
		if i < 0 {
			return group
		}
		text = text[i:]
		if g := element(text, groupStart); g != nil {
			if n := bytes.Index(text[len(g):], []byte(productsStart)); n >= 0 {
				group = text[:len(g)+n+len(element(text[len(g)+n:], productsStart))]
			}
		}
		text = text[len(groupStart):]
	}
}

// element returns the first start tag in text with this beginning, nil where there is none.
func element(text []byte, start string) []byte {
	for {
		i := bytes.Index(text, []byte(start))
		if i < 0 || i+len(start) == len(text) {
			return nil
		}
		text = text[i:]
		if c := text[len(start)]; c == '>' || isSpace(c) {
			if n, whole := xmlrecord.TagEnd(text); whole {
				return text[:n]
			}
			return nil
		}
		text = text[len(start):]
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// AppendLead implements [record.Cutter].
func (c *cutter) AppendLead(dst []byte) []byte {
	return append(append(append(dst, c.root...), c.group...), c.last...)
}
