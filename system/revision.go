package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Revision is what an item looked like after a change. It cannot be written.
type Revision struct {
	ID       int                 `json:"id,omitzero"`
	Activity field.Ref[Activity] `json:"activity,omitzero"`
	// Collection and Item, a key as text, name what was changed.
	Collection string `json:"collection,omitzero"`
	Item       string `json:"item,omitzero"`
	// Data is the item after the change, Delta what the change was.
	Data  map[string]any `json:"data,omitzero"`
	Delta map[string]any `json:"delta,omitzero"`
	// Parent is the revision of the item that this one was changed with.
	Parent field.Ref[Revision] `json:"parent,omitzero"`
	// Version is the content version that was saved, if one was.
	Version field.Ref[Version] `json:"version,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
