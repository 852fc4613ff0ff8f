package main

import (
	"encoding/csv"
	"strings"
	"testing"
)

// readTable reads a CSV of the program's, whatever it begins with.
func readTable(t *testing.T, path string) [][]string {
	t.Helper()
	text := strings.TrimPrefix(readFile(t, path), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v: %q", path, err, text)
	}
	return rows
}
