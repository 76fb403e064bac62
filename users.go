package directus

import (
	"context"
	"errors"
	"net/http"

	"github.com/godirectus/directus/query"
)

// Users manages accounts. [Client] has one for system.User; [NewUsers] makes one for a type
// that has fields of your own. Beside the methods here it has those of [Items]. It is safe
// for several goroutines.
//
// A password and a static token can be written and not be read. Send only what changes, for
// the server refuses a user that is written back as it was read (CodeInvalidPayload, for the
// two-factor secret). An e-mail address that somebody has is CodeRecordNotUnique. A Directus
// 12 without a licence has three seats, for users who are active.
type Users[T any] struct{ Items[T] }

// NewUsers returns a handle for users of type T, which best embeds system.User:
//
//	type MyUser struct {
//		system.User
//		Level int `json:"level,omitzero"`
//	}
func NewUsers[T any](c *Client) *Users[T] { return &Users[T]{*systemItems[T](c, "/users")} }

// With returns a handle whose requests carry these options.
func (u *Users[T]) With(opts ...RequestOption) *Users[T] { return &Users[T]{*u.Items.With(opts...)} }

// Me returns the user who is signed in. Without a permission to read users it holds the id
// and nothing else, and so it does when the query asks for a field that is unknown or
// hidden: the server tells no error then. On Directus 10 a user may always read some of the
// own fields. Whoever is signed in with a share gets a member "share", the share's key, and
// no id. Anonymous callers get CodeInvalidCredentials.
//
// API: GET /users/me, https://directus.io/docs/api/users
func (u *Users[T]) Me(ctx context.Context, q ...query.Option) (T, error) {
	req, err := to(http.MethodGet, "/users/me").asking(q)
	if err != nil {
		return *new(T), err
	}
	return call[T](ctx, u.client, req)
}

// UpdateMe changes the user who is signed in, as [Items.UpdateOne] does. The changes must
// not hold the key. A user who may not read the own account gets CodeForbidden although the
// change was made; one who may not change it gets the same.
//
// API: PATCH /users/me, https://directus.io/docs/api/users
func (u *Users[T]) UpdateMe(ctx context.Context, changes any, q ...query.Option) (T, error) {
	req, err := to(http.MethodPatch, "/users/me").asking(q)
	if err != nil {
		return *new(T), err
	}
	body, err := u.client.object(changes)
	if err == nil {
		err = u.checkKey(body, nil)
	}
	switch {
	case err != nil:
		return *new(T), invalid(req, err)
	case isEmptyObject(body):
		return u.Me(ctx, q...)
	}
	req.Body, req.repeatable = Bytes(jsonType, body), isFlat(body)
	return call[T](ctx, u.client, req)
}

// TrackPage notes the page of the Data Studio that the user who is signed in has open, such
// as "/content/articles". Every user may; anonymous callers get CodeInvalidCredentials.
//
// API: PATCH /users/me/track/page, https://directus.io/docs/api/users
func (u *Users[T]) TrackPage(ctx context.Context, page string) error {
	req := to(http.MethodPatch, "/users/me/track/page")
	if page == "" {
		return invalid(req, errors.New("page is empty"))
	}
	req.Body, req.repeatable = JSON(Patch{"last_page": page}), true
	return u.client.exec(ctx, req)
}
