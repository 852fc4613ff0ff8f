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

	texts     texts
	workspace record.Workspace // that is being written
	pack      record.Package
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
		u.workspace = record.Workspace{RefCode: u.texts.of(w.RefCode), Name: u.texts.of(w.Name)}
		if err := dst.Write(&u.workspace); err != nil {
			return err
		}
	}
	for _, m := range u.measures {
		u.pack = record.Package{RefCode: u.texts.of(m)}
		if err := dst.Write(&u.pack); err != nil {
			return err
		}
	}
	for i := range u.packs {
		if err := u.writePack(dst, &u.packs[i]); err != nil {
			return err
		}
	}
	u.workspaces, u.measures, u.packs = u.workspaces[:0], u.measures[:0], u.packs[:0]
	return nil
}

// writePack: "A pack that the profile defines is also listed in packages with name, measure and value, for information."
func (u *used) writePack(dst record.Writer, unit *profile.Unit) error {
	u.pack = record.Package{RefCode: u.texts.of(unit.Code), Name: u.texts.of(unit.Name), Measure: u.texts.of(unit.Measure), Value: unit.Factor}
	return dst.Write(&u.pack)
}

// appendKey appends n so that bytes.Compare orders numbers that are not negative.
func appendKey(dst []byte, n int64) []byte { return binary.BigEndian.AppendUint64(dst, uint64(n)) }

func keyNumber(key []byte) int64 { return int64(binary.BigEndian.Uint64(key)) }
