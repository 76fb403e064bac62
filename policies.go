package directus

import "github.com/godirectus/directus/system"

// Policies manages policies, which are sets of permissions. It is a field of [Client].
type Policies struct{ *Items[system.Policy] }

// With returns a handle whose requests carry these options.
func (p *Policies) With(opts ...RequestOption) *Policies { return &Policies{p.Items.With(opts...)} }
