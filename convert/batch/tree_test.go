package batch

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

// A tree is what lies in a drop folder: names with slashes, and the bytes or, where times and numbers are in these, what stands for them.
type tree map[string]string

// tree reads a drop folder, the outbox also where that lies elsewhere.
func (p place) tree(t *testing.T) tree {
	t.Helper()
	all := tree{}
	all.read(t, p.root(), "")
	if p.Outbox != "" {
		all.read(t, p.Outbox, "outbox/")
	}
	return all
}

func (all tree) read(t *testing.T, root, below string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // a run may be under way
			return nil
		}
		rel, _ := filepath.Rel(root, path)
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		all[below+filepath.ToSlash(rel)] = string(text)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return err
	})
	ok(t, err)
}

// visible are the names that are not hidden.
func (all tree) visible() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !isHidden(name) && !strings.HasPrefix(name, "state/") {
			fmt.Fprintln(&b, name)
		}
	}
	return b.String()
}

func isHidden(name string) bool { return strings.HasPrefix(name, ".") || strings.Contains(name, "/.") }

var (
	jsonTime = regexp.MustCompile(`"time": "[^"]*"`)
	textTime = regexp.MustCompile(`When: [-0-9: ]*`)
)

// settled is the tree of a drop folder whose run has ended, as it is to be whatever happened on the way: without times, and without numbers that may be skipped.
func (p place) settled(t *testing.T) tree {
	t.Helper()
	all := p.tree(t)
	for name, text := range all {
		switch {
		case strings.HasSuffix(name, errorJSON):
			all[name] = jsonTime.ReplaceAllString(text, "TIME")
		case strings.HasSuffix(name, errorText):
			all[name] = textTime.ReplaceAllString(text, "TIME")
		case name == "state/heartbeat.json":
			all[name] = heartbeatState(t, text)
		case strings.HasPrefix(name, "state/registers/"), strings.HasPrefix(name, "registers/"):
			all[name] = registered(t, text)
		case name == "work/"+folderName:
			all[name] = "a word"
		case name == "state/folder.db":
			all[name] = ledgerText(t, filepath.Join(p.root(), filepath.FromSlash(name)))
		}
	}
	return all
}

func heartbeatState(t *testing.T, text string) string {
	t.Helper()
	var h Heartbeat
	ok(t, json.Unmarshal([]byte(text), &h))
	return h.State
}

// registered are the rows of a register without numbers and times, in an order of their own.
func registered(t *testing.T, text string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	ok(t, err)
	var lines []string
	for _, row := range rows {
		lines = append(lines, strings.Join(row[2:], "|"))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// ledgerText is what a ledger says, without its numbers and times.
func ledgerText(t *testing.T, path string) string {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	ok(t, err)
	defer db.Close()
	var lines []string
	err = db.View(func(tx *bbolt.Tx) error {
		for _, bucket := range []string{"open", "rows", "seen", "works", "flight"} {
			err := tx.Bucket([]byte(bucket)).ForEach(func(k, v []byte) error {
				lines = append(lines, bucket+" "+unnumbered(t, bucket, k, v))
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	ok(t, err)
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// unnumbered is an item of the ledger without what differs from run to run.
func unnumbered(t *testing.T, bucket string, k, v []byte) string {
	t.Helper()
	if bucket == "works" || bucket == "flight" {
		return ""
	}
	fields := map[string]any{}
	ok(t, json.Unmarshal(v, &fields))
	for _, name := range []string{"id", "modified", "claimed", "next_try", "row", "tries", "ID", "Time", "trouble"} {
		delete(fields, name)
	}
	text, err := json.Marshal(fields)
	ok(t, err)
	if bucket == "seen" {
		return fmt.Sprintf("%x %s", k, text)
	}
	return string(text)
}

// differences says how a tree differs from what it should be.
func (all tree) differences(want tree) string {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got, there := all[name]; !there {
			fmt.Fprintln(&b, "missing:", name)
		} else if got != want[name] {
			fmt.Fprintf(&b, "%s is\n%s\nwant\n%s\n", name, got, want[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if _, wanted := want[name]; !wanted {
			fmt.Fprintln(&b, "too much:", name)
		}
	}
	return b.String()
}

// copyTree copies a folder with the times of its files.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	ok(t, filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(from, path)
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o777)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, text, info.Mode().Perm()); err != nil {
			return err
		}
		return os.Chtimes(target, info.ModTime(), info.ModTime())
	}))
}
