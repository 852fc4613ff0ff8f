package check

import (
	"errors"

	"obmen/formats/record"
)

// invoiceLane is what a lane of invoices has to know of where the open one begins. What only the end of an invoice shows is told with the head behind
// it. So a lane tells it of the last one of its lead, whose place only the Checker knows; and nobody tells it of the last one of a chunk that
// is joined, but who goes on.
type invoiceLane struct {
	headed bool // an invoice began behind the lead
	led    bool // the open invoice began in the lead
	amid   bool // and has parts behind it
}

// errAmid says that an invoice ends of which the lane has not seen all.
var errAmid = errors.New("check: the lane knows not all of an invoice that ends in it")

// Lane implements [Checker].
func (c *invoices) Lane(found func(record.Finding)) Lane { return &invoices{base: c.base.lane(found)} }

// Open implements [Lane].
func (c *invoices) Open(lead bool) {
	c.base.Open(lead)
	c.open, c.invoiceLane = false, invoiceLane{}
	if c.claims != nil {
		c.claims.reset()
	}
}

// Start implements [Lane].
func (c *invoices) Start() {
	c.base.Start()
	c.led, c.headed, c.at = c.open, false, record.Pos{}
}

// comesBehindLead takes note of a head behind the lead.
func (c *invoices) comesBehindLead() error {
	if c.amid {
		return errAmid
	}
	c.headed, c.led = true, false
	return nil
}

// goesOn takes note of a part behind the lead, of an invoice that began in it. What the lead has of that is counted elsewhere.
func (c *invoices) goesOn() {
	if !c.amid {
		c.amid, c.items, c.total = true, 0, record.Number{}
	}
}

// Place implements [Checker].
func (c *invoices) Place(f *record.Finding) {
	if !f.Pos.IsValid() && (f.Message == noItems || f.Message == sumDiffers) {
		f.Pos = c.at
	}
}

// Join implements [Checker].
func (c *invoices) Join(l Lane) error {
	lane, ok := l.(*invoices)
	if !ok {
		return errStranger
	}
	switch {
	case lane.headed:
		c.open, c.at, c.sum = true, lane.at, lane.sum
		c.number = append(c.number[:0], lane.number...)
		c.items, c.total = lane.items, lane.total
	case lane.amid:
		c.items, c.total = c.items+lane.items, c.total.Add(lane.total)
	}
	if c.claims != nil {
		var by shifts
		for k := range by.numbers {
			by.seq, by.numbers[k] = c.offsets(&lane.base, record.Kind(k))
		}
		if err := c.claims.goOn(lane.claims, &by); err != nil {
			return err
		}
	}
	if err := c.join(&lane.base); err != nil || c.claims == nil {
		return err
	}
	c.claims.order = c.numbers[record.KindInvoice]
	return nil
}
