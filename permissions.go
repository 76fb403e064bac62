package directus

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// Permissions manages the permissions of policies. It is a field of [Client]. On Directus 10
// permissions belong to roles, and one without a role is the public's.
//
// It has fewer methods than [Items], for the server mixes permissions of its own into what
// it lists, those that the Data Studio needs. They have no key and System is set. A Directus
// 12 without a licence refuses permissions that are for some fields or some items only with
// CodeResourceRestricted, and changes that do not say Fields: []string{"*"}; it hides those
// that are there. A Directus 10 merges permissions that agree in collection, action and role,
// so name these if you name fields.
type Permissions struct{ items Items[system.Permission] }

// With returns a handle whose requests carry these options.
func (p *Permissions) With(opts ...RequestOption) *Permissions {
	return &Permissions{*p.items.With(opts...)}
}

// ReadOne returns the permission with this key, or [ErrNotFound], where the server shows one
// of its own.
//
// API: GET /permissions/{id}, https://directus.io/docs/api/permissions
func (p *Permissions) ReadOne(ctx context.Context, id ID, q ...query.Option) (system.Permission, error) {
	return stored(p.items.ReadOne(ctx, id, q...))
}

// Find is ReadOne, with [ErrNotFound] also for a permission that is hidden.
//
// API: GET /permissions/{id}, https://directus.io/docs/api/permissions
func (p *Permissions) Find(ctx context.Context, id ID, q ...query.Option) (system.Permission, error) {
	return stored(p.items.Find(ctx, id, q...))
}

// stored turns a permission of the server's own, which it shows instead of one that is
// missing, into ErrNotFound.
func stored(row system.Permission, err error) (system.Permission, error) {
	if err == nil && row.System {
		return system.Permission{}, failure(to(http.MethodGet, "/permissions/{id}"), ErrNotFound)
	}
	return row, err
}

// ReadMany returns the permissions with these keys, as [Items.ReadMany] does.
//
// API: GET /permissions, https://directus.io/docs/api/permissions
func (p *Permissions) ReadMany(ctx context.Context, ids []ID, q ...query.Option) ([]system.Permission, error) {
	return allStored(p.items.ReadMany(ctx, ids, q...))
}

// allStored leaves out the server's own permissions.
func allStored(rows []system.Permission, err error) ([]system.Permission, error) {
	return slices.DeleteFunc(rows, func(row system.Permission) bool { return row.System }), err
}

// ReadByQuery returns all permissions that the query matches, with the server's own at the
// end. The server knows no limit and no pages here, so that these are refused; what
// query.Meta counts are the permissions with a key. Only administrators may read
// permissions, unless a policy says otherwise; on Directus 10 every user sees the server's.
//
// API: GET or SEARCH /permissions, https://directus.io/docs/api/permissions
func (p *Permissions) ReadByQuery(ctx context.Context, q ...query.Option) (*Page[system.Permission], error) {
	asked := query.New(q...)
	if limit := asked.Limit; limit != nil && *limit != query.Unlimited || asked.Page != 0 {
		return nil, p.items.fail(http.MethodGet, errors.New("permissions have neither limit nor pages: the server returns them all"))
	}
	if len(asked.Aggregate) > 0 {
		return nil, p.items.fail(http.MethodGet, errors.New("permissions cannot be aggregated: the server mixes them into the result"))
	}
	return p.items.ReadByQuery(ctx, asked)
}

// CreateOne creates a permission, which takes effect at once. Collection, Action and Policy
// (Role on Directus 10) are needed; Fields that are unset allow none.
//
// API: POST /permissions, https://directus.io/docs/api/permissions
func (p *Permissions) CreateOne(ctx context.Context, row system.Permission, q ...query.Option) (system.Permission, error) {
	return p.items.CreateOne(ctx, row, q...)
}

// CreateMany creates permissions in one transaction, as [Items.CreateMany] does.
//
// API: POST /permissions with a list, https://directus.io/docs/api/permissions
func (p *Permissions) CreateMany(ctx context.Context, rows []system.Permission, q ...query.Option) ([]system.Permission, error) {
	return allStored(p.items.CreateMany(ctx, rows, q...))
}

// UpdateOne changes a permission, as [Items.UpdateOne] does. A key that does not exist is
// [ErrNotFound].
//
// API: PATCH /permissions/{id}, https://directus.io/docs/api/permissions
func (p *Permissions) UpdateOne(ctx context.Context, id ID, changes any, q ...query.Option) (system.Permission, error) {
	return stored(p.items.UpdateOne(ctx, id, changes, q...))
}

// UpdateMany makes the same changes to the permissions with these keys, as
// [Items.UpdateMany] does.
//
// API: PATCH /permissions with keys, https://directus.io/docs/api/permissions
func (p *Permissions) UpdateMany(ctx context.Context, ids []ID, changes any, q ...query.Option) ([]system.Permission, error) {
	return allStored(p.items.UpdateMany(ctx, ids, changes, q...))
}

// UpdateBatch makes changes of their own to several permissions, as [Items.UpdateBatch] does.
//
// API: PATCH /permissions with a list, https://directus.io/docs/api/permissions
func (p *Permissions) UpdateBatch(ctx context.Context, changes []any, q ...query.Option) ([]system.Permission, error) {
	return allStored(p.items.UpdateBatch(ctx, changes, q...))
}

// UpdateByQuery makes the same changes to all permissions that the query matches, as
// [Items.UpdateByQuery] does. A limit counts here.
//
// API: PATCH /permissions with query, https://directus.io/docs/api/permissions
func (p *Permissions) UpdateByQuery(ctx context.Context, changes any, q ...query.Option) ([]system.Permission, error) {
	return allStored(p.items.UpdateByQuery(ctx, changes, q...))
}

// DeleteOne deletes the permission with this key. For an administrator a key that does not
// exist is no error.
//
// API: DELETE /permissions/{id}, https://directus.io/docs/api/permissions
func (p *Permissions) DeleteOne(ctx context.Context, id ID) error { return p.items.DeleteOne(ctx, id) }

// DeleteMany deletes the permissions with these keys in one transaction. No keys send
// nothing.
//
// API: DELETE /permissions with keys, https://directus.io/docs/api/permissions
func (p *Permissions) DeleteMany(ctx context.Context, ids []ID) error {
	return p.items.DeleteMany(ctx, ids)
}

// DeleteByQuery deletes all permissions that the query matches, as [Items.DeleteByQuery]
// does. A limit counts here.
//
// API: DELETE /permissions with query, https://directus.io/docs/api/permissions
func (p *Permissions) DeleteByQuery(ctx context.Context, q ...query.Option) error {
	return p.items.DeleteByQuery(ctx, q...)
}
