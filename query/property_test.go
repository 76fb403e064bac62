package query_test

import (
	"encoding/json"
	"testing"

	querystring "github.com/google/go-querystring/query"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/godirectus/directus/query"
)

// Each draw makes its generators anew: rapid's are not safe for tests that run in parallel.

// names are field names as they may stand in a query, with functions and odd characters.
func names() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"id", "title", "*", "author.name", "json(f,a[1].b)", "year(date)", "a.count(tags)", "blocks.item:headings.title"}),
		plainNames(),
	)
}

// plainNames are names of one part.
func plainNames() *rapid.Generator[string] {
	return rapid.StringMatching(`[a-zé&=+%#;"' ]{0,5}[a-z]`)
}

// operands are values of filters.
func operands() *rapid.Generator[any] {
	return rapid.OneOf(
		rapid.Just(any(nil)),
		rapid.String().AsAny(),
		rapid.Int64().AsAny(),
		rapid.Float64().AsAny(),
		rapid.Bool().AsAny(),
		rapid.SampledFrom([]any{query.Now, query.CurrentUser}),
	)
}

func drawFilter(t *rapid.T, depth int) query.Filter {
	kinds := 5
	if depth > 0 {
		kinds = 10
	}
	name := plainNames().Draw(t, "field")
	switch kind := rapid.IntRange(0, kinds).Draw(t, "kind"); kind {
	case 0:
		return query.Eq(name, operands().Draw(t, "operand"))
	case 1:
		return query.In(name, rapid.SliceOfN(operands(), 1, 3).Draw(t, "operands")...)
	case 2:
		return query.Between(name+".x", operands().Draw(t, "from"), operands().Draw(t, "to"))
	case 3:
		return query.Null(query.Count(name))
	case 4:
		return query.Contains(name, rapid.String().Draw(t, "part"))
	case 5:
		return nil
	case 6:
		return query.And(drawFilter(t, depth-1), drawFilter(t, depth-1))
	case 7:
		return query.Or(query.And(drawFilter(t, depth-1), query.NotNull("x")), query.Eq("y", 1))
	case 8:
		return query.Rel(name, drawFilter(t, depth-1), query.Eq("x", 1))
	case 9:
		return query.Some(name, query.Lt("x", 1), drawFilter(t, depth-1))
	default:
		return query.JSON(name, query.Gt("x[0]", 1), drawFilter(t, 0))
	}
}

// drawDeepOptions draws what may stand below Deep too.
func drawDeepOptions(t *rapid.T) []query.Option {
	options := []query.Option{drawFilter(t, 2)}
	add := func(name string, option func() query.Option) {
		if rapid.Bool().Draw(t, name) {
			options = append(options, option())
		}
	}
	add("search", func() query.Option { return query.Search(rapid.String().Draw(t, "search")) })
	add("sort", func() query.Option { return query.Sort(rapid.SliceOf(names()).Draw(t, "sort")...) })
	add("limit", func() query.Option { return query.Limit(rapid.IntRange(0, 500).Draw(t, "limit")) })
	if rapid.Bool().Draw(t, "paged") {
		add("page", func() query.Option { return query.PageNumber(rapid.IntRange(1, 9).Draw(t, "page")) })
	} else {
		add("offset", func() query.Option { return query.Offset(rapid.IntRange(0, 9).Draw(t, "offset")) })
	}
	add("sum", func() query.Option {
		return query.Aggregated(query.Sum, rapid.SliceOfN(plainNames(), 1, 2).Draw(t, "sum")...)
	})
	add("group", func() query.Option { return query.GroupBy(rapid.SliceOf(names()).Draw(t, "group")...) })
	return options
}

// drawQuery draws a query without mistakes.
func drawQuery(t *rapid.T) query.Query {
	options := drawDeepOptions(t)
	add := func(name string, option func() query.Option) {
		if rapid.Bool().Draw(t, name) {
			options = append(options, option())
		}
	}
	add("fields", func() query.Option { return query.Fields(rapid.SliceOf(names()).Draw(t, "fields")...) })
	add("meta", func() query.Option { return query.Meta(query.TotalCount) })
	add("alias", func() query.Option { return query.Alias(plainNames().Draw(t, "name"), names().Draw(t, "field")) })
	add("version", func() query.Option { return query.Version(rapid.StringN(1, 5, -1).Draw(t, "version")) })
	add("backlink", func() query.Option { return query.Backlink(rapid.Bool().Draw(t, "backlink")) })
	add("export", func() query.Option { return query.ExportAs(query.CSV) })
	add("raw", func() query.Option {
		return query.Raw("x"+rapid.String().Draw(t, "param"), rapid.String().Draw(t, "value"))
	})
	for _, relation := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,3}(\.[a-z]{1,3})?`), 0, 2, rapid.ID).Draw(t, "relations") {
		options = append(options, query.Deep(relation, drawDeepOptions(t)...))
	}
	q := query.New(options...)
	if q.Version != "" && rapid.Bool().Draw(t, "versionRaw") {
		q = query.New(q, query.VersionRaw())
	}
	return q
}

// TestValuesAgreeWithTheTags compares the encoding with that of go-querystring, by the
// struct tags of Query.
func TestValuesAgreeWithTheTags(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(t)
		if rapid.Bool().Draw(t, "only common") {
			q = query.Query{Fields: q.Fields, Filter: q.Filter, Sort: q.Sort, Limit: q.Limit}
		}
		want, err := querystring.Values(q)
		require.NoError(t, err)
		for param, value := range q.Params {
			want.Set(param, value)
		}
		got, err := q.Values()
		require.NoError(t, err)
		assert.Equal(t, want, got)
	})
}

// TestJSONIsTheInverse decodes what was encoded.
func TestJSONIsTheInverse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		encoded, err := drawQuery(t).MarshalJSON()
		require.NoError(t, err)
		var q query.Query
		require.NoError(t, json.Unmarshal(encoded, &q))
		again, err := q.MarshalJSON()
		require.NoError(t, err)
		assert.JSONEq(t, string(encoded), string(again))
	})
}

// TestParseIsTheInverse parses what was encoded. Numbers in filters come back as they were
// written, so these are compared by their JSON.
func TestParseIsTheInverse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(t)
		values, err := q.Values()
		require.NoError(t, err)
		got, err := query.Parse(values)
		require.NoError(t, err)
		again, err := got.Values()
		require.NoError(t, err)
		assert.Equal(t, values, again)

		want, err := q.MarshalJSON()
		require.NoError(t, err)
		gotJSON, err := got.MarshalJSON()
		require.NoError(t, err)
		assert.JSONEq(t, string(want), string(gotJSON))

		q.Filter, got.Filter, q.Deep, got.Deep = nil, nil, nil, nil
		assert.Equal(t, q, got)
	})
}

// TestQueriesAddUp joins queries as options in two ways.
func TestQueriesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first, second, third := drawQuery(t), drawQuery(t), drawQuery(t)
		want := query.New(first, second, third)
		assert.Equal(t, want, query.New(query.New(first, second), third))
		assert.Equal(t, want, query.New(first, query.New(second, third)))
	})
}
