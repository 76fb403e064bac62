package directus_test

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/system"
)

func TestLicenseCalls(t *testing.T) {
	t.Parallel()
	yes := true
	testServerCalls(t, map[string]serverCall{
		"read": {
			call: func(c *directus.Client) (any, error) { return c.License.Read(t.Context()) },
			sent: "GET /license",
			reply: `{"data":{"name":"Core","editable":true,"status":"grace","source":null,"downgrade_reason":"expired","expires_at":-1,"grace_period":60,"offline":true,
				"entitlements":{"seats":{"limit":3,"addon":2},"sso_enabled":{"default":false,"override":true}},"usage":{"seats":4}}}`,
			want: func() directus.LicenseInfo {
				info := directus.LicenseInfo{Name: "Core", Editable: true, Status: directus.LicenseGrace, DowngradeReason: "expired", ExpiresAt: -1, GracePeriod: 60, Offline: true}
				info.Entitlements.Seats = directus.LicenseLimit{Limit: 3, Addon: 2}
				info.Entitlements.SSOEnabled.Override = &yes
				info.Usage.Seats = 4
				return info
			}(),
		},
		"preview": {
			call: func(c *directus.Client) (any, error) { return c.License.Preview(t.Context(), "the-key") },
			sent: "POST /license/preview", body: `{"license_key":"the-key"}`,
			reply: `{"data":{"plan_name":"Team","renews_at":1800000000,"production_enabled":true}}`,
			want:  directus.LicensePreview{PlanName: "Team", RenewsAt: 1800000000, ProductionEnabled: true},
		},
		"activate": {
			call: func(c *directus.Client) (any, error) { return nil, c.License.Activate(t.Context(), "the-key") },
			sent: "POST /license", body: `{"license_key":"the-key"}`,
		},
		"update": {
			call: func(c *directus.Client) (any, error) { return nil, c.License.Update(t.Context(), "the-key") },
			sent: "PATCH /license", body: `{"license_key":"the-key"}`,
		},
		"deactivate": {
			call: func(c *directus.Client) (any, error) { return nil, c.License.Deactivate(t.Context()) },
			sent: "DELETE /license",
		},
		"add-ons": {
			call: func(c *directus.Client) (any, error) { return c.License.ReadAddons(t.Context()) },
			sent: "GET /license/addons", reply: `{"data":[{"id":"a","name":"Seats","unit_price":9.5,"max_quantity":7}]}`,
			want: []directus.LicenseAddon{{ID: "a", Name: "Seats", UnitPrice: 9.5, MaxQuantity: 7}},
		},
		"update of an add-on": {
			call: func(c *directus.Client) (any, error) { return nil, c.License.UpdateAddon(t.Context(), "a/b", 2) },
			sent: "PATCH /license/addons/a%2Fb", route: "/license/addons/{id}", body: `{"quantity":2}`,
		},
		"delete of an add-on": {
			call: func(c *directus.Client) (any, error) { return nil, c.License.DeleteAddon(t.Context(), "a") },
			sent: "DELETE /license/addons/a", route: "/license/addons/{id}",
		},
		"pending": {
			call: func(c *directus.Client) (any, error) { return c.License.PendingResolution(t.Context()) },
			sent: "POST /license/pending-resolution", body: `{}`,
			reply: `{"data":[{"key":"collections","kind":"limit","limit":1,"usage":2,"candidates":["a"]},{"key":"flows","kind":"limit","candidates":[{"id":"f","name":"Mail"}]},
				{"key":"seats","kind":"limit","candidates":[{"id":"u","email":"ada@example.com"}]},{"key":"sso_enabled","kind":"feature_gate","blockers":["ADMIN_MISSING_EMAIL"]}]}`,
			want: []directus.PendingResolution{
				{Key: "collections", Kind: "limit", Limit: 1, Usage: 2, Candidates: []directus.ResolutionCandidate{{ID: "a", Name: "a"}}},
				{Key: "flows", Kind: "limit", Candidates: []directus.ResolutionCandidate{{ID: "f", Name: "Mail"}}},
				{Key: "seats", Kind: "limit", Candidates: []directus.ResolutionCandidate{{ID: "u", User: &system.User{ID: "u", Email: "ada@example.com"}}}},
				{Key: "sso_enabled", Kind: "feature_gate", Blockers: []string{"ADMIN_MISSING_EMAIL"}},
			},
		},
		"pending for a key": {
			call: func(c *directus.Client) (any, error) { return c.License.PendingResolutionFor(t.Context(), "the-key") },
			sent: "POST /license/pending-resolution", body: `{"license_key":"the-key"}`, reply: `{"data":[]}`, want: []directus.PendingResolution{},
		},
		"pending for no key": {
			call: func(c *directus.Client) (any, error) { return c.License.PendingResolutionFor(t.Context(), "") },
			sent: "POST /license/pending-resolution", body: `{"license_key":null}`, reply: `{"data":[]}`, want: []directus.PendingResolution{},
		},
		"resolve": {
			call: func(c *directus.Client) (any, error) {
				return nil, c.License.Resolve(t.Context(), directus.Resolution{
					Collections: []string{"a"}, Seats: []string{"b"}, Flows: []string{"c"}, SSO: true, Email: "ada@example.com", Password: "secret",
				})
			},
			sent: "POST /license/resolve",
			body: `{"collections":["a"],"seats":["b"],"flows":["c"],"sso_enabled":{"admin":{"email":"ada@example.com","password":"secret"}}}`,
		},
		"resolve SSO": {
			call: func(c *directus.Client) (any, error) {
				return nil, c.License.Resolve(t.Context(), directus.Resolution{SSO: true})
			},
			sent: "POST /license/resolve", body: `{"sso_enabled":true}`,
		},
	})
}

func TestLicenseRefusals(t *testing.T) {
	t.Parallel()
	testServerRefusals(t, map[string]func(c *directus.Client) error{
		"preview of nothing": func(c *directus.Client) error {
			_, err := c.License.Preview(t.Context(), "")
			return err
		},
		"activate nothing":    func(c *directus.Client) error { return c.License.Activate(t.Context(), "") },
		"update to nothing":   func(c *directus.Client) error { return c.License.Update(t.Context(), "") },
		"update of no add-on": func(c *directus.Client) error { return c.License.UpdateAddon(t.Context(), "", 1) },
		"fewer than none":     func(c *directus.Client) error { return c.License.UpdateAddon(t.Context(), "a", -1) },
		"delete of no add-on": func(c *directus.Client) error { return c.License.DeleteAddon(t.Context(), "") },
		"resolve nothing":     func(c *directus.Client) error { return c.License.Resolve(t.Context(), directus.Resolution{}) },
		"password without SSO": func(c *directus.Client) error {
			return c.License.Resolve(t.Context(), directus.Resolution{Seats: []string{"a"}, Password: "secret"})
		},
	})
}

func TestLicensePortalURL(t *testing.T) {
	t.Parallel()
	client := newClient(t, directus.TransportFunc(func(_ context.Context, req *directus.Request) (*directus.Response, error) {
		require.Equal(t, "GET /license/portal", req.Method+" "+req.Path)
		return answer(http.StatusFound, http.Header{"Location": {"https://billing.example.com/session"}}, ""), nil
	}))
	portal, err := client.License.PortalURL(t.Context())
	require.NoError(t, err)
	require.Equal(t, "https://billing.example.com/session", portal)
	for status, body := range map[int]string{http.StatusForbidden: forbidden, http.StatusFound: "", http.StatusOK: "<html>"} {
		client, _ := newFake(t, status, body)
		_, err := client.License.PortalURL(t.Context())
		var e *directus.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, status, e.Status)
	}
}

// licenseService stands for Directus's licence service, which is not on this machine. It
// signs licences with a key of its own, which the server asks it for.
type licenseService struct {
	*httptest.Server
	key ed25519.PrivateKey

	mu    sync.Mutex
	asked []string // method, path and body of what was asked
	seats int      // how many the next licence allows
}

func newLicenseService(t *testing.T) *licenseService {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	s := &licenseService{key: private, seats: 10}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/jwks.json", func(w http.ResponseWriter, _ *http.Request) {
		stubReply(w, m{"keys": []m{{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "test", "x": base64.RawURLEncoding.EncodeToString(public)}}})
	})
	mux.HandleFunc("/api/licenses/", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		line, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		s.asked = append(s.asked, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+string(line)))
		switch r.URL.Path {
		case "/api/licenses/preview":
			if strings.Contains(string(line), "refused") {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusNotFound)
				_, _ = w.Write([]byte(`{"errors":[{"message":"Unknown","extensions":{"code":"NOT_FOUND"}}]}`))
				return
			}
			stubReply(w, m{"plan_name": "Team", "renews_at": 1900000000, "entitlements": m{
				"seats": m{"limit": 0}, "collections": m{"limit": 50}, "flows": m{"limit": 5}, "sso_enabled": m{"default": true},
				"custom_llms_enabled": m{"default": true}, "custom_permission_rules_enabled": m{"default": true}, "production_enabled": m{"default": true},
			}})
		case "/api/licenses/portal":
			stubReply(w, m{"url": "https://billing.example.com/session/secret"})
		case "/api/licenses/addons/options":
			stubReply(w, m{"available_addons": []m{{"id": "seats", "name": "Seats", "unit_price": 9.5, "billing_interval": "month", "min_quantity": 0, "max_quantity": 7, "active_quantity": 1, "scheduled_quantity": 2}}})
		default:
			stubReply(w, m{"token": s.license()})
		}
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// stubReply answers in JSON.
func stubReply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	text, err := json.Marshal(body)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
	_, _ = w.Write(text)
}

// license is a signed licence.
func (s *licenseService) license() string {
	now := time.Now().Unix()
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	unlimited := []int{-1}
	signed := part(m{"alg": "EdDSA", "kid": "test"}) + "." + part(m{
		"iss": "directus-licensing-service", "aud": "directus", "iat": now, "exp": now + 3600,
		"e": m{
			"s": []int{s.seats, 0, 2}, "c": []int{50}, "f": []int{5}, "aht": unlimited, "rht": unlimited,
			"se": []int{0, 1}, "oe": []int{0}, "tr": []int{1}, "dpb": 0, "cle": []int{1}, "cpre": []int{1}, "pe": []int{1}, "ate": []int{0},
		},
		"m": m{"n": "Team", "v": "2026-02-18", "o": 0, "ra": 1900000000, "gp": 3600, "vi": 86400},
	})
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(s.key, []byte(signed)))
}

// last is what was asked last.
func (s *licenseService) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[len(s.asked)-1]
}

// The server asks another licence service only when it runs for development.
func TestRealLicense(t *testing.T) {
	t.Parallel()
	service := newLicenseService(t)
	server := realserver.New(t, realserver.Options{Env: map[string]string{"NODE_ENV": "development", "LICENSE_API_URL": service.URL}})
	client := clientOf(t, server)
	ctx := t.Context()
	if server.Major() < 12 {
		_, err := client.License.Read(ctx)
		require.ErrorIs(t, err, directus.CodeRouteNotFound)
		return
	}

	core, err := client.License.Read(ctx)
	require.NoError(t, err)
	require.Equal(t, "Core", core.Name)
	require.Equal(t, directus.LicenseActive, core.Status)
	require.Equal(t, int64(-1), core.ExpiresAt)
	require.Equal(t, 3, core.Entitlements.Seats.Limit)
	require.False(t, core.Entitlements.CustomPermissionRulesEnabled.Enabled())
	require.Equal(t, "DIRECTUS", core.Entitlements.DisplayPoweredBy)
	require.Equal(t, 1, core.Usage.Seats)
	require.Empty(t, core.Extra, "every member has a field")
	require.Empty(t, core.Entitlements.Extra, "every member has a field")
	for name, err := range map[string]error{
		"update":     client.License.Update(ctx, "new-key"),
		"deactivate": client.License.Deactivate(ctx),
		"add-on":     client.License.UpdateAddon(ctx, "seats", 1),
	} {
		require.ErrorIs(t, err, directus.CodeForbidden, name)
		require.NotContains(t, err.Error(), "new-key")
	}
	_, err = client.License.PortalURL(ctx)
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = client.License.Preview(ctx, "refused")
	require.ErrorIs(t, err, directus.CodeLicenseInvalid)

	preview, err := client.License.Preview(ctx, "the-key")
	require.NoError(t, err)
	require.Equal(t, directus.LicensePreview{PlanName: "Team", RenewsAt: 1900000000, ProductionEnabled: true}, preview)
	pending, err := client.License.PendingResolutionFor(ctx, "the-key")
	require.NoError(t, err)
	require.Equal(t, "seats", pending[0].Key, "that licence allows no seat at all")
	require.Equal(t, 1, pending[0].Usage)

	require.NoError(t, client.License.Activate(ctx, "the-key"))
	require.Contains(t, service.last(), `POST /api/licenses/activate {"license_key":"the-key"`)
	team, err := client.License.Read(ctx)
	require.NoError(t, err)
	require.Equal(t, "Team", team.Name)
	require.Equal(t, directus.LicenseFromSettings, team.Source)
	require.Equal(t, int64(1900000000), team.RenewsAt)
	require.Equal(t, directus.LicenseLimit{Limit: 10, Addon: 2}, team.Entitlements.Seats)
	require.True(t, team.Entitlements.SSOEnabled.Enabled())
	require.ErrorIs(t, client.License.Activate(ctx, "the-key"), directus.CodeForbidden, "it has one already")

	portal, err := client.License.PortalURL(ctx)
	require.NoError(t, err)
	require.Equal(t, "https://billing.example.com/session/secret", portal)
	addons, err := client.License.ReadAddons(ctx)
	require.NoError(t, err)
	require.Equal(t, []directus.LicenseAddon{{
		ID: "seats", Name: "Seats", UnitPrice: 9.5, BillingInterval: "month", MaxQuantity: 7, ActiveQuantity: 1, ScheduledQuantity: 2,
	}}, addons)
	require.NoError(t, client.License.UpdateAddon(ctx, "seats", 2))
	require.Contains(t, service.last(), `PATCH /api/licenses/addons {"addons":[{"addon_id":"seats","quantity":2}]`)
	require.NoError(t, client.License.DeleteAddon(ctx, "seats"))
	require.Equal(t, `DELETE /api/licenses/addons ["seats"]`, service.last())

	licenseResolve(t, client)

	require.NoError(t, client.License.Update(ctx, "new-key"))
	require.Equal(t, `POST /api/licenses/update {"license_key":"new-key"}`, service.last())
	require.NoError(t, client.License.Deactivate(ctx))
	core, err = client.License.Read(ctx)
	require.NoError(t, err)
	require.Equal(t, "Core", core.Name)
	require.Empty(t, core.Source)

	service.Close()
	_, err = client.License.Preview(ctx, "the-key")
	require.ErrorIs(t, err, directus.CodeServiceUnavailable)
}

// licenseResolve shows what exceeds a licence and gives it up.
func licenseResolve(t *testing.T, client *directus.Client) {
	t.Helper()
	ctx := t.Context()
	pending, err := client.License.PendingResolution(ctx)
	require.NoError(t, err)
	require.Empty(t, pending)
	var flows []string
	for range 3 {
		flows = append(flows, makeRow(t, client, "/flows", m{"name": "Mail", "trigger": "manual", "status": "active"}))
	}
	name := makeCollection(t, client, m{}, intKey("id"))
	require.NoError(t, client.License.Resolve(ctx, directus.Resolution{Collections: []string{name}, Flows: flows[:1]}))
	statuses := func() []string {
		rows, err := directus.Call[[]system.Flow](ctx, client, &directus.Request{Method: http.MethodGet, Path: "/flows"})
		require.NoError(t, err)
		var active []string
		for _, row := range rows {
			if row.Status == "active" {
				active = append(active, row.ID)
			}
		}
		slices.Sort(active)
		return active
	}
	slices.Sort(flows[1:])
	require.Equal(t, flows[1:], statuses())
	_, err = directus.NewItems[m](client, name).ReadByQuery(ctx)
	require.ErrorIs(t, err, directus.CodeCollectionInactive)
}
