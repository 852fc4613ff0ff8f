package synth

import (
	"strconv"

	"obmen/formats/record"
)

// A product is what a seed says of one product. Its texts are its own buffers, filled anew for each.
type product struct {
	index               int64
	code, name, barcode []byte // empty, never nil
	group               int64  // 0: none
	unit                *unit
	retail, purchase    int64 // kopecks
	wholesale           int64
	prices              int // how many of them a catalogue names: none, retail, purchase too, wholesale too
	service             bool
	comment             []byte
}

// A shop is everything that a seed says.
type shop struct {
	seed             uint64
	version          int
	products, groups int64    // the products of so many groups beside none, where somebody asked for a number of groups; else 0, 0
	types            [][]byte // price types; the first is that of the tills
	allTypes         bool     // most products have a price of every type: somebody asked for them
}

func newShop(o Options, products int64) shop {
	s := shop{seed: o.Seed, version: o.Version, types: defaultTypes[:]}
	if s.version < 2 {
		return s
	}
	if s.groups = o.Groups; s.groups > 0 {
		s.products = max(1, products)
	}
	if len(o.PriceTypes) > 0 {
		s.types, s.allTypes = nil, true
		for _, t := range o.PriceTypes {
			s.types = append(s.types, []byte(t))
		}
	}
	return s
}

// A group has about groupSize products: its first is moved by up to groupJitter. The last number of a group is a pure function of the group's number, and
// a product's group one of the product's, so nothing need be remembered.
const (
	groupSize   = 40
	groupJitter = 20
)

// first returns the first product of group g.
func (s shop) first(g int64) int64 {
	if g == 0 {
		return 0
	}
	if s.groups > 0 {
		return g * s.products / (s.groups + 1)
	}
	d := throw(s.seed, forGroup, g)
	return g*groupSize - groupSize/2 + d.below(groupJitter)
}

// groupOf returns the group of product i.
func (s shop) groupOf(i int64) int64 {
	if s.groups > 0 {
		return min(s.groups, ((i+1)*(s.groups+1)-1)/s.products)
	}
	g := (i + groupSize/2) / groupSize
	if g > 0 && i < s.first(g) {
		g--
	}
	return g
}

// A department's groups are itself and its shelves.
const perDepartment = 1 + shelves

// place returns where group g, from 1, stands: its department, its shelf there, from 0 (-1: it is the department itself), and how
// often all departments have been gone through before.
func place(g int64) (d *department, shelf int, round int64) {
	g--
	n := g / perDepartment
	return &departments[n%int64(len(departments))], int(g%perDepartment) - 1, n / int64(len(departments))
}

// parent returns the group above g, 0 where there is none.
func parent(g int64) int64 {
	if g == 0 {
		return 0
	}
	d, shelf, _ := place(g)
	if shelf < 0 {
		return 0
	}
	top := g - int64(shelf) - 1
	return top + int64(d.shelves[shelf].parent)
}

// appendGroupCode appends the code of group g. Groups and products are numbered in one row, as in 1C.
func (s shop) appendGroupCode(dst []byte, g int64) []byte {
	if g == 0 {
		return append(dst, "none"...)
	}
	if s.version >= 2 {
		return appendNumbered(dst, "ГР-", g)
	}
	return appendNumbered(dst, "00-", s.first(g)+g+1)
}

func (s shop) appendGroupName(dst []byte, g int64) []byte {
	if g == 0 {
		return append(dst, "none"...)
	}
	d, shelf, round := place(g)
	if shelf < 0 {
		dst = append(dst, d.name...)
	} else {
		dst = append(dst, d.shelves[shelf].group...)
	}
	if round > 0 {
		dst = strconv.AppendInt(append(dst, ", секция "...), round+1, 10)
	}
	return dst
}

// appendCode appends the code of product i of group g. From the second version on it does not depend on the group.
func (s shop) appendCode(dst []byte, i, g int64) []byte {
	prefix := "00-"
	if i%7 == 2 {
		prefix = "УТ-"
	}
	if s.version >= 2 {
		return appendNumbered(dst, prefix, i+1)
	}
	return appendNumbered(dst, prefix, i+g+2)
}

// appendNumbered appends prefix and n in at least eight digits.
func appendNumbered(dst []byte, prefix string, n int64) []byte {
	dst = append(dst, prefix...)
	return appendDigits(dst, n, 8)
}

func appendDigits(dst []byte, n int64, least int) []byte {
	for p := int64(10); least > 1; least, p = least-1, p*10 {
		if n < p {
			return strconv.AppendInt(append(dst, "000000000000"[:least-1]...), n, 10)
		}
	}
	return strconv.AppendInt(dst, n, 10)
}

// cost fills in what an item or a line needs: all but the texts. It leaves the dice where name goes on.
func (s shop) cost(p *product, i int64) dice {
	d := throw(s.seed, forProduct, i)
	p.index, p.group = i, s.groupOf(i)
	shelf := s.shelf(p.group, i)
	p.unit = &shelf.unit
	roubles := shelf.low + d.below(shelf.high-shelf.low+1)
	p.retail = roubles*100 - pick(&d, []int64{0, 0, 10, 10, 50, 1})
	p.purchase = (p.retail*(55+d.below(26)) + 50) / 100
	p.wholesale = (p.retail*9 + 5) / 10
	p.service = s.version >= 2 && shelf == services
	return d
}

// shelf returns what product i of group g is made like: products without a group, and those of a department itself, are of any shelf.
func (s shop) shelf(g, i int64) *shelf {
	if g == 0 {
		if s.version >= 2 && i%everyService == everyService-1 {
			return services
		}
		return &departments[i%int64(len(departments))].shelves[i%shelves]
	}
	d, n, _ := place(g)
	if n < 0 {
		n = int(i % shelves)
	}
	return &d.shelves[n]
}

// product fills in all of product i.
func (s shop) product(p *product, i int64) {
	if s.version >= 2 && p.comment == nil {
		p.comment, p.barcode = empty[:0:0], empty[:0:0] // the first version lets those of its first products be missing
	}
	d := s.cost(p, i)
	p.code = s.appendCode(p.code[:0], i, p.group)
	p.name = s.appendName(p.name[:0], &d, p)
	p.barcode = p.barcode[:0]
	if !d.percent(12) {
		p.barcode = appendBarcode(p.barcode, &d, i, p.unit.weighed)
	}
	p.prices = pick(&d, []int{0, 1, 1, 1, 1, 2, 2, 2, 3, 3})
	if s.version >= 2 {
		s.prices(p, &d)
	}
	p.comment = p.comment[:0]
	if d.percent(4) {
		p.comment = append(p.comment, pick(&d, []string{"акция", "хранить при t +2…+6 °C", `уточнить у поставщика "Ромашка"`, "срок годности <= 30 сут."})...)
	}
}

// services are what a shop does rather than sells: 1C has them without a price and a barcode, and mostly in no group.
var services = &departments[len(departments)-1].shelves[shelves-1]

// everyService: of the products without a group so manieth is a service.
const everyService = 5

// prices settles how many prices a product of the second version has: all that tills sell have one.
func (s shop) prices(p *product, d *dice) {
	most := int64(len(s.types))
	switch {
	case p.service:
		p.prices, p.barcode = 0, p.barcode[:0]
	case s.allTypes && d.percent(70):
		p.prices = int(most)
	default:
		p.prices = int(1 + min(d.below(most), d.below(most)))
	}
}

// price returns the price of a type, in kopecks. Those behind the first three are made of the retail price.
func (p *product) price(priceType int) int64 {
	switch priceType {
	case 0:
		return p.retail
	case 1:
		return p.purchase
	case 2:
		return p.wholesale
	}
	d := dice(mix(uint64(p.index)<<8 | uint64(priceType)))
	return roundDiv(p.retail*(75+d.below(40)), 100)
}

func (s shop) appendName(dst []byte, d *dice, p *product) []byte {
	shelf := s.shelf(p.group, p.index)
	dst = append(dst, shelf.name...)
	for _, word := range []string{pick(d, shelf.brands), pick(d, shelf.sorts), pick(d, shelf.sizes)} {
		if word != "" {
			dst = append(append(dst, ' '), word...)
		}
	}
	if p.index >= groupSize*perDepartment*int64(len(departments)) {
		dst = strconv.AppendInt(append(dst, " арт. "...), p.index, 10)
	}
	return dst
}

// appendBarcode appends an EAN-13 that no other product has. What is sold by weight has a code of the shop's own: 20 to 29, five digits for
// the product, five for the weight that the scales put in.
func appendBarcode(dst []byte, d *dice, i int64, weighed bool) []byte {
	start := len(dst)
	if weighed {
		dst = strconv.AppendInt(dst, 20+i/100_000%10, 10)
		dst = appendDigits(dst, i%100_000, 5)
		dst = appendDigits(dst, i/1_000_000%100_000, 5)
	} else {
		dst = strconv.AppendInt(dst, pick(d, []int64{460, 461, 462, 463, 464, 465, 469, 481, 481, 482, 400, 426, 590, 764, 869}), 10)
		dst = appendDigits(dst, (i+1)*387_420_489%1_000_000_000, 9) // 3^18 has no factor in common with 10^9
	}
	return append(dst, checkDigit(dst[start:]))
}

// checkDigit returns the thirteenth digit of an EAN-13.
func checkDigit(twelve []byte) byte {
	sum := 0
	for i, c := range twelve {
		sum += int(c-'0') * (1 + i%2*2)
	}
	return '0' + byte((10-sum%10)%10)
}

// kopecks is an amount of money with both its decimals, as 1C writes it.
func kopecks(n int64) record.Number { return record.NewNumber(n, 2) }

// short is a decimal without zeros at its end, as Kassatka's program writes it.
func short(n int64, scale int32) record.Number {
	for scale > 0 && n%10 == 0 {
		n, scale = n/10, scale-1
	}
	return record.NewNumber(n, scale)
}

// roundDiv returns a/b rounded half up; both are positive.
func roundDiv(a, b int64) int64 { return (a + b/2) / b }
