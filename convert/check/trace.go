package check

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"

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
	temp  record.Temp
	lane  bool          // all blocks stay in block
	disk  *spool.Buffer // the blocks before the one that is being written; nil: none
	block []byte        // that one; its head is empty until it is closed
	from  int           // where in block it begins
	ends  []int         // of the blocks of a lane that are whole
	last  source        // of the entry before; its seq is 0 where a block begins
	err   error
}

// blockHead is how a block begins: with its length without the head, and what to add to all of its seqs and numbers.
const blockHead = 4 + 8 + 8

// atStart reports whether the next entry is the first one of a block.
func (t *trace) atStart() bool { return t.last.seq == 0 }

// begin begins an entry.
func (t *trace) begin(what byte, from *source) {
	if t.atStart() {
		t.block = append(t.block, make([]byte, blockHead)...)
	}
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
	if t.atStart() {
		return
	}
	t.last = source{}
	if t.lane {
		t.ends = append(t.ends, len(t.block))
		t.from = len(t.block)
		return
	}
	t.store(t.block, 0, 0)
	t.block = t.block[:0]
}

// store writes a block, to whose seqs and numbers those of the document are to be added.
func (t *trace) store(block []byte, seq, number int64) {
	binary.LittleEndian.PutUint32(block, uint32(len(block)-blockHead))
	binary.LittleEndian.PutUint64(block[4:], uint64(seq))
	binary.LittleEndian.PutUint64(block[12:], uint64(number))
	if t.disk == nil {
		t.disk = spool.NewBuffer(t.temp, 1) // it comes in blocks
	}
	if t.err == nil {
		_, t.err = t.disk.Write(block)
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
		t.store(lane.block[from:end], seq, number)
		from = end
	}
}

// walk shows each entry to see, which reads what it holds from r.
func (t *trace) walk(see func(what byte, from *source, r *reader)) error {
	err := t.err
	if t.disk != nil && err == nil {
		err = t.walkDisk(see)
	}
	if err == nil && !t.atStart() {
		w := walker{see: see, from: source{kind: t.kind}}
		if !w.walk(t.block[blockHead:]) {
			err = errDamaged
		}
	}
	return err
}

func (t *trace) walkDisk(see func(byte, *source, *reader)) error {
	blocks, err := t.disk.Reader()
	if err != nil {
		return err
	}
	var head [blockHead]byte
	var block []byte
	w := walker{see: see}
	for {
		if _, err := io.ReadFull(blocks, head[:]); err != nil {
			return unless(err, io.EOF)
		}
		size := int(binary.LittleEndian.Uint32(head[:]))
		block = slices.Grow(block[:0], size)[:size]
		if _, err := io.ReadFull(blocks, block); err != nil {
			return err
		}
		w.from = source{kind: t.kind, seq: int64(binary.LittleEndian.Uint64(head[4:])), number: int64(binary.LittleEndian.Uint64(head[12:]))}
		if !w.walk(block) {
			return errDamaged
		}
	}
}

// unless returns err, but nil where it is end.
func unless(err, end error) error {
	if errors.Is(err, end) {
		return nil
	}
	return err
}

// A walker shows the entries of one block after another.
type walker struct {
	see  func(what byte, from *source, r *reader)
	from source // where the block begins
	rest reader
}

func (w *walker) walk(block []byte) (ok bool) {
	w.rest = reader{rest: block}
	r, from := &w.rest, &w.from
	for len(r.rest) > 0 && !r.bad {
		what := r.byte()
		from.seq += r.varint()
		from.number += r.varint()
		from.at.Offset += r.varint()
		from.at.Line += int32(r.varint())
		from.at.Col = int32(r.varint())
		if !r.bad {
			w.see(what, from, r)
		}
	}
	return !r.bad
}

// shut removes what is on disk.
func (t *trace) shut() error {
	if t.disk == nil {
		return nil
	}
	return t.disk.Close()
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
