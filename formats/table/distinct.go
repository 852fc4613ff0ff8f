package table

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// distinctMemory is how many bytes each sorter of a distinct may hold.
const distinctMemory = 2 << 20

// mostTexts is how many texts an entry of a distinct may have.
const mostTexts = 5

// A distinct gathers entries by their first text, the code, keeps the first of each, and gives them in the order in which they first
// came. However many there are, most of them wait on disk.
type distinct struct {
	byCode, bySeq *spool.Sorter
	last          []byte // the entry that was added last, from its code on
	entry         []byte
	key, first    []byte // while sorting: the first entry of the code that is at hand
	count         uint64
	texts         [mostTexts][]byte
}

func newDistinct(t record.Temp) *distinct {
	return &distinct{byCode: spool.NewSorter(t, distinctMemory), bySeq: spool.NewSorter(t, distinctMemory)}
}

// add adds an entry that stood at the place at. Nil texts stay nil.
func (d *distinct) add(at record.Pos, code []byte, texts ...[]byte) error {
	d.entry = binary.BigEndian.AppendUint64(d.entry[:0], d.count)
	d.entry = appendPos(d.entry, at)
	body := len(d.entry)
	d.entry = appendTexts(appendText(d.entry, code), texts)
	if d.count > 0 && bytes.Equal(d.entry[body:], d.last) {
		return nil
	}
	d.count++
	d.last = append(d.last[:0], d.entry[body:]...)
	hash := spool.HashKey(code)
	return d.byCode.Add(hash[:], d.entry)
}

// sort ends the adding. differs hears the code of each entry that is not what the first of its code is.
func (d *distinct) sort(differs func(code []byte)) error {
	if err := d.byCode.Sort(); err != nil {
		return err
	}
	key, first := d.key[:0], d.first[:0]
	for {
		k, entry, err := d.byCode.Next()
		if errors.Is(err, io.EOF) {
			d.key, d.first = key, first
			d.byCode.Reset()
			return d.bySeq.Sort()
		}
		if err != nil {
			return err
		}
		_, body := cutPos(entry[8:])
		if bytes.Equal(k, key) {
			if !bytes.Equal(body, first) {
				code, _ := cutText(body)
				differs(code)
			}
			continue
		}
		key, first = append(key[:0], k...), append(first[:0], body...)
		if err := d.bySeq.Add(entry[:8], entry[8:]); err != nil {
			return err
		}
	}
}

// next returns the next entry, valid until the following call, and io.EOF after the last.
func (d *distinct) next() (at record.Pos, texts *[mostTexts][]byte, err error) {
	_, entry, err := d.bySeq.Next()
	if err != nil {
		return at, nil, err
	}
	at, rest := cutPos(entry)
	d.texts = [mostTexts][]byte{}
	for i := 0; len(rest) > 0 && i < mostTexts; i++ {
		d.texts[i], rest = cutText(rest)
	}
	return at, &d.texts, nil
}

func (d *distinct) reset() {
	d.byCode.Reset()
	d.bySeq.Reset()
	d.count, d.last = 0, d.last[:0]
}

func (d *distinct) close() error { return errors.Join(d.byCode.Close(), d.bySeq.Close()) }

// appendText appends a text that may be nil, so that cutText takes it off again.
func appendText(dst, text []byte) []byte {
	if text == nil {
		return append(dst, 0)
	}
	return append(binary.AppendUvarint(dst, uint64(len(text))+1), text...)
}

func appendTexts(dst []byte, texts [][]byte) []byte {
	for _, t := range texts {
		dst = appendText(dst, t)
	}
	return dst
}

func cutText(b []byte) (text, rest []byte) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size)+1 {
		return nil, nil
	}
	if n == 0 {
		return nil, b[size:]
	}
	end := size + int(n) - 1
	return b[size:end:end], b[end:]
}

func appendPos(dst []byte, p record.Pos) []byte {
	dst = binary.AppendUvarint(dst, uint64(p.Offset))
	dst = binary.AppendUvarint(dst, uint64(p.Line))
	return binary.AppendUvarint(dst, uint64(p.Col))
}

func cutPos(b []byte) (p record.Pos, rest []byte) {
	var v [3]uint64
	for i := range v {
		n, size := binary.Uvarint(b)
		v[i], b = n, b[max(size, 0):]
	}
	return record.Pos{Offset: int64(v[0]), Line: int32(v[1]), Col: int32(v[2])}, b
}
