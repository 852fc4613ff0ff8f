package deliver

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"obmen/formats/record"
)

// TestSecretHides prints a secret in every way there is, alone and within what holds it.
func TestSecretHides(t *testing.T) {
	s := newSecret(testKey)
	o, _ := quick(t, nil)
	c, err := NewCaffesta("shop", "", nil, s, o)
	if err != nil {
		t.Fatal(err)
	}
	k, err := NewKassatka("", s, o)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, v := range []any{s, &s, []Secret{s}, map[string]Secret{"s": s}, struct{ s Secret }{s}, struct{ S any }{s}, *c, *c.client, *k, *k.client} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%10.3s"} {
			fmt.Fprintf(&b, verb+"\n", v)
		}
		slog.New(slog.NewTextHandler(&b, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "v", v)
	}
	text, err := json.Marshal(map[string]any{"a": s, "b": &s, "c": map[string]Secret{"d": s}})
	if err != nil || !strings.Contains(string(text), hidden) {
		t.Error(string(text), err)
	}
	plain, _ := s.MarshalText()
	b.Write(text)
	b.Write(plain)
	noSecret(t, b.String())
	noSecret(t, strings.ReplaceAll(b.String(), " ", ""))
	for _, form := range []string{fmt.Sprintf("%x", testKey), fmt.Sprintf("%X", testKey), fmt.Sprint([]byte(testKey))} {
		if strings.Contains(b.String(), form) {
			t.Errorf("shows as %s", form)
		}
	}
	if s.String() != hidden || s.GoString() != hidden || !s.IsSet() || (Secret{}).IsSet() || (Secret{}).header() != "" || (Secret{}).mask("x") != "x" {
		t.Error("prints wrong")
	}
	if got := newSecret("a b/c").mask("1 a b/c 2 a+b%2Fc 3 a%20b%2Fc"); got != "1 "+hidden+" 2 "+hidden+" 3 "+hidden {
		t.Error(got)
	}
	if got := newSecret(`ab/"cdefgh`).mask(`1 ab\/\"cdefgh 2 ab/"cdefg 3 /"cdefgh 4 ab/"cd`); got != "1 "+hidden+" 2 "+hidden+" 3 "+hidden+` 4 ab/"cd` {
		t.Error(got)
	}
}

func TestSecretFrom(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are a Unix shell's")
	}
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	long := strings.Repeat(testKey, mostSecret/len(testKey)+1)
	good := file("good", testKey+"\r\n")
	say := "echo " + testKey + "; echo more; echo " + testKey + " >&2"
	for _, c := range []struct {
		name          string
		env           map[string]string
		file, command string
		want          *record.Message // nil: it is found
	}{
		{"variable", map[string]string{"KEY": testKey}, "", "", nil},
		{"variable before the profile", map[string]string{"KEY": testKey}, file("other", "other"), "", nil},
		{"with a line end", map[string]string{"KEY": testKey + "\n"}, "", "", nil},
		{"file", map[string]string{"KEY_FILE": good}, "", "", nil},
		{"file with a mark", map[string]string{"KEY_FILE": file("mark", "\uFEFF"+testKey)}, "", "", nil},
		{"command", map[string]string{"KEY_COMMAND": say}, "", "", nil},
		{"profile's file", nil, good, "", nil},
		{"profile's command", nil, "", say, nil},
		{"none", nil, "", "", SecretMissing},
		{"several", map[string]string{"KEY": testKey, "KEY_FILE": good}, "", "", SecretSeveral},
		{"empty file", map[string]string{"KEY_FILE": file("empty", "\n")}, "", "", SecretEmpty},
		{"two lines", map[string]string{"KEY": testKey + "\n" + testKey}, "", "", SecretLines},
		{"two lines in a file", map[string]string{"KEY_FILE": file("two", testKey+"\n"+testKey+"\n")}, "", "", SecretLines},
		{"a blank", map[string]string{"KEY": testKey + " x"}, "", "", SecretCharacters},
		{"Cyrillic", map[string]string{"KEY": "ключ" + testKey}, "", "", SecretCharacters},
		{"UTF-16", map[string]string{"KEY_FILE": file("wide", "\xff\xfet\x00e\x00")}, "", "", SecretCharacters},
		{"long variable", map[string]string{"KEY": long}, "", "", SecretLong},
		{"long file", map[string]string{"KEY_FILE": file("marked", "\uFEFF"+long+"\r\n")}, "", "", SecretLong},
		{"very long file", map[string]string{"KEY_FILE": file("longer", strings.Repeat(long, 9))}, "", "", SecretLong},
		{"long command", map[string]string{"KEY_COMMAND": "cat " + file("long", long+"\nmore\n")}, "", "", SecretLong},
		{"the command fails", map[string]string{"KEY_COMMAND": "echo " + testKey + " >&2; exit 3"}, "", "", SecretCommand},
		{"the command says nothing", map[string]string{"KEY_COMMAND": "true"}, "", "", SecretEmpty},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := SecretFrom(func(name string) string { return c.env[name] }, "KEY", c.file, c.command)
			noSecret(t, fmt.Sprintf("%v %+v %#v", err, err, s))
			var usage *record.UsageError
			switch {
			case c.want == nil && (err != nil || s.header() != testKey):
				t.Error(err)
			case c.want != nil && (!errors.Is(err, c.want.Fault()) || !errors.As(err, &usage)):
				t.Error(err)
			}
		})
	}
	longest := strings.Repeat("k", mostSecret)
	for _, env := range []map[string]string{{"KEY": longest}, {"KEY_FILE": file("fullest", "\uFEFF"+longest+"\r\n")}, {"KEY_COMMAND": "cat " + file("full", longest+"\r\nmore")}} {
		if s, err := SecretFrom(func(name string) string { return env[name] }, "KEY", "", ""); err != nil || s.header() != longest {
			t.Error("the longest key is cut or refused")
		}
	}
	_, err := SecretFrom(func(string) string { return "" }, "KEY", filepath.Join(dir, "absent"), "")
	if !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// TestAddresses takes addresses and accounts that lead where they say, and shows none that may hold a password.
func TestAddresses(t *testing.T) {
	s := newSecret(testKey)
	for _, c := range []struct {
		account, base string
		headers       []string
		https         bool
		want          *record.Message
		name          string
		plain         bool
	}{
		{account: "shop", name: "shop"},
		{account: "shop", base: "http://10.0.0.1:8080/a/", name: "10.0.0.1:8080/a", plain: true},
		{account: "other", base: "https://shop.caffesta.com/a/v1.0/", https: true, name: "shop"},
		{base: "https://proxy.test/shop/a/v1.0", https: true, name: "proxy.test/shop"},
		{base: "http://127.0.0.1:8080/a", name: "127.0.0.1:8080/a"},
		{base: "http://localhost/a", name: "localhost/a"},
		{base: "http://[::1]:1", name: "[::1]:1"},
		{base: "https://caffesta.test/a", https: true, name: "caffesta.test/a"},
		{want: AccountMissing}, {account: "evil.test/", want: AccountMalformed}, {account: "a.b", want: AccountMalformed}, {account: "-a", want: AccountMalformed},
		{account: strings.Repeat("a", 64), want: AccountMalformed},
		{base: "ftp://x", want: AddressMalformed}, {base: "https://user:" + testKey + "@x", want: AddressMalformed}, {base: "https://x?key=" + testKey, want: AddressMalformed},
		{base: "https://x#a", want: AddressMalformed}, {base: "https://", want: AddressMalformed}, {base: "https://x:y" + testKey, want: AddressMalformed}, {base: testKey, want: AddressMalformed},
		{base: "http://127.0.0.1", https: true, want: PlainRefused},
		{account: "shop", headers: []string{"Authorization", "X_KEY"}, name: "shop"},
		{account: "shop", headers: []string{"X-API-KEY", "host"}, want: HeaderTaken}, {account: "shop", headers: []string{"CONTENT-length"}, want: HeaderTaken},
		{account: "shop", headers: []string{"a b"}, want: HeaderMalformed}, {account: "shop", headers: []string{"a\r\nb"}, want: HeaderMalformed},
	} {
		o, _ := quick(t, func(o *Options) { o.RequireHTTPS = c.https })
		client, err := NewCaffesta(c.account, c.base, c.headers, s, o)
		noSecret(t, fmt.Sprint(err))
		switch {
		case c.want != nil && !errors.Is(err, c.want.Fault()) || c.want == nil && err != nil:
			t.Errorf("%q %q: %v", c.account, c.base, err)
		case err == nil && (client.Account() != c.name || client.Plain() != c.plain):
			t.Errorf("%q %q: %s %v", c.account, c.base, client.Account(), client.Plain())
		}
	}
	k, err := NewKassatka("", s, Options{})
	if err != nil || !k.Plain() || !strings.HasPrefix(k.Account(), "api.kassatka.link#") {
		t.Error(err)
	}
	if _, err := NewKassatka("", s, Options{CAFile: filepath.Join(t.TempDir(), "absent")}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
