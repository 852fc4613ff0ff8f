package deliver

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/time/rate"

	"obmen/formats/record"
)

const (
	caffestaName = "caffesta"
	kassatkaName = "kassatka"
)

// A client is what both services have in common: an address, a secret that goes out in headers, and how a request is made.
type client struct {
	service string
	base    *url.URL
	headers []string // in which the secret goes out, spelled as they are
	secret  Secret
	o       Options
	limit   *rate.Limiter
	kept    http.RoundTripper // keeps connections open
	fresh   http.RoundTripper // a connection a request
}

func newClient(service, base string, headers []string, secret Secret, o Options) (*client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || strings.ContainsAny(base, "?# ") {
		return nil, wrong(AddressMalformed.Fault(service)) // not shown: it may hold a password
	}
	if o.RequireHTTPS && u.Scheme != "https" {
		return nil, wrong(PlainRefused.Fault(service))
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	c := &client{service: service, base: u, headers: headers, secret: secret, o: o.withDefaults(), limit: rate.NewLimiter(rate.Inf, 1)}
	if o.Rate > 0 {
		c.limit = rate.NewLimiter(rate.Limit(o.Rate), 1)
	}
	if c.kept, c.fresh, err = transports(c.o); err != nil {
		return nil, err
	}
	return c, nil
}

// Plain reports whether the secret crosses a network in the clear: http, and not to this machine itself.
func (c *client) Plain() bool {
	ip := net.ParseIP(c.base.Hostname())
	return c.base.Scheme == "http" && c.base.Hostname() != "localhost" && !(ip != nil && ip.IsLoopback())
}

// A request is one thing to ask for. It can be made several times.
type request struct {
	method string
	path   string // below the base, without a slash in front
	query  string // as it goes out
	accept string // "": application/json

	open     func() (io.ReadCloser, error) // the body; nil: none
	name     string                        // of the body, for messages
	kind     string                        // the body's Content-Type
	size     int64                         // of the body
	harmless bool                          // made twice, it does no more than once
	small    bool                          // the answer is one that is read whole, in limited time

	// read reads an answer of status 2xx. A *record.Fault means that the answer is not what it should be; what is wrapped by stop ends all at once.
	read func(*answer) error
}

// do makes a request until it succeeds, or fails in a way that more tries do not mend.
func (c *client) do(ctx context.Context, r request) (attempts int, err error) {
	return c.retry().Do(ctx, func(ctx context.Context, attempt int) (Event, error) {
		e := Event{Service: c.service, Method: r.method, Path: r.path, Attempt: attempt}
		if err := c.turn(ctx, e); err != nil {
			return Event{}, err
		}
		begun := c.o.Now()
		o := c.follow(ctx, &r)
		e.Status, e.Sent, e.Received, e.Took = o.status, o.sent, o.received, c.o.Now().Sub(begun)
		err := c.end(ctx, &r, &o)
		e.Cause = c.causeOf(err)
		return e, err
	})
}

// turn waits until the rate limit lets a request through.
func (c *client) turn(ctx context.Context, e Event) error {
	now := c.o.Now()
	wait := c.limit.ReserveN(now, 1).DelayFrom(now)
	if wait <= 0 {
		return nil
	}
	e.Attempt, e.Wait = 0, wait
	c.o.Heard(e)
	return c.o.Sleep(ctx, wait)
}

func (c *client) retry() Retry {
	return Retry{Tries: c.o.Tries, Longest: c.o.Longest, Most: c.o.Most, Heard: c.o.Heard, Sleep: c.o.Sleep, Now: c.o.Now, Rand: c.o.Rand}
}

// fault makes a Fault whose texts are fit to be shown: bounded, in one line, without the secret.
func (c *client) fault(f *record.Fault) *record.Fault {
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		switch a := a.(type) {
		case string:
			args[i] = c.secret.show(a)
		case []byte:
			args[i] = c.secret.show(string(a))
		case error:
			args[i] = c.faultOf(a)
		default:
			args[i] = a
		}
	}
	return f.Message.Fault(args...)
}

// faultOf is what an error says, as an argument of a Fault.
func (c *client) faultOf(err error) any {
	var f *record.Fault
	if errors.As(err, &f) {
		return c.fault(f)
	}
	return c.secret.show(err.Error())
}

// causeOf is what an error of end's says; nil: there is none.
func (c *client) causeOf(err error) *record.Fault {
	var f *record.Fault
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return c.fault(f)
	}
	return c.fault(Stopped.Fault(err))
}
