package mapping

import (
	"errors"
	"io"

	"obmen/convert/regroup"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// A plan says which products and categories go with which part of an invoice that is split.
type plan struct {
	*split
	codes    *spool.Sorter  // hash of a product's code: the product, and behind it the parts whose items name it
	members  *spool.Sorter  // part and product
	tree     *regroup.Tree  // the categories
	numbers  *spool.Index   // their nodes by code
	category *regroup.Array // 1 + the node of a product's category
	direct   *regroup.Array // 1 for a category that a product stands in
	used     *regroup.Array // the part that used a category last
	chosen   *spool.Sorter  // the categories of a part

	next     member // of members
	sharing  []int64
	lastCode []byte
	lastNode int64
}

// A member is a product of a part; part 0: there are no more.
type member struct{ part, product int64 }

func newPlan(s *split) *plan {
	sorter := func() *spool.Sorter { return spool.NewSorter(s.temp, s.memory) }
	array := func() *regroup.Array { return regroup.NewArray(s.temp, s.memory) }
	return &plan{
		split: s, codes: sorter(), members: sorter(), tree: regroup.NewTree(s.temp, s.memory), numbers: spool.NewIndex(s.temp, s.memory),
		category: array(), direct: array(), used: array(), chosen: sorter(), lastNode: -1,
	}
}

func (p *plan) close() error {
	return errors.Join(p.codes.Close(), p.members.Close(), p.tree.Close(), p.numbers.Close(), p.category.Close(), p.direct.Close(),
		p.used.Close(), p.chosen.Close())
}

// make reckons the plan.
func (p *plan) make() error {
	if err := p.plantCategories(); err != nil {
		return err
	}
	if err := p.listProducts(); err != nil {
		return err
	}
	if err := p.listItems(); err != nil {
		return err
	}
	if err := errors.Join(p.join(), p.codes.Close(), p.numbers.Close()); err != nil {
		return err
	}
	return p.nextMember()
}

// plantCategories puts the categories under their parents.
func (p *plan) plantCategories() error {
	err := eachEntry(p.split.categories, func(entry []byte) error {
		rec, err := p.decoder.Decode(entry)
		if err != nil {
			return err
		}
		c := rec.(*record.Category)
		n, err := p.tree.Add(c.RefCode, c.Parent, 0, entry)
		p.buf = appendKey(p.buf[:0], n)
		return errors.Join(err, p.numbers.Add(c.RefCode, p.buf))
	})
	return errors.Join(err, p.tree.Build(), p.numbers.Build())
}

// Whether an entry of codes is a product or a part. Products come first.
const (
	entryProduct byte = iota
	entryPart
)

// list adds an entry to codes.
func (p *plan) list(code []byte, what byte, n int64) error {
	hash := spool.KeyOf(code)
	p.buf = appendKey(append(append(p.buf[:0], hash[:]...), what), n)
	return p.codes.Add(p.buf, nil)
}

// listProducts lists the products by their code, and notes in which category each stands.
func (p *plan) listProducts() error {
	for n := range p.products.Len() {
		r, err := p.product(n)
		if err != nil {
			return err
		}
		if err := p.list(r.RefCode, entryProduct, n); err != nil {
			return err
		}
		tick(p.workspaces, r.WorkspaceCode)
		node, err := p.node(r.CategoryCode)
		if err != nil {
			return err
		}
		if node >= 0 {
			p.category.Set(n, node+1)
			p.direct.Set(node, 1)
		}
	}
	return errors.Join(p.category.Err(), p.direct.Err())
}

func (p *plan) product(n int64) (*record.InvoiceProduct, error) {
	entry, err := p.products.Get(n)
	if err != nil {
		return nil, err
	}
	rec, err := p.decoder.Decode(entry)
	if err != nil {
		return nil, err
	}
	return rec.(*record.InvoiceProduct), nil
}

// node returns the node of a category; -1 where there is none.
func (p *plan) node(code []byte) (int64, error) {
	if p.lastNode >= 0 && string(code) == string(p.lastCode) {
		return p.lastNode, nil
	}
	value, ok, err := p.numbers.Get(code)
	if err != nil || !ok {
		return -1, err
	}
	p.lastNode, p.lastCode = keyNumber(value), append(p.lastCode[:0], code...)
	return p.lastNode, nil
}

// listItems lists the parts by the codes of their items' products.
func (p *plan) listItems() error {
	n := int64(0)
	err := eachEntry(p.items, func(entry []byte) error {
		rec, err := p.decoder.Decode(entry)
		if err != nil {
			return err
		}
		item := rec.(*record.Item)
		tick(p.packages, item.PackageCode)
		n++
		return p.list(item.ProductCode, entryPart, (n-1)/p.most+1)
	})
	return errors.Join(err, p.items.Rewind())
}

// join finds the parts of each product. "Products without an item … go with the first part."
func (p *plan) join() error {
	if err := p.codes.Sort(); err != nil {
		return err
	}
	var hash [spool.HashSize]byte
	last := int64(0) // the part that the products of hash went to last
	for {
		key, _, err := p.codes.Next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if ended || [spool.HashSize]byte(key) != hash {
			if last == 0 {
				if err := p.assign(1); err != nil {
					return err
				}
			}
			p.sharing, last = p.sharing[:0], 0
		}
		if ended {
			return p.members.Sort()
		}
		hash = [spool.HashSize]byte(key)
		what, n := key[spool.HashSize], keyNumber(key[spool.HashSize+1:])
		if what == entryProduct {
			p.sharing = append(p.sharing, n)
		} else if n != last {
			last = n
			if err := p.assign(n); err != nil {
				return err
			}
		}
	}
}

// assign makes the products that share a code members of a part.
func (p *plan) assign(part int64) error {
	for _, n := range p.sharing {
		p.buf = appendKey(appendKey(p.buf[:0], part), n)
		if err := p.members.Add(p.buf, nil); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) nextMember() error {
	key, _, err := p.members.Next()
	if errors.Is(err, io.EOF) {
		p.next = member{}
		return nil
	}
	if err != nil {
		return err
	}
	p.next = member{keyNumber(key), keyNumber(key[8:])}
	return nil
}

// writeProducts writes the products of a part.
func (p *plan) writeProducts(part int64) error {
	for p.next.part == part {
		r, err := p.product(p.next.product)
		if err != nil {
			return err
		}
		tick(p.workspaces, r.WorkspaceCode)
		if err := p.dst.Write(r); err != nil {
			return err
		}
		if err := p.choose(p.category.Get(p.next.product)-1, part); err != nil {
			return err
		}
		if err := p.nextMember(); err != nil {
			return err
		}
	}
	return p.category.Err()
}

// choose adds a category and all its ancestors to a part.
func (p *plan) choose(node, part int64) error {
	for ; node >= 0 && p.used.Get(node) != part; node = p.tree.Parent(node) {
		p.used.Set(node, part)
		p.buf = appendKey(p.buf[:0], node)
		if err := p.chosen.Add(p.buf, nil); err != nil {
			return err
		}
	}
	return p.used.Err()
}

// writeCategories writes the categories of a part, in the order of the invoice. "Groups without products … go with the first part."
func (p *plan) writeCategories(part int64) error {
	for node := int64(0); part == 1 && node < p.tree.Len(); node++ {
		if p.direct.Get(node) == 0 {
			if err := p.choose(node, part); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(p.direct.Err(), p.chosen.Sort()); err != nil {
		return err
	}
	for {
		key, _, err := p.chosen.Next()
		if errors.Is(err, io.EOF) {
			p.chosen.Reset()
			return nil
		}
		if err != nil {
			return err
		}
		entry, err := p.tree.Value(keyNumber(key))
		if err == nil {
			err = p.replay(entry)
		}
		if err != nil {
			return err
		}
	}
}
