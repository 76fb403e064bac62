package query_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// makeDraft makes an item with a version.
func makeDraft(t *testing.T, client *directus.Client) {
	t.Helper()
	makeCollection(t, client, "drafts", m{"versioning": true}, column("title", "string"), column("rank", "integer"))
	fill(t, client, "drafts", m{"title": "published", "rank": 1})
	version, ok := send(t, client, http.MethodPost, "/versions", m{"name": "Draft", "key": "draft", "collection": "drafts", "item": "1"}).(m)
	require.True(t, ok)
	id, ok := version["id"].(string)
	require.True(t, ok)
	send(t, client, http.MethodPost, "/versions/"+id+"/save", m{"title": "changed"})
}

func realVersions(t *testing.T, client *directus.Client) {
	t.Helper()
	type draft struct {
		Title string `json:"title"`
		Rank  int    `json:"rank"`
	}
	drafts := directus.NewItems[draft](client, "drafts")
	for name, tt := range map[string]struct {
		options []query.Option
		want    draft
	}{
		"main":    {nil, draft{"published", 1}},
		"version": {[]query.Option{query.Version("draft")}, draft{"changed", 1}},
		"raw":     {[]query.Option{query.Version("draft"), query.VersionRaw()}, draft{"changed", 1}},
	} {
		got, err := drafts.ReadOne(t.Context(), 1, tt.options...)
		require.NoError(t, err, name)
		assert.Equal(t, tt.want, got, name)
	}
	got, err := drafts.ReadOne(t.Context(), 1, query.Version("nothing"))
	if major(t) < 11 { // ignored
		require.NoError(t, err)
		require.Equal(t, draft{"published", 1}, got)
		return
	}
	require.ErrorIs(t, err, directus.CodeForbidden)
}

func realCurrentUser(t *testing.T, client *directus.Client) {
	t.Helper()
	me, err := directus.Call[m](t.Context(), client, &directus.Request{Method: http.MethodGet, Path: "/users/me"})
	require.NoError(t, err)
	users := directus.NewItems[m](client, "directus_users")
	found, since11 := []m{{"id": me["id"]}}, []m{{"id": me["id"]}}
	if major(t) < 11 { // null there
		since11 = []m{}
	}
	for name, tt := range map[string]struct {
		filter query.Filter
		want   []m
	}{
		"CurrentUser":        {query.Eq("id", query.CurrentUser), found},
		"CurrentUser, field": {query.Eq("email", query.CurrentUser+".email"), since11},
		"CurrentRole":        {query.And(query.Eq("role", query.CurrentRole), query.Eq("id", query.CurrentUser)), found},
		"CurrentRoles":       {query.And(query.In("role", query.CurrentRoles), query.Eq("id", query.CurrentUser)), since11},
		"In":                 {query.In("id", query.CurrentUser), found},
	} {
		page, err := users.ReadByQuery(t.Context(), tt.filter, query.Fields("id"))
		require.NoError(t, err, name)
		assert.Equal(t, tt.want, page.Data, name)
	}
}

func realExport(t *testing.T, client *directus.Client) {
	t.Helper()
	for format, want := range map[query.Format]string{
		query.CSV:     "\"id\",\"title\"\n1,\"One\"",
		query.CSVUTF8: "\ufeff\"id\",\"title\"\n1,\"One\"",
		query.YAML:    "- id: 1\n  title: One\n",
	} {
		values, err := query.New(query.ExportAs(format), query.Limit(1), query.Fields("id", "title")).Values()
		require.NoError(t, err)
		resp, err := client.Get(t.Context(), "/items/texts?"+values.Encode())
		require.NoError(t, err)
		text, err := resp.Bytes()
		require.NoError(t, err)
		if format == query.CSVUTF8 && major(t) < 11 {
			assert.Contains(t, string(text), directus.CodeInvalidQuery)
			continue
		}
		assert.Equal(t, want, string(text), string(format))
	}
}
