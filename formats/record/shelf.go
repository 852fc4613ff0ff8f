package record

// A Shelf holds records beyond their Reader's next Read, where their texts stay as they are: those of a chunk do until the next
// [ChunkReader].Open. It copies no text, and once it has been full it allocates nothing.
type Shelf struct {
	records    []Record
	catalogues shelf[Catalogue]
	groups     shelf[Group]
	tails      shelf[GroupTail]
	products   shelf[Product]
	receipts   shelf[Receipt]
	lines      shelf[Line]
	invoices   shelf[Invoice]
	items      shelf[Item]
	categories shelf[Category]
	workspaces shelf[Workspace]
	packages   shelf[Package]
	invoiced   shelf[InvoiceProduct]
	prices     shelf[ShopPrice]
	unknown    shelf[Unknown]
}

// A shelf holds values in blocks that do not move.
type shelf[T any] struct {
	blocks [][]T
	full   int // of blocks
}

const shelfBlock = 256

// copy returns a copy of list, nil for nil.
func (s *shelf[T]) copy(list []T) []T {
	if list == nil {
		return nil
	}
	for s.full < len(s.blocks) && cap(s.blocks[s.full])-len(s.blocks[s.full]) < len(list) {
		s.full++
	}
	if s.full == len(s.blocks) {
		s.blocks = append(s.blocks, make([]T, 0, max(shelfBlock, len(list))))
	}
	b := &s.blocks[s.full]
	n := len(*b)
	*b = append(*b, list...)
	return (*b)[n:len(*b):len(*b)]
}

func (s *shelf[T]) clear() {
	for i := range s.blocks {
		s.blocks[i] = s.blocks[i][:0]
	}
	s.full = 0
}

// keep returns a copy of v.
func keep[T any](s *shelf[T], v *T) *T {
	if s.full < len(s.blocks) && len(s.blocks[s.full]) == cap(s.blocks[s.full]) {
		s.full++
	}
	if s.full == len(s.blocks) {
		s.blocks = append(s.blocks, make([]T, 0, shelfBlock))
	}
	b := &s.blocks[s.full]
	*b = append(*b, *v)
	return &(*b)[len(*b)-1]
}

// Records returns what is on the shelf, in the order in which it came, until the next Clear.
func (s *Shelf) Records() []Record { return s.records }

// Clear empties the shelf.
func (s *Shelf) Clear() {
	s.records = s.records[:0]
	s.catalogues.clear()
	s.groups.clear()
	s.tails.clear()
	s.products.clear()
	s.receipts.clear()
	s.lines.clear()
	s.invoices.clear()
	s.items.clear()
	s.categories.clear()
	s.workspaces.clear()
	s.packages.clear()
	s.invoiced.clear()
	s.prices.clear()
	s.unknown.clear()
}

// Put puts a record on the shelf, its place reckoned.
func (s *Shelf) Put(r Record) {
	kept := s.keep(r)
	originOf(kept).Fix()
	s.records = append(s.records, kept)
}

func (s *Shelf) keep(r Record) Record {
	switch r := r.(type) {
	case *Product:
		k := keep(&s.products, r)
		k.Unknown = s.unknowns(r.Unknown)
		return k
	case *Receipt:
		return s.receipt(r)
	case *Item:
		k := keep(&s.items, r)
		k.Unknown = s.unknowns(r.Unknown)
		return k
	case *InvoiceProduct:
		return s.invoiceProduct(r)
	case *Catalogue:
		return keep(&s.catalogues, r)
	case *Group:
		k := keep(&s.groups, r)
		k.Unknown = s.unknowns(r.Unknown)
		return k
	case *GroupTail:
		k := keep(&s.tails, r)
		k.Unknown = s.unknowns(r.Unknown)
		return k
	}
	return s.keepSmall(r)
}

// keepSmall keeps the parts of an invoice of which there are few.
func (s *Shelf) keepSmall(r Record) Record {
	switch r := r.(type) {
	case *Invoice:
		k := keep(&s.invoices, r)
		k.Unknown = s.unknowns(r.Unknown)
		return k
	case *Category:
		k := keep(&s.categories, r)
		k.Unknown = s.unknowns(r.Unknown)
		return k
	case *Workspace:
		k := keep(&s.workspaces, r)
		k.Unknown = s.unknowns(r.Unknown)
		return k
	case *Package:
		k := keep(&s.packages, r)
		k.Unknown = s.unknowns(r.Unknown)
		return k
	}
	return Clone(r)
}

func (s *Shelf) receipt(r *Receipt) Record {
	k := keep(&s.receipts, r)
	k.Unknown = s.unknowns(r.Unknown)
	k.Lines = s.lines.copy(r.Lines)
	for i := range k.Lines {
		k.Lines[i].Unknown = s.unknowns(k.Lines[i].Unknown)
	}
	return k
}

func (s *Shelf) invoiceProduct(r *InvoiceProduct) Record {
	k := keep(&s.invoiced, r)
	k.Unknown = s.unknowns(r.Unknown)
	k.Prices = s.prices.copy(r.Prices)
	for i := range k.Prices {
		k.Prices[i].Unknown = s.unknowns(k.Prices[i].Unknown)
	}
	return k
}

func (s *Shelf) unknowns(list []Unknown) []Unknown {
	if len(list) == 0 {
		return list
	}
	return s.unknown.copy(list)
}
