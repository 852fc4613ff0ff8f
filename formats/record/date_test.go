package record

import (
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"13.04.2018", "2018-04-13T00:00:00Z"}, {"13.04.2018 9:05:00", "2018-04-13T09:05:00Z"}, {"2018-04-13T00:00:00", "2018-04-13T00:00:00Z"},
		{"2018-04-16T11:08:31+0000", "2018-04-16T11:08:31Z"}, {"2018-04-16T11:08:31+03:00", "2018-04-16T11:08:31+03:00"}, {"2018-04-16T11:08:31Z", "2018-04-16T11:08:31Z"},
		{"2018-06-13 14:28", "2018-06-13T14:28:00Z"}, {"2018-04-16T11:08:31.250+0300", "2018-04-16T11:08:31+03:00"},
		{"", "none"}, {"0001-01-01", "none"}, {"01.01.0001", "none"}, {"0001-01-01T00:00:00", "none"}, {"01.01.0001 0:00:00", "none"},
		{"31.02.2018", "error"}, {"2018-13-01", "error"}, {"yesterday", "error"}, {"13/04/2018", "error"}, {"2018-04-16T25:00:00", "error"},
	} {
		d, ok, err := ParseDate([]byte(c.in))
		got := d.Time.Format(time.RFC3339)
		switch {
		case err != nil:
			got = "error"
		case !ok:
			got = "none"
		}
		if got != c.want {
			t.Errorf("%q = %s, want %s", c.in, got, c.want)
		}
	}
}

func TestDateIn(t *testing.T) {
	minsk := time.FixedZone("Minsk", 3*3600)
	for _, c := range []struct{ in, want string }{
		{"13.04.2018", "2018-04-13T00:00:00+03:00"},                // a wall clock's reading is the zone's
		{"2018-04-13T23:59:59.5", "2018-04-13T23:59:59+03:00"},     // to the fraction
		{"2018-04-16T22:30:00+0000", "2018-04-16T22:30:00Z"},       // an offset of its own leads: its own local day is the 16th
		{"2018-04-17T01:30:00+0300", "2018-04-17T01:30:00+03:00"},  // the same moment, another day
		{"2018-04-16T22:30:00-11:00", "2018-04-16T22:30:00-11:00"}, // west
	} {
		d, ok, err := ParseDate([]byte(c.in))
		if got := d.In(minsk).Format(time.RFC3339); !ok || err != nil || got != c.want {
			t.Errorf("%s = %s, %v, want %s", c.in, got, err, c.want)
		}
	}
	a, _, _ := ParseDate([]byte("2018-04-16T22:30:00+0000"))
	b, _, _ := ParseDate([]byte("2018-04-17T01:30:00+0300"))
	if !a.In(minsk).Equal(b.In(minsk)) {
		t.Error("one moment is two")
	}
}

func TestDateKnowsWhatItHas(t *testing.T) {
	for _, c := range []struct {
		in           string
		time, offset bool
	}{
		{"13.04.2018", false, false}, {"2018-04-13", false, false}, {" 13.04.2018 9:05 ", true, false}, {"2018-06-13 14:28", true, false},
		{"2018-04-16T11:08:31Z", true, true}, {"2018-04-16 11:08:31+0000", true, true}, {"2018-04-16T11:08+03:00", true, true},
	} {
		d, ok, err := ParseDate([]byte(c.in))
		if !ok || err != nil || d.HasTime != c.time || d.HasOffset != c.offset {
			t.Errorf("%s: %+v, %v, %v", c.in, d, ok, err)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"13.04.2018", "2018-04-16T11:08:31+0000", "0001-01-01", "", "9999-12-31T23:59:60Z", "1.1.1"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, ok, err := ParseDate(b)
		if ok && (err != nil || d.Time.Year() < 2) || err != nil && ok {
			t.Fatalf("%q: %+v, %v, %v", b, d, ok, err)
		}
	})
}

// TestPlainDates: the forms that are read without time.Parse mean what it reads.
func TestPlainDates(t *testing.T) {
	for _, text := range []string{
		"13.04.2018", "2018-04-16T11:08:31", "2018-04-16T11:08:31Z", "2018-04-16T11:08:31+0000", "2018-04-16T11:08:31+03:00", "2018-04-16T23:59:59-1130", "2018-01-01T00:00:00-00:30",
	} {
		if !isPlainDate([]byte(text)) {
			t.Errorf("%s is not plain", text)
			continue
		}
		readsAsTimeDoes(t, text)
	}
	for _, text := range []string{"2018-04-16T11:08:31+0000", "2018-04-16 11:08"} {
		if n := testing.AllocsPerRun(100, func() { ParseDate([]byte(text)) }); n != 0 {
			t.Errorf("%s: %v allocations", text, n)
		}
	}
}

// TestCommonDates: so do those that are not plain, and what looks like them is no more of a date than it was.
func TestCommonDates(t *testing.T) {
	for _, text := range []string{
		"2018-04-16", "2018-04-16 11:08", "2018-04-16T11:08", "2018-04-16 11:08:31", "16.04.2018 11:08", "16.04.2018 11:08:31", "2020-02-29", "29.02.2020 23:59",
	} {
		if _, ok := commonDate([]byte(text)); !ok {
			t.Errorf("%s is not common", text)
		}
		for i := range text {
			for _, c := range "09-.: T\x00" {
				readsAsTimeDoes(t, text[:i]+string(c)+text[i+1:])
			}
			readsAsTimeDoes(t, text[:i])
		}
		readsAsTimeDoes(t, text)
	}
}

// readsAsTimeDoes compares ParseDate with time.Parse.
func readsAsTimeDoes(t *testing.T, text string) {
	t.Helper()
	var want Date
	known := false
	for _, l := range dateLayouts {
		if at, err := time.Parse(l.layout, strings.TrimSpace(text)); err == nil && !known {
			want, known = Date{at, l.hasOffset, l.time}, at.Year() > 1
		}
	}
	d, ok, _ := ParseDate([]byte(text))
	if ok != known {
		t.Errorf("%q: a date: %v, want %v", text, ok, known)
		return
	}
	if !ok {
		return
	}
	_, offset := d.Time.Zone()
	_, wantOffset := want.Time.Zone()
	if !d.Time.Equal(want.Time) || offset != wantOffset || d.HasOffset != want.HasOffset || d.HasTime != want.HasTime {
		t.Errorf("%q = %+v, want %+v", text, d, want)
	}
}
