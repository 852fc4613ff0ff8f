package courier

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"time"

	"obmen/convert"
	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/profile"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// A run is a Send or a Fetch under way.
type run struct {
	Options
	ctx   context.Context
	temp  *spool.Dir
	known map[string]*knowledge // by account
}

func newRun(ctx context.Context, o Options) (*run, error) {
	r := &run{Options: o, ctx: ctx, known: map[string]*knowledge{}}
	if r.DoubtFor == 0 {
		r.DoubtFor = 30 * time.Second
	}
	if r.Progress == nil {
		r.Progress = &convert.Progress{}
	}
	if r.Heard == nil {
		r.Heard = func(Outcome) {}
	}
	if r.Document == nil {
		r.Document = func(convert.Document, bool) {}
	}
	if r.Process == nil {
		r.Process = func(string, string) {}
	}
	if r.Now == nil {
		r.Now = time.Now
	}
	if r.Sleep == nil {
		r.Sleep = sleep
	}
	var err error
	r.temp, err = spool.OpenDir(o.Job.TempDir)
	return r, err
}

func (r *run) close() error { return r.temp.Close() }

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

// A prepared is a document made ready to be sent.
type prepared struct {
	doc      convert.Document
	profile  *profile.Profile
	file     *os.File   // invoice-ndjson
	facts    *spool.Log // of each invoice
	heads    *spool.Log // a [head] of each
	receipts *spool.Log // that they carry: a [carried] each
	part     head       // of which the head is about to be written
}

// A head is one that was written: of which whole it is which part.
type head struct {
	Whole       string
	Part, Parts int
}

// A carried says that the whole whose last head was that one carries a receipt.
type carried struct {
	Last                 int64
	Organization, DocNum string
}

func (p *prepared) close() error {
	var err error
	if p.file != nil {
		err = p.file.Close()
	}
	return errors.Join(err, p.facts.Close(), p.heads.Close(), p.receipts.Close())
}

// A preparation makes documents ready.
type preparation struct {
	*run
	account *account
	list    []*prepared
	byInput map[string]*prepared
}

// get returns what becomes of a document.
func (n *preparation) get(name string) *prepared {
	p := n.byInput[name]
	if p == nil {
		p = &prepared{profile: n.account.profile, facts: spool.NewLog(n.temp, 0), heads: spool.NewLog(n.temp, 0), receipts: spool.NewLog(n.temp, 0)}
		n.byInput[name], n.list = p, append(n.list, p)
	}
	return p
}

// into gives a document's text a file to go to.
func (n *preparation) into(name string) (w io.Writer, err error) {
	p := n.get(name)
	if p.file == nil {
		p.file, err = n.temp.TempFile()
	}
	return p.file, err
}

// prepare converts inputs, each of which may hold several documents, into what is sent of each. It leaves out the receipts that were sent before.
func (r *run) prepare(inputs []string, a *account) ([]*prepared, error) {
	n := &preparation{run: r, account: a, byInput: map[string]*prepared{}}
	err := n.convert(inputs)
	for _, p := range n.list {
		if err == nil {
			err = r.scan(p)
		}
	}
	if err != nil {
		closeAll(n.list)
		return nil, err
	}
	return n.list, nil
}

func (n *preparation) convert(inputs []string) error {
	job := n.Job
	job.Inputs = inputs
	sent := n.Journal.Carried(Caffesta, n.account.name)
	defer sent.Close()
	job.Sent = func(receipt *record.Receipt) (*record.Fault, error) {
		d, ok, err := sent.By(receipt.OrganizationCode, receipt.DocNum)
		if err != nil || !ok {
			return nil, err
		}
		return ReceiptSent.Fault(receipt.DocNum, d.Number), nil
	}
	job.Carries = func(name string, organization, docnum []byte, _ string) error {
		p := n.get(name)
		return appendJSON(p.receipts, carried{p.heads.Len(), string(organization), string(docnum)})
	}
	job.Parted = func(name string, whole []byte, part, parts int64) {
		n.get(name).part = head{string(whole), int(part), int(parts)}
	}
	job.Wrote = func(name string) error {
		p := n.get(name)
		h := p.part
		p.part = head{}
		return appendJSON(p.heads, h)
	}
	if n.Supplement {
		job.Renumber = n.account.renumber
	}
	if job.Output == "" {
		job.To, job.Into = "invoice-ndjson", n.into
	}
	result, err := convert.Run(n.ctx, job)
	for _, d := range result.Documents {
		n.Document(d, false)
		if d.Done {
			n.get(d.Input).doc = d
		}
	}
	if err != nil || job.Output == "" {
		return err
	}
	for _, p := range n.list {
		if err := n.again(p); err != nil {
			return err
		}
	}
	return nil
}

// again reads a result that was left where the user wants it, for what is sent of it.
func (n *preparation) again(p *prepared) error {
	if p.doc.To.Kind != record.Invoices {
		return &record.UsageError{Misfit: true, Err: notAnInvoice.Fault(p.doc.To.Name)}
	}
	_, err := convert.Run(n.ctx, convert.Job{
		Inputs: []string{p.doc.Output}, From: p.doc.To.Name, To: "invoice-ndjson", Profile: n.Job.Profile, Limits: n.Job.Limits, TempDir: n.Job.TempDir,
		Into: func(string) (io.Writer, error) { return n.into(p.doc.Input) },
	})
	return err
}

// scan finds out the facts of a document's invoices, which of them are parts of one, and which receipts each whole carries.
func (r *run) scan(p *prepared) error {
	all := spool.NewLog(r.temp, 0)
	defer all.Close()
	if err := scan(p.file, p.doc.Input, r.temp, all); err != nil {
		return err
	}
	receipts, err := newCarries(p.receipts)
	if err == nil {
		err = p.heads.Rewind()
	}
	if err != nil {
		return err
	}
	var parts []*facts
	n := int64(0)
	return eachJSON(all, func(f *facts) error {
		var h head
		if err := nextJSON(p.heads, &h); err != nil {
			return err
		}
		n++
		f.Whole, f.Part, f.Parts = h.Whole, h.Part, h.Parts
		if parts = append(parts, f); f.Part < f.Parts {
			return nil
		}
		err := receipts.mark(parts, n)
		for _, f := range parts {
			if err == nil {
				err = appendJSON(p.facts, f)
			}
		}
		parts = parts[:0]
		return err
	})
}

// mark notes in the parts of a whole which receipts it carries.
func (c *carries) mark(parts []*facts, last int64) error {
	sum, n := sha256.New(), 0
	for r, err := range c.of(last) {
		if err != nil {
			return err
		}
		sum.Write(appendField(appendField(nil, []byte(r.Organization)), []byte(r.DocNum)))
		n++
	}
	for _, f := range parts {
		if f.Last = last; n > 0 {
			f.ReceiptsHash = hex.EncodeToString(sum.Sum(nil))
		}
	}
	return nil
}

func closeAll(list []*prepared) {
	for _, p := range list {
		p.close()
	}
}

// each calls visit for the facts of each invoice, in order.
func (p *prepared) each(visit func(*facts) error) error {
	return eachJSON(p.facts, visit)
}

// nextJSON reads the next entry of a log.
func nextJSON(log *spool.Log, v any) error {
	entry, err := log.Next()
	if err != nil {
		return err
	}
	return json.Unmarshal(entry, v)
}

func eachJSON[T any](log *spool.Log, visit func(*T) error) error {
	if err := log.Rewind(); err != nil {
		return err
	}
	for {
		entry, err := log.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var v T
		if err == nil {
			err = json.Unmarshal(entry, &v)
		}
		if err == nil {
			err = visit(&v)
		}
		if err != nil {
			return err
		}
	}
}

// parcel is what goes out of an invoice: its line of the prepared file.
func (p *prepared) parcel(f *facts) deliver.Parcel {
	return deliver.Parcel{
		Name: p.doc.Input + ": " + f.Number, Size: f.Size,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(p.file, f.Offset, f.Size)), nil },
	}
}

// watched counts what of a parcel goes out. What is sent again is counted once.
func (r *run) watched(p deliver.Parcel) deliver.Parcel {
	open, most := p.Open, int64(0)
	p.Open = func() (io.ReadCloser, error) {
		body, err := open()
		return &watchedBody{ReadCloser: body, of: r.Progress, most: &most}, err
	}
	return p
}

type watchedBody struct {
	io.ReadCloser
	of   *convert.Progress
	read int64
	most *int64 // that was read of the parcel in any try
}

// Read implements io.Reader.
func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.read += int64(n); b.read > *b.most {
		b.of.Bytes.Add(b.read - *b.most)
		*b.most = b.read
	}
	return n, err
}

// carries walks the receipts of one invoice after another, in the order of the invoices.
type carries struct {
	log  *spool.Log
	next *carried // nil: there is no more
}

func newCarries(log *spool.Log) (*carries, error) {
	c := &carries{log: log}
	if err := log.Rewind(); err != nil {
		return nil, err
	}
	return c, c.advance()
}

func (c *carries) advance() error {
	entry, err := c.log.Next()
	if c.next = nil; errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	c.next = &carried{}
	return json.Unmarshal(entry, c.next)
}

// of yields the receipts of the whole whose last head was that one: they are the next ones.
func (c *carries) of(last int64) func(yield func(journal.Receipt, error) bool) {
	return func(yield func(journal.Receipt, error) bool) {
		for c.next != nil && c.next.Last == last {
			if !yield(journal.Receipt{Organization: c.next.Organization, DocNum: c.next.DocNum}, nil) {
				return
			}
			if err := c.advance(); err != nil {
				yield(journal.Receipt{}, err)
				return
			}
		}
	}
}
