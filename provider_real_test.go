package directus_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// A password is good at the provider that the user belongs to, and at no other. Directus 12
// offers providers only with a licence, so this is Directus 11.
func TestRealLoginWithProvider(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{Version: "11", Env: map[string]string{
		"AUTH_PROVIDERS": "staff", "AUTH_STAFF_DRIVER": "local",
	}})
	admin := clientOf(t, server)
	made, err := admin.Users.CreateOne(t.Context(), system.User{
		Email: "ada@example.com", Password: field.PlainText("engine"), Provider: "staff",
	}, query.Fields("id", "provider"))
	require.NoError(t, err)
	require.Equal(t, "staff", made.Provider)

	ada := directus.Credentials{Email: "ada@example.com", Password: "engine"}
	client := clientTo(t, server.URL)
	require.ErrorIs(t, client.Auth.Login(t.Context(), ada), directus.CodeInvalidCredentials)
	ada.Provider = "nobody"
	require.ErrorIs(t, client.Auth.Login(t.Context(), ada), directus.CodeRouteNotFound)
	ada.Provider = "staff"
	require.NoError(t, client.Auth.Login(t.Context(), ada))
	me, err := client.Users.Me(t.Context(), query.Fields("id"))
	require.NoError(t, err)
	require.Equal(t, made.ID, me.ID)
}
