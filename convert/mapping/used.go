package mapping

import (
	"encoding/binary"
	"slices"

	"obmen/convert/profile"
	"obmen/formats/record"
)

// used are the workspaces and packages of an invoice, in the order of their first use. There are no more of them than the profile
// has, and the three measures.
type used struct {
	workspaces []profile.Ref
	measures   []string
	packs      []profile.Unit
}

// product says that the invoice has a product with the settings s.
func (u *used) product(s *profile.Settings) {
	same := func(w profile.Ref) bool { return w.RefCode == s.Workspace.RefCode }
	if !slices.ContainsFunc(u.workspaces, same) {
		u.workspaces = append(u.workspaces, s.Workspace)
	}
}

// item says that the invoice has an item in that unit: "packages holds what items use".
func (u *used) item(unit *profile.Unit) {
	if !slices.Contains(u.measures, unit.Measure) {
		u.measures = append(u.measures, unit.Measure)
	}
	same := func(p profile.Unit) bool { return p.Code == unit.Code }
	if unit.Pack && !slices.ContainsFunc(u.packs, same) {
		u.packs = append(u.packs, *unit)
	}
}

// write writes them and forgets them.
func (u *used) write(dst record.Writer) error {
	for _, w := range u.workspaces {
		if err := dst.Write(&record.Workspace{RefCode: []byte(w.RefCode), Name: []byte(w.Name)}); err != nil {
			return err
		}
	}
	for _, m := range u.measures {
		if err := dst.Write(&record.Package{RefCode: []byte(m)}); err != nil {
			return err
		}
	}
	for i := range u.packs {
		if err := writePack(dst, &u.packs[i]); err != nil {
			return err
		}
	}
	u.workspaces, u.measures, u.packs = u.workspaces[:0], u.measures[:0], u.packs[:0]
	return nil
}

// writePack: "A pack that the profile defines is also listed in packages with name, measure and value, for information."
func writePack(dst record.Writer, u *profile.Unit) error {
	return dst.Write(&record.Package{RefCode: []byte(u.Code), Name: []byte(u.Name), Measure: []byte(u.Measure), Value: u.Factor})
}

// appendKey appends n so that bytes.Compare orders numbers that are not negative.
func appendKey(dst []byte, n int64) []byte { return binary.BigEndian.AppendUint64(dst, uint64(n)) }

func keyNumber(key []byte) int64 { return int64(binary.BigEndian.Uint64(key)) }
