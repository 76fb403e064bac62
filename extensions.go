package directus

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/system"
)

// Extensions manages the extensions of the server and those in the registry, for
// administrators. It is a field of [Client].
type Extensions struct{ client *Client }

// With returns a handle whose requests carry these options.
func (e *Extensions) With(opts ...RequestOption) *Extensions { return &Extensions{e.client.with(opts)} }

// ReadAll returns all extensions, with the parts of bundles after the others. One whose
// files are missing has no Schema.
//
// API: GET /extensions, https://directus.io/docs/api/extensions
func (e *Extensions) ReadAll(ctx context.Context) ([]system.Extension, error) {
	return call[[]system.Extension](ctx, e.client, to(http.MethodGet, "/extensions"))
}

// UpdateOne changes what the server keeps about an extension, and returns the extension:
// UpdateOne(ctx, id, directus.Patch{"enabled": false}). Of a bundle it changes all parts;
// a part of a bundle that is not Partial cannot be changed, which is
// CodeUnprocessableContent. The server loads its extensions anew afterwards, and takes a
// moment for that.
//
// API: PATCH /extensions/{id}, https://directus.io/docs/api/extensions
func (e *Extensions) UpdateOne(ctx context.Context, id ID, meta any) (system.Extension, error) {
	req, err := endpoint(http.MethodPatch, "/extensions/{id}", id)
	if err != nil {
		return system.Extension{}, err
	}
	changes, err := e.client.changes(meta, "enabled")
	if err != nil {
		return system.Extension{}, invalid(req, err)
	}
	req.Body = JSON(map[string]jsontext.Value{"meta": changes})
	req.repeatable = isFlat(changes)
	return call[system.Extension](ctx, e.client, req)
}

// DeleteOne makes the server forget an extension, and the parts of a bundle with it, such
// as one whose files are gone. The files stay: the server finds those that are there again
// when it starts. [Extensions.Uninstall] removes an extension of the registry.
//
// API: DELETE /extensions/{id}, https://directus.io/docs/api/extensions
func (e *Extensions) DeleteOne(ctx context.Context, id ID) error {
	req, err := endpoint(http.MethodDelete, "/extensions/{id}", id)
	if err != nil {
		return err
	}
	req.repeatable = true
	return e.client.exec(ctx, req)
}

// Source returns a part of the JavaScript that extensions add to the Data Studio. The part
// that loads the others is "index.js". One that does not exist is CodeRouteNotFound, as are
// all on a server that does not serve the Data Studio.
//
// API: GET /extensions/sources/{chunk}, https://directus.io/docs/api/extensions
func (e *Extensions) Source(ctx context.Context, chunk string) (string, error) {
	req, err := endpoint(http.MethodGet, "/extensions/sources/{chunk}", chunk)
	if err != nil {
		return "", err
	}
	return e.client.text(ctx, req)
}
