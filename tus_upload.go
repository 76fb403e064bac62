package directus

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
)

const (
	tusPath    = "/files/tus"
	tusVersion = "1.0.0"

	defaultChunkSize = 8 << 20
)

// tusState is what a storage keeps of an upload.
type tusState struct {
	ID       string `json:"id"`   // of the upload; "": not begun
	File     string `json:"file"` // key of the file; "": not known yet
	Size     int64  `json:"size"`
	Metadata string `json:"metadata"`
	// Replaced is when the file that is replaced had changed before; "": there is none.
	Replaced string `json:"replaced,omitempty"`
}

// tusUpload is an upload on its way.
type tusUpload struct {
	tusState
	client   *Client
	name     string
	source   *tusSource
	storage  Storage // nil: none
	key      string  // where in it; "": not known yet
	chunk    int64   // 0: not known yet
	replaces bool    // the file is there already

	offset int64 // what the server has
	whole  bool  // the last part was sent
}

// run uploads the file, with as many beginnings as it takes.
func (u *tusUpload) run(ctx context.Context) error {
	state, err := u.stored(ctx)
	if err != nil {
		return err
	}
	if state.Size == u.Size && state.Metadata == u.Metadata { // else it was another file, or with other fields
		u.tusState = state
	}
	if u.chunk == 0 {
		u.chunk = u.client.tusChunkSize(ctx)
	}
	if limit := u.client.shared.maxRequest; limit > 0 {
		u.chunk = min(u.chunk, limit)
	}
	patience := u.client.patience()
	for {
		err := u.advance(ctx)
		if err == nil {
			break
		}
		if cause := u.source.failure(); cause != nil {
			return failure(u.request(http.MethodPatch), cause)
		}
		if !mayPass(err) && (u.ID == "" || !isGone(err) && !isConflict(err)) {
			return err
		}
		if err := patience.wait(ctx, u.offset, err); err != nil {
			return err
		}
	}
	if u.storage != nil {
		_ = u.storage.Delete(context.WithoutCancel(ctx), u.key) // the file is there, whatever comes of it
	}
	return nil
}

// advance sends what the server does not have yet.
func (u *tusUpload) advance(ctx context.Context) error {
	if u.ID != "" {
		err := u.locate(ctx)
		switch {
		case isGone(err) && u.arrived(ctx):
			return nil
		case isGone(err):
			u.ID = ""
		case err != nil:
			return err
		}
	}
	if u.ID == "" {
		if err := u.begin(ctx); err != nil {
			return err
		}
	}
	if err := u.remember(ctx); err != nil {
		return err
	}
	u.source.restart(u.offset)
	for {
		if err := u.sendPart(ctx); err != nil || u.offset == u.Size {
			return err
		}
	}
}

// begin makes a new upload.
func (u *tusUpload) begin(ctx context.Context) error {
	u.whole = false
	if u.replaces { // a file that is not there would come to be, with another key
		old, err := u.record(ctx)
		if err != nil {
			return err
		}
		u.Replaced = old.Modified.String()
	}
	req := to(http.MethodPost, tusPath)
	req.Header = http.Header{"Tus-Resumable": {tusVersion}, "Upload-Length": {strconv.FormatInt(u.Size, 10)}, "Upload-Metadata": {u.Metadata}}
	req.repeatable = true // the server drops an upload that nobody goes on with
	resp, err := u.client.send(ctx, req)
	if isGone(err) {
		return fmt.Errorf("directus: the server takes no resumable uploads (TUS_ENABLED is not true); use Upload: %w", err)
	}
	if err != nil {
		return err
	}
	_ = resp.Body.Close() // the headers say all
	location, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || path.Base(location.Path) == "." || path.Base(location.Path) == "/" {
		return failure(req, errors.New("the server does not say where to upload to"))
	}
	u.ID = path.Base(location.Path) // its host may be one that only the server knows
	if !u.replaces {
		u.File = ""
	}
	return u.locate(ctx) // for the key of the file
}

// locate asks how far the upload is, and for the key of its file.
func (u *tusUpload) locate(ctx context.Context) error {
	header, err := u.ask(ctx, http.MethodHead)
	if err != nil {
		return err
	}
	offset, err := strconv.ParseInt(header.Get("Upload-Offset"), 10, 64)
	if err != nil || offset < 0 || offset > u.Size || header.Get("Upload-Length") != strconv.FormatInt(u.Size, 10) {
		return failure(u.request(http.MethodHead), errors.New("the server has another upload there"))
	}
	u.offset = offset
	for pair := range strings.SplitSeq(header.Get("Upload-Metadata"), ",") {
		encoded, isID := strings.CutPrefix(strings.TrimSpace(pair), "id ")
		if id, err := base64.StdEncoding.DecodeString(encoded); isID && err == nil && !u.replaces {
			u.File = string(id)
		}
	}
	return nil
}

// sendPart sends the next part. Of a file that has arrived whole, but was not taken up by
// the server, it is empty.
func (u *tusUpload) sendPart(ctx context.Context) error {
	n := min(u.chunk, u.Size-u.offset)
	req := u.request(http.MethodPatch)
	req.Header.Set("Upload-Offset", strconv.FormatInt(u.offset, 10))
	req.Body = u.source.part(u.offset, n)
	u.whole = u.offset+n == u.Size
	resp, err := u.client.send(ctx, req)
	if err != nil {
		return err
	}
	_ = resp.Body.Close() // the headers say all
	offset, err := strconv.ParseInt(resp.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || offset < u.offset || offset > u.offset+n || offset == u.offset && n > 0 {
		return failure(req, fmt.Errorf("the server is at byte %q after %d were sent from %d on", resp.Header.Get("Upload-Offset"), n, u.offset))
	}
	u.offset = offset
	if id := resp.Header.Get("Directus-File-Id"); id != "" {
		u.File = id
	}
	return nil
}

// arrived reports whether an upload that the server does not know any more has become a
// file: the reply that said so was lost.
func (u *tusUpload) arrived(ctx context.Context) bool {
	if u.File == "" || u.replaces && !u.whole {
		return false
	}
	file, err := u.record(ctx)
	return err == nil && file.Upload == nil && file.Filesize.String() == strconv.FormatInt(u.Size, 10) &&
		(!u.replaces || file.Modified.String() != u.Replaced)
}

// tusRecord is what the record of a file says of an upload.
type tusRecord struct {
	Filesize field.BigInt    `json:"filesize"`
	Upload   *string         `json:"tus_id"` // while it is under way
	Modified field.Timestamp `json:"modified_on"`
}

// record reads the record of the file.
func (u *tusUpload) record(ctx context.Context) (tusRecord, error) {
	return systemItems[tusRecord](u.client, "/files").ReadOne(ctx, u.File, query.Fields("filesize", "tus_id", "modified_on"))
}

// request makes a request to the upload.
func (u *tusUpload) request(method string) *Request {
	req := to(method, tusPath+"/"+url.PathEscape(u.ID))
	req.Route = tusPath + "/{id}"
	req.Header = http.Header{"Tus-Resumable": {tusVersion}}
	return req
}

// ask sends a request without a body and returns the headers of the reply.
func (u *tusUpload) ask(ctx context.Context, method string) (http.Header, error) {
	req := u.request(method)
	req.repeatable = true
	resp, err := u.client.send(ctx, req)
	if err != nil {
		return nil, err
	}
	return resp.Header, resp.Body.Close()
}

// findKey makes the key of an upload that was not given one.
func (u *tusUpload) findKey(ctx context.Context) error {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q %q %d ", u.client.shared.base, u.name, u.Size)
	if !u.source.changed.IsZero() {
		fmt.Fprint(sum, u.source.changed.UTC())
	} else if err := u.source.copyTo(ctx, sum); err != nil {
		return failure(to(http.MethodPost, tusPath), err)
	}
	u.key = "tus-" + hex.EncodeToString(sum.Sum(nil)[:16])
	return nil
}

// stored is what the storage knows of the upload.
func (u *tusUpload) stored(ctx context.Context) (state tusState, err error) {
	if u.storage == nil {
		return tusState{}, nil
	}
	if u.key == "" {
		if err := u.findKey(ctx); err != nil {
			return tusState{}, err
		}
	}
	text, found, err := u.storage.Get(ctx, u.key)
	if err != nil {
		return tusState{}, fmt.Errorf("directus: Resume.Storage: %w", err)
	}
	if !found || json.Unmarshal([]byte(text), &state) != nil {
		return tusState{}, nil //nolint:nilerr // What is not ours is as good as nothing.
	}
	return state, nil
}

// remember stores where the upload is.
func (u *tusUpload) remember(ctx context.Context) error {
	if u.storage == nil {
		return nil
	}
	text, err := json.Marshal(u.tusState)
	if err == nil {
		err = u.storage.Set(ctx, u.key, string(text))
	}
	if err != nil {
		return fmt.Errorf("directus: Resume.Storage: %w", err)
	}
	return nil
}

// tusChunkSize is how large the server wants the parts to be.
func (c *Client) tusChunkSize(ctx context.Context) int64 {
	info, err := call[struct {
		Uploads struct {
			ChunkSize int64 `json:"chunkSize"`
		} `json:"uploads"`
	}](ctx, c, to(http.MethodGet, "/server/info"))
	if err != nil || info.Uploads.ChunkSize <= 0 {
		return defaultChunkSize
	}
	return info.Uploads.ChunkSize
}

// isGone reports whether the server does not know the upload, or not any more.
func isGone(err error) bool {
	var answer *Error
	return errors.As(err, &answer) && (answer.Status == http.StatusNotFound || answer.Status == http.StatusGone)
}

// isConflict reports whether the server has got more or less than was thought.
func isConflict(err error) bool {
	var answer *Error
	return errors.As(err, &answer) && answer.Status == http.StatusConflict
}
