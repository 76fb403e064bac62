package directus

import "context"

// authorizing is the layer that adds the token to requests.
type authorizing struct {
	next  Transport
	token string // of the client; "" for an anonymous one
}

// Do sends req with the token of the call, or else that of the client. A request that
// wants none, or that carries its own Authorization, is sent as it is.
func (a authorizing) Do(ctx context.Context, req *Request) (*Response, error) {
	token := a.token
	if req.state != nil && req.state.token != nil {
		token = *req.state.token
	}
	if token != "" && !req.NoAuth && req.Header.Get("Authorization") == "" {
		req = req.with("Authorization", "Bearer "+token)
	}
	return a.next.Do(ctx, req)
}
