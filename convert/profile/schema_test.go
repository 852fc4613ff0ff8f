package profile

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"obmen/formats/record"
)

// schemaNode is what the tests read of a JSON Schema.
type schemaNode struct {
	Ref        string                 `json:"$ref"`
	Type       any                    `json:"type"`
	Properties map[string]*schemaNode `json:"properties"`
	Additional json.RawMessage        `json:"additionalProperties"`
	Items      *schemaNode            `json:"items"`
	Enum       []string               `json:"enum"`
	Defs       map[string]*schemaNode `json:"$defs"`
}

func readSchema(t *testing.T) *schemaNode {
	t.Helper()
	var root schemaNode
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	return &root
}

// The schema has the keys of the structs and no others, at every depth.
func TestSchemaHasTheKeysOfTheCode(t *testing.T) {
	root := readSchema(t)
	var compare func(path string, typ reflect.Type, s *schemaNode)
	compare = func(path string, typ reflect.Type, s *schemaNode) {
		for s != nil && s.Ref != "" {
			s = root.Defs[strings.TrimPrefix(s.Ref, "#/$defs/")]
		}
		if s == nil {
			t.Errorf("%s: not in the schema", path)
			return
		}
		for typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		if isScalarField(reflect.New(typ).Elem()) {
			if s.Properties != nil || s.Items != nil {
				t.Errorf("%s: a scalar in the code, and not in the schema", path)
			}
			return
		}
		switch typ.Kind() {
		case reflect.Struct:
			tags := tagsOf(typ)
			if got, want := slices.Sorted(maps.Keys(s.Properties)), slices.Sorted(maps.Keys(tags)); !slices.Equal(got, want) {
				t.Errorf("%s: the schema has %q, the code %q", path, got, want)
			}
			if string(s.Additional) != "false" {
				t.Errorf("%s: the schema lets other keys pass", path)
			}
			for tag, field := range tags {
				compare(join(path, tag), field, s.Properties[tag])
			}
		case reflect.Map:
			var value schemaNode
			if err := json.Unmarshal(s.Additional, &value); err != nil {
				t.Errorf("%s: %v", path, err)
				return
			}
			compare(path+"[]", typ.Elem(), &value)
		case reflect.Slice:
			compare(path+"[]", typ.Elem(), s.Items)
		default:
			t.Errorf("%s: %v?", path, typ)
		}
	}
	compare("", reflect.TypeFor[Profile](), root)
}

func tagsOf(typ reflect.Type) map[string]reflect.Type {
	tags := make(map[string]reflect.Type)
	for i := range typ.NumField() {
		if tag, _, _ := strings.Cut(typ.Field(i).Tag.Get("yaml"), ","); tag != "" {
			tags[tag] = typ.Field(i).Type
		}
	}
	return tags
}

// Each field that has a name in the YAML is exported, and the other way round.
func TestTagsAndNames(t *testing.T) {
	for _, typ := range []reflect.Type{reflect.TypeFor[Profile](), reflect.TypeFor[Defaults](), reflect.TypeFor[Rule](), reflect.TypeFor[XML](), reflect.TypeFor[Services](), reflect.TypeFor[WatchRule](), reflect.TypeFor[WatchOutput]()} {
		for i := range typ.NumField() {
			if f := typ.Field(i); f.IsExported() != (f.Tag.Get("yaml") != "") {
				t.Errorf("%s.%s: %q", typ.Name(), f.Name, f.Tag)
			}
		}
	}
}

// A rule may set whatever product default there is.
func TestRuleHasTheProductDefaults(t *testing.T) {
	of := map[string]bool{"shipper": true, "storage": true, "shop": true, "comment": true} // of an invoice, or a place
	rule := tagsOf(reflect.TypeFor[Rule]())
	for tag := range tagsOf(reflect.TypeFor[Defaults]()) {
		if (rule[tag] == nil) != of[tag] {
			t.Errorf("%s", tag)
		}
	}
}

// The words of the schema are the words of the code.
func TestSchemaHasTheWordsOfTheCode(t *testing.T) {
	root := readSchema(t)
	for _, c := range []struct {
		path  []string
		words []string
	}{
		{[]string{"csv", "dialect"}, dialects},
		{[]string{"csv", "headers"}, languages},
		{[]string{"invoices", "returns"}, returns},
		{[]string{"xml", "kind"}, []string{"nomenclature", "receipts", "invoice"}},
	} {
		if got := root.Properties[c.path[0]].Properties[c.path[1]].Enum; !slices.Equal(got, c.words) {
			t.Errorf("%v: %q, want %q", c.path, got, c.words)
		}
	}
	if got := root.Properties["watch"].Properties["rules"].Items.Properties["order"].Enum; !slices.Equal(got, append([]string{""}, orders...)) {
		t.Errorf("order: %q", got)
	}
	if got := root.Defs["send"].Enum; !slices.Equal(got, append([]string{""}, services...)) {
		t.Errorf("send: %q", got)
	}
	if got := root.Defs["type"].Enum; !slices.Equal(got, types) {
		t.Errorf("type: %q", got)
	}
	if got := root.Properties["invoices"].Properties["group_by"].Items.Enum; !slices.Equal(got, groupKeys) {
		t.Errorf("group_by: %q", got)
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("obmen.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("obmen.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate takes the YAML as an editor does: by way of JSON.
func validate(t *testing.T, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func TestSchemaTakesWhatLoadTakes(t *testing.T) {
	s := compileSchema(t)
	example, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"init": Init("en"), "init ru": Init("ru"), "the example": example, "show": load(t, string(example)).YAML(), "rules": []byte(rules),
		"places": []byte(places), "hours": []byte("checks: {open: \"пн-пт 08:00-22:00, сб 09:00–18:00\", stores: {a: \"\", b: 00:00-24:00}}"), "watching": []byte(watching), "empty sections": []byte("stores:\ngroups:\ncsv:\nservices:\n")} {
		load(t, string(text))
		if err := validate(t, s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What Load refuses, the schema refuses too, as far as a schema can tell.
func TestSchemaRefusesWhatLoadRefuses(t *testing.T) {
	beyond := map[string]bool{ // the codes that a schema can't know
		"profile-zone-unknown": true, "profile-duplicate-key": true, "profile-rates-twice": true, "profile-shop-twice": true, "profile-unit-twice": true,
		"profile-template-name": true, "profile-template-lacks": true, "profile-template-brace": true, "profile-together": true, "profile-pattern": true,
		"profile-anchor": true, "profile-documents": true, "profile-syntax": true, "profile-too-deep": true, "profile-unclosed": true,
		"profile-unexpected": true, "profile-want-key": true, "profile-want-number": true, "profile-folder": true,
	}
	s := compileSchema(t)
	for _, r := range refusals {
		text := strings.Replace(r.text, "¶", "", 1)
		knowsField := strings.HasPrefix(text, "xml:") // which fields a kind has
		if beyond[r.code] || knowsField || text == "csv:\n  dialect:rfc4180" || strings.Contains(text, `" "`) || strings.Contains(text, `"pack"`) || strings.Contains(text, "- - day") {
			continue
		}
		if validate(t, s, []byte(text)) == nil {
			t.Errorf("the schema takes %s (%s)", text, r.code)
		}
	}
}

// Every key stands in the text of Init, if only in a comment: it is where people look.
func TestInitShowsEveryKey(t *testing.T) {
	text := string(Init("en"))
	var walk func(typ reflect.Type)
	walk = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Map || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || typ == reflect.TypeFor[record.Number]() {
			return
		}
		for tag, field := range tagsOf(typ) {
			if !strings.Contains(text, tag+":") && !slices.Contains([]string{"items", "categories", "workspaces", "packages", "products", "prices"}, tag) {
				t.Errorf("%s of %s is not shown", tag, typ.Name())
			}
			walk(field)
		}
	}
	walk(reflect.TypeFor[Profile]())
}
