package directus_test

import (
	"context"
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

// accountDone is a call that returns none but an error.
func accountDone(err error) (any, error) { return nil, err }

// accountResult is the result of a call.
func accountResult[T any](v T, err error) (any, error) { return v, err }

const (
	accountUser = "7d0f7a5e-93b8-4c3e-8f0a-1f0c3b8f2a11"
	accountRole = "b4c815ef-bc62-43a1-aa6b-cda7ea073ebe"
)

func accountCalls() map[string]accountCall {
	all := directus.CollectionAccess{Access: directus.AccessFull, Fields: []string{"*"}}
	return map[string]accountCall{
		"Me": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Users.Me(ctx, query.Fields("id", "email")))
			},
			200, `{"data":{"id":"` + accountUser + `","email":"ann@example.com"}}`,
			"GET", "/users/me", "fields=id,email", "", false,
			system.User{ID: accountUser, Email: "ann@example.com"},
		},
		"Me with a share": {
			func(ctx context.Context, c *directus.Client) (any, error) { return accountResult(c.Users.Me(ctx)) },
			200, `{"data":{"share":"` + accountUser + `"}}`,
			"GET", "/users/me", "", "", false,
			system.User{Extra: map[string]jsontext.Value{"share": jsontext.Value(`"` + accountUser + `"`)}},
		},
		"UpdateMe": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Users.UpdateMe(ctx, directus.Patch{"title": "Dr."}, query.Fields("title")))
			},
			200, `{"data":{"title":"Dr."}}`, "PATCH", "/users/me", "fields=title", `{"title":"Dr."}`, false,
			system.User{Title: "Dr."},
		},
		"UpdateMe of nothing": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Users.UpdateMe(ctx, directus.Patch{}, query.Fields("title")))
			},
			200, `{"data":{"title":"Dr."}}`, "GET", "/users/me", "fields=title", "", false,
			system.User{Title: "Dr."},
		},
		"TrackPage": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountDone(c.Users.TrackPage(ctx, "/content"))
			},
			204, "", "PATCH", "/users/me/track/page", "", `{"last_page":"/content"}`, false, nil,
		},
		"Invite": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountDone(c.Users.Invite(ctx, "ann@example.com", accountRole, "https://shop.example.com/invite"))
			},
			204, "", "POST", "/users/invite", "",
			`{"email":["ann@example.com"],"role":"` + accountRole + `","invite_url":"https://shop.example.com/invite"}`, false, nil,
		},
		"InviteMany": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountDone(c.Users.InviteMany(ctx, []string{"ann@example.com", "bob@example.com"}, accountRole, ""))
			},
			204, "", "POST", "/users/invite", "", `{"email":["ann@example.com","bob@example.com"],"role":"` + accountRole + `"}`, false, nil,
		},
		"AcceptInvite": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountDone(c.Users.AcceptInvite(ctx, "mailed", "secret"))
			},
			204, "", "POST", "/users/invite/accept", "", `{"token":"mailed","password":"secret"}`, true, nil,
		},
		"Register": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountDone(c.Users.Register(ctx, directus.Registration{Email: "ann@example.com", Password: "secret", FirstName: "Ann", LastName: "Doe", VerificationURL: "https://shop.example.com/verify"}))
			},
			204, "", "POST", "/users/register", "",
			`{"email":"ann@example.com","password":"secret","first_name":"Ann","last_name":"Doe","verification_url":"https://shop.example.com/verify"}`, true, nil,
		},
		"Register with the least": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountDone(c.Users.Register(ctx, directus.Registration{Email: "ann@example.com", Password: "secret"}))
			},
			204, "", "POST", "/users/register", "", `{"email":"ann@example.com","password":"secret"}`, true, nil,
		},
		"GenerateTFA": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Users.GenerateTFA(ctx, "secret"))
			},
			200, `{"data":{"secret":"CBQVCXBDNIJWGTRW","otpauth_url":"otpauth://totp/x"}}`,
			"POST", "/users/me/tfa/generate", "", `{"password":"secret"}`, false,
			directus.TFASecret{Secret: "CBQVCXBDNIJWGTRW", OTPAuthURL: "otpauth://totp/x"},
		},
		"GenerateTFA without a password": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Users.GenerateTFA(ctx, ""))
			},
			200, `{"data":{"secret":"CBQVCXBDNIJWGTRW","otpauth_url":"otpauth://totp/x"}}`,
			"POST", "/users/me/tfa/generate", "", `{}`, false,
			directus.TFASecret{Secret: "CBQVCXBDNIJWGTRW", OTPAuthURL: "otpauth://totp/x"},
		},
		"EnableTFA": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountDone(c.Users.EnableTFA(ctx, "CBQV", "123456"))
			},
			204, "", "POST", "/users/me/tfa/enable", "", `{"secret":"CBQV","otp":"123456"}`, false, nil,
		},
		"DisableTFA": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountDone(c.Users.DisableTFA(ctx, "123456"))
			},
			204, "", "POST", "/users/me/tfa/disable", "", `{"otp":"123456"}`, false, nil,
		},
		"DisableTFAOf": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountDone(c.Users.DisableTFAOf(ctx, accountUser))
			},
			204, "", "POST", "/users/" + accountUser + "/tfa/disable", "", "", false, nil,
		},
		"Roles.Me": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Roles.Me(ctx, query.Fields("name")))
			},
			200, `{"data":[{"name":"Staff"},{"name":"Everybody"}]}`, "GET", "/roles/me", "fields=name", "", false,
			[]system.Role{{Name: "Staff"}, {Name: "Everybody"}},
		},
		"Policies.Globals": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Policies.Globals(ctx))
			},
			200, `{"data":{"app_access":true,"admin_access":false,"enforce_tfa":true}}`,
			"GET", "/policies/me/globals", "", "", false,
			directus.PolicyGlobals{AppAccess: true, EnforceTFA: true},
		},
		"Policies.Globals of nobody": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Policies.Globals(ctx))
			},
			200, `{"data":{"app_access":false}}`, "GET", "/policies/me/globals", "", "", false,
			directus.PolicyGlobals{},
		},
		"Permissions.Me": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Permissions.Me(ctx))
			},
			200, `{"data":{"articles":{"read":{"access":"full","fields":["*"]},"create":{"access":"full","fields":["title"],"presets":{"status":"draft"}},"delete":{"access":"none"}}}}`,
			"GET", "/permissions/me", "", "", false,
			map[string]map[system.PermissionAction]directus.CollectionAccess{"articles": {
				system.PermissionRead: all, system.PermissionDelete: {Access: directus.AccessNone},
				system.PermissionCreate: {Access: directus.AccessFull, Fields: []string{"title"}, Presets: map[string]any{"status": "draft"}},
			}},
		},
		"Permissions.Me of Directus 10": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Permissions.Me(ctx))
			},
			204, "", "GET", "/permissions/me", "", "", false,
			map[string]map[system.PermissionAction]directus.CollectionAccess{},
		},
		"Permissions.Item": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Permissions.Item(ctx, "articles", "a/b"))
			},
			200, `{"data":{"update":{"access":true},"delete":{"access":false},"share":{"access":true}}}`,
			"GET", "/permissions/me/articles/a%2Fb", "", "", false,
			directus.ItemPermissions{Update: directus.ItemAccess{Access: true}, Share: directus.ItemAccess{Access: true}},
		},
		"Permissions.Item of a singleton": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountResult(c.Permissions.Item(ctx, "home", nil))
			},
			200, `{"data":{"update":{"access":true,"fields":["title"],"presets":{"status":"draft"}},"delete":{"access":false},"share":{"access":false}}}`,
			"GET", "/permissions/me/home", "", "", false,
			directus.ItemPermissions{Update: directus.ItemAccess{Access: true, Fields: []string{"title"}, Presets: map[string]any{"status": "draft"}}},
		},
		"Shares.Invite": {
			func(ctx context.Context, c *directus.Client) (any, error) {
				return accountDone(c.Shares.Invite(ctx, accountUser, "ann@example.com", "bob@example.com"))
			},
			204, "", "POST", "/shares/invite", "", `{"share":"` + accountUser + `","emails":["ann@example.com","bob@example.com"]}`, false, nil,
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
