package field_test

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding"
	stdjson "encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/internal/realserver"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		realserver.StopShared()
		os.Exit(code)
	}))
}

// wire is one way to encode and decode.
type wire struct {
	marshal   func(any) ([]byte, error)
	unmarshal func([]byte, any) error
}

// wires are the two ways that every type must work with.
var wires = map[string]wire{
	"encoding/json": {stdjson.Marshal, stdjson.Unmarshal},
	"library": {codec.Marshal, func(data []byte, v any) error {
		return codec.Decode(bytes.NewReader(data), v)
	}},
}

// onWire is a value, a text that reads as it, and the text that it is written as; "" means
// the same text.
type onWire[T any] struct {
	in   string
	want T
	out  string
}

// checkJSON reads and writes each row, alone, in a struct and in a list.
func checkJSON[T any](t *testing.T, rows map[string]onWire[T]) {
	t.Helper()
	for name, row := range rows {
		out := row.out
		if out == "" {
			out = row.in
		}
		for way, w := range wires {
			t.Run(name+" with "+way, func(t *testing.T) {
				t.Parallel()
				var got T
				require.NoError(t, w.unmarshal([]byte(row.in), &got), row.in)
				require.Equal(t, row.want, got, row.in)
				written, err := w.marshal(row.want)
				require.NoError(t, err)
				require.Equal(t, out, string(written))

				var in struct{ List []T }
				require.NoError(t, w.unmarshal([]byte(`{"List":[`+row.in+` , `+row.in+`]}`), &in))
				require.Equal(t, []T{row.want, row.want}, in.List)
				written, err = w.marshal(&in)
				require.NoError(t, err)
				require.Equal(t, `{"List":[`+out+`,`+out+`]}`, string(written))
			})
		}
	}
}

// checkRefused makes sure that no input is accepted, that the errors are from here, and that
// the value stays as it was.
func checkRefused[T any](t *testing.T, before T, inputs ...string) {
	t.Helper()
	for _, in := range inputs {
		for way, w := range wires {
			got := before
			require.Error(t, w.unmarshal([]byte(in), &got), "%s with %s gave %v", in, way, got)
			require.Equal(t, before, got, "%s with %s", in, way)
		}
	}
}

// checkText makes sure that a value's text is as given and reads as the value again.
func checkText[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, v T, text string) {
	t.Helper()
	marshaler, ok := any(v).(encoding.TextMarshaler)
	require.True(t, ok, "%T has no MarshalText", v)
	got, err := marshaler.MarshalText()
	require.NoError(t, err)
	require.Equal(t, text, string(got))
	var read T
	require.NoError(t, P(&read).UnmarshalText(got))
	require.Equal(t, v, read)
}

// checkSQL makes sure that a value becomes the database's value and back.
func checkSQL[T any, P interface {
	*T
	sql.Scanner
}](t *testing.T, v T, stored driver.Value) {
	t.Helper()
	valuer, ok := any(v).(driver.Valuer)
	require.True(t, ok, "%T is no Valuer", v)
	got, err := valuer.Value()
	require.NoError(t, err)
	require.Equal(t, stored, got)
	require.True(t, driver.IsValue(got), "%T", got)
	var read T
	require.NoError(t, P(&read).Scan(got))
	require.Equal(t, v, read)
	if text, ok := got.(string); ok {
		require.NoError(t, P(&read).Scan([]byte(text)))
		require.Equal(t, v, read)
	}
}

// checkScanRefused makes sure that no source is accepted.
func checkScanRefused(t *testing.T, v sql.Scanner, sources ...any) {
	t.Helper()
	for _, src := range sources {
		assert.Error(t, v.Scan(src), "%T(%v) into %T", src, src, v)
	}
}

// checkPrinted makes sure that fmt prints a value as given, also in a struct.
func checkPrinted(t *testing.T, v any, want string) {
	t.Helper()
	require.Equal(t, want, fmt.Sprint(v))
	require.Equal(t, "{"+want+"}", fmt.Sprintf("%v", struct{ V any }{v}))
}
