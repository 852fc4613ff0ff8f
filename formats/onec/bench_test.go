package onec

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"obmen/formats/record"
)

// goods is a document as long as a chunk, with n products whose values differ as much as they do in life, and one to three prices each.
func goods(n int) string {
	var b strings.Builder
	dice := rand.New(rand.NewPCG(1, 2))
	names := []string{"Торт «Хлебный дом» «Медовик» 1,2 кг", "Печенье «Каравай» овсяное", "Молоко ТМ &quot;Минская марка&quot; топлёное 3,5% 1,4 л", "Кофе Nescafé Gold зерно 1 кг"}
	types := []string{"Розничная", "Прайс-лист", "Оптовая"}
	b.WriteString(before)
	for i := range n {
		for _, kind := range types[:1+dice.IntN(3)] {
			fmt.Fprintf(&b, "      <Product Barcode=\"4600000%06d\" Code=\"00-%08d\" Name=\"%s\" ParentCode=\"00-00000001\" UnitCode=\"796\" UnitName=\"Штука\" Price=\"%d\u00a0%03d,%02d\" Comment=\"\" PriceType=\"%s\"/>\n",
				i, i, names[i%len(names)], 1+dice.IntN(9), dice.IntN(1000), dice.IntN(100), kind)
		}
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
			doc := []byte(goods(1000))
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				r.Open(record.Chunk{Text: doc, Last: true})
				for n := 0; ; n++ {
					if _, err := r.Read(); err == io.EOF && n > 1000 {
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
	doc := []byte(goods(1000))
	c := newCutter(record.Options{})
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if c.Cut(doc) == 0 {
			b.Fatal("not cut")
		}
	}
}
