package batch

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A scenario is a drop folder that is worked on, and killed at every step of it.
type scenario struct {
	name    string
	profile string
	change  func(*Options)
	before  []string // files that an earlier run has brought to their end: name, text, …
	drop    []string
	more    func(t *testing.T, p place)
	status  int
	done    int // files that end in done
	failed  int

	elsewhere bool // the outbox is on another disk
	service   bool // a sandbox is there; it gets accepted invoices or uploads
	accepted  int
	uploads   int
	repeated  int  // uploads that may have come twice
	outage    bool // the service is out of reach until the run that is compared
	early     bool // and was so in a run before
}

const good = `<?xml version="1.0" encoding="UTF-8"?>
<ProductsGroups Date="13.04.2018"><ProductGroup Code="g" Name="Товары" ParentCode="none"><Products>
<Product Barcode="" Code="1" Name="Хлеб" ParentCode="g" UnitCode="796" UnitName="Штука" Price="1,00" Comment="" PriceType="Розничная"/>
</Products></ProductGroup></ProductsGroups>
`

// goods is a nomenclature with a product of another name.
func goods(name string) string { return strings.ReplaceAll(good, "Хлеб", name) }

const bad = `<?xml version="1.0" encoding="UTF-8"?>
<ProductsGroups Date="13.04.2018"><ProductGroup Code="g" Name="Товары" ParentCode="none"><Products>
<Product Code="1"></Products></ProductGroup></ProductsGroups>
`

const sending = `
zone: Europe/Minsk
defaults: {storage: 1, shop: 2, tax: {id: 1, rate: 20}}
price_types: {shops: {Розничная: [{shop: 2, storage: 1}]}, purchase: Прайс-лист}
watch:
  rules:
  - {match: "n*", send: kassatka}
  - {match: "*", send: caffesta}
`

// halfKnown knows the shop of one of two receipts.
const halfKnown = `stores: {"169": {storage: 1, shop: 2}}
`

const twoOutputs = `watch:
  rules:
  - {match: "*.no", ignore: true}
  - match: "*"
    outputs:
    - {to: csv, folder: tables/all}
    - {to: json, profile: sub.yaml, folder: data}
    - {to: json}
`

func receipt(store, number string) string {
	return `<Doc><Head><Date>2018-04-16T11:08:31+0000</Date><OrganizationCode>155</OrganizationCode><CashBoxCode>1</CashBoxCode><CashBoxName>K</CashBoxName><StoreCode>` + store +
		`</StoreCode><StoreName>S</StoreName><DocSum>10</DocSum><DocSumWithDiscount>10</DocSumWithDiscount><DocNum>` + number + `</DocNum><PayCard>0</PayCard><PayCash>10</PayCash></Head>` +
		`<Products><Product><ProductCode>p</ProductCode><ProductName>n</ProductName><UnitCode>796</UnitCode><Price>10</Price><Discount>0</Discount><Quantity>1</Quantity><Sum>10</Sum>` +
		`<SumWithDiscount>10</SumWithDiscount></Product></Products></Doc>`
}

func receipts(list ...string) string {
	return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Documents>" + strings.Join(list, "\n") + "</Documents>\n"
}

// invoice is one of one item.
func invoice(number, amount string) string {
	return fmt.Sprintf(`{"number": %q, "date": "2024-01-15 10:00", "sum": %s, "comment": "", "shipper": {"ref_code": "s1", "name": "поставщик"}, "storage": {"caf_id": 1},
 "items": [{"amount": %s, "package_code": "pcs", "product_code": "p1", "price": 1, "caf_tax_id": 1, "price_with_tax": 1, "cost": %s, "cost_with_tax": %s}],
 "categories": [{"ref_code": "c1", "name": "Товары", "parent": null}], "workspaces": [{"ref_code": "w1", "name": "Бар"}], "packages": [{"ref_code": "pcs"}],
 "products": [{"ref_code": "p1", "type": "product", "cancellation_type": 1, "for_sale": true, "name": "Хлеб", "measure": "pcs", "weight_in_gram": 0, "caf_tax_id": 1,
 "category_ref_code": "c1", "use_discounts": true, "workspace_ref_code": "w1", "prices": [{"caf_shop_id": 2, "caf_storage_id": 1, "price": 1}]}]}
`, number, amount, amount, amount, amount)
}

// zipped is an archive of documents: name, text …
func zipped(files ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err == nil {
			_, err = f.Write([]byte(files[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	w.Close()
	return b.String()
}

func scenarios() []scenario {
	return []scenario{
		{name: "good", drop: []string{"a.xml", good}, done: 1},
		{name: "bad", drop: []string{"b.xml", bad}, status: 4, failed: 1},
		{name: "duplicate", before: []string{"a.xml", good}, drop: []string{"a.xml", good, "b.xml", good}, done: 3},
		{name: "two of one content", drop: []string{"a.xml", good, "b.xml", good}, done: 2},
		{name: "outputs", profile: twoOutputs, change: ruled, drop: []string{"a.xml", good, "c.xml", bad, "b.xml", goods("Сыр"), "stays.no", good}, status: 4, done: 2, failed: 1},
		{name: "collisions", before: []string{"a.xml", goods("a"), "b.xml", bad}, drop: []string{"a.xml", goods("b"), "b.xml", bad + " ", "c.xml", good}, more: collisions, status: 4, done: 3, failed: 2},
		{name: "marker", change: func(o *Options) { o.MarkerOnly = true }, drop: []string{"a.xml", good, "a.xml.ready", "", "b.xml", bad, "b.xml.ready", ""}, status: 4, done: 1, failed: 1},
		{name: "zip", drop: []string{"a.zip", zipped("x.xml", goods("x"), "y/z.xml", goods("y"))}, done: 1},
		{name: "rejects", profile: halfKnown, change: func(o *Options) { o.Job.Skip, o.Job.To = true, "invoice-json" },
			drop: []string{"r.xml", receipts(receipt("777", "a1"), receipt("169", "a2"))}, status: 3, done: 1},
		{name: "other disk", elsewhere: true, profile: twoOutputs, change: ruled, drop: []string{"a.xml", good, "b.xml", goods("Сыр")}, done: 2},
		{name: "grew", drop: []string{"a.xml", good}, change: growing, done: 1},
		{name: "invoice", profile: sending, change: ruled, drop: []string{"i.json", invoice("7", "2"), "j.ndjson", strings.ReplaceAll(invoice("8", "1"), "\n", "") + "\n" + strings.ReplaceAll(invoice("9", "1"), "\n", "") + "\n"},
			service: true, accepted: 3, done: 2},
		{name: "nomenclature", profile: sending, change: ruled, drop: []string{"n.xml", good, "n2.xml", goods("Сыр")}, service: true, uploads: 2, done: 2},
		{name: "outage", profile: sending, change: ruled, drop: []string{"i.json", invoice("7", "2"), "n.xml", good}, service: true, outage: true, accepted: 1, uploads: 1, done: 2},
		{name: "after an outage", profile: sending, change: ruled, drop: []string{"i.json", invoice("7", "2"), "n.xml", good}, service: true, early: true, accepted: 1, uploads: 1, done: 2},
	}
}

func ruled(o *Options) { o.Job.To = "" }

// growing lets a.xml grow while it is claimed, once.
func growing(o *Options) {
	step, source := o.step, filepath.Join(o.Inbox, "a.xml")
	o.step = func(name string) {
		step(name)
		if info, err := os.Stat(source); name == "claim noted" && err == nil && info.Size() == int64(len(good)) {
			os.WriteFile(source, []byte(good+growth), 0o666)
		}
	}
}

// stranger is in files that are not ours.
const stranger = "a stranger's"

const growth = "<!-- and more -->\n"

// collisions puts strangers in the way: into the outbox, into done, into failed and into work.
func collisions(t *testing.T, p place) {
	p.write(t, "root/outbox/c.csv", stranger)
	p.write(t, "root/done/"+day+"/c.xml", stranger)
	p.write(t, "root/work/.hidden", stranger)
	p.write(t, "root/failed/b (2).xml.error.txt", stranger)
	ok(t, os.MkdirAll(filepath.Join(p.root(), "work", "a.xml"), 0o777))
	ok(t, os.MkdirAll(filepath.Join(p.root(), "outbox", "a (2).csv"), 0o777))
}

// prepare makes the folder of a scenario, as it is before the run that is killed.
func (s *scenario) prepare(t *testing.T) place {
	t.Helper()
	p := newPlace(t)
	p.URL = nowhere
	p.write(t, "profiles/sub.yaml", "price_types: {purchase: Прайс-лист}\n")
	if s.profile != "" {
		p.write(t, "profiles/folder.yaml", s.profile)
	}
	if s.before != nil {
		p.drop(t, s.before...)
		if _, err := New(s.options(p)).Once(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	p.drop(t, s.drop...)
	if s.more != nil {
		s.more(t, p)
	}
	if s.early {
		once(t, s.options(p), 7)
	}
	return p
}

func (s *scenario) options(p place) Options {
	o := p.options()
	o.step = func(string) {}
	if s.change != nil {
		s.change(&o)
	}
	return o
}

// aside copies the folder of a scenario.
func (s *scenario) aside(t *testing.T, p place) place {
	t.Helper()
	base := t.TempDir()
	copyTree(t, p.Base, base)
	p.Base = base
	if s.elsewhere {
		p.Outbox = otherDisk(t)
	}
	return p
}

// otherDisk is a folder on another disk than that of t.TempDir.
func otherDisk(t *testing.T) string {
	t.Helper()
	const shm = "/dev/shm"
	dir, err := os.MkdirTemp(shm, "obmen-test-")
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	probe := filepath.Join(t.TempDir(), "probe")
	ok(t, os.WriteFile(probe, nil, 0o666))
	if os.Rename(probe, filepath.Join(dir, "probe")) == nil {
		t.Skip("no other disk")
	}
	return dir
}

// sources are the contents that the scenario's files have, and how often.
func (s *scenario) sources() map[string]int {
	n := map[string]int{}
	for _, list := range [][]string{s.before, s.drop} {
		for i := 0; i < len(list); i += 2 {
			if !strings.HasSuffix(list[i], ".ready") {
				n[list[i+1]]++
			}
		}
	}
	return n
}
