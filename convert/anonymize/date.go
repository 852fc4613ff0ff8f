package anonymize

import (
	"bytes"
	"time"

	"obmen/formats/record"
)

// How many days dates are shifted by at least and at most: into the past, so that none lies ahead, and by whole weeks, so that a Monday stays one.
const (
	leastWeeks = 5
	mostWeeks  = 150
)

// shiftOf returns the days by which the key shifts dates.
func (m *maker) shiftOf() int {
	return -7 * (leastWeeks + m.dice("days").below(mostWeeks-leastWeeks+1))
}

// date returns a date so many days later, written as it was; 0: as it is. What is no date becomes a code.
func (m *maker) date(text []byte, days int) []byte {
	d, ok, err := record.ParseDate(text)
	switch {
	case err != nil:
		return m.code(text)
	case !ok || days == 0:
		return text
	}
	start := len(text) - len(bytes.TrimLeft(text, " \t\r\n"))
	day := text[start : start+len("2018-04-13")]
	layout := "2006-01-02"
	if day[2] == '.' {
		layout = "02.01.2006"
	}
	t := time.Date(d.Time.Year(), d.Time.Month(), d.Time.Day()+days, 0, 0, 0, 0, time.UTC)
	made := append(bytes.Clone(text[:start]), t.Format(layout)...)
	return append(made, text[start+len(day):]...)
}
