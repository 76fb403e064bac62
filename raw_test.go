package directus_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

func stdEncode(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) }

func stdDecode(r io.Reader, v any) error { return json.NewDecoder(r).Decode(v) }

func TestRawVerbs(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusTeapot, "short and stout")
	withBody := map[string]func(context.Context, string, any, ...directus.RequestOption) (*directus.Response, error){
		"POST": client.Post, "PUT": client.Put, "PATCH": client.Patch, "DELETE": client.Delete, "SEARCH": client.Search,
	}
	for method, call := range withBody {
		server.sent = nil
		resp, err := call(t.Context(), "/custom/a%2Fb?x=1&y=a+b", m{"z": 1}, directus.Header("X-A", "1"), directus.Param("p", "2"))
		require.NoError(t, err, method)
		require.Equal(t, http.StatusTeapot, resp.Status)
		got := server.one(t)
		require.Equal(t, method, got.Method)
		require.Equal(t, "/custom/a%2Fb", got.Path)
		require.Equal(t, "/custom/…", got.Route)
		require.Equal(t, "p=2&x=1&y=a b", unescaped(t, got))
		require.Equal(t, `{"z":1}`, strings.TrimSpace(got.Body))
		require.Equal(t, "application/json", got.ContentType)
		require.Equal(t, "1", got.Header.Get("X-A"))
		text, err := resp.Bytes()
		require.NoError(t, err)
		require.Equal(t, "short and stout", string(text))
	}
	for method, call := range map[string]func(context.Context, string, ...directus.RequestOption) (*directus.Response, error){
		"GET": client.Get, "HEAD": client.Head, "OPTIONS": client.Options,
	} {
		server.sent = nil
		resp, err := call(t.Context(), "/custom", directus.Param("p", "2"))
		require.NoError(t, err, method)
		require.NoError(t, resp.Body.Close())
		got := server.one(t)
		require.Equal(t, method, got.Method)
		require.Equal(t, "/custom", got.Route)
		require.Empty(t, got.Body)
		require.Empty(t, got.ContentType)
	}
}

func TestRawVerbsRefuse(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, "")
	for want, call := range map[string]func() error{
		"one slash": func() error { return errOf(client.Get(t.Context(), "custom")) },
		"malformed": func() error { return errOf(client.Get(t.Context(), "/x?a=%zz")) },
		"Bytes":     func() error { return errOf(client.Post(t.Context(), "/x", []byte("{}"))) },
		"Stream":    func() error { return errOf(client.Post(t.Context(), "/x", strings.NewReader("{}"))) },
		"encode":    func() error { return errOf(client.Post(t.Context(), "/x", func() {})) },
	} {
		require.ErrorContains(t, call(), want)
	}
	require.Empty(t, server.sent)
}

func TestBodies(t *testing.T) {
	t.Parallel()
	stream := directus.Stream("text/csv", 3, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("a,b")), nil })
	tests := map[string]struct {
		body     directus.Body
		wantType string
		want     string
		size     int64
		text     string
	}{
		"none":   {directus.Body{}, "", "", 0, "no body"},
		"JSON":   {directus.JSON(m{"a": "<hunter2>"}), "application/json", `{"a":"<hunter2>"}`, -1, "application/json body"},
		"null":   {directus.JSON(nil), "application/json", `null`, -1, "application/json body"},
		"bytes":  {directus.Bytes("text/plain", []byte("hunter2")), "text/plain", "hunter2", 7, "text/plain body"},
		"stream": {stream, "text/csv", "a,b", 3, "text/csv body"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // a body can be opened again
				reader, err := tt.body.Open()
				require.NoError(t, err)
				got, err := io.ReadAll(reader)
				require.NoError(t, err)
				require.NoError(t, reader.Close())
				require.Equal(t, tt.want, strings.TrimSpace(string(got)))
			}
			require.Equal(t, tt.size, tt.body.Size())
			require.Equal(t, tt.wantType, tt.body.ContentType())
			require.Equal(t, tt.text, tt.body.String())
			require.Equal(t, name == "none", tt.body.IsZero())
		})
	}
}

func TestRealRawVerbs(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	name := articlesName(t, client)
	path, err := directus.Path("items", name)
	require.NoError(t, err)
	for _, step := range []struct {
		do     func() (*directus.Response, error)
		status int
		want   string
	}{
		{func() (*directus.Response, error) { return client.Get(t.Context(), "/server/ping") }, 200, "pong"},
		{func() (*directus.Response, error) { return client.Head(t.Context(), path) }, 200, ""},
		{func() (*directus.Response, error) { return client.Options(t.Context(), path) }, 200, "POST"},
		{func() (*directus.Response, error) { return client.Post(t.Context(), path, m{"title": "a"}) }, 200, `"title":"a"`},
		{func() (*directus.Response, error) { return client.Get(t.Context(), path+"?fields=title&limit=1") }, 200, `{"data":[{"title":"a"}]}`},
		{func() (*directus.Response, error) {
			return client.Patch(t.Context(), path+"/1", directus.Patch{"title": "b"})
		}, 200, `"title":"b"`},
		{func() (*directus.Response, error) {
			return client.Search(t.Context(), path, m{"query": query.New(query.Fields("title"))})
		}, 200, `{"data":[{"title":"b"}]}`},
		{func() (*directus.Response, error) { return client.Put(t.Context(), path, m{}) }, 404, "ROUTE_NOT_FOUND"},
		{func() (*directus.Response, error) { return client.Delete(t.Context(), path, []int{1}) }, 204, ""},
	} {
		resp, err := step.do()
		require.NoError(t, err)
		text, err := resp.Bytes()
		require.NoError(t, err)
		require.Equal(t, step.status, resp.Status, "%s", text)
		require.Contains(t, string(text), step.want)
	}
}
