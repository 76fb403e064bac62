package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Role is a group of users. What they may do is in its policies.
type Role struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// Icon is "supervised_user_circle" when unset.
	Icon        string `json:"icon,omitzero"`
	Description string `json:"description,omitzero"`
	// Parent is a role whose policies this one has too. Since Directus 11, like Children and
	// Policies.
	Parent   field.Ref[Role]    `json:"parent,omitzero"`
	Children field.Many[Role]   `json:"children,omitzero"`
	Policies field.Many[Access] `json:"policies,omitzero"`
	Users    field.Many[User]   `json:"users,omitzero"`

	// The rest is what Directus 10 has in place of policies; AppAccess is true when unset.
	IPAccess    []string        `json:"ip_access,omitzero" query:"-"`
	EnforceTFA  bool            `json:"enforce_tfa,omitzero" query:"-"`
	AdminAccess bool            `json:"admin_access,omitzero" query:"-"`
	AppAccess   field.Opt[bool] `json:"app_access,omitzero" query:"-"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
