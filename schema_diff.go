package directus

import (
	"fmt"
	"iter"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/codec"
)

// SchemaDiff is what has to change in a project. It keeps all that the server tells, and can
// be saved as JSON with encoding/json and loaded again, to be looked at before it is applied.
// Changes may be left out; those that remain can then still be applied.
type SchemaDiff struct {
	Hash string        `json:"hash"` // of the data model that the changes are for
	Diff SchemaChanges `json:"diff"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// SchemaChanges are the changes of a [SchemaDiff]. A collection that is deleted takes its
// fields and relations with it; they are not named then.
type SchemaChanges struct {
	Collections []SchemaChange `json:"collections"`
	Fields      []SchemaChange `json:"fields"`
	// SystemFields are indexes of Directus's own collections. Since Directus 11.
	SystemFields []SchemaChange `json:"systemFields,omitzero"`
	Relations    []SchemaChange `json:"relations"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// SchemaChange is what changes in one collection, field or relation.
type SchemaChange struct {
	Collection string `json:"collection"`
	Field      string `json:"field,omitzero"` // empty for a collection
	// RelatedCollection is that of a relation, null in an M2A, and unset for all others.
	RelatedCollection field.Opt[string] `json:"related_collection,omitzero"`
	// Diff has one element without a Path when the whole is created or deleted.
	Diff []SchemaEdit `json:"diff"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// DiffKind is a kind of change.
type DiffKind string

// The kinds of changes.
const (
	DiffNew    DiffKind = "N" // RHS is created
	DiffDelete DiffKind = "D" // LHS is deleted
	DiffEdit   DiffKind = "E" // LHS becomes RHS
	DiffArray  DiffKind = "A" // Item happens to the element at Index of a list
)

// SchemaEdit is one change.
type SchemaEdit struct {
	Kind DiffKind `json:"kind"`
	// Path is where it happens: "meta", "note". Elements of lists have a number. Without a
	// Path it happens to the whole collection, field or relation.
	Path []any `json:"path,omitzero"`
	// LHS is the value in the project and RHS the one in the snapshot, as JSON; nil where the
	// kind has none.
	LHS   jsontext.Value `json:"lhs,omitzero"`
	RHS   jsontext.Value `json:"rhs,omitzero"`
	Index *int           `json:"index,omitzero"`
	Item  *SchemaEdit    `json:"item,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// Empty reports whether nothing has to change.
func (d *SchemaDiff) Empty() bool {
	for range d.changes() {
		return false
	}
	return true
}

// deletes reports whether a collection, field or relation is deleted as a whole.
func (d *SchemaDiff) deletes() bool {
	for change := range d.changes() {
		if change.Whole() == DiffDelete {
			return true
		}
	}
	return false
}

func (d *SchemaDiff) changes() iter.Seq[SchemaChange] {
	return func(yield func(SchemaChange) bool) {
		for _, list := range [][]SchemaChange{d.Diff.Collections, d.Diff.Fields, d.Diff.SystemFields, d.Diff.Relations} {
			for _, change := range list {
				if !yield(change) {
					return
				}
			}
		}
	}
}

// Whole is [DiffNew] or [DiffDelete] when the whole collection, field or relation is created
// or deleted, and else [DiffEdit].
func (c SchemaChange) Whole() DiffKind {
	if len(c.Diff) > 0 && c.Diff[0].Path == nil {
		return c.Diff[0].Kind
	}
	return DiffEdit
}

// String is the change in words: "created", "deleted", `meta.note: "a" becomes "b"`.
func (e SchemaEdit) String() string {
	path := make([]string, len(e.Path))
	for n, element := range e.Path {
		path[n] = fmt.Sprint(element)
	}
	where := strings.Join(path, ".")
	if where != "" {
		where += ": "
	}
	switch {
	case e.Kind == DiffArray && e.Item != nil && e.Index != nil:
		return fmt.Sprintf("%selement %d: %s", where, *e.Index, e.Item)
	case e.Kind == DiffEdit:
		return fmt.Sprintf("%s%s becomes %s", where, e.LHS, e.RHS)
	case e.Kind == DiffNew && where == "":
		return "created"
	case e.Kind == DiffDelete && where == "":
		return "deleted"
	case e.Kind == DiffNew:
		return where + "added " + string(e.RHS)
	case e.Kind == DiffDelete:
		return where + "removed " + string(e.LHS)
	}
	return where + string(e.Kind)
}

// MarshalJSON writes the form that the server takes.
func (d SchemaDiff) MarshalJSON() ([]byte, error) {
	type plain SchemaDiff
	c := &d.Diff
	c.Collections, c.Fields, c.Relations = listed(c.Collections), listed(c.Fields), listed(c.Relations)
	return codec.Marshal(plain(d))
}

// UnmarshalJSON reads what the server or MarshalJSON wrote.
func (d *SchemaDiff) UnmarshalJSON(data []byte) error {
	type plain SchemaDiff
	var read plain
	err := codec.Unmarshal(data, &read)
	*d = SchemaDiff(read)
	return err
}
