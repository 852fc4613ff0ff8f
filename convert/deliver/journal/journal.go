package journal

import "time"

// A State is how far a delivery has come.
type State string

// The states. A delivery that is Sending while nobody holds the account's lock belongs to a run that died: it is in doubt.
const (
	Planned     State = "planned"     // nothing of it has left
	Sending     State = "sending"     // a request may be under way
	Accepted    State = "accepted"    // the service said so, or has it in its list
	Rejected    State = "rejected"    // the service refused it
	Unavailable State = "unavailable" // the service was out of reach and has surely not got it
	InDoubt     State = "in-doubt"    // the service may have it
	Resolved    State = "resolved"    // a person settled what was in doubt: Settled says how
)

// States lists the states.
func States() []State {
	return []State{Planned, Sending, Accepted, Rejected, Unavailable, InDoubt, Resolved}
}

// A Key is under which a service's books know a document: two suppliers may both have a number 1. No two accepted deliveries have the same.
type Key struct {
	Service string `json:"service"` // caffesta, kassatka
	Account string `json:"account"` // the account's name, or the host of its address
	Shipper string `json:"shipper"` // ref_code
	Storage string `json:"storage"` // caf_storage_id
	Number  string `json:"number"`  // of the invoice; of a nomenclature the SHA-256 of its body
}

// A Receipt names a receipt of Kassatka's.
type Receipt struct{ Organization, DocNum string }

// A Delivery is one request's worth of a document, and what became of it. Nothing in it is secret.
type Delivery struct {
	ID uint64 `json:"id"`
	Key
	State   State  `json:"state"`
	Settled string `json:"settled,omitempty"` // sent or unsent, by whom it was resolved

	File       string `json:"file"`                 // the input's name
	FileSHA256 string `json:"file_sha256"`          // of the input as stored
	Date       string `json:"date,omitempty"`       // the invoice's
	Sum        string `json:"sum,omitempty"`        // the invoice's
	Items      int64  `json:"items,omitempty"`      // how many
	ItemsHash  string `json:"items_hash,omitempty"` // of the items and the date: what makes two invoices the same
	BodyHash   string `json:"body_hash"`            // SHA-256 of what is sent
	Size       int64  `json:"size"`                 // bytes of the body
	Whole      string `json:"whole,omitempty"`      // the number of the invoice that --max-items parted
	Part       int    `json:"part,omitempty"`       // from 1
	Parts      int    `json:"parts,omitempty"`
	Receipts   int64  `json:"receipts,omitempty"` // that it carries
	// ReceiptsHash is that of the receipts which the whole carries: the same items may be of others. Empty: it was made of none.
	ReceiptsHash string `json:"receipts_hash,omitempty"`

	Attempts  int       `json:"attempts"`
	Doubts    int       `json:"doubts,omitempty"`     // how often nobody knew what became of it: it is looked for before it is sent again
	ServiceID string    `json:"service_id,omitempty"` // that the service gave
	Wired     bool      `json:"wired,omitempty"`
	Note      string    `json:"note,omitempty"` // the last outcome, in words
	Planned   time.Time `json:"planned"`
	Changed   time.Time `json:"changed"`
}

// Booked reports whether the service's books surely hold the delivery.
func (d *Delivery) Booked() bool {
	return d.State == Accepted || d.State == Resolved && d.Settled == "sent"
}

// Open reports whether the service's books may hold the delivery, so that a person or the service's list has to tell.
func (d *Delivery) Open() bool { return d.State == Sending || d.State == InDoubt }
