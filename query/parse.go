package query

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Parse reads the parameters of a GET; it is the inverse of [Query.Values]. It also reads
// what else Directus accepts: repeated lists, fields[]=a, and brackets, such as
// filter[a][_eq]=1, aggregate[count]=* and deep[comments][_limit]=3. Parameters that are
// no part of a query become Params. Numbers in filters are kept as they are written, as
// [json.Number], and in brackets they are texts, which mean the same to Directus.
//
// Errors name the parameter. What [Query.Validate] reports is not looked for.
func Parse(values url.Values) (Query, error) {
	var q Query
	trees := map[string]map[string]any{} // parameters in brackets
	err := eachKey(values, func(param string) error {
		name, keys, err := brackets(param)
		switch {
		case err != nil:
		case name == "access_token":
			err = errors.New("a token does not belong in a query")
		case keys != nil:
			if trees[name] == nil {
				trees[name] = map[string]any{}
			}
			err = plant(trees[name], keys, values[param])
		default:
			err = q.parse(name, values[param])
		}
		return inParameter(param, err)
	})
	if err == nil {
		err = eachKey(trees, func(name string) error {
			return inParameter(name, q.graft(name, trees[name], values.Has(name)))
		})
	}
	if err != nil {
		return Query{}, err
	}
	return q, nil
}

func inParameter(param string, err error) error {
	if err != nil {
		return fmt.Errorf("query: parameter %q: %w", param, err)
	}
	return nil
}

// brackets takes filter[a][_eq] apart. Parameters that are no part of a query stay whole.
func brackets(param string) (name string, keys []string, err error) {
	name, rest, found := strings.Cut(param, "[")
	if kind := shapeOf(name); !found || kind == unknown {
		return param, nil, nil
	} else if kind == single {
		return "", nil, errors.New("it is one value and takes no brackets")
	}
	inner, closed := strings.CutSuffix(rest, "]")
	keys = strings.Split(inner, "][")
	if !closed || strings.ContainsAny(strings.Join(keys, ""), "[]") {
		return "", nil, errors.New("the brackets do not match")
	}
	return name, keys, nil
}

// shape is how the parts of a query are written.
type shape int

const (
	unknown shape = iota
	single
	names
	object
)

func shapeOf(name string) shape {
	switch name {
	case "fields", "sort", "groupBy", "meta":
		return names
	case "filter", "deep", "alias", "aggregate":
		return object
	case "search", "limit", "offset", "page", "version", "versionRaw", "backlink", "export", "access_token":
		return single
	}
	return unknown
}

// parse reads a parameter without brackets.
func (q *Query) parse(name string, values []string) error {
	if len(values) != 1 && shapeOf(name) != names {
		return fmt.Errorf("it has %d values instead of one", len(values))
	}
	for _, text := range values {
		if err := q.setText(name, text); err != nil {
			return err
		}
	}
	return nil
}

// plant puts values where the keys in the brackets say.
func plant(tree map[string]any, keys, values []string) error {
	key, deeper := keys[0], keys[1:]
	if len(deeper) == 0 {
		if tree[key] != nil {
			return fmt.Errorf("%q is given in two ways", key)
		}
		tree[key] = values
		return nil
	}
	if key == "" {
		return errors.New("[] in the middle; use an index such as [0]")
	}
	if tree[key] == nil {
		tree[key] = map[string]any{}
	}
	level, ok := tree[key].(map[string]any)
	if !ok {
		return fmt.Errorf("%q is given in two ways", key)
	}
	return plant(level, deeper, values)
}

// graft reads what was planted; given says that there is the parameter without brackets
// too.
func (q *Query) graft(name string, tree map[string]any, given bool) error {
	if given {
		return errors.New("it is given both with brackets and without")
	}
	encoded, err := json.Marshal(listed(tree))
	if err != nil {
		return err
	}
	return q.set(name, encoded)
}

// listed turns single values into texts, and maps of indexes, or of [], into lists.
func listed(value any) any {
	tree, ok := value.(map[string]any)
	if values, isLeaf := value.([]string); isLeaf && len(values) == 1 {
		return values[0]
	} else if !ok {
		return value
	}
	if values, ok := tree[""]; ok && len(tree) == 1 {
		return values
	}
	var list []any
	for _, key := range sortedKeys(tree) {
		tree[key] = listed(tree[key])
		if isIndex(key) {
			list = append(list, tree[key])
		}
	}
	if len(list) == len(tree) {
		return list
	}
	return tree
}

func isIndex(key string) bool { return key != "" && strings.Trim(key, "0123456789") == "" }

// sortedKeys returns the keys, of which indexes are sorted as numbers.
func sortedKeys(tree map[string]any) []string {
	return slices.SortedFunc(maps.Keys(tree), func(a, b string) int {
		if len(a) != len(b) && isIndex(a) && isIndex(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
}
