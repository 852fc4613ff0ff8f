package sandbox

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"obmen/formats/charset"
	"obmen/formats/onec"
	"obmen/formats/record"
)

// respond is Kassatka's success.
func respond(value any) answer {
	return reply(http.StatusOK, envelope{Success: true, Response: value})
}

// newKey makes a key like "ef9eb390-6db2-4cc6-bf01-42fd92546570": a random UUID.
func newKey() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// start makes a process of what was asked.
func (v *visit) start(p *Process) outcome {
	return outcome{accept: func() answer {
		p.Key, p.Asked = newKey(), v.s.now()
		if err := v.s.account.commit(&event{Kind: asked, At: p.Asked, Process: p}); err != nil {
			return v.failed(err)
		}
		return respond(map[string]string{"process_key": p.Key})
	}}
}

// postNomenclature takes a catalogue: «Body: nomenclature - приложить файл с результатом выгрузки номенклатуры».
func postNomenclature(v *visit) outcome {
	parts, err := v.parts()
	if err != nil {
		v.drain()
		return v.refuse(http.StatusBadRequest, NoPart.Fault())
	}
	p := &Process{Kind: placeNomenclature}
	for seen := false; ; {
		part, err := parts.NextPart()
		switch {
		case err == io.EOF && seen:
			if !v.drain() {
				return v.refuse(http.StatusBadRequest, Broken.Fault())
			}
			return v.start(p)
		case err == io.EOF:
			v.drain()
			return v.refuse(http.StatusBadRequest, NoPart.Fault())
		case err != nil:
			v.drain()
			return v.refuse(http.StatusBadRequest, Broken.Fault())
		}
		if part.FormName() == placeNomenclature && !seen {
			seen = true
			p.readCatalogue(part, v.s.Russian)
		}
	}
}

// parts reads the body part by part, in the order in which they come.
func (v *visit) parts() (*multipart.Reader, error) {
	v.r.Body = io.NopCloser(v.body)
	return v.r.MultipartReader()
}

// readCatalogue reads a nomenclature to the end of r: what it holds, or what is wrong with it. What is wrong with the process is
// heard by who asks for its status.
func (p *Process) readCatalogue(r io.Reader, ru bool) {
	body := newBodyReader(r)
	if err := p.count(body); err != nil {
		p.Wrong = inWords(err, ru)
	}
	io.Copy(io.Discard, body)
	p.Sent = body.sent()
}

func (p *Process) count(r io.Reader) error {
	decoded, source, err := charset.NewReader(r, charset.Options{})
	if err != nil {
		return err
	}
	for rec, err := range record.All(onec.NewReader(decoded, record.Options{Start: source.Start, Unit: source.Unit})) {
		if err != nil {
			return err
		}
		switch rec.Kind() {
		case record.KindGroup:
			p.Groups++
		case record.KindProduct:
			p.Rows++
		}
	}
	return nil
}

// askReceipts begins to collect receipts: «from, to - дата в формате YYYY-MM-DD HH:MM:SS».
func askReceipts(v *visit) outcome {
	from, err := v.moment("from")
	to, err2 := v.moment("to")
	if err := errors.Join(err, err2); err != nil {
		return v.refuse(http.StatusBadRequest, err)
	}
	if to.Before(from) {
		return v.refuse(http.StatusBadRequest, NoPeriod.Fault(to.Format(time.DateTime), from.Format(time.DateTime)))
	}
	return v.start(&Process{Kind: placeReceipts, From: from, To: to})
}

// moment reads a parameter of the query. time.Parse would take 9 for 09, and a fraction.
func (v *visit) moment(name string) (time.Time, error) {
	values := v.r.URL.Query()[name]
	if len(values) != 1 {
		return time.Time{}, &record.Error{Path: name, Err: Missing.Fault()}
	}
	t, err := time.Parse(time.DateTime, values[0])
	if err != nil || t.Format(time.DateTime) != values[0] {
		return t, &record.Error{Path: name, Err: BadDate.Fault(record.Shorten([]byte(values[0])), "2018-01-31 00:00:00")}
	}
	return t, nil
}

// status is how far a process has come.
func (s *Server) status(p *Process) string {
	switch passed := s.Now().Sub(p.Asked); {
	case passed < s.Process/2:
		return "wait"
	case passed < s.Process:
		return "process"
	case p.Wrong != "":
		return "error"
	}
	return "success"
}

func processStatus(v *visit) outcome {
	p, ok := v.s.account.process(v.r.PathValue("key"))
	if !ok {
		return v.refuse(http.StatusNotFound, NoSuchProcess.Fault(record.Shorten([]byte(v.r.PathValue("key")))))
	}
	status := v.s.status(&p)
	switch {
	case v.struck("failed-process"):
		status = "failed"
	case v.struck("stuck-process"):
		status = "process"
	case v.struck("odd-status"):
		status = "queued"
	}
	return outcome{answer: respond(map[string]string{"status": status})}
}

// download hands the file out. Only a process that has collected receipts has one.
func download(v *visit) outcome {
	key := record.Shorten([]byte(v.r.PathValue("key")))
	p, ok := v.s.account.process(v.r.PathValue("key"))
	switch {
	case !ok:
		return v.refuse(http.StatusNotFound, NoSuchProcess.Fault(key))
	case p.Kind != placeReceipts || v.s.status(&p) != "success":
		return v.refuse(http.StatusNotFound, NothingYet.Fault(key))
	case v.struck("json-download"):
		return v.refuse(http.StatusOK, v.fault.refusal())
	case v.struck("html-download"):
		return outcome{answer: htmlAnswer()}
	}
	file := func(w io.Writer) error { return v.s.writeReceipts(w, p.From, p.To, v.struck("duplicate-download")) }
	if v.struck("truncated-download") || v.struck("reset-download") {
		file = v.half(file)
	}
	return outcome{answer: answer{status: http.StatusOK, typ: "application/xml", stream: file}}
}

// half writes the first half of a file. The connection then ends as it should, or breaks.
func (v *visit) half(file func(io.Writer) error) func(io.Writer) error {
	return func(w io.Writer) error {
		var size counter
		if err := file(&size); err != nil {
			return err
		}
		err := file(&limited{w, int64(size) / 2})
		if !errors.Is(err, errCut) && err != nil {
			return err
		}
		http.NewResponseController(v.w).Flush()
		if v.struck("reset-download") {
			return errCut
		}
		return nil
	}
}

// A counter counts what is written to it.
type counter int64

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// A limited writer fails behind so many bytes.
type limited struct {
	w    io.Writer
	left int64
}

var errCut = errors.New("cut on purpose")

// Write implements io.Writer.
func (l *limited) Write(p []byte) (int, error) {
	if int64(len(p)) <= l.left {
		l.left -= int64(len(p))
		return l.w.Write(p)
	}
	n, err := l.w.Write(p[:l.left])
	l.left = 0
	if err == nil {
		err = errCut
	}
	return n, err
}
