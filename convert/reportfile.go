package convert

import (
	"io"
	"path/filepath"
	"strings"

	"obmen/convert/pending"
	"obmen/convert/report"
)

// writeReport writes what became of every input into one file, in the form that its name asks for.
func (r *run) writeReport(result Result) error {
	f, err := r.create(r.ReportFile)
	if err != nil {
		return err
	}
	defer f.cleanup()
	if err := writePages(f, r.ReportFile, r.pages(result), r.Russian); err != nil {
		return err
	}
	if err := f.finish(); err != nil {
		return err
	}
	return pending.CommitAll(f.pending())
}

func writePages(w io.Writer, name string, pages []report.Page, russian bool) error {
	switch strings.ToLower(filepath.Ext(stripCompression(name))) {
	case ".ndjson", ".jsonl":
		return report.WriteNDJSON(w, pages, russian)
	case ".csv":
		return report.WriteCSV(w, pages, russian)
	}
	return report.WriteJSON(w, pages, russian)
}

func (r *run) pages(result Result) []report.Page {
	var pages []report.Page
	for _, d := range result.Documents {
		pages = append(pages, report.Page{
			Input: d.Input, Size: d.Size, SHA256: d.SHA256, ProfileHash: d.ProfileHash, Output: d.Output, From: d.From.Name, To: d.To.Name,
			FromKind: d.From.Kind, ToKind: d.To.Kind, Checked: r.DryRun, Agree: d.Agree, Report: d.Report,
		})
	}
	return pages
}
