package synth

import "math/bits"

// dice are a stream of numbers that look random: SplitMix64 of Steele, Lea and Flood. They start anywhere at no
// cost, which is what a pure function of an index wants.
type dice uint64

// What dice are thrown for, so that one index gives unlike numbers for unlike things.
const (
	forProduct uint64 = iota + 1
	forGroup
	forReceipt
	forInvoice
	forItem
	forCustomer
	forLine
)

func throw(seed, what uint64, index int64) dice {
	return dice(mix(mix(seed^what<<56) ^ uint64(index)))
}

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	return mix(uint64(*d))
}

// below returns a number from 0 to n-1. Its bias, n in 2^64, does not matter here.
func (d *dice) below(n int64) int64 {
	hi, _ := bits.Mul64(d.next(), uint64(n))
	return int64(hi)
}

// percent is true p times of a hundred.
func (d *dice) percent(p int64) bool { return d.below(100) < p }

func pick[T any](d *dice, of []T) T { return of[d.below(int64(len(of)))] }
