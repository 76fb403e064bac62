package query

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// UnmarshalJSON reads the query of a SEARCH body or a preset, also in the shorter forms
// that Directus takes: lists as one text with commas, and numbers as text. Members that it
// does not know become [Query].Params. Numbers in filters are kept as they are written, as
// [json.Number].
func (q *Query) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	if err := decode(data, &members); err != nil {
		return fmt.Errorf("query: %w", err)
	}
	return eachKey(members, func(name string) error {
		value := members[name]
		if string(value) == "null" {
			return nil
		}
		if err := q.set(name, value); err != nil {
			return fmt.Errorf("query: %s: %w", name, err)
		}
		return nil
	})
}

// set reads one member.
func (q *Query) set(name string, value json.RawMessage) error {
	if isText(value) {
		var text string
		if err := decode(value, &text); err != nil {
			return err
		}
		return q.setText(name, text)
	}
	switch name {
	case "fields":
		return decodeList(value, &q.Fields)
	case "sort":
		return decodeList(value, &q.Sort)
	case "groupBy":
		return decodeList(value, &q.GroupBy)
	case "meta":
		return decodeList(value, &q.Meta)
	case "filter":
		return decode(value, &q.Filter)
	case "deep":
		return decode(value, &q.Deep)
	case "alias":
		return decode(value, &q.Alias)
	case "aggregate":
		return decode(value, &q.Aggregate)
	case "limit", "offset", "page", "backlink", "versionRaw":
		return q.setText(name, string(value))
	}
	return fmt.Errorf("a text is needed, not %.20s", value)
}

// setText reads one member, or one parameter of a URL, from its text.
func (q *Query) setText(name, text string) error {
	switch name {
	case "fields":
		q.Fields = appendNames(q.Fields, text)
	case "sort":
		q.Sort = appendNames(q.Sort, text)
	case "groupBy":
		q.GroupBy = appendNames(q.GroupBy, text)
	case "meta":
		q.Meta = appendNames(q.Meta, text)
	case "filter", "deep", "alias", "aggregate":
		if text == "" {
			return nil
		}
		if text[0] != '{' {
			return errors.New("a JSON object is needed")
		}
		return q.set(name, json.RawMessage(text))
	case "search":
		q.Search = text
	case "version":
		q.Version = text
	case "export":
		q.Export = Format(text)
	case "limit":
		q.Limit = new(int)
		return setInt(q.Limit, text)
	case "offset":
		return setInt(&q.Offset, text)
	case "page":
		return setInt(&q.Page, text)
	case "backlink":
		q.Backlink = new(bool)
		return setBool(q.Backlink, text)
	case "versionRaw":
		return setBool((*bool)(&q.VersionRaw), text)
	default:
		q.Params = merged(q.Params, map[string]string{name: text})
	}
	return nil
}

func setInt(to *int, text string) error {
	n, err := strconv.Atoi(text)
	if err != nil {
		return fmt.Errorf("%.20q is not a whole number", text)
	}
	*to = n
	return nil
}

// setBool reads a flag, which is also set when it stands in a URL without a value.
func setBool(to *bool, text string) error {
	if *to = text != "false"; *to && text != "true" && text != "" {
		return fmt.Errorf("%.20q is neither true nor false", text)
	}
	return nil
}

// appendNames adds the names of a list that is written as one text.
func appendNames[S ~string](to []S, text string) []S {
	if text == "" {
		return to
	}
	for _, name := range split(text) {
		to = append(to, S(name))
	}
	return to
}

// UnmarshalJSON reads fields as a list, or as one text with commas.
func (a *Aggregates) UnmarshalJSON(data []byte) error {
	var lists map[Function]json.RawMessage
	if err := decode(data, &lists); err != nil {
		return err
	}
	all := make(Aggregates, len(lists))
	for fn, list := range lists {
		var fields []string
		if err := decodeNames(list, &fields); err != nil {
			return fmt.Errorf("%s: %w", fn, err)
		}
		all[fn] = fields
	}
	*a = all
	return nil
}

func decodeNames(data []byte, to *[]string) error {
	if !isText(data) {
		return decodeList(data, to)
	}
	var text string
	err := decode(data, &text)
	*to = appendNames[string](nil, text)
	return err
}

// decodeList decodes a list of names, of which each may be several with commas.
func decodeList[S ~string](data []byte, to *[]S) error {
	var list []string
	if err := decode(data, &list); err != nil {
		return err
	}
	*to = nil
	for _, names := range list {
		for _, name := range split(names) {
			*to = append(*to, S(name))
		}
	}
	return nil
}

func isText(data []byte) bool { return bytes.HasPrefix(data, []byte(`"`)) }

// decode decodes one JSON value and keeps every number as it is written.
func decode(data []byte, to any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(to); err != nil {
		return err
	}
	if rest := bytes.TrimSpace(data[decoder.InputOffset():]); len(rest) > 0 {
		return fmt.Errorf("unexpected text after the value: %.20q", rest)
	}
	return nil
}
