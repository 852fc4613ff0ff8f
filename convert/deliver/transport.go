package deliver

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"
)

const (
	mostHeader = 64 << 10 // bytes of an answer's header
	mostCA     = 4 << 20  // bytes of a file of certificates
	idleTime   = 30 * time.Second
)

// transports returns one that keeps connections and one that does not.
func transports(o Options) (kept, fresh http.RoundTripper, err error) {
	trust := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.CAFile != "" {
		if trust.RootCAs, err = pool(o.CAFile); err != nil {
			return nil, nil, err
		}
	}
	return transport(o, trust, false), transport(o, trust, true), nil
}

func transport(o Options, trust *tls.Config, alone bool) *http.Transport {
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            (&net.Dialer{Timeout: o.Connect, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:        trust.Clone(),
		TLSHandshakeTimeout:    o.Connect,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // what is counted and compared is what the service wrote
		MaxResponseHeaderBytes: mostHeader,
		IdleConnTimeout:        idleTime,
		DisableKeepAlives:      alone,
	}
}

// pool is the system's certificates and those of a file. On Windows too the system's own are asked first.
func pool(path string) (*x509.CertPool, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	pem, err := io.ReadAll(io.LimitReader(f, mostCA))
	if err != nil {
		return nil, err
	}
	p, err := x509.SystemCertPool()
	if err != nil {
		p = x509.NewCertPool()
	}
	if !p.AppendCertsFromPEM(pem) {
		return nil, wrong(CAMalformed.Fault(path))
	}
	return p, nil
}

// proxy is the environment's, which is never asked for loopback. What is wrong with it is not shown: it may hold a password.
func proxy(r *http.Request) (*url.URL, error) {
	u, err := http.ProxyFromEnvironment(r)
	if err != nil {
		return nil, ProxyMalformed.Fault()
	}
	return u, nil
}
