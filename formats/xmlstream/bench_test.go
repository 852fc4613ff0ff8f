package xmlstream

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"obmen/formats/record"
)

// exports are made-up documents of the two shapes that the program reads, of about 4 MiB.
func exports() map[string][]byte {
	product := `      <Product Barcode="7640153060501" Code="00-00000019" Name="Версан в капс. №60" ParentCode="00-00000001" ` +
		`UnitCode="796" UnitName="Штука" Price="995,00" Comment="" PriceType="Прайс-лист"/>` + "\n"
	line := "      <Product>\n        <ProductCode>00-00000019</ProductCode>\n        <ProductName>Версан в капс. 60</ProductName>\n" +
		"        <UnitCode>796</UnitCode>\n        <Price>100</Price>\n        <Discount>0</Discount>\n        <Quantity>1</Quantity>\n" +
		"        <Sum>100</Sum>\n        <SumWithDiscount>100</SumWithDiscount>\n      </Product>\n"
	fill := func(s string) string { return "<Root>\n" + strings.Repeat(s, (4<<20)/len(s)) + "</Root>\n" }
	return map[string][]byte{"attributes": []byte(fill(product)), "elements": []byte(fill(line))}
}

func BenchmarkScanner(b *testing.B) {
	for _, shape := range []string{"attributes", "elements"} {
		doc := exports()[shape]
		for _, e := range engines {
			b.Run(shape+"/"+e.name, func(b *testing.B) {
				b.SetBytes(int64(len(doc)))
				b.ReportAllocs()
				for b.Loop() {
					benchScan(b, NewScanner(bytes.NewReader(doc), record.Options{Engine: e.engine}))
				}
			})
		}
		b.Run(shape+"/encoding-xml", func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				d := xml.NewDecoder(bytes.NewReader(doc))
				for err := error(nil); err != io.EOF; _, err = d.RawToken() {
				}
			}
		})
	}
}

func benchScan(b *testing.B, s Scanner) {
	for {
		t, err := s.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			b.Fatal(err)
		}
		switch t {
		case Start:
			s.BeginRecord()
		case End:
			s.EndRecord()
		}
	}
}

func BenchmarkLegalPrefix(b *testing.B) {
	for shape, doc := range exports() {
		b.Run(shape, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				legalPrefix(doc)
			}
		})
	}
}
