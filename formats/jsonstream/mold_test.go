package jsonstream

import (
	"fmt"
	"strings"
	"testing"

	"obmen/formats/record"
)

// fields numbers the keys of the objects that the tests read.
var fields = map[string]int{"a": 0, "b": 1, "list": 2, "x": 4}

// readList reads an array of objects with known keys, with a Mold or without, and tells the values; fits counts the objects that were not read token by token.
func readList(in string, m *Mold, o record.Options) (told string, fits int) {
	var b strings.Builder
	w := NewWalker(strings.NewReader(in), o)
	if _, err := w.Next(); err != nil {
		return err.Error(), 0
	}
	for {
		if m != nil {
			if values, ok := w.Try(m); ok {
				for _, v := range values {
					tell(&b, v.Field, v.Token, v.Text, v.Number)
				}
				w.Take(m)
				fmt.Fprintf(&b, "%d-%d %s\n", w.keptFrom(), w.End(), w.Path())
				fits++
				continue
			}
		}
		t, err := w.Next()
		if err != nil || t == EndArray {
			return fmt.Sprintf("%s%v %v", b.String(), err, w.Finish()), fits
		}
		w.Hold()
		readObject(w, m, &b)
		fmt.Fprintf(&b, "%d-%d %s\n", w.keptFrom(), w.End(), w.Path())
	}
}

func (w *Walker) keptFrom() int64 { return w.base + int64(w.keep) }

func tell(b *strings.Builder, field int32, t Token, text []byte, n record.Number) {
	if t != String {
		text = nil
	}
	if t != Number {
		n = record.Number{}
	}
	fmt.Fprintf(b, "%d %c %q %s\n", field, t, text, n)
}

// readObject reads what the last token began, and teaches m.
func readObject(w *Walker, m *Mold, b *strings.Builder) {
	if m == nil {
		m = &Mold{}
	}
	m.Clear()
	field, depth := 0, len(w.frames)
	for {
		t, err := w.Next()
		if err != nil {
			return
		}
		switch t {
		case Key:
			field = fields[string(w.Text())]
		case EndObject, EndArray:
		default:
			if t == BeginObject {
				field = 3
			}
			m.Note(w, field, t)
			n, _ := record.ParseJSONNumber(w.Raw())
			tell(b, int32(field), t, w.Text(), n)
		}
		if len(w.frames) < depth {
			m.Learn(w)
			return
		}
	}
}

func TestMold(t *testing.T) {
	var many []string
	for i := range 20 {
		many = append(many, fmt.Sprintf(`{"a":%d.5, "b":"\"%d\u00e9","list":[{"x":true},{"x":null}]}`, i, i))
	}
	for _, tt := range []struct {
		in   string
		fits int
	}{
		{"[" + strings.Join(many, ",\n ") + "]", 19},
		{"[\n" + strings.Join(many, "\r\n\t,\n ") + " ]", 19},
		{`[{"a":1},{"a":2},{"b":"x"},{"b":"y"},{"a":3},{ "a":3}]`, 3},
		{`[{"a":1},{"a":01}]`, 0}, {`[{"a":1},{"a":1.}]`, 0}, {`[{"a":1},{"a":-}]`, 0}, {`[{"a":1},{"a":1e3},{"a":"\ud83d\ude00"}]`, 0},
		{`[{"a":1},{"a":1234567890123456789},{"a":-0},{"a":-0.50},{"a":123456789012345678}]`, 3},
		{"[{\"b\":\"x\"},{\"b\":\"\xff\"}]", 0}, {"[{\"b\":\"x\"},{\"b\":\"\n\"}]", 0}, {`[{"b":"x"},{"b":"\x"}]`, 0}, {`[{"b":"x"},{"b":"\ud800"}]`, 0}, {`[{"b":"x"},{"b":"\u12`, 0},
		{`[{"a":1},{"a":2}{"a":2}]`, 1}, {`[{"a":1} {"a":2}]`, 0}, {`[{"a":1},{"a":tru}]`, 0}, {`[{"a":1},{"a":2`, 0}, {`[{"a":1},`, 0}, {`[]`, 0},
	} {
		m := &Mold{Arena: &record.Arena{}}
		want, _ := readList(tt.in, nil, record.Options{})
		got, fits := readList(tt.in, m, record.Options{})
		if got != want || fits != tt.fits {
			t.Errorf("%s: %d objects fit, not %d; got\n%s\nwant\n%s", tt.in, fits, tt.fits, got, want)
		}
	}
}

// A document in which nothing is like anything else costs no memory, and soon no lessons.
func TestMoldGivesUp(t *testing.T) {
	var b strings.Builder
	b.WriteString("[")
	for i := range 3 * moldLessons {
		fmt.Fprintf(&b, `{"a":%s1},`, strings.Repeat(" ", i%(moldText+10)))
	}
	b.WriteString(`{"a":1}]`)
	m := &Mold{Arena: &record.Arena{}}
	want, _ := readList(b.String(), nil, record.Options{})
	got, _ := readList(b.String(), m, record.Options{})
	if got != want || m.lessons > moldLessons+1 || len(m.steps) > 2*moldSteps {
		t.Errorf("%d lessons, %d steps", m.lessons, len(m.steps))
	}
}

// Where an object that fits could pass a limit, it is read token by token.
func TestMoldAtLimits(t *testing.T) {
	in := `[{"a":1,"b":"12345678"},{"a":1,"b":"1234567"},{"a":1,"b":"123456789"}]`
	for _, limits := range []record.Limits{{Depth: 4}, {Record: 1024}, {Value: 7}, {Value: 8}, {Record: 24}} {
		o := record.Options{Limits: limits}
		want, _ := readList(in, nil, o)
		if got, _ := readList(in, &Mold{Arena: &record.Arena{}}, o); got != want {
			t.Errorf("%+v: got\n%s\nwant\n%s", limits, got, want)
		}
	}
}
