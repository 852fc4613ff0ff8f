package xmlstream

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats/record"
)

const goods = "\n<p>\n <code>%s</code>\n <name>%s</name>\n <void/>\n <price>%s</price>\n <n>%d</n>\n</p>"

// recalling returns two Templates of the piece, of which one remembers the slots from to before to, and is asked from the first.
func recalling(piece []byte, from, to int) (with, without *Template) {
	with, without = NewTemplate(piece, record.Limits{}), NewTemplate(piece, record.Limits{})
	with.Remember(from, to)
	with.memo.idle, with.memo.asked = 0, 0
	return with, without
}

// matched says what a Template says of a piece.
func matched(t *Template, piece []byte) string {
	var a record.Arena
	n := t.Match(piece, &a)
	if n <= 0 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d %q", n, t.Values)
}

// Whatever came before, a Template that remembers says what one says that does not.
func TestRemembered(t *testing.T) {
	value := rapid.SampledFrom([]string{"", "1", "00-00000467", "00-00000468", "a&amp;b", "Торт «Хлебный дом» «Медовик» 1,2 кг", "&x;", "\r\n", strings.Repeat("я", longestEntry)})
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, 4).Draw(t, "from")
		to := rapid.IntRange(from+1, min(from+mostRemembered, 5)).Draw(t, "to")
		with, without := recalling(fmt.Appendf(nil, goods, "1", "2", "3", 4), from, to)
		for i := range rapid.IntRange(1, 30).Draw(t, "pieces") {
			draw := func(s string) string { return value.Draw(t, fmt.Sprint(s, i)) }
			piece := fmt.Appendf(nil, goods, draw("code"), draw("name"), draw("price"), i%3)
			if got, want := matched(with, piece), matched(without, piece); got != want {
				t.Fatalf("%q: %s, want %s", piece, got, want)
			}
		}
	})
}

// Whatever byte of what is known is changed, left out or the last one, it is not taken for what is known.
func TestRememberedDamaged(t *testing.T) {
	doc := fmt.Appendf(nil, goods, "00-00000467", "Торт &amp; кофе", "12.50", 1)
	for from := range 4 {
		with, without := recalling(doc, from, min(from+mostRemembered, 5))
		check := func(text ...[]byte) {
			piece := bytes.Join(text, nil)
			if got, want := matched(with, piece), matched(without, piece); got != want {
				t.Fatalf("%q: %s, want %s", piece, got, want)
			}
		}
		for i := range doc {
			check(doc[:i])
			check(doc[:i], doc[i+1:])
			for _, c := range []byte("<>&;x0 \n\r\x00\x80\xD0\xFF") {
				check(doc[:i], []byte{c}, doc[i+1:])
			}
			check(doc)
			before := with.memo.known
			if check(doc); with.memo.known != before+1 {
				t.Fatalf("from %d, %d: it is not known", from, i)
			}
		}
	}
}

// What an owner keeps is there as long as the values are, and not for others.
func TestKnown(t *testing.T) {
	with, _ := recalling(fmt.Appendf(nil, goods, "1", "2", "3", 4), 0, 4)
	kept := map[string]bool{}
	for i := range 20 * memoSets {
		price := fmt.Sprint(i * 7919 % 701)
		piece := fmt.Appendf(nil, goods, "00-0000"+price, "Хлеб", price, i)
		if n := with.Match(piece, nil); n != len(piece) {
			t.Fatal(n)
		}
		switch known := with.Known; {
		case known == nil:
			if with.memo.idle == 0 {
				t.Fatal("it was not asked")
			}
		case !known.IsSet():
			*known, _ = record.ParseNumber(with.Values[3])
		default:
			if known.String() != price {
				t.Fatalf("known as %s, want %s", known, price)
			}
			kept[price] = true
		}
	}
	if len(kept) < 100 {
		t.Errorf("only %d were known", len(kept))
	}
	if piece := fmt.Appendf(nil, goods, "1", strings.Repeat("я", longestEntry), "3", 1); with.Match(piece, nil) <= 0 || with.Known != nil {
		t.Error("too long a piece is known")
	}
}

// Where nothing comes again, little is asked.
func TestMemoRests(t *testing.T) {
	with, _ := recalling(fmt.Appendf(nil, goods, "1", "2", "3", 4), 0, 4)
	asked := 0
	for i := range 4 * memoRests {
		with.Match(fmt.Appendf(nil, goods, fmt.Sprint(i), "2", "3", 4), nil)
		if with.Known != nil {
			asked++
		}
	}
	if asked == 0 || asked > 8*memoJudged {
		t.Errorf("asked %d times", asked)
	}
}
