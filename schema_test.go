package directus_test

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// recordedSnapshot and recordedDiff are replies of Directus 12, with members that the library
// does not know.
const (
	recordedSnapshot = `{"version":1,"directus":"12.4.0","vendor":"sqlite","new":{"a":1},
		"collections":[{"collection":"arts","meta":{"note":null,"hidden":false,"big":12345678901234567890},"schema":{"name":"arts"}}],
		"fields":[{"collection":"arts","field":"id","type":"integer","meta":null,"schema":{"default_value":null}}],
		"systemFields":[{"collection":"directus_users","field":"email","schema":{"is_indexed":true}}],
		"relations":[{"collection":"arts","field":"item","related_collection":null,"meta":{},"schema":null}]}`
	recordedDiff = `{"hash":"dd48cf04","new":[],"diff":{
		"collections":[{"collection":"arts","diff":[{"kind":"N","rhs":{"collection":"arts","meta":{"note":null}}}]},
			{"collection":"old","diff":[{"kind":"D","lhs":{"collection":"old"}}]}],
		"fields":[{"collection":"arts","field":"title","diff":[
			{"kind":"E","path":["meta","note"],"lhs":null,"rhs":"b"},
			{"kind":"A","path":["meta","special"],"index":0,"item":{"kind":"D","lhs":"x"}},
			{"kind":"N","path":["meta","options",2,"a"],"rhs":null,"more":true},
			{"kind":"D","path":["schema","comment"],"lhs":""}]}],
		"systemFields":[],"new":null,
		"relations":[{"collection":"arts","field":"author","related_collection":"authors","diff":[{"kind":"E","path":["schema"],"lhs":null,"rhs":{}}]},
			{"collection":"arts","field":"item","related_collection":null,"diff":[{"kind":"N","rhs":{}}]}]}}`
)

func TestSchemaSend(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	var snapshot directus.Snapshot
	require.NoError(t, json.Unmarshal([]byte(recordedSnapshot), &snapshot))
	var diff directus.SchemaDiff
	require.NoError(t, json.Unmarshal([]byte(recordedDiff), &diff))
	scoped := `{"data":{"version":2}}`
	snap := func(opts directus.SnapshotOptions) func(*directus.Client) error {
		return func(c *directus.Client) error { return errOf(c.Schema.Snapshot(ctx, opts)) }
	}
	compare := func(opts directus.DiffOptions) func(*directus.Client) error {
		return func(c *directus.Client) error { return errOf(c.Schema.Diff(ctx, &snapshot, opts)) }
	}
	testModelCalls(t, map[string]modelCall{
		"Snapshot":               {call: snap(directus.SnapshotOptions{}), method: "GET", path: "/schema/snapshot"},
		"Snapshot of some":       {call: snap(directus.SnapshotOptions{IncludeCollections: []string{"a", "b"}}), method: "GET", path: "/schema/snapshot", query: "includeCollections=a,b", reply: scoped},
		"Snapshot of the others": {call: snap(directus.SnapshotOptions{ExcludeCollections: []string{"a"}}), method: "GET", path: "/schema/snapshot", query: "excludeCollections=a", reply: scoped},
		"SnapshotFile": {
			call: func(c *directus.Client) error {
				return errOf(c.Schema.SnapshotFile(ctx, directus.SchemaYAML, directus.SnapshotOptions{}))
			},
			method: "GET", path: "/schema/snapshot", query: "export=yaml",
		},
		"Diff":              {call: compare(directus.DiffOptions{}), method: "POST", path: "/schema/diff", body: recordedSnapshot},
		"Diff that mirrors": {call: compare(directus.DiffOptions{Mode: directus.SchemaMirror}), method: "POST", path: "/schema/diff", body: recordedSnapshot},
		"Diff by force that merges": {
			call:   compare(directus.DiffOptions{Force: true, Mode: directus.SchemaMerge}),
			method: "POST", path: "/schema/diff", query: "force=true&mode=merge", body: recordedSnapshot,
		},
		"Apply": {
			call:   func(c *directus.Client) error { return c.Schema.Apply(ctx, &diff, directus.ApplyOptions{}) },
			method: "POST", path: "/schema/apply", body: recordedDiff,
		},
		"Apply by force": {
			call:   func(c *directus.Client) error { return c.Schema.Apply(ctx, &diff, directus.ApplyOptions{Force: true}) },
			method: "POST", path: "/schema/apply", query: "force=true", body: recordedDiff,
		},
	})
}

func TestSchemaRefused(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	both := directus.SnapshotOptions{IncludeCollections: []string{"a"}, ExcludeCollections: []string{"b"}}
	all, none := directus.SnapshotOptions{}, directus.DiffOptions{}
	testModelRefused(t, map[string]func(*directus.Client) error{
		"both choices":   func(c *directus.Client) error { return errOf(c.Schema.Snapshot(ctx, both)) },
		"both in a file": func(c *directus.Client) error { return errOf(c.Schema.SnapshotFile(ctx, directus.SchemaJSON, both)) },
		"two names in one": func(c *directus.Client) error {
			return errOf(c.Schema.Snapshot(ctx, directus.SnapshotOptions{IncludeCollections: []string{"a,b"}}))
		},
		"an unknown format": func(c *directus.Client) error { return errOf(c.Schema.SnapshotFile(ctx, "xml", all)) },
		"an unknown mode": func(c *directus.Client) error {
			return errOf(c.Schema.Diff(ctx, &directus.Snapshot{}, directus.DiffOptions{Mode: "x"}))
		},
		"no snapshot":   func(c *directus.Client) error { return errOf(c.Schema.Diff(ctx, nil, none)) },
		"no file":       func(c *directus.Client) error { return errOf(c.Schema.DiffFile(ctx, nil, none)) },
		"an empty file": func(c *directus.Client) error { return errOf(c.Schema.DiffFile(ctx, strings.NewReader(" \n"), none)) },
		"no diff":       func(c *directus.Client) error { return c.Schema.Apply(ctx, nil, directus.ApplyOptions{}) },
		"a mode with a file": func(c *directus.Client) error {
			return errOf(c.Schema.DiffFile(ctx, strings.NewReader("{}"), directus.DiffOptions{Mode: "x"}))
		},
	})
	client, fake := newFake(t, 500, "")
	require.NoError(t, client.Schema.Apply(ctx, &directus.SchemaDiff{}, directus.ApplyOptions{}), "there is nothing to do")
	broken := errors.New("broken disk")
	_, err := client.Schema.DiffFile(ctx, iotest.ErrReader(broken), none)
	require.ErrorIs(t, err, broken)
	require.Empty(t, fake.sent)
}

// What the server tells survives encoding/json, unknown members and nulls as well.
func TestSchemaJSON(t *testing.T) {
	t.Parallel()
	client, _ := newFake(t, 200, `{"data":`+recordedSnapshot+`}`)
	snapshot, err := client.Schema.Snapshot(t.Context(), directus.SnapshotOptions{})
	require.NoError(t, err)
	for _, v := range []any{snapshot, *snapshot, throughJSON(t, snapshot)} {
		saved, err := json.Marshal(v)
		require.NoError(t, err)
		require.JSONEq(t, recordedSnapshot, string(saved))
		require.Contains(t, string(saved), "12345678901234567890")
	}
	require.Equal(t, "arts", snapshot.Collections[0].Collection)
	require.Equal(t, "id", snapshot.Fields[0].Field)

	client, _ = newFake(t, 200, `{"data":`+recordedDiff+`}`)
	diff, err := client.Schema.Diff(t.Context(), snapshot, directus.DiffOptions{})
	require.NoError(t, err)
	for _, v := range []any{diff, *diff, throughJSON(t, diff)} {
		saved, err := json.Marshal(v)
		require.NoError(t, err)
		require.JSONEq(t, recordedDiff, string(saved))
	}
	saved, err := json.Marshal(directus.Snapshot{Version: 1, Directus: "10.13.4"})
	require.NoError(t, err)
	require.JSONEq(t, `{"version":1,"directus":"10.13.4","collections":[],"fields":[],"relations":[]}`, string(saved))
	require.Error(t, json.Unmarshal([]byte(`{"version":"x"}`), snapshot))
	require.Error(t, json.Unmarshal([]byte(`{"hash":1}`), diff))
}

func TestSchemaDiffInWords(t *testing.T) {
	t.Parallel()
	var diff directus.SchemaDiff
	require.NoError(t, json.Unmarshal([]byte(recordedDiff), &diff))
	var words []string
	for _, list := range [][]directus.SchemaChange{diff.Diff.Collections, diff.Diff.Fields, diff.Diff.Relations} {
		for _, change := range list {
			for _, edit := range change.Diff {
				words = append(words, edit.String())
			}
		}
	}
	require.Equal(t, []string{
		"created", "deleted", `meta.note: null becomes "b"`, "meta.special: element 0: deleted",
		"meta.options.2.a: added null", `schema.comment: removed ""`, "schema: null becomes {}", "created",
	}, words)
	require.Equal(t, directus.DiffDelete, diff.Diff.Collections[1].Whole())
	require.Equal(t, directus.DiffEdit, diff.Diff.Fields[0].Whole())
	require.Equal(t, "Z", directus.SchemaEdit{Kind: "Z"}.String())
	require.False(t, diff.Empty())
}

// Servers before Directus 12 ignore what they do not know, and would delete too much.
func TestSchemaUnsupported(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	some := directus.SnapshotOptions{IncludeCollections: []string{"arts"}}
	client, _ := newFake(t, 200, `{"data":`+recordedSnapshot+`}`)
	_, err := client.Schema.Snapshot(ctx, some)
	require.ErrorIs(t, err, errors.ErrUnsupported)
	for _, file := range []string{"version: 1\ndirectus: 11", "{\n\t\"version\": 1,\n", `{"version":1}`} {
		client, _ = newFake(t, 200, file)
		_, err = client.Schema.SnapshotFile(ctx, directus.SchemaJSON, some)
		require.ErrorIs(t, err, errors.ErrUnsupported, file)
	}
	client, _ = newFake(t, 200, "version: 2\n")
	file, err := client.Schema.SnapshotFile(ctx, directus.SchemaYAML, some)
	require.NoError(t, err)
	require.Equal(t, "version: 2\n", string(file))
	client, _ = newFake(t, 200, `{"data":`+recordedDiff+`}`)
	_, err = client.Schema.Diff(ctx, &directus.Snapshot{}, directus.DiffOptions{Mode: directus.SchemaMerge})
	require.ErrorIs(t, err, errors.ErrUnsupported)
}

// Files, and schemas too large for JSON, are sent as a form with one file.
func TestSchemaForms(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	large := &directus.Snapshot{Vendor: strings.Repeat("x", 1<<20)}
	file := func(text string) func(*directus.Client) error {
		return func(c *directus.Client) error {
			return errOf(c.Schema.DiffFile(ctx, strings.NewReader(text), directus.DiffOptions{}))
		}
	}
	tests := map[string]struct {
		call       func(*directus.Client) error
		kind, want string
	}{
		"YAML":           {file("version: 1\n"), "text/yaml", "version: 1"},
		"JSON":           {file("\ufeff {\"version\": 1}"), "application/json", `{"version": 1}`},
		"large snapshot": {func(c *directus.Client) error { return errOf(c.Schema.Diff(ctx, large, directus.DiffOptions{})) }, "application/json", `{"version":0,`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, fake := newFake(t, 204, "")
			require.NoError(t, tt.call(client))
			_, params, err := mime.ParseMediaType(fake.one(t).ContentType)
			require.NoError(t, err)
			form := multipart.NewReader(strings.NewReader(fake.one(t).Body), params["boundary"])
			part, err := form.NextPart()
			require.NoError(t, err)
			require.Equal(t, tt.kind, part.Header.Get("Content-Type"))
			require.NotEmpty(t, part.FileName())
			content, err := io.ReadAll(part)
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(string(content), tt.want))
			_, err = form.NextPart()
			require.ErrorIs(t, err, io.EOF)
		})
	}
}
