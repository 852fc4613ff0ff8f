package anonymize

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"

	"obmen/formats/record"
)

// The variable that a key is taken from where no file is named, and what a key is.
const (
	KeyVariable = "OBMEN_ANONYMIZE_KEY"
	LeastKey    = 16      // bytes
	mostKey     = 8 << 10 // bytes
	keyBytes    = 32      // of one that is made
)

// A Key is what made-up texts depend on. It prints as dots whatever prints it.
type Key struct {
	reveal func() []byte // a function, since fmt looks into fields of fields, and finds no text here
}

// String returns dots.
func (k Key) String() string { return "••••" }

// GoString returns dots.
func (k Key) GoString() string { return k.String() }

// IsSet reports whether there is a key.
func (k Key) IsSet() bool { return k.reveal != nil }

// NewKey returns the key that a text is; the line end behind it is no part of it. From says where it came from, for the error, a *[record.UsageError],
// which does not show it.
func NewKey(text []byte, from string) (Key, error) {
	value := strings.TrimRight(strings.TrimPrefix(string(text), "\uFEFF"), "\r\n")
	switch {
	case len(value) < LeastKey:
		return Key{}, wrong(keyShort, from, LeastKey)
	case len(value) > mostKey:
		return Key{}, wrong(keyLong, from, mostKey)
	case strings.Count(value, value[:1]) == len(value):
		return Key{}, wrong(keyPlain, from)
	}
	mac := hmac.New(sha256.New, []byte(value))
	mac.Write([]byte("obmen anonymize 1"))
	derived := mac.Sum(nil)
	return Key{func() []byte { return derived }}, nil
}

// KeyFrom takes the key from a file, or from [KeyVariable] where none is named. The error is a *[record.UsageError], or that of the file.
func KeyFrom(env func(string) string, file string) (Key, error) {
	text := env(KeyVariable)
	switch {
	case file != "" && text != "":
		return Key{}, wrong(keyTwice, KeyVariable)
	case file == "" && text == "":
		return Key{}, wrong(keyMissing, KeyVariable)
	case file == "":
		return NewKey([]byte(text), KeyVariable)
	}
	f, err := os.Open(file)
	if err != nil {
		return Key{}, err
	}
	defer f.Close()
	held, err := io.ReadAll(io.LimitReader(f, mostKey+8)) // with the mark in front and the line end
	if err != nil {
		return Key{}, err
	}
	return NewKey(held, file)
}

// IsOpenKey reports whether a key's file is one that others than its owner may read, as far as its mode says so: Windows has none.
func IsOpenKey(file string) bool {
	info, err := os.Stat(file)
	return err == nil && runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o044 != 0
}

// MakeKey writes a new key to a new file that only its owner may read. One that is there stays as it is, which is an error.
func MakeKey(file string) error {
	var random [keyBytes]byte
	if _, err := rand.Read(random[:]); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(hex.EncodeToString(random[:]) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(file)) // half a key is none
	}
	return nil
}

func wrong(m *record.Message, args ...any) error { return &record.UsageError{Err: m.Fault(args...)} }
