package anyxml

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"

	"obmen/formats/record"
	"obmen/formats/xmlrecord"
	"obmen/formats/xmlstream"
)

// reader reads foreign XML.
type reader struct {
	*plan
	src     *xmlrecord.Source
	doc     *xmlquery.Node
	open    []*xmlquery.Node // from the root element inwards
	numbers []int64          // of the open elements, in the order in which they came
	opened  int64            // how many came
	head    int64            // bytes of what stands before the first record; -1: the first record was met
	count   int64            // of records met
	queue   []record.Record  // what was read and not yet returned
	refusal *record.Error    // comes behind them
	group   *record.Group    // the group that was returned last
	err     error
	started bool

	shell    wrap // of what is refused
	rejected record.Rejected
}

// defaultRecord is how large a record may be where nobody says: less than elsewhere, for its nodes take about fifteen times as much.
const defaultRecord = 2 << 20

// newReader returns a Reader of in, which is UTF-8 without BOM.
func (p *plan) newReader(in io.Reader, o record.Options) (record.Reader, error) {
	if o.Limits.Record == 0 {
		o.Limits.Record = defaultRecord
	}
	return &reader{plan: p, src: xmlrecord.NewSource(in, o), doc: &xmlquery.Node{Type: xmlquery.DocumentNode}}, nil
}

// Read implements [record.Reader].
func (r *reader) Read() (record.Record, error) {
	for len(r.queue) == 0 {
		if e := r.refusal; e != nil {
			r.refusal = nil
			return nil, e
		}
		if r.err != nil {
			return nil, r.err
		}
		r.err = r.advance()
	}
	rec := r.queue[0]
	r.queue = r.queue[1:]
	return rec, nil
}

// advance reads up to the end of the next record, or of the document.
func (r *reader) advance() error {
	for {
		t, err := r.src.Next()
		switch {
		case errors.Is(err, io.EOF):
			return r.finish()
		case err != nil:
			return err
		case t == xmlstream.Text:
			err = r.text()
		case t == xmlstream.End:
			r.close()
		default:
			var done bool
			if done, err = r.start(); done && err == nil {
				return nil
			}
		}
		if err != nil {
			return err
		}
	}
}

// start opens the element of the current Start, or reads it whole where it is a record.
func (r *reader) start() (done bool, err error) {
	n := StartElement(r.src)
	parent := r.doc
	if len(r.open) > 0 {
		parent = r.open[len(r.open)-1]
	}
	r.open = append(r.open, n)
	if r.path.matches(r.open) {
		r.open = r.open[:len(r.open)-1]
		return r.record(parent)
	}
	xmlquery.AddChild(parent, n)
	r.opened++
	r.numbers = append(r.numbers, r.opened)
	return false, r.grow(len(n.Data))
}

// close leaves an element. Once a record was met, nothing stays of it.
func (r *reader) close() {
	n := r.open[len(r.open)-1]
	r.open, r.numbers = r.open[:len(r.open)-1], r.numbers[:len(r.numbers)-1]
	if r.head < 0 {
		xmlquery.RemoveFromTree(n)
	}
}

// text keeps text that a document's own fields may ask for.
func (r *reader) text() error {
	if r.head < 0 || len(r.open) == 0 || r.src.IsBlank() {
		return nil
	}
	AddText(r.open[len(r.open)-1], r.src.Text())
	return r.grow(len(r.src.Text()))
}

// grow bounds what stands before the first record.
func (r *reader) grow(bytes int) error {
	const node = 200 // about what one takes
	if r.head < 0 {
		return nil
	}
	limit := r.src.Limits().Record
	if r.head += int64(bytes) + node; r.head > int64(limit) {
		return r.src.Fatal(HeadTooLarge.Fault(limit))
	}
	return nil
}

// record reads the record whose Start is the current token, inside parent. done is false where there is nothing to return yet.
func (r *reader) record(parent *xmlquery.Node) (done bool, err error) {
	if err := r.begin(); err != nil {
		return false, err
	}
	kind := map[record.DocKind]record.Kind{record.Nomenclature: record.KindProduct, record.Receipts: record.KindReceipt, record.Invoices: record.KindInvoice}[r.kind]
	at := r.src.Offset()
	r.src.Begin(kind, r.count+1)
	n, err := Element(r.src)
	if err != nil {
		return false, err
	}
	xmlquery.AddChild(parent, n)
	defer r.src.Done()
	defer xmlquery.RemoveFromTree(n)
	if ok, err := r.holds(n); err != nil || !ok {
		return len(r.queue) > 0, err
	}
	r.count++
	before := len(r.queue)
	if w := r.take(n); w != nil {
		r.queue = r.queue[:before]
		r.refusal = r.src.RefuseAt(at, w.path, nil, w.err)
		r.refusal.Value = w.value
		r.reject()
	}
	return true, nil
}

// holds reports whether the record meets the path's conditions.
func (r *reader) holds(n *xmlquery.Node) (bool, error) {
	if r.condition == nil {
		return true, nil
	}
	v, err := evaluate(r.condition, n)
	if err != nil {
		return false, r.src.Fatal(err)
	}
	ok, _ := v.(bool)
	return ok, nil
}

// begin is called at the first record: the document's own fields are read then, and what stands before it is let go.
func (r *reader) begin() error {
	if r.started {
		return nil
	}
	r.started = true
	r.src.Find(NotAsked, "")
	err := r.beginCatalogue()
	r.head = -1
	around := r.doc
	for _, n := range r.open {
		around.FirstChild, around.LastChild = nil, nil
		n.PrevSibling, n.NextSibling = nil, nil
		xmlquery.AddChild(around, n)
		around = n
	}
	around.FirstChild, around.LastChild = nil, nil
	return err
}

func (r *reader) beginCatalogue() error {
	if r.kind != record.Nomenclature {
		return nil
	}
	c := &record.Catalogue{Origin: record.Origin{Fixed: r.src.Locate(r.src.Offset())}}
	root := xmlquery.FindOne(r.doc, "/*")
	if root != nil {
		w := r.document.fill(c, root, "", nil)
		if w == nil {
			if err := checkDate(&c.Date, false); err != nil {
				w = &wrong{path: "Date", err: err}
			}
		}
		if w != nil {
			e := r.src.Fatal(w.err)
			e.Path, e.Value = w.path, w.value
			return e
		}
	}
	r.queue = append(r.queue, c)
	return nil
}

// finish ends a document, also one without records.
func (r *reader) finish() error {
	if !r.started {
		r.started = true
		if err := r.beginCatalogue(); err != nil {
			return err
		}
	}
	return io.EOF
}

// take turns a node into records in the queue.
func (r *reader) take(n *xmlquery.Node) *wrong {
	switch r.kind {
	case record.Nomenclature:
		return r.takeProduct(n)
	case record.Receipts:
		return r.takeReceipt(n)
	}
	return r.takeInvoice(n)
}

func (r *reader) takeProduct(n *xmlquery.Node) *wrong {
	g, p := &record.Group{Origin: r.src.Origin()}, &record.Product{Origin: r.src.Origin()}
	if w := r.plan.group.fill(g, n, "group.", nil); w != nil {
		return w
	}
	if w := r.plan.record.fill(p, n, "", r.ambiguous); w != nil {
		return w
	}
	if len(p.Code) == 0 {
		return &wrong{path: "Code", err: record.FieldEmpty.Fault("Code")}
	}
	if len(g.Code) == 0 {
		g.Code, g.Name, g.ParentCode = []byte("none"), []byte("none"), []byte("none") // formats.md: products without a group
	}
	if r.group == nil || !sameGroup(r.group, g) {
		r.group = g
		r.queue = append(r.queue, g)
	}
	r.queue = append(r.queue, p)
	return nil
}

// ambiguous tells of a price like 1,990.
func (r *reader) ambiguous(n record.Number, text []byte) {
	if record.PriceAmbiguous(text, n) {
		r.src.Find(record.PriceThreeDecimals, "Price", string(text))
	}
}

func sameGroup(a, b *record.Group) bool {
	return bytes.Equal(a.Code, b.Code) && bytes.Equal(a.Name, b.Name) && bytes.Equal(a.ParentCode, b.ParentCode)
}

func (r *reader) takeReceipt(n *xmlquery.Node) *wrong {
	rec := &record.Receipt{Origin: r.src.Origin()}
	if w := r.plan.record.fill(rec, n, "", nil); w != nil {
		return w
	}
	if err := checkDate(&rec.Date, true); err != nil {
		return &wrong{path: "Date", value: record.Shorten(rec.Date), err: err}
	}
	if len(rec.DocNum) == 0 {
		return &wrong{path: "DocNum", err: record.FieldEmpty.Fault("DocNum")}
	}
	w := each(r.lines.nodes, n, func(i int, at *xmlquery.Node) *wrong {
		rec.Lines = append(rec.Lines, record.Line{})
		return r.lines.fill(&rec.Lines[i], at, "lines["+strconv.Itoa(i+1)+"].", nil)
	})
	if w == nil {
		r.queue = append(r.queue, rec)
	}
	return w
}

func (r *reader) takeInvoice(n *xmlquery.Node) *wrong {
	head := &record.Invoice{Origin: r.src.Origin()}
	if w := r.plan.record.fill(head, n, "", nil); w != nil {
		return w
	}
	if err := invoiceDate(&head.Date, r.zone); err != nil {
		return &wrong{path: "date", value: record.Shorten(head.Date), err: err}
	}
	r.queue = append(r.queue, head)
	for i := range r.parts {
		p := &r.parts[i]
		w := each(p.nodes, n, func(i int, at *xmlquery.Node) *wrong {
			rec := r.newPart(p.kind)
			r.queue = append(r.queue, rec)
			path := p.kind.String() + "[" + strconv.Itoa(i+1) + "]."
			if w := p.fill(rec, at, path, nil); w != nil {
				return w
			}
			return r.takePrices(rec, at, path)
		})
		if w != nil {
			return w
		}
	}
	return nil
}

func (r *reader) newPart(k record.Kind) record.Record {
	switch k {
	case record.KindItem:
		return &record.Item{Origin: r.src.Origin()}
	case record.KindCategory:
		return &record.Category{Origin: r.src.Origin()}
	case record.KindWorkspace:
		return &record.Workspace{Origin: r.src.Origin()}
	case record.KindPackage:
		return &record.Package{Origin: r.src.Origin()}
	}
	return &record.InvoiceProduct{Origin: r.src.Origin()}
}

// takePrices fills in the prices of a product of an invoice.
func (r *reader) takePrices(rec record.Record, n *xmlquery.Node, path string) *wrong {
	p, ok := rec.(*record.InvoiceProduct)
	if !ok {
		return nil
	}
	return each(r.prices.nodes, n, func(i int, at *xmlquery.Node) *wrong {
		p.Prices = append(p.Prices, record.ShopPrice{})
		return r.prices.fill(&p.Prices[i], at, path+"price["+strconv.Itoa(i+1)+"].", nil)
	})
}

// each gives each node that an expression selects to take; a nil expression selects none.
func each(nodes *xpath.Expr, n *xmlquery.Node, take func(i int, at *xmlquery.Node) *wrong) (w *wrong) {
	if nodes == nil {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			w = &wrong{err: EvaluationFailed.Fault(p)}
		}
	}()
	it := nodes.Select(Navigate(n))
	for i := 0; it.MoveNext(); i++ {
		if w := take(i, NodeOf(it.Current())); w != nil {
			return w
		}
	}
	return nil
}
