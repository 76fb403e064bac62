package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// CollectionName is the name of a collection, for a field that a query such as "*.*" may
// expand: of the collection that comes then, only the name is kept.
type CollectionName string

// UnmarshalJSON reads a name, a collection or null.
func (n *CollectionName) UnmarshalJSON(data []byte) error {
	if jsontext.Value(data).Kind() == '{' {
		if data = codec.Member(data, "collection"); data == nil {
			data = []byte("null")
		}
	}
	var name string
	if err := codec.Unmarshal(data, &name); err != nil {
		return err
	}
	*n = CollectionName(name)
	return nil
}
