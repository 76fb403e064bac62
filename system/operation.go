package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Operation is a step of a flow.
type Operation struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// Key is the name under which later steps find this one's result, unique in its flow.
	Key string `json:"key,omitzero"`
	// Type is the operation's extension: "log", "request", "item-create" …
	Type string `json:"type,omitzero"`
	// PositionX and PositionY are the place in the app's grid, counted from 1. The server needs
	// both.
	PositionX int `json:"position_x,omitzero"`
	PositionY int `json:"position_y,omitzero"`
	// Options depend on Type.
	Options map[string]any `json:"options,omitzero"`
	// Resolve is the step after success, Reject the one after failure.
	Resolve     field.Ref[Operation] `json:"resolve,omitzero"`
	Reject      field.Ref[Operation] `json:"reject,omitzero"`
	Flow        field.Ref[Flow]      `json:"flow,omitzero"`
	DateCreated field.Timestamp      `json:"date_created,omitzero"`
	UserCreated field.Ref[User]      `json:"user_created,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
