package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
)

// join puts texts behind one another so that no other texts give the same, and none a beginning of it. A key of bbolt's has 32 KiB at most: of what is too long the
// hash stands for it.
func join(texts ...string) []byte {
	var key []byte
	for _, t := range texts {
		key = append(binary.AppendUvarint(key, uint64(len(t))), t...)
	}
	if len(key) > 8<<10 {
		sum := sha256.Sum256(key)
		return append([]byte{0xff, 0xff, 0xff, 0xff, 0x0f}, sum[:]...) // a length that no text has
	}
	return key
}

func (k Key) bytes() []byte { return join(k.Service, k.Account, k.Shipper, k.Storage, k.Number) }

// whole is the key under which the parts of k's whole stand together.
func (d *Delivery) whole() Key {
	k := d.Key
	if d.Whole != "" {
		k.Number = d.Whole
	}
	return k
}

// partKey is where a part's id stands in wholes.
func partKey(whole Key, parts, part int) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(whole.bytes(), uint32(parts)), uint32(part))
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// numberAt reads what number wrote at the end of a key.
func numberAt(key []byte) uint64 { return binary.BigEndian.Uint64(key[len(key)-8:]) }

const (
	shortest = 2   // bytes of a receipt's key: both lengths
	longest  = 120 // bytes of a text in a receipt's key
)

// appendReceipt appends the key of a receipt: the lengths of both texts, a byte each, and the texts. Where one is longer than any service's, two bytes 0xff and the
// hash stand for it. No key is the beginning of another; receipts that follow on one another stay together.
func appendReceipt[T string | []byte](key []byte, organization, docnum T) []byte {
	if len(organization) <= longest && len(docnum) <= longest {
		key = append(key, byte(len(organization)), byte(len(docnum)))
		return append(append(key, organization...), docnum...)
	}
	sum := sha256.Sum256(join(string(organization), string(docnum)))
	return append(append(key, 0xff, 0xff), sum[:]...)
}

// cutReceipt parts the first key of a receipt from what follows it; ok is false where there is none.
func cutReceipt(keys []byte) (key, rest []byte, ok bool) {
	if len(keys) < shortest {
		return nil, nil, false
	}
	n := shortest + int(keys[0]) + int(keys[1])
	if keys[0] == 0xff {
		n = shortest + sha256.Size
	}
	if len(keys) < n {
		return nil, nil, false
	}
	return keys[:n], keys[n:], true
}

// receiptOf reads a key of a receipt. Of a hash nothing can be read.
func receiptOf(key []byte) Receipt {
	if len(key) < shortest || key[0] == 0xff || len(key) < shortest+int(key[0]) {
		return Receipt{}
	}
	texts := key[shortest:]
	return Receipt{Organization: string(texts[:key[0]]), DocNum: string(texts[key[0]:])}
}

// numbered reports whether key is prefix and a number.
func numbered(key, prefix []byte) bool {
	return len(key) == len(prefix)+8 && bytes.HasPrefix(key, prefix)
}
