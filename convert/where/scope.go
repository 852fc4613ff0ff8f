package where

import "strings"

// A shape says how the records of a kind of document stand in their XML: inside which elements, and what each is itself.
type shape struct {
	frames []string // from the root element inwards
	record string
}

// A level says how deep a node lies: 0 the document, then each frame, the record, and all that is in it. Attributes lie as deep as their element.
type level uint

func (s *shape) top() level    { return 0 }
func (s *shape) own() level    { return level(len(s.frames)) + 1 }
func (s *shape) inside() level { return s.own() + 1 }

// levels is a set of places where nodes can lie: elements in the low bits, attributes in the high ones.
type levels uint32

const attributes = 16 // the shift of attributes' bits

func (l level) element() levels   { return 1 << l }
func (l level) attribute() levels { return 1 << (attributes + l) }

// frame returns the set of elements, document included, that hold more than one record or may do so.
func (s *shape) frame() levels { return s.own().element() - 1 }

// Types of values.
type valueType uint8

const (
	nodes valueType = iota
	text
	numeric
	boolean
)

type value struct {
	valueType
	at levels // of nodes
}

// A context is what an expression is evaluated for.
type context struct {
	at        levels // of the context node
	condition bool   // within brackets
	counted   bool   // the nodes around it that position() and last() count are all of one record
}

// scope finds out whether an expression keeps to one record.
type scope struct{ *shape }

func beyond(text string) error { return Beyond.Fault(strings.TrimSpace(text)) }

// check says what is wrong with an expression that is to select nodes.
func (s scope) check(e expr) error {
	v, err := s.value(e, context{at: s.top().element()})
	if err == nil && v.valueType != nodes {
		err = NotNodes.Fault()
	}
	return err
}

func (s scope) value(e expr, c context) (value, error) {
	switch e := e.(type) {
	case *path:
		return s.path(e, c)
	case *binary:
		return s.binary(e, c)
	case *call:
		return s.call(e, c)
	case number:
		return value{valueType: numeric}, nil
	}
	return value{valueType: text}, nil
}

func (s scope) binary(e *binary, c context) (value, error) {
	left, err := s.value(e.left, c)
	if err != nil {
		return value{}, err
	}
	right, err := s.value(e.right, c)
	if err != nil {
		return value{}, err
	}
	switch e.op {
	case "|":
		if left.valueType != nodes || right.valueType != nodes {
			return value{}, NotNodes.Fault()
		}
		return value{nodes, left.at | right.at}, nil
	case "and", "or":
		return value{valueType: boolean}, nil
	case "=", "!=", "<", "<=", ">", ">=":
		if left.valueType == boolean || right.valueType == boolean {
			return value{valueType: boolean}, nil // asks only whether there are nodes
		}
		return value{valueType: boolean}, s.readable(e.text, left, right)
	}
	return value{valueType: numeric}, s.readable(e.text, left, right)
}

// readable refuses the text of a frame: that of all records in it.
func (s scope) readable(text string, values ...value) error {
	for _, v := range values {
		if v.valueType == nodes && v.at&s.frame() != 0 {
			return beyond(text)
		}
	}
	return nil
}

func (s scope) path(p *path, c context) (value, error) {
	at := c.at
	switch {
	case p.base != nil:
		v, err := s.value(p.base, c)
		if err != nil {
			return value{}, err
		}
		if v.valueType != nodes {
			return value{}, NotNodes.Fault()
		}
		if err := s.conditions(p.conditions, context{v.at, true, c.condition}, p.text); err != nil {
			return value{}, err
		}
		at = v.at
	case p.absolute:
		at = s.top().element()
	}
	for i := range p.steps {
		var err error
		if at, err = s.step(&p.steps[i], at, c.condition, p.text); err != nil {
			return value{}, err
		}
	}
	return value{nodes, at}, nil
}

func (s scope) step(st *step, from levels, condition bool, text string) (levels, error) {
	to, across := s.walk(st, from), false
	switch st.axis {
	case "following", "preceding", "namespace":
		return 0, beyond(text)
	case "following-sibling", "preceding-sibling":
		if from&(s.frame()|s.own().element()) != 0 {
			return 0, beyond(text)
		}
	case "child", "descendant", "descendant-or-self":
		// From a frame down to records, or what may hold others: fine for what is looked for, not for a condition.
		across = s.walk(st, from&s.frame()) != 0
		rootOnly := st.axis == "child" && from&s.frame() == s.top().element() // of which there is one
		if condition && across && !rootOnly {
			return 0, beyond(text)
		}
	case "parent", "ancestor", "ancestor-or-self":
		// From records up to what holds them: selecting a frame for what is in it can't be decided when it starts.
		if !condition && from&(1<<attributes-1) != 0 && to&s.frame() != 0 {
			return 0, beyond(text)
		}
	}
	return to, s.conditions(st.conditions, context{to, true, !across}, text)
}

// conditions checks what stands in brackets behind something.
func (s scope) conditions(list []expr, c context, text string) error {
	for _, e := range list {
		v, err := s.value(e, c)
		if err != nil {
			return err
		}
		if v.valueType == numeric && !c.counted {
			return beyond(text)
		}
	}
	return nil
}

// walk returns where a step can lead from a set of places.
func (s scope) walk(st *step, from levels) (to levels) {
	for l := s.top(); l <= s.inside(); l++ {
		if from&l.element() != 0 {
			to |= s.walkElement(st, l)
		}
		if from&l.attribute() != 0 {
			to |= s.walkAttribute(st, l)
		}
	}
	return to
}

func (s scope) walkElement(st *step, l level) (to levels) {
	switch st.axis {
	case "self":
		return s.named(st, l)
	case "attribute":
		if l == s.top() {
			return 0
		}
		return l.attribute()
	case "child":
		return s.named(st, min(l+1, s.inside()))
	case "following-sibling", "preceding-sibling":
		return s.named(st, l)
	case "parent":
		return s.up(st, l)
	}
	if strings.HasSuffix(st.axis, "-or-self") {
		to = s.named(st, l)
	}
	if strings.HasPrefix(st.axis, "descendant") {
		for d := min(l+1, s.inside()); d <= s.inside(); d++ {
			to |= s.named(st, d)
		}
	}
	if strings.HasPrefix(st.axis, "ancestor") {
		for a := s.top(); a < l || a == s.inside() && l == a; a++ {
			to |= s.named(st, a)
		}
	}
	return to
}

// up returns where the parent of an element can be. That of something in a record is in it too, or the record.
func (s scope) up(st *step, l level) (to levels) {
	if l == s.inside() {
		to = s.named(st, l)
	}
	if l > s.top() {
		to |= s.named(st, l-1)
	}
	return to
}

func (s scope) walkAttribute(st *step, l level) levels {
	switch st.axis {
	case "self":
		if st.test == "node()" {
			return l.attribute()
		}
		return 0
	case "parent":
		return s.named(st, l)
	case "ancestor", "ancestor-or-self":
		to := s.named(st, l) | s.walkElement(&step{axis: "ancestor", test: st.test}, l)
		if st.axis == "ancestor-or-self" && st.test == "node()" {
			to |= l.attribute()
		}
		return to
	}
	return 0
}

// named returns where a node of level l is if it can pass the step's test.
func (s scope) named(st *step, l level) levels {
	name := ""
	switch {
	case l == s.top():
		if st.test != "node()" {
			return 0
		}
		return l.element()
	case l == s.own():
		name = s.record
	case l < s.own():
		name = s.frames[l-1]
	}
	if name == "" || st.test == "*" || st.test == "node()" || st.test == name {
		return l.element()
	}
	return 0
}
