package profile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"obmen/formats/record"
)

// Hash returns the SHA-256 of [Profile.YAML] in hex: of all that the profile says, whatever the order of its keys, its comments and what was left to
// the defaults.
func (p *Profile) Hash() string {
	sum := sha256.Sum256(p.YAML())
	return hex.EncodeToString(sum[:])
}

// ResultHash is Hash without what results do not depend on: services, the rules of a drop folder, and what only check looks at.
func (p *Profile) ResultHash() string {
	q := *p
	d := Default()
	q.Services, q.Watch, q.Checks = d.Services, d.Watch, d.Checks
	return q.Hash()
}

// YAML returns all that the profile says, defaults included, in one canonical form that [Load] reads.
func (p *Profile) YAML() []byte {
	var w yamlWriter
	w.fields(reflect.ValueOf(p).Elem())
	return bytes.TrimLeft(w.Bytes(), "\n")
}

// A yamlWriter writes the fields of structs by their yaml tags.
type yamlWriter struct {
	bytes.Buffer
	depth int
}

// fields writes the entries of a struct, each on a line of its own.
func (w *yamlWriter) fields(v reflect.Value) {
	for i := range v.NumField() {
		name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if name == "" || isUnset(v.Field(i), option) {
			continue
		}
		w.line(name + ":")
		w.value(v.Field(i))
	}
}

func (w *yamlWriter) line(s string) {
	w.WriteByte('\n')
	for range w.depth {
		w.WriteString("  ")
	}
	w.WriteString(s)
}

// isUnset reports whether a field says nothing. What is empty but says so, like a country, is written, unless its tag has omitempty.
func isUnset(v reflect.Value, option string) bool {
	switch f := v.Interface().(type) {
	case record.Number:
		return !f.IsSet()
	case record.Bool:
		return f == record.BoolMissing
	}
	return v.Kind() == reflect.Pointer && v.IsNil() || option == "omitempty" && (v.IsZero() || v.Kind() == reflect.Map && v.Len() == 0)
}

// value writes what stands behind a key's colon or an entry's dash.
func (w *yamlWriter) value(v reflect.Value) {
	switch {
	case isScalarField(v):
		w.WriteString(" " + scalarText(v))
	case v.Kind() == reflect.Pointer:
		w.value(v.Elem())
	case v.Kind() == reflect.Struct:
		w.block(func() { w.fields(v) }, "{}")
	case v.Kind() == reflect.Map:
		w.block(func() { w.entries(v) }, "{}")
	default:
		w.block(func() { w.list(v) }, "[]")
	}
}

// block writes lines one step farther in, or, where there are none, empty.
func (w *yamlWriter) block(lines func(), empty string) {
	n := w.Len()
	w.depth++
	lines()
	w.depth--
	if w.Len() == n {
		w.WriteString(" " + empty)
	}
}

func (w *yamlWriter) entries(v reflect.Value) {
	m := make(map[string]reflect.Value, v.Len())
	for _, key := range v.MapKeys() {
		m[key.String()] = v.MapIndex(key)
	}
	for _, key := range sortedKeys(m) {
		w.line(quote(key) + ":")
		w.value(m[key])
	}
}

// list writes entries of several lines on the dash's line, as far as that goes: YAML takes the rest to stand under the first.
func (w *yamlWriter) list(v reflect.Value) {
	for i := range v.Len() {
		w.line("-")
		if isScalarField(v.Index(i)) {
			w.value(v.Index(i))
			continue
		}
		var inner yamlWriter
		inner.depth = w.depth + 1
		inner.fields(v.Index(i))
		w.WriteByte(' ')
		w.Write(bytes.TrimLeft(inner.Bytes(), "\n "))
	}
}

func scalarText(v reflect.Value) string {
	switch f := v.Interface().(type) {
	case record.Number:
		return f.String()
	case record.Bool:
		return strconv.FormatBool(f == record.True)
	case bool:
		return strconv.FormatBool(f)
	case int32:
		return strconv.Itoa(int(f))
	case Clock:
		return quote(f.String())
	case Day:
		return f.String()
	}
	return quote(v.String())
}

// quote returns s in double quotes. JSON's are YAML's too.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}
