package status

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"obmen/convert/deliver"
	"obmen/formats/record"
)

type known int

func (k known) Error() string   { return "known" }
func (k known) ExitStatus() int { return int(k) }

func TestOf(t *testing.T) {
	fault := (&record.Message{Code: "a", En: "a", Ru: "а"}).Fault()
	file := &fs.PathError{Op: "open", Path: "a", Err: syscall.ENOSPC}
	for _, test := range []struct {
		name string
		err  error
		want int
	}{
		{"nothing", nil, Done},
		{"a document", &record.Error{File: "a", Err: fault}, Input},
		{"words alone", fault, Input},
		{"wrong use", &record.UsageError{Err: fault}, Usage},
		{"a misfit", fmt.Errorf("a: %w", &record.UsageError{Err: fault, Misfit: true}), Usage},
		{"a file", file, FileSystem},
		{"a rename", &os.LinkError{Op: "rename", Old: "a", New: "b", Err: syscall.EXDEV}, FileSystem},
		{"a file below a document", &record.Error{File: "a", Err: file}, FileSystem},
		{"refused", &deliver.Refused{Service: "a", Status: 422, Cause: fault}, Refused},
		{"out of reach", &deliver.Unreachable{Service: "a", Cause: fault}, Unreachable},
		{"in doubt, and interrupted", &deliver.InDoubt{Service: "a", Cause: fault, Err: context.Canceled}, Unknown},
		{"interrupted", fmt.Errorf("a: %w", context.Canceled), Interrupted},
		{"one that knows", fmt.Errorf("a: %w", known(Terminated)), Terminated},
		{"nobody knows", errors.New("a"), Unforeseen},
		{"several", errors.Join(&record.Error{Err: fault}, file, known(DoneBut)), FileSystem},
		{"several in several", errors.Join(errors.Join(known(DoneBut), &deliver.InDoubt{Cause: fault}), errors.New("a")), Unknown},
	} {
		if got := Of(test.err); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

// TestWorst holds the order of the contract: 8, 1, 6, 5, 7, 4, 3, and 0 behind all.
func TestWorst(t *testing.T) {
	order := []int{Unknown, Unforeseen, Refused, FileSystem, Unreachable, Input, DoneBut, Done}
	for i := range order {
		for j := i; j < len(order); j++ {
			if got := Worst(order[j], order[i]); got != order[i] {
				t.Errorf("of %d and %d the worst is %d", order[i], order[j], got)
			}
		}
	}
	if Worst() != Done {
		t.Error("nothing is not done")
	}
}
