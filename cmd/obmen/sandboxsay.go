package main

import (
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"time"

	"obmen/convert/sandbox"
)

// bookRoom takes back the limit that main sets for conversions: the sandbox keeps what it accepts, and would collect without end.
func bookRoom() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(math.MaxInt64)
	}
}

// sandboxReady says how to go on once the sandbox listens.
func (s *say) sandboxReady(address string) {
	switch {
	case s.json:
		s.event(map[string]any{"event": "listening", "address": address, "caffesta": "http://" + address + sandbox.CaffestaPath, "kassatka": "http://" + address + sandbox.KassatkaPath})
	case !s.quiet:
		s.line(fmt.Sprintf(s.words(
			"the sandbox listens; put the lines above into a profile, any key will do (OBMEN_CAFFESTA_KEY=any OBMEN_KASSATKA_TOKEN=any), and look at http://%s/; Ctrl+C ends it",
			"песочница работает; вставьте строки выше в профиль, ключ годится любой (OBMEN_CAFFESTA_KEY=любой OBMEN_KASSATKA_TOKEN=любой), принятое видно на http://%s/; остановить — Ctrl+C"), address))
	}
}

// visited says a request to the sandbox in a line.
func (s *say) visited(r sandbox.Request) {
	if s.quiet {
		return
	}
	if s.json {
		s.event(map[string]any{"event": "request", "request": r})
		return
	}
	query, fault, reason := "", "", ""
	if r.Query != "" {
		query = "?" + r.Query
	}
	if r.Fault != "" {
		fault = s.words(", fault ", ", сбой ") + r.Fault
	}
	if r.Reason != "" {
		reason = ": " + r.Reason
	}
	s.line(fmt.Sprintf("%s %s %s%s %d → %d %s%s%s", r.At.UTC().Format(time.TimeOnly), r.Method, r.Path, query, r.Size, r.Status, r.Outcome, fault, reason))
}
