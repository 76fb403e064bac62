package directus

import "github.com/godirectus/directus/system"

// Activity reads the log of what was done, by whom. It is a field of [Client].
type Activity struct{ reader[system.Activity] }

// With returns a handle whose requests carry these options.
func (a *Activity) With(opts ...RequestOption) *Activity { return &Activity{reader[system.Activity]{a.with(opts)}} }
