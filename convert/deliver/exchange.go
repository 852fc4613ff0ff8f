package deliver

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"time"

	"obmen/formats/record"
)

// mostHops is how many redirects one request follows.
const mostHops = 5

// follow makes a request and goes where it is sent on to, as far as the secret may go.
func (c *client) follow(ctx context.Context, r *request) outcome {
	at := *c.base
	at.Path += "/" + r.path
	at.RawPath = "" // paths are made of characters that stand for themselves
	at.RawQuery = r.query
	for hop := 0; ; hop++ {
		o, location := c.hop(ctx, r, &at)
		if location == "" {
			return o
		}
		to, err := at.Parse(location)
		if err != nil || hop == mostHops || !mayFollow(r, o.status, &at, to) {
			o.redirected(r, &at, to)
			return o
		}
		at = *to
	}
}

// redirected says of a redirect that is not followed what it may mean.
func (o *outcome) redirected(r *request, from, to *url.URL) {
	o.away = isAway(o.status, from, to)
	o.fault = RedirectedAfter.Fault(o.status, where(to))
	if r.harmless || o.away {
		o.fault = Redirected.Fault(o.status, where(to))
	}
}

// isAway reports whether a redirect says that nothing was done where it comes from: it asks for the same request again, or leads to another service.
// Any other may follow what was accepted.
func isAway(status int, from, to *url.URL) bool {
	switch status {
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	case http.StatusMovedPermanently, http.StatusFound:
		return to != nil && to.Hostname() != "" && (hostOf(to) != hostOf(from) || from.Scheme == "https" && to.Scheme == "http")
	}
	return false
}

// mayFollow reports whether a redirect stays with the host, keeps the body, and does not give up TLS.
func mayFollow(r *request, status int, from, to *url.URL) bool {
	keeps := status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect || r.method == http.MethodGet
	return keeps && to.User == nil && hostOf(to) == hostOf(from) && (to.Scheme == from.Scheme || to.Scheme == "https")
}

// where is an address without what may be secret in it.
func where(u *url.URL) string {
	if u == nil {
		return "an address that is none"
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// hop makes one request. A location is where it is sent on to.
func (c *client) hop(ctx context.Context, r *request, at *url.URL) (o outcome, location string) {
	watched, w := newWatch(ctx, &c.o)
	defer w.stop()
	req, b, err := c.build(watched, r, at, w)
	if err != nil {
		o.own = err
		return o, ""
	}
	via := c.kept
	if r.method == http.MethodPost {
		via = c.fresh
	}
	res, err := via.RoundTrip(req)
	if err == nil {
		defer res.Body.Close()
		location = c.receive(watched, r, res, w, &o)
	} else {
		o.fault, o.lasting = c.lost(watched, err)
	}
	taken, given, failed := b.end()
	o.taken, o.sent = o.taken || taken, given
	o.early(r)
	if failed != nil && o.status == 0 {
		o.own = c.parcelError(r, failed)
	}
	return o, location
}

// build makes the request with its headers.
func (c *client) build(ctx context.Context, r *request, at *url.URL, w *watch) (*http.Request, *body, error) {
	b := &body{src: http.NoBody, size: r.size, moved: func() { w.moved(sending) }}
	if r.open != nil {
		src, err := r.open()
		if err != nil {
			return nil, nil, err
		}
		b.src = src
	}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:              func(string) { w.connect() },
		GotConn:              func(httptrace.GotConnInfo) { w.moved(sending) },
		WroteRequest:         func(httptrace.WroteRequestInfo) { w.moved(awaiting) },
		GotFirstResponseByte: func() { w.moved(receiving) },
	})
	req, err := http.NewRequestWithContext(ctx, r.method, at.String(), nil)
	if err != nil {
		b.Close()
		return nil, nil, err
	}
	if r.size > 0 {
		req.Body, req.ContentLength = b, r.size
	}
	c.dress(req, r)
	return req, b, nil
}

// dress puts the headers on. The secret's are spelled as they are given: Set would make X-Api_key of X-API_KEY.
func (c *client) dress(req *http.Request, r *request) {
	req.Header.Set("User-Agent", c.o.UserAgent)
	req.Header.Set("Accept", "application/json")
	if r.accept != "" {
		req.Header.Set("Accept", r.accept)
	}
	req.Header.Set("Accept-Encoding", "identity")
	if r.open != nil {
		req.Header.Set("Content-Type", r.kind)
	}
	for _, name := range c.headers {
		req.Header[name] = []string{c.secret.header()}
	}
}

// receive reads what came.
func (c *client) receive(ctx context.Context, r *request, res *http.Response, w *watch, o *outcome) (location string) {
	o.status = res.StatusCode
	a := &answer{res: res, status: res.StatusCode, moved: func() { w.moved(receiving) }}
	if r.small || o.status/100 != 2 {
		a.moved = func() {} // a small answer has that time as a whole
	}
	w.moved(receiving)
	defer func() { o.received = a.count }()
	switch {
	case o.status/100 == 2:
		c.take(ctx, r, a, o)
	case o.status/100 == 3 && res.Header.Get("Location") != "":
		return res.Header.Get("Location")
	default:
		o.away = isAway(o.status, nil, nil)
		o.after, o.hasAfter = retryAfter(res.Header.Get("Retry-After"), c.o.Now())
		words, spoke := a.words()
		o.fault, o.spoke = sayStatus(o.status, words), spoke
	}
	return ""
}

// take lets the request read its answer.
func (c *client) take(ctx context.Context, r *request, a *answer, o *outcome) {
	err := r.read(a)
	var no *refusal
	var own *stop
	switch {
	case err == nil:
	case errors.As(err, &own):
		o.own = own.err
	case a.err != nil: // whatever was made of the half of it
		if o.fault, o.lasting = c.lost(ctx, a.err); errors.Is(o.fault, Broken.Fault()) {
			o.fault = AnswerCut.Fault(a.count, a.err)
		}
	case errors.As(err, &no):
		o.fault, o.no, o.spoke = Said.Fault(o.status, no.words), true, true
	default:
		o.fault, o.lasting = asFault(err), true
	}
	if a.delivered {
		o.lasting = true // half of it is with whoever wanted it
	}
}

// lost says why there was no answer.
func (c *client) lost(ctx context.Context, err error) (f *record.Fault, lasting bool) {
	var still *stall
	var untrusted *tls.CertificateVerificationError
	var odd *record.Fault
	var dialing interface{ Timeout() bool }
	host := c.base.Host
	switch {
	case errors.As(context.Cause(ctx), &still):
		return still.fault, false
	case errors.As(err, &odd):
		return odd, true
	case errors.As(err, &untrusted):
		return Untrusted.Fault(host, untrusted.Err), true
	case isDialing(err):
		return NoConnection.Fault(host, err), false
	case errors.As(err, &dialing) && dialing.Timeout():
		return NoConnectionYet.Fault(c.o.Connect.String()), false
	}
	return Broken.Fault(err), false
}

// parcelError is what failed in reading what is sent.
func (c *client) parcelError(r *request, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return ParcelChanged.Fault(r.name)
	}
	return err
}

// retryAfter reads both forms of the header.
func retryAfter(text string, now time.Time) (time.Duration, bool) {
	if seconds, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64); err == nil {
		return time.Duration(min(seconds, 1<<30)) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now)), true
	}
	return 0, false
}

func isDialing(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
}
