package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Field is a field of a collection as the schema API has it. To create one, name it and
// give Type, Schema and Meta.
type Field struct {
	Collection string    `json:"collection,omitzero"`
	Field      string    `json:"field,omitzero"`
	Type       FieldType `json:"type,omitzero"`
	// Schema is the database's column, nil for [TypeAlias], which has none.
	Schema *FieldSchema `json:"schema,omitzero"`
	// Meta is what Directus knows about the field, nil if nothing. Give an empty one at least
	// to every field that is created with its collection: some types fail without.
	Meta *FieldMeta `json:"meta,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// FieldMeta is how Directus treats and shows a field: a row of directus_fields.
type FieldMeta struct {
	ID         int    `json:"id,omitzero"`
	Collection string `json:"collection,omitzero"`
	Field      string `json:"field,omitzero"`
	// Special are flags such as [SpecialCastJSON].
	Special []string `json:"special,omitzero"`
	// Interface and Display are the extensions that edit and show the field; their options
	// depend on them.
	Interface      string         `json:"interface,omitzero"`
	Options        map[string]any `json:"options,omitzero"`
	Display        string         `json:"display,omitzero"`
	DisplayOptions map[string]any `json:"display_options,omitzero"`
	Readonly       bool           `json:"readonly,omitzero"`
	Hidden         bool           `json:"hidden,omitzero"`
	// Required fields need a value when an item is created.
	Required bool `json:"required,omitzero"`
	// Sort is the place in the form, and Group the field of the group it is in.
	Sort  field.Opt[int] `json:"sort,omitzero"`
	Group string         `json:"group,omitzero"`
	// Width is full when unset.
	Width FieldWidth `json:"width,omitzero"`
	// Translations are names for the field in other languages.
	Translations []FieldTranslation `json:"translations,omitzero"`
	Note         string             `json:"note,omitzero"`
	// Conditions change the field while the item in the form matches a rule.
	Conditions []FieldCondition `json:"conditions,omitzero"`
	// Validation is a filter that values have to match, and ValidationMessage what people see
	// when they do not.
	Validation        map[string]any `json:"validation,omitzero"`
	ValidationMessage string         `json:"validation_message,omitzero"`
	// Searchable is true when unset. Since Directus 11.
	Searchable field.Opt[bool] `json:"searchable,omitzero"`
	// System marks the fields of Directus itself. It cannot be written.
	System bool `json:"system,omitzero" query:"-"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// FieldTranslation is a field's name in another language.
type FieldTranslation struct {
	// Language is a code such as "de-DE".
	Language    string `json:"language,omitzero"`
	Translation string `json:"translation,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// FieldCondition changes a field in the form while the item matches Rule. What is unset
// stays as the field has it.
type FieldCondition struct {
	Name string `json:"name,omitzero"`
	// Rule is a filter; null matches always.
	Rule     map[string]any  `json:"rule,omitzero"`
	Readonly field.Opt[bool] `json:"readonly,omitzero"`
	Hidden   field.Opt[bool] `json:"hidden,omitzero"`
	Required field.Opt[bool] `json:"required,omitzero"`
	// Options replace those of the interface.
	Options map[string]any `json:"options,omitzero"`
	// ClearHiddenValueOnSave removes the value while the field is hidden.
	ClearHiddenValueOnSave field.Opt[bool] `json:"clear_hidden_value_on_save,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// FieldSchema is a column. To create one, an empty FieldSchema makes a column that may be
// null.
type FieldSchema struct {
	Name  string `json:"name,omitzero"`
	Table string `json:"table,omitzero"`
	// Schema is the PostgreSQL schema, "public" for example.
	Schema string `json:"schema,omitzero"`
	// DataType is the database's own word for the column's type.
	DataType string `json:"data_type,omitzero"`
	// DefaultValue is a string, a number, a boolean or nil.
	DefaultValue any `json:"default_value,omitzero"`
	// MaxLength is in characters, 255 for strings when unset.
	MaxLength int64 `json:"max_length,omitzero"`
	// NumericPrecision and NumericScale are the digits of a decimal in all and after the
	// point, 10 and 5 when unset.
	NumericPrecision field.Opt[int] `json:"numeric_precision,omitzero"`
	NumericScale     field.Opt[int] `json:"numeric_scale,omitzero"`
	// IsNullable is true when unset.
	IsNullable field.Opt[bool] `json:"is_nullable,omitzero"`
	IsUnique   bool            `json:"is_unique,omitzero"`
	// IsIndexed is unknown to Directus 10.
	IsIndexed        bool `json:"is_indexed,omitzero"`
	IsPrimaryKey     bool `json:"is_primary_key,omitzero"`
	HasAutoIncrement bool `json:"has_auto_increment,omitzero"`
	// IsGenerated columns have a GenerationExpression and cannot be written.
	IsGenerated          bool   `json:"is_generated,omitzero"`
	GenerationExpression string `json:"generation_expression,omitzero"`
	// ForeignKeyTable, ForeignKeyColumn and ForeignKeySchema say what the column points to.
	ForeignKeyTable  string `json:"foreign_key_table,omitzero"`
	ForeignKeyColumn string `json:"foreign_key_column,omitzero"`
	ForeignKeySchema string `json:"foreign_key_schema,omitzero"`
	// Comment is the database's. The API does not write it.
	Comment string `json:"comment,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
