package check

// A tree follows groups and their parents. As long as each parent stands before its children, and no group comes twice, no claim of theirs can
// contradict another.
type tree struct {
	codes []uint64 // a table of hashes, with the lowest bit set; 0: free; as many as a power of two
	count int
	odd   bool // not so any more
}

// treeSlots is how many slots the table of a tree has at most.
const treeSlots = 1 << 17

// noGroup is the hash of the parent that a group at the top has.
const noGroup = 0

// add adds a group by the hashes of its code and its parent's.
func (t *tree) add(code, parent uint64) {
	if t.odd || !t.makeRoom() {
		t.odd = true
		return
	}
	if parent != noGroup && t.codes[t.find(parent|1)] == 0 {
		t.odd = true
	}
	at := t.find(code | 1)
	if t.codes[at] != 0 {
		t.odd = true
	}
	t.codes[at] = code | 1
	t.count++
}

// find returns where the code is, or the free slot where it would be.
func (t *tree) find(code uint64) uint64 {
	mask := uint64(len(t.codes) - 1)
	at := code >> 20 & mask
	for t.codes[at] != code && t.codes[at] != 0 {
		at = (at + 1) & mask
	}
	return at
}

// makeRoom makes the table so large that three quarters of it would be enough for one code more; false: it is too large.
func (t *tree) makeRoom() bool {
	if t.count < len(t.codes)/4*3 {
		return true
	}
	if len(t.codes) == treeSlots {
		return false
	}
	old := t.codes
	t.codes = make([]uint64, max(2*len(old), 64))
	for _, code := range old {
		if code != 0 {
			t.codes[t.find(code)] = code
		}
	}
	return true
}
