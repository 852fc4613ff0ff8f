package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"iter"
	"slices"

	"go.etcd.io/bbolt"
)

// errEnough ends a visit.
var errEnough = errors.New("enough")

// A plan is on its way into the journal. The plans of an account follow on one another.
type plan struct {
	j      *Journal
	d      Delivery
	load   uint64   // 0: it has none yet
	pieces uint32   // of the load that are written
	keys   [][]byte // of receipts that are not
	text   []byte   // that keys lie in
	count  int64    // receipts that are written
	litter bool     // the account has drafts
}

// Plan makes a delivery Planned, with the receipts that it carries; receipts may be nil. It gets an ID, or that of the delivery with its key if that one is planned, rejected,
// unavailable or resolved unsent: it is planned anew, its attempts are kept, its receipts replaced. A delivery that would stand in the books twice is a *[Conflict]: its key
// is booked or open, or that of its whole parted otherwise, or another booked or open delivery carries one of its receipts, unless both are parts of one whole.
// A delivery is planned whole or not at all, however many receipts it has.
func (j *Journal) Plan(d Delivery, receipts iter.Seq2[Receipt, error]) (Delivery, error) {
	if d.Service == "" || d.Number == "" {
		return d, errors.New("a delivery has a service and a number")
	}
	unlock, err := j.lockShortly("plan", d.Service, d.Account)
	if err != nil {
		return d, err
	}
	defer unlock()
	d.ID = 0
	p := &plan{j: j, d: d}
	if err := p.take(receipts); err != nil {
		if p.load != 0 {
			p.sweep()
		}
		return d, err
	}
	if p.litter {
		p.sweep() // what it can't remove now, a later plan will
	}
	return p.d, nil
}

// take writes the receipts, a piece at a time, and with the last of them the delivery.
func (p *plan) take(receipts iter.Seq2[Receipt, error]) error {
	if receipts != nil {
		for r, err := range receipts {
			if err == nil && len(p.keys) == p.j.batch {
				err = p.flush(false)
			}
			if err != nil {
				return err
			}
			at := len(p.text)
			p.text = appendReceipt(p.text, r.Organization, r.DocNum)
			p.keys = append(p.keys, p.text[at:])
		}
	}
	return p.flush(true)
}

// flush writes a piece of the load, and the delivery with the last.
func (p *plan) flush(last bool) error {
	before := *p
	err := p.j.update(func(t *txn) error {
		*p = before
		if err := p.meet(t); err != nil {
			return err
		}
		if err := p.write(t, last); err != nil || !last {
			return err
		}
		return p.settle(t)
	})
	if err != nil {
		*p = before
		return err
	}
	p.keys, p.text = p.keys[:0], p.text[:0]
	return nil
}

// meet looks at the delivery that has the key already.
func (p *plan) meet(t *txn) error {
	e, ok, err := t.at("keys", p.d.Key.bytes())
	if err != nil {
		return err
	}
	if ok && (e.Booked() || e.Open()) {
		return &Conflict{Existing: e.Delivery}
	}
	p.d.ID = e.ID
	return t.taken(&p.d)
}

// write writes the receipts that wait, and notes the loads that hold one of them too.
func (p *plan) write(t *txn, last bool) error {
	if len(p.keys) == 0 {
		return nil
	}
	if err := p.begin(t, last); err != nil {
		return err
	}
	carried, err := t.bucket("carried").CreateBucketIfNotExists(p.place())
	if err != nil {
		return err
	}
	slices.SortFunc(p.keys, bytes.Compare)
	p.keys = slices.CompactFunc(p.keys, bytes.Equal)
	met := meeting{t: t, p: p, bearers: map[uint64]bool{}}
	for _, key := range p.keys {
		if err := met.receipt(carried, key); err != nil {
			return err
		}
	}
	p.pieces++
	return t.bucket("loads").Put(binary.BigEndian.AppendUint32(number(p.load), p.pieces), bytes.Join(p.keys, nil))
}

// begin gives the plan a load. Where more follows, it is a draft.
func (p *plan) begin(t *txn, last bool) (err error) {
	if p.load != 0 {
		return nil
	}
	if p.load, err = t.bucket("loads").NextSequence(); err != nil || last {
		return err
	}
	return p.draft(t, p.load)
}

func (p *plan) place() []byte { return join(p.d.Service, p.d.Account) }

// draft says that no delivery has a load.
func (p *plan) draft(t *txn, load uint64) error {
	return t.bucket("drafts").Put(append(p.place(), number(load)...), nil)
}

// A meeting is that of a load's receipts with the loads that hold them already.
type meeting struct {
	t       *txn
	p       *plan
	bearers map[uint64]bool // of loads that were met: whether a delivery has it
}

// receipt writes one receipt.
func (m *meeting) receipt(carried *bbolt.Bucket, key []byte) error {
	c := carried.Cursor()
	for k, _ := c.Seek(key); numbered(k, key); k, _ = c.Next() {
		load := numberAt(k)
		if load == m.p.load {
			return nil // it stood in an earlier piece too
		}
		if err := m.load(load, key); err != nil {
			return err
		}
	}
	m.p.count++
	return carried.Put(append(slices.Clip(key), number(m.p.load)...), nil)
}

// load meets a load of another delivery, or of none.
func (m *meeting) load(load uint64, key []byte) error {
	if _, known := m.bearers[load]; known {
		return nil
	}
	e, ok, err := m.t.at("bearers", number(load))
	if err != nil {
		return err
	}
	if m.bearers[load] = ok; !ok || e.ID == m.p.d.ID || sameWhole(&e.Delivery, &m.p.d) {
		return nil
	}
	if blocks(&e.Delivery, &m.p.d) {
		r := receiptOf(key)
		return &Conflict{Existing: e.Delivery, Receipt: &r}
	}
	rivals := m.t.bucket("rivals")
	return errors.Join(rivals.Put(append(number(load), number(m.p.load)...), key), rivals.Put(append(number(m.p.load), number(load)...), key))
}

// settle makes the delivery planned: from here on its load counts.
func (p *plan) settle(t *txn) error {
	if err := t.rival(&p.d, p.load); err != nil {
		return err
	}
	e := entry{Delivery: p.d, Load: p.load}
	e.State, e.Settled, e.ServiceID, e.Wired, e.Note, e.Attempts, e.Receipts = Planned, "", "", false, "", 0, p.count
	e.Planned = p.j.clock()
	if err := p.replace(t, &e); err != nil {
		return err
	}
	if p.load != 0 {
		if err := errors.Join(t.bucket("bearers").Put(number(p.load), number(e.ID)), t.bucket("drafts").Delete(append(p.place(), number(p.load)...))); err != nil {
			return err
		}
	}
	if err := p.index(t, &e); err != nil {
		return err
	}
	draft, _ := t.bucket("drafts").Cursor().Seek(p.place())
	err := t.put(&e)
	p.d, p.litter = e.Delivery, numbered(draft, p.place())
	return err
}

// replace takes over from the delivery that has the key, or gives e an ID.
func (p *plan) replace(t *txn, e *entry) (err error) {
	if e.ID == 0 {
		e.ID, err = t.bucket("deliveries").NextSequence()
		return err
	}
	old, err := t.must(e.ID)
	if err != nil {
		return err
	}
	e.Attempts, e.Doubts = old.Attempts, old.Doubts
	if old.Whole != "" {
		if err := t.bucket("wholes").Delete(partKey(old.whole(), old.Parts, old.Part)); err != nil {
			return err
		}
	}
	if old.Load == 0 {
		return nil
	}
	return errors.Join(t.bucket("bearers").Delete(number(old.Load)), p.draft(t, old.Load))
}

// index makes e found.
func (p *plan) index(t *txn, e *entry) error {
	err := t.bucket("keys").Put(e.Key.bytes(), number(e.ID))
	if err == nil && e.Whole != "" {
		err = t.bucket("wholes").Put(partKey(e.whole(), e.Parts, e.Part), number(e.ID))
	}
	return err
}

// sweep removes the loads of the account that no delivery has.
func (p *plan) sweep() {
	for more := true; more; {
		err := p.j.update(func(t *txn) (err error) {
			more, err = p.sweepPiece(t)
			return err
		})
		if err != nil {
			return
		}
	}
}

// sweepPiece removes a piece of the first draft, and the draft when nothing is left of it. It reports whether there was one.
func (p *plan) sweepPiece(t *txn) (bool, error) {
	draft, _ := t.bucket("drafts").Cursor().Seek(p.place())
	if !numbered(draft, p.place()) {
		return false, nil
	}
	load := number(numberAt(draft))
	piece, keys := t.bucket("loads").Cursor().Seek(load)
	if bytes.HasPrefix(piece, load) {
		return true, errors.Join(p.forget(t, load, keys), t.bucket("loads").Delete(piece))
	}
	if more, err := p.reconcile(t, load); more || err != nil {
		return true, err
	}
	return true, t.bucket("drafts").Delete(draft)
}

// forget removes the receipts of a piece.
func (p *plan) forget(t *txn, load, keys []byte) error {
	carried := t.bucket("carried").Bucket(p.place())
	for key, rest, ok := cutReceipt(keys); ok; key, rest, ok = cutReceipt(rest) {
		if err := carried.Delete(append(slices.Clip(key), load...)); err != nil {
			return err
		}
	}
	return nil
}

// reconcile removes the rivals of a load, and reports whether there are more.
func (p *plan) reconcile(t *txn, load []byte) (more bool, err error) {
	var keys [][]byte
	err = prefixed(t.bucket("rivals"), load, func(key, _ []byte) error {
		if len(keys) == p.j.batch {
			return errEnough
		}
		keys = append(keys, key)
		return nil
	})
	for _, key := range keys {
		other := append(bytes.Clone(key[8:]), load...)
		if err := errors.Join(t.bucket("rivals").Delete(bytes.Clone(key)), t.bucket("rivals").Delete(other)); err != nil {
			return false, err
		}
	}
	return err != nil, nil
}
