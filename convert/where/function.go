package where

// A function of XPath 1.0 (chapter 4). id() and lang() are left out: no document type declaration, no xml:lang.
type function struct {
	args   string // n: nodes, of which only their being there and names are asked; s: their text; b: whether there are any
	least  int
	more   bool // the last argument may be repeated
	result valueType
}

var functions = map[string]function{
	"last": {"", 0, false, numeric}, "position": {"", 0, false, numeric}, "count": {"n", 1, false, numeric},
	"local-name": {"n", 0, false, text}, "namespace-uri": {"n", 0, false, text}, "name": {"n", 0, false, text},
	"string": {"s", 0, false, text}, "concat": {"ss", 2, true, text}, "starts-with": {"ss", 2, false, boolean}, "contains": {"ss", 2, false, boolean},
	"substring-before": {"ss", 2, false, text}, "substring-after": {"ss", 2, false, text}, "substring": {"sss", 2, false, text},
	"string-length": {"s", 0, false, numeric}, "normalize-space": {"s", 0, false, text}, "translate": {"sss", 3, false, text},
	"boolean": {"b", 1, false, boolean}, "not": {"b", 1, false, boolean}, "true": {"", 0, false, boolean}, "false": {"", 0, false, boolean},
	"number": {"s", 0, false, numeric}, "sum": {"s", 1, false, numeric}, "floor": {"s", 1, false, numeric}, "ceiling": {"s", 1, false, numeric}, "round": {"s", 1, false, numeric},
}

// valid reports whether there is such a function.
func (c *call) valid() bool {
	f, ok := functions[c.name]
	return ok && len(c.args) >= f.least && (f.more || len(c.args) <= len(f.args))
}

func (s scope) call(e *call, c context) (value, error) {
	f := functions[e.name]
	if (e.name == "last" || e.name == "position") && !c.counted {
		return value{}, beyond(e.text)
	}
	for i, a := range e.args {
		v, err := s.value(a, c)
		if err != nil {
			return value{}, err
		}
		how := f.args[min(i, len(f.args)-1)]
		if v.valueType != nodes && (how == 'n' || e.name == "sum") {
			return value{}, NotNodes.Fault()
		}
		if how == 's' {
			if err := s.readable(e.text, v); err != nil {
				return value{}, err
			}
		}
	}
	if len(e.args) == 0 && f.args == "s" {
		if err := s.readable(e.text, value{nodes, c.at}); err != nil {
			return value{}, err
		}
	}
	return value{valueType: f.result}, nil
}
