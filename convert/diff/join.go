package diff

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// A joiner brings the records of both sides together and finds out in what they differ.
type joiner struct {
	*plan
	comparer
	decoders [2]record.Decoder
	windows  [2]*window
	left     leavers
	unequal  [2]*spool.Sorter // of those that look for equals, the ones that found none, by plain key and number
	diffs    *spool.Sorter    // by key; the value: the change, then what stands on each side
	doubles  doubles
	order    *orderer // nil: order does not count
	buf, key []byte
	summary  *Summary
	fields   map[string]int64
}

func newJoiner(p *plan, temp record.Temp, near int, summary *Summary) *joiner {
	j := &joiner{plan: p, comparer: comparer{plan: p}, diffs: spool.NewSorter(temp, 0), summary: summary, fields: map[string]int64{}}
	j.windows = [2]*window{newWindow(temp, near), newWindow(temp, near)}
	j.unequal = [2]*spool.Sorter{spool.NewSorter(temp, 0), spool.NewSorter(temp, 0)}
	j.doubles.sorter = spool.NewSorter(temp, 0)
	if p.ordered {
		j.order = newOrderer(temp)
	}
	return j
}

func (j *joiner) close() error {
	return errors.Join(j.windows[0].close(), j.windows[1].close(), j.unequal[0].Close(), j.unequal[1].Close(), j.diffs.Close(), j.doubles.sorter.Close(), j.order.close())
}

// join reads both sides to their ends.
func (j *joiner) join(ctx context.Context, sides [2]*side) error {
	for {
		keyA, a, okA, err := sides[0].next(ctx)
		if err != nil {
			return err
		}
		keyB, b, okB, err := sides[1].next(ctx)
		if err != nil {
			return err
		}
		if !okA && !okB {
			return j.rest(ctx)
		}
		if okA && okB && bytes.Equal(keyA, keyB) && j.alone(keyA) {
			err = j.pair(keyA, &a, &b)
		} else {
			if okA {
				err = j.arrive(0, keyA, &a)
			}
			if okB && err == nil {
				err = j.arrive(1, keyB, &b)
			}
		}
		if err != nil {
			return err
		}
	}
}

// alone reports whether no other record of that key waits anywhere, so that two that come together belong together.
func (j *joiner) alone(key []byte) bool {
	if j.left.bits == nil && j.windows[0].count == 0 && j.windows[1].count == 0 {
		return true
	}
	id := spool.KeyOf(key)
	_, inA := j.windows[0].index[id]
	_, inB := j.windows[1].index[id]
	return !inA && !inB && !j.left.has(id)
}

// arrive looks for the partner of an entry among those that wait on the other side.
func (j *joiner) arrive(which int, key []byte, e *entry) error {
	id := spool.KeyOf(key)
	mine, other := j.windows[which], j.windows[1-which]
	if c, ok := other.index[id]; ok && !j.left.has(id) {
		other.drop(c.first)
		partner, err := cutEntry(c.first.value)
		if err != nil {
			return err
		}
		if which == 0 {
			return j.pair(key, e, &partner)
		}
		return j.pair(key, &partner, e)
	}
	mine.push(id, key, e)
	for mine.isFull() {
		if err := mine.evict(&j.left); err != nil {
			return err
		}
	}
	return nil
}

// rest merges what found no partner nearby.
func (j *joiner) rest(ctx context.Context) error {
	for _, w := range j.windows {
		for w.oldest != nil {
			if err := w.evict(&j.left); err != nil {
				return err
			}
		}
		if err := w.rest.Sort(); err != nil {
			return err
		}
	}
	err := j.merge(ctx, &head{from: j.windows[0].rest}, &head{from: j.windows[1].rest}, j.lone)
	if err == nil {
		err = errors.Join(j.unequal[0].Sort(), j.unequal[1].Sort())
	}
	if err == nil {
		err = j.merge(ctx, &head{from: j.unequal[0], numbered: true}, &head{from: j.unequal[1], numbered: true}, j.single)
	}
	return errors.Join(err, j.windows[0].close(), j.windows[1].close())
}

// merge pairs what is sorted on both sides, and hands what one side has alone to alone.
func (j *joiner) merge(ctx context.Context, a, b *head, alone func(Change, []byte, *entry) error) error {
	err := errors.Join(a.next(), b.next())
	for err == nil && (a.ok || b.ok) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		c := compareHeads(a, b)
		switch {
		case c < 0:
			err = errors.Join(alone(Removed, a.key, &a.entry), a.next())
		case c > 0:
			err = errors.Join(alone(Added, b.key, &b.entry), b.next())
		default:
			err = errors.Join(j.pair(a.key, &a.entry, &b.entry), a.next(), b.next())
		}
	}
	return err
}

// lone takes a record whose key the other side lacks: of those that look for equals it goes on to be paired by its plain key.
func (j *joiner) lone(change Change, key []byte, e *entry) error {
	kind, _ := record.CodedFields(e.coded)
	if !j.findsEqual(kind) {
		return j.single(change, key, e)
	}
	to := j.unequal[0]
	if change == Added {
		to = j.unequal[1]
	}
	j.key = binary.BigEndian.AppendUint64(append(j.key[:0], j.plainKey(kind, key)...), uint64(e.seq))
	j.buf = e.appendTo(j.buf[:0])
	return to.Add(j.key, j.buf)
}

// A head is the next of sorted entries.
type head struct {
	from     *spool.Sorter
	numbered bool // the number of the record stands behind the key
	key      []byte
	entry    entry
	ok       bool
}

func (h *head) next() error {
	key, value, err := h.from.Next()
	if h.ok = err == nil; !h.ok {
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	}
	if h.numbered {
		key = key[:len(key)-8]
	}
	h.key = key
	h.entry, err = cutEntry(value)
	return err
}

func compareHeads(a, b *head) int {
	switch {
	case !a.ok:
		return 1
	case !b.ok:
		return -1
	}
	return bytes.Compare(a.key, b.key)
}

// pair compares two records of one key.
func (j *joiner) pair(key []byte, a, b *entry) error {
	kind, fieldsA := record.CodedFields(a.coded)
	n := &j.summary.counts[kind]
	n.A++
	n.B++
	if err := j.doubles.add(kind, bothSides, key, a.pos(), b.pos()); err != nil {
		return err
	}
	if j.order != nil {
		if err := j.order.add(key, a, b); err != nil {
			return err
		}
	}
	if _, fieldsB := record.CodedFields(b.coded); bytes.Equal(fieldsA, fieldsB) && bytes.Equal(a.group, b.group) {
		return nil
	}
	found, _, _, err := j.differ(a, b)
	if err != nil || len(found) == 0 {
		return err
	}
	for _, f := range found {
		j.fields[f.Name]++
	}
	n.Changed++
	j.buf = appendSized(append(j.buf[:0], byte(Changed)), a)
	j.buf = b.appendTo(j.buf)
	return j.diffs.Add(key, j.buf)
}

// appendSized appends an entry with its length in front.
func appendSized(dst []byte, e *entry) []byte {
	size := len(binary.AppendUvarint(binary.AppendUvarint(nil, uint64(e.seq)), uint64(len(e.group)))) + len(e.group) + len(e.coded)
	return e.appendTo(binary.AppendUvarint(dst, uint64(size)))
}

// differ decodes and compares.
func (j *joiner) differ(a, b *entry) (found []Field, x, y record.Record, err error) {
	x, errX := j.decoders[0].Decode(a.coded)
	y, errY := j.decoders[1].Decode(b.coded)
	if err := errors.Join(errX, errY); err != nil {
		return nil, nil, nil, err
	}
	return j.compare(x, y, a.group, b.group), x, y, nil
}

// single counts a record that only one side has.
func (j *joiner) single(change Change, key []byte, e *entry) error {
	kind, _ := record.CodedFields(e.coded)
	n, where := &j.summary.counts[kind], e.pos()
	var err error
	if change == Removed {
		n.A++
		err = j.doubles.add(kind, sideA, key, where, record.Pos{})
	} else {
		n.B++
		err = j.doubles.add(kind, sideB, key, record.Pos{}, where)
	}
	switch {
	case err != nil || j.unsaidRecord(change, kind):
		return err
	case change == Removed:
		n.Removed++
	default:
		n.Added++
	}
	j.buf = e.appendTo(append(j.buf[:0], byte(change)))
	return j.diffs.Add(key, j.buf)
}

// movedOnes adds what stands elsewhere.
func (j *joiner) movedOnes() error {
	if j.order == nil {
		return nil
	}
	return j.order.moved(func(key []byte, a, b record.Pos) error {
		kind, _, err := j.read(key)
		if err != nil {
			return err
		}
		j.summary.counts[kind].Moved++
		j.buf = appendPos(appendPos(append(j.buf[:0], byte(Moved)), a), b)
		return j.diffs.Add(key, j.buf)
	})
}

// show gives the differences in the order of their keys, at most limit of them.
func (j *joiner) show(ctx context.Context, limit int64, show func(*Difference) error) error {
	if err := j.diffs.Sort(); err != nil {
		return err
	}
	for n := int64(0); limit == 0 || n < limit; n++ {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		key, value, err := j.diffs.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		d, err := j.difference(key, value)
		if err == nil {
			j.summary.Shown++
			err = show(d)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// difference takes apart what was kept of a difference.
func (j *joiner) difference(key, value []byte) (*Difference, error) {
	kind, parts, err := j.read(key)
	if err != nil || len(value) == 0 {
		return nil, errors.Join(err, damaged.Fault())
	}
	d := &Difference{Change: Change(value[0]), Kind: kind, Key: parts}
	c := cutter{rest: value[1:]}
	switch d.Change {
	case Changed:
		a, errA := cutEntry(c.take(int(c.uvarint())))
		b, errB := cutEntry(c.rest)
		if err = errors.Join(c.err(), errA, errB); err == nil {
			d.Fields, d.A, d.B, err = j.differ(&a, &b)
		}
	case Removed:
		d.A, err = j.one(c.rest)
	case Added:
		d.B, err = j.one(c.rest)
	case Moved:
		d.PosA, d.PosB = c.pos(), c.pos()
		err = c.err()
	}
	if d.A != nil {
		d.PosA = d.A.At()
	}
	if d.B != nil {
		d.PosB = d.B.At()
	}
	return d, err
}

func (j *joiner) one(value []byte) (record.Record, error) {
	e, err := cutEntry(value)
	if err != nil {
		return nil, err
	}
	return j.decoders[0].Decode(e.coded)
}
