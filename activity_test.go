package directus_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

func TestActivityComments(t *testing.T) {
	t.Parallel()
	const reply = `{"data":{"id":242,"action":"comment","collection":"va","item":"1","comment":"hi","revisions":[]}}`
	entry := func(a system.Activity, err error) (any, error) { return a.Comment, err }
	tests := map[string]struct {
		call     func(a *directus.Activity) (any, error)
		want     sent
		wantData any
	}{
		"create": {
			func(a *directus.Activity) (any, error) { return entry(a.CreateComment(t.Context(), "va", 1, "hi")) },
			sent{Method: "POST", Path: "/activity/comment", Body: `{"collection":"va","comment":"hi","item":1}`},
			"hi",
		},
		"update": {
			func(a *directus.Activity) (any, error) { return entry(a.UpdateComment(t.Context(), 242, "ho")) },
			sent{Method: "PATCH", Path: "/activity/comment/242", Body: `{"comment":"ho"}`},
			"hi",
		},
		"delete": {
			func(a *directus.Activity) (any, error) { return nil, a.DeleteComment(t.Context(), 242) },
			sent{Method: "DELETE", Path: "/activity/comment/242"},
			nil,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, f := newFake(t, http.StatusOK, reply)
			got, err := tt.call(client.Activity)
			require.NoError(t, err)
			require.Equal(t, tt.wantData, got)
			got2 := f.one(t)
			if got2.Body != "" {
				require.JSONEq(t, tt.want.Body, got2.Body)
				got2.Body = tt.want.Body
			}
			requireSent(t, tt.want, got2)

			client, _ = newFake(t, http.StatusForbidden, forbidden)
			_, err = tt.call(client.Activity)
			require.ErrorIs(t, err, directus.CodeForbidden)
		})
	}
}

func TestActivityCommentsRefuse(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	client, f := newFake(t, http.StatusOK, `{"data":{}}`)
	for name, err := range map[string]error{
		"create, no collection": errOf(client.Activity.CreateComment(ctx, "", 1, "hi")),
		"create, no item":       errOf(client.Activity.CreateComment(ctx, "va", nil, "hi")),
		"create, no text":       errOf(client.Activity.CreateComment(ctx, "va", 1, "")),
		"update, no id":         errOf(client.Activity.UpdateComment(ctx, "", "hi")),
		"update, no text":       errOf(client.Activity.UpdateComment(ctx, 1, "")),
		"delete, no id":         client.Activity.DeleteComment(ctx, ""),
	} {
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
	}
	require.Empty(t, f.sent)
}

// Comments were entries of the log, and are a collection of their own.
func TestRealActivityComments(t *testing.T) {
	t.Parallel()
	ctx, server := t.Context(), realserver.Shared(t)
	client := clientOf(t, server)
	name := articlesName(t, client)
	made, err := client.Activity.CreateComment(ctx, name, 1, "hi")
	if server.Major() > 10 {
		require.ErrorIs(t, err, directus.CodeRouteNotFound)
		require.ErrorIs(t, errOf(client.Activity.UpdateComment(ctx, 1, "ho")), directus.CodeRouteNotFound)
		require.ErrorIs(t, client.Activity.DeleteComment(ctx, 1), directus.CodeRouteNotFound)
		return
	}
	require.NoError(t, err)
	require.Equal(t, "hi", made.Comment)
	require.Equal(t, "1", made.Item)
	require.Equal(t, system.ActivityComment, made.Action)
	_, err = client.Activity.UpdateComment(ctx, made.ID, "ho")
	require.NoError(t, err)
	got, err := client.Activity.ReadOne(ctx, made.ID)
	require.NoError(t, err)
	require.Equal(t, "ho", got.Comment)
	_, err = client.Activity.UpdateComment(ctx, 987654, "ho")
	require.ErrorIs(t, err, directus.ErrNoContent)
	require.NoError(t, client.Activity.DeleteComment(ctx, made.ID))
	require.ErrorIs(t, client.Activity.DeleteComment(ctx, made.ID), directus.CodeForbidden)
	require.ErrorIs(t, errOf(client.Activity.Find(ctx, made.ID)), directus.ErrNotFound)
}

// history is what Activity and Revisions have in common.
type history[T any] struct {
	readOne  func(id directus.ID) (T, error)
	find     func(id directus.ID) (T, error)
	exists   func(id directus.ID) (bool, error)
	readMany func(ids []directus.ID, q ...query.Option) ([]T, error)
	page     func(q ...query.Option) (*directus.Page[T], error)
	count    func(q ...query.Option) (int, error)
	lists    []func(q ...query.Option) func(func(T, error) bool)
	pages    func(q ...query.Option) func(func(*directus.Page[T], error) bool)
	key      func(T) int
}

// check reads what was recorded of the items of a collection: three entries.
func (h history[T]) check(t *testing.T, collection string) {
	t.Helper()
	ours := query.Eq("collection", collection)
	page, err := h.page(ours, query.Sort("id"), query.Meta(query.FilterCount))
	require.NoError(t, err)
	require.Len(t, page.Data, 3)
	require.Equal(t, 3, page.Meta.FilterCount)
	keys := h.keys(page.Data)
	require.IsIncreasing(t, keys)
	one, err := h.readOne(keys[1])
	require.NoError(t, err)
	require.Equal(t, page.Data[1], one)
	found, err := h.find(keys[2])
	require.NoError(t, err)
	require.Equal(t, page.Data[2], found)
	_, err = h.find(987654)
	require.ErrorIs(t, err, directus.ErrNotFound)
	exists, err := h.exists(987654)
	require.NoError(t, err)
	require.False(t, exists)
	many, err := h.readMany([]directus.ID{keys[2], keys[0], 987654})
	require.NoError(t, err)
	require.Equal(t, []int{keys[0], keys[2]}, h.keys(many))
	count, err := h.count(ours)
	require.NoError(t, err)
	require.Equal(t, 3, count)
	for _, list := range h.lists {
		var all []T
		for entry, err := range list(ours, query.PageSize(2)) {
			require.NoError(t, err)
			all = append(all, entry)
		}
		require.Equal(t, page.Data, all)
	}
	sizes := []int{}
	for page, err := range h.pages(ours, query.PageSize(2)) {
		require.NoError(t, err)
		sizes = append(sizes, len(page.Data))
	}
	require.Equal(t, []int{2, 1}, sizes)
}

func (h history[T]) keys(entries []T) []int {
	keys := make([]int, len(entries))
	for n, entry := range entries {
		keys[n] = h.key(entry)
	}
	return keys
}

// Each way to read the two logs gives what was recorded, no more and no less.
//
//nolint:paralleltest // What follows needs what they read.
func TestRealHistory(t *testing.T) {
	t.Parallel()
	ctx, client := t.Context(), realClient(t)
	name := articlesName(t, client)
	items := directus.NewItems[article](client, name)
	_, err := items.CreateMany(ctx, []article{{Title: "one"}, {Title: "two"}})
	require.NoError(t, err)
	_, err = items.UpdateOne(ctx, 1, directus.Patch{"title": "changed"})
	require.NoError(t, err)

	a, r := client.Activity, client.Revisions
	t.Run("activity", func(t *testing.T) {
		history[system.Activity]{
			readOne: func(id directus.ID) (system.Activity, error) { return a.ReadOne(ctx, id) },
			find:    func(id directus.ID) (system.Activity, error) { return a.Find(ctx, id) },
			exists:  func(id directus.ID) (bool, error) { return a.Exists(ctx, id) },
			readMany: func(ids []directus.ID, q ...query.Option) ([]system.Activity, error) {
				return a.ReadMany(ctx, ids, q...)
			},
			page:  func(q ...query.Option) (*directus.Page[system.Activity], error) { return a.ReadByQuery(ctx, q...) },
			count: func(q ...query.Option) (int, error) { return a.Count(ctx, q...) },
			lists: []func(q ...query.Option) func(func(system.Activity, error) bool){
				func(q ...query.Option) func(func(system.Activity, error) bool) { return a.All(ctx, q...) },
				func(q ...query.Option) func(func(system.Activity, error) bool) {
					return a.Stream(ctx, append(q, query.Sort("id"))...)
				},
			},
			pages: func(q ...query.Option) func(func(*directus.Page[system.Activity], error) bool) {
				return a.Pages(ctx, q...)
			},
			key: func(a system.Activity) int { return a.ID },
		}.check(t, name)
	})
	t.Run("revisions", func(t *testing.T) {
		history[system.Revision]{
			readOne: func(id directus.ID) (system.Revision, error) { return r.ReadOne(ctx, id) },
			find:    func(id directus.ID) (system.Revision, error) { return r.Find(ctx, id) },
			exists:  func(id directus.ID) (bool, error) { return r.Exists(ctx, id) },
			readMany: func(ids []directus.ID, q ...query.Option) ([]system.Revision, error) {
				return r.ReadMany(ctx, ids, q...)
			},
			page:  func(q ...query.Option) (*directus.Page[system.Revision], error) { return r.ReadByQuery(ctx, q...) },
			count: func(q ...query.Option) (int, error) { return r.Count(ctx, q...) },
			lists: []func(q ...query.Option) func(func(system.Revision, error) bool){
				func(q ...query.Option) func(func(system.Revision, error) bool) { return r.All(ctx, q...) },
				func(q ...query.Option) func(func(system.Revision, error) bool) {
					return r.Stream(ctx, append(q, query.Sort("id"))...)
				},
			},
			pages: func(q ...query.Option) func(func(*directus.Page[system.Revision], error) bool) {
				return r.Pages(ctx, q...)
			},
			key: func(r system.Revision) int { return r.ID },
		}.check(t, name)
	})

	latest, err := r.ReadByQuery(ctx, query.Eq("collection", name), query.Eq("item", fmt.Sprint(1)), query.Sort("-id"), query.Limit(1))
	require.NoError(t, err)
	require.Equal(t, "changed", latest.Data[0].Delta["title"])
	entry, err := a.With(directus.Header("X-Test", "1")).ReadOne(ctx, latest.Data[0].Activity.Key())
	require.NoError(t, err)
	require.Equal(t, system.ActivityUpdate, entry.Action)
	_, err = r.With(directus.Token("nobodys-token")).ReadByQuery(ctx)
	require.ErrorIs(t, err, directus.CodeInvalidCredentials)
}
