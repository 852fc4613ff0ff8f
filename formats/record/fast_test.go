package record

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A number of up to eight characters is read at once, and means what it means character by character.
func TestShortNumbersAreLongOnes(t *testing.T) {
	check := func(text []byte) {
		c, scale, ok := parseShort(text)
		wantC, wantScale, wantOK := parseLong(text)
		if ok != wantOK || ok && (c != wantC || scale != wantScale) {
			t.Fatalf("%q = %d, %d, %v; want %d, %d, %v", text, c, scale, ok, wantC, wantScale, wantOK)
		}
	}
	var text []byte
	var all func()
	all = func() {
		if len(text) > 0 {
			check(text)
		}
		if len(text) == 5 {
			return
		}
		for _, c := range []byte("059.,/:-\x00\xB0\xFF") {
			text = append(text, c)
			all()
			text = text[:len(text)-1]
		}
	}
	all()
	for _, number := range []string{"12345678", "1234567.", ".1234567", "123.4567", "1", "00000000", "99999999", "9999999,9"[:8]} {
		for i := range number { // every single byte is another
			for c := range 256 {
				text := []byte(number)
				text[i] = byte(c)
				check(text)
			}
		}
	}
}

// wide are numbers of any scale and size.
var wide = rapid.Custom(func(t *rapid.T) Number {
	bits := rapid.IntRange(0, 63).Draw(t, "bits")
	n := NewNumber(rapid.Int64().Draw(t, "coef")>>bits, rapid.Int32Range(0, 25).Draw(t, "scale"))
	if rapid.IntRange(0, 9).Draw(t, "big") == 0 {
		return n.Mul(n).Mul(n)
	}
	return n
})

func TestAppendIsAppendLarge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := wide.Draw(t, "number")
		for _, form := range []struct {
			point byte
			group string
		}{{'.', ""}, {',', ""}, {',', "\u00a0"}} {
			got, want := n.appendWith([]byte("x"), form.point, form.group), n.appendLarge([]byte("x"), form.point, form.group)
			if !bytes.Equal(got, want) {
				t.Fatalf("%q, want %q", got, want)
			}
		}
	})
}

// Every way of adding gives the same number.
func TestAddIsAddOfDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := wide.Draw(t, "a"), wide.Draw(t, "b")
		if got, want := a.Add(b), FromDecimal(a.Decimal().Add(b.Decimal())); !Identical(got, want) {
			t.Fatalf("%s + %s = %s", a, b, got)
		}
		if got, want := a.Sub(b), a.Add(b.Neg()); !Identical(got, want) {
			t.Fatalf("%s - %s = %s", a, b, got)
		}
		if a.Equal(b) != (a.Sub(b).Sign() == 0) || a.Cmp(b) != a.Sub(b).Sign() {
			t.Fatalf("%s and %s", a, b)
		}
	})
}

func TestUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, scale := wide.Draw(t, "number"), rapid.Int32Range(0, 25).Draw(t, "scale")
		units, ok := n.Units(scale)
		if ok && (!NewNumber(units, scale).Equal(n) || units >= 1<<59 || units <= -1<<59) {
			t.Fatalf("%s is %d at %d", n, units, scale)
		}
		if small := n.big == nil && n.coef>>39 == 0 && scale >= n.scale && scale <= n.scale+6; small && !ok {
			t.Fatalf("%s has no units at %d", n, scale)
		}
	})
	for _, n := range []Number{{}, EmptyNumber} {
		if units, ok := n.Units(6); units != 0 || !ok {
			t.Error(units, ok)
		}
	}
}

// A stamp is read at once and means what the calendar says; every other byte in it makes it what ParseDate takes it for.
func TestMoment(t *testing.T) {
	for _, stamp := range []string{"2018-04-16T11:08:31+0000", "2018-12-28T23:59:59-11:30", "0002-01-01T00:00:00Z", "2024-02-28T00:00:00+0030", "9999-10-20T10:20:30+1959", "2024-02-29T00:00:00Z", "1900-02-28T00:00:00Z", "2018-12-31T23:59:59Z"} {
		for i := range stamp {
			for c := range 256 {
				text := []byte(stamp)
				text[i] = byte(c)
				unix, ok := Moment(text)
				if !ok {
					continue
				}
				var want time.Time
				var err error
				for _, l := range dateLayouts {
					if want, err = time.Parse(l.layout, string(text)); err == nil && l.hasOffset {
						break
					}
				}
				if err != nil || want.Unix() != unix {
					t.Fatalf("%q is %d, want %d, %v", text, unix, want.Unix(), err)
				}
			}
		}
		if _, ok := Moment([]byte(stamp)); !ok {
			t.Errorf("%s is not read", stamp)
		}
		for end := range stamp {
			if _, ok := Moment([]byte(stamp[:end])); ok {
				t.Errorf("%s is a moment", stamp[:end])
			}
		}
	}
	for at := time.Date(1600, 1, 1, 1, 2, 3, 0, time.UTC); at.Year() < 2500; at = at.Add(131*time.Hour + 7*time.Minute + 11*time.Second) {
		if unix, ok := Moment([]byte(at.Format("2006-01-02T15:04:05Z"))); !ok || unix != at.Unix() {
			t.Fatalf("%s is %d, want %d", at, unix, at.Unix())
		}
	}
}

// A day that a month has not is no date in any form.
func TestDaysOfMonths(t *testing.T) {
	for year := range 401 {
		for month := 1; month <= 12; month++ {
			days := time.Date(1800+year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
			for day := 27; day <= 32; day++ {
				stamp := fmt.Appendf(nil, "%04d-%02d-%02dT00:00:00", 1800+year, month, day)
				dotted := fmt.Appendf(nil, "%02d.%02d.%04d", day, month, 1800+year)
				if want := day <= days; isPlainDate(stamp) != want || isPlainDate(dotted) != want {
					t.Fatalf("%s, %s", stamp, dotted)
				}
			}
		}
	}
}

// What stands behind a number in its text is not read with it.
func TestNumberInText(t *testing.T) {
	for _, s := range []string{"", "0", "7", "-1", "1.5", ".5", "5.", "1,25", "1.2.3", "99999999", "123456.7", "1234567.8", "12345678.9", "1x", "x", " 1", "1 000", "+3"} {
		want, wantErr := ParseNumber([]byte(s)[:len(s):len(s)])
		for _, behind := range []string{"1", "11111111", ".5555555", "</Price>", "\xff\xff\xff\xff\xff\xff\xff\xff"} {
			got, err := ParseNumber([]byte(s + behind)[:len(s)])
			if !Identical(got, want) || (err == nil) != (wantErr == nil) {
				t.Errorf("%q before %q: %v, %v; want %v, %v", s, behind, got, err, want, wantErr)
			}
		}
	}
}

// A short number is written at once, and as it is written digit by digit.
func TestShortNumbersAreWrittenAsLargeOnes(t *testing.T) {
	check := func(coef int64, scale int32) {
		n := NewNumber(coef, scale)
		for _, point := range []byte{'.', ','} {
			if got, want := n.appendWith([]byte("x"), point, ""), n.appendLarge([]byte("x"), point, ""); !bytes.Equal(got, want) {
				t.Fatalf("%d at %d: %q, want %q", coef, scale, got, want)
			}
		}
	}
	for scale := range int32(9) {
		for coef := range int64(12000) {
			check(coef, scale)
			check(coef*1009, scale)
			check(-coef, scale)
		}
		for p := int64(1); p < 1e10; p *= 10 {
			check(p-1, scale)
			check(p, scale)
			check(p+1, scale)
		}
	}
}
