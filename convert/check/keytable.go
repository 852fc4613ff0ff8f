package check

// A keyTable is a set of keys, each a hash with the lowest bit set. It takes no more than three quarters of its slots.
type keyTable struct {
	slots []uint64 // 0: free; as many as a power of two
	count int
}

func (t *keyTable) isFull() bool { return t.count >= len(t.slots)/4*3 }

// find returns where the key is, or would be.
func (t *keyTable) find(key uint64) (at uint64, ok bool) {
	mask := uint64(len(t.slots) - 1)
	for at = key >> 20 & mask; t.slots[at] != 0; at = (at + 1) & mask {
		if t.slots[at] == key {
			return at, true
		}
	}
	return at, false
}

// insert adds a key and reports whether it was not there. A table that is full takes none and says of every key that it was there.
func (t *keyTable) insert(key uint64) bool {
	at, ok := t.find(key)
	if ok || t.isFull() {
		return false
	}
	t.slots[at] = key
	t.count++
	return true
}

// grow doubles the slots.
func (t *keyTable) grow() {
	bigger := keyTable{slots: make([]uint64, max(2*len(t.slots), 64))}
	for _, key := range t.slots {
		if key != 0 {
			bigger.insert(key)
		}
	}
	*t = bigger
}

// A tree follows groups and their parents. As long as each parent stands before its children, and no group comes twice, no claim of theirs can
// contradict another.
type tree struct {
	codes keyTable
	odd   bool
}

// treeSlots is how many slots the table of a tree has at most.
const treeSlots = 1 << 17

// noGroup is the hash of the parent that a group at the top has.
const noGroup = 0

// add adds a group by the hashes of its code and its parent's.
func (t *tree) add(code, parent uint64) {
	if t.odd {
		return
	}
	if t.codes.isFull() {
		if len(t.codes.slots) == treeSlots {
			t.odd = true
			return
		}
		t.codes.grow()
	}
	if parent != noGroup {
		if _, ok := t.codes.find(parent | 1); !ok {
			t.odd = true
		}
	}
	if !t.codes.insert(code | 1) {
		t.odd = true
	}
}
