package xmlstream

import "obmen/formats/record"

// An outline is what a document has open, and whether it has had its root.
type outline struct {
	names  []byte // of the open elements, one behind the other
	ends   []int  // where each ends in names
	rooted bool   // the root element was opened

	rootName string // shortened, for messages
}

func (o *outline) depth() int { return len(o.ends) }

// outside reports whether the root is not yet open or closed already.
func (o *outline) outside() bool { return len(o.ends) == 0 }

// top returns the name of the innermost open element.
func (o *outline) top() []byte { return o.name(len(o.ends) - 1) }

func (o *outline) name(i int) []byte {
	if i == 0 {
		return o.names[:o.ends[0]]
	}
	return o.names[o.ends[i-1]:o.ends[i]]
}

func (o *outline) push(name []byte) {
	o.names = append(o.names, name...)
	o.ends = append(o.ends, len(o.names))
	if !o.rooted && o.rootName != string(name) { // as it is in every chunk but the first
		o.rootName = record.Shorten(name)
	}
	o.rooted = true
}

func (o *outline) pop() {
	o.names = o.names[:len(o.names)-len(o.top())]
	o.ends = o.ends[:len(o.ends)-1]
}

func (o *outline) reset() { o.names, o.ends = o.names[:0], o.ends[:0] }

// has reports whether name is among the names.
func (o *outline) has(name []byte) bool {
	from := 0
	for _, end := range o.ends {
		if string(o.names[from:end]) == string(name) {
			return true
		}
		from = end
	}
	return false
}

// set makes o equal to p, which stays its own.
func (o *outline) set(p *outline) {
	o.names = append(o.names[:0], p.names...)
	o.ends = append(o.ends[:0], p.ends...)
	o.rooted, o.rootName = p.rooted, p.rootName
}
