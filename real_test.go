package directus_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
)

// realClient returns an administrator's client of the real server that this package's
// tests share.
func realClient(t *testing.T, opts ...directus.Option) *directus.Client {
	t.Helper()
	return clientOf(t, realserver.Shared(t), opts...)
}

func clientOf(t *testing.T, server *realserver.Server, opts ...directus.Option) *directus.Client {
	t.Helper()
	client, err := directus.New(server.URL, append([]directus.Option{directus.WithStaticToken(server.Token)}, opts...)...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

// since skips the test on servers that are older than a major version, which lack what it
// is about.
func since(t *testing.T, server *realserver.Server, major int) {
	t.Helper()
	if server.Major() < major {
		t.Skipf("Directus %d does not have it: since Directus %d", server.Major(), major)
	}
}

// m is a JSON object.
type m = map[string]any

var collections atomic.Int64

// makeCollection makes a collection with these fields, and deletes it after the test. Its
// name is unique.
func makeCollection(t *testing.T, client *directus.Client, meta m, fields ...m) string {
	t.Helper()
	name := fmt.Sprintf("t%d_%s", collections.Add(1), strings.ToLower(strings.NewReplacer("/", "_", " ", "_", "#", "_").Replace(t.Name())))
	name = name[:min(len(name), 50)]
	succeed(t, client, http.MethodPost, "/collections", m{"collection": name, "schema": m{}, "meta": meta, "fields": fields})
	t.Cleanup(func() { succeed(t, client, http.MethodDelete, "/collections/"+name, nil) })
	return name
}

// intKey, stringKey and uuidKey are primary keys; plain is any other field.
func intKey(name string) m {
	return m{"field": name, "type": "integer", "meta": m{}, "schema": m{"is_primary_key": true, "has_auto_increment": true}}
}

func stringKey(name string) m {
	return m{"field": name, "type": "string", "meta": m{}, "schema": m{"is_primary_key": true, "length": 255}}
}

func plain(name, kind string) m {
	return m{"field": name, "type": kind, "meta": m{}, "schema": m{}}
}

// succeed sends a request that has to succeed and returns the data of the reply.
func succeed(t *testing.T, client *directus.Client, method, path string, body any) any {
	t.Helper()
	req := &directus.Request{Method: method, Path: path}
	if body != nil {
		req.Body = directus.JSON(body)
	}
	ctx := context.WithoutCancel(t.Context()) // also when the test cleans up
	data, err := directus.Call[any](ctx, client, req)
	if method == http.MethodDelete {
		require.ErrorIs(t, err, directus.ErrNoContent)
		return nil
	}
	require.NoError(t, err)
	return data
}

// makeUser makes a user who may do these things with a collection, and returns a client
// that acts as that user. The server's licence allows few users: a test makes one.
func makeUser(t *testing.T, client *directus.Client, collection string, actions ...string) *directus.Client {
	t.Helper()
	token := "token-of-" + collection
	user := m{"email": collection + "@example.com", "token": token}
	_, err := directus.Call[m](t.Context(), client, &directus.Request{Method: http.MethodGet, Path: "/policies/me/globals"})
	if errors.Is(err, directus.CodeRouteNotFound) {
		role := makeRow(t, client, "/roles", m{"name": collection}) // Directus 10: permissions are of roles
		for _, permission := range permissionsTo(collection, actions) {
			permission["role"] = role
			succeed(t, client, http.MethodPost, "/permissions", permission)
		}
		user["role"] = role
	} else {
		policy := makeRow(t, client, "/policies", m{"name": collection, "permissions": permissionsTo(collection, actions)})
		user["policies"] = []m{{"policy": policy}}
	}
	makeRow(t, client, "/users", user)
	return client.With(directus.Token(token))
}

func permissionsTo(collection string, actions []string) []m {
	permissions := make([]m, len(actions))
	for i, action := range actions {
		permissions[i] = m{"collection": collection, "action": action, "fields": []string{"*"}}
	}
	return permissions
}

// makeRow makes a row of a system collection, deletes it after the test, and returns its key.
func makeRow(t *testing.T, client *directus.Client, path string, body m) string {
	t.Helper()
	row, ok := succeed(t, client, http.MethodPost, path, body).(m)
	require.True(t, ok)
	id, ok := row["id"].(string)
	require.True(t, ok)
	t.Cleanup(func() { succeed(t, client, http.MethodDelete, path+"/"+id, nil) })
	return id
}
