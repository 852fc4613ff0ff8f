package sample

import (
	"errors"
	"io"

	"obmen/convert/regroup"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// A catalogue is the stage of a nomenclature. Which groups are kept is known only at the end: parents may come after their children.
type catalogue struct {
	*excerpt
	tree   *regroup.Tree
	marks  *regroup.Array // by group: what it is kept for
	group  int64          // the one that comes, from 0
	rows   *spool.Log     // what may be kept; in a count, waited
	ready  bool
	keeps  bool // the group that was last given
	second record.Decoder
}

// What a group is kept for.
const (
	forRows     = 1 << iota // it has a chosen row
	forChildren             // a group under it is kept
)

func (c *catalogue) next() (record.Record, error) {
	if !c.ready {
		if err := c.gather(); err != nil {
			return nil, err
		}
	}
	for {
		rec, err := next(c.rows, &c.second)
		if err != nil {
			return nil, err
		}
		if c.keep(rec) {
			return rec, nil
		}
		c.left(rec)
	}
}

// keep reports whether a record that comes is kept.
func (c *catalogue) keep(rec record.Record) bool {
	switch r := rec.(type) {
	case *record.Group:
		c.group++
		c.keeps = c.keepsGroup(c.group)
		return c.keeps
	case *record.GroupTail:
		return c.keeps
	case *record.Product:
		return c.product(r.Code)
	}
	return true
}

// keepsGroup reports whether the n-th group is kept. Of several with one code the first is the parent.
func (c *catalogue) keepsGroup(n int64) bool {
	mark := c.marks.Get(n)
	return mark&forRows != 0 || mark&forChildren != 0 && c.tree.First(n) == n
}

// gather reads all, and finds out which groups are kept.
func (c *catalogue) gather() error {
	if c.tree == nil {
		c.tree, c.marks, c.group = regroup.NewTree(c.temp, 0), regroup.NewArray(c.temp, 0), regroup.NoNode
	}
	if c.sampler.Count > 0 {
		if err := c.begin(c.tell); err != nil {
			return err
		}
		if err := c.markRows(); err != nil {
			return err
		}
		c.rows = c.waited
	} else {
		if c.rows == nil {
			c.rows = spool.NewLog(c.temp, 0)
		}
		if err := each(c.src, c.take); err != nil {
			return err
		}
	}
	c.ready, c.group = true, regroup.NoNode
	return errors.Join(c.markParents(), c.rows.Rewind())
}

// tell adds the hash of a product to the count, and a group to the tree.
func (c *catalogue) tell(rec record.Record) error {
	switch r := rec.(type) {
	case *record.Group:
		return c.addGroup(r)
	case *record.Product:
		return c.count.add(c.sampler.hash(r.Code), 0)
	}
	return nil
}

func (c *catalogue) addGroup(g *record.Group) (err error) {
	parent := g.ParentCode
	if len(parent) == 0 || string(parent) == "none" {
		parent = nil
	}
	c.group, err = c.tree.Add(g.Code, parent, 0, nil)
	return err
}

// take is given each record where a share is taken.
func (c *catalogue) take(rec record.Record) error {
	switch r := rec.(type) {
	case *record.Group:
		if err := c.addGroup(r); err != nil {
			return err
		}
	case *record.Product:
		if !c.product(r.Code) {
			c.left(r)
			return nil
		}
		c.markRow()
	}
	return c.wait(c.rows, rec)
}

func (c *catalogue) markRow() {
	if c.group >= 0 {
		c.marks.Set(c.group, forRows)
	}
}

// markRows marks the groups of chosen rows where a count is taken.
func (c *catalogue) markRows() error {
	c.group = regroup.NoNode
	for {
		rec, err := c.read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch r := rec.(type) {
		case *record.Group:
			c.group++
		case *record.Product:
			if c.product(r.Code) {
				c.markRow()
			}
		}
	}
}

// markParents marks the groups above those that are kept.
func (c *catalogue) markParents() error {
	err := c.tree.Build()
	var cycle *regroup.Cycle
	if errors.As(err, &cycle) {
		return &record.Error{Err: groupCycle.Fault(), Fatal: true}
	}
	if err != nil {
		return err
	}
	return climb(c.tree, c.marks)
}

// climb marks the nodes above those that are marked.
func climb(tree *regroup.Tree, marks *regroup.Array) error {
	for n := range tree.Len() {
		if marks.Get(n) == 0 {
			continue
		}
		for p := tree.Parent(tree.First(n)); p >= 0 && marks.Get(p)&forChildren == 0; p = tree.Parent(p) {
			marks.Set(p, marks.Get(p)|forChildren)
		}
	}
	return marks.Err()
}

func (c *catalogue) close() error {
	if c.tree == nil {
		return nil
	}
	err := errors.Join(c.tree.Close(), c.marks.Close())
	if c.rows != nil && c.rows != c.waited {
		err = errors.Join(err, c.rows.Close())
	}
	return err
}
