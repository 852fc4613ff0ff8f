package deliver

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"obmen/formats/record"
)

// TestAccountSpellings: one account has one name, however its address is written.
func TestAccountSpellings(t *testing.T) {
	for want, bases := range map[string][]string{
		"shop": {"https://shop.caffesta.com/a/v1.0", "https://SHOP.Caffesta.COM/a/v1.0/", "https://shop.caffesta.com:443/a/v1.0", "https://shop.caffesta.com./a/v1.0",
			"https://shop.caffesta.com:0443//a/./v1.0//", "https://shop.caffesta.com/x/../a/v1.0/.", "http://shop.caffesta.com:80/a/v1.0", "https://shop.caffesta.com/%61/v1.0", "https://shop.caffesta.com:"},
		"shop.caffesta.com:444":  {"https://shop.caffesta.com:444/a/v1.0", "https://Shop.caffesta.com.:444/"},
		"shop.caffesta.com:443":  {"http://shop.caffesta.com:443/a/v1.0"},
		"shop.caffesta.com/b":    {"https://shop.caffesta.com/b", "https://shop.caffesta.com/b/a/v1.0"},
		"proxy.test/Shop":        {"https://proxy.test/Shop/a/v1.0", "https://PROXY.test:443/./Shop//"},
		"[::1]":                  {"http://[::1]", "http://[0:0::1]:80/a/v1.0"},
		"[::1]:8080/x":           {"http://[::1]:8080/x/", "http://[0::1]:08080//x"},
		"127.0.0.1:8080/a/v1.0x": {"http://127.0.0.1:8080/a/v1.0x"},
	} {
		for _, base := range bases {
			c, err := NewCaffesta("other", base, nil, newSecret(testKey), Options{})
			if err != nil || c.Account() != want {
				t.Errorf("%s: %v, not %s: %v", base, c.Account(), want, err)
			}
		}
	}
	c, err := NewCaffesta("SHOP", "", nil, newSecret(testKey), Options{})
	if err != nil || c.Account() != "shop" {
		t.Errorf("%s %v", c.Account(), err)
	}
	one, _ := NewKassatka("http://Api.test.:80/1c", newSecret(testKey), Options{})
	other, _ := NewKassatka("http://api.test/1c", newSecret(testKey), Options{})
	if one.Account() != other.Account() || !strings.HasPrefix(one.Account(), "api.test#") {
		t.Errorf("%s %s", one.Account(), other.Account())
	}
}

func parsed(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestHeadersOfTheKey: a name that is taken reaches the service, any other is refused before a request: none goes out without the key.
func TestHeadersOfTheKey(t *testing.T) {
	for _, name := range []string{"Host", "Content-Length", "Transfer-Encoding", "Connection", "Trailer", "Content-Type", "Accept", "User-Agent", "Accept-Encoding", "Keep-Alive",
		"TE", "Upgrade", "Expect", "Proxy-Connection", "Proxy-Authorization", "Cookie"} {
		for _, spelled := range []string{name, strings.ToLower(name), strings.ToUpper(name)} {
			_, err := NewCaffesta("shop", "", []string{"X-API-KEY", spelled}, newSecret(testKey), Options{})
			var usage *record.UsageError
			if !errors.As(err, &usage) || !errors.Is(err, HeaderTaken.Fault()) {
				t.Errorf("%s: %v", spelled, err)
			}
		}
	}
	for _, name := range []string{"X-API_KEY", "Authorization", "x-key", "Api-Token"} {
		r := newRecorder(t, yes)
		o, _ := quick(t, nil)
		c, err := NewCaffesta("", r.base, []string{name}, newSecret(testKey), o)
		if err != nil || c.Ping(context.Background()) != nil || !strings.Contains(r.only(t), "\r\n"+name+": "+testKey+"\r\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
