package profile

import (
	"time"

	"obmen/formats/record"
)

// A merger fills Settings from rules, the nearest first: what a nearer one has set, a farther one leaves alone.
type merger struct {
	*Settings
	tax  *TaxRule
	have have
}

// have is the set of settings that a rule nearer by has made.
type have uint16

const (
	haveWorkspace have = 1 << iota
	haveCategory
	haveTax
	haveType
	haveCancellation
	haveForSale
	haveDiscounts
	haveWeight
	haveCountry
	haveAmount
	haveItem
	haveSkip
)

// want reports whether a setting that a rule makes counts, and remembers that it is made.
func (m *merger) want(made bool, bit have) bool {
	if !made || m.have&bit != 0 {
		return false
	}
	m.have |= bit
	return true
}

func (m *merger) take(r *Rule) {
	if r == nil {
		return
	}
	if m.want(r.Tax != nil, haveTax) {
		m.tax = r.Tax
	}
	m.takeNames(r)
	m.takeNumbers(r)
	if m.want(r.ForSale != record.BoolMissing, haveForSale) {
		m.ForSale = r.ForSale == record.True
	}
	if m.want(r.UseDiscounts != record.BoolMissing, haveDiscounts) {
		m.UseDiscounts = r.UseDiscounts == record.True
	}
	if m.want(r.Item != record.BoolMissing, haveItem) {
		m.Item = r.Item == record.True
	}
	if m.want(r.Skip != record.BoolMissing, haveSkip) {
		m.Skip = r.Skip == record.True
	}
}

func (m *merger) takeNames(r *Rule) {
	if m.want(r.Workspace != nil, haveWorkspace) {
		m.Workspace, m.DefaultWorkspace = *r.Workspace, false
	}
	if m.want(r.Category != nil, haveCategory) {
		m.Category, m.CategorySet, m.DefaultCategory = *r.Category, true, false
	}
	if m.want(r.Type != "", haveType) {
		m.Type = r.Type
	}
	if m.want(r.Country != nil, haveCountry) {
		m.Country = *r.Country
	}
}

func (m *merger) takeNumbers(r *Rule) {
	if m.want(r.CancellationType.IsSet(), haveCancellation) {
		m.CancellationType = r.CancellationType
	}
	if m.want(r.WeightInGram.IsSet(), haveWeight) {
		m.WeightInGram, m.WeightSet = r.WeightInGram, true
	}
	if m.want(r.Amount.IsSet(), haveAmount) {
		m.Amount = r.Amount
	}
}

// on sets tax to the rule's tax on the calendar date of local. A rate's from is inclusive; a date before the first is an error.
func (t *TaxRule) on(local time.Time, tax *Tax) error {
	tax.ID, tax.Rate = t.ID, t.Rate
	if len(t.Rates) == 0 {
		return nil
	}
	day := DayOf(local)
	i := len(t.Rates) - 1
	for i >= 0 && day.Before(t.Rates[i].From) {
		i--
	}
	if i < 0 {
		return TaxTooEarly.Fault(day.String(), t.Rates[0].From.String())
	}
	tax.Rate = t.Rates[i].Rate
	if t.Rates[i].ID.IsSet() {
		tax.ID = t.Rates[i].ID
	}
	return nil
}
