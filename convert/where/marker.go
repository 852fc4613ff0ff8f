package where

import (
	"slices"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"

	"obmen/formats/anyxml"
	"obmen/formats/record"
)

// Marker returns a function that sets to 1 the marks of those lines of a receipt that the expression selects: invoices.returns_where of a profile. A
// selected Product, or anything in it, marks its line; anything else of the receipt, Doc itself or a field of Head, marks all of them. Marks that
// are set stay so; there is one for each line. What Filter refuses of an expression, Marker refuses too.
func Marker(expression string) (func(r *record.Receipt, marks []byte) error, error) {
	compiled, err := compile(expression, record.Receipts)
	if err != nil {
		return nil, &record.UsageError{Err: err}
	}
	return marker{compiled}.mark, nil
}

type marker struct{ *xpath.Expr }

// mark is what Marker returns. xpath panics on values that it does not expect, see [selection.selects].
func (m marker) mark(r *record.Receipt, marks []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &record.UsageError{Err: Unevaluable.Fault(p)}
		}
	}()
	doc, err := receiptDocument(r)
	if err != nil {
		return err
	}
	lines := lineNodes(doc, len(r.Lines))
	for found := m.Select(anyxml.Navigate(doc)); found.MoveNext(); {
		i := lineOf(anyxml.NodeOf(found.Current()), lines)
		for j := range marks {
			if i < 0 || i == j {
				marks[j] = 1
			}
		}
	}
	return nil
}

// lineNodes are the elements of the lines; unknown elements may stand behind them.
func lineNodes(doc *xmlquery.Node, count int) []*xmlquery.Node {
	products := doc.FirstChild.FirstChild.FirstChild.NextSibling // Documents/Doc/Head, behind which Products stands
	lines := make([]*xmlquery.Node, 0, count)
	for n := products.FirstChild; n != nil && len(lines) < count; n = n.NextSibling {
		lines = append(lines, n)
	}
	return lines
}

// lineOf returns the line that a node is or stands in; -1: none.
func lineOf(n *xmlquery.Node, lines []*xmlquery.Node) int {
	for ; n != nil; n = n.Parent {
		if i := slices.Index(lines, n); i >= 0 {
			return i
		}
	}
	return -1
}
