package directus_test

import (
	"context"
	"iter"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// Handlers that nobody has made with a client refuse every call, and do not panic.
func TestZeroHandlers(t *testing.T) {
	t.Parallel()
	handles := []any{&directus.Items[directus.Item]{}, &directus.Singleton[directus.Item]{}}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[directus.Client]()) {
		if field.IsExported() && field.Type.Kind() == reflect.Pointer {
			handles = append(handles, reflect.New(field.Type.Elem()).Interface())
		}
	}
	for _, handle := range handles {
		for _, key := range []any{1, directus.Patch{"meta": directus.Patch{"note": "x"}}} {
			value := reflect.ValueOf(handle)
			require.True(t, value.MethodByName("With").IsValid(), "%T has no With", handle)
			for n := range value.NumMethod() {
				name := value.Type().Elem().String() + "." + value.Type().Method(n).Name
				require.NotPanics(t, func() { zeroCall(t.Context(), t, name, value.Method(n), key) }, name)
			}
		}
	}
}

// zeroCall calls a method that takes a context with plausible arguments.
func zeroCall(ctx context.Context, t *testing.T, name string, method reflect.Value, key any) {
	t.Helper()
	in := method.Type()
	if in.NumIn() == 0 || in.In(0) != reflect.TypeFor[context.Context]() {
		return
	}
	args := []reflect.Value{reflect.ValueOf(&ctx).Elem()}
	for n := 1; n < in.NumIn(); n++ {
		args = append(args, zeroArgument(in.In(n), key))
	}
	call := method.Call
	if in.IsVariadic() {
		call = method.CallSlice
	}
	out := call(args)
	last := out[len(out)-1]
	if last.Kind() == reflect.Func {
		require.True(t, strings.HasPrefix(last.Type().String(), "iter.Seq2["), name)
		for _, err := range last.Seq2() {
			last = err
		}
	}
	err, _ := reflect.TypeAssert[error](last)
	require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
}

// zeroArgument is a value that could be meant.
func zeroArgument(kind reflect.Type, key any) reflect.Value {
	value := reflect.New(kind).Elem()
	switch kind.Kind() {
	case reflect.String:
		value.SetString("x")
	case reflect.Int:
		value.SetInt(1)
	case reflect.Interface:
		reader := reflect.ValueOf(strings.NewReader("{}"))
		switch {
		case kind == reflect.TypeFor[any]():
			value.Set(reflect.ValueOf(key))
		case reader.Type().Implements(kind):
			value.Set(reader)
		}
	case reflect.Slice:
		value = reflect.Append(value, zeroArgument(kind.Elem(), key))
	case reflect.Struct:
		for n := range kind.NumField() {
			if field := value.Field(n); field.CanSet() && field.Kind() != reflect.Struct {
				field.Set(zeroArgument(field.Type(), key))
			}
		}
	case reflect.Func:
		if kind == reflect.TypeFor[iter.Seq2[directus.Item, error]]() {
			value.Set(reflect.ValueOf(iter.Seq2[directus.Item, error](func(func(directus.Item, error) bool) {})))
		}
	default: // its zero value
	}
	return value
}

// Without a context every call is refused, and nothing sent.
func TestNilContext(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, 200, `{"data":{}}`)
	handles := []any{directus.NewItems[directus.Item](client, "x"), directus.NewSingleton[directus.Item](client, "x")}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[directus.Client]()) {
		if field.IsExported() && field.Type.Kind() == reflect.Pointer {
			handles = append(handles, reflect.ValueOf(client).Elem().FieldByIndex(field.Index).Interface())
		}
	}
	for _, handle := range handles {
		for _, key := range []any{1, directus.Patch{"meta": directus.Patch{"note": "x"}}} {
			value := reflect.ValueOf(handle)
			for n := range value.NumMethod() {
				name := value.Type().Elem().String() + "." + value.Type().Method(n).Name
				require.NotPanics(t, func() { zeroCall(nil, t, name, value.Method(n), key) }, name) //nolint:staticcheck // a nil Context is what is tested
			}
		}
	}
	login := directus.Credentials{Email: "a@example.com", Password: "b"}
	for name, err := range map[string]error{
		"Login": client.Auth.Login(nil, login), "Static": client.Auth.Static(nil, "token"), "Logout": client.Auth.Logout(nil), //nolint:staticcheck // as above
	} {
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
		require.ErrorContains(t, err, "nil Context", name)
	}
	require.Empty(t, server.sent)
}
