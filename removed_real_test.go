package directus_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
)

// Hashes are made and verified up to Directus 11.
func TestRealHashesBefore12(t *testing.T) {
	t.Parallel()
	ctx, utils := t.Context(), clientOf(t, realserver.New(t, realserver.Options{Version: "11"})).Utils
	hash, err := utils.HashGenerate(ctx, "text")
	require.NoError(t, err)
	require.Contains(t, hash, "$argon2")
	for text, want := range map[string]bool{"text": true, "other": false} {
		fits, err := utils.HashVerify(ctx, text, hash)
		require.NoError(t, err)
		require.Equal(t, want, fits)
	}
}

// Comments are entries of the activity up to Directus 10.
func TestRealCommentsBefore11(t *testing.T) {
	t.Parallel()
	ctx, client := t.Context(), clientOf(t, realserver.New(t, realserver.Options{Version: "10"}))
	name := articlesName(t, client)
	makeArticles(t, directus.NewItems[article](client, name), 1)
	made, err := client.Activity.CreateComment(ctx, name, 1, "hi")
	require.NoError(t, err)
	require.Equal(t, "hi", made.Comment)
	_, err = client.Activity.UpdateComment(ctx, made.ID, "ho")
	require.NoError(t, err)
	kept, err := client.Activity.ReadOne(ctx, made.ID)
	require.NoError(t, err)
	require.Equal(t, "ho", kept.Comment)
	require.NoError(t, client.Activity.DeleteComment(ctx, made.ID))
	_, err = client.Activity.Find(ctx, made.ID)
	require.ErrorIs(t, err, directus.ErrNotFound)
}
