package directus

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// Snapshot is the data model of a project. It keeps all that the server tells, also what
// this library does not know, and can be saved as JSON with encoding/json and loaded again.
//
// Leave out entries to copy only a part, best with their fields and relations. Without the
// Version of a snapshot with a choice of collections, 2, a diff deletes what was left out.
type Snapshot struct {
	Version  int    `json:"version"`         // 2 with a choice of collections, and else 1
	Directus string `json:"directus"`        // the server's version: "12.4.0"
	Vendor   string `json:"vendor,omitzero"` // its database: "sqlite", "postgres", …

	Collections []SnapshotEntry `json:"collections"`
	Fields      []SnapshotEntry `json:"fields"`
	// SystemFields are the fields of Directus's own collections that have an index. Since
	// Directus 11; before, the snapshot must not have any.
	SystemFields []SnapshotEntry `json:"systemFields,omitzero"`
	Relations    []SnapshotEntry `json:"relations"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// SnapshotEntry is a collection, a field or a relation in a [Snapshot].
type SnapshotEntry struct {
	Collection string `json:"collection"`
	Field      string `json:"field,omitzero"` // empty for a collection

	// Extra holds the rest as JSON: "type", "meta", "schema", "related_collection".
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// MarshalJSON writes the form that the server takes.
func (s Snapshot) MarshalJSON() ([]byte, error) {
	type plain Snapshot
	s.Collections, s.Fields, s.Relations = listed(s.Collections), listed(s.Fields), listed(s.Relations)
	return codec.Marshal(plain(s))
}

// UnmarshalJSON reads what the server or MarshalJSON wrote.
func (s *Snapshot) UnmarshalJSON(data []byte) error {
	type plain Snapshot
	var read plain
	err := codec.Unmarshal(data, &read)
	*s = Snapshot(read)
	return err
}

// listed is a list that encodes as one also when it is empty.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
