package xmlstream

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"obmen/formats/record"
)

// chunks gives at most n bytes a Read.
type chunks struct {
	r io.Reader
	n int
}

func (c chunks) Read(b []byte) (int, error) { return c.r.Read(b[:min(len(b), c.n)]) }

// FuzzEngines says: both engines give the same tokens at the same offsets and the same error at the same place, whatever the bytes,
// and however they come in.
func FuzzEngines(f *testing.F) {
	for _, d := range wellFormed {
		f.Add([]byte(d.doc), false)
	}
	for _, d := range malformed {
		doc, _ := unmark(d.doc)
		f.Add([]byte(doc), false)
	}
	for _, d := range limited {
		doc, _ := unmark(d.doc)
		f.Add([]byte(doc), true)
	}
	f.Fuzz(func(t *testing.T, doc []byte, limited bool) {
		o := record.Options{File: "f.xml"}
		if limited {
			o.Limits = small
		}
		want, wantErr := trace(bytes.NewReader(doc), o)
		compare := func(how string, r io.Reader, o record.Options) {
			t.Helper()
			got, err := trace(r, o)
			if got != want || errText(err) != errText(wantErr) {
				t.Errorf("%s differs on %q:\n got %s%v\nwant %s%v", how, doc, got, err, want, wantErr)
			}
		}
		compare("one byte", iotest.OneByteReader(bytes.NewReader(doc)), o)
		compare("seven bytes", chunks{bytes.NewReader(doc), 7}, o)
		compare("data with error", iotest.DataErrReader(bytes.NewReader(doc)), o)
		o.Engine = record.Plain
		compare("plain", bytes.NewReader(doc), o)
		compare("plain, three bytes", chunks{bytes.NewReader(doc), 3}, o)
		fast, plain := NewScanner(nil, record.Options{File: "f.xml", Limits: o.Limits}), NewScanner(nil, o)
		for _, c := range []record.Chunk{{Text: doc, Last: true}, {Text: doc}, {Text: doc, Lead: len(doc) / 2, Start: record.Pos{Offset: 70, Line: 8, Col: 9}}} {
			got, err := traceOf(open(fast, c))
			again, againErr := traceOf(open(plain, c))
			if got != again || errText(err) != errText(againErr) {
				t.Errorf("engines differ on the chunk %+v:\n%s%v\n%s%v", c, got, err, again, againErr)
			}
			if c.Last && (got != want || errText(err) != errText(wantErr)) {
				t.Errorf("differs as a chunk: %q\n%s%v\nnot\n%s%v", doc, got, err, want, wantErr)
			}
			if !c.Last && !strings.HasPrefix(want, got) {
				t.Errorf("a chunk %q holds more:\n%s\nthan\n%s", doc, got, want)
			}
		}
	})
}

func open(s Scanner, c record.Chunk) Scanner {
	s.Open(c)
	return s
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
