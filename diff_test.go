package directus_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
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
	}
	note := "x"
	full := post{ID: 8, Title: "a", Status: "new", Token: "**********", Tags: []tag{{1}, {2}}, Extra: m{"a": 1, "b": []int{2}}, Big: "9007199254740993"}
	for name, tt := range map[string]struct {
		change func(*post)
		want   string
	}{
		"nothing":            {func(*post) {}, `{}`},
		"a field":            {func(p *post) { p.Title = "b" }, `{"title":"b"}`},
		"to empty":           {func(p *post) { p.Title = "" }, `{"title":""}`},
		"left out":           {func(p *post) { p.Status = "" }, `{"status":null}`},
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

func ExampleDiff() {
	before := Article{ID: 15, Title: "Hello", Status: "draft"}
	after := before
	after.Status = "published"
	patch, err := directus.Diff(before, after)
	fmt.Printf("%s %v\n", patch["status"], err)
	// Output: "published" <nil>
}
