package record

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// countTo is the naive counter: the place behind text, where a source has each character in size(r) bytes.
func countTo(text string, size func(rune) int64) Pos {
	p := Pos{Line: 1, Col: 1}
	for _, r := range text {
		p.Offset += size(r)
		if p.Col++; r == '\n' {
			p.Line, p.Col = p.Line+1, 1
		}
	}
	return p
}

var sizes = map[Unit]func(rune) int64{
	UnitUTF8:       func(r rune) int64 { return int64(utf8.RuneLen(r)) },
	UnitSingleByte: func(rune) int64 { return 1 },
	UnitUTF16: func(r rune) int64 {
		if r > 0xFFFF {
			return 4
		}
		return 2
	},
}

// TestTrackerCountsAsByHand slides a window over a text in any steps that a reader could take, and asks for places in it.
func TestTrackerCountsAsByHand(t *testing.T) {
	letters := rapid.StringOf(rapid.SampledFrom([]rune("aя\n\n\r😀\t№")))
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]Unit{UnitUTF8, UnitSingleByte, UnitUTF16}).Draw(t, "unit")
		runes := []rune(letters.Draw(t, "text"))
		tracker := Tracker{Unit: unit}
		dropped := 0
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			window := string(runes[dropped:])
			before := string(runes[:dropped])
			ask := rapid.IntRange(0, len(runes)-dropped).Draw(t, "ask")
			offset := int64(len(before) + len(string(runes[dropped:dropped+ask])))
			want := countTo(before+string(runes[dropped:dropped+ask]), sizes[unit])
			if got := tracker.Locate([]byte(window), offset); got != want {
				t.Fatalf("offset %d of %q is at %+v, want %+v", offset, string(runes), got, want)
			}
			if rapid.Bool().Draw(t, "ask again") { // before what was asked for last
				back := rapid.IntRange(0, ask).Draw(t, "back")
				offset := int64(len(string(runes[:dropped+back])))
				if got, want := tracker.Locate([]byte(window), offset), countTo(string(runes[:dropped+back]), sizes[unit]); got != want {
					t.Fatalf("offset %d of %q is at %+v, want %+v", offset, string(runes), got, want)
				}
			}
			drop := rapid.IntRange(0, len(runes)-dropped).Draw(t, "drop")
			tracker.Drop([]byte(string(runes[dropped : dropped+drop])))
			dropped += drop
		}
	})
}

func TestTrackerStartsBehindABOM(t *testing.T) {
	tracker := Tracker{}
	tracker.Start(10, Pos{Offset: 3, Line: 1, Col: 1})
	window := []byte("ab\nця")
	for _, c := range []struct {
		offset int64
		want   Pos
	}{
		{10, Pos{3, 1, 1}}, {12, Pos{5, 1, 3}}, {13, Pos{6, 2, 1}}, {15, Pos{8, 2, 2}},
		{17, Pos{10, 2, 3}}, {99, Pos{10, 2, 3}}, {0, Pos{3, 1, 1}}, // what lies outside is drawn to the window's ends
	} {
		if got := tracker.Locate(window, c.offset); got != c.want {
			t.Errorf("offset %d is at %+v, want %+v", c.offset, got, c.want)
		}
	}
}

func TestPosPrints(t *testing.T) {
	if got := (Pos{Offset: 9, Line: 2, Col: 7}).String() + " " + (Pos{}).String(); got != "2:7 -" {
		t.Error(got)
	}
}

// counter is a Locator that counts how often it is asked.
type counter struct{ asked int }

func (c *counter) Locate(offset int64) Pos {
	c.asked++
	return Pos{Offset: offset, Line: 1, Col: 1}
}

func TestOriginIsReckonedWhenAskedAndThenFixed(t *testing.T) {
	var c counter
	o := Origin{Locator: &c, Offset: 5}
	if c.asked != 0 || o.At().Offset != 5 || c.asked != 1 {
		t.Errorf("asked %d times", c.asked)
	}
	o.Fix()
	o.At()
	if o.Fix(); c.asked != 2 || o.At().Offset != 5 {
		t.Errorf("asked %d times; at %+v", c.asked, o.At())
	}
}

func TestTrackerDoesNotAllocate(t *testing.T) {
	window := []byte(strings.Repeat("строка\n", 1000))
	var tracker Tracker
	if n := testing.AllocsPerRun(10, func() { tracker.Locate(window, int64(len(window))) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkTracker asks for the place of each record of a window in turn, as spooling does, in a text of one single line.
func BenchmarkTracker(b *testing.B) {
	window := []byte(strings.Repeat(`<Product Code="1" Name="Фиделе 90 таб."/>`, 1500))
	for b.Loop() {
		var tracker Tracker
		for offset := int64(0); offset < int64(len(window)); offset += int64(len(window)) / 1500 {
			tracker.Locate(window, offset)
		}
	}
}
