package check

import (
	"encoding/binary"

	"obmen/formats/record"
)

// A claimLog keeps the claims of a chunk as they are sorted, but that their numbers count from where the chunk begins.
type claimLog []byte

func (l *claimLog) add(key, value []byte) { *l = appendText(appendText(*l, key), value) }

// orderAt is where the number of the invoice stands in the key of a claim that holds within it: behind the rule and the hash.
const orderAt = 1 + 8

// shifts are by how much numbers in a lane are less than those in the document.
type shifts struct {
	seq     int64
	numbers [record.KindInvoiceProduct + 1]int64
}

// reset forgets the claims of the chunk before.
func (c *claims) reset() {
	c.log = c.log[:0]
	for i := range c.last {
		c.forget(rule(i))
	}
}

// goOn makes the claims of a lane, as if they came now.
func (c *claims) goOn(lane *claims, by *shifts) error {
	for r := (reader{rest: lane.log}); len(r.rest) > 0 && c.err == nil; {
		key, value := r.bytes(), reader{rest: r.bytes()}
		c.shiftOrder(key, by)
		seq, kind, number := value.varint(), value.byte(), value.varint()
		if r.bad || value.bad || int(kind) >= len(by.numbers) {
			return errDamaged
		}
		c.buf = append(binary.AppendVarint(c.buf[:0], seq+by.seq), kind)
		c.buf = append(binary.AppendVarint(c.buf, number+by.numbers[kind]), value.rest...)
		about, role := key[:len(key)-1], key[len(key)-1]
		c.add(append(c.keyBuf[:0], about...), role, c.buf)
		if role == reference && laws[key[0]].linked == record.Kind(kind) {
			c.link()
		}
	}
	for i := range lane.last {
		from, to := &lane.last[i], &c.last[i]
		to.key, to.mark = append(to.key[:0], from.key...), append(to.mark[:0], from.mark...)
		c.shiftOrder(to.key, by)
	}
	return c.err
}

// shiftOrder mends the key of a claim that holds within an invoice.
func (c *claims) shiftOrder(key []byte, by *shifts) {
	if len(key) > 0 && laws[key[0]].within {
		order := key[orderAt : orderAt+8]
		binary.BigEndian.PutUint64(order, binary.BigEndian.Uint64(order)+uint64(by.numbers[record.KindInvoice]))
	}
}
