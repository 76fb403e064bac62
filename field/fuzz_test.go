package field_test

import (
	"database/sql"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

// seeds are inputs of every shape that some type reads.
var seeds = []string{
	``, `null`, `true`, `false`, `0`, `5`, `-0`, `1.5`, `1e3`, `9007199254740993`, `1e99999`, `"`, `""`, `"5"`, `"x"`, `"\ud800"`, "\"\xff\"",
	`"12.50"`, `12.50`, `"2024-01-02"`, `"2024-01-02T03:04:05"`, `"2024-01-02T03:04:05.678Z"`, `"2024-01-02 03:04:05+05"`,
	`"0000-01-01T00:00:00+14:00"`, `"9999-12-31T23:59:59-14:00"`, `"13:14:15"`, `"24:00:00"`, `1704164645678`, `"**********"`,
	`[]`, `[1,"x",null,{"id":2,"name":"y"}]`, `{}`, `{"id":5,"name":"Ada"}`, `{"id":null}`, `{"id":[]}`, `"{\"id\":5}"`, `"\"\""`,
	`{"create":[{"name":"x"}],"update":[{"id":1}],"delete":[2,"y"]}`,
	`{"id":1,"collection":"headings","item":"3","sort":2}`, `{"collection":"headings","item":{"id":3}}`, `{"item":null}`,
	`{"type":"Point","coordinates":[1,2]}`, `{"type":"GeometryCollection","geometries":[{"type":"MultiPolygon","coordinates":[[[[1]]]]}]}`,
	`[[[[[[[[`, `{"a":{"a":{"a":`, `2024-01-02`, `2024-01-02T03:04:05Z`, `13:14`, `a,b`, ` 5 `, "\x00", `+1`, `.5`, `5x`,
}

// wireType is a type that reads JSON and text.
type wireType[T any] interface {
	*T
	json.Unmarshaler
	encoding.TextUnmarshaler
	fmt.Stringer
}

// tryJSON decodes data in every way. What can be decoded must be written the same way when
// it is written and decoded again.
func tryJSON[T any, P wireType[T]](t *testing.T, data []byte) {
	t.Helper()
	for way, w := range wires {
		var v, again T
		if w.unmarshal(data, &v) != nil {
			continue
		}
		_ = P(&v).String()
		written, err := w.marshal(v)
		if errors.Is(err, field.ErrReadOnlyHash) {
			continue
		}
		require.NoError(t, err, "%s: %T of %q", way, v, data)
		require.NoError(t, w.unmarshal(written, &again), "%s: %T of %q", way, v, data)
		rewritten, err := w.marshal(again)
		require.NoError(t, err, "%s: %T of %q", way, v, data)
		require.Equal(t, string(written), string(rewritten), "%s: %T of %q", way, v, data)
	}
	var v T
	_ = P(&v).UnmarshalJSON(data) // which need not be valid JSON at all
	_ = P(&v).String()
}

// tryText is tryJSON for text, and for what a database gives.
func tryText[T any, P wireType[T]](t *testing.T, data []byte) {
	t.Helper()
	var v, again T
	if P(&v).UnmarshalText(data) == nil {
		_ = P(&v).String()
		if marshaler, ok := any(v).(encoding.TextMarshaler); ok {
			text, err := marshaler.MarshalText()
			require.NoError(t, err, "%T of %q", v, data)
			require.NoError(t, P(&again).UnmarshalText(text), "%T of %q", v, data)
			if _, isHash := any(v).(field.Hash); !isHash { // whose text is a mask
				require.Equal(t, v, again, "%T of %q", v, data)
			}
		}
	}
	if scanner, ok := any(P(&v)).(sql.Scanner); ok {
		_ = scanner.Scan(data)
		_ = scanner.Scan(string(data))
	}
}

func FuzzJSON(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tryJSON[field.Key](t, data)
		tryJSON[field.Ref[author]](t, data)
		tryJSON[field.Ref[page]](t, data)
		tryJSON[field.Many[author]](t, data)
		tryJSON[field.Many[page]](t, data)
		tryJSON[field.Opt[int]](t, data)
		tryJSON[field.Opt[string]](t, data)
		tryJSON[field.Opt[field.Timestamp]](t, data)
		tryJSON[field.JSON[author]](t, data)
		tryJSON[field.JSON[string]](t, data)
		tryJSON[field.Bool](t, data)
		tryJSON[field.BigInt](t, data)
		tryJSON[field.Decimal](t, data)
		tryJSON[field.Date](t, data)
		tryJSON[field.TimeOfDay](t, data)
		tryJSON[field.DateTime](t, data)
		tryJSON[field.Timestamp](t, data)
		tryJSON[field.Hash](t, data)
		tryJSON[field.Geometry](t, data)

		var row field.Any // cannot be written without Collection
		for _, w := range wires {
			if w.unmarshal(data, &row) == nil {
				_, _ = row.String(), row.Key()
				_, _ = field.As[author](row)
				_, _ = w.marshal(row)
			}
		}
		_ = new(field.Any).UnmarshalJSON(data)
		_ = new(field.Changes).UnmarshalJSON(data)
		_ = new(field.JSON[any]).UnmarshalJSON(data)
	})
}

func FuzzText(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tryText[field.Key](t, data)
		tryText[field.Ref[author]](t, data)
		tryText[field.Many[author]](t, data)
		tryText[field.Opt[int]](t, data)
		tryText[field.Opt[string]](t, data)
		tryText[field.Opt[field.Date]](t, data)
		tryText[field.JSON[author]](t, data)
		tryText[field.Bool](t, data)
		tryText[field.BigInt](t, data)
		tryText[field.Decimal](t, data)
		tryText[field.Date](t, data)
		tryText[field.TimeOfDay](t, data)
		tryText[field.DateTime](t, data)
		tryText[field.Timestamp](t, data)
		tryText[field.Hash](t, data)
		tryText[field.Geometry](t, data)
		_ = new(field.Any).UnmarshalText(data)
		_ = new(field.Changes).UnmarshalText(data)
	})
}
