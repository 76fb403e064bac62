package directus

import (
	"context"
	"errors"
	"net/http"

	"github.com/godirectus/directus/system"
)

// Activity reads the log of what was done, by whom. It is a field of [Client]. Users of the
// Data Studio see what they did themselves, administrators everything; others need permission.
// An unlicensed Directus 12 shows only recent entries.
//
// On Directus 10 the comments on items are entries of this log too, and its methods write
// them; since Directus 11 they are a collection of their own, Comments of [Client].
type Activity struct{ reader[system.Activity] }

// With returns a handle whose requests carry these options.
func (a *Activity) With(opts ...RequestOption) *Activity {
	return &Activity{reader[system.Activity]{a.with(opts)}}
}

// CreateComment comments on an item, which the server does not look for, and returns the
// entry. Only Directus 10 has it: since Directus 11 it is CodeRouteNotFound, and
// client.Comments.CreateOne takes its place.
//
// API: POST /activity/comment, https://directus.io/docs/api/comments
func (a *Activity) CreateComment(ctx context.Context, collection string, item ID, comment string) (system.Activity, error) {
	req := to(http.MethodPost, "/activity/comment")
	key, err := keyValue(item)
	if err == nil && collection == "" {
		err = errors.New("collection is empty")
	}
	if err != nil {
		return system.Activity{}, invalid(req, err)
	}
	return a.comment(ctx, req, map[string]any{"collection": collection, "item": key, "comment": comment})
}

// UpdateComment changes the text of a comment. Only Directus 10 has it: since Directus 11 it
// is CodeRouteNotFound, and client.Comments.UpdateOne takes its place. [ErrNoContent] is
// what an administrator gets for an id that does not exist.
//
// API: PATCH /activity/comment/{id}, https://directus.io/docs/api/comments
func (a *Activity) UpdateComment(ctx context.Context, id ID, comment string) (system.Activity, error) {
	req, err := endpoint(http.MethodPatch, "/activity/comment/{id}", id)
	if err != nil {
		return system.Activity{}, err
	}
	req.repeatable = true
	return a.comment(ctx, req, map[string]any{"comment": comment})
}

// comment sends the text of a comment.
func (a *Activity) comment(ctx context.Context, req *Request, body map[string]any) (system.Activity, error) {
	if body["comment"] == "" {
		return system.Activity{}, invalid(req, errors.New("the comment is empty"))
	}
	req.Body = JSON(body)
	return call[system.Activity](ctx, a.client, req)
}

// DeleteComment deletes a comment. An entry that is none, or does not exist, is
// CodeForbidden. Only Directus 10 has it: since Directus 11 it is CodeRouteNotFound, and
// client.Comments.DeleteOne takes its place.
//
// API: DELETE /activity/comment/{id}, https://directus.io/docs/api/comments
func (a *Activity) DeleteComment(ctx context.Context, id ID) error {
	req, err := endpoint(http.MethodDelete, "/activity/comment/{id}", id)
	if err != nil {
		return err
	}
	return a.client.exec(ctx, req)
}
