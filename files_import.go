package directus

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/godirectus/directus/query"
)

// FileImport says what becomes of a file that the server fetches.
type FileImport struct {
	// Fields are fields of the record: title, folder, tags and so on, of any JSON type. Without
	// title and filename_download the server makes them from the URL. An id of a file that
	// exists replaces that file.
	Fields Patch
	// Types are the media types that are accepted, such as "image/*" (since Directus 11;
	// Directus 10 refuses them). None means those that the server's settings accept.
	Types []string
}

// Import makes the server fetch a file from a URL and store it, and returns its record. The
// answer comes when that is done: give ctx the time, and see [WithTimeout]. When the server
// cannot fetch it, or may not (by default addresses of its own machine are denied), this is
// CodeServiceUnavailable at once: it is not tried again. A type that is not accepted is
// CodeInvalidPayload.
//
// API: POST /files/import, https://directus.io/docs/api/files
func (f *Files[T]) Import(ctx context.Context, from string, file FileImport, q ...query.Option) (T, error) {
	req, err := f.fetch(from, file, q)
	if err != nil {
		return *new(T), err
	}
	record, err := call[T](ctx, f.client, req)
	var answered *Error
	if errors.As(err, &answered) {
		answered.hide(from)
	}
	return record, err
}

// fetch is the request of an import.
func (f *Files[T]) fetch(from string, file FileImport, q []query.Option) (*Request, error) {
	req, err := to(http.MethodPost, "/files/import").asking(q)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(from)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, invalid(req, errors.New("an absolute http or https URL is needed")) // which may hold a secret
	}
	body := map[string]any{"url": from}
	if len(file.Fields) > 0 {
		if body["data"], err = f.client.object(file.Fields); err != nil {
			return nil, invalid(req, err)
		}
	}
	if len(file.Types) > 0 {
		body["options"] = map[string][]string{"filterMimeType": file.Types}
	}
	req.Body = JSON(body)
	return req, nil
}

// hide takes a value that may be secret out of the server's words.
func (e *Error) hide(value string) {
	for n := range e.Errors {
		item := &e.Errors[n]
		item.Message = strings.ReplaceAll(item.Message, value, "…")
		for name, extension := range item.Extensions {
			if text, ok := extension.(string); ok {
				item.Extensions[name] = strings.ReplaceAll(text, value, "…")
			}
		}
	}
}
