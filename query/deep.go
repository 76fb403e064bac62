package query

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Aliases maps a name in the result to the field it shows.
type Aliases map[string]string

// Alias shows a field under another name, so that one relation can be read twice:
// Alias("en", "translations") with Deep("en", …) and Fields("id", "en.title"). Fields
// must ask for the name, and for something that is no alias: since Directus 11 a query of
// nothing but aliases of columns returns keys instead of items.
func Alias(name, field string) Option {
	return option(func(q *Query) { q.Alias = merged(q.Alias, Aliases{name: field}) })
}

func (a Aliases) check() error {
	return eachKey(a, func(name string) error {
		if !validName(name) || isBlank(a[name]) || strings.Contains(name, ".") {
			return fmt.Errorf("query: Alias(%q, %q): a name without dots and a field are needed", name, a[name])
		}
		return nil
	})
}

// Relations maps a list relation to the query that applies to its items.
type Relations map[string]Query

// Deep applies options to the items of a list relation: Deep("comments", Sort("-id"),
// Limit(3), Eq("approved", true)). A path such as "author.articles", or Deep inside Deep,
// reaches further. What can be set there is filter, search, sort, limit, offset, page,
// aggregate and group. Of a relation to one item only a filter means something: an item
// that does not match comes as null.
func Deep(field string, opts ...Option) Option {
	if first, rest, nests := strings.Cut(field, "."); nests {
		return Deep(first, Deep(rest, opts...))
	}
	opts = slices.Clone(opts)
	return option(func(q *Query) {
		relations := make(Relations, len(q.Deep)+1)
		maps.Copy(relations, q.Deep)
		relations[field] = New(append([]Option{relations[field]}, opts...)...)
		q.Deep = relations
	})
}

func (r Relations) check() error {
	return eachKey(r, func(field string) error {
		switch {
		case isBlank(field) || strings.HasPrefix(field, "_") || strings.Contains(field, "."):
			return fmt.Errorf("query: Deep(%q): a field name is needed", field)
		case !r[field].fitsDeep():
			return fmt.Errorf("query: Deep(%q): only filter, search, sort, limit, offset, page, aggregate, group and Deep apply to a relation", field)
		}
		return r[field].Validate()
	})
}

// fitsDeep reports whether the server would heed all of q below deep.
func (q Query) fitsDeep() bool {
	return len(q.Fields)+len(q.Meta)+len(q.Alias)+len(q.Params)+len(q.Version)+len(q.Export)+q.PageSize == 0 &&
		q.Backlink == nil && !q.Everything && !bool(q.VersionRaw)
}

// MarshalJSON writes the form of the server, in which the options of a relation carry an
// underscore, and names without one are relations further down.
func (r Relations) MarshalJSON() ([]byte, error) {
	levels := make(map[string]any, len(r))
	for field, q := range r {
		level, err := q.level()
		if err != nil {
			return nil, err
		}
		levels[field] = level
	}
	return marshal(levels)
}

// level is q in the form that it has below deep.
func (q Query) level() (map[string]any, error) {
	deeper := q.Deep
	q.Deep = nil
	parts, err := q.parts()
	if err != nil {
		return nil, err
	}
	level := make(map[string]any, len(parts)+len(deeper))
	for name, value := range parts {
		level["_"+name] = value
	}
	for field, inner := range deeper {
		if level[field], err = inner.level(); err != nil {
			return nil, err
		}
	}
	return level, nil
}

// UnmarshalJSON reads the form that MarshalJSON writes.
func (r *Relations) UnmarshalJSON(data []byte) error {
	var levels map[string]map[string]json.RawMessage
	if err := decode(data, &levels); err != nil {
		return err
	}
	relations := make(Relations, len(levels))
	for field, level := range levels {
		var q Query
		if err := q.readLevel(level); err != nil {
			return fmt.Errorf("deep %q: %w", field, err)
		}
		relations[field] = q
	}
	*r = relations
	return nil
}

func (q *Query) readLevel(level map[string]json.RawMessage) error {
	parts, deeper := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for name, value := range level {
		if option, ok := strings.CutPrefix(name, "_"); ok {
			parts[option] = value
		} else {
			deeper[name] = value
		}
	}
	encoded, err := json.Marshal(parts)
	if err != nil {
		return err
	}
	if err := decode(encoded, q); err != nil || len(deeper) == 0 {
		return err
	}
	if encoded, err = json.Marshal(deeper); err != nil {
		return err
	}
	return decode(encoded, &q.Deep)
}
