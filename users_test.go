package directus_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// accountCall is a call about accounts and rights, what it has to send, and what the
// server's reply has to become.
type accountCall struct {
	call   func(ctx context.Context, c *directus.Client) (any, error)
	status int
	reply  string
	method string
	path   string
	query  string
	body   string
	public bool // without a token
	want   any
}

// nothing is a call that returns none but an error.
func nothing(err error) (any, error) { return nil, err }

// something is the result of a call.
func something[T any](v T, err error) (any, error) { return v, err }

const (
	someUser = "7d0f7a5e-93b8-4c3e-8f0a-1f0c3b8f2a11"
	someRole = "b4c815ef-bc62-43a1-aa6b-cda7ea073ebe"
)

func accountCalls() map[string]accountCall {
	all := directus.CollectionAccess{Access: directus.AccessFull, Fields: []string{"*"}}
	return map[string]accountCall{
		"Me": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return something(c.Users.Me(ctx, query.Fields("id", "email")))
			},
			200, `{"data":{"id":"` + someUser + `","email":"ann@example.com"}}`,
			"GET", "/users/me", "fields=id,email", "", false, system.User{ID: someUser, Email: "ann@example.com"},
		},
		"Me with a share": {
			func(ctx context.Context, c *directus.Client) (any, error) { return something(c.Users.Me(ctx)) },
			200, `{"data":{"share":"` + someUser + `"}}`,
			"GET", "/users/me", "", "", false, system.User{Extra: map[string]jsontext.Value{"share": jsontext.Value(`"` + someUser + `"`)}},
		},
		"UpdateMe": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return something(c.Users.UpdateMe(ctx, directus.Patch{"title": "Dr."}, query.Fields("title")))
			},
			200, `{"data":{"title":"Dr."}}`, "PATCH", "/users/me", "fields=title", `{"title":"Dr."}`, false, system.User{Title: "Dr."},
		},
		"UpdateMe of nothing": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return something(c.Users.UpdateMe(ctx, directus.Patch{}, query.Fields("title")))
			},
			200, `{"data":{"title":"Dr."}}`, "GET", "/users/me", "fields=title", "", false, system.User{Title: "Dr."},
		},
		"TrackPage": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return nothing(c.Users.TrackPage(ctx, "/content"))
			},
			204, "", "PATCH", "/users/me/track/page", "", `{"last_page":"/content"}`, false, nil,
		},
		"Invite": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return nothing(c.Users.Invite(ctx, "ann@example.com", someRole, "https://shop.example.com/invite"))
			},
			204, "", "POST", "/users/invite", "",
			`{"email":["ann@example.com"],"role":"` + someRole + `","invite_url":"https://shop.example.com/invite"}`, false, nil,
		},
		"InviteMany": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return nothing(c.Users.InviteMany(ctx, []string{"ann@example.com", "bob@example.com"}, someRole, ""))
			},
			204, "", "POST", "/users/invite", "", `{"email":["ann@example.com","bob@example.com"],"role":"` + someRole + `"}`, false, nil,
		},
		"AcceptInvite": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return nothing(c.Users.AcceptInvite(ctx, "mailed", "secret"))
			},
			204, "", "POST", "/users/invite/accept", "", `{"token":"mailed","password":"secret"}`, true, nil,
		},
		"Register": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return nothing(c.Users.Register(ctx, directus.Registration{Email: "ann@example.com", Password: "secret", FirstName: "Ann", LastName: "Doe", VerificationURL: "https://shop.example.com/verify"}))
			},
			204, "", "POST", "/users/register", "",
			`{"email":"ann@example.com","password":"secret","first_name":"Ann","last_name":"Doe","verification_url":"https://shop.example.com/verify"}`, true, nil,
		},
		"Register with the least": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return nothing(c.Users.Register(ctx, directus.Registration{Email: "ann@example.com", Password: "secret"}))
			},
			204, "", "POST", "/users/register", "", `{"email":"ann@example.com","password":"secret"}`, true, nil,
		},
		"GenerateTFA": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return something(c.Users.GenerateTFA(ctx, "secret"))
			},
			200, `{"data":{"secret":"CBQVCXBDNIJWGTRW","otpauth_url":"otpauth://totp/x"}}`,
			"POST", "/users/me/tfa/generate", "", `{"password":"secret"}`, false,
			directus.TFASecret{Secret: "CBQVCXBDNIJWGTRW", OTPAuthURL: "otpauth://totp/x"},
		},
		"GenerateTFA without a password": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return something(c.Users.GenerateTFA(ctx, ""))
			},
			200, `{"data":{"secret":"CBQVCXBDNIJWGTRW","otpauth_url":"otpauth://totp/x"}}`,
			"POST", "/users/me/tfa/generate", "", `{}`, false,
			directus.TFASecret{Secret: "CBQVCXBDNIJWGTRW", OTPAuthURL: "otpauth://totp/x"},
		},
		"EnableTFA": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return nothing(c.Users.EnableTFA(ctx, "CBQV", "123456"))
			},
			204, "", "POST", "/users/me/tfa/enable", "", `{"secret":"CBQV","otp":"123456"}`, false, nil,
		},
		"DisableTFA": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return nothing(c.Users.DisableTFA(ctx, "123456"))
			},
			204, "", "POST", "/users/me/tfa/disable", "", `{"otp":"123456"}`, false, nil,
		},
		"DisableTFAOf": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return nothing(c.Users.DisableTFAOf(ctx, someUser))
			},
			204, "", "POST", "/users/" + someUser + "/tfa/disable", "", "", false, nil,
		},
		"Roles.Me": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return something(c.Roles.Me(ctx, query.Fields("name")))
			},
			200, `{"data":[{"name":"Staff"},{"name":"Everybody"}]}`, "GET", "/roles/me", "fields=name", "", false,
			[]system.Role{{Name: "Staff"}, {Name: "Everybody"}},
		},
		"Policies.Globals": {
			func(ctx context.Context, c *directus.Client) (any, error) { return something(c.Policies.Globals(ctx)) },
			200, `{"data":{"app_access":true,"admin_access":false,"enforce_tfa":true}}`,
			"GET", "/policies/me/globals", "", "", false, directus.PolicyGlobals{AppAccess: true, EnforceTFA: true},
		},
		"Policies.Globals of nobody": {
			func(ctx context.Context, c *directus.Client) (any, error) { return something(c.Policies.Globals(ctx)) },
			200, `{"data":{"app_access":false}}`, "GET", "/policies/me/globals", "", "", false, directus.PolicyGlobals{},
		},
		"Permissions.Me": {
			func(ctx context.Context, c *directus.Client) (any, error) { return something(c.Permissions.Me(ctx)) },
			200, `{"data":{"articles":{"read":{"access":"full","fields":["*"]},"create":{"access":"full","fields":["title"],"presets":{"status":"draft"}},"delete":{"access":"none"}}}}`,
			"GET", "/permissions/me", "", "", false,
			map[string]map[system.PermissionAction]directus.CollectionAccess{"articles": {
				system.PermissionRead: all, system.PermissionDelete: {Access: directus.AccessNone},
				system.PermissionCreate: {Access: directus.AccessFull, Fields: []string{"title"}, Presets: map[string]any{"status": "draft"}},
			}},
		},
		"Permissions.Me of Directus 10": {
			func(ctx context.Context, c *directus.Client) (any, error) { return something(c.Permissions.Me(ctx)) },
			204, "", "GET", "/permissions/me", "", "", false, map[string]map[system.PermissionAction]directus.CollectionAccess{},
		},
		"Permissions.Item": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return something(c.Permissions.Item(ctx, "articles", "a/b"))
			},
			200, `{"data":{"update":{"access":true},"delete":{"access":false},"share":{"access":true}}}`,
			"GET", "/permissions/me/articles/a%2Fb", "", "", false,
			directus.ItemPermissions{Update: directus.ItemAccess{Access: true}, Share: directus.ItemAccess{Access: true}},
		},
		"Permissions.Item of a singleton": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return something(c.Permissions.Item(ctx, "home", nil))
			},
			200, `{"data":{"update":{"access":true,"fields":["title"],"presets":{"status":"draft"}},"delete":{"access":false},"share":{"access":false}}}`,
			"GET", "/permissions/me/home", "", "", false,
			directus.ItemPermissions{Update: directus.ItemAccess{Access: true, Fields: []string{"title"}, Presets: map[string]any{"status": "draft"}}},
		},
		"Shares.Invite": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return nothing(c.Shares.Invite(ctx, someUser, "ann@example.com", "bob@example.com"))
			},
			204, "", "POST", "/shares/invite", "", `{"share":"` + someUser + `","emails":["ann@example.com","bob@example.com"]}`, false, nil,
		},
	}
}

func TestAccountCalls(t *testing.T) {
	t.Parallel()
	for name, tt := range accountCalls() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, f := newFake(t, tt.status, tt.reply, directus.WithStaticToken("the-token"))
			got, err := tt.call(t.Context(), client)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
			sent := f.one(t)
			require.Equal(t, tt.method+" "+tt.path, sent.Method+" "+sent.Path)
			require.Equal(t, tt.query, unescaped(t, sent))
			require.Equal(t, tt.public, sent.Header.Get("Authorization") == "")
			if tt.body == "" {
				require.Empty(t, sent.Body)
			} else {
				require.JSONEq(t, tt.body, sent.Body)
			}
			client, _ = newFake(t, 403, forbidden)
			_, err = tt.call(t.Context(), client)
			require.ErrorIs(t, err, directus.CodeForbidden)
		})
	}
}

// What is wrong shows before anything is sent, and without what it was.
func TestAccountCallsRefuse(t *testing.T) {
	t.Parallel()
	bad := query.Eq("email", func() {})
	tests := map[string]func(ctx context.Context, c *directus.Client) error{
		"Me": func(ctx context.Context, c *directus.Client) error { return errOf(c.Users.Me(ctx, bad)) },
		"UpdateMe query": func(ctx context.Context, c *directus.Client) error {
			return errOf(c.Users.UpdateMe(ctx, directus.Patch{"title": "x"}, bad))
		},
		"UpdateMe key": func(ctx context.Context, c *directus.Client) error {
			return errOf(c.Users.UpdateMe(ctx, directus.Patch{"id": someUser}))
		},
		"UpdateMe mask": func(ctx context.Context, c *directus.Client) error {
			return errOf(c.Users.UpdateMe(ctx, directus.Patch{"password": "**********"}))
		},
		"UpdateMe list": func(ctx context.Context, c *directus.Client) error {
			return errOf(c.Users.UpdateMe(ctx, []string{"hunter2"}))
		},
		"TrackPage":      func(ctx context.Context, c *directus.Client) error { return c.Users.TrackPage(ctx, "") },
		"Invite address": func(ctx context.Context, c *directus.Client) error { return c.Users.Invite(ctx, "", someRole, "") },
		"Invite role": func(ctx context.Context, c *directus.Client) error {
			return c.Users.Invite(ctx, "ann@example.com", "", "")
		},
		"Invite no role": func(ctx context.Context, c *directus.Client) error {
			return c.Users.Invite(ctx, "ann@example.com", nil, "")
		},
		"AcceptInvite token":    func(ctx context.Context, c *directus.Client) error { return c.Users.AcceptInvite(ctx, "", "hunter2") },
		"AcceptInvite password": func(ctx context.Context, c *directus.Client) error { return c.Users.AcceptInvite(ctx, "hunter2", "") },
		"Register": func(ctx context.Context, c *directus.Client) error {
			return c.Users.Register(ctx, directus.Registration{Email: "hunter2"})
		},
		"Register address": func(ctx context.Context, c *directus.Client) error {
			return c.Users.Register(ctx, directus.Registration{Password: "hunter2"})
		},
		"VerifyEmail":      func(ctx context.Context, c *directus.Client) error { return errOf(c.Users.VerifyEmail(ctx, "")) },
		"EnableTFA secret": func(ctx context.Context, c *directus.Client) error { return c.Users.EnableTFA(ctx, "", "hunter2") },
		"EnableTFA otp":    func(ctx context.Context, c *directus.Client) error { return c.Users.EnableTFA(ctx, "hunter2", "") },
		"DisableTFA":       func(ctx context.Context, c *directus.Client) error { return c.Users.DisableTFA(ctx, "") },
		"DisableTFAOf":     func(ctx context.Context, c *directus.Client) error { return c.Users.DisableTFAOf(ctx, "..") },
		"Roles.Me":         func(ctx context.Context, c *directus.Client) error { return errOf(c.Roles.Me(ctx, bad)) },
		"Permissions limit": func(ctx context.Context, c *directus.Client) error {
			return errOf(c.Permissions.ReadByQuery(ctx, query.Limit(10)))
		},
		"Permissions page": func(ctx context.Context, c *directus.Client) error {
			return errOf(c.Permissions.ReadByQuery(ctx, query.PageNumber(2)))
		},
		"Permissions count": func(ctx context.Context, c *directus.Client) error {
			return errOf(c.Permissions.ReadByQuery(ctx, query.Aggregated("count")))
		},
		"Permissions.Item": func(ctx context.Context, c *directus.Client) error {
			return errOf(c.Permissions.Item(ctx, "articles", ""))
		},
		"Permissions.Item of": func(ctx context.Context, c *directus.Client) error { return errOf(c.Permissions.Item(ctx, "", nil)) },
		"Shares.Info":         func(ctx context.Context, c *directus.Client) error { return errOf(c.Shares.Info(ctx, nil)) },
		"Shares.Invite": func(ctx context.Context, c *directus.Client) error {
			return c.Shares.Invite(ctx, "", "ann@example.com")
		},
		"Shares.Invite of": func(ctx context.Context, c *directus.Client) error { return c.Shares.Invite(ctx, someUser, "") },
	}
	for name, call := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, f := newFake(t, 204, "")
			err := call(t.Context(), client)
			require.ErrorIs(t, err, directus.ErrInvalidRequest)
			require.NotContains(t, err.Error(), "hunter2")
			require.Empty(t, f.sent)
		})
	}
}

// Lists of nobody send nothing.
func TestInviteNobody(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, 204, "")
	require.NoError(t, client.Users.InviteMany(t.Context(), nil, someRole, ""))
	require.NoError(t, client.Shares.Invite(t.Context(), someUser))
	require.Empty(t, f.sent)
}

// Handles keep what With gave them.
func TestAccountHandlesWith(t *testing.T) {
	t.Parallel()
	token := directus.Token("another")
	for name, call := range map[string]func(ctx context.Context, c *directus.Client) error{
		"Users":       func(ctx context.Context, c *directus.Client) error { return errOf(c.Users.With(token).Me(ctx)) },
		"Roles":       func(ctx context.Context, c *directus.Client) error { return errOf(c.Roles.With(token).Me(ctx)) },
		"Policies":    func(ctx context.Context, c *directus.Client) error { return errOf(c.Policies.With(token).Globals(ctx)) },
		"Permissions": func(ctx context.Context, c *directus.Client) error { return errOf(c.Permissions.With(token).Me(ctx)) },
		"Shares": func(ctx context.Context, c *directus.Client) error {
			return c.Shares.With(token).Invite(ctx, someUser, "ann@example.com")
		},
	} {
		client, f := newFake(t, 403, forbidden, directus.WithStaticToken("the-token"))
		require.ErrorIs(t, call(t.Context(), client), directus.CodeForbidden, name)
		require.Equal(t, "Bearer another", f.one(t).Header.Get("Authorization"), name)
	}
}

// verifying is a server that verifies e-mail addresses, and redirects as told.
func verifying(t *testing.T, status int, location string) (client *directus.Client, requests *atomic.Int32) {
	t.Helper()
	requests = &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		if r.URL.Path != "/cms/users/register/verify-email" || r.URL.Query().Get("token") != "hunter2" || r.Header.Get("Authorization") != "" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		if location != "" {
			w.Header().Set("Location", location)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"errors":[{"message":"no","extensions":{"code":"INVALID_TOKEN"}}]}`)
	}))
	t.Cleanup(server.Close)
	return clientTo(t, server.URL+"/cms", directus.WithStaticToken("the-token")), requests
}

// The redirect is the answer, and is not followed.
func TestVerifyEmail(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"/admin/users/" + someUser, "https://cms.example.com/cms/admin/users/" + someUser} {
		client, requests := verifying(t, http.StatusFound, location)
		id, err := client.Users.VerifyEmail(t.Context(), "hunter2")
		require.NoError(t, err)
		require.Equal(t, someUser, id)
		require.EqualValues(t, 1, requests.Load())
	}
	for name, tt := range map[string]struct {
		status   int
		location string
		is       error
	}{
		"refused":              {http.StatusForbidden, "", directus.CodeInvalidToken},
		"busy":                 {http.StatusServiceUnavailable, "", directus.CodeInvalidToken},
		"redirected elsewhere": {http.StatusFound, "/cms/users/register/verify-email?token=hunter2", nil},
		"not redirected":       {http.StatusOK, "", nil},
	} {
		client, requests := verifying(t, tt.status, tt.location)
		id, err := client.Users.VerifyEmail(t.Context(), "hunter2")
		require.Error(t, err, name)
		require.Empty(t, id, name)
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), "hunter2", name)
		require.EqualValues(t, 1, requests.Load(), name)
		if tt.is != nil {
			require.ErrorIs(t, err, tt.is, name)
		}
	}
	broken := newClient(t, &fake{err: io.ErrUnexpectedEOF})
	_, err := broken.Users.VerifyEmail(t.Context(), "hunter2")
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.NotContains(t, err.Error(), "hunter2")
}

// Nothing that is printed or logged shows a secret.
func TestAccountsShowNoSecrets(t *testing.T) {
	t.Parallel()
	var out printed
	log := slog.New(slog.NewTextHandler(&out, nil))
	jsonLog := slog.New(slog.NewJSONHandler(&out, nil))
	registration := directus.Registration{Email: "hunter2-mail", Password: "hunter2", FirstName: "hunter2-name", VerificationURL: "hunter2-url"}
	secret := directus.TFASecret{Secret: "hunter2", OTPAuthURL: "otpauth://totp/x?secret=hunter2"}
	out.show(registration, &registration, secret, &secret, []any{registration, secret})
	log.Info("x", "registration", registration, "secret", secret)
	jsonLog.Info("x", "registration", registration, "secret", secret)
	refused := `{"errors":[{"message":"Value \"hunter2\" is wrong.","extensions":{"code":"INVALID_PAYLOAD","value":"hunter2"}}]}`
	for _, transport := range []directus.Transport{&fake{status: 400, body: refused}, &fake{err: io.ErrUnexpectedEOF}, &fake{status: 200, body: `{"data":[`}} {
		client := newClient(t, transport, directus.WithLogger(log))
		out.show(client.Users.Register(t.Context(), registration))
		out.show(client.Users.AcceptInvite(t.Context(), "hunter2-token", "hunter2"))
		out.show(errOf(client.Users.VerifyEmail(t.Context(), "hunter2-token")))
		out.show(errOf(client.Users.GenerateTFA(t.Context(), "hunter2")))
		out.show(client.Users.EnableTFA(t.Context(), "hunter2", "hunter2"))
		out.show(client.Users.DisableTFA(t.Context(), "hunter2"))
		out.show(errOf(client.Users.UpdateMe(t.Context(), directus.Patch{"password": "hunter2"})))
		out.show(client.Users.Invite(t.Context(), "hunter2-mail", someRole, "hunter2-url"))
		out.show(client.Shares.Invite(t.Context(), someUser, "hunter2-mail"))
		out.show(client.Users, client.Shares, client.Permissions)
	}
	require.Contains(t, out.text.String(), "directus.Registration")
	require.Contains(t, out.text.String(), "directus.TFASecret")
	require.NotContains(t, out.text.String(), "hunter2")
}
