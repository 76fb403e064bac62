package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Webhook sends requests when items change. Only Directus 10 has it, and its last releases
// make no new ones; a [Flow] does the same.
type Webhook struct {
	ID   int    `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// Method is "POST" when unset, or "GET".
	Method string `json:"method,omitzero"`
	URL    string `json:"url,omitzero"`
	// Status is active when unset.
	Status WebhookStatus `json:"status,omitzero"`
	// Data puts the item into the request; unset is true.
	Data field.Opt[bool] `json:"data,omitzero"`
	// Actions are "create", "update" and "delete".
	Actions     []string `json:"actions,omitzero"`
	Collections []string `json:"collections,omitzero"`
	// Headers are objects with "header" and "value".
	Headers                    []map[string]any `json:"headers,omitzero"`
	WasActiveBeforeDeprecation field.Bool       `json:"was_active_before_deprecation,omitzero"`
	// MigratedFlow is the flow that replaces the webhook.
	MigratedFlow field.Ref[Flow] `json:"migrated_flow,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// WebhookStatus says whether a webhook works.
type WebhookStatus string

// What a webhook can be.
const (
	WebhookActive   WebhookStatus = "active"
	WebhookInactive WebhookStatus = "inactive"
)
