package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// ActivityAction is what somebody did.
type ActivityAction string

// The actions that the server records.
const (
	ActivityCreate      ActivityAction = "create"
	ActivityUpdate      ActivityAction = "update"
	ActivityDelete      ActivityAction = "delete"
	ActivityRevert      ActivityAction = "revert"
	ActivityVersionSave ActivityAction = "version_save"
	ActivityComment     ActivityAction = "comment"
	ActivityUpload      ActivityAction = "upload"
	ActivityLogin       ActivityAction = "login"
	ActivityLogout      ActivityAction = "logout"
	ActivityRun         ActivityAction = "run"
	ActivityInstall     ActivityAction = "install"
)

// Activity is an entry of the log of who did what. It cannot be written.
type Activity struct {
	ID     int            `json:"id,omitzero"`
	Action ActivityAction `json:"action,omitzero"`
	// User is null for what the public or the server did.
	User      field.Ref[User] `json:"user,omitzero"`
	Timestamp field.Timestamp `json:"timestamp,omitzero"`
	// IP, UserAgent and Origin are those of the request.
	IP        string `json:"ip,omitzero"`
	UserAgent string `json:"user_agent,omitzero"`
	Origin    string `json:"origin,omitzero"`
	// Collection and Item, a key as text, name what was acted on.
	Collection string               `json:"collection,omitzero"`
	Item       string               `json:"item,omitzero"`
	Revisions  field.Many[Revision] `json:"revisions,omitzero"`
	// Comment is what Directus 10 has instead of the collection of [Comment].
	Comment string `json:"comment,omitzero" query:"-"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
