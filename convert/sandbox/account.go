package sandbox

import (
	"slices"
	"sync"
	"time"
)

// An event is what changed the account: what a file keeps, and what is replayed when it is opened again.
type event struct {
	Kind    string               `json:"kind"` // of the constants below
	At      time.Time            `json:"at"`
	ID      int64                `json:"id,omitempty"` // of the invoice that is wired or unwired
	Invoice *Invoice             `json:"invoice,omitempty"`
	Further map[shelf]codeHashes `json:"further,omitempty"` // ref_codes of the invoice that are not kept otherwise
	Process *Process             `json:"process,omitempty"`
}

const (
	posted  = "invoice"
	wired   = "wire"
	unwired = "unwire"
	asked   = "process"
)

// codeHashes are what stands for ref_codes.
type codeHashes []uint64

// An account is what both services have accepted.
type account struct {
	mu        sync.RWMutex
	save      func(*event) error // puts an event on disk; nil: the account is in memory
	storages  []Storage
	invoices  []*Invoice // by id, from 1
	processes []*Process
	byKey     map[string]*Process
	codes     [shelves]map[uint64]int64 // the id that the account gave; 0: none, it is known only
	catalogue map[string]*Product       // products by ref_code, as last sent
	lastID    [shelves]int64
}

func newAccount(storages []Storage) *account {
	a := &account{storages: storages, byKey: map[string]*Process{}, catalogue: map[string]*Product{}}
	for s := range a.codes {
		a.codes[s] = map[uint64]int64{}
	}
	return a
}

// commit saves an event and applies it. Nothing is changed where saving fails.
func (a *account) commit(e *event) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.commitLocked(e)
}

func (a *account) commitLocked(e *event) error {
	if e.Kind == posted {
		e.Invoice.ID = int64(len(a.invoices)) + 1
	}
	if a.save != nil {
		if err := a.save(e); err != nil {
			return err
		}
	}
	a.apply(e)
	return nil
}

// apply does what an event says.
func (a *account) apply(e *event) {
	switch e.Kind {
	case posted:
		a.post(e.Invoice, e.Further)
	case wired, unwired:
		if in := a.invoice(e.ID); in != nil {
			in.Wired = e.Kind == wired
		}
	case asked:
		a.processes = append(a.processes, e.Process)
		a.byKey[e.Process.Key] = e.Process
	}
}

// post takes an invoice into the books. «Caffesta будет сначала искать объект с переданным значением в ref_code, и если не найдёт
// совпадений, создаст новый объект.» Invoices it does not find that way: the same one twice stands twice.
func (a *account) post(in *Invoice, further map[shelf]codeHashes) {
	a.invoices = append(a.invoices, in)
	a.upsert(shippers, in.ShipperCode)
	for _, c := range in.KeptCategories {
		a.upsert(categories, c.Code)
	}
	for _, w := range in.KeptWorkspaces {
		a.upsert(workspaces, w.Code)
	}
	for _, p := range in.KeptPackages {
		a.upsert(packages, p.Code)
	}
	for _, p := range in.KeptProducts {
		p.ID = a.upsert(products, p.Code)
		a.catalogue[p.Code] = &p
	}
	for s, codes := range further {
		for _, h := range codes {
			if _, ok := a.codes[s][h]; !ok {
				a.codes[s][h] = 0
			}
		}
	}
}

// upsert returns the id of what has this ref_code, a new one where there is none.
func (a *account) upsert(s shelf, code string) int64 {
	h := codeHash([]byte(code))
	if a.codes[s][h] == 0 {
		a.lastID[s]++
		a.codes[s][h] = a.lastID[s]
	}
	return a.codes[s][h]
}

// idOf returns the id of what has this ref_code; 0: none.
func (a *account) idOf(s shelf, code string) int64 { return a.codes[s][codeHash([]byte(code))] }

// invoice finds one by its id; nil: there is none.
func (a *account) invoice(id int64) *Invoice {
	if id < 1 || id > int64(len(a.invoices)) {
		return nil
	}
	return a.invoices[id-1]
}

// known is what a checker asks.
func (a *account) known() known {
	return known{
		code: func(s shelf, h uint64) bool {
			a.mu.RLock()
			defer a.mu.RUnlock()
			_, ok := a.codes[s][h]
			return ok
		},
		storage: a.hasStorage,
		tax:     func(id int64) bool { return slices.ContainsFunc(taxes(), func(t tax) bool { return t.id == id }) },
	}
}

func (a *account) hasStorage(id int64) bool {
	return slices.ContainsFunc(a.storages, func(s Storage) bool { return s.ID == id })
}

// A stock is what a storage holds of a product.
type stock struct {
	product     *Product
	amount, sum figure
}

// stockOf adds up the kept items of the wired invoices of a storage, in the order of the products' first delivery.
func (a *account) stockOf(storage int64) []*stock {
	a.mu.RLock()
	defer a.mu.RUnlock()
	var list []*stock
	byCode := map[string]*stock{}
	for _, in := range a.invoices {
		if !in.Wired || in.Storage != storage {
			continue
		}
		for _, it := range in.KeptItems {
			s := byCode[it.Product]
			if s == nil {
				s = &stock{product: a.productOf(it)}
				byCode[it.Product] = s
				list = append(list, s)
			}
			s.amount, s.sum = figure{s.amount.Add(it.Amount.Number)}, figure{s.sum.Add(it.Cost.Number)}
		}
	}
	return list
}

// productOf is the product of an item, as the account knows it.
func (a *account) productOf(it Item) *Product {
	if p := a.catalogue[it.Product]; p != nil {
		return p
	}
	return &Product{Code: it.Product, Name: it.Product, Measure: it.Package, ID: a.idOf(products, it.Product)}
}

// allInvoices copies the invoices as they are now.
func (a *account) allInvoices() []Invoice {
	a.mu.RLock()
	defer a.mu.RUnlock()
	list := make([]Invoice, len(a.invoices))
	for i, in := range a.invoices {
		list[i] = *in
	}
	return list
}

// allProcesses copies the processes of a kind.
func (a *account) allProcesses(kind string) []Process {
	a.mu.RLock()
	defer a.mu.RUnlock()
	list := []Process{}
	for _, p := range a.processes {
		if p.Kind == kind {
			list = append(list, *p)
		}
	}
	return list
}

// process finds one by its key.
func (a *account) process(key string) (Process, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	p := a.byKey[key]
	if p == nil {
		return Process{}, false
	}
	return *p, true
}

// copyOf copies an invoice as it is now.
func (a *account) copyOf(id int64) (Invoice, bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	in := a.invoice(id)
	if in == nil {
		return Invoice{}, false
	}
	return *in, true
}

// wire wires an invoice, or unwires it. The error is a *record.Fault where that can't be.
func (a *account) wire(id int64, kind string, at time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	in := a.invoice(id)
	switch {
	case in == nil:
		return NoSuchInvoice.Fault(id)
	case kind == wired && in.Wired:
		return WiredAlready.Fault(id)
	case kind == unwired && !in.Wired:
		return NotWired.Fault(id)
	}
	return a.commitLocked(&event{Kind: kind, At: at, ID: id})
}
