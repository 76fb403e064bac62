package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Dashboard is a page of panels in the insights module.
type Dashboard struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// Icon is "dashboard" when unset.
	Icon        string            `json:"icon,omitzero"`
	Note        string            `json:"note,omitzero"`
	Color       string            `json:"color,omitzero"`
	DateCreated field.Timestamp   `json:"date_created,omitzero"`
	UserCreated field.Ref[User]   `json:"user_created,omitzero"`
	Panels      field.Many[Panel] `json:"panels,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
