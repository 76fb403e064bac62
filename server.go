package directus

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
)

// Server tells what the server is and how it does. It is a field of [Client].
type Server struct{ client *Client }

// With returns a handle whose requests carry these options.
func (s *Server) With(opts ...RequestOption) *Server { return &Server{s.client.with(opts)} }

// Ping asks whether the server answers at all. It needs no rights and sends no token. A
// reply that is not Directus's "pong", such as a proxy's own page, is an error.
//
// API: GET /server/ping, https://directus.io/docs/api/server
func (s *Server) Ping(ctx context.Context) error {
	req := to(http.MethodGet, "/server/ping")
	req.NoAuth = true
	reply, err := s.client.text(ctx, req)
	if err == nil && reply != "pong" {
		return failure(req, errors.New("the reply is not that of Directus"))
	}
	return err
}

// Info tells what the server is and allows. Who is not signed in is shown little; see
// [ServerInfo].
//
// API: GET /server/info, https://directus.io/docs/api/server
func (s *Server) Info(ctx context.Context) (ServerInfo, error) {
	return call[ServerInfo](ctx, s.client, to(http.MethodGet, "/server/info"))
}

// GraphQLScope is a part of the GraphQL schema.
type GraphQLScope string

// The parts of the GraphQL schema.
const (
	ScopeItems  GraphQLScope = "items"  // the project's own collections: [GraphQL]
	ScopeSystem GraphQLScope = "system" // Directus's collections and actions: [GraphQLSystem]
)

// GraphQLSchema returns a part of the GraphQL schema in the schema definition language, as
// far as the caller has rights to it. An empty scope is [ScopeItems]. When the server does
// not allow introspection, the error is CodeRouteNotFound.
//
// API: GET /server/specs/graphql/{scope}, https://directus.io/docs/api/server
func (s *Server) GraphQLSchema(ctx context.Context, scope GraphQLScope) (string, error) {
	if scope == "" {
		scope = ScopeItems
	}
	req, err := endpoint(http.MethodGet, "/server/specs/graphql/{scope}", scope)
	if err != nil {
		return "", err
	}
	return s.client.text(ctx, req)
}

// OpenAPI returns the OpenAPI 3 document of the project, in JSON, as far as the caller has
// rights to it. When the server does not offer it, the error is CodeRouteNotFound.
//
// API: GET /server/specs/oas, https://directus.io/docs/api/server
func (s *Server) OpenAPI(ctx context.Context) (json.RawMessage, error) {
	return whole[json.RawMessage](ctx, s.client, to(http.MethodGet, "/server/specs/oas"))
}

// Metrics returns the server's metrics in the text format of Prometheus, to administrators.
// A server that was not started with METRICS_ENABLED gives CodeRouteNotFound. Since
// Directus 11.
//
// API: GET /metrics, https://directus.io/docs/configuration/metrics
func (s *Server) Metrics(ctx context.Context) (string, error) {
	return s.client.text(ctx, to(http.MethodGet, "/metrics"))
}

// MetricsWithToken is Metrics with one of the server's METRICS_TOKENS, which are good for
// nothing else, instead of the client's own token.
//
// API: GET /metrics, https://directus.io/docs/configuration/metrics
func (s *Server) MetricsWithToken(ctx context.Context, token string) (string, error) {
	req := to(http.MethodGet, "/metrics")
	if err := checkToken(token); err != nil {
		return "", invalid(req, err)
	}
	req.NoAuth = true
	return s.client.text(ctx, req.with("Authorization", "Metrics "+token))
}

// HealthStatus says how the server or a part of it does.
type HealthStatus string

// How the server can do.
const (
	HealthOK    HealthStatus = "ok"
	HealthWarn  HealthStatus = "warn"  // it works, but slowly
	HealthError HealthStatus = "error" // something it needs does not work
)

// Health is how the server does. Only administrators see more than Status.
type Health struct {
	Status    HealthStatus             `json:"status"`
	ReleaseID string                   `json:"releaseId,omitempty"` // the version of Directus
	ServiceID string                   `json:"serviceId,omitempty"` // the server's public URL
	Checks    map[string][]HealthCheck `json:"checks,omitempty"`    // by what was checked: "sqlite3:responseTime"
}

// HealthCheck is what one check has shown.
type HealthCheck struct {
	Status        HealthStatus `json:"status"`
	ComponentType string       `json:"componentType,omitempty"` // "datastore", "objectstore", "email" …
	ObservedValue any          `json:"observedValue,omitempty"` // a number, mostly
	ObservedUnit  string       `json:"observedUnit,omitempty"`  // "ms"
	Threshold     float64      `json:"threshold,omitempty"`     // above it, Status is HealthWarn
	Output        any          `json:"output,omitempty"`        // what went wrong
}

// Health tells how the server does. A server that says that it does badly has answered:
// that is no error but a Status of [HealthError]. It is asked once only, whatever
// [WithRetry] says. Directus 12 answers only who is signed in, and others get
// CodeForbidden; 11 and 10 tell everybody the Status.
//
// API: GET /server/health, https://directus.io/docs/api/server
func (s *Server) Health(ctx context.Context) (Health, error) {
	req := to(http.MethodGet, "/server/health")
	resp, err := s.client.with([]RequestOption{NoRetry()}).Do(ctx, req)
	if err != nil {
		return Health{}, err
	}
	body, err := resp.Bytes()
	if err != nil {
		return Health{}, failure(req, err)
	}
	var health Health
	if resp.Status == http.StatusOK || resp.Status == http.StatusServiceUnavailable {
		err = s.client.shared.codec.Decode(bytes.NewReader(body), &health)
	}
	if err != nil || health.Status == "" {
		resp.Body = io.NopCloser(bytes.NewReader(body))
		return Health{}, errorFrom(req, resp)
	}
	return health, nil
}

// Setup is what a server that has no user yet needs to begin. Printing it shows nothing.
type Setup struct {
	Email     string // of the first administrator
	Password  string
	FirstName string // of the administrator; may be empty, like all that follows
	LastName  string
	// LicenseKey is since Directus 12.
	LicenseKey string
	// Owner is nil when nothing is said. Its ProjectOwner is in Directus 11 always the
	// administrator's address.
	Owner *Owner
}

// String shows nothing, so that no password is printed.
func (Setup) String() string { return "directus.Setup" }

// GoString is String.
func (s Setup) GoString() string { return s.String() }

// LogValue is String for slog.
func (s Setup) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Setup makes the first administrator of a server that has no user yet, as is the case
// after it was started without ADMIN_EMAIL. One that has users gives CodeForbidden. No
// token is sent. Since Directus 11.
//
// API: POST /server/setup, https://directus.io/docs/api/server
func (s *Server) Setup(ctx context.Context, setup Setup) error {
	req := to(http.MethodPost, "/server/setup")
	if setup.Email == "" || setup.Password == "" {
		return invalid(req, errors.New("the administrator needs an e-mail address and a password"))
	}
	req.NoAuth = true
	req.Body = JSON(setup.body())
	return s.client.exec(ctx, req)
}

// body is the setup in the form of Directus 12, and beside it in that of 11, which would
// make an administrator of its own choice if it did not find what it looks for.
func (s Setup) body() map[string]any {
	admin := map[string]string{"email": s.Email, "password": s.Password}
	setNonEmpty(admin, "first_name", s.FirstName)
	setNonEmpty(admin, "last_name", s.LastName)
	body := map[string]any{"admin": admin}
	if s.LicenseKey != "" {
		body["license_key"] = s.LicenseKey
	}
	owner := Owner{}
	if s.Owner != nil {
		owner = *s.Owner
		body["owner"] = owner.body()
	}
	maps.Copy(body, owner.body())
	for name, value := range admin {
		body[name] = value
	}
	body["project_owner"] = s.Email
	return body
}

// body is the owner with null for what is empty, which the setup wants to be told.
func (o Owner) body() map[string]any {
	body := map[string]any{"project_owner": nil, "project_usage": nil, "org_name": nil, "product_updates": o.ProductUpdates}
	texts := map[string]string{"project_owner": o.ProjectOwner, "project_usage": string(o.ProjectUsage), "org_name": o.OrgName}
	for name, text := range texts {
		if text != "" {
			body[name] = text
		}
	}
	return body
}
