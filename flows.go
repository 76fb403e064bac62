package directus

import "github.com/godirectus/directus/system"

// Flows manages flows and triggers them. It is a field of [Client].
type Flows struct{ *Items[system.Flow] }

// With returns a handle whose requests carry these options.
func (f *Flows) With(opts ...RequestOption) *Flows { return &Flows{f.Items.With(opts...)} }
