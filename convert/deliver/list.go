package deliver

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// An element of a list that a service answers with: an object, or a text, under a key where the list is an object.
type element struct {
	w     *jsonstream.Walker
	t     jsonstream.Token // that it begins with
	key   string
	given *bool // set once something of the list has gone to whom it is for
}

// deliver says that what is handed on now can't be taken back: the request is not made again.
func (e *element) deliver() { *e.given = true }

// A lister finds the list in an answer, whichever edition of the documents it follows: bare, or in data beside success or code.
type lister struct {
	w       *jsonstream.Walker
	a       *answer
	each    func(*element) error
	entries uint64
	found   bool              // entries, or a bare []
	void    bool              // data is there, and empty
	said    map[string]string // the scalars beside the list
	yes     bool              // success: true, or a code that says so
	no      string            // why it is no list, whatever else there is: success: false, an error, another code
	pages   paging
}

// jsonOf returns what is left to read of an answer that begins like JSON.
func jsonOf(a *answer) (io.Reader, error) {
	r := bufio.NewReaderSize(a, 4<<10)
	if mark, _ := r.Peek(3); bytes.Equal(mark, []byte("\uFEFF")) {
		r.Discard(3)
	}
	start, err := r.Peek(1)
	for n := 1; err == nil && n <= 4<<10 && len(bytes.TrimSpace(start)) == 0; n *= 2 {
		start, err = r.Peek(n)
	}
	switch {
	case a.err != nil:
		return nil, a.err
	case begins(start, "<"):
		start, _ = r.Peek(4 << 10)
		return nil, a.readable(start)
	case err != nil && len(bytes.TrimSpace(start)) == 0:
		return nil, a.readable(nil)
	}
	return r, nil
}

// bounded refuses to read on behind as many bytes as no right answer has.
type bounded struct {
	r    io.Reader
	most int64
	read int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.read > b.most {
		return 0, AnswerEndless.Fault(b.most)
	}
	n, err := b.r.Read(p)
	b.read += int64(n)
	return n, err
}

// readList reads a list of up to most bytes in constant memory. part: there is more of it than this answer holds, or may be.
func readList(a *answer, most int64, each func(*element) error) (part bool, err error) {
	r, err := jsonOf(a)
	if err != nil {
		return false, err
	}
	r = &bounded{r: r, most: most}
	l := &lister{w: jsonstream.NewWalker(r, record.Options{Limits: limits()}), a: a, each: each, said: map[string]string{}}
	l.pages.header(a)
	err = l.read()
	return l.pages.isPart(l.entries), err
}

func (l *lister) read() error {
	t, err := l.w.Next()
	if err != nil {
		return err
	}
	switch t {
	case jsonstream.BeginArray:
		l.found = true
		err = l.array()
	case jsonstream.BeginObject:
		err = l.object(true)
	default:
		return AnswerLacks.Fault("[…]")
	}
	if err == nil {
		err = l.w.Finish()
	}
	return firstOf(err, l.verdict())
}

// verdict is nil where what was read is a list. An empty one must be said to be right: to take for it what is something else would be to say that an
// invoice is not there.
func (l *lister) verdict() error {
	switch {
	case l.no != "":
		return &refusal{(&envelope{inner: l.said, text: l.no}).words()}
	case l.found || l.void && l.yes:
		return nil
	}
	return AnswerLacks.Fault("[…]")
}

func (l *lister) array() error {
	for {
		t, err := l.w.Next()
		if err != nil || t == jsonstream.EndArray {
			return err
		}
		if err := l.element(t, ""); err != nil {
			return err
		}
	}
}

// object reads an object that has begun. Elements have numbers for keys; what else there is, is the envelope, or says what is wrong.
func (l *lister) object(outer bool) error {
	for n := 0; ; n++ {
		t, err := l.w.Next()
		if err != nil {
			return err
		}
		if t == jsonstream.EndObject {
			l.void = l.void || n == 0 && !outer
			return nil
		}
		key := string(l.w.Text())
		if t, err = l.w.Next(); err != nil {
			return err
		}
		if isDigits(key) {
			err = l.element(t, key)
		} else {
			err = l.beside(t, key, outer)
		}
		if err != nil {
			return err
		}
	}
}

func (l *lister) beside(t jsonstream.Token, key string, outer bool) error {
	switch {
	case key == "success":
		l.success(t, outer)
		return l.w.Skip(t)
	case key == "code":
		l.code(t, outer)
		return l.w.Skip(t)
	case key == "error" || key == "errors":
		return l.wrong(t, key)
	case outer && key == "data" && t == jsonstream.BeginArray:
		before := l.entries
		err := l.array()
		l.void = l.void || l.entries == before
		return err
	case outer && key == "data" && t == jsonstream.BeginObject:
		return l.object(false)
	case isPaging(key, t):
		return walkValue(l.w, t, key, l.pages.have)
	case t == jsonstream.String && len(l.said) < mostKeys:
		l.said[key] = string(l.w.Text())
		return nil
	}
	return l.w.Skip(t)
}

func (l *lister) success(t jsonstream.Token, outer bool) {
	l.yes = l.yes || outer && t == jsonstream.True
	if t != jsonstream.True {
		l.no = "success: false"
	}
}

func (l *lister) code(t jsonstream.Token, outer bool) {
	code := strings.ToLower(idText(t, l.w.Text()))
	switch {
	case t == jsonstream.Null:
	case code == "ok":
		l.yes = l.yes || outer
	case code != "0" && code != "200":
		l.no = "code: " + code
	}
}

// wrong takes an error that the service names: any that is not empty.
func (l *lister) wrong(t jsonstream.Token, key string) error {
	l.w.Limit(l.w.Start())
	defer l.w.Unlimit()
	words := text(t, l.w.Text())
	if t != jsonstream.String {
		value, err := l.w.AppendValue(nil, t)
		if err != nil {
			return err
		}
		words = string(value)
	}
	if !slices.Contains([]string{"", "null", "false", "0", "[]", "{}"}, words) {
		l.no, l.said[key] = "error", words
	}
	return nil
}

func (l *lister) element(t jsonstream.Token, key string) error {
	l.found, l.entries = true, l.entries+1
	l.w.Limit(l.w.Start())
	defer l.w.Unlimit()
	return l.each(&element{w: l.w, t: t, key: key, given: &l.a.delivered})
}

func isDigits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != ""
}

// fields reads an element that is an object, and calls have for each value in it, with the path of keys that leads there: shipper.id.
func (e *element) fields(have func(path string, t jsonstream.Token, text []byte) error) error {
	if e.t != jsonstream.BeginObject {
		return AnswerLacks.Fault("[{…}]")
	}
	return walk(e.w, "", have)
}

// walk reads an object that has begun. Lists in it come as their elements, with [] behind the key, and as the end of each.
func walk(w *jsonstream.Walker, path string, have func(string, jsonstream.Token, []byte) error) error {
	for {
		t, err := w.Next()
		if err != nil || t == jsonstream.EndObject {
			return err
		}
		at := path + string(w.Text())
		if t, err = w.Next(); err != nil {
			return err
		}
		if err := walkValue(w, t, at, have); err != nil {
			return err
		}
	}
}

func walkValue(w *jsonstream.Walker, t jsonstream.Token, at string, have func(string, jsonstream.Token, []byte) error) error {
	switch t {
	case jsonstream.BeginObject:
		if err := walk(w, at+".", have); err != nil {
			return err
		}
		return have(at, jsonstream.EndObject, nil)
	case jsonstream.BeginArray:
		if err := have(at, t, nil); err != nil {
			return err
		}
		for {
			t, err := w.Next()
			if err != nil || t == jsonstream.EndArray {
				return err
			}
			if err := walkValue(w, t, at+"[]", have); err != nil {
				return err
			}
		}
	}
	return have(at, t, w.Text())
}

// number reads an exact decimal, written as a number or as a text.
func number(field string, t jsonstream.Token, text []byte) (record.Number, error) {
	switch {
	case t == jsonstream.Null:
		return record.Number{}, nil
	case t == jsonstream.String && len(text) == 0:
		return record.EmptyNumber, nil
	case t == jsonstream.Number || t == jsonstream.String:
		if n, err := record.ParseJSONNumber(text); err == nil {
			return n, nil
		}
	}
	return record.Number{}, AnswerLacks.Fault(field)
}

// text reads a text, or a number as it is written; nothing else has one.
func text(t jsonstream.Token, b []byte) string {
	if t == jsonstream.String || t == jsonstream.Number {
		return string(b)
	}
	return ""
}

// idText is a text that names something: 2, 2.0 and "2" are one.
func idText(t jsonstream.Token, b []byte) string {
	id := strings.TrimSpace(text(t, b))
	if t == jsonstream.Number {
		if n, err := record.ParseJSONNumber(b); err == nil {
			id = n.String()
		}
	}
	whole, decimals, _ := strings.Cut(id, ".")
	if decimals != "" && isDigits(whole) && strings.Trim(decimals, "0") == "" {
		return whole
	}
	return id
}
