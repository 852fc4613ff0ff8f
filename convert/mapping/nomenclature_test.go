package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/convert/profile"
	"obmen/convert/report"
	"obmen/formats/record"
)

// fataler is a *testing.T or a *rapid.T.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// load returns the profile of a YAML text.
func load(t fataler, yaml string) *profile.Profile {
	t.Helper()
	p, err := profile.Load("profile.yaml", []byte(yaml), true)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// kept is a Writer that keeps what is written, as invoices heads last are.
type kept struct {
	invoices []*invoice
	closed   int
	fail     int // at the n-th record from 1; 0: never
	writes   int
}

var errWrite = errors.New("broken pipe")

// An invoice is one with all its parts.
type invoice struct {
	head       *record.Invoice
	items      []*record.Item
	categories []*record.Category
	workspaces []*record.Workspace
	packages   []*record.Package
	products   []*record.InvoiceProduct
}

func (k *kept) Write(rec record.Record) error {
	if k.writes++; k.writes == k.fail {
		return errWrite
	}
	if len(k.invoices) == 0 || k.invoices[len(k.invoices)-1].head != nil {
		k.invoices = append(k.invoices, &invoice{})
	}
	in := k.invoices[len(k.invoices)-1]
	switch r := record.Clone(rec).(type) {
	case *record.Invoice:
		in.head = r
	case *record.Item:
		in.items = append(in.items, r)
	case *record.Category:
		in.categories = append(in.categories, r)
	case *record.Workspace:
		in.workspaces = append(in.workspaces, r)
	case *record.Package:
		in.packages = append(in.packages, r)
	case *record.InvoiceProduct:
		in.products = append(in.products, r)
	}
	return nil
}

func (k *kept) Close() error {
	k.closed++
	return nil
}

// text writes all that was kept, to be compared.
func (k *kept) text() string {
	var out []byte
	for _, in := range k.invoices {
		for _, r := range in.items {
			out = append(record.AppendRecord(out, r), '\n')
		}
		for _, r := range in.categories {
			out = append(record.AppendRecord(out, r), '\n')
		}
		for _, r := range in.workspaces {
			out = append(record.AppendRecord(out, r), '\n')
		}
		for _, r := range in.packages {
			out = append(record.AppendRecord(out, r), '\n')
		}
		for _, r := range in.products {
			out = append(record.AppendRecord(out, r), '\n')
		}
		if in.head != nil { // the run ended before
			out = append(record.AppendRecord(out, in.head), '\n')
		}
	}
	return string(out)
}

// catalogueOf makes the records of a catalogue of lines: "group code parent" begins a group, "code unit price type" is a row; - is an empty text.
func catalogueOf(lines ...string) []record.Record {
	list := []record.Record{&record.Catalogue{Date: []byte("13.04.2018")}}
	for _, line := range lines {
		cells := strings.Fields(strings.ReplaceAll(line, "-", ""))
		for len(cells) < 4 {
			cells = append(cells, "")
		}
		if cells[0] == "group" {
			list = append(list, &record.Group{Code: []byte(cells[1]), Name: []byte("Группа " + cells[1]), ParentCode: []byte(cells[2])})
			continue
		}
		r := &record.Product{Code: []byte(cells[0]), Name: []byte("Товар " + cells[0]), UnitCode: []byte(cells[1]), PriceType: []byte(cells[3])}
		r.Price, _ = record.ParseNumber([]byte(cells[2]))
		list = append(list, r)
	}
	return list
}

// mapped maps the records of a catalogue.
func mapped(t fataler, dst record.Writer, list []record.Record, o Options) error {
	t.Helper()
	w, err := newCatalogueInvoice(dst, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		if err := w.Write(r); err != nil {
			w.Close()
			return err
		}
	}
	return w.Close()
}

// A model is what a catalogue should come to, reckoned with maps.
type model struct {
	products   []string          // in order of first appearance
	groupOf    map[string]string // a product's group
	categories []string          // in order, without the default
	parent     map[string]string
	prices     map[string]map[string]string // by code and type, the first
}

func modelOf(list []record.Record) *model {
	m := &model{groupOf: map[string]string{}, parent: map[string]string{}, prices: map[string]map[string]string{}}
	group := ""
	var groups []string
	for _, r := range list {
		switch r := r.(type) {
		case *record.Group:
			if group = string(r.Code); group == "none" {
				continue
			}
			if _, known := m.parent[group]; !known {
				groups = append(groups, group)
				m.parent[group] = string(r.ParentCode)
			}
		case *record.Product:
			code := string(r.Code)
			if _, known := m.groupOf[code]; !known {
				m.products = append(m.products, code)
				m.groupOf[code] = group
				m.prices[code] = map[string]string{}
			}
			if _, known := m.prices[code][string(r.PriceType)]; !known && r.Price.IsSet() {
				m.prices[code][string(r.PriceType)] = r.Price.String()
			}
		}
	}
	done := map[string]bool{}
	var visit func(string)
	visit = func(g string) {
		parent, known := m.parent[g]
		if !known || done[g] {
			return
		}
		visit(parent)
		done[g] = true
		m.categories = append(m.categories, g)
	}
	for _, g := range groups {
		visit(g)
	}
	return m
}

// drawCatalogue draws a catalogue without cycles; padding makes it large.
func drawCatalogue(t *rapid.T, padding string) []record.Record {
	list := []record.Record{&record.Catalogue{Date: []byte("13.04.2018")}}
	codes := rapid.IntRange(1, 60).Draw(t, "codes")
	for range rapid.IntRange(0, 25).Draw(t, "groups") {
		// A parent has a smaller number, so that there is no cycle; it may come later, or never.
		n := rapid.IntRange(0, 20).Draw(t, "group")
		g := &record.Group{Code: fmt.Appendf(nil, "g%d", n), Name: fmt.Appendf(nil, "Группа %d%s", n, padding), ParentCode: []byte("none")}
		if n == 0 {
			g.Code = []byte("none")
		} else if rapid.Bool().Draw(t, "nested") {
			g.ParentCode = fmt.Appendf(nil, "g%d", rapid.IntRange(1, n).Draw(t, "parent")-1)
		}
		list = append(list, g)
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			p := &record.Product{Code: fmt.Appendf(nil, "p%d", rapid.IntRange(1, codes).Draw(t, "code")), Name: []byte("Товар" + padding), UnitCode: []byte("796")}
			if rapid.Bool().Draw(t, "priced") {
				p.Price = record.NewNumber(rapid.Int64Range(0, 1e6).Draw(t, "price"), 2)
				p.PriceType = []byte(rapid.SampledFrom([]string{"Закупка", "Розничная"}).Draw(t, "type"))
			}
			list = append(list, p)
		}
	}
	return list
}

const modelProfile = `
defaults: {tax: {id: 1, rate: 20}, amount: 3}
price_types: {purchase: Закупка}
`

// The mapping, with little memory and with much, comes to what the model says.
func TestNomenclatureLikeModel(t *testing.T) {
	p := load(t, modelProfile)
	padding := strings.Repeat("х", 400)
	rapid.Check(t, func(t *rapid.T) {
		list := drawCatalogue(t, rapid.SampledFrom([]string{"", padding}).Draw(t, "padding"))
		want := modelOf(list)
		small, large := &kept{}, &kept{}
		rep := report.New("", nil)
		if err := mapped(t, large, list, Options{Profile: p, Report: rep}); err != nil {
			t.Fatal(err)
		}
		if err := mapped(t, small, list, Options{Profile: p, Memory: 1}); err != nil {
			t.Fatal(err)
		}
		if small.text() != large.text() {
			t.Fatal("the memory shows in the output")
		}
		compareWithModel(t, large, want)
		lines := 0
		for _, r := range list {
			if _, ok := r.(*record.Product); ok {
				lines++
			}
		}
		if merged := rep.Kept(report.Merged).Count; int(merged) != lines-len(want.products) {
			t.Fatalf("%d rows, %d products, %d merged", lines, len(want.products), merged)
		}
	})
}

func compareWithModel(t fataler, got *kept, want *model) {
	t.Helper()
	if len(got.invoices) != 1 || got.closed != 1 {
		t.Fatal(len(got.invoices), "invoices, closed", got.closed)
	}
	in := got.invoices[0]
	var codes []string
	for i, r := range in.products {
		code := string(r.RefCode)
		codes = append(codes, code)
		group := want.groupOf[code]
		if group == "" {
			group = "none"
		}
		if string(r.CategoryCode) != group {
			t.Fatalf("%s stands in %s, not %s", code, r.CategoryCode, group)
		}
		if item := in.items[i]; string(item.ProductCode) != code {
			t.Fatalf("item %d is %s, not %s", i, item.ProductCode, code)
		}
		purchase := want.prices[code]["Закупка"]
		if purchase == "" {
			purchase = "0.00"
		}
		if got := in.items[i].PriceWithTax.String(); got != purchase {
			t.Fatalf("%s is bought at %s, not %s", code, got, purchase)
		}
		retail := want.prices[code]["Розничная"]
		if retail == "" {
			retail = want.prices[code]["Закупка"]
		}
		if (retail == "") != (len(r.Prices) == 0) || (retail != "" && r.Prices[0].Price.String() != retail) {
			t.Fatalf("%s is sold at %v, not %s", code, r.Prices, retail)
		}
	}
	if !slices.Equal(codes, want.products) {
		t.Fatalf("products %v, not %v", codes, want.products)
	}
	compareCategories(t, in, want)
	checkInvoice(t, in)
}

func compareCategories(t fataler, in *invoice, want *model) {
	t.Helper()
	var categories []string
	for _, c := range in.categories {
		parent := want.parent[string(c.RefCode)]
		if _, known := want.parent[parent]; !known {
			parent = ""
		}
		if string(c.Parent) != parent || (c.Parent == nil) != (parent == "") {
			t.Fatalf("the parent of %s is %q, not %q", c.RefCode, c.Parent, parent)
		}
		categories = append(categories, string(c.RefCode))
	}
	expected := want.categories
	for _, g := range want.groupOf {
		if g == "none" || g == "" {
			expected = append([]string{"none"}, expected...)
			break
		}
	}
	if !slices.Equal(categories, expected) {
		t.Fatalf("categories %v, not %v", categories, expected)
	}
}

// checkInvoice holds what must be true of every invoice that a mapping makes.
func checkInvoice(t fataler, in *invoice) {
	t.Helper()
	sum := record.NewNumber(0, 0)
	measures, workspaces, categories, products := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, p := range in.packages {
		measures[string(p.RefCode)] = true
	}
	for _, w := range in.workspaces {
		workspaces[string(w.RefCode)] = true
	}
	for _, c := range in.categories {
		if c.Parent != nil && !categories[string(c.Parent)] {
			t.Fatalf("the category %s comes before its parent %s", c.RefCode, c.Parent)
		}
		if categories[string(c.RefCode)] {
			t.Fatalf("the category %s comes twice", c.RefCode)
		}
		categories[string(c.RefCode)] = true
	}
	for _, p := range in.products {
		if products[string(p.RefCode)] || !categories[string(p.CategoryCode)] || !workspaces[string(p.WorkspaceCode)] {
			t.Fatalf("the product %s comes twice, or its category or workspace is not there", p.RefCode)
		}
		products[string(p.RefCode)] = true
	}
	for _, i := range in.items {
		if !products[string(i.ProductCode)] || !measures[string(i.PackageCode)] {
			t.Fatalf("the product or the package of the item %s is not there", i.ProductCode)
		}
		sum = sum.Add(i.CostWithTax)
	}
	if !sum.Equal(in.head.Sum) {
		t.Fatalf("the sum is %s, not %s", in.head.Sum, sum)
	}
}

// What is split comes, put together again, to the whole.
func TestSplitLaws(t *testing.T) {
	p := load(t, modelProfile+"products: {p1: {item: false}, p2: {workspace: {ref_code: w2, name: W2}}, p3: {item: false}}\ngroups: {g7: {item: false}}\n")
	rapid.Check(t, func(t *rapid.T) {
		list := drawCatalogue(t, "")
		whole, parts, small := &kept{}, &kept{}, &kept{}
		most := rapid.IntRange(1, 20).Draw(t, "most")
		for dst, o := range map[*kept]Options{
			whole: {Profile: p}, parts: {Profile: p, MaxItems: most}, small: {Profile: p, MaxItems: most, Memory: 1},
		} {
			if err := mapped(t, dst, list, o); err != nil {
				t.Fatal(err)
			}
		}
		if parts.text() != small.text() {
			t.Fatal("the memory shows in the output")
		}
		checkParts(t, whole.invoices[0], parts.invoices, most)
	})
}

func checkParts(t fataler, whole *invoice, parts []*invoice, most int) {
	t.Helper()
	if want := max((len(whole.items)+most-1)/most, 1); len(parts) != want {
		t.Fatalf("%d parts, not %d", len(parts), want)
	}
	var items, products, categories []string
	hasItem := map[string]bool{}
	for n, part := range parts {
		checkInvoice(t, part)
		number := string(whole.head.Number)
		if len(parts) > 1 {
			number = fmt.Sprintf("%s-%03d", number, n+1)
		}
		if string(part.head.Number) != number || (n < len(parts)-1 && len(part.items) != most) {
			t.Fatalf("part %d is %s with %d items", n, part.head.Number, len(part.items))
		}
		own := map[string]bool{}
		for _, i := range part.items {
			items = append(items, string(i.ProductCode))
			own[string(i.ProductCode)], hasItem[string(i.ProductCode)] = true, true
		}
		used := map[string]bool{}
		for _, p := range part.products {
			products = append(products, string(p.RefCode))
			used[string(p.CategoryCode)] = true
			if n > 0 && !own[string(p.RefCode)] {
				t.Fatalf("part %d has the product %s without an item", n, p.RefCode)
			}
		}
		for i, c := range part.categories {
			categories = append(categories, string(c.RefCode))
			above := slices.ContainsFunc(part.categories[i:], func(d *record.Category) bool { return bytes.Equal(d.Parent, c.RefCode) })
			if n > 0 && !used[string(c.RefCode)] && !above {
				t.Fatalf("part %d has the category %s for nothing", n, c.RefCode)
			}
		}
	}
	var wantItems, wantProducts, wantCategories []string
	for _, i := range whole.items {
		wantItems = append(wantItems, string(i.ProductCode))
	}
	for _, p := range whole.products {
		wantProducts = append(wantProducts, string(p.RefCode))
	}
	for _, c := range whole.categories {
		wantCategories = append(wantCategories, string(c.RefCode))
	}
	if !slices.Equal(items, wantItems) {
		t.Fatalf("items %v, not %v", items, wantItems)
	}
	sameSet(t, "products", products, wantProducts)
	sameSet(t, "categories", compactSorted(categories), wantCategories)
	for _, p := range parts[0].products {
		delete(hasItem, string(p.RefCode))
	}
}

func compactSorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

func sameSet(t fataler, what string, got, want []string) {
	t.Helper()
	got, want = slices.Clone(got), slices.Clone(want)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("%s %v, not %v", what, got, want)
	}
}

// watchedTemp keeps the temporary files that it gave, and fails after so many.
type watchedTemp struct {
	dir   string
	files []*os.File
	after int // 0: never
}

func (w *watchedTemp) TempFile() (*os.File, error) {
	if w.after > 0 && len(w.files) >= w.after {
		return nil, errDiskFull
	}
	f, err := os.CreateTemp(w.dir, "spool-")
	w.files = append(w.files, f)
	return f, err
}

var errDiskFull = errors.New("disk full")

// open counts the files that nobody closed.
func (w *watchedTemp) open() (n int) {
	for _, f := range w.files {
		if _, err := f.Stat(); err == nil {
			n++
		}
	}
	return n
}

// large is a catalogue that goes to disk where there is little memory: products of one code far apart, parents behind their children.
func large(groups, rows int) []record.Record {
	list := []record.Record{&record.Catalogue{Date: []byte("13.04.2018")}}
	for _, priceType := range []string{"Закупка", "Розничная"} {
		for g := range groups {
			parent := fmt.Appendf(nil, "g%d", g+g%7+1)
			if g%7 == 0 {
				parent = []byte("none")
			}
			list = append(list, &record.Group{Code: fmt.Appendf(nil, "g%d", g), Name: fmt.Appendf(nil, "Группа товаров %d", g), ParentCode: parent})
			for r := range rows {
				list = append(list, &record.Product{
					Code: fmt.Appendf(nil, "00-%05d-%03d", g, r), Name: fmt.Appendf(nil, "Товар %d из группы %d", r, g), UnitCode: []byte("796"),
					Price: record.NewNumber(int64(100*g+r), 2), PriceType: []byte(priceType),
				})
			}
		}
	}
	return list
}

func TestNomenclatureLarge(t *testing.T) {
	list := large(1000, 10)
	p := load(t, modelProfile)
	temp := &watchedTemp{dir: t.TempDir()}
	small, much := &kept{}, &kept{}
	if err := mapped(t, small, list, Options{Profile: p, Temp: temp, Memory: 1}); err != nil {
		t.Fatal(err)
	}
	if err := mapped(t, much, list, Options{Profile: p, Memory: 64 << 20}); err != nil {
		t.Fatal(err)
	}
	if small.text() != much.text() {
		t.Error("the memory shows in the output")
	}
	compareWithModel(t, much, modelOf(list))
	if len(temp.files) < 5 {
		t.Errorf("%d temporary files: this test tests less than it should", len(temp.files))
	}
	if n := temp.open(); n > 0 {
		t.Errorf("%d temporary files are still open", n)
	}
}

func TestSplitLarge(t *testing.T) {
	list := large(600, 10)
	p := load(t, modelProfile)
	temp := &watchedTemp{dir: t.TempDir()}
	whole, parts := &kept{}, &kept{}
	if err := mapped(t, parts, list, Options{Profile: p, Temp: temp, Memory: 1, MaxItems: 999}); err != nil {
		t.Fatal(err)
	}
	if err := mapped(t, whole, list, Options{Profile: p}); err != nil {
		t.Fatal(err)
	}
	checkParts(t, whole.invoices[0], parts.invoices, 999)
	if n := temp.open(); n > 0 {
		t.Errorf("%d temporary files are still open", n)
	}
}

// Whatever file can't be made, the error comes through, nothing stays open, and the invoice is not closed.
func TestNomenclatureDiskFull(t *testing.T) {
	list := large(300, 10)
	p := load(t, modelProfile)
	for after := 1; ; after++ {
		temp := &watchedTemp{dir: t.TempDir(), after: after}
		dst := &kept{}
		err := mapped(t, dst, list, Options{Profile: p, Temp: temp, Memory: 1, MaxItems: 500})
		if n := temp.open(); n > 0 {
			t.Errorf("after %d files: %d are still open", after, n)
		}
		if err == nil {
			if after < 5 {
				t.Errorf("done with %d files: this test tests less than it should", after)
			}
			return
		}
		if !errors.Is(err, errDiskFull) || dst.closed > 0 {
			t.Fatalf("after %d files: %v, closed %d", after, err, dst.closed)
		}
	}
}

func TestNomenclatureBrokenPipe(t *testing.T) {
	list := large(20, 5)
	p := load(t, modelProfile)
	for _, most := range []int{0, 30} {
		for fail := 1; ; fail += 7 {
			temp := &watchedTemp{dir: t.TempDir()}
			dst := &kept{fail: fail}
			err := mapped(t, dst, list, Options{Profile: p, Temp: temp, Memory: 1, MaxItems: most})
			if n := temp.open(); n > 0 {
				t.Errorf("at record %d: %d files are still open", fail, n)
			}
			if err == nil {
				break
			}
			if !errors.Is(err, errWrite) || dst.closed > 0 {
				t.Fatalf("at record %d: %v, closed %d", fail, err, dst.closed)
			}
		}
	}
}
