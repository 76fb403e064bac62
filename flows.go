package directus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

// Flows manages flows and triggers them. It is a field of [Client], and has the methods of
// [Items] for system.Flow. Make a flow first, then its operations, each with its Flow, and
// set the flow's Operation last. An unlicensed Directus 12 has room for five flows.
type Flows struct{ Items[system.Flow] }

// With returns a handle whose requests carry these options.
func (f *Flows) With(opts ...RequestOption) *Flows { return &Flows{*f.Items.With(opts...)} }

// Trigger runs a flow that a webhook or a person starts, and returns what the flow returns,
// any JSON value, as it is. Nil without an error means that the flow returned nothing: null,
// false, 0 and "" arrive as that too, and so does every reply of a flow that runs in the
// background. [TriggerFlow] decodes the value.
//
// method is the one in the flow's options, GET or POST, and POST for flows that a person
// starts. With GET, data holds query parameters: url.Values, or a map or struct, whose texts
// are sent as they are and all else as JSON. The server checks those that have a meaning
// elsewhere, such as limit. With POST, data is the body: whatever encodes to a JSON object or
// list. Nil sends nothing.
//
// Webhook flows need no token. Flows that a person starts need one (not on Directus 10), and
// map[string]any{"collection": …, "keys": …} as data. A flow that is not there, is inactive or
// has the other method is CodeForbidden, an id that is no UUID CodeRouteNotFound. When its last
// step fails, a flow with the option error_on_reject (since Directus 11) is an [*Error] with
// that step's code. No trigger is sent again that may have arrived, not even a GET.
//
// API: GET or POST /flows/trigger/{id}, https://directus.io/docs/api/flows
func (f *Flows) Trigger(ctx context.Context, method string, id ID, data any) (json.RawMessage, error) {
	reply, err := TriggerFlow[json.RawMessage](ctx, f.client, method, id, data)
	if errors.Is(err, ErrNoContent) {
		return nil, nil
	}
	return reply, err
}

// TriggerFlow is [Flows.Trigger] with a reply that is decoded into a T: all of it, whether or
// not it has a member "data". A flow that returns nothing is [ErrNoContent].
//
// API: GET or POST /flows/trigger/{id}, https://directus.io/docs/api/flows
func TriggerFlow[T any](ctx context.Context, c *Client, method string, id ID, data any) (T, error) {
	req, err := c.trigger(method, id, data)
	if err != nil {
		return *new(T), err
	}
	return whole[T](ctx, c, req)
}

// trigger makes the request that starts a flow.
func (c *Client) trigger(method string, id ID, data any) (*Request, error) {
	req, err := endpoint(method, "/flows/trigger/{id}", id)
	if err != nil {
		return nil, err
	}
	if err = c.usable(); err == nil {
		switch method {
		case http.MethodGet:
			req.once = true // who knows what the flow does
			req.Query, err = triggerParams(c.shared.codec, data)
		case http.MethodPost:
			req.Body, err = triggerBody(c.shared.codec, data)
		default:
			err = fmt.Errorf("method %q: a flow is triggered by GET or POST", method)
		}
	}
	if err != nil {
		return nil, invalid(req, err)
	}
	return req, nil
}

// triggerParams turns data into query parameters.
func triggerParams(c Codec, data any) (url.Values, error) {
	params := url.Values{}
	switch d := data.(type) {
	case nil:
		return params, nil
	case url.Values:
		for name, values := range d {
			params[name] = append([]string(nil), values...)
		}
	default:
		if err := addMembers(c, params, data); err != nil {
			return nil, err
		}
	}
	for name := range params {
		if err := checkParam(name); err != nil {
			return nil, fmt.Errorf("parameter %q: %w", name, err)
		}
	}
	return params, nil
}

// addMembers adds the members of an object to parameters.
func addMembers(c Codec, params url.Values, object any) error {
	encoded, err := encode(c, object)
	if err != nil {
		return fmt.Errorf("encode parameters: %w", err)
	}
	if jsontext.Value(encoded).Kind() != '{' {
		return errors.New("parameters must be url.Values, or a map or struct")
	}
	members, err := codec.Members(encoded)
	if err != nil {
		return fmt.Errorf("encode parameters: %w", err)
	}
	for name, value := range members {
		switch value.Kind() {
		case 'n': // unset
		case '"':
			text, err := jsontext.AppendUnquote(nil, value)
			if err != nil {
				return fmt.Errorf("parameter %q: %w", name, err)
			}
			params.Set(name, string(text))
		default:
			params.Set(name, string(value))
		}
	}
	return nil
}

// triggerBody turns data into a body. The server takes no other JSON than objects and lists.
func triggerBody(c Codec, data any) (Body, error) {
	if data == nil {
		return Body{}, nil
	}
	encoded, err := encode(c, data)
	if err != nil {
		return Body{}, fmt.Errorf("encode body: %w", err)
	}
	if kind := jsontext.Value(encoded).Kind(); kind != '{' && kind != '[' {
		return Body{}, errors.New("the body must be a JSON object or list")
	}
	return Bytes(jsonType, encoded), nil
}
