package directus_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// What a server answers: a permission, and one of its own behind it.
const (
	permissionRow      = `{"id":7,"collection":"articles","action":"read","fields":["*"]}`
	permissionOfServer = `{"policy":null,"permissions":{},"validation":null,"presets":null,"fields":["*"],"system":true,"collection":"directus_collections","action":"read"}`
)

// Every method sends what the reference says, and returns no permission of the server's own
// but in a list.
func TestPermissions(t *testing.T) {
	t.Parallel()
	row := system.Permission{ID: 7, Collection: "articles", Action: system.PermissionRead, Fields: []string{"*"}}
	changes, ids := directus.Patch{"action": "read"}, directus.IDs(7, 8)
	one, list := `{"data":`+permissionRow+`}`, `{"data":[`+permissionRow+`,`+permissionOfServer+`]}`
	tests := map[string]struct {
		call  func(ctx context.Context, p *directus.Permissions) (any, error)
		reply string
		sent  string
		query string
		body  string
		want  any
	}{
		"ReadOne": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountResult(p.ReadOne(ctx, 7, query.Fields("*")))
		}, one, "GET /permissions/7", "fields=*", "", row},
		"Find": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountResult(p.Find(ctx, 7))
		}, one, "GET /permissions/7", "", "", row},
		"ReadMany": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountResult(p.ReadMany(ctx, ids))
		}, list, "GET /permissions", `filter={"id":{"_in":[7,8]}}&limit=-1`, "", []system.Permission{row}},
		"CreateOne": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountResult(p.CreateOne(ctx, row))
		}, one, "POST /permissions", "", permissionRow, row},
		"CreateMany": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountResult(p.CreateMany(ctx, []system.Permission{row}))
		}, list, "POST /permissions", "", "[" + permissionRow + "]", []system.Permission{row}},
		"UpdateOne": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountResult(p.UpdateOne(ctx, 7, changes))
		}, one, "PATCH /permissions/7", "", `{"action":"read"}`, row},
		"UpdateMany": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountResult(p.UpdateMany(ctx, ids, changes))
		}, list, "PATCH /permissions", "", `{"keys":[7,8],"data":{"action":"read"}}`, []system.Permission{row}},
		"UpdateBatch": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountResult(p.UpdateBatch(ctx, []any{directus.Patch{"id": 7, "action": "read"}}))
		}, list, "PATCH /permissions", "", `[{"id":7,"action":"read"}]`, []system.Permission{row}},
		"UpdateByQuery": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountResult(p.UpdateByQuery(ctx, changes, query.Eq("collection", "articles")))
		}, list, "PATCH /permissions", "", `{"query":{"filter":{"collection":{"_eq":"articles"}},"limit":-1},"data":{"action":"read"}}`, []system.Permission{row}},
		"DeleteOne": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountDone(p.DeleteOne(ctx, 7))
		}, "", "DELETE /permissions/7", "", "", nil},
		"DeleteMany": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountDone(p.DeleteMany(ctx, ids))
		}, "", "DELETE /permissions", "", `[7,8]`, nil},
		"DeleteByQuery": {func(ctx context.Context, p *directus.Permissions) (any, error) {
			return accountDone(p.DeleteByQuery(ctx, query.Eq("collection", "articles")))
		}, "", "DELETE /permissions", "", `{"query":{"filter":{"collection":{"_eq":"articles"}},"limit":-1}}`, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, f := newFake(t, 200, tt.reply)
			got, err := tt.call(t.Context(), client.Permissions)
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
			sent := f.one(t)
			require.Equal(t, tt.sent, sent.Method+" "+sent.Path)
			require.Equal(t, tt.query, unescaped(t, sent))
			if tt.body == "" {
				require.Empty(t, sent.Body)
			} else {
				require.JSONEq(t, tt.body, sent.Body)
			}
			client, _ = newFake(t, 403, forbidden)
			_, err = tt.call(t.Context(), client.Permissions)
			require.ErrorIs(t, err, directus.CodeForbidden)
		})
	}
}

func TestPermissionsReadByQuery(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, 200, `{"data":[`+permissionRow+`,`+permissionOfServer+`],"meta":{"filter_count":1}}`)
	page, err := client.Permissions.ReadByQuery(t.Context(), query.Eq("action", "read"), query.Limit(query.Unlimited), query.Meta(query.FilterCount))
	require.NoError(t, err)
	require.Len(t, page.Data, 2)
	require.Equal(t, []bool{false, true}, []bool{page.Data[0].System, page.Data[1].System})
	require.Equal(t, 1, page.Meta.FilterCount)
	require.Equal(t, "GET /permissions", f.one(t).Method+" "+f.one(t).Path)
	client, _ = newFake(t, 403, forbidden)
	require.ErrorIs(t, errOf(client.Permissions.ReadByQuery(t.Context())), directus.CodeForbidden)
}

// A permission of the server's own stands for one that is missing.
func TestPermissionMissing(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(ctx context.Context, p *directus.Permissions) error{
		"ReadOne": func(ctx context.Context, p *directus.Permissions) error { return errOf(p.ReadOne(ctx, 7)) },
		"Find":    func(ctx context.Context, p *directus.Permissions) error { return errOf(p.Find(ctx, 7)) },
		"UpdateOne": func(ctx context.Context, p *directus.Permissions) error {
			return errOf(p.UpdateOne(ctx, 7, directus.Patch{"action": "read"}))
		},
	} {
		client, _ := newFake(t, 200, `{"data":`+permissionOfServer+`}`)
		require.ErrorIs(t, call(t.Context(), client.Permissions), directus.ErrNotFound, name)
	}
	client, _ := newFake(t, 403, forbidden)
	require.ErrorIs(t, errOf(client.Permissions.Find(t.Context(), 7)), directus.ErrNotFound)
}
