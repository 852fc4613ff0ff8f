package courier

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"obmen/convert/deliver"
	"obmen/convert/deliver/journal"
	"obmen/convert/sandbox"
)

// TestFaultMatrix lets each fault strike each request that sending invoices makes, at the first, the middle and the last invoice, at a service with and without
// a list. After each run the service's own record is compared with the journal: nothing stands twice, nothing is claimed that is not so; and the next
// run, of a service that is well again, brings what is left. OBMEN_EVERY_CELL asks for all of them.
func TestFaultMatrix(t *testing.T) {
	for _, kind := range sandbox.Kinds() {
		for _, place := range []string{"invoices", "list", "invoice"} {
			if !slices.Contains(kind.Places, place) {
				continue
			}
			froms := []int{2}
			if os.Getenv("OBMEN_EVERY_CELL") != "" {
				froms = []int{1, 2, 3}
			}
			for _, from := range froms {
				for _, count := range []int{1, sandbox.Always} {
					f := sandbox.Fault{Name: kind.Name, Where: place, From: from, Count: count}
					for _, noList := range []bool{false, true} {
						if noList && place != "invoices" {
							continue
						}
						name := f.String()
						if noList {
							name += ", no list"
						}
						t.Run(name, func(t *testing.T) { t.Parallel(); matrixCell(t, f, noList) })
					}
				}
			}
		}
	}
}

func matrixCell(t *testing.T, f sandbox.Fault, noList bool) {
	s := newStage(t, sandbox.Options{NoList: noList})
	s.late = f.Name == "late"
	faults := []sandbox.Fault{f}
	if f.Where != "invoices" { // the list is asked for where an invoice is in doubt
		faults = append(faults, sandbox.Fault{Name: "reset-after", Where: "invoices", From: 2, Count: 1})
	}
	if err := s.server.AddFaults(faults...); err != nil {
		t.Fatal(err)
	}
	numbers := []string{"1", "2", "3"}
	file := s.file("three.ndjson", invoiceLine("1", "1"), invoiceLine("2", "2"), invoiceLine("3", "3"))
	s.agree(s.send(nil, file))
	s.agree(s.send(nil, file)) // again, while it may still strike
	s.server.ClearFaults()
	for n := 0; ; n++ {
		err := s.send(nil, file)
		s.agree(err)
		if err == nil {
			break
		}
		if n == len(numbers) || !s.askAPerson() {
			t.Fatalf("it never gets through: %v", err)
		}
	}
	s.wantAccepted(numbers...)
	for _, n := range numbers {
		if d := s.deliveries()[n]; !d.Booked() {
			t.Errorf("the journal says of %s: %s", n, d.State)
		}
	}
}

// agree compares the journal with what the service has.
func (s *stage) agree(err error) {
	s.t.Helper()
	s.settleLate()
	accepted, inDoubt := s.accepted(), false
	for number, n := range accepted {
		if n > 1 {
			s.t.Errorf("%s stands %d times in the books (%v)", number, n, err)
		}
	}
	for number, d := range s.deliveries() {
		has := accepted[number] > 0
		switch d.State {
		case journal.Accepted:
			if !has {
				s.t.Errorf("the journal has %s accepted, the service does not have it", number)
			}
		case journal.InDoubt:
			inDoubt = true
		case journal.Resolved:
			if has != (d.Settled == "sent") {
				s.t.Errorf("%s is settled as %s, and the service has it: %v", number, d.Settled, has)
			}
		case journal.Rejected, journal.Unavailable, journal.Planned:
			if has {
				s.t.Errorf("the journal has %s %s, the service has it (%v)", number, d.State, err)
			}
		default:
			s.t.Errorf("%s is %s behind a run that ended", number, d.State)
		}
	}
	var doubt *deliver.InDoubt
	if inDoubt != errors.As(err, &doubt) {
		s.t.Errorf("in doubt: %v by the journal, error %v", inDoubt, err)
	}
}

// askAPerson settles what is in doubt by looking into the service.
func (s *stage) askAPerson() (any bool) {
	for number, d := range s.deliveries() {
		if d.State == journal.InDoubt {
			any = true
			if _, err := Resolve(s.t.Context(), s.journal, d.ID, s.accepted()[number] > 0); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	return any
}

// TestKassatkaMatrix lets each fault strike each request of an upload and of a fetch. What the journal claims, the service has; a file is there whole or not at all;
// and the next run, of a service that is well again, gets through.
func TestKassatkaMatrix(t *testing.T) {
	for _, kind := range sandbox.Kinds() {
		for _, place := range []string{"nomenclature", "process", "receipts", "download"} {
			if !slices.Contains(kind.Places, place) || kind.Name == "slow" && place == "download" { // which takes its time, and is no fault
				continue
			}
			for _, count := range []int{1, sandbox.Always} {
				f := sandbox.Fault{Name: kind.Name, Where: place, Count: count}
				t.Run(f.String(), func(t *testing.T) {
					t.Parallel()
					if place != "nomenclature" {
						fetchCell(t, f)
					}
					if place == "nomenclature" || place == "process" {
						uploadCell(t, f)
					}
				})
			}
		}
	}
}

func uploadCell(t *testing.T, f sandbox.Fault) {
	s := newStage(t, sandbox.Options{})
	if err := s.server.AddFaults(f); err != nil {
		t.Fatal(err)
	}
	o := s.options
	o.Job.Inputs = []string{filepath.Join("..", "..", "testdata", "example", "nomenclature.xml")}
	err := Send(t.Context(), Kassatka, o)
	for _, d := range s.deliveries() {
		if d.State == journal.Accepted && len(s.server.Nomenclatures()) == 0 {
			t.Errorf("accepted, says the journal: %+v", d)
		}
		if (err == nil) != (d.State == journal.Accepted) {
			t.Errorf("error %v, and the journal says %s", err, d.State)
		}
	}
	s.server.ClearFaults()
	o.Resume = true
	if err := Send(t.Context(), Kassatka, o); err != nil {
		t.Errorf("the run after it: %v", err)
	}
	if len(s.server.Nomenclatures()) == 0 {
		t.Error("the service has nothing")
	}
}

func fetchCell(t *testing.T, f sandbox.Fault) {
	s := newStage(t, sandbox.Options{})
	whole, err := s.fetch(func(o *FetchOptions) { o.Output = filepath.Join(o.Job.TempDir, "whole.xml") })
	if err != nil {
		t.Fatal(err)
	}
	if err := s.server.AddFaults(f); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(s.options.Job.TempDir, "got.xml")
	_, err = s.fetch(func(*FetchOptions) {})
	got, missing := os.ReadFile(name)
	switch {
	case err != nil && missing == nil:
		t.Errorf("%v, and yet a file of %d bytes", err, len(got))
	case err == nil && f.Name != "duplicate-download" && string(got) != read(t, whole.File):
		t.Errorf("no error, and a file of %d bytes", len(got))
	}
	s.server.ClearFaults()
	again, err := s.fetch(func(*FetchOptions) {})
	if err != nil || read(t, again.File) != read(t, whole.File) {
		t.Errorf("the run after it: %+v, %v", again, err)
	}
}
