package anyxml

import (
	"strings"

	"github.com/antchfx/xmlquery"
	"github.com/antchfx/xpath"
)

// A navigator walks over nodes for xpath. It starts anywhere in its document, which xmlquery's own can't, and leaves an attribute when it moves to
// the root, which xmlquery's own forgets.
type navigator struct {
	root, at *xmlquery.Node
	attr     int // of at; -1: at itself
}

// Navigate returns a navigator that stands at a node of its document.
func Navigate(at *xmlquery.Node) xpath.NodeNavigator {
	root := at
	for root.Parent != nil {
		root = root.Parent
	}
	return &navigator{root, at, -1}
}

// NodeOf returns the node that a navigator made by [Navigate] stands at; of an attribute, its element.
func NodeOf(n xpath.NodeNavigator) *xmlquery.Node { return n.(*navigator).at }

// NodeType implements xpath.NodeNavigator.
func (n *navigator) NodeType() xpath.NodeType {
	switch {
	case n.attr >= 0:
		return xpath.AttributeNode
	case n.at.Type == xmlquery.TextNode:
		return xpath.TextNode
	case n.at.Type == xmlquery.DocumentNode:
		return xpath.RootNode
	}
	return xpath.ElementNode
}

// LocalName implements xpath.NodeNavigator.
func (n *navigator) LocalName() string {
	switch {
	case n.attr >= 0:
		return n.at.Attr[n.attr].Name.Local
	case n.at.Type == xmlquery.ElementNode:
		return n.at.Data
	}
	return ""
}

// Prefix implements xpath.NodeNavigator.
func (n *navigator) Prefix() string {
	if n.attr >= 0 {
		return n.at.Attr[n.attr].Name.Space
	}
	return n.at.Prefix
}

// Value implements xpath.NodeNavigator: the string-value of XPath 1.0 (chapter 5).
func (n *navigator) Value() string {
	switch {
	case n.attr >= 0:
		return n.at.Attr[n.attr].Value
	case n.at.Type == xmlquery.TextNode:
		return n.at.Data
	}
	if c := n.at.FirstChild; c == nil {
		return ""
	} else if c == n.at.LastChild && c.Type == xmlquery.TextNode {
		return c.Data
	}
	var all strings.Builder
	appendText(&all, n.at)
	return all.String()
}

// appendText appends all text in n. The depth is bounded by the scanner's.
func appendText(all *strings.Builder, n *xmlquery.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == xmlquery.TextNode {
			all.WriteString(c.Data)
		} else {
			appendText(all, c)
		}
	}
}

// Copy implements xpath.NodeNavigator.
func (n *navigator) Copy() xpath.NodeNavigator {
	c := *n
	return &c
}

// MoveToRoot implements xpath.NodeNavigator.
func (n *navigator) MoveToRoot() { n.at, n.attr = n.root, -1 }

// MoveToParent implements xpath.NodeNavigator.
func (n *navigator) MoveToParent() bool {
	if n.attr >= 0 {
		n.attr = -1
		return true
	}
	return n.moveTo(n.at.Parent)
}

// MoveToNextAttribute implements xpath.NodeNavigator.
func (n *navigator) MoveToNextAttribute() bool {
	if n.attr+1 >= len(n.at.Attr) {
		return false
	}
	n.attr++
	return true
}

// MoveToChild implements xpath.NodeNavigator.
func (n *navigator) MoveToChild() bool { return n.attr < 0 && n.moveTo(n.at.FirstChild) }

// MoveToFirst implements xpath.NodeNavigator.
func (n *navigator) MoveToFirst() bool {
	return n.attr < 0 && n.at.PrevSibling != nil && n.at.Parent != nil && n.moveTo(n.at.Parent.FirstChild)
}

// MoveToNext implements xpath.NodeNavigator.
func (n *navigator) MoveToNext() bool { return n.attr < 0 && n.moveTo(n.at.NextSibling) }

// MoveToPrevious implements xpath.NodeNavigator.
func (n *navigator) MoveToPrevious() bool { return n.attr < 0 && n.moveTo(n.at.PrevSibling) }

func (n *navigator) moveTo(node *xmlquery.Node) bool {
	if node == nil {
		return false
	}
	n.at = node
	return true
}

// MoveTo implements xpath.NodeNavigator.
func (n *navigator) MoveTo(other xpath.NodeNavigator) bool {
	o, ok := other.(*navigator)
	if !ok || o.root != n.root {
		return false
	}
	n.at, n.attr = o.at, o.attr
	return true
}
