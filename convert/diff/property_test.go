package diff

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"obmen/formats"
	"obmen/formats/formattest"
	"obmen/formats/record"
)

// drawn writes made-up records in a format; a document without records but one that the format can be told from.
func drawn(t *testing.T, r *rapid.T, format string, doc []record.Record) string {
	f, _ := formats.Lookup(format)
	text, err := formattest.Write(f, record.Options{}, doc)
	if err != nil {
		r.Fatal(err)
	}
	return file(t, "drawn"+f.Ext, string(text))
}

var ways = []struct {
	kind     record.DocKind
	from, to string
}{
	{record.Nomenclature, "nomenclature-xml", "nomenclature-csv"}, {record.Receipts, "receipts-xml", "receipts-csv"}, {record.Invoices, "invoice-json", "invoice-csv"},
}

// TestSame: any document is the same as itself, and as itself in another format, whatever the window.
func TestSame(t *testing.T) {
	for _, way := range ways {
		t.Run(way.from, func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				doc := formattest.Gen{}.Document(r, way.kind)
				a, b := drawn(t, r, way.from, doc), drawn(t, r, way.to, doc)
				o := Options{A: a, B: b, From: [2]string{way.from, way.to}, Ordered: rapid.Bool().Draw(r, "ordered"), Exact: rapid.Bool().Draw(r, "exact"), window: rapid.IntRange(0, 2).Draw(r, "window")}
				if lines, s := compared(t, o); len(lines) > 0 || !s.Equal() {
					r.Fatalf("%s", strings.Join(lines, "\n"))
				}
			})
		})
	}
}

// TestModel holds the joining to a model in memory: shuffled, doubled, mutated documents with windows of any size.
func TestModel(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		side := func(name string) []string {
			return rapid.SliceOfN(rapid.Custom(func(r *rapid.T) string {
				return fmt.Sprintf("%d %d", rapid.IntRange(0, 12).Draw(r, "code"), rapid.IntRange(1, 2).Draw(r, "price"))
			}), 0, 30).Draw(r, name)
		}
		a, b := side("a"), side("b")
		o := Options{A: file(t, "a.xml", products(a)), B: file(t, "b.xml", products(b)), window: rapid.IntRange(0, 4).Draw(r, "window")}
		lines, s := compared(t, o)
		want := modelled(a, b)
		if !slices.Equal(sorted(lines), sorted(want)) {
			r.Fatalf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
		}
		if s.Found != int64(len(want)) || s.Doubled != doubledIn(a, b) {
			r.Fatalf("found %d, doubled %d, want %d, %d", s.Found, s.Doubled, len(want), doubledIn(a, b))
		}
		back, _ := compared(t, Options{A: o.B, B: o.A, window: rapid.IntRange(0, 4).Draw(r, "window back")})
		if got := mirrored(back); !slices.Equal(got, lines) {
			r.Fatalf("the other way\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(lines, "\n"))
		}
	})
}

func products(rows []string) string {
	var all []string
	for _, p := range rows {
		code, price, _ := strings.Cut(p, " ")
		all = append(all, row(code, `Price="`+price+`"`))
	}
	return catalogue(all...)
}

func byCode(rows []string) map[string][]string {
	out := map[string][]string{}
	for _, p := range rows {
		code, price, _ := strings.Cut(p, " ")
		out[code] = append(out[code], price)
	}
	return out
}

func modelled(a, b []string) (want []string) {
	x, y := byCode(a), byCode(b)
	for c := range 13 {
		code := fmt.Sprint(c)
		for i := range max(len(x[code]), len(y[code])) {
			switch {
			case i >= len(x[code]):
				want = append(want, "added product "+code)
			case i >= len(y[code]):
				want = append(want, "removed product "+code)
			case x[code][i] != y[code][i]:
				want = append(want, fmt.Sprintf("changed product %s: product.Price %s → %s", code, x[code][i], y[code][i]))
			}
		}
	}
	return want
}

func doubledIn(a, b []string) (n int64) {
	x, y := byCode(a), byCode(b)
	for c := range 13 {
		if code := fmt.Sprint(c); len(x[code]) > 1 || len(y[code]) > 1 {
			n++
		}
	}
	return n
}

func sorted(lines []string) []string { return slices.Sorted(slices.Values(lines)) }

// mirrored turns what a comparison says round.
func mirrored(lines []string) (out []string) {
	for _, l := range lines {
		head, change, isField := strings.Cut(l, ": ")
		if left, right, ok := strings.Cut(change, " → "); ok {
			field, value, _ := strings.Cut(left, " ")
			l = head + ": " + field + " " + right + " → " + value
		} else if !isField {
			l = strings.NewReplacer("added", "removed", "removed", "added").Replace(l)
		}
		out = append(out, l)
	}
	return out
}

// TestMutation: a field that was changed is named, and nothing else is.
func TestMutation(t *testing.T) {
	for _, way := range ways {
		t.Run(way.from, func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				doc := apartFromEachOther(formattest.Gen{}.Document(r, way.kind))
				fields := mutable(way.kind, doc)
				if len(fields) == 0 {
					return
				}
				f := rapid.SampledFrom(fields).Draw(r, "field")
				changed := slices.Clone(doc)
				changed[f.at] = record.Clone(doc[f.at])
				f.field.Clear(changed[f.at])
				o := Options{A: drawn(t, r, way.from, doc), B: drawn(t, r, way.from, changed), From: [2]string{way.from, way.from}, Exact: true}
				_, s := compared(t, o)
				if len(s.Fields) == 0 {
					r.Fatalf("%s is not told of", f.field.Name)
				}
				for _, told := range s.Fields {
					if !strings.HasPrefix(told.Name, f.field.Name) {
						r.Fatalf("%s was cleared, %s is told of", f.field.Name, told.Name)
					}
				}
				if s.Found != 1 {
					r.Fatalf("%d differences", s.Found)
				}
			})
		})
	}
}

type mutation struct {
	at    int
	field record.Field
}

// mutable lists what can be cleared without touching a key or what a document must have.
func mutable(kind record.DocKind, doc []record.Record) (out []mutation) {
	optional := []string{
		"product.Comment", "product.Barcode", "product.UnitName", "product.Price", "product.unknown", "group.Name", "group.ParentCode", "group.unknown", "receipt.CashBoxName", "receipt.PayCard",
		"line.ProductName", "line.Discount", "receipt.unknown", "line.unknown", "product.barcode", "product.country", "product.unknown", "item.unknown", "category.parent", "package.unknown",
	}
	for i, r := range doc {
		for _, f := range record.Fields(kind) {
			if f.Kind == r.Kind() && slices.Contains(optional, f.Name) && f.Set(r) {
				out = append(out, mutation{i, f})
			}
		}
	}
	return out
}

// apartFromEachOther gives each record a key of its own: of two of one key the wrong one might be told of.
func apartFromEachOther(doc []record.Record) []record.Record {
	for i, r := range doc {
		code := fmt.Appendf(nil, "k%d", i)
		switch x := r.(type) {
		case *record.Product:
			x.Code = code
		case *record.Receipt:
			x.DocNum = code
			for j := range x.Lines {
				x.Lines[j].ProductCode = fmt.Appendf(nil, "p%d", j)
			}
		case *record.Invoice:
			x.Number = code
		case *record.Item:
			x.ProductCode = code
		case *record.Category:
			x.RefCode = code
		case *record.Package:
			x.RefCode, x.Name, x.Measure = code, []byte("n"), []byte("kg")
		case *record.Workspace:
			x.RefCode = code
		case *record.InvoiceProduct:
			x.RefCode = code
		}
	}
	return doc
}

// TestShuffled: the order of lines, prices, items and elements of one name says nothing, whatever stands more than once.
func TestShuffled(t *testing.T) {
	for _, way := range ways[1:] {
		t.Run(way.from, func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				doc := fewCodes(r, formattest.Gen{}.Document(r, way.kind))
				o := Options{A: drawn(t, r, way.from, doc), B: drawn(t, r, way.from, shuffled(r, doc)), Exact: rapid.Bool().Draw(r, "exact"), window: rapid.IntRange(0, 2).Draw(r, "window")}
				o.From = [2]string{way.from, way.from}
				if lines, s := compared(t, o); len(lines) > 0 || !s.Equal() {
					r.Fatalf("%s", strings.Join(lines, "\n"))
				}
				o.Ordered = true
				there, s := compared(t, o)
				o.A, o.B = o.B, o.A
				if _, back := compared(t, o); back.Found != s.Found {
					r.Fatalf("where order counts, %d there and %d back: %s", s.Found, back.Found, strings.Join(there, "\n"))
				}
			})
		})
	}
}

// fewCodes lets lines, prices and items be about few things, so that most stand more than once.
func fewCodes(r *rapid.T, doc []record.Record) []record.Record {
	code := func() []byte { return []byte(rapid.SampledFrom([]string{"a", "b"}).Draw(r, "code")) }
	for i, rec := range doc {
		switch x := rec.(type) {
		case *record.Receipt:
			x.DocNum = fmt.Appendf(nil, "k%d", i)
			for j := range x.Lines {
				x.Lines[j].ProductCode = code()
			}
		case *record.Item:
			x.ProductCode, x.PackageCode = code(), []byte("p")
		case *record.InvoiceProduct:
			x.RefCode = fmt.Appendf(nil, "k%d", i)
			for j := range x.Prices {
				x.Prices[j].ShopID = record.NewNumber(1, 0)
			}
		case *record.Category:
			x.RefCode = fmt.Appendf(nil, "k%d", i)
		case *record.Workspace:
			x.RefCode = fmt.Appendf(nil, "k%d", i)
		case *record.Package:
			x.RefCode, x.Name, x.Measure = fmt.Appendf(nil, "k%d", i), []byte("n"), []byte("kg")
		case *record.Invoice:
			x.Number = fmt.Appendf(nil, "k%d", i)
		}
	}
	return doc
}

// shuffled returns a document with its lines, prices and runs of items in another order.
func shuffled(r *rapid.T, doc []record.Record) (out []record.Record) {
	var items []record.Record
	for _, rec := range doc {
		if rec.Kind() == record.KindItem {
			items = append(items, record.Clone(rec))
			continue
		}
		out, items = append(out, permuted(r, items)...), nil
		rec = record.Clone(rec)
		switch x := rec.(type) {
		case *record.Receipt:
			x.Lines = permuted(r, x.Lines)
		case *record.InvoiceProduct:
			x.Prices = permuted(r, x.Prices)
		}
		out = append(out, rec)
	}
	return append(out, permuted(r, items)...)
}

func permuted[T any](r *rapid.T, list []T) []T {
	if len(list) < 2 {
		return list
	}
	return rapid.Permutation(list).Draw(r, "order")
}

// TestMoved: what is put back in another place is what has moved, whichever side is called A.
func TestMoved(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(3, 30).Draw(r, "n")
		from, to := rapid.IntRange(0, n-1).Draw(r, "from"), rapid.IntRange(0, n-1).Draw(r, "to")
		var a []string
		for i := range n {
			a = append(a, fmt.Sprintf("%d 1", i))
		}
		moved := a[from]
		b := slices.Insert(slices.Delete(slices.Clone(a), from, from+1), to, moved)
		x, y := file(t, "a.xml", products(a)), file(t, "b.xml", products(b))
		there, s := compared(t, Options{A: x, B: y, Ordered: true, window: rapid.IntRange(0, 4).Draw(r, "window")})
		back, _ := compared(t, Options{A: y, B: x, Ordered: true})
		if !slices.Equal(there, back) {
			r.Fatalf("there %v, back %v", there, back)
		}
		code, _, _ := strings.Cut(moved, " ")
		switch distance := max(from-to, to-from); {
		case distance == 0 && s.Found != 0, distance > 0 && s.Found != 1, distance > 1 && there[0] != "moved product "+code:
			r.Fatalf("%s from %d to %d: %v", code, from, to, there)
		}
	})
}

// TestLongest holds the search for what has stayed to trying all.
func TestLongest(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 9).Draw(r, "n")
		base := make([]int, n)
		for i := range base {
			base[i] = i
		}
		order := make(places, n)
		for i, v := range rapid.Permutation(base).Draw(r, "order") {
			order[i] = int64(v)
		}
		mark := make(places, n)
		longest(int64(n), order, make(places, n), mark)
		var stays []int64
		for i, v := range order {
			if mark[i] == kept {
				stays = append(stays, v)
			}
		}
		if !slices.IsSorted(stays) || len(stays) != longestPlainly(order) {
			r.Fatalf("of %v stay %v", order, stays)
		}
	})
}

func longestPlainly(order places) (best int) {
	for set := range 1 << len(order) {
		var chosen []int64
		for i, v := range order {
			if set>>i&1 == 1 {
				chosen = append(chosen, v)
			}
		}
		if slices.IsSorted(chosen) {
			best = max(best, len(chosen))
		}
	}
	return best
}
