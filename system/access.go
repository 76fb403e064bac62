package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Access gives a [Policy] to a role or a user, or to the public when it names neither. It is
// the junction collection behind the policies of both. Directus 10 does not have it.
type Access struct {
	ID     string            `json:"id,omitzero"`
	Role   field.Ref[Role]   `json:"role,omitzero"`
	User   field.Ref[User]   `json:"user,omitzero"`
	Policy field.Ref[Policy] `json:"policy,omitzero"`
	// Sort is the place among the policies of the role or the user.
	Sort field.Opt[int] `json:"sort,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
