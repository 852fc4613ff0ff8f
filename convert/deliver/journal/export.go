package journal

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"obmen/formats/record"
)

// A Row is what is listed and exported.
type Row interface{ Delivery | Fetch }

// WriteJSON writes what all visits as an array, an object a line.
func WriteJSON[R Row](w io.Writer, all func(visit func(R) error) error) error {
	before := "[\n"
	err := all(func(r R) error {
		object, err := json.Marshal(r)
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s", before, object)
		}
		before = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	end := "\n]\n"
	if before == "[\n" {
		end = "[]\n"
	}
	_, err = io.WriteString(w, end)
	return err
}

// WriteCSV writes what all visits as a table of all fields, named as in JSON, times in UTC.
func WriteCSV[R Row](w io.Writer, all func(visit func(R) error) error) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns(reflect.TypeFor[R]())); err != nil {
		return err
	}
	err := all(func(r R) error { return out.Write(cells(reflect.ValueOf(r))) })
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// columns are the names of a struct's fields; those of a struct in it stand in its place.
func columns(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			names = append(names, columns(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

// cells are the values of columns.
func cells(v reflect.Value) (texts []string) {
	for i := range v.NumField() {
		switch value := v.Field(i).Interface().(type) {
		case Key:
			texts = append(texts, cells(v.Field(i))...)
		case time.Time:
			texts = append(texts, value.UTC().Format(time.RFC3339Nano))
		default:
			texts = append(texts, fmt.Sprint(value))
		}
	}
	for i, text := range texts {
		texts[i] = guarded(text)
	}
	return texts
}

// guarded puts a ' before what a spreadsheet would run as a formula: numbers of invoices and notes are texts of others.
func guarded(text string) string {
	if strings.HasPrefix(text, "'") || text == "" || !strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return text
	}
	if _, err := record.ParseNumber([]byte(text)); err == nil {
		return text
	}
	return "'" + text
}
