package deliver

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// Listed is an invoice as the service has it in its books.
type Listed struct {
	ID, Number  string
	StorageID   string
	ShipperCode string // the ref_code; "" where the service gives none
	ShipperName string
	Date        string    // as the service writes it
	Instant     time.Time // that Date is, in UTC; zero where it could not be read
	Status      string    // wired, not_wired
	Sum         record.Number
	SumKnown    bool // Sum is the sum with tax
	Items       int64
	HasItems    bool // the service gave them, and they are counted
}

// A listing is an invoice as it is read.
type listing struct {
	Listed
	named                  bool          // it has a name, which leads
	withoutTax, tax, total record.Number // the service's own totals
	items                  itemSum
}

// itemSum adds up items, as they end.
type itemSum struct {
	sum                    record.Number
	unknown                bool          // an item had no cost
	costWithTax, cost, tax record.Number // of the item that is read
}

// Invoices hands the invoices that the service lists from a day on to visit, in the service's order and in constant memory. The day is that of since
// in its own zone; the zero time means all. Of a list, the sum is the service's own. Where visit fails, so does Invoices, with its error; where there is
// no such list, errors.Is(err, [ErrNoList]); where it is a page of the list, or may be, errors.Is(err, [ErrIncomplete]), after all entries were visited.
// An entry without an id or a number fails the list: nobody could tell which invoice it is.
func (c *Caffesta) Invoices(ctx context.Context, since time.Time, visit func(Listed) error) error {
	query := ""
	if !since.IsZero() {
		query = "start=" + url.QueryEscape(since.Format(time.DateOnly))
	}
	return c.invoiceList(ctx, query, func(e *element) error {
		l, err := listed(e)
		if err == nil {
			err = l.hide(c.secret).known()
		}
		if err != nil {
			return err
		}
		e.deliver()
		if err := visit(l); err != nil {
			return &stop{err}
		}
		return nil
	})
}

// Invoice returns an invoice with its items counted and added up exactly.
func (c *Caffesta) Invoice(ctx context.Context, id string) (Listed, error) {
	var l Listed
	if c.secret.id(id) == "" {
		return l, wrong(KeyMalformed.Fault(c.secret.show(id)))
	}
	_, err := c.do(ctx, request{method: http.MethodGet, path: "storage/invoices/" + id, harmless: true, read: func(a *answer) (err error) {
		l, err = readInvoice(a)
		if l.hide(c.secret); err == nil && l.ID == "" {
			err = AnswerLacks.Fault("data.id")
		}
		return err
	}})
	return l, err
}

// hide takes the key out, where a service repeats it. What is looked for must not become another text: it becomes none.
func (l *Listed) hide(s Secret) *Listed {
	for _, text := range []*string{&l.ID, &l.Number, &l.StorageID, &l.ShipperCode} {
		if s.hide(*text) != *text {
			*text = ""
		}
	}
	for _, text := range []*string{&l.ShipperName, &l.Date, &l.Status} {
		*text = s.hide(*text)
	}
	if sum := l.Sum.String(); s.hide(sum) != sum {
		l.Sum, l.SumKnown = record.Number{}, false
	}
	return l
}

// known refuses what can't be told from another invoice.
func (l *Listed) known() error {
	switch {
	case l.ID == "":
		return AnswerLacks.Fault("id")
	case l.Number == "":
		return AnswerLacks.Fault("name")
	}
	return nil
}

// readInvoice reads {"success": true, "data": {…}}, however many items are in it.
func readInvoice(a *answer) (Listed, error) {
	r, err := jsonOf(a)
	if err != nil {
		return Listed{}, err
	}
	w := jsonstream.NewWalker(r, record.Options{Limits: limits()})
	if t, err := w.Next(); err != nil || t != jsonstream.BeginObject {
		return Listed{}, firstOf(err, AnswerLacks.Fault(`{"data": {…}}`))
	}
	var l listing
	e := envelope{inner: map[string]string{}, text: "success: false"}
	err = walk(w, "", func(path string, t jsonstream.Token, b []byte) error {
		inner, isData := strings.CutPrefix(path, "data.")
		switch {
		case path == "success":
			e.success, e.said = t == jsonstream.True, t == jsonstream.True || t == jsonstream.False
		case isData && inner == "error", path == "error", path == "message":
			e.inner["error"] = text(t, b)
		case isData:
			return l.have(inner, t, b)
		}
		return nil
	})
	if err == nil {
		err = w.Finish()
	}
	if err == nil {
		err = e.verdict()
	}
	if err == nil && l.ID == "" {
		err = AnswerLacks.Fault("data.id")
	}
	return l.finish(), err
}

func firstOf(err error, or error) error {
	if err != nil {
		return err
	}
	return or
}

func listed(e *element) (Listed, error) {
	var l listing
	err := e.fields(l.have)
	if err == nil && l.ID == "" {
		l.ID = e.key
	}
	if err == nil {
		err = l.known()
	}
	return l.finish(), err
}

// have takes a value. Ids and numbers may be written as texts.
func (l *listing) have(path string, t jsonstream.Token, b []byte) (err error) {
	if item, ok := strings.CutPrefix(path, "items"); ok {
		return l.item(item, t, b)
	}
	switch path {
	case "id":
		l.ID = idIn(idText(t, b))
	case "name":
		if t != jsonstream.Null {
			l.Number, l.named = text(t, b), true
		}
	case "number":
		if !l.named {
			l.Number = text(t, b)
		}
	case "storage.id", "storage.caf_id":
		l.StorageID = idText(t, b)
	case "shipper.ref_code":
		l.ShipperCode = text(t, b)
	case "shipper.name":
		l.ShipperName = text(t, b)
	case "invoice_date", "doc_date":
		l.Date = text(t, b)
	case "date":
		if l.Date == "" {
			l.Date = text(t, b)
		}
	case "status":
		l.Status = text(t, b)
	case "total_wo_nds":
		l.withoutTax, err = number(path, t, b)
	case "total_nds_sum":
		l.tax, err = number(path, t, b)
	case "total_cost":
		l.total, err = number(path, t, b)
	}
	return err
}

// item takes a value of the items. QUIRK: total_amount of an invoice is not money but how much of all goods together there is, so it is left alone.
func (l *listing) item(path string, t jsonstream.Token, b []byte) (err error) {
	s := &l.items
	switch {
	case path == "" && t == jsonstream.BeginArray:
		l.HasItems = true
	case path == "[]" && t == jsonstream.EndObject:
		l.Items++
		s.add()
	case path == "[].cost_with_tax":
		s.costWithTax, err = number(path, t, b)
	case path == "[].cost":
		s.cost, err = number(path, t, b)
	case path == "[].tax_sum":
		s.tax, err = number(path, t, b)
	}
	return err
}

// add adds the item that has ended.
func (s *itemSum) add() {
	switch {
	case s.costWithTax.IsSet():
		s.sum = s.sum.Add(s.costWithTax)
	case s.cost.IsSet() && s.tax.IsSet():
		s.sum = s.sum.Add(s.cost).Add(s.tax)
	default:
		s.unknown = true
	}
	s.costWithTax, s.cost, s.tax = record.Number{}, record.Number{}, record.Number{}
}

// finish reckons the sum: from the items where there are any, else from the service's own totals.
func (l *listing) finish() Listed {
	switch {
	case l.HasItems && l.Items > 0 && !l.items.unknown:
		l.Sum, l.SumKnown = l.items.sum, true
	case l.total.IsSet():
		l.Sum, l.SumKnown = l.total, true
	case l.withoutTax.IsSet() && l.tax.IsSet():
		l.Sum, l.SumKnown = l.withoutTax.Add(l.tax), true
	}
	l.Instant = instant(l.Date)
	return l.Listed
}

// instant reads the dates that the service writes; one without an offset is UTC, as the document says of what is sent.
func instant(text string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
