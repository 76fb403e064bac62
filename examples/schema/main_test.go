package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/system"
)

// asProgram makes the test binary behave as the program.
const asProgram = "SCHEMA_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// env is the environment of the program for two servers.
func env(source, target *realserver.Server) map[string]string {
	return map[string]string{
		"SOURCE_URL": source.URL, "SOURCE_TOKEN": source.Token, "TARGET_URL": target.URL, "TARGET_TOKEN": target.Token,
	}
}

// program runs the whole program, and returns what it prints.
func program(t *testing.T, env map[string]string, args ...string) (out, message string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	return stdout.String(), stderr.String(), err
}

func clientOf(t *testing.T, server *realserver.Server) *directus.Client {
	t.Helper()
	client, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

func TestRealSchema(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	servers := [2]*realserver.Server{realserver.New(t, realserver.Options{}), realserver.New(t, realserver.Options{})}
	source, target, vars := clientOf(t, servers[0]), clientOf(t, servers[1]), env(servers[0], servers[1])
	title := system.Field{Field: "title", Type: system.TypeString, Schema: &system.FieldSchema{}, Meta: &system.FieldMeta{Note: "new"}}
	for _, c := range []system.Collection{
		{Collection: "authors", Schema: &system.CollectionSchema{}, Meta: &system.CollectionMeta{}},
		{Collection: "articles", Schema: &system.CollectionSchema{}, Meta: &system.CollectionMeta{}, Fields: []system.Field{
			title, {Field: "author", Type: system.TypeInteger, Schema: &system.FieldSchema{}},
		}},
	} {
		_, err := source.Collections.CreateOne(ctx, c)
		require.NoError(t, err)
	}
	_, err := source.Relations.CreateOne(ctx, system.Relation{Collection: "articles", Field: "author", RelatedCollection: "authors"})
	require.NoError(t, err)
	for _, name := range []string{"articles", "rest"} {
		_, err := target.Collections.CreateOne(ctx, system.Collection{
			Collection: name, Schema: &system.CollectionSchema{}, Meta: &system.CollectionMeta{},
		})
		require.NoError(t, err)
	}
	title.Meta.Note = "old"
	_, err = target.Fields.CreateOne(ctx, "articles", title)
	require.NoError(t, err)

	// A dry run tells the difference and changes nothing.
	out, _, err := program(t, vars, "-dry-run")
	require.NoError(t, err)
	for _, line := range []string{
		"collection authors: created\n", "collection rest: deleted\n", "field articles.author: created\n",
		`field articles.title: meta.note: "old" becomes "new"` + "\n", "relation articles.author to authors: created\n",
	} {
		require.Contains(t, out, line)
	}
	require.Contains(t, out, "\nNothing was changed.\n")
	again, _, err := program(t, vars, "-dry-run")
	require.NoError(t, err)
	require.Equal(t, out, again)

	// A token that is wrong changes nothing either.
	wrong := env(servers[0], servers[1])
	wrong["TARGET_TOKEN"] = "wrong-token"
	out, message, err := program(t, wrong)
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	require.Equal(t, 1, exit.ExitCode())
	require.Empty(t, out)
	require.Contains(t, message, "target: directus: POST /schema/diff: 401 INVALID_CREDENTIALS")
	require.NotContains(t, message, "wrong-token")

	out, _, err = program(t, vars)
	require.NoError(t, err)
	require.Contains(t, out, "\nThe target was changed.\n")
	out, _, err = program(t, vars)
	require.NoError(t, err)
	require.Equal(t, "Both are the same.\n", out)
	note, err := target.Fields.ReadOne(ctx, "articles", "title")
	require.NoError(t, err)
	require.Equal(t, "new", note.Meta.Note)
	_, err = target.Collections.ReadOne(ctx, "rest")
	require.ErrorIs(t, err, directus.CodeForbidden)
}

// otherVersion is a server whose snapshot is of another version of Directus.
func otherVersion(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"data":{"version":1,"directus":"9.26.0","vendor":"sqlite","collections":[],"fields":[],"relations":[]}}`))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestRealSchemaOtherVersion(t *testing.T) {
	t.Parallel()
	target := realserver.New(t, realserver.Options{})
	vars := env(target, target)
	vars["SOURCE_URL"] = otherVersion(t)
	var out bytes.Buffer
	err := run(t.Context(), nil, func(name string) string { return vars[name] }, &out)
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	require.ErrorContains(t, err, "target: it does not take a snapshot of Directus 9.26.0 on sqlite")
	require.Empty(t, out.String())
}

func TestRunFails(t *testing.T) {
	t.Parallel()
	nowhere := map[string]string{
		"SOURCE_URL": "http://127.0.0.1:1", "SOURCE_TOKEN": "a", "TARGET_URL": "http://127.0.0.1:1", "TARGET_TOKEN": "b",
	}
	tests := map[string]struct {
		missing string
		args    []string
		want    string
	}{
		"too much":       {"", []string{"a"}, "usage: schema"},
		"unknown flag":   {"", []string{"-unknown"}, "not defined"},
		"no source":      {"SOURCE_URL", nil, "source: directus: base URL"},
		"no target":      {"TARGET_URL", nil, "target: directus: base URL"},
		"no token":       {"TARGET_TOKEN", nil, "target: directus: WithStaticToken: empty token"},
		"no such server": {"", nil, "source: directus: GET /schema/snapshot"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			err := run(t.Context(), tt.args, func(name string) string {
				if name == tt.missing {
					return ""
				}
				return nowhere[name]
			}, &out)
			require.ErrorContains(t, err, tt.want)
			require.Empty(t, out.String())
		})
	}
}
