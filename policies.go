package directus

import (
	"context"
	"net/http"

	"github.com/godirectus/directus/system"
)

// Policies manages policies, which are sets of permissions. It is a field of [Client], and
// has the methods of [Items] for system.Policy. A policy can be made together with its
// permissions and with the roles and users that it is for, the rows of Client.Access. Since
// Directus 11: before, everything is CodeRouteNotFound, and roles have what policies hold.
type Policies struct{ Items[system.Policy] }

// With returns a handle whose requests carry these options.
func (p *Policies) With(opts ...RequestOption) *Policies { return &Policies{*p.Items.With(opts...)} }

// PolicyGlobals is what all policies of a user say together.
type PolicyGlobals struct {
	AppAccess   bool `json:"app_access"`   // may use the Data Studio
	AdminAccess bool `json:"admin_access"` // may do everything
	EnforceTFA  bool `json:"enforce_tfa"`  // needs a second factor
}

// Globals returns what the policies of the caller say together. Everybody may ask; all is
// false for anonymous callers.
//
// API: GET /policies/me/globals, https://directus.io/docs/api/policies
func (p *Policies) Globals(ctx context.Context) (PolicyGlobals, error) {
	return call[PolicyGlobals](ctx, p.client, to(http.MethodGet, "/policies/me/globals"))
}
