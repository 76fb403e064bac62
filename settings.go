package directus

import (
	"context"
	"errors"
	"net/http"

	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// Settings reads and changes the settings of the project. It is a field of [Client].
type Settings struct{ singleton Singleton[system.Settings] }

// With returns a handle whose requests carry these options.
func (s *Settings) With(opts ...RequestOption) *Settings {
	return &Settings{*s.singleton.With(opts...)}
}

// Read returns the settings. Secrets in them are masked. An administrator may read them all,
// users of the Data Studio those that it needs, such as ModuleBar, and the rest is then zero.
// Others need permission for directus_settings. Anonymous callers get CodeForbidden, and find
// the public part in the Project of [Server.Info].
//
// API: GET /settings, https://directus.io/docs/api/settings
func (s *Settings) Read(ctx context.Context, q ...query.Option) (system.Settings, error) {
	return s.singleton.Read(ctx, q...)
}

// Update changes the settings that changes holds, as a [Patch] for example, and returns all
// of them. No changes send no write.
//
// API: PATCH /settings, https://directus.io/docs/api/settings
func (s *Settings) Update(ctx context.Context, changes any, q ...query.Option) (system.Settings, error) {
	return s.singleton.Update(ctx, changes, q...)
}

// Owner says who owns a project, and what it is for.
type Owner struct {
	ProjectOwner   string              `json:"project_owner"` // e-mail address
	ProjectUsage   system.ProjectUsage `json:"project_usage,omitzero"`
	OrgName        string              `json:"org_name,omitzero"`
	ProductUpdates bool                `json:"product_updates"` // send mail with news about Directus
}

// SetOwner stores who owns the project in the settings, and makes the server tell the makers
// of Directus; it succeeds also when they cannot be reached. What owner leaves empty stays.
// Only who may update the settings may do that. Since Directus 11: CodeRouteNotFound before.
//
// API: POST /settings/owner, https://directus.io/docs/api/settings
func (s *Settings) SetOwner(ctx context.Context, owner Owner) error {
	req := to(http.MethodPost, "/settings/owner")
	if owner.ProjectOwner == "" {
		return invalid(req, errors.New("ProjectOwner is empty"))
	}
	req.Body = JSON(owner)
	return s.singleton.items.client.exec(ctx, req)
}
