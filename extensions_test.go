package directus_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/system"
)

const (
	registryID      = "6b1f1a3c-0000-4000-8000-000000000001"
	registryVersion = "6b1f1a3c-0000-4000-8000-000000000002"
	registryAccount = "6b1f1a3c-0000-4000-8000-000000000003"
)

func TestExtensionCalls(t *testing.T) {
	t.Parallel()
	extension := system.Extension{ID: registryID, Schema: &system.ExtensionSchema{Name: "hello", Type: system.ExtensionHook}}
	const reply = `{"data":{"id":"` + registryID + `","bundle":null,"schema":{"name":"hello","type":"hook"}}}`
	testServerCalls(t, map[string]serverCall{
		"read all": {
			call: func(c *directus.Client) (any, error) { return c.Extensions.ReadAll(t.Context()) },
			sent: "GET /extensions", want: []system.Extension{extension},
			reply: `{"data":[{"id":"` + registryID + `","bundle":null,"schema":{"name":"hello","type":"hook"}}]}`,
		},
		"update": {
			call: func(c *directus.Client) (any, error) {
				return c.Extensions.UpdateOne(t.Context(), registryID, directus.Patch{"enabled": false})
			},
			sent: "PATCH /extensions/" + registryID, route: "/extensions/{id}", body: `{"meta":{"enabled":false}}`, reply: reply, want: extension,
		},
		"delete": {
			call: func(c *directus.Client) (any, error) { return nil, c.Extensions.DeleteOne(t.Context(), registryID) },
			sent: "DELETE /extensions/" + registryID, route: "/extensions/{id}",
		},
		"source": {
			call: func(c *directus.Client) (any, error) { return c.Extensions.Source(t.Context(), "index.js") },
			sent: "GET /extensions/sources/index.js", route: "/extensions/sources/{chunk}", reply: "export {};", want: "export {};",
		},
		"registry": {
			call: func(c *directus.Client) (any, error) {
				return c.Extensions.ReadRegistry(t.Context(), directus.RegistryQuery{
					Search: "map", Type: system.ExtensionLayout, Sort: directus.SortPopular, Limit: 5, Offset: 10,
				})
			},
			sent: "GET /extensions/registry", query: "filter[type][_eq]=layout&limit=5&offset=10&search=map&sort=popular",
			reply: `{"meta":{"filter_count":11},"data":[{"id":"a","name":"map","total_downloads":3,"publisher":{"username":"ada","verified":true,"github_name":null}}]}`,
			want: &directus.RegistryPage{Meta: directus.Meta{FilterCount: 11}, Data: []directus.RegistryExtension{{
				ID: "a", Name: "map", TotalDownloads: 3, Publisher: directus.RegistryAccount{Username: "ada", Verified: true},
			}}},
		},
		"registry, one extension": {
			call: func(c *directus.Client) (any, error) {
				return c.Extensions.ReadRegistryExtension(t.Context(), registryID)
			},
			sent: "GET /extensions/registry/extension/" + registryID, route: "/extensions/registry/extension/{id}",
			reply: `{"data":{"id":"` + registryID + `","name":"map"}}`, want: directus.RegistryExtension{ID: registryID, Name: "map"},
		},
		"registry, one account": {
			call: func(c *directus.Client) (any, error) {
				return c.Extensions.ReadRegistryAccount(t.Context(), registryAccount)
			},
			sent: "GET /extensions/registry/account/" + registryAccount, route: "/extensions/registry/account/{id}",
			reply: `{"data":{"id":"a","username":"ada","verified":false}}`, want: directus.RegistryAccount{ID: "a", Username: "ada"},
		},
		"install": {
			call: func(c *directus.Client) (any, error) {
				return nil, c.Extensions.Install(t.Context(), registryID, registryVersion)
			},
			sent: "POST /extensions/registry/install", body: `{"extension":"` + registryID + `","version":"` + registryVersion + `"}`,
		},
		"reinstall": {
			call: func(c *directus.Client) (any, error) { return nil, c.Extensions.Reinstall(t.Context(), registryID) },
			sent: "POST /extensions/registry/reinstall", body: `{"extension":"` + registryID + `"}`,
		},
		"uninstall": {
			call: func(c *directus.Client) (any, error) { return nil, c.Extensions.Uninstall(t.Context(), registryID) },
			sent: "DELETE /extensions/registry/uninstall/" + registryID, route: "/extensions/registry/uninstall/{id}",
		},
	})
}

func TestExtensionRefusals(t *testing.T) {
	t.Parallel()
	testServerRefusals(t, map[string]func(c *directus.Client) error{
		"update of nothing": func(c *directus.Client) error {
			_, err := c.Extensions.UpdateOne(t.Context(), "", directus.Patch{"enabled": true})
			return err
		},
		"update without a change": func(c *directus.Client) error {
			_, err := c.Extensions.UpdateOne(t.Context(), registryID, directus.Patch{})
			return err
		},
		"update with no object": func(c *directus.Client) error {
			_, err := c.Extensions.UpdateOne(t.Context(), registryID, true)
			return err
		},
		"delete of nothing": func(c *directus.Client) error { return c.Extensions.DeleteOne(t.Context(), "") },
		"source of nothing": func(c *directus.Client) error {
			_, err := c.Extensions.Source(t.Context(), "")
			return err
		},
		"negative limit": func(c *directus.Client) error {
			_, err := c.Extensions.ReadRegistry(t.Context(), directus.RegistryQuery{Limit: -1})
			return err
		},
		"type and publisher": func(c *directus.Client) error {
			_, err := c.Extensions.ReadRegistry(t.Context(), directus.RegistryQuery{Type: system.ExtensionHook, By: registryAccount})
			return err
		},
		"no extension in the registry": func(c *directus.Client) error {
			_, err := c.Extensions.ReadRegistryExtension(t.Context(), "")
			return err
		},
		"no account in the registry": func(c *directus.Client) error {
			_, err := c.Extensions.ReadRegistryAccount(t.Context(), "")
			return err
		},
		"install without a version": func(c *directus.Client) error { return c.Extensions.Install(t.Context(), registryID, "") },
		"reinstall of nothing":      func(c *directus.Client) error { return c.Extensions.Reinstall(t.Context(), "") },
		"uninstall of nothing":      func(c *directus.Client) error { return c.Extensions.Uninstall(t.Context(), "") },
	})
}

// extensionRegistry is a registry that has one extension, an endpoint /greet. It stands for
// the one of Directus, which is not on this machine; asked collects the queries for lists.
func extensionRegistry(t *testing.T, asked chan<- string) *httptest.Server {
	t.Helper()
	account := m{"id": registryAccount, "username": "ada", "verified": true, "github_name": "Ada", "github_avatar_url": nil}
	version := m{
		"id": registryVersion, "version": "2.0.0", "verified": true, "type": "endpoint", "host_version": "^10 || ^11 || ^12",
		"publish_date": "2026-01-02T03:04:05Z", "unpacked_size": 1234, "file_count": 2, "url_bugs": nil, "url_homepage": "https://example.com",
		"url_repository": nil, "license": "MIT", "publisher": account, "bundled": []m{}, "maintainers": []m{{"accounts_id": account}},
	}
	one := m{
		"id": registryID, "name": "directus-extension-greet", "description": "Greets", "total_downloads": 42,
		"downloads": []m{{"date": "2026-01-01", "count": 7}}, "verified": true, "readme": "<p>Greets</p>", "type": "endpoint", "license": "MIT", "versions": []m{version},
	}
	listed := m{
		"id": registryID, "name": "directus-extension-greet", "description": "Greets", "total_downloads": 42, "verified": true, "type": "endpoint",
		"last_updated": "2026-01-02T03:04:05Z", "host_version": "^10 || ^11 || ^12", "sandbox": false, "license": "MIT",
		"publisher": m{"username": "ada", "verified": true, "github_name": "Ada"},
	}
	full := m{"github_username": "ada", "github_company": nil, "github_blog": nil, "github_location": "London", "github_bio": nil}
	maps.Copy(full, account)
	answer := func(body any) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { stubReply(w, body) }
	}
	mux := http.NewServeMux()
	mux.Handle("GET /version", answer(m{"version": "2024-01-29"}))
	mux.HandleFunc("GET /extensions", func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Query().Encode()
		answer(m{"meta": m{"filter_count": 1}, "data": []m{listed}})(w, r)
	})
	mux.Handle("GET /extensions/"+registryID, answer(m{"data": one}))
	mux.Handle("GET /accounts/"+registryAccount, answer(m{"data": full}))
	mux.HandleFunc("GET /download/"+registryVersion, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(extensionPackage(t))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// extensionPackage is the extension as npm packs it.
func extensionPackage(t *testing.T) []byte {
	t.Helper()
	folder := t.TempDir()
	serverExtension(t, folder, "greet", "endpoint", `export default {id: 'greet', handler: (router) => router.get('/', (req, res) => res.json({data: 'hello'}))};`)
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zipped)
	for _, name := range []string{"package.json", "index.js"} {
		text, err := os.ReadFile(filepath.Join(folder, "greet", name))
		require.NoError(t, err)
		require.NoError(t, archive.WriteHeader(&tar.Header{Name: "package/" + name, Mode: 0o644, Size: int64(len(text))}))
		_, err = archive.Write(text)
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	require.NoError(t, zipped.Close())
	return packed.Bytes()
}

// extensionNamed waits until an extension is as it should be: the server loads extensions
// while it goes on.
func extensionNamed(t *testing.T, client *directus.Client, name string, as func(e system.Extension) bool) system.Extension {
	t.Helper()
	var found system.Extension
	require.Eventually(t, func() bool {
		all, err := client.Extensions.ReadAll(t.Context())
		i := slices.IndexFunc(all, func(e system.Extension) bool { return e.Schema != nil && e.Schema.Name == name && as(e) })
		if err != nil || i < 0 {
			return false
		}
		found = all[i]
		return true
	}, 20*time.Second, 50*time.Millisecond)
	return found
}

func TestRealExtensions(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	serverExtension(t, folder, "local", "endpoint", `export default {id: 'local', handler: (router) => router.get('/', (req, res) => res.json({data: 'hello'}))};`)
	asked := make(chan string, 10)
	registry := extensionRegistry(t, asked)
	server := realserver.New(t, realserver.Options{Env: map[string]string{
		"EXTENSIONS_PATH": folder, "MARKETPLACE_REGISTRY": registry.URL, "MARKETPLACE_TRUST": "all", "TEMP_PATH": t.TempDir(),
	}})
	client := clientOf(t, server)
	answers := func(path string) error {
		_, err := directus.Call[string](t.Context(), client, &directus.Request{Method: http.MethodGet, Path: path})
		return err
	}

	local := extensionNamed(t, client, "directus-extension-local", func(e system.Extension) bool { return e.Meta != nil })
	require.Equal(t, system.ExtensionLocal, local.Meta.Source)
	require.Equal(t, system.ExtensionEndpoint, local.Schema.Type)
	require.Equal(t, "1.2.3", local.Schema.Version)
	require.NoError(t, answers("/local"))
	changed, err := client.Extensions.UpdateOne(t.Context(), local.ID, directus.Patch{"enabled": false})
	require.NoError(t, err)
	require.Equal(t, local.ID, changed.ID)
	enabled, _ := changed.Meta.Enabled.Get()
	require.False(t, enabled)
	require.Eventually(t, func() bool { return errors.Is(answers("/local"), directus.CodeRouteNotFound) }, 20*time.Second, 50*time.Millisecond)
	require.ErrorIs(t, client.Extensions.Uninstall(t.Context(), local.ID), directus.CodeInvalidPayload)
	require.ErrorIs(t, client.Extensions.Reinstall(t.Context(), local.ID), directus.CodeInvalidPayload)
	require.NoError(t, client.Extensions.DeleteOne(t.Context(), local.ID))
	all, err := client.Extensions.ReadAll(t.Context())
	require.NoError(t, err)
	require.Empty(t, all)
	_, err = client.Extensions.Source(t.Context(), "index.js")
	require.ErrorIs(t, err, directus.CodeRouteNotFound, "this server does not serve the Data Studio")

	page, err := client.Extensions.ReadRegistry(t.Context(), directus.RegistryQuery{
		Search: "greet", Type: system.ExtensionEndpoint, Sort: directus.SortRecent, Limit: 5, Offset: 10,
	})
	require.NoError(t, err)
	require.Equal(t, 1, page.Meta.FilterCount)
	require.Equal(t, registryID, page.Data[0].ID)
	require.Equal(t, 2026, page.Data[0].LastUpdated.Time().Year())
	require.Equal(t, "limit=5&offset=10&search=greet&sort=recent&type=endpoint", <-asked)
	_, err = client.Extensions.ReadRegistry(t.Context(), directus.RegistryQuery{By: registryAccount})
	require.NoError(t, err)
	require.Equal(t, "by="+registryAccount, <-asked)
	extension, err := client.Extensions.ReadRegistryExtension(t.Context(), registryID)
	require.NoError(t, err)
	require.Equal(t, "directus-extension-greet", extension.Name)
	require.Equal(t, []directus.RegistryDownloads{{Date: "2026-01-01", Count: 7}}, extension.Downloads)
	require.Equal(t, "ada", extension.Versions[0].Maintainers[0].Account.Username)
	account, err := client.Extensions.ReadRegistryAccount(t.Context(), extension.Versions[0].Publisher.ID)
	require.NoError(t, err)
	require.Equal(t, "London", account.GitHubLocation)

	require.NoError(t, client.Extensions.Install(t.Context(), extension.ID, extension.Versions[0].ID))
	require.Eventually(t, func() bool { return answers("/greet") == nil }, 20*time.Second, 50*time.Millisecond)
	installed := extensionNamed(t, client, "directus-extension-greet", func(system.Extension) bool { return true })
	require.Equal(t, registryID, installed.ID)
	require.Equal(t, system.ExtensionRegistry, installed.Meta.Source)
	require.NoError(t, client.Extensions.Reinstall(t.Context(), installed.ID))
	require.NoError(t, client.Extensions.Uninstall(t.Context(), installed.ID))
	require.Eventually(t, func() bool { return errors.Is(answers("/greet"), directus.CodeRouteNotFound) }, 20*time.Second, 50*time.Millisecond)
	require.ErrorIs(t, client.Extensions.Install(t.Context(), registryID, registryAccount), directus.CodeForbidden)

	registry.Close()
	_, err = client.Extensions.ReadRegistry(t.Context(), directus.RegistryQuery{})
	var e *directus.Error
	require.ErrorAs(t, err, &e)
	if server.Major() >= 11 {
		require.ErrorIs(t, err, directus.CodeServiceUnavailable)
	}
	require.GreaterOrEqual(t, e.Status, 500)
}
