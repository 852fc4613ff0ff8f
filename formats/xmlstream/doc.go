// Package xmlstream reads and writes XML documents one tag or text at a time. It is the grammar floor under
// the XML dialects: it knows XML 1.0 (fifth edition) and no field names.
//
// # Two engines under one Scanner
//
// [NewScanner] gives one of two engines, chosen by [record.Options].Engine. Both hold a document to the same
// rules and give the same tokens, offsets and errors:
//
//   - plain takes its tokens from encoding/xml and holds every one against the grammar, production by
//     production. It is the reference, and slow.
//   - fast is a scanner of our own over one sliding buffer: it allocates nothing a token, copies only where a
//     reference or a line end demands it, and reckons positions only when somebody asks.
//
// What refuses a document is said by one piece of code, the grammar (grammar.go): plain asks it about
// every token, fast only when it can't accept one. So both engines have the same words and the same place for the
// same fault. The fuzz test FuzzEngines holds them together. Intended differences: none.
//
// # Templates
//
// Records of one program look the same but for their values. Above the fast engine a reader may keep the shapes of the pieces that it has
// read ([Shapes], [Template]) and try them on the text ahead ([Skimmer]): the bytes between values are compared, values are held against the
// grammar and their limit, eight bytes at a time, and whatever does not fit is left to the Scanner, with nothing consumed. A template never finds fault.
//
// # Chunks
//
// A Scanner reads a document, or with Open one piece of it after another, without what stands before. It copies nothing of a chunk.
//
// # What is accepted
//
// A document without a document type declaration, as XML 1.0 has it: one root element; comments, processing
// instructions and white space around it; the five predefined entities and character references. DOCTYPE is
// always refused, so no entity expands or reaches for a file or a host. Namespaces are not interpreted: a name is
// what stands there, colons included.
//
// # Limits
//
// A value (the text between two tags or quotes, in bytes as it stands), a name, the attributes of an element, the depth and
// the record are bounded by [record.Limits]; each error names the flag that raises its limit. A token outside a
// record is bounded like a record.
package xmlstream
