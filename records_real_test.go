package directus_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// The records of files can be read and written like items, in all forms but one: what makes
// several is UploadMany.
func TestRealFileRecords(t *testing.T) {
	t.Parallel()
	ctx, files := t.Context(), realClient(t).Files
	ids := make([]directus.ID, 4)
	for i := range ids {
		made, err := files.Upload(ctx, directus.Upload{Name: fmt.Sprint("record", i, ".txt"), Body: strings.NewReader("text")})
		require.NoError(t, err)
		ids[i] = made.ID
	}
	mine := query.In("id", ids[:3]...)
	titles := func(want ...string) {
		t.Helper()
		page, err := files.ReadByQuery(ctx, query.In("id", ids...), query.Sort("filename_download"))
		require.NoError(t, err)
		got := make([]string, len(page.Data))
		for i, file := range page.Data {
			got[i] = file.Title
		}
		require.Equal(t, want, got)
	}
	titles("Record0", "Record1", "Record2", "Record3")
	many, err := files.ReadMany(ctx, ids[:2])
	require.NoError(t, err)
	require.Len(t, many, 2)

	changed, err := files.UpdateOne(ctx, ids[0], directus.Patch{"title": "a"})
	require.NoError(t, err)
	require.Equal(t, "a", changed.Title)
	many, err = files.UpdateMany(ctx, ids[:2], directus.Patch{"title": "b"})
	require.NoError(t, err)
	require.Len(t, many, 2)
	titles("b", "b", "Record2", "Record3")
	many, err = files.UpdateBatch(ctx, []any{m{"id": ids[1], "title": "c"}, m{"id": ids[2], "title": "d"}})
	require.NoError(t, err)
	require.Len(t, many, 2)
	titles("b", "c", "d", "Record3")
	many, err = files.UpdateByQuery(ctx, directus.Patch{"title": "e"}, mine)
	require.NoError(t, err)
	require.Len(t, many, 3)
	titles("e", "e", "e", "Record3")

	require.NoError(t, files.DeleteOne(ctx, ids[0]))
	titles("e", "e", "Record3")
	require.NoError(t, files.DeleteMany(ctx, ids[1:2]))
	titles("e", "Record3")
	require.NoError(t, files.DeleteByQuery(ctx, mine))
	titles("Record3")
	require.NoError(t, files.DeleteOne(ctx, ids[3]))
}

// One role is changed and deleted, and the other stays.
func TestRealRoleChanges(t *testing.T) {
	t.Parallel()
	ctx, roles := t.Context(), realClient(t).Roles
	made, err := roles.CreateOne(ctx, system.Role{Name: "first " + t.Name()})
	require.NoError(t, err)
	other, err := roles.CreateOne(ctx, system.Role{Name: "other " + t.Name()})
	require.NoError(t, err)
	changed, err := roles.UpdateOne(ctx, made.ID, directus.Patch{"description": "new"})
	require.NoError(t, err)
	require.Equal(t, "new", changed.Description)
	require.Equal(t, made.Name, changed.Name)
	require.NoError(t, roles.DeleteOne(ctx, made.ID))
	_, err = roles.ReadOne(ctx, made.ID)
	require.ErrorIs(t, err, directus.CodeForbidden)
	unchanged, err := roles.ReadOne(ctx, other.ID)
	require.NoError(t, err)
	require.Equal(t, other, unchanged)
	require.NoError(t, roles.DeleteOne(ctx, other.ID))
}

// A share reads as it was made, without its password.
func TestRealShareRead(t *testing.T) {
	t.Parallel()
	ctx, client := t.Context(), realClient(t)
	name := articlesName(t, client)
	makeArticles(t, directus.NewItems[article](client, name), 1)
	made, err := client.Shares.CreateOne(ctx, system.Share{Name: "for all", Collection: system.CollectionName(name), Item: "1", Password: field.PlainText("sesame")})
	require.NoError(t, err)
	got, err := client.Shares.ReadOne(ctx, made.ID)
	require.NoError(t, err)
	require.Equal(t, made, got)
	require.Equal(t, "for all", got.Name)
	require.True(t, got.Password.IsMasked())
	require.NoError(t, client.Shares.DeleteOne(ctx, made.ID))
}
