package directus

import "github.com/godirectus/directus/system"

// Versions manages versions of items. It is a field of [Client].
type Versions struct{ *Items[system.Version] }

// With returns a handle whose requests carry these options.
func (v *Versions) With(opts ...RequestOption) *Versions { return &Versions{v.Items.With(opts...)} }
