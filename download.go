package directus

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// errChanged is a file that is not the one whose beginning was read.
var errChanged = errors.New("the file was changed on the server while it was being read")

// Download writes the bytes of a file to w and returns how many. A transfer that breaks
// off is taken up where it was, as often as [WithRetry] says, with a delay, and anew after
// each byte that came; that needs a file that has not changed meanwhile, or in the two
// seconds before, and no Transform. What was written when an error is returned is the
// beginning of the file.
//
// API: GET /assets/{id}, https://directus.io/docs/api/assets
func (a *Assets) Download(ctx context.Context, id ID, w io.Writer, opts ...AssetOption) (int64, error) {
	req, err := assetRequest(http.MethodGet, id, opts)
	if err == nil && w == nil {
		err = invalid(req, errors.New("nil Writer"))
	}
	if err != nil {
		return 0, err
	}
	first, err := a.client.open(ctx, req)
	if err != nil {
		return 0, err
	}
	target := &countingWriter{w: w}
	err = first.copyTo(target)
	patience := a.client.patience()
	for mayPass(err) && target.err == nil && first.canContinue(req) {
		if err = patience.wait(ctx, target.n, err); err != nil {
			break
		}
		err = a.client.proceed(ctx, req, first, target)
	}
	return target.n, failed(req, err)
}

// DownloadFile writes the bytes of a file to a file at path, like [Assets.Download], and
// returns how many. They go to a new file beside it, which then takes its place, with its
// permissions where there was one: a download that fails leaves what there was. At the end
// of a symbolic link it is the file that the link leads to; for what is no file, such as a
// device, use Download.
//
// API: GET /assets/{id}, https://directus.io/docs/api/assets
func (a *Assets) DownloadFile(ctx context.Context, id ID, path string, opts ...AssetOption) (n int64, err error) {
	if target, err := filepath.EvalSymlinks(path); err == nil && path != "" {
		path = target
	}
	old, missing := os.Stat(path)
	if path == "" || missing == nil && !old.Mode().IsRegular() {
		return 0, fmt.Errorf("directus: Assets.DownloadFile: %w", invalidError{fmt.Errorf("%q is not the path of a file", path)})
	}
	part := filepath.Join(filepath.Dir(path), rand.Text()+".part")
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) //nolint:gosec // the caller says where, and the umask who may read
	if err != nil {
		return 0, fmt.Errorf("directus: Assets.DownloadFile: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}()
	if missing == nil {
		if err := file.Chmod(old.Mode().Perm()); err != nil {
			return 0, fmt.Errorf("directus: Assets.DownloadFile: %w", errors.Join(err, file.Close()))
		}
	}
	if n, err = a.Download(ctx, id, file, opts...); err != nil {
		return n, errors.Join(err, file.Close())
	}
	if err = errors.Join(file.Sync(), file.Close()); err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return n, fmt.Errorf("directus: Assets.DownloadFile: %w", err)
	}
	return n, nil
}

// copyTo writes the rest of the asset to w and closes it.
func (a *Asset) copyTo(w io.Writer) error {
	defer a.Close()
	_, err := io.Copy(w, a)
	return err
}

// canContinue reports whether the rest of an asset can be had by another request, and be
// known to be the rest of the same file. The server tells versions of a file apart by
// the second of their change, so that second must have passed.
func (a *Asset) canContinue(req *Request) bool {
	return len(req.Query) == 0 && a.Size > 0 && a.Total > 0 &&
		!a.Modified.IsZero() && a.date.Sub(a.Modified) >= 2*time.Second
}

// proceed writes to w what is missing of an asset.
func (c *Client) proceed(ctx context.Context, req *Request, first *Asset, w *countingWriter) error {
	rest := *req
	rest.Header = req.Header.Clone()
	end := first.Offset + first.Size - 1
	from := first.Offset + w.n
	from = min(from, max(0, end-1)) // the server does not give a single byte
	if err := (Range{From: from, To: end}).applyTo(&rest); err != nil {
		return err
	}
	next, err := c.open(ctx, &rest)
	if err != nil {
		return err
	}
	if next.ETag != first.ETag || !next.Modified.Equal(first.Modified) || next.Total != first.Total || next.Offset != from {
		return errors.Join(errChanged, next.Close())
	}
	if _, err := io.CopyN(io.Discard, next, first.Offset+w.n-from); err != nil {
		return errors.Join(err, next.Close())
	}
	return next.copyTo(w)
}

// countingWriter counts what it writes, and keeps the error of its writer.
type countingWriter struct {
	w   io.Writer
	n   int64
	err error
}

func (w *countingWriter) Write(p []byte) (n int, err error) {
	n, err = w.w.Write(p)
	w.n += int64(n)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	w.err = err
	return n, err
}
