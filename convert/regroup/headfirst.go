package regroup

import (
	"errors"
	"io"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// sections are the kinds of the parts of an invoice, in the documented order.
var sections = [...]record.Kind{record.KindItem, record.KindCategory, record.KindWorkspace, record.KindPackage, record.KindInvoiceProduct}

// headFirst turns a stream round whose heads come last.
type headFirst struct {
	dst     record.Writer
	logs    [len(sections)]*spool.Log
	temp    record.Temp
	buf     []byte
	decoder record.Decoder
}

// HeadFirst returns a Writer that takes invoices heads last, as mappings write them, and hands them on heads first, their parts in the
// documented order, as readers give them. Its Close closes dst.
func HeadFirst(dst record.Writer, t record.Temp) record.Writer {
	return &headFirst{dst: dst, temp: t}
}

// Write implements [record.Writer].
func (h *headFirst) Write(rec record.Record) error {
	if rec.Kind() == record.KindInvoice {
		return h.flush(rec)
	}
	for i, kind := range sections {
		if kind != rec.Kind() {
			continue
		}
		if h.logs[i] == nil {
			h.logs[i] = spool.NewLog(h.temp, 0)
		}
		h.buf = record.AppendRecord(h.buf[:0], rec)
		return h.logs[i].Append(h.buf)
	}
	return nil
}

// flush hands an invoice on. Of one whose head is refused the parts follow all the same, as a reader's do: dst counts them.
func (h *headFirst) flush(head record.Record) error {
	refused := h.dst.Write(head)
	if refused != nil && record.Refusal(refused) == nil {
		return refused
	}
	for _, log := range h.logs {
		if log == nil {
			continue
		}
		if err := h.replay(log); err != nil {
			return err
		}
		log.Reset()
	}
	return refused
}

func (h *headFirst) replay(log *spool.Log) error {
	if err := log.Rewind(); err != nil {
		return err
	}
	for {
		entry, err := log.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		rec, err := h.decoder.Decode(entry)
		if err != nil {
			return err
		}
		if err := h.dst.Write(rec); err != nil {
			return err
		}
	}
}

// Close implements [record.Writer].
func (h *headFirst) Close() error {
	err := h.dst.Close()
	for _, log := range h.logs {
		if log != nil {
			err = errors.Join(err, log.Close())
		}
	}
	return err
}
