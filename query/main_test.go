package query_test

import (
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		realserver.StopShared()
		os.Exit(code)
	}))
}

// inURL is a query as the parameters of a GET, in a form that reads well.
func inURL(t *testing.T, opts ...query.Option) string {
	t.Helper()
	values, err := query.New(opts...).Values()
	require.NoError(t, err)
	text, err := url.QueryUnescape(values.Encode())
	require.NoError(t, err)
	return text
}

// inJSON is a query as the JSON of a SEARCH body.
func inJSON(t *testing.T, opts ...query.Option) string {
	t.Helper()
	text, err := query.New(opts...).MarshalJSON()
	require.NoError(t, err)
	return string(text)
}

// refused checks that a query with a mistake is not encoded at all, and that every error
// says what is wrong.
func refused(t *testing.T, want string, opts ...query.Option) {
	t.Helper()
	q := query.New(opts...)
	require.ErrorContains(t, q.Validate(), want)
	notEncoded(t, want, opts...)
}

// notEncoded checks the same of a query whose mistake shows only when it is encoded.
func notEncoded(t *testing.T, want string, opts ...query.Option) {
	t.Helper()
	q := query.New(opts...)
	values, err := q.Values()
	require.ErrorContains(t, err, want)
	require.Nil(t, values)
	text, err := q.MarshalJSON()
	require.ErrorContains(t, err, want)
	require.Nil(t, text)
}
