package deliver

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// Caffesta is a client of one account of Caffesta's. Several goroutines may use it.
type Caffesta struct {
	*client
	account string
}

// The headers that the key goes out in by default: the document has the first, the public edition's examples and proxies that drop names with
// underscores want the second.
func defaultHeaders() []string { return []string{"X-API_KEY", "X-API-KEY"} }

// isWired reports whether a header has a meaning of its own on the way: the transport drops it or writes its own, or it would spoil the request.
func isWired(name string) bool {
	switch strings.ToLower(name) {
	case "host", "content-length", "content-type", "content-encoding", "content-md5", "transfer-encoding", "te", "trailer", "connection", "keep-alive",
		"proxy-connection", "proxy-authenticate", "proxy-authorization", "upgrade", "http2-settings", "expect", "range", "accept", "accept-encoding",
		"user-agent", "date", "via", "forwarded", "cookie", "location", "max-forwards":
		return true
	}
	return false
}

// NewCaffesta makes a client of an account, at https://ACCOUNT.caffesta.com/a/v1.0 or at the base address that is given. No headers: the default ones.
// What is wrong with the arguments is a *[record.UsageError], with o.CAFile also an error of the file system.
func NewCaffesta(account, base string, headers []string, key Secret, o Options) (*Caffesta, error) {
	if base == "" {
		if account == "" {
			return nil, wrong(AccountMissing.Fault())
		}
		if idIn(account) == "" || strings.ContainsAny(account, "._") || strings.Trim(account, "-") != account || len(account) > 63 {
			return nil, wrong(AccountMalformed.Fault()) // it must not lead to another host
		}
		base = "https://" + strings.ToLower(account) + ".caffesta.com/a/v1.0"
	}
	if len(headers) == 0 {
		headers = defaultHeaders()
	}
	for _, h := range headers {
		if idIn(h) == "" || strings.Contains(h, ".") {
			return nil, wrong(HeaderMalformed.Fault())
		}
		if isWired(h) {
			return nil, wrong(HeaderTaken.Fault(h))
		}
	}
	c, err := newClient(caffestaName, base, headers, key, o)
	if err != nil {
		return nil, err
	}
	return &Caffesta{c, accountAt(c.base)}, nil
}

// Account returns the name of the account, or where the address is not Caffesta's own its host, port and path, all in one spelling.
func (c *Caffesta) Account() string { return c.account }

// Send posts an invoice, in JSON. It is sent again only where it was surely not accepted.
func (c *Caffesta) Send(ctx context.Context, p Parcel) (Ticket, error) {
	var t Ticket
	attempts, err := c.do(ctx, request{
		method: http.MethodPost, path: "storage/invoices", open: p.Open, name: p.Name, kind: "application/json", size: p.Size, small: true,
		read: func(a *answer) error {
			e, err := readEnvelope(a)
			if err == nil {
				t.ID = c.secret.id(e.inner["id"])
			}
			return err
		},
	})
	t.Attempts = attempts
	return t, err
}

// Ping asks whether the account is there and takes the key.
func (c *Caffesta) Ping(ctx context.Context) error {
	_, err := c.do(ctx, request{method: http.MethodGet, path: "storage/test", harmless: true, small: true, read: readYes})
	return err
}

// Wire posts a document (провести). An invoice that is wired already stays so: it is harmless.
func (c *Caffesta) Wire(ctx context.Context, id string) error {
	if c.secret.id(id) == "" {
		return wrong(KeyMalformed.Fault(c.secret.show(id)))
	}
	const action = `{"action": "wire"}`
	_, err := c.do(ctx, request{
		method: http.MethodPut, path: "storage/invoices/" + id, kind: "application/json", size: int64(len(action)), harmless: true, small: true,
		open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(action)), nil },
		read: readYes,
	})
	return err
}

// readYes reads an answer that need say no more than success.
func readYes(a *answer) error {
	_, err := readEnvelope(a)
	return err
}

// list asks for a list and has its elements read one by one.
func (c *Caffesta) list(ctx context.Context, path, query string, each func(*element) error) (part bool, err error) {
	_, err = c.do(ctx, request{method: http.MethodGet, path: path, query: query, harmless: true, read: func(a *answer) (err error) {
		part, err = readList(a, c.o.MostList, each)
		return err
	}})
	return part, err
}

// invoiceList is list for the list of invoices, which not every account has.
func (c *Caffesta) invoiceList(ctx context.Context, query string, each func(*element) error) error {
	part, err := c.list(ctx, "storage/invoices", query, each)
	var no *Refused
	if errors.As(err, &no) && (no.Status == http.StatusNotFound || no.Status == http.StatusMethodNotAllowed) {
		no.noList = true
	}
	if err == nil && part {
		return ErrIncomplete
	}
	return err
}

// begins reports whether a text begins, behind a byte order mark and white space, like one of these.
func begins(text []byte, with ...string) bool {
	text = bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\uFEFF"))))
	for _, w := range with {
		if bytes.HasPrefix(text, []byte(w)) {
			return true
		}
	}
	return false
}
