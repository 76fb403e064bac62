package field_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
)

func TestGeometryJSON(t *testing.T) {
	t.Parallel()
	line := []field.Position{{1, 2}, {3, 4}}
	ring := []field.Position{{0, 0}, {4, 0}, {4, 4}, {0, 0}}
	hole := []field.Position{{1, 1}, {2, 1}, {2, 2}, {1, 1}}
	checkJSON(t, map[string]onWire[field.Geometry]{
		"point":      {in: `{"type":"Point","coordinates":[13.4,52.5]}`, want: field.Point(13.4, 52.5)},
		"as text":    {in: `"{\"type\":\"Point\",\"coordinates\":[0,0]}"`, want: field.Point(0, 0), out: `{"type":"Point","coordinates":[0,0]}`},
		"line":       {in: `{"type":"LineString","coordinates":[[1,2],[3,4]]}`, want: field.LineString(line...)},
		"points":     {in: `{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`, want: field.MultiPoint(line...)},
		"altitude":   {in: `{"type":"MultiPoint","coordinates":[[1,2,3]]}`, want: field.MultiPoint(field.Position{1, 2, 3})},
		"no points":  {in: `{"type":"MultiPoint","coordinates":[]}`, want: field.MultiPoint()},
		"lines":      {in: `{"type":"MultiLineString","coordinates":[[[1,2],[3,4]]]}`, want: field.MultiLineString(line)},
		"polygon":    {in: `{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}`, want: field.Polygon(ring, hole)},
		"polygons":   {in: `{"type":"MultiPolygon","coordinates":[[[[0,0],[4,0],[4,4],[0,0]]]]}`, want: field.MultiPolygon([][]field.Position{ring})},
		"collection": {in: `{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}`, want: field.GeometryCollection(field.Point(1, 2))},
		"nothing":    {in: `{"type":"GeometryCollection","geometries":[]}`, want: field.GeometryCollection()},
		"more":       {in: `{"bbox":[1,2,1,2],"type":"Point","coordinates":[1,2],"crs":{}}`, want: field.Point(1, 2), out: `{"type":"Point","coordinates":[1,2]}`},
		"null":       {in: `null`, want: field.Geometry{}},
		"empty":      {in: `""`, want: field.Geometry{}, out: `null`},
	})
	checkRefused(t, field.Point(1, 2), `5`, `[]`, `{}`, `"x"`, `{"type":"Circle","coordinates":[1,2]}`, `{"type":"Point"}`,
		`{"type":"Point","coordinates":null}`, `{"type":"Point","coordinates":["x"]}`, `{"type":"Point","coordinates":[[1,2]]}`,
		`{"type":"GeometryCollection","coordinates":[]}`, `{"type":"GeometryCollection","geometries":[{}]}`, `"\"x\""`, ``)
	for way, w := range wires {
		_, err := w.marshal(field.Point(math.NaN(), 0))
		require.Error(t, err, way)
	}
}

func TestGeometryValues(t *testing.T) {
	t.Parallel()
	line := []field.Position{{1, 2}, {3, 4}}
	p, ok := field.Point(13.4, 52.5).Position()
	require.True(t, ok)
	require.Equal(t, []float64{13.4, 52.5}, []float64{p.Lon(), p.Lat()})
	require.Zero(t, field.Position{}.Lat())
	positions, ok := field.LineString(line...).Positions()
	require.True(t, ok)
	require.Equal(t, line, positions)
	rings, ok := field.Polygon(line).Rings()
	require.True(t, ok)
	require.Equal(t, [][]field.Position{line}, rings)
	polygons, ok := field.MultiPolygon(rings).Polygons()
	require.True(t, ok)
	require.Equal(t, [][][]field.Position{rings}, polygons)
	shapes, ok := field.GeometryCollection(field.Point(1, 2)).Geometries()
	require.True(t, ok)
	require.Len(t, shapes, 1)

	var none field.Geometry
	_, ok = none.Position()
	require.False(t, ok)
	_, ok = field.Point(1, 2).Positions()
	require.False(t, ok)
	require.True(t, none.IsZero())
	require.False(t, field.Point(0, 0).IsZero())
	require.Equal(t, field.TypePoint, field.Point(0, 0).Type())
	require.Empty(t, none.Type())
}

func TestDeepGeometryIsNotSlow(t *testing.T) {
	t.Parallel()
	const depth = 3000
	text := strings.Repeat(`{"type":"GeometryCollection","geometries":[`, depth) + strings.Repeat(`]}`, depth)
	for way, w := range wires {
		var g field.Geometry
		require.NoError(t, w.unmarshal([]byte(text), &g), way)
		written, err := w.marshal(g)
		require.NoError(t, err, way)
		require.Equal(t, text, string(written), way)
	}
}

func TestGeometryForms(t *testing.T) {
	t.Parallel()
	const text = `{"type":"Point","coordinates":[1,2]}`
	checkText(t, field.Point(1, 2), text)
	checkText(t, field.Geometry{}, "")
	checkSQL(t, field.Point(1, 2), text)
	checkSQL(t, field.Geometry{}, nil)
	checkScanRefused(t, new(field.Geometry), "POINT (1 2)", int64(5))
	checkPrinted(t, field.Point(1, 2), text)
	checkPrinted(t, field.Geometry{}, "")
	require.Equal(t, "Point", field.Point(math.Inf(1), 0).String())
}

func ExampleGeometry() {
	var shop struct {
		Place field.Geometry `json:"place"`
	}
	_ = json.Unmarshal([]byte(`{"place": {"type": "Point", "coordinates": [13.4, 52.5]}}`), &shop)
	if p, ok := shop.Place.Position(); ok {
		fmt.Println(p.Lon(), p.Lat())
	}
	// Output: 13.4 52.5
}

func ExamplePoint() {
	text, err := json.Marshal(map[string]any{"place": field.Point(13.4, 52.5)})
	fmt.Println(string(text), err)
	// Output: {"place":{"type":"Point","coordinates":[13.4,52.5]}} <nil>
}

func ExamplePolygon() {
	ring := []field.Position{{0, 0}, {4, 0}, {4, 4}, {0, 0}}
	fmt.Println(field.Polygon(ring))
	// Output: {"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]]]}
}

func ExampleLineString() {
	positions, ok := field.LineString(field.Position{0, 0}, field.Position{4, 4}).Positions()
	fmt.Println(positions, ok)
	// Output: [[0 0] [4 4]] true
}
