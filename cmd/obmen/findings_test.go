package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"obmen/convert"
	"obmen/convert/check"
	"obmen/convert/mapping"
	"obmen/convert/profile"
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

const findingsPage = "../../docs/findings.md"

// TestFindingsPage holds docs/findings.md to the code: go test ./cmd/obmen -run TestFindingsPage -update writes it anew.
func TestFindingsPage(t *testing.T) {
	page := writeFindings()
	if *update {
		writeFile(t, findingsPage, page)
	}
	kept, err := os.ReadFile(findingsPage)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(kept), "\r\n", "\n") != page { // as git may check it out
		t.Error("docs/findings.md does not say what the code says; run: go test ./cmd/obmen -run TestFindingsPage -update")
	}
	for _, m := range check.Messages() {
		if strings.Count(page, "\n### "+m.Code+"\n") != 1 {
			t.Errorf("%s has no section, or several", m.Code)
		}
	}
}

// writeFindings is the page of all that may be said of a document.
func writeFindings() string {
	var b strings.Builder
	b.WriteString(`# Findings and errors

What obmen may say of a document, by code. The codes are never translated: they stand in reports (--report), in NAME.error.json and in brackets
behind the words. A **note** is for information, a **warning** makes the exit status 3 under --strict, an **error** refuses the record or the document.
An … stands where a message names what it is about. This page is made from the code.

Что obmen может сказать о документе, по кодам. Коды не переводятся: они стоят в отчётах (--report), в ИМЯ.error.json и за словами сообщения.
**note** — к сведению, **warning** — с --strict код возврата 3, **error** — запись или документ отклонены. Вместо … сообщение называет, о чём речь.
`)
	for _, g := range []struct {
		title string
		kind  record.DocKind
	}{{"Checks: any document", 0}, {"Checks: nomenclature", record.Nomenclature}, {"Checks: receipts", record.Receipts}, {"Checks: invoices", record.Invoices}} {
		fmt.Fprintf(&b, "\n## %s\n", g.title)
		for _, e := range check.Explanations(g.kind) {
			m := e.Message
			fmt.Fprintf(&b, "\n### %s\n\n**%s** · %s.\n%s\n\n%s.\n%s\n", m.Code, m.Severity, capital(shown(m.En)), e.En, capital(shown(m.Ru)), e.Ru)
		}
	}
	for _, g := range []struct {
		title    string
		messages []*record.Message
	}{
		{"Reading: numbers, dates, fields", record.Messages()}, {"Reading: encodings", charset.Messages()},
		{"Reading: XML", slices.Concat(xmlstream.Messages(), xmlrecord.Messages(), onec.Messages(), kassatka.Messages(), anyxml.Messages())},
		{"Reading: JSON", slices.Concat(jsonstream.Messages(), caffesta.Messages())}, {"Reading: CSV", table.Messages()},
		{"Choosing: --where", where.Messages()}, {"From one kind to another", mapping.Messages()}, {"Converting", convert.Messages()}, {"The profile", profile.Messages()},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n| code | severity | words | слова |\n| --- | --- | --- | --- |\n", g.title)
		for _, m := range sorted(g.messages) {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.Code, m.Severity, cell(m.En), cell(m.Ru))
		}
	}
	return b.String()
}

// sorted are messages by their codes, each once.
func sorted(list []*record.Message) []*record.Message {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *record.Message) int { return cmp.Compare(a.Code, b.Code) })
	return slices.Compact(list)
}

// shown are the words of a message, with … for what it names.
func shown(format string) string {
	return strings.ReplaceAll(verb.ReplaceAllString(strings.ReplaceAll(format, "%%", "\x00"), "…"), "\x00", "%")
}

func capital(s string) string {
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// cell is a text for a table of Markdown.
func cell(format string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ", "*", `\*`, "_", `\_`).Replace(shown(format))
}
