package profile

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/token"

	"obmen/formats/record"
)

// Error is all that is wrong with a profile, in the order of its text. Each of its errors has a file, a position, the path of the key and a *record.Fault.
type Error struct{ Errors []*record.Error }

// Error returns a line for each.
func (e *Error) Error() string {
	lines := make([]string, len(e.Errors))
	for i, err := range e.Errors {
		lines[i] = err.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns each.
func (e *Error) Unwrap() []error {
	list := make([]error, len(e.Errors))
	for i, err := range e.Errors {
		list[i] = err
	}
	return list
}

// Load lays a YAML text over the built-in defaults. name is the file's, for messages. Where trusted is false (the file was found beside an input), what
// it says of services and watch is left out, see [Profile.Ignored].
//
// The error is a *[record.UsageError] around an *[Error].
func Load(name string, data []byte, trusted bool) (*Profile, error) {
	text, mark := bytes.CutPrefix(data, []byte("\uFEFF"))
	b := &binder{file: name, lines: splitLines(text), offsets: []int64{0}, at: make(map[string]record.Pos), keys: make(map[string]record.Pos)}
	if mark {
		b.offsets[0] = int64(len("\uFEFF"))
	}
	p := builtIn()
	if root := b.parse(text); root != nil && len(b.errs) == 0 {
		b.bind(root, reflect.ValueOf(p).Elem(), "")
		b.check(p)
	}
	if len(b.errs) > 0 {
		slices.SortStableFunc(b.errs, func(x, y *record.Error) int { return int(x.Pos.Offset - y.Pos.Offset) })
		return nil, &record.UsageError{Err: &Error{b.errs}}
	}
	if !trusted {
		b.distrust(p)
	}
	p.reckon()
	return p, nil
}

// distrust takes back what only a named profile may say: where keys and documents are sent.
func (b *binder) distrust(p *Profile) {
	d := builtIn()
	ignore := func(key string, differs bool) {
		if differs {
			p.ignored = append(p.ignored, record.Finding{Message: Ignored, Pos: b.at[key], Path: key, Args: []any{key}})
		}
	}
	ignore("services", !reflect.DeepEqual(p.Services, d.Services))
	ignore("watch", !reflect.DeepEqual(p.Watch, d.Watch))
	p.Services, p.Watch = d.Services, d.Watch
}

func splitLines(data []byte) []string {
	return strings.SplitAfter(string(data[:min(len(data), MaxSize+1)]), "\n")
}

func (b *binder) posOf(tk *token.Token) record.Pos {
	if tk == nil || tk.Position == nil {
		return record.Pos{}
	}
	return b.pos(tk.Position.Line, tk.Position.Column)
}

// pos returns the place of a line and a column, which counts characters.
func (b *binder) pos(line, col int) record.Pos {
	line, col = max(1, min(line, len(b.lines))), max(1, col)
	p := record.Pos{Line: int32(line), Col: int32(col)}
	for len(b.offsets) < line {
		n := len(b.offsets)
		b.offsets = append(b.offsets, b.offsets[n-1]+int64(len(b.lines[n-1])))
	}
	p.Offset = b.offsets[line-1]
	for i := range b.lines[line-1] {
		if col--; col == 0 {
			p.Offset += int64(i)
		}
	}
	return p
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
