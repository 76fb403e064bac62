package directus

// Fields manages the fields of collections. It is a field of [Client].
type Fields struct{ client *Client }

// With returns a handle whose requests carry these options.
func (f *Fields) With(opts ...RequestOption) *Fields { return &Fields{f.client.with(opts)} }
