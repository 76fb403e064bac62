package directus

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

// ServerInfo is what a server tells about itself. Who is not signed in sees only Project,
// License and whether it is set up; the rest is then zero. Some of it is missing in
// Directus 11, and more in 10.
type ServerInfo struct {
	// Project has the settings that everybody may know, those for the page to sign in.
	Project system.Settings `json:"project"`
	Version string          `json:"version,omitzero"` // "12.4.0"
	// License is since Directus 12.
	License ServerLicense `json:"license,omitzero"`
	// Setup is what is left to do before the server can be used, nil when that is nothing.
	// Since Directus 12.
	Setup *ServerSetup `json:"setup,omitzero"`
	// SetupCompleted is in Directus 11 what a nil Setup is in 12.
	SetupCompleted bool `json:"setupCompleted,omitzero"`

	RateLimit       RateLimit `json:"rateLimit,omitzero"`       // of one address
	RateLimitGlobal RateLimit `json:"rateLimitGlobal,omitzero"` // of all together
	QueryLimit      struct {
		Default int `json:"default"` // how many items a list has that names no limit
		Max     int `json:"max"`     // the highest limit, -1: none
	} `json:"queryLimit,omitzero"`
	WebSocket WebSocketInfo `json:"websocket,omitzero"`
	Uploads   struct {
		TUS            bool  `json:"tus"`            // whether uploads can be resumed; Directus 10 does not tell
		ChunkSize      int64 `json:"chunkSize"`      // of resumable uploads, in bytes; 0: they are off
		MaxConcurrency int   `json:"maxConcurrency"` // 0: no limit
	} `json:"uploads,omitzero"`
	Files struct {
		MIMETypeAllowList []string `json:"mimeTypeAllowList"` // "*/*" is any
	} `json:"files,omitzero"`
	Extensions struct {
		Limit int `json:"limit"` // how many may be installed, 0: any number
	} `json:"extensions,omitzero"`
	AutoSave struct {
		RevisionInterval int `json:"revisionInterval"` // seconds
	} `json:"autoSave,omitzero"`

	ProjectOwnerEnabled bool     `json:"project_owner_enabled,omitzero"`
	AIEnabled           bool     `json:"ai_enabled,omitzero"`
	AIProviders         []string `json:"ai_providers,omitzero"`
	MCPEnabled          bool     `json:"mcp_enabled,omitzero"`
	MCPOAuthEnabled     bool     `json:"mcp_oauth_enabled,omitzero"`
	MCPOAuthDCREnabled  bool     `json:"mcp_oauth_dcr_enabled,omitzero"`
	MCPOAuthCIMDEnabled bool     `json:"mcp_oauth_cimd_enabled,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// ServerLicense is what everybody may know of a server's licence; see [License.Read].
type ServerLicense struct {
	Source       LicenseSource `json:"source,omitzero"`
	Entitlements struct {
		ProductionEnabled     bool   `json:"production_enabled"`
		AITranslationsEnabled bool   `json:"ai_translations_enabled"`
		DisplayPoweredBy      string `json:"display_powered_by"` // "DIRECTUS", "OIG", "NON_PROD" or "HIDDEN"
	} `json:"entitlements,omitzero"`
}

// ServerSetup is how far the setup of a server is; see [Server.Setup].
type ServerSetup struct {
	LicenseComplete bool `json:"license_complete"`
	OwnerComplete   bool `json:"owner_complete"`
}

// RateLimit is how many requests the server takes: Points in Duration seconds.
type RateLimit struct {
	Enabled  bool `json:"-"`
	Points   int  `json:"points"`
	Duration int  `json:"duration"`
}

// UnmarshalJSON reads an object, or false.
func (r *RateLimit) UnmarshalJSON(data []byte) error {
	type plain RateLimit
	enabled, err := unlessFalse(data, (*plain)(r))
	r.Enabled = enabled
	return err
}

// WebSocketInfo is what the server offers to those who want to know of changes at once.
type WebSocketInfo struct {
	Enabled bool              `json:"-"`
	REST    WebSocketEndpoint `json:"rest,omitzero"`
	GraphQL WebSocketEndpoint `json:"graphql,omitzero"`
	// Heartbeat is the time between two pings, in seconds.
	Heartbeat WebSocketHeartbeat `json:"heartbeat,omitzero"`
	// CollaborativeEditing and Logs are since Directus 11.
	CollaborativeEditing bool          `json:"collaborativeEditing,omitzero"`
	Logs                 WebSocketLogs `json:"logs,omitzero"`
}

// UnmarshalJSON reads an object, or false.
func (w *WebSocketInfo) UnmarshalJSON(data []byte) error {
	type plain WebSocketInfo
	enabled, err := unlessFalse(data, (*plain)(w))
	w.Enabled = enabled
	return err
}

// WebSocketEndpoint is where connections are made.
type WebSocketEndpoint struct {
	Enabled        bool   `json:"-"`
	Authentication string `json:"authentication"` // "handshake", "public" or "strict"
	Path           string `json:"path"`
}

// UnmarshalJSON reads an object, or false.
func (e *WebSocketEndpoint) UnmarshalJSON(data []byte) error {
	type plain WebSocketEndpoint
	enabled, err := unlessFalse(data, (*plain)(e))
	e.Enabled = enabled
	return err
}

// WebSocketHeartbeat is a number of seconds, 0 when there are no pings.
type WebSocketHeartbeat int

// UnmarshalJSON reads a number, or false.
func (h *WebSocketHeartbeat) UnmarshalJSON(data []byte) error {
	_, err := unlessFalse(data, (*int)(h))
	return err
}

// WebSocketLogs is whether the server's log can be followed; only administrators can.
type WebSocketLogs struct {
	Enabled          bool           `json:"-"`
	AllowedLogLevels map[string]int `json:"allowedLogLevels"` // names and their severity
}

// UnmarshalJSON reads an object, or false.
func (l *WebSocketLogs) UnmarshalJSON(data []byte) error {
	type plain WebSocketLogs
	enabled, err := unlessFalse(data, (*plain)(l))
	l.Enabled = enabled
	return err
}

// unlessFalse decodes the value of something that can be turned off, which then is false,
// and reports whether it is on.
func unlessFalse[T any](data []byte, into *T) (bool, error) {
	*into = *new(T)
	if kind := jsontext.Value(data).Kind(); kind == 'f' || kind == 'n' {
		return false, nil
	}
	err := codec.Unmarshal(data, into)
	return err == nil, err
}
