package query

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// check reports the first mistake in f. Above all these are the rules that Directus
// ignores without saying so, so that a read, or worse a delete, concerns every item.
func (f Filter) check() error { return checkRules(f, false) }

// checkRules checks a filter; below says that it stands under a field.
func checkRules(f Filter, below bool) error {
	return eachKey(f, func(key string) error {
		err := checkRule(key, normal(f[key]), below)
		if err != nil && key != "" && !strings.HasPrefix(err.Error(), "query: ") {
			return fmt.Errorf("query: filter %q: %w", key, err)
		}
		return err
	})
}

func checkRule(key string, value any, below bool) error {
	if b, ok := value.(broken); ok {
		return b.err
	}
	switch key {
	case "_and", "_or":
		return eachAlternative(key, value, func(f Filter) error { return checkRules(f, below) })
	case "_some", "_none":
		return checkRelated(value, below)
	case "_json":
		return checkJSON(value)
	case "_between", "_nbetween":
		if v := reflect.ValueOf(value); value == nil || v.Kind() == reflect.Slice && v.Len() != 2 {
			return errors.New("two values are needed")
		}
		return nil
	}
	switch inner := value.(type) {
	case Filter:
		if len(inner) == 0 {
			return errors.New("an empty condition")
		}
		if !takesObject(key) {
			return checkField(key, inner)
		}
	case []any:
		if !strings.HasPrefix(key, "_") {
			return errors.New("a condition is needed, not a list")
		}
	}
	return checkName(key)
}

func checkField(key string, inner Filter) error {
	if err := checkName(key); err != nil {
		return err
	}
	return checkRules(inner, true)
}

func checkName(key string) error {
	if isBlank(key) {
		return fmt.Errorf("query: filter %q: an empty field name", key)
	}
	return nil
}

// eachAlternative calls check for the filters that a logical operator joins.
func eachAlternative(key string, value any, check func(Filter) error) error {
	list, ok := value.([]any)
	if !ok || key == "_or" && len(list) == 0 {
		return errors.New("a list of filters is needed")
	}
	for i := range list {
		f, ok := normal(list[i]).(Filter)
		if !ok || key == "_or" && len(f) == 0 {
			return fmt.Errorf("element %d is no filter, or an empty one", i+1)
		}
		if err := check(f); err != nil {
			return err
		}
	}
	return nil
}

// checkRelated checks the operand of _some and _none, in which Directus ignores all but
// one condition on one field.
func checkRelated(value any, below bool) error {
	f, ok := value.(Filter)
	if !ok || !below {
		return errors.New("it takes a filter, under the name of a relation")
	}
	for rules, depth := f, 0; ; depth++ {
		key, inner, ok := only(rules)
		operator := strings.HasPrefix(key, "_")
		if !ok || isLogic(key) || operator && depth == 0 {
			return errors.New("of several conditions all are ignored here; use the functions Some and None")
		}
		if rules, ok = inner.(Filter); !ok || operator && key != "_some" && key != "_none" {
			return checkRules(f, false)
		}
	}
}

// checkJSON checks the operand of _json: a path holds exactly one operator.
func checkJSON(value any) error {
	f, ok := value.(Filter)
	if !ok || len(f) == 0 {
		return errors.New("paths and conditions are needed")
	}
	return eachKey(f, func(path string) error {
		value := normal(f[path])
		if isLogic(path) {
			return eachAlternative(path, value, func(f Filter) error { return checkJSON(f) })
		}
		condition, _ := value.(Filter)
		operator, operand, ok := only(condition)
		if b, ok := operand.(broken); ok {
			return b.err
		}
		if !ok || isLogic(operator) || isBlank(path) {
			return fmt.Errorf("%q: a path with one condition is needed; use the function JSON for more", path)
		}
		return checkRule(operator, operand, true)
	})
}

// only returns the single entry of f.
func only(f Filter) (key string, value any, ok bool) {
	for key, value := range f {
		return key, normal(value), len(f) == 1
	}
	return "", nil, false
}

// normal returns the value with its maps as Filters; see cloned.
func normal(value any) any {
	switch v := value.(type) {
	case Filter, []any:
		return v
	case map[string]any:
		return Filter(v)
	}
	return clonedValue(value)
}

// isBlank reports whether a name is empty, or that of a function of nothing.
func isBlank(name string) bool {
	return strings.TrimSpace(name) == "" || strings.Contains(name, "()") || strings.Contains(name, "(,")
}
