package system

import (
	"github.com/go-json-experiment/json/jsontext"
)

// Translation is a text of the project in one language, for use as "$t:key".
type Translation struct {
	ID string `json:"id,omitzero"`
	// Language is a code such as "de-DE".
	Language string `json:"language,omitzero"`
	Key      string `json:"key,omitzero"`
	Value    string `json:"value,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
