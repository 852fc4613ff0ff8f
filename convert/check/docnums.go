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
	numbered := c.Deep && c.tills.see(c, x)
	number := k.brief(x.DocNum)
	k.meet(k.hash(docNums, number), 0)
	if !numbered {
		t.begin(0, c.source())
		t.text(number)
	} else {
		t.begin(docNumNumbered, c.source())
		t.text(number) // which is short: brief did not use its room
		t.text(k.brief(x.StoreCode))
		t.text(k.brief(x.CashBoxCode))
	}
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
	if c.tills.numbered && !c.tills.tooMany {
		k.more = c.judgeNumbers
	}
	return c.base.Finish()
}

// docNumNumbered is what an entry of a receipt holds whose number is a whole number: its store and its till too.
const docNumNumbered = 1

// judgeDocNum makes the claim of a receipt whose number came more than once. No two receipts say the same of it: every repetition is a finding.
func (c *receipts) judgeDocNum(what byte, from *source, r *reader) {
	k, number := c.claims, r.bytes()
	if what == docNumNumbered {
		r.bytes()
		r.bytes()
	}
	if k.twice.has(k.hash(docNums, number)) {
		k.marks = strconv.AppendInt(k.marks[:0], from.seq, 10)
		k.claim(docNums, from, k.marks, words(number), nil, number)
	}
}

// Close implements [Checker].
func (c *receipts) Close() error { return c.close(&c.docNums) }
