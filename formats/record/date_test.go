package record

import (
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
