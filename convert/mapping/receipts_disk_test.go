package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
)

// manyReceipts are receipts that go to disk where there is little memory: of days, stores and products far apart, with doubles and returns.
func manyReceipts(n int) []*record.Receipt {
	var out []*record.Receipt
	for i := range n {
		r := receiptOf(fmt.Sprintf("R%06d", i), fmt.Sprintf("2026-05-%02dT%02d:%02d:00+0300", i%7+1, i%24, i%60), fmt.Sprint(i%3+1),
			fmt.Sprintf("p%d 796 1.00 2 0.50", i%97), fmt.Sprintf("p%d 796 2.50 1 0.00", i*31%197), fmt.Sprintf("q%d 163 0.01 100 0.00", i%11))
		if i%13 == 0 {
			r.Lines[1].Quantity, r.Lines[1].Sum, r.Lines[1].SumWithDiscount = number("-1"), number("-2.50"), number("-2.50")
		}
		out = append(out, r)
		if i%29 == 0 {
			out = append(out, record.Clone(out[i/2]).(*record.Receipt))
		}
	}
	return out
}

// receiptsWays are the modes of receipts → invoice that wait for different things.
var receiptsWays = []Options{
	{}, {Returns: Keep, MaxItems: 2}, {GroupBy: []string{"day"}}, {GroupBy: []string{"day", "store"}, Returns: Net, MaxItems: 20}, {GroupBy: []string{"day"}, Returns: Keep},
}

// mappedReceipts maps receipts and shows all that came of it.
func mappedReceipts(t fataler, o Options, receipts []*record.Receipt) (string, error) {
	t.Helper()
	var trail bytes.Buffer
	dst := &kept{}
	o.Trail, o.Report = trailTo(&trail), report.New("", nil)
	err := way(t, receiptsToInvoice(), dst, &reader{list(receipts...), io.EOF}, o)
	return dst.text() + trail.String(), err
}

func TestReceiptsLarge(t *testing.T) {
	receipts := manyReceipts(1200)
	for i, o := range receiptsWays {
		o.Profile = load(t, threeStores)
		temp := &watchedTemp{dir: t.TempDir()}
		much, err := mappedReceipts(t, o, receipts)
		if err != nil {
			t.Fatal(i, err)
		}
		o.Memory, o.Temp = 1, temp
		small, err := mappedReceipts(t, o, receipts)
		if err != nil || small != much {
			t.Errorf("%d: the memory shows in the output: %v", i, err)
		}
		if len(temp.files) < 2 || temp.open() > 0 {
			t.Errorf("%d: %d temporary files, %d still open", i, len(temp.files), temp.open())
		}
	}
}

// Whatever file can't be made, the error comes through, nothing stays open, and the document is not closed.
func TestReceiptsDiskFull(t *testing.T) {
	receipts := manyReceipts(300)
	ways := slices.Clone(receiptsWays)
	for i, o := range ways {
		o.Profile = load(t, threeStores)
		for after := 1; ; after += 1 + after/2 {
			o.Memory, o.Temp = 1, &watchedTemp{dir: t.TempDir(), after: after}
			_, err := mappedReceipts(t, o, receipts)
			if n := o.Temp.(*watchedTemp).open(); n > 0 {
				t.Errorf("%d, after %d files: %d are still open", i, after, n)
			}
			if err == nil {
				if after < 2 {
					t.Errorf("%d: done with %d files: this test tests less than it should", i, after)
				}
				break
			}
			if !errors.Is(err, errDiskFull) {
				t.Fatalf("%d, after %d files: %v", i, after, err)
			}
		}
	}
}

func TestReceiptsBrokenPipe(t *testing.T) {
	receipts := manyReceipts(40)
	for i, o := range receiptsWays {
		for fail := 1; ; fail += 37 {
			temp := &watchedTemp{dir: t.TempDir()}
			o.Profile, o.Memory, o.Temp, o.Report = load(t, threeStores), 1, temp, report.New("", nil)
			dst := &kept{fail: fail}
			err := way(t, receiptsToInvoice(), dst, &reader{list(receipts...), io.EOF}, o)
			if n := temp.open(); n > 0 {
				t.Errorf("%d, at record %d: %d temporary files are still open", i, fail, n)
			}
			if err == nil {
				break
			}
			if !errors.Is(err, errWrite) || dst.closed > 0 {
				t.Fatalf("%d, at record %d: %v, closed %d", i, fail, err, dst.closed)
			}
		}
	}
}

// A trail that can't be written ends the run.
func TestTrailFails(t *testing.T) {
	for _, o := range receiptsWays {
		o.Profile, o.Report = load(t, threeStores), report.New("", nil)
		o.Trail = func(_, _ []byte, _ string) error { return errWrite }
		if err := way(t, receiptsToInvoice(), &kept{}, &reader{list(manyReceipts(3)...), io.EOF}, o); !errors.Is(err, errWrite) {
			t.Errorf("%v", err)
		}
	}
}

// A groupModel is what receipts should come to by day, reckoned with maps by invoice and product.
type groupModel struct{ amount, cost map[string]record.Number }

// Receipts that were drawn come, item by item, to what maps make of them; the order of receipts of a group shows in nothing but the order of items.
func TestGroupsLikeInMemory(t *testing.T) {
	p := load(t, threeStores)
	rapid.Check(t, func(t *rapid.T) {
		receipts := drawReceipts(t)
		returns := rapid.SampledFrom([]Returns{Drop, Net}).Draw(t, "returns")
		o := Options{Profile: p, GroupBy: []string{"day"}, Returns: returns, Memory: 1}
		got, _ := invoicesOf(t, o, receipts...)
		want := modelOfGroups(receipts, returns)
		for _, in := range got {
			for _, item := range in.items {
				if item.CostWithTax.Sign() < 0 || item.Amount.Sign() <= 0 {
					t.Fatalf("a negative item: %s", in.show())
				}
				key := string(in.head.Number) + " " + string(item.ProductCode)
				want.amount[key] = want.amount[key].Sub(item.Amount)
				want.cost[key] = want.cost[key].Sub(item.CostWithTax)
			}
		}
		for key, rest := range want.amount {
			if !rest.IsZero() || !want.cost[key].IsZero() {
				t.Fatalf("%s: %s for %s is missing", key, rest, want.cost[key])
			}
		}
	})
}

// drawReceipts draws receipts of some days and products, whose price is their code's.
func drawReceipts(t *rapid.T) []*record.Receipt {
	var out []*record.Receipt
	for i := range rapid.IntRange(1, 30).Draw(t, "receipts") {
		var lines []string
		for range rapid.IntRange(0, 4).Draw(t, "lines") {
			n := rapid.IntRange(1, 5).Draw(t, "product")
			quantity := rapid.SampledFrom([]string{"1", "2", "3", "-1"}).Draw(t, "quantity")
			lines = append(lines, fmt.Sprintf("p%d 796 %d.50 %s 0.00", n, n, quantity))
		}
		date := fmt.Sprintf("2026-05-%02dT12:00:00+0300", rapid.IntRange(1, 3).Draw(t, "day"))
		out = append(out, receiptOf(fmt.Sprint("R", i), date, rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "store"), lines...))
	}
	return out
}

func modelOfGroups(receipts []*record.Receipt, returns Returns) groupModel {
	m := groupModel{amount: map[string]record.Number{}, cost: map[string]record.Number{}}
	for _, r := range receipts {
		storage := map[string]string{"1": "1", "2": "1", "3": "2"}[string(r.StoreCode)]
		for _, l := range r.Lines {
			back := l.Quantity.Sign() < 0 || r.DocSumWithDiscount.Sign() < 0
			key := fmt.Sprintf("KAS-202605%s-%s-S %s", r.Date[8:10], storage, l.ProductCode)
			switch {
			case back && returns == Drop:
				continue
			case back: // a return of positive figures stands in a receipt that is one as a whole
				m.amount[key], m.cost[key] = m.amount[key].Sub(l.Quantity.Abs()), m.cost[key].Sub(l.SumWithDiscount.Abs())
				continue
			}
			m.amount[key], m.cost[key] = m.amount[key].Add(l.Quantity), m.cost[key].Add(l.SumWithDiscount)
		}
	}
	for key := range m.amount {
		if m.amount[key].Sign() <= 0 || m.cost[key].Sign() <= 0 {
			m.amount[key], m.cost[key] = record.NewNumber(0, 0), record.NewNumber(0, 0) // no item is made
		}
	}
	return m
}

// A damaged entry on disk is an error, never a panic.
func TestDamagedEntries(t *testing.T) {
	s := slip{Receipt: receiptOf("R1", "2026-05-01T12:00:00+0300", "1", "a 796 1.00 1 0.00"), number: 7, marks: []byte{1}}
	whole := s.append(nil)
	var u underWay
	var coder underWayCoder
	sale := sale{slip: &s, line: &s.Lines[0], code: []byte("a"), unit: newUnitTable(profile.Default()).of([]byte("796"))}
	u.of(&sale, 1, Decimals{2, 2})
	under := coder.append(nil, &u)
	var d record.Decoder
	for n := range whole {
		if _, err := openSlip(&d, whole[:n]); !errors.Is(err, record.RecordDamaged.Fault()) {
			t.Errorf("a slip of %d bytes: %v", n, err)
		}
	}
	for n := range under {
		if err := coder.decode(new(underWay), under[:n]); !errors.Is(err, record.RecordDamaged.Fault()) {
			t.Errorf("an item of %d bytes: %v", n, err)
		}
	}
	got, err := openSlip(&d, whole)
	if err != nil || got.number != 7 || got.marks[0] != 1 || !record.Equal(got.Receipt, s.Receipt) {
		t.Error(got, err)
	}
	if _, err := decodeAs[*record.Item](&d, record.AppendRecord(nil, s.Receipt)); !errors.Is(err, record.RecordDamaged.Fault()) {
		t.Error("another record:", err)
	}
}
