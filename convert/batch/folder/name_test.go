package folder

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	composed   = "чайный"             // й is one rune
	decomposed = "чаи\u0306ныи\u0306" // й is two, as macOS writes it
)

func TestSuffixed(t *testing.T) {
	long := strings.Repeat("ж", 127) // 254 bytes
	for _, c := range []struct{ name, want string }{
		{"a.xml", "a (2).xml"},
		{"a.xml.gz", "a (2).xml.gz"},
		{"a.csv.zst", "a (2).csv.zst"},
		{"a.XML.GZ", "a (2).XML.GZ"},
		{"a.gz", "a (2).gz"},
		{"a.tar.7z", "a.tar (2).7z"},
		{"a", "a (2)"},
		{"a.", "a. (2)"},
		{".xml", ".xml (2)"},
		{".xml.gz", ".xml (2).gz"},
		{"", " (2)"},
		{"-o", "-o (2)"},
		{"отчёт 01.02.2026", "отчёт 01.02.2026 (2)"},
		{"отчёт за 01.02.2026 г", "отчёт за 01.02.2026 г (2)"},
		{"отчёт.хмл", "отчёт (2).хмл"},
		{"a.averylongendingthatisnone", "a.averylongendingthatisnone (2)"},
		{composed + ".xml", composed + " (2).xml"},
		{decomposed + ".xml", decomposed + " (2).xml"},
		{"two\nlines.xml", "two\nlines (2).xml"},
		{"\xff\xfe.xml", "\xff\xfe (2).xml"},
		{"a.\xff", "a.\xff (2)"},
		{long, strings.Repeat("ж", 125) + " (2)"},
		{long[:250] + ".xml", strings.Repeat("ж", 123) + " (2).xml"},
		{strings.Repeat("x", 300) + ".xml.gz", strings.Repeat("x", 244) + " (2).xml.gz"},
	} {
		if got := Suffixed(c.name, 2); got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
	if got := Suffixed("a.xml", 1234); got != "a (1234).xml" {
		t.Error(got)
	}
}

func TestSafe(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"a.xml", "a.xml"},
		{"чеки за 01.02.csv", "чеки за 01.02.csv"},
		{composed + ".csv", composed + ".csv"},
		{decomposed + ".csv", decomposed + ".csv"},
		{"-o", "-o"},
		{" leading", " leading"},
		{"", "_"}, {".", "_"}, {"..", "_"}, {"...", "_"}, {" . ", "_"},
		{"a. .", "a"}, {"a.csv ", "a.csv"}, {"a.csv.", "a.csv"},
		{`a<b>c:d"e/f\g|h?i*j.csv`, "a_b_c_d_e_f_g_h_i_j.csv"},
		{"a\x00b\nc\x1fd\x7fe\u0085f", "a_b_c_d_e_f"},
		{"line\u2028end\u2029", "line_end_"},
		{"invoice\u202Evsc.exe", "invoice_vsc.exe"},
		{"\u2066a\u2069", "_a_"},
		{"\xffa\xfe\xfd.csv", "\uFFFDa\uFFFD.csv"},
		{"con", "_con"}, {"CON.csv", "_CON.csv"}, {"con .csv", "_con .csv"}, {"con.tar.gz", "_con.tar.gz"},
		{"prn", "_prn"}, {"aux.c", "_aux.c"}, {"Nul", "_Nul"}, {"conin$", "_conin$"}, {"CONOUT$.x", "_CONOUT$.x"},
		{"com0", "_com0"}, {"COM1.xml", "_COM1.xml"}, {"com¹", "_com¹"}, {"LPT³.csv", "_LPT³.csv"}, {"lpt9", "_lpt9"},
		{"com10", "com10"}, {"com", "com"}, {"com¼", "com¼"}, {"comma.csv", "comma.csv"}, {"console", "console"}, {"a.con", "a.con"}, {"_con", "_con"},
		{"con:", "con_"},
		{"con. ", "_con"},
		{strings.Repeat("ж", 200) + ".csv", strings.Repeat("ж", 125) + ".csv"},
		{strings.Repeat("x", 251) + ".csv", strings.Repeat("x", 251) + ".csv"},
		{strings.Repeat("x", 252) + ".csv", strings.Repeat("x", 251) + ".csv"},
		{"con" + strings.Repeat(" ", 260) + "x", "_con"},
		{"con" + strings.Repeat(" ", 248) + ".csv", "_con" + strings.Repeat(" ", 247) + ".csv"},
		{strings.Repeat("x", 254) + ".y", strings.Repeat("x", 253) + ".y"},
		{strings.Repeat("\U0001F600", 64), strings.Repeat("\U0001F600", 63)},
	} {
		if got := Safe(c.name); got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestFit(t *testing.T) {
	const ending = ".error.json"
	for _, name := range []string{"a.xml", "", "-o", "two\nlines", strings.Repeat("x", 244)} {
		if got := Fit(name, ending); got != name+ending {
			t.Errorf("%q: %q", name, got)
		}
	}
	a, b := Fit(strings.Repeat("ж", 126)+"a", ending), Fit(strings.Repeat("ж", 126)+"b", ending)
	if a == b {
		t.Errorf("two names become one: %q", a)
	}
	for _, got := range []string{a, b} {
		if len(got) > longest || !utf8.ValidString(got) || !strings.HasPrefix(got, strings.Repeat("ж", 117)+"~") || !strings.HasSuffix(got, ending) {
			t.Errorf("%d bytes: %q", len(got), got)
		}
	}
	if got := Fit("a", strings.Repeat("e", 300)); len(got) != longest {
		t.Errorf("%d bytes", len(got))
	}
}

func TestShown(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"a.xml", "a.xml"},
		{"чеки за день (2).xml", "чеки за день (2).xml"},
		{decomposed, decomposed},
		{"-o", "-o"},
		{`C:\inbox\a"b.xml`, `C:\inbox\a"b.xml`},
		{"1\u00a0000.csv", "1\u00a0000.csv"},
		{"", `""`},
		{`"a"`, `"\"a\""`},
		{" a", `" a"`}, {"a ", `"a "`}, {"a\u00a0", `"a\u00a0"`},
		{"two\nlines", `"two\nlines"`},
		{"\x1b[31mred", `"\x1b[31mred"`},
		{"\xff.xml", `"\xff.xml"`},
		{"invoice\u202Elmx.exe", `"invoice\u202elmx.exe"`},
		{"a\u200bb", `"a\u200bb"`},
		{"a\u2028b", `"a\u2028b"`},
	} {
		if got := Shown(c.name); got != c.want {
			t.Errorf("%q: %s, want %s", c.name, got, c.want)
		}
	}
}

// FuzzNames holds the names that are made to what every platform takes.
func FuzzNames(f *testing.F) {
	for _, name := range []string{
		"a.xml", "", ".", "..", "con.csv", "LPT¹", "CONIN$ .x", "a/b\\c:d", "two\nlines", "\xff\xfe", "invoice\u202Evsc.exe", "a. . .", ".xml.gz", composed, decomposed,
		strings.Repeat("ж", 127) + ".xml", strings.Repeat("\U0001F600", 70), "con" + strings.Repeat(" ", 300) + ".csv", strings.Repeat("x", 250) + ".xml.gz", "a\x00.zst",
		strings.Repeat("\xff", 100), "nul." + strings.Repeat("y", 260),
	} {
		f.Add(name, 2, ".error.json")
	}
	f.Add("a", 1<<30, strings.Repeat(".", 300))
	f.Fuzz(func(t *testing.T, name string, n int, ending string) {
		safe := Safe(name)
		if got := Safe(safe); got != safe {
			t.Errorf("Safe of %q is %q, of that %q", name, safe, got)
		}
		for _, got := range []string{safe, Suffixed(safe, n), Fit(safe, Safe(ending))} {
			wantName(t, got)
			if !utf8.ValidString(got) || strings.ContainsAny(got, "/\\\x00") {
				t.Errorf("of %q: %q", name, got)
			}
		}
		for _, got := range []string{Suffixed(name, n), Fit(name+"x", ending)} {
			wantName(t, got)
			if utf8.ValidString(name+ending) && !utf8.ValidString(got) {
				t.Errorf("of %q: a rune is cut in %q", name, got)
			}
		}
		if got := Shown(name); !utf8.ValidString(got) || strings.ContainsFunc(got, isUnseen) {
			t.Errorf("%q is shown as %q", name, got)
		}
	})
}

func wantName(t *testing.T, name string) {
	t.Helper()
	if name == "" || name == "." || name == ".." || len(name) > 255 || len(utf16.Encode([]rune(name))) > 255 {
		t.Errorf("no name, with %d bytes: %q", len(name), name)
	}
}
