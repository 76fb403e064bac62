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

// permissionOwner makes what permissions belong to: a policy, or a role on Directus 10.
func permissionOwner(t *testing.T, client *directus.Client, server *realserver.Server) (owner system.Permission, filter query.Option) {
	t.Helper()
	if server.Major() == 10 {
		role, err := client.Roles.CreateOne(t.Context(), system.Role{Name: t.Name()})
		require.NoError(t, err)
		t.Cleanup(func() { succeed(t, client, "DELETE", "/roles/"+role.ID, nil) })
		return system.Permission{Role: field.Link[system.Role](role.ID)}, query.Eq("role", role.ID)
	}
	policy, err := client.Policies.CreateOne(t.Context(), system.Policy{Name: t.Name()})
	require.NoError(t, err)
	t.Cleanup(func() { succeed(t, client, "DELETE", "/policies/"+policy.ID, nil) })
	return system.Permission{Policy: field.Link[system.Policy](policy.ID)}, query.Eq("policy", policy.ID)
}

// Each write touches the permissions that it names, and returns those: not the server's own.
func TestRealPermissions(t *testing.T) {
	t.Parallel()
	client, server := realClient(t), realserver.Shared(t)
	owner, own := permissionOwner(t, client, server)
	row := func(collection string) system.Permission {
		made := owner
		made.Collection, made.Action, made.Fields = collection, system.PermissionRead, []string{"*"}
		return made
	}
	change := func(action system.PermissionAction) directus.Patch {
		return directus.Patch{"action": action, "fields": []string{"*"}}
	}
	permissions := client.Permissions
	first, err := permissions.CreateOne(t.Context(), row("one"))
	require.NoError(t, err)
	made, err := permissions.CreateMany(t.Context(), []system.Permission{row("two"), row("three"), row("four")})
	require.NoError(t, err)
	require.Len(t, made, 3)
	ids := []directus.ID{first.ID, made[0].ID, made[1].ID, made[2].ID}
	actions := func() []system.PermissionAction {
		rows, err := permissions.ReadMany(t.Context(), ids)
		require.NoError(t, err)
		found := make([]system.PermissionAction, len(rows))
		for n, row := range rows {
			found[n] = row.Action
		}
		return found
	}
	require.Equal(t, []system.PermissionAction{"read", "read", "read", "read"}, actions())

	changed, err := permissions.UpdateOne(t.Context(), ids[0], change("create"))
	require.NoError(t, err)
	require.Equal(t, []string{"*"}, changed.Fields)
	many, err := permissions.UpdateMany(t.Context(), ids[1:2], change("update"))
	require.NoError(t, err)
	require.Len(t, many, 1)
	require.Equal(t, []system.PermissionAction{"create", "update", "read", "read"}, actions())
	one, two := change("delete"), change("share")
	one["id"], two["id"] = ids[2], ids[3]
	many, err = permissions.UpdateBatch(t.Context(), []any{one, two})
	require.NoError(t, err)
	require.Len(t, many, 2)
	require.Equal(t, []system.PermissionAction{"create", "update", "delete", "share"}, actions())
	many, err = permissions.UpdateByQuery(t.Context(), change("read"), own, query.Limit(2), query.Sort("id"))
	require.NoError(t, err)
	require.Len(t, many, 2)
	require.Equal(t, []system.PermissionAction{"read", "read", "delete", "share"}, actions())

	page, err := permissions.ReadByQuery(t.Context(), own)
	require.NoError(t, err)
	require.Len(t, page.Data, 4)
	found, err := permissions.Find(t.Context(), ids[3])
	require.NoError(t, err)
	require.Equal(t, "four", found.Collection)

	require.NoError(t, permissions.DeleteMany(t.Context(), ids[:1]))
	require.NoError(t, permissions.DeleteOne(t.Context(), ids[1]))
	require.Equal(t, []system.PermissionAction{"delete", "share"}, actions())
	require.NoError(t, permissions.DeleteByQuery(t.Context(), own, query.Eq("action", "share")))
	require.Equal(t, []system.PermissionAction{"delete"}, actions())
	require.NoError(t, permissions.DeleteOne(t.Context(), ids[2]))
}

// The server shows permissions of its own: at the end of lists, and in place of a permission
// that is missing.
func TestRealPermissionsOfTheServer(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	page, err := client.Permissions.ReadByQuery(t.Context(), query.Eq("collection", "directus_translations"), query.Eq("action", "read"))
	require.NoError(t, err)
	require.NotEmpty(t, page.Data)
	for _, row := range page.Data {
		require.True(t, row.System)
		require.Zero(t, row.ID)
	}
	const missing = 2_000_000_000
	for _, options := range [][]query.Option{nil, {query.Fields("id")}} {
		require.ErrorIs(t, errOf(client.Permissions.ReadOne(t.Context(), missing, options...)), directus.ErrNotFound)
		require.ErrorIs(t, errOf(client.Permissions.Find(t.Context(), missing, options...)), directus.ErrNotFound)
	}
	rows, err := client.Permissions.ReadMany(t.Context(), directus.IDs(missing))
	require.NoError(t, err)
	require.Empty(t, rows)
	changes := directus.Patch{"action": "read", "fields": []string{"*"}}
	require.ErrorIs(t, errOf(client.Permissions.UpdateOne(t.Context(), missing, changes)), directus.ErrNotFound)
	rows, err = client.Permissions.UpdateMany(t.Context(), directus.IDs(missing), changes)
	require.NoError(t, err)
	require.Empty(t, rows)
	anonymous := clientTo(t, realserver.Shared(t).URL)
	require.ErrorIs(t, errOf(anonymous.Permissions.ReadByQuery(t.Context())), directus.CodeForbidden)
	require.ErrorIs(t, errOf(anonymous.Permissions.ReadOne(t.Context(), missing)), directus.CodeForbidden)
}

// A Directus 12 without a licence takes no permission for some fields or items.
func TestRealPermissionRulesNeedALicence(t *testing.T) {
	t.Parallel()
	client, server := realClient(t), realserver.Shared(t)
	owner, _ := permissionOwner(t, client, server)
	owner.Collection, owner.Action, owner.Fields = "one", system.PermissionRead, []string{"id"}
	owner.Permissions = map[string]any{"id": map[string]any{"_eq": 1}}
	made, err := client.Permissions.CreateOne(t.Context(), owner)
	if server.Major() >= 12 {
		require.ErrorIs(t, err, directus.CodeResourceRestricted)
		return
	}
	require.NoError(t, err)
	require.Equal(t, owner.Permissions["id"], map[string]any{"_eq": 1})
	require.Equal(t, []string{"id"}, made.Fields)
	require.NoError(t, client.Permissions.DeleteOne(t.Context(), made.ID))
}

// A policy is made with its permissions and given to a role, in one call or by Access.
func TestRealAccess(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	client := realClient(t)
	if server.Major() == 10 {
		require.ErrorIs(t, errOf(client.Policies.ReadByQuery(t.Context())), directus.CodeRouteNotFound)
		require.ErrorIs(t, errOf(client.Access.ReadByQuery(t.Context())), directus.CodeRouteNotFound)
		return
	}
	role, err := client.Roles.CreateOne(t.Context(), system.Role{Name: t.Name()})
	require.NoError(t, err)
	t.Cleanup(func() { succeed(t, client, "DELETE", "/roles/"+role.ID, nil) })
	policy, err := client.Policies.CreateOne(t.Context(), system.Policy{
		Name:        t.Name(),
		Permissions: field.ReplaceItems(system.Permission{Collection: "one", Action: system.PermissionRead, Fields: []string{"*"}}),
	}, query.Fields("*", "permissions.*"))
	require.NoError(t, err)
	t.Cleanup(func() { succeed(t, client, "DELETE", "/policies/"+policy.ID, nil) })
	require.Equal(t, "one", policy.Permissions.Items()[0].Collection)

	access, err := client.Access.CreateOne(t.Context(), system.Access{Role: field.Link[system.Role](role.ID), Policy: field.Link[system.Policy](policy.ID)})
	require.NoError(t, err)
	role, err = client.Roles.ReadOne(t.Context(), role.ID, query.Fields("id", "policies.policy.name"))
	require.NoError(t, err)
	given, ok := role.Policies.Items()[0].Policy.Item()
	require.True(t, ok)
	require.Equal(t, t.Name(), given.Name)
	require.NoError(t, client.Access.DeleteOne(t.Context(), access.ID))
	role, err = client.Roles.ReadOne(t.Context(), role.ID)
	require.NoError(t, err)
	require.Zero(t, role.Policies.Len())
}

// What Directus 10 keeps in roles and permissions has its place in the same structs.
func TestRealRolesOfDirectus10(t *testing.T) {
	t.Parallel()
	server, client := realserver.Shared(t), realClient(t)
	if server.Major() > 10 {
		t.Skip("policies have these fields since Directus 11")
	}
	role, err := client.Roles.CreateOne(t.Context(), system.Role{
		Name: "Auditors", AdminAccess: true, AppAccess: field.Value(false), EnforceTFA: true, IPAccess: []string{"127.0.0.1"},
	})
	require.NoError(t, err)
	t.Cleanup(func() { succeed(t, client, "DELETE", "/roles/"+role.ID, nil) })
	role, err = client.Roles.ReadOne(t.Context(), role.ID)
	require.NoError(t, err)
	require.True(t, role.AdminAccess && role.EnforceTFA)
	require.False(t, role.AppAccess.Or(true))
	require.Equal(t, []string{"127.0.0.1"}, role.IPAccess)
	made, err := client.Permissions.CreateOne(t.Context(), system.Permission{
		Role: field.Link[system.Role](role.ID), Collection: "one", Action: system.PermissionRead, Fields: []string{"id"},
	})
	require.NoError(t, err)
	require.Equal(t, role.ID, made.Role.Key().String())
	public, err := client.Permissions.CreateOne(t.Context(), system.Permission{Collection: "one", Action: system.PermissionRead, Fields: []string{"id"}})
	require.NoError(t, err)
	require.True(t, public.Role.IsNull())
	require.NoError(t, client.Permissions.DeleteMany(t.Context(), directus.IDs(made.ID, public.ID)))
}
