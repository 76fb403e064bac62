package system

import (
	"log/slog"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// Credentials are what a provider of deployments asks for, such as an "access_token". They
// are written only: what the server shows in their place, a mask, reads as nil.
type Credentials map[string]any

// UnmarshalJSON reads an object; anything else is nil.
func (c *Credentials) UnmarshalJSON(data []byte) error {
	if *c = nil; jsontext.Value(data).Kind() != '{' {
		return nil
	}
	return codec.Unmarshal(data, (*map[string]any)(c))
}

// String is a mask, so that no secret is printed.
func (c Credentials) String() string {
	if len(c) == 0 {
		return ""
	}
	return "**********"
}

// GoString is String.
func (c Credentials) GoString() string { return c.String() }

// LogValue is String for slog.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }
