package directus_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

func TestStatic(t *testing.T) {
	t.Parallel()
	server := newAuthServer(time.Hour)
	client := newClient(t, server, once)
	require.ErrorContains(t, client.Auth.Static(t.Context(), ""), "empty token")
	require.ErrorIs(t, client.Auth.Static(t.Context(), "unknown"), directus.CodeInvalidCredentials)
	require.ErrorIs(t, readOne(t.Context(), client), directus.CodeForbidden, "it was not kept")
	require.NoError(t, client.Auth.Static(t.Context(), "static"))
	require.NoError(t, readOne(t.Context(), client))
	require.NoError(t, client.Auth.Refresh(t.Context()))
	refreshes, _ := server.counts()
	require.Zero(t, refreshes)
	require.Equal(t, "/users/me", server.sent[0].Path)
	require.NoError(t, client.Auth.Logout(t.Context()))
	require.ErrorIs(t, readOne(t.Context(), client), directus.CodeForbidden)
}

func TestTokenOfACallLeavesTheSessionAlone(t *testing.T) {
	t.Parallel()
	server := newAuthServer(time.Hour)
	client := signedIn(t, server)
	other := client.With(directus.Token("unknown"))
	require.ErrorIs(t, readOne(t.Context(), other), directus.CodeInvalidCredentials)
	require.NoError(t, readOne(t.Context(), client))
	require.Same(t, client.Auth, other.Auth)
	refreshes, _ := server.counts()
	require.Zero(t, refreshes)
}

// ownAuth is an Auth of a user's.
type ownAuth struct {
	directus.Auth
	token     string
	refreshes int
	err       error
}

func (a *ownAuth) Token(context.Context) (string, error) { return a.token, a.err }

func (a *ownAuth) Refresh(context.Context) error {
	a.refreshes++
	a.token = "static"
	return nil
}

func TestWithAuth(t *testing.T) {
	t.Parallel()
	server := newAuthServer(time.Hour)
	server.access["old"] = time.Now().Add(-time.Hour)
	own := &ownAuth{token: "old"}
	client := newClient(t, server, directus.WithAuth(own))
	require.Same(t, own, client.Auth)
	require.NoError(t, readOne(t.Context(), client))
	require.Equal(t, 1, own.refreshes)
	own.err = errors.New("the vault is closed")
	require.ErrorIs(t, readOne(t.Context(), client), own.err)
	_, err := directus.New("https://cms.example.com", directus.WithAuth(own), directus.WithStaticToken("x"))
	require.ErrorContains(t, err, "WithAuth and WithStaticToken")
}

func TestAuthOptionsThatAreWrong(t *testing.T) {
	t.Parallel()
	for want, option := range map[string]directus.Option{
		"WithAuth:":              directus.WithAuth(nil),
		`WithAuthMode("oauth")`:  directus.WithAuthMode("oauth"),
		"WithRefreshBefore(-1s)": directus.WithRefreshBefore(-time.Second),
		"WithStorage":            directus.WithStorage(nil),
		"WithCookieNames":        directus.WithCookieNames("", "a b"),
		"WithOnSessionLost":      directus.WithOnSessionLost(nil),
		"WithTimeout(-1s)":       directus.WithTimeout(-time.Second),
	} {
		_, err := directus.New("https://cms.example.com", option)
		require.ErrorContains(t, err, want)
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusNoContent, "", directus.WithStaticToken("static"))
	require.NoError(t, client.Password.Request(t.Context(), "a@b", "https://shop.example.com/reset"))
	require.NoError(t, client.Password.Request(t.Context(), "a@b", ""))
	require.NoError(t, client.Password.Reset(t.Context(), "token", "hunter2"))
	for i, want := range []string{`{"email":"a@b","reset_url":"https://shop.example.com/reset"}`, `{"email":"a@b"}`, `{"token":"token","password":"hunter2"}`} {
		require.JSONEq(t, want, server.sent[i].Body)
		require.Empty(t, server.sent[i].Header.Get("Authorization"))
	}
	require.Equal(t, "/auth/password/request", server.sent[0].Path)
	require.Equal(t, "/auth/password/reset", server.sent[2].Path)
	for _, err := range []error{
		client.Password.Request(t.Context(), "", ""), client.Password.Reset(t.Context(), "", "x"), client.Password.Reset(t.Context(), "x", ""),
	} {
		require.ErrorIs(t, err, directus.ErrInvalidRequest)
	}
	require.Len(t, server.sent, 3)
}
