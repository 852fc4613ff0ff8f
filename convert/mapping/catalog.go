package mapping

import "obmen/formats/record"

// A Catalog is a nomenclature that is asked for products by their code: --catalog. Its memory does not grow with the
// nomenclature.
type Catalog struct{}

// NewCatalog reads the nomenclature of src to its end. The first row of a code is the one that counts. The Catalog is to be closed.
func NewCatalog(src record.Reader, t record.Temp) (*Catalog, error) { panic("being written") }

// Product returns the row of a code and the number of the group around it, which [Catalog.Group] takes; NoGroup for the group none. The
// row is valid until the next call; nil where the catalogue lacks the code.
func (c *Catalog) Product(code []byte) (p *record.Product, group int64, err error) {
	panic("being written")
}

// Groups returns the tree of its groups, for [newCategories].
func (c *Catalog) groups() *groups { panic("being written") }

// Close removes what is on disk.
func (c *Catalog) Close() error { panic("being written") }
