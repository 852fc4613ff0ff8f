package profile

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/token"

	"obmen/formats/record"
)

// A binder carries the YAML's nodes into the Profile's fields, by their yaml tags. It takes numbers from their text, never through a
// float, and remembers where every value stood. go-yaml's own decoder does neither.
type binder struct {
	file    string
	lines   []string
	offsets []int64               // of the lines' first bytes, as far as they were asked for
	at      map[string]record.Pos // of the value of each path that was given
	keys    map[string]record.Pos // of its key, in the xml section
	errs    []*record.Error
}

// maxErrors is how many errors are told at once, maxPath how much of a path.
const (
	maxErrors = 20
	maxPath   = 200
)

func (b *binder) fail(pos record.Pos, path string, fault *record.Fault) {
	if len(path) > maxPath {
		path = strings.ToValidUTF8(path[:maxPath], "") + "…"
	}
	if len(b.errs) < maxErrors {
		b.errs = append(b.errs, &record.Error{File: b.file, Pos: pos, Path: path, Err: fault, Fatal: true})
	}
}

// failAt notes an error of a node.
func (b *binder) failAt(n *node, path string, fault *record.Fault) {
	b.fail(b.posOf(n.start), path, fault)
}

func (b *binder) bind(n *node, v reflect.Value, path string) {
	b.at[path] = b.posOf(n.start)
	if isScalarField(v) {
		b.bindScalar(n, v, path)
		return
	}
	switch {
	case n.kind == nothing && v.Kind() != reflect.Pointer: // a key whose entries are all commented out
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		b.bind(n, v.Elem(), path)
	case v.Kind() == reflect.Struct:
		b.bindStruct(n, v, path)
	case v.Kind() == reflect.Map:
		b.bindMap(n, v, path)
	default:
		b.bindSlice(n, v, path)
	}
}

// entries returns the entries of a mapping, each key once.
func (b *binder) entries(n *node, path string) []entry {
	if n.kind != mapping {
		b.failAt(n, path, WantMapping.Fault(textOf(n)))
		return nil
	}
	seen := make(map[string]bool, len(n.entries))
	entries := make([]entry, 0, len(n.entries))
	for _, e := range n.entries {
		if name := e.key.Value; seen[name] {
			b.fail(b.posOf(e.key), path, DuplicateKey.Fault(record.Shorten([]byte(name))))
			continue
		}
		seen[e.key.Value] = true
		entries = append(entries, e)
	}
	return entries
}

func (b *binder) bindStruct(n *node, v reflect.Value, path string) {
	if isWhole(v) {
		v.SetZero()
	}
	for _, e := range b.entries(n, path) {
		field, names := fieldNamed(v, e.key.Value)
		if !field.IsValid() {
			b.failUnknown(e, path, names)
			continue
		}
		at := join(path, e.key.Value)
		b.noteKey(at, e.key)
		b.bind(&e.value, field, at)
	}
}

// noteKey remembers where a key stood, where a later check finds fault with the key itself.
func (b *binder) noteKey(path string, key *token.Token) {
	if strings.HasPrefix(path, "xml.") {
		b.keys[path] = b.posOf(key)
	}
}

// isWhole reports whether a struct stands whole wherever it is given: a tax without its rate, or a shipper's code without its name, must not
// get the default's by accident.
func isWhole(v reflect.Value) bool {
	switch v.Interface().(type) {
	case TaxRule, Ref, Party:
		return true
	}
	return false
}

// failUnknown notes a key that is not known. Its value is not shown where it may be a secret.
func (b *binder) failUnknown(e entry, path string, names []string) {
	pos, at := b.posOf(e.key), join(path, e.key.Value)
	if strings.HasPrefix(path, "services.") && looksSecret(e.key.Value) {
		env := "key_env"
		if path == "services.kassatka" {
			env = "token_env"
		}
		b.fail(pos, at, Secret.Fault(env, "key_file"))
		return
	}
	b.fail(pos, at, UnknownKey.Fault(record.Shorten([]byte(e.key.Value)), nearest(e.key.Value, names)))
}

func looksSecret(name string) bool {
	for _, word := range []string{"key", "token", "api_key", "apikey", "api_token", "secret", "password"} {
		if strings.EqualFold(name, word) {
			return true
		}
	}
	return false
}

// fieldNamed returns the field of a struct with this yaml name, and the names of all.
func fieldNamed(v reflect.Value, name string) (field reflect.Value, names []string) {
	for i := range v.NumField() {
		tag, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if tag == "" {
			continue
		}
		if tag == name {
			return v.Field(i), nil
		}
		names = append(names, tag)
	}
	return reflect.Value{}, names
}

func (b *binder) bindMap(n *node, v reflect.Value, path string) {
	entries := b.entries(n, path)
	if len(entries) == 0 {
		return
	}
	m := reflect.MakeMapWithSize(v.Type(), len(entries))
	for _, e := range entries {
		value := reflect.New(v.Type().Elem()).Elem()
		at := index1(path, e.key.Value)
		b.noteKey(at, e.key)
		b.bind(&e.value, value, at)
		m.SetMapIndex(reflect.ValueOf(e.key.Value), value)
	}
	v.Set(m)
}

func (b *binder) bindSlice(n *node, v reflect.Value, path string) {
	if n.kind != list {
		b.failAt(n, path, WantList.Fault(textOf(n)))
		return
	}
	if len(n.items) == 0 {
		v.SetZero()
		return
	}
	items := reflect.MakeSlice(v.Type(), len(n.items), len(n.items))
	for i := range n.items {
		b.bind(&n.items[i], items.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
	v.Set(items)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func index1(path, key string) string { return fmt.Sprintf("%s[%q]", path, key) }

// isScalarField reports whether a field holds one value.
func isScalarField(v reflect.Value) bool {
	switch v.Interface().(type) {
	case record.Number, Day:
		return true
	}
	switch v.Kind() {
	case reflect.String, reflect.Bool, reflect.Uint8, reflect.Int32, reflect.Int64:
		return true
	}
	return false
}

func (b *binder) bindScalar(n *node, v reflect.Value, path string) {
	var fault *record.Fault
	switch f := v.Addr().Interface().(type) {
	case *record.Number:
		*f, fault = numberOf(n)
	case *bool:
		*f, fault = boolOf(n)
	case *record.Bool:
		var on bool
		on, fault = boolOf(n)
		*f = record.BoolOf(on)
	case *int32:
		*f, fault = wholeOf(n)
	case *Clock:
		*f, fault = parsed(n, ParseClock)
	case *Day:
		*f, fault = parsed(n, ParseDay)
	default:
		var s string
		s, fault = stringOf(n)
		v.SetString(s)
	}
	if fault != nil {
		b.failAt(n, path, fault)
	}
}

// textOf returns what stands in the file, as far as a message shows it.
func textOf(n *node) string {
	switch n.kind {
	case mapping:
		return "{…}"
	case list:
		return "[…]"
	}
	return record.Shorten([]byte(n.text))
}

// stringOf returns a text. A number is one too, as it is written: codes mostly look like that, and 0348741 keeps its zero.
func stringOf(n *node) (string, *record.Fault) {
	switch n.start.Type {
	case token.BoolType, token.NanType, token.InfinityType:
		return "", WantText.Fault(textOf(n))
	}
	if n.kind != scalar {
		return "", WantText.Fault(textOf(n))
	}
	return n.text, nil
}

// numberOf returns the number that the text of a scalar is, exactly.
func numberOf(n *node) (record.Number, *record.Fault) {
	switch n.start.Type {
	case token.IntegerType, token.FloatType:
		if number, err := record.ParseJSONNumber([]byte(n.text)); err == nil && !strings.ContainsAny(n.text, "eE") {
			return number, nil
		}
	}
	return record.Number{}, WantNumber.Fault(textOf(n))
}

func boolOf(n *node) (bool, *record.Fault) {
	if n.start.Type != token.BoolType {
		return false, WantBool.Fault(textOf(n))
	}
	return strings.EqualFold(n.text, "true"), nil
}

const maxWhole = 1_000_000_000

func wholeOf(n *node) (int32, *record.Fault) {
	number, fault := numberOf(n)
	whole, ok := number.Int64()
	if fault != nil || !ok || whole < 0 || whole > maxWhole {
		return 0, WantWhole.Fault(0, maxWhole, textOf(n))
	}
	return int32(whole), nil
}

func parsed[T any](n *node, parse func(string) (T, error)) (T, *record.Fault) {
	text, fault := stringOf(n)
	if fault != nil {
		text = textOf(n)
	}
	v, err := parse(text)
	fault, _ = err.(*record.Fault)
	return v, fault
}

// nearest returns the name that takes the fewest changes to reach. A part of a longer name is near to it.
func nearest(name string, names []string) string {
	best, fewest := "", -1
	for _, n := range names {
		d := distance(strings.ToLower(name), strings.ToLower(n))
		if len(name) > 2 && strings.Contains(n, name) {
			d = min(d, 2)
		}
		if fewest < 0 || d < fewest {
			best, fewest = n, d
		}
	}
	return best
}

// distance counts the letters that are to be put in, left out, changed, or swapped with their neighbour to make b of a.
func distance(a, b string) int {
	x, y := []rune(a[:min(len(a), 64)]), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			change := 1
			if x[i] == y[j] {
				change = 0
			}
			row[j+1] = min(last[j]+change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
