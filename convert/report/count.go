package report

import "obmen/formats/record"

// Counts counts a finding of which enough examples are kept, so that nobody has to say more about it than its code. It is false, and the
// finding not counted, where [Report.Found] is to hear of it. What is found of every record of a large file costs no more than that.
func (r *Report) Counts(m *record.Message) bool {
	c := r.byCode[m]
	if c == nil || c.Count < MaxExamples && !c.sated {
		return false
	}
	if c.Count == 0 {
		r.findings = append(r.findings, c)
	}
	c.Count++
	return true
}
