package mapping

import (
	"obmen/convert/profile"
	"obmen/formats/record"
)

// NoGroup is the number of the group none, which holds the products without a group.
const NoGroup = -1

// groups are the product groups of a nomenclature as a tree.
type groups struct{}

// chain gives the codes of a group and of those around it that the profile has rules for, from the innermost outwards; nil for NoGroup.
func (g *groups) chain(group int64) profile.Chain { panic("being written") }

// categories collects which categories an invoice uses, and writes them.
type categories struct{}

// newCategories returns the categories of invoices whose products stand in the groups of g (nil: there are none).
func newCategories(o *Options, g *groups) *categories { panic("being written") }

// use says that a product of group (NoGroup: none), for which the profile has settings s, is in the invoice, and returns
// its category_ref_code, valid until the next call.
func (c *categories) use(group int64, s *profile.Settings) ([]byte, error) { panic("being written") }

// write writes the categories in use, parents before children, the default category first, and forgets them.
func (c *categories) write(dst record.Writer) error { panic("being written") }
