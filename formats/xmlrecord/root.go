package xmlrecord

import "bytes"

// Root returns the name of the root element of a document that begins with head, also where a document type
// declaration announces it, so that who knows the element can refuse the declaration. It is nil where head does not
// reach so far or is no XML.
func Root(head []byte) []byte {
	for {
		head = bytes.TrimLeft(head, " \t\r\n")
		switch {
		case bytes.HasPrefix(head, []byte("<?")):
			head = behind(head, "?>")
		case bytes.HasPrefix(head, []byte("<!--")):
			head = behind(head[len("<!--"):], "-->")
		case bytes.HasPrefix(head, []byte("<!DOCTYPE")):
			return nameOf(bytes.TrimLeft(head[len("<!DOCTYPE"):], " \t\r\n"))
		case bytes.HasPrefix(head, []byte("<")):
			return nameOf(head[1:])
		default:
			return nil
		}
	}
}

// HasRoot returns a Match for [record.Format]: whether the root element has this name.
func HasRoot(name string) func(head []byte) bool {
	return func(head []byte) bool { return string(Root(head)) == name }
}

func behind(s []byte, end string) []byte {
	_, rest, _ := bytes.Cut(s, []byte(end))
	return rest
}

// nameOf returns the name that s begins with; nil where s ends within it.
func nameOf(s []byte) []byte {
	end := bytes.IndexAny(s, " \t\r\n/><=[")
	if end <= 0 {
		return nil
	}
	return s[:end]
}
