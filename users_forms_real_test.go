package directus_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// Writes of many touch only those that they name, also where the server is careless about
// keys when it reads.
func TestRealWritesOfManyTouchNoOthers(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	t.Run("users", func(t *testing.T) {
		t.Parallel()
		accountWriteMany(t, &client.Users.Items, "first_name", func(name string) system.User {
			return system.User{FirstName: name, Status: system.UserDraft}
		}, func(u system.User) (string, string) { return u.ID, u.FirstName })
	})
	t.Run("roles", func(t *testing.T) {
		t.Parallel()
		accountWriteMany(t, &client.Roles.Items, "name", func(name string) system.Role {
			return system.Role{Name: name}
		}, func(r system.Role) (string, string) { return r.ID, r.Name })
	})
	t.Run("policies", func(t *testing.T) {
		t.Parallel()
		since(t, realserver.Shared(t), 11)
		accountWriteMany(t, &client.Policies.Items, "name", func(name string) system.Policy {
			return system.Policy{Name: name}
		}, func(p system.Policy) (string, string) { return p.ID, p.Name })
	})
	t.Run("shares", func(t *testing.T) {
		t.Parallel()
		name := articlesName(t, client)
		makeArticles(t, directus.NewItems[article](client, name), 1)
		accountWriteMany(t, &client.Shares.Items, "name", func(text string) system.Share {
			return system.Share{Name: text, Collection: system.CollectionName(name), Item: "1"}
		}, func(s system.Share) (string, string) { return s.ID, s.Name })
	})
	t.Run("access", func(t *testing.T) {
		t.Parallel()
		since(t, realserver.Shared(t), 11)
		role := makeRow(t, client, "/roles", m{"name": t.Name()})
		policy := makeRow(t, client, "/policies", m{"name": t.Name()})
		rows := client.Access
		row := func(sort int) system.Access {
			return system.Access{Role: field.Link[system.Role](role), Policy: field.Link[system.Policy](policy), Sort: field.Value(sort)}
		}
		made, err := rows.CreateMany(t.Context(), []system.Access{row(1), row(2), row(3)})
		require.NoError(t, err)
		require.Len(t, made, 3)
		changed, err := rows.UpdateMany(t.Context(), directus.IDs(made[0].ID), directus.Patch{"sort": 7})
		require.NoError(t, err)
		require.Len(t, changed, 1)
		changed, err = rows.UpdateByQuery(t.Context(), directus.Patch{"sort": 8}, query.Eq("role", role), query.Eq("sort", 7))
		require.NoError(t, err)
		require.Len(t, changed, 1)
		require.NoError(t, rows.DeleteMany(t.Context(), directus.IDs(made[0].ID)))
		require.NoError(t, rows.DeleteByQuery(t.Context(), query.Eq("id", made[1].ID)))
		left, err := rows.ReadByQuery(t.Context(), query.Eq("role", role))
		require.NoError(t, err)
		require.Len(t, left.Data, 1)
		require.Equal(t, made[2], left.Data[0])
	})
}

// accountWriteMany makes five items and changes and deletes some of them in every way.
func accountWriteMany[T any](t *testing.T, items *directus.Items[T], name string, create func(string) T, of func(T) (id, name string)) {
	t.Helper()
	text := func(s string) string { return t.Name() + " " + s }
	ids := make([]directus.ID, 5)
	for n := range ids {
		made, err := items.CreateOne(t.Context(), create(text(fmt.Sprint(n))))
		require.NoError(t, err)
		ids[n], _ = of(made)
	}
	names := func(want ...string) {
		t.Helper()
		for n, id := range ids {
			got, err := items.Find(t.Context(), id)
			if want[n] == "" {
				require.ErrorIs(t, err, directus.ErrNotFound)
				continue
			}
			require.NoError(t, err)
			_, name := of(got)
			require.Equal(t, text(want[n]), name)
		}
	}
	changed, err := items.UpdateMany(t.Context(), ids[:2], directus.Patch{name: text("many")})
	require.NoError(t, err)
	require.Len(t, changed, 2)
	names("many", "many", "2", "3", "4")
	changed, err = items.UpdateBatch(t.Context(), []any{directus.Patch{"id": ids[1], name: text("one")}, directus.Patch{"id": ids[2], name: text("two")}})
	require.NoError(t, err)
	require.Len(t, changed, 2)
	names("many", "one", "two", "3", "4")
	changed, err = items.UpdateByQuery(t.Context(), directus.Patch{name: text("found")}, query.Eq(name, text("two")))
	require.NoError(t, err)
	require.Len(t, changed, 1)
	names("many", "one", "found", "3", "4")
	read, err := items.ReadMany(t.Context(), ids[2:4])
	require.NoError(t, err)
	require.Len(t, read, 2)
	require.NoError(t, items.DeleteMany(t.Context(), ids[:1]))
	names("", "one", "found", "3", "4")
	require.NoError(t, items.DeleteByQuery(t.Context(), query.Eq(name, text("found"))))
	names("", "one", "", "3", "4")
	require.NoError(t, items.DeleteMany(t.Context(), ids))
	names("", "", "", "", "")
}
