package directus_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// once is a client that sends nothing again.
var once = directus.WithRetry(directus.RetryPolicy{MaxAttempts: 1})

// fail makes a call that gets this answer and returns its *Error.
func fail(t *testing.T, status int, header http.Header, body string) *directus.Error {
	t.Helper()
	client := newClient(t, &fake{status: status, header: header, body: body}, once)
	_, err := directus.NewItems[article](client, "articles").ReadOne(t.Context(), 8)
	var e *directus.Error
	require.ErrorAs(t, fmt.Errorf("wrapped: %w", err), &e)
	return e
}

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	html := http.Header{"Content-Type": {"text/html"}}
	tests := map[string]struct {
		status int
		header http.Header
		body   string
		want   string
	}{
		"one":      {403, nil, forbidden, "403 FORBIDDEN: You don't have permission to access this."},
		"several":  {400, nil, `{"errors":[{"message":"a","extensions":{"code":"X"}},{"message":"b","extensions":{"code":"Y"}}]}`, "400 X: a; Y: b"},
		"no code":  {400, nil, `{"errors":[{"message":"a"}]}`, "400 a"},
		"no words": {400, nil, `{"errors":[{"extensions":{"code":"X"}}]}`, "400 X"},
		"a value": {
			400, nil,
			`{"errors":[{"message":"Value \"hunter2\" for field \"tok\" has to be unique.","extensions":{"code":"RECORD_NOT_UNIQUE","field":"tok","value":"hunter2"}}]}`,
			`400 RECORD_NOT_UNIQUE: Value "…" for field "tok" has to be unique.`,
		},
		"a number":     {400, nil, `{"errors":[{"message":"Value \"77\" is bad.","extensions":{"code":"X","value":77}}]}`, `400 X: Value "…" is bad.`},
		"SQL":          {500, nil, `{"errors":[{"message":"insert into x values ('hunter2')","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}`, "500 INTERNAL_SERVER_ERROR"},
		"HTML":         {502, html, "<html>hunter2", `502 Bad Gateway, the reply is not JSON but "text/html"`},
		"other JSON":   {503, nil, `{"status":"error"}`, "503 Service Unavailable"},
		"nothing":      {504, http.Header{}, "", "504 Gateway Timeout"},
		"odd status":   {599, http.Header{}, "", "599 "},
		"half a reply": {400, nil, `{"errors":[{"message":`, "400 Bad Request"},
		"no errors":    {400, nil, `{"errors":[]}`, "400 Bad Request"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := fail(t, tt.status, tt.header, tt.body)
			require.EqualError(t, e, "directus: GET /items/{collection}/{id}: "+tt.want)
			require.Equal(t, tt.status, e.Status)
			require.Equal(t, "GET", e.Method)
			require.Equal(t, "/items/{collection}/{id}", e.Route)
		})
	}
}

func TestErrorKeepsWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	page := strings.Repeat("x", 10_000)
	e := fail(t, 502, http.Header{"Content-Type": {"text/html"}, "Set-Cookie": {"a=hunter2"}, "Server": {"nginx"}}, page)
	require.Equal(t, page[:4096], string(e.Body))
	require.Equal(t, http.Header{"Content-Type": {"text/html"}, "Server": {"nginx"}}, e.Header)
	require.Empty(t, e.Errors)
	require.Empty(t, fail(t, 403, nil, forbidden).Body)
}

func TestErrorIs(t *testing.T) {
	t.Parallel()
	e := fail(t, 400, nil, `{"errors":[{"message":"a","extensions":{"code":"INVALID_QUERY"}},{"message":"b","extensions":{"code":"MY_OWN"}}]}`)
	require.ErrorIs(t, e, directus.CodeInvalidQuery)
	require.ErrorIs(t, e, directus.Code("MY_OWN"))
	require.NotErrorIs(t, e, directus.CodeForbidden)
	require.NotErrorIs(t, e, directus.ErrTooLarge)
	for _, status := range []int{413, 414, 431} {
		require.ErrorIs(t, fail(t, status, http.Header{}, ""), directus.ErrTooLarge)
	}
	require.Equal(t, "directus: FORBIDDEN", directus.CodeForbidden.Error())
}

func TestErrorField(t *testing.T) {
	t.Parallel()
	e := fail(t, 400, nil, `{"errors":[
		{"message":"x","extensions":{"code":"INVALID_PAYLOAD"}},
		{"message":"x","extensions":{"code":"FAILED_VALIDATION","field":"email","path":["email"],"type":"required"}},
		{"message":"x","extensions":{"code":"FAILED_VALIDATION","field":"age","type":"gt","valid":"18"}}]}`)
	field, rule := e.Field()
	require.Equal(t, []string{"email", "required"}, []string{field, rule})
	field, rule = e.Errors[2].Field()
	require.Equal(t, []string{"age", "gt"}, []string{field, rule})
	require.Equal(t, "18", e.Errors[2].Extensions["valid"])
	field, rule = fail(t, 403, nil, forbidden).Field()
	require.Empty(t, field+rule)
}

func TestErrorRetryAfter(t *testing.T) {
	t.Parallel()
	limited := func(reset time.Time) string {
		return `{"errors":[{"message":"x","extensions":{"code":"REQUESTS_EXCEEDED","limit":5,"reset":"` + reset.Format(time.RFC3339Nano) + `"}}]}`
	}
	soon := time.Now().Add(time.Hour)
	tests := map[string]struct {
		header, body string
		min, max     time.Duration
	}{
		"seconds":             {"2", forbidden, 2 * time.Second, 2 * time.Second},
		"a fraction":          {"0.5", forbidden, 500 * time.Millisecond, 500 * time.Millisecond},
		"a date":              {soon.UTC().Format(http.TimeFormat), forbidden, 30 * time.Minute, time.Hour},
		"a date that is past": {time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat), forbidden, 0, 0},
		"nothing":             {"", forbidden, 0, 0},
		"garbage":             {"soon", forbidden, 0, 0},
		"negative":            {"-5", forbidden, 0, 0},
		"not a number":        {"NaN", forbidden, 0, 0},
		"zero, but a reset":   {"0", limited(soon), 30 * time.Minute, time.Hour},
		"only a reset":        {"", limited(soon), 30 * time.Minute, time.Hour},
		"a past reset":        {"0", limited(time.Now().Add(-time.Hour)), 0, 0},
		"both":                {"2", limited(soon), 2 * time.Second, 2 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := fail(t, 429, http.Header{"Retry-After": {tt.header}, "Content-Type": {"application/json"}}, tt.body).RetryAfter
			require.GreaterOrEqual(t, got, tt.min)
			require.LessOrEqual(t, got, tt.max)
		})
	}
}

// The real server's validation errors name every field.
func TestRealValidation(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	name := makeCollection(t, client, m{}, intKey("id"),
		m{"field": "email", "type": "string", "schema": m{}, "meta": m{"validation": m{"email": m{"_contains": "@"}}}},
		m{"field": "age", "type": "integer", "schema": m{}, "meta": m{"validation": m{"age": m{"_gt": 18}}}},
		m{"field": "code", "type": "string", "schema": m{"is_unique": true}, "meta": m{}})
	items := directus.NewItems[directus.Item](client, name)
	_, err := items.CreateOne(t.Context(), directus.Item{"email": "a", "age": 3})
	require.ErrorIs(t, err, directus.CodeFailedValidation)
	var e *directus.Error
	require.ErrorAs(t, err, &e)
	rules := map[string]string{}
	for _, item := range e.Errors {
		field, rule := item.Field()
		rules[field] = rule
	}
	require.Equal(t, map[string]string{"email": "contains", "age": "gt"}, rules)
	_, err = items.CreateMany(t.Context(), []directus.Item{{"email": "a@b", "code": "hunter2"}, {"code": "hunter2"}})
	require.ErrorIs(t, err, directus.CodeRecordNotUnique)
	require.NotContains(t, err.Error(), "hunter2")
	count, err := items.Count(t.Context())
	require.NoError(t, err)
	require.Zero(t, count, "all or nothing")
}
