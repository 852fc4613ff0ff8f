package report

import (
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// hots are how many days are at hand: hardly any, so that most are frozen and thawed all the time, or all of them.
var hots = rapid.SampledFrom([]int{1, 2, 3, 5, 7, math.MaxInt})

// anyDay are receipts of some hundred tills on days in any order.
var anyDay = rapid.Custom(func(t *rapid.T) *record.Receipt {
	n := func() record.Number { return numbers.Draw(t, "number") }
	at := time.Date(2018, 11, 3, 10, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 9).Draw(t, "day"))
	r := &record.Receipt{
		Date:      []byte(at.Format(rapid.SampledFrom([]string{time.RFC3339, time.RFC3339, "02.01.2006", "nonsense"}).Draw(t, "layout"))),
		StoreCode: oneOf(t, "1", "2", "3", "4"), CashBoxCode: oneOf(t, "missing", "1", "5"), DocSumWithDiscount: n(), PayCash: n(), PayCard: n(),
	}
	for range rapid.IntRange(0, 4).Draw(t, "lines") {
		r.Lines = append(r.Lines, record.Line{UnitCode: oneOf(t, manyUnits...), Quantity: n(), Discount: n(), Sum: n(), SumWithDiscount: n()})
	}
	return r
})

// manyMeasures has more measures than cells are looked through one by one.
func manyMeasures(code []byte) (string, record.Number) {
	if len(code) > 2 {
		return measureByCode(code)
	}
	return string(code), record.NewNumber(1, 0)
}

// A Tally that has frozen most of its days says what one says that has all of them at hand, at any time, and so do one into which lanes of any kind are merged, and its copy.
func TestFrozenDaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		made := func(name string) *Tally {
			return &Tally{Measure: manyMeasures, hot: hots.Draw(t, name)}
		}
		warm, cold, merged, lane := made("warm"), made("cold"), made("merged"), made("lane")
		warm.hot = math.MaxInt
		for range rapid.IntRange(0, 6).Draw(t, "chunks") {
			for _, r := range rapid.SliceOfN(anyDay, 0, 40).Draw(t, "receipts") {
				warm.Add(r)
				cold.Add(r)
				lane.Add(r)
			}
			merged.Merge(lane)
			lane.Restart()
			want := dump(warm)
			for name, got := range map[string]string{"cold": dump(cold), "merged": dump(merged)} {
				if got != want {
					t.Fatalf("%s:\n%s\nwant:\n%s", name, got, want)
				}
			}
			if rapid.Bool().Draw(t, "copied") {
				from, to := cold, made("copy")
				to.Copy(from)
				from.Add(&record.Receipt{StoreCode: []byte("1")}) // the copy does not know
				cold = to
			}
		}
	})
}

// What a cell holds, it holds when it is thawed: missing and empty numbers, large ones, and what only lists of cells know.
func TestCellsFreeze(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cells Cells
		want := ""
		for i := range rapid.IntRange(1, 8).Draw(t, "cells") {
			cell := cells.At(fmt.Appendf(nil, "%d", i*i))
			fill(t, cell)
			for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"", "pcs", "kg", "l", "m", "…"}), rapid.ID).Draw(t, "quantities") {
				fill(t, cell.Quantities.At([]byte(name)))
			}
			cell.Quantities.overflowed = rapid.Bool().Draw(t, "overflowed")
		}
		want = dumpDeep(&cells)
		for range 2 {
			cells.freeze()
			if got := dumpDeep(&cells); got != want {
				t.Fatalf("frozen:\n%s\nwant:\n%s", got, want)
			}
			for i := range cells.Len() {
				if i%2 == 0 || rapid.Bool().Draw(t, "thawed") {
					cells.At(fmt.Appendf(nil, "%d", i*i))
				}
			}
			if got := dumpDeep(&cells); got != want {
				t.Fatalf("thawed:\n%s\nwant:\n%s", got, want)
			}
		}
	})
}

func fill(t *rapid.T, c *Cell) {
	c.Count, c.born, c.Returns.Count = rapid.Int64().Draw(t, "count"), rapid.Int64().Draw(t, "born"), rapid.Int64().Draw(t, "returns")
	for _, n := range c.numbers() {
		*n = numbers.Draw(t, "number")
		if n.IsSet() && rapid.IntRange(0, 5).Draw(t, "large") == 0 {
			*n = n.Mul(record.NewNumber(-1<<62, 0))
		}
	}
}

func dumpDeep(c *Cells) (text string) {
	for cell := range c.All() {
		text += fmt.Sprintf("%q %d %d %d %t", cell.Name, cell.Count, cell.born, cell.Returns.Count, cell.Quantities.overflowed)
		for _, n := range cell.numbers() {
			text += fmt.Sprintf(" %t%t%s", n.IsMissing(), n.IsEmpty(), exact(*n))
		}
		text += "\n" + dumpDeep(&cell.Quantities)
	}
	return text + "-\n"
}

// A day whose measures overflowed says so also when it is frozen, and no longer when the Tally begins anew.
func TestFrozenDaysOverflow(t *testing.T) {
	tally := Tally{Measure: func(code []byte) (string, record.Number) { return string(code), record.NewNumber(1, 0) }, hot: 1}
	r := receiptAt(1)
	for i := range maxCells + 1 {
		r.Lines = append(r.Lines, record.Line{UnitCode: fmt.Append(nil, i)})
	}
	tally.Add(r)
	for i := range 4 {
		tally.Add(receiptAt(2 + i))
	}
	tally.Quantities.overflowed = false // so does the whole, of course
	if tally.Days.list[0] != nil || !tally.Overflowed() {
		t.Error("its measures overflowed")
	}
	tally.Restart()
	tally.Add(receiptAt(1))
	if tally.Overflowed() {
		t.Error("nothing overflowed")
	}
}

// However often days are thawed, in whatever order, all of them take little room, and neither thawing nor freezing makes anything new in the long run.
func TestFrozenDaysAreSmall(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector takes room too")
	}
	tally := newTally()
	tally.Add(receiptAt(0, "796"))
	before := heapInUse()
	sells := func(i int) {
		r := receiptAt(i, "796", "166", "112")
		r.PayCash, r.PayCard, r.DocSumWithDiscount = money(int64(i)*777), money(int64(i)*11), money(int64(i)*790)
		tally.Add(r)
	}
	for i := range 3 * maxCells {
		sells(i * 7919 % maxCells)
	}
	if got := heapInUse() - before; got > 350*maxCells {
		t.Errorf("%d bytes a day", got/maxCells)
	}
	i := 0
	if n := testing.AllocsPerRun(3*maxCells, func() { i++; sells(i * 7919 % maxCells) }); n > 12 { // those of the receipt itself
		t.Errorf("%v allocations a receipt", n)
	}
	runtime.KeepAlive(&tally)
}

func heapInUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
