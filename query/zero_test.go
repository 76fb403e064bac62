package query_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/query"
)

// Every field of a query counts for IsZero, and every field that is sent for Values.
func TestIsZeroLooksAtEveryField(t *testing.T) {
	t.Parallel()
	require.True(t, query.Query{}.IsZero())
	require.True(t, query.New().IsZero())
	require.False(t, query.New(query.Version("")).IsZero(), "a mistake must not get lost")
	shape := reflect.TypeFor[query.Query]()
	for n := range shape.NumField() {
		field := shape.Field(n)
		if !field.IsExported() {
			continue
		}
		var q query.Query
		value := reflect.ValueOf(&q).Elem().Field(n)
		switch value.Kind() {
		case reflect.Slice:
			value.Set(reflect.MakeSlice(value.Type(), 1, 1))
		case reflect.Map:
			value.Set(reflect.MakeMap(value.Type()))
			value.SetMapIndex(reflect.ValueOf("x").Convert(value.Type().Key()), reflect.Zero(value.Type().Elem()))
		case reflect.Pointer:
			value.Set(reflect.New(value.Type().Elem()))
		case reflect.String:
			value.SetString("x")
		case reflect.Bool:
			value.SetBool(true)
		case reflect.Int:
			value.SetInt(1)
		default:
			t.Fatalf("%s is a %s", field.Name, value.Kind())
		}
		require.False(t, q.IsZero(), field.Name)
	}
}
