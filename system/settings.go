package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// AssetTransform says which transformations of images people may ask for.
type AssetTransform string

// Which transformations can be allowed.
const (
	TransformAll     AssetTransform = "all"
	TransformNone    AssetTransform = "none"
	TransformPresets AssetTransform = "presets"
)

// SaveAction is what the app does after saving.
type SaveAction string

// What the app can do.
const (
	SaveAndQuit      SaveAction = "save-and-quit"
	SaveAndStay      SaveAction = "save-and-stay"
	SaveAndCreateNew SaveAction = "save-and-create-new"
)

// ProjectUsage is what a project is for, as its owner told.
type ProjectUsage string

// What a project can be for.
const (
	UsagePersonal   ProjectUsage = "personal"
	UsageCommercial ProjectUsage = "commercial"
	UsageCommunity  ProjectUsage = "community"
)

// Settings are the project's settings, of which there is one item. Change them with a Patch.
// Those from VisualEditorURLs on are since Directus 11, some of them since 12.
type Settings struct {
	// ID is 1, and 0 in Directus 10 until settings are saved.
	ID                int             `json:"id,omitzero"`
	ProjectName       string          `json:"project_name,omitzero"`
	ProjectDescriptor string          `json:"project_descriptor,omitzero"`
	ProjectURL        string          `json:"project_url,omitzero"`
	ProjectColor      string          `json:"project_color,omitzero"`
	ProjectLogo       field.Ref[File] `json:"project_logo,omitzero"`
	PublicForeground  field.Ref[File] `json:"public_foreground,omitzero"`
	PublicBackground  field.Ref[File] `json:"public_background,omitzero"`
	PublicFavicon     field.Ref[File] `json:"public_favicon,omitzero"`
	PublicNote        string          `json:"public_note,omitzero"`
	// DefaultLanguage is a code such as "en-US".
	DefaultLanguage string `json:"default_language,omitzero"`
	// DefaultAppearance and the rest are how the app looks to users who did not choose.
	DefaultAppearance   Appearance     `json:"default_appearance,omitzero"`
	DefaultThemeLight   string         `json:"default_theme_light,omitzero"`
	DefaultThemeDark    string         `json:"default_theme_dark,omitzero"`
	ThemeLightOverrides map[string]any `json:"theme_light_overrides,omitzero"`
	ThemeDarkOverrides  map[string]any `json:"theme_dark_overrides,omitzero"`
	CustomCSS           string         `json:"custom_css,omitzero"`
	// ModuleBar are the modules and links of the app, each with "type", "id" and "enabled".
	ModuleBar []map[string]any `json:"module_bar,omitzero"`
	// AuthLoginAttempts is how often a sign-in may fail before the user is suspended; null is
	// without end.
	AuthLoginAttempts field.Opt[int] `json:"auth_login_attempts,omitzero"`
	// AuthPasswordPolicy is a regular expression in slashes.
	AuthPasswordPolicy string `json:"auth_password_policy,omitzero"`
	// PublicRegistration lets everybody register as a user of PublicRegistrationRole, if their
	// address matches the filter.
	PublicRegistration            bool            `json:"public_registration,omitzero"`
	PublicRegistrationVerifyEmail field.Opt[bool] `json:"public_registration_verify_email,omitzero"`
	PublicRegistrationRole        field.Ref[Role] `json:"public_registration_role,omitzero"`
	PublicRegistrationEmailFilter map[string]any  `json:"public_registration_email_filter,omitzero"`
	StorageAssetTransform         AssetTransform  `json:"storage_asset_transform,omitzero"`
	// StorageAssetPresets are named transformations, each with "key", "fit", "width" …
	StorageAssetPresets  []map[string]any  `json:"storage_asset_presets,omitzero"`
	StorageDefaultFolder field.Ref[Folder] `json:"storage_default_folder,omitzero"`
	// CustomAspectRatios are for the image editor, each with "text" and "value".
	CustomAspectRatios []map[string]any `json:"custom_aspect_ratios,omitzero"`
	Basemaps           []map[string]any `json:"basemaps,omitzero"`
	MapboxKey          string           `json:"mapbox_key,omitzero"`
	// ReportErrorURL, ReportBugURL and ReportFeatureURL are where the app sends people.
	ReportErrorURL   string `json:"report_error_url,omitzero"`
	ReportBugURL     string `json:"report_bug_url,omitzero"`
	ReportFeatureURL string `json:"report_feature_url,omitzero"`

	// VisualEditorURLs are objects with "url".
	VisualEditorURLs []map[string]any `json:"visual_editor_urls,omitzero"`
	ProjectID        string           `json:"project_id,omitzero"`
	ProjectStatus    string           `json:"project_status,omitzero"`
	// ProjectOwner is an e-mail address; it is set with ProjectUsage, OrgName and
	// ProductUpdates through /settings/owner.
	ProjectOwner   string          `json:"project_owner,omitzero"`
	ProjectUsage   ProjectUsage    `json:"project_usage,omitzero"`
	OrgName        string          `json:"org_name,omitzero"`
	ProductUpdates field.Opt[bool] `json:"product_updates,omitzero"`
	// CollaborativeEditingEnabled lets several people edit an item at once.
	CollaborativeEditingEnabled bool       `json:"collaborative_editing_enabled,omitzero"`
	DefaultSaveAction           SaveAction `json:"default_save_action,omitzero"`
	LicenseKey                  field.Hash `json:"license_key,omitzero"`
	LicenseToken                field.Hash `json:"license_token,omitzero"`

	// MCPEnabled turns the MCP server on, and MCPAllowDeletes lets its users delete items.
	MCPEnabled           bool   `json:"mcp_enabled,omitzero"`
	MCPAllowDeletes      bool   `json:"mcp_allow_deletes,omitzero"`
	MCPPromptsCollection string `json:"mcp_prompts_collection,omitzero"`
	// MCPSystemPromptEnabled is true when unset.
	MCPSystemPromptEnabled field.Opt[bool] `json:"mcp_system_prompt_enabled,omitzero"`
	// MCPSystemPrompt replaces the server's own prompt.
	MCPSystemPrompt string `json:"mcp_system_prompt,omitzero"`
	MCPOAuthEnabled bool   `json:"mcp_oauth_enabled,omitzero"`
	// MCPOAuthDCREnabled and MCPOAuthCIMDEnabled are the ways in which clients may register.
	MCPOAuthDCREnabled  bool `json:"mcp_oauth_dcr_enabled,omitzero"`
	MCPOAuthCIMDEnabled bool `json:"mcp_oauth_cimd_enabled,omitzero"`

	AISystemPrompt    string     `json:"ai_system_prompt,omitzero"`
	AIOpenAIAPIKey    field.Hash `json:"ai_openai_api_key,omitzero"`
	AIAnthropicAPIKey field.Hash `json:"ai_anthropic_api_key,omitzero"`
	AIGoogleAPIKey    field.Hash `json:"ai_google_api_key,omitzero"`
	// AIOpenAIAllowedModels and its like name the models that people may choose.
	AIOpenAIAllowedModels    []string `json:"ai_openai_allowed_models,omitzero"`
	AIAnthropicAllowedModels []string `json:"ai_anthropic_allowed_models,omitzero"`
	AIGoogleAllowedModels    []string `json:"ai_google_allowed_models,omitzero"`
	// AIOpenAICompatibleName and its like are for another service with the same API.
	AIOpenAICompatibleName    string           `json:"ai_openai_compatible_name,omitzero"`
	AIOpenAICompatibleBaseURL string           `json:"ai_openai_compatible_base_url,omitzero"`
	AIOpenAICompatibleAPIKey  field.Hash       `json:"ai_openai_compatible_api_key,omitzero"`
	AIOpenAICompatibleModels  []map[string]any `json:"ai_openai_compatible_models,omitzero"`
	AIOpenAICompatibleHeaders []map[string]any `json:"ai_openai_compatible_headers,omitzero"`
	AITranslationDefaultModel string           `json:"ai_translation_default_model,omitzero"`
	AITranslationGlossary     []map[string]any `json:"ai_translation_glossary,omitzero"`
	AITranslationStyleGuide   string           `json:"ai_translation_style_guide,omitzero"`

	// AcceptedTerms is in some releases of Directus 11, TranslationStrings in the first ones of
	// Directus 10.
	AcceptedTerms      bool             `json:"accepted_terms,omitzero" query:"-"`
	TranslationStrings []map[string]any `json:"translation_strings,omitzero" query:"-"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
