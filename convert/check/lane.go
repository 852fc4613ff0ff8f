package check

import "obmen/formats/record"

// A Lane checks chunks of a document, one after another, while others are checked elsewhere. What is wrong with single records it tells at
// once, with their numbers in the chunk, the lead's counted in; what is compared over the whole file waits in it until [Checker.Join].
type Lane interface {
	// Open begins a chunk and forgets the one before. With a lead, the records up to Start are the lead's: nothing is told of them, and
	// they are compared with nothing.
	Open(lead bool)
	Start()
	Check(record.Record) error
}

// Lane implements [Checker].
func (n *nomenclature) Lane(found func(record.Finding)) Lane {
	lane := &nomenclature{base: n.base.lane(found)}
	lane.groups, lane.rows.trace = lane.claims.trace(record.KindGroup), lane.claims.trace(record.KindProduct)
	return lane
}

// Open implements [Lane].
func (n *nomenclature) Open(lead bool) {
	n.base.Open(lead)
	n.group = nil
	n.groups.reset()
	n.rows.reset()
}

// Start implements [Lane].
func (n *nomenclature) Start() {
	n.base.Start()
	n.rows.start()
}

// Join implements [Checker].
func (n *nomenclature) Join(l Lane) error {
	lane, ok := l.(*nomenclature)
	if !ok {
		return errStranger
	}
	if lane.group == nil {
		n.group = nil
	} else {
		n.group = append(make0(n.group), lane.group...)
	}
	if n.claims != nil {
		seq, groups := n.offsets(&lane.base, record.KindGroup)
		n.groups.join(&lane.groups, seq, groups)
		_, products := n.offsets(&lane.base, record.KindProduct)
		n.rows.join(n.claims, &lane.rows, seq, products)
	}
	return n.join(&lane.base, &n.groups, &n.rows.trace)
}

// Lane implements [Checker].
func (c *receipts) Lane(found func(record.Finding)) Lane {
	if c.Catalog != nil {
		return nil // it is asked by one at a time
	}
	lane := &receipts{base: c.base.lane(found)}
	lane.docNums = lane.claims.trace(record.KindReceipt)
	return lane
}

// Open implements [Lane].
func (c *receipts) Open(lead bool) {
	c.base.Open(lead)
	c.docNums.reset()
	c.tills.reset()
}

// Join implements [Checker].
func (c *receipts) Join(l Lane) error {
	lane, ok := l.(*receipts)
	if !ok {
		return errStranger
	}
	if c.claims != nil {
		seq, number := c.offsets(&lane.base, record.KindReceipt)
		c.docNums.join(&lane.docNums, seq, number)
		c.tills.join(&lane.tills)
	}
	return c.join(&lane.base, &c.docNums)
}

// lane returns the base of a Lane.
func (b *base) lane(found func(record.Finding)) base {
	o := b.Options
	o.Found = found
	return base{Options: o, claims: b.claims.lane()}
}

// Open implements [Lane].
func (b *base) Open(lead bool) {
	b.seq, b.numbers, b.from = 0, [len(b.numbers)]int64{}, source{}
	b.leading, b.leadSeq, b.leadNumbers = lead, 0, b.numbers
	if c := b.claims; c != nil {
		c.leading, c.hashes, c.groups = lead, c.hashes[:0], c.groups[:0]
	}
}

// Start implements [Lane].
func (b *base) Start() {
	b.leading, b.leadSeq, b.leadNumbers = false, b.seq, b.numbers
	if b.claims != nil {
		b.claims.leading = false
	}
}

// offsets returns by how much the numbers of records in a lane are less than those in the document.
func (b *base) offsets(lane *base, k record.Kind) (seq, number int64) {
	return b.seq - lane.leadSeq, b.numbers[k] - lane.leadNumbers[k]
}

// join goes on behind the records of a lane, whose traces have been joined.
func (b *base) join(lane *base, traces ...*trace) error {
	b.seq += lane.seq - lane.leadSeq
	for k := range b.numbers {
		b.numbers[k] += lane.numbers[k] - lane.leadNumbers[k]
	}
	c := b.claims
	if c == nil {
		return nil
	}
	for _, k := range lane.claims.hashes {
		c.meet(k.key, k.mark)
	}
	for g := lane.claims.groups; len(g) > 0; g = g[2:] {
		c.meetGroup(g[0], g[1])
	}
	for _, t := range traces {
		if c.err == nil {
			c.err = t.err
		}
	}
	return c.err
}
