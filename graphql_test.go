package directus_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/system"
)

func TestGraphQLCalls(t *testing.T) {
	t.Parallel()
	type who struct {
		Me struct {
			ID string `json:"id"`
		} `json:"me"`
	}
	var want who
	want.Me.ID = "a"
	testServerCalls(t, map[string]serverCall{
		"query": {
			call: func(c *directus.Client) (any, error) {
				return directus.GraphQL[who](t.Context(), c, "{ me { id } }", nil)
			},
			sent: "POST /graphql", body: `{"query":"{ me { id } }"}`, reply: `{"data":{"me":{"id":"a"}}}`, want: want,
		},
		"variables": {
			call: func(c *directus.Client) (any, error) {
				return directus.GraphQL[who](t.Context(), c, "query($id: ID) { me(id: $id) { id } }", struct {
					ID string `json:"id"`
				}{"a"})
			},
			sent: "POST /graphql", body: `{"query":"query($id: ID) { me(id: $id) { id } }","variables":{"id":"a"}}`,
			reply: `{"data":{"me":{"id":"a"}}}`, want: want,
		},
		"no variables after all": {
			call: func(c *directus.Client) (any, error) {
				return directus.GraphQL[who](t.Context(), c, "{ me { id } }", m(nil), nil)
			},
			sent: "POST /graphql", body: `{"query":"{ me { id } }"}`, reply: `{"data":{"me":{"id":"a"}}}`, want: want,
		},
		"system": {
			call: func(c *directus.Client) (any, error) {
				return directus.GraphQLSystem[who](t.Context(), c, "query A { me { id } } query B { me { name } }", nil, directus.OperationName("A"))
			},
			sent: "POST /graphql/system", body: `{"query":"query A { me { id } } query B { me { name } }","operationName":"A"}`,
			reply: `{"data":{"me":{"id":"a"}}}`, want: want,
		},
	})
}

func TestGraphQLRefusals(t *testing.T) {
	t.Parallel()
	call := func(query string, variables any) func(c *directus.Client) error {
		return func(c *directus.Client) error {
			_, err := directus.GraphQL[m](t.Context(), c, query, variables)
			return err
		}
	}
	testServerRefusals(t, map[string]func(c *directus.Client) error{
		"no query":                         call(" \n", nil),
		"variables in a list":              call("{ a }", []string{"a"}),
		"variables that cannot be encoded": call("{ a }", m{"a": func() {}}),
		"a client not made by New": func(*directus.Client) error {
			_, err := directus.GraphQL[m](t.Context(), &directus.Client{}, "{ a }", nil)
			return err
		},
	})
}

func TestGraphQLAnswers(t *testing.T) {
	t.Parallel()
	type row struct {
		ID string `json:"id"`
	}
	type data struct {
		A *row  `json:"a"`
		B []row `json:"b"`
	}
	const failed = `"errors":[{"message":"No.","extensions":{"code":"FORBIDDEN"},"path":["b",0,"id"]},{"message":"Oh."}]`
	tests := map[string]struct {
		body     string
		want     data
		wantText string
	}{
		"both":          {`{"data":{"a":{"id":"1"},"b":null},` + failed + `}`, data{A: &row{"1"}}, "directus: POST /graphql: 200 FORBIDDEN: No.; Oh."},
		"errors only":   {`{` + failed + `}`, data{}, "directus: POST /graphql: 200 FORBIDDEN: No.; Oh."},
		"null":          {`{"data":null,` + failed + `}`, data{}, "directus: POST /graphql: 200 FORBIDDEN: No.; Oh."},
		"errors first":  {`{` + failed + `,"data":{"a":{"id":"1"}}}`, data{A: &row{"1"}}, "directus: POST /graphql: 200 FORBIDDEN: No.; Oh."},
		"another shape": {`{"data":{"a":7},` + failed + `}`, data{}, "directus: POST /graphql: 200 FORBIDDEN: No.; Oh."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := newFake(t, http.StatusOK, tt.body)
			got, err := directus.GraphQL[data](t.Context(), client, "{ a { id } b { id } }", nil)
			require.EqualError(t, err, tt.wantText)
			require.Equal(t, tt.want, got)
			var e *directus.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, []any{"b", 0.0, "id"}, e.Errors[0].Path)
		})
	}
	t.Run("a shape that does not fit", func(t *testing.T) {
		t.Parallel()
		client, _ := newFake(t, http.StatusOK, `{"data":{"b":[{"id":"1"}],"a":7}}`)
		got, err := directus.GraphQL[data](t.Context(), client, "{ a }", nil)
		require.ErrorContains(t, err, "directus: POST /graphql: it was carried out, but decode reply:")
		require.Zero(t, got)
	})
	t.Run("nothing", func(t *testing.T) {
		t.Parallel()
		client, _ := newFake(t, http.StatusOK, `{"data":null}`)
		_, err := directus.GraphQL[data](t.Context(), client, "{ a }", nil)
		require.ErrorIs(t, err, directus.ErrNoContent)
	})
}

// What stands in the text as a value is not repeated, also when the server does so.
func TestGraphQLValidationText(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		`Cannot query field \"nothing\" on type \"Query\".`:           `Cannot query field "nothing" on type "Query". (1:3)`,
		`Int cannot represent non-integer value: \"hunter2\"`:         `Int cannot represent non-integer value: … (1:3)`,
		`Expected value of type \"Int\", found {a: \"x\n hunter2\"}.`: `Expected value of type "Int", found … (1:3)`,
		`Syntax Error: Unexpected String \"hunter2\".`:                `Syntax Error: Unexpected String … (1:3)`,
	} {
		client, _ := newFake(t, http.StatusBadRequest, fmt.Sprintf(
			`{"errors":[{"message":"GraphQL validation error.","extensions":{"errors":[{"message":"%s","locations":[{"line":1,"column":3}]}],"code":"GRAPHQL_VALIDATION"}}]}`, message))
		_, err := directus.GraphQL[m](t.Context(), client, "{ a }", nil)
		require.EqualError(t, err, "directus: POST /graphql: 400 GRAPHQL_VALIDATION: GraphQL validation error: "+want)
		require.ErrorIs(t, err, directus.CodeGraphQLValidation)
	}
}

// graphqlArticle is an item as GraphQL returns it: the key is a string.
type graphqlArticle struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Hits  int    `json:"hits"`
}

func TestRealGraphQL(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	client := realClient(t)
	name := makeCollection(t, client, m{}, intKey("id"), plain("title", "string"), plain("hits", "integer"))

	created, err := directus.GraphQL[map[string]graphqlArticle](t.Context(), client,
		`mutation($data: create_`+name+`_input!) { made: create_`+name+`_item(data: $data) { id title hits } }`,
		m{"data": m{"title": "Hello \"you\"", "hits": 7}})
	require.NoError(t, err)
	one := created["made"]
	require.Equal(t, graphqlArticle{ID: one.ID, Title: "Hello \"you\"", Hits: 7}, one)
	require.NotEmpty(t, one.ID)

	t.Run("query", func(t *testing.T) {
		t.Parallel()
		type result struct {
			Few  []graphqlArticle `json:"few"`
			Many []graphqlArticle `json:"many"`
		}
		got, err := directus.GraphQL[result](t.Context(), client,
			`query($hits: GraphQLStringOrFloat!) { few: `+name+`(filter: {hits: {_lt: $hits}}) { id } many: `+name+`(filter: {hits: {_gte: $hits}}) { id title hits } }`,
			struct {
				Hits int `json:"hits"`
			}{5})
		require.NoError(t, err)
		require.Empty(t, got.Few)
		require.Equal(t, []graphqlArticle{one}, got.Many)
	})
	t.Run("partial", func(t *testing.T) {
		t.Parallel()
		type result struct {
			Here    *graphqlArticle `json:"here"`
			Missing *graphqlArticle `json:"missing"`
		}
		got, err := directus.GraphQL[result](t.Context(), client,
			`query($id: ID!) { here: `+name+`_by_id(id: $id) { id title hits } missing: `+name+`_by_id(id: 987654) { id } }`,
			m{"id": one.ID})
		require.Equal(t, &one, got.Here)
		require.Nil(t, got.Missing)
		if server.Major() < 11 {
			require.NoError(t, err)
			return
		}
		require.ErrorIs(t, err, directus.CodeForbidden)
		var e *directus.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, http.StatusOK, e.Status)
		require.Equal(t, []any{"missing"}, e.Errors[0].Path)
	})
	t.Run("what may not be seen", func(t *testing.T) {
		t.Parallel()
		_, err := directus.GraphQL[m](t.Context(), client, `{ `+name+` { id secret } }`, nil)
		require.ErrorIs(t, err, directus.CodeGraphQLValidation)
		require.ErrorContains(t, err, `Cannot query field "secret" on type "`+name+`".`)
		anonymous, err := directus.New(server.URL)
		require.NoError(t, err)
		defer anonymous.Close()
		_, err = directus.GraphQL[m](t.Context(), anonymous, `{ `+name+` { id } }`, nil)
		require.ErrorIs(t, err, directus.CodeGraphQLValidation)
	})
	t.Run("system", func(t *testing.T) {
		t.Parallel()
		const text = `query A { users_me { id } } query B { me: users_me { email } roles { id name } }`
		got, err := directus.GraphQLSystem[struct {
			Me    system.User   `json:"me"`
			Roles []system.Role `json:"roles"`
		}](t.Context(), client, text, nil, directus.OperationName("B"))
		require.NoError(t, err)
		require.Equal(t, server.Email, got.Me.Email)
		require.NotEmpty(t, got.Roles)
		_, err = directus.GraphQLSystem[m](t.Context(), client, text, nil)
		var e *directus.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, "Must provide operation name if query contains multiple operations.", e.Errors[0].Message)
		_, err = directus.GraphQLSystem[m](t.Context(), client, `query($id: ID!) { users_by_id(id: $id) { id } }`, nil)
		require.ErrorAs(t, err, &e)
	})
	t.Run("text", func(t *testing.T) {
		t.Parallel()
		_, err := directus.GraphQL[m](t.Context(), client, "{ a(", nil)
		require.ErrorIs(t, err, directus.CodeGraphQLValidation)
		require.ErrorContains(t, err, "Syntax Error")
		_, err = directus.Call[m](t.Context(), client, &directus.Request{Method: http.MethodDelete, Path: "/graphql"})
		require.ErrorIs(t, err, directus.CodeMethodNotAllowed)
		var e *directus.Error
		_, err = directus.Call[m](t.Context(), client, &directus.Request{Method: http.MethodPost, Path: "/graphql", Body: directus.JSON(m{})})
		require.True(t, errors.As(err, &e) && e.Status == http.StatusBadRequest)
	})
}
