package journal

import (
	"fmt"
	"testing"
)

// BenchmarkCarried looks up receipts of which a half is carried, by one delivery or by one each.
func BenchmarkCarried(b *testing.B) {
	const n = 20_000
	for name, deliveries := range map[string]int{"by one": 1, "by one each": n} {
		b.Run(name, func(b *testing.B) {
			j := openAt(b, b.TempDir()+"/journal.db")
			ok(b, j.update(func(t *txn) error { return fill(t, n, deliveries) }))
			c := j.Carried("caffesta", "shop")
			defer c.Close()
			for i := 0; b.Loop(); i++ {
				_, found, err := c.By([]byte("155"), fmt.Appendf(nil, "%024x", i*7919%(2*n)))
				if err != nil || found != (i*7919%(2*n) < n) {
					b.Fatal(found, err)
				}
			}
		})
	}
}

// fill books n receipts in one transaction.
func fill(t *txn, n, deliveries int) error {
	each := n / deliveries
	for i := range deliveries {
		p := &plan{j: t.j, d: delivery(fmt.Sprint(i))}
		for k := range each {
			p.keys = append(p.keys, appendReceipt(nil, "155", fmt.Sprintf("%024x", i*each+k)))
		}
		if err := p.write(t, true); err != nil {
			return err
		}
		if err := p.settle(t); err != nil {
			return err
		}
		e, err := t.must(p.d.ID)
		if err != nil {
			return err
		}
		e.State = Accepted
		if err := t.put(&e); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkPlan plans a delivery of a million receipts.
func BenchmarkPlan(b *testing.B) {
	const n = 1_000_000
	for b.Loop() {
		j := openAt(b, b.TempDir()+"/journal.db")
		d, err := j.Plan(delivery("1"), many(n))
		if err != nil || d.Receipts != n {
			b.Fatal(d.Receipts, err)
		}
	}
}
