package sandbox

import (
	"sync"
	"time"
)

// What became of a request.
const (
	Accepted = "accepted" // it changed the account
	Answered = "answered" // it changed nothing, and was not meant to
	Refused  = "refused"  // the sandbox said no
	Failed   = "failed"   // a fault struck before it was accepted
)

// A Request is a request as the log has it. It holds no header, so no secret.
type Request struct {
	N        int64         `json:"n"` // from 1
	At       time.Time     `json:"at"`
	Host     string        `json:"host"`
	Method   string        `json:"method"`
	Path     string        `json:"path"`
	Query    string        `json:"query,omitempty"`    // what the documents know of it
	Endpoint string        `json:"endpoint,omitempty"` // of [Places]; empty: none
	Status   int           `json:"status"`             // 0: there was no answer
	Outcome  string        `json:"outcome"`
	Reason   string        `json:"reason,omitempty"` // of a refusal
	Fault    string        `json:"fault,omitempty"`  // that struck
	Size     int64         `json:"size"`             // bytes that were read of the body
	SHA256   string        `json:"sha256,omitempty"` // of a body that was read to its end
	Took     time.Duration `json:"took"`             // nanoseconds
}

// mostRequests is how many requests the log remembers.
const mostRequests = 10000

// A requestLog remembers the last requests, in the order in which they ended.
type requestLog struct {
	mu   sync.Mutex
	n    int64
	list []Request
}

func (l *requestLog) add(r Request) Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	r.N = l.n
	if len(l.list) >= 2*mostRequests {
		l.list = append(l.list[:0], l.list[mostRequests:]...)
	}
	l.list = append(l.list, r)
	return r
}

// last copies what is remembered.
func (l *requestLog) last() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Request{}, l.list[max(0, len(l.list)-mostRequests):]...)
}

// Requests returns the last requests to the services, in the order in which they ended.
func (s *Server) Requests() []Request { return s.log.last() }

// A Record is the sandbox's own record of a request that it accepted.
type Record struct {
	ID      int64     `json:"id"` // of the invoice
	Number  string    `json:"number"`
	Date    string    `json:"date"`
	Shipper string    `json:"shipper"` // ref_code
	Storage int64     `json:"storage"`
	Sum     string    `json:"sum"`   // as sent
	Total   string    `json:"total"` // Σ cost_with_tax
	Items   int64     `json:"items"`
	Wired   bool      `json:"wired"`
	Posted  time.Time `json:"posted"`
	Sent
}

// Accepted returns the invoices that were accepted, in order, each with the SHA-256 of its body and, up to [KeptBody], the body itself.
func (s *Server) Accepted() []Record {
	list := []Record{}
	for _, in := range s.account.allInvoices() {
		list = append(list, Record{ID: in.ID, Number: in.Number, Date: in.Date, Shipper: in.ShipperCode, Storage: in.Storage,
			Sum: in.Sum.text(), Total: in.CostWithTax.text(), Items: in.Items, Wired: in.Wired, Posted: in.Posted, Sent: in.Sent})
	}
	return list
}

// Nomenclatures returns the nomenclatures that were accepted, in order.
func (s *Server) Nomenclatures() []Process { return s.account.allProcesses(placeNomenclature) }
