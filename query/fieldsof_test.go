package query_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// ref is like field.Ref: a key, or an item when that is expanded.
type ref[T any] struct{ item *T }

func (ref[T]) RelatedType() reflect.Type { return reflect.TypeFor[T]() }

func (r *ref[T]) UnmarshalJSON(data []byte) error {
	if !strings.HasPrefix(string(data), "{") {
		return nil
	}
	return json.Unmarshal(data, &r.item)
}

// many is like field.Many, with the method on the pointer.
type many[T any] struct{ items []T }

func (*many[T]) RelatedType() reflect.Type { return reflect.TypeFor[[]T]() }

func (m *many[T]) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &m.items) }

// anyItem is like field.Any, whose items are of types that only the server knows.
type anyItem struct{ Collection string }

func (anyItem) RelatedType() reflect.Type      { return nil }
func (*anyItem) UnmarshalJSON(_ []byte) error  { return nil }
func (a anyItem) MarshalJSON() ([]byte, error) { return json.Marshal(a.Collection) }

// code has a text form of its own, row a JSON form but names for its fields.
type code struct{ Letters string }

func (c *code) UnmarshalText(text []byte) error { c.Letters = string(text); return nil }

type row struct {
	ID    int            `json:"id"`
	Extra map[string]any `json:",embed"`
}

func (row) MarshalJSON() ([]byte, error) { return nil, nil }

type avatar struct {
	ID    string `json:"id"`
	Owner ref[person]
}

type person struct {
	Name   string      `json:"name"`
	Avatar ref[avatar] `json:"avatar"`
}

type node struct {
	ID       int       `json:"id"`
	Parent   *node     `json:"parent"`
	Children []node    `json:"children"`
	Owner    *person   `json:"owner"`
	Ref      ref[node] `json:"ref"`
}

type left struct {
	ID    int    `json:"id"`
	Right *right `json:"right"`
}

type right struct {
	ID   int     `json:"id"`
	Left []*left `json:"left"`
}

type selfish struct {
	*selfish //nolint:unused // an embedded pointer to itself
	*Embedded
	Name string
}

type Embedded struct {
	*Embedded
	ID      int `json:"id"`
	Shadow  int
	Twice   int `json:"twice"`
	Tagged  int
	private int //nolint:unused // shows that it is left out
}

type Second struct {
	Other  int `json:"Tagged"`
	Shadow string
}

type hidden struct{ Promoted int }

func fieldsOf[T any](t *testing.T, opts ...query.FieldsOption) string {
	t.Helper()
	q := query.New(query.FieldsOf[T](opts...))
	require.NoError(t, q.Validate())
	return strings.Join(q.Fields, " ")
}

func TestFieldsOf(t *testing.T) {
	t.Parallel()
	type text string
	assert.Equal(t, "id title Untagged Omitted text - any map list bytes raw when code opt item names amount", fieldsOf[struct {
		ID       int    `json:"id"`
		Title    string `json:"title,omitempty"`
		Untagged bool
		Omitted  bool            `json:",omitzero"`
		Text     text            `json:"text"`
		Dash     int             `json:"-,"` //nolint:staticcheck // a field may be called "-"
		Any      any             `json:"any"`
		Map      map[string]node `json:"map"`
		List     []string        `json:"list"`
		Bytes    []byte          `json:"bytes"`
		Raw      json.RawMessage `json:"raw"`
		When     *time.Time      `json:"when"`
		Code     []code          `json:"code"`
		Opt      **int           `json:"opt"`
		Item     anyItem         `json:"item"`
		Names    [2]string       `json:"names"`
		Amount   json.Number     `json:"amount"`

		Skipped int               `json:"-"`
		Channel chan int          `json:"channel"`
		Func    *func()           `json:"func"`
		Rest    map[string]any    `json:",inline"`
		Unknown map[string]string `json:"x,unknown"`
		Old     int               `json:"old" query:"-"`
		private int
	}](t))
}

func TestFieldsOfRelations(t *testing.T) {
	t.Parallel()
	type author struct {
		Name string `json:"name"`
		Born *time.Time
	}
	type article struct {
		ID       int               `json:"id"`
		Author   *author           `json:"author"`
		Editor   struct{ ID int }  `json:"editor"`
		Comments []struct{ N int } `json:"comments"`
		Readers  []*author         `json:"readers"`
		Pairs    [2]**author       `json:"pairs"`
	}
	const want = "id author.name author.Born editor.ID comments.N readers.name readers.Born pairs.name pairs.Born"
	assert.Equal(t, want, fieldsOf[article](t))
	assert.Equal(t, want, fieldsOf[*article](t))
	assert.Equal(t, want, fieldsOf[[]**article](t))
	assert.Equal(t, want, fieldsOf[article](t, query.Expand("author"), nil), "it is already")
}

func TestFieldsOfEmbedded(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "id Shadow twice Tagged Name", fieldsOf[selfish](t))
	assert.Equal(t, "id Shadow twice Tagged", fieldsOf[struct{ Embedded }](t))
	assert.Equal(t, "id twice Tagged", fieldsOf[struct {
		Embedded
		*Second
	}](t), "of two names at the same depth none counts, unless one has a tag")
	assert.Equal(t, "id twice Tagged Shadow", fieldsOf[struct {
		Embedded
		Second
		Shadow int
	}](t), "the least embedded one counts")
	assert.Equal(t, "named.id named.Shadow named.twice named.Tagged", fieldsOf[struct {
		Embedded `json:"named"`
	}](t))
	assert.Equal(t, "Promoted X", fieldsOf[struct {
		hidden
		X int
	}](t), "exported fields of an unexported struct")
	assert.Equal(t, "X", fieldsOf[struct {
		*hidden
		X int
	}](t), "which a decoder cannot make")
	assert.Equal(t, "N X", fieldsOf[struct {
		Inline struct{ N int } `json:",inline"`
		X      int
	}](t))
}

// TestFieldsOfRecursiveTypes shows that types that lead to themselves end. Their names do
// not stay alone: a key could not be decoded into the struct.
func TestFieldsOfRecursiveTypes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "id parent.id parent.ref children.id children.ref owner.name owner.avatar ref", fieldsOf[node](t))
	assert.Equal(t, "id right.id right.left.id", fieldsOf[left](t))
	assert.Equal(t, "id left.id left.right.id", fieldsOf[right](t))
	type list []list
	refused(t, "query: FieldsOf[query_test.list]: a struct with fields is needed", query.FieldsOf[list]())
}

func TestExpand(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "name avatar", fieldsOf[person](t))
	assert.Equal(t, "name avatar.id avatar.Owner", fieldsOf[person](t, query.Expand("avatar")))
	assert.Equal(t, "name avatar.id avatar.Owner.name avatar.Owner.avatar", fieldsOf[person](t, query.Expand("avatar.Owner")))
	assert.Equal(t, "name avatar.id avatar.Owner.name avatar.Owner.avatar", fieldsOf[person](t, query.Expand("avatar", "avatar.Owner")))
	assert.Equal(t, "name avatar.id avatar.Owner.name avatar.Owner.avatar.id avatar.Owner.avatar.Owner",
		fieldsOf[person](t, query.Expand("avatar"), query.Expand("avatar.Owner.avatar")), "as far as the path says")

	type lists struct {
		People  *many[person]  `json:"people"`
		Pointer many[*person]  `json:"pointer"`
		Blocks  many[anyItem]  `json:"blocks"`
		Block   anyItem        `json:"block"`
		Times   ref[time.Time] `json:"times"`
		Rows    ref[*row]      `json:"rows"`
		Maps    ref[map[string]any]
	}
	assert.Equal(t, "people pointer blocks block times rows Maps", fieldsOf[lists](t))
	assert.Equal(t, "people.name people.avatar.id people.avatar.Owner pointer.name pointer.avatar blocks.* block.* times.* rows.id Maps.*",
		fieldsOf[lists](t, query.Expand("people.avatar", "pointer", "blocks", "block", "times", "rows", "Maps")))

	refused(t, `query: FieldsOf[query_test.person]: Expand("writer"): there is no such relation`, query.FieldsOf[person](query.Expand("writer")))
	refused(t, `Expand("name"): there is no such relation`, query.FieldsOf[person](query.Expand("name")))
	refused(t, `Expand("avatar.id"): there is no such relation`, query.FieldsOf[person](query.Expand("avatar.id")))
	refused(t, `Expand("avatar."): there is no such relation`, query.FieldsOf[person](query.Expand("avatar.")))
	refused(t, `Expand(""): there is no such relation`, query.FieldsOf[person](query.Expand("")))
}

func TestExpandCopiesItsPaths(t *testing.T) {
	t.Parallel()
	paths := []string{"avatar"}
	expand := query.Expand(paths...)
	paths[0] = "changed"
	assert.Equal(t, "name avatar.id avatar.Owner", fieldsOf[person](t, expand))
}

func TestFieldsOfOtherTypes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "*", fieldsOf[map[string]any](t))
	assert.Equal(t, "*", fieldsOf[any](t))
	assert.Equal(t, "id", fieldsOf[row](t), "a struct is one, whatever its JSON form")
	refused(t, "query: FieldsOf[int]: a struct with fields is needed", query.FieldsOf[int]())
	refused(t, "query: FieldsOf[struct {}]: a struct with fields is needed", query.FieldsOf[struct{}]())
	refused(t, "query: FieldsOf[time.Time]: a struct with fields is needed", query.FieldsOf[*time.Time]())
}

// TestFieldsOfSystem shows that the types of package system can be asked for: the fields are
// those of Directus 12, and Extra is none. Each of them is tried in package system.
func TestFieldsOfSystem(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "id name icon description parent children policies users", fieldsOf[system.Role](t))
	type user struct {
		system.User
		Level int `json:"level"`
	}
	fields := strings.Fields(fieldsOf[user](t, query.Expand("role.parent", "policies.policy")))
	assert.Contains(t, fields, "level")
	assert.Contains(t, fields, "role.parent.children")
	assert.Contains(t, fields, "policies.policy.roles")
	for _, name := range fields {
		assert.NotContains(t, name, "Extra")
	}
}

func TestFieldsOfAddsUp(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "fields=name,avatar,extra", inURL(t, query.FieldsOf[person](), query.Fields("extra")))
}
