package codec

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// Member returns the value of a member of a JSON object, nil when it has none.
func Member(object []byte, name string) jsontext.Value {
	var found jsontext.Value
	eachMember(object, func(member string, value jsontext.Value) {
		if member == name {
			found = value.Clone()
		}
	})
	return found
}

// FieldWith returns the name of the first member of a JSON object that is the string
// text, and "" when there is none.
func FieldWith(object []byte, text string) string {
	quoted := []byte(`"` + text + `"`)
	if !bytes.Contains(object, quoted) {
		return ""
	}
	field := ""
	eachMember(object, func(member string, value jsontext.Value) {
		if field == "" && bytes.Equal(value, quoted) {
			field = member
		}
	})
	return field
}

// Members returns all members of a JSON object.
func Members(object []byte) (map[string]jsontext.Value, error) {
	var members map[string]jsontext.Value
	err := Unmarshal(object, &members)
	if err == nil && members == nil {
		err = ErrNotObject
	}
	return members, err
}

// eachMember calls f for the members of a JSON object, up to its first mistake.
func eachMember(object []byte, f func(name string, value jsontext.Value)) {
	d := jsontext.NewDecoder(bytes.NewBuffer(object), jsontext.AllowDuplicateNames(true))
	if _, err := d.ReadToken(); err != nil {
		return
	}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return
		}
		name := token.String()
		value, err := d.ReadValue()
		if err != nil {
			return
		}
		f(name, value)
	}
}
