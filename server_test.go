package directus_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/system"
)

func TestServerCalls(t *testing.T) {
	t.Parallel()
	testServerCalls(t, map[string]serverCall{
		"ping": {
			call: func(c *directus.Client) (any, error) { return nil, c.Server.Ping(t.Context()) },
			sent: "GET /server/ping", reply: "pong",
		},
		"schema of items": {
			call: func(c *directus.Client) (any, error) { return c.Server.GraphQLSchema(t.Context(), "") },
			sent: "GET /server/specs/graphql/items", route: "/server/specs/graphql/{scope}", reply: "type Query", want: "type Query",
		},
		"schema of the system": {
			call: func(c *directus.Client) (any, error) {
				return c.Server.GraphQLSchema(t.Context(), directus.ScopeSystem)
			},
			sent: "GET /server/specs/graphql/system", route: "/server/specs/graphql/{scope}", reply: "type Query", want: "type Query",
		},
		"OpenAPI": {
			call: func(c *directus.Client) (any, error) { return c.Server.OpenAPI(t.Context()) },
			sent: "GET /server/specs/oas", reply: `{"openapi":"3.0.1"}`, want: json.RawMessage(`{"openapi":"3.0.1"}`),
		},
		"metrics": {
			call: func(c *directus.Client) (any, error) { return c.Server.Metrics(t.Context()) },
			sent: "GET /metrics", reply: "up 1", want: "up 1",
		},
		"metrics with a token": {
			call: func(c *directus.Client) (any, error) { return c.Server.MetricsWithToken(t.Context(), "secret") },
			sent: "GET /metrics", reply: "up 1", want: "up 1",
		},
		"setup": {
			call: func(c *directus.Client) (any, error) {
				return nil, c.Server.Setup(t.Context(), directus.Setup{
					Email: "a@example.com", Password: "secret", FirstName: "Ada", LicenseKey: "key",
					Owner: &directus.Owner{ProjectOwner: "o@example.com", ProjectUsage: system.UsagePersonal, ProductUpdates: true},
				})
			},
			sent: "POST /server/setup",
			body: `{"admin":{"email":"a@example.com","password":"secret","first_name":"Ada"},"license_key":"key",
				"owner":{"project_owner":"o@example.com","project_usage":"personal","org_name":null,"product_updates":true},
				"email":"a@example.com","password":"secret","first_name":"Ada",
				"project_owner":"a@example.com","project_usage":"personal","org_name":null,"product_updates":true}`,
		},
		"health": {
			call: func(c *directus.Client) (any, error) { return c.Server.Health(t.Context()) },
			sent: "GET /server/health", reply: `{"status":"warn"}`, want: directus.Health{Status: directus.HealthWarn},
		},
	})
}

func TestServerRefusals(t *testing.T) {
	t.Parallel()
	testServerRefusals(t, map[string]func(c *directus.Client) error{
		"a scope that is a path": func(c *directus.Client) error {
			_, err := c.Server.GraphQLSchema(t.Context(), "..")
			return err
		},
		"an empty token": func(c *directus.Client) error {
			_, err := c.Server.MetricsWithToken(t.Context(), "")
			return err
		},
		"no address":  func(c *directus.Client) error { return c.Server.Setup(t.Context(), directus.Setup{Password: "p"}) },
		"no password": func(c *directus.Client) error { return c.Server.Setup(t.Context(), directus.Setup{Email: "a@b.c"}) },
	})
}

func TestServerTokens(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, http.StatusOK, "pong", directus.WithStaticToken("static-token"))
	require.NoError(t, client.Server.Ping(t.Context()))
	require.NoError(t, client.Server.Setup(t.Context(), directus.Setup{Email: "a@example.com", Password: "secret"}))
	_, err := client.Server.MetricsWithToken(t.Context(), "for-metrics")
	require.NoError(t, err)
	require.Len(t, f.sent, 3)
	require.Empty(t, f.sent[0].Header.Get("Authorization"))
	require.Empty(t, f.sent[1].Header.Get("Authorization"))
	require.Equal(t, "Metrics for-metrics", f.sent[2].Header.Get("Authorization"))
}

func TestSetupShowsNoSecrets(t *testing.T) {
	t.Parallel()
	setup := directus.Setup{Email: "a@example.com", Password: "hunter2", LicenseKey: "hunter2-key"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, setup), "hunter2")
		require.NotContains(t, fmt.Sprintf(verb, &setup), "hunter2")
		require.NotContains(t, fmt.Sprintf(verb, directus.Resolution{Password: "hunter2"}), "hunter2")
	}
	var out printed
	slog.New(slog.NewJSONHandler(&out, nil)).Info("secrets", "setup", setup, "resolution", directus.Resolution{Password: "hunter2"})
	require.NotContains(t, out.text.String(), "hunter2")
}

func TestServerPingOfSomethingElse(t *testing.T) {
	t.Parallel()
	client, _ := newFake(t, http.StatusOK, "<html>")
	require.EqualError(t, client.Server.Ping(t.Context()), "directus: GET /server/ping: the reply is not that of Directus")
}

// A server that says that it does badly has answered, but a proxy before it has not.
func TestServerHealthUnavailable(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, http.StatusServiceUnavailable, `{"status":"error","releaseId":"12.4.0","serviceId":"http://cms",
		"checks":{"pg:responseTime":[{"status":"error","componentType":"datastore","observedUnit":"ms","observedValue":0.5,"threshold":150,"output":"Can't connect to the database."}]}}`)
	health, err := client.Server.Health(t.Context())
	require.NoError(t, err)
	require.Equal(t, directus.HealthError, health.Status)
	require.Equal(t, "12.4.0", health.ReleaseID)
	require.Equal(t, "Can't connect to the database.", health.Checks["pg:responseTime"][0].Output)
	require.Len(t, f.sent, 1, "it is not asked again")

	for name, body := range map[string]string{
		"pressure": `{"errors":[{"message":"Under pressure","extensions":{"code":"SERVICE_UNAVAILABLE","service":"api"}}]}`,
		"proxy":    `<html>no server</html>`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := newFake(t, http.StatusServiceUnavailable, body)
			_, err := client.Server.Health(t.Context())
			var e *directus.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, 503, e.Status)
			require.Equal(t, name == "pressure", len(e.Errors) == 1)
			require.Equal(t, name == "proxy", len(e.Body) > 0)
		})
	}
}

func TestServerInfoOfWhatIsOff(t *testing.T) {
	t.Parallel()
	client, _ := newFake(t, http.StatusOK, `{"data":{"project":{"project_name":"Shop"},"rateLimit":{"points":50,"duration":1},"rateLimitGlobal":false,
		"websocket":false,"uploads":{"tus":true,"chunkSize":8388608},"extensions":{"limit":7},"queryLimit":{"default":100,"max":500},"news":{"a":1}}}`)
	info, err := client.Server.Info(t.Context())
	require.NoError(t, err)
	require.Equal(t, "Shop", info.Project.ProjectName)
	require.Equal(t, directus.RateLimit{Enabled: true, Points: 50, Duration: 1}, info.RateLimit)
	require.Zero(t, info.RateLimitGlobal)
	require.Zero(t, info.WebSocket)
	require.Equal(t, int64(8388608), info.Uploads.ChunkSize)
	require.Equal(t, 7, info.Extensions.Limit)
	require.Equal(t, 500, info.QueryLimit.Max)
	require.JSONEq(t, `{"a":1}`, string(info.Extra["news"]))

	client, _ = newFake(t, http.StatusOK, `{"data":{"websocket":{"rest":false,"graphql":{"authentication":"strict","path":"/g"},"heartbeat":false,"logs":false}}}`)
	info, err = client.Server.Info(t.Context())
	require.NoError(t, err)
	require.Equal(t, directus.WebSocketInfo{
		Enabled: true, GraphQL: directus.WebSocketEndpoint{Enabled: true, Authentication: "strict", Path: "/g"},
	}, info.WebSocket)
}

func TestRealServer(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	client := realClient(t)
	anonymous, err := directus.New(server.URL)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, anonymous.Close()) })

	t.Run("ping", func(t *testing.T) {
		t.Parallel()
		require.NoError(t, client.Server.Ping(t.Context()))
		require.NoError(t, client.With(directus.Token("wrong")).Server.Ping(t.Context()))
	})
	t.Run("info", func(t *testing.T) {
		t.Parallel()
		info, err := client.Server.Info(t.Context())
		require.NoError(t, err)
		require.Equal(t, server.Version, info.Version)
		require.Equal(t, "Directus", info.Project.ProjectName)
		require.Equal(t, directus.WebSocketEndpoint{Enabled: true, Authentication: "handshake", Path: "/websocket"}, info.WebSocket.REST)
		require.Equal(t, directus.WebSocketHeartbeat(30), info.WebSocket.Heartbeat)
		require.False(t, info.RateLimit.Enabled)
		require.Equal(t, 100, info.QueryLimit.Default)
		require.Equal(t, -1, info.QueryLimit.Max)
		require.Empty(t, info.Extra, "every member has a field")
		require.Empty(t, info.Project.Extra, "every member has a field")
		if server.Major() >= 11 {
			require.True(t, info.MCPEnabled)
			require.Contains(t, info.WebSocket.Logs.AllowedLogLevels, "warn")
		}
		if server.Major() >= 12 {
			require.Nil(t, info.Setup)
			require.Equal(t, "DIRECTUS", info.License.Entitlements.DisplayPoweredBy)
		}
		public, err := anonymous.Server.Info(t.Context())
		require.NoError(t, err)
		require.Equal(t, "en-US", public.Project.DefaultLanguage)
		require.Empty(t, public.Version)
		require.False(t, public.WebSocket.Enabled)
		require.Equal(t, server.Major() == 11, public.SetupCompleted)
	})
	t.Run("health", func(t *testing.T) {
		t.Parallel()
		health, err := client.Server.Health(t.Context())
		require.NoError(t, err)
		require.NotEmpty(t, health.Status)
		require.Equal(t, server.Version, health.ReleaseID)
		require.Contains(t, health.Checks, "storage:local:responseTime")
		health, err = anonymous.Server.Health(t.Context())
		if server.Major() >= 12 {
			require.ErrorIs(t, err, directus.CodeForbidden)
			return
		}
		require.NoError(t, err)
		require.Empty(t, health.Checks)
	})
	t.Run("specifications", func(t *testing.T) {
		t.Parallel()
		raw, err := client.Server.OpenAPI(t.Context())
		require.NoError(t, err)
		var spec struct {
			OpenAPI string         `json:"openapi"`
			Paths   map[string]any `json:"paths"`
		}
		require.NoError(t, json.Unmarshal(raw, &spec))
		require.Equal(t, "3.0.1", spec.OpenAPI)
		require.Contains(t, spec.Paths, "/server/info")
		sdl, err := client.Server.GraphQLSchema(t.Context(), directus.ScopeItems)
		require.NoError(t, err)
		require.Contains(t, sdl, "type Query")
		system, err := client.Server.GraphQLSchema(t.Context(), directus.ScopeSystem)
		require.NoError(t, err)
		require.Contains(t, system, "users_me")
		require.NotContains(t, sdl, "users_me")
		_, err = client.Server.GraphQLSchema(t.Context(), "other")
		require.ErrorIs(t, err, directus.CodeRouteNotFound)
	})
	t.Run("metrics that are off", func(t *testing.T) {
		t.Parallel()
		_, err := client.Server.Metrics(t.Context())
		require.ErrorIs(t, err, directus.CodeRouteNotFound)
	})
	t.Run("setup of a server that is set up", func(t *testing.T) {
		t.Parallel()
		err := client.Server.Setup(t.Context(), directus.Setup{Email: "second@example.com", Password: "secret"})
		if server.Major() < 11 {
			require.ErrorIs(t, err, directus.CodeRouteNotFound)
			return
		}
		require.ErrorIs(t, err, directus.CodeForbidden)
	})
}

// serverExtension writes an extension into a folder of extensions.
func serverExtension(t *testing.T, folder, name, kind, source string) {
	t.Helper()
	at := filepath.Join(folder, name)
	require.NoError(t, os.MkdirAll(at, 0o755))
	manifest := fmt.Sprintf(`{"name":"directus-extension-%s","version":"1.2.3","type":"module",
		"directus:extension":{"type":%q,"path":"index.js","source":"index.js","host":">=10.0.0"}}`, name, kind)
	require.NoError(t, os.WriteFile(filepath.Join(at, "package.json"), []byte(manifest), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(at, "index.js"), []byte(source), 0o644))
}

// A server becomes as it is before the first administrator by an endpoint of our own that
// removes all users: the database cannot be had without one otherwise.
const serverForget = `export default {id: 'forget', handler: (router, {database}) => router.post('/', (req, res, next) =>
	database('directus_users').delete().then(() => res.json({data: true}), next))};`

func TestRealServerSetup(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	serverExtension(t, folder, "forget", "endpoint", serverForget)
	server := realserver.New(t, realserver.Options{Env: map[string]string{
		"EXTENSIONS_PATH": folder, "METRICS_ENABLED": "true", "METRICS_TOKENS": "for-metrics", "RATE_LIMITER_ENABLED": "true",
		"RATE_LIMITER_POINTS": "1000", "RATE_LIMITER_DURATION": "7",
	}})
	since(t, server, 11)
	client := clientOf(t, server)

	metrics, err := client.Server.Metrics(t.Context())
	require.NoError(t, err)
	require.Contains(t, metrics, "# TYPE")
	anonymous, err := directus.New(server.URL)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, anonymous.Close()) })
	_, err = anonymous.Server.Metrics(t.Context())
	require.ErrorIs(t, err, directus.CodeForbidden)
	metrics, err = anonymous.Server.MetricsWithToken(t.Context(), "for-metrics")
	require.NoError(t, err)
	require.Contains(t, metrics, "# TYPE")
	_, err = client.Server.MetricsWithToken(t.Context(), "another")
	require.ErrorIs(t, err, directus.CodeForbidden)
	info, err := client.Server.Info(t.Context())
	require.NoError(t, err)
	require.Equal(t, directus.RateLimit{Enabled: true, Points: 1000, Duration: 7}, info.RateLimit)

	succeed(t, client, http.MethodPost, "/forget", m{})
	info, err = anonymous.Server.Info(t.Context())
	require.NoError(t, err)
	if server.Major() >= 12 {
		require.Equal(t, &directus.ServerSetup{}, info.Setup)
		require.Equal(t, server.Version, info.Version)
	}
	require.False(t, info.SetupCompleted)
	require.NoError(t, client.Server.Setup(t.Context(), directus.Setup{
		Email: "ada@example.com", Password: "correct horse", FirstName: "Ada", LastName: "Lovelace",
		Owner: &directus.Owner{ProjectOwner: "ada@example.com", ProjectUsage: system.UsageCommunity, OrgName: "Analytical Engines"},
	}))
	require.NoError(t, anonymous.Auth.Login(t.Context(), directus.Credentials{Email: "ada@example.com", Password: "correct horse"}))
	me, err := directus.GraphQLSystem[m](t.Context(), anonymous, "{ users_me { first_name last_name } }", nil)
	require.NoError(t, err)
	require.Equal(t, m{"users_me": m{"first_name": "Ada", "last_name": "Lovelace"}}, me)
	require.Eventually(t, func() bool { // the server does not wait for it
		settings, err := directus.Call[system.Settings](t.Context(), anonymous, &directus.Request{Method: http.MethodGet, Path: "/settings"})
		return err == nil && settings.ProjectOwner == "ada@example.com" && settings.OrgName == "Analytical Engines"
	}, 10*time.Second, 50*time.Millisecond)
	require.ErrorIs(t, anonymous.Server.Setup(t.Context(), directus.Setup{Email: "b@example.com", Password: "secret"}), directus.CodeForbidden)
}
