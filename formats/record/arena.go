package record

// An Arena holds the texts of one record. What a scanner returns dies with its next token; what Keep returns
// lives until Reset, also when the Arena had to grow meanwhile.
//
// It grows block by block and never copies what it gave, so it holds little more than the texts, however large the record is: a
// buffer that doubled would be held together with all the smaller ones that earlier texts still lie in.
type Arena struct {
	block []byte
	left  int // bytes in blocks that were left behind and belong to nobody but the texts
}

const (
	firstBlock = 1 << 10
	blockLimit = 64 << 10  // of a block that is left behind when it is full
	keptLimit  = 512 << 10 // of the block that Reset keeps
)

// Reset forgets all texts. Room as large as they took is kept, so that a stream of like records allocates nothing, but not
// that of an exceptionally large one.
func (a *Arena) Reset() {
	if need := a.Len(); a.left > 0 && need <= keptLimit {
		a.block = make([]byte, 0, 2*need)
	}
	a.block, a.left = a.block[:0], 0
}

// Len returns how many bytes the Arena holds.
func (a *Arena) Len() int { return a.left + len(a.block) }

// Keep returns a copy of b, which is never nil: an empty text is not a missing one.
func (a *Arena) Keep(b []byte) []byte {
	if len(b) > cap(a.block)-len(a.block) && len(b) < blockLimit/4 {
		a.turn(len(b))
	}
	return a.Close(append(a.Open(), b...))
}

// turn leaves the block behind for one with room for n bytes.
func (a *Arena) turn(n int) {
	a.left += len(a.block)
	a.block = make([]byte, 0, max(min(2*cap(a.block), blockLimit), firstBlock, n))
}

// Open returns an empty text for the caller to append to and then to hand to Close. Nothing else may be kept meanwhile.
func (a *Arena) Open() []byte {
	if a.block == nil {
		a.block = make([]byte, 0, firstBlock)
	}
	n := len(a.block)
	return a.block[n:n:cap(a.block)]
}

// Close keeps the text that Open began, and returns it closed against append.
func (a *Arena) Close(text []byte) []byte {
	if n := len(a.block); len(text) <= cap(a.block)-n {
		a.block = a.block[:n+len(text)]
	} else {
		a.left += len(text) // it did not fit, so append has moved it
	}
	return text[:len(text):len(text)]
}
