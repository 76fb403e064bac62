package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Preset is how the app shows a collection, or a bookmark to it. Users of the app read those
// that are for them and write their own, for which they must set User; administrators read and
// write everybody's.
type Preset struct {
	ID int `json:"id,omitzero"`
	// Bookmark is its name; presets without are the defaults.
	Bookmark string `json:"bookmark,omitzero"`
	// User and Role say whom the preset is for; everybody when both are null.
	User       field.Ref[User] `json:"user,omitzero"`
	Role       field.Ref[Role] `json:"role,omitzero"`
	Collection string          `json:"collection,omitzero"`
	Search     string          `json:"search,omitzero"`
	// Layout is the extension that shows the items, "tabular" when unset.
	Layout string `json:"layout,omitzero"`
	// LayoutQuery and LayoutOptions have a member for each layout.
	LayoutQuery   map[string]any `json:"layout_query,omitzero"`
	LayoutOptions map[string]any `json:"layout_options,omitzero"`
	// RefreshInterval is in seconds; null is never.
	RefreshInterval field.Opt[int] `json:"refresh_interval,omitzero"`
	Filter          map[string]any `json:"filter,omitzero"`
	// Icon is "bookmark" when unset.
	Icon  string `json:"icon,omitzero"`
	Color string `json:"color,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
