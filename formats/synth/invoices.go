package synth

import (
	"cmp"
	"io"
	"time"

	"obmen/formats/record"
)

const mostItems = 60

// What an invoice of the second version has, where nobody says otherwise.
const (
	defaultItems = 15
	invoicesADay = 10
)

var (
	workspaceCode, workspaceName = []byte("ws1"), []byte("Торговый зал")
	noneName                     = []byte("Без группы")
	goods                        = []byte("product")
	belarus                      = []byte("RB")
	measures                     = [...][]byte{pieces, kilos, litres}
)

var shippers = []struct{ code, name []byte }{
	{[]byte("0348741"), []byte(`ООО "Поставщик"`)}, {[]byte("0348742"), []byte("ИП Иванов И. И.")}, {[]byte("0350017"), []byte("Оптовая база №3")},
}

// purchases is a Reader of invoices, each with the categories, packages and products that its items need.
type purchases struct {
	shop
	invoices, items, distinct int64
	mean                      int64 // of the items of an invoice; 0: as the first version has it
	calendar                  calendar

	next    int64       // invoice
	section record.Kind // whose turn it is; 0: no invoice is begun
	at      int64       // records of the section so far

	// Of the invoice: item j is of product from + j % different.
	count, from, different int64
	categories             []int64 // the groups above the first product's that stand before it
	firstGroup, lastGroup  int64
	used                   [len(measures)]bool

	p          product
	code, name []byte // of a group
	above      []byte // the code of the group above
	invoice    record.Invoice
	item       record.Item
	category   record.Category
	workspace  record.Workspace
	pack       record.Package
	sold       record.InvoiceProduct
	prices     [2]record.ShopPrice
}

func newPurchases(o Options) *purchases {
	s := &purchases{shop: newShop(o, o.distinct()), invoices: 1, items: o.Items, distinct: o.distinct()}
	s.workspace = record.Workspace{RefCode: workspaceCode, Name: workspaceName}
	if o.Version >= 2 {
		s.mean = cmp.Or(o.Lines, defaultItems)
		s.calendar = calendar{first: o.from().Unix(), days: 1, count: 1 << 30}
	}
	switch {
	case s.items > 0:
	case o.Invoices > 0:
		s.invoices = o.Invoices
	case o.Version >= 2 && o.Days > 0 && o.Bytes == 0:
		s.invoices = o.Days * invoicesADay
	default:
		s.invoices = fill(cmp.Or(o.Bytes, defaultBytes), s.size)
	}
	s.calendar.settle(o.Days, s.invoices, invoicesADay)
	return s
}

// size is what invoice i takes as JSON, about.
func (s *purchases) size(i int64) int {
	const head, item, product, category = 420, 228, 616, 115
	s.begin(i)
	return int(head + s.count*item + s.different*product + (s.lastGroup-s.firstGroup+1+int64(len(s.categories)))*category)
}

// Read implements [record.Reader].
func (s *purchases) Read() (record.Record, error) {
	for {
		switch s.section {
		case 0:
			if s.next == s.invoices {
				return nil, io.EOF
			}
			s.begin(s.next)
			s.next++
			s.turn(record.KindItem)
			return s.head(), nil
		case record.KindItem:
			if s.at < s.count {
				return s.nextItem(), nil
			}
			s.turn(record.KindCategory)
		case record.KindCategory:
			if r := s.nextCategory(); r != nil {
				return r, nil
			}
			s.turn(record.KindPackage)
			return &s.workspace, nil
		case record.KindPackage:
			if r := s.nextPackage(); r != nil {
				return r, nil
			}
			s.turn(record.KindInvoiceProduct)
		case record.KindInvoiceProduct:
			if s.at < s.different {
				return s.nextProduct(), nil
			}
			s.turn(0)
		}
	}
}

func (s *purchases) turn(to record.Kind) { s.section, s.at = to, 0 }

// begin settles what invoice i is about.
func (s *purchases) begin(i int64) {
	d := throw(s.seed, forInvoice, i)
	s.invoice.Number = appendDigits(s.invoice.Number[:0], i+1, 7)
	moment := time.Unix(s.moment(i, &d), 0).UTC()
	s.invoice.Date = moment.AppendFormat(s.invoice.Date[:0], "2006-01-02 15:04")
	from := pick(&d, shippers)
	s.invoice.ShipperCode, s.invoice.ShipperName = from.code, from.name
	s.invoice.Comment = empty
	s.invoice.StorageID = record.NewNumber(1+d.below(3), 0)
	s.count = s.items
	switch {
	case s.count > 0:
	case s.mean > 0:
		s.count = around(s.mean, &d)
	default:
		s.count = 1 + min(d.below(mostItems), d.below(mostItems))
	}
	s.different = min(s.count, s.distinct)
	s.from = d.below(s.distinct - s.different + 1)
	s.used = [len(measures)]bool{}
	s.settleCategories()
}

// moment returns when invoice i came: goods are taken in from 8 to 17 in Minsk.
func (s *purchases) moment(i int64, d *dice) int64 {
	if s.version < 2 {
		return firstDay + i*3600 + d.below(3600)
	}
	const from, until = 5 * 3600, 14 * 3600
	day, k, n := s.calendar.place(i)
	lo, hi := from+k*(until-from)/n, from+(k+1)*(until-from)/n
	return day + lo + d.below(max(1, hi-lo))
}

// settleCategories: the products are neighbours, so their groups are, too. Groups are numbered from the top down, each with all
// that is under it, so only groups above the first may be missing among them.
func (s *purchases) settleCategories() {
	s.firstGroup, s.lastGroup = s.groupOf(s.from), s.groupOf(s.from+s.different-1)
	s.categories = s.categories[:0]
	for g := parent(s.firstGroup); g > 0; g = parent(g) {
		s.categories = append(s.categories, g)
	}
}

// head sums all items up, for a head stands first.
func (s *purchases) head() record.Record {
	sum := int64(0)
	for j := range s.count {
		sum += s.buy(j).costWithTax
	}
	s.invoice.Sum = short(sum, 2)
	return &s.invoice
}

// A purchase is an item's money, in kopecks: the line leads, as in every invoice that obmen makes.
type purchase struct {
	amount            record.Number
	price, cost       int64
	costWithTax       int64
	taxID, taxPercent int64
}

// buy reckons item j, and leaves its product in s.p without texts.
func (s *purchases) buy(j int64) (b purchase) {
	s.cost(&s.p, s.from+j%s.different)
	d := throw(s.seed^uint64(s.next), forItem, j)
	thousandths := 1000 * (1 + d.below(48))
	if s.p.unit.weighed {
		thousandths = 1000 + d.below(49_000)
	}
	b.taxID, b.taxPercent = tax(&s.p)
	b.amount = short(thousandths, 3)
	b.costWithTax = roundDiv(s.p.purchase*thousandths, 1000)
	b.cost = b.costWithTax - roundDiv(b.costWithTax*b.taxPercent, 100+b.taxPercent)
	b.price = roundDiv(b.cost*1000, thousandths)
	return b
}

// tax is 10 per cent on what is sold by weight, all of it food, and 20 on the rest.
func tax(p *product) (id, percent int64) {
	if p.unit.weighed {
		return 2, 10
	}
	return 1, 20
}

func (s *purchases) nextItem() record.Record {
	b := s.buy(s.at)
	s.at++
	for i, m := range measures {
		s.used[i] = s.used[i] || &m[0] == &s.p.unit.measure[0]
	}
	s.p.code = s.appendCode(s.p.code[:0], s.p.index, s.p.group)
	s.item = record.Item{
		Amount: b.amount, PackageCode: s.p.unit.measure, ProductCode: s.p.code, Price: short(b.price, 2), TaxID: record.NewNumber(b.taxID, 0),
		PriceWithTax: short(s.p.purchase, 2), Cost: short(b.cost, 2), CostWithTax: short(b.costWithTax, 2),
	}
	return &s.item
}

func (s *purchases) nextCategory() record.Record {
	g := s.firstGroup + s.at
	if above := int64(len(s.categories)); s.at < above {
		g = s.categories[above-1-s.at] // topmost first
	} else if g -= above; g > s.lastGroup {
		return nil
	}
	s.at++
	s.category = record.Category{RefCode: none, Name: noneName}
	if g > 0 {
		s.code, s.name = s.appendGroupCode(s.code[:0], g), s.appendGroupName(s.name[:0], g)
		s.category.RefCode, s.category.Name = s.code, s.name
	}
	if above := parent(g); above > 0 {
		s.above = s.appendGroupCode(s.above[:0], above)
		s.category.Parent = s.above
	}
	return &s.category
}

func (s *purchases) nextPackage() record.Record {
	for s.at < int64(len(measures)) {
		s.at++
		if s.used[s.at-1] {
			s.pack = record.Package{RefCode: measures[s.at-1]}
			return &s.pack
		}
	}
	return nil
}

func (s *purchases) nextProduct() record.Record {
	p := &s.p
	s.product(p, s.from+s.at)
	s.at++
	s.code = s.appendGroupCode(s.code[:0], p.group)
	taxID, _ := tax(p)
	s.sold = record.InvoiceProduct{
		RefCode: p.code, Type: goods, CancellationType: record.NewNumber(1, 0), ForSale: record.True, Name: p.name, Measure: p.unit.measure,
		WeightInGram: record.NewNumber(0, 0), TaxID: record.NewNumber(taxID, 0), CategoryCode: s.code, UseDiscounts: record.True, WorkspaceCode: workspaceCode,
	}
	if len(p.barcode) > 0 {
		s.sold.Barcode = p.barcode
	}
	if p.index%3 == 0 {
		s.sold.Country = belarus
	}
	if p.unit.weighed {
		s.sold.WeightInGram = record.NewNumber(1000, 0)
	}
	s.prices[0] = record.ShopPrice{ShopID: record.NewNumber(2, 0), StorageID: s.invoice.StorageID, Price: short(p.retail, 2)}
	s.prices[1] = record.ShopPrice{ShopID: record.NewNumber(3, 0), StorageID: s.invoice.StorageID, Price: short(p.wholesale, 2)}
	s.sold.Prices = s.prices[:1+p.index%2]
	return &s.sold
}
