package directus

import "github.com/godirectus/directus/system"

// Shares manages shares, which are links to items. It is a field of [Client].
type Shares struct{ *Items[system.Share] }

// With returns a handle whose requests carry these options.
func (s *Shares) With(opts ...RequestOption) *Shares { return &Shares{s.Items.With(opts...)} }
