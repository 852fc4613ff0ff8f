package mapping

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"obmen/convert/profile"
	"obmen/formats/record"
)

// reader gives records, and then an error.
type reader struct {
	list []record.Record
	err  error
}

func (r *reader) Read() (record.Record, error) {
	if len(r.list) == 0 {
		return nil, r.err
	}
	rec := r.list[0]
	r.list = r.list[1:]
	return rec, nil
}

// date is midnight of a day, UTC.
func date(t fataler, text string) time.Time {
	t.Helper()
	d, ok, err := record.ParseDate([]byte(text))
	if err != nil || !ok {
		t.Fatal(text, err)
	}
	return d.Time
}

func openCatalog(t fataler, p *profile.Profile, memory int, list []record.Record) *Catalog {
	t.Helper()
	c, err := newCatalog(&reader{list, io.EOF}, p, nil, memory)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCatalog(t *testing.T) {
	c := openCatalog(t, profile.Default(), 0, catalogueOf("group none -", "0 796", "group b a", "1 796 10 A", "1 166 11 B", "group a none", "2 112", "1 163"))
	defer c.Close()
	for _, want := range []struct{ code, unit, group string }{
		{"0", "796", ""}, {"1", "796", "b"}, {"2", "112", "a"},
	} {
		row, group, err := c.product([]byte(want.code))
		if err != nil || row == nil {
			t.Fatal(want.code, row, err)
		}
		if string(row.UnitCode) != want.unit || string(row.Name) != "Товар "+want.code {
			t.Errorf("%s: got %s, %s", want.code, row.UnitCode, row.Name)
		}
		got := ""
		if group != noGroup {
			g, err := c.groups.record(group)
			if err != nil {
				t.Fatal(err)
			}
			got = string(g.Code)
		}
		if got != want.group {
			t.Errorf("%s stands in %q, not %q", want.code, got, want.group)
		}
	}
	if row, group, err := c.product([]byte("3")); row != nil || group != noGroup || err != nil {
		t.Error("a code that is not there:", row, group, err)
	}
}

func TestCatalogOnDisk(t *testing.T) {
	c := openCatalog(t, profile.Default(), 1, large(400, 10))
	defer c.Close()
	for n := range 400 {
		code := fmt.Sprintf("00-%05d-%03d", n*7%400, n%10)
		row, group, err := c.product([]byte(code))
		if err != nil || row == nil || string(row.Code) != code {
			t.Fatal(code, row, err)
		}
		if g, err := c.groups.record(group); err != nil || string(g.Code) != fmt.Sprintf("g%d", n*7%400) {
			t.Fatal(code, "stands in", g, err)
		}
	}
}

func TestCatalogFails(t *testing.T) {
	if _, err := NewCatalog(&reader{catalogueOf("1 796"), errDiskFull}, profile.Default(), nil); !errors.Is(err, errDiskFull) {
		t.Error("an error of the reader:", err)
	}
	var e *record.Error
	if _, err := NewCatalog(&reader{catalogueOf("group a b", "group b a"), io.EOF}, profile.Default(), nil); !errors.As(err, &e) || !e.Fatal || !errors.Is(e, groupCycle.Fault()) {
		t.Error("a cycle:", err)
	}
	for after := 1; ; after++ {
		temp := &watchedTemp{dir: t.TempDir(), after: after}
		c, err := newCatalog(&reader{large(300, 10), io.EOF}, profile.Default(), temp, 1)
		if err == nil {
			c.Close()
		} else if !errors.Is(err, errDiskFull) {
			t.Errorf("after %d files: %v", after, err)
		}
		if n := temp.open(); n > 0 {
			t.Errorf("after %d files: %d are still open", after, n)
		}
		if err == nil {
			break
		}
	}
}

// The categories of many invoices: each gets what its products use, with all ancestors, and nothing of the one before.
func TestCategoriesOfManyInvoices(t *testing.T) {
	p := load(t, `groups: {c: {category: {ref_code: own, name: Своя}}, e: {category: {ref_code: a, name: А}}}`)
	c := openCatalog(t, p, 0, catalogueOf("group b a", "1 796", "group a none", "2 796", "group c a", "3 796", "group none none", "4 796", "group e none", "5 796", "group d b", "6 796"))
	defer c.Close()
	categories := newCategories(c.groups, nil, 0)
	defer categories.Close()
	for _, run := range []struct{ products, want string }{
		{"1", "b: a b"},
		{"2", "a: a"},
		{"", ": "},
		{"6 1", "d b: a b d"},
		{"4", "none: none"},
		{"1 4 6", "b none d: none a b d"},
		{"3", "own: own"},
		{"3 4", "own none: none own"},
		{"5", "a: a"}, // the profile's category is one of the catalogue's groups
		{"5 3 2", "a own a: own a"},
	} {
		var used []string
		for _, code := range strings.Fields(run.products) {
			_, group, err := c.product([]byte(code))
			if err != nil {
				t.Fatal(err)
			}
			s, err := p.Product([]byte(code), c.groups.chain(group), date(t, "13.04.2018"))
			if err != nil {
				t.Fatal(err)
			}
			ref, err := categories.use(group, &s)
			if err != nil {
				t.Fatal(err)
			}
			used = append(used, string(ref))
		}
		dst := &kept{}
		if err := categories.write(dst); err != nil {
			t.Fatal(err)
		}
		var written []string
		for _, in := range dst.invoices {
			for _, w := range in.categories {
				written = append(written, string(w.RefCode))
			}
		}
		if got := strings.Join(used, " ") + ": " + strings.Join(written, " "); got != run.want {
			t.Errorf("%s: got %s, want %s", run.products, got, run.want)
		}
	}
}

func TestAmounts(t *testing.T) {
	for _, memory := range []int{0, 1} {
		a, err := newAmounts("a.csv", amountRows("Code,Amount,Price\nb,1.50,\na,2,3.00\nc,0,"), nil, memory)
		if err != nil {
			t.Fatal(err)
		}
		row, err := a.of([]byte("a"))
		if err != nil || row.Amount.String() != "2" || row.Price.String() != "3.00" || row.Pos.Line != 3 {
			t.Error(row, err)
		}
		if row, err = a.of([]byte("z")); row != nil || err != nil {
			t.Error("a code that is not there:", row, err)
		}
		if row, n, err := a.unasked(); err != nil || n != 2 || string(row.Code) != "b" {
			t.Error(row, n, err)
		}
		if row, err = a.of([]byte("b")); err != nil || row.Amount.String() != "1.50" || row.Price.IsSet() {
			t.Error(row, err)
		}
		if row, err = a.of([]byte("b")); err != nil || row == nil {
			t.Error("asked twice:", row, err)
		}
		if row, n, err := a.unasked(); err != nil || n != 1 || string(row.Code) != "c" {
			t.Error(row, n, err)
		}
		if _, err = a.of([]byte("c")); err != nil {
			t.Error(err)
		}
		if row, n, err := a.unasked(); row != nil || n != 0 || err != nil {
			t.Error(row, n, err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAmountsFails(t *testing.T) {
	for _, c := range []struct {
		table, where string
		fault        *record.Message
	}{
		{"Code,Amount\na,1\nb,2\na,3", "a.csv:4:1: Code", amountTwice},
		{"Code,Amount\na,", "a.csv:2:1: Amount", amountMissing},
		{"Code,Amount\n,1", "a.csv:2:1: Code", record.FieldEmpty},
	} {
		_, err := NewAmounts("a.csv", amountRows(c.table), nil)
		var e *record.Error
		if !errors.As(err, &e) || !e.Fatal || e.Where() != c.where || !errors.Is(err, c.fault.Fault()) {
			t.Errorf("%q: %v", c.table, err)
		}
	}
	if _, err := NewAmounts("a.csv", amountRows("Code,Amount\na,x"), nil); !errors.Is(err, record.NumberMalformed.Fault()) {
		t.Error("an error of the rows:", err)
	}
	var table strings.Builder
	table.WriteString("Code,Amount")
	for n := range 5000 {
		fmt.Fprintf(&table, "\n%d-%s,1", n, strings.Repeat("x", 30))
	}
	for after := 1; ; after++ {
		temp := &watchedTemp{dir: t.TempDir(), after: after}
		a, err := newAmounts("a.csv", amountRows(table.String()), temp, 1)
		if err == nil {
			a.Close()
		} else if !errors.Is(err, errDiskFull) {
			t.Errorf("after %d files: %v", after, err)
		}
		if n := temp.open(); n > 0 {
			t.Errorf("after %d files: %d are still open", after, n)
		}
		if err == nil {
			return
		}
	}
}
