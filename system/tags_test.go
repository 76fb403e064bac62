package system_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

func TestTags(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in   string
		want system.Tags
	}{
		"list":       {`["a","b\u00e9"]`, system.Tags{"a", "bé"}},
		"empty list": {`[]`, system.Tags{}},
		"null":       {`null`, nil},
		"text":       {`"a,b"`, system.Tags{"a,b"}},
		"numbers":    {`[1,null,"x",{"y":2}]`, system.Tags{"1", "x", `{"y":2}`}},
		"object":     {` {"a":1}`, system.Tags{`{"a":1}`}},
		"boolean":    {`true`, system.Tags{"true"}},
	} {
		got := system.Tags{"before"}
		require.NoError(t, codec.Unmarshal([]byte(tt.in), &got), name)
		assert.Equal(t, tt.want, got, name)
		got = system.Tags{"before"}
		require.NoError(t, json.Unmarshal([]byte(tt.in), &got), name)
		assert.Equal(t, tt.want, got, name)
	}
	written, err := codec.Marshal(struct {
		Unset system.Tags `json:"unset,omitzero"`
		Empty system.Tags `json:"empty,omitzero"`
		Some  system.Tags `json:"some,omitzero"`
	}{Empty: system.Tags{}, Some: system.Tags{"a"}})
	require.NoError(t, err)
	assert.Equal(t, `{"empty":[],"some":["a"]}`, string(written))
}

func FuzzTags(f *testing.F) {
	f.Add([]byte(`["a",1]`))
	f.Add([]byte(`"x"`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var tags system.Tags
		if codec.Unmarshal(text, &tags) != nil {
			return
		}
		written, err := codec.Marshal(tags)
		require.NoError(t, err)
		var again system.Tags
		require.NoError(t, codec.Unmarshal(written, &again))
		require.Equal(t, tags, again)
	})
}
