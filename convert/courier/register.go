package courier

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"obmen/convert/deliver/journal"
	"obmen/convert/pending"
)

// A Register is the report of a run: what became of each document, "a line a document with outcome, service id, attempts". Its form is that of
// its name: .csv, .ndjson, else a JSON array. It appears on Close, however the run ended.
type Register struct {
	file  *pending.File
	form  string
	csv   *csv.Writer
	begun bool
	err   error
}

// NewRegister begins the report of that name.
func NewRegister(name string) (*Register, error) {
	f, err := pending.Create(name)
	if err != nil {
		return nil, err
	}
	g := &Register{file: f, form: strings.ToLower(filepath.Ext(name))}
	switch g.form {
	case ".csv":
		g.csv = csv.NewWriter(f)
		g.err = g.csv.Write(registerColumns)
	case ".ndjson", ".jsonl":
	default:
		_, g.err = io.WriteString(f, "[")
	}
	return g, nil
}

var registerColumns = []string{"Input", "Outcome", "Service", "Account", "Shipper", "Storage", "Number", "Date", "Sum", "Items", "Receipts", "Part", "Parts", "Attempts", "ServiceID", "Wired", "JournalID", "SHA256", "Note"}

// A registered is an outcome as the report has it.
type registered struct {
	Input  string `json:"input"`
	Result Result `json:"outcome"`
	journal.Delivery
	Error string `json:"error,omitempty"`
}

// Hear writes an outcome down.
func (g *Register) Hear(o Outcome) {
	if g.err != nil {
		return
	}
	row := registered{Input: o.Input, Result: o.Result, Delivery: o.Delivery}
	switch {
	case o.Err != nil:
		row.Error = o.Err.Error()
	case o.Note != nil:
		row.Delivery.Note = o.Note.Error()
	}
	if g.csv != nil {
		g.err = g.csv.Write(row.cells())
		return
	}
	b, err := json.Marshal(row)
	if err != nil {
		g.err = err
		return
	}
	lead := ""
	if g.form != ".ndjson" && g.form != ".jsonl" {
		lead = "\n  "
		if g.begun {
			lead = ",\n  "
		}
	} else {
		b = append(b, '\n')
	}
	g.begun = true
	_, g.err = g.file.Write(append([]byte(lead), b...))
}

func (r *registered) cells() []string {
	whole := func(n int64) string { return strconv.FormatInt(n, 10) }
	note := r.Error
	if note == "" {
		note = r.Note
	}
	return []string{
		r.Input, string(r.Result), r.Service, r.Account, r.Shipper, r.Storage, r.Number, r.Date, r.Sum, whole(r.Items), whole(r.Receipts), whole(int64(r.Part)),
		whole(int64(r.Parts)), whole(int64(r.Attempts)), r.ServiceID, strconv.FormatBool(r.Wired), strconv.FormatUint(r.ID, 10), r.BodyHash, note,
	}
}

// Close lets the report appear.
func (g *Register) Close() error {
	if g == nil {
		return nil
	}
	defer g.file.Cleanup()
	switch {
	case g.err != nil:
		return g.err
	case g.csv != nil:
		g.csv.Flush()
		g.err = g.csv.Error()
	case g.form != ".ndjson" && g.form != ".jsonl":
		_, g.err = io.WriteString(g.file, "\n]\n")
	}
	if g.err != nil {
		return g.err
	}
	return g.file.Commit()
}
