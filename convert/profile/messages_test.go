package profile

import (
	"regexp"
	"strings"
	"testing"

	"obmen/formats/record"
)

func TestMessages(t *testing.T) {
	verb := regexp.MustCompile(`%[a-z]`)
	kebab := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	seen := make(map[string]bool)
	for _, m := range Messages() {
		if seen[m.Code] || !kebab.MatchString(m.Code) || m.Severity < record.Note || m.Severity > record.Severe {
			t.Errorf("%+v", m)
		}
		seen[m.Code] = true
		if en, ru := verb.FindAllString(m.En, -1), verb.FindAllString(m.Ru, -1); strings.Join(en, "") != strings.Join(ru, "") {
			t.Errorf("%s: %q and %q", m.Code, en, ru)
		}
		if !strings.ContainsFunc(m.Ru, func(r rune) bool { return r >= 'а' && r <= 'я' }) || strings.ContainsFunc(m.En, func(r rune) bool { return r >= 'а' && r <= 'я' }) {
			t.Errorf("%s: the languages are mixed up", m.Code)
		}
	}
}
