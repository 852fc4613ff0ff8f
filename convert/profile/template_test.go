package profile

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

func values(name string) (string, bool) {
	v, ok := map[string]string{"day": "20180416", "storage": "1", "shipper": "0348741", "empty": ""}[name]
	return v, ok
}

func TestExpand(t *testing.T) {
	for _, c := range []struct {
		template, want string
		err            *record.Message
	}{
		{"KAS-{day}-{storage}-{shipper}", "KAS-20180416-1-0348741", nil},
		{"", "", nil},
		{"ж", "ж", nil},
		{"{day}{day}", "2018041620180416", nil},
		{"{{{day}}}", "{20180416}", nil},
		{"{{day}}", "{day}", nil},
		{"[{empty}]", "[]", nil},
		{"{nope}", "", TemplateName},
		{"{}", "", TemplateBrace},
		{"{day", "", TemplateBrace},
		{"day}", "", TemplateBrace},
		{"{da{y}", "", TemplateBrace},
		{"{", "", TemplateBrace},
		{"}", "", TemplateBrace},
	} {
		got, err := Expand(c.template, values)
		if c.err != nil {
			if !errors.Is(err, c.err.Fault()) {
				t.Errorf("%s: %q %v, want %s", c.template, got, err, c.err.Code)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %q %v, want %q", c.template, got, err, c.want)
		}
	}
}

func TestTemplateNames(t *testing.T) {
	names, err := Template("{a}-{{x}}-{b}{a}").Names()
	if err != nil || fmt.Sprint(names) != "[a b a]" {
		t.Errorf("%v %v", names, err)
	}
	if tpl := Template("{a}-{b}"); !tpl.Has("b") || tpl.Has("c") {
		t.Error("Has")
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 100)
	value := func(dst []byte, name string) ([]byte, bool) { return append(dst, name...), true }
	n := testing.AllocsPerRun(100, func() {
		var err error
		if buf, err = Template("KAS-{day}-{storage}").Append(buf[:0], value); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 || string(buf) != "KAS-day-storage" {
		t.Errorf("%v allocations, %s", n, buf)
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ template, text, want string }{
		{"{store}, {cashbox}", "Удача, Касса 1", "store=Удача cashbox=Касса 1 true"},
		{"{store}, {cashbox}", "Удача", " false"},
		{"{docnum}", "5ad4", "docnum=5ad4 true"},
		{"{docnum}", "", "docnum= true"},
		{"KAS-{day}-{storage}-{shipper}", "KAS-20180416-1-a-b", "day=20180416 storage=1 shipper=a-b true"},
		{"KAS-{day}", "kas-1", " false"},
		{"KAS", "KAS", " true"},
		{"KAS", "KAS2", " false"},
		{"{a}{b}", "x", "a= b=x true"},
		{"{{{a}}}", "{x}", "a=x true"},
		{"{a", "x", " false"},
	} {
		var got []string
		ok := Template(c.template).Parse([]byte(c.text), func(name string, value []byte) { got = append(got, name+"="+string(value)) })
		if !ok {
			got = nil
		}
		if s := fmt.Sprint(strings.Join(got, " "), " ", ok); s != c.want {
			t.Errorf("%s of %q: %s, want %s", c.template, c.text, s, c.want)
		}
	}
}

// What Expand made, Parse takes apart, where no value holds what stands between.
func TestParseUndoesExpand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a-zж0-9 ]*`)
		a, b := value.Draw(t, "a"), value.Draw(t, "b")
		tpl := Template(rapid.SampledFrom([]string{"{a}-{b}", "x{a}-{b}.", "-{a}-{b}", "{b}--{a}", "{{{a}}}{b}"}).Draw(t, "template"))
		text, err := Expand(string(tpl), func(name string) (string, bool) { return map[string]string{"a": a, "b": b}[name], true })
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		if !tpl.Parse([]byte(text), func(name string, value []byte) { got[name] = string(value) }) || got["a"] != a || got["b"] != b {
			t.Fatalf("%s: %q gave %q", tpl, text, got)
		}
	})
}
