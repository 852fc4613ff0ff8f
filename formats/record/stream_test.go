package record

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// script is a Reader and a Writer of what stands in it: a record, or an error.
type script struct {
	steps []any
	wrote []string
	fails map[string]error // by group code, on Write
}

func (s *script) Read() (Record, error) {
	if len(s.steps) == 0 {
		return nil, io.EOF
	}
	step := s.steps[0]
	s.steps = s.steps[1:]
	if err, ok := step.(error); ok {
		if Refusal(err) == nil {
			s.steps = []any{err} // final errors stay
		}
		return nil, err
	}
	return &Group{Code: []byte(step.(string))}, nil
}

func (s *script) Write(r Record) error {
	code := string(r.(*Group).Code)
	if err := s.fails[code]; err != nil {
		return err
	}
	s.wrote = append(s.wrote, code)
	return nil
}

func (s *script) Close() error { s.wrote = append(s.wrote, "closed"); return nil }

var (
	errOther = errors.New("other")
	refused  = &Error{Err: NumberMalformed.Fault("2 59O")}
	fatal    = &Error{Err: errOther, Fatal: true}
)

func TestCopy(t *testing.T) {
	accept := func(*Error) error { return nil }
	for _, c := range []struct {
		name   string
		steps  []any
		fails  map[string]error
		refuse func(*Error) error
		wrote  string
		err    error
	}{
		{"nothing", nil, nil, nil, "", nil},
		{"all", []any{"a", "b"}, nil, nil, "a b", nil},
		{"refused, nobody to ask", []any{"a", refused, "b"}, nil, nil, "a", refused},
		{"refused and skipped", []any{"a", refused, "b", refused}, nil, accept, "a b", nil},
		{"refused, wrapped", []any{"a", fmt.Errorf("in: %w", refused), "b"}, nil, accept, "a b", nil},
		{"refused once too often", []any{"a", refused, "b"}, nil, func(*Error) error { return errOther }, "a", errOther},
		{"fatal", []any{"a", fatal, "b"}, nil, accept, "a", fatal},
		{"another error", []any{"a", errOther, "b"}, nil, accept, "a", errOther},
		{"the writer refuses", []any{"a", "b", "c"}, map[string]error{"b": refused}, accept, "a c", nil},
		{"the writer fails", []any{"a", "b", "c"}, map[string]error{"b": errOther}, accept, "a", errOther},
		{"EOF that is none", []any{"a", io.ErrUnexpectedEOF}, nil, accept, "a", io.ErrUnexpectedEOF},
	} {
		w := &script{fails: c.fails}
		n, err := Copy(w, &script{steps: c.steps}, c.refuse)
		if got := strings.Join(w.wrote, " "); got != c.wrote || !errors.Is(err, c.err) || int(n) != len(w.wrote) {
			t.Errorf("%s: wrote %d, %q, %v; want %q, %v", c.name, n, got, err, c.wrote, c.err)
		}
	}
}

func TestCopyTellsWhatWasRefused(t *testing.T) {
	var told []*Error
	second := &Error{Record: 2, Err: errOther}
	_, err := Copy(&script{}, &script{steps: []any{refused, second}}, func(e *Error) error { told = append(told, e); return nil })
	if err != nil || len(told) != 2 || told[0] != refused || told[1] != second {
		t.Errorf("%v, %v", told, err)
	}
}

func TestAll(t *testing.T) {
	for _, c := range []struct {
		name  string
		steps []any
		most  int
		want  string
	}{
		{"nothing", nil, 9, ""},
		{"a refusal goes by", []any{"a", refused, "b"}, 9, "a, !, b"},
		{"a final error ends it", []any{"a", errOther, "b"}, 9, "a, !"},
		{"break", []any{"a", "b", "c"}, 2, "a, b"},
	} {
		var got []string
		for r, err := range All(&script{steps: c.steps}) {
			if err != nil {
				got = append(got, "!")
			} else {
				got = append(got, string(r.(*Group).Code))
			}
			if len(got) == c.most {
				break
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, strings.Join(got, ", "), c.want)
		}
	}
}
