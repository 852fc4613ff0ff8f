package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
)

// receiptOf makes a receipt of lines "code unit price quantity discount", or "code unit price quantity discount sum" where Price × Quantity is
// not the sum. Its head follows from them.
func receiptOf(num, date, store string, lines ...string) *record.Receipt {
	r := &record.Receipt{
		Date: []byte(date), DocNum: []byte(num), StoreCode: []byte(store), OrganizationCode: []byte("155"), CashBoxCode: []byte("1"), CashBoxName: []byte("Касса"), StoreName: []byte("Магазин"),
		DocSum: record.NewNumber(0, 2), DocSumWithDiscount: record.NewNumber(0, 2), PayCard: record.NewNumber(0, 2),
	}
	for _, text := range lines {
		c := strings.Fields(text)
		l := record.Line{ProductCode: []byte(c[0]), ProductName: []byte("Товар " + c[0]), UnitCode: []byte(c[1]), Price: number(c[2]), Quantity: number(c[3]), Discount: number(c[4])}
		if l.Sum = l.Price.Mul(l.Quantity).Fix(2); len(c) > 5 {
			l.Sum = number(c[5])
		}
		l.SumWithDiscount = l.Sum.Sub(l.Discount)
		r.DocSum, r.DocSumWithDiscount = r.DocSum.Add(l.Sum), r.DocSumWithDiscount.Add(l.SumWithDiscount)
		r.Lines = append(r.Lines, l)
	}
	r.PayCash = r.DocSumWithDiscount
	return r
}

func number(text string) record.Number {
	n, err := record.ParseNumber([]byte(text))
	if err != nil {
		panic(err)
	}
	return n
}

func list[T record.Record](of ...T) []record.Record {
	var out []record.Record
	for _, r := range of {
		out = append(out, r)
	}
	return out
}

// invoicesOf maps receipts and returns what came, and the report.
func invoicesOf(t fataler, o Options, receipts ...*record.Receipt) ([]*invoice, *report.Report) {
	t.Helper()
	dst := &kept{}
	if o.Profile == nil {
		o.Profile = profile.Default()
	}
	if o.Report == nil {
		o.Report = report.New("", nil)
	}
	if err := way(t, receiptsToInvoice(), dst, &reader{list(receipts...), io.EOF}, o); err != nil {
		t.Fatal(err)
	}
	return dst.invoices, o.Report
}

// show writes an invoice so that it can be compared with what is expected.
func (in *invoice) show() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s %s [%s]", in.head.Number, in.head.Date, in.head.Sum, in.head.Comment)
	for _, i := range in.items {
		fmt.Fprintf(&out, " | %s %s %s %s %s", i.ProductCode, i.Amount, i.PackageCode, i.CostWithTax, i.TaxID)
	}
	for _, p := range in.products {
		fmt.Fprintf(&out, " ; %s", p.RefCode)
		for _, s := range p.Prices {
			fmt.Fprintf(&out, " %s/%s=%s", s.StorageID, s.ShopID, s.Price)
		}
	}
	return out.String()
}

func showAll(list []*invoice) string {
	var out []string
	for _, in := range list {
		out = append(out, in.show())
	}
	return strings.Join(out, "\n")
}

const threeStores = `
stores: {"1": {storage: 1, shop: 1}, "2": {storage: 1, shop: 2}, "3": {storage: 2, shop: 3}}
organizations: {"155": {ref_code: S, name: S}, "156": {ref_code: T, name: T}}
comments: {receipt: "", group: "{count} {cash} {card} {discount}"}
defaults: {tax: {id: 1, rate: 20}}
`

func TestGroupBy(t *testing.T) {
	other := receiptOf("R5", "2026-05-01T12:00:00+0300", "1", "a 796 1.00 1 0.00")
	other.OrganizationCode, other.CashBoxCode = []byte("156"), []byte("2")
	receipts := []*record.Receipt{
		receiptOf("R1", "2026-05-01T10:00:00+0300", "1", "a 796 1.00 1 0.00"),
		receiptOf("R2", "2026-05-01T23:59:59+0300", "2", "a 796 1.00 2 0.50"),
		receiptOf("R3", "2026-05-02T00:00:00+0300", "1", "a 796 1.00 4 0.00"),
		receiptOf("R4", "2026-05-01T11:00:00+0300", "3", "a 796 1.00 8 0.00"),
		other,
	}
	for _, c := range []struct{ by, want string }{
		{"day", `KAS-20260501-1-S 2026-04-30 21:00 2.50 [2 2.50 0.00 0.50] | a 3 pcs 2.50 1 ; a 1/1=1.00 1/2=1.00
KAS-20260502-1-S 2026-05-01 21:00 4.00 [1 4.00 0.00 0.00] | a 4 pcs 4.00 1 ; a 1/1=1.00
KAS-20260501-2-S 2026-04-30 21:00 8.00 [1 8.00 0.00 0.00] | a 8 pcs 8.00 1 ; a 2/3=1.00
KAS-20260501-1-T 2026-04-30 21:00 1.00 [1 1.00 0.00 0.00] | a 1 pcs 1.00 1 ; a 1/1=1.00`},
		{"day,store", `KAS-20260501-1-S-1 2026-04-30 21:00 1.00 [1 1.00 0.00 0.00] | a 1 pcs 1.00 1 ; a 1/1=1.00
KAS-20260501-1-S-2 2026-04-30 21:00 1.50 [1 1.50 0.00 0.50] | a 2 pcs 1.50 1 ; a 1/2=1.00
KAS-20260502-1-S-1 2026-05-01 21:00 4.00 [1 4.00 0.00 0.00] | a 4 pcs 4.00 1 ; a 1/1=1.00
KAS-20260501-2-S-3 2026-04-30 21:00 8.00 [1 8.00 0.00 0.00] | a 8 pcs 8.00 1 ; a 2/3=1.00
KAS-20260501-1-T-1 2026-04-30 21:00 1.00 [1 1.00 0.00 0.00] | a 1 pcs 1.00 1 ; a 1/1=1.00`},
		{"day,cashbox,organization", `KAS-20260501-1-S-1-155 2026-04-30 21:00 2.50 [2 2.50 0.00 0.50] | a 3 pcs 2.50 1 ; a 1/1=1.00 1/2=1.00
KAS-20260502-1-S-1-155 2026-05-01 21:00 4.00 [1 4.00 0.00 0.00] | a 4 pcs 4.00 1 ; a 1/1=1.00
KAS-20260501-2-S-1-155 2026-04-30 21:00 8.00 [1 8.00 0.00 0.00] | a 8 pcs 8.00 1 ; a 2/3=1.00
KAS-20260501-1-T-2-156 2026-04-30 21:00 1.00 [1 1.00 0.00 0.00] | a 1 pcs 1.00 1 ; a 1/1=1.00`},
	} {
		got, _ := invoicesOf(t, Options{Profile: load(t, threeStores), GroupBy: strings.Split(c.by, ",")}, receipts...)
		if text := showAll(got); text != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.by, text, c.want)
		}
	}
}

func TestGroupByWrong(t *testing.T) {
	for _, by := range []string{"store", "day,day", "day,hour", "store,day", "day,store,store", ""} {
		_, err := newReceipts(&kept{}, Options{Profile: profile.Default(), GroupBy: strings.Split(by, ",")})
		var usage *record.UsageError
		if !errors.As(err, &usage) || !errors.Is(err, groupByWrong.Fault()) {
			t.Errorf("%q: %v", by, err)
		}
	}
}

// "One item a product, unit, tax (id and rate) and undiscounted Price": what differs in one of these only is another item.
func TestItemOfGroup(t *testing.T) {
	p := load(t, threeStores+`
products: {r: {tax: {id: 1, rates: [{from: 2026-01-01, rate: 20}, {from: 2026-05-02, rate: 22}]}}}
day_starts: "06:00"
`)
	got, _ := invoicesOf(t, Options{Profile: p, GroupBy: []string{"day"}},
		receiptOf("R1", "2026-05-01T10:00:00+0300", "1", "a 796 1.00 1 0.00", "a 796 1.0 1 0.25", "a 796 1.10 1 0.00", "a 642 1.00 1 0.00", "b 796 1.00 1 0.00", "a 163 1 100 0", "r 796 1.00 1 0.00"),
		receiptOf("R2", "2026-05-02T01:00:00+0300", "1", "r 796 1.00 1 0.00", "r 796 1.00 1 0.00", "a 796 1 1 0", "a ? 1.00 1 0.00", "a ?? 1.00 1 0.00"))
	want := "KAS-20260501-1-S 2026-05-01 03:00 110.85 [2 110.85 0.00 0.25] | a 3 pcs 2.75 1 | a 1 pcs 1.10 1 | a 1 pcs 1.00 1 | b 1 pcs 1.00 1 | a 0.1 kg 100.00 1 | r 1 pcs 1.00 1 | r 2 pcs 2.00 1" +
		" | a 1 pcs 1.00 1 | a 1 pcs 1.00 1 ; a 1/1=1.00 ; b 1/1=1.00 ; r 1/1=1.00"
	if text := showAll(got); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	// At 22 per cent 2.00 holds 0.36, at 20 it would hold 0.33.
	if cost := got[0].items[6].Cost.String(); cost != "1.64" {
		t.Errorf("the receipt's own date does not pick the rate: cost %s", cost)
	}
}

// "Of several, the last by date", wherever it stands in the file; of one date the later; a return's only where there is no sale.
func TestLastPrice(t *testing.T) {
	early, late := "2026-05-01T10:00:00+0300", "2026-05-01T11:00:00+0300"
	for _, c := range []struct {
		name     string
		receipts []*record.Receipt
		returns  Returns
		want     string
		findings int64
	}{
		{"later in the file", []*record.Receipt{receiptOf("R1", early, "1", "a 796 1.00 1 0"), receiptOf("R2", late, "1", "a 796 2.00 1 0")}, Drop, "2.00", 1},
		{"earlier in the file", []*record.Receipt{receiptOf("R2", late, "1", "a 796 2.00 1 0"), receiptOf("R1", early, "1", "a 796 1.00 1 0")}, Drop, "2.00", 1},
		{"one date", []*record.Receipt{receiptOf("R1", late, "1", "a 796 2.00 1 0"), receiptOf("R2", late, "1", "a 796 1.00 1 0")}, Drop, "1.00", 1},
		{"one receipt", []*record.Receipt{receiptOf("R1", late, "1", "a 796 1.00 1 0", "a 796 2.00 1 0", "a 796 1.00 1 0")}, Drop, "1.00", 1},
		{"two offsets", []*record.Receipt{receiptOf("R1", "2026-05-01T10:00:00+0300", "1", "a 796 1.00 1 0"), receiptOf("R2", "2026-05-01T09:00:00+0100", "1", "a 796 2.00 1 0")}, Drop, "2.00", 1},
		{"equal but for decimals", []*record.Receipt{receiptOf("R1", early, "1", "a 796 1.00 1 0"), receiptOf("R2", late, "1", "a 796 1 1 0")}, Drop, "1.00", 0},
		{"a return later", []*record.Receipt{receiptOf("R1", early, "1", "a 796 1.00 1 0"), receiptOf("R2", late, "1", "a 796 2.00 -1 0")}, Keep, "1.00", 1},
		{"a return before", []*record.Receipt{receiptOf("R1", early, "1", "a 796 2.00 -1 0"), receiptOf("R2", late, "1", "a 796 1.00 1 0")}, Keep, "1.00", 1},
		{"returns alone", []*record.Receipt{receiptOf("R1", early, "1", "a 796 2.00 -1 0")}, Keep, "2.00", 0},
		{"netted", []*record.Receipt{receiptOf("R1", early, "1", "a 796 1.00 2 0"), receiptOf("R2", early, "1", "a 796 2.00 2 0"), receiptOf("R3", late, "1", "a 796 1.00 -1 0")}, Net, "2.00", 1},
	} {
		got, rep := invoicesOf(t, Options{Profile: load(t, threeStores), GroupBy: []string{"day"}, Returns: c.returns}, c.receipts...)
		if len(got) != 1 || len(got[0].products) != 1 || len(got[0].products[0].Prices) != 1 || got[0].products[0].Prices[0].Price.String() != c.want {
			t.Errorf("%s: %s", c.name, showAll(got))
		}
		if n := countOf(rep, severalPrices); (n > 0) != (c.findings > 0) {
			t.Errorf("%s: %d findings", c.name, n)
		}
	}
}

func TestLastPriceOfReceipt(t *testing.T) {
	for _, c := range []struct{ want, lines string }{
		{"2.00", "a 796 1.00 1 0,a 796 2.00 1 0"},
		{"2.00", "a 796 1.00 -1 0,a 796 2.00 1 0"},
		{"1.00", "a 796 1.00 3 0,a 796 2.00 -1 0"},
		{"2.00", "a 796 1.00 -1 0,a 796 2.00 -1 0"},
	} {
		got, _ := invoicesOf(t, Options{Returns: Keep}, receiptOf("R1", "2026-05-01T10:00:00Z", "1", strings.Split(c.lines, ",")...))
		if price := got[0].products[0].Prices[0].Price.String(); price != c.want {
			t.Errorf("%s: %s, want %s", c.lines, price, c.want)
		}
	}
}

func countOf(rep *report.Report, m *record.Message) int64 {
	for _, c := range rep.Findings() {
		if c.Message == m {
			return c.Count
		}
	}
	return 0
}

func lostOf(rep *report.Report, field string) int64 {
	fields, counts := rep.Losses()
	if i := slices.Index(fields, field); i >= 0 {
		return counts[i]
	}
	return 0
}

// returns_where names returns that have positive figures.
func TestReturnsWhere(t *testing.T) {
	marked := func(r *record.Receipt, marks []byte) error {
		for i := range marks {
			if bytes.HasPrefix(r.DocNum, []byte("RET")) || bytes.HasPrefix(r.Lines[i].ProductCode, []byte("ret")) {
				marks[i] = 1
			}
		}
		return nil
	}
	receipts := []*record.Receipt{
		receiptOf("R1", "2026-05-01T10:00:00+0300", "1", "a 796 5.00 3 1.50", "b 796 1.00 1 0.00"),
		receiptOf("RET", "2026-05-01T11:00:00+0300", "1", "a 796 5.00 1 0.50"),
		receiptOf("R2", "2026-05-01T12:00:00+0300", "1", "ret 796 7.00 1 0.00", "b 796 1.00 1 0.00"),
	}
	for _, c := range []struct {
		returns Returns
		by      []string
		want    string
		kept    string
	}{
		{Drop, nil, `R1 2026-05-01 07:00 14.50 [] | a 3 pcs 13.50 1 | b 1 pcs 1.00 1 ; a 1/1=5.00 ; b 1/1=1.00
R2 2026-05-01 09:00 1.00 [] | b 1 pcs 1.00 1 ; b 1/1=1.00`, "returns 2 11.50"},
		{Drop, []string{"day"}, `KAS-20260501-1-S 2026-04-30 21:00 15.50 [2 22.50 0.00 1.50] | a 3 pcs 13.50 1 | b 2 pcs 2.00 1 ; a 1/1=5.00 ; b 1/1=1.00`, "returns 2 11.50 merged 1 0"},
		{Net, []string{"day"}, `KAS-20260501-1-S 2026-04-30 21:00 11.00 [3 18.00 0.00 1.00] | a 2 pcs 9.00 1 | b 2 pcs 2.00 1 ; a 1/1=5.00 ; b 1/1=1.00`, "returns 1 -7.00 merged 2 0 netted 0 23.00"},
		{Keep, []string{"day"}, `KAS-20260501-1-S 2026-04-30 21:00 27.00 [3 27.00 0.00 2.00] | a 3 pcs 13.50 1 | b 2 pcs 2.00 1 | a 1 pcs 4.50 1 | ret 1 pcs 7.00 1 ; a 1/1=5.00 ; b 1/1=1.00 ; ret 1/1=7.00`, "merged 1 0"},
	} {
		got, rep := invoicesOf(t, Options{Profile: load(t, threeStores), GroupBy: c.by, Returns: c.returns, ReturnsWhere: marked}, receipts...)
		if text := showAll(got); text != c.want {
			t.Errorf("%d %s:\n%s\nwant:\n%s", c.returns, c.by, text, c.want)
		}
		if text := keptText(rep); text != c.kept {
			t.Errorf("%d %s: kept out %s, want %s", c.returns, c.by, text, c.kept)
		}
	}
	failing := func(*record.Receipt, []byte) error { return errWrite }
	w, err := newReceipts(&kept{}, Options{Profile: profile.Default(), ReturnsWhere: failing})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(receipts[0]); !errors.Is(err, errWrite) {
		t.Error("an error of returns_where:", err)
	}
	w.Close()
}

func keptText(rep *report.Report) string {
	var out []string
	for _, reason := range report.Reasons() {
		if k := rep.Kept(reason); k.Count > 0 || !k.Sum.IsZero() {
			out = append(out, fmt.Sprintf("%s %d %s", reason, k.Count, k.Sum))
		}
	}
	return strings.Join(out, " ")
}

// What is netted away leaves nothing: no item, no product, no invoice, no trail.
func TestNettedAway(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"a 796 5.00 1 0.00,a 796 5.00 -1 0.00", ""},                                                 // to nothing
		{"a 796 5.00 1 0.00,a 796 5.00 -2 0.00", ""},                                                 // below
		{"a 796 5.00 2 9.00,a 796 5.00 -1 0.00", ""},                                                 // the sum alone: 1.00 − 5.00
		{"a 796 5.00 2 0.00,a 796 5.00 -1 0.00", " | a 1 pcs 5.00 1 ; a 1/1=5.00"},                   // to something
		{"a 796 5.00 2 0.00,a 796 6.00 -1 0.00", " | a 2 pcs 10.00 1 ; a 1/1=5.00"},                  // of another price
		{"a 796 5.00 2 0.00,a 642 5.00 -1 0.00", " | a 2 pcs 10.00 1 ; a 1/1=5.00"},                  // of another unit
		{"a 796 5.00 -1 0.00,a 796 5.00 2 0.00", " | a 1 pcs 5.00 1 ; a 1/1=5.00"},                   // before the sale
		{"b 796 1.00 1 0.00,a 796 5.00 1 0.00,a 796 5.00 -1 0.00", " | b 1 pcs 1.00 1 ; b 1/1=1.00"}, // among others
	} {
		var trail bytes.Buffer
		got, _ := invoicesOf(t, Options{Profile: load(t, threeStores), GroupBy: []string{"day"}, Returns: Net, Trail: trailTo(&trail)},
			receiptOf("R1", "2026-05-01T10:00:00+0300", "1", strings.Split(c.lines, ",")...))
		text := ""
		for _, in := range got {
			_, text, _ = strings.Cut(in.show(), "]")
		}
		if text != c.want {
			t.Errorf("%s: got %s, want %s", c.lines, text, c.want)
		}
		if (trail.Len() > 0) != (c.want != "") {
			t.Errorf("%s: the trail is %q", c.lines, trail.String())
		}
	}
}

// item: false keeps a line out and its product in; a receipt of nothing else makes no invoice.
func TestProductWithoutItem(t *testing.T) {
	p := load(t, threeStores+`
products: {d: {item: false}, s: {skip: true}}`)
	for _, by := range [][]string{nil, {"day"}} {
		got, rep := invoicesOf(t, Options{Profile: p, GroupBy: by},
			receiptOf("R1", "2026-05-01T10:00:00+0300", "1", "d 796 5.00 1 0.00", "s 796 1.00 1 0.00"),
			receiptOf("R2", "2026-05-02T10:00:00+0300", "1", "a 796 2.00 1 0.00", "d 796 6.00 1 0.00", "d 796 6.00 1 0.00", "s 796 1.00 1 0.00"))
		if len(got) != 1 || !strings.HasSuffix(got[0].show(), "2.00 [] | a 1 pcs 2.00 1 ; a 1/1=2.00 ; d 1/1=6.00") && !strings.HasSuffix(got[0].show(), "[1 15.00 0.00 0.00] | a 1 pcs 2.00 1 ; a 1/1=2.00 ; d 1/1=6.00") {
			t.Errorf("%s: %s", by, showAll(got))
		}
		// A receipt's cash is the head's: what was paid for what is kept out is in it.
		if text := keptText(rep); text != "skipped 5 19.00" || countOf(rep, receiptWithoutItems) != 1 {
			t.Errorf("%s: %s", by, text)
		}
	}
}

// Doubles are found wherever they stand, and compared by value.
func TestDoubles(t *testing.T) {
	first := receiptOf("R1", "2026-05-01T10:00:00+0300", "1", "a 796 100.00 1 0.00")
	for _, c := range []struct {
		name   string
		change func(*record.Receipt)
		same   bool
	}{
		{"equal", func(*record.Receipt) {}, true},
		{"decimals", func(r *record.Receipt) { r.DocSum, r.Lines[0].Price = number("100"), number("100.000") }, true},
		{"a missing text", func(r *record.Receipt) { r.CashBoxName = nil }, false},
		{"sum", func(r *record.Receipt) { r.DocSum = number("100.01") }, false},
		{"line", func(r *record.Receipt) { r.Lines = append(r.Lines, r.Lines[0]) }, false},
		{"order of lines", func(r *record.Receipt) { r.Lines[0].ProductCode = []byte("b") }, false},
		{"an unknown", func(r *record.Receipt) {
			r.Unknown = []record.Unknown{{Kind: record.Element, Name: []byte("X"), Value: []byte("<X/>")}}
		}, false},
	} {
		again := record.Clone(first).(*record.Receipt)
		c.change(again)
		between := receiptOf("R2", "2026-05-01T10:00:00+0300", "1", "a 796 100.00 1 0.00")
		for _, input := range [][]record.Record{list(first, again), list(first, between, again)} {
			dst, rep := &kept{}, report.New("", nil)
			err := way(t, receiptsToInvoice(), dst, &reader{input, io.EOF}, Options{Profile: profile.Default(), Report: rep})
			if c.same && (err != nil || len(dst.invoices) != len(input)-1 || rep.Kept(report.Doubles).Sum.String() != "100.00") {
				t.Errorf("%s, %d receipts: %v, %d invoices", c.name, len(input), err, len(dst.invoices))
			}
			var e *record.Error
			if !c.same && (!errors.As(err, &e) || !e.Fatal || !errors.Is(err, doubleDiffers.Fault()) || e.Record != int64(len(input)) || dst.closed > 0) {
				t.Errorf("%s, %d receipts: %v", c.name, len(input), err)
			}
		}
	}
	empty := record.Clone(first).(*record.Receipt)
	first.CashBoxName, empty.CashBoxName = nil, []byte{}
	if !sameReceipt(first, empty) {
		t.Error("missing is other content than empty")
	}
}

// "Two shops on one storage give one price entry each."
func TestSeveralShops(t *testing.T) {
	got, _ := invoicesOf(t, Options{Profile: load(t, threeStores), GroupBy: []string{"day"}},
		receiptOf("R1", "2026-05-01T10:00:00+0300", "2", "a 796 2.00 1 0.00"),
		receiptOf("R2", "2026-05-01T11:00:00+0300", "1", "a 796 2.00 1 0.00", "a 796 3.00 1 0.00"),
		receiptOf("R3", "2026-05-01T12:00:00+0300", "2", "a 796 2.00 1 0.00"))
	want := "KAS-20260501-1-S 2026-04-30 21:00 9.00 [3 9.00 0.00 0.00] | a 3 pcs 6.00 1 | a 1 pcs 3.00 1 ; a 1/2=2.00 1/1=3.00"
	if text := showAll(got); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

// Units: the amount grows by the factor, the prices shrink by it, the totals stay.
func TestUnitsOfReceipts(t *testing.T) {
	p := load(t, `
defaults: {tax: {id: 1, rate: 0}, storage: 1, shop: 1}
comments: {receipt: ""}
units: {"778": {measure: pcs, factor: 10, name: пачка}}`)
	got, rep := invoicesOf(t, Options{Profile: p}, receiptOf("R1", "2026-05-01T10:00:00Z", "1",
		"g 163 0.02 250 0.00", "t 168 1000 0.5 0", "d 641 1.00 2 0.00", "p 778 5.00 3 0.00", "m 006 3.00 1.5 0.00", "k 166 2.00 0.345 0.00", "s 6 1.00 1 0"))
	want := "R1 2026-05-01 10:00 528.19 [] | g 0.25 kg 5.00 1 | t 500 kg 500.00 1 | d 24 pcs 2.00 1 | p 30 pcs 15.00 1 | m 1.5 pcs 4.50 1 | k 0.345 kg 0.69 1 | s 1 pcs 1.00 1" +
		" ; g 1/1=20.00 ; t 1/1=1.00 ; d 1/1=0.08 ; p 1/1=0.50 ; m 1/1=3.00 ; k 1/1=2.00 ; s 1/1=1.00"
	if text := showAll(got); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if n := lostOf(rep, "line.UnitCode"); n != 6 {
		t.Errorf("%d units are lost", n)
	}
	if n := len(got[0].packages); n != 3 || string(got[0].packages[2].RefCode) != "778" {
		t.Errorf("%d packages", n)
	}
	if countOf(rep, unitBecamePieces) != 2 || countOf(rep, piecesBroken) != 1 {
		t.Error("findings of units")
	}
}

// What the templates of the profile leave out is lost, and said so.
func TestLossesOfTemplates(t *testing.T) {
	p := load(t, `comments: {receipt: "{store}"}`)
	_, rep := invoicesOf(t, Options{Profile: p}, receiptOf("R1", "2026-05-01T10:00:30Z", "1", "a 796 1.00 1 0.00"))
	for field, want := range map[string]int64{"receipt.CashBoxName": 1, "receipt.StoreName": 0, "receipt.DocNum": 0, "receipt.Date.seconds": 1, "receipt.StoreCode": 1} {
		if n := lostOf(rep, field); n != want {
			t.Errorf("%s: lost %d, want %d", field, n, want)
		}
	}
}

func TestEmptyReceipts(t *testing.T) {
	for _, by := range [][]string{nil, {"day"}} {
		got, rep := invoicesOf(t, Options{GroupBy: by})
		if len(got) > 0 || countOf(rep, raisesStock) != 1 {
			t.Errorf("%s: %s", by, showAll(got))
		}
	}
}

// A refusal names the receipt, the field and the value, and lets the next receipt through.
func TestRefusals(t *testing.T) {
	rates := `
stores: {"1": {storage: 1, shop: 1}}
organizations: {"155": {ref_code: S, name: S}}
groups: {g: {tax: {id: 1, rates: [{from: 2026-05-02, rate: 20}]}}}
day_starts: "06:00"`
	p := load(t, rates)
	catalog := openCatalog(t, p, 0, catalogueOf("group g none", "a 796"))
	defer catalog.Close()
	for _, c := range []struct {
		receipt *record.Receipt
		path    string
		fault   *record.Message
	}{
		{receiptOf("R", "", "1", "b 796 1.00 1 0"), "Head/Date", noReceiptDate},
		{receiptOf("R", "0001-01-01T00:00:00", "1", "b 796 1.00 1 0"), "Head/Date", noReceiptDate},
		{receiptOf("R", "yesterday", "1", "b 796 1.00 1 0"), "Head/Date", record.DateMalformed},
		{receiptOf("R", "2026-05-03T12:00:00", "9", "b 796 1.00 1 0"), "Head/StoreCode", profile.StoreUnknown},
		{receiptOf("R", "2026-05-03T12:00:00", "1", "b 796 1.00 1 0", "b 796 1.00 0 0 5.00"), "Products/Product[2]/Quantity", sumWithoutQuantity},
		{receiptOf("R", "2026-05-03T12:00:00", "1", "b 796 1.00 0 5.00 5.00"), "Products/Product[1]/Quantity", sumWithoutQuantity},
		{receiptOf("R", "2026-05-01T23:59:59", "1", "b 796 1.00 1 0", "a 796 1.00 1 0"), "Head/Date", profile.TaxTooEarly}, // by a group of the catalogue
		{receiptOf("R", "2026-05-01T20:59:59Z", "1", "a 796 1.00 1 0"), "Head/Date", profile.TaxTooEarly},
		{receiptOf("R", "2026-05-01T21:00:00Z", "1", "a 796 1.00 1 0"), "", nil}, // already the 2nd in Minsk, though the day starts at 06:00
		{receiptOf("R", "2026-05-01T23:59:59", "1", "b 796 1.00 1 0"), "", nil},  // the rule is not b's
	} {
		w, err := newReceipts(&kept{}, Options{Profile: p, Catalog: catalog})
		if err != nil {
			t.Fatal(err)
		}
		err = w.Write(c.receipt)
		switch e := record.Refusal(err); {
		case c.fault == nil && err != nil, c.fault != nil && (e == nil || e.Path != c.path || e.Record != 1 || !errors.Is(e, c.fault.Fault())):
			t.Errorf("%s %s: %v, want %s", c.receipt.Date, c.receipt.StoreCode, err, c.path)
		}
		if err := w.Write(receiptOf("R2", "2026-05-03T12:00:00", "1", "b 796 1.00 1 0")); err != nil {
			t.Error("the next receipt:", err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}
