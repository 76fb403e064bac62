package system_test

import (
	"encoding/json"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

type extra = map[string]jsontext.Value

// Every type keeps unknown members, also with names that differ in case only, and writes
// them back as they were.
func TestExtra(t *testing.T) {
	t.Parallel()
	const in = `{"own":{"a":[1,2.50]},"ID":"x","Extra":null,"big":12345678901234567890}`
	want := extra{"own": jsontext.Value(`{"a":[1,2.50]}`), "ID": jsontext.Value(`"x"`), "Extra": jsontext.Value("null"), "big": jsontext.Value("12345678901234567890")}
	for name, k := range kinds {
		item := k.decode(t, []byte(in)).Index(0)
		assert.Equal(t, want, item.FieldByName("Extra").Interface(), name)
		written, err := codec.Marshal(item.Interface())
		require.NoError(t, err, name)
		assert.JSONEq(t, in, string(written), name)
		assert.Contains(t, string(written), "12345678901234567890", name)
		assert.Contains(t, string(written), "2.50", name)

		empty, err := codec.Marshal(k.decode(t, []byte(`{}`)).Index(0).Interface())
		require.NoError(t, err, name)
		assert.Equal(t, "{}", string(empty), "%s: a create sends what is set", name)
	}
}

// myUser is a user of a project with fields of its own.
type myUser struct {
	system.User

	Level int               `json:"level,omitzero"`
	Boss  field.Ref[myUser] `json:"boss,omitzero"`
}

type team struct {
	Lead    field.Ref[myUser]  `json:"lead,omitzero"`
	Members field.Many[myUser] `json:"members,omitzero"`
	Plain   []system.User      `json:"plain,omitzero"`
}

// An embedded type leaves a field to the struct around it, and keeps the rest.
func TestExtraOfEmbedded(t *testing.T) {
	t.Parallel()
	const user = `{"id":"u","email":"ann@example.com","role":{"id":"r","color":"red"},"level":3,"boss":{"id":"b","level":9,"shoe":44},"shoe":43}`
	const in = `{"lead":` + user + `,"members":[` + user + `],"plain":[` + user + `]}`
	var got team
	require.NoError(t, codec.Unmarshal([]byte(in), &got))
	lead, ok := got.Lead.Item()
	require.True(t, ok)
	require.Len(t, got.Members.Items(), 1)
	for _, u := range []myUser{lead, got.Members.Items()[0]} {
		assert.Equal(t, 3, u.Level)
		assert.Equal(t, "ann@example.com", u.Email)
		assert.Equal(t, extra{"shoe": jsontext.Value("43")}, u.Extra)
		boss, ok := u.Boss.Item()
		require.True(t, ok)
		assert.Equal(t, 9, boss.Level)
		assert.Equal(t, extra{"shoe": jsontext.Value("44")}, boss.Extra)
		role, ok := u.Role.Item()
		require.True(t, ok)
		assert.Equal(t, extra{"color": jsontext.Value(`"red"`)}, role.Extra)
	}
	assert.Equal(t, "u", got.Lead.Key().String())
	assert.Len(t, got.Plain[0].Extra, 3, "level, boss and shoe")
	written, err := codec.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, in, string(written))
}

// Through encoding/json the known fields work, and nothing is lost without a word: Extra
// stands under its own name.
func TestExtraWithEncodingJSON(t *testing.T) {
	t.Parallel()
	var role system.Role
	require.NoError(t, json.Unmarshal([]byte(`{"id":"r","name":"Editors","children":["c"]}`), &role))
	assert.Equal(t, "Editors", role.Name)
	assert.Equal(t, "c", role.Children.Keys()[0].String())
	role.Extra = extra{"color": jsontext.Value(`"red"`)}
	written, err := json.Marshal(role)
	require.NoError(t, err)
	assert.JSONEq(t, `{"id":"r","name":"Editors","children":["c"],"Extra":{"color":"red"}}`, string(written))
}

// A client is found by its own key.
func TestOAuthClientPrimaryKey(t *testing.T) {
	t.Parallel()
	var token system.OAuthToken
	require.NoError(t, codec.Unmarshal([]byte(`{"client":{"client_id":"c","client_name":"x"}}`), &token))
	assert.Equal(t, "c", token.Client.Key().String())
}
