package query

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"

	querystring "github.com/google/go-querystring/query"
)

// Values returns q as the parameters of a GET: lists separated by commas; filter, deep,
// alias and aggregate as JSON. A query with a mistake, or with a value that has no JSON
// form, is an error.
func (q Query) Values() (url.Values, error) {
	if q.IsZero() {
		return url.Values{}, nil
	}
	if err := q.Validate(); err != nil {
		return nil, err
	}
	values, err := q.values()
	if err != nil {
		return nil, err
	}
	for param, value := range q.Params {
		values.Set(param, value)
	}
	return values, nil
}

// common is what most queries consist of. go-querystring looks at every field of a
// struct, set or not, and takes several times as long for a whole Query.
type common struct {
	Fields []string `url:"fields,comma,omitempty"`
	Filter Filter   `url:"filter,omitempty"`
	Sort   []string `url:"sort,comma,omitempty"`
	Limit  *int     `url:"limit,omitempty"`
}

// values encodes all but the raw parameters.
func (q Query) values() (url.Values, error) {
	var wire any = common{q.Fields, q.Filter, q.Sort, q.Limit}
	if !q.isCommon() {
		if slices.Contains(q.Meta, AllMeta) {
			q.Meta = []MetaCount{AllMeta} // the server takes it only alone
		}
		wire = q
	}
	values, err := querystring.Values(wire)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	return values, nil
}

// MarshalJSON writes q as the "query" of a SEARCH body or a realtime message.
func (q Query) MarshalJSON() ([]byte, error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	if len(q.Params) == 0 {
		return q.object()
	}
	parts, err := q.parts()
	if err != nil {
		return nil, err
	}
	for param, value := range q.Params {
		if parts[param], err = marshal(value); err != nil {
			return nil, err
		}
	}
	return marshal(parts)
}

// object is q as a JSON object, without the raw parameters.
func (q Query) object() ([]byte, error) {
	type plain Query // without the methods of Query
	if slices.Contains(q.Meta, AllMeta) {
		q.Meta = []MetaCount{TotalCount, FilterCount} // the server takes "*" only in a URL
	}
	return marshal(plain(q))
}

// parts is that object's members.
func (q Query) parts() (map[string]json.RawMessage, error) {
	object, err := q.object()
	if err != nil {
		return nil, err
	}
	var parts map[string]json.RawMessage
	return parts, decode(object, &parts)
}

// EncodeValues writes the filter as the JSON value of one parameter.
func (f Filter) EncodeValues(key string, v *url.Values) error { return encodeJSON(key, f, v) }

// EncodeValues writes the aliases as the JSON value of one parameter.
func (a Aliases) EncodeValues(key string, v *url.Values) error { return encodeJSON(key, a, v) }

// EncodeValues writes the relations as the JSON value of one parameter.
func (r Relations) EncodeValues(key string, v *url.Values) error { return encodeJSON(key, r, v) }

// EncodeValues writes the aggregates as the JSON value of one parameter.
func (a Aggregates) EncodeValues(key string, v *url.Values) error { return encodeJSON(key, a, v) }

func encodeJSON(key string, value any, v *url.Values) error {
	encoded, err := marshal(value)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	v.Set(key, string(encoded))
	return nil
}

// flag is a bool that the server wants as the string "true", even in JSON.
type flag bool

// MarshalJSON writes "true" or "false" as a string.
func (f flag) MarshalJSON() ([]byte, error) { return json.Marshal(fmt.Sprint(bool(f))) }

// marshal encodes without the escapes that HTML needs and that would make URLs longer.
func marshal(value any) ([]byte, error) {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// eachKey calls f for the keys in order, so that of several mistakes it is always the
// same one that is reported first.
func eachKey[K cmp.Ordered, V any, M ~map[K]V](m M, f func(K) error) error {
	if len(m) == 0 {
		return nil
	}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if err := f(key); err != nil {
			return err
		}
	}
	return nil
}
