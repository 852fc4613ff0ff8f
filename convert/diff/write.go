package diff

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"obmen/formats/record"
)

// A Writer writes differences for machines.
type Writer interface {
	Difference(*Difference) error
	// Close ends the writing with what the summary says. It does not close what lies underneath.
	Close(*Summary) error
}

// Forms lists what [NewWriter] knows.
func Forms() []string { return []string{"csv", "json", "ndjson"} }

// NewWriter returns the Writer of a form: csv is a row for each field that differs, json one object, ndjson an object a line, the summary last. nil: there is no
// such form.
func NewWriter(form string, w io.Writer) Writer {
	switch form {
	case "csv":
		return &csvWriter{w: csv.NewWriter(w)}
	case "json":
		return &jsonWriter{w: bufio.NewWriter(w), whole: true}
	case "ndjson":
		return &jsonWriter{w: bufio.NewWriter(w)}
	}
	return nil
}

// A csvWriter writes a row for each field that differs, and one for each record, line or price that is on one side only or has moved.
type csvWriter struct {
	w     *csv.Writer
	begun bool
	row   []string
}

var csvHead = []string{"Change", "Record", "Key", "Field", "Of", "A", "B", "StateA", "StateB", "PlaceA", "PlaceB", "NumberA", "NumberB"}

func (c *csvWriter) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	return c.w.Write(csvHead)
}

// Difference implements [Writer].
func (c *csvWriter) Difference(d *Difference) error {
	if err := c.begin(); err != nil {
		return err
	}
	head := []string{d.Change.String(), kindName(d.Kind), keyText(d.Key)}
	places := []string{place(d.PosA), place(d.PosB)}
	if d.Change != Changed {
		return c.write(append(append(head, "", "", "", "", "", ""), append(places, "", "")...))
	}
	for _, f := range d.Fields {
		head[0] = f.Change.String()
		row := append(head[:3:3], f.Name, f.of(), f.A.Text, f.B.Text, f.stateA(), f.stateB())
		if err := c.write(append(append(row, places...), ordinal(f.AtA), ordinal(f.AtB))); err != nil {
			return err
		}
	}
	return nil
}

// write guards cells that a spreadsheet would run as formulas, numbers left out, as the formats do.
func (c *csvWriter) write(row []string) error {
	c.row = c.row[:0]
	for _, cell := range row {
		if bare := strings.TrimLeft(cell, "'"); bare != "" && strings.ContainsRune("=+-@\t\r\n", rune(bare[0])) && !isNumber(cell) {
			cell = "'" + cell
		}
		c.row = append(c.row, cell)
	}
	return c.w.Write(c.row)
}

func isNumber(cell string) bool {
	_, err := record.ParseJSONNumber([]byte(cell))
	return err == nil
}

// Close implements [Writer].
func (c *csvWriter) Close(s *Summary) error {
	if err := c.begin(); err != nil {
		return err
	}
	for _, d := range s.Doubles {
		row := []string{"doubled", kindName(d.Kind), keyText(d.Key), "", "", strconv.FormatInt(d.CountA, 10), strconv.FormatInt(d.CountB, 10), "", "", placeOf(d.A), placeOf(d.B), "", ""}
		if err := c.write(row); err != nil {
			return err
		}
	}
	for _, t := range s.Totals {
		if err := c.write([]string{"total", "", "", t.Name, "", t.A.String(), t.B.String(), "set", "set", "", "", "", ""}); err != nil {
			return err
		}
	}
	c.w.Flush()
	return c.w.Error()
}

func placeOf(list []record.Pos) string {
	if len(list) == 0 {
		return ""
	}
	return place(list[0])
}

func place(p record.Pos) string {
	if !p.IsValid() {
		return ""
	}
	return p.String()
}

func ordinal(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// of is what a line or price is of, on both sides where that differs.
func (f *Field) of() string {
	if f.OfB == "" {
		return f.Of
	}
	return f.Of + " → " + f.OfB
}

// stateA is the state of a field's value; empty where the field is a line or price itself.
func (f *Field) stateA() string { return f.state(f.A) }

func (f *Field) stateB() string { return f.state(f.B) }

func (f *Field) state(v Value) string {
	if f.Change != Changed {
		return ""
	}
	return v.State.String()
}

// kindName is the word of --only for a kind of record.
func kindName(kind record.Kind) string {
	for _, k := range kindsByName {
		for _, one := range k.kinds {
			if one == kind {
				return k.name
			}
		}
	}
	return kind.String()
}

// keyText is a key as one text: its parts with a blank between them, those at the end left out that are empty.
func keyText(key []KeyPart) string {
	var parts []string
	for _, p := range key {
		parts = append(parts, p.Value)
	}
	return strings.TrimRight(strings.Join(parts, " "), " ")
}

// A jsonWriter writes an object a line, or all of them in one object.
type jsonWriter struct {
	w     *bufio.Writer
	whole bool
	begun bool
	buf   bytes.Buffer
}

type differenceJSON struct {
	Change string        `json:"change"`
	Kind   string        `json:"record"`
	Key    []keyPartJSON `json:"key"`
	A      *placeJSON    `json:"a,omitempty"`
	B      *placeJSON    `json:"b,omitempty"`
	Fields []fieldJSON   `json:"fields,omitempty"`
}

type keyPartJSON struct {
	Field string `json:"field"`
	Value string `json:"value"`
}

type placeJSON struct {
	Line   int32 `json:"line"`
	Column int32 `json:"column"`
	Offset int64 `json:"offset"`
}

type fieldJSON struct {
	Change string    `json:"change"`
	Name   string    `json:"field"`
	Of     string    `json:"of,omitempty"`
	OfB    string    `json:"of_b,omitempty"`
	AtA    int       `json:"number_a,omitempty"`
	AtB    int       `json:"number_b,omitempty"`
	A      *sideJSON `json:"a,omitempty"`
	B      *sideJSON `json:"b,omitempty"`
}

type sideJSON struct {
	State string `json:"state"`
	Value any    `json:"value,omitempty"`
}

// Difference implements [Writer].
func (j *jsonWriter) Difference(d *Difference) error {
	out := differenceJSON{Change: d.Change.String(), Kind: kindName(d.Kind), Key: keyJSON(d.Key), A: placeOfJSON(d.PosA), B: placeOfJSON(d.PosB)}
	for i := range d.Fields {
		out.Fields = append(out.Fields, d.Fields[i].json())
	}
	return j.object(out)
}

func keyJSON(key []KeyPart) []keyPartJSON {
	out := []keyPartJSON{}
	for _, p := range key {
		out = append(out, keyPartJSON(p))
	}
	return out
}

func placeOfJSON(p record.Pos) *placeJSON {
	if !p.IsValid() {
		return nil
	}
	return &placeJSON{p.Line, p.Col, p.Offset}
}

func (f *Field) json() fieldJSON {
	out := fieldJSON{Change: f.Change.String(), Name: f.Name, Of: f.Of, OfB: f.OfB, AtA: f.AtA, AtB: f.AtB}
	if f.Change == Changed {
		out.A, out.B = f.A.json(), f.B.json()
	}
	return out
}

func (v Value) json() *sideJSON {
	out := &sideJSON{State: v.State.String()}
	switch {
	case v.State != Set:
	case v.Number:
		out.Value = json.RawMessage(v.Text)
	default:
		out.Value = v.Text
	}
	return out
}

// object writes an object as the next of many.
func (j *jsonWriter) object(v any) error {
	j.begin()
	if err := j.encode(v); err != nil {
		return err
	}
	switch {
	case !j.whole:
	case j.begun:
		j.w.WriteString(",\n")
	default:
		j.w.WriteString("\n")
	}
	j.begun = true
	text := j.buf.Bytes()
	if j.whole {
		text = bytes.TrimRight(text, "\n")
	}
	_, err := j.w.Write(text)
	return err
}

func (j *jsonWriter) begin() {
	if j.whole && !j.begun {
		j.w.WriteString(`{"differences":[`)
	}
}

func (j *jsonWriter) encode(v any) error {
	j.buf.Reset()
	enc := json.NewEncoder(&j.buf)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

type summaryJSON struct {
	A          Side          `json:"a"`
	B          Side          `json:"b"`
	Kind       string        `json:"kind"`
	Equal      bool          `json:"equal"`
	Found      int64         `json:"found"`
	Shown      int64         `json:"shown"`
	Records    []countJSON   `json:"records"`
	Fields     []tallyJSON   `json:"fields"`
	Doubled    int64         `json:"doubled"`
	Doubles    []doubledJSON `json:"doubles"`
	Totals     []totalJSON   `json:"totals"`
	Uncompared []string      `json:"not_compared"`
}

type countJSON struct {
	Kind    string `json:"record"`
	A       int64  `json:"a"`
	B       int64  `json:"b"`
	Removed int64  `json:"removed"`
	Added   int64  `json:"added"`
	Changed int64  `json:"changed"`
	Moved   int64  `json:"moved"`
}

type tallyJSON struct {
	Name  string `json:"field"`
	Count int64  `json:"count"`
}

type doubledJSON struct {
	Kind   string        `json:"record"`
	Key    []keyPartJSON `json:"key"`
	CountA int64         `json:"a"`
	CountB int64         `json:"b"`
	A      []*placeJSON  `json:"places_a,omitempty"`
	B      []*placeJSON  `json:"places_b,omitempty"`
}

type totalJSON struct {
	Name string          `json:"name"`
	A    json.RawMessage `json:"a"`
	B    json.RawMessage `json:"b"`
}

// MarshalJSON names a side as the rest of the object does.
func (s Side) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		File   string `json:"file"`
		Format string `json:"format"`
	}{s.File, s.Format})
}

func (s *Summary) json() summaryJSON {
	out := summaryJSON{A: s.A, B: s.B, Kind: s.Kind.String(), Equal: s.Equal(), Found: s.Found, Shown: s.Shown, Doubled: s.Doubled,
		Records: []countJSON{}, Fields: []tallyJSON{}, Doubles: []doubledJSON{}, Totals: []totalJSON{}, Uncompared: append([]string{}, s.Uncompared...)}
	for _, c := range s.Counts {
		out.Records = append(out.Records, countJSON{kindName(c.Kind), c.A, c.B, c.Removed, c.Added, c.Changed, c.Moved})
	}
	for _, f := range s.Fields {
		out.Fields = append(out.Fields, tallyJSON(f))
	}
	for _, d := range s.Doubles {
		one := doubledJSON{Kind: kindName(d.Kind), Key: keyJSON(d.Key), CountA: d.CountA, CountB: d.CountB}
		for _, p := range d.A {
			one.A = append(one.A, placeOfJSON(p))
		}
		for _, p := range d.B {
			one.B = append(one.B, placeOfJSON(p))
		}
		out.Doubles = append(out.Doubles, one)
	}
	for _, t := range s.Totals {
		out.Totals = append(out.Totals, totalJSON{t.Name, t.A.AppendTo(nil), t.B.AppendTo(nil)})
	}
	return out
}

// Close implements [Writer].
func (j *jsonWriter) Close(s *Summary) error {
	j.begin()
	switch {
	case !j.whole:
		j.w.WriteString(`{"summary":`)
	case j.begun:
		j.w.WriteString("\n],\n\"summary\":")
	default:
		j.w.WriteString("],\n\"summary\":")
	}
	if err := j.encode(s.json()); err != nil {
		return err
	}
	j.w.Write(bytes.TrimRight(j.buf.Bytes(), "\n"))
	j.w.WriteString("}\n")
	return j.w.Flush()
}
