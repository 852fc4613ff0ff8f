package profile

import (
	"slices"
	"strings"
	"time"

	"obmen/formats/record"
)

// Checks is what check holds documents against.
type Checks struct {
	Open   OpenHours            `yaml:"open,omitempty"`   // of all stores; "": not known
	Stores map[string]OpenHours `yaml:"stores,omitempty"` // by StoreCode, in place of Open
}

// OpenHours are opening hours as people write them, see [ParseHours].
type OpenHours string

// Hours are the times of a week at which a store sells. The zero Hours are not known.
type Hours struct {
	text string
	days [7][]span // by time.Weekday
}

// A span is from a minute of a day to another, both included. One that does not go up goes on past midnight.
type span struct{ from, to int }

const minutesOfDay = 24 * 60

// The names of the days, from Sunday on, short and in full.
var dayNames = [7][4]string{
	{"sun", "вс", "sunday", "воскресенье"}, {"mon", "пн", "monday", "понедельник"}, {"tue", "вт", "tuesday", "вторник"}, {"wed", "ср", "wednesday", "среда"},
	{"thu", "чт", "thursday", "четверг"}, {"fri", "пт", "friday", "пятница"}, {"sat", "сб", "saturday", "суббота"},
}

// ParseHours reads opening hours: 08:00-23:00, which is every day, or mon-fri 08:00-22:00, sat 09:00-18:00: on a day that is not named nobody sells.
// Days may be Russian, in full, and in capitals: пн-пт, Понедельник. 23:00 means the whole minute: a receipt of 23:00:59 is still inside. 18:00-02:00 goes on past midnight, 00:00-24:00 is all day. The error is a *record.Fault.
func ParseHours(text string) (Hours, error) {
	h := Hours{text: strings.Join(strings.Fields(text), " ")}
	for part := range strings.SplitSeq(h.text, ",") {
		if !h.add(strings.Fields(strings.ToLower(part))) {
			return Hours{}, HoursMalformed.Fault(record.Shorten([]byte(text)))
		}
	}
	return h, nil
}

// add adds a part: days, which may be left out, and a span.
func (h *Hours) add(words []string) (ok bool) {
	first, last := 1, 0 // Monday to Sunday
	if len(words) == 2 {
		if first, last, ok = daysOf(words[0]); !ok {
			return false
		}
		words = words[1:]
	}
	if len(words) != 1 {
		return false
	}
	s, ok := spanOf(words[0])
	for day := first; ok; day = (day + 1) % 7 {
		h.days[day] = append(h.days[day], s)
		if day == last {
			break
		}
	}
	return ok
}

// cutRange cuts a range at its hyphen, or the dash that a text editor makes of it.
func cutRange(text string) (from, to string, ok bool) {
	return strings.Cut(strings.Replace(text, "–", "-", 1), "-")
}

func daysOf(text string) (first, last int, ok bool) {
	from, to, isRange := cutRange(text)
	if !isRange {
		to = from
	}
	first, last = dayOf(from), dayOf(to)
	return first, last, first >= 0 && last >= 0
}

func dayOf(name string) int {
	for day, names := range dayNames {
		if slices.Contains(names[:], name) {
			return day
		}
	}
	return -1
}

func spanOf(text string) (s span, ok bool) {
	from, to, ok := cutRange(text)
	if !ok {
		return s, false
	}
	s.from, s.to = minuteOf(from), minuteOf(to)
	return s, s.from >= 0 && s.from < minutesOfDay && s.to >= 0
}

// minuteOf returns the minute of a day; -1 where it is none. 24:00 is one.
func minuteOf(text string) int {
	if text == "24:00" {
		return minutesOfDay
	}
	c, err := ParseClock(text)
	if err != nil {
		return -1
	}
	return int(time.Duration(c) / time.Minute)
}

// IsKnown reports whether h says anything.
func (h Hours) IsKnown() bool { return h.text != "" }

// String returns the hours as they were written.
func (h Hours) String() string { return h.text }

// Contains reports whether t, by its own clock, is in the hours. The minute of closing still is, to its last second: receipts are finished then.
func (h Hours) Contains(t time.Time) bool {
	day, minute := int(t.Weekday()), t.Hour()*60+t.Minute()
	for _, s := range h.days[day] {
		if minute >= s.from && (minute <= s.to || s.to <= s.from) {
			return true
		}
	}
	for _, s := range h.days[(day+6)%7] {
		if s.to <= s.from && minute <= s.to {
			return true
		}
	}
	return false
}

// Hours returns the hours of the stores that have their own, and those of all others.
func (c Checks) Hours() (stores map[string]Hours, others Hours) {
	hours := func(text OpenHours) Hours {
		h, _ := ParseHours(string(text)) // it was looked at when the profile was loaded; "" is not known
		return h
	}
	stores = make(map[string]Hours, len(c.Stores))
	for code, text := range c.Stores {
		stores[code] = hours(text)
	}
	return stores, hours(c.Open)
}

func (b *binder) checkHours(c *Checks) {
	look := func(path string, text OpenHours) {
		if _, err := ParseHours(string(text)); text != "" && err != nil {
			b.failPath(path, HoursMalformed.Fault(record.Shorten([]byte(text))))
		}
	}
	look("checks.open", c.Open)
	for _, code := range sortedKeys(c.Stores) {
		look(index1("checks.stores", code), c.Stores[code])
	}
}
