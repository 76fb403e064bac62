package directus_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

func TestSettingsSend(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	testModelCalls(t, map[string]modelCall{
		"Read": {
			call:   func(c *directus.Client) error { return errOf(c.Settings.Read(ctx, query.Fields("project_name"))) },
			method: "GET", path: "/settings", query: "fields=project_name",
		},
		"Update": {
			call: func(c *directus.Client) error {
				return errOf(c.Settings.Update(ctx, directus.Patch{"project_name": "x"}, query.Fields("id")))
			},
			method: "PATCH", path: "/settings", query: "fields=id", body: `{"project_name":"x"}`,
		},
		"SetOwner": {
			call: func(c *directus.Client) error {
				return c.Settings.SetOwner(ctx, directus.Owner{ProjectOwner: "a@example.com", ProjectUsage: system.UsagePersonal})
			},
			method: "POST", path: "/settings/owner",
			body: `{"project_owner":"a@example.com","project_usage":"personal","product_updates":false}`,
		},
	})
	testModelRefused(t, map[string]func(*directus.Client) error{
		"nobody owns it": func(c *directus.Client) error { return c.Settings.SetOwner(ctx, directus.Owner{}) },
		"a masked secret": func(c *directus.Client) error {
			return errOf(c.Settings.Update(ctx, directus.Patch{"ai_openai_api_key": "**********"}))
		},
	})
}

func TestRealSettings(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	server := realserver.New(t, realserver.Options{})
	client := clientOf(t, server)
	settings, err := client.Settings.Read(ctx)
	require.NoError(t, err)
	require.Equal(t, "Directus", settings.ProjectName)
	changed, err := client.Settings.Update(ctx, directus.Patch{"project_name": "Mine", "public_note": "n"})
	require.NoError(t, err)
	require.Equal(t, "Mine", changed.ProjectName)
	same, err := client.Settings.Update(ctx, directus.Patch{})
	require.NoError(t, err)
	require.Equal(t, changed, same)
	some, err := client.Settings.Read(ctx, query.Fields("public_note"))
	require.NoError(t, err)
	require.Equal(t, system.Settings{PublicNote: "n"}, some)
	reader := appUser(t, client, server.Major())
	some, err = reader.Settings.Read(ctx)
	require.NoError(t, err)
	require.Equal(t, settings.StorageAssetTransform, some.StorageAssetTransform)
	require.ErrorIs(t, errOf(reader.Settings.Update(ctx, directus.Patch{"project_name": "x"})), directus.CodeForbidden)
	_, err = clientTo(t, server.URL).Settings.Read(ctx)
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = clientTo(t, server.URL).Settings.Update(ctx, directus.Patch{"project_name": "x"})
	require.ErrorIs(t, err, directus.CodeForbidden)
}

func TestRealSettingsOwner(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	server := realserver.New(t, realserver.Options{})
	client := clientOf(t, server)
	owner := directus.Owner{ProjectOwner: "a@example.com", ProjectUsage: system.UsageCommunity, OrgName: "Org", ProductUpdates: true}
	if server.Major() < 11 {
		require.ErrorIs(t, client.Settings.SetOwner(ctx, owner), directus.CodeRouteNotFound)
		return
	}
	require.NoError(t, client.Settings.SetOwner(ctx, owner))
	require.NoError(t, client.Settings.SetOwner(ctx, directus.Owner{ProjectOwner: "b@example.com"}))
	settings, err := client.Settings.Read(ctx)
	require.NoError(t, err)
	require.Equal(t, "b@example.com", settings.ProjectOwner)
	require.Equal(t, system.UsageCommunity, settings.ProjectUsage, "what is left empty stays")
	require.Equal(t, "Org", settings.OrgName)
	require.False(t, settings.ProductUpdates.Or(true))
	require.ErrorIs(t, clientTo(t, server.URL).Settings.SetOwner(ctx, owner), directus.CodeForbidden)
}

// appUser makes a user who has access to the Data Studio and nothing else.
func appUser(t *testing.T, client *directus.Client, major int) *directus.Client {
	t.Helper()
	user := m{"email": "app@example.com", "token": "token-of-app"}
	if major == 10 {
		user["role"] = makeRow(t, client, "/roles", m{"name": "app", "app_access": true})
	} else {
		user["policies"] = []m{{"policy": makeRow(t, client, "/policies", m{"name": "app", "app_access": true})}}
	}
	makeRow(t, client, "/users", user)
	return client.With(directus.Token("token-of-app"))
}
