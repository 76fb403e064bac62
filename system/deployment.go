package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// DeploymentProvider is a service that builds and hosts websites.
type DeploymentProvider string

// The providers that Directus knows.
const (
	DeploymentVercel  DeploymentProvider = "vercel"
	DeploymentNetlify DeploymentProvider = "netlify"
)

// DeploymentStatus is how far a run is.
type DeploymentStatus string

// How far a run can be.
const (
	DeploymentBuilding DeploymentStatus = "building"
	DeploymentReady    DeploymentStatus = "ready"
	DeploymentError    DeploymentStatus = "error"
	DeploymentCanceled DeploymentStatus = "canceled"
)

// Deployment is the account at a provider. Directus 10 has none.
type Deployment struct {
	ID       string             `json:"id,omitzero"`
	Provider DeploymentProvider `json:"provider,omitzero"`
	// Credentials are needed to create a deployment. They cannot be read.
	Credentials Credentials `json:"credentials,omitzero"`
	// Options depend on the provider.
	Options     map[string]any  `json:"options,omitzero"`
	DateCreated field.Timestamp `json:"date_created,omitzero"`
	UserCreated field.Ref[User] `json:"user_created,omitzero"`
	// WebhookIDs and WebhookSecret belong to the webhooks that the server has registered with
	// the provider.
	WebhookIDs    []string                      `json:"webhook_ids,omitzero"`
	WebhookSecret field.Hash                    `json:"webhook_secret,omitzero"`
	LastSyncedAt  field.Timestamp               `json:"last_synced_at,omitzero"`
	Projects      field.Many[DeploymentProject] `json:"projects,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// DeploymentProject is a website at a provider.
type DeploymentProject struct {
	ID         string                `json:"id,omitzero"`
	Deployment field.Ref[Deployment] `json:"deployment,omitzero"`
	// ExternalID is the provider's key.
	ExternalID string `json:"external_id,omitzero"`
	Name       string `json:"name,omitzero"`
	URL        string `json:"url,omitzero"`
	Framework  string `json:"framework,omitzero"`
	// Deployable projects can be built from here; unset is true.
	Deployable  field.Opt[bool]           `json:"deployable,omitzero"`
	DateCreated field.Timestamp           `json:"date_created,omitzero"`
	UserCreated field.Ref[User]           `json:"user_created,omitzero"`
	Runs        field.Many[DeploymentRun] `json:"runs,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// DeploymentRun is one build of a project.
type DeploymentRun struct {
	ID      string                       `json:"id,omitzero"`
	Project field.Ref[DeploymentProject] `json:"project,omitzero"`
	// ExternalID is the provider's key.
	ExternalID string `json:"external_id,omitzero"`
	// Target is "production" or "preview".
	Target      string           `json:"target,omitzero"`
	Status      DeploymentStatus `json:"status,omitzero"`
	URL         string           `json:"url,omitzero"`
	StartedAt   field.Timestamp  `json:"started_at,omitzero"`
	CompletedAt field.Timestamp  `json:"completed_at,omitzero"`
	DateCreated field.Timestamp  `json:"date_created,omitzero"`
	UserCreated field.Ref[User]  `json:"user_created,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
