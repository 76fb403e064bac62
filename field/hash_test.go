package field_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

const maskText = "**********"

// readHash reads a hash from JSON.
func readHash(t *testing.T, text string) field.Hash {
	t.Helper()
	var h field.Hash
	require.NoError(t, json.Unmarshal([]byte(text), &h))
	return h
}

func TestHashReads(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in           string
		stored       string
		masked, null bool
		printed      string
		zero         bool
	}{
		"masked": {`"**********"`, "", true, false, maskText, true},
		"shown":  {`"$argon2id$v=19"`, "$argon2id$v=19", false, false, maskText, true},
		"null":   {`null`, "", false, true, "<null>", false},
		"empty":  {`""`, "", false, true, "<null>", false},
	}
	for name, tt := range tests {
		for way, w := range wires {
			var h field.Hash
			require.NoError(t, w.unmarshal([]byte(tt.in), &h), "%s with %s", name, way)
			stored, ok := h.Stored()
			require.Equal(t, tt.stored, stored, name)
			require.Equal(t, tt.stored != "", ok, name)
			require.Equal(t, tt.masked, h.IsMasked(), name)
			require.Equal(t, tt.null, h.IsNull(), name)
			require.Equal(t, tt.zero, h.IsZero(), name)
			require.Equal(t, tt.printed, h.String(), name)
		}
	}
	checkRefused(t, field.NullHash(), `5`, `true`, `[]`, `{}`, ``)
}

func TestHashWrites(t *testing.T) {
	t.Parallel()
	type user struct {
		Name     string     `json:"name"`
		Password field.Hash `json:"password,omitzero"`
	}
	tests := map[string]struct {
		hash  field.Hash
		plain string // alone; "" means that it is refused
		user  string
	}{
		"unset":     {field.Hash{}, `null`, `{"name":"Ada"}`},
		"null":      {field.NullHash(), `null`, `{"name":"Ada","password":null}`},
		"secret":    {field.PlainText("s3<cret"), `"s3<cret"`, `{"name":"Ada","password":"s3<cret"}`},
		"empty":     {field.PlainText(""), `""`, `{"name":"Ada","password":""}`},
		"masked":    {readHash(t, `"**********"`), "", `{"name":"Ada"}`},
		"shown":     {readHash(t, `"$argon2id$v=19"`), "", `{"name":"Ada"}`},
		"mask text": {field.PlainText(maskText), "", ""},
	}
	for name, tt := range tests {
		for way, w := range wires {
			t.Run(name+" with "+way, func(t *testing.T) {
				t.Parallel()
				unescape := strings.NewReplacer(`\u003c`, "<")
				written, err := w.marshal(tt.hash)
				if tt.plain == "" {
					require.ErrorIs(t, err, field.ErrReadOnlyHash)
				}
				require.Equal(t, tt.plain, unescape.Replace(string(written)))
				written, err = w.marshal(user{"Ada", tt.hash})
				if tt.user == "" {
					require.ErrorIs(t, err, field.ErrReadOnlyHash)
				}
				require.Equal(t, tt.user, unescape.Replace(string(written)))
			})
		}
	}
}

func TestHashIsNeverPrinted(t *testing.T) {
	t.Parallel()
	type user struct {
		Name   string
		Hash   field.Hash
		hidden field.Hash
		opt    field.Opt[field.Hash]
		list   field.Many[field.Hash]
		ref    *field.Ref[field.Hash]
	}
	for name, h := range map[string]field.Hash{
		"secret": field.PlainText("topsecret"), "hash": readHash(t, `"topsecret"`),
	} {
		ref := field.Embed(h)
		u := user{"Ada", h, h, field.Value(h), field.ReplaceItems(h), &ref}
		for _, v := range []any{h, &h, u, &u, []field.Hash{h}, map[string]field.Hash{"x": h}, field.Value(h), ref, field.ReplaceItems(h)} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				text := fmt.Sprintf(verb, v)
				require.NotContains(t, text, "topsecret", "%s %s %T", name, verb, v)
				require.NotContains(t, text, fmt.Sprintf("%x", "topsecret"), "%s %s %T", name, verb, v)
			}
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "hash", h, "pointer", &h, "user", u)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "hash", h, "pointer", &h)
		require.NotContains(t, log.String(), "topsecret", name)
		text, err := h.MarshalText()
		require.NoError(t, err)
		require.Equal(t, maskText, string(text))
	}
	err := new(field.Hash).UnmarshalJSON([]byte(`["topsecret"]`))
	require.Error(t, err)
	require.NotContains(t, err.Error(), "topsecret")
}

func TestHashForms(t *testing.T) {
	t.Parallel()
	checkText(t, field.Hash{}, "")
	checkText(t, readHash(t, `"**********"`), maskText)
	var h field.Hash
	require.NoError(t, h.UnmarshalText([]byte("secret")))
	require.Equal(t, field.PlainText("secret"), h)
	text, err := field.NullHash().MarshalText()
	require.NoError(t, err)
	require.Empty(t, text)

	require.NoError(t, h.Scan("$argon2id$v=19"))
	require.Equal(t, readHash(t, `"$argon2id$v=19"`), h)
	require.NoError(t, h.Scan(nil))
	require.True(t, h.IsNull())
	checkScanRefused(t, &h, int64(5))
	require.Equal(t, "<unset>", field.Hash{}.String())
}

func ExampleHash() {
	var user struct {
		Name     string     `json:"name"`
		Password field.Hash `json:"password,omitzero"`
	}
	_ = json.Unmarshal([]byte(`{"name": "Ada", "password": "**********"}`), &user)
	fmt.Println(user.Password.IsMasked())

	text, err := json.Marshal(user) // the password stays as it is
	fmt.Println(string(text), err)

	user.Password = field.PlainText("new secret")
	text, err = json.Marshal(user)
	fmt.Println(string(text), err)
	fmt.Printf("%+v\n", user)
	// Output:
	// true
	// {"name":"Ada"} <nil>
	// {"name":"Ada","password":"new secret"} <nil>
	// {Name:Ada Password:**********}
}

func ExampleNullHash() {
	text, err := json.Marshal(map[string]any{"token": field.NullHash()})
	fmt.Println(string(text), err)
	// Output: {"token":null} <nil>
}
