package record

import "testing"

// someNumbers are as services write them.
var someNumbers = []string{"1267", "0", "1", "343.74", "1.312", "456.9", "107,90", "2115.63", "86,32", "1", "0.5", "12345.67", "262"}

func BenchmarkParseNumber(b *testing.B) {
	var texts [][]byte
	for _, s := range someNumbers {
		texts = append(texts, []byte(s))
	}
	for b.Loop() {
		for _, t := range texts {
			if _, err := ParseNumber(t); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(texts)), "ns/number")
}

func BenchmarkAppendNumber(b *testing.B) {
	list := make([]Number, len(someNumbers))
	for i, s := range someNumbers {
		list[i], _ = ParseNumber([]byte(s))
	}
	buf := make([]byte, 0, 64)
	for b.Loop() {
		for i := range list {
			buf = list[i].AppendTo(buf[:0])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(list)), "ns/number")
}

func BenchmarkAddNumber(b *testing.B) {
	list := make([]Number, len(someNumbers))
	for i, s := range someNumbers {
		list[i], _ = ParseNumber([]byte(s))
	}
	for b.Loop() {
		var sum Number
		for i := range list {
			sum = sum.Add(list[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(list)), "ns/number")
}

func BenchmarkParseDate(b *testing.B) {
	text := []byte("2018-04-16T11:08:31+0000")
	for b.Loop() {
		if ok, err := CheckDate(text); !ok || err != nil {
			b.Fatal(err)
		}
	}
}
