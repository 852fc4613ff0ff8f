package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"obmen/convert"
	"obmen/convert/anonymize"
	"obmen/convert/batch"
	"obmen/convert/batch/folder"
	"obmen/convert/batch/inbox"
	"obmen/convert/batch/ledger"
	"obmen/convert/check"
	"obmen/convert/courier"
	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/diff"
	"obmen/convert/mapping"
	"obmen/convert/profile"
	"obmen/convert/sample"
	"obmen/convert/sandbox"
	"obmen/convert/where"
	"obmen/formats/anyxml"
	"obmen/formats/caffesta"
	"obmen/formats/charset"
	"obmen/formats/jsonstream"
	"obmen/formats/kassatka"
	"obmen/formats/onec"
	"obmen/formats/record"
	"obmen/formats/table"
	"obmen/formats/xmlrecord"
	"obmen/formats/xmlstream"
)

// allMessages lists what the program may have to say of a document or of a mistake in using it.
func allMessages() []*record.Message {
	return slices.Concat(record.Messages(), charset.Messages(), xmlstream.Messages(), jsonstream.Messages(), xmlrecord.Messages(), onec.Messages(), kassatka.Messages(),
		caffesta.Messages(), table.Messages(), anyxml.Messages(), profile.Messages(), check.Messages(), where.Messages(), mapping.Messages(), convert.Messages(),
		sample.Messages(), anonymize.Messages(),
		deliver.Messages(), journal.Messages(), courier.Messages(), sandbox.Messages(),
		diff.Messages(),
		batch.Messages(), folder.Messages(), inbox.Messages(), ledger.Messages())
}

var (
	kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	verb  = regexp.MustCompile(`%(\[[0-9]+\])?[+#]?[a-z]`)
)

// TestMessages holds the catalogue together: a code means one thing, and both languages say it of the same things.
func TestMessages(t *testing.T) {
	seen := map[string]*record.Message{}
	for _, m := range allMessages() {
		if other := seen[m.Code]; other != nil && other != m {
			t.Errorf("the code %s means two things: %q and %q", m.Code, m.En, other.En)
		}
		seen[m.Code] = m
		if !kebab.MatchString(m.Code) {
			t.Errorf("the code %s is not in kebab case", m.Code)
		}
		if m.Severity == 0 || m.En == "" || m.Ru == "" {
			t.Errorf("%s lacks a severity or words", m.Code)
		}
		if !hasCyrillic(m.Ru) {
			t.Errorf("%s: no Russian in %q", m.Code, m.Ru)
		}
		en, ru := verb.FindAllString(strings.ReplaceAll(m.En, "%%", ""), -1), verb.FindAllString(strings.ReplaceAll(m.Ru, "%%", ""), -1)
		indexed := func(v string) bool { return strings.Contains(v, "[") }
		if !slices.Equal(en, ru) && !slices.ContainsFunc(append(en, ru...), indexed) {
			t.Errorf("%s: the languages differ in what they name: %v, %v", m.Code, en, ru)
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d messages are listed", len(seen))
	}
}

func hasCyrillic(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 'А' && r <= 'я' })
}
