package mapping

import (
	"errors"
	"hash/maphash"

	"obmen/convert/report"
	"obmen/formats/record"
)

// ErrNotEager says that a document can't be mapped before all of it is known.
var ErrNotEager = errors.New("the document has to be known as a whole before it can be mapped")

// An Eager maps a document in lanes, without waiting for its end. It can do so where no key comes twice: what it means that one does, only
// a mapping that has seen the whole document can say. Whether one did is known at the end, so until then nothing of it may be shown.
type Eager interface {
	// Joins reports whether the document becomes one invoice: lanes then write to what a [record.JoinWriter] gives them. Else
	// each record becomes a whole invoice.
	Joins() bool
	// Lane returns the mapping of one lane, which writes to dst and tells rep.
	Lane(dst record.Writer, rep *report.Report) EagerLane
	// Merge takes over what a lane knows of a chunk that ends at end. The chunks come in the document's order.
	Merge(lane EagerLane, end int64) error
	// Finish ends the document. Between is called when it is known that the lanes were right, and before any finding is made here.
	// The error is ErrNotEager where a key came twice.
	Finish(between func()) error
	// Close removes what is on disk, finished or not.
	Close() error
}

// An EagerLane maps the records of chunks. Whatever is not as it is in most documents ends it with an error, and the mapping of the document
// with it.
type EagerLane interface {
	// Reset begins a chunk.
	Reset()
	// Take maps a record of the chunk or of its lead.
	Take(record.Record) error
	// Start ends the lead. What its records came to is forgotten, but for how many they are.
	Start()
	// End ends the chunk.
	End() error
}

// An Expectant is an Eager whose keys, if they come twice, mostly all do. It hears of a few records before their turn, so that this shows sooner.
type Expectant interface {
	Eager
	// Expect hears of a record that stands somewhere behind the place at. It may be mistaken. Of several, those come first that stand in front.
	Expect(rec record.Record, at int64)
}

// NewEager returns an Eager for documents from one kind to another, which are finished in dst; nil where there is none for these Options.
func NewEager(from, to record.DocKind, dst record.Writer, o Options) Eager {
	o.units, o.texts = nil, nil
	switch {
	case to != record.Invoices || o.MaxItems > 0:
		return nil
	case from == record.Receipts && len(o.GroupBy) == 0 && o.ReturnsWhere == nil && o.Catalog == nil && o.Trail == nil:
		return &eagerReceipts{o: o, keys: newOnceKeys(&o)}
	case from == record.Nomenclature && o.Amounts == nil && len(o.Profile.Groups) == 0:
		return newEagerCatalogue(dst, o)
	}
	return nil
}

// keyList are the hashes of keys that have yet to be put together.
type keyList struct {
	seed   maphash.Seed // of all lanes
	hashes []uint64
}

func (l *keyList) add(key []byte) { l.hashes = append(l.hashes, maphash.Bytes(l.seed, key)) }

func (l *keyList) forget() { l.hashes = l.hashes[:0] }

// onceKeys are the keys of a document, none of which may come twice. They are compared at the end; but where many come twice that shows early.
// Two keys of one hash count as one: that happens by chance alone, since nobody can know the seed, and costs no more than time.
type onceKeys struct {
	seed   maphash.Seed
	hashes *onceHashes
	seen   [oncePlaces]uint64 // the first hash that came, or is expected, of those that have one place; 0: none
	ahead  []expectedKey      // that are in seen and did not come yet, in the document's order
}

// An expectedKey stands somewhere behind the place at.
type expectedKey struct {
	hash uint64
	at   int64
}

func newOnceKeys(o *Options) *onceKeys {
	memory := o.Memory
	if memory <= 0 {
		memory = onceMemory
	}
	return &onceKeys{seed: maphash.MakeSeed(), hashes: newOnceHashes(o.Temp, memory)}
}

const (
	onceMemory = 1 << 20 // bytes that the keys use
	oncePlaces = 1 << 11 // few enough to stay in a processor's cache
)

// list returns a list of keys to be added.
func (k *onceKeys) list() keyList { return keyList{seed: k.seed} }

// expect says that a key comes behind the place at.
func (k *onceKeys) expect(key []byte, at int64) {
	hash := maphash.Bytes(k.seed, key)
	if place := &k.seen[hash%uint64(len(k.seen))]; *place == 0 {
		*place = hash
		k.ahead = append(k.ahead, expectedKey{hash, at})
	}
}

// reach says that the next keys stand before end, so that those expected there may be among them.
func (k *onceKeys) reach(end int64) {
	for len(k.ahead) > 0 && k.ahead[0].at < end {
		k.seen[k.ahead[0].hash%uint64(len(k.seen))] = 0
		k.ahead = k.ahead[1:]
	}
}

// add adds the keys of a chunk. It returns ErrNotEager where it is plain that one was added before, or comes behind it as well.
func (k *onceKeys) add(l *keyList) error {
	for _, hash := range l.hashes {
		switch at := &k.seen[hash%uint64(len(k.seen))]; *at {
		case hash:
			return ErrNotEager
		case 0:
			*at = hash
		}
		if err := k.hashes.add(hash); err != nil {
			return err
		}
	}
	return nil
}

// finish returns ErrNotEager if a key was added twice. It lets go of the keys.
func (k *onceKeys) finish() error { return errors.Join(k.compare(), k.close()) }

func (k *onceKeys) compare() error {
	twice, err := k.hashes.twice()
	if err == nil && twice {
		err = ErrNotEager
	}
	return err
}

func (k *onceKeys) close() error { return k.hashes.close() }
