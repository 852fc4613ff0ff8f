package record

import (
	"bytes"
	"time"
)

// A Date is a moment as a source wrote it. Without an offset it is a wall clock's reading, which
// only a profile's zone turns into a moment.
type Date struct {
	Time      time.Time // in UTC where HasOffset is false: the wall clock's reading
	HasOffset bool
	HasTime   bool
}

// The forms that are read; Go takes a fraction of a second by itself. Kassatka writes +0000, which
// time.RFC3339 does not take. An hour of one digit is 1C's.
var dateLayouts = []struct {
	layout          string
	time, hasOffset bool
}{
	{"02.01.2006", false, false},
	{"02.01.2006 15:04:05", true, false},
	{"02.01.2006 15:04", true, false},
	{"2006-01-02", false, false},
	{"2006-01-02T15:04:05-0700", true, true},
	{"2006-01-02T15:04:05Z07:00", true, true},
	{"2006-01-02T15:04:05", true, false},
	{"2006-01-02 15:04:05-0700", true, true},
	{"2006-01-02 15:04:05Z07:00", true, true},
	{"2006-01-02 15:04:05", true, false},
	{"2006-01-02T15:04-0700", true, true},
	{"2006-01-02T15:04Z07:00", true, true},
	{"2006-01-02T15:04", true, false},
	{"2006-01-02 15:04", true, false},
}

// ParseDate reads a date: 13.04.2018, 13.04.2018 9:05:00, 2018-04-13, 2018-04-13T00:00:00, with or without an offset
// (+0000, +00:00, Z). ok is false for an empty text and for 1C's empty date, 0001-01-01 in any of these forms: no date. The
// error is a *Fault that shows the text.
func ParseDate(text []byte) (d Date, ok bool, err error) {
	if isPlainDate(text) {
		return plainDate(text), true, nil
	}
	s := string(bytes.TrimSpace(text))
	if s == "" {
		return Date{}, false, nil
	}
	for _, l := range dateLayouts {
		t, err := time.Parse(l.layout, s)
		if err != nil {
			continue
		}
		if t.Year() <= 1 {
			return Date{}, false, nil
		}
		return Date{Time: t, HasOffset: l.hasOffset, HasTime: l.time}, true, nil
	}
	return Date{}, false, DateMalformed.Fault(Shorten(text))
}

// plainDate reads what [isPlainDate] knows, without time.Parse, which allocates for every form that it tries in vain.
func plainDate(text []byte) Date {
	n := func(from, to int) (v int) {
		for _, c := range text[from:to] {
			v = v*10 + int(c-'0')
		}
		return v
	}
	if text[2] == '.' {
		return Date{Time: time.Date(n(6, 10), time.Month(n(3, 5)), n(0, 2), 0, 0, 0, 0, time.UTC)}
	}
	at := func(zone *time.Location) time.Time {
		return time.Date(n(0, 4), time.Month(n(5, 7)), n(8, 10), n(11, 13), n(14, 16), n(17, 19), 0, zone)
	}
	size := len(text)
	switch size {
	case 19:
		return Date{Time: at(time.UTC), HasTime: true}
	case 20:
		return Date{Time: at(time.UTC), HasTime: true, HasOffset: true}
	}
	offset := n(20, 22)*3600 + n(size-2, size)*60
	if text[19] == '-' {
		offset = -offset
	}
	zone := time.UTC
	if offset != 0 {
		zone = time.FixedZone("", offset)
	}
	return Date{Time: at(zone), HasTime: true, HasOffset: true}
}

// In returns the moment that d names, and its own local calendar in its Location: the offset's where it has one,
// else zone.
func (d Date) In(zone *time.Location) time.Time {
	if d.HasOffset {
		return d.Time
	}
	t := d.Time
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}
