package mapping

import (
	"bytes"
	"errors"
	"io"

	"obmen/convert/profile"
	"obmen/convert/regroup"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// noGroup is the number of the group none, which "holds products without a group".
const noGroup = regroup.NoNode

// isNone reports whether a code means no group: "ParentCode="none" and ParentCode="" mean no parent".
func isNone(code []byte) bool { return len(code) == 0 || string(code) == "none" }

// groups are the product groups of a nomenclature as a tree. First add, then build; then ask.
type groups struct {
	profile *profile.Profile
	tree    *regroup.Tree
	ruled   []ruledGroup     // the groups that the profile has rules for; a group's mark is 1 + the place of the nearest one upwards
	rules   map[string]int64 // their marks by code
	refs    map[string]int64 // the groups whose codes the profile uses as categories; noGroup: none yet
	buf     []byte
	group   record.Group // that is being added
	decoder record.Decoder
	walker  chain
}

// A ruledGroup is a group that the profile has a rule for.
type ruledGroup struct {
	code []byte
	node int64 // noGroup: the group none
}

func newGroups(p *profile.Profile, t record.Temp, memory int) *groups {
	g := &groups{profile: p, tree: regroup.NewTree(t, memory), rules: map[string]int64{}, refs: map[string]int64{p.Defaults.Category.RefCode: noGroup}}
	for _, rules := range []map[string]*profile.Rule{p.Groups, p.Products} {
		for _, r := range rules {
			if r.Category != nil {
				g.refs[r.Category.RefCode] = noGroup
			}
		}
	}
	return g
}

// add adds a group and returns its number. The group none has none: noGroup.
func (g *groups) add(r *record.Group) (int64, error) {
	if isNone(r.Code) {
		g.mark([]byte("none"), noGroup)
		return noGroup, nil
	}
	parent := r.ParentCode
	if isNone(parent) {
		parent = nil
	}
	n := g.tree.Len()
	if node, ok := g.refs[string(r.Code)]; ok && node == noGroup {
		g.refs[string(r.Code)] = n
	}
	g.group = record.Group{Origin: r.Origin, Code: r.Code, Name: r.Name, ParentCode: parent}
	g.buf = record.AppendRecord(g.buf[:0], &g.group)
	return g.tree.Add(r.Code, parent, g.mark(r.Code, n), g.buf)
}

// mark returns the mark of the group of that code; 0 where the profile has no rule for it.
func (g *groups) mark(code []byte, node int64) int64 {
	if g.profile.Groups[string(code)] == nil {
		return 0
	}
	if g.rules[string(code)] == 0 {
		g.ruled = append(g.ruled, ruledGroup{bytes.Clone(code), node})
		g.rules[string(code)] = int64(len(g.ruled))
	}
	return g.rules[string(code)]
}

// build ends the adding. "A cycle is an error."
func (g *groups) build() error {
	err := g.tree.Build()
	var cycle *regroup.Cycle
	if !errors.As(err, &cycle) {
		return err
	}
	r, err := g.record(cycle.Node)
	if err != nil {
		return err
	}
	return &record.Error{Pos: r.At(), Kind: record.KindGroup, Path: "ParentCode", Value: record.Shorten(r.ParentCode), Fatal: true,
		Err: groupCycle.Fault(r.Code, r.ParentCode)}
}

// record returns a group, valid until the next call.
func (g *groups) record(n int64) (*record.Group, error) {
	value, err := g.tree.Value(n)
	if err != nil {
		return nil, err
	}
	r, err := g.decoder.Decode(value)
	if err != nil {
		return nil, err
	}
	return r.(*record.Group), nil
}

// chain gives the codes of group and of those around it that the profile has rules for, from the innermost outwards. It is valid
// until the next call.
func (g *groups) chain(group int64) profile.Chain {
	g.walker = chain{g, g.markOf(group)}
	return &g.walker
}

// markOf returns the mark of the nearest group upwards that the profile has a rule for.
func (g *groups) markOf(group int64) int64 {
	if group < 0 {
		return g.rules["none"]
	}
	return g.tree.Mark(g.tree.First(group))
}

type chain struct {
	groups *groups
	mark   int64
}

// Next implements [profile.Chain].
func (c *chain) Next() (code []byte, ok bool) {
	if c.mark == 0 {
		return nil, false
	}
	group := c.groups.ruled[c.mark-1]
	c.mark = 0
	if group.node >= 0 {
		if parent := c.groups.tree.Parent(group.node); parent >= 0 {
			c.mark = c.groups.tree.Mark(parent)
		}
	}
	return group.code, true
}

// Close removes what is on disk.
func (g *groups) Close() error { return g.tree.Close() }

// categories collects which categories an invoice uses, and writes them: "Groups become categories, parents before children; the group none
// is left out, its products get the default category". It serves invoice after invoice; what it costs for each is what that one uses.
type categories struct {
	groups *groups // nil: there are none
	round  int64
	used   *regroup.Array // the round in which a group was used last
	order  *spool.Sorter  // place → group, of those used in this round
	own    []profile.Ref  // categories that only the profile knows, in the order of their first use; no more than the profile has
	first  int            // 1 + which of own is the default category
	code   []byte

	last     int64 // 1 + the group that was used last
	lastCode []byte

	texts  texts
	record record.Category // that is being written
}

// newCategories returns the categories of invoices whose products stand in the groups of g; nil: in none.
func newCategories(g *groups, t record.Temp, memory int) *categories {
	return &categories{groups: g, round: 1, used: regroup.NewArray(t, memory), order: spool.NewSorter(t, memory)}
}

// use says that a product of group, for which the profile has the settings s, is in the invoice. It returns its category_ref_code,
// valid until the next call: the group's, unless it has none or the profile sets another.
func (c *categories) use(group int64, s *profile.Settings) ([]byte, error) {
	if s.CategorySet || group < 0 {
		return c.useOwn(s)
	}
	if c.last != 0 && c.last == group+1 {
		return c.lastCode, nil
	}
	if err := c.useGroup(group); err != nil {
		return nil, err
	}
	r, err := c.groups.record(c.groups.tree.First(group))
	if err != nil {
		return nil, err
	}
	c.last, c.lastCode = group+1, append(c.lastCode[:0], r.Code...)
	return c.lastCode, nil
}

// useOwn uses the category of the profile, which may be one of the catalogue's groups all the same.
func (c *categories) useOwn(s *profile.Settings) ([]byte, error) {
	c.code = append(c.code[:0], s.Category.RefCode...)
	if c.groups != nil {
		if n, ok := c.groups.refs[s.Category.RefCode]; ok && n >= 0 {
			return c.code, c.useGroup(n)
		}
	}
	for _, o := range c.own {
		if o.RefCode == s.Category.RefCode {
			return c.code, nil
		}
	}
	c.own = append(c.own, s.Category)
	if !s.CategorySet {
		c.first = len(c.own)
	}
	return c.code, nil
}

// useGroup uses the category of a group with all its ancestors.
func (c *categories) useGroup(group int64) error {
	tree := c.groups.tree
	for n := tree.First(group); n >= 0 && c.used.Get(n) != c.round; n = tree.Parent(n) {
		c.used.Set(n, c.round)
		var place, node [8]byte
		if err := c.order.Add(appendKey(place[:0], tree.Place(n)), appendKey(node[:0], n)); err != nil {
			return err
		}
	}
	return c.used.Err()
}

// write writes the categories in use and forgets them: "categories in the file's order, a parent pulled up before its first child; the
// default category first, and only where a product uses it".
func (c *categories) write(dst record.Writer) error {
	if c.first > 0 {
		if err := c.writeOwn(dst, c.own[c.first-1]); err != nil {
			return err
		}
	}
	for i, o := range c.own {
		if i == c.first-1 {
			continue
		}
		if err := c.writeOwn(dst, o); err != nil {
			return err
		}
	}
	if err := c.writeGroups(dst); err != nil {
		return err
	}
	c.round++
	c.own, c.first, c.last = c.own[:0], 0, 0
	c.order.Reset()
	return nil
}

func (c *categories) writeOwn(dst record.Writer, ref profile.Ref) error {
	c.record = record.Category{RefCode: c.texts.of(ref.RefCode), Name: c.texts.of(ref.Name)}
	return dst.Write(&c.record)
}

func (c *categories) writeGroups(dst record.Writer) error {
	if c.order.Len() == 0 {
		return nil
	}
	if err := c.order.Sort(); err != nil {
		return err
	}
	for {
		_, node, err := c.order.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := c.writeGroup(dst, keyNumber(node)); err != nil {
			return err
		}
	}
}

// writeGroup writes the category of a group. A parent that never came is none: the finding about it is the checks'.
func (c *categories) writeGroup(dst record.Writer, n int64) error {
	r, err := c.groups.record(n)
	if err != nil {
		return err
	}
	c.record = record.Category{RefCode: r.Code, Name: present(r.Name)}
	if c.groups.tree.Parent(n) >= 0 {
		c.record.Parent = r.ParentCode
	}
	return dst.Write(&c.record)
}

// Close removes what is on disk.
func (c *categories) Close() error { return errors.Join(c.used.Close(), c.order.Close()) }

// present makes an empty text of a missing one, for a field that is required.
func present(text []byte) []byte {
	if text == nil {
		return []byte{}
	}
	return text
}
