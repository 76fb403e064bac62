package directus

import (
	"context"
	"errors"
	"net/http"

	"github.com/godirectus/directus/system"
)

// AccessLevel is how much of a collection an action is allowed on.
type AccessLevel string

// The levels of [CollectionAccess].
const (
	AccessNone    AccessLevel = "none"
	AccessPartial AccessLevel = "partial" // some items
	AccessFull    AccessLevel = "full"    // all items
)

// CollectionAccess is what the caller may do with a collection by one action.
type CollectionAccess struct {
	Access  AccessLevel    `json:"access"`
	Fields  []string       `json:"fields"`  // that may be read or written; "*" is all
	Presets map[string]any `json:"presets"` // values for fields that a new item does not name
}

// Me returns what the caller may do: collection by collection, action by action. An
// administrator may do everything with every collection; a user who may do nothing gets an
// empty map, in which every action reads as not allowed. Anonymous callers get
// CodeForbidden. A Directus 10 does not tell: the map is empty for everybody.
//
// API: GET /permissions/me, https://directus.io/docs/api/permissions
func (p *Permissions) Me(ctx context.Context) (map[string]map[system.PermissionAction]CollectionAccess, error) {
	type access = map[string]map[system.PermissionAction]CollectionAccess
	mine, err := call[access](ctx, p.items.client, to(http.MethodGet, "/permissions/me"))
	if errors.Is(err, ErrNoContent) {
		return access{}, nil
	}
	return mine, err
}

// ItemPermissions is what the caller may do with one item.
type ItemPermissions struct {
	Update ItemAccess `json:"update"`
	Delete ItemAccess `json:"delete"`
	Share  ItemAccess `json:"share"`
}

// ItemAccess says whether one action is allowed on an item.
type ItemAccess struct {
	Access bool `json:"access"`
	// Fields may be written, and Presets are values for those that are not. The server tells
	// them only to users who may update a singleton.
	Fields  []string       `json:"fields"`
	Presets map[string]any `json:"presets"`
}

// Item returns what the caller may do with the item with this key. For a singleton, or the
// collection as such, the key is nil. An administrator may do everything, and whoever may do
// nothing gets no error; neither shows whether the item exists. Anonymous callers get
// CodeForbidden.
//
// API: GET /permissions/me/{collection}/{id}, https://directus.io/docs/api/permissions
func (p *Permissions) Item(ctx context.Context, collection string, id ID) (ItemPermissions, error) {
	route, values := "/permissions/me/{collection}", []any{collection}
	if id != nil {
		route, values = route+"/{id}", append(values, id)
	}
	req, err := endpoint(http.MethodGet, route, values...)
	if err != nil {
		return ItemPermissions{}, err
	}
	return call[ItemPermissions](ctx, p.items.client, req)
}
