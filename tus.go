package directus

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// Resume says how a resumable upload is carried out. The zero value is a good default.
type Resume struct {
	// Storage keeps where an upload is until it has ended, so that a program that was
	// stopped finds it again. Nil: it is forgotten when the call returns. What is kept
	// holds name and fields of the file, and nothing of its bytes.
	Storage Storage
	// Key is where in Storage. "": made of the server, of the file's name and size, and of
	// its time of change if Body is an *os.File, or else of all its bytes, which are read
	// once more for that. With a key of your own, see to it that the bytes are the same.
	Key string
	// ChunkSize is how many bytes go in one request. 0: what the server asks for, or else
	// 8 MiB. It is never more than [WithMaxRequestBytes] allows. A storage in the cloud may
	// take no other than what the server asks for.
	ChunkSize int64
}

// UploadResumable sends a file in parts and returns its record. When the connection
// breaks it asks the server what has arrived and goes on from there, as often as [WithRetry]
// says and anew after each progress. With a [Resume].Storage the same call goes on where an
// earlier one was stopped, by its ctx or with the whole program, as long as the server keeps
// the upload (TUS_UPLOAD_EXPIRATION, 10 minutes after the last byte).
//
// Body must be an io.ReaderAt or io.ReadSeeker, such as an *os.File; use [Files.Upload] for
// others. A file of no bytes is sent by it, too. Fields may be strings, numbers and JSON; the
// server chooses the key. Progress begins with the bytes that have arrived before. The caller
// needs permission to create, update and read files. A server without TUS_ENABLED=true is
// CodeRouteNotFound.
//
// API: POST, HEAD, PATCH /files/tus, since Directus 10.13, https://directus.io/docs/guides/files/upload
func (f *Files[T]) UploadResumable(ctx context.Context, up Upload, resume ...Resume) (T, error) {
	return f.sendResumable(ctx, up, "", resume)
}

// ReplaceResumable is [Files.UploadResumable] for new bytes of the file with this key. The
// record keeps its fields, except for name, type and size: Fields have no effect, and the
// width and height of a picture stay those of the old one. Correct them with UpdateOne.
//
// API: POST, HEAD, PATCH /files/tus, since Directus 10.13, https://directus.io/docs/guides/files/upload
func (f *Files[T]) ReplaceResumable(ctx context.Context, id ID, up Upload, resume ...Resume) (T, error) {
	key, err := keyText(id)
	if err != nil {
		return *new(T), invalid(to(http.MethodPost, tusPath), err)
	}
	return f.sendResumable(ctx, up, key, resume)
}

// AbortUpload gives up a resumable upload that has not ended: it takes it out of the
// Storage and off the server. The arguments are those of the upload. One that is not there
// is no error.
//
// API: DELETE /files/tus/{id}, since Directus 10.13, https://directus.io/docs/guides/files/upload
func (f *Files[T]) AbortUpload(ctx context.Context, up Upload, resume Resume) error {
	u, err := f.client.newTusUpload(up, "", []Resume{resume})
	if err == nil && u.storage == nil {
		err = errors.New("AbortUpload finds an upload by a Storage only")
	}
	if err != nil {
		return invalid(to(http.MethodDelete, tusPath+"/{id}"), err)
	}
	defer u.source.close()
	state, err := u.stored(ctx)
	if err != nil || state.ID == "" {
		return err
	}
	u.ID = state.ID
	for patience := f.client.patience(); ; { // the server may still hold on to a request that broke off
		_, err := u.ask(ctx, http.MethodDelete)
		if err == nil || isGone(err) {
			return u.storage.Delete(ctx, u.key)
		}
		if !mayPass(err) {
			return err
		}
		if err := patience.wait(ctx, 0, err); err != nil {
			return err
		}
	}
}

// sendResumable uploads a file, in the place of another if replace is its key.
func (f *Files[T]) sendResumable(ctx context.Context, up Upload, replace string, resume []Resume) (T, error) {
	u, err := f.client.newTusUpload(up, replace, resume)
	if err != nil {
		return *new(T), invalid(to(http.MethodPost, tusPath), err)
	}
	defer u.source.close()
	if u.Size == 0 {
		return f.sendEmpty(ctx, up, u)
	}
	if err := u.run(ctx); err != nil {
		return *new(T), err
	}
	record, err := f.ReadOne(ctx, u.File)
	if err != nil {
		err = fmt.Errorf("directus: the file is uploaded, as %s, but cannot be read: %w", u.File, err)
	}
	return record, err
}

// sendEmpty uploads a file of no bytes, for which the protocol has no form.
func (f *Files[T]) sendEmpty(ctx context.Context, up Upload, u *tusUpload) (T, error) {
	if !u.replaces {
		return f.Upload(ctx, up)
	}
	if _, err := u.record(ctx); err != nil { // Replace would make a file that is not there
		return *new(T), err
	}
	up.Fields = nil
	return f.Replace(ctx, u.File, up)
}

// newTusUpload checks an upload.
func (c *Client) newTusUpload(up Upload, replace string, resume []Resume) (*tusUpload, error) {
	if err := c.usable(); err != nil {
		return nil, err
	}
	if len(resume) > 1 {
		return nil, errors.New("more than one Resume")
	}
	r := slices.Concat(resume, []Resume{{}})[0]
	if r.ChunkSize < 0 {
		return nil, fmt.Errorf("ChunkSize %d: it must not be negative", r.ChunkSize)
	}
	metadata, err := c.tusMetadata(up, replace)
	if err != nil {
		return nil, err
	}
	source, err := newTusSource(up)
	if err != nil {
		return nil, err
	}
	u := &tusUpload{client: c, name: up.Name, source: source, storage: r.Storage, key: r.Key, chunk: r.ChunkSize, replaces: replace != ""}
	u.Size, u.Metadata, u.File = source.size, metadata, replace
	return u, nil
}

// tusMetadata is the header that tells what the record of the file shall hold.
func (c *Client) tusMetadata(up Upload, replace string) (string, error) {
	name, err := up.fileName()
	if err != nil {
		return "", err
	}
	media, err := up.mediaType(name)
	if err != nil {
		return "", err
	}
	values := map[string]string{"filename_download": name, "type": media}
	if replace != "" {
		values["id"] = replace
	}
	if len(up.Fields) > 0 {
		if err := c.addTusFields(values, up.Fields); err != nil {
			return "", fmt.Errorf("Upload.Fields: %w", err)
		}
	}
	pairs := make([]string, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		pairs = append(pairs, strings.TrimSpace(name+" "+base64.StdEncoding.EncodeToString([]byte(values[name]))))
	}
	return strings.Join(pairs, ","), nil
}

// addTusFields adds fields as text, which is all that the protocol has.
func (c *Client) addTusFields(values map[string]string, fields Patch) error {
	object, err := c.object(fields)
	if err != nil {
		return err
	}
	members, err := codec.Members(object)
	if err != nil {
		return err
	}
	for name, value := range members {
		text, err := tusText(name, value)
		if err != nil {
			return fmt.Errorf("field %q: %w", name, err)
		}
		values[name] = text
	}
	return nil
}

// tusText is a value as text: a string without quotes, and all else in JSON.
func tusText(name string, value jsontext.Value) (string, error) {
	switch {
	case name == "id":
		return "", errors.New("the server chooses the key of a new file; ReplaceResumable is for one that exists")
	case name == "filename_download":
		return "", errors.New("it is Upload.Name")
	case name == "type":
		return "", errors.New("it is Upload.Type")
	case name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == ',' }):
		return "", errors.New("the protocol cannot carry this name")
	}
	switch value.Kind() {
	case 'n', 't', 'f':
		return "", errors.New("the protocol cannot carry null, true and false; set it by UpdateOne afterwards")
	case '"':
		var text string
		err := codec.Unmarshal(value, &text)
		return text, err
	}
	err := value.Compact()
	return string(value), err
}
