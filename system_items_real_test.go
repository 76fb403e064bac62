package directus_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// everyForm are the forms of reading and writing that nearly all system collections have.
type everyForm[T any] interface {
	CreateOne(ctx context.Context, item T, q ...query.Option) (T, error)
	CreateMany(ctx context.Context, items []T, q ...query.Option) ([]T, error)
	ReadOne(ctx context.Context, id directus.ID, q ...query.Option) (T, error)
	ReadMany(ctx context.Context, ids []directus.ID, q ...query.Option) ([]T, error)
	ReadByQuery(ctx context.Context, q ...query.Option) (*directus.Page[T], error)
	UpdateOne(ctx context.Context, id directus.ID, changes any, q ...query.Option) (T, error)
	UpdateMany(ctx context.Context, ids []directus.ID, changes any, q ...query.Option) ([]T, error)
	UpdateBatch(ctx context.Context, changes []any, q ...query.Option) ([]T, error)
	UpdateByQuery(ctx context.Context, changes any, q ...query.Option) ([]T, error)
	DeleteOne(ctx context.Context, id directus.ID) error
	DeleteMany(ctx context.Context, ids []directus.ID) error
	DeleteByQuery(ctx context.Context, q ...query.Option) error
}

// systemTrial is how to try a system collection: its new items, which all differ, their
// keys, and a field of theirs that takes numbers, as text too.
type systemTrial[T any] struct {
	items everyForm[T]
	make  func(n int) T
	key   func(item T) directus.ID
	field string
	value func(item T) string
}

// run uses every form once, on items of its own.
func (s systemTrial[T]) run(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	one, err := s.items.CreateOne(ctx, s.make(1))
	require.NoError(t, err)
	require.Equal(t, s.value(s.make(1)), s.value(one))
	two, err := s.items.CreateMany(ctx, []T{s.make(2), s.make(3)})
	require.NoError(t, err)
	require.Len(t, two, 2)
	other, err := s.items.CreateOne(ctx, s.make(4))
	require.NoError(t, err)
	ids := []directus.ID{s.key(one), s.key(two[0]), s.key(two[1])}
	mine := query.In("id", ids...)
	s.has(t, ids, s.value(s.make(1)), s.value(two[0]), s.value(two[1]))

	one, err = s.items.UpdateOne(ctx, ids[0], directus.Patch{s.field: "11"})
	require.NoError(t, err)
	require.Equal(t, "11", s.value(one))
	all, err := s.items.UpdateMany(ctx, ids[:2], directus.Patch{s.field: "12"})
	require.NoError(t, err)
	require.Len(t, all, 2)
	s.has(t, ids, "12", "12", s.value(two[1]))
	all, err = s.items.UpdateBatch(ctx, []any{m{"id": ids[1], s.field: "13"}, m{"id": ids[2], s.field: "14"}})
	require.NoError(t, err)
	require.Len(t, all, 2)
	s.has(t, ids, "12", "13", "14")
	all, err = s.items.UpdateByQuery(ctx, directus.Patch{s.field: "15"}, mine)
	require.NoError(t, err)
	require.Len(t, all, 3)
	s.has(t, ids, "15", "15", "15")

	require.NoError(t, s.items.DeleteOne(ctx, ids[0]))
	_, err = s.items.ReadOne(ctx, ids[0])
	require.ErrorIs(t, err, directus.CodeForbidden)
	s.has(t, ids[1:], "15", "15")
	require.NoError(t, s.items.DeleteMany(ctx, ids[1:2]))
	s.has(t, ids[2:], "15")
	require.NoError(t, s.items.DeleteByQuery(ctx, mine))
	all, err = s.items.ReadMany(ctx, ids)
	require.NoError(t, err)
	require.Empty(t, all)
	s.has(t, []directus.ID{s.key(other)}, s.value(s.make(4)))
	require.NoError(t, s.items.DeleteOne(ctx, s.key(other)))
}

// has checks that each way of reading finds these items and no others, with these values.
func (s systemTrial[T]) has(t *testing.T, ids []directus.ID, values ...string) {
	t.Helper()
	many, err := s.items.ReadMany(t.Context(), ids)
	require.NoError(t, err)
	page, err := s.items.ReadByQuery(t.Context(), query.In("id", ids...))
	require.NoError(t, err)
	require.Len(t, many, len(ids))
	require.Len(t, page.Data, len(ids))
	for i, id := range ids {
		one, err := s.items.ReadOne(t.Context(), id)
		require.NoError(t, err)
		isIt := func(item T) bool { return s.key(item) == id }
		for _, list := range [][]T{{one}, many, page.Data} {
			at := slices.IndexFunc(list, isIt)
			require.GreaterOrEqual(t, at, 0, "%v is missing", id)
			require.Equal(t, values[i], s.value(list[at]))
		}
	}
}

// nameOf is a name that differs from test to test.
func nameOf(t *testing.T, n int) string {
	t.Helper()
	return fmt.Sprintf("%d of %s", n, t.Name())
}

// Every form of the items API works on the system collections that have it.
func TestRealSystemItems(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	client := clientOf(t, server)
	t.Run("access", func(t *testing.T) {
		t.Parallel()
		since(t, server, 11)
		policy := makeRow(t, client, "/policies", m{"name": t.Name()})
		role := makeRow(t, client, "/roles", m{"name": t.Name()})
		systemTrial[system.Access]{
			client.Access,
			func(n int) system.Access {
				return system.Access{Policy: field.Link[system.Policy](policy), Role: field.Link[system.Role](role), Sort: field.Value(n)}
			},
			func(a system.Access) directus.ID { return a.ID }, "sort",
			func(a system.Access) string {
				n, _ := a.Sort.Get()
				return fmt.Sprint(n)
			},
		}.run(t)
	})
	t.Run("comments", func(t *testing.T) {
		t.Parallel()
		since(t, server, 11)
		name := articlesName(t, client)
		makeArticles(t, directus.NewItems[article](client, name), 1)
		systemTrial[system.Comment]{
			client.Comments,
			func(n int) system.Comment {
				return system.Comment{Collection: name, Item: "1", Comment: nameOf(t, n)}
			},
			func(c system.Comment) directus.ID { return c.ID }, "comment", func(c system.Comment) string { return c.Comment },
		}.run(t)
	})
	t.Run("dashboards", func(t *testing.T) {
		t.Parallel()
		systemTrial[system.Dashboard]{
			client.Dashboards,
			func(n int) system.Dashboard { return system.Dashboard{Name: nameOf(t, n)} },
			func(d system.Dashboard) directus.ID { return d.ID }, "name", func(d system.Dashboard) string { return d.Name },
		}.run(t)
	})
	t.Run("flows", func(t *testing.T) {
		t.Parallel()
		systemTrial[system.Flow]{
			client.Flows,
			func(n int) system.Flow {
				return system.Flow{Name: nameOf(t, n), Status: system.FlowInactive, Trigger: system.TriggerWebhook}
			},
			func(f system.Flow) directus.ID { return f.ID }, "name", func(f system.Flow) string { return f.Name },
		}.run(t)
	})
	t.Run("folders", func(t *testing.T) {
		t.Parallel()
		systemTrial[system.Folder]{
			client.Folders,
			func(n int) system.Folder { return system.Folder{Name: nameOf(t, n)} },
			func(f system.Folder) directus.ID { return f.ID }, "name", func(f system.Folder) string { return f.Name },
		}.run(t)
	})
	t.Run("notifications", func(t *testing.T) {
		t.Parallel()
		if server.Major() < 11 {
			t.Skip("Directus 10 on SQLite waits a minute for itself and answers 500 when it makes several notifications at once")
		}
		me, ok := succeed(t, client, "GET", "/users/me", nil).(m)
		require.True(t, ok)
		systemTrial[system.Notification]{
			client.Notifications,
			func(n int) system.Notification {
				return system.Notification{Recipient: field.Link[system.User](me["id"]), Subject: nameOf(t, n)}
			},
			func(n system.Notification) directus.ID { return n.ID }, "subject", func(n system.Notification) string { return n.Subject },
		}.run(t)
	})
	t.Run("operations", func(t *testing.T) {
		t.Parallel()
		flow := makeRow(t, client, "/flows", m{"name": t.Name(), "status": "inactive", "trigger": "webhook"})
		systemTrial[system.Operation]{
			client.Operations,
			func(n int) system.Operation {
				return system.Operation{
					Flow: field.Link[system.Flow](flow), Key: fmt.Sprint("k", n), Name: nameOf(t, n),
					Type: "log", PositionX: n, PositionY: 1,
				}
			},
			func(o system.Operation) directus.ID { return o.ID }, "name", func(o system.Operation) string { return o.Name },
		}.run(t)
	})
	t.Run("panels", func(t *testing.T) {
		t.Parallel()
		dashboard := makeRow(t, client, "/dashboards", m{"name": t.Name()})
		systemTrial[system.Panel]{
			client.Panels,
			func(n int) system.Panel {
				return system.Panel{
					Dashboard: field.Link[system.Dashboard](dashboard), Name: nameOf(t, n),
					Type: "label", PositionX: n, PositionY: 1, Width: 1, Height: 1,
				}
			},
			func(p system.Panel) directus.ID { return p.ID }, "name", func(p system.Panel) string { return p.Name },
		}.run(t)
	})
	t.Run("policies", func(t *testing.T) {
		t.Parallel()
		since(t, server, 11)
		systemTrial[system.Policy]{
			client.Policies,
			func(n int) system.Policy { return system.Policy{Name: nameOf(t, n)} },
			func(p system.Policy) directus.ID { return p.ID }, "name", func(p system.Policy) string { return p.Name },
		}.run(t)
	})
	t.Run("presets", func(t *testing.T) {
		t.Parallel()
		systemTrial[system.Preset]{
			client.Presets,
			func(n int) system.Preset { return system.Preset{Collection: "directus_users", Bookmark: nameOf(t, n)} },
			func(p system.Preset) directus.ID { return p.ID }, "bookmark", func(p system.Preset) string { return p.Bookmark },
		}.run(t)
	})
	t.Run("roles", func(t *testing.T) {
		t.Parallel()
		systemTrial[system.Role]{
			client.Roles,
			func(n int) system.Role { return system.Role{Name: nameOf(t, n)} },
			func(r system.Role) directus.ID { return r.ID }, "name", func(r system.Role) string { return r.Name },
		}.run(t)
	})
	t.Run("shares", func(t *testing.T) {
		t.Parallel()
		name := articlesName(t, client)
		makeArticles(t, directus.NewItems[article](client, name), 1)
		systemTrial[system.Share]{
			client.Shares,
			func(n int) system.Share { return system.Share{Collection: name, Item: "1", Name: nameOf(t, n)} },
			func(s system.Share) directus.ID { return s.ID }, "name", func(s system.Share) string { return s.Name },
		}.run(t)
	})
	t.Run("translations", func(t *testing.T) {
		t.Parallel()
		systemTrial[system.Translation]{
			client.Translations,
			func(n int) system.Translation {
				return system.Translation{Language: "de-DE", Key: fmt.Sprint("k", n), Value: nameOf(t, n)}
			},
			func(w system.Translation) directus.ID { return w.ID }, "value", func(w system.Translation) string { return w.Value },
		}.run(t)
	})
	t.Run("users", func(t *testing.T) {
		t.Parallel()
		systemTrial[system.User]{
			client.Users,
			func(n int) system.User { return system.User{FirstName: nameOf(t, n), Status: system.UserDraft} },
			func(u system.User) directus.ID { return u.ID }, "first_name", func(u system.User) string { return u.FirstName },
		}.run(t)
	})
	t.Run("versions", func(t *testing.T) {
		t.Parallel()
		name := makeCollection(t, client, m{"versioning": true}, intKey("id"), plain("title", "string"))
		makeArticles(t, directus.NewItems[article](client, name), 1)
		systemTrial[system.Version]{
			client.Versions,
			func(n int) system.Version {
				return system.Version{Collection: name, Item: "1", Key: fmt.Sprint("v", n), Name: nameOf(t, n)}
			},
			func(v system.Version) directus.ID { return v.ID }, "name", func(v system.Version) string { return v.Name },
		}.run(t)
	})
}

// What was done is in the activity and the revisions, which can only be read.
func TestRealHistory(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	name := articlesName(t, client)
	items := directus.NewItems[article](client, name)
	made, err := items.CreateOne(t.Context(), article{Title: "first"})
	require.NoError(t, err)
	_, err = items.UpdateOne(t.Context(), made.ID, directus.Patch{"title": "second"})
	require.NoError(t, err)

	done, err := client.Activity.ReadByQuery(t.Context(), query.Eq("collection", name), query.Sort("id"))
	require.NoError(t, err)
	require.Len(t, done.Data, 2)
	require.Equal(t, system.ActivityCreate, done.Data[0].Action)
	require.Equal(t, system.ActivityUpdate, done.Data[1].Action)
	one, err := client.Activity.ReadOne(t.Context(), done.Data[1].ID)
	require.NoError(t, err)
	require.Equal(t, done.Data[1], one)
	many, err := client.Activity.ReadMany(t.Context(), directus.IDs(one.ID))
	require.NoError(t, err)
	require.Equal(t, []system.Activity{one}, many)

	kept, err := client.Revisions.ReadByQuery(t.Context(), query.Eq("collection", name), query.Sort("id"))
	require.NoError(t, err)
	require.Len(t, kept.Data, 2)
	require.Equal(t, "first", kept.Data[0].Data["title"])
	require.Equal(t, "second", kept.Data[1].Delta["title"])
	last, err := client.Revisions.ReadOne(t.Context(), kept.Data[1].ID)
	require.NoError(t, err)
	require.Equal(t, kept.Data[1], last)
	both, err := client.Revisions.ReadMany(t.Context(), directus.IDs(last.ID))
	require.NoError(t, err)
	require.Equal(t, []system.Revision{last}, both)
}
