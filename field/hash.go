package field

import (
	"errors"
	"log/slog"
)

// mask is what the server shows instead of a concealed value.
const mask = "**********"

// ErrReadOnlyHash says that a [Hash] was to be written that had been read. The server would
// take the mask, or the hash, for a new secret and lose the old one.
var ErrReadOnlyHash = errors.New("field: a Hash that was read cannot be written back")

// Hash is a secret that the server keeps and does not tell: a field of type hash, or one
// with the flag conceal or encrypt, such as a user's password or token. Reading gives a
// mask or a hash, which cannot be written back; [PlainText] makes a secret to write, which
// the server hashes. Directus 10 has no flag encrypt: it keeps and shows such a secret as
// it is.
//
// With omitzero a Hash that was read is left out, so that an item can be read, changed and
// written with the secret as it was. No text of a Hash that fmt or slog prints shows more
// than the mask; its JSON form, made to be sent, does.
type Hash struct {
	state state
	text  *string // a pointer, of which fmt prints the address at most
}

// PlainText returns a secret to write.
func PlainText(secret string) Hash { return Hash{state: changing, text: &secret} }

// readHash is what the server has shown.
func readHash(text string) Hash {
	if text == "" {
		return NullHash()
	}
	return Hash{state: present, text: &text}
}

// NullHash returns null, which clears the secret.
func NullHash() Hash { return Hash{state: null} }

// Stored returns the server's hash of the secret, which it shows when the field is not
// concealed. False means that there is none or that it is masked.
func (h Hash) Stored() (string, bool) {
	if h.state != present || h.IsMasked() {
		return "", false
	}
	return *h.text, true
}

// IsMasked reports whether the server has a secret and conceals it.
func (h Hash) IsMasked() bool { return h.state == present && *h.text == mask }

// IsNull reports whether h is null: there is no secret.
func (h Hash) IsNull() bool { return h.state == null }

// IsZero reports whether h has nothing to write, because it is unset or was read.
func (h Hash) IsZero() bool { return h.state == unset || h.state == present }

// String is the mask when there is a secret.
func (h Hash) String() string {
	switch h.state {
	case unset:
		return unsetText
	case null:
		return nullText
	default:
		return mask
	}
}

// GoString is String, so that %#v shows no more.
func (h Hash) GoString() string { return h.String() }

// LogValue is String, for package slog.
func (h Hash) LogValue() slog.Value { return slog.StringValue(h.String()) }

// MarshalJSON writes the secret of [PlainText], or null. It is [ErrReadOnlyHash] for what
// was read, and for the mask as a secret.
func (h Hash) MarshalJSON() ([]byte, error) {
	switch {
	case h.state == present || h.state == changing && *h.text == mask:
		return nil, ErrReadOnlyHash
	case h.state == changing:
		return quoted(*h.text)
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads a mask, a hash or null.
func (h *Hash) UnmarshalJSON(data []byte) error {
	text, err := textFrom(data)
	if err != nil {
		return errors.New("field: neither a string nor null, and so not a Hash")
	}
	*h = readHash(text)
	return nil
}

// MarshalText is [Hash.String], without words for unset and null: it never shows the secret.
func (h Hash) MarshalText() ([]byte, error) {
	if h.state == unset || h.state == null {
		return []byte{}, nil
	}
	return []byte(mask), nil
}

// UnmarshalText takes text as a secret to write, as [PlainText] does, but the mask as read.
// Empty text is unset.
func (h *Hash) UnmarshalText(text []byte) error {
	switch string(text) {
	case "":
		*h = Hash{}
	case mask:
		*h = readHash(mask)
	default:
		*h = PlainText(string(text))
	}
	return nil
}

// Scan reads a hash from a database; NULL is null.
func (h *Hash) Scan(src any) error {
	text, _, err := sourceText(src)
	if err != nil {
		return err
	}
	*h = readHash(text)
	return nil
}
