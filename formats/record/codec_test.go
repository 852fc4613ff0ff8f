package record

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawField fills a field in any of its states.
func drawField(t *rapid.T, name string, field any) {
	switch p := field.(type) {
	case *[]byte:
		*p = drawText(t, name)
	case *Number:
		*p = drawNumber(t, name)
	case *Bool:
		*p = Bool(rapid.IntRange(0, 2).Draw(t, name))
	case *[]Unknown:
		for range rapid.IntRange(0, 3).Draw(t, name) {
			*p = append(*p, Unknown{Place: Place(rapid.IntRange(0, 4).Draw(t, "place")), Kind: UnknownKind(rapid.IntRange(1, 3).Draw(t, "kind")),
				Name: []byte(rapid.String().Draw(t, "name")), Value: []byte(rapid.String().Draw(t, "value"))})
		}
	case *[]Line:
		*p = make([]Line, rapid.IntRange(0, 3).Draw(t, name))
		for i := range *p {
			drawSlots(t, &(*p)[i], lineSlots)
		}
	case *[]ShopPrice:
		*p = make([]ShopPrice, rapid.IntRange(0, 3).Draw(t, name))
		for i := range *p {
			drawSlots(t, &(*p)[i], priceSlots)
		}
	}
}

func drawText(t *rapid.T, name string) []byte {
	switch rapid.IntRange(0, 3).Draw(t, name+" state") {
	case 0:
		return nil
	case 1:
		return []byte{}
	}
	return rapid.SliceOf(rapid.Byte()).Draw(t, name)
}

func drawNumber(t *rapid.T, name string) Number {
	switch rapid.IntRange(0, 4).Draw(t, name+" state") {
	case 0:
		return Number{}
	case 1:
		return EmptyNumber
	case 2:
		c, _ := new(big.Int).SetString(rapid.StringMatching(`-?[1-9][0-9]{18,40}`).Draw(t, name), 10)
		return fromBig(c, rapid.Int32Range(0, 30).Draw(t, "scale"))
	}
	return NewNumber(rapid.Int64().Draw(t, name), rapid.Int32Range(0, 28).Draw(t, "scale"))
}

func drawSlots(t *rapid.T, owner any, slots []slot) {
	for _, s := range slots {
		drawField(t, s.name, s.at(owner))
	}
}

func drawRecord(t *rapid.T) Record {
	r := blank(Kind(rapid.IntRange(int(KindCatalogue), int(KindInvoiceProduct)).Draw(t, "kind")))
	originOf(r).Fixed = Pos{rapid.Int64Min(0).Draw(t, "offset"), rapid.Int32().Draw(t, "line"), rapid.Int32().Draw(t, "col")}
	drawSlots(t, r, slotsOf(r.Kind()))
	return r
}

func TestCodecRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d Decoder
		for range rapid.IntRange(1, 5).Draw(t, "records") { // one after another, so that what the last one left behind would show
			r := drawRecord(t)
			b := AppendRecord([]byte("before"), r)
			got, err := d.Decode(b[len("before"):])
			if err != nil {
				t.Fatal(err)
			}
			if !Equal(r, got) || got.At() != r.At() {
				t.Fatalf("at %v, not %v\n%s", got.At(), r.At(), Diff(got, r))
			}
		}
	})
}

// appendByTable is AppendRecord over the tables of fields.go, slow and plain: the straight code must not leave out a field, nor change their order.
func appendByTable(dst []byte, owner any, slots []slot) []byte {
	for _, s := range slots {
		switch p := s.at(owner).(type) {
		case *[]byte:
			dst = appendText(dst, *p)
		case *Number:
			dst = appendNumber(dst, *p)
		case *Bool:
			dst = append(dst, byte(*p))
		case *[]Unknown:
			dst = appendUnknown(dst, *p)
		case *[]Line:
			dst = binary.AppendUvarint(dst, uint64(len(*p)))
			for i := range *p {
				dst = appendByTable(dst, &(*p)[i], lineSlots)
			}
		case *[]ShopPrice:
			dst = binary.AppendUvarint(dst, uint64(len(*p)))
			for i := range *p {
				dst = appendByTable(dst, &(*p)[i], priceSlots)
			}
		}
	}
	return dst
}

func TestCodecFollowsTheTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRecord(t)
		if got, want := appendFieldsOf(nil, r), appendByTable(nil, r, slotsOf(r.Kind())); !bytes.Equal(got, want) {
			t.Fatalf("%s: %q, by the tables %q", r.Kind(), got, want)
		}
	})
}

func TestCutNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := drawNumber(t, "number")
		b := AppendNumber(nil, n)
		if got, rest, err := CutNumber(append(b, "rest"...)); err != nil || !Identical(got, n) || string(rest) != "rest" {
			t.Fatalf("%v: %v, %q, %v", n, got, rest, err)
		}
		cut := rapid.IntRange(0, len(b)-1).Draw(t, "cut")
		if _, _, err := CutNumber(b[:cut]); err == nil {
			t.Fatalf("%v: accepted when cut at %d of %d", n, cut, len(b))
		}
	})
}

// place is a Locator that is always there.
type place Pos

func (p place) Locate(offset int64) Pos { return Pos{p.Offset + offset, p.Line, p.Col} }

func TestCodecReckonsThePlace(t *testing.T) {
	g := &Group{Origin: Origin{Locator: place{100, 3, 9}, Offset: 7}}
	var d Decoder
	got, err := d.Decode(AppendRecord(nil, g))
	if want := (Pos{107, 3, 9}); err != nil || got.At() != want || got.(*Group).Locator != nil {
		t.Errorf("%v, %v; want %v", got.At(), err, want)
	}
}

// sampleRecords is one of each kind, with every list longer than one.
func sampleRecords() []Record {
	text, n := []byte("УТ-00000003"), NewNumber(199000, 2)
	unknown := []Unknown{{InHead, Attribute, []byte("a"), []byte("1")}, {Here, Element, []byte("B"), []byte("<B/>")}}
	line := Line{ProductCode: text, UnitCode: []byte{}, Price: n, Quantity: EmptyNumber, Sum: n, Unknown: unknown}
	price := ShopPrice{ShopID: n, Price: n, Unknown: unknown}
	return []Record{
		&Catalogue{Date: []byte("13.04.2018")}, &Group{Code: text, Unknown: unknown}, &Product{Code: text, Comment: []byte{}, Price: n, Unknown: unknown},
		&GroupTail{Unknown: unknown}, &Receipt{DocNum: text, DocSum: n, Unknown: unknown, Lines: []Line{line, line}}, &Invoice{Number: text, Sum: n},
		&Item{Amount: n}, &Category{RefCode: text}, &Workspace{Name: text}, &Package{Value: n},
		&InvoiceProduct{ForSale: True, UseDiscounts: False, Unknown: unknown, Prices: []ShopPrice{price, price}},
	}
}

func TestCodecDoesNotAllocate(t *testing.T) {
	records, buf := sampleRecords(), make([]byte, 0, 4096)
	var d Decoder
	if n := testing.AllocsPerRun(100, func() {
		for _, r := range records {
			buf = AppendRecord(buf[:0], r)
			if _, err := d.Decode(buf); err != nil {
				t.Fatal(err)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations for %d records", n, len(records))
	}
}

func TestDecodeRefusesDamage(t *testing.T) {
	for _, r := range sampleRecords() {
		whole := AppendRecord(nil, r)
		var d Decoder
		for cut := range whole {
			if _, err := d.Decode(whole[:cut]); err == nil {
				t.Errorf("%s: accepted when cut at %d of %d", r.Kind(), cut, len(whole))
			}
		}
		if _, err := d.Decode(append(whole, 0)); err == nil {
			t.Errorf("%s: accepted with a byte behind", r.Kind())
		}
	}
}

func TestDecodeSaysWhatIsWrong(t *testing.T) {
	long := strings.Repeat("\xff", 10)
	for _, c := range []struct{ what, in, want string }{
		{"nothing", "", "kind"}, {"kind 0", "\x00", "kind"}, {"kind 200", "\xc8", "kind"}, {"a line beyond int32", "\x01\x00\xfe\xff\xff\xff\xff\x01\x00\x00", "integer"},
		{"an endless offset", "\x01" + long, "integer"}, {"text beyond the end", "\x01\x00\x02\x02\x09abc", "text"},
		{"more unknown than bytes", "\x04\x00\x02\x02\x05", "count"}, {"number state 9", "\x07\x00\x00\x00\x09", "number"},
		{"decimals below none", "\x07\x00\x00\x00\x02\x01\x02", "decimals"}, {"a million decimals", "\x07\x00\x00\x00\x02\x80\x89\x7a\x02", "decimals"}, {"truth value 3", "\x0b\x00\x00\x00\x00\x00\x00\x03", "truth value"},
	} {
		var d Decoder
		_, err := d.Decode([]byte(c.in))
		if err == nil || !strings.Contains(err.Error(), "("+c.want+")") {
			t.Errorf("%s: %v, want %s", c.what, err, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, r := range sampleRecords() {
		f.Add(AppendRecord(nil, r))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var d, again Decoder
		r, err := d.Decode(b)
		if err != nil {
			return
		}
		Diff(r, blank(r.Kind())) // must be able to print it
		got, err := again.Decode(AppendRecord(nil, r))
		if err != nil || !Equal(r, got) || r.At() != got.At() {
			t.Fatalf("%v\n%s", err, Diff(got, r))
		}
	})
}

func BenchmarkCodec(b *testing.B) {
	for _, r := range sampleRecords() {
		buf := AppendRecord(nil, r)
		b.Run("append "+r.Kind().String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				buf = AppendRecord(buf[:0], r)
			}
		})
		b.Run("decode "+r.Kind().String(), func(b *testing.B) {
			b.ReportAllocs()
			var d Decoder
			for b.Loop() {
				d.Decode(buf)
			}
		})
	}
}
