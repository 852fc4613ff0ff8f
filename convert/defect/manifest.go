package defect

import (
	"encoding/json"
	"io"
)

// A Manifest says what a document was made of, and what is wrong with it.
type Manifest struct {
	Generator int     `json:"generator"`
	Seed      uint64  `json:"seed"`
	Kind      string  `json:"kind"`
	Format    string  `json:"format"`
	Output    string  `json:"output,omitempty"`
	Defects   []Entry `json:"defects"`
}

// Write writes the manifest as JSON.
func (m Manifest) Write(w io.Writer) error {
	if m.Defects == nil {
		m.Defects = []Entry{}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(m)
}
