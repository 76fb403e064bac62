package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// NotificationStatus is where a notification is.
type NotificationStatus string

// Where a notification can be.
const (
	NotificationInbox    NotificationStatus = "inbox"
	NotificationArchived NotificationStatus = "archived"
)

// Notification is a message to a user, shown in the app and sent by e-mail. Users of the app
// read those to themselves and change their status; administrators read everybody's. On
// Directus 10 with SQLite create them one by one: several at once wait for each other until
// the server gives up.
type Notification struct {
	ID        int             `json:"id,omitzero"`
	Timestamp field.Timestamp `json:"timestamp,omitzero"`
	// Status is inbox when unset.
	Status    NotificationStatus `json:"status,omitzero"`
	Recipient field.Ref[User]    `json:"recipient,omitzero"`
	Sender    field.Ref[User]    `json:"sender,omitzero"`
	Subject   string             `json:"subject,omitzero"`
	// Message is Markdown.
	Message string `json:"message,omitzero"`
	// Collection and Item, its key as text, are what the notification is about.
	Collection string `json:"collection,omitzero"`
	Item       string `json:"item,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
