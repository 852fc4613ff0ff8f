package check

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// markSize is the length of the mark of a text.
const markSize = 8

// claims gathers claims and finds those that contradict each other.
//
// Only claims of one key that say different things contradict, and in nearly every document few do, or none. So most claims are not made at once: the
// records leave traces, and hashes of the keys and of what is said; a trace is gone through at the end, if at all, and of the claims in it
// those are made whose key came with different things.
type claims struct {
	temp    record.Temp
	seed    maphash.Seed
	doubles *doubles
	tree    tree        // of groups
	hashes  []markedKey // in a lane, in place of doubles
	groups  []uint64    // in a lane, in place of tree
	log     claimLog    // in a lane, in place of sorter and links
	leading bool        // what comes is the lead of a chunk: it leaves nothing
	order   int64       // which invoice the claims are from that hold within it

	// Once all has come:
	twice  *sieve // keys that came more than once
	differ *sieve // and with different things

	more   func(*judge) error // finds what no claims show; nil: nothing does
	sorter *spool.Sorter      // nil: no claims yet
	links  *spool.Log         // claims that refer and may lead in a circle, with what they refer from
	last   [ruleCount]neighbour
	err    error // the first of the disk; later claims do nothing

	buf, keyBuf, joined, marks []byte
}

// errStranger says that a Lane is not one of the Checker that it should be joined to.
var errStranger = errors.New("check: a lane of another kind of documents")

// sorterMemory is how many bytes the sorter of claims uses. In most documents there are few to be sorted.
const sorterMemory = 2 << 20

// A neighbour is the claim of a rule that came last. One that repeats it is not kept.
type neighbour struct{ key, mark []byte }

func newClaims(t record.Temp) *claims {
	return &claims{temp: t, seed: maphash.MakeSeed(), doubles: &doubles{temp: t}}
}

// lane returns what gathers the claims of a chunk.
func (c *claims) lane() *claims {
	if c == nil {
		return nil
	}
	return &claims{temp: c.temp, seed: c.seed}
}

// isLane reports whether c gathers the claims of a chunk.
func (c *claims) isLane() bool { return c.doubles == nil }

// trace returns a trace of records of the kind.
func (c *claims) trace(k record.Kind) trace {
	if c == nil {
		return trace{kind: k}
	}
	return trace{kind: k, temp: c.temp, lane: c.isLane()}
}

// mark returns the mark of a text, valid until the next one. Missing and empty are marked alike. Marks mean nothing outside this run.
func (c *claims) mark(text []byte) []byte {
	c.marks = c.appendMark(c.marks[:0], text)
	return c.marks
}

func (c *claims) appendMark(dst, text []byte) []byte {
	return binary.LittleEndian.AppendUint64(dst, maphash.Bytes(c.seed, text))
}

// appendUnknown appends one mark of all the unknown of a record.
func (c *claims) appendUnknown(dst []byte, unknown []record.Unknown) []byte {
	c.buf = c.buf[:0]
	for i := range unknown {
		u := &unknown[i]
		c.buf = append(c.buf, byte(u.Place), byte(u.Kind))
		c.buf = appendText(appendText(c.buf, u.Name), u.Value)
	}
	return c.appendMark(dst, c.buf)
}

// join returns code (type) for a message, valid until the next one.
func (c *claims) join(code, of []byte) []byte {
	c.joined = append(c.joined[:0], code...)
	if len(of) > 0 {
		c.joined = append(append(append(c.joined, " ("...), of...), ')')
	}
	return c.joined
}

// hash returns the hash of a key of one rule.
func (c *claims) hash(r rule, key []byte) uint64 {
	return hashOf(r, maphash.Bytes(c.seed, key))
}

// hashOf returns what hash does for a key of which hash is the hash.
func hashOf(r rule, hash uint64) uint64 { return hash ^ uint64(r)*0x9E3779B97F4A7C15 }

// meet says that a key with the hash has come, and with it something that the mark is a hash of.
func (c *claims) meet(hash, mark uint64) {
	switch {
	case c.leading:
	case c.isLane():
		c.hashes = append(c.hashes, markedKey{hash, mark})
	default:
		c.doubles.add(hash, mark)
		if c.err == nil {
			c.err = c.doubles.err
		}
	}
}

// meetGroup says that a group with the hash has come, and its parent's.
func (c *claims) meetGroup(code, parent uint64) {
	if c.isLane() {
		c.groups = append(c.groups, code, parent)
		return
	}
	c.tree.add(code, parent)
}

// longText is how long a text may be that is kept as it is.
const longText = 256

// brief returns what stands for a text: itself, or of a long one the hash and the beginning, which together are longer than any that stands for
// itself. It is valid until the next long one.
func (c *claims) brief(text []byte) []byte {
	if len(text) <= longText {
		return text
	}
	sum := spool.HashKey(text)
	c.buf = append(append(c.buf[:0], sum[:]...), text[:longText]...)
	return c.buf
}

// words returns what a message can show of a text that brief returned.
func words(brief []byte) []byte {
	if len(brief) > longText {
		return brief[spool.HashSize:]
	}
	return brief
}

// forget says that a claim of the rule came that is like no other, and is not kept.
func (c *claims) forget(r rule) { c.last[r].key = c.last[r].key[:0] }

// claim says of the key that mark holds; text and value are the words for it.
func (c *claims) claim(r rule, from *source, mark, text, value []byte, key ...[]byte) {
	k := c.key(r, key)
	last := &c.last[r]
	if bytes.Equal(last.key, k) && bytes.Equal(last.mark, mark) {
		return
	}
	last.key, last.mark = append(last.key[:0], k...), append(last.mark[:0], mark...)
	c.add(k, definition, c.encode(from, mark, text, value))
}

// define says that there is what the key stands for; parent is what it stands under.
func (c *claims) define(r rule, from *source, text, parent []byte, key ...[]byte) {
	c.add(c.key(r, key), definition, c.encode(from, nil, text, parent))
}

// refer says that there must be what the key stands for. Text is its code, value that of what refers to it.
func (c *claims) refer(r rule, from *source, text, value []byte, key ...[]byte) {
	k := c.key(r, key)
	if laws[r].linked == from.kind {
		c.add(k, reference, c.encode(from, nil, text, value))
		c.link()
		return
	}
	last := &c.last[r]
	if bytes.Equal(last.key, k) {
		return
	}
	last.key = append(last.key[:0], k...)
	c.add(k, reference, c.encode(from, nil, text, value))
}

// link keeps the claim that was encoded last for the search of circles.
func (c *claims) link() {
	if c.isLane() {
		return
	}
	if c.links == nil {
		c.links = spool.NewLog(c.temp, 64<<10)
	}
	if c.err == nil {
		c.err = c.links.Append(c.buf)
	}
}

// How a key begins behind its rule, where it is hashed. Else it begins with the length of its first part, which is less.
const hashedKey = 0xFF

// shortKey is how long the parts of a key and their lengths may be together if it is not to be hashed.
const shortKey = 1 + spool.HashSize

// key returns the key of claims, without the role, valid until the next one. No two keys are the beginning of each other. Behind the rule it
// has a hash, so that keys that differ do so early, which is what makes sorting them quick, and then the number of the invoice that the rule holds within.
func (c *claims) key(r rule, parts [][]byte) []byte {
	size := len(parts)
	for _, p := range parts {
		size += len(p)
	}
	k := append(c.keyBuf[:0], byte(r))
	k = binary.BigEndian.AppendUint64(k, maphash.Bytes(c.seed, parts[len(parts)-1]))
	if laws[r].within {
		k = binary.BigEndian.AppendUint64(k, uint64(c.order))
	}
	if size > shortKey {
		sum := spool.HashKey(parts...)
		k = append(append(k, hashedKey), sum[:]...)
	} else {
		for _, p := range parts {
			k = append(append(k, byte(len(p))), p...)
		}
	}
	c.keyBuf = k
	return k
}

func (c *claims) add(key []byte, role byte, value []byte) {
	if c.isLane() {
		c.keyBuf = append(key, role)
		if !c.leading {
			c.log.add(c.keyBuf, value)
		}
		return
	}
	if c.sorter == nil {
		c.sorter = spool.NewSorter(c.temp, sorterMemory)
	}
	c.keyBuf = append(key, role)
	if c.err == nil {
		c.err = c.sorter.Add(c.keyBuf, value)
	}
}

func (c *claims) close() error {
	var err error
	if c.doubles != nil {
		err = errors.Join(err, c.doubles.close())
	}
	if c.sorter != nil {
		err = errors.Join(err, c.sorter.Close())
	}
	if c.links != nil {
		err = errors.Join(err, c.links.Close())
	}
	return err
}

// gather ends the coming of records: it finds the keys that came more than once.
func (c *claims) gather() error {
	if c.err == nil {
		c.twice, c.differ, c.err = c.doubles.find()
	}
	if c.err == nil {
		c.err = c.doubles.close()
	}
	return c.err
}

// finish makes the findings, and then the error of what leads in a circle.
func (c *claims) finish(file string, tell func(record.Finding)) error {
	if c.err != nil || c.sorter == nil && c.more == nil {
		return c.err
	}
	j := newJudge(c)
	defer j.close()
	if c.sorter != nil {
		if err := j.judge(); err != nil {
			return err
		}
		if err := c.sorter.Close(); err != nil { // gives back its room before the circles are looked for
			return err
		}
	}
	if c.more != nil {
		if err := c.more(j); err != nil {
			return err
		}
	}
	if err := j.tell(tell); err != nil {
		return err
	}
	seq, found, err := findCycle(c.temp, j.edges)
	if err != nil || !found {
		return err
	}
	return c.cycleError(file, seq)
}

// cycleError returns the error of the record with the number seq, which stands above itself.
func (c *claims) cycleError(file string, seq int64) error {
	if c.links == nil {
		return errDamaged
	}
	if err := c.links.Rewind(); err != nil {
		return err
	}
	var k claim
	for k.seq != seq {
		b, err := c.links.Next()
		if errors.Is(err, io.EOF) {
			return errDamaged
		}
		if err != nil {
			return err
		}
		if _, err := k.decode(b); err != nil {
			return err
		}
	}
	m, path := groupCycle, "ParentCode"
	if k.kind == record.KindCategory {
		m, path = categoryCycle, "parent"
	}
	return &record.Error{
		File: file, Pos: k.at, Kind: k.kind, Record: k.number, Path: path, Value: k.text, Err: m.Fault(k.value, k.text), Fatal: true,
	}
}
