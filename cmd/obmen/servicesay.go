package main

import (
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/deliver"
)

// inTheClear says once a run that a key goes out unprotected.
func (s *say) inTheClear(c *cli.Context, service string) {
	said := "plain http " + service
	if c.App.Metadata == nil {
		c.App.Metadata = map[string]any{}
	}
	if c.App.Metadata[said] != nil {
		return
	}
	c.App.Metadata[said] = true
	text := fmt.Sprintf(s.words("the address of %s is plain http: the key crosses the network in the clear; an https address in the profile mends that", "адрес %s — обычный http: ключ идёт по сети открытым текстом; исправить это можно адресом https в профиле"), service)
	switch {
	case s.json:
		s.event(map[string]any{"event": "plain-http", "service": service, "text": text})
	case !s.quiet:
		s.line(text)
	}
}

// request tells of a request, under --verbose or as an object; a wait for the next try is told in any case: somebody sits in front of it.
func (s *say) request(e deliver.Event) {
	why := ""
	if e.Cause != nil {
		why = s.faultText(e.Cause)
	}
	switch {
	case s.json:
		s.event(map[string]any{"event": "request", "service": e.Service, "method": e.Method, "path": e.Path, "status": e.Status, "attempt": e.Attempt,
			"sent": e.Sent, "received": e.Received, "took_ms": e.Took.Milliseconds(), "wait_ms": e.Wait.Milliseconds(), "cause": why})
	case s.loud && e.Attempt > 0:
		s.line(fmt.Sprintf("  %s %s %s: HTTP %d, ↑%d ↓%d, %s", e.Service, e.Method, e.Path, e.Status, e.Sent, e.Received, e.Took.Round(time.Millisecond)))
	}
	if !s.json && !s.quiet && e.Attempt > 0 && e.Wait > 0 {
		s.line(fmt.Sprintf(s.words("  %s; trying again in %s", "  %s; повтор через %s"), why, e.Wait.Round(100*time.Millisecond)))
	}
}
