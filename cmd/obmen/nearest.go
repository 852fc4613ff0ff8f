package main

import "strings"

// nearest is the known name that a wrong one begins, or else is most like; empty where none is like it. Names come in an order; of equals the first counts.
func nearest(name string, known []string) string {
	best, least := "", max(2, len([]rune(name))/3)+1
	for _, k := range known {
		if len(name) > 1 && strings.HasPrefix(k, name) {
			return k
		}
		if len(k) < 2 {
			continue
		}
		if d := distance([]rune(name), []rune(k)); d < least && d < len(k) {
			best, least = k, d
		}
	}
	return best
}

// distance is how many letters have to be put in, taken out or changed, or neighbours swapped, to make b of a.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
