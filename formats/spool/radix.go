package spool

import (
	"bytes"
	"cmp"
	"slices"
)

// A refSorter puts refs in the order of their keys: by the bytes of their prefixes, most significant first, where there are many, and by
// comparing where there are few. The keys are mostly hashes and numbers, which eight bytes tell apart; where they don't, it goes on with the next eight.
type refSorter struct {
	arena []byte
	aside *aside
	err   error // of reading long keys
}

// few is how many refs are sooner compared than counted.
const few = 32

func (s *refSorter) sort(refs []ref) error {
	if !inOrder(refs) {
		s.byBytes(refs, 64, 0)
	}
	return s.err
}

// inOrder reports whether the prefixes alone show that refs are in order.
func inOrder(refs []ref) bool {
	for i := 1; i < len(refs); i++ {
		if refs[i-1].prefix >= refs[i].prefix {
			return false
		}
	}
	return true
}

// byBytes sorts refs whose prefixes have all but the last bits in common, in place: each byte's refs go to where those of that byte belong. A
// prefix holds eight bytes of the key, from depth on.
func (s *refSorter) byBytes(refs []ref, bits, depth int) {
	for len(refs) > few && bits > 0 {
		bits -= 8
		var ends [256]uint32
		for i := range refs {
			ends[byte(refs[i].prefix>>bits)]++
		}
		if ends[byte(refs[0].prefix>>bits)] == uint32(len(refs)) {
			continue // the byte tells nothing
		}
		s.deal(refs, bits, depth, &ends)
		return
	}
	if len(refs) > few {
		s.byRest(refs, depth+8)
	} else {
		s.byComparing(refs)
	}
}

// deal puts the refs of each byte at bits together, and sorts them on. Ends holds how many refs each byte has.
func (s *refSorter) deal(refs []ref, bits, depth int, ends *[256]uint32) {
	var next [256]uint32
	sum := uint32(0)
	for b, n := range ends {
		next[b] = sum
		sum += n
		ends[b] = sum
	}
	for b := range next {
		for next[b] < ends[b] {
			r := refs[next[b]]
			for to := byte(r.prefix >> bits); int(to) != b; to = byte(r.prefix >> bits) {
				r, refs[next[to]] = refs[next[to]], r
				next[to]++
			}
			refs[next[b]] = r
			next[b]++
		}
	}
	start := uint32(0)
	for _, end := range ends {
		if end-start > 1 {
			s.byBytes(refs[start:end], bits, depth)
		}
		start = end
	}
}

// byRest sorts many refs whose keys do not differ before depth, by what their keys have from there on, or by age where all have one key. For that
// long something else stands in their prefixes.
func (s *refSorter) byRest(refs []ref, depth int) {
	prefix := refs[0].prefix
	if next, ok := s.nextPrefixes(refs, depth); !ok {
		slices.SortFunc(refs, s.compare)
	} else {
		s.byBytes(refs, 64, next)
		for i := range refs {
			refs[i].prefix = prefix
		}
	}
}

// nextPrefixes puts into the prefixes what tells refs apart, and returns the depth that it is of. It changes nothing, and ok is false, where some
// key is not kept whole or ends before depth.
func (s *refSorter) nextPrefixes(refs []ref, depth int) (next int, ok bool) {
	first, _, _, _ := parseShort(s.arena[refs[0].at:])
	same := true
	for _, r := range refs {
		key, _, _, ok := parseShort(s.arena[r.at:])
		if !ok {
			return 0, false
		}
		if !bytes.Equal(key, first) {
			same = false
			if len(key) <= depth || len(first) <= depth {
				return 0, false
			}
		}
	}
	for i := range refs {
		r := &refs[i]
		if same {
			r.prefix = uint64(r.at)
			continue
		}
		key, _, _, _ := parseShort(s.arena[r.at:])
		r.prefix = prefix(key[depth:])
	}
	return depth, true
}

// byComparing sorts few refs.
func (s *refSorter) byComparing(refs []ref) {
	for i := 1; i < len(refs); i++ {
		for j := i; j > 0 && s.less(refs[j], refs[j-1]); j-- {
			refs[j], refs[j-1] = refs[j-1], refs[j]
		}
	}
}

func (s *refSorter) less(a, b ref) bool {
	if a.prefix != b.prefix {
		return a.prefix < b.prefix
	}
	return s.compare(a, b) < 0
}

// compare compares by key, then by age.
func (s *refSorter) compare(a, b ref) int {
	if a.prefix != b.prefix {
		return cmp.Compare(a.prefix, b.prefix)
	}
	x, _ := parseEntry(s.arena[a.at:])
	y, _ := parseEntry(s.arena[b.at:])
	c, err := s.aside.compare(&x, &y)
	if err != nil {
		s.err = err
	}
	if c == 0 {
		return cmp.Compare(a.at, b.at)
	}
	return c
}
