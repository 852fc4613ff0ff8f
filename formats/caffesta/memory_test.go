package caffesta

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"testing"

	"obmen/formats/record"
)

// hugeInvoice gives the text of an invoice with so many items and products, its keys in the worst order.
type hugeInvoice struct {
	parts int
	step  int
	buf   []byte
	rest  []byte
}

func (h *hugeInvoice) Read(p []byte) (int, error) {
	for len(h.rest) == 0 {
		if h.step > 2*h.parts+2 {
			return 0, io.EOF
		}
		h.rest = h.next(h.buf[:0])
		h.buf = h.rest
		h.step++
	}
	n := copy(p, h.rest)
	h.rest = h.rest[n:]
	return n, nil
}

func (h *hugeInvoice) next(b []byte) []byte {
	switch i := h.step; {
	case i == 0:
		return append(b, `{"workspaces":[],"products":[`...)
	case i <= h.parts:
		b = fmt.Appendf(b, `{"ref_code":"p%d","type":"product","cancellation_type":1,"for_sale":true,"name":"Товар № %d","measure":"pcs","weight_in_gram":0,"caf_tax_id":1,`+
			`"category_ref_code":"c","use_discounts":true,"workspace_ref_code":"w","prices":[{"caf_shop_id":2,"caf_storage_id":1,"price":0.475}]}`, i, i)
		if i < h.parts {
			b = append(b, ',')
		}
		return b
	case i == h.parts+1:
		return append(b, `],"categories":[],"items":[`...)
	case i < 2*h.parts+2:
		b = fmt.Appendf(b, `{"amount":1.5,"package_code":"pcs","product_code":"p%d","price":2.00,"caf_tax_id":1,"price_with_tax":2.00,"cost":3.00,"cost_with_tax":3.00}`, i)
		if i < 2*h.parts+1 {
			b = append(b, ',')
		}
		return b
	}
	return append(b, `],"packages":[],"storage":{"caf_id":1},"shipper":{"ref_code":"s","name":"n"},"comment":"","sum":3.00,"date":"2018-06-13 14:28","number":"1"}`...)
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// peakOf converts an invoice from the worst order of keys to a writer that gets the head last, and returns the most memory that the heap took.
func peakOf(t *testing.T, parts int) (peak uint64) {
	runtime.GC() // of what other tests left
	var out counter
	r := NewReader(&hugeInvoice{parts: parts}, record.Options{})
	w := NewWriter(&out, record.Options{HeadLast: true})
	var head record.Record
	n := 0
	for {
		rec, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if n++; n%10_000 == 1 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
		}
		if rec.Kind() == record.KindInvoice {
			head = record.Clone(rec)
		} else if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Write(head); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if n != 1+2*parts || int(out) < parts*600 {
		t.Fatalf("%d records, %d bytes", n, out)
	}
	return peak
}

// Memory does not depend on how large an invoice is, whatever the order of its keys.
func TestMemoryIsConstant(t *testing.T) {
	parts := 60_000
	if testing.Short() {
		parts = 20_000
	}
	if n, err := strconv.Atoi(os.Getenv("OBMEN_TEST_PARTS")); err == nil { // for a look at the whole process from outside
		parts = n
	}
	few, many := peakOf(t, parts/20), peakOf(t, parts)
	if many > few+few/2 && many > 16<<20 {
		t.Errorf("the heap took %d KiB for %d parts, %d KiB for %d", few>>10, parts/20, many>>10, parts)
	}
	if many > 24<<20 {
		t.Errorf("the heap took %d KiB", many>>10)
	}
	t.Logf("%d and %d KiB", few>>10, many>>10)
}
