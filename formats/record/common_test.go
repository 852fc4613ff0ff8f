package record

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestPriceAmbiguous(t *testing.T) {
	for text, want := range map[string]bool{
		"1,990": true, "1.990": true, " 12,000 ": true, "-999,999": true, "\u22121,990": true,
		"0,990": false, "1234,500": false, "1 990,000": false, "1990": false, "1,99": false, "1,9900": false, "": false, " ": false, ",990": false, "012,500": false,
	} {
		n, err := ParseNumber([]byte(text))
		if err == nil && PriceAmbiguous([]byte(text), n) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// CheckDate is ParseDate, only faster.
func TestCheckDateIsParseDate(t *testing.T) {
	same := func(t interface{ Errorf(string, ...any) }, text string) {
		_, want, wantErr := ParseDate([]byte(text))
		got, err := CheckDate([]byte(text))
		if got != want || (err == nil) != (wantErr == nil) {
			t.Errorf("%q: %v %v, want %v %v", text, got, err, want, wantErr)
		}
	}
	for _, s := range []string{"", " ", "13.04.2018", "32.01.2018", "29.02.2019", "29.02.2020", "00.01.2018", "01.00.2018", "01.13.2018", "01.01.0000", "01.01.0001", "01.01.0002", "0001-01-01T00:00:00", "0002-01-01T00:00:00",
		"2018-04-16T11:08:31+0000", "2018-04-16T11:08:31+00:00", "2018-04-16T11:08:31Z", "2018-04-16T11:08:31", "2018-04-16T24:08:31", "2018-04-16T23:60:31", "2018-04-16T23:59:60", "2018-04-16T11:08:31+2400",
		"2018-04-16T11:08:31+1960", "2018-04-16T11:08:31 +0000", "2018-04-16T11:08:31z", "2018-04-16T11:08:31.5Z", "2018-04-16t11:08:31", "2018-02-29T11:08:31", "2018-04-16 11:08:31", "2018-04-16T11:08:31+19:59", "2018-04-16T11:08:31-1300"} {
		same(t, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		digits := func(most int, format string) string { return fmt.Sprintf(format, rapid.IntRange(0, most).Draw(t, "n")) }
		s := digits(2100, "%04d") + "-" + digits(13, "%02d") + "-" + digits(32, "%02d") + "T" + digits(25, "%02d") + ":" + digits(61, "%02d") + ":" + digits(61, "%02d") +
			rapid.SampledFrom([]string{"", "Z", "+", "-"}).Draw(t, "zone")
		if s[len(s)-1] == '+' || s[len(s)-1] == '-' {
			s += digits(25, "%02d") + rapid.SampledFrom([]string{"", ":"}).Draw(t, "colon") + digits(61, "%02d")
		}
		same(t, s)
	})
}

func TestCheckDateDoesNotAllocate(t *testing.T) {
	for _, s := range []string{"2018-04-16T11:08:31+0000", "13.04.2018"} {
		text := []byte(s)
		if n := testing.AllocsPerRun(100, func() { CheckDate(text) }); n != 0 {
			t.Errorf("%s: %v allocations", s, n)
		}
	}
}

// refusals is a RawReader that has nothing but what it refused.
type refusals struct {
	list []Rejected
	at   int
	kept bool
}

func (r *refusals) Read() (Record, error) { return nil, errors.New("not read") }
func (r *refusals) KeepRaw()              { r.kept = true }
func (r *refusals) Rejected() Rejected    { return r.list[r.at] }
func (r *refusals) Shell() (before, after []byte) {
	return []byte("<d>\n"), []byte("</d>\n")
}

func TestRejects(t *testing.T) {
	in := func(frame int64, name, raw string) Rejected {
		return Rejected{Frame: frame, Before: []byte("<" + name + ">\n"), After: []byte("</" + name + ">\n"), Raw: []byte(raw)}
	}
	bare := Rejected{Raw: []byte("r\n")}
	tests := []struct {
		name string
		list []Rejected
		want string
	}{
		{"nothing", nil, ""},
		{"without frames", []Rejected{bare, bare}, "<d>\nr\nr\n</d>\n"},
		{"one frame", []Rejected{in(1, "a", "1\n"), in(1, "a", "2\n")}, "<d>\n<a>\n1\n2\n</a>\n</d>\n"},
		{"two frames and none", []Rejected{in(1, "a", "1\n"), in(2, "a", ""), bare}, "<d>\n<a>\n1\n</a>\n<a>\n</a>\nr\n</d>\n"},
	}
	for _, tt := range tests {
		src := &refusals{list: tt.list}
		var out bytes.Buffer
		r := NewRejects(&out, src)
		for src.at = range src.list {
			if err := r.Add(); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(r.Close(), r.Close()); err != nil {
			t.Fatal(err)
		}
		if out.String() != tt.want || !src.kept {
			t.Errorf("%s: %q", tt.name, &out)
		}
	}
}

func TestRejectsKeepTheFirstError(t *testing.T) {
	r := NewRejects(failing{}, &refusals{list: []Rejected{{Raw: []byte("r")}}})
	if err := r.Add(); !errors.Is(err, errFull) {
		t.Error(err)
	}
	if err := r.Close(); !errors.Is(err, errFull) {
		t.Error(err)
	}
}

var errFull = errors.New("full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

// Each field that the table of a kind lists can be reached by its name.
func TestFieldAt(t *testing.T) {
	for _, owner := range []any{&Catalogue{}, &Group{}, &Product{}, &Receipt{}, &Line{}, &Invoice{}, &Item{}, &Category{}, &Workspace{}, &Package{}, &InvoiceProduct{}, &ShopPrice{}} {
		if len(slotsOfOwner(owner)) == 0 {
			t.Errorf("%T has no fields", owner)
		}
	}
	p := &Product{}
	*FieldAt(p, "Barcode").(*[]byte) = []byte("1")
	*FieldAt(p, "Price").(*Number) = NewNumber(5, 0)
	v := &Invoice{}
	*FieldAt(v, "shipper.ref_code").(*[]byte) = []byte("2")
	if string(p.Barcode) != "1" || p.Price.String() != "5" || string(v.ShipperCode) != "2" {
		t.Errorf("%+v %+v", p, v)
	}
	for _, none := range []any{FieldAt(p, "unknown"), FieldAt(p, "barcode"), FieldAt(p, ""), FieldAt(&Receipt{}, "lines"), FieldAt("x", "Code")} {
		if none != nil {
			t.Errorf("%v", none)
		}
	}
}
