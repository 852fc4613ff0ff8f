package where

import (
	"fmt"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"

	"obmen/formats/anyxml"
	"obmen/formats/record"
)

var shapes = map[record.DocKind]*shape{
	record.Nomenclature: {[]string{"ProductsGroups", "ProductGroup", "Products"}, "Product"},
	record.Receipts:     {[]string{"Documents"}, "Doc"},
}

// Filter returns a Reader of those records of src, a document of the kind read from XML, that the expression selects. leftOut hears of each
// other one, while it is valid. An expression that is none, or that looks beyond one record, is a *record.UsageError.
func Filter(src record.Reader, expression string, kind record.DocKind, leftOut func(record.Record)) (record.Reader, error) {
	compiled, err := compile(expression, kind)
	if err != nil {
		return nil, &record.UsageError{Err: err}
	}
	if leftOut == nil {
		leftOut = func(record.Record) {}
	}
	s := selection{compiled}
	if kind == record.Receipts {
		return &receipts{src: src, selection: s, leftOut: leftOut}, nil
	}
	return &nomenclature{src: src, selection: s, leftOut: leftOut}, nil
}

func compile(expression string, kind record.DocKind) (*xpath.Expr, error) {
	shape, ok := shapes[kind]
	if !ok {
		return nil, NotNodes.Fault()
	}
	e, err := parse(expression)
	if err != nil {
		return nil, err
	}
	if err := (scope{shape}).check(e); err != nil {
		return nil, err
	}
	compiled, err := compileXPath(expression)
	if err != nil {
		return nil, Unevaluable.Fault(err)
	}
	return compiled, nil
}

// compileXPath is xpath.Compile, which panics on what it does not take.
func compileXPath(expression string) (e *xpath.Expr, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	return xpath.Compile(expression)
}

type selection struct{ *xpath.Expr }

// selects reports whether the expression selects anything in a document. xpath panics on values that it does not
// expect; that is the user's expression, not a bug of theirs to be reported.
func (s selection) selects(doc *xmlquery.Node) (selected bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &record.UsageError{Err: Unevaluable.Fault(p)}
		}
	}()
	return s.Select(anyxml.Navigate(doc)).MoveNext(), nil
}

// receipts keeps receipts.
type receipts struct {
	selection
	src     record.Reader
	leftOut func(record.Record)
	err     error
}

// Read implements [record.Reader].
func (f *receipts) Read() (record.Record, error) {
	for f.err == nil {
		rec, err := f.src.Read()
		if err != nil {
			return nil, err
		}
		doc, err := receiptDocument(rec)
		selected := false
		if err == nil {
			selected, err = f.selects(doc)
		}
		if err != nil {
			f.err = err
		} else if selected {
			return rec, nil
		} else {
			f.leftOut(rec)
		}
	}
	return nil, f.err
}

// nomenclature keeps products with their groups, and groups with all that is in them.
type nomenclature struct {
	selection
	src     record.Reader
	leftOut func(record.Record)
	err     error

	tree    catalogueTree
	whole   bool   // the group is selected itself
	waiting []byte // the group, until one of its products is selected or the next one comes
	decoder record.Decoder
	held    record.Record // the product that made its group be returned first
}

// Read implements [record.Reader].
func (f *nomenclature) Read() (record.Record, error) {
	if rec := f.held; rec != nil {
		f.held = nil
		return rec, nil
	}
	for f.err == nil {
		rec, err := f.src.Read()
		if err != nil {
			if record.Refusal(err) == nil {
				f.leaveGroup()
			}
			return nil, err
		}
		keep, err := f.take(rec)
		if err != nil {
			f.err = err
		} else if keep != nil {
			return keep, nil
		}
	}
	return nil, f.err
}

// take returns what has to be returned now that rec has come: rec, the group that it stands in, or nothing.
func (f *nomenclature) take(rec record.Record) (record.Record, error) {
	switch rec := rec.(type) {
	case *record.Catalogue:
		f.tree.setCatalogue(rec)
		return rec, nil
	case *record.Group:
		return f.takeGroup(rec)
	case *record.Product:
		return f.takeProduct(rec)
	}
	if f.whole || len(f.waiting) == 0 {
		return rec, nil
	}
	f.leftOut(rec)
	return nil, nil
}

func (f *nomenclature) takeGroup(g *record.Group) (keep record.Record, err error) {
	if err := f.leaveGroup(); err != nil {
		return nil, err
	}
	f.tree.setGroup(g)
	if f.whole, err = f.selects(f.tree.doc); err != nil {
		return nil, err
	}
	if f.whole {
		return g, nil
	}
	f.waiting = record.AppendRecord(f.waiting[:0], g)
	return nil, nil
}

// leaveGroup leaves out the group of which nothing was selected.
func (f *nomenclature) leaveGroup() error {
	if len(f.waiting) == 0 {
		return nil
	}
	g, err := f.group()
	if err == nil {
		f.leftOut(g)
	}
	return err
}

// group returns the group that waits, which then waits no longer.
func (f *nomenclature) group() (record.Record, error) {
	g, err := f.decoder.Decode(f.waiting)
	f.waiting = f.waiting[:0]
	return g, err
}

func (f *nomenclature) takeProduct(p *record.Product) (record.Record, error) {
	if f.whole {
		return p, nil
	}
	if err := f.tree.setProduct(p); err != nil {
		return nil, err
	}
	selected, err := f.selects(f.tree.doc)
	switch {
	case err != nil:
		return nil, err
	case !selected:
		f.leftOut(p)
		return nil, nil
	case len(f.waiting) == 0:
		return p, nil
	}
	f.held = p
	return f.group()
}
