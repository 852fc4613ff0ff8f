package check

import "obmen/formats/record"

// claimGroup leaves what g says of its code and its parent's.
func (n *nomenclature) claimGroup(g *record.Group) error {
	c, t := n.claims, &n.groups
	if c == nil || c.leading {
		return nil
	}
	t.begin(0, n.source())
	t.text(c.brief(g.Code))
	t.text(c.brief(g.Name))
	t.text(c.brief(parentOf(g.ParentCode)))
	t.end()
	parent := uint64(noGroup)
	if code := parentOf(g.ParentCode); len(code) > 0 {
		parent = c.hash(groupNames, c.brief(code)) | 1
	}
	c.meetGroup(c.hash(groupNames, c.brief(g.Code)), parent)
	if c.err == nil {
		c.err = t.err
	}
	return c.err
}

// judgeGroups makes the claims of all groups, if any of them can contradict.
func (n *nomenclature) judgeGroups() error {
	c := n.claims
	if !c.tree.odd {
		return nil
	}
	return n.groups.walk(func(_ byte, from *source, r *reader) {
		code, name, parent := r.bytes(), r.bytes(), r.bytes()
		c.claim(groupNames, from, c.mark(name), words(code), words(name), code)
		c.define(groupParents, from, words(code), nil, code)
		if len(parent) > 0 {
			c.refer(groupParents, from, words(parent), words(code), parent)
		}
	})
}

// Finish implements [Checker].
func (n *nomenclature) Finish() error {
	if n.claims == nil {
		return nil
	}
	if err := n.claims.gather(); err != nil {
		return err
	}
	if err := n.judgeGroups(); err != nil {
		return err
	}
	if err := n.judgeRows(); err != nil {
		return err
	}
	return n.base.Finish()
}

// Close implements [Checker].
func (n *nomenclature) Close() error { return n.close(&n.groups, &n.rows.trace) }
