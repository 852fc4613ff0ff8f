package xmlstream

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"obmen/formats/record"
)

var engines = []struct {
	name   string
	engine record.Engine
}{{"fast", record.Fast}, {"plain", record.Plain}}

// trace scans a document and writes one line a token: offset, depth, kind, and what it holds.
func trace(r io.Reader, o record.Options) (string, error) {
	s := NewScanner(r, o)
	var b strings.Builder
	for {
		t, err := s.Next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			if _, again := s.Next(); again != err {
				return b.String(), fmt.Errorf("second error differs: %v", again)
			}
			return b.String(), err
		}
		fmt.Fprintf(&b, "%d %d %v", s.Offset(), s.Depth(), t)
		switch t {
		case Start:
			fmt.Fprintf(&b, " %s", s.Name())
			for _, a := range s.Attrs() {
				fmt.Fprintf(&b, " %s=%q", a.Name, a.Value)
			}
		case End:
			fmt.Fprintf(&b, " %s", s.Name())
		case Instruction:
			fmt.Fprintf(&b, " %s %q", s.Name(), s.Text())
		default:
			fmt.Fprintf(&b, " %q", s.Text())
		}
		b.WriteByte('\n')
	}
}

func TestExamples(t *testing.T) {
	for _, f := range []string{"nomenclature.xml", "receipts.xml"} {
		b, err := os.ReadFile("/work/shared/examples/" + f)
		if err != nil {
			t.Skip(err)
		}
		x, err := trace(strings.NewReader(string(b)), record.Options{})
		y, err2 := trace(strings.NewReader(string(b)), record.Options{Engine: record.Plain})
		if err != nil || err2 != nil || x != y {
			t.Fatal(err, err2, x, y)
		}
		t.Log(x[:300])
	}
}
