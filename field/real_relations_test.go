package field_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
)

// writer and post are the two sides of an M2O and an O2M.
type writer struct {
	ID    int              `json:"id,omitzero"`
	Name  string           `json:"name,omitzero"`
	Posts field.Many[post] `json:"posts,omitzero"`
}

type post struct {
	ID     int               `json:"id,omitzero"`
	Title  string            `json:"title,omitzero"`
	Writer field.Ref[writer] `json:"writer,omitzero"`
}

// blog makes writers and posts. A post that is removed from a writer is unlinked, or
// deleted when onRemove is "delete".
func blog(t *testing.T, client *directus.Client, onRemove string) (*directus.Items[writer], *directus.Items[post]) {
	t.Helper()
	makeCollection(t, client, "field_writers", intKey(), column("name", "string"), list("posts", "o2m"))
	makeCollection(t, client, "field_posts", intKey(), column("title", "string"), column("writer", "integer"))
	relate(t, client, "field_posts", "writer", "field_writers", m{"one_field": "posts", "one_deselect_action": onRemove})
	return directus.NewItems[writer](client, "field_writers"), directus.NewItems[post](client, "field_posts")
}

// titles are those of the posts of a writer.
func titles(t *testing.T, writers *directus.Items[writer], id directus.ID) []string {
	t.Helper()
	w, err := writers.ReadOne(t.Context(), id, query.Fields("posts.title"))
	require.NoError(t, err)
	titles := []string{}
	for _, p := range w.Posts.Items() {
		titles = append(titles, p.Title)
	}
	return titles
}

func TestRealM2O(t *testing.T) {
	t.Parallel()
	writers, posts := blog(t, realClient(t), "nullify")
	ada := create(t, writers, writer{Name: "Ada"})

	linked := create(t, posts, post{Title: "a", Writer: field.Link[writer](ada.ID)})
	require.Equal(t, field.Link[writer](ada.ID), linked.Writer) // read as a key
	read, err := posts.ReadOne(t.Context(), linked.ID, query.Fields("*", "writer.id", "writer.name"))
	require.NoError(t, err)
	require.Equal(t, field.Embed(writer{ID: ada.ID, Name: "Ada"}), read.Writer) // read expanded
	require.Equal(t, linked.Writer.Key(), read.Writer.Key())
	require.Equal(t, linked.Writer, update(t, posts, linked.ID, read).Writer) // written back as it was read

	nested := create(t, posts, post{Title: "b", Writer: field.Embed(writer{Name: "Bob"})})
	bob, err := writers.ReadOne(t.Context(), nested.Writer, query.Fields("name")) // a Ref is an ID
	require.NoError(t, err)
	require.Equal(t, "Bob", bob.Name)

	// A nested item with a key that exists changes that item.
	key := nested.Writer.Key()
	number, ok := key.Int64()
	require.True(t, ok)
	changed := update(t, posts, nested.ID, post{Writer: field.Embed(writer{ID: int(number), Name: "Rob"})})
	require.Equal(t, key, changed.Writer.Key())
	require.Equal(t, []string{"b"}, titles(t, writers, key))

	require.Equal(t, field.Unlink[writer](), update(t, posts, nested.ID, post{Writer: field.Unlink[writer]()}).Writer)
	require.Equal(t, field.Unlink[writer](), update(t, posts, nested.ID, post{Title: "c"}).Writer) // unset keeps it
	require.Equal(t, linked.Writer, update(t, posts, nested.ID, post{Writer: field.Link[writer](ada.ID)}).Writer)
	text := update(t, posts, nested.ID, directus.Patch{"writer": field.Link[writer](linked.Writer.Key().String())})
	require.Equal(t, linked.Writer, text.Writer) // a key in a string is the same to the server

	require.NoError(t, writers.DeleteOne(t.Context(), linked.Writer.Key()))
	read, err = posts.ReadOne(t.Context(), linked.ID)
	require.NoError(t, err)
	require.True(t, read.Writer.IsNull())
	_, err = posts.UpdateOne(t.Context(), linked.ID, post{Writer: field.Link[writer](99)})
	require.ErrorIs(t, err, directus.CodeInvalidForeignKey)
}

func TestRealO2M(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	writers, posts := blog(t, client, "nullify")
	loose := create(t, posts, post{Title: "loose"})
	ada := create(t, writers, writer{Name: "Ada", Posts: field.ReplaceItems(post{Title: "a"}, post{Title: "b"})})
	require.Len(t, ada.Posts.Keys(), 2) // nested create, read as keys
	require.Empty(t, ada.Posts.Items())
	require.Equal(t, []string{"a", "b"}, titles(t, writers, ada.ID)) // read expanded

	keys := ada.Posts.Keys()
	ada = update(t, writers, ada.ID, writer{Posts: field.Replace(field.Link[post](keys[0]), field.Link[post](loose.ID))})
	require.Equal(t, []string{"loose", "a"}, titles(t, writers, ada.ID)) // linked one, unlinked one
	unlinked, err := posts.ReadOne(t.Context(), keys[1])
	require.NoError(t, err)
	require.True(t, unlinked.Writer.IsNull())

	ada = update(t, writers, ada.ID, writer{Posts: field.Apply[post](field.Changes{
		Create: []any{post{Title: "new"}},
		Update: []any{directus.Patch{"id": keys[0], "title": "A"}, directus.Patch{"id": keys[1]}},
		Delete: []any{loose.ID},
	})})
	require.Equal(t, []string{"A", "b", "new"}, titles(t, writers, ada.ID))

	for name, nothing := range map[string]any{
		"unset":      writer{Name: "Ada L."},
		"no changes": directus.Patch{"posts": field.Many[post]{}},
		"empty":      directus.Patch{"posts": field.Changes{}},
	} {
		require.Equal(t, 3, update(t, writers, ada.ID, nothing).Posts.Len(), name)
	}
	read, err := writers.ReadOne(t.Context(), ada.ID, query.Fields("*", "posts.id", "posts.title"))
	require.NoError(t, err)
	require.Equal(t, read.Posts.Keys(), update(t, writers, ada.ID, read).Posts.Keys()) // written back as it was read
	require.Equal(t, []string{"A", "b", "new"}, titles(t, writers, ada.ID))

	require.Zero(t, update(t, writers, ada.ID, writer{Posts: field.Replace[post]()}).Posts.Len())
	count, err := posts.Count(t.Context())
	require.NoError(t, err)
	require.Equal(t, 4, count)
	ada = update(t, writers, ada.ID, writer{Posts: field.ReplaceKeys[post](directus.IDs(loose.ID)...)})
	require.Equal(t, []field.Key{key(t, loose.ID)}, ada.Posts.Keys())
	require.Zero(t, update(t, writers, ada.ID, directus.Patch{"posts": nullMany[post](t)}).Posts.Len())

	empty := create(t, writers, writer{Name: "Bob"})
	require.Equal(t, field.Replace[post](), empty.Posts)
	withChanges := directus.Patch{"name": "Eve", "posts": field.Many[post]{}}
	eve, err := directus.NewItems[directus.Patch](client, "field_writers").CreateOne(t.Context(), withChanges)
	require.NoError(t, err)
	require.Equal(t, []any{}, eve["posts"])
}

func TestRealO2MDeletes(t *testing.T) {
	t.Parallel()
	writers, posts := blog(t, realClient(t), "delete")
	ada := create(t, writers, writer{Posts: field.ReplaceItems(post{Title: "a"}, post{Title: "b"}, post{Title: "c"})})
	keys := ada.Posts.Keys()
	update(t, writers, ada.ID, writer{Posts: field.ReplaceKeys[post](keys[1], keys[2])})
	update(t, writers, ada.ID, directus.Patch{"posts": field.Changes{Delete: []any{keys[2]}}})
	left, err := posts.ReadByQuery(t.Context(), query.Fields("title"))
	require.NoError(t, err)
	require.Equal(t, []post{{Title: "b"}}, left.Data)
}

func TestRealRecursive(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	makeCollection(t, client, "field_pages", intKey(), column("parent", "integer"), list("children", "o2m"))
	relate(t, client, "field_pages", "parent", "field_pages", m{"one_field": "children"})
	t.Cleanup(func() { // with the relation to itself, SQLite cannot drop the collection
		send(t, client, http.MethodDelete, "/fields/field_pages/parent", nil)
	})
	pages := directus.NewItems[page](client, "field_pages")
	root := create(t, pages, page{Children: field.ReplaceItems(page{Children: field.ReplaceItems(page{})}, page{})})
	read, err := pages.ReadOne(t.Context(), root.ID, query.Fields("id", "parent", "children.id", "children.parent.id", "children.children.id"))
	require.NoError(t, err)
	require.True(t, read.Parent.IsNull())
	children := read.Children.Items()
	require.Len(t, children, 2)
	parent, ok := children[0].Parent.Item()
	require.True(t, ok)
	require.Equal(t, root.ID, parent.ID)
	require.Equal(t, 1, children[0].Children.Len()+children[1].Children.Len())
}

func TestRealLargeKeys(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	makeCollection(t, client, "field_large", m{"field": "id", "type": "bigInteger", "meta": m{}, "schema": m{"is_primary_key": true}})
	makeCollection(t, client, "field_to_large", intKey(), column("large", "bigInteger"))
	relate(t, client, "field_to_large", "large", "field_large", m{})
	const large = 9007199254740993
	_, err := directus.NewItems[directus.Patch](client, "field_large").CreateOne(t.Context(), directus.Patch{"id": field.BigInt(large)}, query.Fields("id"))
	require.NoError(t, err)

	rows := directus.NewItems[directus.Patch](client, "field_to_large")
	_, err = rows.CreateOne(t.Context(), directus.Patch{"large": large})
	require.ErrorIs(t, err, directus.CodeInvalidForeignKey) // a number is rounded
	_, err = rows.CreateOne(t.Context(), directus.Patch{"large": field.Link[directus.Patch](large)})
	require.NoError(t, err)
}
