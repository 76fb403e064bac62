package directus

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/codec"
)

// Import writes the items of a file into a collection: those with a key that exists are
// changed, all others are created. The file is sent while it is read. It is JSON, a list of
// objects, or CSV with the names of fields in its first line, by Upload.Type
// ("application/json", "text/csv") or else by the name's ending; the server refuses other types
// with CodeUnsupportedMediaType. Upload.Fields must be empty.
//
// When Body fails half-way, or ctx ends, nothing is written, and the error wraps the reason.
// But have a CSV file complete at hand for Directus 10 and 11: their process ends when it
// breaks off. And when the connection breaks while JSON is on its way, the server keeps its
// transaction open until IMPORT_TIMEOUT; with SQLite nobody else can use it meanwhile.
//
// All items are written or none, and the server answers when it is done: mind [WithTimeout].
// It takes files of up to 50 MB (IMPORT_MAX_FILE_SIZE; Directus 10 and 11 of any size), and
// an hour at most (IMPORT_TIMEOUT). The caller needs permission to create and update items;
// only administrators import into system collections.
//
// API: POST /utils/import/{collection}, https://directus.io/docs/api/utilities
func (u *Utils) Import(ctx context.Context, collection string, file Upload) error {
	return u.importFile(ctx, collection, file, nil)
}

// ImportInBackground is [Utils.Import] that returns as soon as the server has the file. The
// caller finds a notification when the items are there, or why they are not. Directus 10
// does not know it, and answers when it is done.
//
// API: POST /utils/import/{collection}?background, https://directus.io/docs/api/utilities
func (u *Utils) ImportInBackground(ctx context.Context, collection string, file Upload) error {
	return u.importFile(ctx, collection, file, url.Values{"background": {"true"}})
}

func (u *Utils) importFile(ctx context.Context, collection string, file Upload, params url.Values) error {
	req, err := endpoint(http.MethodPost, "/utils/import/{collection}", collection)
	if err != nil {
		return err
	}
	if file.Type == "" {
		file.Type = importTypes[strings.ToLower(path.Ext(file.Name))]
	}
	switch {
	case file.Type == "":
		err = errors.New("Upload.Type: it is needed where Upload.Name does not end in .json or .csv")
	case len(file.Fields) > 0:
		err = errors.New("Upload.Fields: a file that is imported has none")
	}
	if err != nil {
		return invalid(req, err)
	}
	file.Name = cmp.Or(file.Name, "import")
	form, err := u.formOf(file)
	if err != nil {
		return invalid(req, err)
	}
	req.Query = params
	return form.send(ctx, req, u.client.exec)
}

// importTypes are the media types of files by their names' endings.
var importTypes = map[string]string{".json": jsonType, ".csv": "text/csv"}

// formOf makes the form that holds a file to import.
func (u *Utils) formOf(file Upload) (*form, error) {
	form, err := u.client.formOf([]Upload{file})
	if err != nil {
		return nil, err
	}
	if media, _ := file.mediaType(""); media == jsonType {
		// The server would wait for the rest of a list that ends early, its transaction open. A
		// byte that no JSON has makes it give up.
		form.spoil = append([]byte{0}, form.tail...)
	}
	return form, nil
}

// ImportMode says what [Utils.ImportBatch] does with items whose key exists.
type ImportMode string

// What an import can do with them.
const (
	ImportAdd   ImportMode = "add"   // create new items with keys of their own
	ImportMerge ImportMode = "merge" // change the items that are there
)

// ImportCollection is the items that [Utils.ImportBatch] writes into one collection.
type ImportCollection struct {
	Collection string `json:"collection"`
	Items      any    `json:"items"` // a slice of structs, maps or Items
}

// ImportOptions says how [Utils.ImportBatch] goes about it.
type ImportOptions struct {
	Mode   ImportMode // "": ImportAdd
	DryRun bool       // change nothing, and only tell what would be done
	// AllowDelete deletes all items of the collections that are not in the batch. It goes with
	// ImportMerge only.
	AllowDelete bool
}

// ImportSummary is what an import did, or would do.
type ImportSummary struct {
	Applied     bool                    `json:"applied"` // false after a dry run
	Mode        ImportMode              `json:"mode"`
	Collections map[string]ImportedKeys `json:"collections"`
}

// ImportedKeys is what became of the items of one collection.
type ImportedKeys struct {
	Existing []field.Key          `json:"existing"` // changed
	New      []field.Key          `json:"new"`      // created, with the keys they have now
	Deleted  []field.Key          `json:"deleted"`
	Mapped   map[string]field.Key `json:"mapped"` // from a key in the batch to the one that its item got instead
}

// ImportBatch writes items into several collections, all or none, in the order that their
// relations need. Items refer to each other by the keys that they have in the batch, also
// where they get other keys: new items do where the database counts keys, and with ImportAdd
// those with a UUID that is taken. Any other key that is taken is CodeInvalidPayload with
// ImportAdd. Nested items are not allowed. Since Directus 12; CodeRouteNotFound before.
//
// Relations in a circle of which none may be null are CodeImportCyclicalRelation. The caller
// needs permission to create items, and mostly to update them, and to delete them for
// AllowDelete; only administrators import into system collections.
//
// API: POST /utils/import, https://directus.io/docs/api/utilities
func (u *Utils) ImportBatch(ctx context.Context, batch []ImportCollection, opts ImportOptions) (ImportSummary, error) {
	req := to(http.MethodPost, "/utils/import")
	body, err := u.encodeBatch(batch)
	if err == nil {
		req.Query, err = opts.params()
	}
	if err != nil {
		return ImportSummary{}, invalid(req, err)
	}
	if len(body) <= maxJSON {
		req.Body = Bytes(jsonType, body)
		return call[ImportSummary](ctx, u.client, req)
	}
	form, err := u.formOf(Upload{Name: "batch.json", Type: jsonType, Body: bytes.NewReader(body)})
	if err != nil {
		return ImportSummary{}, invalid(req, err)
	}
	return sendFile[ImportSummary](ctx, u.client, req, form)
}

// encodeBatch checks a batch and encodes it.
func (u *Utils) encodeBatch(batch []ImportCollection) ([]byte, error) {
	if err := u.client.usable(); err != nil {
		return nil, err
	}
	if len(batch) == 0 {
		return nil, errors.New("the batch is empty")
	}
	encoded := make([]struct {
		Collection string         `json:"collection"`
		Items      jsontext.Value `json:"items"`
	}, len(batch))
	for n, part := range batch {
		items, err := encode(u.client.shared.codec, part.Items)
		switch {
		case err != nil:
		case part.Collection == "":
			err = errors.New("its name is empty")
		case jsontext.Value(items).Kind() != '[':
			err = errors.New("Items must be a list")
		}
		if err != nil {
			return nil, fmt.Errorf("collection %d of %d: %w", n+1, len(batch), err)
		}
		encoded[n].Collection, encoded[n].Items = part.Collection, items
	}
	return codec.Marshal(encoded)
}

// params are the options as query parameters. The server takes a flag that is there for yes.
func (o ImportOptions) params() (url.Values, error) {
	params := url.Values{}
	switch o.Mode {
	case "":
	case ImportAdd, ImportMerge:
		params.Set("mode", string(o.Mode))
	default:
		return nil, fmt.Errorf("mode %q: add and merge are known", o.Mode)
	}
	if o.AllowDelete && o.Mode != ImportMerge {
		return nil, errors.New("AllowDelete goes with ImportMerge only")
	}
	if o.DryRun {
		params.Set("dryRun", "true")
	}
	if o.AllowDelete {
		params.Set("dangerouslyAllowDelete", "true")
	}
	return params, nil
}
