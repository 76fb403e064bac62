package system

import (
	"github.com/go-json-experiment/json/jsontext"
)

// ForeignKeyAction is what the database does to rows whose related row goes or changes.
type ForeignKeyAction string

// What the database can do.
const (
	NoAction   ForeignKeyAction = "NO ACTION"
	Restrict   ForeignKeyAction = "RESTRICT" // refuse the change
	Cascade    ForeignKeyAction = "CASCADE"  // delete or change the rows too
	SetNull    ForeignKeyAction = "SET NULL"
	SetDefault ForeignKeyAction = "SET DEFAULT"
)

// DeselectAction is what happens to an item that is taken out of a list.
type DeselectAction string

// What can happen to an item.
const (
	DeselectNullify DeselectAction = "nullify" // it stays, and points nowhere
	DeselectDelete  DeselectAction = "delete"
)

// Relation says that a field points to a collection. A relation to several items is that of
// the items' field, with its other side in Meta.
type Relation struct {
	// Collection and Field are what points.
	Collection string `json:"collection,omitzero"`
	Field      string `json:"field,omitzero"`
	// RelatedCollection is what it points to, empty in an M2A, where Meta has the collections.
	RelatedCollection string `json:"related_collection,omitzero"`
	// Schema is the database's foreign key, nil when there is none.
	Schema *RelationSchema `json:"schema,omitzero"`
	Meta   *RelationMeta   `json:"meta,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// RelationMeta is what Directus knows about a relation: a row of directus_relations.
type RelationMeta struct {
	ID int `json:"id,omitzero"`
	// ManyCollection and ManyField are the Collection and Field of the [Relation].
	ManyCollection string `json:"many_collection,omitzero"`
	ManyField      string `json:"many_field,omitzero"`
	OneCollection  string `json:"one_collection,omitzero"`
	// OneField is the alias field that lists the items on the other side.
	OneField string `json:"one_field,omitzero"`
	// OneCollectionField names the collection of each item in an M2A, of which
	// OneAllowedCollections are the choice.
	OneCollectionField    string   `json:"one_collection_field,omitzero"`
	OneAllowedCollections []string `json:"one_allowed_collections,omitzero"`
	// JunctionField is the other field of a junction collection.
	JunctionField string `json:"junction_field,omitzero"`
	// SortField is the field for the order by hand.
	SortField string `json:"sort_field,omitzero"`
	// OneDeselectAction is nullify when unset.
	OneDeselectAction DeselectAction `json:"one_deselect_action,omitzero"`
	// System marks the relations of Directus itself. It cannot be written.
	System bool `json:"system,omitzero" query:"-"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// RelationSchema is a foreign key. Only OnDelete and OnUpdate can be written; unset is the
// database's default, which is NO ACTION.
type RelationSchema struct {
	Table            string           `json:"table,omitzero"`
	Column           string           `json:"column,omitzero"`
	ForeignKeyTable  string           `json:"foreign_key_table,omitzero"`
	ForeignKeyColumn string           `json:"foreign_key_column,omitzero"`
	ForeignKeySchema string           `json:"foreign_key_schema,omitzero"`
	ConstraintName   string           `json:"constraint_name,omitzero"`
	OnUpdate         ForeignKeyAction `json:"on_update,omitzero"`
	OnDelete         ForeignKeyAction `json:"on_delete,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
