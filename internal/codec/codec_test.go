package codec_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/godirectus/directus/internal/codec"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type upper string

func (u upper) MarshalJSON() ([]byte, error) { return json.Marshal(strings.ToUpper(string(u))) }

func (u *upper) UnmarshalJSON(data []byte) error {
	var text string
	err := json.Unmarshal(data, &text)
	*u = upper(strings.ToLower(text))
	return err
}

type inner struct {
	A int
	B *int `json:"b,omitempty"`
}

type sample struct {
	inner
	Number  json.Number        `json:"number"`
	Numbers []json.Number      `json:"numbers,omitempty"`
	Raw     json.RawMessage    `json:"raw,omitempty"`
	Quoted  int                `json:"quoted,string"`
	Omitted string             `json:"omitted,omitempty"`
	Zero    time.Time          `json:"zero,omitzero"`
	Time    time.Time          `json:"time"`
	Took    time.Duration      `json:"took"`
	Bytes   []byte             `json:"bytes"`
	Array   [2]byte            `json:"array"`
	Nil     []int              `json:"nil"`
	Map     map[string]float64 `json:"map"`
	Any     any                `json:"any"`
	Own     upper              `json:"own"`
	Hidden  int                `json:"-"`
	Text    string             `json:"text"`
}

func samples() map[string]any {
	seven := 7
	full := sample{
		inner: inner{A: 1, B: &seven}, Number: "12345678901234567890.50", Numbers: []json.Number{"1", "-2e3"}, Raw: json.RawMessage(`{"a":[1]}`),
		Quoted: 5, Omitted: "x", Zero: time.Unix(0, 0).UTC(), Time: time.Date(2024, 1, 2, 3, 4, 5, 6000, time.UTC), Took: time.Second,
		Bytes: []byte("hi"), Array: [2]byte{1, 2}, Nil: []int{}, Map: map[string]float64{"b": 1.5, "a": math.MaxFloat64}, Any: map[string]any{"x": nil},
		Own: "up", Text: "<a href=\"x\">&\u2028é\x00</a>",
	}
	return map[string]any{"full": full, "zero": sample{}, "pointer": &full, "list": []sample{full, {}}, "nil": (*sample)(nil), "map": map[string]any{"n": json.Number("3"), "s": full}}
}

// Encoding means what it means to encoding/json, but for the escapes that HTML needs.
func TestEncodeAsEncodingJSON(t *testing.T) {
	t.Parallel()
	for name, value := range samples() {
		var want, got bytes.Buffer
		encoder := json.NewEncoder(&want)
		encoder.SetEscapeHTML(false)
		require.NoError(t, encoder.Encode(value))
		require.NoError(t, codec.Encode(&got, value))
		require.Equal(t, strings.ReplaceAll(strings.TrimSpace(want.String()), `\u2028`, "\u2028"), strings.TrimSpace(got.String()), name)
	}
	require.Error(t, codec.Encode(&bytes.Buffer{}, math.NaN()))
	require.Error(t, codec.Encode(&bytes.Buffer{}, json.Number("x")))
}

// So does decoding, and what was encoded comes back.
func TestDecodeAsEncodingJSON(t *testing.T) {
	t.Parallel()
	for name, value := range samples() {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		if name == "list" || name == "map" {
			continue
		}
		var want, got sample
		require.NoError(t, json.Unmarshal(text, &want))
		require.NoError(t, codec.Decode(bytes.NewReader(text), &got))
		require.Equal(t, want, got, name)
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	var got sample
	require.NoError(t, codec.Unmarshal([]byte(`{"TEXT":"other case","unknown":[1,{}],"number":"7","text":"a","text":"b"}`), &got))
	require.Equal(t, sample{Number: "7", Text: "b"}, got, "names match case-sensitively, unknown ones are ignored")
	for _, bad := range []string{``, `{`, `{} x`, `{"text":1}`, `{"quoted":"x"}`, `{"number":[]}`} {
		require.Error(t, codec.Decode(strings.NewReader(bad), &got), bad)
	}
}

// into decodes the data of an envelope.
func into(v any) func(*jsontext.Decoder) error {
	return func(d *jsontext.Decoder) error { return codec.DecodeNext(d, v) }
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]codec.Envelope{
		`{"data":[1]}`:             {HasData: true},
		`{"data":null}`:            {HasData: true, Null: true},
		`{"x":{},"data":1}`:        {HasData: true},
		`{"meta":{"a":1},"y":[]}`:  {Meta: jsontext.Value(`{"a":1}`)},
		`{"errors":[1],"data":{}}`: {HasData: true, Errors: jsontext.Value(`[1]`)},
	} {
		got := codec.Envelope{Data: (*jsontext.Decoder).SkipValue}
		require.NoError(t, got.Read(strings.NewReader(text)), text)
		got.Data = nil
		require.Equal(t, want, got, text)
	}
	var got []int
	require.NoError(t, (&codec.Envelope{Data: into(&got)}).Read(strings.NewReader(`{"data":[1,2]}`)))
	require.Equal(t, []int{1, 2}, got)
	for _, text := range []string{`[]`, `1`, `"x"`, `null`} {
		require.ErrorIs(t, (&codec.Envelope{}).Read(strings.NewReader(text)), codec.ErrNotObject, text)
	}
	broken := errors.New("broken")
	require.ErrorIs(t, (&codec.Envelope{Data: func(*jsontext.Decoder) error { return broken }}).Read(strings.NewReader(`{"data":1}`)), broken)
}

// The first failure of a body is the one that is told.
func TestEnvelopeOfABodyThatFails(t *testing.T) {
	t.Parallel()
	first := errors.New("cancelled")
	body := &failing{errs: []error{first, errors.New("use of closed connection")}}
	require.ErrorIs(t, (&codec.Envelope{}).Read(body), first)
}

// failing is a body that fails in another way each time.
type failing struct{ errs []error }

func (f *failing) Read([]byte) (int, error) {
	err := f.errs[0]
	f.errs = f.errs[min(1, len(f.errs)-1):]
	return 0, err
}

func TestMembers(t *testing.T) {
	t.Parallel()
	object := []byte(`{"a":1,"b":"**","c":{"b":2},"a":3}`)
	require.Equal(t, jsontext.Value(`3`), codec.Member(object, "a"))
	require.Nil(t, codec.Member(object, "d"))
	require.Equal(t, "b", codec.FieldWith(object, "**"))
	require.Empty(t, codec.FieldWith(object, "*"))
	members, err := codec.Members(object)
	require.NoError(t, err)
	require.Len(t, members, 3)
	for _, bad := range []string{`null`, `[]`, `{`, ``} {
		_, err := codec.Members([]byte(bad))
		require.Error(t, err, bad)
		require.Nil(t, codec.Member([]byte(bad), "a"))
	}
}

func FuzzEnvelope(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":1}],"meta":{"total_count":1},"errors":[]}`))
	f.Add([]byte(`{"data":null`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var data any
		err := (&codec.Envelope{Data: into(&data)}).Read(bytes.NewReader(text))
		if err == nil && !json.Valid(bytes.ToValidUTF8(text, []byte("x"))) {
			t.Fatalf("%q is taken for JSON", text)
		}
		codec.Member(text, "data")
		codec.FieldWith(text, "x")
	})
}
