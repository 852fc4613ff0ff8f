package journal

import (
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

// carriers says which delivery in the books carries each receipt; 0: none.
func carriers(t testing.TB, j *Journal, numbers ...string) []uint64 {
	t.Helper()
	c := j.Carried("caffesta", "shop")
	defer c.Close()
	var ids []uint64
	for _, n := range numbers {
		d, _, err := c.By([]byte("155"), []byte(n))
		ok(t, err)
		ids = append(ids, d.ID)
	}
	return ids
}

func wantCarriers(t testing.TB, j *Journal, numbers string, want ...uint64) {
	t.Helper()
	if got := carriers(t, j, strings.Split(numbers, "")...); !slices.Equal(got, want) {
		t.Helper()
		t.Errorf("receipts %s are carried by %v, want %v", numbers, got, want)
	}
}

// conflict is who stands in the way, and with which receipt.
func conflict(t testing.TB, err error) (uint64, Receipt) {
	t.Helper()
	var c *Conflict
	if !errors.As(err, &c) {
		t.Fatalf("no conflict: %v", err)
	}
	if c.Receipt == nil {
		return c.Existing.ID, Receipt{}
	}
	return c.Existing.ID, *c.Receipt
}

// TestReceiptsOfOthers plans a delivery with a receipt that one in each state carries.
func TestReceiptsOfOthers(t *testing.T) {
	for _, state := range states {
		t.Run(string(state), func(t *testing.T) {
			j := open(t)
			id := bring(t, j, delivery("1"), state, "a", "b")
			_, err := j.Plan(delivery("2"), receipts("c", "b"))
			if !slices.Contains([]State{Sending, Accepted, InDoubt, "sent"}, state) {
				ok(t, err)
				return
			}
			if other, receipt := conflict(t, err); other != id || receipt != (Receipt{"155", "b"}) || !errors.Is(err, Carries.Fault()) {
				t.Errorf("%d, %v", other, receipt)
			}
			ok(t, j.view(func(tx *txn) error {
				if _, found, err := tx.at("keys", delivery("2").Key.bytes()); found || err != nil {
					t.Errorf("the refused delivery is there: %v", err)
				}
				return nil
			}))
			wantClean(t, j)
			planned(t, j, delivery("3"), "c")
			other := delivery("4")
			other.Account = "another"
			planned(t, j, other, "a", "b")
		})
	}
}

// TestRivals: of two plans that share a receipt only one can be begun, whatever their order.
func TestRivals(t *testing.T) {
	for _, first := range []int{0, 1} {
		j := open(t)
		ids := []uint64{planned(t, j, delivery("1"), "a", "b"), planned(t, j, delivery("2"), "b", "c")}
		winner, loser := ids[first], ids[1-first]
		ok(t, j.Begin(winner))
		if other, receipt := conflict(t, j.Begin(loser)); other != winner || receipt.DocNum != "b" {
			t.Errorf("%d, %v", other, receipt)
		}
		ok(t, j.Finish(winner, Rejected, "", ""))
		ok(t, j.Begin(loser))
	}
}

// TestReplan: the receipts are replaced, the attempts kept, the litter removed.
func TestReplan(t *testing.T) {
	j := open(t)
	id := bring(t, j, delivery("1"), Rejected, "a", "b")
	other := planned(t, j, delivery("2"), "a")
	if again := planned(t, j, delivery("1"), "b", "c", "c"); again != id {
		t.Fatalf("it has another id: %d", again)
	}
	ok(t, j.Begin(other))
	ok(t, j.Begin(id))
	ok(t, j.Finish(id, Accepted, "9", ""))
	d, _, err := j.Get(id)
	ok(t, err)
	if d.Attempts != 2 || d.Receipts != 2 || d.ServiceID != "9" {
		t.Errorf("%+v", d)
	}
	wantCarriers(t, j, "abc", 0, id, id)
	wantClean(t, j)
}

// TestParts: parts of one whole share receipts; nothing is carried before all are booked.
func TestParts(t *testing.T) {
	j := open(t)
	one := bring(t, j, part("N", 1, 2), Accepted, "a", "b")
	wantCarriers(t, j, "ab", 0, 0)
	two := bring(t, j, part("N", 2, 2), Sending, "b", "c")
	wantCarriers(t, j, "abc", 0, 0, 0)
	ok(t, j.Finish(two, Accepted, "", ""))
	wantCarriers(t, j, "ac", one, two)
	for name, d := range map[string]Delivery{"unparted": delivery("N"), "parted otherwise": part("N", 3, 3)} {
		if _, err := j.Plan(d, nil); err == nil {
			t.Errorf("what was sent in two parts is planned %s", name)
		} else {
			conflict(t, err)
		}
	}
	planned(t, j, delivery("NO"), "d")
}

// TestWholeThenParts: the same the other way round, and at Begin.
func TestWholeThenParts(t *testing.T) {
	j := open(t)
	parted, whole := planned(t, j, part("N", 1, 2)), planned(t, j, delivery("N"))
	ok(t, j.Begin(whole))
	if other, _ := conflict(t, j.Begin(parted)); other != whole {
		t.Error(other)
	}
	_, err := j.Plan(part("N", 2, 2), nil)
	if other, _ := conflict(t, err); other != whole {
		t.Error(other)
	}
}

// many are n receipts.
func many(n int) iter.Seq2[Receipt, error] {
	return func(yield func(Receipt, error) bool) {
		for i := range n {
			if !yield(Receipt{"155", fmt.Sprintf("%024x", i)}, nil) {
				return
			}
		}
	}
}

// TestPieces: a plan of many transactions is seen by nobody before the last, and one that breaks off counts for nothing.
func TestPieces(t *testing.T) {
	j := open(t)
	j.batch = 10
	id := bring(t, j, delivery("1"), Unavailable, "a")
	before, _, err := j.Get(id)
	ok(t, err)
	commits := 0
	var copies []string
	j.after = func() {
		commits++
		copies = append(copies, snapshot(t, j))
	}
	_, err = j.Plan(delivery("1"), many(95))
	ok(t, err)
	if commits < 10 || commits > 14 {
		t.Errorf("%d transactions", commits)
	}
	wantClean(t, j)
	for i, path := range copies {
		c := openAt(t, path)
		c.batch = 10
		d, _, err := c.Get(id)
		ok(t, err)
		if i < 9 && d != before || i >= 9 && (d.State != Planned || d.Receipts != 95) {
			t.Fatalf("after transaction %d it is %+v", i+1, d)
		}
		bring(t, c, delivery("2"), Accepted, fmt.Sprintf("%024x", 5))
		wantClean(t, c)
	}
}

// TestBrokenReceipts: an error of who names the receipts ends the plan and leaves nothing.
func TestBrokenReceipts(t *testing.T) {
	j := open(t)
	j.batch = 10
	broken := errors.New("broken")
	_, err := j.Plan(delivery("1"), func(yield func(Receipt, error) bool) {
		for r := range many(45) {
			yield(r, nil)
		}
		yield(Receipt{}, broken)
	})
	if !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, found, _ := j.Find(delivery("1").Key); found {
		t.Error("it is there")
	}
	wantClean(t, j)
	if n := count(t, j, "loads"); n != 0 {
		t.Errorf("%d pieces of loads are left", n)
	}
}

// TestConflictMeanwhile: what is begun while a plan is being written counts.
func TestConflictMeanwhile(t *testing.T) {
	j := open(t)
	j.batch = 10
	id := planned(t, j, delivery("1"), fmt.Sprintf("%024x", 3))
	n := 0
	_, err := j.Plan(delivery("2"), func(yield func(Receipt, error) bool) {
		for r := range many(45) {
			if n++; n == 40 {
				ok(t, j.Begin(id))
			}
			yield(r, nil)
		}
	})
	if other, receipt := conflict(t, err); other != id || receipt.DocNum != fmt.Sprintf("%024x", 3) {
		t.Errorf("%d, %v", other, receipt)
	}
	wantClean(t, j)
}

// TestOddReceipts: names of any length and content are told apart.
func TestOddReceipts(t *testing.T) {
	j := open(t)
	long := strings.Repeat("x", 70000)
	odd := []Receipt{{"", ""}, {"1", "23"}, {"12", "3"}, {"", "123"}, {"\xff", "\xff\x00"}, {long, "1"}, {long + "1", ""}, {"1", long}, {strings.Repeat("y", 121), ""}, {strings.Repeat("y", 120), ""}}
	for i, r := range odd {
		d, err := j.Plan(delivery(fmt.Sprint("n", i)), func(yield func(Receipt, error) bool) { yield(r, nil) })
		ok(t, err)
		ok(t, j.Begin(d.ID))
		ok(t, j.Finish(d.ID, Accepted, "", ""))
	}
	c := j.Carried("caffesta", "shop")
	defer c.Close()
	for i, r := range odd {
		if d, found, err := c.By([]byte(r.Organization), []byte(r.DocNum)); err != nil || !found || d.ID != uint64(i+1) {
			t.Errorf("receipt %d is carried by %d: %v", i, d.ID, err)
		}
	}
	d := delivery(long)
	d.Shipper = long
	id := bring(t, j, d, Accepted)
	if found, _, _ := j.Find(d.Key); found.ID != id {
		t.Error("a long key is not found")
	}
}

// count is how many entries a bucket has, those of its buckets included.
func count(t failer, j *Journal, bucket string) int {
	t.Helper()
	n := 0
	var add func(b *bbolt.Bucket) error
	add = func(b *bbolt.Bucket) error {
		return b.ForEach(func(k, v []byte) error {
			if inner := b.Bucket(k); inner != nil {
				return add(inner)
			}
			n++
			return nil
		})
	}
	ok(t, j.view(func(tx *txn) error { return add(tx.bucket(bucket)) }))
	return n
}

// wantClean asserts that the journal is in itself consistent and holds no receipt of a load that no delivery has.
func wantClean(t failer, j *Journal) {
	t.Helper()
	var carried, expected int64
	if n := count(t, j, "drafts"); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
	wantSound(t, j)
	ok(t, j.view(func(tx *txn) error {
		return tx.bucket("deliveries").ForEach(func(_, v []byte) error {
			var e entry
			err := tx.decode(v, &e)
			expected += e.Receipts
			return err
		})
	}))
	if carried = int64(count(t, j, "carried")); carried != expected {
		t.Errorf("%d receipts are kept, %d belong to deliveries", carried, expected)
	}
}

// wantSound asserts that bbolt finds no fault in the file.
func wantSound(t failer, j *Journal) {
	t.Helper()
	ok(t, j.view(func(tx *txn) error {
		for err := range tx.Check() {
			t.Error(err)
		}
		return nil
	}))
}

// snapshot copies the journal's file.
func snapshot(t testing.TB, j *Journal) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	write(t, path, read(t, j.Path()))
	return path
}
