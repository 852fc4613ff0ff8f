package profile

import (
	"fmt"
	"time"
)

// Zone is the name of a zone of the IANA database: Europe/Minsk.
type Zone string

// load returns the zone's Location. Local is none: what it means is the machine's, and the same input would not give the same output.
func (z Zone) load() (*time.Location, error) {
	if z == "" || z == "Local" {
		return nil, ZoneUnknown.Fault(string(z))
	}
	l, err := time.LoadLocation(string(z))
	if err != nil {
		return nil, ZoneUnknown.Fault(string(z))
	}
	return l, nil
}

// Clock is a time of day, as long after midnight.
type Clock time.Duration

// ParseClock reads hours and minutes: 06:00. The error is a *record.Fault.
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("06:00") {
		return 0, ClockMalformed.Fault(s)
	}
	return Clock(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute), nil
}

// String returns 06:00.
func (c Clock) String() string {
	m := int(time.Duration(c) / time.Minute)
	return fmt.Sprintf("%02d:%02d", m/60, m%60)
}

// Day is a date of the calendar. The zero Day is none.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf returns the date that t's own clock shows.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, m, d}
}

// ParseDay reads 2026-01-31. The error is a *record.Fault.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Day{}, DayMalformed.Fault(s)
	}
	return DayOf(t), nil
}

// Before reports whether d comes before e.
func (d Day) Before(e Day) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// String returns 2026-01-31.
func (d Day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }
