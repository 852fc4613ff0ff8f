package jsonstream

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"obmen/formats/record"
)

// trace reads everything and tells it, a token a line, and the error.
func trace(r io.Reader, o record.Options) string {
	var b strings.Builder
	w := NewWalker(r, o)
	w.Limit(0)
	for {
		t, err := w.Next()
		if err != nil {
			fmt.Fprintf(&b, "%s\n", traceError(err))
			return b.String()
		}
		fmt.Fprintf(&b, "%c %s %s %d-%d %v\n", t, w.Text(), w.Path(), w.Start(), w.End(), w.Locate(w.Start()))
	}
}

func traceError(err error) string {
	var e *record.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	code := "-"
	var f *record.Fault
	if errors.As(err, &f) {
		code = f.Message.Code
	}
	return fmt.Sprintf("%v|%d|%q|%s|%v", err, e.Pos.Offset, e.Value, code, e.Fatal)
}

func TestTokens(t *testing.T) {
	in := "{\"a\": [1, -0.50, 1e+2, true,\n false, null], \"ключ\": \"\\u043a\\ud83d\\ude00\\/\\n\", \"\": {}} \n[]"
	got := trace(strings.NewReader(in), record.Options{})
	for _, line := range []string{
		"k a a 1-4 1:2", "0 -0.50 a[1] 10-15 1:11", "0 1e+2 a[2] 17-21 1:18", "t true a[3] 23-27 1:24", "f false a[4] 30-35 2:2",
		"n null a[5] 37-41 2:9", "k ключ ключ 44-54 2:16", "\" к😀/\n ключ 56-80 2:24", `k  [""] 82-84`, "[ [  91-92 3:1", "EOF",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("no line %q in\n%s", line, got)
		}
	}
}

func TestErrors(t *testing.T) {
	small := record.Options{File: "f.json", Limits: record.Limits{Depth: 3, Value: 8, Name: 6, Record: 40}}
	tests := []struct{ in, want string }{
		{`{"a":1,}`, `f.json:1:8: a: a comma stands before }; take the comma out`},
		{`[1,]`, `f.json:1:4: [1]: a comma stands before ]; take the comma out`},
		{`[1 2]`, `f.json:1:4: [0]: 2 stands where only , ] may stand; the JSON is damaged here, mend it or have it written again`},
		{`{"a" 1}`, `f.json:1:6: a: 1 stands where only : may stand; the JSON is damaged here, mend it or have it written again`},
		{`{1:2}`, `f.json:1:2: 1 stands where only " } may stand; the JSON is damaged here, mend it or have it written again`},
		{`{"a":1 "b":2}`, `f.json:1:8: a: " stands where only , } may stand; the JSON is damaged here, mend it or have it written again`},
		{`[}`, `f.json:1:2: } stands where only { [ " 0-9 - true false null ] may stand; the JSON is damaged here, mend it or have it written again`},
		{`{]`, `f.json:1:2: ] stands where only " } may stand; the JSON is damaged here, mend it or have it written again`},
		{`]`, `f.json:1:1: ] stands where only { [ " 0-9 - true false null may stand; the JSON is damaged here, mend it or have it written again`},
		{"\ufeff[]", `f.json:1:1: U+FEFF stands where only { [ " 0-9 - true false null may stand; the JSON is damaged here, mend it or have it written again`},
		{"[\x00]", `f.json:1:2: [0]: U+0000 stands where only { [ " 0-9 - true false null may stand; the JSON is damaged here, mend it or have it written again`},
		{`[й]`, `f.json:1:2: [0]: й stands where only { [ " 0-9 - true false null may stand; the JSON is damaged here, mend it or have it written again`},
		{`["a]`, `f.json:1:5: [0]: the document ends in the middle of "…"; it was cut off, get it again whole`},
		{`["a",`, `f.json:1:6: [1]: the document ends in the middle of […]; it was cut off, get it again whole`},
		{`{"a":`, `f.json:1:6: a: the document ends in the middle of {…}; it was cut off, get it again whole`},
		{`[tru`, `f.json:1:5: [0]: the document ends in the middle of true; it was cut off, get it again whole`},
		{`[tru]`, `f.json:1:2: [0]: "tru]" is no JSON value; only true, false and null are written without quotes`},
		{`[True]`, `f.json:1:2: [0]: "True" is no JSON value; only true, false and null are written without quotes`},
		{`[nullx]`, `f.json:1:2: [0]: "nullx" is no JSON value; only true, false and null are written without quotes`},
		{`[NaN]`, `f.json:1:2: [0]: "NaN" is no JSON value; only true, false and null are written without quotes`},
		{`[01]`, `f.json:1:2: [0]: "01" is no JSON number; write it like 1990.00, with digits on both sides of the point and no zeros or + in front`},
		{`[-]`, `f.json:1:2: [0]: "-]" is no JSON number; write it like 1990.00, with digits on both sides of the point and no zeros or + in front`},
		{`[1.]`, `f.json:1:2: [0]: "1.]" is no JSON number; write it like 1990.00, with digits on both sides of the point and no zeros or + in front`},
		{`[1.5e]`, `f.json:1:2: [0]: "1.5e]" is no JSON number; write it like 1990.00, with digits on both sides of the point and no zeros or + in front`},
		{`[1,5x]`, `f.json:1:4: [1]: "5x" is no JSON number; write it like 1990.00, with digits on both sides of the point and no zeros or + in front`},
		{`[.5]`, `f.json:1:2: [0]: . stands where only { [ " 0-9 - true false null may stand; the JSON is damaged here, mend it or have it written again`},
		{`[+1]`, `f.json:1:2: [0]: + stands where only { [ " 0-9 - true false null may stand; the JSON is damaged here, mend it or have it written again`},
		{"[\"a\n\"]", `f.json:1:4: [0]: the control character U+000A stands bare in a string; write it as \u000a, or is a closing quote missing?`},
		{`["\q"]`, `f.json:1:3: [0]: "\\q" is no JSON escape; a backslash itself is written \\`},
		{`["\u12x4"]`, `f.json:1:3: [0]: "\\u12x" is no JSON escape; a backslash itself is written \\`},
		{`["\ud83d"]`, `f.json:1:3: [0]: "\\ud83d" is half a character; both halves of a surrogate pair must stand together`},
		{`["\ude00"]`, `f.json:1:3: [0]: "\\ude00" is half a character; both halves of a surrogate pair must stand together`},
		{"[\"\xcf\xf0\"]", `f.json:1:3: [0]: the bytes are not valid UTF-8; if the file is in another encoding, name it with --encoding`},
		{"[\"\xed\xa0\x80\"]", `f.json:1:3: [0]: the bytes are not valid UTF-8; if the file is in another encoding, name it with --encoding`},
		{`{"a":1,"\u0061":2}`, `f.json:1:8: a: the key "a" stands twice in one object; take one of them out`},
		{`{"a":{"b":1},"b":2,"b":3}`, `f.json:1:20: b: the key "b" stands twice in one object; take one of them out`},
		{`[[[[`, `f.json:1:4: [0][0][0]: objects and arrays are nested more than 3 deep; if that is right, raise --limit-depth`},
		{`["123456789"]`, `f.json:1:2: [0]: the value is longer than 8 bytes; if that is right, raise --limit-value`},
		{`[12345678901]`, `f.json:1:2: [0]: the value is longer than 8 bytes; if that is right, raise --limit-value`},
		{`{"1234567":1}`, `f.json:1:2: the key is longer than 6 bytes; if that is right, raise --limit-name`},
		{`["12345678","12345678","12345678","1234567"]`, `f.json:1:41: [3]: the record is longer than 40 bytes; if that is right, raise --limit-record`},
		{"[1,     2,\n\n\n                      \n   \n     \t   3]", `f.json:6:1: [2]: the record is longer than 40 bytes; if that is right, raise --limit-record`},
	}
	for _, tt := range tests {
		w := NewWalker(strings.NewReader(tt.in), small)
		w.Limit(0)
		var err error
		for err == nil {
			_, err = w.Next()
		}
		if err.Error() != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.in, err, tt.want)
		}
		if _, again := w.Next(); again != err {
			t.Errorf("%s: the error does not last: %v", tt.in, again)
		}
		if e := (*record.Error)(nil); !errors.As(err, &e) || !e.Fatal {
			t.Errorf("%s: not fatal: %v", tt.in, err)
		}
	}
}

func TestFinish(t *testing.T) {
	for in, want := range map[string]string{
		"[]  \n": "<nil>",
		"[] x":   "1:4: x stands behind the end of the document; take out what follows the closing bracket",
		"[][]":   "1:3: [ stands behind the end of the document; take out what follows the closing bracket",
	} {
		w := NewWalker(strings.NewReader(in), record.Options{})
		w.Next()
		w.Next()
		if got := fmt.Sprint(w.Finish()); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

// The names of a large object are hashed; those of objects within it come and go in the same table.
func TestKeysOfLargeObjects(t *testing.T) {
	object := func(keys int, at int, inner string) string {
		var b strings.Builder
		b.WriteByte('{')
		for i := range keys {
			value := "0"
			if i == at {
				value = inner
			}
			fmt.Fprintf(&b, `"key%d":%s,`, i, value)
		}
		return b.String()[:b.Len()-1] + "}"
	}
	for _, keys := range []int{1, 16, 17, 18, 64, 65, 1000} {
		for _, at := range []int{0, 15, 16, 17, keys - 1} {
			good := object(keys, at, object(100, 50, object(17, 3, "{}")))
			if got := readAll(good); got != nil {
				t.Fatalf("%d keys: %v", keys, got)
			}
			for _, twice := range []int{0, keys / 2, keys - 1} {
				bad := strings.TrimSuffix(good, "}") + fmt.Sprintf(`,"key%d":1}`, twice)
				if err := readAll(bad); !errors.Is(err, KeyTwice.Fault()) {
					t.Fatalf("%d keys, %d twice: %v", keys, twice, err)
				}
			}
		}
	}
}

func readAll(s string) error {
	w := NewWalker(strings.NewReader(s), record.Options{})
	for {
		if _, err := w.Next(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// Memory is bounded although each key is new: a limit stops it.
func TestKeysAreBounded(t *testing.T) {
	next, rest := 0, "{"
	r := readerFunc(func(p []byte) (int, error) {
		if rest == "" {
			next++
			rest = fmt.Sprintf(`"%d":0,`, next)
		}
		n := copy(p, rest)
		rest = rest[n:]
		return n, nil
	})
	w := NewWalker(r, record.Options{})
	var err error
	for err == nil {
		_, err = w.Next()
	}
	if !errors.Is(err, LimitKeys.Fault()) {
		t.Error(err)
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// chunks gives s in pieces of the sizes that it is told, over and over.
type chunks struct {
	s     string
	sizes []byte
	n     int
}

func (c *chunks) Read(p []byte) (int, error) {
	if c.s == "" {
		return 0, io.EOF
	}
	size := 1
	if len(c.sizes) > 0 {
		size = int(c.sizes[c.n%len(c.sizes)]) + 1
		c.n++
	}
	n := copy(p[:min(size, len(p))], c.s)
	c.s = c.s[n:]
	return n, nil
}

var seeds = []string{
	`{"a":[1,2.50,-3e2,true,false,null,"x\u0041\ud83d\ude00\n"],"b":{"c":""},"ключ":"значение"}`,
	`[]`, `{}`, ` [ { } , [ ] ] `, "{\"a\":1}\n\n{\"a\":2}\n", `{"a":1,"a":2}`, `[01]`, `[1.]`, `["\ud800"]`, "[\"\xff\"]", "[\"\xd0", `[tru`, `[1,]`, `{"a":1,}`, `[1]]`, `"`, `-`,
	"\ufeff[]", "[\"\x00\"]", `["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]`, `{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":1}`, `[[[[[[[[[[[[]]]]]]]]]]]]`, `[€]`, "[\"\xe2\x82", `[truе]`, `[0000000000000000000000000000000000000]`,
	`{"q":1,"w":1,"e":1,"r":1,"t":1,"y":1,"u":1,"i":1,"o":1,"p":1,"a":1,"s":1,"d":1,"f":1,"g":1,"h":1,"j":{"q":1},"k":1,"l":1,"q":2}`,
}

// Whatever the pieces, tokens, places, paths and errors are the same, at the limits too.
func FuzzChunks(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, []byte{1}, uint8(0))
		f.Add(s, []byte{3, 1, 7}, uint8(9))
		f.Add(s, []byte{2}, uint8(30))
	}
	f.Fuzz(func(t *testing.T, s string, sizes []byte, limit uint8) {
		o := record.Options{}
		if limit > 0 {
			o.Limits = record.Limits{Depth: 4, Value: int(limit) % 23, Name: int(limit)%7 + 1, Record: int(limit)}
		}
		whole := trace(bytes.NewReader([]byte(s)), o)
		if got := trace(&chunks{s: s, sizes: sizes}, o); got != whole {
			t.Errorf("in pieces\n%s\nwhole\n%s", got, whole)
		}
		if got := trace(iotest.DataErrReader(iotest.OneByteReader(strings.NewReader(s))), o); got != whole {
			t.Errorf("byte by byte\n%s\nwhole\n%s", got, whole)
		}
	})
}

// encoding/json is the witness. It is laxer in what is listed in stricter, and in nothing else.
func FuzzAgainstEncodingJSON(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w := NewWalker(strings.NewReader(s), record.Options{Limits: record.Limits{Depth: 9000}})
		tok, err := w.Next()
		var canonical []byte
		if err == nil {
			canonical, err = w.AppendValue(nil, tok)
		}
		if err == nil {
			err = w.Finish()
		}
		if valid := json.Valid([]byte(s)); valid != (err == nil) && !(valid && stricter(s, err)) {
			t.Fatalf("valid for encoding/json: %v; for us: %v", valid, err)
		}
		if err == nil {
			sameValue(t, []byte(s), canonical)
		}
	})
}

// stricter lists where we refuse on purpose what encoding/json takes.
func stricter(s string, err error) bool {
	switch {
	case errors.Is(err, record.InvalidUTF8.Fault()): // it replaces the bytes
		return !utf8.ValidString(s)
	case errors.Is(err, SurrogateAlone.Fault()): // it replaces the half
		return strings.Contains(strings.ToLower(s), `\ud`)
	case errors.Is(err, KeyTwice.Fault()), errors.Is(err, LimitDepth.Fault()), errors.Is(err, LimitName.Fault()): // it lets the last win; it has other limits
		return true
	}
	return false
}

func sameValue(t *testing.T, a, b []byte) {
	var x, y any
	for _, v := range []struct {
		text []byte
		into *any
	}{{a, &x}, {b, &y}} {
		d := json.NewDecoder(bytes.NewReader(v.text))
		d.UseNumber()
		if err := d.Decode(v.into); err != nil {
			t.Fatalf("%s: %v", v.text, err)
		}
	}
	if fmt.Sprintf("%#v", x) != fmt.Sprintf("%#v", y) {
		t.Fatalf("%s became %s", a, b)
	}
}

func TestReaderFails(t *testing.T) {
	in := `{"a":[1,2.5,"кириллица\n\ud83d\ude00",true,null]}`
	broken := errors.New("the disk is gone")
	for n := range len(in) {
		err := func() error {
			w := NewWalker(io.MultiReader(strings.NewReader(in[:n]), iotest.ErrReader(broken)), record.Options{File: "f"})
			for {
				if _, err := w.Next(); err != nil {
					return err
				}
			}
		}()
		var e *record.Error
		if !errors.Is(err, broken) || !errors.As(err, &e) || !e.Fatal || e.Pos.Offset != int64(n) {
			t.Errorf("after %d bytes: %v", n, traceError(err))
		}
	}
}

// A decoder beneath knows only the offset of what it can't decode.
func TestReaderFailsWithAPlace(t *testing.T) {
	undecodable := &record.Error{Pos: record.Pos{Offset: 9}, Err: record.InvalidUTF8.Fault("windows-1251")}
	w := NewWalker(io.MultiReader(strings.NewReader("{\n \"a\":\"б"), iotest.ErrReader(undecodable)), record.Options{File: "f"})
	var err error
	for err == nil {
		_, err = w.Next()
	}
	if got := traceError(err); !strings.HasPrefix(got, "f:2:8: a: the bytes are not valid windows-1251;") || !strings.Contains(got, "|9|") || !strings.HasSuffix(got, "|true") {
		t.Error(got)
	}
}

// The bytes of a value are copied as they stand, whatever lies around and however large it is.
func TestCopyValue(t *testing.T) {
	long := `[ {"a" : 1 },` + strings.Repeat("\n  \"слово\\u0021\" ,", 40_000) + `null ]`
	in := `{ "x" :` + long + `, "y": 2}`
	for _, r := range []io.Reader{strings.NewReader(in), iotest.OneByteReader(strings.NewReader(in))} {
		w := NewWalker(r, record.Options{})
		var got bytes.Buffer
		for range 2 {
			w.Next()
		}
		tok, _ := w.Next()
		if err := w.CopyValue(&got, tok); err != nil {
			t.Fatal(err)
		}
		if got.String() != long {
			t.Errorf("%d bytes were copied, not %d as they stood", got.Len(), len(long))
		}
		if tok, err := w.Next(); tok != Key || string(w.Text()) != "y" || err != nil {
			t.Error(tok, err)
		}
		if cap(w.buf) != windowSize {
			t.Errorf("the window grew to %d", cap(w.buf))
		}
	}
}

func TestCopyValueToBrokenWriter(t *testing.T) {
	in := "[" + strings.Repeat("1, ", 1<<20) + "1]"
	w := NewWalker(strings.NewReader(in), record.Options{})
	tok, _ := w.Next()
	if err := w.CopyValue(&limitedWriter{left: 100_000}, tok); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
	if _, err := w.Next(); err == nil {
		t.Error("it goes on")
	}
}

type limitedWriter struct{ left int }

func (l *limitedWriter) Write(p []byte) (int, error) {
	if len(p) > l.left {
		return 0, io.ErrShortWrite
	}
	l.left -= len(p)
	return len(p), nil
}

// A held record's places are known although the window has slid; what is not held costs no memory.
func TestHold(t *testing.T) {
	in := "[" + strings.Repeat("\n1,", 100_000) + "\n  {" + strings.Repeat(`"a":[],`, 0) + `"b": "` + strings.Repeat("я", 200_000) + `"}` + strings.Repeat(",\n2", 100_000) + "]"
	w := NewWalker(strings.NewReader(in), record.Options{})
	for tok := Token(0); tok != BeginObject; {
		tok, _ = w.Next()
	}
	w.Hold()
	start := w.Start()
	for tok := Token(0); tok != EndObject; {
		tok, _ = w.Next()
	}
	if got := w.Locate(start); got != (record.Pos{Offset: 300_004, Line: 100_002, Col: 3}) {
		t.Errorf("%+v", got)
	}
	w.Release()
	grown := cap(w.buf)
	for tok := Token(0); tok != EndArray; {
		tok, _ = w.Next()
	}
	if cap(w.buf) != grown || grown > 1<<20 {
		t.Errorf("window: %d, then %d", grown, cap(w.buf))
	}
}

func TestResetStartsElsewhere(t *testing.T) {
	w := NewWalker(strings.NewReader("[1"), record.Options{File: "f"})
	for range 3 {
		w.Next()
	}
	w.ResetBytes([]byte("[1,\n {\"a\":x"), record.Pos{Offset: 100, Line: 7, Col: 30})
	w.Root(0, "items")
	var err error
	for err == nil {
		_, err = w.Next()
	}
	if got := traceError(err); !strings.HasPrefix(got, `f:8:7: items[1].a: "x" is no JSON value`) || !strings.Contains(got, "|110|") {
		t.Error(got)
	}
}

func TestNoAllocation(t *testing.T) {
	in := []byte(strings.Repeat(`{"amount":25.00,"code":"prod1","name":"Бар \"У\" \n","list":[true,null,{"deep":{}}]}`, 50))
	w := NewWalker(nil, record.Options{})
	read := func() {
		w.ResetBytes(in, record.Pos{})
		for {
			if _, err := w.Next(); err != nil {
				return
			}
			w.Text()
		}
	}
	read()
	if n := testing.AllocsPerRun(20, read); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkWalker(b *testing.B) {
	in := []byte("[" + strings.TrimSuffix(strings.Repeat(`
    {
      "amount": 25,
      "package_code": "pcs",
      "product_code": "Молоко 3,2%",
      "price": 2.00,
      "caf_tax_id": 1,
      "price_with_tax": 2.00,
      "cost": 50.00,
      "cost_with_tax": 50.00
    },`, 20_000), ",") + "]")
	w := NewWalker(nil, record.Options{})
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		w.Reset(bytes.NewReader(in), record.Pos{})
		for {
			if _, err := w.Next(); err != nil {
				break
			}
			w.Text()
		}
	}
}
