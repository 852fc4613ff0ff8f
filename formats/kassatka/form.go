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
	f.text(1, r.OrganizationCode)
	f.text(2, r.CashBoxCode)
	f.text(3, r.CashBoxName)
	f.text(4, r.StoreCode)
	f.text(5, r.StoreName)
	f.number(6, &r.DocSum)
	f.number(7, &r.DocSumWithDiscount)
	f.text(8, r.DocNum)
	f.number(9, &r.PayCard)
	f.number(10, &r.PayCash)
	ok = f.done()
	return f.dst, ok
}

func appendLine(dst []byte, l *record.Line) (text []byte, ok bool) {
	if len(l.Unknown) > 0 {
		return dst, false
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
