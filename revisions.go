package directus

import "github.com/godirectus/directus/system"

// Revisions reads what items were before they changed. It is a field of [Client]. They are
// kept for collections whose accountability is "all". [Utils.Revert] takes an item back to
// one. An unlicensed Directus 12 shows only recent ones.
type Revisions struct{ reader[system.Revision] }

// With returns a handle whose requests carry these options.
func (r *Revisions) With(opts ...RequestOption) *Revisions {
	return &Revisions{reader[system.Revision]{r.with(opts)}}
}
