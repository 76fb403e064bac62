package directus_test

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/system"
)

// accountPlayer is a user with a field of the project's own.
type accountPlayer struct {
	system.User

	Level int `json:"level,omitzero"`
}

// Fields that a project adds to its users are Go fields, and those that have none are kept.
func TestRealUsersWithOwnFields(t *testing.T) {
	t.Parallel()
	admin := clientOf(t, realserver.New(t, realserver.Options{}))
	succeed(t, admin, "POST", "/fields/directus_users", plain("level", "integer"))
	succeed(t, admin, "POST", "/fields/directus_users", plain("clan", "string"))
	players := directus.NewUsers[accountPlayer](admin)
	made, err := players.CreateOne(t.Context(), accountPlayer{Level: 3, User: system.User{
		FirstName: "Ann", Status: system.UserDraft, Extra: map[string]jsontext.Value{"clan": jsontext.Value(`"red"`)},
	}})
	require.NoError(t, err)
	require.Equal(t, 3, made.Level)
	require.Equal(t, "Ann", made.FirstName)
	require.Equal(t, `"red"`, string(made.Extra["clan"]))

	require.ErrorIs(t, errOf(players.UpdateOne(t.Context(), made.ID, made)), directus.CodeInvalidPayload, "send only what changes")
	changed, err := players.UpdateOne(t.Context(), made.ID, accountPlayer{Level: 4, User: system.User{
		Extra: map[string]jsontext.Value{"clan": jsontext.Value(`"blue"`)},
	}})
	require.NoError(t, err)
	require.Equal(t, 4, changed.Level)
	require.Equal(t, `"blue"`, string(changed.Extra["clan"]))
	require.Equal(t, "Ann", changed.FirstName)
	me, err := players.UpdateMe(t.Context(), directus.Patch{"level": 99})
	require.NoError(t, err)
	require.Equal(t, 99, me.Level)
	me, err = players.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, 99, me.Level)
	plainUser, err := admin.Users.ReadOne(t.Context(), made.ID)
	require.NoError(t, err)
	require.Equal(t, "4", string(plainUser.Extra["level"]))
}
