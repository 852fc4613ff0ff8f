package anyxml

import (
	"bytes"
	"math"
	"strconv"
	"time"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"

	"obmen/formats/record"
)

// A wrong field, with its path and text.
type wrong struct {
	path  string
	value string
	err   error
}

// fill sets the fields of owner from what their expressions give at a node.
func (f *fields) fill(owner any, at *xmlquery.Node, path string, notice func(record.Number, []byte)) *wrong {
	for i := range f.list {
		x := &f.list[i]
		text, err := textOf(x.expr, at)
		if err == nil {
			err = set(record.FieldAt(owner, x.name), text)
		}
		if err != nil {
			return &wrong{path + x.name, record.Shorten(text), err}
		}
		if n, ok := record.FieldAt(owner, x.name).(*record.Number); ok && notice != nil {
			notice(*n, text)
		}
	}
	for _, name := range f.required {
		if isMissing(record.FieldAt(owner, name)) {
			return &wrong{path: path + name, err: record.FieldMissing.Fault(name)}
		}
	}
	return nil
}

// textOf returns what an expression gives, as text; nil where it selects nothing.
func textOf(e *xpath.Expr, at *xmlquery.Node) ([]byte, error) {
	v, err := evaluate(e, at)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case *xpath.NodeIterator:
		return firstOf(v)
	case string:
		return []byte(v), nil
	case bool:
		return strconv.AppendBool(nil, v), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return []byte{}, nil
		}
		return appendNumber(nil, v), nil
	}
	return nil, nil
}

// appendNumber appends what XPath reckoned. QUIRK: XPath 1.0 reckons in binary, so that 0.1 + 0.2 is 0.30000000000000004; rounded to 15
// significant digits it is the decimal that was meant. Where the document has a number, let the expression take it as it stands: that is exact.
func appendNumber(dst []byte, v float64) []byte {
	meant, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 14, 64), 64)
	return strconv.AppendFloat(dst, meant, 'f', -1, 64)
}

func firstOf(nodes *xpath.NodeIterator) (text []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = EvaluationFailed.Fault(p)
		}
	}()
	if !nodes.MoveNext() {
		return nil, nil
	}
	return []byte(nodes.Current().Value()), nil
}

// set sets a field from a text; nil leaves it missing.
func set(to any, text []byte) (err error) {
	switch to := to.(type) {
	case *[]byte:
		*to = text
	case *record.Number:
		*to, err = record.ParseNumber(text)
	case *record.Bool:
		*to, err = parseBool(text)
	}
	return err
}

func parseBool(text []byte) (record.Bool, error) {
	switch s := string(bytes.TrimSpace(text)); {
	case text == nil:
		return record.BoolMissing, nil
	case s == "true" || s == "1":
		return record.True, nil
	case s == "false" || s == "0":
		return record.False, nil
	}
	return record.BoolMissing, TruthMalformed.Fault(record.Shorten(text))
}

// isMissing reports whether a required field has nothing to go by. An empty text counts as one.
func isMissing(field any) bool {
	switch p := field.(type) {
	case *[]byte:
		return *p == nil
	case *record.Number:
		return !p.IsSet()
	case *record.Bool:
		return *p == record.BoolMissing
	}
	return true
}

// checkDate validates a date, without the white space around it.
func checkDate(text *[]byte, needed bool) error {
	*text = trim(*text)
	ok, err := record.CheckDate(*text)
	if err == nil && !ok && needed {
		err = record.FieldEmpty.Fault("Date")
	}
	return err
}

func trim(text []byte) []byte {
	if text == nil {
		return nil
	}
	return append([]byte{}, bytes.TrimSpace(text)...)
}

// invoiceDate turns a date into an invoice's: yyyy-mm-dd hh:mm in UTC.
func invoiceDate(text *[]byte, zone *time.Location) error {
	d, ok, err := record.ParseDate(*text)
	if err == nil && !ok {
		err = record.FieldEmpty.Fault("date")
	}
	if err == nil {
		*text = d.In(zone).UTC().AppendFormat(nil, "2006-01-02 15:04")
	}
	return err
}
