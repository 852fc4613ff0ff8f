package sandbox

import (
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// refuse is a fault that says success: false.
func refuse(status int) func(*visit) {
	return func(v *visit) {
		v.drain()
		v.send(v.refusal(status, v.fault.refusal()))
	}
}

// status is a fault that answers with a status, and Retry-After where that is not empty.
func status(code int, retryAfter string) func(*visit) {
	return func(v *visit) {
		v.drain()
		v.send(v.plain(code, retryAfter))
	}
}

// plain is the answer of a server that does not know of its service's JSON.
func (v *visit) plain(code int, retryAfter string) answer {
	a := answer{status: code, typ: "text/plain; charset=utf-8", body: []byte(http.StatusText(code) + "\n")}
	if retryAfter != "" {
		a.header = map[string]string{"Retry-After": retryAfter}
	}
	return a
}

// statusDate is 429 until two seconds from now: an HTTP date knows no smaller part.
func statusDate(v *visit) {
	v.drain()
	v.send(v.plain(http.StatusTooManyRequests, v.s.Now().Add(2*time.Second).UTC().Format(http.TimeFormat)))
}

const proxyPage = "<html>\n<head><title>502 Bad Gateway</title></head>\n<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>\n</html>\n"

func gateway(v *visit) {
	v.drain()
	v.send(answer{status: http.StatusBadGateway, typ: "text/html", body: []byte(proxyPage)})
}

const loginPage = "<!DOCTYPE html>\n<html><head><title>Вход</title></head><body><h1>Войдите в систему</h1></body></html>\n"

func html(v *visit) {
	v.drain()
	v.send(htmlAnswer())
}

func htmlAnswer() answer {
	return answer{status: http.StatusOK, typ: "text/html; charset=utf-8", body: []byte(loginPage)}
}

// silence reads all, and waits until the client goes.
func silence(v *visit) {
	v.drain()
	v.wait()
}

// wait waits until the client goes, or the sandbox ends; then it breaks the connection.
func (v *visit) wait() {
	select {
	case <-v.r.Context().Done():
	case <-v.s.ending.Done():
	}
	v.reset()
}

func reset(v *visit) { v.reset() }

// reset breaks the connection: the client hears RST, not an answer.
func (v *visit) reset() {
	hijacker, ok := v.w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		return // it is gone already
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

// resetMiddle reads about a half of the body, or its first piece where its length is not known, and breaks the connection.
func resetMiddle(v *visit) {
	half := v.r.ContentLength / 2
	if half < 1 {
		half = 1
	}
	io.CopyN(io.Discard, v.body, half)
	v.reset()
}

// cut answers with the first half of the answer, as if it were all.
func cut(v *visit) {
	a := v.held()
	a.body = a.body[:len(a.body)/2]
	v.send(a)
}

// cutReset breaks the connection in the middle of the answer.
func cutReset(v *visit) {
	a := v.held()
	half := a.body[:len(a.body)/2]
	a.stream = func(w io.Writer) error {
		w.Write(half)
		http.NewResponseController(v.w).Flush()
		return io.ErrUnexpectedEOF
	}
	v.send(a)
}

// held is the answer with its body in memory.
func (v *visit) held() answer {
	a := v.answer
	if a.stream != nil {
		var b strings.Builder
		a.stream(&b)
		a.body, a.stream = []byte(b.String()), nil
	}
	return a
}

func wrongType(v *visit) { v.send(reply(http.StatusOK, map[string]any{"success": "yes"})) }

// endless answers with white space behind a beginning that looks right, as long as somebody reads.
func endless(v *visit) {
	a := v.held()
	start := strings.TrimRight(string(a.body), "}]\n")
	a.stream = func(w io.Writer) error {
		io.WriteString(w, start)
		for blank := []byte(strings.Repeat(" ", 4096)); v.s.ending.Err() == nil; {
			if _, err := w.Write(blank); err != nil {
				return err
			}
		}
		return io.ErrUnexpectedEOF
	}
	v.send(a)
}

// drip answers in sixteen drops.
func drip(v *visit) {
	a := v.held()
	body := a.body
	a.stream = func(w io.Writer) error {
		for size := len(body)/16 + 1; len(body) > 0; {
			drop := body[:min(size, len(body))]
			if _, err := w.Write(drop); err != nil {
				return err
			}
			body = body[len(drop):]
			http.NewResponseController(v.w).Flush()
			if err := v.s.Sleep(v.s.ending, v.s.Drop); err != nil {
				return err
			}
		}
		return nil
	}
	v.send(a)
}

// redirectHost leads to this machine under its other name: a client that follows is seen in the log of requests, with the host.
func redirectHost(v *visit) {
	host, port, err := net.SplitHostPort(v.r.Host)
	if err != nil {
		host, port = v.r.Host, "80"
	}
	other := "localhost"
	if host == other {
		other = "127.0.0.1"
	}
	v.redirect(http.StatusFound, "http://"+net.JoinHostPort(other, port)+v.r.URL.RequestURI())
}

// redirectHTTP leads to the same host without TLS: that is a step down where the sandbox stands behind TLS.
func redirectHTTP(v *visit) { v.redirect(http.StatusFound, "http://"+v.r.Host+v.r.URL.RequestURI()) }

func redirectSame(v *visit) { v.redirect(http.StatusTemporaryRedirect, v.r.URL.RequestURI()) }

func (v *visit) redirect(status int, to string) {
	v.drain()
	v.send(answer{status: status, typ: "text/plain; charset=utf-8", header: map[string]string{"Location": to}})
}
