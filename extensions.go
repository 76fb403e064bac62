package directus

// Extensions manages the extensions of the server and those in the registry. It is a field of [Client].
type Extensions struct{ client *Client }

// With returns a handle whose requests carry these options.
func (e *Extensions) With(opts ...RequestOption) *Extensions { return &Extensions{e.client.with(opts)} }
