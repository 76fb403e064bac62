package directus

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// jsonType is the media type without which Directus ignores a body.
const jsonType = "application/json"

// maxJSON is how many bytes of JSON one request holds at most, where there is another way to
// send more: Directus takes 1 MiB unless MAX_PAYLOAD_SIZE says otherwise, and larger files.
// It does not tell its limit, not even in /server/info.
const maxJSON = 900_000

// mask is what Directus shows instead of a concealed value. Written back it would replace
// that value, for Directus does not recognise it.
const mask = "**********"

// object encodes an item or the changes to one, and refuses what cannot be either.
func (c *Client) object(v any) (jsontext.Value, error) {
	if err := c.usable(); err != nil {
		return nil, err
	}
	encoded, err := encode(c.shared.codec, v)
	if err != nil {
		return nil, fmt.Errorf("encode body: %w", err)
	}
	body := jsontext.Value(bytes.TrimSpace(encoded))
	if body.Kind() != '{' {
		return nil, errors.New("an item or its changes must be a JSON object, such as a struct, a map or a Patch")
	}
	if field := codec.FieldWith(body, mask); field != "" {
		return nil, fmt.Errorf("field %q holds the mask that Directus shows for a concealed value; send only what changes", field)
	}
	return body, nil
}

// listOf is the body that holds several objects.
func listOf(objects []jsontext.Value) Body {
	list := []byte{'['}
	for n, object := range objects {
		if n > 0 {
			list = append(list, ',')
		}
		list = append(list, object...)
	}
	return Bytes(jsonType, append(list, ']'))
}

// isFlat reports whether changes hold neither objects nor lists, and so cannot create
// related items: carried out twice, they leave what they left the first time.
func isFlat(body jsontext.Value) bool {
	return len(body) > 0 && !bytes.ContainsAny(body[1:], "{[")
}

// isEmptyObject reports whether there is nothing in the body to change.
func isEmptyObject(body jsontext.Value) bool {
	return len(bytes.TrimSpace(bytes.Trim(body, "{}"))) == 0
}

// checkKey refuses changes of the primary key, which Directus would ignore. A key that is
// the item's own (nil: there is none), or not set, does not count as a change.
func (c *collection) checkKey(body jsontext.Value, own ID) error {
	found := codec.Member(body, c.key)
	if isUnset(found) {
		return nil
	}
	text, err := keyText(own)
	if err == nil && string(bytes.Trim(found, `"`)) == text {
		return nil
	}
	var decoded string
	if err == nil && codec.Decode(bytes.NewReader(found), &decoded) == nil && decoded == text {
		return nil
	}
	if own == nil {
		return fmt.Errorf("the changes hold the primary key (%q), which cannot change: leave it out", c.key)
	}
	return fmt.Errorf("the changes hold another primary key (%q), and Directus ignores a change of it", c.key)
}

// isUnset reports whether a member is absent, or the zero value of a struct's field.
func isUnset(value jsontext.Value) bool {
	switch string(value) {
	case "", "null", "0", `""`, `"00000000-0000-0000-0000-000000000000"`:
		return true
	}
	return false
}
