package mapping

import "time"

// A calendar says what a day is: "a day is the calendar day of Date in the profile's zone, shifted by day_starts".
type calendar struct {
	zone   *time.Location
	starts time.Duration // of a day, after midnight by the clock on the wall
}

// A day is a calendar day, and the moment at which it starts.
type day struct {
	date  time.Time // its midnight, in UTC: for its name only
	start time.Time
}

// of returns the day that a moment belongs to.
func (c calendar) of(t time.Time) day {
	year, month, date := t.In(c.zone).Date()
	d := c.day(year, month, date)
	if t.Before(d.start) {
		d = c.day(year, month, date-1)
	}
	return d
}

// A diary is a calendar that remembers the day that was asked for last: receipts come in the order of their times, more or less.
type diary struct {
	calendar
	last day
	end  time.Time // of last: the start of the next one
}

// of returns the day that a moment belongs to.
func (d *diary) of(t time.Time) day {
	if t.Before(d.last.start) || !t.Before(d.end) {
		d.last = d.calendar.of(t)
		year, month, date := d.last.date.Date()
		d.end = d.day(year, month, date+1).start
	}
	return d.last
}

// day returns the day of a date. It starts when the clock on the wall first shows that it does, or would have shown it but for a
// change to summer time.
func (c calendar) day(year int, month time.Month, date int) day {
	d := day{date: time.Date(year, month, date, 0, 0, 0, 0, time.UTC)}
	want := d.date.Add(c.starts)
	t := time.Date(want.Year(), want.Month(), want.Day(), want.Hour(), want.Minute(), 0, 0, c.zone)
	begin, end := t.ZoneBounds() // between two changes of the clock
	switch clock := wall(t); {
	case clock.After(want): // the hour is left out, and Go went ahead
		t = begin
	case clock.Before(want): // or back
		t = end
	case !begin.IsZero(): // the hour may have come before
		before := begin.Add(-time.Nanosecond)
		if earlier := t.Add(wall(t).Sub(t) - wall(before).Sub(before)); earlier.Before(begin) && wall(earlier).Equal(want) {
			t = earlier
		}
	}
	d.start = t
	return d
}

// wall is what the clock on the wall shows, as if it were UTC.
func wall(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}
