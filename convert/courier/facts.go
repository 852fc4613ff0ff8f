package courier

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"os"

	"obmen/convert/deliver/journal"
	"obmen/formats/caffesta"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// facts are what has to be known of an invoice to send it: where its text is, and what makes it the same as another.
type facts struct {
	Offset int64 `json:"o"` // of its line in the prepared file
	Size   int64 `json:"z"` // bytes, without the line end
	journal.Delivery
	ShipperName string `json:"sn"`
	Positive    bool   `json:"p"` // some item has an amount above zero
	Zero        string `json:"0"` // the path of an id that is 0 or missing; "": none is
	Last        int64  `json:"l"` // the number, from 1, of the last part of the same whole among all invoices of the document
}

// scan appends the facts of each invoice of an invoice-ndjson file to a log.
func scan(f *os.File, name string, temp record.Temp, to *spool.Log) error {
	lines := &lines{r: bufio.NewReaderSize(io.NewSectionReader(f, 0, 1<<62), 256<<10)}
	reader := caffesta.NewLinesReader(lines, record.Options{File: name, Temp: temp})
	defer reader.Close()
	s := scanner{to: to, items: sha256.New()}
	for {
		rec, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return s.end(lines)
		}
		if err == nil {
			err = s.take(rec, lines)
		}
		if err != nil {
			return err
		}
	}
}

// A scanner gathers the facts of one invoice after another.
type scanner struct {
	to    *spool.Log
	now   facts
	begun bool
	items hash.Hash
	sum   record.Number // Σ cost_with_tax: what the books will say, whatever the head does
	buf   []byte
}

func (s *scanner) take(rec record.Record, l *lines) error {
	switch r := rec.(type) {
	case *record.Invoice:
		if err := s.end(l); err != nil {
			return err
		}
		s.begin(r)
	case *record.Item:
		s.item(r)
	case *record.InvoiceProduct:
		s.product(r)
	}
	return nil
}

func (s *scanner) begin(r *record.Invoice) {
	s.begun = true
	s.items.Reset()
	s.now = facts{ShipperName: string(r.ShipperName)}
	s.now.Number, s.now.Shipper, s.now.Storage = string(r.Number), string(r.ShipperCode), plain(r.StorageID)
	s.now.Date, s.sum = string(r.Date), record.NewNumber(0, 0)
	s.need("storage.caf_id", r.StorageID)
}

func (s *scanner) item(r *record.Item) {
	s.now.Items++
	s.sum = s.sum.Add(r.CostWithTax)
	s.now.Positive = s.now.Positive || r.Amount.Sign() > 0
	s.need("items[].caf_tax_id", r.TaxID)
	s.buf = appendField(appendField(s.buf[:0], r.ProductCode), r.PackageCode)
	for _, n := range [...]record.Number{r.Amount, r.Price, r.TaxID, r.PriceWithTax, r.Cost, r.CostWithTax} {
		s.buf = append(n.Trim().AppendTo(s.buf), 0)
	}
	s.items.Write(s.buf)
}

func (s *scanner) product(r *record.InvoiceProduct) {
	s.need("products[].caf_tax_id", r.TaxID)
	for i := range r.Prices {
		s.need("products[].prices[].caf_shop_id", r.Prices[i].ShopID)
		s.need("products[].prices[].caf_storage_id", r.Prices[i].StorageID)
	}
}

// need remembers the first id that is none: "Invoices with storage, shop or tax id 0 are refused before anything goes out."
func (s *scanner) need(path string, id record.Number) {
	if s.now.Zero == "" && id.IsZero() {
		s.now.Zero = path
	}
}

// end keeps the facts of the invoice that is over: its line is the next one that the lines have not told of.
func (s *scanner) end(l *lines) error {
	if !s.begun {
		return nil
	}
	s.begun = false
	line := l.next()
	s.now.Offset, s.now.Size, s.now.Delivery.Size = line.offset, line.size, line.size
	s.now.Sum = plain(s.sum)
	s.now.BodyHash, s.now.ItemsHash = line.hash, hex.EncodeToString(s.items.Sum(nil))
	return appendJSON(s.to, &s.now)
}

// plain writes a number without the zeros behind its point: 10.50 and 10.5 are one sum.
func plain(n record.Number) string { return n.Trim().String() }

func appendField(dst, text []byte) []byte { return append(append(dst, text...), 0) }

func appendJSON(to *spool.Log, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return to.Append(b)
}

// A line is one of the prepared file.
type line struct {
	offset, size int64
	hash         string // SHA-256
}

// lines notes where each line of what is read through it lies, without its end. The writer of invoice-ndjson writes no other line
// ends than those between invoices, so that a line is an invoice.
type lines struct {
	r     io.Reader
	read  int64
	now   line
	sum   hash.Hash
	ended []line
}

// Read implements io.Reader.
func (l *lines) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.look(p[:n])
	if errors.Is(err, io.EOF) && l.now.size > 0 {
		l.end()
	}
	return n, err
}

var newline = []byte{'\n'}

func (l *lines) look(p []byte) {
	if l.sum == nil {
		l.sum = sha256.New()
	}
	for len(p) > 0 {
		text, _, ended := bytes.Cut(p, newline)
		l.sum.Write(text)
		l.now.size += int64(len(text))
		l.read += int64(len(text))
		p = p[len(text):]
		if ended {
			p = p[1:]
			l.read++
			l.end()
		}
	}
}

func (l *lines) end() {
	if l.now.size > 0 {
		l.now.hash = hex.EncodeToString(l.sum.Sum(nil))
		l.ended = append(l.ended, l.now)
	}
	l.sum.Reset()
	l.now = line{offset: l.read}
}

// next returns the first line that was not asked for yet. Its invoice was read to the end, so the line was.
func (l *lines) next() line {
	n := l.ended[0]
	l.ended = append(l.ended[:0], l.ended[1:]...)
	return n
}
