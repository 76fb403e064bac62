package directus

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/system"
)

// Shares manages shares, which are links to items. It is a field of [Client], and has the
// methods of [Items] for system.Share. To make one takes permission to create shares and to
// share the item. One that does not exist is CodeForbidden, but not for administrators, whose
// word the server takes. Whoever has a share's key signs in with it, see Credentials.Share,
// and may read the item as the share's role may; on Directus 10 that of administrators may not.
//
// The server counts no shares with a list: Page.Meta is always zero, and [Items.Count] is
// the way to their number. A key that is no UUID is CodeRouteNotFound.
type Shares struct{ Items[system.Share] }

// With returns a handle whose requests carry these options.
func (s *Shares) With(opts ...RequestOption) *Shares { return &Shares{*s.Items.With(opts...)} }

// ShareInfo is what everybody who has the key of a share may know of it.
type ShareInfo struct {
	ID         string `json:"id"`
	Collection string `json:"collection"`
	Item       string `json:"item"` // key of the item, as text
	// Password is null when none is asked for, and else cannot be read.
	Password  field.Hash      `json:"password"`
	DateStart field.Timestamp `json:"date_start"` // null: from ever
	DateEnd   field.Timestamp `json:"date_end"`   // null: for ever
	TimesUsed int             `json:"times_used"` // how often somebody has signed in
	MaxUses   field.Opt[int]  `json:"max_uses"`   // null: without end; the server allows one more
}

// Info returns what one has to know before signing in with a share. Everybody may ask, and
// no token is sent. A share that is unknown, that has not begun or is over is CodeForbidden;
// one that was used up is not.
//
// API: GET /shares/info/{id}, https://directus.io/docs/api/shares
func (s *Shares) Info(ctx context.Context, id ID) (ShareInfo, error) {
	req, err := endpoint(http.MethodGet, "/shares/info/{id}", id)
	if err != nil {
		return ShareInfo{}, err
	}
	req.NoAuth = true
	return call[ShareInfo](ctx, s.client, req)
}

// Invite has the server send a mail with the link to a share, which leads to the Data Studio,
// to each of these addresses. The mails name the user who is signed in, who needs permission
// to read the share. Others get CodeForbidden. No addresses send nothing.
//
// API: POST /shares/invite, https://directus.io/docs/api/shares
func (s *Shares) Invite(ctx context.Context, id ID, emails ...string) error {
	req := to(http.MethodPost, "/shares/invite")
	key, err := keyText(id)
	switch {
	case err != nil:
		return invalid(req, err)
	case slices.Contains(emails, ""):
		return invalid(req, errors.New("an e-mail address is empty"))
	case len(emails) == 0:
		return nil
	}
	req.Body = JSON(map[string]any{"share": key, "emails": emails})
	return s.client.exec(ctx, req)
}
