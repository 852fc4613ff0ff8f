package deliver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestRedirectedInvoice: what answers a request by sending it on may have accepted it first (POST, redirect, GET). Only an answer that leads away
// from the service, or asks for the same request again, says that it was not taken.
func TestRedirectedInvoice(t *testing.T) {
	const self = "SELF"
	for _, c := range []struct {
		status   int
		location string
		want     verdict
	}{
		{301, "http://other.test/login", refused}, {302, "http://other.test/login", refused}, {302, "//other.test/", refused}, {302, "ftp://other.test/", refused}, {302, "http://OTHER.test.:81", refused},
		{307, "http://other.test/login", refused}, {308, "http://other.test/login", refused}, {307, "", refused}, {308, "http://%zz/", refused}, {307, "/", refused},
		{301, self + "/storage/invoices/7", inDoubt}, {302, "/login", inDoubt}, {302, "?page=1", inDoubt}, {302, "", inDoubt}, {302, "http://%zz/", inDoubt},
		{302, "javascript:void", inDoubt}, {302, "http:?x", inDoubt},
		{303, "/storage/invoices/7", inDoubt}, {303, "http://other.test/", inDoubt}, {303, "", inDoubt},
		{300, "", inDoubt}, {300, "http://other.test/", inDoubt}, {304, "", inDoubt}, {305, "http://other.test/", inDoubt}, {399, "", inDoubt},
	} {
		t.Run(fmt.Sprint(c.status, " ", strings.NewReplacer("/", "_", "?", "_", ":", "_").Replace(c.location)), func(t *testing.T) {
			var count int
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				count++
				io.Copy(io.Discard, r.Body)
				if c.location != "" {
					w.Header().Set("Location", strings.Replace(c.location, self, "http://"+r.Host, 1))
				}
				w.WriteHeader(c.status)
			}))
			defer server.Close()
			o, _ := quick(t, nil)
			client, _ := NewCaffesta("", server.URL, nil, newSecret(testKey), o)
			_, err := client.Send(context.Background(), parcel("{}"))
			var no *Refused
			var doubt *InDoubt
			if got := verdictOf(t, err); got != c.want || errors.As(err, &no) && no.Status != c.status || errors.As(err, &doubt) && doubt.Status != c.status {
				t.Errorf("%d: %v", got, err)
			}
			if wants := map[bool]int{false: 1, true: mostHops + 1}[c.location == "/"]; count != wants {
				t.Errorf("%d requests", count)
			}
			if err := client.Ping(context.Background()); verdictOf(t, err) != refused {
				t.Errorf("a harmless one: %v", err)
			}
		})
	}
}

// TestDowngradedInvoice: down to http is away too.
func TestDowngradedInvoice(t *testing.T) {
	for from, want := range map[string]verdict{"https": refused, "http": inDoubt} { // of the same host, whose default port may be written out
		o := outcome{status: 302, taken: true, fault: Redirected.Fault(302, "x")}
		at, to := parsed(t, from+"://a.test/x"), parsed(t, "http://A.test.:80/y")
		o.away = isAway(o.status, at, to)
		if got := o.verdict(false); got != want {
			t.Errorf("from %s: %d", from, got)
		}
	}
}

// TestAnsweredEarly: a yes to what was not read is no yes.
func TestAnsweredEarly(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, yes) }))
	defer server.Close()
	for _, d := range All() {
		o, _ := quick(t, nil)
		client, _ := d.New(server.URL, newSecret(testKey), o)
		_, err := client.Send(context.Background(), parcel(strings.Repeat("x", 16<<20)))
		if got := verdictOf(t, err); d.Name == caffestaName && got != inDoubt {
			t.Errorf("%s: %d %v", d.Name, got, err)
		}
	}
	for _, c := range []struct {
		harmless bool
		status   int
		sent     int64
		fault    bool
	}{{false, 200, 1, true}, {false, 200, 2, false}, {true, 200, 1, false}, {false, 400, 1, false}} {
		o := outcome{status: c.status, sent: c.sent}
		o.early(&request{size: 2, harmless: c.harmless})
		if (o.fault != nil) != c.fault || c.fault && (o.verdict(false) != inDoubt || !errors.Is(o.fault, AnswerEarly.Fault())) {
			t.Errorf("%+v: %v", c, o.fault)
		}
	}
}
