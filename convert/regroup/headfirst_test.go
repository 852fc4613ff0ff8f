package regroup

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"obmen/formats/record"
)

// heard is a Writer that writes down what it is given; it refuses the head of that number, and fails at the part of that code.
type heard struct {
	list         []string
	refuse, fail string
	closed       int
}

var errPipe = errors.New("broken pipe")

func (h *heard) Write(rec record.Record) error {
	code := ""
	switch r := rec.(type) {
	case *record.Invoice:
		code = string(r.Number)
	case *record.Item:
		code = string(r.ProductCode)
	case *record.Category:
		code = string(r.RefCode)
	case *record.Workspace:
		code = string(r.RefCode)
	case *record.Package:
		code = string(r.RefCode)
	case *record.InvoiceProduct:
		code = string(r.RefCode)
	}
	h.list = append(h.list, code)
	switch code {
	case h.fail:
		return errPipe
	case h.refuse:
		return &record.Error{Err: errPipe}
	}
	return nil
}

func (h *heard) Close() error {
	h.closed++
	return nil
}

// partsOf makes parts of their codes, by their first letter, and heads of numbers.
func partsOf(codes string) (list []record.Record) {
	for _, code := range strings.Fields(codes) {
		c := []byte(code)
		switch code[0] {
		case 'i':
			list = append(list, &record.Item{ProductCode: c})
		case 'c':
			list = append(list, &record.Category{RefCode: c})
		case 'w':
			list = append(list, &record.Workspace{RefCode: c})
		case 'k':
			list = append(list, &record.Package{RefCode: c})
		case 'p':
			list = append(list, &record.InvoiceProduct{RefCode: c})
		default:
			list = append(list, &record.Invoice{Number: c})
		}
	}
	return list
}

// turned turns a stream round and returns what came of it.
func turned(t *testing.T, dst *heard, temp record.Temp, codes string) error {
	t.Helper()
	w := HeadFirst(dst, temp)
	for _, rec := range partsOf(codes) {
		if err := w.Write(rec); err != nil && record.Refusal(err) == nil {
			return errors.Join(err, w.Close())
		}
	}
	return w.Close()
}

func TestHeadFirst(t *testing.T) {
	for _, c := range []struct{ in, refuse, want string }{
		{"", "-", ""},
		{"1", "-", "1"},
		{"p1 k1 w1 c1 i1 1", "-", "1 i1 c1 w1 k1 p1"},
		{"i1 p1 i2 p2 1 2 c1 3", "-", "1 i1 i2 p1 p2 2 3 c1"},
		{"i1 1 i2 p2 2 i3 3", "2", "1 i1 2 i2 p2 3 i3"}, // the parts of a refused head follow it, and none follows another
	} {
		dst := &heard{refuse: c.refuse, fail: "-"}
		if err := turned(t, dst, nil, c.in); err != nil || dst.closed != 1 {
			t.Errorf("%s: %v, closed %d", c.in, err, dst.closed)
		}
		if got := strings.Join(dst.list, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
}

func TestHeadFirstLarge(t *testing.T) {
	var in, want strings.Builder
	want.WriteString("1")
	for n := range 20_000 {
		fmt.Fprintf(&in, "i%040d p%040d ", n, n)
		fmt.Fprintf(&want, " i%040d", n)
	}
	for n := range 20_000 {
		fmt.Fprintf(&want, " p%040d", n)
	}
	temp := &tempDir{t: t}
	dst := &heard{refuse: "-", fail: "-"}
	if err := turned(t, dst, temp, in.String()+"1"); err != nil || strings.Join(dst.list, " ") != want.String() {
		t.Errorf("%v, %d records", err, len(dst.list))
	}
	if err := turned(t, &heard{}, failing{}, in.String()+"1"); !errors.Is(err, errDisk) {
		t.Error("a disk that fails:", err)
	}
}

func TestHeadFirstFails(t *testing.T) {
	for _, fail := range []string{"1", "i1", "p1"} {
		dst := &heard{refuse: "-", fail: fail}
		if err := turned(t, dst, nil, "p1 i1 1"); !errors.Is(err, errPipe) {
			t.Errorf("%s: %v", fail, err)
		}
	}
}
