package mapping

import (
	"testing"
	"time"

	"obmen/formats/record"
)

// A day is the zone's, and starts when the clock on the wall says so, also where that clock is changed.
func TestCalendar(t *testing.T) {
	for _, c := range []struct {
		zone   string
		starts time.Duration
		moment string
		day    string
		start  string // in UTC
	}{
		{"Europe/Minsk", 0, "2026-05-01T20:59:59Z", "2026-05-01", "2026-04-30 21:00"},
		{"Europe/Minsk", 0, "2026-05-01T21:00:00Z", "2026-05-02", "2026-05-01 21:00"},
		{"Europe/Minsk", 6 * time.Hour, "2026-05-02T02:59:59Z", "2026-05-01", "2026-05-01 03:00"},
		{"Europe/Minsk", 6 * time.Hour, "2026-05-02T03:00:00Z", "2026-05-02", "2026-05-02 03:00"},
		{"Europe/Minsk", 6 * time.Hour, "2026-01-01T01:00:00+0300", "2025-12-31", "2025-12-31 03:00"},
		{"Europe/Minsk", 23*time.Hour + 59*time.Minute, "2026-05-01T23:58:59.9+0300", "2026-04-30", "2026-04-30 20:59"},
		{"Europe/Minsk", 0, "2026-05-01T23:30:00-0500", "2026-05-02", "2026-05-01 21:00"}, // the zone's day, not the offset's
		// Berlin, 29 March 2026: 02:00 is followed by 03:00.
		{"Europe/Berlin", 6 * time.Hour, "2026-03-29T05:59:00+0200", "2026-03-28", "2026-03-28 05:00"},
		{"Europe/Berlin", 6 * time.Hour, "2026-03-29T06:00:00+0200", "2026-03-29", "2026-03-29 04:00"},
		{"Europe/Berlin", 150 * time.Minute, "2026-03-29T01:59:59+0100", "2026-03-28", "2026-03-28 01:30"},
		{"Europe/Berlin", 150 * time.Minute, "2026-03-29T03:00:00+0200", "2026-03-29", "2026-03-29 01:00"}, // 02:30 is left out
		// Berlin, 25 October 2026: 03:00 is 02:00 again.
		{"Europe/Berlin", 150 * time.Minute, "2026-10-25T02:29:59+0200", "2026-10-24", "2026-10-24 00:30"},
		{"Europe/Berlin", 150 * time.Minute, "2026-10-25T02:30:00+0200", "2026-10-25", "2026-10-25 00:30"},
		{"Europe/Berlin", 150 * time.Minute, "2026-10-25T02:10:00+0100", "2026-10-25", "2026-10-25 00:30"}, // 02:30 was, so the day has begun
		{"Europe/Berlin", 6 * time.Hour, "2026-10-25T05:59:00+0100", "2026-10-24", "2026-10-24 04:00"},
		// São Paulo, 4 November 2018: there is no midnight.
		{"America/Sao_Paulo", 0, "2018-11-03T23:59:59-0300", "2018-11-03", "2018-11-03 03:00"},
		{"America/Sao_Paulo", 0, "2018-11-04T01:00:00-0200", "2018-11-04", "2018-11-04 03:00"},
		// Havana, 4 November 2018: 01:00 is 00:00 again, so there are two midnights.
		{"America/Havana", 0, "2018-11-04T00:30:00-0400", "2018-11-04", "2018-11-04 04:00"},
		{"America/Havana", 0, "2018-11-04T00:30:00-0500", "2018-11-04", "2018-11-04 04:00"},
		// Apia left out 30 December 2011.
		{"Pacific/Apia", 0, "2011-12-29T23:59:59-1000", "2011-12-29", "2011-12-29 10:00"},
		{"Pacific/Apia", 0, "2011-12-31T00:00:00+1400", "2011-12-31", "2011-12-30 10:00"},
		{"UTC", 0, "2026-05-01T12:00:00Z", "2026-05-01", "2026-05-01 00:00"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		d, ok, err := record.ParseDate([]byte(c.moment))
		if err != nil || !ok {
			t.Fatal(c.moment, err)
		}
		got := calendar{zone, c.starts}.of(d.Time)
		if date, start := got.date.Format(time.DateOnly), string(utcMinute(nil, got.start)); date != c.day || start != c.start {
			t.Errorf("%s, days from %s, %s: %s from %s, want %s from %s", c.zone, c.starts, c.moment, date, start, c.day, c.start)
		}
	}
}

// Days follow each other: whatever the zone, no moment lies before its day, and the next day does not begin before it.
func TestCalendarIsWhole(t *testing.T) {
	for _, name := range []string{"Europe/Minsk", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, starts := range []time.Duration{0, 90 * time.Minute, 150 * time.Minute, 6 * time.Hour, 23 * time.Hour} {
			c := calendar{zone, starts}
			last := day{}
			for at := time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2019; at = at.Add(17 * time.Minute) {
				d := c.of(at)
				if at.Before(d.start) || d.date.Before(last.date) || d.date.Equal(last.date) != d.start.Equal(last.start) {
					t.Fatalf("%s, days from %s: %s lies in %s from %s, after %s from %s", name, starts, at, d.date, d.start, last.date, last.start)
				}
				last = d
			}
			testDiary(t, c)
		}
	}
}

// testDiary: a diary says of every moment what the calendar does, whatever it was asked for before.
func testDiary(t *testing.T, c calendar) {
	t.Helper()
	d := diary{calendar: c}
	for _, begin := range []time.Time{time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2011, 12, 25, 0, 0, 0, 0, time.UTC)} {
		for at := begin; at.Sub(begin) < 400*24*time.Hour; at = at.Add(19 * time.Minute) {
			for _, at := range []time.Time{at, at.Add(-40 * time.Minute), at.Add(25 * time.Hour)} {
				if got, want := d.of(at), c.of(at); !got.date.Equal(want.date) || !got.start.Equal(want.start) {
					t.Fatalf("%s, days from %s: %s lies in %s from %s, by the calendar in %s from %s", c.zone, c.starts, at, got.date, got.start, want.date, want.start)
				}
				if at.Minute() < 53 && at.Hour() != 0 && at.Hour() != 6 {
					break
				}
			}
		}
	}
}
