package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Version is a content version: changes to an item that are not yet part of it.
type Version struct {
	ID string `json:"id,omitzero"`
	// Key is its name in queries, unique for the item.
	Key  string `json:"key,omitzero"`
	Name string `json:"name,omitzero"`
	// Collection and Item, its key as text, are what the version is of.
	Collection CollectionName `json:"collection,omitzero"`
	Item       string         `json:"item,omitzero"`
	// Hash is that of the item when the version was made, to see whether it has changed.
	Hash        string          `json:"hash,omitzero"`
	DateCreated field.Timestamp `json:"date_created,omitzero"`
	DateUpdated field.Timestamp `json:"date_updated,omitzero"`
	UserCreated field.Ref[User] `json:"user_created,omitzero"`
	UserUpdated field.Ref[User] `json:"user_updated,omitzero"`
	// Delta are the changes. Since Directus 11.
	Delta map[string]any `json:"delta,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
