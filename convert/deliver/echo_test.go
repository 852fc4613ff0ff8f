package deliver

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"
)

// TestEcho: a service that repeats the key, in whatever it answers, has it neither kept nor shown.
func TestEcho(t *testing.T) {
	ctx := context.Background()
	shown := func(what string, values ...any) {
		t.Helper()
		if text := fmt.Sprintf("%+v", values); what != "" {
			noSecret(t, text)
			noSecret(t, tidy(text))
		}
	}
	for _, key := range []string{testKey, "a-" + testKey, `test-\u0007key-one`, `\u0000` + testKey} {
		quoted := `"` + key + `"`
		c, k := says(t, `{"success":true,"data":{"id":`+quoted+`},"response":{"process_key":`+quoted+`,"status":`+quoted+`}}`)
		ticket, err := c.Send(ctx, parcel("{}"))
		if shown("ticket", ticket, err); err != nil || ticket.ID != "" {
			t.Errorf("%+v %v", ticket, err)
		}
		ticket, err = k.Send(ctx, parcel("<a/>"))
		if shown("process", ticket, err); verdictOf(t, err) != unreachable || ticket.ID != "" {
			t.Errorf("%+v %v", ticket, err)
		}
		asked, err := k.AskReceipts(ctx, time.Time{}, time.Time{})
		if shown("receipts", asked, err); err == nil || asked != "" {
			t.Errorf("%s %v", asked, err)
		}
		word, err := k.Status(ctx, "key-1")
		shown("status", word, err)
		shown("follow", k.Follow(ctx, "key-1", func(word string) { shown("word", word) }))

		for field, texts := range map[string][2]string{
			"id": {`{"id":` + quoted + `,"name":"A"}`, "fails"}, "name": {`{"id":1,"name":` + quoted + `}`, "fails"}, "number": {`{"id":1,"number":` + quoted + `}`, "fails"},
			"storage": {`{"id":1,"name":"A","storage":{"id":` + quoted + `}}`, ""}, "rest": {`{"id":1,"name":"A","shipper":{"name":` + quoted + `,"ref_code":` + quoted + `},"status":` + quoted + `,"date":` + quoted + `}`, ""},
		} {
			c, _ := says(t, "["+texts[0]+"]")
			err := c.Invoices(ctx, time.Time{}, func(l Listed) error {
				if shown(field, l); l.StorageID != "" || l.ShipperCode != "" {
					t.Errorf("%+v", l)
				}
				return nil
			})
			if shown(field, err); (err != nil) != (texts[1] != "") {
				t.Errorf("%s: %v", field, err)
			}
			c, _ = says(t, `{"success":true,"data":`+texts[0]+"}")
			l, err := c.Invoice(ctx, "1")
			shown(field, l, err)
		}
		c, _ = says(t, `{"success":true,"error":`+quoted+`,"code":`+quoted+`,"data":[]}`)
		shown("error", c.Invoices(ctx, time.Time{}, nil))
		c, _ = says(t, `{"1":"(id:1) `+key+`"}`)
		storages, err := c.Storages(ctx)
		shown("storages", storages, err)
		c, _ = says(t, `[{"id":`+quoted+`,"name":`+quoted+`,"measure":`+quoted+`,"type":`+quoted+`}]`)
		taxes, err := c.Taxes(ctx)
		shown("taxes", taxes, err)
		shown("stock", c.Stock(ctx, "1", func(r StockRow) error { shown("row", r); return nil }))
	}
	c, k := says(t, yes)
	_, status := k.Status(ctx, testKey)
	_, download := k.Download(ctx, testKey, io.Discard)
	_, invoice := c.Invoice(ctx, testKey)
	for _, err := range []error{status, download, invoice, c.Wire(ctx, testKey), c.Stock(ctx, testKey, nil), k.Follow(ctx, testKey, nil)} {
		if shown("asked for", err); err == nil {
			t.Error("the key went out in an address")
		}
	}
}
