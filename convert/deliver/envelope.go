package deliver

import (
	"bytes"
	"slices"
	"strings"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// limits bound a single value of an answer, so that memory does not depend on what a service sends.
func limits() record.Limits {
	return record.Limits{Value: 64 << 10, Name: 1 << 10, Depth: 20, Record: 1 << 20}
}

// An envelope is the small answer of both services: {"success": true, "data": {"id": 7}}, Kassatka's "response" in place of "data".
type envelope struct {
	success bool
	said    bool              // success is there, and true or false
	inner   map[string]string // the scalars in data or response
	outer   map[string]string // the scalars beside it
	text    string            // the whole, where nothing in it explains anything
}

// mostKeys of an object are remembered.
const mostKeys = 64

// parseEnvelope reads an answer. An error is a *[record.Fault] or a *[record.Error]: it is no JSON object.
func parseEnvelope(text []byte) (*envelope, error) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF")) // a PHP file that was saved with one writes it in front of all it says
	e := &envelope{inner: map[string]string{}, outer: map[string]string{}, text: string(text[:min(len(text), mostWords)])}
	w := jsonstream.NewWalker(bytes.NewReader(text), record.Options{Limits: limits()})
	t, err := w.Next()
	if err != nil {
		return nil, err
	}
	if t != jsonstream.BeginObject {
		return nil, AnswerLacks.Fault(`{"success": …}`)
	}
	if err := e.object(w, e.outer, true); err != nil {
		return nil, err
	}
	return e, w.Finish()
}

// object reads an object that has begun.
func (e *envelope) object(w *jsonstream.Walker, into map[string]string, outer bool) error {
	for {
		t, err := w.Next()
		if err != nil || t == jsonstream.EndObject {
			return err
		}
		key := string(w.Text())
		if t, err = w.Next(); err != nil {
			return err
		}
		if outer && key == "success" {
			e.success, e.said = t == jsonstream.True, t == jsonstream.True || t == jsonstream.False
		}
		if err := e.value(w, t, key, into); err != nil {
			return err
		}
	}
}

// value reads a value that has begun. Of objects those count in which services answer; of lists, those that say what is wrong.
func (e *envelope) value(w *jsonstream.Walker, t jsonstream.Token, key string, into map[string]string) error {
	switch {
	case t == jsonstream.BeginObject && slices.Contains([]string{"data", "response", "error"}, key):
		return e.object(w, e.inner, false)
	case t == jsonstream.BeginArray && slices.Contains([]string{"error", "errors"}, key):
		list, err := w.AppendValue(nil, t)
		into[key] = string(list)
		return err
	case t == jsonstream.BeginObject || t == jsonstream.BeginArray:
		return w.Skip(t)
	case t == jsonstream.String || t == jsonstream.Number:
		if len(into) < mostKeys {
			into[key] = string(w.Text())
		}
		if key == "id" {
			into[key] = idText(t, w.Text())
		}
	}
	return nil
}

// words are what the service says of its failure.
func (e *envelope) words() string {
	for _, from := range []map[string]string{e.inner, e.outer} {
		for _, key := range []string{"error", "message", "errors", "error_description", "description", "detail"} {
			if text := from[key]; text != "" {
				return text
			}
		}
	}
	for _, key := range []string{"data", "response"} { // a bare text in place of the object
		if text := e.outer[key]; text != "" {
			return text
		}
	}
	return e.text
}

// verdict is nil where the service says yes, a *refusal where it says no, and a *[record.Fault] where it says neither.
func (e *envelope) verdict() error {
	switch {
	case !e.said:
		return AnswerLacks.Fault(`"success": true`)
	case !e.success:
		return &refusal{e.words()}
	}
	return nil
}

// readEnvelope reads a small answer that says yes.
func readEnvelope(a *answer) (*envelope, error) {
	text, err := a.whole()
	if err != nil {
		return nil, err
	}
	e, err := parseEnvelope(text)
	if err != nil {
		return nil, err
	}
	return e, e.verdict()
}

// mostID is how long an id or a key may be.
const mostID = 128

// idIn is a text that can stand in an address as it is, as ids and keys do; else "".
func idIn(text string) string {
	bad := func(r rune) bool {
		return !(r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
	}
	if len(text) > mostID || strings.Trim(text, ".") == "" || strings.ContainsFunc(text, bad) {
		return ""
	}
	return text
}
