package sandbox

import (
	"strconv"
	"time"

	"obmen/formats/record"
)

// dateForm is that of an invoice's date: "2018-06-13 14:28".
const dateForm = "2006-01-02 15:04"

// head takes over what the fields of the invoice itself say, once all of it was read.
func (c *checker) head(row []value) error {
	in := c.invoice
	in.Number, in.Date, in.Comment = row[0].String(), row[1].String(), row[3].String()
	in.Sum = figure{row[2].number}
	// time.Parse takes a date like 2018-6-13 too.
	if t, err := time.Parse(dateForm, in.Date); err != nil || t.Format(dateForm) != in.Date {
		return wrongAt("date", BadDate.Fault(record.Shorten(row[1].text), "2018-06-13 14:28"))
	}
	if in.Sum.Equal(in.CostWithTax.Number) {
		return nil
	}
	differs := SumDiffers.Fault(in.Sum.String(), in.CostWithTax.text())
	if c.strict {
		return wrongAt("sum", differs)
	}
	c.note("sum", differs)
	return nil
}

func (c *checker) shipper(row []value) error {
	c.invoice.ShipperCode, c.invoice.ShipperName = row[0].String(), row[1].String()
	return nil
}

func (c *checker) storage(row []value) error {
	c.invoice.Storage = row[0].whole()
	if c.known.storage != nil && !c.known.storage(c.invoice.Storage) {
		return c.under("caf_id", NoStorage.Fault(strconv.FormatInt(c.invoice.Storage, 10)))
	}
	return nil
}

func (c *checker) item(row []value) error {
	in := c.invoice
	amount, cost, withTax := row[0].number, row[6].number, row[7].number
	in.Items++
	in.Amount, in.Cost, in.CostWithTax = figure{in.Amount.Add(amount)}, figure{in.Cost.Add(cost)}, figure{in.CostWithTax.Add(withTax)}
	c.checkTax("items", row[4].whole())
	if len(in.KeptItems) < c.keep {
		in.KeptItems = append(in.KeptItems, Item{Amount: figure{amount}, Package: row[1].String(), Product: row[2].String(), Price: figure{row[3].number},
			Tax: row[4].whole(), PriceWithTax: figure{row[5].number}, Cost: figure{cost}, CostWithTax: figure{withTax}})
	}
	return nil
}

func (c *checker) checkTax(section string, id int64) {
	if c.known.tax != nil && !c.known.tax(id) {
		c.note(c.at(section, "caf_tax_id"), UnknownTax.Fault(strconv.FormatInt(id, 10)))
	}
}

func (c *checker) category(row []value) error {
	c.invoice.Categories++
	if len(c.invoice.KeptCategories) < c.keep {
		c.invoice.KeptCategories = append(c.invoice.KeptCategories, Category{row[0].String(), row[1].String(), row[2].String()})
	}
	return nil
}

func (c *checker) workspace(row []value) error {
	c.invoice.Workspaces++
	if len(c.invoice.KeptWorkspaces) < c.keep {
		c.invoice.KeptWorkspaces = append(c.invoice.KeptWorkspaces, Workspace{row[0].String(), row[1].String()})
	}
	return nil
}

// pack judges a package. The table requires name and measure; its own example leaves them out where the package is a measure itself.
func (c *checker) pack(row []value) error {
	code := row[0].String()
	if code != "pcs" && code != "kg" && code != "l" {
		for i, name := range []string{1: "name", 2: "measure"} {
			if name != "" && row[i].token == 0 {
				return c.under(name, Missing.Fault())
			}
		}
	}
	c.invoice.Packages++
	if len(c.invoice.KeptPackages) < c.keep {
		c.invoice.KeptPackages = append(c.invoice.KeptPackages, Package{code, row[1].String(), row[2].String()})
	}
	return nil
}

func (c *checker) product(row []value) error {
	in := c.invoice
	in.Products++
	c.checkTax("products", row[9].whole())
	if len(in.KeptProducts) < c.keep {
		in.KeptProducts = append(in.KeptProducts, Product{Code: row[0].String(), Type: row[1].String(), Cancellation: row[2].whole(), ForSale: row[3].truth(),
			Name: row[4].String(), Measure: row[5].String(), Barcode: row[6].String(), Country: row[7].String(), Weight: row[8].whole(),
			Tax: row[9].whole(), Category: row[10].String(), Discounts: row[11].truth(), Workspace: row[12].String()})
	}
	return nil
}

func (c *checker) price(row []value) error {
	if id := row[1].whole(); c.known.storage != nil && !c.known.storage(id) {
		return c.under("caf_storage_id", NoStorage.Fault(strconv.FormatInt(id, 10)))
	}
	return nil
}
