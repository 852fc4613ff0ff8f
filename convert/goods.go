package convert

import (
	"encoding/binary"
	"errors"
	"io"

	"obmen/convert/profile"
	"obmen/formats/record"
	"obmen/formats/spool"
	"obmen/formats/synth"
)

// mostPrice is the dearest product that is sold, in kopecks: more would not be reckoned exactly.
const mostPrice = 500_000_000_000

// goods are the products of a nomenclature that have a price, by their number in its order. Its memory does not grow with the nomenclature.
type goods struct {
	index *spool.Index // number → good
	n     int64
	key   [8]byte
}

// openGoods reads --from-catalog: of a product's rows, wherever they stand, the first says what it is called, and the first of the retail type what it costs; where it has no
// such price, the first that a till can ask. A product whose retail price no till can ask is not sold at all: check holds what is sold against that price.
func (g *making) openGoods() (*goods, error) {
	p := profile.Default()
	if g.Profile != nil {
		var err error
		if p, err = g.Profile(g.Catalog); err != nil {
			return nil, err
		}
	}
	in, o, err := g.run.openSide("--from-catalog", g.Catalog)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if o.format.Kind != record.Nomenclature {
		return nil, usage(goodsNone, g.Catalog, o.format.Name)
	}
	reader, err := o.format.NewReader(o.text, record.Options{File: g.Catalog, Temp: g.run.temp, Start: o.source.Start, Unit: o.source.Unit})
	if err != nil {
		return nil, err
	}
	rows := spool.NewSorter(g.run.temp, 0)
	defer rows.Close()
	priced, err := readRows(rows, stoppable{g.run.ctx, reader}, p)
	if err != nil {
		return nil, named(err, g.Catalog)
	}
	if err := in.drain(); err != nil {
		return nil, err
	}
	list, err := g.gatherGoods(rows)
	if err == nil && list.n == 0 {
		why := goodsUnpriced
		if priced {
			why = goodsUnsold
		}
		err = errors.Join(usage(why, g.Catalog), list.Close())
	}
	if err != nil {
		return nil, err
	}
	return list, nil
}

// A row is what of a catalogue's row matters: its number, how good its price is, and the good.
const (
	retailPrice = iota
	otherPrice
	noPrice
)

// readRows adds each row of a product under the hash of its code. It reports whether any has a price, be it one that no till can ask.
func readRows(rows *spool.Sorter, src record.Reader, p *profile.Profile) (priced bool, err error) {
	retail, known := []byte(p.RetailType()), p.RetailType() != ""
	var buf []byte
	for n := uint64(0); ; {
		rec, err := src.Read()
		if errors.Is(err, io.EOF) {
			return priced, nil
		}
		if err != nil {
			return priced, err
		}
		r, ok := rec.(*record.Product)
		if !ok {
			continue
		}
		price, quality := kopecksOf(r.Price), byte(otherPrice)
		if !known && price > 0 {
			retail, known = append(retail[:0], r.PriceType...), true // "or the first one"
		}
		priced = priced || r.Price.IsSet()
		switch {
		case known && r.Price.IsSet() && string(r.PriceType) == string(retail):
			quality = retailPrice
		case price == 0:
			quality = noPrice
		}
		unit := p.Unit(r.UnitCode)
		buf = append(binary.BigEndian.AppendUint64(buf[:0], n), quality)
		n++
		buf = appendGood(buf, &synth.Good{
			Code: r.Code, Name: r.Name, UnitCode: r.UnitCode, Price: price,
			Weighed: unit.Measure != profile.Pieces && unit.Factor.Equal(record.NewNumber(1, 0)),
		})
		key := spool.HashKey(r.Code)
		if err := rows.Add(key[:], buf); err != nil {
			return priced, err
		}
	}
}

// kopecksOf is what a till asks for; 0: it can't.
func kopecksOf(price record.Number) int64 {
	fixed := price.Fix(2)
	if !fixed.Equal(price) {
		return 0
	}
	n, ok := fixed.Units(2)
	if !ok || n < 0 || n > mostPrice {
		return 0
	}
	return n
}

// gatherGoods makes a good of the rows of each code, and numbers them in the order of the catalogue.
func (g *making) gatherGoods(rows *spool.Sorter) (list *goods, err error) {
	if err := rows.Sort(); err != nil {
		return nil, err
	}
	inOrder := spool.NewSorter(g.run.temp, 0)
	defer inOrder.Close()
	if err := eachCode(rows, func(place []byte, good *synth.Good) error { return inOrder.Add(place, appendGood(nil, good)) }); err != nil {
		return nil, err
	}
	if err := inOrder.Sort(); err != nil {
		return nil, err
	}
	list = &goods{index: spool.NewIndex(g.run.temp, 0)}
	defer func() {
		if err != nil {
			list.Close()
		}
	}()
	for {
		_, value, err := inOrder.Next()
		if errors.Is(err, io.EOF) {
			return list, list.index.Build()
		}
		if err != nil {
			return list, err
		}
		if err := list.index.Add(list.at(list.n), value); err != nil {
			return list, err
		}
		list.n++
	}
}

// eachCode gives the good of each code that has a price to be sold at, with the place of its first row.
func eachCode(rows *spool.Sorter, do func(place []byte, good *synth.Good) error) error {
	var key, place, text []byte
	var good, row synth.Good
	quality := byte(noPrice)
	for {
		next, value, err := rows.Next()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if end := err != nil; end || string(next) != string(key) {
			if quality < noPrice && good.Price > 0 {
				if err := do(place, &good); err != nil {
					return err
				}
			}
			if end {
				return nil
			}
			key, place, text = append(key[:0], next...), append(place[:0], value[:8]...), append(text[:0], value[9:]...)
			quality = value[8]
			readGood(text, &good)
			continue
		}
		if value[8] < quality {
			quality = value[8]
			readGood(value[9:], &row)
			good.Price = row.Price
		}
	}
}

func appendGood(dst []byte, g *synth.Good) []byte {
	weighed := byte(0)
	if g.Weighed {
		weighed = 1
	}
	dst = append(binary.AppendUvarint(dst, uint64(g.Price)), weighed)
	for _, text := range [][]byte{g.Code, g.UnitCode} {
		dst = append(binary.AppendUvarint(dst, uint64(len(text))), text...)
	}
	return append(dst, g.Name...)
}

// readGood reads what appendGood wrote.
func readGood(b []byte, g *synth.Good) {
	price, n := binary.Uvarint(b)
	g.Price, g.Weighed, b = int64(price), b[n] == 1, b[n+1:]
	for _, text := range []*[]byte{&g.Code, &g.UnitCode} {
		size, n := binary.Uvarint(b)
		*text, b = b[n:n+int(size)], b[n+int(size):]
	}
	g.Name = b
}

func (l *goods) at(i int64) []byte {
	binary.BigEndian.PutUint64(l.key[:], uint64(i))
	return l.key[:]
}

// Len implements [synth.Goods].
func (l *goods) Len() int64 { return l.n }

// Good implements [synth.Goods].
func (l *goods) Good(i int64, g *synth.Good) error {
	value, ok, err := l.index.Get(l.at(i))
	if err != nil || !ok {
		return err
	}
	readGood(value, g)
	return nil
}

// Close removes what is on disk.
func (l *goods) Close() error { return l.index.Close() }
