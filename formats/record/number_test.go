package record

import (
	"errors"
	"math"
	"strings"
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

// TestMostDigits holds the bound of 28 digits, which counts all but zeros in front, and the decimals.
func TestMostDigits(t *testing.T) {
	digits := func(n int) string { return strings.Repeat("9", n) }
	for _, c := range []struct {
		in string
		ok bool
	}{
		{digits(28), true}, {"-" + digits(28), true}, {digits(29), false}, {"000" + digits(28), true}, {"0" + digits(29), false},
		{digits(1) + "." + digits(27), true}, {digits(2) + "." + digits(27), false}, {digits(27) + ",0", true}, {digits(28) + ",0", false},
		{"0." + digits(27), true}, {"0." + digits(28), false}, {"0." + strings.Repeat("0", 27), true}, {"0." + strings.Repeat("0", 28), false},
		{digits(18), true}, {digits(19), true}, {"0" + digits(18), true}, {strings.Repeat("0", 500) + "1", true},
	} {
		n, err := ParseNumber([]byte(c.in))
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if err != nil && !errors.Is(err, NumberTooLong.Fault()) {
			t.Errorf("%s: %v", c.in, err)
		}
		back, err := ParseNumber(n.AppendTo(nil))
		if c.ok && (err != nil || !Identical(n, back)) {
			t.Errorf("%s comes back as %v, %v", c.in, back, err)
		}
	}
}

func TestNumberErrorsShowTheText(t *testing.T) {
	for _, c := range []struct {
		in   string
		want *Message
	}{{"2 59O", NumberMalformed}, {strings.Repeat("1", 29), NumberTooLong}} {
		_, err := ParseNumber([]byte(c.in))
		if !errors.Is(err, c.want.Fault()) || !strings.Contains(err.Error(), `"`+c.in+`"`) {
			t.Errorf("%s: %v", c.in, err)
		}
	}
}

// TestNumbersComeBack: however a number is written, it reads as the same.
func TestNumbersComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, err := ParseNumber([]byte(rapid.StringMatching(`-?(0|[1-9][0-9]{0,13})(\.[0-9]{1,14})?`).Draw(t, "number")))
		if err != nil {
			t.Fatal(err)
		}
		for how, b := range map[string][]byte{"point": n.AppendTo(nil), "comma": n.AppendComma(nil), "1C": n.Append1C(nil)} {
			if back, err := ParseNumber(b); err != nil || !Identical(n, back) {
				t.Fatalf("%s: %q reads as %v, %v", how, b, back, err)
			}
		}
		if back, err := ParseJSONNumber(n.AppendTo(nil)); err != nil || !Identical(n, back) {
			t.Fatalf("%v in JSON reads as %v, %v", n, back, err)
		}
	})
}

func TestRounding(t *testing.T) {
	for _, c := range []struct {
		n      string
		places int32
		fix    string
		round  string
	}{
		{"0.005", 2, "0.01", "0.01"}, {"-0.005", 2, "-0.01", "-0.01"}, {"0.0049", 2, "0.00", "0.00"}, {"1.5", 0, "2", "2"}, {"2.5", 0, "3", "3"}, {"-2.5", 0, "-3", "-3"},
		{"1.5", 3, "1.500", "1.5"}, {"9.995", 2, "10.00", "10.00"}, {"99999999999999999.995", 2, "100000000000000000.00", "100000000000000000.00"}, {"0", 2, "0.00", "0"},
		{"9223372036854775807", 2, "9223372036854775807.00", "9223372036854775807"}, {"0.4999999999999999999999999", 0, "0", "0"}, {"0.5000000000000000000000000", 0, "1", "1"},
	} {
		n, err := ParseNumber([]byte(c.n))
		if err != nil {
			t.Fatal(err)
		}
		if fix, round := n.Fix(c.places).String(), n.Round(c.places).String(); fix != c.fix || round != c.round {
			t.Errorf("%s to %d places: %s and %s, want %s and %s", c.n, c.places, fix, round, c.fix, c.round)
		}
	}
}

func TestMissingAndEmptyReckonAsZero(t *testing.T) {
	two := NewNumber(200, 2)
	for _, none := range []Number{{}, EmptyNumber} {
		for what, got := range map[string]Number{"add": two.Add(none), "sub": two.Sub(none), "added to": none.Add(two)} {
			if !Identical(got, two) {
				t.Errorf("%s: %v", what, got)
			}
		}
		if !none.IsZero() || none.Sign() != 0 || none.String() != "" || !none.Mul(two).IsZero() || none.Abs().Sign() != 0 || !none.Equal(NewNumber(0, 5)) {
			t.Errorf("%+v is no zero", none)
		}
	}
	if Identical(Number{}, EmptyNumber) || Identical(EmptyNumber, NewNumber(0, 0)) || Identical(NewNumber(0, 0), NewNumber(0, 1)) {
		t.Error("states or scales are not told apart")
	}
}

func TestInt64(t *testing.T) {
	for _, c := range []struct {
		in   string
		want int64
		ok   bool
	}{
		{"5", 5, true}, {"5.00", 5, true}, {"-5.0", -5, true}, {"5.01", 0, false}, {"9223372036854775807", math.MaxInt64, true}, {"9223372036854775807.000", math.MaxInt64, true},
		{"-9223372036854775808", math.MinInt64, true}, {"9223372036854775808", 0, false}, {"0.00000000000000000000", 0, true}, {"0.00000000000000000001", 0, false},
	} {
		n, err := ParseNumber([]byte(c.in))
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := n.Int64(); ok != c.ok || ok && got != c.want {
			t.Errorf("%s = %d, %v", c.in, got, ok)
		}
	}
}

func TestEndsOfInt64(t *testing.T) {
	least, most, one := NewNumber(math.MinInt64, 0), NewNumber(math.MaxInt64, 0), NewNumber(1, 0)
	for _, c := range []struct {
		what string
		got  Number
		want string
	}{
		{"max+1", most.Add(one), "9223372036854775808"}, {"min-1", least.Sub(one), "-9223372036854775809"}, {"-min", least.Neg(), "9223372036854775808"}, {"|min|", least.Abs(), "9223372036854775808"},
		{"max-max", most.Sub(most), "0"}, {"min+max", least.Add(most), "-1"}, {"min×-1", least.Mul(one.Neg()), "9223372036854775808"}, {"min×1", least.Mul(one), "-9223372036854775808"},
		{"max²", most.Mul(most), "85070591730234615847396907784232501249"}, {"min/1", least.Quo(one, 1), "-9223372036854775808.0"}, {"min in decimals", least.Fix(1), "-9223372036854775808.0"},
		{"-(-min)", least.Neg().Neg(), "-9223372036854775808"}, {"max+1-1", most.Add(one).Sub(one), "9223372036854775807"},
	} {
		if c.got.String() != c.want {
			t.Errorf("%s = %s, want %s", c.what, c.got, c.want)
		}
	}
	if !Identical(most.Add(one).Sub(one), most) || least.Cmp(most) != -1 || most.Cmp(least) != 1 {
		t.Error("a number that was too long for int64 is not what it was")
	}
}

func TestFromDecimal(t *testing.T) {
	for _, c := range []struct {
		d    decimal.Decimal
		want string
	}{
		{decimal.New(5, 3), "5000"}, {decimal.New(-15, 20), "-1500000000000000000000"}, {decimal.New(1990, -2), "19.90"}, {decimal.Zero, "0"}, {decimal.RequireFromString("1234567890123456789.50"), "1234567890123456789.50"},
	} {
		if n := FromDecimal(c.d); n.String() != c.want || !n.Decimal().Equal(c.d) {
			t.Errorf("%v = %s, want %s", c.d, n, c.want)
		}
	}
}

// TestPathsThatDoNotAllocate are those of every record: reading a price as it comes, and reckoning and writing it.
func TestPathsThatDoNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 128)
	texts := [][]byte{[]byte("1\u00a0990,00"), []byte("1 990,00"), []byte("-0,345"), []byte("0019"), []byte(""), nil, []byte(" 12 "), []byte("123456789012345678")}
	n, m := NewNumber(-199_055, 2), NewNumber(345, 3)
	for what, f := range map[string]func(){
		"read": func() {
			for _, s := range texts {
				ParseNumber(s)
			}
		},
		"JSON":    func() { ParseJSONNumber(texts[7]) },
		"compare": func() { n.Cmp(m); n.Equal(m); Identical(n, m); n.Sign(); n.Int64() },
		"reckon":  func() { n.Add(m).Sub(m).Mul(m).Neg().Abs().Trim().Round(2).Fix(3) },
		"write":   func() { buf = n.Append1C(n.AppendComma(n.AppendTo(buf[:0]))) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations", what, n)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1 990,00", "-0.05", "\u2212" + "5,5", "1e5", "", "1\u202f234\u2009567.5", strings.Repeat("9", 28)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, parse := range []func([]byte) (Number, error){ParseNumber, ParseJSONNumber} {
			n, err := parse(b)
			if err != nil || !n.IsSet() {
				continue
			}
			if back, err := ParseNumber(n.Append1C(nil)); err != nil || !Identical(n, back) {
				t.Fatalf("%q = %v comes back as %v, %v", b, n, back, err)
			}
		}
	})
}
