package directus

import "github.com/godirectus/directus/system"

// Roles manages roles. It is a field of [Client].
type Roles struct{ *Items[system.Role] }

// With returns a handle whose requests carry these options.
func (r *Roles) With(opts ...RequestOption) *Roles { return &Roles{r.Items.With(opts...)} }
