package synth

// A calendar spreads things evenly over days, each in its order.
type calendar struct {
	first       int64 // 00:00 UTC of the first day, in seconds
	days, count int64
}

// mostDays is how long documents go on where nobody says how long: ten years.
const mostDays = 3650

// settle says how many things there are, and on how many days: those asked for, else as many as make so many things a day.
func (c *calendar) settle(days, count, aDay int64) {
	if c.count = count; days == 0 {
		days = min(mostDays, (count+aDay-1)/aDay)
	}
	c.days = max(1, days)
}

// place returns the day of thing i, in seconds at 00:00 UTC, and that i is the k-th of n on it, from 0.
func (c *calendar) place(i int64) (day, k, n int64) {
	d := i * c.days / c.count
	first := c.firstOf(d)
	return c.first + d*86400, i - first, max(1, c.firstOf(d+1)-first)
}

// firstOf returns the first thing of a day, or of a later one where it has none.
func (c *calendar) firstOf(day int64) int64 { return (day*c.count + c.days - 1) / c.days }

// around returns a number from 1 to 4 × mean - 3, mean on average: mostly few.
func around(mean int64, d *dice) int64 { return 1 + d.below(1+d.below(4*mean-3)) }
