package anyxml_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"obmen/formats/anyxml"
	"obmen/formats/kassatka"
	"obmen/formats/onec"
	"obmen/formats/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

const folder = "../../testdata/anyxml/"

// section is a profile's xml section.
type section struct {
	Kind                                                     string
	Record                                                   string
	Document, Fields, Group                                  map[string]string
	Lines, Items, Categories, Workspaces, Packages, Products anyxml.Part
	Prices                                                   anyxml.Part
}

var kinds = map[string]record.DocKind{"nomenclature": record.Nomenclature, "receipts": record.Receipts, "invoice": record.Invoices}

// load reads the xml section of a profile.
func load(t *testing.T, file string) anyxml.Spec {
	t.Helper()
	text, err := os.ReadFile(folder + file)
	if err != nil {
		t.Fatal(err)
	}
	var p struct{ XML section }
	if err := yaml.UnmarshalWithOptions(text, &p, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	x := p.XML
	return anyxml.Spec{Kind: kinds[x.Kind], Record: x.Record, Document: x.Document, Fields: x.Fields, Group: x.Group, Lines: x.Lines, Items: x.Items,
		Categories: x.Categories, Workspaces: x.Workspaces, Packages: x.Packages, Products: x.Products, Prices: x.Prices}
}

// The worked examples, one a kind.
func TestExamples(t *testing.T) {
	for name, writer := range map[string]func(*bytes.Buffer) record.Writer{
		"supplier": func(b *bytes.Buffer) record.Writer { return onec.NewWriter(b, record.Options{}) },
		"sales":    func(b *bytes.Buffer) record.Writer { return kassatka.NewWriter(b, record.Options{}) },
		"order":    func(b *bytes.Buffer) record.Writer { return listing{b} },
	} {
		t.Run(name, func(t *testing.T) {
			format, err := anyxml.New(load(t, name+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			source, err := os.ReadFile(folder + name + ".xml")
			if err != nil {
				t.Fatal(err)
			}
			if !format.Match(source) {
				t.Error("not recognised")
			}
			for _, engine := range []record.Engine{record.Fast, record.Plain} {
				src, err := format.NewReader(bytes.NewReader(source), record.Options{Engine: engine})
				if err != nil {
					t.Fatal(err)
				}
				var out bytes.Buffer
				w := writer(&out)
				if _, err := record.Copy(w, src, nil); err != nil {
					t.Fatal(err)
				}
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				golden(t, folder+name+".golden", out.Bytes())
			}
		})
	}
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s", file, got)
	}
}

// listing writes every field that is set, a record a line.
type listing struct{ out *bytes.Buffer }

func (l listing) Write(rec record.Record) error {
	fmt.Fprintf(l.out, "%s:", rec.Kind())
	for _, f := range record.FieldNames(rec.Kind().Doc()) {
		_, name, _ := strings.Cut(f, ".")
		if strings.HasPrefix(f, "price.") || strings.Count(l.line(), " "+name+"=") > 0 {
			continue
		}
		l.field(rec, name)
	}
	if p, ok := rec.(*record.InvoiceProduct); ok {
		for i := range p.Prices {
			l.out.WriteString(" [")
			for _, name := range []string{"caf_shop_id", "caf_storage_id", "price"} {
				l.field(&p.Prices[i], name)
			}
			l.out.WriteString(" ]")
		}
	}
	l.out.WriteByte('\n')
	return nil
}

func (l listing) line() string {
	text := l.out.String()
	return text[strings.LastIndexByte(text, '\n')+1:]
}

func (l listing) field(owner any, name string) {
	switch p := record.FieldAt(owner, name).(type) {
	case *[]byte:
		if *p != nil {
			fmt.Fprintf(l.out, " %s=%q", name, *p)
		}
	case *record.Number:
		if p.IsSet() {
			fmt.Fprintf(l.out, " %s=%s", name, p)
		}
	case *record.Bool:
		fmt.Fprintf(l.out, " %s=%t", name, *p == record.True)
	}
}

func (l listing) Close() error { return nil }
