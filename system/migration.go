package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Migration is a change of the database's tables that has been made. The API does not show
// this collection.
type Migration struct {
	Version   string          `json:"version,omitzero"`
	Name      string          `json:"name,omitzero"`
	Timestamp field.Timestamp `json:"timestamp,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
