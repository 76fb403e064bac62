package directus_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

func TestSingletonSends(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":{"id":1,"title":"x"}}`)
	single := directus.NewSingleton[article](client, "home page")
	want := article{ID: 1, Title: "x"}
	got, err := single.Read(t.Context(), query.Fields("id", "title"))
	require.NoError(t, err)
	require.Equal(t, want, got)
	got, err = single.With(directus.ForceSearch()).Read(t.Context(), query.Fields("title"))
	require.NoError(t, err)
	require.Equal(t, want, got)
	got, err = single.Update(t.Context(), directus.Patch{"title": "x"}, query.Fields("title"))
	require.NoError(t, err)
	require.Equal(t, want, got)
	got, err = single.Update(t.Context(), directus.Patch{}, query.Fields("title"))
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.Equal(t, []string{"GET", "SEARCH", "PATCH", "GET"}, methods(server.sent))
	for _, s := range server.sent {
		require.Equal(t, "/items/home%20page", s.Path)
		require.Equal(t, "/items/{collection}", s.Route)
	}
	require.Equal(t, "fields=title", unescaped(t, server.sent[2]))
	require.JSONEq(t, `{"title":"x"}`, server.sent[2].Body)
}

func TestSingletonFails(t *testing.T) {
	t.Parallel()
	client, _ := newFake(t, http.StatusForbidden, forbidden)
	single := directus.NewSingleton[article](client, "directus_settings")
	_, err := single.Read(t.Context())
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.ErrorContains(t, err, "GET /settings")
	_, err = single.Update(t.Context(), directus.Patch{"title": "x"})
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = single.Read(t.Context(), query.Or())
	require.ErrorContains(t, err, "Or")
	_, err = single.Update(t.Context(), directus.Patch{"title": "x"}, query.Or())
	require.ErrorContains(t, err, "Or")
	empty, _ := newFake(t, http.StatusNoContent, "")
	_, err = directus.NewSingleton[article](empty, "x").Update(t.Context(), directus.Patch{"title": "x"})
	require.ErrorIs(t, err, directus.ErrNoContent)
	_, err = directus.NewSingleton[article](empty, "").Read(t.Context())
	require.ErrorIs(t, err, directus.ErrInvalidKey)
	for _, c := range []*directus.Client{nil, {}} {
		_, err = directus.NewSingleton[article](c, "x").Read(t.Context())
		require.ErrorContains(t, err, "directus.New")
		_, err = directus.NewSingleton[article](c, "x").Update(t.Context(), directus.Patch{"title": "x"})
		require.ErrorContains(t, err, "directus.New")
	}
}
