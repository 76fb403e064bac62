package field_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/godirectus/directus/field"
)

// survives makes sure that a value is the same after it was written and read, in every way.
func survives[T any](t *rapid.T, v T) {
	t.Helper()
	for way, w := range wires {
		written, err := w.marshal([]T{v})
		require.NoError(t, err, way)
		var read []T
		require.NoError(t, w.unmarshal(written, &read), "%s: %s", way, written)
		require.Equal(t, []T{v}, read, "%s: %s", way, written)
	}
}

// Each draw makes its generators anew: rapid's are not safe for tests that run in parallel.

// keys are primary keys.
func keys() *rapid.Generator[any] {
	return rapid.OneOf(
		rapid.Int64().AsAny(), rapid.Uint64().AsAny(), rapid.StringN(1, -1, -1).AsAny(),
		rapid.SampledFrom([]any{int64(1<<53 - 1), int64(1 << 53), int64(-1 << 53), "0", "null", `"`}),
	)
}

func authors() *rapid.Generator[author] {
	return rapid.Custom(func(t *rapid.T) author {
		return author{rapid.Int().Draw(t, "id"), rapid.String().Draw(t, "name")}
	})
}

// rows are keys, items and null.
func rows() *rapid.Generator[field.Ref[author]] {
	return rapid.Custom(func(t *rapid.T) field.Ref[author] {
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			return field.Link[author](keys().Draw(t, "key"))
		case 1:
			return field.Embed(authors().Draw(t, "item"))
		}
		return field.Unlink[author]()
	})
}

// instants are times in some zone whose year has four digits in all zones.
func instants() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		first, last := time.Date(0, 1, 3, 0, 0, 0, 0, time.UTC).Unix(), time.Date(9999, 12, 29, 0, 0, 0, 0, time.UTC).Unix()
		zone := time.FixedZone("", rapid.IntRange(-14*60*60, 14*60*60).Draw(t, "zone"))
		return time.Unix(rapid.Int64Range(first, last).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanos")).In(zone)
	})
}

func positions() *rapid.Generator[field.Position] {
	return rapid.Custom(func(t *rapid.T) field.Position {
		return rapid.SliceOfN(rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64), 2, 3).Draw(t, "position")
	})
}

// shapes are geometries, collections of collections too.
func shapes(depth int) *rapid.Generator[field.Geometry] {
	return rapid.Custom(func(t *rapid.T) field.Geometry {
		line := rapid.SliceOfN(positions(), 0, 4)
		lines := rapid.SliceOfN(line, 0, 3)
		switch rapid.IntRange(0, 5+depth).Draw(t, "kind") {
		case 0:
			return field.Point(rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat"))
		case 1:
			return field.MultiPoint(line.Draw(t, "points")...)
		case 2:
			return field.LineString(line.Draw(t, "line")...)
		case 3:
			return field.MultiLineString(lines.Draw(t, "lines")...)
		case 4:
			return field.Polygon(lines.Draw(t, "rings")...)
		case 5:
			return field.MultiPolygon(rapid.SliceOfN(lines, 0, 2).Draw(t, "polygons")...)
		}
		return field.GeometryCollection(rapid.SliceOfN(shapes(depth-1), 0, 3).Draw(t, "shapes")...)
	})
}

func TestEveryValueSurvives(t *testing.T) {
	t.Parallel()
	for name, property := range map[string]func(*rapid.T){
		"keys": func(t *rapid.T) {
			id := keys().Draw(t, "key")
			k, err := field.NewKey(id)
			require.NoError(t, err)
			survives(t, k)
			require.Equal(t, k, field.Link[author](id).Key())
			var text field.Key
			require.NoError(t, text.UnmarshalText([]byte(k.String())))
			require.True(t, text.Equal(k))
		},
		"relations to one": func(t *rapid.T) { survives(t, rows().Draw(t, "ref")) },
		"relations to many": func(t *rapid.T) {
			survives(t, field.Replace(rapid.SliceOf(rows()).Draw(t, "rows")...))
		},
		"changes": func(t *rapid.T) {
			changes := field.Changes{}
			for _, a := range rapid.SliceOfN(authors(), 0, 3).Draw(t, "create") {
				changes.Create = append(changes.Create, a)
			}
			for _, id := range rapid.SliceOfN(keys(), 0, 3).Draw(t, "delete") {
				k, err := field.NewKey(id)
				require.NoError(t, err)
				changes.Delete = append(changes.Delete, k)
			}
			survives(t, field.Apply[author](changes))
		},
		"strings":      func(t *rapid.T) { survives(t, field.Value(rapid.String().Draw(t, "value"))) },
		"pointers":     func(t *rapid.T) { survives(t, field.FromPointer(rapid.Ptr(rapid.Int64(), true).Draw(t, "pointer"))) },
		"JSON strings": func(t *rapid.T) { survives(t, field.JSONOf(rapid.String().Draw(t, "value"))) },
		"JSON in JSON": func(t *rapid.T) {
			survives(t, field.JSONOf(rapid.SampledFrom([]string{`"x"`, `5`, `true`, `null`, `{}`, `[1]`, `"`, ``}).Draw(t, "value")))
		},
		"JSON values": func(t *rapid.T) { survives(t, field.JSONOf(rapid.SliceOf(authors()).Draw(t, "value"))) },
		"booleans": func(t *rapid.T) {
			b := rapid.Bool().Draw(t, "value")
			survives(t, field.Bool(b))
			survives(t, field.JSONOf(b))
		},
		"integers": func(t *rapid.T) { survives(t, field.BigInt(rapid.Int64().Draw(t, "value"))) },
		"decimals": func(t *rapid.T) {
			d := field.NewDecimal(rapid.Int64().Draw(t, "digits"), rapid.Uint8().Draw(t, "scale"))
			survives(t, d)
			again, err := field.ParseDecimal(d.String())
			require.NoError(t, err)
			require.Equal(t, d, again)
			require.Zero(t, d.Cmp(again))
			require.Equal(t, d.Rat().Sign(), d.Sign())
		},
		"dates": func(t *rapid.T) {
			d := field.DateOf(instants().Draw(t, "instant"))
			survives(t, d)
			require.Equal(t, d, field.DateOf(d.Time(east)))
			n := rapid.IntRange(-100_000, 100_000).Draw(t, "days")
			require.Equal(t, d, d.AddDays(n).AddDays(-n))
		},
		"times of day": func(t *rapid.T) { survives(t, field.TimeOfDayOf(instants().Draw(t, "instant"))) },
		"datetimes": func(t *rapid.T) {
			d := field.DateTimeOf(instants().Draw(t, "instant"))
			survives(t, d)
			require.Equal(t, d, field.DateTimeOf(d.Time(east)))
			require.Equal(t, d, field.NewDateTime(d.Date(), d.TimeOfDay()))
		},
		"timestamps": func(t *rapid.T) {
			at := instants().Draw(t, "instant")
			ts := field.TimestampOf(at)
			survives(t, ts)
			require.Equal(t, ts, field.TimestampOf(at.UTC()))
			require.False(t, ts.Time().After(at))
			require.Less(t, at.Sub(ts.Time()), time.Millisecond)
		},
		"shapes": func(t *rapid.T) { survives(t, shapes(2).Draw(t, "shape")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, property)
		})
	}
}

func TestLongInputsAreNotRepeated(t *testing.T) {
	t.Parallel()
	long := `"` + strings.Repeat("x", 10_000) + `"`
	for _, v := range []any{new(field.Date), new(field.Timestamp), new(field.Decimal), new(field.BigInt), new(field.Bool), new(field.JSON[author])} {
		for way, w := range wires {
			err := w.unmarshal([]byte(long), v)
			require.Error(t, err, way)
			require.Less(t, len(err.Error()), 500, way)
		}
	}
}
