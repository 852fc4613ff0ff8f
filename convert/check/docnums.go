package check

import (
	"strconv"

	"obmen/formats/record"
)

// claimDocNum leaves the number of a receipt.
func (c *receipts) claimDocNum(x *record.Receipt) error {
	k, t := c.claims, &c.docNums
	if k == nil || k.leading {
		return nil
	}
	number := k.brief(x.DocNum)
	k.meet(k.hash(docNums, number), 0)
	t.begin(0, c.source())
	t.text(number)
	t.end()
	if k.err == nil {
		k.err = t.err
	}
	return k.err
}

// Finish implements [Checker].
func (c *receipts) Finish() error {
	k := c.claims
	if k == nil {
		return nil
	}
	if err := k.gather(); err != nil {
		return err
	}
	if !k.twice.isEmpty() {
		if err := c.docNums.walk(c.judgeDocNum); err != nil {
			return err
		}
	}
	return c.base.Finish()
}

// judgeDocNum makes the claim of a receipt whose number came more than once. No two receipts say the same of it: every repetition is a finding.
func (c *receipts) judgeDocNum(_ byte, from *source, r *reader) {
	k, number := c.claims, r.bytes()
	if k.twice.has(k.hash(docNums, number)) {
		k.marks = strconv.AppendInt(k.marks[:0], from.seq, 10)
		k.claim(docNums, from, k.marks, words(number), nil, number)
	}
}

// Close implements [Checker].
func (c *receipts) Close() error { return c.close(&c.docNums) }
