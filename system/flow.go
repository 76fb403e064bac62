package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// FlowStatus says whether a flow runs.
type FlowStatus string

// What a flow can be.
const (
	FlowActive   FlowStatus = "active"
	FlowInactive FlowStatus = "inactive"
)

// FlowTrigger is what starts a flow.
type FlowTrigger string

// What can start a flow.
const (
	TriggerEvent     FlowTrigger = "event"     // something happens on the server
	TriggerWebhook   FlowTrigger = "webhook"   // a request to /flows/trigger/{id}
	TriggerOperation FlowTrigger = "operation" // an operation of another flow
	TriggerSchedule  FlowTrigger = "schedule"  // the clock
	TriggerManual    FlowTrigger = "manual"    // a person in the app
)

// Flow is a chain of operations that something starts.
type Flow struct {
	ID          string `json:"id,omitzero"`
	Name        string `json:"name,omitzero"`
	Icon        string `json:"icon,omitzero"`
	Color       string `json:"color,omitzero"`
	Description string `json:"description,omitzero"`
	// Status is active when unset.
	Status  FlowStatus  `json:"status,omitzero"`
	Trigger FlowTrigger `json:"trigger,omitzero"`
	// Accountability is all when unset at creation, and null is nothing.
	Accountability field.Opt[Accountability] `json:"accountability,omitzero"`
	// Options depend on Trigger.
	Options map[string]any `json:"options,omitzero"`
	// Operation is the first one; Operations are all. Neither can be made along with the flow:
	// make the flow, then the operation with its Flow, and then set Operation.
	Operation   field.Ref[Operation]  `json:"operation,omitzero"`
	Operations  field.Many[Operation] `json:"operations,omitzero"`
	DateCreated field.Timestamp       `json:"date_created,omitzero"`
	UserCreated field.Ref[User]       `json:"user_created,omitzero"`
	// Folder is a folder of type [FolderFlows]. Since Directus 12.
	Folder field.Ref[Folder] `json:"folder,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
