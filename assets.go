package directus

import (
	"context"
	"errors"
	"net/http"
)

// Assets reads the bytes of files, and images in the sizes and formats asked for. It is a field of [Client].
type Assets struct{ client *Client }

// With returns a handle whose requests carry these options.
func (a *Assets) With(opts ...RequestOption) *Assets { return &Assets{a.client.with(opts)} }

// AssetOption says what of a file to send: a [Transform] or a [Range].
type AssetOption interface {
	applyTo(req *Request) error
}

// Open returns the bytes of a file, which the caller closes: the whole file as it is, a
// transformed image, or a part. ctx holds for the reading too. A file that is missing and
// one that is hidden both give CodeForbidden; files shown on the login page can be read by
// all.
//
//	asset, err := client.Assets.Open(ctx, id, directus.Transform{Width: 300, Format: directus.FormatWebP})
//
// API: GET /assets/{id}, https://directus.io/docs/api/assets
func (a *Assets) Open(ctx context.Context, id ID, opts ...AssetOption) (*Asset, error) {
	req, err := assetRequest(http.MethodGet, id, opts)
	if err != nil {
		return nil, err
	}
	return a.client.open(ctx, req)
}

// Stat returns what Open would say of the asset, without its bytes. Of an image that was
// not asked for in this form before, the server makes it first.
//
// API: HEAD /assets/{id}, https://directus.io/docs/api/assets
func (a *Assets) Stat(ctx context.Context, id ID, t ...Transform) (AssetInfo, error) {
	opts := make([]AssetOption, len(t))
	for i := range t {
		opts[i] = t[i]
	}
	req, err := assetRequest(http.MethodHead, id, opts)
	if err != nil {
		return AssetInfo{}, err
	}
	resp, err := a.client.send(ctx, req)
	if failed := (*Error)(nil); errors.As(err, &failed) { // HEAD has no words for it; GET has
		asset, err := a.Open(ctx, id, opts...)
		if err != nil {
			return AssetInfo{}, err
		}
		return asset.AssetInfo, asset.Close()
	}
	if err != nil {
		return AssetInfo{}, err
	}
	return infoOf(resp.Header), resp.Body.Close()
}

// ZipFiles returns a ZIP file of these files, which the caller closes. Its size is not
// known. Files that are missing or hidden are left out without a word; when all are, the
// error is CodeInvalidPayload. Files of one name get different ones if they are in one folder,
// and else have the same in the archive.
//
// API: POST /assets/files, since Directus 11 (before: CodeRouteNotFound), https://directus.io/docs/api/assets
func (a *Assets) ZipFiles(ctx context.Context, ids []ID) (*Asset, error) {
	req := to(http.MethodPost, "/assets/files")
	keys, err := keyValues(ids)
	if err == nil && len(keys) == 0 {
		err = errors.New("no files")
	}
	if err != nil {
		return nil, invalid(req, err)
	}
	req.Body = JSON(map[string]any{"ids": keys})
	return a.zip(ctx, req)
}

// ZipFolder returns a ZIP file of all files in a folder and in those below it, which the
// caller closes. Its size is not known. An empty folder is CodeInvalidPayload, and so is one
// that does not exist.
//
// API: POST /assets/folder/{id}, since Directus 11 (before: CodeRouteNotFound), https://directus.io/docs/api/assets
func (a *Assets) ZipFolder(ctx context.Context, id ID) (*Asset, error) {
	req, err := endpoint(http.MethodPost, "/assets/folder/{id}", id)
	if err != nil {
		return nil, err
	}
	return a.zip(ctx, req)
}

func (a *Assets) zip(ctx context.Context, req *Request) (*Asset, error) {
	req.Header = http.Header{"Accept-Encoding": {"identity"}}
	req.repeatable = true // it reads
	asset, err := a.client.open(ctx, req)
	if err != nil {
		return nil, err
	}
	asset.body = &zipBody{ReadCloser: asset.body}
	return asset, nil
}

// assetRequest makes the request for an asset. It asks for the bytes as they are, for
// compressed on the way they would have no size.
func assetRequest(method string, id ID, opts []AssetOption) (*Request, error) {
	req, err := endpoint(method, "/assets/{id}", id)
	if err != nil {
		return nil, err
	}
	req.Header = http.Header{"Accept-Encoding": {"identity"}}
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt.applyTo(req); err != nil {
			return nil, invalid(req, err)
		}
	}
	if len(req.Query) > 0 && req.Header.Get("Range") != "" {
		return nil, invalid(req, errors.New("the server gives no parts of transformed images: a Range and a Transform exclude each other"))
	}
	return req, nil
}

// open sends req and returns what comes back, not read yet.
func (c *Client) open(ctx context.Context, req *Request) (*Asset, error) {
	resp, err := c.send(ctx, req)
	if err != nil {
		return nil, err
	}
	asset, err := newAsset(req, resp)
	if err != nil {
		_ = resp.Body.Close() // it is of no use
		return nil, failure(req, err)
	}
	return asset, nil
}
