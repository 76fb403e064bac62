package directus_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

func methods(requests []sent) []string {
	all := make([]string, len(requests))
	for i, request := range requests {
		all[i] = request.Method
	}
	return all
}

func TestLongListsAreSearches(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":[]}`, directus.WithSearchAbove(200))
	items := directus.NewItems[article](client, "articles")
	base := len("https://cms.example.com/items/articles?search=")
	for _, length := range []int{10, 200 - base, 201 - base, 1000} {
		_, err := items.ReadByQuery(t.Context(), query.Search(strings.Repeat("x", length)))
		require.NoError(t, err)
	}
	require.Equal(t, []string{"GET", "GET", "SEARCH", "SEARCH"}, methods(server.sent))
	require.JSONEq(t, `{"query":{"search":"`+strings.Repeat("x", 1000)+`"}}`, server.sent[3].Body)
	require.Empty(t, server.sent[3].Query)

	_, err := items.With(directus.Param("p", strings.Repeat("x", 200))).ReadByQuery(t.Context())
	require.NoError(t, err)
	require.Equal(t, "SEARCH", server.sent[4].Method, "the parameters of the client count too")
}

// When something on the way does not know SEARCH, the client goes back to GET for good.
func TestRefusedSearches(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusMethodNotAllowed, http.StatusNotImplemented} {
		server := &fake{status: http.StatusOK, body: `{"data":[{"id":8}]}`}
		proxy := directus.TransportFunc(func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
			resp, err := server.Do(ctx, req)
			if req.Method == "SEARCH" {
				return answer(status, http.Header{"Content-Type": {"text/html"}}, "<html>"), nil
			}
			return resp, err
		})
		client := newClient(t, proxy)
		items := directus.NewItems[article](client.With(), "articles")
		for range 2 {
			got, err := items.ReadMany(t.Context(), directus.IDs(8, 9), query.Eq("rank", 1))
			require.NoError(t, err)
			require.Equal(t, []article{{ID: 8}}, got)
		}
		_, err := directus.NewItems[article](client, "articles").ReadByQuery(t.Context(), query.Search(strings.Repeat("x", 3000)))
		require.NoError(t, err)
		require.Equal(t, []string{"SEARCH", "GET", "GET", "GET"}, methods(server.sent))
		require.Equal(t, `filter={"_and":[{"rank":{"_eq":1}},{"id":{"_in":[8,9]}}]}&limit=-1`, unescaped(t, server.sent[1]))
		_, err = items.With(directus.ForceSearch()).ReadByQuery(t.Context())
		var e *directus.Error
		require.ErrorAs(t, err, &e, "who forces SEARCH does not get a GET")
		require.Equal(t, status, e.Status)
	}
}

func TestManyKeysAreSeveralRequests(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":[{"id":8}]}`)
	ids := make([]directus.ID, 25_000)
	for i := range ids {
		ids[i] = i
	}
	got, err := directus.NewItems[article](client, "articles").ReadMany(t.Context(), ids)
	require.NoError(t, err)
	require.Len(t, got, 3)
	require.Len(t, server.sent, 3)
	server.status, server.body = http.StatusForbidden, forbidden
	got, err = directus.NewItems[article](client, "articles").ReadMany(t.Context(), ids)
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.Nil(t, got)
}
