package directus_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/system"
)

// TestRealSchema copies a data model from one server to another, and then changes it. The
// steps follow each other.
func TestRealSchema(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	server := realserver.New(t, realserver.Options{})
	source, target := clientOf(t, server), modelServer(t, realserver.Options{})
	collections, relations := model()
	makeModel(t, source, collections, relations)
	all, none := directus.SnapshotOptions{}, directus.DiffOptions{}

	snapshot, err := source.Schema.Snapshot(ctx, all)
	require.NoError(t, err)
	require.Equal(t, 1, snapshot.Version)
	require.Equal(t, server.Version, snapshot.Directus)
	require.Equal(t, "sqlite", snapshot.Vendor)
	require.Len(t, snapshot.Collections, len(collections))
	require.Len(t, snapshot.Relations, len(relations))
	require.Equal(t, server.Major() > 10, snapshot.SystemFields != nil)

	first, err := target.Schema.Diff(ctx, snapshot, none)
	require.NoError(t, err)
	require.False(t, first.Empty())
	require.Len(t, first.Diff.Collections, len(collections))
	require.Equal(t, directus.DiffNew, first.Diff.Collections[0].Whole())
	require.Equal(t, "created", first.Diff.Collections[0].Diff[0].String())

	// Saved and loaded with encoding/json, a diff still applies.
	require.NoError(t, target.Schema.Apply(ctx, throughJSON(t, first), directus.ApplyOptions{}))
	diff, err := target.Schema.Diff(ctx, throughJSON(t, snapshot), none)
	require.NoError(t, err)
	require.True(t, diff.Empty())
	require.NoError(t, target.Schema.Apply(ctx, diff, directus.ApplyOptions{}))
	requireModelWorks(t, target)

	t.Run("a diff that is out of date", func(t *testing.T) { //nolint:paralleltest // the steps follow each other
		require.ErrorIs(t, target.Schema.Apply(ctx, first, directus.ApplyOptions{}), directus.CodeInvalidPayload)
	})
	t.Run("files", func(t *testing.T) { //nolint:paralleltest // the steps follow each other
		for _, format := range []directus.SchemaFormat{directus.SchemaJSON, directus.SchemaYAML} {
			file, err := source.Schema.SnapshotFile(ctx, format, all)
			require.NoError(t, err)
			same, err := target.Schema.DiffFile(ctx, bytes.NewReader(file), none)
			require.NoError(t, err)
			require.True(t, same.Empty())
			changed := strings.Replace(string(file), "not x", "not y", 1)
			diff, err := target.Schema.DiffFile(ctx, strings.NewReader(changed), none)
			require.NoError(t, err)
			require.Len(t, diff.Diff.Fields, 1)
			require.Equal(t, "title", diff.Diff.Fields[0].Field)
			require.Equal(t, `meta.validation_message: "not x" becomes "not y"`, diff.Diff.Fields[0].Diff[0].String())
			_, err = target.Schema.DiffFile(ctx, strings.NewReader("- ["), none)
			require.ErrorIs(t, err, directus.CodeInvalidPayload)
		}
	})
	t.Run("another version", func(t *testing.T) { //nolint:paralleltest // the steps follow each other
		older := throughJSON(t, snapshot)
		older.Directus = "9.26.0"
		_, err := target.Schema.Diff(ctx, older, none)
		require.ErrorIs(t, err, directus.CodeInvalidPayload)
		require.ErrorContains(t, err, "9.26.0")
		diff, err := target.Schema.Diff(ctx, older, directus.DiffOptions{Force: true})
		require.NoError(t, err)
		require.True(t, diff.Empty())
	})
	t.Run("what only the target has", func(t *testing.T) { //nolint:paralleltest // the steps follow each other
		_, err := target.Collections.CreateOne(ctx, system.Collection{
			Collection: "mine", Meta: &system.CollectionMeta{}, Schema: &system.CollectionSchema{},
		})
		require.NoError(t, err)
		merge, err := target.Schema.Diff(ctx, snapshot, directus.DiffOptions{Mode: directus.SchemaMerge})
		if server.Major() >= 12 {
			require.NoError(t, err)
			require.True(t, merge.Empty())
		} else {
			require.ErrorIs(t, err, errors.ErrUnsupported)
		}
		part, err := source.Schema.Snapshot(ctx, directus.SnapshotOptions{IncludeCollections: []string{"model_authors", "model_tags"}})
		if server.Major() >= 12 {
			require.NoError(t, err)
			require.Equal(t, 2, part.Version)
			require.Len(t, part.Collections, 2)
			diff, err := target.Schema.Diff(ctx, part, none)
			require.NoError(t, err)
			require.True(t, diff.Empty())
		} else {
			require.ErrorIs(t, err, errors.ErrUnsupported)
			_, err = source.Schema.SnapshotFile(ctx, directus.SchemaYAML, directus.SnapshotOptions{ExcludeCollections: []string{"model_tags"}})
			require.ErrorIs(t, err, errors.ErrUnsupported)
		}
		diff, err := target.Schema.Diff(ctx, snapshot, directus.DiffOptions{Mode: directus.SchemaMirror})
		require.NoError(t, err)
		require.Len(t, diff.Diff.Collections, 1)
		require.Equal(t, "mine", diff.Diff.Collections[0].Collection)
		require.Equal(t, directus.DiffDelete, diff.Diff.Collections[0].Whole())
		require.NoError(t, target.Schema.Apply(ctx, diff, directus.ApplyOptions{}))
		_, err = target.Collections.ReadOne(ctx, "mine")
		require.ErrorIs(t, err, directus.CodeForbidden)
	})
	t.Run("forced", func(t *testing.T) { //nolint:paralleltest // the steps follow each other
		changed := throughJSON(t, snapshot)
		changed.Fields = slices.DeleteFunc(changed.Fields, func(e directus.SnapshotEntry) bool { return e.Field == "data" })
		diff, err := target.Schema.Diff(ctx, changed, none)
		require.NoError(t, err)
		require.Len(t, diff.Diff.Fields, 1)
		_, err = target.Collections.UpdateOne(ctx, "model_tags", directus.Patch{"meta": m{"note": "meanwhile"}})
		require.NoError(t, err)
		require.ErrorIs(t, target.Schema.Apply(ctx, diff, directus.ApplyOptions{}), directus.CodeInvalidPayload)
		err = target.Schema.Apply(ctx, diff, directus.ApplyOptions{Force: true})
		if server.Major() < 11 {
			require.ErrorIs(t, err, directus.CodeInvalidPayload)
			return
		}
		require.NoError(t, err)
		_, err = target.Fields.ReadOne(ctx, "model_articles", "data")
		require.ErrorIs(t, err, directus.CodeForbidden)
	})
	t.Run("only administrators", func(t *testing.T) { //nolint:paralleltest // the steps follow each other
		anonymous := clientTo(t, server.URL)
		_, err := anonymous.Schema.Snapshot(ctx, all)
		require.ErrorIs(t, err, directus.CodeForbidden)
		_, err = anonymous.Schema.Diff(ctx, snapshot, none)
		require.ErrorIs(t, err, directus.CodeForbidden)
		require.ErrorIs(t, anonymous.Schema.Apply(ctx, first, directus.ApplyOptions{}), directus.CodeForbidden)
	})
}

// A schema that is larger than the server's limit for JSON still gets there.
func TestRealSchemaLarge(t *testing.T) {
	t.Parallel()
	client := modelServer(t, realserver.Options{})
	snapshot, err := client.Schema.Snapshot(t.Context(), directus.SnapshotOptions{})
	require.NoError(t, err)
	note, err := json.Marshal(m{"note": strings.Repeat("x", 2<<20)})
	require.NoError(t, err)
	snapshot.Collections = append(snapshot.Collections, directus.SnapshotEntry{
		Collection: "large", Extra: map[string]jsontext.Value{"meta": note},
	})
	diff, err := client.Schema.Diff(t.Context(), snapshot, directus.DiffOptions{})
	require.NoError(t, err)
	require.NoError(t, client.Schema.Apply(t.Context(), diff, directus.ApplyOptions{}))
	created, err := client.Collections.ReadOne(t.Context(), "large")
	require.NoError(t, err)
	require.Len(t, created.Meta.Note, 2<<20)
}

// throughJSON saves v with encoding/json and loads it again.
func throughJSON[T any](t *testing.T, v *T) *T {
	t.Helper()
	saved, err := json.MarshalIndent(v, "", "  ")
	require.NoError(t, err)
	var loaded T
	require.NoError(t, json.Unmarshal(saved, &loaded))
	return &loaded
}

// A snapshot of Directus 12 goes to a server with Directus 11 by force, and not all of it.
func TestRealSchemaOtherMajor(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("installs another version of Directus")
	}
	ctx := t.Context()
	source, target := modelServer(t, realserver.Options{Version: "12"}), modelServer(t, realserver.Options{Version: "11"})
	collections, relations := model()
	makeModel(t, source, collections, relations)
	snapshot, err := source.Schema.Snapshot(ctx, directus.SnapshotOptions{})
	require.NoError(t, err)
	_, err = target.Schema.Diff(ctx, snapshot, directus.DiffOptions{})
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	diff, err := target.Schema.Diff(ctx, snapshot, directus.DiffOptions{Force: true})
	require.NoError(t, err)
	var e *directus.Error
	require.ErrorAs(t, target.Schema.Apply(ctx, diff, directus.ApplyOptions{}), &e, "with indexes of tables that the target lacks")
	require.Equal(t, http.StatusInternalServerError, e.Status)
	diff.Diff.SystemFields = []directus.SchemaChange{}
	require.NoError(t, target.Schema.Apply(ctx, diff, directus.ApplyOptions{}))
	requireModelWorks(t, target)
	diff, err = target.Schema.Diff(ctx, snapshot, directus.DiffOptions{Force: true})
	require.NoError(t, err)
	require.Empty(t, diff.Diff.Fields)
	require.Empty(t, diff.Diff.Relations)
	require.Len(t, diff.Diff.Collections, len(collections), "what only Directus 12 knows stays a difference")
	require.Equal(t, directus.DiffEdit, diff.Diff.Collections[0].Whole())
}
