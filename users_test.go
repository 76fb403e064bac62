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

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

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
			return errOf(c.Users.UpdateMe(ctx, directus.Patch{"id": accountUser}))
		},
		"UpdateMe mask": func(ctx context.Context, c *directus.Client) error {
			return errOf(c.Users.UpdateMe(ctx, directus.Patch{"password": "**********"}))
		},
		"UpdateMe list": func(ctx context.Context, c *directus.Client) error {
			return errOf(c.Users.UpdateMe(ctx, []string{"hunter2"}))
		},
		"TrackPage":      func(ctx context.Context, c *directus.Client) error { return c.Users.TrackPage(ctx, "") },
		"Invite address": func(ctx context.Context, c *directus.Client) error { return c.Users.Invite(ctx, "", accountRole, "") },
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
		"Shares.Invite of": func(ctx context.Context, c *directus.Client) error { return c.Shares.Invite(ctx, accountUser, "") },
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
	require.NoError(t, client.Users.InviteMany(t.Context(), nil, accountRole, ""))
	require.NoError(t, client.Shares.Invite(t.Context(), accountUser))
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
			return c.Shares.With(token).Invite(ctx, accountUser, "ann@example.com")
		},
	} {
		client, f := newFake(t, 403, forbidden, directus.WithStaticToken("the-token"))
		require.ErrorIs(t, call(t.Context(), client), directus.CodeForbidden, name)
		require.Equal(t, "Bearer another", f.one(t).Header.Get("Authorization"), name)
	}
}

// accountVerifying is a server that verifies e-mail addresses, and redirects as told.
func accountVerifying(t *testing.T, status int, location string) (client *directus.Client, requests *atomic.Int32) {
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
	for _, location := range []string{"/admin/users/" + accountUser, "https://cms.example.com/cms/admin/users/" + accountUser} {
		client, requests := accountVerifying(t, http.StatusFound, location)
		id, err := client.Users.VerifyEmail(t.Context(), "hunter2")
		require.NoError(t, err)
		require.Equal(t, accountUser, id)
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
		client, requests := accountVerifying(t, tt.status, tt.location)
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
		out.show(client.Users.Invite(t.Context(), "hunter2-mail", accountRole, "hunter2-url"))
		out.show(client.Shares.Invite(t.Context(), accountUser, "hunter2-mail"))
		out.show(client.Users, client.Shares, client.Permissions)
	}
	require.Contains(t, out.text.String(), "directus.Registration")
	require.Contains(t, out.text.String(), "directus.TFASecret")
	require.NotContains(t, out.text.String(), "hunter2")
}
