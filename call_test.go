package directus_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

func TestCall(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]any{
		`{"data":{"a":1}}`:                    m{"a": 1.0},
		`{"data":[1,2]}`:                      []any{1.0, 2.0},
		`{"extra":true,"data":"x"}`:           "x",
		`{"a":1}`:                             m{"a": 1.0},
		`[1]`:                                 []any{1.0},
		`"x"`:                                 "x",
		`{"imported":5,"errors":[]}`:          m{"imported": 5.0, "errors": []any{}},
		`{"imported":5,"errors":[{"row":3}]}`: m{"imported": 5.0, "errors": []any{m{"row": 3.0}}},
		`{"imported":5,"errors":{"row":3},"data":[1]}`: []any{1.0},
	} {
		client, _ := newFake(t, http.StatusOK, body)
		got, err := directus.Call[any](t.Context(), client, &directus.Request{Method: "GET", Path: "/custom"})
		require.NoError(t, err, body)
		require.Equal(t, want, got, body)
	}
}

func TestCallFails(t *testing.T) {
	t.Parallel()
	type result struct {
		A int `json:"a"`
	}
	for name, tt := range map[string]struct {
		status int
		body   string
		want   string
		is     error
	}{
		"an error":              {http.StatusForbidden, forbidden, "403 FORBIDDEN", directus.CodeForbidden},
		"errors with a success": {http.StatusOK, forbidden, "200 FORBIDDEN", directus.CodeForbidden},
		"nothing":               {http.StatusNoContent, "", "nothing was returned", directus.ErrNoContent},
		"an empty success":      {http.StatusOK, "", "nothing was returned", directus.ErrNoContent},
		"null data":             {http.StatusOK, `{"data":null}`, "nothing was returned", directus.ErrNoContent},
		"another type":          {http.StatusOK, `{"data":{"a":"x"}}`, "decode reply", nil},
		"another shape":         {http.StatusOK, `{"data":"x"}`, "decode reply", nil},
		"a reply cut short":     {http.StatusOK, `{"data":{"a":1`, "decode reply", io.ErrUnexpectedEOF},
		"garbage behind it":     {http.StatusOK, `{"data":{"a":1}} x`, "decode reply", nil},
	} {
		client, _ := newFake(t, tt.status, tt.body)
		got, err := directus.Call[result](t.Context(), client, &directus.Request{Method: "GET", Path: "/custom/8"})
		require.ErrorContains(t, err, tt.want, name)
		require.ErrorContains(t, err, "directus: GET /custom/…: ", name)
		if tt.is != nil {
			require.ErrorIs(t, err, tt.is, name)
		}
		require.Zero(t, got, name)
	}
}

// What comes instead of JSON with a status of success is an error that says so and keeps
// the beginning.
func TestSuccessThatIsNotJSON(t *testing.T) {
	t.Parallel()
	page := "<html>" + strings.Repeat("x", 10_000)
	f := &fake{status: http.StatusOK, body: page, header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}}
	client := newClient(t, f)
	for name, err := range map[string]error{
		"Call":        errOf(directus.Call[m](t.Context(), client, &directus.Request{Method: "GET", Path: "/custom"})),
		"ReadOne":     errOf(directus.NewItems[article](client, "articles").ReadOne(t.Context(), 8)),
		"ReadByQuery": errOf(directus.NewItems[article](client, "articles").ReadByQuery(t.Context())),
		"DeleteOne":   directus.NewItems[article](client, "articles").DeleteOne(t.Context(), 8),
		"Sort":        client.Utils.Sort(t.Context(), "articles", 8, 9),
		"Static":      client.Auth.Static(t.Context(), "token"),
	} {
		var e *directus.Error
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, http.StatusOK, e.Status)
		require.ErrorContains(t, err, `the reply is not JSON but "text/html; charset=utf-8"`)
		require.Equal(t, page[:4096], string(e.Body))
	}
}

// JSON is taken for what it is, whatever the server calls it.
func TestJSONOfAnotherType(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{"", "text/plain", "application/health+json", "application/json;charset=UTF-8"} {
		f := &fake{status: http.StatusOK, body: `{"data":{"id":8}}`, header: http.Header{"Content-Type": {contentType}}}
		got, err := directus.NewItems[article](newClient(t, f), "articles").ReadOne(t.Context(), 8)
		require.NoError(t, err)
		require.Equal(t, 8, got.ID)
	}
}

func TestItemsRepliesThatAreWrong(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{}`:                                     "no data",
		`{"meta":{}}`:                            "no data",
		`[]`:                                     "not a JSON object",
		`"x"`:                                    "not a JSON object",
		``:                                       "unexpected EOF",
		`{"data":`:                               "unexpected EOF",
		`{"data":[{"id":1}]`:                     "unexpected EOF",
		`{"data":[{"id":1,]}`:                    "invalid character",
		`{"data":[],"meta":{"total_count":"x"}}`: "total_count",
		`{"data":[{"id":"x"}]}`:                  "/data/0/id",
		`{"data":null}`:                          "nothing was returned",
		`{"data":[],"errors":[{"message":"half","extensions":{"code":"X"}}]}`: "200 X: half",
	} {
		client, _ := newFake(t, http.StatusOK, body)
		page, err := directus.NewItems[article](client, "articles").ReadByQuery(t.Context())
		require.ErrorContains(t, err, want, body)
		require.Nil(t, page)
	}
}

// A Transport or Middleware of the user's that returns less than it should is an error, and
// a reply without a body an empty one, also for the goroutine that fetches pages.
func TestTransportThatReturnsLess(t *testing.T) {
	t.Parallel()
	shared := directus.Response{Status: http.StatusNoContent}
	for name, tt := range map[string]struct {
		next directus.TransportFunc
		want error
		text string
	}{
		"no body":     {func(context.Context, *directus.Request) (*directus.Response, error) { return &shared, nil }, directus.ErrNoContent, ""},
		"no reply":    {func(context.Context, *directus.Request) (*directus.Response, error) { return nil, nil }, nil, "neither a reply nor an error"}, //nolint:nilnil // that is what is tested
		"no function": {nil, nil, "nil TransportFunc"},
	} {
		layer := directus.WithMiddleware(func(directus.Transport) directus.Transport { return tt.next })
		for who, client := range map[string]*directus.Client{
			"Transport":  newClient(t, tt.next, directus.WithTimeout(time.Minute)),
			"Middleware": newClient(t, &fake{}, layer),
		} {
			items := directus.NewItems[article](client, "articles")
			_, err := failing(t, items.All(t.Context()))
			require.ErrorContains(t, err, tt.text, "%s, %s", who, name)
			require.True(t, tt.want == nil || errors.Is(err, tt.want), "%s, %s: %v", who, name, err)
			require.Equal(t, tt.want == nil, items.DeleteOne(t.Context(), 8) != nil, "%s, %s", who, name)
		}
	}
	require.Nil(t, shared.Body, "the user's value is as it was")
	client := newClient(t, &fake{}, directus.WithMiddleware(func(directus.Transport) directus.Transport { return nil }))
	require.ErrorContains(t, client.Server.Ping(t.Context()), "the Middleware is nil")
}

func FuzzDecodeReply(f *testing.F) {
	f.Add(http.StatusOK, `{"data":[{"id":1,"title":"x"}],"meta":{"total_count":1}}`)
	f.Add(http.StatusOK, `{"errors":[{"message":"x","extensions":{"code":"Y","value":[1]},"path":["a",1]}]}`)
	f.Add(http.StatusForbidden, forbidden)
	f.Add(http.StatusBadGateway, `<html>`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		client, _ := newFake(t, status, body)
		page, err := directus.NewItems[article](client, "articles").ReadByQuery(t.Context())
		if (page == nil) == (err == nil) {
			t.Fatalf("%v, %v", page, err)
		}
		if err == nil && status/100 != 2 {
			t.Fatalf("status %d is no error", status)
		}
		_, _ = directus.Call[article](t.Context(), client, &directus.Request{Method: "GET", Path: "/custom"})
	})
}
