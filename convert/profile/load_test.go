package profile

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"obmen/formats/record"
)

func num(s string) record.Number {
	n, err := record.ParseNumber([]byte(s))
	if err != nil {
		panic(err)
	}
	return n
}

func load(t *testing.T, text string) *Profile {
	t.Helper()
	p, err := Load("obmen.yaml", []byte(text), true)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestInitMeansTheDefaults(t *testing.T) {
	for _, lang := range []string{"en", "ru"} {
		p := load(t, string(Init(lang)))
		if !reflect.DeepEqual(p, Default()) {
			t.Errorf("%s: %s\nwant\n%s", lang, p.YAML(), Default().YAML())
		}
	}
	if reflect.DeepEqual(Init("ru"), Init("en")) {
		t.Error("both languages are one")
	}
}

func TestInitCommentsStandInTheirLanguage(t *testing.T) {
	cyrillic := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return r >= 'А' && r <= 'я' })
	}
	for _, line := range strings.Split(string(Init("ru")), "\n") {
		if strings.Contains(line, "#ru") || strings.Contains(line, "#en") {
			t.Errorf("a mark is left: %s", line)
		}
	}
	// In English, Russian stands only in values.
	for _, line := range strings.Split(string(Init("en")), "\n") {
		text, comment := strings.CutPrefix(strings.TrimSpace(line), "# ")
		if comment && cyrillic(text) && !strings.Contains(text, ":") && !strings.Contains(text, "ОКЕИ") {
			t.Errorf("Russian in English: %s", line)
		}
	}
}

// Every example that is commented out must work once it is uncommented.
func TestInitExamplesWork(t *testing.T) {
	text := string(Init("en"))
	for _, e := range []struct{ key, want string }{
		{"groups: {}", "groups[00-00000002].skip"},
		{"products: {}", "00-00000050"},
		{"  tax_included: {}", "Прайс-лист"},
		{"  shops: {}", "Розничная"},
		{"stores: {}", "169"},
		{"organizations: {}", "155"},
		{"units: {}", "778"},
		{"watch: {rules: []}", "чеки*.xml"},
	} {
		key, _, _ := strings.Cut(e.key, " {")
		before, after, found := strings.Cut(text, "\n"+e.key+"\n")
		if !found {
			t.Errorf("%s is not in the text", e.key)
			continue
		}
		var b strings.Builder
		b.WriteString(before + "\n" + key + "\n")
		open := true
		for line := range strings.Lines(after) {
			hash := strings.Index(line, "#   ")
			if open = open && hash >= 0; open {
				line = line[:hash] + " " + line[hash+1:]
				if key == "watch:" {
					line = strings.TrimPrefix(line, "  ")
				}
			}
			b.WriteString(line)
		}
		if p, err := Load("x", []byte(b.String()), true); err != nil {
			t.Errorf("%s: %v", key, err)
		} else if reflect.DeepEqual(p, Default()) {
			t.Errorf("%s: the example says nothing", key)
		}
	}
	before, after, _ := strings.Cut(text, "\n# xml:\n")
	for _, part := range strings.SplitAfter("# xml:\n"+after, "\n# xml:\n") {
		var b strings.Builder
		b.WriteString(before + "\nxml:\n")
		for line := range strings.Lines(strings.TrimSuffix(part, "# xml:\n")) {
			if strings.HasPrefix(line, "#   ") {
				b.WriteString(line[2:])
			}
		}
		if p, err := Load("x", []byte(b.String()), true); err != nil {
			t.Errorf("xml: %v in\n%s", err, b.String()[len(before):])
		} else if p.XML.Kind == "" {
			t.Error("xml: the example says nothing")
		}
	}
}

func TestLoadNothing(t *testing.T) {
	for _, text := range []string{"", "\n\n", "# a comment\n", "\uFEFF", "---\n", "zone: Europe/Minsk\r\nday_starts: \"00:00\"\r\n", "stores:\ngroups: ~\nservices:\n"} {
		if p := load(t, text); !reflect.DeepEqual(p, Default()) {
			t.Errorf("%q: not the defaults", text)
		}
	}
}

// The YAML of mapping.md's own page.
func TestLoadExample(t *testing.T) {
	text, err := os.ReadFile("testdata/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p := load(t, string(text))
	for _, c := range []struct{ name, got, want string }{
		{"group's cancellation", p.Groups["00-00000009"].CancellationType.String(), "0"},
		{"group's item", fmt.Sprint(p.Groups["00-00000009"].Item), fmt.Sprint(record.False)},
		{"product's tax", p.Products["00-00000050"].Tax.Rate.String(), "10"},
		{"purchase", p.PurchaseType(), "Прайс-лист"},
		{"shops", fmt.Sprint(p.Shops([]byte("Розничная"))), "[{1 2}]"},
		{"store", fmt.Sprint(*p.Stores["169"]), "{1 2}"},
		{"organization", p.Organizations["155"].RefCode, "0348741"},
		{"unit", p.Units["778"].Factor.String(), "10"},
		{"zone", p.Location().String(), "Europe/Minsk"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
	if p.TaxIncluded([]byte("Прайс-лист")) || !p.TaxIncluded([]byte("Розничная")) {
		t.Error("tax_included")
	}
}

// Each refusal: the text, with ¶ before the place that is meant, then the code and some of the words.
var refusals = []struct{ text, code, words string }{
	{"¶zonne: UTC", "profile-unknown-key", `unknown key "zonne"; the nearest known name is "zone"`},
	{"zone: UTC\ndefaults:\n  ¶storge: 1\n", "profile-unknown-key", `"storage"`},
	{"products:\n  \"ж\": {tax: {id: 1, rate: 2}, ¶itme: true}", "profile-unknown-key", `"item"`},
	{"csv: {¶dialekt: x}", "profile-unknown-key", `"dialect"`},
	{"zone: UTC\n¶zone: UTC", "profile-duplicate-key", `"zone"`},
	{"stores: {\"1\": {storage: 1}, ¶\"1\": {storage: 2}}", "profile-duplicate-key", `"1"`},
	{"zone: ¶Europe/Mnsk", "profile-zone-unknown", "Europe/Mnsk"},
	{"zone: ¶Local", "profile-zone-unknown", "Local"},
	{"zone: ¶../../etc/passwd", "profile-zone-unknown", "etc"},
	{"zone: ¶\"\"", "profile-zone-unknown", `""`},
	{"checks: {open: ¶8-23}", "opening-hours-malformed", "mon-fri 08:00-22:00"},
	{"checks: {stores: {\"1\": ¶mon}}", "opening-hours-malformed", `"mon"`},
	{"day_starts: ¶25:00", "profile-clock-malformed", "25:00"},
	{"day_starts: ¶6:00", "profile-clock-malformed", `"06:00"`},
	{"day_starts: ¶{}", "profile-clock-malformed", "{…}"},
	{"decimals: {price: ¶11}", "profile-out-of-range", "from 0 to 10"},
	{"decimals: {price: ¶-1}", "profile-want-whole", "-1"},
	{"decimals: {price: ¶1.5}", "profile-want-whole", "1.5"},
	{"defaults:\n  tax:\n    rate: ¶0,5\n", "profile-want-number", "decimal point"},
	{"defaults: {tax: {id: 1, rate: ¶\"20\"}}", "profile-want-number", "without quotes"},
	{"defaults: {tax: {id: 1, rate: ¶1e1}}", "profile-want-number", "1e1"},
	{"defaults: {tax: {id: 1, rate: ¶0x10}}", "profile-want-number", "0x10"},
	{"defaults: {tax: {id: 1, rate: ¶010}}", "profile-want-number", "010"},
	{"defaults: {tax: {id: 1, rate: ¶1_0}}", "profile-want-number", "1_0"},
	{"defaults: {tax: {id: 1, rate: ¶.nan}}", "profile-want-number", ".nan"},
	{"defaults: {tax: {id: 1, rate: ¶.inf}}", "profile-want-number", ".inf"},
	{"defaults: {tax: {id: 1, rate: ¶}}", "profile-want-number", ""},
	{"defaults: {tax: {id: 1, rate: ¶-1}}", "profile-out-of-range", "from 0 to 100"},
	{"defaults: {tax: {id: 1, rate: ¶100.1}}", "profile-out-of-range", "100.1"},
	{"defaults: {tax: ¶{id: 1}}", "profile-missing", "rate"},
	{"defaults: {tax: ¶{id: 1, rate: 1, rates: [{from: 2020-01-01, rate: 1}]}}", "profile-together", "rates"},
	{"defaults: {tax: {rates: [¶{rate: 1}]}}", "profile-missing", "from"},
	{"defaults: {tax: {rates: [¶{from: 2020-01-01}]}}", "profile-missing", "rate"},
	{"defaults: {tax: {rates: [{from: ¶01.01.2020, rate: 1}]}}", "profile-day-malformed", "2026-01-31"},
	{"defaults: {tax: {rates: [{from: ¶2020-02-30, rate: 1}]}}", "profile-day-malformed", "2020-02-30"},
	{"defaults: {tax: {rates: ¶[{from: 2020-01-01, rate: 1}, {from: 2020-01-01, rate: 2}]}}", "profile-rates-twice", "2020-01-01"},
	{"defaults: {storage: ¶1.5}", "profile-want-whole", "1.5"},
	{"defaults: {shop: ¶-2}", "profile-want-whole", "-2"},
	{"defaults: {shop: ¶9007199254740992}", "profile-want-whole", "9007199254740992"},
	{"defaults: {for_sale: ¶yes}", "profile-want-bool", "yes"},
	{"defaults: {country: ¶~}", "profile-want-text", "~"},
	{"defaults: {country: ¶true}", "profile-want-text", "true"},
	{"defaults: {country: ¶[a]}", "profile-want-text", "[…]"},
	{"defaults: {shipper: ¶{ref_code: 1}}", "profile-missing", "name"},
	{"defaults: {shipper: {ref_code: ¶\"\", name: x}}", "profile-empty", ""},
	{"defaults: {type: ¶prodct}", "profile-not-one-of", "product, tech_map, sub_product"},
	{"defaults: {cancellation_type: ¶3}", "profile-out-of-range", "from 0 to 2"},
	{"defaults: {weight_in_gram: ¶-1}", "profile-out-of-range", "-1"},
	{"defaults: {amount: ¶-1}", "profile-out-of-range", "-1"},
	{"defaults: ¶text", "profile-want-mapping", "text"},
	{"defaults: ¶[a]", "profile-want-mapping", "[…]"},
	{"¶- a", "profile-want-mapping", ""},
	{"groups: {a: {type: ¶\"\"}}", "profile-not-one-of", "product"},
	{"groups: {a: {workspace: ¶{name: a}}}", "profile-missing", "ref_code"},
	{"groups: {a: {category: ¶{name: a}}}", "profile-missing", "ref_code"},
	{"groups: {a: {cancellation_type: ¶0.5}}", "profile-want-whole", "0.5"},
	{"groups: {a: {weight_in_gram: ¶-1, amount: 1}}", "profile-out-of-range", "-1"},
	{"products: {a: {tax: ¶{id: 3}}}", "profile-missing", "rate"},
	{"stores: {a: ¶{shop: 1}}", "profile-missing", "storage"},
	{"stores: {a: {storage: ¶x}}", "profile-want-number", "x"},
	{"organizations: {a: ¶{}}", "profile-missing", "ref_code"},
	{"price_types: {shops: {a: [¶{storage: 1}]}}", "profile-missing", "shop"},
	{"price_types: {shops: {a: [{shop: 1}], b: [¶{shop: 1}]}}", "profile-shop-twice", `"a"`},
	{"price_types: {shops: {a: ¶{shop: 1}}}", "profile-want-list", "{…}"},
	{"units: {\"6\": {measure: kg}, \"006\": {measure: kg}}¶", "profile-unit-twice", "006"},
	{"units: {\" \": ¶{measure: kg, name: a}}", "profile-empty", ""},
	{"units: {\"778\": {measure: ¶g}}", "profile-not-one-of", "pcs, kg, l"},
	{"units: {\"778\": ¶{factor: 1}}", "profile-missing", "measure"},
	{"units: {\"778\": {measure: kg, factor: ¶0}}", "profile-not-positive", "0"},
	{"units: {\"pack\": ¶{measure: kg}}", "profile-missing", "name"},
	{"numbers: {receipt: ¶\"{docno}-{docnum}\"}", "profile-template-name", "{docnum}"},
	{"numbers: {receipt: ¶\"x\"}", "profile-template-lacks", "{docnum}"},
	{"numbers: {receipt: ¶\"\"}", "profile-empty", ""},
	{"numbers: {receipt: ¶\"{docnum\"}", "profile-template-brace", "{{"},
	{"numbers: {group: ¶\"{storage}{shipper}\"}", "profile-template-lacks", "{day}"},
	{"numbers: {group: ¶\"{day}\"}\nstores: {a: {storage: 1}, b: {storage: 2}}", "profile-template-lacks", "{storage}"},
	{"numbers: {group: ¶\"{day}\"}\norganizations: {a: {ref_code: 1, name: x}, b: {ref_code: 2, name: y}}", "profile-template-lacks", "{shipper}"},
	{"comments: {group: ¶\"}\"}", "profile-template-brace", "}}"},
	{"comments: {receipt: ¶\"{count}\"}", "profile-template-name", "{store}, {cashbox}"},
	{"invoices: {group_by: ¶day}", "profile-want-list", "day"},
	{"invoices: {group_by: ¶[store]}", "profile-group-by-day", "[day"},
	{"invoices: {group_by: [day, ¶stores]}", "profile-not-one-of", "store, cashbox"},
	{"invoices: {group_by: [day, ¶day]}", "profile-list-twice", "day"},
	{"invoices: {returns: ¶dropp}", "profile-not-one-of", "drop, net, keep"},
	{"invoices: {max_items: ¶-1}", "profile-want-whole", "-1"},
	{"services: {caffesta: {account: ¶a.b}}", "profile-account", "dots"},
	{"services: {caffesta: {account: ¶evil/x}}", "profile-account", "dots"},
	{"services: {caffesta: {url: ¶\"ftp://x\"}}", "profile-url", "https://"},
	{"services: {kassatka: {url: ¶\"http://u:p@x/\"}}", "profile-url", "password"},
	{"services: {caffesta: {headers: ¶[]}}", "profile-empty", ""},
	{"services: {caffesta: {headers: [¶\"X: y\"]}}", "profile-header", "header"},
	{"services: {caffesta: {headers: [A, ¶A]}}", "profile-list-twice", "A"},
	{"services: {caffesta: {key_env: ¶0a1b2c3d-4e5f}}", "profile-env-name", "not the key itself"},
	{"services: {caffesta: {key_env: A, key_file: ¶b}}", "profile-together", "key_file"},
	{"services: {caffesta: {key_file: a, key_command: ¶b}}", "profile-together", "key_command"},
	{"services: {kassatka: {token_env: A, key_command: ¶b}}", "profile-together", "token_env"},
	{"services: {caffesta: {¶key: s3cret}}", "profile-secret", "key_env"},
	{"services: {kassatka: {¶token: s3cret}}", "profile-secret", "token_env"},
	{"watch: {rules: [¶{to: csv}]}", "profile-missing", "match"},
	{"watch: {rules: [{match: ¶\"[\", to: csv}]}", "profile-pattern", "*.xml"},
	{"watch: {rules: [{match: \"*\", to: csv, send: ¶mars}]}", "profile-not-one-of", "caffesta, kassatka"},
	{"watch: {rules: [¶{match: \"*\"}]}", "profile-missing", "to"},
	{"watch: {rules: [¶{match: \"*\", folder: a, profile: b}]}", "profile-missing", "to"},
	{"watch: {rules: [{match: \"*\", to: ¶../csv}]}", "profile-format", "invoice-json"},
	{"watch: {rules: [{match: \"*\", to: ¶\"csv\\n\"}]}", "profile-format", "csv"},
	{"watch: {rules: [{match: \"*\", to: csv, order: ¶size}]}", "profile-not-one-of", "name, age"},
	{"watch: {rules: [{match: \"*\", to: csv, ¶ordr: name}]}", "profile-unknown-key", `"order"`},
	{"watch: {rules: [{match: \"*\", ignore: ¶yes}]}", "profile-want-bool", "yes"},
	{"watch: {rules: [{match: \"*\", ignore: true, to: ¶csv}]}", "profile-together", "ignore and to"},
	{"watch: {rules: [{match: \"*\", ignore: true, send: ¶caffesta}]}", "profile-together", "send"},
	{"watch: {rules: [{match: \"*\", ignore: true, profile: ¶a}]}", "profile-together", "profile"},
	{"watch: {rules: [{match: \"*\", ignore: true, folder: ¶a}]}", "profile-together", "folder"},
	{"watch: {rules: [{match: \"*\", ignore: true, order: ¶name}]}", "profile-together", "order"},
	{"watch: {rules: [{match: \"*\", ignore: true, outputs: ¶[{to: csv}]}]}", "profile-together", "outputs"},
	{"watch: {rules: [{match: \"*\", to: ¶csv, outputs: [{to: csv}]}]}", "profile-together", "outputs and to"},
	{"watch: {rules: [{match: \"*\", outputs: [{to: csv}], send: ¶caffesta}]}", "profile-together", "send"},
	{"watch: {rules: [{match: \"*\", outputs: [{to: csv}], profile: ¶a}]}", "profile-together", "profile"},
	{"watch: {rules: [{match: \"*\", outputs: [{to: csv}], folder: ¶a}]}", "profile-together", "folder"},
	{"watch: {rules: [{match: \"*\", outputs: ¶[]}]}", "profile-empty", ""},
	{"watch: {rules: [{match: \"*\", outputs: ¶{to: csv}}]}", "profile-want-list", "{…}"},
	{"watch: {rules: [{match: \"*\", outputs: [¶{folder: a}]}]}", "profile-missing", "to"},
	{"watch: {rules: [{match: \"*\", outputs: [{to: csv}, {to: csv, send: ¶mars}]}]}", "profile-not-one-of", "caffesta"},
	{"watch: {rules: [{match: \"*\", outputs: [{to: csv}, ¶{to: csv}]}]}", "profile-list-twice", "csv"},
	{"watch: {rules: [{match: \"*\", outputs: [{to: csv, ¶match: a}]}]}", "profile-unknown-key", "match"},
	{"watch:\n  rules:\n    - match: \"*\"\n      outputs:\n        - {to: csv, folder: ¶../a}", "profile-folder", "outbox"},
	{"watch: {rules: [{match: \"*\", to: csv, folder: ¶\"a\\\\b\"}]}", "profile-folder", "a"},
	{"xml: {kind: ¶order, record: a, fields: {Code: a}}", "profile-not-one-of", "receipts"},
	{"xml: {kind: receipts, record: a, fields: {¶DocNumm: a}}", "profile-unknown-key", "DocNum"},
	{"xml: ¶{kind: receipts, fields: {DocNum: a}}", "profile-missing", "record"},
	{"xml: ¶{kind: receipts, record: a}", "profile-missing", "fields"},
	{"xml: {kind: receipts, record: a, fields: {DocNum: ¶\" \"}}", "profile-empty", ""},
	{"xml: {kind: receipts, record: a, fields: {DocNum: a}, ¶items: {record: x, fields: {amount: a}}}", "profile-unknown-key", "lines"},
	{"xml: {kind: receipts, record: a, fields: {DocNum: a}, lines: ¶{fields: {Price: a}}}", "profile-missing", "record"},
	{"xml: {kind: receipts, record: a, fields: {DocNum: a}, lines: ¶{record: b}}", "profile-missing", "fields"},
	{"xml: {kind: invoice, record: a, fields: {shipper.ref_code: a}, prices: {record: b, fields: {¶shop: a}}}", "profile-unknown-key", "caf_shop_id"},
	{"a: ¶&x 1\nb: *x", "profile-anchor", "anchors"},
	{"a: ¶!!str 1", "profile-anchor", "tags"},
	{"¶<<: {a: 1}", "profile-anchor", "<<"},
	{"¶? a\n: b", "profile-anchor", ""},
	{"¶%YAML 1.2\n---\na: 1", "profile-anchor", ""},
	{"zone: UTC\n¶---\nzone: UTC", "profile-documents", "---"},
	{"zone: UTC\n¶...\nzone: UTC", "profile-documents", "---"},
	{"invoices: {group_by: ¶[day", "profile-unclosed", "["},
	{"csv: {dialect: rfc4180\n¶zone: UTC", "profile-unexpected", "zone"},
	{"csv: x¶: y", "profile-unexpected", ":"},
	{"csv: {dialect: rfc4180}¶}", "profile-unexpected", "}"},
	{"csv: {dialect: excel-ru ¶[a]}", "profile-unexpected", "["},
	{"csv: {¶dialect, headers: ru}", "profile-want-key", "dialect"},
	{"csv: {¶[a]: b}", "profile-want-key", "["},
	{"zone: UTC\n  csv¶: {}", "profile-unexpected", ""},
	{"csv:\n    dialect: rfc4180\n  ¶headers: ru", "profile-unexpected", "headers"},
	{"csv:\n  ¶dialect:rfc4180", "profile-want-mapping", "dialect:rfc4180"},
	{"zone: UTC\n¶word", "profile-want-key", "word"},
	{"zone: UTC\n¶- word", "profile-want-key", "-"},
	{"invoices: {group_by: [day¶: 1]}", "profile-unexpected", ":"},
	{"invoices:\n  group_by: ¶- day", "profile-unexpected", "-"},
	{"invoices:\n  group_by:\n  - ¶- day", "profile-want-text", "[…]"},
	{"zone: \"UTC\" ¶UTC", "profile-unexpected", "UTC"},
	{"zone: ¶'UTC", "profile-syntax", "quote"},
	{"csv:\n¶\theaders: ru", "profile-syntax", "tab"},
	{"zone: ¶@x", "profile-syntax", "reserved"},
	{"¶!!!!", "profile-syntax", "!!!!"},
	{"¶text", "profile-want-mapping", "text"},
	{"a: [[[[[[[[[[[[[[[¶[", "profile-too-deep", "deeper"},
}

func TestRefusals(t *testing.T) {
	seen := make(map[string]bool)
	for _, r := range refusals {
		before, after, marked := strings.Cut(r.text, "¶")
		p, err := Load("obmen.yaml", []byte(before+after), true)
		var e *Error
		var u *record.UsageError
		if p != nil || !errors.As(err, &e) || !errors.As(err, &u) {
			t.Errorf("%s: accepted: %v", r.text, err)
			continue
		}
		first := e.Errors[0]
		var f *record.Fault
		if !errors.As(first, &f) {
			t.Fatalf("%s: no fault: %v", r.text, first)
		}
		seen[f.Message.Code] = true
		if f.Message.Code != r.code || !strings.Contains(f.Error(), r.words) {
			t.Errorf("%s: %s: %s, want %s with %q", r.text, f.Message.Code, f, r.code, r.words)
		}
		want := record.Pos{Offset: int64(len(before)), Line: int32(1 + strings.Count(before, "\n"))}
		want.Col = int32(1 + len([]rune(before[strings.LastIndex(before, "\n")+1:])))
		if marked && first.Pos != want && r.code != "profile-unit-twice" && !strings.HasPrefix(after, "}") {
			t.Errorf("%s: at %+v, want %+v", r.text, first.Pos, want)
		}
		if first.File != "obmen.yaml" || !first.Fatal {
			t.Errorf("%s: %+v", r.text, first)
		}
	}
	for _, m := range Messages() {
		switch m {
		case TooLarge, NotUTF8, Ignored, StoreUnknown, OrganizationUnknown, TaxTooEarly: // elsewhere
		default:
			if !seen[m.Code] {
				t.Errorf("no test has %s", m.Code)
			}
		}
	}
}

func TestNoSecretIsShown(t *testing.T) {
	for _, text := range []string{
		"services: {caffesta: {key: s3cret}}",
		"services: {caffesta: {key_env: s3cret}}",
		"services: {kassatka: {url: \"http://u:s3cret@x/\"}}",
		"services: {kassatka: {api_token: s3cret}}",
	} {
		if _, err := Load("x", []byte(text), true); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestErrorsStandInOrder(t *testing.T) {
	_, err := Load("obmen.yaml", []byte("xml: {kind: x}\ncsv:\n  dialect: d\nzone: Z\n"), true)
	want := strings.Join([]string{
		`obmen.yaml:1:13: xml.kind: "x" is none of nomenclature, receipts, invoice`,
		`obmen.yaml:3:12: csv.dialect: "d" is none of rfc4180, excel-ru`,
		`obmen.yaml:4:7: zone: no time zone is called "Z"; write it like Europe/Minsk or Europe/Moscow`,
	}, "\n")
	if err == nil || err.Error() != want {
		t.Errorf("%v\nwant\n%s", err, want)
	}
}

func TestPositionsBehindAMark(t *testing.T) {
	for text, want := range map[string]record.Pos{
		"\uFEFFzone: X":              {Offset: 9, Line: 1, Col: 7},
		"\uFEFF# ж\r\nzone: X\r\n":   {Offset: 15, Line: 2, Col: 7},
		"csv:\r\n  dialect: x\r\n":   {Offset: 17, Line: 2, Col: 12},
		"defaults: {country: [ж]}\n": {Offset: 20, Line: 1, Col: 21},
	} {
		var e *Error
		if _, err := Load("x", []byte(text), true); !errors.As(err, &e) || e.Errors[0].Pos != want {
			t.Errorf("%q: %+v, want %+v", text, err, want)
		}
	}
}

func TestHostileTexts(t *testing.T) {
	many := func(s string, n int) string { return strings.Repeat(s, n) }
	for name, c := range map[string]struct {
		text string
		want *record.Message // nil: any
	}{
		"large":         {many("#", MaxSize+1), TooLarge},
		"not UTF-8":     {"zone: \xff", NotUTF8},
		"UTF-16":        {"z\x00o\x00n\x00e\x00", NotUTF8},
		"brackets":      {many("[", MaxSize), TooDeep},
		"braces":        {many("{a: ", MaxSize/4), TooDeep},
		"dashes":        {many("- ", MaxSize/2), TooDeep},
		"empty entries": {many("-\n", MaxSize/2), WantMapping},
		"keys":          {many("? ", MaxSize/2), Anchor},
		"laughs":        {"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", Anchor},
		"duplicates":    {many("zone: UTC\n", MaxSize/10), DuplicateKey},
		"quotes":        {many("'", MaxSize), nil},
		"indents":       {deepMapping(1000), nil},
		"a long name":   {many("n", MaxSize-10) + ": 1", nil},
	} {
		var f *record.Fault
		_, err := Load("x", []byte(c.text), true)
		if !errors.As(err, &f) {
			t.Errorf("%s: %v", name, err)
		} else if c.want != nil && f.Message != c.want {
			t.Errorf("%s: %s, want %s", name, f.Message.Code, c.want.Code)
		}
		if err != nil && len(err.Error()) > 20_000 {
			t.Errorf("%s: a message of %d bytes", name, len(err.Error()))
		}
	}
}

func deepMapping(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestFoundProfileSendsNothing(t *testing.T) {
	text := "zone: UTC\nservices:\n  caffesta: {account: mine, key_env: MY_KEY}\nwatch: {rules: [{match: \"*\", send: caffesta}]}\n"
	p, err := Load("obmen.yaml", []byte(text), false)
	if err != nil {
		t.Fatal(err)
	}
	d := Default()
	if !reflect.DeepEqual(p.Services, d.Services) || !reflect.DeepEqual(p.Watch, d.Watch) || p.Location().String() != "UTC" {
		t.Errorf("%s", p.YAML())
	}
	var got []string
	for _, f := range p.Ignored() {
		got = append(got, fmt.Sprint(f.Message.Code, " ", f.Pos, " ", f.Path))
	}
	want := []string{"profile-ignored 3:3 services", "profile-ignored 4:8 watch"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if p := load(t, text); p.Services.Caffesta.Account != "mine" || len(p.Watch.Rules) != 1 || len(p.Ignored()) != 0 {
		t.Error("a named profile may say all")
	}
	if p, err := Load("obmen.yaml", Init("ru"), false); err != nil || len(p.Ignored()) != 0 {
		t.Errorf("the defaults send nothing, so nothing is ignored: %v %v", p.Ignored(), err)
	}
}

func TestLoadKeepsTextsAsTheyStand(t *testing.T) {
	p := load(t, `
organizations:
  155: {ref_code: 0348741, name: "a\"б"}
  0019: {ref_code: 0x1F, name: '1.50'}
stores: {"": {storage: 3}, 007: {storage: 4, shop: 5}}
defaults: {shop: 8, tax: {rate: 20.50}}
`)
	if o := p.Organizations["155"]; o == nil || o.RefCode != "0348741" || o.Name != `a"б` {
		t.Errorf("%+v", o)
	}
	if o := p.Organizations["0019"]; o == nil || o.RefCode != "0x1F" || o.Name != "1.50" {
		t.Errorf("%+v", o)
	}
	if s := p.Stores[""]; s == nil || fmt.Sprint(*s) != "{3 8}" {
		t.Errorf("%+v: the shop is the default's", s)
	}
	if p.Stores["007"] == nil {
		t.Error("007")
	}
	if r := p.Defaults.Tax.Rate; r.String() != "20.5" || p.Defaults.Tax.ID.String() != "" && !p.Defaults.Tax.ID.IsZero() {
		t.Errorf("%v", p.Defaults.Tax)
	}
}

func TestDayStart(t *testing.T) {
	if got := load(t, "day_starts: 06:30").DayStart(); got != 6*time.Hour+30*time.Minute {
		t.Error(got)
	}
}
