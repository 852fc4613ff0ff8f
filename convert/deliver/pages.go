package deliver

import (
	"slices"
	"strconv"
	"strings"

	"obmen/formats/jsonstream"
)

// A paging is what an answer says of pages. The documents know of none: an answer that does holds a part of the list, or may.
type paging struct {
	more  bool   // there are other pages
	vague bool   // there may be
	one   bool   // there is one page in all
	total uint64 // entries of all pages
}

// The keys that speak of pages, in small letters and without _ and -.
func countsPages() []string { return []string{"pages", "totalpages", "pagecount", "lastpage"} }
func namesPage() []string   { return []string{"page", "currentpage", "pagenumber"} }
func namesOthers() []string {
	return []string{"next", "nextpage", "nextpageurl", "nexturl", "nextlink", "nextcursor", "nextpagetoken", "cursor", "hasmore", "hasnext", "hasnextpage", "more", "truncated",
		"prev", "previous", "prevpage", "prevpageurl", "previouspage", "offset"}
}
func countsEntries() []string {
	return []string{"total", "totalcount", "totalitems", "totalentries", "count"}
}
func saysVaguely() []string {
	return []string{"perpage", "pagesize", "limit", "meta", "pagination", "paginator", "paging", "links"}
}

// plainKey is the last key of a path, without what spellings of it differ in.
func plainKey(path string) string {
	key := path[strings.LastIndexByte(path, '.')+1:]
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", "[]", "").Replace(key))
}

// isPaging reports whether a key beside a list speaks of pages. A total that is no number is one of money, perhaps.
func isPaging(key string, t jsonstream.Token) bool {
	key = plainKey(key)
	if slices.Contains(countsEntries(), key) {
		return t == jsonstream.Number || t == jsonstream.String
	}
	return slices.Contains(slices.Concat(countsPages(), namesPage(), namesOthers(), saysVaguely()), key)
}

// have takes a value of such a key, or one within. What is not known there may speak of other pages.
func (p *paging) have(path string, t jsonstream.Token, b []byte) error {
	value := idText(t, b)
	if t == jsonstream.True {
		value = "true"
	}
	key := plainKey(path)
	switch {
	case value == "" || value == "0":
	case slices.Contains(countsPages(), key):
		p.one, p.more = p.one || value == "1", p.more || value != "1"
	case slices.Contains(namesPage(), key):
		p.more = p.more || value != "1"
	case slices.Contains(namesOthers(), key):
		p.more = true
	case slices.Contains(countsEntries(), key):
		n, _ := strconv.ParseUint(value, 10, 64) // none: money
		p.total = max(p.total, n)
	default:
		p.vague = true
	}
	return nil
}

// header takes what the head of an answer says.
func (p *paging) header(a *answer) {
	link := strings.ToLower(strings.Join(a.res.Header.Values("Link"), ","))
	if a.status == 206 || strings.Contains(link, `rel="next"`) || strings.Contains(link, "rel=next") {
		p.more = true
	}
}

// isPart reports whether n entries are not, or may not be, the whole list.
func (p *paging) isPart(n uint64) bool { return p.more || p.total > n || p.vague && !p.one }
