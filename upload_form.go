package directus

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// formOf makes the multipart form that holds these files, each with its fields before it,
// which is where the server looks for them.
func (c *Client) formOf(uploads []Upload) (*form, error) {
	if err := c.usable(); err != nil {
		return nil, err
	}
	var text bytes.Buffer
	w := multipart.NewWriter(&text)
	f := &form{contentType: w.FormDataContentType(), limit: c.shared.maxRequest}
	for n := range uploads {
		file, err := newSource(&uploads[n])
		if err == nil {
			err = c.writeHead(w, &uploads[n])
		}
		if err != nil {
			return nil, ofMany(n, len(uploads), err)
		}
		file.head = slices.Clone(text.Bytes())
		text.Reset()
		f.add(file)
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	f.tail = text.Bytes()
	if size := f.size + int64(len(f.tail)); f.limit > 0 && size > f.limit {
		return nil, fmt.Errorf("%w: the body has at least %d bytes, the limit is %d", ErrTooLarge, size, f.limit)
	}
	return f, nil
}

// ofMany says which of several files an error is about.
func ofMany(n, total int, err error) error {
	if total == 1 {
		return err
	}
	return fmt.Errorf("file %d of %d: %w", n+1, total, err)
}

// writeHead writes what comes before the bytes of a file.
func (c *Client) writeHead(w *multipart.Writer, u *Upload) error {
	name, err := u.fileName()
	if err != nil {
		return err
	}
	media, err := u.mediaType(name)
	if err != nil {
		return err
	}
	if err := c.writeFields(w, u.Fields); err != nil {
		return err
	}
	_, err = w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; ` + fileNameParam(name)},
		"Content-Type":        {media},
	})
	return err
}

// fileNameParam is how a name stands in the head of a part: in quotes, or, when it has
// characters that no head can have, in percent-encoding, which the server understands too.
func fileNameParam(name string) string {
	if strings.ContainsFunc(name, unicode.IsControl) {
		return "filename*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	}
	return `filename="` + strings.ReplaceAll(name, `"`, `\"`) + `"`
}

// writeFields writes the fields of a record, ordered by name.
func (c *Client) writeFields(w *multipart.Writer, fields Patch) error {
	if len(fields) == 0 {
		return nil
	}
	object, err := c.object(fields)
	if err != nil {
		return fmt.Errorf("Upload.Fields: %w", err)
	}
	values, err := codec.Members(object)
	if err != nil {
		return fmt.Errorf("Upload.Fields: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		text, err := fieldText(name, values[name])
		if err == nil {
			err = w.WriteField(name, text)
		}
		if err != nil {
			return fmt.Errorf("Upload.Fields: field %q: %w", name, err)
		}
	}
	return nil
}

// fieldText is a value as the text of a form: a string without quotes, and all else in JSON.
func fieldText(name string, value jsontext.Value) (string, error) {
	switch {
	case name == "filename_download":
		return "", errors.New("it is Upload.Name")
	case name == "type":
		return "", errors.New("it is Upload.Type")
	case name == "" || strings.ContainsFunc(name, unicode.IsControl):
		return "", errors.New("no field has this name")
	}
	if value.Kind() != '"' {
		if err := value.Compact(); err != nil {
			return "", err
		}
		return string(value), checkLength(len(value))
	}
	var text string
	if err := codec.Unmarshal(value, &text); err != nil {
		return "", err
	}
	switch strings.TrimSpace(text) {
	case "null", "true", "false":
		return "", errors.New("the server would not take its value for text; set it by UpdateOne afterwards")
	}
	return text, checkLength(len(text))
}

func checkLength(bytes int) error {
	if bytes > maxFormField {
		return errors.New("it is longer than 1 MiB, and would be cut off; set it by UpdateOne afterwards")
	}
	return nil
}
