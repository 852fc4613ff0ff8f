package record

import (
	"bytes"
	"encoding/binary"
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
	if d, ok := commonDate(text); ok {
		return d, true, nil
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
	s, _ := readStamp(text)
	zone := time.UTC
	if s.offset != 0 {
		zone = time.FixedZone("", s.offset)
	}
	t := time.Date(s.year, time.Month(s.month), s.day, s.hour, s.minute, s.second, 0, zone)
	return Date{Time: t, HasTime: true, HasOffset: s.hasOffset}
}

// commonDate reads what else is often written, and has no offset: 2018-04-13, 2018-04-13 09:05, 2018-04-13 09:05:00, and both times behind 13.04.2018.
func commonDate(text []byte) (d Date, ok bool) {
	const day, minute, second = len("2018-04-13"), len("2018-04-13 09:05"), len("2018-04-13 09:05:00")
	n := len(text)
	if n != day && ((n != minute && n != second) || (text[day] != ' ' && text[day] != 'T')) {
		return d, false
	}
	stamp := [second]byte([]byte("0000-00-00T00:00:00"))
	switch {
	case text[4] == '-':
		copy(stamp[:], text[:day])
	case n > day && text[day] == ' ' && text[2] == '.' && text[5] == '.':
		copy(stamp[:4], text[6:day])
		copy(stamp[5:], text[3:5])
		copy(stamp[8:], text[:2])
	default:
		return d, false
	}
	if n > day {
		copy(stamp[day+1:], text[day+1:])
	}
	s, ok := readStamp(stamp[:])
	if !ok {
		return d, false
	}
	return Date{Time: time.Date(s.year, time.Month(s.month), s.day, s.hour, s.minute, s.second, 0, time.UTC), HasTime: n > day}, true
}

// A stamp is a date with a time, as the services write them.
type stamp struct {
	year, month, day, hour, minute, second int
	offset                                 int // seconds east of UTC
	hasOffset                              bool
}

// readStamp reads 2018-04-16T11:08:31+0000, +00:00, Z or nothing behind. ok is false for any other form, and for the year 1.
func readStamp(text []byte) (s stamp, ok bool) {
	if len(text) < len("2018-04-16T11:08:31") {
		return s, false
	}
	// Three words, in which a digit becomes its value and what parts them 0; the last overlaps.
	const date, dash = 0x2D30302D30303030, 0xFF0000FF00000000    // 0000-00-
	const middle, parts = 0x30303A3030543030, 0x0000FF0000FF0000 // 00T00:00
	const last, colons = 0x30303A30303A3030, 0x0000FF0000FF0000  // 00:00:00
	d := binary.LittleEndian.Uint64(text) ^ date
	m := binary.LittleEndian.Uint64(text[8:]) ^ middle
	t := binary.LittleEndian.Uint64(text[11:]) ^ last
	const digit, odd = 0x7676767676767676, 0x8080808080808080 // 0x76 + 10 = 0x80
	if (d|(d+digit)|m|(m+digit)|t|(t+digit))&odd != 0 || (d&dash|m&parts|t&colons) != 0 {
		return s, false
	}
	two := func(x uint64, lane uint) int { return int(x>>(8*lane)&0xF*10 + x>>(8*lane+8)&0xF) }
	s.year, s.month, s.day = two(d, 0)*100+two(d, 2), two(d, 5), two(m, 0)
	s.hour, s.minute, s.second = two(t, 0), two(t, 3), two(t, 6)
	if s.year < 2 || s.month < 1 || s.month > 12 || s.day < 1 || s.day > daysIn(s.year, s.month) || s.hour > 23 || s.minute > 59 || s.second > 59 {
		return s, false
	}
	return s, s.readOffset(text[19:])
}

// daysIn returns how many days a month has, by the Gregorian rule.
func daysIn(year, month int) int {
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 29
	}
	return int("\x1F\x1C\x1F\x1E\x1F\x1E\x1F\x1F\x1E\x1F\x1E\x1F"[month-1])
}

// readOffset reads what stands behind the time.
func (s *stamp) readOffset(zone []byte) bool {
	switch s.hasOffset = len(zone) > 0; len(zone) {
	case 0:
		return true
	case 1:
		return zone[0] == 'Z'
	case 5:
		return s.readSigned(zone[0], zone[1:3], zone[3:])
	case 6:
		return zone[3] == ':' && s.readSigned(zone[0], zone[1:3], zone[4:])
	}
	return false
}

func (s *stamp) readSigned(sign byte, hours, minutes []byte) bool {
	h, h1, m, m1 := hours[0]-'0', hours[1]-'0', minutes[0]-'0', minutes[1]-'0'
	s.offset = (int(h)*10+int(h1))*3600 + (int(m)*10+int(m1))*60
	if sign == '-' {
		s.offset = -s.offset
	} else if sign != '+' {
		return false
	}
	return h <= 1 && h1 <= 9 && m <= 5 && m1 <= 9
}

// unix returns the seconds since 1970 in UTC, by the calendar of the Gregorian rule, whose years begin in March.
func (s *stamp) unix() int64 {
	y, m := s.year, s.month-3
	if m < 0 {
		y, m = y-1, m+12
	}
	days := 365*y + y/4 - y/100 + y/400 + (153*m+2)/5 + s.day - 1 - 719468
	return int64(days)*86400 + int64(s.hour*3600+s.minute*60+s.second-s.offset)
}

// Moment returns the seconds since 1970 of a date with a time and an offset in the forms that the services write. ok is false for any other text:
// [ParseDate] reads it, if it is a date. It takes a tenth of the time.
func Moment(text []byte) (unix int64, ok bool) {
	s, ok := readStamp(text)
	if !ok || !s.hasOffset {
		return 0, false
	}
	return s.unix(), true
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
