package mapping

import (
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"

	"obmen/convert/report"
	"obmen/formats/caffesta"
	"obmen/formats/record"
)

// heavy is how many products the memory test makes; OBMEN_HEAVY sets another number, such as 5000000.
func heavy(t *testing.T) int {
	if testing.Short() {
		t.Skip("maps a hundred thousand products")
	}
	if n, err := strconv.Atoi(os.Getenv("OBMEN_HEAVY")); err == nil {
		return n
	}
	return 100_000
}

// heapWatch is a Writer that looks at the heap now and then.
type heapWatch struct {
	record.Writer
	t     *testing.T
	every int
	n     int
	bound uint64
	most  uint64
}

func (h *heapWatch) Write(rec record.Record) error {
	h.look()
	return h.Writer.Write(rec)
}

func (h *heapWatch) look() {
	if h.n++; h.n%h.every != 0 {
		return
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if h.most = max(h.most, m.HeapInuse); m.HeapInuse > h.bound {
		h.t.Fatalf("after %d records: %d bytes of heap in use, want at most %d", h.n, m.HeapInuse, h.bound)
	}
}

// Every product twice, far apart; a group for each ten, behind the groups below it; split. The heap stays within its bound at every stage.
func TestNomenclatureMemory(t *testing.T) {
	products := heavy(t)
	p := load(t, modelProfile)
	rep := report.New("", nil)
	const bound = 56 << 20
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(bound))
	json := caffesta.NewWriter(io.Discard, record.Options{HeadLast: true})
	watch := &heapWatch{Writer: tallied{json, &rep.Written}, t: t, every: max(products/10, 1), bound: bound}
	w, err := newCatalogueInvoice(watch, Options{Profile: p, Report: rep, MaxItems: products/2 + 1})
	if err != nil {
		t.Fatal(err)
	}
	big := &bigCatalogue{products: products}
	if err := big.write(w, watch.look); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if rep.Written.InvoiceProducts != int64(products) || rep.Written.Invoices != 2 || rep.Kept(report.Merged).Count != int64(products) {
		t.Errorf("%d products, %d invoices, %d merged", rep.Written.InvoiceProducts, rep.Written.Invoices, rep.Kept(report.Merged).Count)
	}
	t.Logf("%d products: at most %d KiB of heap in use", products, watch.most>>10)
}

// bigCatalogue writes a catalogue without holding it.
type bigCatalogue struct {
	products int
	group    record.Group
	row      record.Product
}

func (b *bigCatalogue) write(dst record.Writer, look func()) error {
	if err := dst.Write(&record.Catalogue{Date: []byte("13.04.2018")}); err != nil {
		return err
	}
	for _, priceType := range []string{"Закупка", "Розничная"} {
		b.row.PriceType = []byte(priceType)
		for n := range b.products {
			look()
			if n%10 == 0 {
				if err := dst.Write(b.groupOf(n / 10)); err != nil {
					return err
				}
			}
			if err := dst.Write(b.rowOf(n)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bigCatalogue) groupOf(n int) *record.Group {
	b.group.Code = strconv.AppendInt(append(b.group.Code[:0], 'g'), int64(n), 10)
	b.group.Name = append(append(b.group.Name[:0], "Группа "...), b.group.Code...)
	b.group.ParentCode = append(b.group.ParentCode[:0], "none"...)
	if n%5 != 0 {
		b.group.ParentCode = strconv.AppendInt(append(b.group.ParentCode[:0], 'g'), int64(n/5*5), 10)
	}
	return &b.group
}

func (b *bigCatalogue) rowOf(n int) *record.Product {
	r := &b.row
	r.Code = strconv.AppendInt(append(r.Code[:0], "00-0000000"...), int64(n), 10)
	r.Name = append(append(r.Name[:0], "Товар с обычным названием № "...), r.Code...)
	r.UnitCode = append(r.UnitCode[:0], "796"...)
	r.Barcode = append(append(r.Barcode[:0], "46000000"...), r.Code[len(r.Code)-5:]...)
	r.Price = record.NewNumber(int64(100+n%100_000), 2)
	return r
}
