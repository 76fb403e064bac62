package field

import (
	"bytes"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
)

// Position is a place: its longitude, its latitude and perhaps its altitude.
type Position []float64

// Lon is the longitude (x), 0 when the position is empty.
func (p Position) Lon() float64 { return p.at(0) }

// Lat is the latitude (y), 0 when the position has none.
func (p Position) Lat() float64 { return p.at(1) }

func (p Position) at(i int) float64 {
	if i < len(p) {
		return p[i]
	}
	return 0
}

// The types of GeoJSON that a [Geometry] has.
const (
	TypePoint              = "Point"
	TypeMultiPoint         = "MultiPoint"
	TypeLineString         = "LineString"
	TypeMultiLineString    = "MultiLineString"
	TypePolygon            = "Polygon"
	TypeMultiPolygon       = "MultiPolygon"
	TypeGeometryCollection = "GeometryCollection"
)

// Geometry is a shape on the map in GeoJSON, for fields of type geometry and its kinds:
//
//	berlin := field.Point(13.4, 52.5) // longitude first
//
// The zero value is no shape, which is null on the wire; Opt[Geometry] tells null from
// unset. A Geometry is read-only: do not change the slices that it gives or was made of.
// The server needs PostGIS, Spatialite or MySQL for such fields.
type Geometry struct {
	kind   string
	coords any // Position, []Position, [][]Position, [][][]Position or []Geometry
}

// Point returns the place at a longitude and a latitude.
func Point(lon, lat float64) Geometry { return Geometry{TypePoint, Position{lon, lat}} }

// MultiPoint returns several places.
func MultiPoint(points ...Position) Geometry { return Geometry{TypeMultiPoint, some(points)} }

// LineString returns the line through these places.
func LineString(points ...Position) Geometry { return Geometry{TypeLineString, some(points)} }

// MultiLineString returns several lines.
func MultiLineString(lines ...[]Position) Geometry {
	return Geometry{TypeMultiLineString, some(lines)}
}

// Polygon returns an area: its outline, then its holes. A ring ends where it begins.
func Polygon(rings ...[]Position) Geometry { return Geometry{TypePolygon, some(rings)} }

// MultiPolygon returns several areas, each as for [Polygon].
func MultiPolygon(polygons ...[][]Position) Geometry {
	return Geometry{TypeMultiPolygon, some(polygons)}
}

// GeometryCollection returns several shapes as one.
func GeometryCollection(shapes ...Geometry) Geometry {
	return Geometry{TypeGeometryCollection, some(shapes)}
}

// some is a list that is written as [] when it is empty.
func some[T any](list []T) []T { return append([]T{}, list...) }

// Type is the GeoJSON type, such as [TypePoint], and "" for no shape.
func (g Geometry) Type() string { return g.kind }

// Position returns the place of a Point.
func (g Geometry) Position() (Position, bool) { p, ok := g.coords.(Position); return p, ok }

// Positions returns the places of a LineString or a MultiPoint.
func (g Geometry) Positions() ([]Position, bool) { p, ok := g.coords.([]Position); return p, ok }

// Rings returns the rings of a Polygon, or the lines of a MultiLineString.
func (g Geometry) Rings() ([][]Position, bool) { p, ok := g.coords.([][]Position); return p, ok }

// Polygons returns the areas of a MultiPolygon, each a list of rings.
func (g Geometry) Polygons() ([][][]Position, bool) {
	p, ok := g.coords.([][][]Position)
	return p, ok
}

// Geometries returns the shapes of a GeometryCollection.
func (g Geometry) Geometries() ([]Geometry, bool) { s, ok := g.coords.([]Geometry); return s, ok }

// IsZero reports whether there is no shape.
func (g Geometry) IsZero() bool { return g.kind == "" }

// String is the GeoJSON text, and "" when there is no shape.
func (g Geometry) String() string {
	text, err := g.MarshalText()
	if err != nil {
		return g.kind
	}
	return string(text)
}

// geoJSON is a shape on the wire.
type geoJSON struct {
	Type        string         `json:"type"`
	Coordinates jsontext.Value `json:"coordinates,omitzero"`
	Geometries  []Geometry     `json:"geometries,omitzero"`
}

// MarshalJSON writes GeoJSON, or null.
func (g Geometry) MarshalJSON() ([]byte, error) { return codec.Marshal(g) }

// MarshalJSONTo is MarshalJSON for a stream.
func (g Geometry) MarshalJSONTo(enc *jsontext.Encoder) error {
	if g.IsZero() {
		return enc.WriteToken(jsontext.Null)
	}
	wire := geoJSON{Type: g.kind}
	if shapes, ok := g.Geometries(); ok {
		wire.Geometries = shapes
		return json.MarshalEncode(enc, wire)
	}
	coords, err := codec.Marshal(g.coords)
	if err != nil {
		return err
	}
	wire.Coordinates = coords
	return json.MarshalEncode(enc, wire)
}

// UnmarshalJSON reads GeoJSON, its text in a string, or null.
func (g *Geometry) UnmarshalJSON(data []byte) error { return codec.Decode(bytes.NewReader(data), g) }

// UnmarshalJSONFrom is UnmarshalJSON for a stream.
func (g *Geometry) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	switch dec.PeekKind() {
	case '{':
		var wire geoJSON
		if err := json.UnmarshalDecode(dec, &wire); err != nil {
			return err
		}
		return g.set(wire)
	default:
		data, err := dec.ReadValue()
		if err != nil {
			return err
		}
		text, err := textFrom(data)
		if err != nil {
			return fmt.Errorf("field: %s is not a Geometry", shown(data))
		}
		return g.UnmarshalText([]byte(text))
	}
}

// set makes g the shape on the wire.
func (g *Geometry) set(wire geoJSON) error {
	coords, err := wire.coordinates()
	if err != nil {
		return fmt.Errorf("field: a Geometry of type %s: %w", shown([]byte(wire.Type)), err)
	}
	*g = Geometry{wire.Type, coords}
	return nil
}

// coordinates decodes what a shape of this type has.
func (w geoJSON) coordinates() (any, error) {
	switch w.Type {
	case TypePoint:
		return decoded[Position](w.Coordinates)
	case TypeMultiPoint, TypeLineString:
		return decoded[[]Position](w.Coordinates)
	case TypePolygon, TypeMultiLineString:
		return decoded[[][]Position](w.Coordinates)
	case TypeMultiPolygon:
		return decoded[[][][]Position](w.Coordinates)
	case TypeGeometryCollection:
		if w.Geometries == nil {
			return nil, errors.New("it has no geometries")
		}
		return w.Geometries, nil
	}
	return nil, errors.New("no such type")
}

func decoded[T any](data jsontext.Value) (any, error) {
	var v T
	if data.Kind() != '[' {
		return nil, errors.New("it has no coordinates")
	}
	if err := codec.Decode(bytes.NewReader(data), &v); err != nil {
		return nil, err
	}
	return v, nil
}

// MarshalText writes GeoJSON, and nothing when there is no shape.
func (g Geometry) MarshalText() ([]byte, error) {
	if g.IsZero() {
		return []byte{}, nil
	}
	return g.MarshalJSON()
}

// UnmarshalText reads GeoJSON; empty text is no shape.
func (g *Geometry) UnmarshalText(text []byte) error {
	switch kind := jsontext.Value(text).Kind(); {
	case len(text) == 0:
		*g = Geometry{}
		return nil
	case kind != '{':
		return fmt.Errorf("field: %s is not a Geometry", shown(text))
	}
	return g.UnmarshalJSON(text)
}

// Scan reads GeoJSON text from a database; NULL is no shape.
func (g *Geometry) Scan(src any) error {
	text, _, err := sourceText(src)
	if err != nil {
		return err
	}
	return g.UnmarshalText([]byte(text))
}

// Value is the GeoJSON text for a database, nil when there is no shape.
func (g Geometry) Value() (driver.Value, error) { return textValue(g.MarshalText()) }
