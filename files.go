package directus

import (
	"context"
	"errors"
	"maps"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/query"
)

// Files manages files and their records. [Client] has one for system.File; [NewFiles] makes
// one for a type that has fields of your own. It is a small handle, cheap to copy and safe
// for several goroutines.
//
// The methods to read, change and delete records are those of [Items]. Deleting a record
// deletes the bytes. Without permission they are CodeForbidden: a user needs the action
// create on directus_files to upload and import, update to replace; nobody (anonymous) too.
type Files[T any] struct{ editor[T] }

// NewFiles returns a handle for files of type T, which best embeds system.File:
//
//	type MyFile struct {
//		system.File
//		Copyright string `json:"copyright,omitzero"`
//	}
func NewFiles[T any](c *Client) *Files[T] {
	return &Files[T]{editor[T]{reader[T]{systemCollection(c, "/files")}}}
}

// With returns a handle whose requests carry these options.
func (f *Files[T]) With(opts ...RequestOption) *Files[T] {
	return &Files[T]{editor[T]{reader[T]{f.with(opts)}}}
}

// Upload sends a file and returns its record. The bytes are sent as they are read, so that
// memory does not grow with the file. When Body fails, has another length than Size says,
// or ctx ends, the server keeps nothing, and the error wraps the reason; a server that does
// not answer has a second to hear of it.
//
// A connection that breaks is another matter. The upload is not sent again, for it may have
// been stored all the same; and of a file that was on its way the server keeps the record,
// without a filesize, and what has come of the bytes. Where that may happen choose a UUID
// for the file and call [Files.Replace], which can be repeated, and is.
//
// A file that is larger than the server's FILES_MAX_UPLOAD_SIZE is CodeContentTooLarge, one
// of a type outside of FILES_MIME_TYPE_ALLOW_LIST CodeInvalidPayload. Without permission to
// read the record it is [ErrNoContent].
//
// API: POST /files (multipart), https://directus.io/docs/api/files
func (f *Files[T]) Upload(ctx context.Context, file Upload, q ...query.Option) (T, error) {
	req, form, err := f.upload([]Upload{file}, q)
	if err != nil {
		return *new(T), err
	}
	return sendFile[T](ctx, f.client, req, form)
}

// UploadMany sends files in one request, one after the other, and returns their records,
// ordered by key, not in the order given: tell them apart by their names or fields, or give
// them ids. It is not one transaction: when it fails, those that had been sent before may be
// stored. A Body may stand in one Upload only. No files send nothing.
//
// API: POST /files (multipart), https://directus.io/docs/api/files
func (f *Files[T]) UploadMany(ctx context.Context, files []Upload, q ...query.Option) ([]T, error) {
	if len(files) == 0 {
		return []T{}, nil
	}
	req, form, err := f.upload(files, q)
	if err != nil {
		return nil, err
	}
	var records []T
	alone := false // one record came, and no list
	read := func(d *jsontext.Decoder) error {
		if alone = d.PeekKind() != '['; alone {
			records = make([]T, 1)
			return f.client.decodeNext(d, &records[0])
		}
		return f.client.decodeNext(d, &records)
	}
	err = form.send(ctx, req, func(ctx context.Context, req *Request) error {
		_, err := f.client.read(ctx, req, read)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case alone && len(files) > 1 || form.begun.Load() && !form.whole.Load():
		return nil, failure(req, errors.New("the server answered before it had all files; which it stored is not known"))
	}
	return records, nil
}

// Replace puts another file in the place of the one with this id, and returns its record.
// The id stays, and so does what Fields do not set, but for what belongs to the file: name,
// type, filesize, width and height. Caches may show the old one for a month. Until the new
// file is there as a whole, the old one stays.
//
// A file that does not exist is created with this id, which for administrators and who may
// create files makes Replace an upload that can be repeated: it is sent again when a
// connection breaks, as [WithRetry] says, if Body is an io.Seeker.
//
// API: PATCH /files/{id} (multipart), https://directus.io/docs/api/files
func (f *Files[T]) Replace(ctx context.Context, id ID, file Upload, q ...query.Option) (T, error) {
	req, err := f.one(http.MethodPatch, id, q)
	if err != nil {
		return *new(T), err
	}
	form, err := f.replacement(id, file)
	if err != nil {
		return *new(T), invalid(req, err)
	}
	req.repeatable = true
	return sendFile[T](ctx, f.client, req, form)
}

// replacement is the form that replaces a file. It holds the id, without which the server
// would make another one for a file that does not exist.
func (f *Files[T]) replacement(id ID, file Upload) (*form, error) {
	own, err := keyText(id)
	if err != nil {
		return nil, err
	}
	if other, ok := file.Fields["id"]; ok {
		if text, err := keyText(other); err != nil || text != own {
			return nil, errors.New("Upload.Fields: field \"id\": it is not that of the file to replace")
		}
	}
	if file.Fields = maps.Clone(file.Fields); file.Fields == nil {
		file.Fields = Patch{}
	}
	file.Fields["id"] = own
	return f.client.formOf([]Upload{file})
}

// CreateOne makes a record without bytes: for a file that is in the storage already, or
// whose bytes [Files.Replace] will bring. The server needs storage, filename_download and
// type, and for a file in the storage filename_disk, its name there; a record without is
// deleted all the same, but the server says that this failed (a status of 500).
//
// API: POST /files (JSON), https://directus.io/docs/api/files
func (f *Files[T]) CreateOne(ctx context.Context, file T, q ...query.Option) (T, error) {
	return itemsAt[T](f.collection).CreateOne(ctx, file, q...)
}

// upload is the request that sends new files.
func (f *Files[T]) upload(files []Upload, q []query.Option) (*Request, *form, error) {
	req, err := f.write(http.MethodPost, Body{}, q)
	if err != nil {
		return nil, nil, err
	}
	form, err := f.client.formOf(files)
	if err != nil {
		return nil, nil, invalid(req, err)
	}
	return req, form, nil
}

// sendFile sends a form with one file.
func sendFile[T any](ctx context.Context, c *Client, req *Request, form *form) (T, error) {
	var record T
	err := form.send(ctx, req, func(ctx context.Context, req *Request) (err error) {
		record, err = call[T](ctx, c, req)
		return err
	})
	if err != nil {
		return *new(T), err
	}
	return record, nil
}
