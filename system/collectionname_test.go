package system_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

func TestCollectionName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]system.CollectionName{
		`"books"`: "books", `{"icon":null,"collection":"books"}`: "books", `{}`: "", `{"collection":null}`: "", `null`: "",
	} {
		got := system.Share{Collection: "before"}
		require.NoError(t, codec.Unmarshal([]byte(`{"collection":`+in+`}`), &got), in)
		assert.Equal(t, want, got.Collection, in)
	}
	for _, in := range []string{`1`, `[]`, `{"collection":1}`} {
		require.Error(t, codec.Unmarshal([]byte(`{"collection":`+in+`}`), &system.Share{}), in)
	}
	written, err := codec.Marshal(system.Share{Collection: "books"})
	require.NoError(t, err)
	assert.Equal(t, `{"collection":"books"}`, string(written))
}
