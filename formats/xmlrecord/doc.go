// Package xmlrecord is what the XML dialects do alike between the grammar, which knows no field names, and their own
// fields: it finds the root element, keeps the text of a record, keeps what the vocabulary has no field
// for, says where something is wrong, and holds on to the source text of what was refused. It knows no
// field names either.
package xmlrecord
