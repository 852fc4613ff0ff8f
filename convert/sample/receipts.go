package sample

import "obmen/formats/record"

// Receipts are the stage of receipts.
type receipts struct {
	*excerpt
	place      int64 // of the receipt that comes
	again      bool  // they come the second time
	kept, lost record.Receipt
}

func (s *receipts) next() (record.Record, error) {
	if err := s.begin(s.tell); err != nil {
		return nil, err
	}
	if s.settled && !s.again {
		s.place, s.again = 0, true
	}
	for {
		rec, err := s.read()
		if err != nil {
			return nil, err
		}
		r, ok := rec.(*record.Receipt)
		if !ok {
			return rec, nil
		}
		if r = s.take(r); r != nil {
			return r, nil
		}
	}
}

func (s *receipts) tell(rec record.Record) error {
	r, ok := rec.(*record.Receipt)
	if !ok {
		return nil
	}
	if !s.products {
		s.place++
		return s.count.add(s.document(r), s.place)
	}
	for i := range r.Lines {
		if err := s.count.add(s.sampler.hash(r.Lines[i].ProductCode), 0); err != nil {
			return err
		}
	}
	return nil
}

// document is the hash of what tells a receipt.
func (s *receipts) document(r *record.Receipt) uint64 {
	return s.sampler.hash([]byte("receipt"), r.OrganizationCode, r.DocNum)
}

// take returns what is kept of a receipt, nil where nothing is.
func (s *receipts) take(r *record.Receipt) *record.Receipt {
	if !s.products {
		s.place++
		if s.chosen(s.document(r), s.place) {
			return r
		}
		s.left(r)
		return nil
	}
	return s.takeLines(r)
}

func (s *receipts) takeLines(r *record.Receipt) *record.Receipt {
	keptLines, lostLines := s.kept.Lines[:0], s.lost.Lines[:0]
	s.kept, s.lost = *r, *r
	for i := range r.Lines {
		if l := r.Lines[i]; s.product(l.ProductCode) {
			keptLines = append(keptLines, l)
		} else {
			lostLines = append(lostLines, l)
		}
	}
	s.kept.Lines, s.lost.Lines = keptLines, lostLines
	switch {
	case len(keptLines) == 0:
		s.left(r)
		return nil
	case len(lostLines) > 0:
		part(&s.kept, &s.lost)
		s.left(&s.lost)
	}
	return &s.kept
}

// part takes from the sums of kept what the lines of lost come to, so that whatever did not add up before does so by as much.
func part(kept, lost *record.Receipt) {
	zero := record.NewNumber(0, 0)
	gross, net := zero, zero
	for i := range lost.Lines {
		gross, net = gross.Add(lost.Lines[i].Sum), net.Add(lost.Lines[i].SumWithDiscount)
	}
	before := kept.DocSumWithDiscount
	take(&kept.DocSum, &lost.DocSum, gross)
	take(&kept.DocSumWithDiscount, &lost.DocSumWithDiscount, net)
	card := zero
	switch {
	case kept.PayCash.IsZero():
		card = net
	case kept.PayCard.IsZero() || before.IsZero():
	default: // both paid, each its share
		card = kept.PayCard.Mul(net).Quo(before, max(kept.PayCard.Scale(), net.Scale()))
	}
	take(&kept.PayCard, &lost.PayCard, card)
	take(&kept.PayCash, &lost.PayCash, net.Sub(card))
}

// take takes from a sum, if there is one.
func take(kept, lost *record.Number, n record.Number) {
	if kept.IsSet() {
		*kept, *lost = kept.Sub(n), n
	}
}

func (s *receipts) close() error { return nil }
