package directus_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

func TestRealItems(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	items := articles(t, realClient(t))

	one, err := items.CreateOne(ctx, article{Title: "one", Status: "new"})
	require.NoError(t, err)
	require.Equal(t, article{ID: 1, Title: "one", Status: "new"}, one)
	many, err := items.CreateMany(ctx, []article{{Title: "two"}, {Title: "three", Rank: 3}}, query.Fields("id", "title"))
	require.NoError(t, err)
	require.Equal(t, []article{{ID: 2, Title: "two"}, {ID: 3, Title: "three"}}, many)

	got, err := items.ReadOne(ctx, 3)
	require.NoError(t, err)
	require.Equal(t, article{ID: 3, Title: "three", Rank: 3}, got)
	many, err = items.ReadMany(ctx, directus.IDs(3, 1), query.Fields("id"))
	require.NoError(t, err)
	require.Equal(t, []article{{ID: 1}, {ID: 3}}, many)
	page, err := items.ReadByQuery(ctx, query.Neq("title", "two"), query.Sort("-id"), query.Fields("id"), query.Limit(1), query.Meta(query.AllMeta))
	require.NoError(t, err)
	require.Equal(t, &directus.Page[article]{Data: []article{{ID: 3}}, Meta: directus.Meta{TotalCount: 3, FilterCount: 2}}, page)
	found, err := items.Find(ctx, 2)
	require.NoError(t, err)
	require.Equal(t, "two", found.Title)
	exists, err := items.Exists(ctx, 2)
	require.NoError(t, err)
	require.True(t, exists)
	exists, err = items.Exists(ctx, 99)
	require.NoError(t, err)
	require.False(t, exists)
	count, err := items.Count(ctx, query.Contains("title", "e"), query.Limit(1))
	require.NoError(t, err)
	require.Equal(t, 2, count)
	count, err = items.Count(ctx, query.Search("two"))
	require.NoError(t, err)
	require.Equal(t, 1, count)

	one, err = items.UpdateOne(ctx, 1, directus.Patch{"title": "ONE", "status": nil})
	require.NoError(t, err)
	require.Equal(t, article{ID: 1, Title: "ONE"}, one)
	many, err = items.UpdateMany(ctx, directus.IDs(1, 2), directus.Patch{"rank": 7}, query.Fields("rank"))
	require.NoError(t, err)
	require.Equal(t, []article{{Rank: 7}, {Rank: 7}}, many)
	many, err = items.UpdateBatch(ctx, []any{article{ID: 3, Title: "THREE"}, directus.Patch{"id": 2, "title": "TWO"}}, query.Fields("id", "title"))
	require.NoError(t, err)
	require.Equal(t, []article{{ID: 2, Title: "TWO"}, {ID: 3, Title: "THREE"}}, many)
	many, err = items.UpdateByQuery(ctx, directus.Patch{"status": "old"}, query.Eq("rank", 7), query.Fields("id", "status"))
	require.NoError(t, err)
	require.Equal(t, []article{{ID: 1, Status: "old"}, {ID: 2, Status: "old"}}, many)

	require.NoError(t, items.DeleteOne(ctx, 1))
	require.NoError(t, items.DeleteByQuery(ctx, query.Eq("status", "old")))
	require.NoError(t, items.DeleteMany(ctx, directus.IDs(3)))
	count, err = items.Count(ctx)
	require.NoError(t, err)
	require.Zero(t, count)
}

func TestRealAggregate(t *testing.T) {
	t.Parallel()
	items := articles(t, realClient(t))
	_, err := items.CreateMany(t.Context(), []article{{Status: "a", Rank: 1}, {Status: "a", Rank: 4}, {Status: "b", Rank: 5}})
	require.NoError(t, err)
	type row struct {
		Status string `json:"status"`
		Count  int    `json:"count"`
		Max    struct {
			Rank int `json:"rank"`
		} `json:"max"`
	}
	rows, err := directus.Aggregate[row](t.Context(), items, query.Aggregated("count"), query.Aggregated("max", "rank"),
		query.GroupBy("status"), query.Sort("status"))
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, "a", rows[0].Status)
	require.Equal(t, 2, rows[0].Count)
	require.Equal(t, 4, rows[0].Max.Rank)
	rows, err = directus.Aggregate[row](t.Context(), items, query.Aggregated("count"), query.Gt("rank", 1))
	require.NoError(t, err)
	require.Equal(t, 2, rows[0].Count)
}

func TestRealReadManyOfSystemCollection(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	wanted := makeRow(t, client, "/roles", m{"name": "wanted"})
	makeRow(t, client, "/roles", m{"name": "other"})
	for _, roles := range []*directus.Items[system.Role]{&client.Roles.Items, client.Roles.Items.With(directus.ForceSearch())} {
		got, err := roles.ReadMany(t.Context(), directus.IDs(wanted))
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.Equal(t, "wanted", got[0].Name)
	}
}

func TestRealSystemCollection(t *testing.T) {
	t.Parallel()
	type folder struct {
		ID   string `json:"id,omitzero"`
		Name string `json:"name"`
	}
	folders := directus.NewItems[folder](realClient(t), "directus_folders")
	made, err := folders.CreateOne(t.Context(), folder{Name: "papers"})
	require.NoError(t, err)
	got, err := folders.ReadMany(t.Context(), directus.IDs(made.ID))
	require.NoError(t, err)
	require.Equal(t, []folder{made}, got)
	require.NoError(t, folders.DeleteOne(t.Context(), made.ID))
}

// A user who may write and not read gets ErrNoContent, and the write has happened.
func TestRealWriteWithoutReadPermission(t *testing.T) {
	t.Parallel()
	admin := realClient(t)
	name := articlesName(t, admin)
	writer := directus.NewItems[article](makeUser(t, admin, name, "create"), name)
	created, err := writer.CreateOne(t.Context(), article{Title: "x"})
	require.ErrorIs(t, err, directus.ErrNoContent)
	require.Zero(t, created)
	_, err = writer.CreateMany(t.Context(), []article{{Title: "y"}})
	require.ErrorIs(t, err, directus.ErrNoContent)
	_, err = writer.ReadOne(t.Context(), 1)
	require.ErrorIs(t, err, directus.CodeForbidden)
	count, err := directus.NewItems[article](admin, name).Count(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, count)
}

// A list with a query too long for a URL reads the same as a short one.
func TestRealLongQueries(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	items := articles(t, client)
	_, err := items.CreateMany(t.Context(), []article{{Title: "a"}, {Title: "b"}})
	require.NoError(t, err)
	var info directus.ResponseInfo
	long := query.Or(query.Eq("title", "b"), query.Eq("title", strings.Repeat("x", 20_000)))
	page, err := items.With(directus.Into(&info)).ReadByQuery(t.Context(), long, query.Meta(query.AllMeta), query.Fields("id"))
	require.NoError(t, err)
	require.Equal(t, []article{{ID: 2}}, page.Data)
	require.Equal(t, directus.Meta{TotalCount: 2, FilterCount: 1}, page.Meta)
	require.Equal(t, http.StatusOK, info.Status)
	one, err := items.ReadOne(t.Context(), 2, long)
	require.ErrorIs(t, err, directus.ErrTooLarge, "one item has no SEARCH: %v", one)
}

func TestRealSingleton(t *testing.T) {
	t.Parallel()
	type settings struct {
		ID   *int   `json:"id,omitempty"`
		Name string `json:"name"`
	}
	client := realClient(t)
	name := makeCollection(t, client, m{"singleton": true}, intKey("id"),
		m{"field": "name", "type": "string", "meta": m{}, "schema": m{"default_value": "unnamed"}})
	single := directus.NewSingleton[settings](client, name)
	got, err := single.Read(t.Context())
	require.NoError(t, err)
	require.Equal(t, settings{Name: "unnamed"}, got)
	got, err = single.Update(t.Context(), directus.Patch{"name": "ours"})
	require.NoError(t, err)
	require.Equal(t, "ours", got.Name)
	require.NotNil(t, got.ID)
	for _, s := range []*directus.Singleton[settings]{single, single.With(directus.ForceSearch())} {
		again, err := s.Read(t.Context(), query.Fields("name"))
		require.NoError(t, err)
		require.Equal(t, settings{Name: "ours"}, again)
	}
	same, err := single.Update(t.Context(), directus.Patch{})
	require.NoError(t, err)
	require.Equal(t, got, same)
}
