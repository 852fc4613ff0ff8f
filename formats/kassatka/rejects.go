package kassatka

import "obmen/formats/record"

// KeepRaw implements [record.RawReader].
func (r *Reader) KeepRaw() { r.src.KeepRaw() }

// Rejected implements [record.RawReader].
func (r *Reader) Rejected() record.Rejected { return record.Rejected{Raw: r.rejected} }

// Shell implements [record.RawReader].
func (r *Reader) Shell() (before, after []byte) {
	return []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Documents>\n"), []byte("</Documents>\n")
}
