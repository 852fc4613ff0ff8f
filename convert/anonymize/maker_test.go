package anonymize

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func testKey(t testing.TB, text string) Key {
	t.Helper()
	key, err := NewKey([]byte(text), "test")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func testMaker(t testing.TB, text string) *maker {
	t.Helper()
	a, err := New(Options{Key: testKey(t, text)})
	if err != nil {
		t.Fatal(err)
	}
	return newMaker(a.options.Key, a.keep)
}

const fixed = "a key for tests, 32 bytes or so.."

func TestCodesKeepTheirShape(t *testing.T) {
	m := testMaker(t, fixed)
	for code, want := range map[string]string{
		"00-00000019":                          `^00-0\d{7}$`,
		"УТ-00000003":                          `^[А-ЯЁ]{2}-0\d{7}$`,
		"155":                                  `^[1-9]\d\d$`,
		"7":                                    `^[1-9]$`,
		"000":                                  `^000$`,
		"prod1":                                `^[a-z]{4}[1-9]$`,
		"Ёж-5":                                 `^[А-ЯЁ][а-яё]-[1-9]$`,
		"5ad4842fd849da0012343342":             `^[0-9a-f]{24}$`,
		"F47AC10B-58CC-4372-A567-0E02B2C3D479": `^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-A[0-9A-F]{3}-[0-9A-F]{12}$`,
		"żółć-1":                               `^x[a-z2-7]{26}$`,
		"none":                                 `^none$`,
		"pcs":                                  `^pcs$`,
		"":                                     `^$`,
	} {
		made := string(m.code([]byte(code)))
		if !regexp.MustCompile(want).MatchString(made) {
			t.Errorf("%s became %s", code, made)
		}
		if again := string(testMaker(t, fixed).code([]byte(code))); again != made {
			t.Errorf("%s became %s and then %s", code, made, again)
		}
		if other := string(testMaker(t, "another key, as long").code([]byte(code))); other == made && len(code) > 9 && strings.Trim(code, "0") != "" {
			t.Errorf("%s became %s by two keys", code, made)
		}
	}
	if m.code(nil) != nil {
		t.Error("what is missing is not missing any more")
	}
}

// TestCodesArePermuted goes through whole spaces of codes: each code of them comes out once.
func TestCodesArePermuted(t *testing.T) {
	for format, n := range map[string]int{"%d": 1200, "%03d": 1000, "A-%02d": 100, "none%d": 100, "%c%c": 26 * 26, "%c": 26, "%c%c%c%c": 20000, "00000000-0000-4000-8000-%012x": 600, "%024x": 600} {
		m := testMaker(t, fixed)
		seen := map[string]string{}
		for i := range n {
			code := fmt.Sprintf(format, i)
			if strings.Contains(format, "%c") {
				letters := []any{}
				for at := i; len(letters) < strings.Count(format, "%c"); at /= 26 {
					letters = append(letters, 'a'+rune(at%26))
				}
				code = fmt.Sprintf(format, letters...)
			}
			made := string(m.code([]byte(code)))
			if other, ok := seen[made]; ok {
				t.Fatalf("%s: %s and %s became %s", format, other, code, made)
			}
			seen[made] = code
			if shapeOf([]byte(made)) != shapeOf([]byte(code)) {
				t.Fatalf("%s became %s, of another shape", code, made)
			}
		}
	}
}

// TestPrefixesStayApart goes through all codes of two letters and a digit, with texts to stay that are prefixes of some of them and some of them.
func TestPrefixesStayApart(t *testing.T) {
	for _, alphabet := range []string{"abcdefghijklmnopqrstuvwxyz", "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ"} {
		for _, keep := range [][]string{nil, {"УТ", "ia"}, {"УТ", "НФ", "АБ", "zi", "aa"}, {"УТ-1", "УТ", "aa-7", "aa-3", "zz-1"}} {
			a, err := New(Options{Key: testKey(t, fixed), Keep: keep})
			if err != nil {
				t.Fatal(err)
			}
			m, seen := newMaker(a.options.Key, a.keep), map[string]string{}
			for i, letters := 0, []rune(alphabet); i < 9*len(letters)*len(letters); i++ {
				code := fmt.Sprintf("%c%c-%d", letters[i/9/len(letters)], letters[i/9%len(letters)], i%9+1)
				made := string(m.code([]byte(code)))
				if other, ok := seen[made]; ok {
					t.Fatalf("keeping %q: %s and %s became %s", keep, other, code, made)
				}
				if seen[made] = code; a.keep[code] != (made == code) && a.keep[made] {
					t.Fatalf("keeping %q: %s became %s", keep, code, made)
				}
			}
		}
	}
}

// TestUnknownUnitsStayUnknown goes through all codes of three digits, some of them kept, some of the classifier.
func TestUnknownUnitsStayUnknown(t *testing.T) {
	isUnit := func(code []byte) bool { return len(code) == 3 && (code[0] == '1' || code[2] == '6') }
	a, err := New(Options{Key: testKey(t, fixed), Keep: []string{"201", "999"}, Unit: func(code []byte) (bool, []string) { return isUnit(code), nil }})
	if err != nil {
		t.Fatal(err)
	}
	s, seen := &stage{Anonymizer: a, maker: newMaker(a.options.Key, a.keep)}, map[string]string{}
	for i := range 1000 {
		code := fmt.Sprintf("%03d", i)
		made := string(s.unitCode([]byte(code)))
		if other, ok := seen[made]; ok {
			t.Fatalf("%s and %s became %s", other, code, made)
		}
		if seen[made] = code; isUnit([]byte(made)) != isUnit([]byte(code)) || isUnit([]byte(code)) && made != code || a.keep[code] != a.keep[made] {
			t.Fatalf("%s became %s", code, made)
		}
	}
}

func TestAnyTwoCodesStayTwo(t *testing.T) {
	m := testMaker(t, fixed)
	texts := rapid.OneOf(rapid.StringMatching(`[0-9A-Fa-fЁё]{0,3}[-./ №]?[0-9а-яА-Яa-f]{1,24}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		a, b := texts.Draw(t, "a"), texts.Draw(t, "b")
		madeA, madeB := m.code([]byte(a)), m.code([]byte(b))
		if (a == b) != bytes.Equal(madeA, madeB) {
			t.Fatalf("%q and %q became %q and %q", a, b, madeA, madeB)
		}
	})
}

func TestBarcodes(t *testing.T) {
	m := testMaker(t, fixed)
	for _, test := range []struct{ code, want string }{
		{"7640153060501", `^764\d{10}$`}, {"4260133180178", `^426\d{10}$`}, {"96385074", `^963\d{5}$`}, {"036000291452", `^0\d{11}$`}, {"14600001000011", `^1460\d{10}$`},
		{"2200011012345", `^22\d{11}$`}, {"22000118", `^2\d{7}$`}, {"12200011012342", `^122\d{11}$`}, {"12345", `^[1-9]\d{4}$`}, {"", `^$`},
	} {
		made := m.barcode([]byte(test.code))
		if !regexp.MustCompile(test.want).Match(made) {
			t.Errorf("%s became %s", test.code, made)
		}
		before, known := checkDigit([]byte(test.code))
		after, _ := checkDigit(made)
		last := len(made) - 1
		if known && (10+test.code[last]-before)%10 != (10+made[last]-after)%10 {
			t.Errorf("%s became %s: the check digit is not off by as much", test.code, made)
		}
	}
	for _, format := range []string{"460%09d0", "2%06d0", "22%010d0", "2200011%05d0", "0%010d0", "461%04d0"} {
		seen, same := map[string]bool{}, 0
		for i := range 9000 {
			code := fmt.Sprintf(format, i)
			last := len(code) - 1
			digit, _ := checkDigit([]byte(code))
			code = code[:last] + string(digit)
			made := string(m.barcode([]byte(code)))
			if after, _ := checkDigit([]byte(made)); seen[made] || after != made[last] {
				t.Fatalf("%s became %s", code, made)
			}
			if seen[made] = true; made[last-5:last] == code[last-5:last] {
				same++
			}
		}
		if same > 9000/1000 {
			t.Errorf("%s: %d keep the digits of a weight", format, same)
		}
	}
	stays := []byte("46100017")
	m.keep = map[string]bool{string(stays): true}
	for i := range 100_000 {
		code := fmt.Appendf(nil, "461%05d", i)
		if made := m.barcode(code); bytes.Equal(made, stays) != bytes.Equal(code, stays) {
			t.Fatalf("%s became %s, which stays", code, made)
		}
	}
}

func TestNames(t *testing.T) {
	m := testMaker(t, fixed)
	catalogue, till := m.name(className, []byte("Версан в капс. №60")), m.name(className, []byte("Версан в капс. 60"))
	if !bytes.Contains(catalogue, numero) || !bytes.Equal(bytes.ReplaceAll(catalogue, numero, nil), till) {
		t.Errorf("%s and %s", catalogue, till)
	}
	if made := m.name(className, []byte("Aspirin 500 mg")); regexp.MustCompile(`[а-яА-Я]`).Match(made) {
		t.Errorf("a Latin name became %s", made)
	}
	long := strings.Repeat("слово ", 50)
	if n := len([]rune(string(m.name(classComment, []byte(long))))); n < 250 || n > 330 {
		t.Errorf("a text of 300 letters became one of %d", n)
	}
	for _, text := range []string{"", "  "} {
		if made := m.name(className, []byte(text)); string(made) != text {
			t.Errorf("%q became %q", text, made)
		}
	}
}

// TestPriceTypesStayApart says so of names that differ by what other names may differ by, and of the short names of units and tills as far as there are such.
func TestPriceTypesStayApart(t *testing.T) {
	m := testMaker(t, fixed)
	for c, texts := range map[class][]string{classPriceType: {"Цена для %d", "Цена для №%d", "Цена  для %d", "Price %d"}, classUnit: {"Мера %d"}, classTill: {"Касса %d"}} {
		seen, n := map[string]string{}, map[bool]int{true: 5000, false: 300}[c == classPriceType]
		for _, text := range texts {
			for i := range n {
				name := fmt.Sprintf(text, i)
				made := string(m.name(c, []byte(name)))
				if other, ok := seen[made]; ok {
					t.Fatalf("%s and %s became %s", other, name, made)
				}
				seen[made] = name
			}
		}
	}
}

func TestHidePath(t *testing.T) {
	for path, want := range map[string]string{
		"Documents/Doc[2]/Head/DocSum": "Documents/Doc[2]/Head/DocSum", "items[3].price": "items[3].price", "/items/3/price": "/items/3/price", "ProductGroup/@Code": "ProductGroup/@Code",
		"Code77123": "", "77Code": "", "Doc[2]x": "", "Иванов": "", "Price/Иванов[1]": "",
	} {
		if made := hidePath(path); made != want {
			t.Errorf("%s became %q", path, made)
		}
	}
	if args := hideArgs([]any{"Code77123", "Code", "77123", 5}); fmt.Sprint(args) != "[… Code … 5]" {
		t.Error(args)
	}
}

func TestDates(t *testing.T) {
	m := testMaker(t, fixed)
	days := m.shiftOf()
	if days%7 != 0 || days > -35 || days != testMaker(t, fixed).shiftOf() {
		t.Errorf("shifted by %d days", days)
	}
	for text, want := range map[string]string{
		"13.04.2018": "06.04.2018", "2018-04-13T11:08:31+0000": "2018-04-06T11:08:31+0000", " 2018-03-01 ": " 2018-02-22 ", "13.04.2018 9:05:00": "06.04.2018 9:05:00",
		"": "", "0001-01-01T00:00:00": "0001-01-01T00:00:00",
	} {
		if made := string(m.date([]byte(text), -7)); made != want {
			t.Errorf("%q became %q, not %q", text, made, want)
		}
	}
	if made := string(m.date([]byte("вчера"), -7)); strings.Contains(made, "вчера") {
		t.Errorf("no date stays: %s", made)
	}
}

func TestUnknown(t *testing.T) {
	m := testMaker(t, fixed)
	element := string(m.element([]byte(`<a b="Иван &amp; &lt;Пётр&gt;">Сидоров<c/><d>12</d></a>`), []byte("xname")))
	if !regexp.MustCompile(`^<xname x[a-z2-7]{12}="[^"<>&]+">[^<>&]+<x[a-z2-7]{12}/><x[a-z2-7]{12}>\d\d</x[a-z2-7]{12}></xname>$`).MatchString(element) {
		t.Error(element)
	}
	value := string(m.value([]byte(`{"Иван": ["Пётр", -10.50, true, null, {}], "b": 1e3}`)))
	if !regexp.MustCompile(`^\{"x[a-z2-7]{12}":\["[^"]+",-\d0\.\d0,true,null,\{\}\],"x[a-z2-7]{12}":\de3\}$`).MatchString(value) {
		t.Error(value)
	}
	for _, broken := range []string{"<a>", "a", "<a></b>", ""} {
		if made := string(m.element([]byte(broken), []byte("x"))); strings.Contains(made, "a") {
			t.Errorf("%s became %s", broken, made)
		}
	}
	for _, broken := range []string{"{", "Иван", `{"a"`, "]"} {
		if made := string(m.value([]byte(broken))); made != "null" {
			t.Errorf("%s became %s", broken, made)
		}
	}
	if made := m.fieldName([]byte("Price/currency")); !bytes.HasPrefix(made, []byte("Price/x")) {
		t.Errorf("%s", made)
	}
}
