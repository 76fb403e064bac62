package directus_test

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// errIgnored says that the server answers as if it had not been asked for something.
var errIgnored = errors.New("ignored")

// ignoredUnless is for what a server leaves out without a word.
func ignoredUnless(done bool, err error) error {
	if err == nil && !done {
		return errIgnored
	}
	return err
}

// versionsCase is what the areas of the README's table are tried with.
type versionsCase struct {
	server  *realserver.Server
	client  *directus.Client
	name    string // of a collection with versions, in which is one item
	version string // of that item
	file    string
}

// areas tries each area of the README's table of versions with a call or more, of which
// none may fail where the table says yes.
var areas = map[string]func(ctx context.Context, c versionsCase) []error{
	"`Items`, `Singleton`, `Aggregate`": func(ctx context.Context, c versionsCase) []error {
		items := directus.NewItems[article](c.client, c.name)
		made, err := items.CreateOne(ctx, article{Title: "new"})
		_, counted := directus.Aggregate[directus.Item](ctx, items, query.Aggregated("count"))
		return []error{err, counted, errOf(items.ReadMany(ctx, directus.IDs(made.ID))), items.DeleteOne(ctx, made.ID)}
	},
	"Sign-in in the three modes": func(ctx context.Context, c versionsCase) (errs []error) {
		for _, mode := range []directus.Mode{directus.ModeJSON, directus.ModeCookie, directus.ModeSession} {
			client, err := directus.New(c.server.URL, directus.WithAuthMode(mode))
			if err != nil {
				return []error{err}
			}
			errs = append(errs, client.Auth.Login(ctx, admin(c.server)), client.Auth.Refresh(ctx), readMe(ctx, client), client.Close())
		}
		return errs
	},
	"`Users`, `Roles`, `Permissions`": func(ctx context.Context, c versionsCase) []error {
		_, err := c.client.Users.Me(ctx)
		_, roles := c.client.Roles.ReadByQuery(ctx)
		_, permissions := c.client.Permissions.ReadByQuery(ctx)
		_, item := c.client.Permissions.Item(ctx, c.name, 1)
		return []error{err, roles, permissions, item}
	},
	"`Policies`, `Access`": func(ctx context.Context, c versionsCase) []error {
		_, err := c.client.Policies.ReadByQuery(ctx)
		_, access := c.client.Access.ReadByQuery(ctx)
		_, globals := c.client.Policies.Globals(ctx)
		return []error{err, access, globals}
	},
	"`Permissions.Me`": func(ctx context.Context, c versionsCase) []error {
		mine, err := c.client.Permissions.Me(ctx)
		return []error{ignoredUnless(len(mine) > 0, err)}
	},
	"`Roles.Me`": func(ctx context.Context, c versionsCase) []error {
		return []error{errOf(c.client.Roles.Me(ctx))}
	},
	"`Comments`": func(ctx context.Context, c versionsCase) []error {
		return []error{errOf(c.client.Comments.CreateOne(ctx, system.Comment{Collection: system.CollectionName(c.name), Item: "1", Comment: "good"}))}
	},
	"`Activity.CreateComment`": func(ctx context.Context, c versionsCase) []error {
		return []error{errOf(c.client.Activity.CreateComment(ctx, c.name, 1, "good"))}
	},
	"`Versions`": func(ctx context.Context, c versionsCase) []error {
		_, err := c.client.Versions.Compare(ctx, c.version)
		item, read := directus.NewItems[article](c.client, c.name).ReadOne(ctx, 1, query.Version("next"))
		return []error{err, ignoredUnless(item.Title == "changed", read)}
	},
	"`query.Version` in lists": func(ctx context.Context, c versionsCase) []error {
		page, err := directus.NewItems[article](c.client, c.name).ReadByQuery(ctx, query.Version("next"))
		return []error{ignoredUnless(err == nil && page.Data[0].Title == "changed", err)}
	},
	"`query.JSONValue` in fields": func(ctx context.Context, c versionsCase) []error {
		item, err := directus.NewItems[directus.Item](c.client, c.name).ReadOne(ctx, 1, query.Fields(query.JSONValue("data", "size")))
		return []error{ignoredUnless(item["data_size_json"] != nil, err)}
	},
	"`query.JSON`": func(ctx context.Context, c versionsCase) []error {
		filter := query.JSON("data", query.Eq("size", 3))
		page, err := directus.NewItems[article](c.client, c.name).ReadByQuery(ctx, filter)
		return []error{ignoredUnless(err == nil && len(page.Data) == 1, err)}
	},
	"`Files`, `Assets`, resumable uploads": func(ctx context.Context, c versionsCase) []error {
		file, err := c.client.Files.UploadResumable(ctx, directus.Upload{Name: "a.txt", Body: strings.NewReader("text")})
		size, opened := c.client.Assets.Download(ctx, file.ID, io.Discard)
		return []error{err, ignoredUnless(size == 4, opened)}
	},
	"`Assets.ZipFiles`, `Assets.ZipFolder`": func(ctx context.Context, c versionsCase) []error {
		zip, err := c.client.Assets.ZipFiles(ctx, directus.IDs(c.file))
		if err != nil {
			return []error{err}
		}
		return []error{zip.Close()}
	},
	"`Collections`, `Fields`, `Relations`, `Schema`": func(ctx context.Context, c versionsCase) []error {
		_, err := c.client.Collections.ReadOne(ctx, c.name)
		_, fields := c.client.Fields.ReadMany(ctx, c.name)
		_, relations := c.client.Relations.ReadAll(ctx)
		snapshot, shot := c.client.Schema.Snapshot(ctx, directus.SnapshotOptions{})
		_, diff := c.client.Schema.Diff(ctx, snapshot, directus.DiffOptions{})
		return []error{err, fields, relations, shot, diff}
	},
	"`Flows`, `Operations`, `Dashboards`, `Panels`, `Presets`, `Shares`, `Translations`": func(ctx context.Context, c versionsCase) []error {
		_, flows := c.client.Flows.ReadByQuery(ctx)
		_, operations := c.client.Operations.ReadByQuery(ctx)
		_, dashboards := c.client.Dashboards.ReadByQuery(ctx)
		_, panels := c.client.Panels.ReadByQuery(ctx)
		_, presets := c.client.Presets.ReadByQuery(ctx)
		_, shares := c.client.Shares.ReadByQuery(ctx)
		_, translations := c.client.Translations.ReadByQuery(ctx)
		return []error{flows, operations, dashboards, panels, presets, shares, translations}
	},
	"`Activity`, `Revisions`, `Notifications`, `Settings`, `Server`, `Utils`": func(ctx context.Context, c versionsCase) []error {
		_, activity := c.client.Activity.ReadByQuery(ctx)
		_, revisions := c.client.Revisions.ReadByQuery(ctx)
		_, notifications := c.client.Notifications.ReadByQuery(ctx)
		_, settings := c.client.Settings.Read(ctx)
		_, info := c.client.Server.Info(ctx)
		_, health := c.client.Server.Health(ctx)
		_, random := c.client.Utils.RandomString(ctx, 8)
		return []error{activity, revisions, notifications, settings, info, health, random, c.client.Utils.ClearCache(ctx, false)}
	},
	"`GraphQL`": func(ctx context.Context, c versionsCase) []error {
		return []error{errOf(directus.GraphQL[any](ctx, c.client, "query { "+c.name+" { id } }", nil))}
	},
	"`Utils.ImportBatch`": func(ctx context.Context, c versionsCase) []error {
		batch := []directus.ImportCollection{{Collection: c.name, Items: []article{{Title: "x"}}}}
		return []error{errOf(c.client.Utils.ImportBatch(ctx, batch, directus.ImportOptions{DryRun: true}))}
	},
	"`Utils.HashGenerate`, `Utils.HashVerify`": func(ctx context.Context, c versionsCase) []error {
		hash, err := c.client.Utils.HashGenerate(ctx, "text")
		if err != nil {
			hash = "$argon2id$"
		}
		return []error{err, errOf(c.client.Utils.HashVerify(ctx, "text", hash))}
	},
	"`Utils.ResolveRedirect`, `Utils.GenerateTranslations`": func(ctx context.Context, c versionsCase) []error {
		setup := directus.TranslationSetup{Collection: c.name, Fields: []string{"title"}}
		return []error{errOf(c.client.Utils.ResolveRedirect(ctx, "/admin", "")), errOf(c.client.Utils.GenerateTranslations(ctx, setup))}
	},
	"`Server.Setup`, `Server.Metrics`": func(ctx context.Context, c versionsCase) []error {
		setup := c.client.Server.Setup(ctx, directus.Setup{Email: "second@example.com", Password: "secret"})
		if errors.Is(setup, directus.CodeForbidden) {
			setup = nil // it is there, and the server is set up
		}
		return []error{setup, errOf(c.client.Server.Metrics(ctx))}
	},
	"`Extensions`": func(ctx context.Context, c versionsCase) []error {
		return []error{errOf(c.client.Extensions.ReadAll(ctx))}
	},
	"`Deployments`": func(ctx context.Context, c versionsCase) []error {
		return []error{errOf(c.client.Deployments.ReadAll(ctx))}
	},
	"`License`": func(ctx context.Context, c versionsCase) []error {
		return []error{errOf(c.client.License.Read(ctx))}
	},
}

// versionsTable is the README's table: for each area, what it says of a major version.
func versionsTable(t *testing.T, major string) map[string]string {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, section, found := strings.Cut(string(readme), "\n## Versions\n")
	require.True(t, found)
	section, _, _ = strings.Cut(section, "\n## ")
	says, column := map[string]string{}, 0
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(cell)
			if cells[i] == "Directus "+major {
				column = i
			}
		}
		if len(cells) > 2 && column > 0 && !strings.HasPrefix(cells[1], "---") && cells[1] != "" {
			require.Contains(t, areas, cells[1], "no call tries this row")
			says[cells[1]] = cells[column]
		}
	}
	return says
}

// The README's table of versions is true for the version at hand.
func TestRealReadmeVersions(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{Env: map[string]string{"TUS_ENABLED": "true", "METRICS_ENABLED": "true"}})
	major, _, _ := strings.Cut(server.Version, ".")
	says := versionsTable(t, major)
	c := makeVersionsCase(t, server)
	for area, try := range areas {
		t.Run(area, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, says, area, "the README's table lacks a row")
			word, note, _ := strings.Cut(says[area], ":")
			want, ok := map[string]error{"yes": nil, "no": directus.CodeRouteNotFound, "ignored": errIgnored}[word]
			require.True(t, ok, "%q is none of yes, no, ignored", word)
			switch strings.TrimSpace(note) {
			case "`CodeInvalidQuery`":
				want = directus.CodeInvalidQuery
			case "`CodeForbidden`":
				want = directus.CodeForbidden
			}
			for _, err := range try(t.Context(), c) {
				require.ErrorIs(t, err, want)
			}
		})
	}
}

func makeVersionsCase(t *testing.T, server *realserver.Server) versionsCase {
	t.Helper()
	client := clientOf(t, server)
	c := versionsCase{server: server, client: client}
	c.name = makeCollection(t, client, m{"versioning": true},
		intKey("id"), plain("title", "string"), plain("status", "string"), plain("rank", "integer"), plain("data", "json"))
	_, err := directus.NewItems[m](client, c.name).CreateOne(t.Context(), m{"title": "one", "data": m{"size": 3}})
	require.NoError(t, err)
	version, err := client.Versions.CreateOne(t.Context(), system.Version{Key: "next", Collection: system.CollectionName(c.name), Item: "1"})
	require.NoError(t, err)
	_, err = client.Versions.Save(t.Context(), version.ID, directus.Patch{"title": "changed"})
	require.NoError(t, err)
	file, err := client.Files.Upload(t.Context(), directus.Upload{Name: "b.txt", Body: strings.NewReader("text")})
	require.NoError(t, err)
	c.version, c.file = version.ID, file.ID
	return c
}
