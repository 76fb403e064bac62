package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// PermissionAction is what a permission allows.
type PermissionAction string

// What a permission can allow.
const (
	PermissionCreate PermissionAction = "create"
	PermissionRead   PermissionAction = "read"
	PermissionUpdate PermissionAction = "update"
	PermissionDelete PermissionAction = "delete"
	PermissionShare  PermissionAction = "share"
)

// Permission allows one action on one collection. Where a policy has none, the action is
// forbidden.
type Permission struct {
	// ID is 0 for a permission that the server itself adds.
	ID         int              `json:"id,omitzero"`
	Collection string           `json:"collection,omitzero"`
	Action     PermissionAction `json:"action,omitzero"`
	// Permissions is a filter for the items that the action is allowed on; nil or empty is all.
	Permissions map[string]any `json:"permissions,omitzero"`
	// Validation is a filter that written values have to match.
	Validation map[string]any `json:"validation,omitzero"`
	// Presets are values for fields that a new item does not name.
	Presets map[string]any `json:"presets,omitzero"`
	// Fields are those that may be read or written: "*" is all, nil is none.
	Fields []string `json:"fields,omitzero"`
	// Policy is what the permission belongs to. Since Directus 11.
	Policy field.Ref[Policy] `json:"policy,omitzero"`
	// Role is what the permission of a Directus 10 belongs to; null is the public.
	Role field.Ref[Role] `json:"role,omitzero" query:"-"`
	// System marks a permission that the server itself adds and that cannot be changed.
	System bool `json:"system,omitzero" query:"-"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
