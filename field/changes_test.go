package field_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
)

func TestChangesForms(t *testing.T) {
	t.Parallel()
	checkJSON(t, map[string]onWire[field.Changes]{
		"all": {
			in: `{"create":[{"a":9007199254740993}],"update":[{"id":1}],"delete":[2]}`,
			want: field.Changes{
				Create: []any{jsontext.Value(`{"a":9007199254740993}`)},
				Update: []any{jsontext.Value(`{"id":1}`)},
				Delete: []any{key(t, 2)},
			},
		},
		"none":     {in: `{"create":[],"update":[],"delete":[]}`, want: field.Changes{}},
		"one list": {in: `{"delete":["x"]}`, want: field.Changes{Delete: []any{key(t, "x")}}, out: `{"create":[],"update":[],"delete":["x"]}`},
	})
	checkRefused(t, field.Changes{Delete: []any{1}}, `[]`, `5`, `{"delete":5}`, `{"delete":[true]}`, ``)
	checkText(t, field.Changes{Delete: []any{key(t, 2)}}, `{"create":[],"update":[],"delete":[2]}`)
	require.True(t, field.Changes{Create: []any{}}.IsZero())
	require.False(t, field.Changes{Create: []any{1}}.IsZero())
}

func ExampleChanges() {
	type Comment struct {
		Text string `json:"text"`
	}
	patch := directus.Patch{"comments": field.Changes{
		Create: []any{Comment{Text: "new"}},
		Update: []any{directus.Patch{"id": 7, "text": "changed"}, directus.Patch{"id": 8}},
		Delete: directus.IDs(9),
	}}
	text, err := json.Marshal(patch)
	fmt.Println(string(text), err)
	// Output: {"comments":{"create":[{"text":"new"}],"update":[{"id":7,"text":"changed"},{"id":8}],"delete":[9]}} <nil>
}
