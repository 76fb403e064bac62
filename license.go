package directus

// License manages the licence of the server. It is a field of [Client].
type License struct{ client *Client }

// With returns a handle whose requests carry these options.
func (l *License) With(opts ...RequestOption) *License { return &License{l.client.with(opts)} }
