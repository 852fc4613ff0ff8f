package profile

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

func (b *binder) checkServices(s *Services) {
	b.checkAccount(s.Caffesta.Account)
	b.checkURL("services.caffesta.url", s.Caffesta.URL)
	b.checkURL("services.kassatka.url", s.Kassatka.URL)
	if len(s.Caffesta.Headers) == 0 {
		b.failPath("services.caffesta.headers", Empty.Fault())
	}
	for i, h := range s.Caffesta.Headers {
		at := fmt.Sprintf("services.caffesta.headers[%d]", i)
		if h == "" || strings.ContainsFunc(h, func(r rune) bool { return !isWord(r) && r != '-' }) {
			b.failPath(at, BadHeader.Fault())
		}
		if slices.Contains(s.Caffesta.Headers[:i], h) {
			b.failPath(at, ListTwice.Fault(h))
		}
	}
	b.checkSecret("services.caffesta", "key_env", &s.Caffesta.KeyEnv, s.Caffesta.KeyFile, s.Caffesta.KeyCommand)
	b.checkSecret("services.kassatka", "token_env", &s.Kassatka.TokenEnv, s.Kassatka.KeyFile, s.Kassatka.KeyCommand)
}

// checkSecret asks for one place that the secret is in. A file or a command that is given stands in place of the default's variable.
func (b *binder) checkSecret(path, envKey string, env *string, file, command string) {
	if (file != "" || command != "") && !b.given(join(path, envKey)) {
		*env = ""
	}
	switch {
	case file != "" && command != "":
		b.failPath(path+".key_command", Together.Fault("key_file", "key_command"))
	case *env != "" && file != "":
		b.failPath(path+".key_file", Together.Fault(envKey, "key_file"))
	case *env != "" && command != "":
		b.failPath(path+".key_command", Together.Fault(envKey, "key_command"))
	}
	// The value is not shown: it may be the secret itself, pasted in the wrong place.
	if strings.ContainsFunc(*env, func(r rune) bool { return !isWord(r) || r >= 'a' && r <= 'z' }) || *env != "" && *env <= "9~" {
		b.failPath(join(path, envKey), BadEnv.Fault())
	}
}

func isWord(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// checkAccount takes one label of a host's name, so that an account can't lead to another host.
func (b *binder) checkAccount(account string) {
	bad := strings.ContainsFunc(account, func(r rune) bool { return !isWord(r) && r != '-' || r == '_' })
	if bad || len(account) > 63 || strings.HasPrefix(account, "-") || strings.HasSuffix(account, "-") {
		b.failPath("services.caffesta.account", BadAccount.Fault())
	}
}

// checkURL does not show the address: it may hold a password.
func (b *binder) checkURL(at, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.ContainsAny(address, "?# ") {
		b.failPath(at, BadURL.Fault())
	}
}
