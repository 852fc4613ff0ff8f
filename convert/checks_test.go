package convert

import (
	"strings"
	"testing"

	"obmen/convert/report"
)

// codesOf are the codes of the findings of a report.
func codesOf(r *report.Report) string {
	var codes []string
	for _, f := range r.Findings() {
		codes = append(codes, f.Message.Code)
	}
	return " " + strings.Join(codes, " ") + " "
}

// What takes longer to find is looked for where findings were asked for, and nowhere else; opening hours are those of the flag, or of the profile.
func TestWhatIsFoundWhere(t *testing.T) {
	text := exampleText(t, "receipts.xml")
	for i, n := range []string{"1", "2", "9", "10"} { // in place of the numbers of the four receipts
		from := strings.Index(text, "<DocNum>") + len("<DocNum>")
		to := from + strings.Index(text[from:], "<")
		text = text[:from-len("<DocNum>")] + "<docnum>" + n + text[to:]
		if i == 3 {
			text = strings.ReplaceAll(text, "<docnum>", "<DocNum>")
		}
	}
	hours := withProfile(t, `checks: {open: "00:00-00:01"}`, true)
	for _, c := range []struct {
		name         string
		job          Job
		gap, outside bool
	}{
		{"convert", Job{To: "csv", Profile: hours}, false, false},
		{"convert to another kind", Job{To: "json", Profile: hours}, false, false},
		{"convert --check", Job{To: "csv", Check: true, Profile: hours}, true, true},
		{"convert --check to another kind", Job{To: "json", Check: true}, true, false},
		{"check", Job{DryRun: true, Profile: hours}, true, true},
		{"check --open", Job{DryRun: true, Profile: hours, Open: "00:00-24:00"}, true, false},
		{"check in lanes", Job{DryRun: true, Profile: hours, Jobs: 2, chunk: 1}, true, true},
		{"check --catalog", Job{DryRun: true, Profile: hours, Catalog: example + "nomenclature.xml", Jobs: 2, chunk: 1}, true, true},
	} {
		_, result, err := convertText(t, c.job, text)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		codes := codesOf(result.Documents[0].Report)
		if got := strings.Contains(codes, " doc-num-gap "); got != c.gap {
			t.Errorf("%s: found%s", c.name, codes)
		}
		if got := strings.Contains(codes, " outside-opening-hours "); got != c.outside {
			t.Errorf("%s: found%s", c.name, codes)
		}
	}
}

func TestFlagsForReceipts(t *testing.T) {
	text := exampleText(t, "nomenclature.xml")
	for _, job := range []Job{{DryRun: true, Catalog: example + "nomenclature.xml"}, {DryRun: true, Open: "08:00-23:00"}} {
		_, _, err := convertText(t, job, text)
		wantUsage(t, "a nomenclature", err, needsReceipts)
	}
	_, _, err := convertText(t, Job{DryRun: true, Catalog: example + "receipts.xml"}, exampleText(t, "receipts.xml"))
	wantUsage(t, "a catalogue that is none", err, notACatalog)
}
