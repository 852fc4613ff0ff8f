package mapping

import "obmen/formats/record"

var (
	unitBecamePieces = &record.Message{Code: "unit-taken-for-pieces", Severity: record.Warning,
		En: "what the unit %q holds is not known, so it counts as one piece; say it under units in the profile",
		Ru: "что в единице %q, неизвестно, поэтому она считается одной штукой; опишите её в разделе units профиля"}
	unitConverted = &record.Message{Code: "unit-converted", Severity: record.Note,
		En: "the unit %q (%s) counts as %s %s",
		Ru: "единица %q (%s) считается как %s %s"}
	piecesBroken = &record.Message{Code: "pieces-not-whole", Severity: record.Warning,
		En: "%s is no whole number of pieces; check the unit of the product",
		Ru: "%s — не целое число штук; проверьте единицу товара"}
)

// Messages lists the messages of this package.
func Messages() []*record.Message {
	return []*record.Message{unitBecamePieces, unitConverted, piecesBroken}
}
