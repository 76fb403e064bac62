package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Comment is what a user wrote about an item. Directus 10 has [Activity] with a Comment
// instead.
type Comment struct {
	ID string `json:"id,omitzero"`
	// Collection and Item, its key as text, are what the comment is about.
	Collection  CollectionName  `json:"collection,omitzero"`
	Item        string          `json:"item,omitzero"`
	Comment     string          `json:"comment,omitzero"`
	DateCreated field.Timestamp `json:"date_created,omitzero"`
	DateUpdated field.Timestamp `json:"date_updated,omitzero"`
	UserCreated field.Ref[User] `json:"user_created,omitzero"`
	UserUpdated field.Ref[User] `json:"user_updated,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
