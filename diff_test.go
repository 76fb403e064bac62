package directus_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/system"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	type tag struct {
		ID int `json:"id"`
	}
	type post struct {
		ID     int            `json:"id,omitzero"`
		Title  string         `json:"title"`
		Status string         `json:"status,omitempty"`
		Token  string         `json:"token,omitempty"`
		Note   *string        `json:"note"`
		Tags   []tag          `json:"tags"`
		Extra  map[string]any `json:"extra,omitempty"`
		Big    json.Number    `json:"big,omitempty"`
		Pinned bool           `json:"pinned,omitzero"`
		Rank   float64        `json:"rank,omitzero"`
	}
	note := "x"
	full := post{ID: 8, Title: "a", Status: "new", Token: "**********", Tags: []tag{{1}, {2}}, Extra: m{"a": 1, "b": []int{2}}, Big: "9007199254740993", Pinned: true, Rank: 1.5}
	for name, tt := range map[string]struct {
		change func(*post)
		want   string
	}{
		"nothing":            {func(*post) {}, `{}`},
		"a field":            {func(p *post) { p.Title = "b" }, `{"title":"b"}`},
		"to empty":           {func(p *post) { p.Title = "" }, `{"title":""}`},
		"left out":           {func(p *post) { p.Status = "" }, `{"status":null}`},
		"a flag left out":    {func(p *post) { p.Pinned = false }, `{"pinned":false}`},
		"a number left out":  {func(p *post) { p.Rank = 0 }, `{"rank":0}`},
		"a secret":           {func(p *post) { p.Token = "new secret" }, `{"token":"new secret"}`},
		"from null":          {func(p *post) { p.Note = &note }, `{"note":"x"}`},
		"a list":             {func(p *post) { p.Tags = []tag{{2}, {1}} }, `{"tags":[{"id":2},{"id":1}]}`},
		"an equal list":      {func(p *post) { p.Tags = []tag{{1}, {2}} }, `{}`},
		"a nested value":     {func(p *post) { p.Extra = m{"b": []int{2}, "a": 2} }, `{"extra":{"a":2,"b":[2]}}`},
		"the order of names": {func(p *post) { p.Extra = m{"b": []int{2}, "a": 1} }, `{}`},
		"a big number":       {func(p *post) { p.Big = "9007199254740992" }, `{"big":9007199254740992}`},
	} {
		after := full
		tt.change(&after)
		patch, err := directus.Diff(full, after)
		require.NoError(t, err, name)
		text, err := json.Marshal(patch)
		require.NoError(t, err, name)
		require.JSONEq(t, tt.want, string(text), name)
	}
	patch, err := directus.Diff(directus.Item{"token": "old"}, directus.Item{"token": "**********", "new": nil})
	require.NoError(t, err)
	require.Equal(t, directus.Patch{"new": json.RawMessage("null")}, patch)
}

// Meta and Schema are merged on the server: what was cleared in them has to be sent.
func TestDiffOfTheModel(t *testing.T) {
	t.Parallel()
	before := system.Field{
		Field: "title", Meta: &system.FieldMeta{Note: "n", Hidden: true, Sort: field.Value(2)},
		Schema: &system.FieldSchema{IsUnique: true, MaxLength: 50},
	}
	after := before
	after.Meta = &system.FieldMeta{Sort: field.Value(2)}
	patch, err := directus.Diff(before, after)
	require.NoError(t, err)
	text, err := json.Marshal(patch)
	require.NoError(t, err)
	require.JSONEq(t, `{"meta":{"note":null,"hidden":false,"sort":2}}`, string(text))
	after.Meta, after.Schema = nil, &system.FieldSchema{MaxLength: 60}
	patch, err = directus.Diff(&before, &after)
	require.NoError(t, err)
	text, err = json.Marshal(patch)
	require.NoError(t, err)
	require.JSONEq(t, `{"meta":null,"schema":{"is_unique":false,"max_length":60}}`, string(text))
}

func TestDiffRefuses(t *testing.T) {
	t.Parallel()
	_, err := directus.Diff(1, 2)
	require.ErrorIs(t, err, directus.ErrInvalidRequest)
	_, err = directus.Diff(m{}, m{"a": func() {}})
	require.ErrorContains(t, err, "after")
	_, err = directus.Diff[m](m{}, nil)
	require.ErrorContains(t, err, "object")
}

// A read-modify-write changes what was changed, and no secret.
func TestRealDiff(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	users := directus.NewItems[directus.Item](client, "directus_users")
	before, err := users.ReadOne(t.Context(), "me")
	require.NoError(t, err)
	after := maps.Clone(before)
	after["description"] = "changed"
	patch, err := directus.Diff(before, after)
	require.NoError(t, err)
	require.Len(t, patch, 1)
	got, err := users.UpdateOne(t.Context(), before["id"], patch)
	require.NoError(t, err, "the token is still good")
	require.Equal(t, "changed", got["description"])
}

// What was set is taken back, in structs whose zero fields are left out.
func TestRealDiffTakesBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	client := realClient(t)
	name := makeCollection(t, client, m{"note": "n", "hidden": true, "sort": 3}, intKey("id"))
	before, err := client.Collections.ReadOne(ctx, name)
	require.NoError(t, err)
	after := before
	meta := *before.Meta
	meta.Note, meta.Hidden, meta.Sort = "", false, field.Null[int]()
	after.Meta = &meta
	patch, err := directus.Diff(before, after)
	require.NoError(t, err)
	got, err := client.Collections.UpdateOne(ctx, name, patch)
	require.NoError(t, err)
	require.Equal(t, after, got)

	dashboard, err := client.Dashboards.CreateOne(ctx, system.Dashboard{
		Name: "x", Panels: field.ReplaceItems(system.Panel{Type: "label", ShowHeader: true, PositionX: 1, PositionY: 1, Width: 2, Height: 2}),
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Dashboards.DeleteOne(context.WithoutCancel(ctx), dashboard.ID)) })
	panel, err := client.Panels.ReadOne(ctx, dashboard.Panels.Keys()[0])
	require.NoError(t, err)
	plain := panel
	plain.ShowHeader = false
	patch, err = directus.Diff(panel, plain)
	require.NoError(t, err)
	changed, err := client.Panels.UpdateOne(ctx, panel.ID, patch)
	require.NoError(t, err)
	require.False(t, changed.ShowHeader)
}

func ExampleDiff() {
	before := Article{ID: 15, Title: "Hello", Status: "draft"}
	after := before
	after.Status = "published"
	patch, err := directus.Diff(before, after)
	fmt.Printf("%s %v\n", patch["status"], err)
	// Output: "published" <nil>
}
