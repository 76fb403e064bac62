package field_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

// readRecorded decodes a reply that a Directus 12.4 on PostgreSQL has given.
func readRecorded[T any](t *testing.T, name string, w wire) []T {
	t.Helper()
	reply, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	var envelope struct {
		Data []T `json:"data"`
	}
	require.NoError(t, w.unmarshal(reply, &envelope))
	return envelope.Data
}

func TestRecordedPostgresItems(t *testing.T) {
	t.Parallel()
	want := full(t)
	want.Big = field.Value[field.BigInt](9007199254740993)
	want.Decimal = field.Value(decimal(t, "12.50000"))
	want.Raw = field.Value[field.Bool](false)
	for way, w := range wires {
		items := readRecorded[everyType](t, "postgres_items.json", w)
		require.Len(t, items, 2)
		got, ok := items[0].Decimal.Get()
		require.True(t, ok)
		require.Equal(t, "12.50000", got.String(), way)
		require.Equal(t, withoutServersOwn(t, want), withoutServersOwn(t, items[0]), way)
		require.True(t, items[0].Hash.IsMasked() && items[0].Token.IsMasked() && items[0].Encrypted.IsMasked(), way)
		require.True(t, items[1].Big.IsNull() && items[1].Decimal.IsNull() && items[1].Time.IsNull() && items[1].Hash.IsNull(), way)
		require.True(t, items[1].Timestamp.IsNull() && items[1].JSON.IsNull() && items[1].CSV.IsNull() && items[1].Raw.IsNull(), way)

		written, err := w.marshal(items[0])
		require.NoError(t, err, way)
		require.Contains(t, string(written), `"big":"9007199254740993"`, way)
		require.NotContains(t, string(written), `"hash"`, way)
		var again everyType
		require.NoError(t, w.unmarshal(written, &again), way)
		require.Equal(t, withoutServersOwn(t, items[0]), withoutServersOwn(t, again), way)
	}
}

func TestRecordedPostgresAggregate(t *testing.T) {
	t.Parallel()
	type row struct {
		Count field.BigInt             `json:"count"`
		Sum   map[string]field.Decimal `json:"sum"`
		Avg   map[string]field.Decimal `json:"avg"`
		Min   struct {
			Date      field.Date      `json:"date"`
			DateTime  field.DateTime  `json:"datetime"`
			Timestamp field.Timestamp `json:"timestamp"`
		} `json:"min"`
	}
	for way, w := range wires {
		rows := readRecorded[row](t, "postgres_aggregate.json", w)
		require.Len(t, rows, 1, way)
		got := rows[0]
		require.Equal(t, field.BigInt(2), got.Count, way)
		require.Equal(t, "9007199254740993", got.Sum["big"].String(), way)
		require.Equal(t, "12.50000", got.Sum["decimal"].String(), way)
		require.Equal(t, "1.5", got.Sum["float"].String(), way)
		require.Zero(t, got.Avg["integer"].Cmp(field.NewDecimal(-5, 0)), way)
		require.Equal(t, field.NewDate(2024, 1, 2), got.Min.Date, way)
		require.Equal(t, "2024-01-02T03:04:05", got.Min.DateTime.String(), way)
		require.Equal(t, time.Date(2024, 1, 1, 22, 4, 5, 678e6, time.UTC), got.Min.Timestamp.Time(), way)
	}
}

// The replies were recorded on a PostgreSQL with a stand-in for PostGIS that keeps the text
// of a shape; the server turns it into GeoJSON all the same.
func TestRecordedGeometry(t *testing.T) {
	t.Parallel()
	type row struct {
		Shape field.Opt[field.Geometry] `json:"shape,omitzero"`
	}
	line := []field.Position{{0, 0}, {4, 4}}
	ring := []field.Position{{0, 0}, {4, 0}, {4, 4}, {0, 0}}
	want := []field.Geometry{
		field.Point(13.4, 52.5),
		field.LineString(field.Position{0, 0}, field.Position{4, 4.5}),
		field.Polygon(ring, []field.Position{{1, 1}, {2, 1}, {2, 2}, {1, 1}}),
		field.MultiPoint(line...),
		field.MultiLineString(line, []field.Position{{1, 1}, {2, 2}}),
		field.MultiPolygon([][]field.Position{ring}),
		field.GeometryCollection(field.Point(1, 2), field.LineString(line...)),
	}
	for way, w := range wires {
		rows := readRecorded[row](t, "geometry.json", w)
		for i, shape := range want {
			got, ok := rows[i].Shape.Get()
			require.True(t, ok, way)
			require.Equal(t, shape, got, way)
		}
		require.True(t, rows[len(want)].Shape.IsNull(), way)
		three, ok := rows[len(want)+1].Shape.Get()
		require.True(t, ok)
		require.Equal(t, `{"type":"Point","coordinates":[1,2,3]}`, three.String())
	}
}
