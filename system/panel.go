package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Panel is a part of a dashboard.
type Panel struct {
	ID         string               `json:"id,omitzero"`
	Dashboard  field.Ref[Dashboard] `json:"dashboard,omitzero"`
	Name       string               `json:"name,omitzero"`
	Icon       string               `json:"icon,omitzero"`
	Color      string               `json:"color,omitzero"`
	ShowHeader bool                 `json:"show_header,omitzero"`
	Note       string               `json:"note,omitzero"`
	// Type is the panel's extension: "label", "metric", "time-series" …
	Type string `json:"type,omitzero"`
	// PositionX and PositionY count the dashboard's cells from 1, Width and Height are numbers
	// of cells. The server needs all four.
	PositionX int `json:"position_x,omitzero"`
	PositionY int `json:"position_y,omitzero"`
	Width     int `json:"width,omitzero"`
	Height    int `json:"height,omitzero"`
	// Options depend on Type.
	Options     map[string]any  `json:"options,omitzero"`
	DateCreated field.Timestamp `json:"date_created,omitzero"`
	UserCreated field.Ref[User] `json:"user_created,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
