package record

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestErrorPrints(t *testing.T) {
	wrong := NumberMalformed.Fault("2 59O")
	what := `not a number: "2 59O"; write it like 1990.00, 1990,00 or 1 990,00`
	for _, c := range []struct {
		e    Error
		want string
	}{
		{Error{File: "receipts.xml", Pos: Pos{9000, 412, 17}, Kind: KindReceipt, Record: 38, Path: "Head/DocSum", Err: wrong}, "receipts.xml:412:17: receipt 38 Head/DocSum: " + what},
		{Error{File: "receipts.xml", Err: wrong}, "receipts.xml: " + what},
		{Error{Pos: Pos{0, 1, 1}, Err: wrong}, "1:1: " + what},
		{Error{Kind: KindInvoiceProduct, Record: 2, Err: wrong}, "invoice product 2: " + what},
		{Error{File: "in.json", Path: "items[3].amount", Err: wrong}, "in.json: items[3].amount: " + what},
		{Error{File: "in.xml", Kind: KindGroup, Err: wrong}, "in.xml: " + what}, // a kind without a number says nothing
		{Error{Err: wrong}, what},
	} {
		if got := c.e.Error(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
		if got := c.e.Where(); got != strings.TrimSuffix(strings.TrimSuffix(c.want, what), ": ") {
			t.Errorf("where: %s of %s", got, c.want)
		}
	}
}

// Where something is wrong is said in the language of what is wrong; fields keep the source's names.
func TestErrorSaysWhereInRussian(t *testing.T) {
	for k := KindCatalogue; k <= KindInvoiceProduct; k++ {
		if ru := k.In(Russian); ru == "" || ru == "запись" || regexp.MustCompile("[a-zA-Z]").MatchString(ru) {
			t.Errorf("%s is %q", k, ru)
		}
	}
	e := Error{File: "r.xml", Pos: Pos{9, 2, 3}, Kind: KindReceipt, Record: 38, Path: "Head/DocSum", Err: NumberMalformed.Fault("x")}
	if got, want := e.WhereIn(Russian), "r.xml:2:3: чек 38 Head/DocSum"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := Kind(200).In(Russian) + Kind(0).String(); got != "записьrecord" {
		t.Error(got)
	}
}

func TestErrorsCanBeAsked(t *testing.T) {
	e := &Error{Err: NumberMalformed.Fault("x")}
	wrapped := fmt.Errorf("while reading: %w", e)
	var fault *Fault
	switch {
	case !errors.Is(wrapped, NumberMalformed.Fault("another text")):
		t.Error("is not a fault with its message")
	case errors.Is(wrapped, NumberTooLong.Fault("x")):
		t.Error("is a fault with another message")
	case !errors.As(wrapped, &fault) || fault.Args[0] != "x":
		t.Error("lost its arguments")
	case Refusal(wrapped) != e || Refusal(&Error{Err: e.Err, Fatal: true}) != nil || Refusal(errors.New("x")) != nil || Refusal(nil) != nil:
		t.Error("refusals are told wrong")
	}
	usage := &UsageError{Err: wrapped}
	if usage.Error() != wrapped.Error() || !errors.Is(usage, e) {
		t.Error("wrong use hides what is wrong")
	}
}

func TestSeverityPrints(t *testing.T) {
	if got := fmt.Sprint(Note, Warning, Severe); got != "note warning error" {
		t.Error(got)
	}
}

func TestKindsPrint(t *testing.T) {
	for kind := KindCatalogue; kind <= KindInvoiceProduct; kind++ {
		if r := blank(kind); r.Kind() != kind || kind.String() == "record" || kind.Doc().String() == "unknown" {
			t.Errorf("kind %d is %s of a %s", kind, kind, kind.Doc())
		}
	}
	if blank(0) != nil || blank(99) != nil || Kind(0).String() != "record" || Kind(99).String() != "record" || DocKind(0).String() != "unknown" {
		t.Error("what is no kind passes for one")
	}
	if got := KindGroupTail.Doc().String() + KindReceipt.Doc().String() + KindItem.Doc().String(); got != "nomenclaturereceiptsinvoice" {
		t.Error(got)
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""}, {"2 59O", "2 59O"}, {strings.Repeat("я", 60), strings.Repeat("я", 60)}, {strings.Repeat("я", 61), strings.Repeat("я", 60) + "…"},
		{"a\xffb", "a\ufffdb"}, {strings.Repeat("😀", 1000), strings.Repeat("😀", 60) + "…"},
	} {
		if got := Shorten([]byte(c.in)); got != c.want {
			t.Errorf("%q = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestShortenIsShortAndValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
		if got := Shorten(in); !utf8.ValidString(got) || utf8.RuneCountInString(got) > 61 {
			t.Fatalf("%q", got)
		}
	})
}

var verb = regexp.MustCompile(`%[^%]`)

// TestMessages holds the rules of messages: codes in kebab case and unique, both languages of the same arguments.
func TestMessages(t *testing.T) {
	codes := map[string]bool{}
	for _, m := range Messages() {
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(m.Code) || codes[m.Code] {
			t.Errorf("code %q", m.Code)
		}
		codes[m.Code] = true
		if en, ru := verb.FindAllString(m.En, -1), verb.FindAllString(m.Ru, -1); fmt.Sprint(en) != fmt.Sprint(ru) {
			t.Errorf("%s: arguments %v and %v", m.Code, en, ru)
		}
		if m.Severity < Note || m.Severity > Severe {
			t.Errorf("%s: severity %d", m.Code, m.Severity)
		}
	}
}
