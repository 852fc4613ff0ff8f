package mapping

import (
	"obmen/convert/regroup"
	"obmen/formats/record"
)

// A dayTable holds items of a group in memory, those that came first, while there is room for them. Once there was none for an item, no other comes
// in before the next group: so all that is in the table came before all that is not.
type dayTable struct {
	most  int // bytes that it may hold
	full  bool
	keys  regroup.Keys
	items []underWay // by the numbers of their keys; their memory is used again and again
	texts record.Arena

	// The products of the items that were written, where all items are in the table.
	codes    regroup.Keys
	products []productItems
}

// productItems are the numbers of the first and the last item of a product. underWay.next leads from one to the other.
type productItems struct{ first, last int }

// itemRoom is about what an item takes beside its texts.
const itemRoom = 1 << 10

// add makes a copy of u the item of a key that the table lacks, if there is room for it.
func (t *dayTable) add(key []byte, u *underWay) (place int64, ok bool) {
	if t.full = t.full || t.keys.Size()+t.texts.Len()+itemRoom*len(t.items) >= t.most; t.full {
		return 0, false
	}
	n := t.keys.Add(key)
	if n < cap(t.items) {
		t.items = t.items[:n+1]
	} else {
		t.items = append(t.items, underWay{})
	}
	t.items[n].set(u, &t.texts)
	return int64(n) + 1, true
}

// keepProduct remembers that an item was written.
func (t *dayTable) keepProduct(item int) {
	u := &t.items[item]
	n := t.codes.Find(u.product.RefCode)
	if n < 0 {
		t.codes.Add(u.product.RefCode)
		t.products = append(t.products, productItems{item, item})
		return
	}
	p := &t.products[n]
	t.items[p.last].next, p.last = item, item
}

// reset empties t for the next group.
func (t *dayTable) reset() {
	t.full, t.items, t.products = false, t.items[:0], t.products[:0]
	t.keys.Reset()
	t.codes.Reset()
	t.texts.Reset()
}
