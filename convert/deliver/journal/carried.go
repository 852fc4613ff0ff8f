package journal

import "go.etcd.io/bbolt"

// Carried answers which delivery carries a receipt, for who asks that of every receipt. It holds the file for 100 ms at most, and takes it again when it is asked.
type Carried struct {
	reader
	place    []byte
	receipts *bbolt.Cursor // over those of the account; nil: it has none
	key      []byte        // room
	loads    map[uint64]*entry
	wholes   map[string]bool
}

// Carried looks at the receipts of an account.
func (j *Journal) Carried(service, account string) *Carried {
	return &Carried{reader: reader{j: j}, place: join(service, account)}
}

// By returns the delivery that carries a receipt, if it is in the books; a part is if all parts of its whole are.
func (c *Carried) By(organization, docnum []byte) (d Delivery, ok bool, err error) {
	err = c.use(c.renew, func(t *txn) error {
		if c.receipts == nil {
			return nil
		}
		c.key = appendReceipt(c.key[:0], organization, docnum)
		for k, _ := c.receipts.Seek(c.key); numbered(k, c.key); k, _ = c.receipts.Next() {
			e, err := c.bearer(t, numberAt(k))
			if err != nil {
				return err
			}
			if e != nil {
				d, ok = e.Delivery, true
				return nil
			}
		}
		return nil
	})
	return d, ok, err
}

// Close lets go of the file.
func (c *Carried) Close() error { return c.close() }

// renew forgets what the journal may have changed.
func (c *Carried) renew(t *txn) error {
	c.receipts = nil
	if b := t.bucket("carried").Bucket(c.place); b != nil {
		c.receipts = b.Cursor()
	}
	c.loads, c.wholes = map[uint64]*entry{}, map[string]bool{}
	return nil
}

// bearer returns the delivery in the books whose load it is; nil: there is none.
func (c *Carried) bearer(t *txn, load uint64) (*entry, error) {
	if e, known := c.loads[load]; known {
		return e, nil
	}
	e, ok, err := t.at("bearers", number(load))
	if err != nil {
		return nil, err
	}
	if ok {
		if ok, err = c.booked(t, &e.Delivery); err != nil {
			return nil, err
		}
	}
	c.loads[load] = nil
	if ok {
		c.loads[load] = &e
	}
	return c.loads[load], nil
}

// booked reports whether a delivery is in the books, with all parts of its whole.
func (c *Carried) booked(t *txn, d *Delivery) (bool, error) {
	if d.Whole == "" || !d.Booked() {
		return d.Booked(), nil
	}
	whole := string(partKey(d.whole(), d.Parts, 0))
	if all, known := c.wholes[whole]; known {
		return all, nil
	}
	for part := 1; part <= d.Parts; part++ {
		e, ok, err := t.at("wholes", partKey(d.whole(), d.Parts, part))
		if err != nil {
			return false, err
		}
		if !ok || !e.Booked() {
			c.wholes[whole] = false
			return false, nil
		}
	}
	c.wholes[whole] = true
	return true, nil
}
