package profile

import (
	"errors"
	"testing"
	"time"

	"obmen/formats/record"
)

func TestHours(t *testing.T) {
	for _, c := range []struct{ hours, in, out string }{ // times of the week of Monday, 1 January 2024: day and clock
		{"08:00-23:00", "1 08:00,7 12:30,3 23:00", "1 07:59,7 23:01,2 00:00"},
		{"mon-fri 08:00-22:00, sat 09:00–18:00", "5 22:00,6 09:00", "6 08:59,7 12:00,6 18:01"},
		{"Пн-Пт 8:00-22:00", "", ""}, {"Пн-Пт 08:00-22:00", "1 09:00", "6 09:00"},
		{"ПН-ПТ 08:00-22:00", "1 08:00,5 22:00", "6 09:00,1 22:01"}, {"Понедельник 08:00-22:00, ВТОРНИК-среда 9:00-10:00", "", ""},
		{"Понедельник 08:00-22:00, ВТОРНИК-среда 09:00-10:00", "1 21:00,2 09:00,3 10:00", "4 09:30,2 21:00"}, {"четверг–Воскресенье 08:00-22:00", "4 08:00,5 08:00,6 08:00,7 08:00", "1 08:00"},
		{"Monday-FRIDAY 08:00-22:00, суббота 10:00-11:00", "1 08:00,5 08:00,6 10:30", "6 12:00,7 10:30"}, {"понед 08:00-09:00", "", ""},
		{"пт-пн 10:00-12:00", "5 11:00,6 11:00,7 11:00,1 11:00", "2 11:00,4 11:00"},
		{"18:00-02:00", "1 18:00,2 01:59,2 02:00,7 23:59", "1 17:59,2 02:01"},
		{"fri 18:00-02:00", "5 19:00,6 02:00", "5 01:00,6 19:00,4 19:00"},
		{"00:00-24:00", "1 00:00,7 23:59", ""},
		{"08:00-12:00,13:00-17:00", "1 11:00,1 13:00", "1 12:30"},
		{"sun 10:00-11:00", "7 10:30", "1 10:30,6 10:30"},
		{"08:00", "", ""}, {"", "", ""}, {"08:00-25:00", "", ""}, {"24:00-24:00", "", ""}, {"day 08:00-09:00", "", ""}, {"mon- 08:00-09:00", "", ""}, {"08:00-09:00,", "", ""},
		{"mon tue 08:00-09:00", "", ""},
	} {
		h, err := ParseHours(c.hours)
		if c.in == "" {
			if !errors.Is(err, &record.Fault{Message: HoursMalformed}) || h.IsKnown() {
				t.Errorf("%q: %v", c.hours, err)
			}
			continue
		}
		if err != nil || h.String() != c.hours || !h.IsKnown() {
			t.Errorf("%q: %v %v", c.hours, h, err)
		}
		each(t, c.in, func(at time.Time) {
			if !h.Contains(at) {
				t.Errorf("%s is outside %s", at.Format("Mon 15:04"), c.hours)
			}
		})
		each(t, c.out, func(at time.Time) {
			if h.Contains(at) {
				t.Errorf("%s is in %s", at.Format("Mon 15:04"), c.hours)
			}
		})
	}
}

func each(t *testing.T, list string, do func(time.Time)) {
	t.Helper()
	for list != "" {
		at, err := time.Parse("2 15:04", list[:len("1 08:00")])
		if err != nil {
			t.Fatal(err)
		}
		do(at.AddDate(2024, 0, 0))
		list = list[min(len(list), len("1 08:00,")):]
	}
}

// TestHoursClosingMinute: a receipt is finished within the minute of closing.
func TestHoursClosingMinute(t *testing.T) {
	for _, c := range []struct {
		hours, at string
		in        bool
	}{
		{"08:00-23:00", "2024-01-01 23:00:59", true}, {"08:00-23:00", "2024-01-01 23:01:00", false}, {"08:00-23:00", "2024-01-01 07:59:59", false},
		{"18:00-02:00", "2024-01-01 02:00:59", true}, {"18:00-02:00", "2024-01-01 02:01:00", false},
	} {
		h, err := ParseHours(c.hours)
		at, wrong := time.Parse(time.DateTime, c.at)
		if err != nil || wrong != nil || h.Contains(at) != c.in {
			t.Errorf("%s in %s: %v, %v, %v", c.at, c.hours, h.Contains(at), err, wrong)
		}
	}
}

func TestHoursOfStores(t *testing.T) {
	p := load(t, "checks: {open: \"08:00-20:00\", stores: {\"169\": \"10:00-12:00\", \"1\": \"\"}}")
	if stores, others := p.Checks.Hours(); stores["169"].String() != "10:00-12:00" || stores["1"].IsKnown() || len(stores) != 2 || others.String() != "08:00-20:00" {
		t.Error(stores, others)
	}
	if p.ResultHash() != Default().ResultHash() || p.Hash() == Default().Hash() {
		t.Error("opening hours count for results, or not at all")
	}
	if stores, others := Default().Checks.Hours(); len(stores) > 0 || others.IsKnown() {
		t.Error("the default knows opening hours")
	}
}
