package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"obmen/convert/regroup"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// newSplit returns a Writer that hands invoices on to dst, heads last on both sides, those of more than o.MaxItems items in several. With
// MaxItems 0 it is dst itself.
//
// "numbers get -001, -002 …; each part carries the products of its items and just their categories with all ancestors, packages and workspaces; groups without
// products, and products without an item with their categories, go with the first part. An invoice that the limit leaves
// whole keeps its number." What nothing refers to, such as a pack that is listed for information, goes with the first part too.
func newSplit(dst record.Writer, o *Options) record.Writer {
	if o.MaxItems <= 0 {
		return dst
	}
	return &split{
		dst: dst, parted: o.Parted, most: int64(o.MaxItems), temp: o.Temp, memory: o.Memory, items: spool.NewLog(o.Temp, o.Memory),
		categories: spool.NewLog(o.Temp, o.Memory), products: regroup.NewStore(o.Temp, o.Memory),
	}
}

// A split keeps an invoice until its head comes. Of workspaces and packages there are no more than the profile has, so they stay in memory.
type split struct {
	dst        record.Writer
	parted     func(whole []byte, part, parts int64)
	most       int64
	temp       record.Temp
	memory     int
	items      *spool.Log
	categories *spool.Log
	products   *regroup.Store
	workspaces []ticked
	packages   []ticked
	buf        []byte
	decoder    record.Decoder
}

// A ticked record is a workspace or package, and where it is used.
type ticked struct {
	code []byte
	rec  record.Record
	ever bool // by anything in the invoice
	now  bool // by anything in the part
}

// Write implements record.Writer.
func (s *split) Write(rec record.Record) error {
	switch r := rec.(type) {
	case *record.Invoice:
		return s.invoice(r)
	case *record.Item:
		s.buf = record.AppendRecord(s.buf[:0], r)
		return s.items.Append(s.buf)
	case *record.Category:
		s.buf = record.AppendRecord(s.buf[:0], r)
		return s.categories.Append(s.buf)
	case *record.InvoiceProduct:
		s.buf = record.AppendRecord(s.buf[:0], r)
		_, err := s.products.Append(s.buf)
		return err
	case *record.Workspace:
		s.workspaces = append(s.workspaces, ticked{code: bytes.Clone(r.RefCode), rec: record.Clone(r)})
	case *record.Package:
		s.packages = append(s.packages, ticked{code: bytes.Clone(r.RefCode), rec: record.Clone(r)})
	}
	return nil
}

// Close implements record.Writer.
func (s *split) Close() error { return errors.Join(s.dst.Close(), s.free()) }

// free removes what is on disk, without a word to dst.
func (s *split) free() error {
	return errors.Join(s.items.Close(), s.categories.Close(), s.products.Close())
}

// abandon frees what dst, which newSplit returned, keeps on disk, when the invoices that went to it will not be finished.
func abandon(dst record.Writer) error {
	if s, ok := dst.(*split); ok {
		return s.free()
	}
	return nil
}

// invoice writes what was kept, whole or in parts, and forgets it.
func (s *split) invoice(head *record.Invoice) error {
	if err := errors.Join(s.items.Rewind(), s.categories.Rewind()); err != nil {
		return err
	}
	var err error
	if s.items.Len() <= s.most {
		err = s.whole(head)
	} else {
		err = s.inParts(head)
	}
	s.items.Reset()
	s.categories.Reset()
	s.products.Reset()
	s.workspaces, s.packages = s.workspaces[:0], s.packages[:0]
	return err
}

func (s *split) whole(head *record.Invoice) error {
	for _, log := range [...]*spool.Log{s.items, s.categories} {
		if err := eachEntry(log, func(entry []byte) error { return s.replay(entry) }); err != nil {
			return err
		}
	}
	for n := range s.products.Len() {
		entry, err := s.products.Get(n)
		if err == nil {
			err = s.replay(entry)
		}
		if err != nil {
			return err
		}
	}
	for _, t := range slices.Concat(s.workspaces, s.packages) {
		if err := s.dst.Write(t.rec); err != nil {
			return err
		}
	}
	return s.dst.Write(head)
}

func (s *split) replay(entry []byte) error {
	rec, err := s.decoder.Decode(entry)
	if err != nil {
		return err
	}
	return s.dst.Write(rec)
}

// eachEntry calls visit for each entry that is left in a log.
func eachEntry(log *spool.Log, visit func(entry []byte) error) error {
	for {
		entry, err := log.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = visit(entry)
		}
		if err != nil {
			return err
		}
	}
}

// inParts writes the invoice in parts.
func (s *split) inParts(head *record.Invoice) error {
	plan := newPlan(s)
	err := plan.make()
	number := head.Number
	parts := (s.items.Len() + s.most - 1) / s.most
	for part := int64(1); err == nil && part <= parts; part++ {
		h := *head
		h.Number = partNumber(number, part)
		if s.parted != nil {
			s.parted(number, part, parts)
		}
		err = s.part(plan, part, &h)
	}
	return errors.Join(err, plan.close())
}

// partNumber is the number of a part: "numbers get -001, -002 …".
func partNumber(number []byte, part int64) []byte { return fmt.Appendf(nil, "%s-%03d", number, part) }

// part writes one part.
func (s *split) part(plan *plan, part int64, head *record.Invoice) error {
	untick(s.workspaces)
	untick(s.packages)
	sum, err := s.partItems()
	if err != nil {
		return err
	}
	if err := plan.writeProducts(part); err != nil {
		return err
	}
	if err := plan.writeCategories(part); err != nil {
		return err
	}
	for _, t := range slices.Concat(s.workspaces, s.packages) {
		if !t.now && (t.ever || part > 1) {
			continue
		}
		if err := s.dst.Write(t.rec); err != nil {
			return err
		}
	}
	head.Sum = sum
	return s.dst.Write(head)
}

// partItems writes the items of the next part and returns the sum of their cost_with_tax.
func (s *split) partItems() (sum record.Number, err error) {
	sum = record.NewNumber(0, 0)
	for range s.most {
		entry, err := s.items.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return sum, err
		}
		rec, err := s.decoder.Decode(entry)
		if err != nil {
			return sum, err
		}
		item := rec.(*record.Item)
		tick(s.packages, item.PackageCode)
		sum = sum.Add(item.CostWithTax)
		if err := s.dst.Write(item); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// tick says that the part uses what has the code.
func tick(list []ticked, code []byte) {
	for i := range list {
		if bytes.Equal(list[i].code, code) {
			list[i].now, list[i].ever = true, true
		}
	}
}

func untick(list []ticked) {
	for i := range list {
		list[i].now = false
	}
}
