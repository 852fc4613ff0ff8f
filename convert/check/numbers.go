package check

import (
	"encoding/binary"
	"errors"
	"hash/maphash"
	"io"
	"maps"
	"strconv"

	"obmen/formats/record"
	"obmen/formats/spool"
)

// tills knows which of them number their receipts: those of which each number is a whole number. Where only one is not, say a service's own id that
// happens to have no letters among others that do, they are in no sequence.
type tills struct {
	numbered bool                // there are whole numbers
	odd      map[uint64]struct{} // hashes of the tills that have another one
	last     uint64              // of these, the one that was seen last
	tooMany  bool                // of these; then no till's numbers are looked at
}

// mostOdd is how many tills are remembered that do not number their receipts.
const mostOdd = 1 << 12

// mostDigits is how long a number is at most that counts as one: that fits into 64 bits.
const mostDigits = 18

// see reports whether the number of a receipt is a whole number, and takes note of its till.
func (t *tills) see(c *receipts, x *record.Receipt) bool {
	if isNumbered(x.DocNum) {
		t.numbered = true
		return true
	}
	k := c.claims
	if hash := joinTill(k.briefHash(x.StoreCode), k.briefHash(x.CashBoxCode)); hash != t.last {
		t.add(hash)
		t.last = hash
	}
	return false
}

func (t *tills) add(hash uint64) {
	if t.odd == nil {
		t.odd = map[uint64]struct{}{}
	}
	if t.odd[hash] = struct{}{}; len(t.odd) > mostOdd {
		t.tooMany = true
		delete(t.odd, hash)
	}
}

func (t *tills) reset() {
	t.numbered, t.last, t.tooMany = false, 0, false
	clear(t.odd)
}

// join adds what a lane has seen. The order in which tills come does not matter.
func (t *tills) join(lane *tills) {
	t.numbered, t.tooMany = t.numbered || lane.numbered, t.tooMany || lane.tooMany
	for hash := range maps.Keys(lane.odd) {
		t.add(hash)
	}
}

func isNumbered(number []byte) bool {
	if len(number) == 0 || len(number) > mostDigits {
		return false
	}
	for _, c := range number {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// briefHash returns a hash of what brief returns.
func (c *claims) briefHash(text []byte) uint64 { return maphash.Bytes(c.seed, c.brief(text)) }

// joinTill returns a hash of a till, which stands in a store: many call theirs 1.
func joinTill(store, till uint64) uint64 { return store*0x9E3779B97F4A7C15 + till }

// judgeNumbers sorts the receipts of each till by their numbers, and keeps what stands between two that do not follow each other.
func (c *receipts) judgeNumbers(j *judge) error {
	sorter := spool.NewSorter(c.Temp, sorterMemory)
	err := c.sortNumbers(sorter)
	if err == nil {
		err = judgeSorted(sorter, j)
	}
	return errors.Join(err, sorter.Close())
}

// sortNumbers sorts the claims of receipts: store and till, number → claim.
func (c *receipts) sortNumbers(sorter *spool.Sorter) error {
	k := c.claims
	var key []byte
	var failed error
	err := c.docNums.walk(func(what byte, from *source, r *reader) {
		number := r.bytes()
		if what != docNumNumbered {
			return
		}
		store, till := r.bytes(), r.bytes()
		if _, odd := c.tills.odd[joinTill(maphash.Bytes(k.seed, store), maphash.Bytes(k.seed, till))]; odd || failed != nil {
			return
		}
		id := spool.HashKey(store, till)
		key = binary.BigEndian.AppendUint64(append(key[:0], id[:]...), valueOf(number))
		failed = sorter.Add(key, k.encode(from, nil, number, words(till)))
	})
	return errors.Join(err, failed, sorter.Sort())
}

func valueOf[T []byte | string](number T) uint64 {
	n, _ := strconv.ParseUint(string(number), 10, 64) // isNumbered
	return n
}

// mostMissing is how many numbers may be missing in a row. Where more are, the till was given other numbers.
const mostMissing = 1000

// mostGaps is how many of its receipts may stand behind a gap if a till of enough receipts is to be in a sequence: one in so many. Where more do, tills share their
// numbers, or receipts were left out on purpose, and a list of gaps says nothing.
const (
	mostGaps       = 5
	enoughReceipts = 20
)

// A sequence is the receipts of a till in the order of their numbers.
type sequence struct {
	judge            *judge
	till             [spool.HashSize]byte
	number           uint64     // of the last receipt; none has come where receipts is 0
	lowest, last     []byte     // claims
	receipts, gaps   int64      // gaps and jumps
	pending          *spool.Log // these: rule and claim, and the claim before
	buf              []byte
	claim, neighbour claim
}

// judgeSorted looks at each two receipts of a till whose numbers are neighbours.
func judgeSorted(sorter *spool.Sorter, j *judge) (err error) {
	q := &sequence{judge: j, pending: spool.NewLog(j.claims.temp, 64<<10)}
	defer func() { err = errors.Join(err, q.pending.Close()) }()
	for {
		key, value, err := sorter.Next()
		if errors.Is(err, io.EOF) {
			return q.end()
		}
		if err != nil {
			return err
		}
		if till := [spool.HashSize]byte(key); till != q.till || q.receipts == 0 {
			if err := q.end(); err != nil {
				return err
			}
			q.till, q.lowest = till, append(q.lowest[:0], value...)
		} else if err := q.compare(binary.BigEndian.Uint64(key[spool.HashSize:]), value); err != nil {
			return err
		}
		q.number, q.last = binary.BigEndian.Uint64(key[spool.HashSize:]), append(q.last[:0], value...)
		q.receipts++
	}
}

// compare holds a receipt against the one before.
func (q *sequence) compare(number uint64, value []byte) error {
	if _, err := q.claim.skim(value); err != nil {
		return err
	}
	if _, err := q.neighbour.skim(q.last); err != nil {
		return err
	}
	switch r, wrong := between(q.number, number, string(q.neighbour.rawText) == string(q.claim.rawText)); {
	case !wrong:
		return nil
	case r == docSpellings:
		return q.judge.keepAs(r, q.claim.seq, value, q.last)
	default:
		q.gaps++
		q.buf = appendText(append(q.buf[:0], byte(r)), value)
		return q.pending.Append(q.buf, q.last)
	}
}

// end ends the receipts of a till.
func (q *sequence) end() error {
	if q.gaps > 0 {
		if err := q.settle(); err != nil {
			return err
		}
	}
	q.pending.Reset()
	q.receipts, q.gaps = 0, 0
	return nil
}

// settle keeps the gaps that there are, or that there are too many.
func (q *sequence) settle() error {
	if q.receipts >= enoughReceipts && q.gaps*mostGaps > q.receipts {
		if _, err := q.claim.skim(q.last); err != nil {
			return err
		}
		return q.judge.keepAs(docSparse, q.claim.seq, q.last, q.lowest)
	}
	if err := q.pending.Rewind(); err != nil {
		return err
	}
	for range q.gaps {
		entry, err := q.pending.Next()
		if err != nil {
			return err
		}
		r := reader{rest: entry}
		law, value := rule(r.byte()), r.bytes()
		if _, err := q.claim.skim(value); err != nil {
			return err
		}
		if err := q.judge.keepAs(law, q.claim.seq, value, r.rest); err != nil {
			return err
		}
	}
	return nil
}

// between returns the rule that two numbers break. One that came twice as it is written is another rule's.
func between(before, number uint64, same bool) (r rule, wrong bool) {
	switch step := number - before; {
	case step == 0:
		return docSpellings, !same
	case step > mostMissing+1:
		return docJumps, true
	default:
		return docGaps, step > 1
	}
}

// missingNumbers are the till, the numbers between two receipts, how many they are, and the place of the first.
func missingNumbers(first, c *claim) []any {
	from, to := valueOf(first.text)+1, valueOf(c.text)-1
	numbers := strconv.FormatUint(from, 10)
	if to > from {
		numbers += "–" + strconv.FormatUint(to, 10)
	}
	return []any{c.value, numbers, to - from + 1, first.at.String()}
}
