package kassatka

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"obmen/formats/record"
)

// sales is a document as long as a chunk, with n receipts whose values differ as much as they do in life.
func sales(n int) string {
	var b strings.Builder
	dice := rand.New(rand.NewPCG(1, 2))
	goods := []string{"Торт «Хлебный дом» «Медовик» 1,2 кг", "Печенье «Каравай» овсяное", "Молоко ТМ &quot;Минская марка&quot; топлёное 3,5% 1,4 л", "Кофе Nescafé Gold зерно 1 кг"}
	b.WriteString(before)
	for i := range n {
		fmt.Fprintf(&b, "  <Doc>\n    <Head>\n      <Date>2018-04-16T11:%02d:%02d+0000</Date>\n      <OrganizationCode>155</OrganizationCode>\n      <CashBoxCode>%d</CashBoxCode>\n"+
			"      <CashBoxName>Касса %d</CashBoxName>\n      <StoreCode>169</StoreCode>\n      <StoreName>Удача</StoreName>\n      <DocSum>2590</DocSum>\n"+
			"      <DocSumWithDiscount>2590</DocSumWithDiscount>\n      <DocNum>5ad4842fd849da00%08d</DocNum>\n      <PayCard>0</PayCard>\n      <PayCash>2590</PayCash>\n    </Head>\n    <Products>\n",
			i/60%60, i%60, i%7, i%7, i)
		for range 1 + dice.IntN(6) {
			sum := dice.IntN(1000000)
			fmt.Fprintf(&b, "      <Product>\n        <ProductCode>00-%08d</ProductCode>\n        <ProductName>%s</ProductName>\n        <UnitCode>796</UnitCode>\n        <Price>%d.%02d</Price>\n"+
				"        <Discount>0</Discount>\n        <Quantity>1</Quantity>\n        <Sum>%d.%02d</Sum>\n        <SumWithDiscount>%d.%02d</SumWithDiscount>\n      </Product>\n",
				sum%9999, goods[dice.IntN(len(goods))], sum/100, sum%100, sum/100, sum%100, sum/100, sum%100)
		}
		b.WriteString("    </Products>\n  </Doc>\n")
	}
	return b.String() + after
}

// The floor: from held text to records, UTF-8 checked.
func BenchmarkReadChunk(b *testing.B) {
	for _, strict := range []bool{false, true} {
		b.Run(fmt.Sprintf("strict=%t", strict), func(b *testing.B) {
			r := NewReader(nil, record.Options{})
			if strict {
				r.src.Strict()
			}
			doc := []byte(sales(400))
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				r.Open(record.Chunk{Text: doc, Last: true})
				for n := 0; ; n++ {
					if _, err := r.Read(); err == io.EOF && n == 400 {
						break
					} else if err != nil {
						b.Fatal(n, err)
					}
				}
			}
		})
	}
}

func BenchmarkCut(b *testing.B) {
	doc := []byte(sales(400))
	c := newCutter(record.Options{})
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if c.Cut(doc) == 0 {
			b.Fatal("not cut")
		}
	}
}
