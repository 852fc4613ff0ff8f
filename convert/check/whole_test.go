package check

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// TestFindCycleAgainstWalking holds findCycle against walking up from every node.
func TestFindCycleAgainstWalking(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.Int64Range(1, 60).Draw(r, "nodes")
		parents := map[int64]int64{} // of the nodes that have one
		edges := spool.NewSorter(nil, 0)
		defer edges.Close()
		for child := int64(1); child <= n; child++ {
			switch parent := rapid.Int64Range(-n/2, n).Draw(r, "parent"); {
			case parent > 0:
				parents[child] = parent
				check(r, addEdge(edges, child, parent))
			case parent == 0: // a double: its parent does not count
				check(r, addEdge(edges, child, 1))
				check(r, addEdge(edges, child, noParent))
			}
		}
		want := int64(0)
		for node := n; node > 0; node-- {
			if standsAboveItself(parents, node) {
				want = node
			}
		}
		got, found, err := findCycle(nil, edges)
		if err != nil || found != (want > 0) || found && got != want {
			r.Fatalf("findCycle is %d, %v, %v; want %d", got, found, err, want)
		}
	})
}

func check(r *rapid.T, err error) {
	if err != nil {
		r.Fatal(err)
	}
}

func standsAboveItself(parents map[int64]int64, node int64) bool {
	at := node
	for range len(parents) + 1 {
		if at = parents[at]; at == node {
			return true
		}
	}
	return false
}

// TestFindCycleDeep has one long chain, of more nodes than a sorter's memory holds, with and without its ends tied together.
func TestFindCycleDeep(t *testing.T) {
	const n = 40_000
	for _, tied := range []bool{false, true} {
		edges := spool.NewSorter(nil, 0)
		for i := int64(1); i < n; i++ {
			if err := addEdge(edges, i, i+1); err != nil {
				t.Fatal(err)
			}
		}
		if tied {
			addEdge(edges, n, 17)
		}
		node, found, err := findCycle(nil, edges)
		if err != nil || found != tied || tied && node != 17 {
			t.Errorf("tied %v: %d, %v, %v; want 17 where tied", tied, node, found, err)
		}
		edges.Close()
	}
}

// TestWholeAgainstMaps holds the findings over a whole nomenclature against what maps find.
func TestWholeAgainstMaps(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		records := randomNomenclature(r)
		var got []string
		c := New(record.Nomenclature, Options{Whole: true, Found: func(f record.Finding) {
			if slices.Contains([]string{"price-differs", "barcode-on-two-codes", "group-name-differs", "parent-unknown", "code-in-two-groups"}, f.Message.Code) {
				got = append(got, fmt.Sprint(f.Pos.Line, " ", f.Message.Code))
			}
		}})
		defer c.Close()
		for _, x := range records {
			check(r, c.Check(x))
		}
		err := c.Finish()
		if e := (*record.Error)(nil); err != nil && !errors.As(err, &e) {
			r.Fatal(err)
		}
		want := withMaps(records)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			r.Fatalf("findings %q\nwant     %q", got, want)
		}
	})
}

// randomNomenclature makes groups and rows of few codes, so that many contradict. Rows of one code never follow each other, for a repetition of
// a neighbour is not told again.
func randomNomenclature(r *rapid.T) []record.Record {
	pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(r, name) }
	records := []record.Record{catalogue("13.04.2018")}
	for i := range rapid.IntRange(0, 60).Draw(r, "records") {
		if rapid.IntRange(0, 3).Draw(r, "group?") == 0 {
			records = append(records, group(pick("code", "1", "2", "3"), strconv.Itoa(i), pick("parent", "none", "", "1", "2", "4", "5")))
			continue
		}
		records = append(records, product(pick("code", "a", "b", "c"), price(pick("type", "", "x"), pick("price", "", "1", "1.0", "2")),
			barcode(pick("barcode", "", "1", "2", "3"))))
	}
	return document(records...)
}

// withMaps finds what a few laws say, the plain way. A claim that repeats its neighbour is left out here too.
func withMaps(records []record.Record) (found []string) {
	first, last := map[string]string{}, map[string]string{}
	claim := func(r record.Record, code, key, value string) {
		key = code + "|" + key
		if last[code] == key+"="+value {
			return
		}
		last[code] = key + "=" + value
		if v, ok := first[key]; !ok {
			first[key] = value
		} else if v != value {
			found = append(found, fmt.Sprint(r.At().Line, " ", code))
		}
	}
	groups, around := map[string]bool{"none": true, "": true}, ""
	for _, r := range records {
		if g, ok := r.(*record.Group); ok {
			groups[string(g.Code)] = true
		}
	}
	for _, r := range records {
		switch r := r.(type) {
		case *record.Group:
			around = string(r.Code)
			claim(r, "group-name-differs", around, string(r.Name))
			if !groups[string(r.ParentCode)] {
				found = append(found, fmt.Sprint(r.At().Line, " parent-unknown"))
			}
		case *record.Product:
			claim(r, "code-in-two-groups", string(r.Code), around)
			if r.Price.IsSet() {
				claim(r, "price-differs", string(r.Code)+"|"+string(r.PriceType), r.Price.Trim().String())
			}
			if len(r.Barcode) > 0 {
				claim(r, "barcode-on-two-codes", string(r.Barcode), string(r.Code))
			}
		}
	}
	return found
}

// brokenTemp gives no files.
type brokenTemp struct{}

func (brokenTemp) TempFile() (*os.File, error) { return nil, syscall.ENOSPC }

func TestFullDisk(t *testing.T) {
	c := New(record.Nomenclature, Options{Whole: true, Temp: brokenTemp{}})
	defer c.Close()
	rows := nomenclatureOf(product("a"))
	var err error
	for i := 0; err == nil && i < 200_000; i++ {
		p := rows[2].(*record.Product)
		p.Code = strconv.AppendInt(p.Code[:0], int64(i), 10)
		err = c.Check(p)
	}
	if !errors.Is(err, syscall.ENOSPC) || !errors.Is(c.Finish(), syscall.ENOSPC) {
		t.Errorf("Check: %v, Finish: %v; want ENOSPC of both", err, c.Finish())
	}
}

// TestNothingIsAllocated says that clean records cost no memory, with and without claims.
func TestNothingIsAllocated(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	for _, whole := range []bool{false, true} {
		for _, d := range []struct {
			kind    record.DocKind
			records []record.Record
		}{
			{record.Nomenclature, nomenclatureOf(product("a", barcode("4260133180178")), product("b", unit("166", "кг")), product("b", price("x", "1")))},
			{record.Receipts, document(receipt())},
			{record.Invoices, invoiceOf(nil)},
		} {
			c := New(d.kind, Options{Found: func(f record.Finding) {
				if f.Message != docNumTwice {
					t.Error(f.Message.Code)
				}
			}, Whole: whole, UnitNames: unitNames})
			walk := func() {
				for _, r := range d.records {
					if err := c.Check(r); err != nil {
						t.Fatal(err)
					}
				}
			}
			for range 20_000 { // until buffers have grown
				walk()
			}
			if n := testing.AllocsPerRun(1000, walk); n > 0.5 {
				t.Errorf("%s, whole %v: %v allocations for %d records", d.kind, whole, n, len(d.records))
			}
			c.Close()
		}
	}
}

// TestWholeFileInBoundedMemory checks a catalogue of many products, all with something wrong.
func TestWholeFileInBoundedMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("checks two hundred thousand rows")
	}
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapInuse)
	}
	before, most, found := heap(), int64(0), 0
	c := New(record.Nomenclature, Options{Whole: true, Found: func(record.Finding) {
		if found++; found%50_000 == 0 {
			most = max(most, heap()-before)
		}
	}})
	defer c.Close()
	const n = 100_000
	p := product("")
	for i := range 2 * n {
		if i%10_000 == 0 {
			g := group(strconv.Itoa(i), "name", strconv.Itoa(i+10_000)) // one long chain; its end is unknown
			if err := c.Check(g); err != nil {
				t.Fatal(err)
			}
			p.ParentCode = g.Code
			most = max(most, heap()-before)
		}
		p.Code = strconv.AppendInt(p.Code[:0], int64(i%n), 10)
		p.Price = record.NewNumber(int64(i+1), 2)
		if err := c.Check(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Finish(); err != nil {
		t.Fatal(err)
	}
	// Of the second round each row has another price, another group, and so another parent.
	if want := 3*n + 1; found != want {
		t.Errorf("%d findings, want %d", found, want)
	}
	if most > 20<<20 {
		t.Errorf("%d bytes of heap in use, want at most 20 MiB", most)
	}
}

func TestDecodeNeverPanics(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(r, "bytes")
		var c claim
		if rest, err := c.decode(b); err == nil && len(rest) > len(b) {
			r.Fatalf("%d bytes behind %d", len(rest), len(b))
		}
	})
}

func BenchmarkProduct(b *testing.B) {
	for name, whole := range map[string]bool{"one": false, "whole": true} {
		b.Run(name, func(b *testing.B) {
			c := New(record.Nomenclature, Options{Whole: whole, UnitNames: unitNames, Found: func(record.Finding) { b.Fatal() }})
			defer c.Close()
			rows := nomenclatureOf(product("a", barcode("4260133180178")))
			c.Check(rows[1])
			p := rows[2].(*record.Product)
			b.ReportAllocs()
			for i := range b.N {
				p.Code = strconv.AppendInt(p.Code[:0], int64(i), 10)
				p.Barcode = append(append(p.Barcode[:0], p.Code...), "-no-gtin"...)
				if err := c.Check(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// catalogueRows are rows of products, three prices each, in groups of ten; their positions are reckoned in a text.
func catalogueRows(n int) []record.Record {
	text := bytes.Repeat([]byte(strings.Repeat("x", 230)+"\n      "), n+n/30+2)
	var at textLocator
	at.text = text
	var list []record.Record
	place := func(o *record.Origin) {
		o.Locator, o.Offset = &at, int64(237*len(list))
	}
	for i := range n {
		if i%30 == 0 {
			g := group(fmt.Sprintf("00-%08d", i), "Молочные продукты", "none")
			place(&g.Origin)
			list = append(list, g)
		}
		p := product(fmt.Sprintf("00-%08d", i/3), price([]string{"Розничная", "Прайс-лист", "Оптовая"}[i%3], fmt.Sprintf("%d.90", i)))
		p.Barcode, p.Name, p.ParentCode = fmt.Appendf(nil, "%010d", i/3), []byte("Молоко топлёное 3,5% 1,4 л"), fmt.Appendf(nil, "00-%08d", i/30*30)
		place(&p.Origin)
		list = append(list, p)
	}
	return list
}

type textLocator struct {
	record.Tracker
	text []byte
}

// Locate implements [record.Locator].
func (l *textLocator) Locate(offset int64) record.Pos { return l.Tracker.Locate(l.text, offset) }

// BenchmarkWhole is what a comparison over the whole file costs, a record, but for the end of it.
func BenchmarkWhole(b *testing.B) {
	const n = 6000 // as many as a processor's cache holds
	var sales []record.Record
	for i := range n {
		sales = append(sales, receipt(func(r *record.Receipt) { r.DocNum = fmt.Appendf(nil, "6593a662d849da0091%06d", i) }))
	}
	for _, d := range []struct {
		name string
		kind record.DocKind
		list []record.Record
	}{{"rows", record.Nomenclature, catalogueRows(n)}, {"receipts", record.Receipts, document(sales...)}} {
		for _, whole := range []bool{false, true} {
			b.Run(fmt.Sprint(d.name, "/", whole), func(b *testing.B) {
				c := New(d.kind, Options{Whole: whole})
				defer c.Close()
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if err := c.Check(d.list[i%n]); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
