package directus_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// serverCall is a call of a method, what it has to send, and what the server answers.
type serverCall struct {
	call   func(c *directus.Client) (any, error)
	want   any    // what the method returns; nil when it returns an error only
	sent   string // method and path
	route  string // when it is not the path
	query  string
	body   string // JSON
	status int    // 0: 200, or 204 without a reply
	reply  string
}

// testServerCalls shows for each call that it sends what it should, understands the answer,
// and reports an error of the server.
func testServerCalls(t *testing.T, calls map[string]serverCall) {
	t.Helper()
	for name, tt := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status := tt.status
			if status == 0 {
				status = http.StatusOK
				if tt.reply == "" {
					status = http.StatusNoContent
				}
			}
			client, f := newFake(t, status, tt.reply, directus.WithStaticToken("static-token"))
			value, err := tt.call(client)
			require.NoError(t, err)
			require.Equal(t, tt.want, value)
			got := f.one(t)
			require.Equal(t, tt.sent, got.Method+" "+got.Path)
			route := tt.route
			if route == "" {
				route = got.Path
			}
			require.Equal(t, route, got.Route)
			require.Equal(t, tt.query, unescaped(t, got))
			if tt.body == "" {
				require.Empty(t, got.Body)
			} else {
				require.JSONEq(t, tt.body, got.Body)
			}
			refused, _ := newFake(t, http.StatusForbidden, forbidden)
			var e *directus.Error
			_, err = tt.call(refused)
			require.ErrorAs(t, err, &e)
			require.Equal(t, got.Method+" "+route, e.Method+" "+e.Route)
			require.ErrorIs(t, err, directus.CodeForbidden)
		})
	}
}

// testServerRefusals shows for each call that it is refused before anything is sent.
func testServerRefusals(t *testing.T, calls map[string]func(c *directus.Client) error) {
	t.Helper()
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, f := newFake(t, http.StatusOK, `{"data":{}}`)
			require.ErrorIs(t, call(client), directus.ErrInvalidRequest)
			require.Empty(t, f.sent)
		})
	}
}
