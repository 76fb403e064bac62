package directus

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/godirectus/directus/system"
)

// License manages the licence of the server, for administrators. It is a field of
// [Client]. Since Directus 12; older ones answer CodeRouteNotFound. The server asks
// Directus's licence service: when that does not answer, the error is
// CodeServiceUnavailable, and for a key that it refuses CodeLicenseInvalid. No error or
// log line shows a key.
type License struct{ client *Client }

// With returns a handle whose requests carry these options.
func (l *License) With(opts ...RequestOption) *License { return &License{l.client.with(opts)} }

// Read returns the licence, what it allows, and how much of that is used.
//
// API: GET /license, https://directus.io/docs/api/license
func (l *License) Read(ctx context.Context) (LicenseInfo, error) {
	return call[LicenseInfo](ctx, l.client, to(http.MethodGet, "/license"))
}

// Preview returns what a key would give, without using it. On a server that is not set up
// yet everybody may ask.
//
// API: POST /license/preview, https://directus.io/docs/api/license
func (l *License) Preview(ctx context.Context, key string) (LicensePreview, error) {
	req, err := licenseKey(http.MethodPost, "/license/preview", key)
	if err != nil {
		return LicensePreview{}, err
	}
	return call[LicensePreview](ctx, l.client, req)
}

// Activate gives a server that has no licence the one of this key. A server that has one,
// and one whose licence comes from its environment, answer CodeForbidden.
//
// API: POST /license, https://directus.io/docs/api/license
func (l *License) Activate(ctx context.Context, key string) error {
	req, err := licenseKey(http.MethodPost, "/license", key)
	if err != nil {
		return err
	}
	return l.client.exec(ctx, req)
}

// Update replaces the licence by the one of this key. A server that has none answers
// CodeForbidden.
//
// API: PATCH /license, https://directus.io/docs/api/license
func (l *License) Update(ctx context.Context, key string) error {
	req, err := licenseKey(http.MethodPatch, "/license", key)
	if err != nil {
		return err
	}
	return l.client.exec(ctx, req)
}

// licenseKey makes a request that carries a key.
func licenseKey(method, path, key string) (*Request, error) {
	req := to(method, path)
	if key == "" {
		return nil, invalid(req, errors.New("the licence key is empty"))
	}
	req.Body = JSON(map[string]string{"license_key": key})
	return req, nil
}

// Deactivate gives the licence up, so that its key can be used elsewhere. A server that has
// none answers CodeForbidden.
//
// API: DELETE /license, https://directus.io/docs/api/license
func (l *License) Deactivate(ctx context.Context) error {
	return l.client.exec(ctx, to(http.MethodDelete, "/license"))
}

// PortalURL returns the address at which the licence is paid for, to which the server would
// send a browser. It admits whoever has it. A server without a licence answers
// CodeForbidden.
//
// API: GET /license/portal, https://directus.io/docs/api/license
func (l *License) PortalURL(ctx context.Context) (string, error) {
	req := to(http.MethodGet, "/license/portal")
	req.NoRedirect = true
	resp, err := l.client.Do(ctx, req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if location := resp.Header.Get("Location"); resp.Status == http.StatusFound && location != "" {
		return location, nil
	}
	return "", errorFrom(req, resp)
}

// ReadAddons returns what the licence can be extended by. A server without a licence
// answers CodeForbidden.
//
// API: GET /license/addons, https://directus.io/docs/api/license
func (l *License) ReadAddons(ctx context.Context) ([]LicenseAddon, error) {
	return call[[]LicenseAddon](ctx, l.client, to(http.MethodGet, "/license/addons"))
}

// UpdateAddon sets how many of an add-on the licence has. It may cost money.
//
// API: PATCH /license/addons/{id}, https://directus.io/docs/api/license
func (l *License) UpdateAddon(ctx context.Context, id ID, quantity int) error {
	req, err := endpoint(http.MethodPatch, "/license/addons/{id}", id)
	if err != nil {
		return err
	}
	if quantity < 0 {
		return invalid(req, errors.New("the quantity is negative"))
	}
	req.Body = JSON(map[string]int{"quantity": quantity})
	return l.client.exec(ctx, req)
}

// DeleteAddon removes an add-on from the licence.
//
// API: DELETE /license/addons/{id}, https://directus.io/docs/api/license
func (l *License) DeleteAddon(ctx context.Context, id ID) error {
	req, err := endpoint(http.MethodDelete, "/license/addons/{id}", id)
	if err != nil {
		return err
	}
	return l.client.exec(ctx, req)
}

// PendingResolution returns where the project exceeds the licence; nothing when it does
// not. What is then to be given up is said with [License.Resolve].
//
// API: POST /license/pending-resolution, https://directus.io/docs/api/license
func (l *License) PendingResolution(ctx context.Context) ([]PendingResolution, error) {
	return l.pending(ctx, map[string]any{})
}

// PendingResolutionFor returns where the project would exceed the licence of another key.
// An empty key is no licence at all.
//
// API: POST /license/pending-resolution, https://directus.io/docs/api/license
func (l *License) PendingResolutionFor(ctx context.Context, key string) ([]PendingResolution, error) {
	if key == "" {
		return l.pending(ctx, map[string]any{"license_key": nil})
	}
	return l.pending(ctx, map[string]any{"license_key": key})
}

func (l *License) pending(ctx context.Context, body map[string]any) ([]PendingResolution, error) {
	req := to(http.MethodPost, "/license/pending-resolution")
	req.Body = JSON(body)
	req.repeatable = true // it only reads
	return call[[]PendingResolution](ctx, l.client, req)
}

// Resolution says what to give up so that the project does not exceed its licence: keys of
// what becomes inactive. The own account of the caller never does. Printing it shows no
// password.
type Resolution struct {
	Collections []string
	Seats       []string // users
	Flows       []string
	// SSO makes the users inactive who sign in through a provider, all but the caller.
	SSO bool
	// Email and Password are the caller's from then on, if that is such a user; with SSO only.
	Email    string
	Password string
}

// String shows nothing, so that no password is printed.
func (Resolution) String() string { return "directus.Resolution" }

// GoString is String.
func (r Resolution) GoString() string { return r.String() }

// LogValue is String for slog.
func (r Resolution) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Resolve makes inactive what the licence does not allow. What cannot be made so is left,
// without an error: [License.PendingResolution] tells.
//
// API: POST /license/resolve, https://directus.io/docs/api/license
func (l *License) Resolve(ctx context.Context, resolution Resolution) error {
	req := to(http.MethodPost, "/license/resolve")
	body := map[string]any{}
	for name, keys := range map[string][]string{
		"collections": resolution.Collections, "seats": resolution.Seats, "flows": resolution.Flows,
	} {
		if len(keys) > 0 {
			body[name] = keys
		}
	}
	admin := map[string]string{}
	setNonEmpty(admin, "email", resolution.Email)
	setNonEmpty(admin, "password", resolution.Password)
	switch {
	case len(admin) > 0 && !resolution.SSO:
		return invalid(req, errors.New("an e-mail address or a password, but not SSO"))
	case len(admin) > 0:
		body["sso_enabled"] = map[string]any{"admin": admin}
	case resolution.SSO:
		body["sso_enabled"] = true
	}
	if len(body) == 0 {
		return invalid(req, errors.New("there is nothing to give up"))
	}
	req.Body = JSON(body)
	return l.client.exec(ctx, req)
}

// PendingResolution is one way in which a project exceeds a licence.
type PendingResolution struct {
	Key  string `json:"key"`  // "seats", "collections", "flows", "sso_enabled" …
	Kind string `json:"kind"` // "limit" or "feature_gate"
	// Limit and Usage are those of a limit.
	Limit int `json:"limit,omitzero"`
	Usage int `json:"usage,omitzero"`
	// Candidates are what can be given up: users, flows, or the names of collections.
	Candidates []ResolutionCandidate `json:"candidates,omitzero"`
	// Blockers say why it cannot be resolved: "ADMIN_MISSING_EMAIL", "ADMIN_MISSING_PASSWORD".
	Blockers []string `json:"blockers,omitzero"`
}

// ResolutionCandidate is what can be given up: a user, a flow or a collection.
type ResolutionCandidate struct {
	ID   string       // of the user or flow, or the name of the collection
	Name string       // of the flow or collection
	User *system.User // nil when it is none
}
