package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
)

func TestMain(m *testing.M) {
	code := m.Run()
	realserver.StopShared()
	os.Exit(code)
}

// cms takes lists of articles, but none with the title "bad".
func cms(t *testing.T) (url string, stored func() string) {
	t.Helper()
	var mu sync.Mutex
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		var list []json.RawMessage
		if err := json.NewDecoder(r.Body).Decode(&list); err != nil || r.URL.Path != "/items/articles" || r.Header.Get("Authorization") != "Bearer secret" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		for _, item := range list {
			if strings.Contains(string(item), `"bad"`) {
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprint(w, `{"errors":[{"message":"no","extensions":{"code":"FAILED_VALIDATION"}}]}`)
				return
			}
		}
		for _, item := range list {
			got = append(got, string(item))
		}
		fmt.Fprint(w, `{"data":[]}`)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() string {
		mu.Lock()
		defer mu.Unlock()
		return strings.Join(got, "\n")
	}
}

const good = `{"title":"Hello","views":12345678901234567890}
{"title":"World"}`

func TestImport(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "articles.ndjson")
	require.NoError(t, os.WriteFile(file, []byte(good), 0o600))
	tests := map[string]struct {
		args   []string
		in     string
		stored string
		says   string
		err    string
	}{
		"standard input":  {[]string{"articles"}, good + "\n", good, "\r2 read, 2 written, 0 not, 0 in doubt\n", ""},
		"file":            {[]string{"articles", file}, "", good, "2 written", ""},
		"nothing":         {[]string{"articles"}, "", "", "\n", ""},
		"refused":         {[]string{"articles"}, `{"title":"bad"}`, "", "lines 1 to 1 are not written: directus: POST /items/{collection}: 400 FAILED_VALIDATION: no\n", "FAILED_VALIDATION"},
		"not JSON":        {[]string{"articles"}, good + "\n{\n" + good, "", "lines 3 to 3 are not written: encode body", "0 of 3 items written"},
		"not JSON, go on": {[]string{"-continue", "articles"}, "{\n" + good, good, "lines 1 to 1 are not written", "2 of 3 items written"},
		"no file":         {[]string{"articles", file + ".gz"}, "", "", "", "no such file"},
		"no collection":   {nil, "", "", "", "usage"},
		"unknown flag":    {[]string{"-x"}, "", "", "-continue", "not defined"},
		"endless line":    {[]string{"articles"}, strings.Repeat("x", 17<<20), "", "\n", "token too long"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, stored := cms(t)
			var says strings.Builder
			err := run(t.Context(), url, "secret", tt.args, strings.NewReader(tt.in), &says)
			if tt.err == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.err)
			}
			require.Contains(t, says.String(), tt.says)
			require.Equal(t, tt.stored, stored())
		})
	}
	require.ErrorContains(t, run(t.Context(), "", "secret", []string{"articles"}, nil, &strings.Builder{}), "base URL")
}

// In doubt is what a server did not answer.
func TestImportInDoubt(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var list []json.RawMessage
		_ = json.NewDecoder(r.Body).Decode(&list)
		panic(http.ErrAbortHandler)
	}))
	defer server.Close()
	var says strings.Builder
	require.Error(t, run(t.Context(), server.URL, "secret", []string{"articles"}, strings.NewReader(good), &says))
	require.Contains(t, says.String(), "lines 1 to 2 are perhaps written")
}

func TestRealImport(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	admin, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	defer admin.Close()
	type object = map[string]any
	_, err = directus.Call[object](t.Context(), admin, &directus.Request{Method: "POST", Path: "/collections", Body: directus.JSON(object{
		"collection": "imported_articles", "schema": object{}, "meta": object{"accountability": nil},
		"fields": []object{
			{"field": "id", "type": "integer", "meta": object{}, "schema": object{"is_primary_key": true, "has_auto_increment": true}},
			{"field": "title", "type": "string", "meta": object{}, "schema": object{}},
		},
	})})
	require.NoError(t, err)
	in := strings.NewReader(strings.Repeat(`{"title":"Hello"}`+"\n", 1234))
	var says strings.Builder
	require.NoError(t, run(t.Context(), server.URL, server.Token, []string{"imported_articles"}, in, &says))
	require.Contains(t, says.String(), "1234 read, 1234 written, 0 not, 0 in doubt\n")
	count, err := directus.NewItems[object](admin, "imported_articles").Count(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1234, count)
	_, err = directus.Call[object](t.Context(), admin, &directus.Request{Method: "DELETE", Path: "/collections/imported_articles"})
	require.ErrorIs(t, err, directus.ErrNoContent)
}
