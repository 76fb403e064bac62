package directus_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
)

func TestUtilsCalls(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reply    string
		call     func(u *directus.Utils) (any, error)
		want     sent
		wantData any
	}{
		"random string": {
			`{"data":"mIAwI"}`, func(u *directus.Utils) (any, error) { return u.RandomString(t.Context(), 5) },
			sent{Method: "GET", Path: "/utils/random/string?length=5"},
			"mIAwI",
		},
		"random string of the default length": {
			`{"data":"mIAwI"}`, func(u *directus.Utils) (any, error) { return u.RandomString(t.Context(), 0) },
			sent{Method: "GET", Path: "/utils/random/string"},
			"mIAwI",
		},
		"hash": {
			`{"data":"$argon2id$v=19"}`, func(u *directus.Utils) (any, error) { return u.HashGenerate(t.Context(), "a") },
			sent{Method: "POST", Path: "/utils/hash/generate", Body: `{"string":"a"}`},
			"$argon2id$v=19",
		},
		"verify a hash": {
			`{"data":false}`, func(u *directus.Utils) (any, error) { return u.HashVerify(t.Context(), "a", "$argon2id$v=19") },
			sent{Method: "POST", Path: "/utils/hash/verify", Body: `{"hash":"$argon2id$v=19","string":"a"}`},
			false,
		},
		"sort": {
			``, func(u *directus.Utils) (any, error) { return nil, u.Sort(t.Context(), "articles", 1, "3") },
			sent{Method: "POST", Path: "/utils/sort/articles", Body: `{"item":1,"to":"3"}`},
			nil,
		},
		"revert": {
			``, func(u *directus.Utils) (any, error) { return nil, u.Revert(t.Context(), 68) },
			sent{Method: "POST", Path: "/utils/revert/68"},
			nil,
		},
		"clear the cache": {
			``, func(u *directus.Utils) (any, error) { return nil, u.ClearCache(t.Context(), false) },
			sent{Method: "POST", Path: "/utils/cache/clear"},
			nil,
		},
		"clear the system's cache too": {
			``, func(u *directus.Utils) (any, error) { return nil, u.ClearCache(t.Context(), true) },
			sent{Method: "POST", Path: "/utils/cache/clear?system=true"},
			nil,
		},
		"resolve a redirect": {
			`{"data":"/admin/x"}`, func(u *directus.Utils) (any, error) { return u.ResolveRedirect(t.Context(), "/admin/x", "google") },
			sent{Method: "POST", Path: "/utils/resolve-redirect", Body: `{"provider":"google","redirect":"/admin/x"}`},
			"/admin/x",
		},
		"generate translations": {
			`{"data":{"created":true,"translationsCollection":"ut_translations","languagesCollection":"languages","fields":["title"]}}`,
			func(u *directus.Utils) (any, error) {
				return u.GenerateTranslations(t.Context(), directus.TranslationSetup{Collection: "ut", Fields: []string{"title"}, NoSeed: true})
			},
			sent{Method: "POST", Path: "/utils/translations/generate", Body: `{"collection":"ut","fields":["title"],"createLanguagesCollection":true,"seedLanguages":false}`},
			directus.GeneratedTranslations{Created: true, TranslationsCollection: "ut_translations", LanguagesCollection: "languages", Fields: []string{"title"}},
		},
		"export": {
			``, func(u *directus.Utils) (any, error) {
				return nil, u.Export(t.Context(), "articles", query.CSV, directus.Patch{"title": "T"}, query.Eq("a", 1), query.Limit(2))
			},
			sent{Method: "POST", Path: "/utils/export/articles", Body: `{"file":{"title":"T"},"format":"csv","query":{"filter":{"a":{"_eq":1}},"limit":2}}`},
			nil,
		},
		"export everything": {
			``, func(u *directus.Utils) (any, error) { return nil, u.Export(t.Context(), "articles", query.YAML, nil) },
			sent{Method: "POST", Path: "/utils/export/articles", Body: `{"format":"yaml","query":{}}`},
			nil,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, f := newFake(t, http.StatusOK, tt.reply)
			got, err := tt.call(client.Utils)
			require.NoError(t, err)
			require.Equal(t, tt.wantData, got)
			request := f.one(t)
			if tt.want.Body != "" {
				require.JSONEq(t, tt.want.Body, request.Body)
				request.Body = tt.want.Body
			}
			requireSent(t, tt.want, request)

			client, _ = newFake(t, http.StatusForbidden, forbidden)
			_, err = tt.call(client.Utils.With(directus.NoRetry()))
			require.ErrorIs(t, err, directus.CodeForbidden)
		})
	}
}

func TestUtilsRefuse(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	client, f := newFake(t, http.StatusOK, `{"data":{}}`)
	u := client.Utils
	setup := func(collection string, fields ...string) error {
		return errOf(u.GenerateTranslations(ctx, directus.TranslationSetup{Collection: collection, Fields: fields}))
	}
	for name, err := range map[string]error{
		"a negative length":             errOf(u.RandomString(ctx, -1)),
		"a length of 501":               errOf(u.RandomString(ctx, 501)),
		"the hash of nothing":           errOf(u.HashGenerate(ctx, "")),
		"verify nothing":                errOf(u.HashVerify(ctx, "", "hash")),
		"verify no hash":                errOf(u.HashVerify(ctx, "secret", "")),
		"sort no collection":            u.Sort(ctx, "", 1, 2),
		"sort no item":                  u.Sort(ctx, "articles", nil, 2),
		"sort nowhere":                  u.Sort(ctx, "articles", 1, ""),
		"revert to nothing":             u.Revert(ctx, ""),
		"no redirect":                   errOf(u.ResolveRedirect(ctx, "", "google")),
		"translate nothing":             setup("articles"),
		"translations of no collection": setup("", "title"),
		"export no collection":          u.Export(ctx, "", query.CSV, nil),
		"export an unknown format":      u.Export(ctx, "articles", "pdf", nil),
		"export a bad query":            u.Export(ctx, "articles", query.CSV, nil, query.Limit(-2)),
	} {
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
		require.NotContains(t, err.Error(), "secret", name)
	}
	require.Empty(t, f.sent)
}

//nolint:paralleltest // Each takes a moment.
func TestRealUtils(t *testing.T) {
	t.Parallel()
	ctx, server := t.Context(), realserver.Shared(t)
	client := clientOf(t, server)
	t.Run("random string", func(t *testing.T) {
		for length, want := range map[int]int{0: 32, 1: 1, 500: 500} {
			text, err := client.Utils.RandomString(ctx, length)
			require.NoError(t, err)
			require.Len(t, text, want)
		}
	})
	t.Run("hash", func(t *testing.T) {
		hash, err := client.Utils.HashGenerate(ctx, "text")
		if server.Major() > 11 {
			require.ErrorIs(t, err, directus.CodeRouteNotFound)
			require.ErrorIs(t, errOf(client.Utils.HashVerify(ctx, "text", "hash")), directus.CodeRouteNotFound)
			return
		}
		require.NoError(t, err)
		for text, want := range map[string]bool{"text": true, "other": false} {
			got, err := client.Utils.HashVerify(ctx, text, hash)
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
		_, err = client.Utils.HashVerify(ctx, "text", "no hash")
		require.ErrorIs(t, err, map[bool]directus.Code{true: directus.CodeInvalidPayload, false: directus.CodeInternalServerError}[server.Major() > 10])
	})
	t.Run("resolve redirect", func(t *testing.T) {
		since(t, server, 11)
		at, err := client.Utils.ResolveRedirect(ctx, "/admin/content?x=1", "")
		require.NoError(t, err)
		require.Equal(t, "/admin/content?x=1", at)
		at, err = client.Utils.ResolveRedirect(ctx, server.URL+"/admin", "google")
		require.NoError(t, err)
		require.Equal(t, server.URL+"/admin", at)
		_, err = client.Utils.ResolveRedirect(ctx, "https://elsewhere.example.com", "")
		require.ErrorIs(t, err, directus.CodeInvalidPayload)
	})
	t.Run("nobody", func(t *testing.T) {
		anonymous, err := directus.New(server.URL)
		require.NoError(t, err)
		defer anonymous.Close()
		_, err = anonymous.Utils.RandomString(ctx, 5)
		require.NoError(t, err)
		require.ErrorIs(t, anonymous.Utils.ClearCache(ctx, true), directus.CodeForbidden)
	})
}

func TestRealSortAndRevert(t *testing.T) {
	t.Parallel()
	ctx, client := t.Context(), realClient(t)
	name := makeCollection(t, client, m{"sort_field": "rank"}, intKey("id"), plain("title", "string"), plain("rank", "integer"))
	items := directus.NewItems[article](client, name)
	_, err := items.CreateMany(ctx, []article{{Title: "a", Rank: 1}, {Title: "b", Rank: 2}, {Title: "c", Rank: 3}})
	require.NoError(t, err)
	order := func() (ids []int) {
		page, err := items.ReadByQuery(ctx, query.Sort("rank"))
		require.NoError(t, err)
		for _, item := range page.Data {
			ids = append(ids, item.ID)
		}
		return ids
	}
	require.NoError(t, client.Utils.Sort(ctx, name, 1, 3))
	require.Equal(t, []int{2, 3, 1}, order())
	require.NoError(t, client.Utils.Sort(ctx, name, "1", "2"))
	require.Equal(t, []int{1, 2, 3}, order())
	require.ErrorIs(t, client.Utils.Sort(ctx, name, 1, 99), directus.CodeInternalServerError)
	require.ErrorIs(t, client.Utils.Sort(ctx, articlesName(t, client), 1, 2), directus.CodeInvalidPayload)

	_, err = items.UpdateOne(ctx, 2, directus.Patch{"title": "changed"})
	require.NoError(t, err)
	first, err := client.Revisions.ReadByQuery(ctx, query.Eq("collection", name), query.Eq("item", "2"), query.Sort("id"), query.Limit(1))
	require.NoError(t, err)
	require.NoError(t, client.Utils.Revert(ctx, first.Data[0].ID))
	got, err := items.ReadOne(ctx, 2)
	require.NoError(t, err)
	require.Equal(t, "b", got.Title)
	require.ErrorIs(t, client.Utils.Revert(ctx, 987654), directus.CodeForbidden)
}

// A cleared cache answers with what is in the database.
func TestRealClearCache(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{Env: map[string]string{
		"CACHE_ENABLED": "true", "CACHE_STORE": "memory", "CACHE_STATUS_HEADER": "x-cache-status", "CACHE_AUTO_PURGE": "false",
	}})
	client := clientOf(t, server)
	items := articles(t, client)
	makeArticles(t, items, 1)
	var info directus.ResponseInfo
	read := func() string {
		_, err := items.With(directus.Into(&info)).ReadOne(t.Context(), 1)
		require.NoError(t, err)
		return info.Header.Get("X-Cache-Status")
	}
	require.NotEqual(t, "HIT", read())
	require.Equal(t, "HIT", read())
	for _, system := range []bool{false, true} {
		require.NoError(t, client.Utils.ClearCache(t.Context(), system))
		require.NotEqual(t, "HIT", read())
		require.Equal(t, "HIT", read())
	}
}

func TestRealGenerateTranslations(t *testing.T) {
	t.Parallel()
	ctx, server := t.Context(), realserver.Shared(t)
	client := clientOf(t, server)
	name := articlesName(t, client)
	setup := directus.TranslationSetup{Collection: name, Fields: []string{"title"}, LanguagesCollection: "languages_of_" + name}
	if server.Major() == 10 {
		require.ErrorIs(t, errOf(client.Utils.GenerateTranslations(ctx, setup)), directus.CodeRouteNotFound)
		return
	}
	strict := setup
	strict.NoNewLanguages = true
	require.ErrorIs(t, errOf(client.Utils.GenerateTranslations(ctx, strict)), directus.CodeInvalidPayload)
	made, err := client.Utils.GenerateTranslations(ctx, setup)
	require.NoError(t, err)
	t.Cleanup(func() {
		succeed(t, client, http.MethodDelete, "/collections/"+made.TranslationsCollection, nil)
		succeed(t, client, http.MethodDelete, "/collections/"+made.LanguagesCollection, nil)
	})
	require.Equal(t, directus.GeneratedTranslations{
		Created: true, TranslationsCollection: name + "_translations", LanguagesCollection: setup.LanguagesCollection, Fields: []string{"title"},
	}, made)
	languages, err := directus.NewItems[directus.Item](client, made.LanguagesCollection, directus.WithPrimaryKey("code")).Count(ctx)
	require.NoError(t, err)
	require.Equal(t, 8, languages)
	again, err := client.Utils.GenerateTranslations(ctx, setup)
	require.NoError(t, err)
	require.False(t, again.Created)

	items := directus.NewItems[directus.Item](client, name)
	item, err := items.CreateOne(ctx, directus.Item{"title": "Hello", "translations": []m{{setup.LanguagesCollection + "_code": "de-DE", "title": "Hallo"}}}, query.Fields("translations.title"))
	require.NoError(t, err)
	require.Equal(t, directus.Item{"translations": []any{m{"title": "Hallo"}}}, item)
}

// The file of an export comes a moment later, and a notification with it.
func TestRealExport(t *testing.T) {
	t.Parallel()
	ctx, client := t.Context(), realClient(t)
	name := articlesName(t, client)
	makeArticles(t, directus.NewItems[article](client, name), 150)
	exported := func(title string) string {
		var id string
		require.Eventually(t, func() bool {
			page, err := client.Files.ReadByQuery(ctx, query.Eq("title", title))
			if err != nil || len(page.Data) == 0 || page.Data[0].Filesize == 0 {
				return false
			}
			id = page.Data[0].ID
			return true
		}, waiting, polling)
		t.Cleanup(func() { require.NoError(t, client.Files.DeleteOne(context.WithoutCancel(ctx), id)) })
		resp, err := client.Get(ctx, "/assets/"+id)
		require.NoError(t, err)
		body, err := resp.Bytes()
		require.NoError(t, err)
		return string(body)
	}
	require.NoError(t, client.Utils.Export(ctx, name, query.CSV, directus.Patch{"title": name + " all"}, query.Fields("id", "title")))
	lines := strings.Split(exported(name+" all"), "\n")
	require.Len(t, lines, 151)
	require.Equal(t, `150,"number 150"`, lines[150])
	require.NoError(t, client.Utils.Export(ctx, name, query.JSONDoc, directus.Patch{"title": name + " some"},
		query.Gt("id", 100), query.Sort("-id"), query.Limit(2), query.Fields("id")))
	require.JSONEq(t, `[{"id":150},{"id":149}]`, exported(name+" some"))
	noticed(t, client, fmt.Sprintf("Your export of %s is ready", name), 2)

	require.ErrorIs(t, client.Utils.Export(ctx, "nowhere", query.CSV, nil), directus.CodeForbidden)
}
