package system_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// m is a JSON object.
type m = map[string]any

// api is a real server for an administrator.
type api struct {
	*realserver.Server
	major    string
	postgres bool
	empty    []string // kinds that the test cannot make items of
}

// shows reports whether the server has a path for a kind.
func (a api) shows(name string) bool {
	k := kinds[name]
	return k.path != "" && k.in(a.major)
}

// send sends a request, with v as its JSON if it is not nil, and returns the status and the
// data of the reply.
func (a api) send(t *testing.T, method, path string, v any) (int, json.RawMessage) {
	t.Helper()
	if v == nil {
		return a.do(t, method, path, "", nil)
	}
	body, err := codec.Marshal(v)
	require.NoError(t, err)
	return a.do(t, method, path, "application/json", bytes.NewReader(body))
}

func (a api) do(t *testing.T, method, path, contentType string, body io.Reader) (int, json.RawMessage) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, a.URL+path, body)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+a.Token)
	req.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	http.DefaultClient.CloseIdleConnections()
	var reply struct {
		Data json.RawMessage `json:"data"`
	}
	if len(text) > 0 {
		require.NoError(t, json.Unmarshal(text, &reply), "%s", text)
	}
	if reply.Data == nil {
		return resp.StatusCode, text
	}
	return resp.StatusCode, reply.Data
}

// get returns what is at a path.
func (a api) get(t *testing.T, path string) json.RawMessage {
	t.Helper()
	status, data := a.send(t, http.MethodGet, path, nil)
	require.Equal(t, http.StatusOK, status, "%s: %s", path, data)
	return data
}

// create creates an item and returns it as the server has it.
func create[T any](t *testing.T, a api, path string, item T) T {
	t.Helper()
	status, data := a.send(t, http.MethodPost, path, item)
	require.Equal(t, http.StatusOK, status, "%s: %s", path, data)
	var created T
	require.NoError(t, codec.Unmarshal(data, &created), "%s", data)
	return created
}

// patch changes what is at a path.
func (a api) patch(t *testing.T, path string, v any) {
	t.Helper()
	status, data := a.send(t, http.MethodPatch, path, v)
	require.Equal(t, http.StatusOK, status, "%s: %s", path, data)
}

// TestReal runs on servers of its own, for it changes settings. Those of older majors and on
// PostgreSQL are started only when the environment asks for them.
func TestReal(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]api{ //nolint:paralleltest // one server after the other is load enough
		"12":               {major: "12", empty: []string{"deployments"}},
		"12 on PostgreSQL": {major: "12", empty: []string{"deployments"}, postgres: true},
		"11":               {major: "11", empty: []string{"deployments"}},
		"10":               {major: "10", empty: []string{"webhooks"}}, // the last release makes no new ones
	} {
		t.Run(name, func(t *testing.T) {
			if name != "12" && os.Getenv("DIRECTUS_MATRIX") == "" {
				t.Skip("runs when DIRECTUS_MATRIX is set")
			}
			a.Server = realserver.New(t, realserver.Options{Version: a.major, Postgres: a.postgres, Env: map[string]string{
				"EXTENSIONS_PATH": withExtension(t), "MCP_OAUTH_ENABLED": "true", "MCP_OAUTH_DCR_ENABLED": "true",
			}})
			checkFields(t, a)
			seed(t, a)
			checkRows(t, a)
			checkQueries(t, a)
			if os.Getenv("DIRECTUS_RECORD") != "" {
				record(t, a)
			}
		})
	}
}

// withExtension makes a folder of extensions with a bundle in it.
func withExtension(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	require.NoError(t, os.Chmod(root, 0o755))
	dir := filepath.Join(root, "directus-extension-sample")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "dist"), 0o755))
	manifest := `{"name":"directus-extension-sample","version":"1.0.0","directus:extension":{"type":"bundle","host":">=10",
		"path":{"app":"dist/app.js","api":"dist/api.js"},"entries":[{"type":"hook","name":"nothing","source":"src/nothing"}]}}`
	for name, text := range map[string]string{
		"package.json": manifest, "dist/app.js": "", "dist/api.js": "export const hooks=[{name:'nothing',config:()=>{}}];export const endpoints=[];export const operations=[];",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return root
}

// checkFields shows that the types have all the fields of the server, and on the newest one
// no others that queries would ask for.
func checkFields(t *testing.T, a api) {
	t.Helper()
	var fields []system.Field
	require.NoError(t, codec.Unmarshal(a.get(t, "/fields"), &fields))
	server := map[string][]string{}
	for _, f := range fields {
		noData := f.Meta != nil && slices.Contains(f.Meta.Special, system.SpecialNoData)
		if strings.HasPrefix(f.Collection, "directus_") && !noData {
			server[f.Collection] = append(server[f.Collection], f.Field)
		}
	}
	for name, k := range kinds {
		if k.collection == "" || !k.in(a.major) {
			continue
		}
		assert.NotEmpty(t, server[k.collection], name)
		assert.Subset(t, k.names(), server[k.collection], name)
		if a.major == "12" && k.fields != nil {
			assert.ElementsMatch(t, query.New(k.fields).Fields, server[k.collection], name)
		}
		delete(server, k.collection)
	}
	assert.Empty(t, server, "collections without a type")
}

// checkRows shows that everything the server has can be read, and leaves nothing unknown.
func checkRows(t *testing.T, a api) {
	t.Helper()
	for name, k := range kinds {
		if !a.shows(name) {
			continue
		}
		data := a.get(t, k.path)
		items := k.decode(t, data)
		assert.Empty(t, unknown(items, name), name)
		if !slices.Contains(a.empty, name) {
			assert.NotZero(t, items.Len(), name)
		}
	}
}

// checkQueries shows that related items can be read, and that the server of the newest major
// accepts a query for a type's fields.
func checkQueries(t *testing.T, a api) {
	t.Helper()
	for name, k := range kinds {
		if k.fields != nil && a.shows(name) {
			items := k.decode(t, a.get(t, k.path+"?fields=*.*"))
			assert.Empty(t, unknown(items, name), name)
		}
	}
	if a.major != "12" { // the fields are those of Directus 12
		return
	}
	for name, k := range kinds {
		if k.fields != nil && a.shows(name) {
			values, err := query.New(k.fields).Values()
			require.NoError(t, err)
			items := k.decode(t, a.get(t, k.path+"?"+values.Encode()))
			assert.Empty(t, unknown(items, name), name)
		}
	}
}

// upload uploads a file with fields.
func upload(t *testing.T, a api, name, contents string, fields m) system.File {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		require.NoError(t, form.WriteField(name, fmt.Sprint(value)))
	}
	part, err := form.CreateFormFile("file", name)
	require.NoError(t, err)
	_, err = io.WriteString(part, contents)
	require.NoError(t, err)
	require.NoError(t, form.Close())
	status, data := a.do(t, http.MethodPost, "/files", form.FormDataContentType(), &body)
	require.Equal(t, http.StatusOK, status, "%s", data)
	var file system.File
	require.NoError(t, codec.Unmarshal(data, &file), "%s", data)
	return file
}
