package directus_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// shareRole makes a role that may read a collection.
func shareRole(t *testing.T, client *directus.Client, collection string) string {
	t.Helper()
	row := system.Permission{Collection: collection, Action: system.PermissionRead, Fields: []string{"*"}}
	role := makeRow(t, client, "/roles", m{"name": t.Name()})
	if realserver.Shared(t).Major() == 10 {
		row.Role = field.Link[system.Role](role)
	} else {
		policy := makeRow(t, client, "/policies", m{"name": t.Name(), "roles": []m{{"role": role}}})
		row.Policy = field.Link[system.Policy](policy)
	}
	require.NoError(t, errOf(client.Permissions.CreateOne(t.Context(), row)))
	return role
}

// Whoever has a share looks at what it is, signs in with it and reads its item, and only that.
func TestRealShares(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	name := articlesName(t, client)
	makeArticles(t, directus.NewItems[article](client, name), 2)
	share, err := client.Shares.CreateOne(t.Context(), system.Share{
		Name: "for you", Collection: system.CollectionName(name), Item: "1", Role: field.Link[system.Role](shareRole(t, client, name)),
		Password: field.PlainText("open sesame"), MaxUses: field.Value(1), DateEnd: field.TimestampOf(time.Now().Add(time.Hour)),
	})
	require.NoError(t, err)
	guest := clientTo(t, realserver.Shared(t).URL)
	info, err := guest.Shares.Info(t.Context(), share.ID)
	require.NoError(t, err)
	require.Equal(t, []string{share.ID, name, "1"}, []string{info.ID, info.Collection, info.Item})
	require.True(t, info.Password.IsMasked())
	require.Equal(t, 1, info.MaxUses.Or(0))
	require.False(t, info.DateEnd.IsZero())

	require.ErrorIs(t, guest.Auth.Login(t.Context(), directus.Credentials{Share: share.ID}), directus.CodeInternalServerError)
	credentials := directus.Credentials{Share: share.ID, SharePassword: "open sesame"}
	require.NoError(t, guest.Auth.Login(t.Context(), credentials))
	require.NoError(t, guest.Auth.Refresh(t.Context()))
	shared := directus.NewItems[article](guest, name)
	got, err := shared.ReadOne(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, "number 1", got.Title)
	require.ErrorIs(t, errOf(shared.Find(t.Context(), 2)), directus.ErrNotFound)
	require.ErrorIs(t, errOf(shared.UpdateOne(t.Context(), 1, directus.Patch{"title": "x"})), directus.CodeForbidden)
	me, err := guest.Users.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, `"`+share.ID+`"`, string(me.Extra["share"]))
	require.Empty(t, me.ID)

	info, err = guest.Shares.Info(t.Context(), share.ID)
	require.NoError(t, err)
	require.Equal(t, 1, info.TimesUsed)
	again := clientTo(t, realserver.Shared(t).URL)
	require.NoError(t, again.Auth.Login(t.Context(), credentials), "the server lets one more in than it should")
	require.ErrorIs(t, again.Auth.Login(t.Context(), credentials), directus.CodeInvalidCredentials, "it was used up")
	require.NoError(t, errOf(client.Shares.UpdateOne(t.Context(), share.ID, directus.Patch{"date_end": "2020-01-01T00:00:00Z"})))
	require.ErrorIs(t, errOf(guest.Shares.Info(t.Context(), share.ID)), directus.CodeForbidden)
	require.ErrorIs(t, errOf(guest.Shares.Info(t.Context(), "no-uuid")), directus.CodeRouteNotFound)
	require.ErrorIs(t, guest.Shares.Invite(t.Context(), share.ID, "you@example.com"), directus.CodeForbidden)

	page, err := client.Shares.ReadByQuery(t.Context(), query.Eq("collection", name), query.Meta(query.TotalCount))
	require.NoError(t, err)
	require.Len(t, page.Data, 1)
	require.Zero(t, page.Meta, "a server that got better: change the comment of Shares")
	count, err := client.Shares.Count(t.Context(), query.Eq("collection", name))
	require.NoError(t, err)
	require.Equal(t, 1, count)
	require.NoError(t, client.Shares.DeleteOne(t.Context(), share.ID))
}

// To make a share takes two permissions, and an item. For an administrator there need not be
// one.
func TestRealSharesOfUser(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{})
	client := clientOf(t, server)
	name := articlesName(t, client)
	makeArticles(t, directus.NewItems[article](client, name), 1)
	user := makeUser(t, client, name, "read", "share")
	of := func(item string) system.Share {
		return system.Share{Collection: system.CollectionName(name), Item: item}
	}
	require.ErrorIs(t, errOf(user.Shares.CreateOne(t.Context(), of("1"))), directus.CodeForbidden)
	own, err := client.Permissions.ReadByQuery(t.Context(), query.Eq("collection", name), query.Eq("action", "read"))
	require.NoError(t, err)
	create := own.Data[0]
	create.ID, create.Collection, create.Action = 0, "directus_shares", system.PermissionCreate
	require.NoError(t, errOf(client.Permissions.CreateOne(t.Context(), create)))
	if err := errOf(user.Shares.CreateOne(t.Context(), of("1"))); server.Major() > 10 {
		require.ErrorIs(t, err, directus.ErrNoContent, "made, and not to be read")
	} else {
		require.NoError(t, err)
	}
	require.ErrorIs(t, errOf(user.Shares.CreateOne(t.Context(), of("99"))), directus.CodeForbidden)
	require.NoError(t, errOf(client.Shares.CreateOne(t.Context(), of("99"))))

	me, err := client.Users.Me(t.Context())
	require.NoError(t, err)
	ours := of("1")
	ours.Role = field.Link[system.Role](me.Role.Key())
	share, err := client.Shares.CreateOne(t.Context(), ours)
	require.NoError(t, err)
	guest := clientTo(t, server.URL)
	require.NoError(t, guest.Auth.Login(t.Context(), directus.Credentials{Share: share.ID}))
	var want error
	if server.Major() == 10 {
		want = directus.CodeForbidden
	}
	require.ErrorIs(t, errOf(directus.NewItems[article](guest, name).ReadOne(t.Context(), 1)), want)
}
