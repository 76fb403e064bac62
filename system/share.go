package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Share lets people without an account read one item.
type Share struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// Collection and Item, its key as text, are what is shared.
	Collection CollectionName `json:"collection,omitzero"`
	Item       string         `json:"item,omitzero"`
	// Role says what people may see of the item.
	Role field.Ref[Role] `json:"role,omitzero"`
	// Password is asked of people, if there is one.
	Password    field.Hash      `json:"password,omitzero"`
	UserCreated field.Ref[User] `json:"user_created,omitzero"`
	DateCreated field.Timestamp `json:"date_created,omitzero"`
	// DateStart and DateEnd bound the time in which the share works, if set.
	DateStart field.Timestamp `json:"date_start,omitzero"`
	DateEnd   field.Timestamp `json:"date_end,omitzero"`
	// TimesUsed counts sign-ins, of which MaxUses are allowed; null is without end.
	TimesUsed int            `json:"times_used,omitzero"`
	MaxUses   field.Opt[int] `json:"max_uses,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
