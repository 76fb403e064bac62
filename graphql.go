package directus

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// GraphQLOption changes one call of [GraphQL] or [GraphQLSystem].
type GraphQLOption func(body map[string]any)

// OperationName says which operation to carry out of a text that has several.
func OperationName(name string) GraphQLOption {
	return func(body map[string]any) { body["operationName"] = name }
}

// GraphQL sends a query or mutation for the project's own collections, and decodes the
// "data" of the reply. Variables are a struct or map, or nil; put values there and never
// into the text, which may be repeated in errors. T is as the query asks, with json tags:
// keys are always strings, also where the other methods give numbers, and what may be
// missing or hidden is null.
//
// A reply can hold data as well as failures: then both are returned, and the error is an
// [*Error] with Status 200 whose Errors have a Path that tells where in T something is
// missing. A text that does not fit the schema is CodeGraphQLValidation; so are
// collections and fields that the caller may not read. A key that does not exist gives
// null and CodeForbidden, in Directus 10 only null. Since the server may change something
// at each call, none is sent again after a connection broke.
//
//	type result struct {
//		Articles []struct {
//			ID    string `json:"id"`
//			Title string `json:"title"`
//		} `json:"articles"`
//	}
//	r, err := directus.GraphQL[result](ctx, client,
//		`query($status: String) { articles(filter: {status: {_eq: $status}}) { id title } }`,
//		map[string]any{"status": "draft"})
//
// API: POST /graphql, https://directus.io/docs/guides/connect/query-parameters
func GraphQL[T any](ctx context.Context, c *Client, query string, variables any, opts ...GraphQLOption) (T, error) {
	return graphQL[T](ctx, c, to(http.MethodPost, "/graphql"), query, variables, opts)
}

// GraphQLSystem is [GraphQL] for Directus's own collections, without the directus_ before
// their names, and for its actions, such as users_me and server_info.
//
// API: POST /graphql/system, https://directus.io/docs/guides/connect/query-parameters
func GraphQLSystem[T any](ctx context.Context, c *Client, query string, variables any, opts ...GraphQLOption) (T, error) {
	return graphQL[T](ctx, c, to(http.MethodPost, "/graphql/system"), query, variables, opts)
}

func graphQL[T any](ctx context.Context, c *Client, req *Request, query string, variables any, opts []GraphQLOption) (T, error) {
	var out T
	body, err := c.graphQLBody(query, variables)
	if err != nil {
		return out, invalid(req, err)
	}
	for _, opt := range opts {
		if opt != nil {
			opt(body)
		}
	}
	req.Body = JSON(body)
	var data jsontext.Value
	_, err = c.read(ctx, req, func(d *jsontext.Decoder) error {
		value, err := d.ReadValue()
		data = value.Clone()
		return err
	})
	if len(data) == 0 || data.Kind() == 'n' {
		return out, err
	}
	if wrong := c.decodeValue(data, &out); wrong != nil {
		out = *new(T)
		if err == nil {
			err = failure(req, decodeError{err: wrong, written: true})
		}
	}
	return out, err
}

// graphQLBody is the body of a call. Without variables it has none.
func (c *Client) graphQLBody(query string, variables any) (map[string]any, error) {
	if err := c.usable(); err != nil {
		return nil, err
	}
	if strings.TrimSpace(query) == "" {
		return nil, errors.New("the query is empty")
	}
	body := map[string]any{"query": query}
	if variables == nil {
		return body, nil
	}
	encoded, err := encode(c.shared.codec, variables)
	if err != nil {
		return nil, fmt.Errorf("encode variables: %w", err)
	}
	switch jsontext.Value(encoded).Kind() {
	case '{':
		body["variables"] = jsontext.Value(encoded)
	case 'n':
	default:
		return nil, errors.New("variables must be a JSON object, such as a struct or a map")
	}
	return body, nil
}

// literal is where a message of GraphQL begins to repeat what stands in the text, which
// may be a value.
var literal = regexp.MustCompile(`(?s)(value:|, found|Unexpected \w+) .*`)

// graphQLDetails are the server's words for what is wrong with a GraphQL text, and the
// places, without the values that it complains about.
func (i ErrorItem) graphQLDetails() string {
	nested, _ := i.Extensions["errors"].([]any)
	var details []string
	for _, one := range nested {
		fields, _ := one.(map[string]any)
		message, _ := fields["message"].(string)
		if message = literal.ReplaceAllString(message, "$1 …"); message == "" {
			continue
		}
		if places, _ := fields["locations"].([]any); len(places) > 0 {
			if place, ok := places[0].(map[string]any); ok {
				message += fmt.Sprintf(" (%v:%v)", place["line"], place["column"])
			}
		}
		details = append(details, message)
	}
	return strings.Join(details, " ")
}
