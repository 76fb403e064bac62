package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// ExtensionSource is where an extension comes from.
type ExtensionSource string

// Where extensions come from.
const (
	ExtensionModule   ExtensionSource = "module"   // an npm package of the installation
	ExtensionRegistry ExtensionSource = "registry" // the marketplace
	ExtensionLocal    ExtensionSource = "local"    // the folder of extensions
)

// ExtensionType is what an extension adds.
type ExtensionType string

// What extensions can add.
const (
	ExtensionInterface ExtensionType = "interface"
	ExtensionDisplay   ExtensionType = "display"
	ExtensionLayout    ExtensionType = "layout"
	ExtensionAppModule ExtensionType = "module"
	ExtensionPanel     ExtensionType = "panel"
	ExtensionTheme     ExtensionType = "theme"
	ExtensionHook      ExtensionType = "hook"
	ExtensionEndpoint  ExtensionType = "endpoint"
	ExtensionOperation ExtensionType = "operation"
	ExtensionBundle    ExtensionType = "bundle"
)

// Extension is an extension that is installed.
type Extension struct {
	ID string `json:"id,omitzero"`
	// Bundle is the key of the extension that this one is a part of.
	Bundle string `json:"bundle,omitzero"`
	// Schema is what the extension says about itself, nil when its files are missing.
	Schema *ExtensionSchema `json:"schema,omitzero"`
	Meta   *ExtensionMeta   `json:"meta,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// ExtensionMeta is what the server keeps about an extension: a row of directus_extensions.
type ExtensionMeta struct {
	ID string `json:"id,omitzero"`
	// Enabled is true when unset.
	Enabled field.Opt[bool] `json:"enabled,omitzero"`
	Folder  string          `json:"folder,omitzero"`
	Source  ExtensionSource `json:"source,omitzero"`
	Bundle  string          `json:"bundle,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// ExtensionSchema is what an extension says about itself. Of a part of a bundle only Name
// and Type are known.
type ExtensionSchema struct {
	Name    string        `json:"name,omitzero"`
	Type    ExtensionType `json:"type,omitzero"`
	Version string        `json:"version,omitzero"`
	// Host is the range of Directus versions that the extension is for.
	Host  string `json:"host,omitzero"`
	Path  string `json:"path,omitzero"`
	Local bool   `json:"local,omitzero"`
	// Entrypoint is a file, or those for "app" and "api".
	Entrypoint any `json:"entrypoint,omitzero"`
	// Sandbox is what a sandboxed extension may do.
	Sandbox map[string]any `json:"sandbox,omitzero"`
	// Partial bundles allow that only some of their Entries are enabled.
	Partial bool              `json:"partial,omitzero"`
	Entries []ExtensionSchema `json:"entries,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
