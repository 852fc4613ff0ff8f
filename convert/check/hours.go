package check

import "obmen/formats/record"

// hours checks that a receipt is of a time at which its store sells. A date without a time says nothing about that.
func (c *receipts) hours(x *record.Receipt) {
	date, ok, err := record.ParseDate(x.Date)
	if !ok || err != nil || !date.HasTime {
		return
	}
	at := date.In(c.Zone).In(c.Zone)
	if hours, open := c.OpenAt(x.StoreCode, at); !open {
		c.found(outsideHours, "Head/Date", at.Format("02.01.2006 15:04"), weekdays[at.Weekday()], hours)
	}
}

// weekdays are the names that opening hours are written with; they are the same in both languages of a message.
var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
