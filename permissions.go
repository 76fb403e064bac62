package directus

import "github.com/godirectus/directus/system"

// Permissions manages the permissions of policies. It is a field of [Client].
type Permissions struct{ items *Items[system.Permission] }

// With returns a handle whose requests carry these options.
func (p *Permissions) With(opts ...RequestOption) *Permissions { return &Permissions{p.items.With(opts...)} }
