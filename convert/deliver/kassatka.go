package deliver

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// kassatkaBase is the documented address. It is plain http: see [Kassatka.Plain].
const kassatkaBase = "http://api.kassatka.link/1c-api/v1"

// Kassatka is a client of Kassatka's. Several goroutines may use it.
type Kassatka struct{ *client }

// NewKassatka makes a client at the base address; "" is the documented one. What is wrong with the arguments is a *[record.UsageError], with o.CAFile
// also an error of the file system.
func NewKassatka(base string, token Secret, o Options) (*Kassatka, error) {
	if base == "" {
		base = kassatkaBase
	}
	c, err := newClient(kassatkaName, base, []string{"api-token"}, token, o)
	if err != nil {
		return nil, err
	}
	return &Kassatka{c}, nil
}

// Account returns the address's host and port, in one spelling, and what tells tokens apart: Kassatka's accounts have no names of their own.
func (k *Kassatka) Account() string { return hostOf(k.base) + "#" + k.secret.mark() }

// Send uploads a nomenclature, in XML. It is an upsert, so it is sent again after any failure. The ticket's id is the key of the process that takes it in.
func (k *Kassatka) Send(ctx context.Context, p Parcel) (Ticket, error) {
	var t Ticket
	form := newForm(p)
	attempts, err := k.do(ctx, request{
		method: http.MethodPost, path: "nomenclature", open: form.open, name: p.Name, kind: form.kind(), size: form.size(), harmless: true, small: true,
		read: k.readKey(&t.ID),
	})
	t.Attempts = attempts
	return t, err
}

// AskReceipts asks for the receipts of a period, from included, to not, and returns the key of the process that gathers them. The instants go out in UTC.
func (k *Kassatka) AskReceipts(ctx context.Context, from, to time.Time) (key string, err error) {
	stamp := func(t time.Time) string { return strings.ReplaceAll(t.UTC().Format(time.DateTime), " ", "%20") } // as the document's example has it
	_, err = k.do(ctx, request{
		method: http.MethodGet, path: "receipts", query: "from=" + stamp(from) + "&to=" + stamp(to), harmless: true, small: true, read: k.readKey(&key),
	})
	return key, err
}

// readKey reads {"success": true, "response": {"process_key": "…"}}.
func (k *Kassatka) readKey(key *string) func(*answer) error {
	return func(a *answer) error {
		e, err := readEnvelope(a)
		if err != nil {
			return err
		}
		if *key = k.secret.id(e.inner["process_key"]); *key == "" {
			return AnswerLacks.Fault("response.process_key")
		}
		return nil
	}
}

// Status asks how far a process is. Only success is documented as an end.
func (k *Kassatka) Status(ctx context.Context, key string) (word string, err error) {
	if k.secret.id(key) == "" {
		return "", wrong(KeyMalformed.Fault(k.secret.show(key)))
	}
	_, err = k.do(ctx, request{method: http.MethodGet, path: "process/" + key, harmless: true, small: true, read: func(a *answer) error {
		e, err := readEnvelope(a)
		if err != nil {
			return err
		}
		if word = k.secret.show(e.inner["status"]); word == "" {
			return AnswerLacks.Fault("response.status")
		}
		return nil
	}})
	return word, err
}

// How often a process is asked for.
const (
	firstPoll = 500 * time.Millisecond
	lastPoll  = 5 * time.Second
)

// Follow asks for a process until it ends. heard, if it is not nil, hears each word. Where the process failed, the error is a *[Refused]; where it takes
// longer than Options.Wait, an *[Unreachable] that names the key.
func (k *Kassatka) Follow(ctx context.Context, key string, heard func(word string)) error {
	begun := k.o.Now()
	for poll := firstPoll; ; poll = min(poll*3/2, lastPoll) {
		word, err := k.Status(ctx, key)
		var gone *Unreachable
		if errors.As(err, &gone) {
			gone.Cause = ProcessLost.Fault(key, gone.Cause)
		}
		if err != nil {
			return err
		}
		if heard != nil {
			heard(word)
		}
		switch lower := strings.ToLower(word); {
		case lower == "success":
			return nil
		case slices.Contains([]string{"error", "failed", "fail"}, lower):
			return &Refused{Service: k.service, Status: http.StatusOK, Cause: ProcessFailed.Fault(key, word), spoke: true}
		}
		if took := k.o.Now().Sub(begun); took+poll > k.o.Wait {
			return &Unreachable{Service: k.service, Status: http.StatusOK, Attempts: 1, Cause: ProcessSlow.Fault(key, word, took.Round(time.Second).String())}
		}
		if err := k.o.Sleep(ctx, poll); err != nil {
			return err
		}
	}
}

// noProcess is a key that no process has.
const noProcess = "obmen-ping"

// Ping asks for a process that can't be: the service has no better way to be asked whether it is there. Any answer in JSON but that the token is not
// taken means that it is.
func (k *Kassatka) Ping(ctx context.Context) error {
	_, err := k.Status(ctx, noProcess)
	var no *Refused
	if errors.As(err, &no) && no.spoke && no.Status != http.StatusUnauthorized && no.Status != http.StatusForbidden {
		return nil
	}
	var gone *Unreachable
	if errors.As(err, &gone) && errors.Is(gone.Cause, AnswerLacks.Fault()) {
		return nil // JSON too, and success
	}
	return err
}
