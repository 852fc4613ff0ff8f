// Command obmen converts the files with which Russian and Belarusian retail lives: 1C nomenclature XML, Kassatka receipts XML,
// Caffesta invoice JSON, and CSV of each, in constant memory and exact to the kopeck.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"obmen/convert/status"
)

// A collection is due when the heap has grown by three tenths, not doubled: the live heap is small and steady, and
// peak memory is a promise.
const gcPercent = 30

// Where a single record is huge, collecting costs time rather than memory. GOMEMLIMIT overrides it.
const memoryLimit = 44 << 20

func main() {
	debug.SetGCPercent(gcPercent)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	os.Exit(run(os.Args, os.Environ(), streams{os.Stdin, os.Stdout, os.Stderr}))
}

// run is main without the process: it returns the exit status.
func run(args, env []string, std streams) int {
	ctx, stop := interruptible(context.Background())
	defer stop()
	s := newSay(args, env, std)
	app := newApp(s)
	arranged, err := arrange(s, app, args, env)
	if err == nil {
		err = app.RunContext(ctx, arranged)
	}
	if cause := context.Cause(ctx); err != nil && cause != nil && status.Of(err) != status.Unknown {
		err = cause
	}
	s.failure(err)
	return status.Of(err)
}

// interruptible returns a context that ends with an interrupted error at the first signal; a second one ends the process as usual.
func interruptible(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	// With a listener, writing to a closed pipe is an error that can be cleaned up after, not the end of the process.
	if len(brokenPipe) > 0 { // none would mean all
		signal.Notify(make(chan os.Signal, 1), brokenPipe...)
	}
	go func() {
		select {
		case sig := <-signals:
			signal.Stop(signals)
			cancel(interrupted{sig})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}
