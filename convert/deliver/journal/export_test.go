package journal

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestWriteJSON(t *testing.T) {
	for n := range 3 {
		var want, got []Delivery
		for i := range n {
			d := part("N", i+1, n)
			d.Planned, d.Changed, d.Note = day(1), day(2), "a \"note\"\n"
			want = append(want, d)
		}
		var b bytes.Buffer
		ok(t, WriteJSON(&b, each(want)))
		if err := json.Unmarshal(b.Bytes(), &got); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v", b.Bytes(), err)
		}
	}
}

// each visits what is in a list.
func each[R Row](rows []R) func(func(R) error) error {
	return func(visit func(R) error) error {
		for _, r := range rows {
			if err := visit(r); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestWriteCSV(t *testing.T) {
	d := delivery(`1"2`)
	d.ID, d.State, d.Planned, d.Changed, d.Wired, d.Sum = 7, Accepted, day(1), day(2), true, "10.50"
	var b bytes.Buffer
	ok(t, WriteCSV(&b, each([]Delivery{d})))
	want := "id,service,account,shipper,storage,number,state,settled,file,file_sha256,date,sum,items,items_hash,body_hash,size,whole,part,parts,receipts,receipts_hash,attempts,doubts,service_id,wired,note,planned,changed\n" +
		`7,caffesta,shop,obmen,1,"1""2",accepted,,"1""2.json",,,10.50,0,,"body of 1""2",0,,0,0,0,,0,0,,true,,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z` + "\n"
	if b.String() != want {
		t.Errorf("it is\n%s, want\n%s", &b, want)
	}
	b.Reset()
	ok(t, WriteCSV(&b, each([]Fetch{{ID: 1, Account: "shop", From: day(1), To: day(2), State: Ready}})))
	if rows, err := csv.NewReader(&b).ReadAll(); err != nil || len(rows) != 2 || strings.Join(rows[1][:6], " ") != "1 shop 2026-01-01T00:00:00Z 2026-01-02T00:00:00Z  ready" {
		t.Errorf("%v, %v", rows, err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }

func TestExportErrors(t *testing.T) {
	one := each([]Delivery{delivery("1")})
	if WriteJSON(full{}, one) == nil || WriteCSV(full{}, one) == nil || WriteJSON(full{}, each[Delivery](nil)) == nil {
		t.Error("a full disk is no error")
	}
	broken := errors.New("broken")
	bad := func(func(Delivery) error) error { return broken }
	if WriteJSON(&bytes.Buffer{}, bad) != broken || WriteCSV(&bytes.Buffer{}, bad) != broken {
		t.Error("an error of the journal is lost")
	}
}

func TestGuarded(t *testing.T) {
	for in, want := range map[string]string{"": "", "-5.20": "-5.20", "=1+1": "'=1+1", "@x": "'@x", "+a": "'+a", "KAS-1": "KAS-1"} {
		if got := guarded(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
