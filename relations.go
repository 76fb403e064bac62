package directus

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

// Relations manages the relations between collections. It is a field of [Client].
//
// A relation belongs to the field that holds a key. The list on the other side, an O2M, is
// the same relation: the alias field whose name is OneField in its Meta. An M2M is two
// relations from a junction collection, each naming the other as JunctionField. In an M2A the
// second of these has no RelatedCollection but OneCollectionField and OneAllowedCollections.
//
// An administrator sees all relations and may change them. A user with access to the app
// sees those between fields that they may read, and may change none; others, and anonymous
// callers, get CodeForbidden. The server knows no queries here.
type Relations struct{ client *Client }

// With returns a handle whose requests carry these options.
func (r *Relations) With(opts ...RequestOption) *Relations { return &Relations{r.client.with(opts)} }

// ReadAll returns the relations of all collections, those of Directus itself among them.
//
// API: GET /relations, https://directus.io/docs/api/relations
func (r *Relations) ReadAll(ctx context.Context) ([]system.Relation, error) {
	return call[[]system.Relation](ctx, r.client, to(http.MethodGet, "/relations"))
}

// ReadMany returns the relations from fields of a collection, but not those that lead to it.
//
// API: GET /relations/{collection}, https://directus.io/docs/api/relations
func (r *Relations) ReadMany(ctx context.Context, collection string) ([]system.Relation, error) {
	req, err := endpoint(http.MethodGet, "/relations/{collection}", collection)
	if err != nil {
		return nil, err
	}
	return call[[]system.Relation](ctx, r.client, req)
}

// ReadOne returns the relation of a field. A field without one is CodeForbidden.
//
// API: GET /relations/{collection}/{field}, https://directus.io/docs/api/relations
func (r *Relations) ReadOne(ctx context.Context, collection, field string) (system.Relation, error) {
	req, err := endpoint(http.MethodGet, "/relations/{collection}/{field}", collection, field)
	if err != nil {
		return system.Relation{}, err
	}
	return call[system.Relation](ctx, r.client, req)
}

// CreateOne makes a relation of a field that exists, and returns it. It needs Collection and
// Field, and RelatedCollection except in an M2A. The database gets a foreign key then, for
// which Schema says what happens OnDelete. The alias field on the other side is not created
// with it.
//
// What was read from another project can be given as it is: the ID in Meta, which is that
// project's, is not sent.
//
// API: POST /relations, https://directus.io/docs/api/relations
func (r *Relations) CreateOne(ctx context.Context, relation system.Relation) (system.Relation, error) {
	req := to(http.MethodPost, "/relations")
	if err := errors.Join(checkKey(relation.Collection), checkKey(relation.Field)); err != nil {
		return system.Relation{}, invalid(req, err)
	}
	if relation.Meta != nil {
		meta := *relation.Meta
		meta.ID = 0
		relation.Meta = &meta
	}
	req.Body = JSON(relation)
	return call[system.Relation](ctx, r.client, req)
}

// UpdateOne changes members of "meta", and "on_delete" and "on_update" in "schema". What is
// left out stays. A relation cannot be led to another collection: delete and create it.
//
// It reads the relation first and sends its foreign key along: without that, Directus 11 and
// 10 forget on_delete at every change, or even crash. No changes send no write. A field
// without a relation is CodeForbidden.
//
// API: PATCH /relations/{collection}/{field}, https://directus.io/docs/api/relations
func (r *Relations) UpdateOne(ctx context.Context, collection, field string, changes any) (system.Relation, error) {
	var none system.Relation
	req, err := endpoint(http.MethodPatch, "/relations/{collection}/{field}", collection, field)
	if err != nil {
		return none, err
	}
	body, err := r.client.changes(changes)
	if err != nil {
		return none, invalid(req, err)
	}
	current, err := r.ReadOne(ctx, collection, field)
	if err != nil || isEmptyObject(body) {
		return current, err
	}
	members, err := relationChanges(body, current)
	if err != nil {
		return none, invalid(req, err)
	}
	req.Body, req.repeatable = JSON(members), true
	return call[system.Relation](ctx, r.client, req)
}

// relationChanges adds to changes what the server needs to know of the relation itself.
func relationChanges(body jsontext.Value, current system.Relation) (map[string]any, error) {
	var changes struct {
		Schema map[string]any            `json:"schema"`
		Others map[string]jsontext.Value `json:",inline,embed"`
	}
	if err := codec.Unmarshal(body, &changes); err != nil {
		return nil, err
	}
	members := map[string]any{"collection": current.Collection, "field": current.Field, "related_collection": nil}
	if current.RelatedCollection != "" {
		members["related_collection"] = current.RelatedCollection
	}
	for name, value := range changes.Others {
		own, isOwn := members[name]
		switch {
		case !isOwn:
			members[name] = value
		case !isUnset(value) && string(value) != fmt.Sprintf("%q", own):
			return nil, fmt.Errorf("%q differs: a relation cannot be led elsewhere; delete it and create another", name)
		}
	}
	if key := current.Schema; key != nil {
		kept := map[string]any{"on_delete": key.OnDelete, "on_update": key.OnUpdate}
		maps.Copy(kept, changes.Schema)
		maps.DeleteFunc(kept, func(_ string, value any) bool { return value == system.ForeignKeyAction("") })
		changes.Schema = kept
	}
	if len(changes.Schema) > 0 {
		members["schema"] = changes.Schema
	}
	return members, nil
}

// DeleteOne deletes the relation of a field; the field and its values stay. A field without a
// relation is CodeInvalidPayload. On SQLite servers cannot do it: they answer with status 500
// after a minute, and deleting the field with its values is the way.
//
// API: DELETE /relations/{collection}/{field}, https://directus.io/docs/api/relations
func (r *Relations) DeleteOne(ctx context.Context, collection, field string) error {
	req, err := endpoint(http.MethodDelete, "/relations/{collection}/{field}", collection, field)
	if err != nil {
		return err
	}
	return r.client.exec(ctx, req)
}
