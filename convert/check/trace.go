package check

import (
	"encoding/binary"
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// blockSize is how much of a trace is handed on at once, in bytes.
const blockSize = 32 << 10

// A trace keeps what the records of one kind say, in their order and in few bytes, so that their claims can be made at the end of the
// document, if it takes any. An entry says what it holds (as its kind of records has it), which record it is from, as differences from the entry before,
// and what that says. A block of entries stands for itself: the first one's differences are from nothing.
type trace struct {
	kind  record.Kind
	log   *spool.Log // of the blocks; nil in a lane
	block []byte     // the one that is being written; in a lane, all of them
	from  int        // where in block it begins
	ends  []int      // of the blocks of a lane that are whole
	last  source     // of the entry before; its seq is 0 where a block begins
	err   error
}

// atStart reports whether the next entry is the first one of a block.
func (t *trace) atStart() bool { return t.last.seq == 0 }

// begin begins an entry.
func (t *trace) begin(what byte, from *source) {
	b := append(t.block, what)
	b = appendVarint(b, from.seq-t.last.seq)
	b = appendVarint(b, from.number-t.last.number)
	b = appendVarint(b, from.at.Offset-t.last.at.Offset)
	b = appendVarint(b, int64(from.at.Line)-int64(t.last.at.Line))
	t.block = appendVarint(b, int64(from.at.Col))
	t.last = *from
}

// text adds a text to the entry.
func (t *trace) text(text []byte) { t.block = appendText(t.block, text) }

// end ends an entry.
func (t *trace) end() {
	if len(t.block)-t.from >= blockSize {
		t.close()
	}
}

// close ends the block.
func (t *trace) close() {
	switch {
	case len(t.block) == t.from:
		return
	case t.log == nil:
		t.ends = append(t.ends, len(t.block))
		t.from = len(t.block)
	default:
		t.append(0, 0, t.block)
		t.block = t.block[:0]
	}
	t.last = source{}
}

// append adds a block, of whose entries seq and number are the differences from those of the document.
func (t *trace) append(seq, number int64, block []byte) {
	var head [2 * binary.MaxVarintLen64]byte
	n := binary.PutVarint(head[:], seq)
	n += binary.PutVarint(head[n:], number)
	if t.err == nil {
		t.err = t.log.Append(head[:n], block)
	}
}

// reset empties the trace of a lane.
func (t *trace) reset() {
	t.block, t.ends, t.from, t.last = t.block[:0], t.ends[:0], 0, source{}
}

// join adds the trace of a lane.
func (t *trace) join(lane *trace, seq, number int64) {
	t.close()
	lane.close()
	from := 0
	for _, end := range lane.ends {
		t.append(seq, number, lane.block[from:end])
		from = end
	}
}

// walk shows each entry to see, which reads what it holds from r.
func (t *trace) walk(see func(what byte, from *source, r *reader)) error {
	t.close()
	if t.err != nil {
		return t.err
	}
	if err := t.log.Rewind(); err != nil {
		return err
	}
	for {
		block, err := t.log.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !t.walkBlock(block, see) {
			return errDamaged
		}
	}
}

func (t *trace) walkBlock(block []byte, see func(byte, *source, *reader)) (ok bool) {
	r := reader{rest: block}
	from := source{kind: t.kind, seq: r.varint(), number: r.varint()}
	for len(r.rest) > 0 && !r.bad {
		what := r.byte()
		from.seq += r.varint()
		from.number += r.varint()
		from.at.Offset += r.varint()
		from.at.Line += int32(r.varint())
		from.at.Col = int32(r.varint())
		if !r.bad {
			see(what, &from, &r)
		}
	}
	return !r.bad
}

// appendVarint is binary.AppendVarint, quick for the small numbers that nearly all are.
func appendVarint(dst []byte, v int64) []byte {
	u := uint64(v<<1) ^ uint64(v>>63)
	if u < 1<<7 {
		return append(dst, byte(u))
	}
	return binary.AppendUvarint(dst, u)
}

func appendText(dst, text []byte) []byte {
	if len(text) < 1<<7 {
		dst = append(dst, byte(len(text)))
	} else {
		dst = binary.AppendUvarint(dst, uint64(len(text)))
	}
	return append(dst, text...)
}
