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

func TestVersionsCalls(t *testing.T) {
	t.Parallel()
	const id = "98aff6e8-6eac-418a-9718-0f1220c07846"
	tests := map[string]struct {
		reply    string
		call     func(v *directus.Versions) (any, error)
		want     sent
		wantData any
	}{
		"save": {
			`{"data":{"id":1,"title":"two","_user":"u"}}`,
			func(v *directus.Versions) (any, error) {
				return v.Save(t.Context(), id, directus.Patch{"title": "two"}, query.Raw("patchRevision", "true"))
			},
			sent{Method: "POST", Path: "/versions/" + id + "/save?patchRevision=true", Body: `{"title":"two"}`},
			directus.Item{"id": 1.0, "title": "two", "_user": "u"},
		},
		"compare": {
			`{"data":{"outdated":true,"mainHash":"d61f","current":{"id":"1","rank":6},"main":{"id":1,"rank":9}}}`,
			func(v *directus.Versions) (any, error) { return v.Compare(t.Context(), id) },
			sent{Method: "GET", Path: "/versions/" + id + "/compare"},
			directus.Comparison{Outdated: true, MainHash: "d61f", Current: directus.Item{"id": "1", "rank": 6.0}, Main: directus.Item{"id": 1.0, "rank": 9.0}},
		},
		"promote": {
			`{"data":"1"}`,
			func(v *directus.Versions) (any, error) {
				key, err := v.Promote(t.Context(), id, "d61f")
				return key.String(), err
			},
			sent{Method: "POST", Path: "/versions/" + id + "/promote", Body: `{"mainHash":"d61f"}`},
			"1",
		},
		"promote some fields of a version without an item": {
			`{"data":2}`,
			func(v *directus.Versions) (any, error) {
				key, err := v.Promote(t.Context(), id, "", "title", "rank")
				return key.String(), err
			},
			sent{Method: "POST", Path: "/versions/" + id + "/promote", Body: `{"fields":["title","rank"]}`},
			"2",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, f := newFake(t, http.StatusOK, tt.reply)
			got, err := tt.call(client.Versions)
			require.NoError(t, err)
			require.Equal(t, tt.wantData, got)
			requireSent(t, tt.want, f.one(t))

			client, _ = newFake(t, http.StatusForbidden, forbidden)
			_, err = tt.call(client.Versions)
			require.ErrorIs(t, err, directus.CodeForbidden)
		})
	}
}

// requireSent compares what was sent: method, path with query, and body.
func requireSent(t *testing.T, want, got sent) {
	t.Helper()
	path := got.Path
	if len(got.Query) > 0 {
		path += "?" + got.Query.Encode()
	}
	require.Equal(t, want, sent{Method: got.Method, Path: path, Body: got.Body})
}

func TestVersionsRefuse(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, http.StatusOK, `{"data":{}}`)
	ctx := t.Context()
	for name, err := range map[string]error{
		"save no key":     errOf(client.Versions.Save(ctx, "", directus.Patch{"a": 1})),
		"save no object":  errOf(client.Versions.Save(ctx, "v", 5)),
		"save a mask":     errOf(client.Versions.Save(ctx, "v", directus.Patch{"token": "**********"})),
		"save, bad query": errOf(client.Versions.Save(ctx, "v", directus.Patch{"a": 1}, query.Version(""))),
		"compare no key":  errOf(client.Versions.Compare(ctx, nil)),
		"promote no key":  errOf(client.Versions.Promote(ctx, "..", "hash")),
	} {
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
	}
	require.Empty(t, f.sent)
}

// A list of versioned items that goes as a SEARCH asks for all fields: Directus 12 would
// return items without any.
func TestVersionSearchAsksForFields(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, http.StatusOK, `{"data":[]}`)
	_, err := directus.NewItems[article](client, "articles").ReadMany(t.Context(), directus.IDs(1), query.Version("v"))
	require.NoError(t, err)
	require.JSONEq(t, `{"keys":[1],"query":{"version":"v","fields":["*"]}}`, f.one(t).Body)
}

// versioned makes a versioned collection with one item, and returns its name and the key.
func versioned(t *testing.T, client *directus.Client) (string, directus.ID) {
	t.Helper()
	name := makeCollection(t, client, m{"versioning": true}, intKey("id"), plain("title", "string"), plain("rank", "integer"))
	made, err := directus.NewItems[article](client, name).CreateOne(t.Context(), article{Title: "one", Rank: 1})
	require.NoError(t, err)
	return name, made.ID
}

func TestRealVersions(t *testing.T) {
	t.Parallel()
	ctx, server := t.Context(), realserver.Shared(t)
	client := clientOf(t, server)
	name, key := versioned(t, client)
	items := directus.NewItems[article](client, name)
	mismatch := directus.CodeVersionHashMismatch
	if server.Major() < 12 {
		mismatch = directus.CodeUnprocessableContent
	}
	main := func() article {
		t.Helper()
		got, err := items.ReadOne(ctx, key)
		require.NoError(t, err)
		return got
	}
	make1 := system.Version{Key: "v1", Name: "V", Collection: system.CollectionName(name), Item: fmt.Sprint(key)}
	made, err := client.Versions.CreateOne(ctx, make1)
	require.NoError(t, err)
	require.NotEmpty(t, made.Hash)
	_, err = client.Versions.CreateOne(ctx, make1)
	require.ErrorIs(t, err, directus.CodeUnprocessableContent)

	saved, err := client.Versions.Save(ctx, made.ID, directus.Patch{"title": "two"})
	require.NoError(t, err)
	require.Equal(t, "two", saved["title"])
	require.InDelta(t, 1, saved["rank"], 0)
	saved, err = client.Versions.Save(ctx, made.ID, directus.Patch{"rank": 5}, query.Raw("patchRevision", "true"))
	require.NoError(t, err)
	require.Equal(t, "two", saved["title"])
	require.InDelta(t, 5, saved["rank"], 0)
	require.Equal(t, article{ID: 1, Title: "one", Rank: 1}, main())
	revisions, err := client.Revisions.Count(ctx, query.Eq("version", made.ID))
	require.NoError(t, err)
	require.Equal(t, map[bool]int{true: 1, false: 2}[server.Major() >= 12], revisions)

	compared, err := client.Versions.Compare(ctx, made.ID)
	require.NoError(t, err)
	require.False(t, compared.Outdated)
	require.Equal(t, made.Hash, compared.MainHash)
	require.Equal(t, "two", compared.Current["title"])
	require.Equal(t, "one", compared.Main["title"])

	versionReads(t, server, client, name)

	_, err = items.UpdateOne(ctx, key, directus.Patch{"rank": 9})
	require.NoError(t, err)
	_, err = client.Versions.Promote(ctx, made.ID, compared.MainHash)
	require.ErrorIs(t, err, mismatch)
	_, err = client.Versions.Promote(ctx, made.ID, "")
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	require.Equal(t, article{ID: 1, Title: "one", Rank: 9}, main())
	compared, err = client.Versions.Compare(ctx, made.ID)
	require.NoError(t, err)
	require.True(t, compared.Outdated)
	promoted, err := client.Versions.Promote(ctx, made.ID, compared.MainHash, "title")
	require.NoError(t, err)
	require.Equal(t, "1", promoted.String())
	require.Equal(t, article{ID: 1, Title: "two", Rank: 9}, main())
	compared, err = client.Versions.Compare(ctx, made.ID)
	require.NoError(t, err)
	_, err = client.Versions.Promote(ctx, made.ID, compared.MainHash)
	require.NoError(t, err)
	require.Equal(t, article{ID: 1, Title: "two", Rank: 5}, main())
	_, err = client.Versions.Compare(ctx, "8c2b9a4e-5d1f-4c3a-9b7e-0f6d5c4b3a21")
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.NoError(t, client.Versions.DeleteOne(ctx, made.ID))
}

// versionReads reads an item through each read of Items as the version "v1" has it.
func versionReads(t *testing.T, server *realserver.Server, client *directus.Client, name string) {
	t.Helper()
	ctx, want, items := t.Context(), article{ID: 1, Title: "two", Rank: 5}, directus.NewItems[article](client, name)
	got, err := items.ReadOne(ctx, 1, query.Version("v1"))
	require.NoError(t, err)
	require.Equal(t, want, got)
	if server.Major() < 12 {
		want = article{ID: 1, Title: "one", Rank: 1} // lists know no versions there
	}
	many, err := items.ReadMany(ctx, directus.IDs(1), query.Version("v1"))
	require.NoError(t, err)
	require.Equal(t, []article{want}, many)
	page, err := items.ReadByQuery(ctx, query.Version("v1"))
	require.NoError(t, err)
	require.Equal(t, []article{want}, page.Data)
	page, err = items.With(directus.ForceSearch()).ReadByQuery(ctx, query.Version("v1"))
	require.NoError(t, err)
	require.Equal(t, []article{want}, page.Data)
	for got, err := range items.All(ctx, query.Version("v1")) {
		require.NoError(t, err)
		require.Equal(t, want, got)
	}

	_, err = items.ReadOne(ctx, 1, query.Version("none"))
	if server.Major() > 10 {
		require.ErrorIs(t, err, directus.CodeForbidden)
	} else {
		require.NoError(t, err)
	}
	if server.Major() == 10 {
		return // versionRaw is an error there
	}
	raw, err := directus.NewItems[directus.Item](client, name).ReadOne(ctx, 1, query.Version("v1"), query.VersionRaw())
	require.NoError(t, err)
	require.Equal(t, directus.Item{"id": "1", "title": "two", "rank": 5.0}, raw)
}

// A draft without an item becomes one when it is promoted.
func TestRealVersionWithoutItem(t *testing.T) {
	t.Parallel()
	ctx, server := t.Context(), realserver.Shared(t)
	since(t, server, 12)
	client := clientOf(t, server)
	name, _ := versioned(t, client)
	items := directus.NewItems[directus.Item](client, name)
	draft, err := client.Versions.CreateOne(ctx, system.Version{Key: "draft", Collection: system.CollectionName(name)})
	require.NoError(t, err)
	require.Empty(t, draft.Item)
	_, err = client.Versions.CreateOne(ctx, system.Version{Key: "other", Collection: system.CollectionName(name)})
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	saved, err := client.Versions.Save(ctx, draft.ID, directus.Patch{"title": "new"})
	require.NoError(t, err)
	require.Equal(t, "new", saved["title"])
	require.NotContains(t, saved, "id")
	_, err = client.Versions.Compare(ctx, draft.ID)
	require.ErrorIs(t, err, directus.CodeForbidden)
	key, err := client.Versions.Promote(ctx, draft.ID, "")
	require.NoError(t, err)
	got, err := items.ReadOne(ctx, key, query.Version("draft"))
	require.NoError(t, err)
	require.Equal(t, "new", got["title"])
	require.Equal(t, m{"version_id": draft.ID}, got["$meta"])
	draft, err = client.Versions.ReadOne(ctx, draft.ID)
	require.NoError(t, err)
	require.Equal(t, key.String(), draft.Item)
}
