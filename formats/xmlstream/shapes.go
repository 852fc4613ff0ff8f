package xmlstream

import "obmen/formats/record"

// Shapes are the few Templates that pieces in one place of a document match: records of one program look the same, but for a field that is left
// out here and there.
type Shapes struct {
	// Fits is asked whether a Template is of use, and sets its Fields.
	Fits   func(*Template) bool
	Limits record.Limits

	list    []*Template // the one that matched last is the first
	credit  int
	matches int64
}

const (
	mostShapes = 4
	// What learning costs, and what it may have cost in vain before it is given up until pieces match again.
	learning  = 32
	endowment = 16 * learning
)

// Match reads a piece that one of the Templates matches. It returns which, and what [Template.Match] does.
func (s *Shapes) Match(b []byte, a *record.Arena) (t *Template, n int) {
	for i, t := range s.list {
		n := t.Match(b, a)
		if n < 0 {
			return nil, n
		}
		if n > 0 {
			s.matched(i)
			return t, n
		}
	}
	return nil, 0
}

// MatchAfter is Match, but for the Template of the last match, which reads as [Template.MatchAfter] does. before is what that matched.
func (s *Shapes) MatchAfter(b, before []byte, a *record.Arena) (t *Template, n, same int) {
	if len(s.list) > 0 && len(before) > 0 {
		if n, same = s.list[0].MatchAfter(b, before, a); n != 0 {
			s.matched(0)
			return s.list[0], n, same
		}
	}
	t, n = s.Match(b, a)
	return t, n, 0
}

// matched brings the Template that has just matched to the front.
func (s *Shapes) matched(i int) {
	s.matches++
	if s.credit < endowment {
		s.credit++
	}
	if i > 0 {
		t := s.list[i]
		copy(s.list[1:i+1], s.list[:i])
		s.list[0] = t
	}
}

// Matches returns how often a Template has matched.
func (s *Shapes) Matches() int64 { return s.matches }

// knows reports whether a Template matches the piece. What was matched last is forgotten.
func (s *Shapes) knows(piece []byte) bool {
	for _, t := range s.list {
		n := t.Match(piece, nil)
		if t.matched = false; n == len(piece) {
			return true
		}
	}
	return false
}

// Learn makes a Template of a piece that the Scanner has accepted, unless there is one for it.
func (s *Shapes) Learn(piece []byte) {
	if s.list == nil {
		s.list, s.credit = make([]*Template, 0, mostShapes), endowment
	}
	if s.knows(piece) || s.credit < learning || len(piece) == 0 {
		return
	}
	s.credit -= learning
	t := NewTemplate(piece, s.Limits)
	if t == nil || !s.Fits(t) {
		return
	}
	if len(s.list) < mostShapes {
		s.list = append(s.list, nil)
	}
	copy(s.list[1:], s.list)
	s.list[0] = t
}
