package directus

import (
	"context"
	"fmt"
	"net/http"

	"github.com/godirectus/directus/query"
)

// Export makes the server write the items that the query matches into a new file among
// [Files], all of them unless query.Limit says otherwise. It returns as soon as the server has
// begun: the caller finds a notification when the file is there, or when it failed, which
// it does for a field that does not exist. With neither user nor notification there is no
// trace of a failure.
//
// file has fields of the new file's record, such as title and folder; nil is none. The caller
// needs permission to read the items and to create files.
//
// API: POST /utils/export/{collection}, https://directus.io/docs/api/utilities
func (u *Utils) Export(ctx context.Context, collection string, format query.Format, file Patch, q ...query.Option) error {
	req, err := endpoint(http.MethodPost, "/utils/export/{collection}", collection)
	if err != nil {
		return err
	}
	switch format {
	case query.CSV, query.CSVUTF8, query.JSONDoc, query.XML, query.YAML:
	default: // the server says 204 to any
		return invalid(req, fmt.Errorf("format %q: csv, csv_utf8, json, xml and yaml are known", format))
	}
	all := query.New(q...)
	if err := all.Validate(); err != nil {
		return invalid(req, err)
	}
	body := map[string]any{"format": format, "query": all}
	if file != nil {
		body["file"] = file
	}
	req.Body = JSON(body)
	return u.client.exec(ctx, req)
}
