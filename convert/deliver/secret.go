package deliver

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
)

// hidden is what a secret shows of itself.
const hidden = "••••"

// A Secret is a key or a token. It prints as dots whatever prints it; nothing but a header of a request gets to see it.
type Secret struct {
	reveal func() string // a function, since fmt looks into fields of fields, and finds no text here
}

func newSecret(value string) Secret { return Secret{func() string { return value }} }

// IsSet reports whether there is a secret.
func (s Secret) IsSet() bool { return s.reveal != nil }

// String returns dots.
func (s Secret) String() string { return hidden }

// GoString returns dots.
func (s Secret) GoString() string { return hidden }

// Format writes dots for every verb.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// MarshalText returns dots.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// MarshalJSON returns dots.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// LogValue returns dots.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// header is the secret itself, for a header.
func (s Secret) header() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// whole hides the secret where a service repeats it: as it is, or as an address or JSON has it.
func (s Secret) whole(text string) string {
	value := s.header()
	if value == "" {
		return text
	}
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, `/`, `\/`).Replace(value)
	for _, form := range []string{value, url.QueryEscape(value), url.PathEscape(value), escaped} {
		text = strings.ReplaceAll(text, form, hidden)
	}
	return text
}

// mask is whole for what is only shown: it hides the secret also where a text was cut in the middle of it.
func (s Secret) mask(text string) string {
	value, text := s.header(), s.whole(text)
	for n := len(value) - 1; n >= leastPart; n-- {
		text = strings.ReplaceAll(text, value[:n], hidden)
		text = strings.ReplaceAll(text, value[len(value)-n:], hidden)
	}
	return text
}

// show makes a text of a service's fit for a message. What hid the secret from the first look may have been tidied away.
func (s Secret) show(text string) string { return s.mask(tidy(s.mask(text))) }

// hide is whole for what is kept: parts of a secret may be anybody's words, but nothing that becomes it once it is shown may stay.
func (s Secret) hide(text string) string {
	text = s.whole(text)
	if shown := tidy(text); s.whole(shown) != shown {
		return hidden
	}
	return text
}

// id is an id or a key of a process; "" where it is none, or the secret itself.
func (s Secret) id(text string) string {
	if s.hide(text) != text {
		return ""
	}
	return idIn(text)
}

// leastPart is how many characters of a secret are worth hiding.
const leastPart = 8

// mark tells secrets apart without telling what they are: some digits of a hash.
func (s Secret) mark() string {
	if !s.IsSet() {
		return "none"
	}
	sum := sha256.Sum256([]byte("obmen account\x00" + s.reveal()))
	return hex.EncodeToString(sum[:4])
}
