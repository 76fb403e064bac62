package directus

import (
	"context"
	"net/http"

	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// Roles manages roles. It is a field of [Client], and has the methods of [Items] for
// system.Role. A role gets its rights from policies, see [Policies]; on Directus 10 they are
// fields of the role, and permissions name it.
type Roles struct{ Items[system.Role] }

// With returns a handle whose requests carry these options.
func (r *Roles) With(opts ...RequestOption) *Roles { return &Roles{*r.Items.With(opts...)} }

// Me returns the roles of the user who is signed in: the user's own and those above it.
// Without permission to read roles they hold their ids and nothing else. Anonymous callers
// get CodeForbidden, and so does everybody on Directus 10. Since Directus 11.
//
// API: GET /roles/me, https://directus.io/docs/api/roles
func (r *Roles) Me(ctx context.Context, q ...query.Option) ([]system.Role, error) {
	req, err := to(http.MethodGet, "/roles/me").asking(q)
	if err != nil {
		return nil, err
	}
	return call[[]system.Role](ctx, r.client, req)
}
