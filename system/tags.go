package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// Tags are the keywords of a file or a user. The server keeps any JSON there, and an upload's
// keywords come from the file: what is no list of strings is read as one, as well as it goes.
type Tags []string

// UnmarshalJSON reads a list, a single value or null. A value that is no string is its JSON
// text.
func (t *Tags) UnmarshalJSON(data []byte) error {
	var read []jsontext.Value
	if jsontext.Value(data).Kind() != '[' {
		read = []jsontext.Value{data}
	} else if err := codec.Unmarshal(data, &read); err != nil {
		return err
	}
	tags := make(Tags, 0, len(read))
	for _, value := range read {
		switch value.Kind() {
		case 'n':
		case '"':
			var text string
			if err := codec.Unmarshal(value, &text); err != nil {
				return err
			}
			tags = append(tags, text)
		default:
			tags = append(tags, string(value))
		}
	}
	if *t = tags; jsontext.Value(data).Kind() == 'n' {
		*t = nil
	}
	return nil
}
