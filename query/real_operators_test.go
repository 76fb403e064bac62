package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// Keys of the rows in the uuid field.
const (
	uuid1 = "0b3a1e6e-63c3-4a0c-9a56-9f3c1f4c0001"
	uuid2 = "0b3a1e6e-63c3-4a0c-9a56-9f3c1f4c0002"
	uuid3 = "0b3a1e6e-63c3-4a0c-9a56-9f3c1f4c0003"
)

// operatorRows makes a collection with a field of each type. Row 4 holds empty values and
// row 5 nulls.
func operatorRows(t *testing.T, client *directus.Client) reader {
	t.Helper()
	makeCollection(
		t, client, "operators", m{},
		column("string", "string"), column("text", "text"), column("csv", "csv", "cast-csv"), column("binary", "binary"),
		column("integer", "integer"), column("bigInteger", "bigInteger"), column("decimal", "decimal"), column("float", "float"),
		column("boolean", "boolean", "cast-boolean"), column("date", "date"), column("time", "time"),
		column("dateTime", "dateTime"), column("timestamp", "timestamp"), column("json", "json", "cast-json"),
		column("uuid", "uuid"), column("hash", "hash"),
	)
	fill(
		t, client, "operators",
		m{
			"string": "Apple", "text": "Apple", "csv": []string{"Apple", "x"}, "binary": "Apple", "integer": 1, "bigInteger": 1, "decimal": 1.5, "float": 1.5, "boolean": true,
			"date": "2024-01-01", "time": "01:00:00", "dateTime": "2024-01-01T00:00:00", "timestamp": "2024-01-01T00:00:00Z",
			"json": m{"n": 1, "s": "x", "in": m{"list": []any{m{"w": 10}}}}, "uuid": uuid1, "hash": "secret",
		},
		m{
			"string": "apple pie", "text": "apple pie", "csv": []string{"apple pie"}, "binary": "apple pie", "integer": 2, "bigInteger": 9007199254740991, "decimal": 2.5, "float": 2.5, "boolean": false,
			"date": "2024-02-02", "time": "02:00:00", "dateTime": "2024-02-02T00:00:00", "timestamp": "2024-02-02T00:00:00Z",
			"json": m{"n": 2, "s": "y", "in": m{"list": []any{m{"w": 20}}}}, "uuid": uuid2, "hash": "secret",
		},
		m{
			"string": "Banana", "text": "Banana", "csv": []string{"Banana"}, "binary": "Banana", "integer": 3, "bigInteger": -3, "decimal": 3.5, "float": 3.5, "boolean": false,
			"date": "2024-03-03", "time": "03:00:00", "dateTime": "2024-03-03T00:00:00", "timestamp": "2024-03-03T00:00:00Z",
			"json": []any{1, 2, 3}, "uuid": uuid3, "hash": "secret",
		},
		m{"string": "", "text": "", "csv": []string{}, "binary": "", "boolean": true, "json": m{}},
		m{},
	)
	return newReader(client, "operators")
}

func realOperators(t *testing.T, r reader) {
	t.Helper()
	t.Run("text", func(t *testing.T) { t.Parallel(); textOperators(t, r) })
	t.Run("order", func(t *testing.T) { t.Parallel(); orderOperators(t, r) })
	t.Run("few", func(t *testing.T) { t.Parallel(); fewOperators(t, r) })
	t.Run("json", func(t *testing.T) { t.Parallel(); jsonOperator(t, r) })
	t.Run("wrong", func(t *testing.T) { t.Parallel(); wrongOperators(t, r) })
	t.Run("literals", func(t *testing.T) { t.Parallel(); literalValues(t, r) })
}

// matches runs a table of filters and the keys of the rows that they match.
func matches(t *testing.T, r reader, table map[string]match) {
	t.Helper()
	for name, tt := range table {
		assert.Equal(t, tt.want, r.ids(t, tt.filter), name)
	}
}

// matchesJSON is matches for filters with [query.JSON], which Directus 12 was the first to
// have.
func matchesJSON(t *testing.T, r reader, table map[string]match) {
	t.Helper()
	if major(t) >= 12 {
		matches(t, r, table)
		return
	}
	for name, tt := range table {
		r.isRefusedAs(t, directus.CodeInvalidQuery, name, tt.filter)
	}
}

type match struct {
	filter query.Filter
	want   []int
}

func textOperators(t *testing.T, r reader) {
	t.Helper()
	for _, field := range []string{"string", "text", "binary"} {
		matches(t, r, map[string]match{
			field + " Eq":             {query.Eq(field, "Apple"), []int{1}},
			field + " Neq":            {query.Neq(field, "Apple"), []int{2, 3, 4}},
			field + " In":             {query.In(field, "Apple", "Banana"), []int{1, 3}},
			field + " NotIn":          {query.NotIn(field, "Apple", "Banana"), []int{2, 4}},
			field + " Contains":       {query.Contains(field, "anan"), []int{3}},
			field + " IContains":      {query.IContains(field, "APP"), []int{1, 2}},
			field + " NotContains":    {query.NotContains(field, "anan"), []int{1, 2, 4}},
			field + " StartsWith":     {query.StartsWith(field, "Ban"), []int{3}},
			field + " IStartsWith":    {query.IStartsWith(field, "APP"), []int{1, 2}},
			field + " NotStartsWith":  {query.NotStartsWith(field, "Ban"), []int{1, 2, 4}},
			field + " NotIStartsWith": {query.NotIStartsWith(field, "APP"), []int{3, 4}},
			field + " EndsWith":       {query.EndsWith(field, "ana"), []int{3}},
			field + " IEndsWith":      {query.IEndsWith(field, "PIE"), []int{2}},
			field + " NotEndsWith":    {query.NotEndsWith(field, "ana"), []int{1, 2, 4}},
			field + " NotIEndsWith":   {query.NotIEndsWith(field, "PIE"), []int{1, 3, 4}},
			field + " Empty":          {query.Empty(field), []int{4, 5}},
			field + " NotEmpty":       {query.NotEmpty(field), []int{1, 2, 3}},
			field + " Null":           {query.Null(field), []int{5}},
			field + " NotNull":        {query.NotNull(field), []int{1, 2, 3, 4}},
		})
	}
	matches(t, r, map[string]match{
		"csv Eq":             {query.Eq("csv", "Banana"), []int{3}},
		"csv Neq":            {query.Neq("csv", "Banana"), []int{1, 2, 4}},
		"csv In":             {query.In("csv", "Banana", "apple pie"), []int{2, 3}},
		"csv NotIn":          {query.NotIn("csv", "Banana"), []int{1, 2, 4}},
		"csv Contains":       {query.Contains("csv", "ple,"), []int{1}},
		"csv IContains":      {query.IContains("csv", "APPLE"), []int{1, 2}},
		"csv NotContains":    {query.NotContains("csv", "ple,"), []int{2, 3, 4}},
		"csv StartsWith":     {query.StartsWith("csv", "Ban"), []int{3}},
		"csv IStartsWith":    {query.IStartsWith("csv", "APP"), []int{1, 2}},
		"csv NotStartsWith":  {query.NotStartsWith("csv", "Ban"), []int{1, 2, 4}},
		"csv NotIStartsWith": {query.NotIStartsWith("csv", "APP"), []int{3, 4}},
		"csv EndsWith":       {query.EndsWith("csv", "x"), []int{1}},
		"csv IEndsWith":      {query.IEndsWith("csv", "X"), []int{1}},
		"csv NotEndsWith":    {query.NotEndsWith("csv", "x"), []int{2, 3, 4}},
		"csv NotIEndsWith":   {query.NotIEndsWith("csv", "X"), []int{2, 3, 4}},
		"csv Empty":          {query.Empty("csv"), []int{4, 5}},
		"csv NotEmpty":       {query.NotEmpty("csv"), []int{1, 2, 3}},
		"csv Null":           {query.Null("csv"), []int{5}},
		"csv NotNull":        {query.NotNull("csv"), []int{1, 2, 3, 4}},
	})
}

func orderOperators(t *testing.T, r reader) {
	t.Helper()
	fields := map[string][3]any{ // the values of rows 1, 2 and 3, in ascending order
		"integer":   {1, 2, 3},
		"decimal":   {1.5, 2.5, 3.5},
		"float":     {1.5, 2.5, 3.5},
		"date":      {"2024-01-01", "2024-02-02", "2024-03-03"},
		"time":      {"01:00:00", "02:00:00", "03:00:00"},
		"dateTime":  {"2024-01-01T00:00:00", "2024-02-02T00:00:00", "2024-03-03T00:00:00"},
		"timestamp": {"2024-01-01T00:00:00Z", "2024-02-02T00:00:00Z", "2024-03-03T00:00:00Z"},
	}
	for field, v := range fields {
		matches(t, r, map[string]match{
			field + " Eq":         {query.Eq(field, v[1]), []int{2}},
			field + " Neq":        {query.Neq(field, v[1]), []int{1, 3}},
			field + " Lt":         {query.Lt(field, v[1]), []int{1}},
			field + " Lte":        {query.Lte(field, v[1]), []int{1, 2}},
			field + " Gt":         {query.Gt(field, v[1]), []int{3}},
			field + " Gte":        {query.Gte(field, v[1]), []int{2, 3}},
			field + " Between":    {query.Between(field, v[0], v[1]), []int{1, 2}},
			field + " NotBetween": {query.NotBetween(field, v[0], v[1]), []int{3}},
			field + " In":         {query.In(field, v[0], v[2]), []int{1, 3}},
			field + " NotIn":      {query.NotIn(field, v[0], v[2]), []int{2}},
			field + " Null":       {query.Null(field), []int{4, 5}},
			field + " NotNull":    {query.NotNull(field), []int{1, 2, 3}},
		})
	}
	const big = int64(9007199254740991)
	matches(t, r, map[string]match{
		"bigInteger Eq":         {query.Eq("bigInteger", big), []int{2}},
		"bigInteger Neq":        {query.Neq("bigInteger", big), []int{1, 3}},
		"bigInteger Lt":         {query.Lt("bigInteger", 1), []int{3}},
		"bigInteger Lte":        {query.Lte("bigInteger", 1), []int{1, 3}},
		"bigInteger Gt":         {query.Gt("bigInteger", big-1), []int{2}},
		"bigInteger Gte":        {query.Gte("bigInteger", 1), []int{1, 2}},
		"bigInteger Between":    {query.Between("bigInteger", -3, 1), []int{1, 3}},
		"bigInteger NotBetween": {query.NotBetween("bigInteger", -3, 1), []int{2}},
		"bigInteger In":         {query.In("bigInteger", -3, big), []int{2, 3}},
		"bigInteger NotIn":      {query.NotIn("bigInteger", -3, big), []int{1}},
		"bigInteger Null":       {query.Null("bigInteger"), []int{4, 5}},
		"bigInteger NotNull":    {query.NotNull("bigInteger"), []int{1, 2, 3}},
		"timestamp Contains":    {query.Contains("timestamp", "2024-01"), []int{1}}, // taken for a time
		"timestamp NotContains": {query.NotContains("timestamp", "2024-01"), []int{2, 3}},
		"timestamp Empty":       {query.Empty("timestamp"), []int{4, 5}},
		"timestamp NotEmpty":    {query.NotEmpty("timestamp"), []int{1, 2, 3}},
	})
}

func fewOperators(t *testing.T, r reader) {
	t.Helper()
	matches(t, r, map[string]match{
		"boolean Eq":      {query.Eq("boolean", true), []int{1, 4}},
		"boolean Neq":     {query.Neq("boolean", true), []int{2, 3}},
		"boolean Null":    {query.Null("boolean"), []int{5}},
		"boolean NotNull": {query.NotNull("boolean"), []int{1, 2, 3, 4}},
		"uuid Eq":         {query.Eq("uuid", uuid2), []int{2}},
		"uuid Neq":        {query.Neq("uuid", uuid2), []int{1, 3}},
		"uuid In":         {query.In("uuid", uuid1, uuid3), []int{1, 3}},
		"uuid NotIn":      {query.NotIn("uuid", uuid1, uuid3), []int{2}},
		"uuid Null":       {query.Null("uuid"), []int{4, 5}},
		"uuid NotNull":    {query.NotNull("uuid"), []int{1, 2, 3}},
		"hash Null":       {query.Null("hash"), []int{4, 5}},
		"hash NotNull":    {query.NotNull("hash"), []int{1, 2, 3}},
		"hash Empty":      {query.Empty("hash"), []int{4, 5}},
		"hash NotEmpty":   {query.NotEmpty("hash"), []int{1, 2, 3}},
		"json Null":       {query.Null("json"), []int{5}},
		"json NotNull":    {query.NotNull("json"), []int{1, 2, 3, 4}},
		"Eq nil":          {query.Eq("integer", nil), []int{4, 5}},
		"Neq nil":         {query.Neq("integer", nil), []int{1, 2, 3}},
	})
}

func jsonOperator(t *testing.T, r reader) {
	t.Helper()
	n := func(n int) query.Filter { return query.Eq("n", n) }
	matchesJSON(t, r, map[string]match{
		"Eq":            {query.JSON("json", n(1)), []int{1}},
		"text":          {query.JSON("json", query.Eq("s", "y")), []int{2}},
		"path":          {query.JSON("json", query.Gte("in.list[0].w", 20)), []int{2}},
		"In":            {query.JSON("json", query.In("n", 1, 2)), []int{1, 2}},
		"Between":       {query.JSON("json", query.Between("n", 2, 5)), []int{2}},
		"Contains":      {query.JSON("json", query.Contains("s", "x")), []int{1}},
		"NotNull":       {query.JSON("json", query.NotNull("n")), []int{1, 2}},
		"two filters":   {query.JSON("json", n(1), query.Eq("s", "y")), []int{}},
		"and":           {query.JSON("json", query.And(n(1), query.Eq("s", "x"))), []int{1}},
		"or":            {query.JSON("json", query.Or(n(1), query.Eq("s", "y"))), []int{1, 2}},
		"or of ands":    {query.JSON("json", query.Or(query.And(n(1), query.Eq("s", "y")), n(2))), []int{2}},
		"and of ors":    {query.JSON("json", query.And(query.Or(n(1), n(2)), query.Eq("s", "x"))), []int{1}},
		"below a name":  {query.JSON("json", query.Rel("in", query.Eq("list[0].w", 10), query.NotNull("list"))), []int{1}},
		"or below":      {query.JSON("json", query.Rel("in", query.Or(query.Eq("list[0].w", 10), query.Eq("list[0].w", 20)))), []int{1, 2}},
		"two operators": {query.JSON("json", query.Filter{"n": query.Filter{"_gt": 1, "_lt": 5}}), []int{2}},
		"short form":    {query.JSON("json", query.Filter{"n": 2}), []int{2}},
		"with others":   {query.And(query.JSON("json", query.NotNull("n")), query.Eq("integer", 2)), []int{2}},
		"in or":         {query.Or(query.JSON("json", n(1)), query.Eq("integer", 3)), []int{1, 3}},
	})
}

// wrongOperators shows that the server refuses what does not fit a type, instead of
// ignoring it.
func wrongOperators(t *testing.T, r reader) {
	t.Helper()
	for name, filter := range map[string]query.Filter{
		"empty text":       query.Eq("string", ""),
		"text order":       query.Lt("string", "x"),
		"uuid order":       query.Lt("uuid", uuid1),
		"boolean order":    query.Gt("boolean", false),
		"integer text":     query.Contains("integer", "1"),
		"json equality":    query.Eq("json", "x"),
		"unknown operator": {"string": query.Filter{"_like": "x"}},
		"unknown field":    query.Eq("nothing", 1),
		"dotted name":      {"a.b": query.Filter{"_eq": 1}},
		"json function":    query.Eq(query.JSONValue("json", "n"), 1),
		"geometry":         query.Intersects("string", m{"type": "Point", "coordinates": []int{1, 2}}),
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); r.isRefused(t, filter) })
	}
}

// literalValues shows what Directus makes of texts that look like values, as the comment
// of Filter says.
func literalValues(t *testing.T, r reader) {
	t.Helper()
	matches(t, r, map[string]match{
		"null is null": {query.Eq("string", "null"), []int{5}},
		"true is true": {query.Eq("boolean", "true"), []int{1, 4}},
		"$NOW is now":  {query.Lt("timestamp", query.Now), []int{1, 2, 3}},
		"short form":   {query.Filter{"integer": 2}, []int{2}},
		"two at once":  {query.Filter{"integer": query.Filter{"_gt": 1, "_lt": 3}}, []int{2}},
		"two fields":   {query.Filter{"boolean": false, "integer": 2}, []int{2}},
		"null inverts": {query.Filter{"integer": query.Filter{"_null": false}}, []int{1, 2, 3}},
		"text list":    {query.Filter{"integer": query.Filter{"_in": "1,3"}}, []int{1, 3}},
		"text between": {query.Filter{"integer": query.Filter{"_between": "2,3"}}, []int{2, 3}},
	})
}

// TestGeometryOperatorsAreEncoded stands in for a test on the server: its SQLite has no
// geometry functions, so that these filters cannot run there.
func TestGeometryOperatorsAreEncoded(t *testing.T) {
	t.Parallel()
	box := m{"type": "Polygon", "coordinates": [][][2]float64{{{0, 0}, {0, 1}, {1, 1}, {0, 0}}}}
	const encoded = `{"coordinates":[[[0,0],[0,1],[1,1],[0,0]]],"type":"Polygon"}`
	for operator, filter := range map[string]query.Filter{
		"_intersects":       query.Intersects("area", box),
		"_nintersects":      query.NotIntersects("area", box),
		"_intersects_bbox":  query.IntersectsBBox("area", box),
		"_nintersects_bbox": query.NotIntersectsBBox("area", box),
	} {
		require.Equal(t, `filter={"area":{"`+operator+`":`+encoded+`}}`, inURL(t, filter))
	}
}
