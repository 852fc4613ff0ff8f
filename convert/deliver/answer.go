package deliver

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"obmen/formats/record"
)

const (
	mostAnswer = 1 << 20  // bytes of an answer that is read whole
	mostWords  = 64 << 10 // bytes that are read of an answer that explains a failure
)

// An answer is what came, as it is read.
type answer struct {
	res       *http.Response
	status    int
	count     int64
	err       error // that ended the reading early
	moved     func()
	delivered bool // a part of it has been given on: it can't be asked for again
}

// A refusal is a service's no, in an answer of any status.
type refusal struct{ words string }

// Error returns the service's words.
func (r *refusal) Error() string { return r.words }

// A stop ends a request with an error of who takes the answer.
type stop struct{ err error }

// Error says what went wrong.
func (s *stop) Error() string { return s.err.Error() }

// Read implements io.Reader.
func (a *answer) Read(p []byte) (int, error) {
	n, err := a.res.Body.Read(p)
	a.count += int64(n)
	if a.moved(); err != nil && !errors.Is(err, io.EOF) {
		a.err = err
	}
	return n, err
}

// whole reads an answer that is small if it is right.
func (a *answer) whole() ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(a, mostAnswer+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > mostAnswer:
		return nil, AnswerEndless.Fault(mostAnswer)
	}
	return text, a.readable(text)
}

// readable refuses what can't be JSON, and says what it is.
func (a *answer) readable(text []byte) error {
	text = bytes.TrimSpace(text)
	switch {
	case len(text) == 0:
		return AnswerEmpty.Fault(a.status)
	case text[0] == '<':
		return AnswerHTML.Fault(plainText(text))
	}
	return nil
}

// words are a service's own on why it fails or refuses; spoke: they come out of JSON.
func (a *answer) words() (words string, spoke bool) {
	text, _ := io.ReadAll(io.LimitReader(a, mostWords)) // the half of an explanation is one too
	if e, err := parseEnvelope(text); err == nil {
		return e.words(), true
	}
	if words = plainText(text); words == "" {
		words = http.StatusText(a.status)
	}
	return words, false
}

// sayStatus is the fault of a status that is no success.
func sayStatus(status int, words string) *record.Fault {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return KeyRefused.Fault(status, words)
	case http.StatusNotFound, http.StatusGone:
		return NotFound.Fault(status, words)
	case http.StatusRequestEntityTooLarge:
		return TooLarge.Fault(status, words)
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return Busy.Fault(status, words)
	}
	switch status / 100 {
	case 4:
		return Said.Fault(status, words)
	case 5:
		return Failed.Fault(status, words)
	}
	return AnswerOdd.Fault(status, words)
}

// asFault is what is wrong with an answer, in words.
func asFault(err error) *record.Fault {
	var f *record.Fault
	var inDoc *record.Error
	switch {
	case errors.As(err, &inDoc):
		return AnswerMalformed.Fault(inDoc.Err)
	case errors.As(err, &f):
		return f
	}
	return AnswerMalformed.Fault(err)
}
