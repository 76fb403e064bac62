package directus

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

// LicenseSource is where a server has its licence from. Empty means that it has none.
type LicenseSource string

// Where a licence comes from.
const (
	LicenseFromEnv      LicenseSource = "env"      // LICENSE_KEY or LICENSE_TOKEN
	LicenseFromSettings LicenseSource = "settings" // License.Activate, or the Data Studio
)

// LicenseStatus says whether the server works as the licence allows.
type LicenseStatus string

// How a licence can be.
const (
	LicenseActive LicenseStatus = "active"
	LicenseGrace  LicenseStatus = "grace"  // it has ended or is exceeded, and works for a while
	LicenseLocked LicenseStatus = "locked" // it is exceeded: only its management works
)

// LicenseInfo is the licence of a server. A server without one has the free plan, "Core".
// Times are seconds since 1970, -1 is never, and 0 says that nothing is known.
type LicenseInfo struct {
	Name            string        `json:"name"`
	Editable        bool          `json:"editable"` // whether it can be changed here
	Status          LicenseStatus `json:"status"`
	Source          LicenseSource `json:"source,omitzero"`
	DowngradeReason string        `json:"downgrade_reason,omitzero"` // "expired", "canceled" or "suspended"
	RenewsAt        int64         `json:"renews_at,omitzero"`
	ExpiresAt       int64         `json:"expires_at,omitzero"`
	GracePeriod     int64         `json:"grace_period"` // seconds that it works after its end, -1: for ever
	Offline         bool          `json:"offline"`
	Entitlements    Entitlements  `json:"entitlements"`
	Usage           struct {
		Seats       int `json:"seats"`
		Collections int `json:"collections"`
		Flows       int `json:"flows"`
	} `json:"usage"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// Entitlements are what a licence allows.
type Entitlements struct {
	Seats       LicenseLimit `json:"seats"`
	Collections LicenseLimit `json:"collections"`
	Flows       LicenseLimit `json:"flows"`
	// ActivityHistoricalTimeframe and RevisionHistoricalTimeframe are in seconds.
	ActivityHistoricalTimeframe  LicenseLimit   `json:"activity_historical_timeframe"`
	RevisionHistoricalTimeframe  LicenseLimit   `json:"revision_historical_timeframe"`
	SSOEnabled                   LicenseFeature `json:"sso_enabled"`
	OfflineEnabled               LicenseFeature `json:"offline_enabled"`
	TelemetryRequired            LicenseFeature `json:"telemetry_required"`
	CustomLLMsEnabled            LicenseFeature `json:"custom_llms_enabled"`
	CustomPermissionRulesEnabled LicenseFeature `json:"custom_permission_rules_enabled"`
	ProductionEnabled            LicenseFeature `json:"production_enabled"`
	AITranslationsEnabled        LicenseFeature `json:"ai_translations_enabled"`
	DisplayPoweredBy             string         `json:"display_powered_by"` // "DIRECTUS", "OIG", "NON_PROD" or "HIDDEN"

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// LicenseLimit is how much of something a licence allows.
type LicenseLimit struct {
	Limit   int `json:"limit"`            // -1: no limit
	Overage int `json:"overage,omitzero"` // how much more there may be, at a price; -1: any
	Addon   int `json:"addon,omitzero"`   // how much was added to Limit
}

// LicenseFeature is whether a licence allows something.
type LicenseFeature struct {
	Default  bool  `json:"default"`
	Override *bool `json:"override,omitzero"` // wins when it is not nil, as by an add-on
}

// Enabled reports whether it is allowed.
func (f LicenseFeature) Enabled() bool {
	if f.Override != nil {
		return *f.Override
	}
	return f.Default
}

// LicensePreview is what a key would give.
type LicensePreview struct {
	PlanName          string `json:"plan_name"`
	ExpiresAt         int64  `json:"expires_at,omitzero"` // as in LicenseInfo
	RenewsAt          int64  `json:"renews_at,omitzero"`
	ProductionEnabled bool   `json:"production_enabled"`
}

// LicenseAddon is something by which a licence can be extended.
type LicenseAddon struct {
	ID                string  `json:"id"`
	Name              string  `json:"name"`
	Description       string  `json:"description,omitzero"`
	Icon              string  `json:"icon,omitzero"`
	UnitPrice         float64 `json:"unit_price"`
	PricingSummary    string  `json:"pricing_summary,omitzero"`
	BillingInterval   string  `json:"billing_interval,omitzero"`
	UpgradeRequired   bool    `json:"upgrade_required"`
	MinQuantity       int     `json:"min_quantity"`
	MaxQuantity       int     `json:"max_quantity"`
	ActiveQuantity    int     `json:"active_quantity"`
	ScheduledQuantity int     `json:"scheduled_quantity"` // from the next bill on

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// UnmarshalJSON reads the name of a collection, or an object.
func (c *ResolutionCandidate) UnmarshalJSON(data []byte) error {
	*c = ResolutionCandidate{}
	if jsontext.Value(data).Kind() == '"' {
		err := codec.Unmarshal(data, &c.ID)
		c.Name = c.ID
		return err
	}
	var row struct {
		Name  *string `json:"name"`
		Email *string `json:"email"`
	}
	var user system.User
	if err := codec.Unmarshal(data, &row); err != nil {
		return err
	}
	if err := codec.Unmarshal(data, &user); err != nil {
		return err
	}
	if c.ID = user.ID; row.Name != nil {
		c.Name = *row.Name
		return nil
	}
	c.User = &user
	return nil
}
