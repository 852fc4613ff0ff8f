package record

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestParseNumber(t *testing.T) {
	for _, c := range []struct{ in, plain, oneC string }{
		{"0", "0", "0"}, {"-0", "0", "0"}, {"007", "7", "7"}, {"1990", "1990", "1\u00a0990"}, {"1 990,00", "1990.00", "1\u00a0990,00"},
		{"1\u00a0990,00", "1990.00", "1\u00a0990,00"}, {"1\u202f234\u2009567.5", "1234567.5", "1\u00a0234\u00a0567,5"}, {" 12 ", "12", "12"},
		{"\u22125,5", "-5.5", "-5,5"}, {"+5", "5", "5"}, {"0,345", "0.345", "0,345"}, {"-0.05", "-0.05", "-0,05"}, {"0.00", "0.00", "0,00"},
		{"1234567890123456789012345678", "1234567890123456789012345678", ""}, {"123456789012345678.0123456789", "123456789012345678.0123456789", ""},
		{"9223372036854775808", "9223372036854775808", ""}, {"", "", ""}, {"  ", "", ""}, {"00000000000000000000000000000000001", "1", "1"},
	} {
		n, err := ParseNumber([]byte(c.in))
		if err != nil || n.String() != c.plain {
			t.Errorf("%q = %q, %v; want %q", c.in, n, err, c.plain)
		}
		if got := string(n.Append1C(nil)); c.oneC != "" && got != c.oneC {
			t.Errorf("%q as 1C = %q, want %q", c.in, got, c.oneC)
		}
	}
	for _, bad := range []string{"1 00", "1,2.3", "1.2,3", "1e5", "NaN", "Inf", "--1", "-", "+", "1.", ".5", "1 2345", "1234 567", "1  234", "2 59O", "0x1", "1_000", "- 5", "٣",
		"12345678901234567890123456789", "1,", "1 234,5 6", "1'000"} {
		if n, err := ParseNumber([]byte(bad)); err == nil {
			t.Errorf("%q accepted as %q", bad, n)
		}
	}
	if n, _ := ParseNumber(nil); !n.IsMissing() {
		t.Error("nil is not missing")
	}
	if n, _ := ParseNumber([]byte{}); !n.IsEmpty() {
		t.Error("empty is not empty")
	}
}

func TestParseJSONNumber(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"0.475", "0.475"}, {"1e2", "100"}, {"1.5e-3", "0.0015"}, {"-0", "0"}, {"2.50", "2.50"}, {"1E+2", "100"}, {"12.34e1", "123.4"}, {"0e0", "0"}, {"0e999999999", "!"},
		{"1e400", "!"}, {"01", "!"}, {"-01", "!"}, {"1.", "!"}, {".5", "!"}, {"+1", "!"}, {"1e", "!"}, {"1,5", "!"}, {"--1", "!"}, {"", "!"}, {"-", "!"}, {"1e5.5", "!"},
	} {
		n, err := ParseJSONNumber([]byte(c.in))
		if got := n.String(); (err != nil) != (c.want == "!") || (err == nil && got != c.want) {
			t.Errorf("%q = %q, %v; want %q", c.in, got, err, c.want)
		}
	}
}

func genNumber(t *rapid.T, name string) (Number, decimal.Decimal) {
	s := rapid.StringMatching(`-?[1-9][0-9]{0,20}(\.[0-9]{1,7})?`).Draw(t, name)
	n, err := ParseNumber([]byte(s))
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return n, decimal.RequireFromString(s)
}

func TestArithmeticAgreesWithDecimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, da := genNumber(t, "a")
		b, db := genNumber(t, "b")
		places := rapid.Int32Range(0, 6).Draw(t, "places")
		for _, c := range []struct {
			op   string
			got  Number
			want decimal.Decimal
		}{
			{"add", a.Add(b), da.Add(db)}, {"sub", a.Sub(b), da.Sub(db)}, {"mul", a.Mul(b), da.Mul(db)},
			{"quo", a.Quo(b, places), da.DivRound(db, places)}, {"fix", a.Fix(places), da.Round(places)}, {"neg", a.Neg(), da.Neg()}, {"abs", a.Abs(), da.Abs()},
			{"trim", a.Trim(), da},
		} {
			if !c.got.Decimal().Equal(c.want) {
				t.Fatalf("%s %v %v = %v, want %v", c.op, a, b, c.got, c.want)
			}
		}
		if a.Cmp(b) != da.Cmp(db) {
			t.Fatalf("cmp %v %v", a, b)
		}
		if got, want := a.Fix(places).String(), da.StringFixed(places); got != want {
			t.Fatalf("fix %v: %s, want %s", a, got, want)
		}
	})
}

func TestArithmeticDoesNotAllocate(t *testing.T) {
	a, b := NewNumber(199000, 2), NewNumber(3, 0)
	text, buf := []byte("1990.00"), make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() {
		n, _ := ParseNumber(text)
		buf = n.Add(a).Mul(b).Sub(a).Fix(1).AppendTo(buf[:0])
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
