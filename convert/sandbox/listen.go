package sandbox

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"time"

	"obmen/formats/record"
)

// Listen opens a port of this machine that no other machine can reach. An address that others could reach is a *record.UsageError; a
// port that can't be had, an error of the file system.
func Listen(address string) (net.Listener, error) {
	if err := CheckAddress(address); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", address)
	var badAddress *net.AddrError
	var badPort *net.DNSError
	switch {
	case errors.As(err, &badAddress), errors.As(err, &badPort):
		return nil, &record.UsageError{Err: NotLoopback.Fault(address)}
	case err != nil:
		return nil, &fs.PathError{Op: "listen", Path: address, Err: PortTaken.Fault(address)}
	}
	// What localhost means, is up to the machine's settings.
	if tcp, ok := l.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		l.Close()
		return nil, &record.UsageError{Err: NotLoopback.Fault(address)}
	}
	return l, nil
}

// Serve answers on l until ctx ends, which is the normal end of a server, and then closes s.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	const header, patience = 10 * time.Second, 2 * time.Second
	server := &http.Server{Handler: s, ReadHeaderTimeout: header}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
		s.end() // who waits on purpose, waits no longer
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		if server.Shutdown(late) != nil {
			err = server.Close()
		}
	}
	return errors.Join(err, s.Close())
}

// CheckAddress refuses what Listen would refuse without looking at the port. The error is a *record.UsageError.
func CheckAddress(address string) error {
	if host, _, err := net.SplitHostPort(address); err != nil || !isLoopbackHost(host) {
		return &record.UsageError{Err: NotLoopback.Fault(address)}
	}
	return nil
}

// Profile is the lines of a profile that point obmen at the sandbox.
func Profile(address string) string {
	return "services:\n  caffesta: {account: sandbox, url: \"http://" + address + CaffestaPath + "\"}\n  kassatka: {url: \"http://" + address + KassatkaPath + "\"}\n"
}
