package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// Session is somebody's sign-in. The API does not show this collection.
type Session struct {
	Token   field.Hash      `json:"token,omitzero"`
	User    field.Ref[User] `json:"user,omitzero"`
	Expires field.Timestamp `json:"expires,omitzero"`
	// IP, UserAgent and Origin are those of the sign-in.
	IP        string `json:"ip,omitzero"`
	UserAgent string `json:"user_agent,omitzero"`
	Origin    string `json:"origin,omitzero"`
	// Share is set when the session is that of a share.
	Share field.Ref[Share] `json:"share,omitzero"`
	// NextToken is the one that has replaced Token.
	NextToken field.Hash `json:"next_token,omitzero"`
	// OAuthClient is set when a client signed in. Since Directus 12.
	OAuthClient field.Ref[OAuthClient] `json:"oauth_client,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
