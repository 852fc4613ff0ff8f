package record

// UnknownKind says what an Unknown was in its source.
type UnknownKind uint8

// What an Unknown can be.
const (
	Attribute UnknownKind = iota + 1 // Value: text
	Element                          // Value: the whole element as canonical XML text, start and end tag included
	Key                              // Value: the JSON value as it stood
)

// Place says where within its record an Unknown stood. Zero is the record's own element or object.
type Place uint8

// The places of records that span more than one element or object.
const (
	Here       Place = iota
	InHead           // Receipt: Head
	InProducts       // Receipt, GroupTail: Products
	InShipper        // Invoice: shipper
	InStorage        // Invoice: storage
)

// An Unknown is what a source carries and the vocabulary has no field for. It is kept, in
// the order of the source.
type Unknown struct {
	Place       Place
	Kind        UnknownKind
	Name, Value []byte
}
