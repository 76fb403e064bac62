package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Collection is a collection as the schema API has it. To create one, name it and give a
// Schema, empty for the usual table; without a Schema it is a folder of collections, which
// needs a Meta, empty or not.
type Collection struct {
	Collection string `json:"collection,omitzero"`
	// Meta is what Directus knows about the collection, nil if nothing.
	Meta *CollectionMeta `json:"meta,omitzero"`
	// Schema is the database's table, nil for a folder.
	Schema *CollectionSchema `json:"schema,omitzero"`
	// Fields are those to create with the collection, the primary key among them; without any
	// the server makes an integer "id". Replies leave Fields empty.
	Fields []Field `json:"fields,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// CollectionStatus says whether a collection can be used.
type CollectionStatus string

// What a collection can be.
const (
	CollectionActive   CollectionStatus = "active"
	CollectionInactive CollectionStatus = "inactive"
)

// Collapse says how the app shows the collections in a folder.
type Collapse string

// How a folder can be shown.
const (
	CollapseOpen   Collapse = "open"
	CollapseClosed Collapse = "closed"
	CollapseLocked Collapse = "locked" // always open
)

// Accountability says how much the server records about the changes of a collection or the
// runs of a flow. Null is nothing.
type Accountability string

// How much is recorded.
const (
	AccountabilityAll      Accountability = "all"      // activity and revisions
	AccountabilityActivity Accountability = "activity" // activity only
)

// CollectionMeta is how Directus treats and shows a collection: a row of
// directus_collections.
type CollectionMeta struct {
	Collection string `json:"collection,omitzero"`
	// Icon and Color are those of the app, "#6644FF" for example.
	Icon  string `json:"icon,omitzero"`
	Color string `json:"color,omitzero"`
	Note  string `json:"note,omitzero"`
	// DisplayTemplate says how items are shown: "{{first_name}} {{last_name}}".
	DisplayTemplate string `json:"display_template,omitzero"`
	Hidden          bool   `json:"hidden,omitzero"`
	// Singleton collections have one item at most.
	Singleton bool `json:"singleton,omitzero"`
	// Translations are names for the collection in other languages.
	Translations []CollectionTranslation `json:"translations,omitzero"`
	// ArchiveField is the field that tells archived items; they have ArchiveValue there, and
	// get UnarchiveValue when they are taken back.
	ArchiveField   string `json:"archive_field,omitzero"`
	ArchiveValue   string `json:"archive_value,omitzero"`
	UnarchiveValue string `json:"unarchive_value,omitzero"`
	// ArchiveAppFilter makes the app hide archived items; unset is true.
	ArchiveAppFilter field.Opt[bool] `json:"archive_app_filter,omitzero"`
	// SortField is the field for the order by hand.
	SortField string `json:"sort_field,omitzero"`
	// Accountability is all when unset at creation, and null is nothing.
	Accountability field.Opt[Accountability] `json:"accountability,omitzero"`
	// ItemDuplicationFields are copied with an item.
	ItemDuplicationFields []string `json:"item_duplication_fields,omitzero"`
	// Sort is the collection's place in its Group, a folder or another collection.
	Sort  field.Opt[int] `json:"sort,omitzero"`
	Group string         `json:"group,omitzero"`
	// Collapse is open when unset.
	Collapse Collapse `json:"collapse,omitzero"`
	// PreviewURL is a template for the address of an item's preview.
	PreviewURL string `json:"preview_url,omitzero"`
	// Versioning turns content versions on.
	Versioning bool `json:"versioning,omitzero"`
	// Status is active when unset. Since Directus 12.
	Status CollectionStatus `json:"status,omitzero"`
	// AutosaveRevisionInterval is in seconds. Since Directus 12.
	AutosaveRevisionInterval field.Opt[float64] `json:"autosave_revision_interval,omitzero"`
	// System marks the collections of Directus itself. It cannot be written.
	System bool `json:"system,omitzero" query:"-"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// CollectionTranslation is a collection's name in another language.
type CollectionTranslation struct {
	// Language is a code such as "de-DE".
	Language    string `json:"language,omitzero"`
	Translation string `json:"translation,omitzero"`
	Singular    string `json:"singular,omitzero"`
	Plural      string `json:"plural,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// CollectionSchema is a table. Only Name is there with every database. To create a table,
// leave all empty.
type CollectionSchema struct {
	Name    string `json:"name,omitzero"`
	Comment string `json:"comment,omitzero"`
	// Schema is the PostgreSQL schema, "public" for example.
	Schema    string `json:"schema,omitzero"`
	Owner     string `json:"owner,omitzero"`
	Collation string `json:"collation,omitzero"`
	Engine    string `json:"engine,omitzero"`
	Catalog   string `json:"catalog,omitzero"`
	// SQL is how SQLite creates the table.
	SQL string `json:"sql,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
