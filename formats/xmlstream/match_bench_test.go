package xmlstream

import "testing"

func BenchmarkRegular(b *testing.B) {
	for _, text := range []string{"2115.63<", "00-00000467<", "Торт «Хлебный дом» «Медовик» 1,2 кг<", "Молоко ТМ Минская марка топлёное 3,5% 1,4 л<", "Удача<"} {
		doc := []byte(text + "/ProductCode>\n      ")
		in := stopsIn(0)
		b.Run(text, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				in.regular(doc)
			}
		})
	}
}
