package kassatka

import (
	"obmen/formats/record"
	"obmen/formats/xmlstream"
)

// A form is how a receipt without anything unknown is written: text between values that is known beforehand. What does not fit into it, the calls of
// xmlstream.Writer write, and refuse. Both write the same.

// A slot is what stands around the value of a field.
type slot struct {
	open, shut, empty string
	next              string // the end of the field before, and open
}

const indentation = "\n        " // of a line's fields; of a head's, two less

var headSlots, lineSlots = slots(headNames[:], indentation[:7]), slots(lineNames[:], indentation)

func slots(names []string, indent string) []slot {
	list := make([]slot, len(names))
	for i, name := range names {
		s := &list[i]
		s.open, s.shut, s.empty = indent+"<"+name+">", "</"+name+">", indent+"<"+name+"/>"
		if i > 0 {
			s.next = list[i-1].shut + s.open
		}
	}
	return list
}

// A filler appends the fields of one element.
type filler struct {
	dst   []byte
	slots []slot
	open  int  // the field whose end is still to be written; -1: none
	any   bool // there was one
	bad   bool // what was given has no place in a form
}

// begin begins the field i, which has a value.
func (f *filler) begin(i int) {
	s := &f.slots[i]
	switch {
	case f.open < 0:
		f.dst = append(f.dst, s.open...)
	case f.open == i-1:
		f.dst = append(f.dst, s.next...)
	default:
		f.dst = append(append(f.dst, f.slots[f.open].shut...), s.open...)
	}
	f.open = i
}

// shut ends the field that is open.
func (f *filler) shut() {
	if f.open >= 0 {
		f.dst = append(f.dst, f.slots[f.open].shut...)
		f.open = -1
	}
}

func (f *filler) empty(i int) {
	f.shut()
	f.dst = append(f.dst, f.slots[i].empty...)
	f.any = true
}

func (f *filler) text(i int, value []byte) {
	if len(value) == 0 {
		if value != nil {
			f.empty(i)
		}
		return
	}
	f.begin(i)
	var ok bool
	if f.dst, ok = xmlstream.AppendText(f.dst, value); !ok {
		f.bad = true
	}
}

func (f *filler) number(i int, n *record.Number) {
	if !n.IsSet() {
		if n.IsEmpty() {
			f.empty(i)
		}
		return
	}
	f.begin(i)
	f.dst = n.AppendTo(f.dst)
}

// done reports whether there is an element with something in it.
func (f *filler) done() bool {
	f.any = f.any || f.open >= 0
	f.shut()
	return f.any && !f.bad
}

// largestForm is how much text is written at once. A larger receipt is written call by call, so that it is held in pieces.
const largestForm = 256 << 10

// appendDoc appends a receipt. ok is false where it does not fit into the form.
func (w *Writer) appendDoc(dst []byte, r *record.Receipt) (text []byte, ok bool) {
	if len(r.Unknown) > 0 {
		return dst, false
	}
	begin := len(dst)
	dst = append(dst, "\n  <Doc>\n    <Head>"...)
	if dst, ok = w.appendHead(dst, r); !ok {
		return dst, false
	}
	if len(r.Lines) == 0 {
		return append(dst, "\n    </Head>\n    <Products/>\n  </Doc>"...), true
	}
	dst = append(dst, "\n    </Head>\n    <Products>"...)
	for i := range r.Lines {
		if dst, ok = appendLine(dst, &r.Lines[i]); !ok || len(dst)-begin > largestForm {
			return dst, false
		}
	}
	return append(dst, "\n    </Products>\n  </Doc>"...), true
}

func (w *Writer) appendHead(dst []byte, r *record.Receipt) (text []byte, ok bool) {
	f := filler{dst: dst, slots: headSlots, open: -1}
	f.text(0, r.Date)
	if t, known := w.tills.of(r); known || t.set(r) {
		f.shut()
		f.dst = append(f.dst, t.text...)
		f.any = true
	} else {
		for i, value := range tillFields(r) {
			f.text(1+i, value)
		}
	}
	f.number(6, &r.DocSum)
	f.number(7, &r.DocSumWithDiscount)
	f.text(8, r.DocNum)
	f.number(9, &r.PayCard)
	f.number(10, &r.PayCash)
	ok = f.done()
	return f.dst, ok
}

// tills are the last ones: the receipts of some take turns.
type tills [32]till

// of returns where the till of r is, or else where it is to be: in one of two places.
func (t *tills) of(r *record.Receipt) (at *till, known bool) {
	h := ending(r.CashBoxCode)*31 + ending(r.StoreCode)
	h = h * 0x9E3779B1 >> 16 % uint32(len(t))
	p, other := &t[h], &t[h^1]
	switch {
	case p.is(r):
		return p, true
	case other.is(r):
		return other, true
	case len(p.text) > 0 && len(other.text) == 0:
		return other, false
	}
	return p, false
}

// ending returns what a code ends with, in which it differs most from others.
func ending(code []byte) (h uint32) {
	for _, c := range code[max(len(code)-3, 0):] {
		h = h*10 + uint32(c)
	}
	return h
}

// A till is what the head of a receipt says of shop and till: mostly, one that follows says the same.
type till struct {
	raw  []byte // the values, one behind the other
	ends [5]int // where each ends in raw
	text []byte // none: there was none whose fields all are set
}

func tillFields(r *record.Receipt) [5][]byte {
	return [...][]byte{r.OrganizationCode, r.CashBoxCode, r.CashBoxName, r.StoreCode, r.StoreName}
}

func (t *till) is(r *record.Receipt) bool {
	if len(t.text) == 0 {
		return false
	}
	from := 0
	for i, value := range tillFields(r) {
		if string(t.raw[from:t.ends[i]]) != string(value) { // which is not empty: no value of a till is
			return false
		}
		from = t.ends[i]
	}
	return true
}

// set makes the till that of r, if all its fields are set and can be written.
func (t *till) set(r *record.Receipt) (ok bool) {
	t.raw, t.text = t.raw[:0], t.text[:0]
	f := filler{dst: t.text, slots: headSlots, open: -1}
	for i, value := range tillFields(r) {
		if len(value) == 0 || len(value) > largestTill {
			return false
		}
		t.raw = append(t.raw, value...)
		t.ends[i] = len(t.raw)
		f.text(1+i, value)
	}
	if !f.done() {
		return false
	}
	t.text = f.dst
	return true
}

// largestTill is how long a text is that is kept for the next receipt.
const largestTill = 1 << 10

func appendLine(dst []byte, l *record.Line) (text []byte, ok bool) {
	switch {
	case len(l.Unknown) > 0:
		return dst, false
	case isFull(l):
		return appendFull(dst, l)
	}
	f := filler{dst: append(dst, "\n      <Product>"...), slots: lineSlots, open: -1}
	f.text(0, l.ProductCode)
	f.text(1, l.ProductName)
	f.text(2, l.UnitCode)
	f.number(3, &l.Price)
	f.number(4, &l.Discount)
	f.number(5, &l.Quantity)
	f.number(6, &l.Sum)
	f.number(7, &l.SumWithDiscount)
	ok = f.done()
	return append(f.dst, "\n      </Product>"...), ok
}

// isFull reports whether each field of a line is set, as mostly they are.
func isFull(l *record.Line) bool {
	return len(l.ProductCode) > 0 && len(l.ProductName) > 0 && len(l.UnitCode) > 0 &&
		l.Price.IsSet() && l.Discount.IsSet() && l.Quantity.IsSet() && l.Sum.IsSet() && l.SumWithDiscount.IsSet()
}

var fullBegin, fullEnd = "\n      <Product>" + lineSlots[0].open, lineSlots[7].shut + "\n      </Product>"

// appendFull appends a full line.
func appendFull(dst []byte, l *record.Line) (text []byte, ok bool) {
	dst, ok1 := xmlstream.AppendText(append(dst, fullBegin...), l.ProductCode)
	dst, ok2 := xmlstream.AppendText(append(dst, lineSlots[1].next...), l.ProductName)
	dst, ok3 := xmlstream.AppendText(append(dst, lineSlots[2].next...), l.UnitCode)
	dst = l.Price.AppendTo(append(dst, lineSlots[3].next...))
	dst = l.Discount.AppendTo(append(dst, lineSlots[4].next...))
	dst = l.Quantity.AppendTo(append(dst, lineSlots[5].next...))
	dst = append(dst, lineSlots[6].next...)
	sum := len(dst)
	dst = l.Sum.AppendTo(dst)
	end := len(dst)
	dst = append(dst, lineSlots[7].next...)
	if record.Identical(l.Sum, l.SumWithDiscount) {
		dst = append(dst, dst[sum:end]...)
	} else {
		dst = l.SumWithDiscount.AppendTo(dst)
	}
	return append(dst, fullEnd...), ok1 && ok2 && ok3
}
