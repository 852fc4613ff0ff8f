package inbox

import (
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// A line holds the first files of a rule that keeps an order.
type line struct {
	rule  int
	order Order
	first []place // in order
	head  *file   // the very first, when all are known
}

// A place is where a file stands in a line.
type place struct {
	age       time.Time // zero in a line by name, and where it can't be told: then all wait for it
	key, name string
	marker    bool
}

func (p place) compare(q place) int {
	if c := p.age.Compare(q.age); c != 0 {
		return c
	}
	if c := strings.Compare(p.key, q.key); c != 0 {
		return c
	}
	return strings.Compare(p.name, q.name)
}

// keyOf is what names are ordered by.
func keyOf(name string) string { return norm.NFC.String(name) }

func (l *look) line(rule int, order Order) *line {
	q := l.lines[rule]
	if q == nil {
		q = &line{rule: rule, order: order}
		l.lines[rule] = q
	}
	return q
}

// offer puts a file in its place, if that is among the first.
func (q *line) offer(l *look, name string, marker bool) {
	p := place{key: keyOf(name), name: name, marker: marker}
	if q.order == ByAge {
		if info, err := os.Lstat(l.path(name)); err == nil {
			p.age = info.ModTime()
		}
	}
	i, found := slices.BinarySearchFunc(q.first, p, place.compare)
	switch {
	case found:
		q.first[i].marker = q.first[i].marker || marker
	case i < mostLine:
		q.first = slices.Insert(q.first[:min(len(q.first), mostLine-1)], i, p)
	}
}

// watchLines looks at the first files of each line, when all names are known.
func (l *look) watchLines() {
	for _, q := range l.lines {
		for _, p := range q.first {
			f := l.files[p.name]
			if f == nil {
				f = &file{name: p.name}
			}
			if f.turn == l.turn { // a folder that changes may give a name twice, and a file of two ages has two places
				f.marker = f.marker || p.marker
				continue
			}
			if f.rule, f.order = q.rule, q.order; l.watch(f) == nil {
				continue
			}
			f.marker = p.marker
			if q.head == nil {
				q.head = f
			}
		}
	}
}
