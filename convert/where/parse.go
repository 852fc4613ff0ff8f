package where

// The parse tree of an expression, as far as its scope must be known. xpath has a parser of its own, but keeps its tree to itself
// and takes things that are no XPath 1.0.

// An expr is a *path, *binary, *call, number or literal.
type expr any

type (
	number  struct{}
	literal struct{}
	binary  struct {
		op          string
		left, right expr
		text        string
	}
	call struct {
		name string
		args []expr
		text string
	}
	// A path is a location path, or steps and conditions behind another expression.
	path struct {
		base       expr // nil: none
		conditions []expr
		absolute   bool
		steps      []step
		text       string
	}
	step struct {
		axis       string
		test       string // a name, *, or a node type with ()
		conditions []expr
		text       string
	}
)

// maxDepth bounds the nesting of an expression.
const maxDepth = 100

type parser struct {
	text   string
	tokens []token
	depth  int
}

func parse(text string) (expr, error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{text: text, tokens: tokens}
	e, err := p.expression(0)
	if err == nil && p.peek().kind != tokEnd {
		err = p.unexpected()
	}
	return e, err
}

func (p *parser) peek() token { return p.tokens[0] }

func (p *parser) take() token {
	t := p.tokens[0]
	if t.kind != tokEnd {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *parser) at(kind tokenKind, text string) bool {
	t := p.peek()
	return t.kind == kind && t.text == text
}

func (p *parser) accept(kind tokenKind, text string) bool {
	if !p.at(kind, text) {
		return false
	}
	p.take()
	return true
}

func (p *parser) expect(text string) error {
	if !p.accept(tokPunct, text) {
		return malformed(p.text, p.peek().pos, "no "+text)
	}
	return nil
}

func (p *parser) unexpected() error {
	t := p.peek()
	if t.kind == tokEnd {
		return malformed(p.text, t.pos, "the end comes too early")
	}
	return malformed(p.text, t.pos, "unexpected "+t.text)
}

// since returns the source text from pos to the current token.
func (p *parser) since(pos int) string { return p.text[pos:p.peek().pos] }

// operators by how tightly they bind, the loosest first (XPath 1.0, 3.4 and 3.5).
var operators = [][]string{{"or"}, {"and"}, {"=", "!="}, {"<", "<=", ">", ">="}, {"+", "-"}, {"*", "div", "mod"}}

func (p *parser) expression(tightness int) (expr, error) {
	if tightness == 0 {
		if p.depth++; p.depth > maxDepth {
			return nil, malformed(p.text, p.peek().pos, "nested too deep")
		}
		defer func() { p.depth-- }()
	}
	if tightness == len(operators) {
		return p.unary()
	}
	start := p.peek().pos
	left, err := p.expression(tightness + 1)
	for err == nil {
		op, ok := p.operator(operators[tightness])
		if !ok {
			return left, nil
		}
		var right expr
		right, err = p.expression(tightness + 1)
		left = &binary{op, left, right, p.since(start)}
	}
	return nil, err
}

func (p *parser) operator(among []string) (string, bool) {
	for _, op := range among {
		if p.accept(tokOperator, op) {
			return op, true
		}
	}
	return "", false
}

func (p *parser) unary() (expr, error) {
	start, minus := p.peek().pos, false
	for p.accept(tokOperator, "-") {
		minus = true
	}
	e, err := p.union()
	if minus && err == nil {
		e = &binary{"-", number{}, e, p.since(start)}
	}
	return e, err
}

func (p *parser) union() (expr, error) {
	start := p.peek().pos
	left, err := p.pathExpr()
	for err == nil && p.accept(tokOperator, "|") {
		var right expr
		right, err = p.pathExpr()
		left = &binary{"|", left, right, p.since(start)}
	}
	return left, err
}

// pathExpr: a location path, or a primary expression with what follows it.
func (p *parser) pathExpr() (expr, error) {
	start := p.peek().pos
	base, ok, err := p.primary()
	if err != nil {
		return nil, err
	}
	pa := &path{base: base}
	if ok {
		if pa.conditions, err = p.predicates(); err != nil {
			return nil, err
		}
		if len(pa.conditions) == 0 && !p.at(tokOperator, "/") && !p.at(tokOperator, "//") {
			return base, nil
		}
		err = p.following(pa)
	} else {
		err = p.locationPath(pa)
	}
	pa.text = p.since(start)
	return pa, err
}

// primary reads a primary expression, if there is one.
func (p *parser) primary() (e expr, ok bool, err error) {
	switch t := p.peek(); {
	case t.kind == tokLiteral:
		p.take()
		return literal{}, true, nil
	case t.kind == tokNumber:
		p.take()
		return number{}, true, nil
	case t.kind == tokFunction:
		e, err := p.call()
		return e, true, err
	case p.accept(tokPunct, "("):
		e, err := p.expression(0)
		if err == nil {
			err = p.expect(")")
		}
		return e, true, err
	}
	return nil, false, nil
}

func (p *parser) call() (expr, error) {
	name := p.take()
	c := &call{name: name.text}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	for !p.at(tokPunct, ")") {
		if len(c.args) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		arg, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		c.args = append(c.args, arg)
	}
	p.take()
	c.text = p.since(name.pos)
	if !c.valid() {
		return nil, malformed(p.text, name.pos, "no function "+c.name+" with so many arguments")
	}
	return c, nil
}

func (p *parser) locationPath(pa *path) error {
	switch {
	case p.at(tokOperator, "//"):
		pa.absolute = true
		return p.following(pa)
	case p.accept(tokOperator, "/"):
		pa.absolute = true
		if !p.atStep() {
			return nil
		}
	}
	if err := p.step(pa); err != nil {
		return err
	}
	return p.following(pa)
}

// following reads the steps behind what is there.
func (p *parser) following(pa *path) error {
	for {
		switch {
		case p.accept(tokOperator, "//"):
			pa.steps = append(pa.steps, step{axis: "descendant-or-self", test: "node()", text: "//"})
		case !p.accept(tokOperator, "/"):
			return nil
		}
		if err := p.step(pa); err != nil {
			return err
		}
	}
}

func (p *parser) atStep() bool {
	t := p.peek()
	switch t.kind {
	case tokName, tokAxis, tokNodeType:
		return true
	}
	return t.kind == tokPunct && (t.text == "." || t.text == ".." || t.text == "@")
}

var axes = map[string]bool{
	"ancestor": true, "ancestor-or-self": true, "attribute": true, "child": true, "descendant": true, "descendant-or-self": true, "following": true,
	"following-sibling": true, "namespace": true, "parent": true, "preceding": true, "preceding-sibling": true, "self": true,
}

func (p *parser) step(pa *path) error {
	start := p.peek()
	switch {
	case p.accept(tokPunct, "."):
		pa.steps = append(pa.steps, step{axis: "self", test: "node()", text: "."})
		return nil
	case p.accept(tokPunct, ".."):
		pa.steps = append(pa.steps, step{axis: "parent", test: "node()", text: ".."})
		return nil
	}
	s := step{axis: "child"}
	if p.accept(tokPunct, "@") {
		s.axis = "attribute"
	} else if start.kind == tokAxis {
		if s.axis = p.take().text; !axes[s.axis] {
			return malformed(p.text, start.pos, "no axis "+s.axis)
		}
		p.take() // the ::
	}
	err := p.nodeTest(&s)
	if err == nil {
		s.conditions, err = p.predicates()
	}
	s.text = p.since(start.pos)
	pa.steps = append(pa.steps, s)
	return err
}

func (p *parser) nodeTest(s *step) error {
	switch t := p.peek(); t.kind {
	case tokName:
		s.test = p.take().text
		return nil
	case tokNodeType:
		s.test = p.take().text + "()"
		p.take() // the (
		if t.text == "processing-instruction" && p.peek().kind == tokLiteral {
			p.take()
		}
		return p.expect(")")
	}
	return p.unexpected()
}

func (p *parser) predicates() (list []expr, err error) {
	for err == nil && p.accept(tokPunct, "[") {
		var e expr
		if e, err = p.expression(0); err == nil {
			list, err = append(list, e), p.expect("]")
		}
	}
	return list, err
}
