package directus

import "github.com/godirectus/directus/system"

// Settings reads and changes the settings of the project. It is a field of [Client].
type Settings struct{ items *Items[system.Settings] }

// With returns a handle whose requests carry these options.
func (s *Settings) With(opts ...RequestOption) *Settings { return &Settings{s.items.With(opts...)} }
