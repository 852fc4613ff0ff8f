package sample

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
	"strings"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// Options say what is chosen.
type Options struct {
	Count int64  // exactly so many, or all where there are fewer; 0: Share counts
	Share string // 0.01 or 1%
	Seed  string // another chooses others
	By    string // product or document; empty: document for a count of receipts or invoices, else product
}

// A Sampler chooses. It may serve several documents, at the same time too.
type Sampler struct {
	Options
	limit uint64 // of the share: a hash up to it is chosen
}

// New returns what chooses as the options say. The error is a *[record.UsageError].
func New(o Options) (*Sampler, error) {
	s := &Sampler{Options: o}
	switch {
	case (o.Count > 0) == (o.Share != "") || o.Count < 0:
		return nil, wrong(countOrShare)
	case o.By != "" && o.By != byProduct && o.By != byDoc:
		return nil, wrong(byUnknown, o.By)
	case o.Share == "":
		return s, nil
	}
	limit, ok := parseShare(o.Share)
	if !ok {
		return nil, wrong(shareWrong, o.Share)
	}
	s.limit = limit
	return s, nil
}

const (
	byProduct = "product"
	byDoc     = "document"
)

func wrong(m *record.Message, args ...any) error { return &record.UsageError{Err: m.Fault(args...)} }

// parseShare returns the greatest hash of a share: without floating point, so that it is the same everywhere.
func parseShare(text string) (limit uint64, ok bool) {
	digits, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	n, err := record.ParseNumber([]byte(digits))
	if err != nil || n.Sign() <= 0 {
		return 0, false
	}
	share := n.Decimal().Rat()
	if percent {
		share.Quo(share, big.NewRat(100, 1))
	}
	if share.Cmp(big.NewRat(1, 1)) > 0 {
		return 0, false
	}
	share.Mul(share, new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), 64)))
	whole := new(big.Int).Quo(share.Num(), share.Denom())
	if whole.Sub(whole, big.NewInt(1)).Sign() < 0 {
		return 0, true
	}
	return whole.Uint64(), true
}

// hash is of a product's code, or what tells a document. Its bits look random, and are the same on every platform.
func (s *Sampler) hash(parts ...[]byte) uint64 {
	id := spool.HashKey(append([][]byte{[]byte(s.Seed)}, parts...)...)
	sum := sha256.Sum256(id[:])
	return binary.BigEndian.Uint64(sum[:])
}

// Select returns a Reader of what is chosen of src, a document of the kind. Left hears of everything else, while it is valid; of a receipt that loses
// lines, it hears of a receipt of these alone. Found hears the findings; nil: nobody does. What has to wait does so in t. The Reader is to be read to its
// end, or to its first error: then it has let go of its files.
func (s *Sampler) Select(kind record.DocKind, src record.Reader, t record.Temp, left func(record.Record), found func(record.Finding)) (record.Reader, error) {
	if left == nil {
		left = func(record.Record) {}
	}
	if found == nil {
		found = func(record.Finding) {}
	}
	by := s.By
	switch {
	case by == byDoc && kind == record.Nomenclature:
		return nil, &record.UsageError{Err: byDocument.Fault(), Misfit: true}
	case by == "" && s.Count > 0 && kind != record.Nomenclature:
		by = byDoc
	case by == "":
		by = byProduct
	}
	e := &excerpt{sampler: s, src: src, temp: t, left: left, found: found, products: by == byProduct}
	switch kind {
	case record.Nomenclature:
		e.stage = &catalogue{excerpt: e}
	case record.Receipts:
		e.stage = &receipts{excerpt: e}
	default:
		e.stage = &invoices{excerpt: e}
	}
	return e, nil
}

// A stage gives what is chosen of one kind of document.
type stage interface {
	// next returns the next record that is chosen, io.EOF after the last.
	next() (record.Record, error)
	close() error
}

// An excerpt is the Reader of a sample.
type excerpt struct {
	sampler  *Sampler
	src      record.Reader
	temp     record.Temp
	left     func(record.Record)
	found    func(record.Finding)
	products bool // what is chosen are products

	stage   stage
	count   *counting  // nil: a share is taken
	settled bool       // the count is
	waited  *spool.Log // all of the document; nil: it is read from src
	buf     []byte
	decoder record.Decoder
	gave    bool // something was chosen
	err     error
}

// Read implements [record.Reader].
func (e *excerpt) Read() (record.Record, error) {
	if e.err != nil {
		return nil, e.err
	}
	rec, err := e.stage.next()
	if err == nil {
		e.gave = e.gave || rec.Kind() != record.KindCatalogue
		return rec, nil
	}
	if record.Refusal(err) != nil {
		return nil, err
	}
	if errors.Is(err, io.EOF) && !e.gave {
		e.found(record.Finding{Message: nothingChosen})
	}
	e.err = errors.Join(e.stage.close(), closeLog(e.waited), e.count.close())
	if e.err == nil || !errors.Is(err, io.EOF) {
		e.err = err
	}
	return nil, e.err
}
