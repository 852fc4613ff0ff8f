package batch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"obmen/convert/batch/folder"
	"obmen/convert/batch/ledger"
	"obmen/convert/status"
	"obmen/formats/record"
)

// What stands beside a source that failed.
const (
	errorJSON = ".error.json"
	errorText = ".error.txt"
)

// A Failure is what NAME.error.json says: what is wrong, where, and what to do.
type Failure struct {
	File    string    `json:"file"`
	Time    time.Time `json:"time"`
	Status  int       `json:"status"` // as the exit status of convert would be
	Code    string    `json:"code,omitempty"`
	What    string    `json:"what"`
	Where   *Where    `json:"where,omitempty"`
	ToDo    string    `json:"to_do"`
	Size    int64     `json:"size"`
	SHA256  string    `json:"sha256,omitempty"`
	Results []string  `json:"results,omitempty"` // that stand in the outbox all the same
}

// Where is a place in a document. Line, Column and Record count from 1; 0: not known.
type Where struct {
	Document string `json:"document,omitempty"` // in an archive
	Line     int32  `json:"line,omitempty"`
	Column   int32  `json:"column,omitempty"`
	Offset   int64  `json:"offset"`
	Record   int64  `json:"record,omitempty"`
	Path     string `json:"path,omitempty"`
	Text     string `json:"text"`
}

// fail settles that a source ends in failed.
func (r *Runner) fail(e *ledger.Entry, why error) error {
	f := Failure{File: folder.Shown(string(e.Name)), Time: r.Now(), Status: status.Of(why), What: r.Words(why), Size: e.Size, SHA256: e.SHA256}
	todo := mendInput
	switch f.Status {
	case status.Unforeseen:
		todo = reportBug
	case status.Usage:
		todo = otherRule
	}
	f.ToDo = r.text(todo)
	var fault *record.Fault
	if errors.As(why, &fault) {
		f.Code = fault.Message.Code
	}
	var inDoc *record.Error
	if errors.As(why, &inDoc) {
		f.Where = r.where(e, inDoc)
	}
	for _, result := range e.Results {
		if result.Published {
			f.Results = append(f.Results, pathOf(result))
		}
	}
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	row := r.rowOf(e)
	row.Status, row.Note = f.Status, f.What
	if e.Row, err = json.Marshal(row); err != nil {
		return err
	}
	e.Outcome, e.Fault, e.Folder = ledger.Failed, text, ""
	return nil
}

func (r *Runner) where(e *ledger.Entry, at *record.Error) *Where {
	w := &Where{Line: at.Pos.Line, Column: at.Pos.Col, Offset: at.Pos.Offset, Record: at.Record, Path: at.Path, Text: at.WhereIn(r.language())}
	if at.File != called(e) {
		w.Document = folder.Shown(at.File)
	}
	return w
}

func (r *Runner) language() record.Language {
	if r.Russian {
		return record.Russian
	}
	return record.English
}

func (r *Runner) text(m *record.Message) string {
	if r.Russian {
		return m.Ru
	}
	return m.En
}

// writeError writes what stands beside a source that failed.
func (r *Runner) writeError(e *ledger.Entry, dir string) error {
	if e.Outcome != ledger.Failed {
		return nil
	}
	var f Failure
	if err := json.Unmarshal(e.Fault, &f); err != nil {
		return err
	}
	text, err := f.text()
	if err != nil {
		return err
	}
	name := string(e.Target)
	if err := writeFile(filepath.Join(dir, folder.Fit(name, errorJSON)), text); err != nil {
		return err
	}
	r.step("error written")
	return writeFile(filepath.Join(dir, folder.Fit(name, errorText)), []byte(r.letter(&f)))
}

// text is a failure as NAME.error.json holds it, whatever the ledger made of its blanks.
func (f *Failure) text() ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // people read it
	encoder.SetIndent("", "  ")
	err := encoder.Encode(f)
	return text.Bytes(), err
}

// letter is a failure in words, for an accountant: with a mark that makes the Windows Notepad read it as UTF-8, and its line ends.
func (r *Runner) letter(f *Failure) string {
	lines := []string{
		fmt.Sprintf(r.words("File: %s", "Файл: %s"), f.File),
		fmt.Sprintf(r.words("When: %s", "Когда: %s"), f.Time.Format("2006-01-02 15:04:05")),
		"",
		r.words("The file was not accepted.", "Файл не принят."),
		f.What,
		"",
		r.words("What to do:", "Что делать:"),
		f.ToDo,
	}
	if len(f.Results) > 0 {
		lines = append(lines, "", r.words("Made of it before, and left in the outbox:", "Сделано из него раньше и оставлено среди результатов:"))
		lines = append(lines, f.Results...)
	} else {
		lines = append(lines, "", r.words("Nothing was made of it.", "Из него ничего не сделано."))
	}
	return "\ufeff" + strings.Join(lines, "\r\n") + "\r\n"
}

func (r *Runner) words(en, ru string) string {
	if r.Russian {
		return ru
	}
	return en
}
