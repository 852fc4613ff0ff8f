package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"obmen/formats/record"
)

// nowhere answers what no document knows.
func nowhere(v *visit) outcome {
	v.drain()
	return v.refuse(http.StatusNotFound, NoEndpoint.Fault(v.r.Method))
}

func data(value any) answer {
	return reply(http.StatusOK, envelope{Success: true, Data: value})
}

// ping answers «строка с тестовыми данными - test».
func ping(*visit) outcome { return outcome{answer: data(map[string]string{"id": "test"})} }

// storages lists the storages by a number of their own: «порядковый номер склада в запросе». The id is in the brackets.
func storages(v *visit) outcome {
	list := map[string]string{}
	for i, s := range v.s.account.storages {
		list[strconv.Itoa(i+1)] = fmt.Sprintf("(id:%d) %s", s.ID, s.Name)
	}
	return outcome{answer: reply(http.StatusOK, list)}
}

// stockAnswer lists what is in a storage: numbers are strings there.
func stockAnswer(v *visit) outcome {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil || !v.s.account.hasStorage(id) {
		return v.refuse(http.StatusNotFound, NoStorage.Fault(record.Shorten([]byte(v.r.PathValue("id")))))
	}
	list := []map[string]any{}
	for _, s := range v.s.account.stockOf(id) {
		list = append(list, map[string]any{"id": s.product.ID, "name": s.product.Name, "measure": s.product.Measure,
			"cost": s.cost(), "summ": s.sum.text(), "balance": s.amount.text()})
	}
	return outcome{answer: reply(http.StatusOK, list)}
}

// cost is what one unit cost, with six decimals like the document's example.
func (s *stock) cost() string {
	if s.amount.IsZero() {
		return "0.000000"
	}
	return s.sum.Quo(s.amount.Number, 6).String()
}

// A tax is one of the account's.
type tax struct {
	id    int64
	name  string
	value int
}

func taxes() []tax {
	return []tax{{1, "Без налога", 0}, {2, "НДС 20%", 20}, {3, "НДС 10%", 10}, {4, "НДС 25%", 25}}
}

// taxAnswer lists the taxes as the public edition does: inner is VAT inside the price.
func taxAnswer(*visit) outcome {
	list := []map[string]any{}
	for _, t := range taxes() {
		list = append(list, map[string]any{"id": t.id, "refId": nil, "refCode": nil, "name": t.name, "type": "inner", "value": t.value, "fiscal": t.value > 0, "ref_id": t.id})
	}
	return outcome{answer: reply(http.StatusOK, map[string]any{"code": "ok", "data": list})}
}

// postInvoice takes an invoice: «Создание входящей накладной».
func postInvoice(v *visit) outcome {
	c, err := checkInvoice(v.body, v.s.account.known(), v.s.Keep, v.s.StrictSum)
	if !v.drain() {
		return v.refuse(http.StatusBadRequest, Broken.Fault())
	}
	if err != nil {
		return v.refuse(http.StatusOK, err) // «success: false», also with status 200
	}
	in := c.invoice
	in.Sent = v.body.sent()
	e := &event{Kind: posted, Invoice: in, Further: map[shelf]codeHashes{}}
	for s, codes := range c.further {
		e.Further[s] = codes
	}
	return outcome{accept: func() answer {
		e.At = v.s.now()
		in.Posted = e.At
		if err := v.s.account.commit(e); err != nil {
			return v.failed(err)
		}
		return data(map[string]int64{"id": in.ID})
	}}
}

// zone is in which the public edition's examples show dates.
func zone() *time.Location { return time.FixedZone("", 3*3600) }

// day is the moment of an invoice: its date is UTC.
func (in *Invoice) day() time.Time {
	t, _ := time.Parse(dateForm, in.Date)
	return t.In(zone())
}

// listInvoices lists those whose date is start or later.
func listInvoices(v *visit) outcome {
	var start time.Time
	if text := v.r.URL.Query().Get("start"); text != "" {
		t, err := time.ParseInLocation(time.DateOnly, text, zone())
		if err != nil {
			return v.refuse(http.StatusBadRequest, BadDate.Fault(record.Shorten([]byte(text)), "2018-06-13"))
		}
		start = t
	}
	list := []map[string]any{}
	for _, in := range v.s.account.allInvoices() {
		if !in.day().Before(start) {
			list = append(list, v.s.listed(&in))
		}
	}
	return outcome{answer: data(list)}
}

// listed is an invoice as the list shows it: total_amount is the quantity of goods.
func (s *Server) listed(in *Invoice) map[string]any {
	changed := in.Posted.In(zone()).Format(time.RFC3339)
	by := map[string]int{"id": 1}
	m := s.common(in)
	m["created_at"], m["created_by"], m["updated_at"], m["updated_by"] = changed, by, changed, by
	m["invoice_date"] = in.day().Format(time.RFC3339)
	return m
}

// common is what the list and the single invoice have in common.
func (s *Server) common(in *Invoice) map[string]any {
	state := "not_wired"
	if in.Wired {
		state = "wired"
	}
	return map[string]any{
		"id": in.ID, "name": in.Number, "type": "incoming", "status": state, "finished": in.Wired, "paid": false,
		"total_amount": in.Amount, "total_wo_nds": in.Cost, "total_nds_sum": figure{in.CostWithTax.Sub(in.Cost.Number)},
		"shipper": map[string]any{"id": s.idOf(shippers, in.ShipperCode), "name": in.ShipperName, "created_at": in.Posted.In(zone()).Format(time.RFC3339), "deleted": false},
		"storage": map[string]any{"id": in.Storage, "name": s.storageName(in.Storage)},
		"comment": in.Comment,
	}
}

func (s *Server) idOf(shelf shelf, code string) int64 {
	s.account.mu.RLock()
	defer s.account.mu.RUnlock()
	return s.account.idOf(shelf, code)
}

func (s *Server) storageName(id int64) string {
	for _, st := range s.account.storages {
		if st.ID == id {
			return st.Name
		}
	}
	return ""
}

// found is the invoice that the address names.
func (v *visit) found() (Invoice, error) {
	text := v.r.PathValue("id")
	id, err := strconv.ParseInt(text, 10, 64)
	in, ok := v.s.account.copyOf(id)
	if err != nil || !ok {
		return in, NoSuchInvoice.Fault(record.Shorten([]byte(text)))
	}
	return in, nil
}

// showInvoice answers with one invoice and as many of its items as are kept.
func showInvoice(v *visit) outcome {
	in, err := v.found()
	if err != nil {
		return v.refuse(http.StatusNotFound, err)
	}
	m := v.s.common(&in)
	m["doc_date"], m["total_cost"], m["items"] = in.day().Format(time.RFC3339), in.CostWithTax, v.s.itemsOf(&in)
	return outcome{answer: data(m)}
}

func (s *Server) itemsOf(in *Invoice) []map[string]any {
	list := []map[string]any{}
	s.account.mu.RLock()
	defer s.account.mu.RUnlock()
	for _, it := range in.KeptItems {
		p := s.account.productOf(it)
		list = append(list, map[string]any{
			"count": it.Amount, "price": it.Price, "cost": it.Cost, "cost_with_tax": it.CostWithTax, "price_with_tax": it.PriceWithTax,
			"tax_sum": figure{it.CostWithTax.Sub(it.Cost.Number)}, "tax": map[string]int64{"id": it.Tax},
			"package": map[string]any{"id": s.account.idOf(packages, it.Package), "ref_code": it.Package, "name": it.Package, "measure": it.Package, "value": 1},
			"product": map[string]any{"id": p.ID, "ref_code": p.Code, "name": p.Name, "measure": p.Measure, "type": p.Type, "barcode": p.Barcode},
		})
	}
	return list
}

// wireInvoice posts or unposts an invoice (провести, распровести).
func wireInvoice(v *visit) outcome {
	action, err := readAction(v.body)
	if !v.drain() {
		return v.refuse(http.StatusBadRequest, Broken.Fault())
	}
	if err != nil {
		return v.refuse(http.StatusBadRequest, err)
	}
	in, err := v.found()
	switch {
	case err != nil:
		return v.refuse(http.StatusNotFound, err)
	case action == wired && in.Wired:
		return v.refuse(http.StatusOK, WiredAlready.Fault(in.ID))
	case action == unwired && !in.Wired:
		return v.refuse(http.StatusOK, NotWired.Fault(in.ID))
	}
	return outcome{accept: func() answer {
		err := v.s.account.wire(in.ID, action, v.s.now())
		var fault *record.Fault
		switch {
		case errors.As(err, &fault):
			return v.refusal(http.StatusOK, err)
		case err != nil:
			return v.failed(err)
		}
		return reply(http.StatusOK, envelope{Success: true})
	}}
}

// readAction reads {"action": "wire"}.
func readAction(r io.Reader) (string, error) {
	const most = 4096
	var body struct {
		Action *string `json:"action"`
	}
	d := json.NewDecoder(io.LimitReader(r, most))
	d.DisallowUnknownFields()
	if d.Decode(&body) != nil || body.Action == nil || *body.Action != wired && *body.Action != unwired || d.More() {
		return "", NoAction.Fault()
	}
	return *body.Action, nil
}
