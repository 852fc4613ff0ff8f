package record

import "testing"

// Numbers and dates as services write them are read, reckoned with and written without allocating.
func TestNumbersDoNotAllocate(t *testing.T) {
	texts := make([][]byte, len(someNumbers))
	for i, s := range someNumbers {
		texts[i] = []byte(s)
	}
	date, buf := []byte("2018-04-16T11:08:31+0000"), make([]byte, 0, 64)
	sum := 0
	n := testing.AllocsPerRun(100, func() {
		var total Number
		for _, text := range texts {
			n, err := ParseNumber(text)
			if err != nil {
				t.Fatal(err)
			}
			total = total.Add(n).Sub(n.Mul(n))
			buf = total.Append1C(n.AppendTo(buf[:0]))
		}
		unix, ok := Moment(date)
		if !ok {
			t.Fatal("no moment")
		}
		sum += int(unix)
	})
	if n != 0 || sum == 0 {
		t.Error(n, "allocations")
	}
}
