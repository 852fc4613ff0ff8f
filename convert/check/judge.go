package check

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// A judge goes through the sorted claims and keeps what contradicts, for telling it in the order of the records.
type judge struct {
	claims   *claims
	findings *spool.Sorter // record and rule → rule, claim, first claim
	edges    *spool.Sorter // child → parent, both record numbers; noParent: the child is a double of another

	rule    rule
	key     []byte // of the claims being judged, without the role
	first   claim
	other   claim
	firstAs []byte // as it is kept
	defined bool   // the first is a definition
	buf     []byte
}

// noParent is the parent of a record that repeats the definition of another; the first one counts.
const noParent = -1

func newJudge(c *claims) *judge {
	return &judge{claims: c, findings: spool.NewSorter(c.temp, 1<<20), edges: spool.NewSorter(c.temp, 1<<20)}
}

func (j *judge) close() { errors.Join(j.findings.Close(), j.edges.Close()) }

// judge looks at every claim in the order of what they are about.
func (j *judge) judge() error {
	s := j.claims.sorter
	if err := s.Sort(); err != nil {
		return err
	}
	for {
		key, value, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = j.look(key, value)
		}
		if err != nil {
			return err
		}
	}
}

func (j *judge) look(key, value []byte) error {
	if len(key) < 3 || key[0] >= byte(ruleCount) {
		return errDamaged
	}
	about, role := key[:len(key)-1], key[len(key)-1]
	isFirst := !bytes.Equal(about, j.key)
	if isFirst {
		j.rule, j.defined = rule(key[0]), role == definition
		j.key, j.firstAs = append(j.key[:0], about...), append(j.firstAs[:0], value...)
		if _, err := j.first.skim(value); err != nil {
			return err
		}
	}
	law := &laws[j.rule]
	switch {
	case !law.reference && !isFirst:
		return j.compare(value)
	case law.reference && role == definition && !isFirst && law.cycle != nil:
		return j.double(value)
	case law.reference && role == reference:
		return j.resolve(law, value)
	}
	return nil
}

// compare holds a claim against the first one of its key.
func (j *judge) compare(value []byte) error {
	c := &j.other
	if _, err := c.skim(value); err != nil {
		return err
	}
	if bytes.Equal(c.mark, j.first.mark) {
		return nil
	}
	return j.keep(c, value)
}

// double takes note of a second definition, whose parent does not count.
func (j *judge) double(value []byte) error {
	c := &j.other
	if _, err := c.skim(value); err != nil {
		return err
	}
	return addEdge(j.edges, c.seq, noParent)
}

// resolve looks for what a claim refers to: if there is a definition, it is the first claim of the key.
func (j *judge) resolve(l *law, value []byte) error {
	c := &j.other
	if _, err := c.skim(value); err != nil {
		return err
	}
	if !j.defined {
		return j.keep(c, value)
	}
	if l.cycle != nil && l.linked == c.kind {
		return addEdge(j.edges, c.seq, j.first.seq)
	}
	return nil
}

// keep keeps a finding.
func (j *judge) keep(c *claim, value []byte) error { return j.keepAs(j.rule, c.seq, value, j.firstAs) }

// keepAs keeps a finding of the record with the number seq: a claim and the first one, as encode wrote them.
func (j *judge) keepAs(r rule, seq int64, value, first []byte) error {
	var key [9]byte
	binary.BigEndian.PutUint64(key[:], uint64(seq))
	key[8] = byte(r)
	j.buf = append(append(append(j.buf[:0], byte(r)), value...), first...)
	return j.findings.Add(key[:], j.buf)
}

// tell tells what was kept.
func (j *judge) tell(tell func(record.Finding)) error {
	if err := j.findings.Sort(); err != nil || tell == nil {
		return err
	}
	c, first := &j.other, &j.first
	for {
		_, value, err := j.findings.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		rest, err := c.decode(value[1:])
		if err == nil {
			_, err = first.decode(rest)
		}
		if err != nil {
			return err
		}
		l := &laws[value[0]]
		tell(record.Finding{Message: l.message, Pos: c.at, Kind: c.kind, Record: c.number, Path: l.pathOf(c), Args: l.args(first, c)})
	}
}
