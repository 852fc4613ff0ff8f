package deliver

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"obmen/formats/jsonstream"
	"obmen/formats/record"
)

// A Storage is a storage (склад) of an account.
type Storage struct{ ID, Name string }

// Storages returns the account's storages, by id.
func (c *Caffesta) Storages(ctx context.Context) ([]Storage, error) {
	var list []Storage
	fresh := func() { list = nil }
	err := c.collect(ctx, "draft/storages", fresh, func(e *element) error {
		s, ok := storageOf(text(e.t, e.w.Text()))
		if !ok {
			return AnswerLacks.Fault(`"(id:1) …"`)
		}
		list = append(list, Storage{c.secret.hide(s.ID), c.secret.hide(s.Name)})
		return nil
	})
	slices.SortFunc(list, func(a, b Storage) int { return compareIDs(a.ID, b.ID) })
	return list, err
}

// collect is list for what is small enough to be gathered, and can be gathered anew.
func (c *Caffesta) collect(ctx context.Context, path string, fresh func(), each func(*element) error) error {
	_, err := c.do(ctx, request{method: http.MethodGet, path: path, harmless: true, read: func(a *answer) error {
		fresh()
		n := 0
		_, err := readList(a, c.o.MostList, func(e *element) error {
			if n++; n > mostCollected {
				return AnswerEndless.Fault(a.count)
			}
			return each(e)
		})
		return err
	}})
	return err
}

// mostCollected is how many storages or taxes an account may have.
const mostCollected = 10000

// storageOf reads "(id:5) name". QUIRK: the key beside it is a running number, and may differ from the id.
func storageOf(s string) (Storage, bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), "(id:")
	id, name, closed := strings.Cut(rest, ")")
	id = strings.TrimSpace(id)
	return Storage{id, strings.TrimSpace(name)}, ok && closed && isDigits(id) && len(id) <= mostID
}

// compareIDs orders numbers by value.
func compareIDs(a, b string) int {
	x, errX := strconv.ParseUint(a, 10, 64)
	y, errY := strconv.ParseUint(b, 10, 64)
	if errX != nil || errY != nil {
		return cmp.Compare(a, b)
	}
	return cmp.Compare(x, y)
}

// A StockRow is what a storage holds of a product. The numbers are exact, with the decimals that the service gives.
type StockRow struct {
	ID, Name, Measure  string        // of the product; pcs, kg, l
	Cost, Sum, Balance record.Number // cost of one; of all; how much there is, less than nothing perhaps
}

// Stock hands each row of a storage's stock to visit, in the service's order and in constant memory. Where visit fails, so does Stock, with its error.
func (c *Caffesta) Stock(ctx context.Context, storage string, visit func(StockRow) error) error {
	if c.secret.id(storage) == "" {
		return wrong(KeyMalformed.Fault(c.secret.show(storage)))
	}
	_, err := c.list(ctx, "draft/store/"+storage, "", func(e *element) error {
		row, err := stockRow(e)
		if err != nil {
			return err
		}
		e.deliver()
		row.ID, row.Name, row.Measure = c.secret.hide(row.ID), c.secret.hide(row.Name), c.secret.hide(row.Measure)
		if err := visit(row); err != nil {
			return &stop{err}
		}
		return nil
	})
	return err
}

func stockRow(e *element) (row StockRow, err error) {
	err = e.fields(func(path string, t jsonstream.Token, b []byte) (err error) {
		switch path {
		case "id":
			row.ID = idText(t, b)
		case "name":
			row.Name = text(t, b)
		case "measure":
			row.Measure = text(t, b)
		case "cost":
			row.Cost, err = number(path, t, b)
		case "summ":
			row.Sum, err = number(path, t, b)
		case "balance":
			row.Balance, err = number(path, t, b)
		}
		return err
	})
	if err == nil && row.ID == "" {
		err = AnswerLacks.Fault("id")
	}
	return row, err
}

// A Tax is a tax of an account.
type Tax struct {
	ID, Name string
	Type     string        // inner: it is within the price
	Value    record.Number // percent
}

// Taxes returns the account's taxes, by id. It takes both forms that the documents have: a list, and an object by id.
func (c *Caffesta) Taxes(ctx context.Context) ([]Tax, error) {
	var list []Tax
	err := c.collect(ctx, "draft/get_taxes", func() { list = nil }, func(e *element) error {
		tax := Tax{ID: e.key}
		err := e.fields(func(path string, t jsonstream.Token, b []byte) (err error) {
			switch path {
			case "id":
				tax.ID = idText(t, b)
			case "name":
				tax.Name = text(t, b)
			case "type":
				tax.Type = text(t, b)
			case "value":
				tax.Value, err = number(path, t, b)
			}
			return err
		})
		if err == nil && tax.ID == "" {
			err = AnswerLacks.Fault("id")
		}
		tax.ID, tax.Name, tax.Type = c.secret.hide(tax.ID), c.secret.hide(tax.Name), c.secret.hide(tax.Type)
		list = append(list, tax)
		return err
	})
	slices.SortFunc(list, func(a, b Tax) int { return compareIDs(a.ID, b.ID) })
	return list, err
}
