package xmlstream

import (
	"testing"

	"pgregory.net/rapid"
)

func TestEncodeName(t *testing.T) {
	for name, want := range map[string]string{
		"Code":          "Code",
		"Цена_1":        "Цена_1",
		"My col":        "My_x0020_col",
		"1c":            "_x0031_c",
		"a/b":           "a_x002F_b",
		"-":             "_x002D_",
		"a\x00":         "a_x0000_",
		"😀!":            "😀_x0021_",
		"a\U000F0000":   "a_x000F0000_",
		"_x0020_":       "_x005F_x0020_",             // or it would be read as a blank
		"_x005F_x0020_": "_x005F_x005F_x005F_x0020_", // and so on
		"a_x0041_b":     "a_x0041_b",                 // no escape: A needs none
		"_x0020":        "_x0020",                    // nor this: it is cut off
		"_x0020 ":       "_x005F_x0020_x0020_",       // but here the next escape would complete it
		"_x":            "_x",
		"_xyz":          "_xyz",
		"":              "",
		"\xFF":          "\xFF",
	} {
		if got := string(EncodeName([]byte(name))); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
		if got := string(DecodeName([]byte(want))); got != name {
			t.Errorf("%q comes back as %q, want %q", want, got, name)
		}
	}
}

var tricky = rapid.StringOfN(rapid.OneOf(rapid.SampledFrom([]rune("__xx0002F5A41aF ж/\x00😀")), rapid.Rune()), 1, 24, -1)

// Any name becomes one that XML allows, and comes back.
func TestEncodeNameIsReversible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := tricky.Draw(t, "name")
		encoded := EncodeName([]byte(name))
		if !isName(encoded) {
			t.Fatalf("%q is encoded as %q", name, encoded)
		}
		if got := string(DecodeName(encoded)); got != name {
			t.Fatalf("%q is encoded as %q and comes back as %q", name, encoded, got)
		}
	})
}

// Any name that XML allows survives the way through a column.
func TestDecodeNameIsReversible(t *testing.T) {
	piece := rapid.SampledFrom([]string{"_", "x", "_x0020_", "_x005F_", "_x0041_", "_x000F0000_", "0020", "a", "ж", "_x00", "-", "_x005f_"})
	rapid.Check(t, func(t *rapid.T) {
		name := "_"
		for _, p := range rapid.SliceOfN(piece, 0, 6).Draw(t, "pieces") {
			name += p
		}
		if rapid.Bool().Draw(t, "bare") {
			name = name[1:]
		}
		if !isName([]byte(name)) {
			return
		}
		if got := string(EncodeName(DecodeName([]byte(name)))); got != name {
			t.Fatalf("%q comes back as %q", name, got)
		}
	})
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"a", "_x0020_", "_x005F_x005F_x0020_", " ", "_x0020 ", "_x0001F600_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		encoded := EncodeName([]byte(name))
		if got := string(DecodeName(encoded)); got != name {
			t.Fatalf("%q is encoded as %q and comes back as %q", name, encoded, got)
		}
	})
}
