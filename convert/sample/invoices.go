package sample

import (
	"errors"
	"io"

	"obmen/convert/regroup"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// Invoices are the stage of invoices.
type invoices struct {
	*excerpt
	place int64 // of the invoice that comes
	again bool  // it comes the second time
	keeps bool  // by document: the one that comes

	// By product: an invoice waits until it is known what its items and products need.
	invoice     record.Invoice
	headBuf     []byte
	heads       record.Decoder
	parts       *spool.Log
	partDecoder record.Decoder
	replays     bool
	need        *needs
	category    int64
	ended       bool
}

// Needs are what the chosen items and products of an invoice need.
type needs struct {
	codes    *spool.Index // what is needed, and its code
	tree     *regroup.Tree
	marks    *regroup.Array
	lost     record.Number // what the items that are left out cost
	dropped  bool          // there are some
	anything bool          // something is chosen
}

func (s *invoices) next() (record.Record, error) {
	if err := s.begin(s.tell); err != nil {
		return nil, err
	}
	if s.settled && !s.again {
		s.place, s.again = 0, true
	}
	if !s.products {
		return s.nextWhole()
	}
	return s.nextPart()
}

func (s *invoices) tell(rec record.Record) error {
	switch r := rec.(type) {
	case *record.Invoice:
		if !s.products {
			s.place++
			return s.count.add(s.document(r), s.place)
		}
	case *record.Item:
		return s.tellProduct(r.ProductCode)
	case *record.InvoiceProduct:
		return s.tellProduct(r.RefCode)
	}
	return nil
}

func (s *invoices) tellProduct(code []byte) error {
	if !s.products {
		return nil
	}
	return s.count.add(s.sampler.hash(code), 0)
}

func (s *invoices) document(r *record.Invoice) uint64 {
	return s.sampler.hash([]byte("invoice"), r.Number, r.ShipperCode, r.StorageID.AppendTo(nil))
}

// nextWhole gives invoices with all their parts.
func (s *invoices) nextWhole() (record.Record, error) {
	for {
		rec, err := s.read()
		if err != nil {
			return nil, err
		}
		if r, ok := rec.(*record.Invoice); ok {
			s.place++
			s.keeps = s.chosen(s.document(r), s.place)
		}
		if s.keeps {
			return rec, nil
		}
		s.left(rec)
	}
}

// nextPart gives what is chosen of the invoices.
func (s *invoices) nextPart() (record.Record, error) {
	for {
		if s.replays {
			rec, err := s.replay()
			if !errors.Is(err, io.EOF) {
				return rec, err
			}
			s.replays = false
			if err := s.free(); err != nil {
				return nil, err
			}
		}
		if s.ended {
			return nil, io.EOF
		}
		if err := s.gather(); err != nil {
			return nil, err
		}
		if s.replays {
			return &s.invoice, nil
		}
	}
}

// gather reads an invoice to its end, which the head of the next one or the end of the document is.
func (s *invoices) gather() error {
	for {
		rec, err := s.read()
		if errors.Is(err, io.EOF) {
			s.ended = true
			return s.decide()
		}
		if err != nil {
			return err
		}
		h, isHead := rec.(*record.Invoice)
		if !isHead {
			err = s.takePart(rec)
		} else {
			err = s.decide()
			s.headBuf = record.AppendRecord(s.headBuf[:0], h)
		}
		if err != nil || isHead && s.replays {
			return err
		}
	}
}

// takePart keeps a part of the invoice, and what it needs.
func (s *invoices) takePart(rec record.Record) error {
	if s.need == nil {
		s.need = &needs{codes: spool.NewIndex(s.temp, 0), tree: regroup.NewTree(s.temp, 0), marks: regroup.NewArray(s.temp, 0), lost: record.NewNumber(0, 0)}
		s.parts = spool.NewLog(s.temp, 0)
	}
	n := s.need
	var err error
	switch r := rec.(type) {
	case *record.Item:
		if s.product(r.ProductCode) {
			n.anything, err = true, n.want(record.KindPackage, r.PackageCode)
		} else {
			n.dropped, n.lost = true, n.lost.Add(r.CostWithTax)
		}
	case *record.InvoiceProduct:
		if s.product(r.RefCode) {
			n.anything, err = true, errors.Join(n.want(record.KindCategory, r.CategoryCode), n.want(record.KindWorkspace, r.WorkspaceCode))
		}
	case *record.Category:
		_, err = n.tree.Add(r.RefCode, r.Parent, 0, r.RefCode)
	}
	return errors.Join(err, s.wait(s.parts, rec))
}

// want says that something is needed.
func (n *needs) want(kind record.Kind, code []byte) error {
	return n.codes.Add(key(kind, code), nil)
}

func key(kind record.Kind, code []byte) []byte { return append([]byte{byte(kind)}, code...) }

// has reports whether something is needed.
func (n *needs) has(kind record.Kind, code []byte) (bool, error) {
	_, ok, err := n.codes.Get(key(kind, code))
	return ok, err
}

// decide finds out what is kept of the invoice that was gathered, if there is one. Its head is then ready.
func (s *invoices) decide() error {
	if len(s.headBuf) == 0 {
		return nil
	}
	rec, err := s.heads.Decode(s.headBuf)
	if err != nil {
		return err
	}
	s.invoice = *rec.(*record.Invoice)
	detach(&s.invoice)
	s.headBuf = s.headBuf[:0]
	if s.need == nil { // a head alone
		s.left(&s.invoice)
		return nil
	}
	if !s.need.anything {
		s.left(&s.invoice)
		return errors.Join(s.leaveParts(), s.free())
	}
	if s.need.dropped && s.invoice.Sum.IsSet() {
		s.invoice.Sum = s.invoice.Sum.Sub(s.need.lost)
	}
	s.replays, s.category = true, 0
	return errors.Join(s.need.settle(), s.parts.Rewind())
}

// detach copies the texts of a head, which the one behind it is about to overwrite.
func detach(r *record.Invoice) {
	*r = *record.Clone(r).(*record.Invoice)
}

// settle ends the gathering.
func (n *needs) settle() error {
	if err := n.codes.Build(); err != nil {
		return err
	}
	err := n.tree.Build()
	var cycle *regroup.Cycle
	if errors.As(err, &cycle) {
		return &record.Error{Err: groupCycle.Fault(), Fatal: true}
	}
	if err != nil {
		return err
	}
	for i := range n.tree.Len() {
		code, err := n.tree.Value(i)
		if err != nil {
			return err
		}
		needed, err := n.has(record.KindCategory, code)
		if err != nil {
			return err
		}
		if needed {
			n.marks.Set(i, forRows)
		}
	}
	return climb(n.tree, n.marks)
}

// leaveParts leaves out an invoice of which nothing is chosen.
func (s *invoices) leaveParts() error {
	if err := s.parts.Rewind(); err != nil {
		return err
	}
	for {
		rec, err := next(s.parts, &s.partDecoder)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		s.left(rec)
	}
}

// replay gives the next part of the invoice that is kept.
func (s *invoices) replay() (record.Record, error) {
	for {
		rec, err := next(s.parts, &s.partDecoder)
		if err != nil {
			return nil, err
		}
		keeps, err := s.keepsPart(rec)
		if err != nil {
			return nil, err
		}
		if keeps {
			return rec, nil
		}
		s.left(rec)
	}
}

func (s *invoices) keepsPart(rec record.Record) (bool, error) {
	switch r := rec.(type) {
	case *record.Item:
		return s.product(r.ProductCode), nil
	case *record.InvoiceProduct:
		return s.product(r.RefCode), nil
	case *record.Category:
		s.category++
		return s.need.marks.Get(s.category-1) != 0, nil
	case *record.Workspace:
		return s.need.has(record.KindWorkspace, r.RefCode)
	case *record.Package:
		return s.need.has(record.KindPackage, r.RefCode)
	}
	return true, nil
}

// free removes what is on disk of an invoice.
func (s *invoices) free() error {
	if s.need == nil {
		return nil
	}
	n := s.need
	s.need = nil
	return errors.Join(n.codes.Close(), n.tree.Close(), n.marks.Close(), s.parts.Close())
}

func (s *invoices) close() error { return s.free() }
