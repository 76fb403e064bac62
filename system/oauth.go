package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// OAuthRegistration is how a client became known to the server.
type OAuthRegistration string

// How a client can become known.
const (
	OAuthDynamic  OAuthRegistration = "dcr"  // it registered itself
	OAuthMetadata OAuthRegistration = "cimd" // by a document at the address that is its ID
)

// OAuthClient is a program that uses the server's MCP in the name of users. Since Directus
// 12, like all OAuth collections. Of these the API shows clients only.
type OAuthClient struct {
	ClientID     string   `json:"client_id,omitzero"`
	ClientName   string   `json:"client_name,omitzero"`
	RedirectURIs []string `json:"redirect_uris,omitzero"`
	GrantTypes   []string `json:"grant_types,omitzero"`
	// TokenEndpointAuthMethod is how the client proves who it is, "none" for example.
	TokenEndpointAuthMethod string            `json:"token_endpoint_auth_method,omitzero"`
	ClientSecretHash        field.Hash        `json:"client_secret_hash,omitzero"`
	RegistrationType        OAuthRegistration `json:"registration_type,omitzero"`
	ClientURI               string            `json:"client_uri,omitzero"`
	LogoURI                 string            `json:"logo_uri,omitzero"`
	// TosURI and PolicyURI are the client's terms of service and privacy policy.
	TosURI    string `json:"tos_uri,omitzero"`
	PolicyURI string `json:"policy_uri,omitzero"`
	// MetadataFetchedAt, MetadataExpiresAt and MetadataETag belong to the document of a client
	// that registered by one.
	MetadataFetchedAt field.Timestamp        `json:"metadata_fetched_at,omitzero"`
	MetadataExpiresAt field.Timestamp        `json:"metadata_expires_at,omitzero"`
	MetadataETag      string                 `json:"metadata_etag,omitzero"`
	DateCreated       field.Timestamp        `json:"date_created,omitzero"`
	Tokens            field.Many[OAuthToken] `json:"tokens,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// PrimaryKey is the client's ID.
func (c OAuthClient) PrimaryKey() any { return c.ClientID }

// OAuthCode is a code that a client may change for a token, once.
type OAuthCode struct {
	ID                  string                 `json:"id,omitzero"`
	CodeHash            field.Hash             `json:"code_hash,omitzero"`
	Client              field.Ref[OAuthClient] `json:"client,omitzero"`
	User                field.Ref[User]        `json:"user,omitzero"`
	RedirectURI         string                 `json:"redirect_uri,omitzero"`
	Resource            string                 `json:"resource,omitzero"`
	CodeChallenge       string                 `json:"code_challenge,omitzero"`
	CodeChallengeMethod string                 `json:"code_challenge_method,omitzero"`
	// Scope is a list of scopes between spaces.
	Scope     string          `json:"scope,omitzero"`
	ExpiresAt field.Timestamp `json:"expires_at,omitzero"`
	UsedAt    field.Timestamp `json:"used_at,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// OAuthConsent says that a user lets a client act for them.
type OAuthConsent struct {
	ID          string                 `json:"id,omitzero"`
	User        field.Ref[User]        `json:"user,omitzero"`
	Client      field.Ref[OAuthClient] `json:"client,omitzero"`
	RedirectURI string                 `json:"redirect_uri,omitzero"`
	// Scope is a list of scopes between spaces.
	Scope       string          `json:"scope,omitzero"`
	DateCreated field.Timestamp `json:"date_created,omitzero"`
	DateUpdated field.Timestamp `json:"date_updated,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// OAuthToken is a client's way in for a user.
type OAuthToken struct {
	ID              string                 `json:"id,omitzero"`
	Client          field.Ref[OAuthClient] `json:"client,omitzero"`
	User            field.Ref[User]        `json:"user,omitzero"`
	Session         field.Hash             `json:"session,omitzero"`
	PreviousSession field.Hash             `json:"previous_session,omitzero"`
	Resource        string                 `json:"resource,omitzero"`
	CodeHash        field.Hash             `json:"code_hash,omitzero"`
	// Scope is a list of scopes between spaces.
	Scope       string          `json:"scope,omitzero"`
	ExpiresAt   field.Timestamp `json:"expires_at,omitzero"`
	DateCreated field.Timestamp `json:"date_created,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
