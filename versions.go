package directus

import (
	"context"
	"net/http"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// Versions manages content versions: changes to an item that are kept beside it until they
// are promoted. It is a field of [Client], and has the methods of [Items] for
// system.Version. The collection needs versioning switched on, else CreateOne is
// CodeUnprocessableContent; the keys "main" and "published" are taken. After creation a
// version's key and name can change, and nothing else.
//
// query.Version reads an item as a version has it, on Directus 12 lists too (10 and 11 give
// the items themselves). An item then has a member "$meta" with the version's id on 12. A key
// that the item has no version for is CodeForbidden; Directus 10 gives the item itself. In an
// update query.Version only shapes the reply: what is changed is the item.
//
// Since Directus 12 a version with the key "draft" needs no item: promoting it creates one.
type Versions struct{ Items[system.Version] }

// With returns a handle whose requests carry these options.
func (v *Versions) With(opts ...RequestOption) *Versions { return &Versions{*v.Items.With(opts...)} }

// Save adds changes to a version and returns the item with all of its changes. The item
// itself stays as it is. Related items may be objects. In the reply, objects that were saved
// have "_user" and "_date", who saved them and when (since Directus 11). The server does not
// check that the collection has the fields.
//
// Each call makes a revision. query.Raw("patchRevision", "true") adds to the caller's last
// one instead (since Directus 12); no other option has an effect. The caller needs permission
// to read the version and the item.
//
// API: POST /versions/{id}/save, https://directus.io/docs/api/versions
func (v *Versions) Save(ctx context.Context, id ID, changes any, q ...query.Option) (Item, error) {
	req, err := endpoint(http.MethodPost, "/versions/{id}/save", id)
	if err == nil {
		req, err = req.asking(q)
	}
	if err != nil {
		return nil, err
	}
	body, err := v.client.object(changes)
	if err != nil {
		return nil, invalid(req, err)
	}
	req.Body = Bytes(jsonType, body)
	return call[Item](ctx, v.client, req)
}

// Comparison is a version beside its item.
type Comparison struct {
	Outdated bool   `json:"outdated"` // the item has changed since the version was made
	MainHash string `json:"mainHash"` // of the item as it is now; for Promote
	Current  Item   `json:"current"`  // what the version changes, and the item's key (without it on Directus 10)
	Main     Item   `json:"main"`     // the item
}

// Compare returns what a version changes, beside the item as it is. A version without an item
// is CodeForbidden.
//
// API: GET /versions/{id}/compare, https://directus.io/docs/api/versions
func (v *Versions) Compare(ctx context.Context, id ID) (Comparison, error) {
	req, err := endpoint(http.MethodGet, "/versions/{id}/compare", id)
	if err != nil {
		return Comparison{}, err
	}
	return call[Comparison](ctx, v.client, req)
}

// Promote writes a version's changes to its item, those to these fields or all, and returns
// the item's key. The version stays. mainHash is that of [Versions.Compare]: when the item has
// changed since, nothing is written, and the error is CodeVersionHashMismatch, on Directus 10
// and 11 CodeUnprocessableContent. That is also what a version without changes gives (since
// Directus 11). The caller needs permission to update the item.
//
// A version without an item is promoted with mainHash "", and creates one.
//
// API: POST /versions/{id}/promote, https://directus.io/docs/api/versions
func (v *Versions) Promote(ctx context.Context, id ID, mainHash string, fields ...string) (field.Key, error) {
	req, err := endpoint(http.MethodPost, "/versions/{id}/promote", id)
	if err != nil {
		return field.Key{}, err
	}
	body := map[string]any{}
	if mainHash != "" {
		body["mainHash"] = mainHash
	}
	if len(fields) > 0 {
		body["fields"] = fields
	}
	req.Body = JSON(body)
	return call[field.Key](ctx, v.client, req)
}
