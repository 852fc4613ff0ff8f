package anonymize_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"obmen/convert"
	"obmen/convert/anonymize"
	"obmen/convert/profile"
	"obmen/formats/record"
)

var update = flag.Bool("update", false, "write the golden files")

const fixed = "a key for tests, 32 bytes or so.."

func newAnonymizer(t testing.TB, o anonymize.Options) *anonymize.Anonymizer {
	t.Helper()
	key, err := anonymize.NewKey([]byte(fixed), "test")
	if err != nil {
		t.Fatal(err)
	}
	o.Key, o.Unit = key, profile.UnitNames
	a, err := anonymize.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// job makes up input, as the command does.
func job(t testing.TB, input, output, to string, o anonymize.Options) convert.Job {
	a := newAnonymizer(t, o)
	return convert.Job{
		Inputs: []string{input}, Output: output, To: to, Keep: true, Hide: anonymize.Hide, TempDir: t.TempDir(),
		Through: func(d *convert.Document, src record.Reader) (record.Reader, error) {
			return a.Through(src, d.Temp), nil
		},
	}
}

func run(t testing.TB, j convert.Job) convert.Result {
	t.Helper()
	result, err := convert.Run(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func makeUp(t testing.TB, input, output, to string, o anonymize.Options) string {
	t.Helper()
	run(t, job(t, input, output, to, o))
	return read(t, output)
}

func read(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func example(name string) string { return filepath.Join("..", "..", "testdata", "example", name) }

// synthetic writes a made-up document of a kind.
func synthetic(t testing.TB, kind record.DocKind, ext string, bytes int64) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), kind.String()+ext)
	if err := convert.Generate(t.Context(), convert.Made{Kind: kind, Seed: 5, Bytes: bytes, Output: name}); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"nomenclature.xml", "receipts.xml", "invoice.json"} {
		for _, amounts := range []string{"keep", "scale", "shuffle"} {
			golden := filepath.Join("testdata", amounts+"-"+name)
			o := anonymize.Options{Amounts: amounts}
			if amounts == "scale" {
				o.Dates = "shift"
			}
			got := makeUp(t, example(name), filepath.Join(t.TempDir(), name), "", o)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if want := read(t, golden); got != want {
				t.Errorf("%s is\n%s\nwant\n%s", golden, got, want)
			}
		}
	}
}

var hostile = map[string]string{
	"nomenclature.xml": `<?xml version="1.0" encoding="UTF-8"?>
<?Секрет инструкция?><!-- Комментарий Кузнецова -->
<ProductsGroups Date="13.04.2018" Владелец="Сидоров">
 <ProductGroup Code="группа1" Name="Свинцов &amp; Сын" ParentCode="none" Хозяин="Рабинович"><Products>
  <Product Barcode="460АБВГД" Code="&#x41A;&#x43E;&#x434;-77" Name="&#x41F;&#x440;&#x438;&#x432;&#x435;&#x442; Smith &lt;Jones&gt;" ParentCode="группа1" UnitCode="ведро" UnitName="Ведёрко" Price="1,00" Comment="звонить Ольге +7 912" PriceType="Для Газпрома" Менеджер="Иванова Анна" xmlns:тайна="http://secret.example/Петров"/>
  <Product Barcode="" Code="żółw" Name="Grüße 你好世界" ParentCode="группа1" UnitCode="796" UnitName="Штука" Price="2,00" Comment="" PriceType="Розничная"><Поставщик Имя="Фёдоров">Завод <Адрес>Мытищи</Адрес><!--Тайный--><?пи Явка?></Поставщик></Product>
 </Products><Хвост>Ярославль</Хвост></ProductGroup>
 <Лишний>Воркута</Лишний>
</ProductsGroups>`,
	"receipts.xml": `<?xml version="1.0"?>
<Documents><Doc Кассир="Прасковья"><Head><Date>2018-04-16T11:08:31+0000</Date><OrganizationCode>ИПРомашкин</OrganizationCode><CashBoxCode>касса-Тверская</CashBoxCode>
<CashBoxName>Тверская улица</CashBoxName><StoreCode>магТверь</StoreCode><StoreName>Гастроном Тверской</StoreName><DocSum>10</DocSum><DocSumWithDiscount>10</DocSumWithDiscount>
<DocNum>чек-Номер1</DocNum><PayCard>0</PayCard><PayCash>10</PayCash><Покупатель Телефон="Мегафон">Анатолий</Покупатель></Head>
<Products><Product><ProductCode>Код-77</ProductCode><ProductName>Привет Smith</ProductName><UnitCode>796</UnitCode><Price валюта="рублики">10</Price><Discount>0</Discount><Quantity>1</Quantity><Sum>10</Sum><SumWithDiscount>10</SumWithDiscount></Product></Products></Doc></Documents>`,
	"nomenclature.csv": "\ufeffDate;GroupCode;GroupName;GroupParentCode;Code;Name;Barcode;ParentCode;UnitCode;UnitName;Price;PriceType;Comment;Поставщик;Ответственная\r\n" +
		"13.04.2018;гр1;Секретная;none;=\"0019\";'=Формула Дарья;;гр1;796;Штука;1,00;Закрытая;Памятка;ООО Вектор;Галина\r\n",
	"invoice.json": `{"number":"накл-Ромео","date":"2018-06-13 14:28","sum":50,"comment":"Передать Жанне","shipper":{"ref_code":"постОдин","name":"Поставщик Джульетта","инн":"Капулетти"},"storage":{"caf_id":1},
"items":[{"amount":25,"package_code":"ящик","product_code":"товарАльфа","price":2,"caf_tax_id":1,"price_with_tax":2,"cost":50,"cost_with_tax":50,"пометка":{"Автор":["Бенволио",1.5]}}],
"categories":[{"ref_code":"катГамма","name":"Категория Дельта","parent":null}],"workspaces":[{"ref_code":"цехЭпсилон","name":"Цех Омега"}],
"packages":[{"ref_code":"ящик","name":"Ящик Сигма","measure":"pcs","value":10}],
"products":[{"ref_code":"товарАльфа","type":"product","cancellation_type":1,"for_sale":true,"name":"Товар \u041b\u0430\u043c\u0431\u0434\u0430","measure":"pcs","barcode":"4600000000008","country":"Каталония","weight_in_gram":1,"caf_tax_id":1,"category_ref_code":"катГамма","use_discounts":true,"workspace_ref_code":"цехЭпсилон","prices":[{"caf_shop_id":1,"caf_storage_id":1,"price":3,"скидка":"Тибальт"}]}]}`,
}

// letterRuns are the words of a text, in small letters.
func letterRuns(text string) map[string]bool {
	found := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		if len([]rune(w)) >= 3 {
			found[w] = true
		}
	}
	return found
}

// keptWords are those that may stand in a result whatever the source was: names of fields and formats, what the package's documentation lists as kept, and
// what made-up names are made of, which a document made up from other names shows.
func keptWords(t *testing.T, results ...string) map[string]bool {
	kept := letterRuns(strings.Join(results, " "))
	for _, k := range []record.DocKind{record.Nomenclature, record.Receipts, record.Invoices} {
		for name := range letterRuns(strings.Join(record.FieldNames(k), " ")) {
			kept[name] = true
		}
	}
	add := func(text string) {
		for w := range letterRuns(text) {
			kept[w] = true
		}
	}
	add("xml version encoding utf ProductsGroups ProductGroup Documents Doc Head Products GroupCode GroupName GroupParentCode Record Extra Line null true false caf_storage_id items categories workspaces packages products prices")
	add("none pcs obmen product Штука Килограмм Литр Бутылка Упаковка Пара шт Комплект Прайс-лист Розничная Оптовая")
	add(read(t, "words.go"))
	return kept
}

// TestNothingSurvives is what a user relies on: no word of a document, of three letters or more, is in what is made of it, nor in what is said of it.
func TestNothingSurvives(t *testing.T) {
	dir := t.TempDir()
	var inputs []string
	for name, text := range hostile {
		file := filepath.Join(dir, "hostile-"+name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, file)
	}
	slices.Sort(inputs)
	inputs = append(inputs, example("nomenclature.xml"), example("receipts.xml"), example("invoice.json"),
		synthetic(t, record.Nomenclature, ".xml", 300_000), synthetic(t, record.Receipts, ".xml", 200_000), synthetic(t, record.Invoices, ".json", 200_000))
	kept := keptWords(t)
	entities := strings.NewReplacer("&amp;", " ", "&lt;", " ", "&gt;", " ", "&quot;", " ", "&#x41A;&#x43E;&#x434;", "Код", "&#x41F;&#x440;&#x438;&#x432;&#x435;&#x442;", "Привет", `\u041b\u0430\u043c\u0431\u0434\u0430`, "Ламбда")
	for _, input := range inputs {
		words := letterRuns(entities.Replace(read(t, input)))
		for w := range words {
			if kept[w] || strings.Trim(w, "abcdef") == "" { // what three letters of a hexadecimal number come to again is chance
				delete(words, w)
			}
		}
		for _, to := range []string{"", "csv"} {
			for _, amounts := range []string{"keep", "shuffle"} {
				j := job(t, input, filepath.Join(t.TempDir(), "out"+filepath.Ext(input)), to, anonymize.Options{Amounts: amounts, Dates: "shift"})
				var said strings.Builder
				j.Found = func(_ string, f record.Finding) { fmt.Fprintln(&said, f.Path, f.Message.Fault(f.Args...)) }
				j.ReportFile, j.Check = filepath.Join(t.TempDir(), "report.json"), true
				run(t, j)
				for what, text := range map[string]string{"result": read(t, j.Output), "words": said.String(), "report": strings.ReplaceAll(read(t, j.ReportFile), filepath.Base(input), "")} {
					for w := range letterRuns(text) {
						if words[w] && (what == "result" || !saidAnyway[w]) {
							t.Errorf("%s to %q, %s: the %s says %q", filepath.Base(input), to, amounts, what, w)
						}
					}
				}
			}
		}
	}
}

// saidAnyway are words of messages that documents have too.
var saidAnyway = letterRuns("secret example http smith")

// TestBrokenDocumentsStaySecret says that errors show nothing of the source either.
func TestBrokenDocumentsStaySecret(t *testing.T) {
	for name, text := range map[string]string{
		"price.xml":  strings.Replace(hostile["nomenclature.xml"], `Price="1,00"`, `Price="Сверхцена"`, 1),
		"tags.xml":   strings.Replace(hostile["nomenclature.xml"], `</Хвост>`, `</Ошибка>`, 1),
		"date.json":  strings.Replace(hostile["invoice.json"], `"sum":50`, `"sum":"Миллион"`, 1),
		"double.csv": strings.Replace(hostile["nomenclature.csv"], ";Ответственная", ";Поставщик", 1),
		"cut.xml":    strings.Split(hostile["receipts.xml"], "ерская улица")[0],
	} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		j := job(t, file, filepath.Join(t.TempDir(), "out"+filepath.Ext(name)), "", anonymize.Options{})
		_, err := convert.Run(t.Context(), j)
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if _, err := os.Stat(j.Output); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: there is an output", name)
		}
		said := anonymize.HideError(err).Error()
		if found := regexp.MustCompile(`[а-яА-ЯёЁ]{3,}`).FindString(said); found != "" {
			t.Errorf("%s: %q in %s", name, found, said)
		}
		var refused *record.Error
		if !errors.As(anonymize.HideError(err), &refused) || refused.File != file || !refused.Pos.IsValid() {
			t.Errorf("%s: the place is lost: %s", name, said)
		}
	}
}

// TestJoins says that what belonged together does, in other files and formats too.
func TestJoins(t *testing.T) {
	dir := t.TempDir()
	codes := func(text string, pattern string) []string {
		var found []string
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			if !slices.Contains(found, m[1]) {
				found = append(found, m[1])
			}
		}
		slices.Sort(found)
		return found
	}
	nomenclature := makeUp(t, example("nomenclature.xml"), filepath.Join(dir, "n.xml"), "", anonymize.Options{Amounts: "shuffle"})
	receipts := makeUp(t, example("receipts.xml"), filepath.Join(dir, "r.xml"), "", anonymize.Options{Amounts: "shuffle"})
	known := codes(nomenclature, ` Code="([^"]*)" Name="[^"]*" ParentCode="[^"]*" UnitCode`)
	sold := codes(receipts, `<ProductCode>(.*?)<`)
	if len(known) != 9 || len(sold) == 0 {
		t.Fatalf("%d products, %d sold", len(known), len(sold))
	}
	for _, code := range sold {
		if !slices.Contains(known, code) {
			t.Errorf("%s is not in the nomenclature", code)
		}
	}

	// Made up and then converted is converted and then made up, but for comments that a mapping makes of what it knows, and what a profile supplies: its
	// category is made up in the one and not in the other.
	invoices := filepath.Join(dir, "i.json")
	run(t, convert.Job{Inputs: []string{example("receipts.xml")}, Output: invoices})
	after := makeUp(t, invoices, filepath.Join(dir, "after.json"), "", anonymize.Options{})
	made := filepath.Join(dir, "made.xml")
	makeUp(t, example("receipts.xml"), made, "", anonymize.Options{})
	run(t, convert.Job{Inputs: []string{made}, Output: filepath.Join(dir, "before.json")})
	before := read(t, filepath.Join(dir, "before.json"))
	for _, pattern := range []string{`"product_code": "(.*?)"`, `"number": "(.*?)"`, `"name": "([^О].*?\d{8})"`, `"cost_with_tax": (.*?),?\n`} {
		if a, b := codes(after, pattern), codes(before, pattern); len(a) == 0 || !slices.Equal(a, b) {
			t.Errorf("%s: %q and %q", pattern, a, b)
		}
	}
	csv := makeUp(t, example("receipts.xml"), filepath.Join(dir, "r.csv"), "", anonymize.Options{})
	for _, code := range sold {
		if !strings.Contains(csv, code) {
			t.Errorf("%s is not in the CSV", code)
		}
	}
}

// TestSumsAddUp compares what check finds in a document with what it finds in the made-up one.
func TestSumsAddUp(t *testing.T) {
	inputs := []string{example("nomenclature.xml"), example("receipts.xml"), example("invoice.json"),
		synthetic(t, record.Nomenclature, ".xml", 200_000), synthetic(t, record.Receipts, ".xml", 400_000), synthetic(t, record.Invoices, ".json", 400_000)}
	mapped := filepath.Join(t.TempDir(), "mapped.json")
	run(t, convert.Job{Inputs: []string{inputs[4]}, Output: mapped, GroupBy: []string{"day"}})
	for _, input := range append(inputs, mapped) {
		want := findings(t, input)
		for _, amounts := range []string{"scale", "shuffle"} {
			out := filepath.Join(t.TempDir(), "out"+filepath.Ext(input))
			text := makeUp(t, input, out, "", anonymize.Options{Amounts: amounts})
			if got := findings(t, out); !slices.Equal(got, want) {
				t.Errorf("%s, %s: findings are\n%s\nwant\n%s", filepath.Base(input), amounts, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if text == read(t, input) {
				t.Errorf("%s, %s: nothing changed", input, amounts)
			}
		}
	}
}

// findings are the codes of what check finds, with their counts.
func findings(t *testing.T, input string) []string {
	t.Helper()
	r := run(t, convert.Job{Inputs: []string{input}, DryRun: true, Check: true})
	var list []string
	for _, f := range r.Documents[0].Report.Findings() {
		list = append(list, fmt.Sprintf("%s %d", f.Message.Code, f.Count))
	}
	slices.Sort(list)
	return list
}

// TestSameBytes says that a document is made up the same twice, in any format that it goes through.
func TestSameBytes(t *testing.T) {
	dir := t.TempDir()
	first := makeUp(t, example("receipts.xml"), filepath.Join(dir, "a.xml"), "", anonymize.Options{Amounts: "scale", Dates: "shift"})
	table := filepath.Join(dir, "plain.csv")
	run(t, convert.Job{Inputs: []string{example("receipts.xml")}, Output: table})
	second := makeUp(t, table, filepath.Join(dir, "b.xml"), "xml", anonymize.Options{Amounts: "scale", Dates: "shift"})
	if first != second {
		t.Errorf("made up of XML\n%s\nof CSV\n%s", first, second)
	}
}

func TestKeys(t *testing.T) {
	dir := t.TempDir()
	none := func(string) string { return "" }
	short, good := filepath.Join(dir, "short"), filepath.Join(dir, "good")
	if err := os.WriteFile(short, []byte("secret-secret\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		env  func(string) string
		file string
	}{{none, ""}, {none, short}, {func(string) string { return "short" }, ""}, {func(string) string { return strings.Repeat("a", 30) }, ""}, {func(string) string { return fixed }, short}} {
		var wrong *record.UsageError
		if _, err := anonymize.KeyFrom(test.env, test.file); !errors.As(err, &wrong) || strings.Contains(err.Error(), "secret-") {
			t.Errorf("%s: %v", test.file, err)
		}
	}
	if err := anonymize.MakeKey(good); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(good)
	if err != nil || info.Size() != 65 || filepath.Separator == '/' && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	before := read(t, good)
	if err := anonymize.MakeKey(good); !errors.Is(err, os.ErrExist) || read(t, good) != before {
		t.Errorf("a key was made over another: %v", err)
	}
	key, err := anonymize.KeyFrom(none, good)
	if err != nil || !key.IsSet() {
		t.Fatal(err)
	}
	if shown := fmt.Sprintf("%v %+v %#v %s", key, key, key, key); strings.Contains(shown, before[:8]) || bytes.Contains([]byte(shown), []byte("0x")) {
		t.Errorf("a key prints as %s", shown)
	}
}

// TestSeveralAtOnce makes up several documents at the same time, compressed and in other encodings too, each as if it were alone.
func TestSeveralAtOnce(t *testing.T) {
	dir := t.TempDir()
	var inputs []string
	want := map[string]string{}
	for i := range 6 {
		name := filepath.Join(dir, fmt.Sprintf("r%d.xml", i))
		if err := os.WriteFile(name, []byte(read(t, example("receipts.xml"))), 0o666); err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, name)
		want[filepath.Base(name)] = makeUp(t, name, filepath.Join(t.TempDir(), "one.xml"), "", anonymize.Options{Amounts: "shuffle"})
	}
	old := filepath.Join(dir, "old.xml.gz")
	run(t, convert.Job{Inputs: []string{example("receipts.xml")}, Output: old, OutputEncoding: "windows-1251"})
	inputs, want["old.xml"] = append(inputs, old), want["r0.xml"]
	j := job(t, "", filepath.Join(dir, "out")+string(filepath.Separator), "", anonymize.Options{Amounts: "shuffle"})
	j.Inputs, j.Jobs = inputs, 4
	run(t, j)
	for name, text := range want {
		if got := read(t, filepath.Join(dir, "out", name)); got != text {
			t.Errorf("%s is another", name)
		}
	}
}

// TestTaxesAddUp is TestSumsAddUp for a shop that pays VAT, whose invoices have costs without it.
func TestTaxesAddUp(t *testing.T) {
	p, err := profile.Load("shop.yaml", []byte("defaults: {storage: 1, shop: 2, tax: {id: 1, rate: 20}}\n"), true)
	if err != nil {
		t.Fatal(err)
	}
	input := synthetic(t, record.Receipts, ".xml", 300_000)
	for _, by := range [][]string{nil, {"day"}} {
		mapped := filepath.Join(t.TempDir(), "mapped.json")
		run(t, convert.Job{Inputs: []string{input}, Output: mapped, GroupBy: by, Profile: func(string) (*profile.Profile, error) { return p, nil }})
		want := findings(t, mapped)
		for _, amounts := range []string{"scale", "shuffle"} {
			out := filepath.Join(t.TempDir(), "out.json")
			makeUp(t, mapped, out, "", anonymize.Options{Amounts: amounts})
			if got := findings(t, out); !slices.Equal(got, want) {
				t.Errorf("%s by %v: %v, not %v", amounts, by, got, want)
			}
			for _, i := range regexp.MustCompile(`"cost": ([0-9.]+),\s*"cost_with_tax": ([0-9.]+)`).FindAllStringSubmatch(read(t, out), -1) {
				cost, _ := record.ParseNumber([]byte(i[1]))
				whole, _ := record.ParseNumber([]byte(i[2]))
				if tax := whole.Mul(record.NewNumber(20, 0)).Quo(record.NewNumber(120, 0), 2); !whole.Sub(cost).Equal(tax) {
					t.Fatalf("%s by %v: %s with tax is %s", amounts, by, i[1], i[2])
				}
			}
		}
	}
}
