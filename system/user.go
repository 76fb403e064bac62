package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// UserStatus says what a user can do.
type UserStatus string

// What a user can be. Only active users can sign in.
const (
	UserDraft           UserStatus = "draft"
	UserInvited         UserStatus = "invited"
	UserUnverified      UserStatus = "unverified"
	UserActive          UserStatus = "active"
	UserSuspended       UserStatus = "suspended"
	UserArchived        UserStatus = "archived"
	UserInactiveLicense UserStatus = "inactive-license"
)

// Appearance is how bright the app is.
type Appearance string

// How bright the app can be.
const (
	AppearanceAuto  Appearance = "auto"
	AppearanceLight Appearance = "light"
	AppearanceDark  Appearance = "dark"
)

// TextDirection is the direction in which the app is written.
type TextDirection string

// The directions.
const (
	TextDirectionAuto TextDirection = "auto"
	TextDirectionLTR  TextDirection = "ltr"
	TextDirectionRTL  TextDirection = "rtl"
)

// User is somebody who can sign in.
type User struct {
	ID        string     `json:"id,omitzero"`
	FirstName string     `json:"first_name,omitzero"`
	LastName  string     `json:"last_name,omitzero"`
	Email     string     `json:"email,omitzero"`
	Password  field.Hash `json:"password,omitzero"`
	// Token is the static token.
	Token field.Hash `json:"token,omitzero"`
	// TFASecret is set while two-factor authentication is on.
	TFASecret field.Hash `json:"tfa_secret,omitzero"`
	// Status is active when unset.
	Status UserStatus      `json:"status,omitzero"`
	Role   field.Ref[Role] `json:"role,omitzero"`
	// Policies are the user's own, beside those of the role. Since Directus 11.
	Policies    field.Many[Access] `json:"policies,omitzero"`
	Title       string             `json:"title,omitzero"`
	Description string             `json:"description,omitzero"`
	Location    string             `json:"location,omitzero"`
	Tags        Tags               `json:"tags,omitzero"`
	Avatar      field.Ref[File]    `json:"avatar,omitzero"`
	// Language is a code such as "en-US"; empty is the project's.
	Language string `json:"language,omitzero"`
	// TextDirection is auto when unset. Since Directus 11.
	TextDirection TextDirection `json:"text_direction,omitzero"`
	// Appearance and the rest are how the app looks; empty is as the project has it.
	Appearance          Appearance     `json:"appearance,omitzero"`
	ThemeLight          string         `json:"theme_light,omitzero"`
	ThemeDark           string         `json:"theme_dark,omitzero"`
	ThemeLightOverrides map[string]any `json:"theme_light_overrides,omitzero"`
	ThemeDarkOverrides  map[string]any `json:"theme_dark_overrides,omitzero"`
	// EmailNotifications is true when unset.
	EmailNotifications field.Opt[bool] `json:"email_notifications,omitzero"`
	LastAccess         field.Timestamp `json:"last_access,omitzero"`
	LastPage           string          `json:"last_page,omitzero"`
	// Provider is how the user signs in, "default" when unset; ExternalIdentifier is the name
	// there, and AuthData what the server keeps for it.
	Provider           string                     `json:"provider,omitzero"`
	ExternalIdentifier string                     `json:"external_identifier,omitzero"`
	AuthData           field.JSON[map[string]any] `json:"auth_data,omitzero"`
	// Theme is what the first releases of Directus 10 have for Appearance.
	Theme string `json:"theme,omitzero" query:"-"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
