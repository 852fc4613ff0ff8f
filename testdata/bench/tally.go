//go:build unix

package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"os/exec"
	"slices"
)

// A figure is where an output has its rows and its money: in a column of a CSV (perhaps only of the rows that have a certain value in another),
// or behind a text, a key of JSON or a tag or attribute of XML. Rows are counted by another text where that is given.
type figure struct {
	column, only, is string
	text, rows       string
}

func (f figure) none() bool { return f == figure{} }

// A total is what a figure came to.
type total struct {
	rows int64
	sum  *big.Int // in millionths
}

func (t total) String() string {
	return fmt.Sprintf("%d rows, %s", t.rows, new(big.Rat).SetFrac(t.sum, big.NewInt(millionths)).FloatString(2))
}

func (t total) equal(other total) bool { return t.rows == other.rows && t.sum.Cmp(other.sum) == 0 }

// of reckons the figure of an output.
func (f figure) of(path string) (total, error) {
	file, err := os.Open(path)
	if err != nil {
		return total{}, err
	}
	defer file.Close()
	t := total{sum: new(big.Int)}
	if f.column != "" {
		err = f.addColumn(&t, file)
	} else if err = f.addText(&t, file); err == nil && f.rows != "" {
		t.rows, err = count(path, f.rows)
	}
	return t, err
}

func (f figure) addColumn(t *total, r io.Reader) error {
	rows := csv.NewReader(r)
	rows.ReuseRecord = true
	head, err := rows.Read()
	if err != nil {
		return err
	}
	money, only := slices.Index(head, f.column), slices.Index(head, f.only)
	if money < 0 {
		return fmt.Errorf("no column is called %s", f.column)
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if only >= 0 && row[only] != f.is {
			continue
		}
		if err := t.add([]byte(row[money])); err != nil {
			return err
		}
	}
}

// longestNumber is more than any number here takes, with what may stand before it.
const longestNumber = 64

func (f figure) addText(t *total, r io.Reader) error {
	buffer := make([]byte, 1<<18)
	kept := 0
	for {
		got, err := io.ReadFull(r, buffer[kept:])
		end := err != nil
		if end && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		rest := buffer[:kept+got]
		for {
			at := bytes.Index(rest, []byte(f.text))
			if at < 0 {
				rest = rest[max(0, len(rest)-len(f.text)+1):]
				break
			}
			if len(rest)-at-len(f.text) < longestNumber && !end {
				rest = rest[at:]
				break
			}
			rest = rest[at+len(f.text):]
			if err := t.add(f.number(rest)); err != nil {
				return err
			}
		}
		if end {
			return nil
		}
		kept = copy(buffer, rest)
	}
}

// number is what stands before the next mark that ends a value.
func (f figure) number(text []byte) []byte {
	if bytes.HasSuffix([]byte(f.text), []byte(":")) { // of JSON
		text = bytes.TrimPrefix(bytes.TrimLeft(text, " "), []byte(`"`))
	}
	if i := bytes.IndexAny(text, "\"<}]\n"); i >= 0 {
		text = text[:i]
	}
	return bytes.TrimRight(text, " ,")
}

const millionths = 1_000_000

// add counts a row with its money; an empty value is none. Both decimal marks are understood, and blanks between thousands.
func (t *total) add(text []byte) error {
	n, decimals := int64(0), -1
	for _, c := range string(text) {
		switch {
		case c >= '0' && c <= '9' && n < 1<<39:
			n = n*10 + int64(c-'0')
			if decimals >= 0 {
				decimals++
			}
		case (c == '.' || c == ',') && decimals < 0:
			decimals = 0
		case c == ' ' || c == '\u00a0' || c == '\u202f' || c == '-':
		default:
			return fmt.Errorf("%q is no sum of money", text)
		}
	}
	for decimals = max(decimals, 0); decimals < 6; decimals++ {
		n *= 10
	}
	if decimals > 6 {
		return fmt.Errorf("%q has too many decimals", text)
	}
	if bytes.HasPrefix(text, []byte("-")) {
		n = -n
	}
	t.rows++
	t.sum.Add(t.sum, big.NewInt(n))
	return nil
}

// same says whether two files hold the same bytes.
func same(one, other string) bool {
	return exec.Command("cmp", "-s", one, other).Run() == nil
}
