package field_test

import (
	stdjson "encoding/json"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
)

// On PostgreSQL the same types hold what they hold on SQLite, and numbers beyond a float64
// stay exact, because the server writes them as strings.
func TestRealPostgres(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{Postgres: true})
	client, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })

	checks := map[string]func(*testing.T, *directus.Client){
		"round trip": checkRoundTrip, "null": checkNull, "zero": checkZero, "JSON scalars": checkScalars,
		"exact numbers": checkExactNumbers, "numbers in strings": checkNumbersInStrings,
		"aggregates in strings": checkAggregatesInStrings,
	}
	for name, check := range checks { //nolint:paralleltest // one at a time: they share a collection
		t.Run(name, func(t *testing.T) { check(t, client) })
	}
}

// largest is a number that a float64 cannot hold, and cents one that has all its digits,
// also the last zero, only as a string.
const (
	largest = field.BigInt(9223372036854775807)
	cents   = "98765.43210"
)

func checkNumbersInStrings(t *testing.T, client *directus.Client) {
	t.Helper()
	items := everyTypeItems(t, client)
	created := create(t, items, everyType{
		Integer: field.Value[field.BigInt](-5), Float: field.Value(1.5),
		Big: field.Value(largest), Decimal: field.Value(decimal(t, cents)),
	})
	raw, err := directus.Call[map[string]stdjson.RawMessage](t.Context(), client,
		&directus.Request{Method: http.MethodGet, Path: "/items/field_types/" + strconv.Itoa(created.ID)})
	require.NoError(t, err)
	for name, want := range map[string]string{
		"big": `"9223372036854775807"`, "decimal": `"98765.43210"`, "integer": `-5`, "float": `1.5`,
	} {
		require.Equal(t, want, string(raw[name]), name)
	}

	read, err := items.ReadOne(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, field.Value(largest), read.Big)
	got, ok := read.Decimal.Get()
	require.True(t, ok)
	require.Equal(t, cents, got.String())
	require.Equal(t, read, update(t, items, created.ID, read), "what was read can be written back")
}

func checkAggregatesInStrings(t *testing.T, client *directus.Client) {
	t.Helper()
	items := everyTypeItems(t, client)
	for _, big := range []field.BigInt{largest, 1} { // the sum is larger than an int64
		create(t, items, everyType{Big: field.Value(big), Decimal: field.Value(decimal(t, cents))})
	}
	of := []query.Option{query.Aggregated("count"), query.Aggregated("sum", "big", "decimal")}
	raw, err := directus.Aggregate[map[string]stdjson.RawMessage](t.Context(), items, of...)
	require.NoError(t, err)
	require.Len(t, raw, 1)
	require.Equal(t, `"2"`, string(raw[0]["count"]))
	require.JSONEq(t, `{"big":"9223372036854775808","decimal":"197530.86420"}`, string(raw[0]["sum"]))

	type row struct {
		Count field.BigInt             `json:"count"`
		Sum   map[string]field.Decimal `json:"sum"`
	}
	rows, err := directus.Aggregate[row](t.Context(), items, of...)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, field.BigInt(2), rows[0].Count)
	require.Equal(t, "9223372036854775808", rows[0].Sum["big"].String())
	require.Equal(t, "197530.86420", rows[0].Sum["decimal"].String())
	count, err := items.Count(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, count)
}
