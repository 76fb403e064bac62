package directus_test

import (
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

// plainCase is a handler that offers all that items have.
type plainCase[T any] struct {
	items *directus.Items[T]
	text  string              // name of a text field
	make  func(text string) T // a new item with this text
	of    func(T) (key directus.ID, text string)
	// oneByOne says that the server cannot create several at once.
	oneByOne bool
}

// run uses every method of the handler, whose collection must be empty, and looks after each
// write at everything that is there.
func (p plainCase[T]) run(t *testing.T) {
	t.Helper()
	t.Run("create and read", p.createAndRead)
	t.Run("read many", p.readMany)
	t.Run("update", p.update)
	t.Run("delete", p.delete)
}

func (p plainCase[T]) createAndRead(t *testing.T) {
	ctx := t.Context()
	p.holds(t)
	made, err := p.items.CreateOne(ctx, p.make("n1"))
	require.NoError(t, err)
	key, text := p.of(made)
	require.Equal(t, "n1", text)
	if p.oneByOne {
		for _, text := range []string{"n2", "n3", "n4", "n5"} {
			_, err := p.items.CreateOne(ctx, p.make(text))
			require.NoError(t, err)
		}
	} else {
		p.createMany(t)
	}
	p.holds(t, "n1", "n2", "n3", "n4", "n5")

	for _, read := range []func() (T, error){
		func() (T, error) { return p.items.ReadOne(ctx, key) },
		func() (T, error) { return p.items.Find(ctx, key) },
	} {
		got, err := read()
		require.NoError(t, err)
		require.Equal(t, made, got)
	}
	_, err = p.items.Find(ctx, p.unknown(key))
	require.ErrorIs(t, err, directus.ErrNotFound)
	for id, want := range map[directus.ID]bool{key: true, p.unknown(key): false} {
		exists, err := p.items.Exists(ctx, id)
		require.NoError(t, err)
		require.Equal(t, want, exists)
	}
}

func (p plainCase[T]) createMany(t *testing.T) {
	t.Helper()
	many, err := p.items.CreateMany(t.Context(), []T{p.make("n2"), p.make("n3")})
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"n2", "n3"}, p.texts(many))
	imported, err := p.items.Import(t.Context(), func(yield func(T, error) bool) {
		_ = yield(p.make("n4"), nil) && yield(p.make("n5"), nil)
	}, directus.BulkOptions{})
	require.NoError(t, err)
	require.Equal(t, 2, imported.Written)
}

func (p plainCase[T]) readMany(t *testing.T) {
	ctx := t.Context()
	keys := p.keys(t)
	many, err := p.items.ReadMany(ctx, []directus.ID{keys["n3"], keys["n1"], p.unknown(keys["n1"])})
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"n1", "n3"}, p.texts(many))
	page, err := p.items.ReadByQuery(ctx, query.In(p.text, "n2", "n3", "n4"), query.Sort("-"+p.text), query.Limit(2), query.Meta(query.AllMeta))
	require.NoError(t, err)
	require.Equal(t, []string{"n4", "n3"}, p.texts(page.Data))
	require.Equal(t, directus.Meta{TotalCount: 5, FilterCount: 3}, page.Meta)
	count, err := p.items.Count(ctx, query.Neq(p.text, "n1"))
	require.NoError(t, err)
	require.Equal(t, 4, count)
	var streamed, paged []T
	for item, err := range p.items.Stream(ctx, query.Sort(p.text)) {
		require.NoError(t, err)
		streamed = append(streamed, item)
	}
	require.Equal(t, []string{"n1", "n2", "n3", "n4", "n5"}, p.texts(streamed))
	for page, err := range p.items.Pages(ctx, query.PageSize(2)) {
		require.NoError(t, err)
		require.LessOrEqual(t, len(page.Data), 2)
		paged = append(paged, page.Data...)
	}
	require.ElementsMatch(t, streamed, paged)
}

func (p plainCase[T]) update(t *testing.T) {
	ctx := t.Context()
	keys := p.keys(t)
	got, err := p.items.UpdateOne(ctx, keys["n1"], directus.Patch{p.text: "a"})
	require.NoError(t, err)
	require.Equal(t, []string{"a"}, p.texts([]T{got}))
	p.holds(t, "a", "n2", "n3", "n4", "n5")
	many, err := p.items.UpdateMany(ctx, []directus.ID{keys["n1"], keys["n2"]}, directus.Patch{p.text: "b"})
	require.NoError(t, err)
	require.Equal(t, []string{"b", "b"}, p.texts(many))
	p.holds(t, "b", "b", "n3", "n4", "n5")
	many, err = p.items.UpdateBatch(ctx, []any{
		directus.Patch{"id": keys["n1"], p.text: "c"}, directus.Patch{"id": keys["n2"], p.text: "d"},
	})
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"c", "d"}, p.texts(many))
	p.holds(t, "c", "d", "n3", "n4", "n5")
	many, err = p.items.UpdateByQuery(ctx, directus.Patch{p.text: "e"}, query.In(p.text, "d", "n3"))
	require.NoError(t, err)
	require.Equal(t, []string{"e", "e"}, p.texts(many))
	p.holds(t, "c", "e", "e", "n4", "n5")
	many, err = p.items.UpdateMany(ctx, []directus.ID{p.unknown(keys["n1"])}, directus.Patch{p.text: "f"})
	if err == nil { // versions refuse it
		require.Empty(t, many)
	}
	p.holds(t, "c", "e", "e", "n4", "n5")
}

func (p plainCase[T]) delete(t *testing.T) {
	ctx := t.Context()
	keys := p.keys(t)
	require.NoError(t, p.items.DeleteOne(ctx, keys["c"]))
	p.holds(t, "e", "e", "n4", "n5")
	require.NoError(t, p.items.DeleteByQuery(ctx, query.Eq(p.text, "e")))
	p.holds(t, "n4", "n5")
	require.NoError(t, p.items.DeleteByQuery(ctx, query.Eq(p.text, "nothing")))
	require.NoError(t, p.items.DeleteMany(ctx, []directus.ID{keys["n4"]}))
	p.holds(t, "n5")
	require.NoError(t, p.items.DeleteMany(ctx, nil))
	require.ErrorIs(t, p.items.DeleteByQuery(ctx), directus.ErrUnbounded)
	p.holds(t, "n5")
	require.NoError(t, p.items.DeleteByQuery(ctx, query.Everything()))
	p.holds(t)
}

func (p plainCase[T]) texts(items []T) []string {
	texts := make([]string, len(items))
	for n, item := range items {
		_, texts[n] = p.of(item)
	}
	return texts
}

// keys are the keys of all items, by their texts.
func (p plainCase[T]) keys(t *testing.T) map[string]directus.ID {
	t.Helper()
	keys := map[string]directus.ID{}
	for item, err := range p.items.All(t.Context()) {
		require.NoError(t, err)
		key, text := p.of(item)
		keys[text] = key
	}
	return keys
}

// holds checks which items there are, all in all.
func (p plainCase[T]) holds(t *testing.T, want ...string) {
	t.Helper()
	var got []T
	for item, err := range p.items.All(t.Context()) {
		require.NoError(t, err)
		got = append(got, item)
	}
	texts := p.texts(got)
	slices.Sort(texts)
	require.Equal(t, append([]string{}, want...), texts)
}

// unknown is a key that no item has.
func (plainCase[T]) unknown(like directus.ID) directus.ID {
	if _, isText := like.(string); isText {
		return "8c2b9a4e-5d1f-4c3a-9b7e-0f6d5c4b3a21"
	}
	return 987654
}

// Every handler that is *Items does all that Items does, with the right effect on the server,
// and to nothing else.
//
//nolint:paralleltest // Some handlers need the place of others.
func TestRealPlainHandlers(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{})
	client := clientOf(t, server)
	me, err := directus.Call[user](t.Context(), client, &directus.Request{Method: "GET", Path: "/users/me"})
	require.NoError(t, err)
	dashboard, err := client.Dashboards.CreateOne(t.Context(), system.Dashboard{Name: "of the panels"})
	require.NoError(t, err)
	t.Run("panels", func(t *testing.T) {
		plainCase[system.Panel]{client.Panels, "name", func(text string) system.Panel {
			return system.Panel{Name: text, Dashboard: field.Link[system.Dashboard](dashboard.ID), Type: "label", PositionX: 1, PositionY: 1, Width: 2, Height: 2}
		}, func(p system.Panel) (directus.ID, string) { return p.ID, p.Name }, false}.run(t)
	})
	require.NoError(t, client.Dashboards.DeleteOne(t.Context(), dashboard.ID))
	t.Run("dashboards", func(t *testing.T) {
		plainCase[system.Dashboard]{
			client.Dashboards, "name", func(text string) system.Dashboard { return system.Dashboard{Name: text} },
			func(d system.Dashboard) (directus.ID, string) { return d.ID, d.Name }, false,
		}.run(t)
	})
	flow, err := client.Flows.CreateOne(t.Context(), system.Flow{Name: "of the operations"})
	require.NoError(t, err)
	t.Run("operations", func(t *testing.T) {
		plainCase[system.Operation]{client.Operations, "name", func(text string) system.Operation {
			return system.Operation{Name: text, Key: text, Flow: field.Link[system.Flow](flow.ID), Type: "log", PositionX: 1, PositionY: 1}
		}, func(o system.Operation) (directus.ID, string) { return o.ID, o.Name }, false}.run(t)
	})
	require.NoError(t, client.Flows.DeleteOne(t.Context(), flow.ID))
	t.Run("flows", func(t *testing.T) {
		plainCase[system.Flow]{&client.Flows.Items, "name", func(text string) system.Flow {
			return system.Flow{Name: text, Trigger: system.TriggerWebhook, Status: system.FlowInactive}
		}, func(f system.Flow) (directus.ID, string) { return f.ID, f.Name }, false}.run(t)
	})
	t.Run("folders", func(t *testing.T) {
		plainCase[system.Folder]{
			client.Folders, "name", func(text string) system.Folder { return system.Folder{Name: text} },
			func(f system.Folder) (directus.ID, string) { return f.ID, f.Name }, false,
		}.run(t)
	})
	t.Run("notifications", func(t *testing.T) {
		plainCase[system.Notification]{client.Notifications, "subject", func(text string) system.Notification {
			return system.Notification{Subject: text, Recipient: field.Link[system.User](me.ID)}
		}, func(n system.Notification) (directus.ID, string) { return n.ID, n.Subject }, server.Major() == 10}.run(t)
	})
	t.Run("presets", func(t *testing.T) {
		plainCase[system.Preset]{client.Presets, "bookmark", func(text string) system.Preset {
			return system.Preset{Bookmark: text, Collection: "directus_users", User: field.Link[system.User](me.ID)}
		}, func(p system.Preset) (directus.ID, string) { return p.ID, p.Bookmark }, false}.run(t)
	})
	t.Run("translations", func(t *testing.T) {
		plainCase[system.Translation]{client.Translations, "value", func(text string) system.Translation {
			return system.Translation{Language: "de-DE", Key: text, Value: text}
		}, func(tr system.Translation) (directus.ID, string) { return tr.ID, tr.Value }, false}.run(t)
	})
	name, item := versioned(t, client)
	t.Run("versions", func(t *testing.T) {
		plainCase[system.Version]{&client.Versions.Items, "name", func(text string) system.Version {
			return system.Version{Key: "key-" + text, Name: text, Collection: system.CollectionName(name), Item: fmt.Sprint(item)}
		}, func(v system.Version) (directus.ID, string) { return v.ID, v.Name }, false}.run(t)
	})
	t.Run("comments", func(t *testing.T) {
		since(t, server, 11)
		plainCase[system.Comment]{client.Comments, "comment", func(text string) system.Comment {
			return system.Comment{Collection: system.CollectionName(name), Item: fmt.Sprint(item), Comment: text}
		}, func(c system.Comment) (directus.ID, string) { return c.ID, c.Comment }, false}.run(t)
	})
}
