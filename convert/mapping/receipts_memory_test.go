package mapping

import (
	"bytes"
	"io"
	"runtime/debug"
	"strconv"
	"testing"

	"obmen/convert/report"
	"obmen/formats/caffesta"
	"obmen/formats/kassatka"
	"obmen/formats/record"
)

// manyLines gives receipts of lines of ever other products, without holding them.
type manyLines struct {
	lines, n int
	receipt  record.Receipt
	look     func()
}

func (m *manyLines) Read() (record.Record, error) {
	if m.look(); m.n >= m.lines {
		return nil, io.EOF
	}
	const perReceipt = 10
	r := &m.receipt
	if r.Lines == nil {
		*r = *receiptOf("", "2026-05-01T12:00:00+0300", "1", "a 796 1.00 1 0.00", "a 796 1.00 1 0.00", "a 796 1.00 1 0.00", "a 796 1.00 1 0.00", "a 796 1.00 1 0.00",
			"a 796 1.00 1 0.00", "a 796 1.00 1 0.00", "a 796 1.00 1 0.00", "a 796 1.00 1 0.00", "a 796 1.00 1 0.00")
	}
	r.DocNum = strconv.AppendInt(append(r.DocNum[:0], "5ad4842fd849da00"...), int64(m.n), 10)
	for i := range perReceipt {
		// Each product comes twice, in the two halves.
		r.Lines[i].ProductCode = strconv.AppendInt(append([]byte(nil), "00-0000"...), int64((m.n+i)%(m.lines/2)), 10)
	}
	m.n += perReceipt
	return r, nil
}

// One invoice of all receipts, every product in two of them, far apart; and the same split, and as a catalogue. The heap stays within its bound at
// every stage.
func TestReceiptsMemory(t *testing.T) {
	lines := heavy(t) / 20 * 20
	const bound = 24 << 20
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(bound))
	for _, c := range []struct {
		m Mapping
		o Options
	}{
		{receiptsToInvoice(), Options{GroupBy: []string{"day"}, Trail: func(_, _ []byte, _ string) error { return nil }}},
		{receiptsToInvoice(), Options{GroupBy: []string{"day"}, Returns: Net, MaxItems: 1000}},
		{receiptsToInvoice(), Options{}},
		{receiptsToNomenclature(), Options{}},
	} {
		c.o.Profile, c.o.Report = load(t, threeStores), report.New("", nil)
		var dst record.Writer = &counter{}
		if c.m.To == record.Invoices {
			dst = caffesta.NewLinesWriter(io.Discard, record.Options{HeadLast: true})
		}
		watch := &heapWatch{Writer: dst, t: t, every: max(lines/10, 1), bound: bound}
		if err := way(t, c.m, watch, &manyLines{lines: lines, look: watch.look}, c.o); err != nil {
			t.Fatal(err)
		}
		t.Logf("to %s, %d lines: at most %d KiB of heap in use", c.m.To, lines, watch.most>>10)
	}
}

// counter is a Writer that only counts.
type counter struct{ n int }

func (c *counter) Write(record.Record) error {
	c.n++
	return nil
}

func (c *counter) Close() error { return nil }

// A receipt out of an invoice is read again within the limit that it was made under.
func TestReceiptFitsItsLimit(t *testing.T) {
	const limit = 20_000
	var out bytes.Buffer
	parts := []record.Record{}
	for n := range limit/(lineRoom+2) - 2 {
		parts = append(parts, itemOf(strconv.Itoa(n%10), "pcs", "1", "1.00"))
	}
	o := Options{Profile: load(t, threeStores), RecordLimit: limit, Report: report.New("", nil)}
	if err := way(t, invoiceToReceipts(), kassatka.NewWriter(&out, record.Options{}), &reader{invoiceOf("1", parts...), io.EOF}, o); err != nil {
		t.Fatal(err)
	}
	if out.Len() > limit {
		t.Errorf("a receipt of %d bytes, made with a limit of %d", out.Len(), limit)
	}
}
