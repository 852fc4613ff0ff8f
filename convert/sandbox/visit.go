package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"obmen/formats/record"
)

// A handler reads the request of a visit to its end and judges it.
type handler func(v *visit) outcome

// An outcome is an answer, or what accepts the request and then answers.
type outcome struct {
	answer answer
	accept func() answer
}

// An answer is what goes back.
type answer struct {
	status int
	header map[string]string // beside the type of the body
	typ    string
	body   []byte
	stream func(io.Writer) error // in place of body: chunked
	reason string                // of a refusal, for the log
}

// A visit is one request on its way.
type visit struct {
	s        *Server
	w        http.ResponseWriter
	r        *http.Request
	endpoint *endpoint
	fault    *Fault // that strikes; nil: none
	body     *bodyReader
	answer   answer
	entry    Request
	resets   bool // the answer is that the connection breaks
}

func newVisit(s *Server, w http.ResponseWriter, r *http.Request, e *endpoint) *visit {
	v := &visit{s: s, w: w, r: r, endpoint: e, body: newBodyReader(r.Body)}
	v.entry = Request{At: s.Now(), Method: r.Method, Path: r.URL.Path, Query: safeQuery(r), Endpoint: e.place, Host: r.Host, Outcome: Answered}
	return v
}

// safeQuery is of a query what the documents know: a client that puts its key there would have it in the log.
func safeQuery(r *http.Request) string {
	q := r.URL.Query()
	var parts []string
	for _, name := range []string{"start", "from", "to"} {
		if q.Has(name) {
			parts = append(parts, name+"="+record.Shorten([]byte(q.Get(name))))
		}
	}
	return strings.Join(parts, "&")
}

// kind is that of the fault that strikes; nil: none.
func (v *visit) kind() *Kind {
	if v.fault == nil {
		return nil
	}
	v.entry.Fault = v.fault.Name
	return kindOf(v.fault.Name)
}

// struck reports whether a fault of this name strikes.
func (v *visit) struck(name string) bool { return v.fault != nil && v.fault.Name == name }

// drain reads what is left of the body, so that the client gets to hear the answer. It says whether there was an end.
func (v *visit) drain() bool {
	_, err := io.Copy(io.Discard, v.body)
	return err == nil
}

// accept settles what the answer is.
func (v *visit) accept(out outcome) {
	v.answer = out.answer
	if out.accept != nil {
		v.entry.Outcome = Accepted
		v.answer = out.accept()
	}
}

// acceptLate breaks the connection, and accepts later.
func (v *visit) acceptLate(accept func() answer) {
	v.reset()
	v.entry.Outcome = Failed
	if v.s.Sleep(v.s.ending, v.s.Late) == nil {
		v.entry.Outcome = Accepted
		v.answer = accept()
	}
}

// send answers.
func (v *visit) send(a answer) {
	if a.reason != "" {
		v.entry.Outcome, v.entry.Reason = Refused, a.reason
	}
	v.entry.Status = a.status
	v.w.Header().Set("Content-Type", a.typ)
	v.w.Header().Set("Cache-Control", "no-store")
	for name, value := range a.header {
		v.w.Header().Set(name, value)
	}
	if a.stream == nil {
		v.w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
		v.w.WriteHeader(a.status)
		v.w.Write(a.body)
		return
	}
	v.w.WriteHeader(a.status)
	http.NewResponseController(v.w).Flush() // so that a short one is chunked too
	if a.stream(v.w) != nil {
		v.reset()
	}
}

// done puts the request into the log.
func (v *visit) done() {
	v.entry.Size, v.entry.Took = v.body.size, v.s.Now().Sub(v.entry.At)
	if v.body.whole && v.body.size > 0 {
		v.entry.SHA256 = v.body.sum()
	}
	entry := v.s.log.add(v.entry)
	if v.s.Log != nil {
		v.s.Log(entry)
	}
}

// An envelope is what answers stand in: Data is Caffesta's, Response Kassatka's.
type envelope struct {
	Success  bool `json:"success"`
	Data     any  `json:"data,omitempty"`
	Response any  `json:"response,omitempty"`
}

// reply is the JSON that is answered.
func reply(status int, value any) answer {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil { // only a value of ours that is wrong
		return answer{status: http.StatusInternalServerError, typ: "application/json", body: []byte(`{"success":false}`), reason: err.Error()}
	}
	return answer{status: status, typ: "application/json; charset=utf-8", body: b.Bytes()}
}

// refusal is success: false, in the service's own shape.
func (v *visit) refusal(status int, err error) answer {
	text := inWords(err, v.russian())
	said := map[string]string{"error": text}
	a := reply(status, envelope{Data: said})
	if v.endpoint.base == KassatkaPath {
		a = reply(status, envelope{Response: said})
	}
	a.reason = inWords(err, v.s.Russian)
	return a
}

// refuse is refusal as an outcome.
func (v *visit) refuse(status int, err error) outcome { return outcome{answer: v.refusal(status, err)} }

// failed is the answer to a request that could not be kept.
func (v *visit) failed(err error) answer {
	a := v.refusal(http.StatusInternalServerError, err)
	v.entry.Outcome = Failed
	return a
}

// russian says in which language the client wants to hear.
func (v *visit) russian() bool { return wantsRussian(v.r, v.s.Russian) }

// wantsRussian is whether the first language that a request names is Russian or Belarusian; where it names none, usual.
func wantsRussian(r *http.Request, usual bool) bool {
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	first = strings.ToLower(strings.TrimSpace(first))
	switch {
	case first == "" || strings.HasPrefix(first, "*"):
		return usual
	}
	return strings.HasPrefix(first, "ru") || strings.HasPrefix(first, "be")
}

// KeptBody is how large a body may be to be kept whole.
const KeptBody = 64 << 10

// A bodyReader counts and hashes what is read of a body, and keeps its beginning.
type bodyReader struct {
	r     io.Reader
	hash  hash.Hash
	size  int64
	head  []byte
	whole bool // the end was reached
}

func newBodyReader(r io.Reader) *bodyReader { return &bodyReader{r: r, hash: sha256.New()} }

// Read implements io.Reader.
func (b *bodyReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.hash.Write(p[:n])
	b.size += int64(n)
	b.head = append(b.head, p[:min(n, KeptBody+1-len(b.head))]...)
	b.whole = b.whole || err == io.EOF
	return n, err
}

func (b *bodyReader) sum() string { return hex.EncodeToString(b.hash.Sum(nil)) }

// sent says what is known of a body that was read to its end.
func (b *bodyReader) sent() Sent {
	s := Sent{SHA256: b.sum(), Size: b.size}
	if b.size <= KeptBody {
		s.Body = b.head
	}
	return s
}

// now is the clock's reading, in UTC and without the part that a file would lose.
func (s *Server) now() time.Time { return s.Now().UTC().Round(0) }
