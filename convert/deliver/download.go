package deliver

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// Download writes the file that a process has made to w, and returns its bytes. It is asked for again only as long as nothing is written. What is no
// file, a page or JSON in its place, and what was cut off, is an error; whether the document is whole, only its reader can tell.
func (k *Kassatka) Download(ctx context.Context, key string, w io.Writer) (int64, error) {
	if k.secret.id(key) == "" {
		return 0, wrong(KeyMalformed.Fault(k.secret.show(key)))
	}
	var written int64
	_, err := k.do(ctx, request{method: http.MethodGet, path: "download/" + key, accept: "application/xml", harmless: true, read: func(a *answer) error {
		n, err := readFile(a, w, k.o.MostFile)
		written += n
		return err
	}})
	return written, err
}

// readFile copies an answer that is an XML document of up to most bytes.
func readFile(a *answer, w io.Writer, most int64) (int64, error) {
	start, err := firstBytes(a)
	if err != nil {
		return 0, err
	}
	if err := a.isFile(start); err != nil {
		return 0, err
	}
	a.delivered = true
	n, err := io.Copy(&taker{w}, &bounded{r: io.MultiReader(bytes.NewReader(start), a), most: most})
	return n, err
}

// firstBytes reads what shows what an answer is.
func firstBytes(a *answer) ([]byte, error) {
	start := make([]byte, 512)
	n, err := io.ReadFull(a, start)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) && a.err == nil {
		err = nil
	}
	return start[:n], err
}

// isFile says what came in the place of a file.
func (a *answer) isFile(start []byte) error {
	kind, _, _ := mime.ParseMediaType(a.res.Header.Get("Content-Type"))
	if kind == "" {
		kind = "application/xml"
	}
	isXML := begins(start, "<") || bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff"))
	switch {
	case len(bytes.TrimSpace(start)) == 0:
		return AnswerEmpty.Fault(a.status)
	case begins(start, "<!doctype html", "<html"), kind == "text/html":
		return AnswerHTML.Fault(plainText(start))
	case begins(start, "{", "["):
		return a.isJSON(start)
	case !isXML || a.res.Header.Get("Content-Encoding") != "" && a.res.Header.Get("Content-Encoding") != "identity":
		return AnswerType.Fault(strings.TrimSpace(kind+" "+a.res.Header.Get("Content-Encoding")), start[:min(len(start), 60)])
	}
	return nil
}

// isJSON tells a refusal from a word on how far the process is.
func (a *answer) isJSON(start []byte) error {
	rest, _ := io.ReadAll(io.LimitReader(a, mostWords))
	text := append(start, rest...)
	if e, err := parseEnvelope(text); err == nil && e.said && !e.success {
		return &refusal{e.words()}
	}
	return AnswerType.Fault("JSON", text[:min(len(text), 1000)])
}

// taker tells the errors of who takes the file from those of the service.
type taker struct{ w io.Writer }

// Write implements io.Writer.
func (t *taker) Write(p []byte) (int, error) {
	n, err := t.w.Write(p)
	if err != nil {
		err = &stop{err}
	}
	return n, err
}
