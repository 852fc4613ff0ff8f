package profile

import (
	"time"
	_ "time/tzdata" // Windows has no zone database of its own

	"obmen/formats/record"
)

// A Profile is what no file knows: the zone, the taxes, which price goes to which shop. Its fields are the keys of the YAML, and
// every one of them is there: [Load] puts a file's keys over those of [Default]. A Profile is not changed after it was
// loaded, so that any number of goroutines may ask it; its maps are not to be written to.
type Profile struct {
	Zone          Zone              `yaml:"zone"`
	DayStarts     Clock             `yaml:"day_starts"`
	CSV           CSV               `yaml:"csv"`
	Decimals      Decimals          `yaml:"decimals"`
	Defaults      Defaults          `yaml:"defaults"`
	Groups        map[string]*Rule  `yaml:"groups"`   // by the group's code
	Products      map[string]*Rule  `yaml:"products"` // by the product's code
	PriceTypes    PriceTypes        `yaml:"price_types"`
	Stores        map[string]*Place `yaml:"stores"`        // by StoreCode
	Organizations map[string]*Party `yaml:"organizations"` // by OrganizationCode
	Units         map[string]*Own   `yaml:"units"`         // by unit code, as [AppendUnitCode] normalises it
	Numbers       Numbers           `yaml:"numbers"`
	Comments      Comments          `yaml:"comments"`
	Invoices      Invoices          `yaml:"invoices"`
	Services      Services          `yaml:"services"`
	Watch         Watch             `yaml:"watch"`
	Checks        Checks            `yaml:"checks,omitempty"`
	XML           XML               `yaml:"xml,omitempty"`

	location *time.Location
	index    index
	ignored  []record.Finding
}

// CSV says how CSV is written where no flag says otherwise.
type CSV struct {
	Dialect string `yaml:"dialect"` // rfc4180 or excel-ru
	Headers string `yaml:"headers"` // en or ru
}

// Decimals are the decimals to which money is rounded, half away from zero.
type Decimals struct {
	Price int32 `yaml:"price"`
	Cost  int32 `yaml:"cost"`
}

// Defaults are what an invoice or a product gets where nothing else says.
type Defaults struct {
	Shipper          Party         `yaml:"shipper"`
	Storage          record.Number `yaml:"storage"` // caf_storage_id; 0 is no id
	Shop             record.Number `yaml:"shop"`    // caf_shop_id; 0 is no id
	Workspace        Ref           `yaml:"workspace"`
	Category         Ref           `yaml:"category"`
	Tax              TaxRule       `yaml:"tax"`
	Type             string        `yaml:"type"` // product, tech_map, sub_product
	CancellationType record.Number `yaml:"cancellation_type"`
	ForSale          bool          `yaml:"for_sale"`
	UseDiscounts     bool          `yaml:"use_discounts"`
	WeightInGram     record.Number `yaml:"weight_in_gram"`
	Country          string        `yaml:"country"`
	Comment          string        `yaml:"comment"`
	Amount           record.Number `yaml:"amount"` // of a catalogue's item, in the product's own unit
}

// A Rule is what a profile sets for one group or one product. What it leaves out (nil, empty, missing) comes from farther out.
type Rule struct {
	Workspace        *Ref          `yaml:"workspace"`
	Category         *Ref          `yaml:"category"`
	Tax              *TaxRule      `yaml:"tax"`
	Type             string        `yaml:"type,omitempty"`
	CancellationType record.Number `yaml:"cancellation_type"`
	ForSale          record.Bool   `yaml:"for_sale"`
	UseDiscounts     record.Bool   `yaml:"use_discounts"`
	WeightInGram     record.Number `yaml:"weight_in_gram"`
	Country          *string       `yaml:"country"`
	Amount           record.Number `yaml:"amount"`
	Item             record.Bool   `yaml:"item"` // false: a product without an item
	Skip             record.Bool   `yaml:"skip"` // true: neither product nor item
}

// A Ref names a thing of Caffesta's by a code of ours.
type Ref struct {
	RefCode string `yaml:"ref_code"`
	Name    string `yaml:"name"`
}

// A Party is a shipper.
type Party struct {
	RefCode string `yaml:"ref_code"`
	Name    string `yaml:"name"`
}

// A TaxRule is a tax with its one rate, or with a rate for each time. The rates stand in the order of their days.
type TaxRule struct {
	ID    record.Number `yaml:"id"`              // caf_tax_id; 0 is no id
	Rate  record.Number `yaml:"rate"`            // per cent; missing where there are Rates
	Rates []Rate        `yaml:"rates,omitempty"` // empty where there is a Rate
}

// A Rate is a tax's rate from a day on, that day included.
type Rate struct {
	From Day           `yaml:"from"`
	Rate record.Number `yaml:"rate"` // per cent
	ID   record.Number `yaml:"id"`   // of this rate, where it is not the rule's own: Caffesta's taxes have one rate each
}

// PriceTypes says what the catalogue's price types are for.
type PriceTypes struct {
	Purchase    string             `yaml:"purchase"`     // "": none
	Retail      string             `yaml:"retail"`       // "": none
	TaxIncluded map[string]bool    `yaml:"tax_included"` // by price type; not listed: true
	Shops       map[string][]Place `yaml:"shops"`        // by price type
}

// A Place is a storage and the shop that sells from it. 0 is no id.
type Place struct {
	Storage record.Number `yaml:"storage"` // caf_storage_id
	Shop    record.Number `yaml:"shop"`    // caf_shop_id
}

// Own is a unit that the profile defines: Factor times Measure.
type Own struct {
	Measure string        `yaml:"measure"` // pcs, kg or l
	Factor  record.Number `yaml:"factor"`  // how much of Measure is in one; default 1
	Name    string        `yaml:"name"`
}

// Numbers are the templates of invoice numbers.
type Numbers struct {
	Nomenclature Template `yaml:"nomenclature"` // {date} {crc}
	Receipt      Template `yaml:"receipt"`      // {docnum}
	Group        Template `yaml:"group"`        // {day} {storage} {shipper}
}

// Comments are the templates of invoice comments.
type Comments struct {
	Receipt Template `yaml:"receipt"` // {store} {cashbox}
	Group   Template `yaml:"group"`   // {count} {cash} {card} {discount}
}

// Invoices says how receipts become invoices.
type Invoices struct {
	GroupBy              []string `yaml:"group_by"`      // day first, then store, cashbox, organization
	Returns              string   `yaml:"returns"`       // drop, net or keep
	ReturnsWhere         string   `yaml:"returns_where"` // an XPath 1.0 expression
	MaxItems             int32    `yaml:"max_items"`     // 0: no limit
	ReceiptsArePurchases bool     `yaml:"receipts_are_purchases"`
}

// Services are the accounts of both services. No secret is ever in them, only where it is.
type Services struct {
	Caffesta Caffesta `yaml:"caffesta"`
	Kassatka Kassatka `yaml:"kassatka"`
}

// Caffesta is an account of Caffesta's. One of KeyEnv, KeyFile and KeyCommand is set.
type Caffesta struct {
	Account    string   `yaml:"account"`
	URL        string   `yaml:"url"`     // the whole base; "": from Account
	Headers    []string `yaml:"headers"` // in which the key goes out
	KeyEnv     string   `yaml:"key_env"`
	KeyFile    string   `yaml:"key_file"`
	KeyCommand string   `yaml:"key_command"`
}

// Kassatka is an account of Kassatka's. One of TokenEnv, KeyFile and KeyCommand is set.
type Kassatka struct {
	URL        string `yaml:"url"` // "": the documented one
	TokenEnv   string `yaml:"token_env"`
	KeyFile    string `yaml:"key_file"`
	KeyCommand string `yaml:"key_command"`
}

// XML says where foreign XML keeps what a document of ours has: XPath 1.0 expressions by our field names. With an empty Kind
// there is none.
type XML struct {
	Kind       string            `yaml:"kind,omitempty"`     // nomenclature, receipts or invoice
	Document   map[string]string `yaml:"document,omitempty"` // nomenclature: Date, seen from the root element
	Record     string            `yaml:"record,omitempty"`   // each node is a product, a receipt or an invoice
	Fields     map[string]string `yaml:"fields,omitempty"`   // of the record, seen from its node
	Group      map[string]string `yaml:"group,omitempty"`    // nomenclature: Code, Name and ParentCode of the product's group, seen from the product
	Lines      XMLPart           `yaml:"lines,omitempty"`    // receipts
	Items      XMLPart           `yaml:"items,omitempty"`    // invoice, and the parts below
	Categories XMLPart           `yaml:"categories,omitempty"`
	Workspaces XMLPart           `yaml:"workspaces,omitempty"`
	Packages   XMLPart           `yaml:"packages,omitempty"`
	Products   XMLPart           `yaml:"products,omitempty"`
	Prices     XMLPart           `yaml:"prices,omitempty"` // of a product of an invoice, seen from its node
}

// XMLPart is a part of a record that stands in it more than once.
type XMLPart struct {
	Record string            `yaml:"record,omitempty"` // seen from the node of the record around; "": there are none
	Fields map[string]string `yaml:"fields,omitempty"` // seen from the node of this part
}

// Settings are what the profile says about one product.
type Settings struct {
	Tax              Tax
	Type             string
	CancellationType record.Number
	ForSale          bool
	UseDiscounts     bool
	WeightInGram     record.Number
	WeightSet        bool // for this product or a group around it, so that a kilogram does not become 1000 by itself
	Country          string
	Workspace        Ref
	Category         Ref
	CategorySet      bool // for this product or a group around it: Category then stands in place of the group's own
	Item             bool // whether a catalogue's product gets an item
	Skip             bool // whether it is left out altogether
	Amount           record.Number

	// What a built-in default had to supply, and not the user.
	DefaultTax, DefaultWorkspace, DefaultCategory bool
}

// A Tax is a tax as it counts on a day.
type Tax struct {
	ID   record.Number // caf_tax_id; 0 is no id
	Rate record.Number // per cent
}

// A Unit is what a unit code means.
type Unit struct {
	Code    string        // normalised; empty where the code is not known
	Measure string        // pcs, kg or l
	Factor  record.Number // how much of Measure is in one; 1 where that is not known
	Known   bool          // in the profile or the OKEI table
	Fixed   bool          // a fixed part or multiple of Measure; false: deserves a finding
	Pack    bool          // defined in the profile, so it is listed in packages too
	Name    string        // Штука
	Note    bool          // converted as people may not expect: a pair is two pieces
}

// A Chain gives the codes of the groups around a product, from the innermost outwards.
type Chain interface {
	Next() (groupCode []byte, ok bool)
}
