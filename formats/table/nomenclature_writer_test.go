package table

import (
	"bytes"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

// What the writer remembers of the last product changes nothing, whatever comes between it and the next: rows that are refused, groups without products, ends of the buffer.
func TestRowsOfOneProduct(t *testing.T) {
	text := rapid.SampledFrom([]string{"", "1", "a,b", `"q"`, "=1", "Молоко", "\x01"})
	rapid.Check(t, func(t *rapid.T) {
		var list []record.Record
		product := func() *record.Product {
			field := func() []byte { return []byte(text.Draw(t, "text")) }
			return &record.Product{Code: append([]byte("c"), field()...), Name: field(), Barcode: field(), ParentCode: field(), UnitCode: field(), UnitName: field(), Comment: field()}
		}
		p := product()
		list = append(list, &record.Catalogue{Date: []byte("13.04.2018")}, &record.Group{Code: []byte("g")})
		for i := range rapid.IntRange(1, 40).Draw(t, "rows") {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				p = product()
			case 1:
				q := *p
				q.Comment, q.UnitName = []byte(text.Draw(t, "comment")), []byte(text.Draw(t, "unit"))
				p = &q
			case 2:
				list = append(list, &record.Group{Code: fmt.Append(nil, i)}, &record.Group{Code: fmt.Append(nil, "_", i)})
			case 3:
				list = append(list, &record.GroupTail{})
			case 4:
				list = append(list, nil) // a flush
			}
			list = append(list, p)
		}
		got, want := writeRows(t, list, false), writeRows(t, list, true)
		if got != want {
			t.Fatalf("%s\nnot\n%s", got, want)
		}
	})
}

func writeRows(t *rapid.T, list []record.Record, forget bool) string {
	var out bytes.Buffer
	r, err := newNomenclatureWriter(&out, record.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := r.(*nomenclatureWriter)
	for _, rec := range list {
		if forget {
			w.last = lastProduct{}
		}
		if rec == nil {
			err = w.Flush()
		} else {
			err = w.Write(rec)
		}
		if err != nil {
			fmt.Fprintln(&out, err)
		}
	}
	if err := w.Close(); err != nil {
		fmt.Fprintln(&out, err)
	}
	return out.String()
}
