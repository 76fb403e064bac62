package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Policy is a set of permissions, for roles and users that [Access] gives it to. Directus 10
// keeps these fields in [Role].
type Policy struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// Icon is "badge" when unset.
	Icon        string `json:"icon,omitzero"`
	Description string `json:"description,omitzero"`
	// IPAccess are addresses and ranges from which the policy applies; nil is everywhere.
	IPAccess []string `json:"ip_access,omitzero"`
	// EnforceTFA asks users for a second factor.
	EnforceTFA bool `json:"enforce_tfa,omitzero"`
	// AdminAccess allows everything.
	AdminAccess bool `json:"admin_access,omitzero"`
	// AppAccess lets users into the app.
	AppAccess   bool                   `json:"app_access,omitzero"`
	Permissions field.Many[Permission] `json:"permissions,omitzero"`
	// Users and Roles both are all rows of the junction collection that name the policy.
	Users field.Many[Access] `json:"users,omitzero"`
	Roles field.Many[Access] `json:"roles,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
