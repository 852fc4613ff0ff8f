package deliver

import (
	"net"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"
)

// hostOf is the host and port of an address in one spelling: what a journal knows under one must not be sent again under another.
func hostOf(u *url.URL) string {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		host = ip.String()
	}
	port := u.Port()
	if n, err := strconv.Atoi(port); err == nil {
		port = strconv.Itoa(n)
	}
	switch {
	case port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme]:
		return net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		return "[" + host + "]"
	}
	return host
}

// accountAt names the account at an address, whatever else it is called: what went to a sandbox was not sent to the account whose name the profile holds.
// All spellings of an address have one name.
func accountAt(base *url.URL) string {
	at, own := strings.CutSuffix(hostOf(base), ".caffesta.com")
	where := strings.Trim(strings.TrimSuffix(path.Clean("/"+base.Path), "/a/v1.0"), "/")
	if own && where == "" {
		return at
	}
	return strings.TrimRight(hostOf(base)+"/"+where, "/")
}
