package diff

import (
	"bytes"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// A key is what a record is found by, as bytes that sort as their parts do:
//
//	key   = kind, then part after part                      of nomenclature and receipts
//	key   = the parts of the invoice, kind, then the parts   of what stands in an invoice; of its head there are no more
//	key   = the same, then a hash of all that it says        of an item, while equal ones look for each other
//	part  = its bytes, each 0 as 0 255, then 0 1
//
// A part that is missing is an empty one: how a record is found must not hang on what a format can't tell.

// A keyer makes the keys of the records of one document.
type keyer struct {
	*plan
	invoice []byte // the parts of the invoice that is being read
	group   []byte // the code of the group that is being read
	content []byte
}

// key appends the key of r to dst; ok is false where r is not compared.
func (k *keyer) key(dst []byte, r record.Record) (key []byte, ok bool) {
	kind := r.Kind()
	switch x := r.(type) {
	case *record.Group:
		k.group = append(k.group[:0], x.Code...)
	case *record.Invoice:
		k.invoice = k.parts(k.invoice[:0], r)
	}
	if !k.kinds[kind] {
		return dst, false
	}
	switch kind {
	case record.KindInvoice:
		return append(append(dst, k.invoice...), byte(kind)), true
	case record.KindGroupTail:
		return appendPart(append(dst, byte(kind)), k.group), true
	}
	if k.kind == record.Invoices {
		dst = append(dst, k.invoice...)
	}
	dst = k.parts(append(dst, byte(kind)), r)
	if k.findsEqual(kind) {
		dst = append(dst, k.hash(r)...)
	}
	return dst, true
}

// findsEqual reports whether equal records of one key belong together before others do: one product may well stand twice in an invoice. What a partial format says is
// never all, so that nothing would be equal.
func (p *plan) findsEqual(kind record.Kind) bool {
	return kind == record.KindItem && !p.partial[0] && !p.partial[1]
}

// hash is one of all that a record says.
func (k *keyer) hash(r record.Record) []byte {
	k.content = k.content[:0]
	record.Pair(r, r, func(name string, x, _ any) { k.content = k.appendContent(k.content, name, x) })
	sum := spool.KeyOf(k.content)
	return sum[:]
}

// plainKey is a key without the hash.
func (p *plan) plainKey(kind record.Kind, key []byte) []byte {
	if !p.findsEqual(kind) {
		return key
	}
	return key[:max(len(key)-spool.HashSize, 0)]
}

func (k *keyer) parts(dst []byte, r record.Record) []byte {
	for _, f := range k.keys[r.Kind()] {
		dst = appendPart(dst, f.of(r))
	}
	return dst
}

func appendPart(dst, part []byte) []byte {
	for {
		i := bytes.IndexByte(part, 0)
		if i < 0 {
			return append(append(dst, part...), 0, 1)
		}
		dst = append(append(dst, part[:i]...), 0, 255)
		part = part[i+1:]
	}
}

// cutPart returns the part that b begins with, and what stands behind it.
func cutPart(b []byte) (part, rest []byte, ok bool) {
	for {
		i := bytes.IndexByte(b, 0)
		if i < 0 || i+1 == len(b) {
			return nil, nil, false
		}
		part = append(part, b[:i]...)
		if b[i+1] == 1 {
			return part, b[i+2:], true
		}
		part = append(part, 0)
		b = b[i+2:]
	}
}

// read takes a key apart.
func (p *plan) read(key []byte) (kind record.Kind, parts []KeyPart, err error) {
	if p.kind == record.Invoices {
		if parts, key, err = cutParts(parts, key, p.keys[record.KindInvoice]); err != nil {
			return 0, nil, err
		}
	}
	if len(key) == 0 || int(key[0]) >= len(p.keys) {
		return 0, nil, damaged.Fault()
	}
	kind = record.Kind(key[0])
	fields := p.keys[kind]
	switch kind {
	case record.KindInvoice:
		return kind, parts, nil
	case record.KindGroupTail:
		fields = p.keys[record.KindGroup]
	}
	parts, _, err = cutParts(parts, key[1:], fields)
	return kind, parts, err
}

func cutParts(into []KeyPart, key []byte, fields []keyField) (parts []KeyPart, rest []byte, err error) {
	for _, f := range fields {
		part, behind, ok := cutPart(key)
		if !ok {
			return nil, nil, damaged.Fault()
		}
		into, key = append(into, KeyPart{Field: f.name, Value: string(part)}), behind
	}
	return into, key, nil
}
