package synth

import "strconv"

// A store of the second version: its own hours, its own tills.
type store struct {
	organization, code, name []byte
	tillCode, tillName       []byte
}

var storeNames = [...]string{"Удача", "Удача-2 (Заречная)", `Магазин "У дома"`, "Бар & гриль «Берег»", "Продукты на Советской", "Универсам «Центр»", "Минимаркет", "Гастроном"}

// mostTills is how many tills the largest store has.
const mostTills = 3

// fill says what store s is called, and its till t.
func (p *store) fill(s, t int64) {
	p.organization = append(p.organization[:0], "155"...)
	if s%4 == 3 {
		p.organization[2] = '6'
	}
	p.code = strconv.AppendInt(p.code[:0], 169+s, 10)
	p.name = append(p.name[:0], storeNames[s%int64(len(storeNames))]...)
	if round := s / int64(len(storeNames)); round > 0 {
		p.name = strconv.AppendInt(append(p.name, ' '), round+1, 10)
	}
	p.tillCode = strconv.AppendInt(p.tillCode[:0], 1001+s*10+t, 10)
	p.tillName = strconv.AppendInt(append(p.tillName[:0], "Касса "...), t+1, 10)
}

// tillsOf returns how many tills store s has.
func tillsOf(s int64) int64 { return 1 + (s*2+2)%mostTills }

// What the hours from opening to closing of the first store, 8 to 22 in Minsk, see of a day's sales, in hundredths: a rush at noon, another after work.
var rush = [...]int64{2, 4, 6, 7, 9, 8, 7, 7, 8, 10, 12, 11, 6, 3}

// opens is when the first store opens, in hours of UTC.
const opens = 5

// isOpen reports whether store s is open in hour h of the rush: each has hours of its own, the first the longest.
func isOpen(s int64, h int) bool {
	switch s % 3 {
	case 0:
		return true
	case 1:
		return h >= 1 && h < 13 // 9 to 21
	}
	return h >= 2 && h < 12 // 10 to 20
}

// rushMoment returns the moment of the k-th of n sales of a day, in seconds after 00:00 UTC, and its hour of the rush. A later one is never earlier.
func rushMoment(k, n int64, d *dice) (second int64, hour int) {
	const all = 100 * 3600
	lo, hi := k*all/n, (k+1)*all/n
	at := lo + d.below(max(1, hi-lo))
	for hour < len(rush)-1 && at >= rush[hour]*3600 {
		at -= rush[hour] * 3600
		hour++
	}
	return (opens+int64(hour))*3600 + at/rush[hour], hour
}
