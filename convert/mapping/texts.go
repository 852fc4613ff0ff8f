package mapping

// texts makes bytes of the texts of a profile, each once: there are no more of them than the profile has, and each record of an invoice has some. They
// are not to be written to.
type texts struct {
	known map[string][]byte
	last  [8]struct { // asked for: a product and its item have up to five
		text  string
		bytes []byte
	}
	next int
}

// of returns the bytes of a text of the profile. The zero texts, and nil, are ready.
func (t *texts) of(text string) []byte {
	if t == nil {
		return []byte(text)
	}
	for i := range t.last {
		if l := &t.last[i]; l.bytes != nil && l.text == text {
			return l.bytes
		}
	}
	b, ok := t.known[text]
	if !ok {
		if t.known == nil {
			t.known = map[string][]byte{}
		}
		b = []byte(text)
		t.known[text] = b
	}
	l := &t.last[t.next%len(t.last)]
	l.text, l.bytes = text, b
	t.next++
	return b
}
