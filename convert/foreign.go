package convert

import (
	"obmen/convert/profile"
	"obmen/formats/anyxml"
	"obmen/formats/record"
)

// anyXML is the name of foreign XML for --from.
const anyXML = "anyxml"

// foreignXML is the format of the profile's xml section.
func foreignXML(p *profile.Profile) (record.Format, error) {
	x := &p.XML
	part := func(p profile.XMLPart) anyxml.Part { return anyxml.Part{Record: p.Record, Fields: p.Fields} }
	kinds := map[string]record.DocKind{"nomenclature": record.Nomenclature, "receipts": record.Receipts, "invoice": record.Invoices}
	return anyxml.New(anyxml.Spec{
		Kind: kinds[x.Kind], Document: x.Document, Record: x.Record, Fields: x.Fields, Group: x.Group, Lines: part(x.Lines),
		Items: part(x.Items), Categories: part(x.Categories), Workspaces: part(x.Workspaces), Packages: part(x.Packages),
		Products: part(x.Products), Prices: part(x.Prices), Zone: p.Location(),
	})
}
