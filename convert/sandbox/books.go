package sandbox

import (
	"hash/fnv"
	"time"

	"obmen/formats/record"
)

// A figure is an exact number in JSON; it is 0 where there is none.
type figure struct{ record.Number }

// text writes the figure with the decimals that it has.
func (f figure) text() string {
	if !f.IsSet() {
		return "0"
	}
	return f.Number.String()
}

// MarshalJSON implements json.Marshaler.
func (f figure) MarshalJSON() ([]byte, error) { return []byte(f.text()), nil }

// UnmarshalJSON implements json.Unmarshaler.
func (f *figure) UnmarshalJSON(b []byte) (err error) {
	f.Number, err = record.ParseJSONNumber(b)
	return err
}

// A Note is what a person should know of an invoice that went through.
type Note struct {
	Path string `json:"path"`
	Code string `json:"code"`
	En   string `json:"en"`
	Ru   string `json:"ru"`
}

// In is the note in a language.
func (n Note) In(ru bool) string {
	if ru {
		return n.Ru
	}
	return n.En
}

// An Invoice is what is kept of one that was accepted.
type Invoice struct {
	ID          int64  `json:"id"`
	Number      string `json:"number"`
	Date        string `json:"date"` // as sent: UTC
	Comment     string `json:"comment"`
	ShipperCode string `json:"shipper"`
	ShipperName string `json:"shipper_name"`
	Storage     int64  `json:"storage"`

	Sum         figure `json:"sum"`           // as sent
	Amount      figure `json:"amount"`        // Σ amount
	Cost        figure `json:"cost"`          // Σ cost
	CostWithTax figure `json:"cost_with_tax"` // Σ cost_with_tax

	Items      int64 `json:"items"` // so many there were; how many are kept, is the length of the lists below
	Categories int64 `json:"categories"`
	Workspaces int64 `json:"workspaces"`
	Packages   int64 `json:"packages"`
	Products   int64 `json:"products"`

	KeptItems      []Item      `json:"kept_items"`
	KeptCategories []Category  `json:"kept_categories"`
	KeptWorkspaces []Workspace `json:"kept_workspaces"`
	KeptPackages   []Package   `json:"kept_packages"`
	KeptProducts   []Product   `json:"kept_products"`

	Notes  []Note    `json:"notes,omitempty"`
	Wired  bool      `json:"wired"`
	Posted time.Time `json:"posted"`
	Sent
}

// Sent is what is known of a body.
type Sent struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	Body   []byte `json:"body,omitempty"` // whole, where it has no more than 64 KiB; else nil
}

// An Item is a line of an invoice.
type Item struct {
	Amount       figure `json:"amount"`
	Package      string `json:"package_code"`
	Product      string `json:"product_code"`
	Price        figure `json:"price"`
	Tax          int64  `json:"caf_tax_id"`
	PriceWithTax figure `json:"price_with_tax"`
	Cost         figure `json:"cost"`
	CostWithTax  figure `json:"cost_with_tax"`
}

// A Category is one of products; its Parent is empty where it was null.
type Category struct{ Code, Name, Parent string }

// A Workspace is a kitchen or a bar, where a product is made.
type Workspace struct{ Code, Name string }

// A Package is a packing unit.
type Package struct{ Code, Name, Measure string }

// A Product is what an invoice says of one.
type Product struct {
	Code, Type       string
	Cancellation     int64
	ForSale          bool
	Name, Measure    string
	Barcode, Country string
	Weight, Tax      int64
	Category         string
	Discounts        bool
	Workspace        string
	ID               int64 `json:"ID,omitempty"` // that the account gave
}

// A Process is a task of Kassatka's.
type Process struct {
	Key    string    `json:"key"`
	Kind   string    `json:"kind"` // nomenclature or receipts
	Asked  time.Time `json:"asked"`
	From   time.Time `json:"from,omitzero"` // of receipts: [From, To)
	To     time.Time `json:"to,omitzero"`
	Groups int64     `json:"groups,omitempty"` // of a nomenclature
	Rows   int64     `json:"rows,omitempty"`
	Wrong  string    `json:"wrong,omitempty"` // why the process ends in error
	Sent
}

// A Storage is one of the account's, or a tax with its rate.
type Storage struct {
	ID   int64
	Name string
}

// codeHash is what stands for a ref_code in the sets of those that are known. That two of a million
// codes have the same has the probability 10^-8; then a reference that leads nowhere might go unnoticed.
func codeHash(code []byte) uint64 {
	h := fnv.New64a()
	h.Write(code)
	return h.Sum64()
}
